package heartbeats

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Limit is how long all takes at most that has a timeout.
type Limit struct {
	Period
	Some bool // there is one
	Own  bool // and one is set in the pass itself
}

// add adds a timeout.
func (l *Limit) add(timeout Period) {
	if l.Some {
		timeout = l.Period.plus(timeout)
	}
	l.Some, l.Period = true, timeout
}

// limits are the timeouts that a pass sets itself, for the contexts that it hands on and the
// connections that it reads from. They count when something is under one.
type limits struct {
	Limit
	*Result
	contexts []timed             // made with a timeout, in source order
	reading  []Period            // SetReadDeadline, SetDeadline
	used     map[*types.Var]bool // contexts that count already; nil stands for the deadlines
}

type timed struct {
	v       *types.Var
	timeout Period
}

// limitsIn returns the timeouts that a body sets.
func (r *Result) limitsIn(body *ast.BlockStmt) *limits {
	l := &limits{Result: r, used: make(map[*types.Var]bool)}
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.DeferStmt:
			return false
		case *ast.AssignStmt: // short, cancel := context.WithTimeout(ctx, d)
			if call, ok := ast.Unparen(n.Rhs[0]).(*ast.CallExpr); ok && len(n.Lhs) == 2 && len(n.Rhs) == 1 {
				if timeout, ok := r.timeout(call); ok {
					if v := r.VarOf(n.Lhs[0]); v != nil {
						l.contexts = append(l.contexts, timed{v, timeout})
					}
				}
			}
		case *ast.CallExpr:
			if fn := r.Callee(n); fn != nil && (fn.Name() == "SetDeadline" || fn.Name() == "SetReadDeadline") && len(n.Args) == 1 {
				if !r.isZeroTime(n.Args[0]) {
					l.reading = append(l.reading, r.fromNow(n.Args[0]))
				}
			}
		}
		return true
	})
	return l
}

// timeout returns the time that a call of package context gives the context that it makes.
func (r *Result) timeout(call *ast.CallExpr) (Period, bool) {
	fn := r.Callee(call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "context" {
		return Period{}, false
	}
	switch fn.Name() {
	case "WithTimeout", "WithTimeoutCause":
		return r.constant(call.Args[1]), true
	case "WithDeadline", "WithDeadlineCause":
		return r.fromNow(call.Args[1]), true
	}
	return Period{}, false
}

// fromNow returns the constant d of time.Now().Add(d).
func (r *Result) fromNow(x ast.Expr) Period {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return Period{}
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if fn := r.Callee(call); !ok || fn == nil || fn.FullName() != "(time.Time).Add" {
		return Period{}
	}
	now, ok := ast.Unparen(sel.X).(*ast.CallExpr)
	if !ok {
		return Period{}
	}
	if fn := r.Callee(now); fn == nil || fn.FullName() != "time.Now" {
		return Period{}
	}
	return r.constant(call.Args[0])
}

// isZeroTime reports whether x is time.Time{}, which takes a deadline away.
func (r *Result) isZeroTime(x ast.Expr) bool {
	lit, ok := ast.Unparen(x).(*ast.CompositeLit)
	return ok && len(lit.Elts) == 0
}

// use counts a timeout, once for each variable.
func (l *limits) use(v *types.Var, timeout Period) {
	if !l.used[v] {
		l.used[v] = true
		l.add(timeout)
		l.Own = true
	}
}

// handed reports whether a call is handed a context with a timeout, or something made with one.
func (l *limits) handed(call *ast.CallExpr) bool {
	fn := l.Callee(call)
	return (fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "context") && slices.ContainsFunc(call.Args, l.carried)
}

// carried reports whether an expression is a context with a timeout, or one made from it.
func (l *limits) carried(x ast.Expr) bool {
	if !syntax.IsContext(l.Info.TypeOf(x)) {
		return false
	}
	for _, made := range slices.Backward(l.contexts) { // the last one is the shortest
		if (carrier{l.Package}).is(x, made.v, 0) {
			l.use(made.v, made.timeout)
			return true
		}
	}
	return false
}

// ends reports whether a channel is closed when a timeout has passed: short.Done().
func (l *limits) ends(ch ast.Expr) bool {
	call, ok := ast.Unparen(ch).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Done" && l.carried(sel.X)
}

// reads reports whether what is read has a deadline, by its connection, or maybe by a context that
// it was made with.
func (l *limits) reads() bool {
	if len(l.reading) > 0 {
		timeout := l.reading[0]
		for _, other := range l.reading {
			if other != timeout {
				timeout = Period{}
			}
		}
		l.use(nil, timeout)
	}
	return len(l.reading) > 0 || len(l.contexts) > 0
}

// callee counts the timeouts that a callee sets itself.
func (l *limits) callee(of Limit) {
	if of.Some {
		l.add(of.Period)
	}
}

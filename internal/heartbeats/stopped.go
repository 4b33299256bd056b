package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// stopping tells which clocks do not go on as they were made.
type stopping struct {
	*Result
	changed *changed // nil until somebody asks
}

// changed are the tickers and timers of the package that do not go on as they were made.
type changed struct {
	reset   map[*types.Var][]*ast.CallExpr // v.Reset(d)
	stopped map[*types.Var][]*ast.CallExpr // v.Stop(), where its loop may still wait for it
}

func (r *stopping) findChanged() *changed {
	found := &changed{make(map[*types.Var][]*ast.CallExpr), make(map[*types.Var][]*ast.CallExpr)}
	for c := range r.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		switch {
		case !ok:
		case sel.Sel.Name == "Reset" && len(call.Args) == 1:
			r.note(found.reset, call, sel.X)
		case sel.Sel.Name == "Stop" && len(call.Args) == 0 && isTimer(r.Info.TypeOf(sel.X)) && !r.stopsForGood(c, r.VarOf(sel.X)):
			r.note(found.stopped, call, sel.X)
		}
	}
	return found
}

func isTimer(t types.Type) bool {
	return syntax.IsNamed(t, "time", "Ticker") || syntax.IsNamed(t, "time", "Timer")
}

// isResetAnywhere reports whether v.Reset(d) is called in the package: by whichever function, and where
// another variable or a parameter holds the same ticker, too.
func (r *stopping) isResetAnywhere(v *types.Var) bool { return len(r.changes().reset[v]) > 0 }

// isStopped reports whether v.Stop() is called in the package while a loop may go on that waits for it:
// it was taken to strike for ever, and whoever had stopped it was called stuck.
func (r *stopping) isStopped(v *types.Var) bool { return len(r.changes().stopped[v]) > 0 }

func (r *stopping) changes() *changed {
	if r.changed == nil {
		r.changed = r.findChanged()
	}
	return r.changed
}

// note adds a call to what an expression denotes, and to all that holds the same.
func (r *stopping) note(to map[*types.Var][]*ast.CallExpr, call *ast.CallExpr, x ast.Expr) {
	v := r.VarOf(x)
	if v == nil || slices.Contains(to[v], call) {
		return
	}
	to[v] = append(to[v], call)
	if given, _ := r.giving.given(v); len(given) > 0 {
		for _, arg := range given {
			r.note(to, call, arg)
		}
	}
	if v.Pkg() == r.Types {
		for _, value := range r.Var(v).Values {
			if value.Expr != nil {
				r.note(to, call, value.Expr)
			}
		}
	}
}

// isPutOff reports whether a timer that its loop sets again each time may strike later than that: it is set for longer, or
// by somebody else, who may do so again and again before it strikes.
func (p *pacer) isPutOff(v *types.Var, period Period) bool {
	return slices.ContainsFunc(p.stopping.changes().reset[v], func(set *ast.CallExpr) bool {
		if d := p.Info.Types[set.Args[0]].Value; d != nil && constant.Sign(d) <= 0 {
			return false // it strikes at once
		}
		return !p.isByLoop(set, p.constant(set.Args[0]), period, deepest)
	})
}

// isByLoop reports whether a call is in the loop or its function alone, or in a function that is only called there, and
// what it waits for is no longer than a period.
func (p *pacer) isByLoop(call *ast.CallExpr, d, period Period, hops int) bool {
	fn := p.FuncAround(call)
	if fn == nil || hops == 0 {
		return false
	}
	i := slices.Index(p.ParamVars(fn), d.param)
	if told := d.param != nil && i >= 0; !told && (!d.Known() || d.Duration > period.Duration) {
		return false
	} else if !told && (p.inPass(call) || fn == p.FuncAround(p.loop) && call.End() <= p.loop.Pos()) {
		return true
	}
	calls, all := p.giving.callsOf(fn)
	return all && !slices.ContainsFunc(calls, func(by *ast.CallExpr) bool {
		said := d
		if d.param != nil {
			said = d.with(p.argument(by, i, len(p.ParamVars(fn))))
		}
		return !p.isByLoop(by, said, period, hops-1)
	})
}

// stopsForGood reports whether nothing waits for a clock any more that a call stops: it is deferred, stands behind
// the loop, or in front of what leaves it, or the clock is set again before anything can wait for it, or the function
// ends the loop as well: func (s *S) Close() { s.ticker.Stop(); close(s.done) }.
func (src text) stopsForGood(c inspector.Cursor, v *types.Var) bool {
	own := v != nil && v.Kind() == types.LocalVar && v.Parent() != src.Types.Scope()
	sets := func(n ast.Node) bool { return v != nil && src.setsClock(n, v) }
	for ; ; c = c.Parent() {
		switch n := c.Parent().Node().(type) {
		case *ast.DeferStmt:
			return true
		case *ast.FuncLit:
			if call, ok := c.Parent().Parent().Node().(*ast.CallExpr); ok && call.Fun == n {
				if _, deferred := c.Parent().Parent().Parent().Node().(*ast.DeferStmt); deferred {
					return true
				}
			}
			return own && n.Pos() <= v.Pos() && v.Pos() < n.End() || src.endsLoops(n.Body)
		case *ast.FuncDecl:
			return own || src.endsLoops(n.Body)
		case *ast.ForStmt:
			if c.Node() == n.Body {
				return onEvery(n.Body.List, sets)
			}
		case *ast.RangeStmt:
			if c.Node() == n.Body {
				return onEvery(n.Body.List, sets)
			}
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
			list := syntax.Stmts(n)
			for i, s := range list {
				if s != c.Node() {
					continue
				}
				if rest := list[i+1:]; onEvery(rest, sets) || src.leavesLoop(rest) {
					return true
				} else if slices.ContainsFunc(rest, func(s ast.Stmt) bool { return src.names(s, v) }) {
					return false
				}
			}
		case nil:
			return false
		}
	}
}

// endsLoops reports whether a function closes a channel or cancels a context, by which loops are told to end.
func (src text) endsLoops(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			t := src.Info.TypeOf(call.Fun)
			found = found || src.Builtin(call) == "close" || syntax.IsNamed(t, "context", "CancelFunc") || syntax.IsNamed(t, "context", "CancelCauseFunc")
		}
		return !found
	})
	return found
}

// setsClock reports whether code sets a clock again, or makes another one.
func (src text) setsClock(n ast.Node, v *types.Var) bool {
	found := false
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			found = found || ok && sel.Sel.Name == "Reset" && src.VarOf(sel.X) == v
		case *ast.AssignStmt:
			found = found || slices.ContainsFunc(n.Lhs, func(left ast.Expr) bool { return src.VarOf(left) == v })
		}
		return !found
	})
	return found
}

// names reports whether code names a variable.
func (src text) names(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && v != nil && src.Info.ObjectOf(id) == v
		return !found
	})
	return found
}

// leavesLoop reports whether statements end in a break with the label of a loop.
func (src text) leavesLoop(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	jump, ok := list[len(list)-1].(*ast.BranchStmt)
	if !ok || jump.Tok != token.BREAK || jump.Label == nil || src.Info.Uses[jump.Label] == nil {
		return false
	}
	c, ok := src.CursorAt(src.Info.Uses[jump.Label].Pos())
	if !ok {
		return false
	}
	labelled, ok := c.Parent().Node().(*ast.LabeledStmt)
	if !ok {
		return false
	}
	switch labelled.Stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	}
	return false
}

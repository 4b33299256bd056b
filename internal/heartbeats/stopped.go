package heartbeats

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// changed are the tickers and timers of the package that do not go on as they were made.
type changed struct {
	reset   map[*types.Var]bool // v.Reset(d)
	stopped map[*types.Var]bool // v.Stop(), where its loop may still wait for it
}

func (r *Result) findChanged() *changed {
	found := &changed{make(map[*types.Var]bool), make(map[*types.Var]bool)}
	for c := range r.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		switch {
		case !ok:
		case sel.Sel.Name == "Reset" && len(call.Args) == 1:
			r.note(found.reset, sel.X)
		case sel.Sel.Name == "Stop" && len(call.Args) == 0 && isTimer(r.Info.TypeOf(sel.X)) && !r.stopsForGood(c, r.VarOf(sel.X)):
			r.note(found.stopped, sel.X)
		}
	}
	return found
}

func isTimer(t types.Type) bool {
	return syntax.IsNamed(t, "time", "Ticker") || syntax.IsNamed(t, "time", "Timer")
}

// isResetAnywhere reports whether v.Reset(d) is called in the package: by whichever function, and where
// another variable or a parameter holds the same ticker, too.
func (r *Result) isResetAnywhere(v *types.Var) bool { return r.changes().reset[v] }

// isStopped reports whether v.Stop() is called in the package while a loop may go on that waits for it:
// it was taken to strike for ever, and whoever had stopped it was called stuck.
func (r *Result) isStopped(v *types.Var) bool { return r.changes().stopped[v] }

func (r *Result) changes() *changed {
	if r.changed == nil {
		r.changed = r.findChanged()
	}
	return r.changed
}

// note adds what an expression denotes, and all that holds the same.
func (r *Result) note(to map[*types.Var]bool, x ast.Expr) {
	v := r.VarOf(x)
	if v == nil || to[v] {
		return
	}
	to[v] = true
	if given, _ := r.given(v); len(given) > 0 {
		for _, arg := range given {
			r.note(to, arg)
		}
	}
	if v.Pkg() == r.Types {
		for _, value := range r.Var(v).Values {
			if value.Expr != nil {
				r.note(to, value.Expr)
			}
		}
	}
}

// stopsForGood reports whether nothing waits for a clock any more that a call stops: it is deferred, stands behind
// the loop, or in front of what leaves it, or the clock is set again before anything can wait for it, or the function
// ends the loop as well: func (s *S) Close() { s.ticker.Stop(); close(s.done) }.
func (r *Result) stopsForGood(c inspector.Cursor, v *types.Var) bool {
	own := v != nil && v.Kind() == types.LocalVar && v.Parent() != r.Types.Scope()
	sets := func(n ast.Node) bool { return v != nil && r.setsClock(n, v) }
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
			return own && n.Pos() <= v.Pos() && v.Pos() < n.End() || r.endsLoops(n.Body)
		case *ast.FuncDecl:
			return own || r.endsLoops(n.Body)
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
				if rest := list[i+1:]; onEvery(rest, sets) || r.leavesLoop(rest) {
					return true
				} else if slices.ContainsFunc(rest, func(s ast.Stmt) bool { return r.names(s, v) }) {
					return false
				}
			}
		case nil:
			return false
		}
	}
}

// endsLoops reports whether a function closes a channel or cancels a context, by which loops are told to end.
func (r *Result) endsLoops(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			t := r.Info.TypeOf(call.Fun)
			found = found || r.Builtin(call) == "close" || syntax.IsNamed(t, "context", "CancelFunc") || syntax.IsNamed(t, "context", "CancelCauseFunc")
		}
		return !found
	})
	return found
}

// setsClock reports whether code sets a clock again, or makes another one.
func (r *Result) setsClock(n ast.Node, v *types.Var) bool {
	found := false
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			found = found || ok && sel.Sel.Name == "Reset" && r.VarOf(sel.X) == v
		case *ast.AssignStmt:
			found = found || slices.ContainsFunc(n.Lhs, func(left ast.Expr) bool { return r.VarOf(left) == v })
		}
		return !found
	})
	return found
}

// names reports whether code names a variable.
func (r *Result) names(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && v != nil && r.Info.ObjectOf(id) == v
		return !found
	})
	return found
}

// leavesLoop reports whether statements end in a break with the label of a loop.
func (r *Result) leavesLoop(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	jump, ok := list[len(list)-1].(*ast.BranchStmt)
	if !ok || jump.Tok != token.BREAK || jump.Label == nil || r.Info.Uses[jump.Label] == nil {
		return false
	}
	c, ok := r.CursorAt(r.Info.Uses[jump.Label].Pos())
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

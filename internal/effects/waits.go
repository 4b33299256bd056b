package effects

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// waitsIn reports whether code waits for something from outside, or asks whether
// to go on: by a channel, a clock, a condition, a listener, a context, an atomic
// flag; itself or in a function that it calls.
func (r *Result) waitsIn(body ast.Node) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.RangeStmt:
			_, ch := r.Info.TypeOf(n.X).Underlying().(*types.Chan)
			found = found || ch
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			found = found || r.Waits(n)
		}
		return !found
	})
	return found
}

// Waits reports whether a call waits for something from outside. Where all that it comes to is in view, that decides, and no
// name: a Fetch that slices a list waits for nothing, and a Next that receives does.
func (r *Result) Waits(call *ast.CallExpr) bool {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return r.waitsIn(lit.Body)
	}
	if node := r.Node(r.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
		return r.summary(node).Waits
	}
	fn := r.Callee(call)
	if e := known.Of(fn); e != nil {
		return e.Props&(known.Waits|known.Asks) != 0
	}
	if targets := r.inView(call.Fun); len(targets) > 0 {
		return r.allAre(targets, func(s *Summary) bool { return s.Waits })
	}
	return fn != nil && fn.Pkg() != nil && known.WaitsByName(fn)
}

// inView lists the functions that an expression can denote, if all are known.
func (r *Result) inView(fun ast.Expr) []target { return (&scan{Result: r}).targets(fun) }

// allAre reports whether functions are what is asked for, but for those in which nothing can panic: an implementation
// of Poll that has nothing to poll returns at once, and is never run again.
func (r *Result) allAre(targets []target, is func(*Summary) bool) bool {
	one := false
	for _, t := range targets {
		body := syntax.Body(t.node)
		if !is(t.summary) && (body == nil || r.Panics(body)) {
			return false
		}
		one = one || is(t.summary)
	}
	return one
}

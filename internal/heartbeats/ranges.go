package heartbeats

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// iterates returns what an iterator of the module waits for between two values that it yields, if it
// yields them for as long as it is asked to (https://go.dev/ref/spec#For_range): for range ticks(ctx, d).
// Of one that has an end, it returns what that waits for in all.
func (r *Result) iterates(x ast.Expr) (w Wait, endless bool) {
	var f rhythm
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		f = r.callee(call)
	} else if t := r.Resolve(x); r.Node(t) != nil {
		f = r.rhythm(r.Node(t))
	} else if t.Func != nil {
		f = r.imported(t.Func)
	} else {
		return Wait{Long: true}, false
	}
	return f.Iterates, f.Iterator
}

// iterator returns what iterates says of a function that is an iterator, or that returns one.
func (r *Result) iterator(fn ast.Node) (w Wait, endless bool) {
	if yield := r.yieldOf(fn); yield != nil {
		loops := 0
		syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
			loop, ok := n.(*ast.ForStmt)
			if ok && r.Mentions(loop.Body, yield) {
				loops++
				w, endless = r.waitOf(loop), r.Unconditional(loop) || r.Endless(loop)
			}
			return !ok
		})
		if endless && loops == 1 {
			return w, true
		}
		return r.waitIn(syntax.Body(fn)), false
	}
	list := r.Returns(fn)
	if len(list) == 0 || !syntax.IsIterator(r.Info.TypeOf(list[0])) {
		return Wait{}, false
	}
	if len(list) > 1 {
		return Wait{Long: true}, false
	}
	return r.iterates(list[0])
}

// yieldOf returns the parameter of an iterator that gets its values; nil if fn is none.
func (r *Result) yieldOf(fn ast.Node) *types.Var {
	typ := r.Info.TypeOf(syntax.FuncType(fn))
	if decl, ok := fn.(*ast.FuncDecl); ok {
		typ = r.Info.Defs[decl.Name].Type()
	}
	if params := r.ParamVars(fn); syntax.IsIterator(typ) && params[0] != nil {
		return params[0]
	}
	return nil
}

// isYield reports whether a call is of the yield of an iterator: what it takes is the pass of whoever
// ranges over it.
func (r *Result) isYield(call *ast.CallExpr) bool {
	v := r.VarOf(call.Fun)
	if v == nil || v.Kind() != types.ParamVar || v.Pkg() != r.Types {
		return false
	}
	fn := r.FuncAt(v.Pos())
	return fn != nil && slices.Contains(r.ParamVars(fn), v) && r.yieldOf(fn) == v
}

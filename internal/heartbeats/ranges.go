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
func (r *looping) iterates(x ast.Expr) (w Wait, endless bool) {
	var f rhythm
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		f = r.beating.callee(call)
	} else if t := r.Resolve(x); r.Node(t) != nil {
		f = r.beating.rhythm(r.Node(t))
	} else if t.Func != nil {
		f = r.beating.imported(t.Func)
	} else {
		return Wait{Long: true}, false
	}
	return f.Iterates, f.Iterator
}

// iterator returns what iterates says of a function that is an iterator, or that returns one.
func (r *looping) iterator(fn ast.Node) (w Wait, endless bool) {
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
func (src text) yieldOf(fn ast.Node) *types.Var {
	typ := src.Info.TypeOf(syntax.FuncType(fn))
	if decl, ok := fn.(*ast.FuncDecl); ok {
		typ = src.Info.Defs[decl.Name].Type()
	}
	if params := src.ParamVars(fn); syntax.IsIterator(typ) && params[0] != nil {
		return params[0]
	}
	return nil
}

// isYield reports whether a call is of the yield of an iterator: what it takes is the pass of whoever
// ranges over it.
func (src text) isYield(call *ast.CallExpr) bool {
	v := src.VarOf(call.Fun)
	if v == nil || v.Kind() != types.ParamVar || v.Pkg() != src.Types {
		return false
	}
	fn := src.FuncAt(v.Pos())
	return fn != nil && slices.Contains(src.ParamVars(fn), v) && src.yieldOf(fn) == v
}

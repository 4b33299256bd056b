package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What the hook names must mean the same there as in the body: it runs behind all that the goroutine did.

// optionPos is where the options are read, and with them what the hook names: in the declaration whose body is supervised there, else at
// the spawn.
func (d *hooking) optionPos() token.Pos {
	if decl, ok := d.fn.(*ast.FuncDecl); ok {
		return decl.Body.Lbrace + 1
	}
	return d.Call.Pos()
}

// stableAt reports whether x is the same when the hook reads it: a path or an
// element whose variables the goroutine does not change and that are in scope
// outside its body.
func (d *duties) stableAt(x ast.Expr) bool {
	ok := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr, *ast.FuncLit, *ast.StarExpr:
			ok = false
		case *ast.Ident:
			obj := d.Info.Uses[n]
			v, isVar := obj.(*types.Var)
			if obj != nil && !(isVar && v.IsField()) && d.lit.Body.Pos() <= obj.Pos() && obj.Pos() < d.lit.Body.End() {
				ok = false
			}
			ok = ok && !(isVar && d.hooking.changes(v))
		}
		return ok
	})
	return ok
}

// changedAt is stableAt for what is changed itself: the path to it is the same.
func (d *duties) changedAt(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.SelectorExpr:
		return d.stableAt(x.X)
	case *ast.IndexExpr:
		return d.stableAt(x)
	case *ast.Ident:
		v := d.VarOf(x)
		return v != nil && (v.Pos() < d.lit.Body.Pos() || d.lit.Body.End() <= v.Pos())
	}
	return false
}

// changes reports whether the entry gives a variable or field another value,
// itself or in what it calls.
func (d *hooking) changes(v *types.Var) bool {
	if slices.Contains(d.entry.Sets, d.Class(v)) && !d.isResult(v) {
		return true
	}
	for _, value := range d.Var(v).Values {
		if d.lit != nil && d.lit.Body.Pos() <= value.Pos && value.Pos < d.lit.Body.End() && !d.isResult(v) {
			return true
		}
	}
	return false
}

// isResult reports whether v is what the goroutine leaves its error in: it is
// set, but not read to find out where.
func (d *hooking) isResult(v *types.Var) bool {
	t := v.Type()
	switch list := t.Underlying().(type) {
	case *types.Slice:
		t = list.Elem()
	case *types.Array: // an element of it is a part of the variable
		t = list.Elem()
		if _, ok := effects.ErrorField(deref(t)); ok {
			return true
		}
	}
	return syntax.IsError(t)
}

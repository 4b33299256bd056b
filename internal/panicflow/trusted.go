package panicflow

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What the default profile trusts not to panic beyond what the Go spec itself
// rules out is in package known. Under -strict none of it is trusted. What the
// language rules out is in panics.go.

// trusted reports whether call is on the list. Its arguments are judged apart.
func (j *Judge) trusted(call *ast.CallExpr) bool {
	if j.strict {
		return false
	}
	fun := ast.Unparen(call.Fun)
	if syntax.IsCancelFunc(j.Info.TypeOf(fun)) {
		return j.IsPath(fun) && j.calmCancel(fun)
	}
	var fn *types.Func
	operand := true
	switch fun := fun.(type) {
	case *ast.Ident:
		fn, _ = j.Info.Uses[fun].(*types.Func)
	case *ast.IndexExpr: // atomic.Pointer's functions are methods; nothing generic is on the list
		return false
	case *ast.SelectorExpr:
		fn, _ = j.Info.Uses[fun.Sel].(*types.Func)
		if _, method := j.Info.Selections[fun]; method {
			operand = j.IsPath(fun.X)
		}
	}
	if fn == nil || fn.Pkg() == nil || !operand {
		return false
	}
	return known.Of(fn).Has(known.CannotPanic)
}

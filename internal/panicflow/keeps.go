package panicflow

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a variable or field always keeps is told by all that is ever put in: if each of that comes from a constructor that
// makes a map, that is there, whichever package the constructor is of.
//
//	return &biller{book: ledger.New()}   // and there is no biller without a book

// keeps reports whether all that in, a variable or field, ever holds points to a struct that is made with its field f, to which nobody
// sets another one.
func (j *results) keeps(in, f *types.Var) bool {
	if in == nil || f == nil || f.Exported() || j.strict {
		return false
	}
	if _, pointer := core(in.Type()).(*types.Pointer); !pointer {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: keptOf, v: f, in: in}, func() bool {
		return j.nilness.isOnlyGiven(in, func(value syntax.Value) bool { return value.Expr != nil && j.hasMade(value.Expr, f) }) &&
			(!in.IsField() || j.EverySets(in))
	})
}

// hasMade reports whether e is the result of a call, there or before, that has made the field f of it.
func (j *results) hasMade(e ast.Expr, f *types.Var) bool {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		return j.Builtin(call) == "" && j.Info.Types[call.Fun].IsValue() && j.hold(callResult{call: call, cond: nowhere}, f)
	}
	r, ok := j.at(j.places.placeOf(e), j.places.stateWhere(e))
	return ok && j.hold(r, f)
}

package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A number is positive wherever it is used, in whichever goroutine, if it is so at all places that ever give it a value:
//
//	&poller{every: max(d, time.Second)}   // and there is no poller without it
//	start(time.Minute)                    // and every other call of start hands it such a one, too

// alwaysMadePositive reports whether all literals that make a value of the type of which f is a field set that, which nobody assigns, to a
// number greater than 0.
func (j *results) alwaysMadePositive(f *types.Var) bool {
	return fixpoint.Ask(j.solver, allLattice, question{kind: positiveOf, v: f}, func() bool {
		return len(j.Var(f).Values) > 0 && j.EverySets(f) && !slices.ContainsFunc(j.Var(f).Values, func(value syntax.Value) bool {
			return value.Expr == nil || !j.isPositiveWhere(value.Expr)
		})
	})
}

// isPositiveWhere reports whether e, an element of a literal, is greater than 0 where that is evaluated.
func (j *results) isPositiveWhere(e ast.Expr) bool {
	return j.numbers.atLeast(e, 1, j.places.stateWhere(e))
}

// alwaysHandedPositive reports whether v is a parameter that keeps its value, of a function that is only ever called, with numbers greater
// than 0.
func (j *results) alwaysHandedPositive(v *types.Var) bool {
	if v == nil || v.Kind() != types.ParamVar || v.Pkg() != j.Types {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: positiveOf, v: v}, func() bool {
		decl, ok := j.FuncAt(v.Pos()).(*ast.FuncDecl)
		if r := j.Var(v); !ok || decl.Recv != nil || r.Taken || len(r.Values) > 0 || decl.Name.IsExported() || j.InOtherBuild(decl.Name.Name) {
			return false
		}
		fn, ok := j.Info.Defs[decl.Name].(*types.Func)
		passed := j.tracing.passed(v)
		return ok && len(passed) > 0 && len(passed) == len(j.settings.mentionsOf(fn)) &&
			!slices.ContainsFunc(passed, func(arg ast.Expr) bool { return !j.numbers.atLeast(arg, 1, nil) })
	})
}

package panicflow

import (
	"go/ast"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What has type context.CancelFunc is taken for a function of package context, which cannot panic, unless
// one of the package is seen to be there as well:
//
//	ctx, s.stop = context.WithCancel(ctx)
//	if s.log { s.stop = func() { s.stopped["log"] = now() } }

// calmCancel reports whether a function of type CancelFunc is not seen to be
// another than one of package context, one in which a panic can escape.
func (j *trusting) calmCancel(cancel ast.Expr) bool {
	t := j.Resolve(cancel)
	switch {
	case t.Result != nil:
		return j.ofContext(t.Result)
	case t.Known():
		return j.containment.targetLevel(t) == Full
	}
	if list, ok := j.containment.elementsOf(cancel); ok {
		return !slices.ContainsFunc(list, j.isOwnFailing)
	}
	if v := j.VarOf(j.gathering.takenFrom(cancel)); v != nil {
		list, _ := j.gathering.gathered(v)
		return !slices.ContainsFunc(list, j.isOwnFailing)
	}
	v := j.VarOf(cancel)
	if v == nil {
		return true
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: calmOf, v: v}, func() bool {
		return !slices.ContainsFunc(j.Var(v).Values, func(value syntax.Value) bool {
			if call, ok := value.From.(*ast.CallExpr); ok && value.Expr == nil {
				return j.isFailing(syntax.Target{Result: call, At: value.At})
			}
			return value.Expr != nil && j.isOwnFailing(value.Expr)
		})
	})
}

// isOwnFailing reports whether e is a function of the package, what one of its functions returns, or a
// variable that holds such a one at some time, and a panic can escape it.
func (j *trusting) isOwnFailing(e ast.Expr) bool {
	e = ast.Unparen(e)
	if call, ok := e.(*ast.CallExpr); ok && j.Info.Types[call.Fun].IsType() {
		return j.isOwnFailing(call.Args[0])
	}
	if t := j.Resolve(e); t.Known() {
		return j.isFailing(t)
	}
	return syntax.IsCancelFunc(j.Info.TypeOf(e)) && j.IsPath(e) && !j.calmCancel(e)
}

// isFailing reports whether t is a function of the package, or what one of its functions returns, and a panic can escape it.
func (j *trusting) isFailing(t syntax.Target) bool {
	own := j.Node(t) != nil || t.Result != nil && j.Node(j.Resolve(t.Result.Fun)) != nil
	return own && j.containment.targetLevel(t) < Full
}

// ofContext reports whether call calls a function of package context.
func (src source) ofContext(call *ast.CallExpr) bool {
	fn := src.Callee(call)
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "context"
}

package panicflow

import (
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// HasSupervisor reports whether a package of the module has a function like that of the runtime
// package,
//
//	func RunWithRecover(ctx context.Context, name string, fn func(context.Context))
//
// that contains the panics of fn. Projects wrote such a package before, with a registry and a handler
// of its own. That it runs fn again is in its name.
func (j *Judge) HasSupervisor(pkg *types.Package) bool {
	if pkg == nil || !j.InModule(pkg.Path()) {
		return false
	}
	fn, ok := pkg.Scope().Lookup("RunWithRecover").(*types.Func)
	if !ok {
		return false
	}
	sig := fn.Signature()
	if sig.Params().Len() != 3 || sig.Results().Len() > 0 || sig.Variadic() || sig.TypeParams().Len() > 0 {
		return false
	}
	takes, ok := sig.Params().At(2).Type().Underlying().(*types.Signature)
	return ok && syntax.IsContext(sig.Params().At(0).Type()) && types.Identical(sig.Params().At(1).Type(), types.Typ[types.String]) &&
		takes.Params().Len() == 1 && takes.Results().Len() == 0 && !takes.Variadic() && syntax.IsContext(takes.Params().At(0).Type()) && j.containment.supervises(fn, 2)
}

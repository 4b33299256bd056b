package fix

import (
	"go/types"
	"strconv"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// byTheirs returns the qualifier of a package of the module that supervises services as the runtime
// package does, if the plan needs no more than that and the file uses it already. Projects wrote
// such a package before, with a registry and a handler of its own: a service beside theirs is one of
// theirs. A task needs the runtime package: theirs would run it again.
func (s *site) byTheirs(plan *Plan) (qualifier string, ok bool) {
	if _, calls := plan.Form.(errorLiteral); calls || !plan.Run.Restart || len(plan.Run.Options) > 0 || !s.imp.hasContext {
		return "", false
	}
	for _, spec := range s.file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		name := s.Info.PkgNameOf(spec)
		if err != nil || name == nil || path == s.runtime || !s.InModule(path) || !s.supervisesLikeOurs(name.Imported()) {
			continue
		}
		if q, visible := s.qualifier(s.file, path); visible {
			return q, true
		}
	}
	return "", false
}

// supervisesLikeOurs reports whether a package has a function
//
//	func RunWithRecover(ctx context.Context, name string, fn func(context.Context))
//
// that contains the panics of fn. That it runs fn again is in its name.
func (f *Fixer) supervisesLikeOurs(pkg *types.Package) bool {
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
		takes.Params().Len() == 1 && takes.Results().Len() == 0 && !takes.Variadic() && syntax.IsContext(takes.Params().At(0).Type()) && f.Supervises(fn, 2)
}

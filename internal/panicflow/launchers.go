package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// stdLaunches adds to known what is known of fn by name.
func stdLaunches(fn *types.Func, f *launches) {
	if fn.Pkg() == nil {
		return
	}
	if fn.Pkg().Path() == "testing" {
		// t.Run, b.RunParallel, …: a panic there fails the test, which is its purpose.
		f.Params = nil
		return
	}
	if entry := known.Of(fn); entry != nil {
		for _, i := range entry.Launches {
			if !slices.Contains(f.Params, i) {
				f.Params = append(f.Params, i)
			}
		}
	}
}

// launcher returns the launcher outside the module that call hands functions
// to, and the arguments that they are; nil if call is none. A launcher inside
// the module is reported at its own go statement.
func (j *Judge) launcher(call *ast.CallExpr) (launcher *types.Func, args []int) {
	handed := slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return isFunc(j.Info.TypeOf(arg)) })
	if !handed && !call.Ellipsis.IsValid() {
		return nil, nil
	}
	fn := j.Resolve(call.Fun).Func
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == j.Types || !takesFunc(fn.Signature()) {
		return nil, nil // the fact is not to be looked for in vain
	}
	known := j.facts.launchesOf(fn)
	if len(known.Params) == 0 || j.sameModule(fn, known) {
		return nil, nil
	}
	shift := j.Shift(call, fn)
	for i := shift; i < len(call.Args); i++ {
		if param, _ := paramOf(fn.Signature(), i-shift); slices.Contains(known.Params, param) {
			args = append(args, i)
		}
	}
	return fn, args
}

// takesFunc reports whether a function has parameters that a fact can be about.
func takesFunc(sig *types.Signature) bool {
	for i := range sig.Params().Len() {
		if _, typ := paramOf(sig, i); isFunc(typ) {
			return true
		}
	}
	return false
}

// sameModule reports whether fn belongs to the module under analysis. Where
// the driver names no modules (Bazel, GOPATH), the import paths decide.
func (j *Judge) sameModule(fn *types.Func, known launches) bool {
	if known.Module != "" && j.Module != "" {
		return known.Module == j.Module
	}
	return syntax.ModuleRoot(fn.Pkg().Path()) == syntax.ModuleRoot(j.Types.Path())
}

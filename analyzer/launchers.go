package analyzer

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer/code"
)

// stdLaunchers are the launchers whose own go statement no fact can see: the
// function travels through a field or an interface on its way to it. The
// others are here so that a driver without facts knows them, too.
var stdLaunchers = map[string]int{
	"time.AfterFunc":                            1,
	"context.AfterFunc":                         1,
	"(*sync.WaitGroup).Go":                      0,
	"(*golang.org/x/sync/errgroup.Group).Go":    0,
	"(*golang.org/x/sync/errgroup.Group).TryGo": 0,
}

// stdLaunches adds to k what is known of fn by name.
func stdLaunches(fn *types.Func, k *knowledge) {
	if fn.Pkg() == nil {
		return
	}
	if fn.Pkg().Path() == "testing" {
		// t.Run, b.RunParallel, …: a panic there fails the test, which is its purpose.
		k.launches.Params = nil
		return
	}
	if i, ok := stdLaunchers[fn.FullName()]; ok && !slices.Contains(k.launches.Params, i) {
		k.launches.Params = append(k.launches.Params, i)
	}
}

// launcher returns the launcher outside the module that call hands functions
// to, and the arguments that they are; nil if call is none. A launcher inside
// the module is reported at its own go statement.
func (j *judge) launcher(call *ast.CallExpr) (launcher *types.Func, args []int) {
	handed := slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		t := j.Info.TypeOf(arg)
		return t != nil && isFunc(t)
	})
	if !handed {
		return nil, nil
	}
	fn := j.Resolve(call.Fun).Func
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == j.Types {
		return nil, nil
	}
	k := j.fact(fn)
	if len(k.launches.Params) == 0 || j.sameModule(fn, k) {
		return nil, nil
	}
	for _, i := range k.launches.Params {
		if i += j.Shift(call, fn); i < len(call.Args) {
			args = append(args, i)
		}
	}
	return fn, args
}

// sameModule reports whether fn belongs to the module under analysis. Where
// the driver names no modules (Bazel, GOPATH), the import paths decide.
func (j *judge) sameModule(fn *types.Func, k *knowledge) bool {
	if k.launches.Module != "" && j.Module != "" {
		return k.launches.Module == j.Module
	}
	return code.ModuleRoot(fn.Pkg().Path()) == code.ModuleRoot(j.Types.Path())
}

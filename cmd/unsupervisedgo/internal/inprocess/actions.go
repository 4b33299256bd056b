package inprocess

import (
	"fmt"
	"go/types"
	"os"
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// An oracle is the result of an analyzer that answers for the facts of the
// package's functions when it is asked. Such an analyzer is not asked to
// export facts: the ExportObjectFact of its pass is nil. Nor is it asked for
// diagnostics where nobody wants them: Report is nil then. The facts of any
// other analyzer are all found as soon as one of the package is needed.
type oracle interface {
	// Find sets a fact to what the analyzer would export of a function, and
	// reports whether there is such a fact.
	Find(*types.Func, analysis.Fact) bool
}

// ofVariables is an oracle that would export facts of variables, too.
type ofVariables interface {
	FindVar(*types.Var, analysis.Fact) bool
}

var oracleType = reflect.TypeFor[oracle]()

func isOracle(a *analysis.Analyzer) bool {
	return a.ResultType != nil && a.ResultType.Implements(oracleType)
}

// An action is the work of one analyzer on one package.
type action struct {
	unit     *unit
	analyzer *analysis.Analyzer
	result   any
	err      error

	// What an analyzer exports that is no oracle.
	objects map[objectFact]analysis.Fact
	pkg     map[reflect.Type]analysis.Fact
}

type objectFact struct {
	obj  types.Object
	fact reflect.Type
}

// action returns what an analyzer makes of the package, and runs it for that,
// after those that it requires, if it has not run.
func (u *unit) action(a *analysis.Analyzer) *action {
	act := u.actions[a]
	if act == nil {
		act = u.run(a, nil)
	}
	return act
}

// run runs an analyzer; report, if not nil, gets its diagnostics.
func (u *unit) run(a *analysis.Analyzer, report func(analysis.Diagnostic)) *action {
	act := &action{unit: u, analyzer: a}
	results := make(map[*analysis.Analyzer]any)
	for _, req := range a.Requires {
		before := u.action(req)
		if before.err != nil {
			act.err = before.err
			break
		}
		results[req] = before.result
	}
	u.actions[a] = act
	if act.err == nil {
		act.result, act.err = a.Run(act.pass(results, report))
	}
	if want := a.ResultType; act.err == nil && want != nil && reflect.TypeOf(act.result) != want {
		act.err = fmt.Errorf("the analyzer %s resulted in a %T, not in a %v", a, act.result, want)
	}
	return act
}

func (act *action) pass(results map[*analysis.Analyzer]any, report func(analysis.Diagnostic)) *analysis.Pass {
	u := act.unit
	facts := u.loader.facts
	pass := &analysis.Pass{
		Analyzer:   act.analyzer,
		Fset:       u.loader.fset,
		Files:      u.files,
		Pkg:        u.types,
		TypesInfo:  u.info,
		TypesSizes: u.loader.sizes,
		ResultOf:   results,
		Report:     report,
		ReadFile:   os.ReadFile,

		IgnoredFiles: u.sources(u.IgnoredGoFiles),

		ImportObjectFact:  func(obj types.Object, fact analysis.Fact) bool { return facts.ofObject(act, obj, fact) },
		ImportPackageFact: func(pkg *types.Package, fact analysis.Fact) bool { return facts.ofPackage(act, pkg, fact) },
		AllObjectFacts:    func() []analysis.ObjectFact { panic(unlisted) },
		AllPackageFacts:   func() []analysis.PackageFact { panic(unlisted) },
	}
	if u.Module != nil {
		pass.Module = &analysis.Module{Path: u.Module.Path, Version: u.Module.Version, GoVersion: u.Module.GoVersion}
	}
	if isOracle(act.analyzer) {
		return pass
	}
	if report == nil {
		pass.Report = func(analysis.Diagnostic) {}
	}
	act.objects, act.pkg = make(map[objectFact]analysis.Fact), make(map[reflect.Type]analysis.Fact)
	pass.ExportObjectFact = func(obj types.Object, fact analysis.Fact) {
		act.objects[objectFact{obj, reflect.TypeOf(fact)}] = fact
	}
	pass.ExportPackageFact = func(fact analysis.Fact) { act.pkg[reflect.TypeOf(fact)] = fact }
	return pass
}

const unlisted = "facts are found when somebody asks for them: nobody knows all of them"

// object sets fact to the one of an object that the package declares.
func (act *action) object(obj types.Object, fact analysis.Fact) bool {
	if o, ok := act.result.(oracle); ok {
		switch obj := obj.(type) {
		case *types.Func:
			return o.Find(obj, fact)
		case *types.Var:
			o, ok := o.(ofVariables)
			return ok && o.FindVar(obj, fact)
		}
		return false
	}
	return set(fact, act.objects[objectFact{obj, reflect.TypeOf(fact)}])
}

// set copies the fact that was exported.
func set(fact, exported analysis.Fact) bool {
	if exported == nil {
		return false
	}
	reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(exported).Elem())
	return true
}

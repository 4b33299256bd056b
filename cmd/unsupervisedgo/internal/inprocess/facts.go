package inprocess

import (
	"cmp"
	"go/types"
	"os"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// An oracle answers for the facts of one package's functions. It is the
// result of an analyzer with facts.
type oracle interface {
	// Find sets a fact to what the analyzer would export of a function, and
	// reports whether there is such a fact.
	Find(*types.Func, analysis.Fact) bool
}

// facts finds facts of functions, as those are known from export data. Like
// the analyzer, it is not safe for concurrent use.
type facts struct {
	loader *loader
	known  map[types.Object]*types.Func // the functions in the packages loaded from source
	paths  objectpath.Encoder
	err    error // the first one of those that a pass can't be told
}

func newFacts(l *loader) *facts {
	return &facts{loader: l, known: make(map[types.Object]*types.Func)}
}

// find sets fact to the fact that an analyzer has of a function of another package, and reports
// whether there is one.
func (f *facts) find(a *analysis.Analyzer, obj types.Object, fact analysis.Fact) bool {
	fn, known := f.known[obj]
	if !known {
		var err error
		fn, err = f.source(obj)
		f.err = cmp.Or(f.err, err)
		f.known[obj] = fn
	}
	if fn == nil {
		return false
	}
	o, err := f.loader.unit(f.loader.listed[fn.Pkg().Path()]).facts(a)
	f.err = cmp.Or(f.err, err)
	return err == nil && o.Find(fn, fact)
}

// source returns the function in its package as loaded from source. As under
// go vet, there are no facts of a function without a path in its package.
func (f *facts) source(obj types.Object) (*types.Func, error) {
	if obj.Pkg() == nil {
		return nil, nil
	}
	p := f.loader.listed[obj.Pkg().Path()]
	if p == nil || len(p.CompiledGoFiles) == 0 { // unsafe
		return nil, nil
	}
	path, err := f.paths.For(obj)
	if err != nil {
		return nil, nil
	}
	u := f.loader.unit(p)
	if err := u.load(); err != nil {
		return nil, err
	}
	same, err := objectpath.Object(u.types, path)
	if err != nil {
		return nil, nil
	}
	fn, _ := same.(*types.Func)
	return fn, nil
}

// facts returns the oracle of the package for the facts of an analyzer.
func (u *unit) facts(a *analysis.Analyzer) (oracle, error) {
	result, err := u.run(a, nil)
	if err != nil {
		return nil, err
	}
	return result.(oracle), nil
}

// analyze returns the findings in the package.
func (u *unit) analyze() ([]finding.Finding, error) {
	var list []finding.Finding
	_, err := u.run(u.loader.analyzer, func(d analysis.Diagnostic) {
		list = append(list, newFinding(u.ImportPath, u.loader.fset, d))
	})
	if err == nil {
		err = u.loader.facts.err
	}
	return list, err
}

// run returns the result of an analyzer, after those that it requires. It is
// not asked to export facts.
func (u *unit) run(a *analysis.Analyzer, report func(analysis.Diagnostic)) (any, error) {
	if result, ok := u.results[a]; ok {
		return result, nil
	}
	pass := &analysis.Pass{
		Analyzer:   a,
		Fset:       u.loader.fset,
		Files:      u.files,
		Pkg:        u.types,
		TypesInfo:  u.info,
		TypesSizes: u.loader.sizes,
		ResultOf:   make(map[*analysis.Analyzer]any),
		Report:     report,
		ReadFile:   os.ReadFile,
		ImportObjectFact: func(obj types.Object, fact analysis.Fact) bool {
			return u.loader.facts.find(a, obj, fact)
		},
	}
	for _, required := range a.Requires {
		result, err := u.run(required, nil)
		if err != nil {
			return nil, err
		}
		pass.ResultOf[required] = result
	}
	if u.Module != nil {
		pass.Module = &analysis.Module{Path: u.Module.Path, Version: u.Module.Version, GoVersion: u.Module.GoVersion}
	}
	result, err := a.Run(pass)
	if err != nil {
		return nil, err
	}
	u.results[a] = result
	return result, nil
}

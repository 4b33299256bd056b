package inprocess

import (
	"go/types"
	"os"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// An oracle answers for the facts of one package's functions. It is what the
// analyzer results in.
type oracle interface {
	// FactsOf returns what the analyzer would export of a function.
	FactsOf(*types.Func) []analysis.Fact
}

// facts holds the facts of functions, as they are known from export data. Like
// the analyzer, it is not safe for concurrent use.
type facts struct {
	loader *loader
	known  map[types.Object][]analysis.Fact
	paths  objectpath.Encoder
	err    error // the first one of those that a pass can't be told
}

func newFacts(l *loader) *facts {
	return &facts{loader: l, known: make(map[types.Object][]analysis.Fact)}
}

// of finds the facts of a function of another package. As under go vet, there
// are none where the function has no path in its package.
func (f *facts) of(obj types.Object) []analysis.Fact {
	if list, ok := f.known[obj]; ok {
		return list
	}
	f.known[obj] = nil // packages don't depend on each other in a circle, but be safe
	list, err := f.find(obj)
	if err != nil && f.err == nil {
		f.err = err
	}
	f.known[obj] = list
	return list
}

func (f *facts) find(obj types.Object) ([]analysis.Fact, error) {
	if obj.Pkg() == nil {
		return nil, nil
	}
	path, err := f.paths.For(obj)
	if err != nil {
		return nil, nil
	}
	p := f.loader.listed[obj.Pkg().Path()]
	if p == nil || len(p.CompiledGoFiles) == 0 {
		return nil, nil // unsafe
	}
	u := f.loader.unit(p)
	if err := u.load(); err != nil {
		return nil, err
	}
	same, err := objectpath.Object(u.types, path)
	if err != nil {
		return nil, nil
	}
	fn, ok := same.(*types.Func)
	if !ok {
		return nil, nil
	}
	o, err := u.facts()
	if err != nil {
		return nil, err
	}
	return o.FactsOf(fn), nil
}

// facts returns the oracle of the package.
func (u *unit) facts() (oracle, error) {
	if u.oracle == nil {
		if err := u.run(nil); err != nil {
			return nil, err
		}
	}
	return u.oracle, nil
}

// analyze returns the findings in the package.
func (u *unit) analyze() ([]finding.Finding, error) {
	var list []finding.Finding
	err := u.run(func(d analysis.Diagnostic) {
		list = append(list, newFinding(u.ImportPath, u.loader.fset, d))
	})
	if err == nil {
		err = u.loader.facts.err
	}
	return list, err
}

// run runs the analyzer. It is not asked to export facts, and, without report,
// not for diagnostics.
func (u *unit) run(report func(analysis.Diagnostic)) error {
	a := u.loader.analyzer
	pass := &analysis.Pass{
		Analyzer:   a,
		Fset:       u.loader.fset,
		Files:      u.files,
		Pkg:        u.types,
		TypesInfo:  u.info,
		TypesSizes: u.loader.sizes,
		ResultOf:   map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(u.files)},
		Report:     report,
		ReadFile:   os.ReadFile,
		ImportObjectFact: func(obj types.Object, into analysis.Fact) bool {
			for _, fact := range u.loader.facts.of(obj) {
				if reflect.TypeOf(fact) == reflect.TypeOf(into) {
					reflect.ValueOf(into).Elem().Set(reflect.ValueOf(fact).Elem())
					return true
				}
			}
			return false
		},
	}
	if u.Module != nil {
		pass.Module = &analysis.Module{Path: u.Module.Path, Version: u.Module.Version, GoVersion: u.Module.GoVersion}
	}
	result, err := a.Run(pass)
	if err != nil {
		return err
	}
	u.oracle = result.(oracle)
	return nil
}

package inprocess

import (
	"cmp"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// facts finds facts of other packages and of what they declare, which is known
// from export data. Like the analyzers, it is not safe for concurrent use.
type facts struct {
	loader  *loader
	paths   objectpath.Encoder
	answers map[objectFact]analysis.Fact // nil: there is none
	root    int                          // counts the packages that are analysed
	err     error                        // the first one of those that a pass can't be told
}

func newFacts(l *loader) *facts {
	return &facts{loader: l, answers: make(map[objectFact]analysis.Fact)}
}

// ofObject sets fact to the one of an object, as the analyzer of an action asks
// for it, and reports whether there is one.
func (f *facts) ofObject(act *action, obj types.Object, fact analysis.Fact) bool {
	if obj.Pkg() == act.unit.types { // of those that were exported before
		return set(fact, act.objects[objectFact{obj, reflect.TypeOf(fact)}])
	}
	key := objectFact{obj, reflect.TypeOf(fact)}
	answer, known := f.answers[key]
	if !known {
		answer = f.find(act.analyzer, obj, reflect.New(key.fact.Elem()).Interface().(analysis.Fact))
		f.answers[key] = answer
	}
	return set(fact, answer)
}

// find asks the package that declares the object. It returns the fact, or nil.
func (f *facts) find(a *analysis.Analyzer, obj types.Object, fact analysis.Fact) analysis.Fact {
	u, err := f.unit(obj.Pkg())
	f.err = cmp.Or(f.err, err)
	if u == nil {
		return nil
	}
	same := f.source(u, obj)
	if same == nil {
		return nil
	}
	act := u.action(a)
	f.err = cmp.Or(f.err, act.err)
	if act.err != nil || !act.object(same, fact) {
		return nil
	}
	return fact
}

// ofPackage is ofObject for a fact of a package.
func (f *facts) ofPackage(act *action, pkg *types.Package, fact analysis.Fact) bool {
	if pkg == act.unit.types {
		return set(fact, act.pkg[reflect.TypeOf(fact)])
	}
	u, err := f.unit(pkg)
	f.err = cmp.Or(f.err, err)
	if u == nil {
		return false
	}
	there := u.action(act.analyzer)
	f.err = cmp.Or(f.err, there.err)
	return set(fact, there.pkg[reflect.TypeOf(fact)])
}

// source returns the object in its package as loaded from source. As under
// go vet, there are no facts of an object without a path in its package.
func (f *facts) source(u *unit, obj types.Object) types.Object {
	path, err := f.paths.For(obj)
	if err != nil {
		return nil
	}
	same, err := objectpath.Object(u.types, path)
	if err != nil {
		return nil
	}
	return same
}

// unit returns a package as loaded from source, or nil if there is none: of
// package unsafe, and of the types that the language declares.
func (f *facts) unit(pkg *types.Package) (*unit, error) {
	if pkg == nil {
		return nil, nil
	}
	p := f.loader.listed[pkg.Path()]
	if p == nil || pkg == types.Unsafe {
		return nil, nil
	}
	u := f.loader.unit(p)
	if err := u.load(); err != nil {
		return nil, err
	}
	return u, nil
}

// most is how many typed expressions are kept of packages that were loaded for
// their facts. They are most of what takes memory: about a kilobyte each.
const most = 1_100_000

// forget ends the analysis of a root. It drops the packages that no later root
// depends on and, of the others, the largest as far as they are too large
// together: their answers stay known, and the small ones, of which many are of
// the standard library, are asked again and again.
func (f *facts) forget(last map[string]int) {
	f.loader.mu.Lock()
	defer f.loader.mu.Unlock()
	var left []*unit
	size := 0
	for path, u := range f.loader.units {
		switch {
		case last[path] <= f.root:
			delete(f.loader.units, path)
		case len(u.actions) > 0: // else it is being loaded
			left = append(left, u)
			size += len(u.info.Types)
		}
	}
	slices.SortFunc(left, func(u, v *unit) int { return len(v.info.Types) - len(u.info.Types) })
	for _, u := range left {
		if size <= most {
			break
		}
		size -= len(u.info.Types)
		delete(f.loader.units, u.ImportPath)
	}
	f.root++
}

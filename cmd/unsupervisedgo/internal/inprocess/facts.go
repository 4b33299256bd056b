package inprocess

import (
	"cmp"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// facts finds facts of other packages and of what they declare, which is known
// from export data. Like the analyzers, it is not safe for concurrent use.
type facts struct {
	loader *loader
	known  map[types.Object]types.Object // what is declared in the packages loaded from source
	paths  objectpath.Encoder
	err    error // the first one of those that a pass can't be told
}

func newFacts(l *loader) *facts {
	return &facts{loader: l, known: make(map[types.Object]types.Object)}
}

// ofObject sets fact to the one of an object, as the analyzer of an action asks
// for it, and reports whether there is one.
func (f *facts) ofObject(act *action, obj types.Object, fact analysis.Fact) bool {
	if obj.Pkg() == act.unit.types { // of those that were exported before
		return set(fact, act.objects[objectFact{obj, reflect.TypeOf(fact)}])
	}
	same, known := f.known[obj]
	if !known {
		var err error
		same, err = f.source(obj)
		f.err = cmp.Or(f.err, err)
		f.known[obj] = same
	}
	if same == nil {
		return false
	}
	there := f.loader.unit(f.loader.listed[same.Pkg().Path()]).action(act.analyzer)
	f.err = cmp.Or(f.err, there.err)
	return there.err == nil && there.object(same, fact)
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
func (f *facts) source(obj types.Object) (types.Object, error) {
	u, err := f.unit(obj.Pkg())
	if u == nil {
		return nil, err
	}
	path, err := f.paths.For(obj)
	if err != nil {
		return nil, nil
	}
	same, err := objectpath.Object(u.types, path)
	if err != nil {
		return nil, nil
	}
	return same, nil
}

// unit returns a package as loaded from source, or nil if there is none: of
// package unsafe, and of the types that the language declares.
func (f *facts) unit(pkg *types.Package) (*unit, error) {
	if pkg == nil {
		return nil, nil
	}
	p := f.loader.listed[pkg.Path()]
	if p == nil || len(p.CompiledGoFiles) == 0 {
		return nil, nil
	}
	u := f.loader.unit(p)
	if err := u.load(); err != nil {
		return nil, err
	}
	return u, nil
}

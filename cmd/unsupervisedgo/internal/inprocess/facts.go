package inprocess

import (
	"cmp"
	"go/types"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"

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
	depth   int                          // of the questions that led to the present one
	loads   int                          // counts the packages that were loaded for a question
	trimmed int                          // loads when trim last looked
	kept    map[string]bool              // by import path: those that exhaust gave up
}

func newFacts(l *loader) *facts {
	return &facts{loader: l, answers: make(map[objectFact]analysis.Fact), kept: make(map[string]bool)}
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
		answer = f.ask(act.analyzer, key)
		if f.depth == 0 && f.loads != f.trimmed {
			f.trim(act.unit)
		}
	}
	return set(fact, answer)
}

// ask answers a question, and remembers the answer.
func (f *facts) ask(a *analysis.Analyzer, key objectFact) analysis.Fact {
	f.depth++
	defer func() { f.depth-- }()
	answer := f.find(a, key.obj, reflect.New(key.fact.Elem()).Interface().(analysis.Fact))
	f.answers[key] = answer
	return answer
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
	if len(u.actions) == 0 {
		f.loads++
	}
	if err := u.load(); err != nil {
		return nil, err
	}
	return u, nil
}

// The bounds of what is kept of packages that were loaded for their facts, in
// typed expressions: each stands for about half a kilobyte. (They are variables
// for tests.)
var (
	enough = 300_000   // above it, what is not needed any more is dropped
	most   = 1_100_000 // above it, what may have to be loaded again as well
	small  = 5_000     // a package below it is kept for the sake of its answers
)

// forget ends the analysis of a root. It drops the packages that no later root
// depends on, and what is too much.
func (f *facts) forget(last map[string]int) {
	f.loader.drop(func(path string) bool { return last[path] <= f.root })
	f.root++
	f.trim(nil)
}

// trim drops packages, the largest first, as far as they are too large together.
// The one that is analysed is not among them; nothing else may be going on.
func (f *facts) trim(analysed *unit) {
	f.trimmed = f.loads
	list, size := f.loader.idle(analysed)
	for _, u := range list {
		if size <= enough {
			return
		}
		done, err := f.exhaust(u)
		if err != nil { // of a question that nobody has asked: what it led to is forgotten
			clear(f.answers)
			f.loader.drop(func(string) bool { return true })
			return
		}
		if done || size > most {
			f.loader.drop(func(path string) bool { return path == u.ImportPath })
			size -= len(u.info.Types)
		}
	}
}

// few is how many other packages may be loaded to have the answers of one.
const few = 4

// exhaust asks a package for all facts that others can ask it for, so that it is
// not needed any more. That takes milliseconds, unless others have to be loaded
// for it: then it gives up, for good.
func (f *facts) exhaust(u *unit) (done bool, err error) {
	if f.kept[u.ImportPath] || len(u.info.Types) < small {
		return false, nil
	}
	before, asked := f.loads, f.err
	defer func() {
		err, f.err = cmp.Or(err, f.err), asked
		done = err == nil && f.loads-before <= few
		f.kept[u.ImportPath] = !done
	}()
	defer f.loader.contain(&err)
	f.err = nil
	pkg, err := f.loader.declared(u.listed).load() // its objects are those that others ask about
	if err != nil {
		return false, err
	}
	analyzers := slices.SortedFunc(maps.Keys(u.actions), func(a, b *analysis.Analyzer) int { return strings.Compare(a.Name, b.Name) })
	for fn := range exported(pkg) {
		for _, a := range analyzers {
			for _, fact := range a.FactTypes {
				key := objectFact{fn, reflect.TypeOf(fact)}
				if _, known := f.answers[key]; !known {
					f.ask(a, key)
				}
			}
		}
		if f.err != nil || f.loads-before > few {
			break
		}
	}
	return false, nil
}

// exported returns the functions and methods of a package that others can name.
func exported(pkg *types.Package) iter.Seq[*types.Func] {
	return func(yield func(*types.Func) bool) {
		scope := pkg.Scope()
		for _, name := range scope.Names() {
			var list []*types.Func
			switch obj := scope.Lookup(name).(type) {
			case *types.Func:
				list = append(list, obj)
			case *types.TypeName:
				if named, ok := obj.Type().(*types.Named); ok && !obj.IsAlias() {
					list = slices.AppendSeq(list, named.Methods())
					if i, ok := named.Underlying().(*types.Interface); ok {
						list = slices.AppendSeq(list, i.ExplicitMethods())
					}
				}
			}
			for _, fn := range list {
				if fn.Exported() && !yield(fn) {
					return
				}
			}
		}
	}
}

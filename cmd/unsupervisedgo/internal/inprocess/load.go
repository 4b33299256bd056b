package inprocess

import (
	"cmp"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"iter"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// A loader type-checks packages from source against the declarations of what
// they import.
type loader struct {
	analyzer *analysis.Analyzer
	listed   map[string]*listed
	fset     *token.FileSet
	sizes    types.Sizes
	facts    *facts
	cgo      func(*listed) error // fills in their Compiled
	cpu      chan struct{}       // a place for each that works

	mu           sync.Mutex // guards the two maps
	declarations map[string]*declared
	units        map[string]*unit

	exports  sync.Mutex                // guards what follows, and what it holds until it is complete
	exported map[string]*types.Package // by import path
}

func newLoader(a *analysis.Analyzer, l *listing, cgo func(*listed) error) *loader {
	n := runtime.GOMAXPROCS(0)
	ld := &loader{
		analyzer:     a,
		listed:       l.all,
		fset:         token.NewFileSet(),
		sizes:        types.SizesFor("gc", l.env.GOARCH),
		cgo:          cgo,
		cpu:          make(chan struct{}, n),
		declarations: make(map[string]*declared),
		units:        make(map[string]*unit),
		exported:     make(map[string]*types.Package),
	}
	ld.facts = newFacts(ld)
	return ld
}

// work calls f when the CPU has time for it. However many packages wait for
// others, the syntax of no more than so many is in memory.
func (l *loader) work(f func()) {
	l.cpu <- struct{}{}
	defer func() { <-l.cpu }()
	f()
}

// contain makes a panic, perhaps of the type checker, an error of the package.
func (l *loader) contain(err *error) {
	if x := recover(); x != nil {
		*err = fmt.Errorf("internal error: %v\n%s", x, debug.Stack())
	}
}

// A unit is a package that is loaded from source.
type unit struct {
	*listed
	loader  *loader
	once    sync.Once
	err     error
	files   []*ast.File
	types   *types.Package
	info    *types.Info
	actions map[*analysis.Analyzer]*action
}

// loadAll loads packages ahead of the loop body, which sees them in order, and
// whether they could be loaded in their err.
func (l *loader) loadAll(ctx context.Context, packages []*listed) iter.Seq[*unit] {
	return func(yield func(*unit) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		loading := make(chan *listed, runtime.GOMAXPROCS(0))
		go func() {
			defer close(loading)
			for _, p := range packages {
				select {
				case loading <- p:
				case <-ctx.Done():
					return
				}
				go l.loadAhead(p)
			}
		}()
		for p := range loading {
			u := l.unit(p)
			u.load()
			if ctx.Err() != nil || !yield(u) {
				return
			}
		}
	}
}

// loadAhead loads a package in a goroutine of its own. Of a panic, whoever
// waits is told.
func (l *loader) loadAhead(p *listed) {
	defer func() { _ = recover() }()
	l.unit(p).load()
}

func (l *loader) unit(p *listed) *unit {
	l.mu.Lock()
	defer l.mu.Unlock()
	u := l.units[p.ImportPath]
	if u == nil {
		u = &unit{listed: p, loader: l, actions: make(map[*analysis.Analyzer]*action)}
		l.units[p.ImportPath] = u
	}
	return u
}

// idle returns the packages that facts were asked of, but for one, the largest
// first, and how large they are together.
func (l *loader) idle(but *unit) (list []*unit, size int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, u := range l.units {
		if u != but && len(u.actions) > 0 { // else it is loaded ahead
			list = append(list, u)
			size += len(u.info.Types)
		}
	}
	slices.SortFunc(list, func(u, v *unit) int {
		return cmp.Or(len(v.info.Types)-len(u.info.Types), strings.Compare(u.ImportPath, v.ImportPath))
	})
	return list, size
}

// drop forgets packages. Whoever needs one again loads it again.
func (l *loader) drop(which func(path string) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.units, func(path string, _ *unit) bool { return which(path) })
}

// load parses and type-checks the package, as unitchecker does for go vet.
func (u *unit) load() error {
	u.once.Do(func() {
		defer u.loader.contain(&u.err)
		u.err = u.check()
	})
	return u.err
}

func (u *unit) check() (err error) {
	if len(u.CgoFiles) > 0 && u.Compiled == nil {
		if err := u.loader.cgo(u.listed); err != nil {
			return err
		}
	}
	names := u.Compiled
	if len(u.CgoFiles) == 0 {
		names = u.GoFiles
	}
	u.loader.work(func() {
		for _, name := range u.sources(names) {
			file, parseErr := parser.ParseFile(u.loader.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if parseErr != nil {
				err = parseErr
				return
			}
			u.files = append(u.files, file)
		}
	})
	if err != nil {
		return err
	}
	imports, err := u.loader.imports(u.listed, u.files)
	if err != nil {
		return err
	}
	u.info = &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
	var errs typeErrors
	u.loader.work(func() {
		conf := u.loader.config(u.listed, imports)
		conf.Error = func(err error) { errs = append(errs, err) }
		u.types, _ = conf.Check(u.ImportPath, u.loader.fset, u.files, u.info)
	})
	if len(errs) > 0 {
		return errs
	}
	return nil
}

// config returns how the package is type-checked.
func (l *loader) config(p *listed, imports importer) *types.Config {
	conf := &types.Config{Importer: imports, Sizes: l.sizes}
	if p.Module != nil && p.Module.GoVersion != "" {
		conf.GoVersion = "go" + p.Module.GoVersion
	}
	return conf
}

// typeErrors are what is wrong with the files of a package.
type typeErrors []error

// Error returns a line for each, but no more than the compiler would print.
func (list typeErrors) Error() string {
	const most = 10
	var lines []string
	for i, err := range list {
		if i == most {
			lines = append(lines, "too many errors")
			break
		}
		lines = append(lines, err.Error())
	}
	return strings.Join(lines, "\n")
}

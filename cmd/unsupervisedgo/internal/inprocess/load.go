package inprocess

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"iter"
	"os"
	"runtime"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/gcexportdata"
)

// A loader type-checks packages from source against the export data of what
// they import.
type loader struct {
	analyzer *analysis.Analyzer
	listed   map[string]*listed
	fset     *token.FileSet
	sizes    types.Sizes
	facts    *facts

	mu       sync.Mutex                // guards what follows
	imported map[string]*types.Package // by import path, from export data
	units    map[string]*unit
}

func newLoader(a *analysis.Analyzer, packages map[string]*listed, goarch string) *loader {
	l := &loader{
		analyzer: a,
		listed:   packages,
		fset:     token.NewFileSet(),
		sizes:    types.SizesFor("gc", goarch),
		imported: make(map[string]*types.Package),
		units:    make(map[string]*unit),
	}
	l.facts = newFacts(l)
	return l
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
	results map[*analysis.Analyzer]any // of those that were run
}

// loadAll loads packages ahead of the loop body, which sees them in order.
func (l *loader) loadAll(ctx context.Context, packages []*listed) iter.Seq2[*unit, error] {
	return func(yield func(*unit, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		var units []*unit
		for _, p := range packages {
			units = append(units, l.unit(p))
		}
		loading := make(chan *unit, runtime.GOMAXPROCS(0))
		go func() {
			defer close(loading)
			for _, u := range units {
				select {
				case loading <- u:
				case <-ctx.Done():
					return
				}
				go u.loadAhead()
			}
		}()
		for u := range loading {
			if !yield(u, cmp.Or(ctx.Err(), u.load())) {
				return
			}
		}
	}
}

// loadAhead is load for a goroutine of its own. A panic of the type checker is
// told, as an error, where the package is waited for.
func (u *unit) loadAhead() {
	defer func() { _ = recover() }()
	u.load()
}

func (l *loader) unit(p *listed) *unit {
	l.mu.Lock()
	defer l.mu.Unlock()
	u := l.units[p.ImportPath]
	if u == nil {
		u = &unit{listed: p, loader: l}
		l.units[p.ImportPath] = u
	}
	return u
}

// load parses and type-checks the package, as unitchecker does for go vet.
func (u *unit) load() error {
	u.once.Do(func() {
		u.err = errors.New("loading did not end") // unless it does
		for _, name := range u.sources() {
			file, err := parser.ParseFile(u.loader.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				u.err = err
				return
			}
			u.files = append(u.files, file)
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
		conf := types.Config{Importer: importer(u.imports), Sizes: u.loader.sizes}
		if u.Module != nil && u.Module.GoVersion != "" {
			conf.GoVersion = "go" + u.Module.GoVersion
		}
		u.results = map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(u.files)} // made ahead, too
		u.types, u.err = conf.Check(u.ImportPath, u.loader.fset, u.files, u.info)
	})
	return u.err
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }

// imports returns the package that an import path stands for in u.
func (u *unit) imports(path string) (*types.Package, error) {
	if to, ok := u.ImportMap[path]; ok { // of a vendored package
		path = to
	}
	return u.loader.importPackage(path)
}

// importPackage reads the export data of a package.
func (l *loader) importPackage(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.imported[path]; p != nil && p.Complete() {
		return p, nil
	}
	p := l.listed[path]
	if p == nil || p.Export == "" {
		return nil, fmt.Errorf("no export data of %s", path)
	}
	f, err := os.Open(p.Export)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(bufio.NewReaderSize(f, 1<<16))
	if err != nil {
		return nil, err
	}
	return gcexportdata.Read(r, l.fset, l.imported, path)
}

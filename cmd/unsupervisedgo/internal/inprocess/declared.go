package inprocess

import (
	"bufio"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/tools/go/gcexportdata"
)

// A declared package is one that somebody imports: its types, without the
// bodies of its functions. It is read from export data, where the build cache
// has that, and else found from its source. Of a package with export data, all
// that it imports has export data, too: types from source refer to types from
// export data, and never the other way round.
type declared struct {
	*listed
	loader *loader
	once   sync.Once
	types  *types.Package
	err    error
}

// load returns the types of the package. They may be of use beside an error.
func (d *declared) load() (*types.Package, error) {
	d.once.Do(func() {
		defer d.loader.contain(&d.err)
		switch {
		case d.ImportPath == "unsafe":
			d.types = types.Unsafe
		case d.broken() != nil:
			d.err = d.broken()
		case d.Export != "":
			d.types, d.err = d.loader.readExport(d.listed)
		default:
			d.types, d.err = d.check()
		}
	})
	return d.types, d.err
}

// An importer holds what a package imports, by the paths that it writes.
type importer map[string]*declared

func (i importer) Import(path string) (*types.Package, error) {
	if d := i[path]; d != nil {
		return d.load()
	}
	return nil, fmt.Errorf("%s is not among the imports that the go command told", path)
}

// imports loads what the files of a package import, side by side.
func (l *loader) imports(p *listed, files []*ast.File) (importer, error) {
	found := make(importer)
	for _, file := range files {
		for _, spec := range file.Imports {
			path := importPath(spec)
			if path == "C" || found[path] != nil {
				continue
			}
			to := l.listed[p.target(path)]
			switch {
			case to == nil:
				return nil, fmt.Errorf("the go command does not tell of %s, which %s imports", path, p.ImportPath)
			case to.index >= p.index:
				return nil, fmt.Errorf("%s and %s import each other", p.ImportPath, to.ImportPath)
			}
			found[path] = l.declared(to)
		}
	}
	var wait sync.WaitGroup
	for _, d := range found {
		wait.Go(func() { d.load() })
	}
	wait.Wait()
	for _, path := range slices.Sorted(maps.Keys(found)) {
		if found[path].err != nil {
			return nil, found[path].err
		}
	}
	return found, nil
}

// target returns the import path of the package that a path stands for in p.
func (p *listed) target(path string) string { return cmp.Or(p.ImportMap[path], path) }

func importPath(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value)
	return path
}

func (l *loader) declared(p *listed) *declared {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.declarations[p.ImportPath]
	if d == nil {
		d = &declared{listed: p, loader: l}
		l.declarations[p.ImportPath] = d
	}
	return d
}

// readExport reads the export data of a package.
func (l *loader) readExport(p *listed) (*types.Package, error) {
	l.exports.Lock()
	defer l.exports.Unlock()
	if p := l.exported[p.ImportPath]; p != nil && p.Complete() {
		return p, nil
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
	return gcexportdata.Read(r, l.fset, l.exported, p.ImportPath)
}

// check finds what the package declares from its source.
//
// What cgo would make of "C" is left out, as the compiler is: a type of C can't
// be named outside the package that imports it.
func (d *declared) check() (pkg *types.Package, err error) {
	var files []*ast.File
	d.loader.work(func() {
		for _, name := range d.sources(d.GoFiles, d.CgoFiles) {
			var file *ast.File
			if file, err = parseDeclarations(d.loader.fset, name); err != nil {
				return
			}
			d.loader.dropImports(d.listed, file)
			files = append(files, file)
		}
	})
	if err != nil {
		return nil, err
	}
	imports, err := d.loader.imports(d.listed, files)
	if err != nil {
		return nil, err
	}
	d.loader.work(func() {
		conf := d.loader.config(d.listed, imports)
		conf.IgnoreFuncBodies = true
		conf.FakeImportC = true
		conf.Error = func(e error) {
			if len(d.CgoFiles) == 0 { // there, constants of C are missing
				err = cmp.Or(err, e)
			}
		}
		pkg, _ = conf.Check(d.ImportPath, d.loader.fset, files, nil)
	})
	return pkg, err
}

// parseDeclarations parses a file without the bodies of functions.
func parseDeclarations(fset *token.FileSet, name string) (*ast.File, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(fset, name, withoutBodies(src), parser.SkipObjectResolution)
	if err != nil { // it is told of the file as it is
		return parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	}
	return file, nil
}

// dropImports removes the imports that only bodies need, so that what they
// name need not be loaded. The name of a package is what the go command says.
func (l *loader) dropImports(p *listed, file *ast.File) {
	used := make(map[string]bool)
	for _, decl := range file.Decls {
		ast.Inspect(decl, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := sel.X.(*ast.Ident); ok {
					used[id.Name] = true
				}
			}
			return true
		})
	}
	unused := func(spec *ast.ImportSpec) bool {
		path := importPath(spec)
		to := l.listed[p.target(path)]
		switch {
		case path == "C" || to == nil:
			return false
		case spec.Name == nil:
			return to.Name != "" && !used[to.Name]
		}
		return spec.Name.Name != "." && !used[spec.Name.Name]
	}
	file.Imports = slices.DeleteFunc(file.Imports, unused)
	file.Decls = slices.DeleteFunc(file.Decls, func(decl ast.Decl) bool {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.IMPORT {
			return false
		}
		gen.Specs = slices.DeleteFunc(gen.Specs, func(spec ast.Spec) bool { return unused(spec.(*ast.ImportSpec)) })
		return len(gen.Specs) == 0
	})
}

package analyzer

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// A program is a package of one file that a test made up, type-checked
// without the go command.
type program struct {
	fset *token.FileSet
	file *ast.File
	pkg  *types.Package
	info *types.Info
	src  string
}

// load parses and type-checks src.
func load(name, src string) (*program, error) {
	std.Lock() // an importer is not safe for concurrent use
	defer std.Unlock()
	p := &program{fset: std.fset, src: src}
	var err error
	if p.file, err = parser.ParseFile(p.fset, name, src, parser.ParseComments|parser.SkipObjectResolution); err != nil {
		return nil, err
	}
	p.info = &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
	conf := types.Config{Importer: &std, GoVersion: "go1.26"}
	if p.pkg, err = conf.Check("example.com/p", p.fset, []*ast.File{p.file}, p.info); err != nil {
		err = errors.New(err.Error()) // positions are about to be forgotten
		p.close()
		return nil, err
	}
	return p, nil
}

// close forgets the positions of the program: a fuzzer makes up very many.
func (p *program) close() {
	if tf := p.fset.File(p.file.FileStart); tf != nil {
		p.fset.RemoveFile(tf)
	}
}

// calm are functions of other packages of which it is a fact that they
// contain their panics: those that rewritten code calls.
var calm = map[string]bool{
	"context.Background":               true,
	"context.WithoutCancel":            true,
	"example.com/supervised.NoRestart": true,
	"example.com/supervised.OnPanic":   true,
}

// analyse runs an analyzer on the program, without other facts of packages.
func (p *program) analyse(t testing.TB, a *analysis.Analyzer) []analysis.Diagnostic {
	t.Helper()
	var found []analysis.Diagnostic
	pass := &analysis.Pass{
		Analyzer:   a,
		Fset:       p.fset,
		Files:      []*ast.File{p.file},
		Pkg:        p.pkg,
		TypesInfo:  p.info,
		TypesSizes: types.SizesFor("gc", "amd64"),
		Module:     &analysis.Module{Path: "example.com/p"},
		ResultOf:   map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New([]*ast.File{p.file})},
		Report:     func(d analysis.Diagnostic) { found = append(found, d) },
		ReadFile:   os.ReadFile,

		ImportObjectFact: func(obj types.Object, fact analysis.Fact) bool {
			fn, ok := obj.(*types.Func) // or a variable
			ok = ok && calm[fn.FullName()] && fmt.Sprintf("%T", fact) == "*panicflow.contains"
			if ok {
				reflect.ValueOf(fact).Elem().FieldByName("Self").Set(reflect.ValueOf(panicflow.Full))
			}
			return ok
		},
		ExportObjectFact: func(obj types.Object, fact analysis.Fact) {
			if obj.Pkg() != p.pkg {
				t.Errorf("fact %v of a foreign %v", fact, obj)
			}
			if err := gob.NewEncoder(new(bytes.Buffer)).Encode(fact); err != nil {
				t.Errorf("fact %v of %v: %v", fact, obj, err)
			}
		},
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
		ExportPackageFact: func(analysis.Fact) {},
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	}
	if _, err := runGraph(pass, a); err != nil {
		t.Errorf("%v", err)
	}
	return found
}

// apply returns the source with the edits of the fixes, as a driver makes it:
// edits that are the same are made once. It fails where two overlap.
func (p *program) apply(fixes ...analysis.SuggestedFix) (string, error) {
	var edits []analysis.TextEdit
	for _, fix := range fixes {
		edits = append(edits, fix.TextEdits...)
	}
	slices.SortStableFunc(edits, func(a, b analysis.TextEdit) int {
		if a.Pos != b.Pos {
			return int(a.Pos - b.Pos)
		}
		return int(max(a.End, a.Pos) - max(b.End, b.Pos)) // insertions first
	})
	edits = slices.CompactFunc(edits, func(a, b analysis.TextEdit) bool {
		return a.Pos == b.Pos && a.End == b.End && bytes.Equal(a.NewText, b.NewText)
	})
	tf := p.fset.File(p.file.FileStart)
	var out []byte
	at := 0
	for _, e := range edits {
		from := tf.Offset(e.Pos)
		to := from
		if e.End.IsValid() {
			to = tf.Offset(e.End)
		}
		if from < at || to < from {
			return "", fmt.Errorf("edit %d:%d %q overlaps the one before it, which ends at %d", from, to, e.NewText, at)
		}
		out = append(out, p.src[at:from]...)
		out = append(out, e.NewText...)
		at = to
	}
	return string(append(out, p.src[at:]...)), nil
}

// std imports packages of testdata/src, and a few of the standard library
// from source: what a made-up program may import. Each is type-checked once.
var std = sources{fset: token.NewFileSet()}

type sources struct {
	sync.Mutex
	fset *token.FileSet
	std  types.Importer
	mine map[string]*types.Package
}

func (s *sources) Import(path string) (*types.Package, error) {
	if s.std == nil {
		s.std = importer.ForCompiler(s.fset, "source", nil)
		s.mine = make(map[string]*types.Package)
	}
	switch path {
	case "context", "sync", "sync/atomic", "time", "errors", "runtime", "unsafe":
		return s.std.Import(path)
	}
	if pkg := s.mine[path]; pkg != nil {
		return pkg, nil
	}
	names, _ := filepath.Glob(filepath.Join("..", "testdata", "src", filepath.FromSlash(path), "*.go"))
	if len(names) == 0 {
		return nil, fmt.Errorf("no package %s for tests", path)
	}
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(s.fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	conf := types.Config{Importer: s}
	pkg, err := conf.Check(path, s.fset, files, nil)
	s.mine[path] = pkg
	return pkg, err
}

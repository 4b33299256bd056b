package inprocess

import (
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
)

// ends: the function calls panic, itself or in what it calls.
type ends struct{ Depth int }

// starts: the package and those that it imports have as many go statements.
type starts struct{ N int }

func (*ends) AFact()   {}
func (*starts) AFact() {}

// lower is the result of the analyzer of ends facts: how many calls away the
// panic is, of the functions of the package; 0 if there is none.
type lower struct {
	pass  *analysis.Pass
	decls map[*types.Func]*ast.FuncDecl
}

func (l *lower) depth(fn *types.Func) int {
	decl := l.decls[fn]
	if decl == nil {
		var fact ends
		l.pass.ImportObjectFact(fn, &fact)
		return fact.Depth
	}
	depth := 0
	ast.Inspect(decl, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			switch callee := typeutil.Callee(l.pass.TypesInfo, call).(type) {
			case *types.Builtin:
				if callee.Name() == "panic" {
					depth = 1
				}
			case *types.Func:
				if d := l.depth(callee); d > 0 {
					depth = d + 1
				}
			}
		}
		return true
	})
	return depth
}

// asked is lower as an oracle.
type asked struct{ *lower }

func (a *asked) Find(fn *types.Func, fact analysis.Fact) bool {
	fact.(*ends).Depth = a.depth(fn)
	return fact.(*ends).Depth > 0
}

// graph returns two analyzers with facts of their own, one of which wants the
// result of the other. It reports go statements that can panic.
func graph(onDemand bool) *analysis.Analyzer {
	low := &analysis.Analyzer{
		Name:       "low",
		Doc:        "finds functions that panic",
		FactTypes:  []analysis.Fact{new(ends)},
		ResultType: reflect.TypeFor[*lower](),
	}
	low.Run = func(pass *analysis.Pass) (any, error) {
		l := &lower{pass, make(map[*types.Func]*ast.FuncDecl)}
		for _, file := range pass.Files {
			for _, decl := range file.Decls {
				if decl, ok := decl.(*ast.FuncDecl); ok {
					l.decls[pass.TypesInfo.Defs[decl.Name].(*types.Func)] = decl
				}
			}
		}
		if onDemand {
			if pass.ExportObjectFact != nil {
				return nil, fmt.Errorf("an oracle is asked to export")
			}
			return &asked{l}, nil
		}
		for fn := range l.decls {
			if d := l.depth(fn); d > 0 {
				pass.ExportObjectFact(fn, &ends{d})
			}
		}
		return l, nil
	}
	if onDemand {
		low.ResultType = reflect.TypeFor[*asked]()
	}
	return &analysis.Analyzer{
		Name:      "high",
		Doc:       "finds go statements that panic",
		Requires:  []*analysis.Analyzer{inspect.Analyzer, low},
		FactTypes: []analysis.Fact{new(starts)},
		Run: func(pass *analysis.Pass) (any, error) {
			l, ok := pass.ResultOf[low].(*lower)
			if !ok {
				l = pass.ResultOf[low].(*asked).lower
			}
			var sum starts
			for _, imp := range pass.Pkg.Imports() {
				var fact starts
				pass.ImportPackageFact(imp, &fact)
				sum.N += fact.N
			}
			in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
			for n := range inspector.All[*ast.GoStmt](in) {
				sum.N++
				if callee, ok := typeutil.Callee(pass.TypesInfo, n.Call).(*types.Func); ok {
					pass.Report(analysis.Diagnostic{Pos: n.Pos(), Message: fmt.Sprintf("%s: %d calls away, start %d", callee.Name(), l.depth(callee), sum.N)})
				}
			}
			pass.ExportPackageFact(&sum)
			return nil, nil
		},
	}
}

// The facts and results of analyzers that require each other are those of
// x/tools' own driver, whether they are exported or asked for.
func TestRequires(t *testing.T) {
	dir := t.TempDir()
	for name, src := range map[string]string{
		"go.mod": "module m\n\ngo 1.26\n",
		"a/a.go": "package a\n\nfunc Boom() { panic(1) }\n\nfunc Fine() {}\n\ntype T struct{}\n\nfunc (T) Boom() { inner() }\n\nfunc inner() { Boom() }\n",
		"b/b.go": "package b\n\nimport \"m/a\"\n\nfunc Boom() { a.Boom() }\n\nfunc start() { go a.Fine() }\n",
		"c/c.go": "package c\n\nimport (\n\t\"m/a\"\n\t\"m/b\"\n)\n\nfunc start() {\n\tgo b.Boom()\n\tgo a.Boom()\n\tgo a.T{}.Boom()\n\tgo a.Fine()\n}\n",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())

	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := checker.Analyze([]*analysis.Analyzer{graph(false)}, loaded, nil)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for act := range theirs.All() {
		if act.IsRoot {
			for _, d := range act.Diagnostics {
				want = append(want, d.Message)
			}
		}
	}
	slices.Sort(want)
	if len(want) != 5 || want[0] != "Boom: 1 calls away, start 3" {
		t.Fatalf("x/tools' driver finds %q", want)
	}
	for _, onDemand := range []bool{false, true} {
		res, err := New(func() *analysis.Analyzer { return graph(onDemand) }, os.Args[0], never(t))(ctx, driver.Request{Patterns: []string{"./..."}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range res.Findings {
			got = append(got, f.Message)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("on demand %v:\ngot  %q\nwant %q", onDemand, got, want)
		}
		os.RemoveAll(os.Getenv("XDG_CACHE_HOME")) // else the other one only remembers
	}
}

// What is no graph of analyzers is told at the start.
func TestInvalidGraph(t *testing.T) {
	a := graph(false)
	a.Requires = append(a.Requires, a)
	_, err := run(ctx, a, "", driver.Request{Patterns: []string{"fmt"}})
	if err == nil || !strings.Contains(err.Error(), "cycle") {
		t.Errorf("an analyzer that requires itself: %v", err)
	}
}

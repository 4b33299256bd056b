package inprocess

import (
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// keep sets the bounds of what is kept.
func keep(t *testing.T, e, m, s int) {
	before := [...]int{enough, most, small}
	t.Cleanup(func() { enough, most, small = before[0], before[1], before[2] })
	enough, most, small = e, m, s
}

// What is dropped, and when, is not seen in the findings.
func TestSameWhateverIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses all of testdata, three times")
	}
	patterns := workspace(t, nil)
	t.Setenv("GOCACHE", goEnv(t, "GOCACHE"))
	find := func() []finding.Finding {
		t.Helper()
		t.Setenv("XDG_CACHE_HOME", t.TempDir())
		res, err := New(analyzer.New, os.Args[0], never(t))(ctx, driver.Request{Patterns: patterns, Flags: []string{"-runtime=example.com/supervised"}})
		if err != nil || len(res.Findings) == 0 {
			t.Fatal(err, res.Failures)
		}
		finding.Sort(res.Findings)
		return res.Findings
	}
	keep(t, 1<<40, 1<<40, 0)
	want := find()
	for _, bounds := range [][3]int{
		{0, 1 << 40, 0}, // what can be exhausted is dropped
		{0, 0, 1 << 40}, // everything is, and nothing is exhausted
	} {
		keep(t, bounds[0], bounds[1], bounds[2])
		if got := find(); !reflect.DeepEqual(got, want) {
			t.Errorf("with the bounds %d, other findings", bounds)
		}
	}
}

// A package that has answered every question is dropped, and not loaded again;
// one for whose answers many others would have to be loaded is kept, and those
// others are not looked at.
func TestExhaust(t *testing.T) {
	for _, test := range []struct {
		imports int
		kept    bool
		loads   int
	}{
		{imports: few, kept: false, loads: few + 1},
		{imports: few + 1, kept: true, loads: few + 2},
		{imports: few + 10, kept: true, loads: few + 2},
	} {
		t.Run(fmt.Sprint(test.imports, " imports"), func(t *testing.T) {
			keep(t, 0, 1<<40, 0)
			dir := t.TempDir()
			write := func(name, src string) {
				name = filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, []byte(src), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			write("go.mod", "module m\n\ngo 1.26\n")
			imports, funcs := "", "func F() { panic(0) }\n"
			for i := range test.imports {
				p := fmt.Sprint("p", 10+i)
				imports += fmt.Sprintf("import %q\n", "m/"+p)
				funcs += fmt.Sprintf("func G%d() { %s.F() }\n", 10+i, p)
				write(p+"/p.go", "package "+p+"\n\nfunc F() { panic(0) }\n")
			}
			write("x/x.go", "package x\n\n"+imports+funcs)
			write("r/a/a.go", "package a\n\nimport \"m/x\"\n\nfunc f() { x.F() }\n")
			write("r/b/b.go", "package b\n\nimport \"m/x\"\n\nfunc f() { x.G10() }\n")
			write("r/c/c.go", "package c\n\nimport _ \"m/x\"\n") // x is needed to the end
			t.Chdir(dir)

			l, err := list(ctx, driver.Request{Patterns: []string{"./r/..."}})
			if err != nil {
				t.Fatal(err)
			}
			a, depths := depths()
			ld := newLoader(a, l, nil)
			last := l.lastUse(l.roots)
			for u := range ld.loadAll(ctx, l.roots) {
				if u.ImportPath == "m/r/c" {
					if x := ld.units["m/x"]; (x != nil) != test.kept {
						t.Errorf("is it kept: %v", x != nil)
					}
				}
				if _, err := u.analyze(); err != nil {
					t.Fatal(err)
				}
				ld.facts.forget(last)
			}
			if depths["m/r/a"] != 2 || depths["m/r/b"] != 3 {
				t.Errorf("the panics are %v calls away", depths)
			}
			if ld.facts.loads != test.loads {
				t.Errorf("%d packages were loaded for questions", ld.facts.loads)
			}
		})
	}
}

// depths returns an analyzer that asks about the function f of a package.
func depths() (*analysis.Analyzer, map[string]int) {
	depths := make(map[string]int)
	low := graph(true).Requires[1]
	return &analysis.Analyzer{
		Name:     "depths",
		Doc:      "finds how many calls away the panics of f are",
		Requires: []*analysis.Analyzer{low},
		Run: func(pass *analysis.Pass) (any, error) {
			if f, ok := pass.Pkg.Scope().Lookup("f").(*types.Func); ok {
				depths[pass.Pkg.Path()] = pass.ResultOf[low].(*asked).depth(f)
			}
			return nil, nil
		},
	}, depths
}

// A question that nobody has asked, about a package that does not compile, is no
// failure of the package that is analysed.
func TestExhaustBroken(t *testing.T) {
	keep(t, 0, 1<<40, 0)
	dir := t.TempDir()
	for name, src := range map[string]string{
		"go.mod":   "module m\n\ngo 1.26\n",
		"bad/b.go": "package bad\n\nfunc F() { undefined() }\n",
		"x/x.go":   "package x\n\nimport \"m/bad\"\n\nfunc F() { panic(0) }\n\nfunc G() { bad.F() }\n",
		"r/a/a.go": "package a\n\nimport \"m/x\"\n\nfunc f() { x.F() }\n",
		"r/b/b.go": "package b\n\nimport \"m/x\"\n\nfunc f() { x.F() }\n",
		"r/c/c.go": "package c\n\nimport \"m/x\"\n\nfunc f() { x.G() }\n",
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
	a, depths := depths()
	res, err := New(func() *analysis.Analyzer { return a }, os.Args[0], never(t))(ctx, driver.Request{Patterns: []string{"./r/..."}})
	if err != nil {
		t.Fatal(err)
	}
	if depths["m/r/a"] != 2 || depths["m/r/b"] != 2 {
		t.Errorf("the panics are %v calls away", depths)
	}
	if len(res.Failures) != 1 || res.Failures[0].Package != "m/r/c" { // it does ask
		t.Errorf("failures: %v", res.Failures)
	}
}

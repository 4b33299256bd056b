package panicflow

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// BenchmarkSize judges packages of one kind in two sizes. The time per unit (ns/unit)
// is to be the same: nothing grows faster than the package.
func BenchmarkSize(b *testing.B) {
	repeat := func(format string) func(int) string {
		return func(n int) string {
			var s strings.Builder
			for i := range n {
				s.WriteString(strings.ReplaceAll(format, "#", fmt.Sprint(i)))
			}
			return s.String()
		}
	}
	inOne := func(format string) func(int) string {
		each := repeat(format)
		return func(n int) string { return "func F(m map[string]int, s []int, p *T) {\n" + each(n) + "}\n" }
	}
	for _, kind := range []struct {
		name string
		src  func(n int) string
	}{
		{"channels", repeat("func f#() { c := make(chan int); go func() { c <- 1; close(c) }(); <-c }\n")},
		{"channelsInOne", inOne("{ c := make(chan int); go func() { c <- 1; close(c) }(); <-c }\n")},
		{"functions", repeat("func F#(p *T) int { if p.next != nil { return G#(p.next) }; return p.n }\nfunc G#(p *T) int { return F#(p) }\n")},
		{"chain", func(n int) string {
			return repeat("func F#(p *T) int { return F#x(p) }\nfunc F#x(p *T) int { return p.n }\n")(n)
		}},
		{"statements", inOne("if p != nil { p.n++; m[\"#\"]++ }; for i := range s { s[i]++ }\n")},
		{"pointers", inOne("p# := &T{}; p#.n++; go func() { p#.n++ }()\n")},
		{"nesting", func(n int) string {
			return "func F(p *T) {\n" + strings.Repeat("if p != nil {\n", n) + "p.n++\n" + strings.Repeat("}\n", n) + "}\n"
		}},
		{"literals", func(n int) string {
			return "func F(p *T) {\n" + strings.Repeat("go func() {\n", n) + "p.n++\n" + strings.Repeat("}()\n", n) + "}\n"
		}},
	} {
		sizes := []int{500, 5000}
		if kind.name == "nesting" || kind.name == "literals" {
			sizes = []int{25, 250}
		}
		for _, n := range sizes {
			b.Run(fmt.Sprintf("%s/%d", kind.name, n), func(b *testing.B) {
				src := "package p\n\ntype T struct { n int; next *T }\n" + kind.src(n)
				fset := token.NewFileSet()
				file, err := parser.ParseFile(fset, "p.go", src, 0)
				if err != nil {
					b.Fatal(err)
				}
				info := &types.Info{
					Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
					Uses: make(map[*ast.Ident]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
					Implicits: make(map[ast.Node]types.Object), Scopes: make(map[ast.Node]*types.Scope),
					Instances: make(map[*ast.Ident]types.Instance),
				}
				conf := types.Config{Importer: importer.Default(), Error: func(error) {}}
				pkg, err := conf.Check("p", fset, []*ast.File{file}, info)
				if err != nil {
					b.Fatal(err)
				}
				files := []*ast.File{file}
				a := New(&Config{})
				for b.Loop() {
					pass := &analysis.Pass{
						Analyzer: a, Fset: fset, Files: files, Pkg: pkg, TypesInfo: info, TypesSizes: types.SizesFor("gc", "amd64"),
						ResultOf:         map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(files)},
						ImportObjectFact: func(types.Object, analysis.Fact) bool { return false },
						ExportObjectFact: func(types.Object, analysis.Fact) {},
					}
					result, err := a.Run(pass)
					if err != nil {
						b.Fatal(err)
					}
					j := result.(*Judge)
					for _, s := range j.Spawns(file) {
						j.Level(s)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/unit")
			})
		}
	}
}

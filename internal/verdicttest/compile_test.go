package verdicttest

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// TestCompiles type-checks programs: whatever parts come together, they fit.
func TestCompiles(t *testing.T) {
	fset := token.NewFileSet()
	std := importer.ForCompiler(fset, "source", nil)
	pkgs := make(map[string]*types.Package)
	check := func(path string, p *Program, names ...string) {
		t.Helper()
		files := p.Files()
		var parsed []*ast.File
		for _, name := range names {
			f, err := parser.ParseFile(fset, name, files[name], parser.SkipObjectResolution)
			if err != nil {
				t.Fatalf("%v in\n%s", err, files[name])
			}
			parsed = append(parsed, f)
		}
		conf := types.Config{
			GoVersion: "go1.26",
			Importer: importing(func(path string) (*types.Package, error) {
				if pkg := pkgs[path]; pkg != nil {
					return pkg, nil
				}
				return std.Import(path)
			}),
			Error: func(err error) {
				if err := err.(types.Error); err.Fset.File(err.Pos).Name() == "app/sites.go" {
					site := p.SiteAt(fset.Position(err.Pos).Line)
					t.Errorf("%s: %v\n%s", p.Sites[site], err, p.Source(site))
				} else if !strings.Contains(err.Msg, "other declaration") {
					t.Error(err)
				}
			},
		}
		pkgs[path], _ = conf.Check(path, fset, parsed, nil)
	}
	p := New(Singles())
	check("app/lib", p, "app/lib/helpers.go")
	check("dep", p, "dep/helpers.go", "dep/launchers.go")
	check("main", p, "app/main.go", "app/helpers.go", "app/sites.go")
	for seed := range uint64(40) {
		check("main", Generate(seed, 100), "app/main.go", "app/helpers.go", "app/sites.go")
	}
}

type importing func(path string) (*types.Package, error)

func (f importing) Import(path string) (*types.Package, error) { return f(path) }

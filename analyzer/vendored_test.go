package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// What marks a vendored package is its place under the module that it is
// vendored in. Any path with /vendor/ in it used to silence a whole checkout.
func TestIsVendored(t *testing.T) {
	for _, test := range []struct {
		module, path, file string
		want               bool
	}{
		{"example.com/app", "example.com/app/serve", "/src/app/serve/serve.go", false},
		{"example.com/app", "example.com/app/serve", "/home/me/vendor/src/app/serve/serve.go", false},
		{"example.com/app", "example.com/app/vendor", "/src/app/vendor/vendor.go", false},
		{"example.com/app", "example.com/app/internal/vendor/price", "/src/app/internal/vendor/price/price.go", false},
		{"example.com/dep", "example.com/dep/queue", "/src/app/vendor/example.com/dep/queue/queue.go", true},
		{"example.com/dep", "example.com/dep/queue", "/go/pkg/mod/example.com/dep@v1.0.0/queue/queue.go", false},
		{"", "app/vendor/dep", "/gopath/src/app/vendor/dep/dep.go", true},
		{"", "vendor/golang.org/x/net/idna", "/usr/local/go/src/vendor/golang.org/x/net/idna/idna.go", true},
		{"", "app/serve", "/vendor/src/app/serve/serve.go", false},
	} {
		fset := token.NewFileSet()
		f := fset.AddFile(test.file, -1, 100)
		pass := &analysis.Pass{
			Fset:   fset,
			Files:  []*ast.File{{FileStart: token.Pos(f.Base())}},
			Pkg:    types.NewPackage(test.path, "p"),
			Module: &analysis.Module{Path: test.module},
		}
		if got := isVendored(pass); got != test.want {
			t.Errorf("package %s of module %q in %s: vendored is %t, want %t", test.path, test.module, test.file, got, test.want)
		}
	}
}

package inprocess

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

var bodies = []struct{ src, want string }{
	{"package p\n\nfunc f() { g(\"}\") }\n\nfunc g(s string) {\n\tf()\n}\n", "package p\n\nfunc f() {}\n\nfunc g(s string) {\n\n}\n"},
	{"package p\nfunc f() struct{ x int } { return s }; func g() interface{} { return '}' }", "package p\nfunc f() struct{ x int } {}; func g() interface{} {}"},
	{"package p\nfunc asm(x int) int\n\ntype T struct{ x int }\nfunc (t T) m() { /* } */ }", "package p\nfunc asm(x int) int\n\ntype T struct{ x int }\nfunc (t T) m() {}"},
	{"package p\nfunc asm() (x int); type T struct{ x int }", "package p\nfunc asm() (x int); type T struct{ x int }"},
	{"package p\nvar x =\nfunc() int { return 1 }()", "package p\nvar x =\nfunc() int { return 1 }()"},
	{"package p\nvar x = [...]int{1}\nfunc f[T interface{ ~int }](x []T) (f func() []T) { return nil }", "package p\nvar x = [...]int{1}\nfunc f[T interface{ ~int }](x []T) (f func() []T) {}"},
	{"package p\nfunc f() { s := `\n}`; r := '\\''; t := \"\\\"}\" // }\n}\nvar y int", "package p\nfunc f() {\n\n}\nvar y int"},
	{"package p\nfunc f() *\nT { return nil }", "package p\nfunc f() *\nT {}"},
	{"package p\nvar s = \"x\" /*\n*/ func f() { }", "package p\nvar s = \"x\" /*\n*/ func f() {}"},
	{"\ufeffpackage p\r\nfunc f() {\r\n}\r\n", "\ufeffpackage p\r\nfunc f() {\n}\r\n"},
	{"package p\nfunc f() { ", "package p\nfunc f() { "},
}

func TestWithoutBodies(t *testing.T) {
	for _, test := range bodies {
		if got := string(withoutBodies([]byte(test.src))); got != test.want {
			t.Errorf("of\n%s\nis left\n%s\nwant\n%s", test.src, got, test.want)
		}
	}
}

// What is declared stays, in files that were not written for a test.
func TestWithoutBodiesReality(t *testing.T) {
	root := filepath.Join(goEnv(t, "GOROOT"), "src")
	left, all := 0, 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "testdata" || name == filepath.Join(root, "cmd")) {
			return filepath.SkipDir
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		short := withoutBodies(src)
		left, all = left+len(short), all+len(src)
		if want, got := declarations(t, name, src), declarations(t, name, short); got != want {
			t.Errorf("%s declares something else without bodies", name)
		}
		return nil
	})
	if err != nil || all == 0 {
		t.Fatal(err)
	}
	if left > all*2/3 {
		t.Errorf("of %d bytes %d are left: bodies are not found", all, left)
	}
}

// declarations prints a file without bodies and comments.
func declarations(t *testing.T, name string, src []byte) string {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
			fn.Body = &ast.BlockStmt{Lbrace: fn.Body.Lbrace, Rbrace: fn.Body.Lbrace + 1}
		}
	}
	var b bytes.Buffer
	if err := format.Node(&b, fset, file); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Nothing panics, whatever it is, and nothing is lost but bodies.
func FuzzWithoutBodies(f *testing.F) {
	for _, test := range bodies {
		f.Add([]byte(test.src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		short := withoutBodies(src)
		if bytes.Count(short, []byte("\n")) != bytes.Count(src, []byte("\n")) {
			t.Errorf("lines are lost of\n%q\nleft is\n%q", src, short)
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution); err == nil {
			if want, got := declarations(t, "", src), declarations(t, "", short); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		}
	})
}

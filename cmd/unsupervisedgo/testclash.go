package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
)

// clash says why the tests of a package would not compile, or not run as before, with
// a change of one of its files, or "". The analysis, which is of packages without their
// tests, sees all else: a file may not import by a name that another file of the
// package declares (https://go.dev/ref/spec#Declarations_and_scope), and what nothing else
// calls, so that its signal moves to where it is started, a test may call, as
// TestTransport_TcpListenBackoff of https://github.com/hashicorp/memberlist does.
func clash(c files.Change) string {
	moved := movedDefers(c)
	before := importNames(c.Before)
	var added []string
	for name := range importNames(c.After) {
		if !before[name] {
			added = append(added, name)
		}
	}
	if len(added)+len(moved) == 0 {
		return ""
	}
	pkg := packageName(c.After)
	tests, _ := filepath.Glob(filepath.Join(filepath.Dir(c.Name), "*_test.go"))
	for _, test := range tests {
		file, err := parser.ParseFile(token.NewFileSet(), test, nil, 0)
		if err != nil || file.Name.Name != pkg {
			continue
		}
		for _, name := range added {
			if file.Scope.Lookup(name) != nil {
				return fmt.Sprintf("the fix imports %s, which %s declares", name, filepath.Base(test))
			}
		}
		for _, name := range moved {
			if mentions(file, name) {
				return fmt.Sprintf("the fix takes a deferred call out of %s, which %s calls", name, filepath.Base(test))
			}
		}
	}
	return ""
}

// movedDefers lists the functions of which a change takes a deferred call.
func movedDefers(c files.Change) []string {
	before, after := deferCounts(c.Before), deferCounts(c.After)
	var list []string
	for fn, n := range before {
		if m, ok := after[fn]; ok && m < n {
			list = append(list, fn[strings.LastIndex(fn, ".")+1:])
		}
	}
	slices.Sort(list)
	return list
}

// deferCounts counts the defer statements of the functions of a file, by receiver and name.
func deferCounts(src []byte) map[string]int {
	counts := make(map[string]int)
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		return counts
	}
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		name := "." + fn.Name.Name
		if fn.Recv != nil && len(fn.Recv.List) > 0 {
			name = types.ExprString(fn.Recv.List[0].Type) + name
		}
		counts[name] += 0
		for _, stmt := range fn.Body.List {
			if _, ok := stmt.(*ast.DeferStmt); ok {
				counts[name]++
			}
		}
	}
	return counts
}

// mentions reports whether a file has an identifier of this name.
func mentions(file *ast.File, name string) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}

// importNames returns the names by which a file imports, as far as they are
// known from the file alone.
func importNames(src []byte) map[string]bool {
	names := make(map[string]bool)
	for _, spec := range parseImports(src).Imports {
		to, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(to)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = true
	}
	return names
}

func packageName(src []byte) string { return parseImports(src).Name.Name }

// parseImports returns the file as far as its imports; what is no Go imports nothing.
func parseImports(src []byte) *ast.File {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ImportsOnly)
	if err != nil {
		return &ast.File{Name: ast.NewIdent("_")}
	}
	return file
}

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"strconv"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
)

// clash says why the tests of a package would not compile with a change of one
// of its files, or "". The analysis, which is of packages without their tests,
// sees all else: a file may not import by a name that another file of the
// package declares (https://go.dev/ref/spec#Declarations_and_scope), and tests
// are such files.
func clash(c files.Change) string {
	before := importNames(c.Before)
	var added []string
	for name := range importNames(c.After) {
		if !before[name] {
			added = append(added, name)
		}
	}
	if len(added) == 0 {
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
	}
	return ""
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

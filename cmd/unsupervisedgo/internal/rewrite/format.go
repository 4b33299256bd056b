package rewrite

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"strconv"

	"golang.org/x/tools/go/ast/astutil"
)

// format returns the edited file as go fix would write it: with its imports
// sorted, without those that the edits left unused, in the standard format.
// See FormatSourceRemoveImports in x/tools internal/analysis/driverutil.
func format(before, after []byte, packageNames func([]string) map[string]string) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", after, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	ast.SortImports(fset, file)
	if old, err := parser.ParseFile(token.NewFileSet(), "", before, 0); err == nil {
		removeUnused(fset, old, file, packageNames)
	}

	// go/format.Node would do, but for a file that it sorts the imports of it
	// parses and prints a second time, which is not always the same.
	const normalizeNumbers = 1 << 30 // what package go/printer reserves for gofmt
	var buf bytes.Buffer
	cfg := printer.Config{Mode: printer.UseSpaces | printer.TabIndent | normalizeNumbers, Tabwidth: 8}
	if err := cfg.Fprint(&buf, fset, file); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// removeUnused removes the imports that nothing in the edited file refers to.
//
// The old file compiled, so each of its imports was used, and one can be unused
// now only if a name that the old file referred to is gone. That is rare, so
// the names of the imported packages are asked for only then.
func removeUnused(fset *token.FileSet, old, edited *ast.File, packageNames func([]string) map[string]string) {
	used, usedBefore := freeNames(edited), freeNames(old)
	lost := false
	for name := range usedBefore {
		lost = lost || !used[name]
	}
	imported := make(map[string]bool)
	for _, spec := range old.Imports {
		imported[spec.Path.Value] = true
	}

	var unnamed []string // paths of imports that may be unused, if we knew their names
	var unused []*ast.ImportSpec
	for _, spec := range edited.Imports {
		switch {
		case spec.Name == nil && (lost || !imported[spec.Path.Value]):
			unnamed = append(unnamed, importPath(spec))
		case spec.Name != nil && spec.Name.Name != "_" && spec.Name.Name != "." && !used[spec.Name.Name]:
			unused = append(unused, spec)
		}
	}
	if lost && len(unnamed) > 0 {
		names := packageNames(unnamed)
		for _, spec := range edited.Imports {
			if name := names[importPath(spec)]; spec.Name == nil && name != "" && !used[name] {
				unused = append(unused, spec)
			}
		}
	}
	for _, spec := range unused {
		name := ""
		if spec.Name != nil {
			name = spec.Name.Name
		}
		astutil.DeleteNamedImport(fset, edited, name, importPath(spec))
	}
}

// freeNames returns the names that the file refers to and does not declare:
// those of imports, of the universe and of the package's other files. A key of
// a composite literal does not count, since it may be the name of a field.
func freeNames(file *ast.File) map[string]bool {
	names := make(map[string]bool)
	for _, id := range file.Unresolved {
		names[id.Name] = true
	}
	return names
}

func importPath(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value)
	return path
}

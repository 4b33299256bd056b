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

// format returns the edited file in the standard format, and without the
// imports that the edits left unused. Of a file that was in the standard format,
// that is what go fix would write. (See FormatSourceRemoveImports in x/tools
// internal/analysis/driverutil.) Of any other, only the lines in touched are
// formatted, which is by index of the lines of after. Windows line ends and a
// byte order mark stay.
func format(before, after []byte, touched map[int]bool, packageNames func([]string) map[string]string) ([]byte, error) {
	after, mark := bytes.CutPrefix(after, []byte(bom))
	before = bytes.TrimPrefix(before, []byte(bom))
	windows := bytes.Contains(before, []byte("\r\n")) && bytes.Count(before, []byte("\n")) == bytes.Count(before, []byte("\r\n"))
	if windows {
		before, after = unix(before), unix(after)
	}
	was, _, err := gofmt(before, before, true, nil)
	standard := err != nil || bytes.Equal(was, before)
	formatted, dropped, err := gofmt(before, after, standard, packageNames)
	if err != nil {
		return nil, err
	}
	if !standard {
		for line := range dropped {
			touched[line] = true
		}
		mixed := mix(after, formatted, touched)
		if again, _, err := gofmt(mixed, mixed, false, nil); err == nil && bytes.Equal(again, formatted) {
			formatted = mixed
		} // else the lines depend on each other: better whole than wrong
	}
	if windows {
		formatted = bytes.ReplaceAll(formatted, []byte("\n"), []byte("\r\n"))
	}
	if mark {
		formatted = append([]byte(bom), formatted...)
	}
	return formatted, nil
}

const bom = "\ufeff"

func unix(src []byte) []byte { return bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")) }

// gofmt returns the edited file in the standard format, its imports sorted or
// not. dropped are the lines of after with imports that became unused.
func gofmt(before, after []byte, sorted bool, packageNames func([]string) map[string]string) (formatted []byte, dropped map[int]bool, err error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", after, parser.ParseComments)
	if err != nil {
		return nil, nil, err
	}
	var drop []*ast.ImportSpec
	if old, err := parser.ParseFile(token.NewFileSet(), "", before, 0); err == nil {
		drop = unused(old, file, packageNames)
	}
	dropped = make(map[int]bool)
	for _, spec := range drop {
		dropped[fset.Position(spec.Pos()).Line-1] = true
	}
	if sorted {
		ast.SortImports(fset, file)
	}
	for _, spec := range drop {
		name := ""
		if spec.Name != nil {
			name = spec.Name.Name
		}
		astutil.DeleteNamedImport(fset, file, name, importPath(spec))
	}

	// go/format.Node would do, but for a file that it sorts the imports of it
	// parses and prints a second time, which is not always the same.
	const normalizeNumbers = 1 << 30 // what package go/printer reserves for gofmt
	var buf bytes.Buffer
	cfg := printer.Config{Mode: printer.UseSpaces | printer.TabIndent | normalizeNumbers, Tabwidth: 8}
	if err := cfg.Fprint(&buf, fset, file); err != nil {
		return nil, nil, err
	}
	return buf.Bytes(), dropped, nil
}

// unused returns the imports that nothing in the edited file refers to.
//
// The old file compiled, so each of its imports was used, and one can be unused
// now only if a name that the old file referred to is gone. That is rare, so
// the names of the imported packages are asked for only then.
func unused(old, edited *ast.File, packageNames func([]string) map[string]string) []*ast.ImportSpec {
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
	return unused
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

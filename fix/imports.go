package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// fileImports says how the fixed code of a file names the packages context
// and supervised, and which edits import them. Every fix of a file carries the
// same import edits, so that drivers, which merge fixes by text, add each
// import once (golang/go#67049).
type fileImports struct {
	context    string // "context." or another qualifier; "" for a dot import
	supervised string
	hasContext bool // the file imports context already
	list       []analysis.TextEdit
	runtime    newImport // where the file does not import it
	used       bool      // a fix carries the edits
}

func (i *fileImports) edits() []analysis.TextEdit {
	i.used = true
	return slices.Clone(i.list)
}

// importsOf returns the imports of a file, the same on each call.
func (f *Fixer) importsOf(file *ast.File) *fileImports {
	if imp := f.imports[file]; imp != nil {
		return imp
	}
	imp := new(fileImports)
	f.imports[file] = imp
	var missing []newImport
	imp.context, imp.hasContext = f.qualifier(file, "context")
	if !imp.hasContext {
		name := f.freeName(file, "context", "stdcontext")
		imp.context = name + "."
		missing = append(missing, newImport{"context", alias(name, "context")})
	}
	var has bool
	if imp.supervised, has = f.qualifier(file, f.runtime); !has {
		base := f.runtime[strings.LastIndex(f.runtime, "/")+1:]
		name := f.freeName(file, base, "supervisor")
		imp.supervised = name + "."
		imp.runtime = newImport{f.runtime, alias(name, base)}
		missing = append(missing, imp.runtime)
	}
	imp.list = f.addImports(file, missing)
	return imp
}

// alias is the name that an import needs to be known by name.
func alias(name, base string) string {
	if name == base {
		return ""
	}
	return name
}

type newImport struct{ path, alias string }

func (i newImport) String() string {
	if i.alias != "" {
		return i.alias + " " + strconv.Quote(i.path)
	}
	return strconv.Quote(i.path)
}

// qualifier returns how file names the package of path. A name that anything
// in the file shadows is of no use: the import is then added again under another.
func (f *Fixer) qualifier(file *ast.File, path string) (string, bool) {
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != path {
			continue
		}
		name := path[strings.LastIndex(path, "/")+1:]
		if pkg := f.Info.PkgNameOf(spec); pkg != nil {
			name = pkg.Name()
		}
		switch {
		case name == ".":
			return "", true
		case name == "_" || f.shadowed(file, name):
			continue
		}
		return name + ".", true
	}
	return "", false
}

// shadowed reports whether a scope inside the file declares name.
func (f *Fixer) shadowed(file *ast.File, name string) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			if obj := f.Info.Defs[id]; obj != nil && declaresInBlock(obj) {
				found = true
			}
		}
		return !found
	})
	return found
}

// declaresInBlock reports whether obj's name can hide a package name: all but
// fields, methods, labels, and the names of packages themselves.
func declaresInBlock(obj types.Object) bool {
	switch obj := obj.(type) {
	case *types.Var:
		return !obj.IsField()
	case *types.Func:
		return obj.Signature().Recv() == nil
	case *types.Label, *types.PkgName:
		return false
	}
	return true
}

// freeName returns the first of names, or one made from the last, that means
// nothing else anywhere in the file.
func (f *Fixer) freeName(file *ast.File, names ...string) string {
	taken := make(map[string]bool)
	for _, name := range f.Types.Scope().Names() {
		taken[name] = true
	}
	if scope := f.Info.Scopes[file]; scope != nil {
		for _, name := range scope.Names() { // imports
			taken[name] = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if obj := f.Info.Defs[id]; obj != nil && declaresInBlock(obj) {
				taken[id.Name] = true
			}
		}
		return true
	})
	for _, name := range names {
		if !taken[name] {
			return name
		}
	}
	for i := 2; ; i++ {
		if name := names[len(names)-1] + strconv.Itoa(i); !taken[name] {
			return name
		}
	}
}

// addImports returns the edits that add imports to a file, as a person would:
// context into its place among the standard packages, the runtime after the
// last import of the block, apart from a group of only standard ones.
func (f *Fixer) addImports(file *ast.File, add []newImport) []analysis.TextEdit {
	if len(add) == 0 {
		return nil
	}
	var decl *ast.GenDecl
	for _, d := range file.Decls {
		if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.IMPORT && !importsC(d) {
			if decl == nil || d.Lparen.IsValid() && !decl.Lparen.IsValid() {
				decl = d
			}
		}
	}
	if decl == nil {
		return []analysis.TextEdit{insertion(f.afterHeader(file), "\n\nimport (\n"+lines(add)+")")}
	}
	if !decl.Lparen.IsValid() { // import "fmt"
		spec := decl.Specs[0].(*ast.ImportSpec)
		before, after := "(\n", ""
		for _, imp := range add {
			switch std := syntax.IsStd(specPath(spec)); {
			case imp.path == "context" && !std:
				before += imp.String() + "\n\n"
			case imp.path == "context" && imp.path < specPath(spec):
				before += imp.String() + "\n"
			default:
				after += separator(decl, imp) + imp.String() + "\n"
			}
		}
		start, end := spec.Pos(), spec.End()
		return []analysis.TextEdit{insertion(start, before), insertion(end, "\n"+after+")")}
	}
	var edits []analysis.TextEdit
	for _, imp := range add {
		edits = append(edits, f.insertSpec(decl, imp))
	}
	slices.SortStableFunc(edits, func(a, b analysis.TextEdit) int { return int(a.Pos - b.Pos) })
	return mergeAtSamePoint(edits)
}

// insertSpec returns the edit that adds one import to a parenthesised declaration.
func (f *Fixer) insertSpec(decl *ast.GenDecl, imp newImport) analysis.TextEdit {
	if syntax.IsStd(imp.path) {
		for _, s := range decl.Specs {
			spec := s.(*ast.ImportSpec)
			if syntax.IsStd(specPath(spec)) && specPath(spec) > imp.path {
				return insertion(specStart(spec), imp.String()+"\n")
			}
		}
		// After the last standard package of the first group, or on top.
		var last *ast.ImportSpec
		for _, s := range decl.Specs {
			if spec := s.(*ast.ImportSpec); syntax.IsStd(specPath(spec)) {
				last = spec
			} else {
				break
			}
		}
		if last != nil {
			return insertion(f.lineEnd(last), "\n"+imp.String())
		}
		return insertion(decl.Lparen+1, "\n"+imp.String()+"\n")
	}
	// Beside its like, sorted, where there is a group of them.
	var after *ast.ImportSpec
	for _, s := range decl.Specs {
		spec := s.(*ast.ImportSpec)
		if path := specPath(spec); !syntax.IsStd(path) && syntax.ModuleRoot(path) == syntax.ModuleRoot(imp.path) {
			if path > imp.path && after == nil {
				return insertion(specStart(spec), imp.String()+"\n")
			}
			if path < imp.path {
				after = spec
			}
		}
	}
	if after != nil {
		return insertion(f.lineEnd(after), "\n"+imp.String())
	}
	if len(decl.Specs) == 0 {
		return insertion(decl.Lparen+1, "\n"+imp.String()+"\n")
	}
	text := separator(decl, imp) + imp.String() + "\n"
	if f.Fset.Position(decl.Specs[len(decl.Specs)-1].End()).Line == f.Fset.Position(decl.Rparen).Line { // import ("a")
		text = "\n" + text
	}
	return insertion(decl.Rparen, text)
}

// separator is a blank line where imp follows a group of standard packages.
func separator(decl *ast.GenDecl, imp newImport) string {
	last := specPath(decl.Specs[len(decl.Specs)-1].(*ast.ImportSpec))
	if syntax.IsStd(imp.path) || !syntax.IsStd(last) {
		return ""
	}
	return "\n"
}

// mergeAtSamePoint joins insertions at one point: merging drivers keep the
// order of edits at different points only.
func mergeAtSamePoint(edits []analysis.TextEdit) []analysis.TextEdit {
	var out []analysis.TextEdit
	for _, e := range edits {
		if n := len(out); n > 0 && out[n-1].Pos == e.Pos {
			out[n-1].NewText = append(slices.Clip(out[n-1].NewText), e.NewText...)
			continue
		}
		out = append(out, e)
	}
	return out
}

func insertion(at token.Pos, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: at, End: at, NewText: []byte(text)}
}

func lines(add []newImport) string {
	var b strings.Builder
	for i, imp := range add {
		if i > 0 && !syntax.IsStd(imp.path) {
			b.WriteString("\n")
		}
		b.WriteString(imp.String() + "\n")
	}
	return b.String()
}

// afterHeader is where the first import of a file goes: behind the package
// clause and a comment on its line.
func (f *Fixer) afterHeader(file *ast.File) token.Pos {
	line := f.Fset.PositionFor(file.Name.End(), false).Line
	for _, group := range file.Comments {
		if group.Pos() > file.Name.End() && f.Fset.PositionFor(group.Pos(), false).Line == line {
			return group.List[0].End()
		}
	}
	return file.Name.End()
}

func importsC(d *ast.GenDecl) bool {
	for _, s := range d.Specs {
		if specPath(s.(*ast.ImportSpec)) == "C" {
			return true
		}
	}
	return false
}

func specPath(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value)
	return path
}

// specStart is the begin of a spec with its comment above.
func specStart(spec *ast.ImportSpec) token.Pos {
	if spec.Doc != nil {
		return spec.Doc.Pos()
	}
	return spec.Pos()
}

// lineEnd is the end of a spec with the comment behind it.
func (f *Fixer) lineEnd(spec *ast.ImportSpec) token.Pos {
	if spec.Comment != nil {
		return spec.Comment.End()
	}
	return spec.End()
}

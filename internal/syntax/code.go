// Package syntax answers the questions about the package under analysis that
// the verdict (package analyzer) and the rewrite (package fix) both ask:
// which function an expression denotes, what a variable holds, and how an
// expression reads.
package syntax

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"go/version"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// A Package is the package under analysis. It is not safe for concurrent use.
type Package struct {
	Fset        *token.FileSet
	Types       *types.Package
	Info        *types.Info
	Files       []*ast.File      // without tests, unless they are to be analysed as well
	Root        inspector.Cursor // of all files, tests included
	Module      string           // path of the module; "" if the driver does not tell
	Go          string           // language version of the module, "go1.N"; "" if unknown
	Partial     bool             // other builds have other files
	pass        *analysis.Pass
	others      map[string]bool // InOtherBuild; nil until the first question
	decls       map[*types.Func]*ast.FuncDecl
	vars        map[*types.Var]*Var     // nil until the first question
	returns     map[ast.Node][]ast.Expr // by FuncDecl or FuncLit
	products    map[product][]ast.Expr
	active      map[ast.Node]bool                      // recursion guard of Resolve
	funcs       []*function                            // nil until the first question
	types       map[*types.TypeName][]inspector.Cursor // likewise
	overwritten map[*types.Var]bool                    // fields of structs that are assigned as a whole, by indexVars
	sets        map[*types.Var]bool                    // EverySetsHere
	owners      map[*types.Var]*types.TypeName         // structOf; nil until the first question
	inferred    map[*types.TypeName][]*types.TypeName  // inferredAs, likewise
}

// New returns the Package of an analysis pass that requires inspect.Analyzer.
// Without tests it is the same for a package and for its variant with tests,
// which is the one that go vet analyses.
func New(pass *analysis.Pass, tests bool) *Package {
	p := &Package{
		Fset:     pass.Fset,
		Types:    pass.Pkg,
		Info:     pass.TypesInfo,
		Root:     pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root(),
		Go:       pass.Pkg.GoVersion(),
		pass:     pass,
		decls:    make(map[*types.Func]*ast.FuncDecl),
		returns:  make(map[ast.Node][]ast.Expr),
		products: make(map[product][]ast.Expr),
		active:   make(map[ast.Node]bool),
	}
	if pass.Module != nil {
		p.Module = pass.Module.Path
	}
	p.Partial = slices.ContainsFunc(pass.IgnoredFiles, func(name string) bool { return !strings.HasSuffix(name, "_test.go") })
	for _, file := range pass.Files {
		if !tests && strings.HasSuffix(pass.Fset.File(file.FileStart).Name(), "_test.go") {
			continue
		}
		p.Files = append(p.Files, file)
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok {
				if fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
					p.decls[fn] = decl
				}
			}
		}
	}
	return p
}

// Preorder visits the nodes of the given types in all of p's files.
func (p *Package) Preorder(types ...ast.Node) iter.Seq[inspector.Cursor] {
	return func(yield func(inspector.Cursor) bool) {
		for _, file := range p.Files {
			c, _ := p.Root.FindNode(file)
			for c := range c.Preorder(types...) {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// InOtherBuild reports whether a file of the package that this build leaves out, tests apart, uses name: it may set a variable
// that no file of this build does. One that cannot be read may use any.
func (p *Package) InOtherBuild(name string) bool {
	if !p.Partial {
		return false
	}
	if p.others == nil {
		p.others = make(map[string]bool)
		for _, file := range p.pass.IgnoredFiles {
			if strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") {
				p.readNames(file)
			}
		}
	}
	return p.others[name] || p.others[""]
}

// readNames adds the names in a file to p.others, "" if it cannot be read.
func (p *Package) readNames(file string) {
	text, err := p.pass.ReadFile(file)
	if err != nil {
		p.others[""] = true
		return
	}
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile(file, -1, len(text)), text, nil, 0)
	for {
		switch _, tok, lit := s.Scan(); tok {
		case token.IDENT:
			p.others[lit] = true
		case token.EOF:
			return
		}
	}
}

// Decl returns the declaration of fn, or nil if fn is declared in another package.
func (p *Package) Decl(fn *types.Func) *ast.FuncDecl { return p.decls[fn.Origin()] }

// LoopBody returns the body of a for or range statement; nil for another one, such as a loop by goto.
func LoopBody(loop ast.Stmt) *ast.BlockStmt {
	switch n := loop.(type) {
	case *ast.ForStmt:
		return n.Body
	case *ast.RangeStmt:
		return n.Body
	}
	return nil
}

// Body returns the body of a FuncDecl or FuncLit; nil for a function without one.
func Body(fn ast.Node) *ast.BlockStmt {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		return fn.Body
	case *ast.FuncLit:
		return fn.Body
	}
	return nil
}

// FuncType returns the type expression of a FuncDecl or FuncLit.
func FuncType(fn ast.Node) *ast.FuncType {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		return fn.Type
	case *ast.FuncLit:
		return fn.Type
	}
	return nil
}

// File returns the file that holds pos.
func (p *Package) File(pos token.Pos) *ast.File {
	for _, f := range p.Files {
		if f.FileStart <= pos && pos <= f.FileEnd {
			return f
		}
	}
	return nil
}

// EnclosingFunc returns the innermost FuncDecl or FuncLit around the cursor's
// node, the node itself not counted; nil at package level.
func EnclosingFunc(c inspector.Cursor) ast.Node {
	for c := range c.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		return c.Node()
	}
	return nil
}

// ParamVars lists the parameters of a FuncDecl or FuncLit; nil stands for one without a name.
func (p *Package) ParamVars(fn ast.Node) []*types.Var {
	var list []*types.Var
	for _, field := range FuncType(fn).Params.List {
		if len(field.Names) == 0 {
			list = append(list, nil)
		}
		for _, name := range field.Names {
			v, _ := p.Info.Defs[name].(*types.Var)
			list = append(list, v)
		}
	}
	return list
}

// CallStmt returns the call that a statement is; nil if it is another one.
func CallStmt(stmt ast.Stmt) *ast.CallExpr {
	x, ok := stmt.(*ast.ExprStmt)
	if !ok {
		return nil
	}
	call, _ := ast.Unparen(x.X).(*ast.CallExpr)
	return call
}

// Own walks the nodes of a function body in source order without entering
// nested function literals. A false result of f prunes the walk below a node.
func Own(body ast.Node, f func(ast.Node) bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil {
			return false
		}
		if !f(n) {
			return false
		}
		_, nested := n.(*ast.FuncLit)
		return !nested || n == body
	})
}

// Exported returns the functions of the package, tests left out unless they
// are analysed, that other packages can name: what facts are exported of.
func (p *Package) Exported() iter.Seq[*types.Func] {
	return func(yield func(*types.Func) bool) {
		for _, file := range p.Files {
			for _, decl := range file.Decls {
				if decl, ok := decl.(*ast.FuncDecl); ok && decl.Body != nil {
					if fn, ok := p.Info.Defs[decl.Name].(*types.Func); ok && fn.Exported() && !yield(fn) {
						return
					}
				}
			}
		}
	}
}

// Stmts returns the statements of a block or clause; nil for any other node.
func Stmts(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// GoVersion returns the language version of a file, as in "go1.22".
func (p *Package) GoVersion(file *ast.File) string {
	if v := p.Info.FileVersions[file]; v != "" {
		return version.Lang(v)
	}
	if p.Go != "" {
		return version.Lang(p.Go)
	}
	return "go1.22"
}

// SharesLoopVars reports whether the passes of a loop at pos share its variables, as they
// did before go 1.22.
func (p *Package) SharesLoopVars(pos token.Pos) bool {
	file := p.File(pos)
	return file != nil && version.Compare(p.GoVersion(file), "go1.22") < 0
}

// HasReturn reports whether a body returns before its end.
func HasReturn(body *ast.BlockStmt) bool {
	found := false
	Own(body, func(n ast.Node) bool {
		if _, ok := n.(*ast.ReturnStmt); ok {
			found = true
		}
		return !found
	})
	return found
}

// FuncName names fn as in "(*Hub).Run", with the package name if it is another.
func (p *Package) FuncName(fn *types.Func) string {
	qualify := func(pkg *types.Package) string {
		if pkg == p.Types {
			return ""
		}
		return pkg.Name()
	}
	if recv := fn.Signature().Recv(); recv != nil {
		t := types.TypeString(recv.Type(), qualify)
		if _, ptr := recv.Type().(*types.Pointer); ptr {
			t = "(" + t + ")"
		}
		return t + "." + fn.Name()
	}
	if fn.Pkg() != nil && fn.Pkg() != p.Types {
		return fn.Pkg().Name() + "." + fn.Name()
	}
	return fn.Name()
}

// IsGenerated reports whether the file that holds pos is marked as generated.
// The marker that cmd/cgo puts on top of a person's file does not count: behind
// it a //line directive leads back to that file.
func (p *Package) IsGenerated(pos token.Pos) bool {
	file := p.File(pos)
	if file == nil || !ast.IsGenerated(file) {
		return false
	}
	source := p.Fset.Position(file.Package).Filename
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() < file.Package && strings.HasPrefix(c.Text, "// Code generated ") && p.Fset.Position(c.Pos()).Filename == source {
				return true
			}
		}
	}
	return false
}

package syntax

import (
	"bytes"
	"go/ast"
	"go/constant"
	"go/printer"
	"go/token"
	"go/types"
	"strings"
)

// IsPath reports whether e is a variable or a plain field path from one, such
// as s.hub.quit: reading it calls nothing and indexes nothing.
func (p *Package) IsPath(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		_, ok := p.Info.ObjectOf(e).(*types.Var)
		return ok
	case *ast.SelectorExpr:
		if sel, ok := p.Info.Selections[e]; ok {
			return sel.Kind() == types.FieldVal && p.IsPath(e.X)
		}
		_, ok := p.Info.Uses[e.Sel].(*types.Var) // pkg.Var
		return ok
	}
	return false
}

// Base returns the variable that a plain field path starts from, or nil.
func (p *Package) Base(e ast.Expr) *types.Var {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v, _ := p.Info.ObjectOf(x).(*types.Var)
			return v
		case *ast.SelectorExpr:
			if _, ok := p.Info.Selections[x]; !ok {
				v, _ := p.Info.Uses[x.Sel].(*types.Var)
				return v
			}
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return nil
			}
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// textMax bounds what a message quotes of the code.
const textMax = 40

// Text returns n as one short line of source, for messages. Bodies of function
// literals are left out.
func (p *Package) Text(n ast.Node) string {
	switch x := n.(type) {
	case *ast.FuncLit:
		return "func literal"
	case *ast.CallExpr:
		if _, ok := ast.Unparen(x.Fun).(*ast.FuncLit); ok {
			return "func literal"
		}
		for _, arg := range x.Args {
			if _, ok := ast.Unparen(arg).(*ast.FuncLit); ok {
				return p.Text(x.Fun) + "(…)"
			}
		}
	}
	var buf bytes.Buffer
	if err := printer.Fprint(&buf, p.Fset, n); err != nil {
		return "code"
	}
	s := strings.Join(strings.Fields(buf.String()), " ")
	if r := []rune(s); len(r) > textMax {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
			return p.Text(call.Fun) + "(…)"
		}
		s = string(r[:textMax-1]) + "…"
	}
	return s
}

// Unconditional reports whether a for statement has no condition that could end it: none at all, or the constant true.
func (p *Package) Unconditional(loop *ast.ForStmt) bool {
	return loop.Cond == nil || p.IsBool(loop.Cond, true)
}

// IsBool reports whether e is a constant with that truth value.
func (p *Package) IsBool(e ast.Expr, is bool) bool {
	value := p.Info.Types[e].Value
	return value != nil && value.Kind() == constant.Bool && constant.BoolVal(value) == is
}

// IsNil reports whether e is the predeclared nil.
func (p *Package) IsNil(e ast.Expr) bool { return p.Info.Types[e].IsNil() }

// Source returns n as source text, printed from the syntax tree.
func (p *Package) Source(n ast.Node) string {
	var buf bytes.Buffer
	if err := printer.Fprint(&buf, p.Fset, n); err != nil {
		return ""
	}
	return buf.String()
}

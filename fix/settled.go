package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// settled reports whether a field provably keeps the value that it has when the
// function that makes the struct is done with it: other packages cannot name it,
// nobody takes its address, and all that is assigned to it is in a composite
// literal, or goes to a struct that the same function has made and nobody
// else has seen. Then it can be read at any time, by any goroutine.
func (f *Fixer) settled(field *types.Var) bool {
	field = field.Origin()
	if known, ok := f.fields[field]; ok {
		return known
	}
	ok := f.isSettled(field)
	f.fields[field] = ok
	return ok
}

func (f *Fixer) isSettled(field *types.Var) bool {
	if field.Pkg() != f.Types || field.Exported() && f.Types.Name() != "main" {
		return false
	}
	r := f.Var(field)
	if r.Taken || f.isReplaced(field) {
		return false
	}
	return !slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return !f.constructs(value.Pos) })
}

// constructs reports whether what is assigned at pos is a part of the making of a
// struct.
func (f *Fixer) constructs(pos token.Pos) bool {
	c, ok := f.CursorAt(pos)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.CompositeLit)(nil), (*ast.AssignStmt)(nil), (*ast.FuncLit)(nil), (*ast.RangeStmt)(nil), (*ast.IncDecStmt)(nil)) {
		switch n := up.Node().(type) {
		case *ast.CompositeLit:
			return true
		case *ast.AssignStmt:
			fn := syntax.EnclosingFunc(up)
			for _, lhs := range n.Lhs {
				if lhs.Pos() <= pos && pos < lhs.End() {
					base := f.Base(lhs)
					return fn != nil && base != nil && f.isFresh(base, fn) && !startsBetween(fn, base.Pos(), pos)
				}
			}
			return false
		default:
			return false
		}
	}
	return false
}

// isFresh reports whether v is a local of fn that holds a struct made there, and
// no other.
func (f *Fixer) isFresh(v *types.Var, fn ast.Node) bool {
	body := syntax.Body(fn)
	if v.IsField() || body == nil || !declaredIn(body, v) {
		return false
	}
	r := f.Var(v)
	var made ast.Expr
	for _, value := range r.Values {
		switch {
		case value.Decl && value.Expr != nil:
			made = value.Expr
		case value.Expr == nil && value.From == nil && !syntax.IsPointer(v.Type()): // v.f = x
		default:
			return false
		}
	}
	switch x := ast.Unparen(made).(type) {
	case nil:
		return !syntax.IsPointer(v.Type()) // var v T
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		_, lit := ast.Unparen(x.X).(*ast.CompositeLit)
		return x.Op == token.AND && lit
	case *ast.CallExpr:
		return f.Builtin(x) == "new"
	}
	return false
}

// startsBetween reports whether fn starts a goroutine between two positions, or
// hands a function to what may.
func startsBetween(fn ast.Node, from, to token.Pos) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		if n == nil || n.Pos() >= to {
			return false
		}
		switch n := n.(type) {
		case *ast.GoStmt:
			found = found || from < n.Pos()
		case *ast.CallExpr:
			found = found || from < n.Pos() && slices.ContainsFunc(n.Args, func(arg ast.Expr) bool { return holdsLit(arg) })
		}
		return !found
	})
	return found
}

// isReplaced reports whether a whole struct that has the field is assigned to:
// *s = T{}.
func (f *Fixer) isReplaced(field *types.Var) bool {
	if f.replaced == nil {
		f.replaced = make(map[*types.Var]bool)
		for c := range f.Preorder((*ast.AssignStmt)(nil)) {
			for _, lhs := range c.Node().(*ast.AssignStmt).Lhs {
				if _, ok := ast.Unparen(lhs).(*ast.StarExpr); !ok {
					continue
				}
				if st, ok := f.Info.TypeOf(lhs).Underlying().(*types.Struct); ok {
					for i := range st.NumFields() {
						f.replaced[st.Field(i).Origin()] = true
					}
				}
			}
		}
	}
	return f.replaced[field]
}

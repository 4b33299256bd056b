package effects

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What can panic for one reason alone may leave nothing owed by that: what hangs on the same nil could not be met either, and what
// the starter has found to hold, holds.

// onSameNil reports whether an operation panics only if what an effect is on is a part of something that is nil:
//
//	for r := range s.reqs { n := r.n + 1; r.reply <- n }
//
// That is so of what is received: who comes after a nil in a list waits as well.
func (s skipping) onSameNil(op ast.Node, on Ref) bool {
	sel, ok := op.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	is := s.Info.Selections[sel]
	if is == nil || is.Kind() != types.FieldVal || len(is.Index()) != 1 || !syntax.IsPointer(s.Info.TypeOf(sel.X)) {
		return false
	}
	v := s.VarOf(sel.X)
	return v != nil && v == on.root && s.naming.receivedFrom(v) != nil
}

// assertedBefore reports whether an operation is the type assertion of a variable that the starter has made before the go
// statement, whatever happens, and that is given no other value.
//
//	l.(*sync.Mutex).Lock(); go func() { defer l.(*sync.Mutex).Unlock(); … }()
func (s *reading) assertedBefore(op ast.Node) bool {
	assert, ok := op.(*ast.TypeAssertExpr)
	if !ok || assert.Type == nil {
		return false
	}
	id, ok := ast.Unparen(assert.X).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := s.Info.Uses[id].(*types.Var)
	if !ok || v.IsField() || s.declares(v) || v.Parent() == s.Types.Scope() || s.Var(v).Taken || !s.hasOneValue(v) {
		return false
	}
	c, ok := s.FuncCursor(s.fn)
	if !ok {
		return false
	}
	call := c.Parent()
	start, ok := call.Parent().Node().(*ast.GoStmt)
	if !ok || start.Call.Fun != s.fn {
		return false
	}
	return s.isAsserted(call.Parent(), v, s.Info.TypeOf(assert.Type))
}

// hasOneValue reports whether a variable has the same value from its declaration on, or from its call.
func (s *reading) hasOneValue(v *types.Var) bool {
	n := len(s.Var(v).Values)
	return v.Kind() == types.ParamVar && n == 0 || v.Kind() == types.LocalVar && n == 1 && s.Var(v).Values[0].Decl
}

// isAsserted reports whether a statement that comes before the one at c on every way asserts that v is of a type.
func (s *reading) isAsserted(c inspector.Cursor, v *types.Var, t types.Type) bool {
	for ; ; c = c.Parent() {
		if _, lit := c.Node().(*ast.FuncLit); lit || c.Parent().Node() == nil {
			return false
		}
		for _, stmt := range syntax.Stmts(c.Parent().Node()) {
			if stmt.End() <= c.Node().Pos() && v.Pos() < stmt.Pos() && s.asserts(stmt, v, t) {
				return true
			}
		}
		if _, decl := c.Parent().Node().(*ast.FuncDecl); decl {
			return false
		}
	}
}

// asserts reports whether a simple statement asserts that v is of a type.
func (s *reading) asserts(stmt ast.Stmt, v *types.Var, t types.Type) bool {
	switch n := stmt.(type) {
	case *ast.ExprStmt:
	case *ast.AssignStmt:
		if len(n.Lhs) != len(n.Rhs) { // v, ok := x.(T)
			return false
		}
	default:
		return false
	}
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BinaryExpr:
			return n.Op != token.LAND && n.Op != token.LOR
		case *ast.TypeAssertExpr:
			found = found || n.Type != nil && s.VarOf(n.X) == v && types.Identical(s.Info.TypeOf(n.Type), t)
		}
		return true
	})
	return found
}

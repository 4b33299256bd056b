package fix

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// late reports whether e can be evaluated later, by the new goroutine, and on
// every run of it, with the result that it has when the go statement runs:
// constants, functions, literals, and variables that provably do not change
// after the spawn (rule R1).
func (s *site) late(x ast.Expr) bool {
	if tv := s.Info.Types[x]; tv.Value != nil || tv.IsNil() || tv.IsType() {
		return true
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		switch obj := s.Info.Uses[x].(type) {
		case *types.Func:
			return true
		case *types.Var:
			return s.stable(obj) || s.fixedGlobal(obj)
		}
	case *ast.FuncLit:
		return true // it captures variables, whenever it is evaluated
	case *ast.SelectorExpr:
		if sel, ok := s.Info.Selections[x]; ok {
			return sel.Kind() == types.MethodExpr || sel.Kind() == types.FieldVal && s.lateField(x)
		}
		_, fn := s.Info.Uses[x.Sel].(*types.Func)
		return fn
	case *ast.IndexExpr: // an instance of a generic function
		return s.Info.Types[x.Index].IsType() && s.late(x.X)
	case *ast.IndexListExpr:
		return s.late(x.X)
	case *ast.UnaryExpr:
		switch x.Op {
		case token.AND: // the address of a variable is the same at any time
			id, ok := ast.Unparen(x.X).(*ast.Ident)
			return ok && s.sameVariable(id)
		case token.ADD, token.SUB, token.NOT, token.XOR:
			return s.late(x.X)
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.QUO, token.REM, token.SHL, token.SHR:
			if v := s.Info.Types[x.Y].Value; v == nil || constant.Sign(v) <= 0 {
				return false
			}
		case token.EQL, token.NEQ:
			if types.IsInterface(s.Info.TypeOf(x.X)) && types.IsInterface(s.Info.TypeOf(x.Y)) {
				return false
			}
		}
		return s.late(x.X) && s.late(x.Y)
	case *ast.CallExpr:
		// A conversion between basic types copies a value.
		if s.Info.Types[x.Fun].IsType() && len(x.Args) == 1 {
			_, basic := s.Info.TypeOf(x.Fun).Underlying().(*types.Basic)
			_, from := s.Info.TypeOf(x.Args[0]).Underlying().(*types.Basic)
			return basic && from && s.late(x.Args[0])
		}
	}
	return false
}

// lateFunc reports whether a function value, or the receiver of a method value
// or call, can be evaluated late.
func (s *site) lateFunc(fun ast.Expr) bool {
	sel, ok := ast.Unparen(fun).(*ast.SelectorExpr)
	if !ok {
		return s.late(fun)
	}
	m, ok := s.Info.Selections[sel]
	if !ok || m.Kind() != types.MethodVal {
		return s.late(fun)
	}
	if !s.directMethod(m) {
		return false
	}
	if x, ok := ast.Unparen(sel.X).(*ast.SelectorExpr); ok {
		return s.late(x) && !needsAddress(m)
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return false
	}
	if _, ok := s.Info.Uses[id].(*types.Var); !ok {
		return false
	}
	if needsAddress(m) {
		return true // (&v).m: the address does not change
	}
	return s.late(id)
}

// needsAddress reports whether x.m() means (&x).m().
func needsAddress(m *types.Selection) bool {
	return syntax.IsPointer(m.Obj().(*types.Func).Signature().Recv().Type()) && !syntax.IsPointer(m.Recv())
}

// lateField reports whether a plain field path has the same value at any time: it
// starts from a variable that does not change, behind a pointer its fields are
// settled, and that pointer is not nil, or the panic would move.
func (s *site) lateField(x *ast.SelectorExpr) bool {
	path, base := s.fieldPath(x), s.Base(x)
	if path == nil || base == nil || !s.stable(base) && !s.fixedGlobal(base) || !s.reachable(life{base: base, fields: path}) {
		return false
	}
	return !syntax.IsPointer(base.Type()) || !slices.ContainsFunc(path, func(f *types.Var) bool { return !s.settled(f) })
}

// fixedGlobal reports whether v is a variable of the package that nothing but its
// declaration assigns to. A function is not taken for fixed: tests like to replace those.
func (s *site) fixedGlobal(v *types.Var) bool {
	if v.Parent() != s.Types.Scope() || v.Exported() && s.Types.Name() != "main" {
		return false
	}
	if _, fn := v.Type().Underlying().(*types.Signature); fn {
		return false
	}
	r := s.Var(v)
	return !r.Taken && !slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return !value.Decl })
}

// directMethod reports whether the receiver of a method call is the operand
// itself or its address: neither a field on the way (a promoted method) nor
// what a pointer points to at go time.
func (s *site) directMethod(m *types.Selection) bool {
	if len(m.Index()) > 1 {
		return false
	}
	recv := m.Obj().(*types.Func).Signature().Recv().Type()
	return types.IsInterface(recv) || syntax.IsPointer(recv) || !syntax.IsPointer(m.Recv())
}

// sameVariable reports whether id is a variable: its address is the same at any time.
func (s *site) sameVariable(id *ast.Ident) bool {
	v, ok := s.Info.Uses[id].(*types.Var)
	return ok && !v.IsField()
}

// stable reports whether v provably keeps its value after the spawn: it is
// local, nobody takes its address, and whatever is assigned to it is assigned
// before the spawn on every path, once per variable.
func (s *site) stable(v *types.Var) bool {
	if v.IsField() || v.Parent() == nil || v.Parent() == s.Types.Scope() || v.Pkg() != s.Types {
		return false
	}
	r := s.Var(v)
	if r.Taken {
		return false
	}
	at := s.Call.Pos()
	inLit := false // the spawn is in a literal inside the function that declares v
	for c := range s.Cursor.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		n := c.Node()
		if declares(n, v) {
			break
		}
		inLit = true
	}
	for _, value := range r.Values {
		if value.Decl {
			if !s.perIteration(v) {
				return false
			}
			continue
		}
		if s.isLoopPost(v, value.Pos) {
			continue
		}
		if inLit || value.Pos > at || s.inNestedLit(v, value.Pos) || s.shareLoop(v, value.Pos, at) || s.hasGoto() {
			return false
		}
	}
	return true
}

// declares reports whether v is declared by fn, as a parameter or in its body.
func declares(fn ast.Node, v *types.Var) bool {
	return fn.Pos() <= v.Pos() && v.Pos() < fn.End()
}

// perIteration reports whether the declaration of v makes a new
// variable each time it is passed: not so for loop variables before go 1.22.
func (s *site) perIteration(v *types.Var) bool {
	loop := s.loopOf(v)
	return loop == nil || !s.SharesLoopVars(v.Pos())
}

// isLoopPost reports whether the assignment at pos is in the post statement of
// the three-clause loop that declares v: from go 1.22 on it changes the next
// iteration's copy. See https://go.dev/ref/spec#For_clause.
func (s *site) isLoopPost(v *types.Var, pos token.Pos) bool {
	loop, ok := s.loopOf(v).(*ast.ForStmt)
	return ok && loop.Post != nil && loop.Post.Pos() <= pos && pos < loop.Post.End() &&
		!s.SharesLoopVars(v.Pos())
}

// loopOf returns the for or range statement whose header declares v, or nil.
func (s *site) loopOf(v *types.Var) ast.Stmt {
	for c := range s.Cursor.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		switch n := c.Node().(type) {
		case *ast.ForStmt:
			if n.Init != nil && n.Init.Pos() <= v.Pos() && v.Pos() < n.Init.End() {
				return n
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE && n.Pos() <= v.Pos() && v.Pos() < n.X.Pos() {
				return n
			}
		}
	}
	return nil
}

// inNestedLit reports whether pos is in a literal inside the function that declares v.
func (s *site) inNestedLit(v *types.Var, pos token.Pos) bool {
	c, ok := s.CursorAt(pos)
	if !ok {
		return true
	}
	for up := range c.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		return !declares(up.Node(), v)
	}
	return true
}

// shareLoop reports whether a loop that does not declare v anew on each pass
// holds both positions, so that the assignment can follow the spawn in time.
func (s *site) shareLoop(v *types.Var, assign, spawn token.Pos) bool {
	for c := range s.Cursor.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		n := c.Node()
		var body *ast.BlockStmt
		switch n := n.(type) {
		case *ast.ForStmt:
			body = n.Body
		case *ast.RangeStmt:
			body = n.Body
		}
		if body.Pos() <= v.Pos() && v.Pos() < body.End() {
			return false // v is new on each pass
		}
		if n.Pos() <= assign && assign < n.End() {
			return true
		}
	}
	return false
}

// hasGoto reports whether the function around the spawn jumps.
func (s *site) hasGoto() bool {
	fn := syntax.EnclosingFunc(s.Cursor)
	if fn == nil {
		return false
	}
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == token.GOTO {
			found = true
		}
		return !found
	})
	return found
}

package fix

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// forProcess reports whether v is a context that the function around the spawn has
// made for the whole process: by signal.NotifyContext, or, in main, without
// a deadline; and that it does not cancel but on its way out.
func (s *site) forProcess(v *types.Var) bool {
	r := s.Var(v)
	if r.Taken || len(r.Values) == 0 {
		return false
	}
	for _, value := range r.Values {
		call, ok := value.From.(*ast.CallExpr)
		if !ok || !s.isAround(value.Pos) || !s.makesForProcess(call) || s.isCancelled(value, v) {
			return false
		}
	}
	return true
}

// isAround reports whether pos is in the declaration of the function around the spawn.
func (s *site) isAround(pos token.Pos) bool {
	for c := range s.Cursor.Enclosing((*ast.FuncDecl)(nil)) {
		return c.Node().Pos() <= pos && pos < c.Node().End()
	}
	return false
}

// inMain reports whether the spawn is in the program's function main.
func (s *site) inMain() bool {
	for c := range s.Cursor.Enclosing((*ast.FuncDecl)(nil)) {
		decl := c.Node().(*ast.FuncDecl)
		return s.Types.Name() == "main" && decl.Recv == nil && decl.Name.Name == "main"
	}
	return false
}

// makesForProcess reports whether a call makes a context that lives as long as the process.
func (s *site) makesForProcess(call *ast.CallExpr) bool {
	fn := s.Callee(call)
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "os/signal.NotifyContext":
		return !s.requestExpr(call.Args[0], 0)
	case "context.Background", "context.TODO":
		return s.inMain()
	case "context.WithCancel", "context.WithCancelCause", "context.WithValue", "context.WithoutCancel":
		switch parent := ast.Unparen(call.Args[0]).(type) {
		case *ast.CallExpr:
			return s.makesForProcess(parent)
		case *ast.Ident:
			v, ok := s.Info.Uses[parent].(*types.Var)
			return ok && !s.asking[v] && s.forProcessOnce(v)
		}
	}
	return false
}

// forProcessOnce is forProcess, but for a variable that is made of itself.
func (s *site) forProcessOnce(v *types.Var) bool {
	if s.asking == nil {
		s.asking = make(map[*types.Var]bool)
	}
	s.asking[v] = true
	defer delete(s.asking, v)
	return s.forProcess(v)
}

// isCancelled reports whether the context that an assignment makes is cancelled
// otherwise than in a defer, or when it is done anyway.
func (s *site) isCancelled(value syntax.Value, v *types.Var) bool {
	c, ok := s.CursorAt(value.Pos)
	if !ok {
		return true
	}
	for up := range c.Enclosing((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)) {
		var cancel ast.Expr
		switch n := up.Node().(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) == 2 && len(n.Rhs) == 1 {
				cancel = n.Lhs[1]
			}
		case *ast.ValueSpec:
			if len(n.Names) == 2 && len(n.Values) == 1 {
				cancel = n.Names[1]
			}
		}
		if cancel == nil {
			return false // made without one
		}
		id, ok := ast.Unparen(cancel).(*ast.Ident)
		if !ok {
			return true // kept where others can call it
		}
		return id.Name != "_" && s.calledEarly(s.Info.ObjectOf(id), v)
	}
	return true
}

// calledEarly reports whether a cancel function is used otherwise than in a defer,
// or behind a statement that waits for the end of the context v.
func (s *site) calledEarly(cancel types.Object, v *types.Var) bool {
	for c := range s.Cursor.Enclosing((*ast.FuncDecl)(nil)) {
		for use := range c.Preorder((*ast.Ident)(nil)) {
			if s.Info.Uses[use.Node().(*ast.Ident)] != cancel {
				continue
			}
			harmless := false
			for up := range use.Enclosing((*ast.DeferStmt)(nil), (*ast.BlockStmt)(nil), (*ast.CommClause)(nil), (*ast.FuncLit)(nil)) {
				switch n := up.Node().(type) {
				case *ast.DeferStmt:
					fn := syntax.EnclosingFunc(up)
					_, decl := fn.(*ast.FuncDecl)
					harmless = harmless || decl
				case *ast.BlockStmt:
					harmless = harmless || s.waitsBefore(n.List, use.Node(), v)
				case *ast.CommClause:
					harmless = harmless || s.awaits(n.Comm) == v
				}
			}
			if !harmless {
				return true
			}
		}
	}
	return false
}

// waitsBefore reports whether a statement of the list, before n, waits for the end of v.
func (s *site) waitsBefore(list []ast.Stmt, n ast.Node, v *types.Var) bool {
	for _, stmt := range list {
		if stmt.End() <= n.Pos() && s.awaits(stmt) == v {
			return true
		}
	}
	return false
}

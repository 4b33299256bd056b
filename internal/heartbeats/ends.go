package heartbeats

import (
	"go/ast"
	"go/token"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// comesRound reports whether a pass of a loop can end but by the end of the loop. What only goto leads on in has the
// loop by goto.
func (r *Result) comesRound(loop ast.Stmt) bool {
	if n, ok := loop.(*ast.ForStmt); !ok || r.FallsThrough(n.Body.List) {
		return true
	}
	found := false
	var look func(n ast.Node, inner bool)
	look = func(n ast.Node, inner bool) {
		syntax.Own(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.ForStmt, *ast.RangeStmt:
				look(bodyOf(m.(ast.Stmt)), true)
				return false
			case *ast.BranchStmt:
				found = found || m.Tok == token.CONTINUE && m.Label == nil && !inner || m.Label != nil && m.Tok != token.BREAK && r.IsLabelOf(loop, m.Label)
			}
			return !found
		})
	}
	look(bodyOf(loop), false)
	return found
}

// FallsThrough reports whether control can get behind the last statement of a list.
func (r *Result) FallsThrough(list []ast.Stmt) bool {
	return len(list) == 0 || !r.endsHere(list[len(list)-1], "")
}

// endsHere reports whether control cannot get behind a statement
// (https://go.dev/ref/spec#Terminating_statements, and jumps).
func (r *Result) endsHere(s ast.Stmt, label string) bool {
	switch n := s.(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := ast.Unparen(n.X).(*ast.CallExpr)
		return ok && (r.Builtin(call) == "panic" || !r.MayReturn(call))
	case *ast.LabeledStmt:
		return r.endsHere(n.Stmt, n.Label.Name)
	case *ast.BlockStmt:
		return !r.FallsThrough(n.List)
	case *ast.IfStmt:
		return n.Else != nil && !r.FallsThrough(n.Body.List) && r.endsHere(n.Else, "")
	case *ast.ForStmt:
		return n.Cond == nil && !breaks(n.Body, label)
	case *ast.SwitchStmt:
		return r.clausesEnd(n.Body, label, false)
	case *ast.TypeSwitchStmt:
		return r.clausesEnd(n.Body, label, false)
	case *ast.SelectStmt:
		return r.clausesEnd(n.Body, label, true)
	}
	return false
}

// clausesEnd reports whether control gets behind no clause of a statement.
func (r *Result) clausesEnd(body *ast.BlockStmt, label string, all bool) bool {
	for _, c := range body.List {
		if list := syntax.Stmts(c); r.FallsThrough(list) {
			return false
		}
		if c, ok := c.(*ast.CaseClause); ok && c.List == nil {
			all = true
		}
	}
	return all && !breaks(body, label)
}

// breaks reports whether a break in the body of a statement leaves that statement.
func breaks(body *ast.BlockStmt, label string) bool {
	found := false
	var look func(n ast.Node, inner bool)
	look = func(n ast.Node, inner bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				if m != n {
					look(m, true)
					return false
				}
			case *ast.BranchStmt:
				found = found || m.Tok == token.BREAK && (m.Label == nil && !inner || m.Label != nil && m.Label.Name == label)
			}
			return true
		})
	}
	look(body, false)
	return found
}

package panicflow

import (
	"go/ast"
	"go/token"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// FallsThrough reports whether control can get behind the last statement of a list.
func (j *Judge) FallsThrough(list []ast.Stmt) bool {
	return len(list) == 0 || !j.crashing.endsHere(list[len(list)-1], "")
}

// endsHere reports whether control cannot get behind a statement
// (https://go.dev/ref/spec#Terminating_statements, and jumps).
func (j *crashing) endsHere(s ast.Stmt, label string) bool {
	switch n := s.(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := ast.Unparen(n.X).(*ast.CallExpr)
		return ok && j.neverReturns(call)
	case *ast.LabeledStmt:
		return j.endsHere(n.Stmt, n.Label.Name)
	case *ast.BlockStmt:
		return !j.FallsThrough(n.List)
	case *ast.IfStmt:
		return n.Else != nil && !j.FallsThrough(n.Body.List) && j.endsHere(n.Else, "")
	case *ast.ForStmt:
		return j.Unconditional(n) && !breaks(n.Body, label)
	case *ast.SwitchStmt:
		return j.clausesEnd(n.Body, label, false)
	case *ast.TypeSwitchStmt:
		return j.clausesEnd(n.Body, label, false)
	case *ast.SelectStmt:
		return j.clausesEnd(n.Body, label, true)
	}
	return false
}

// clausesEnd reports whether control gets behind no clause of a statement.
func (j *crashing) clausesEnd(body *ast.BlockStmt, label string, all bool) bool {
	for _, c := range body.List {
		if list := syntax.Stmts(c); j.FallsThrough(list) {
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

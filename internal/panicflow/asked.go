package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Whether an assertion held is told by its second value. Proofs that an interface is not nil follow from that; a pointer may
// be nil even so, but nobody panics with such a one: what counts in a guard is whether anybody has asked.

// askedFor reports whether ok, a variable, is asked for on the way to n, which is not reached if it is false.
func (j *harming) askedFor(ok *types.Var, n ast.Node) bool {
	c, is := j.CursorOf(n)
	if !is {
		return true
	}
	for ; c.Node() != nil; c = c.Parent() {
		up := c.Parent().Node()
		switch up := up.(type) {
		case *ast.FuncLit: // what it captures was asked for around it, or not
			if up.Pos() <= ok.Pos() && ok.Pos() < up.End() {
				return false
			}
		case *ast.FuncDecl, nil:
			return false
		case *ast.IfStmt:
			if c.Node() == up.Body && j.harming.saysThat(up.Cond, ok, true) || c.Node() == up.Else && j.harming.saysUnless(up.Cond, ok) {
				return true
			}
		case *ast.BinaryExpr:
			if c.Node() == up.Y && (up.Op == token.LAND && j.harming.saysThat(up.X, ok, true) || up.Op == token.LOR && j.harming.saysUnless(up.X, ok)) {
				return true
			}
		case *ast.CaseClause:
			if sw, is := c.Parent().Parent().Parent().Node().(*ast.SwitchStmt); is && sw.Tag == nil && j.harming.caseSays(sw, up, ok) {
				return true
			}
		}
		if slices.ContainsFunc(syntax.Stmts(up), func(s ast.Stmt) bool { return s.End() <= c.Node().Pos() && j.harming.leavesUnless(s, ok) }) {
			return true
		}
	}
	return false
}

// saysThat reports whether e is true only if ok is as wanted.
func (j *harming) saysThat(e ast.Expr, ok *types.Var, want bool) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return want && j.isVar(e, ok)
	case *ast.UnaryExpr:
		return e.Op == token.NOT && !want && j.isVar(e.X, ok)
	case *ast.BinaryExpr:
		return e.Op == token.LAND && (j.harming.saysThat(e.X, ok, want) || j.harming.saysThat(e.Y, ok, want))
	}
	return false
}

// saysUnless reports whether e is false only if ok is true: !ok || other.
func (j *harming) saysUnless(e ast.Expr, ok *types.Var) bool {
	if or, is := ast.Unparen(e).(*ast.BinaryExpr); is && or.Op == token.LOR {
		return j.harming.saysUnless(or.X, ok) || j.harming.saysUnless(or.Y, ok)
	}
	not, is := ast.Unparen(e).(*ast.UnaryExpr)
	return is && not.Op == token.NOT && j.isVar(not.X, ok)
}

// caseSays reports whether control gets to a clause of a switch without a tag only if ok is true.
func (j *harming) caseSays(sw *ast.SwitchStmt, at *ast.CaseClause, ok *types.Var) bool {
	if len(at.List) == 1 && j.harming.saysThat(at.List[0], ok, true) {
		return true
	}
	return slices.ContainsFunc(sw.Body.List, func(s ast.Stmt) bool {
		before := s.(*ast.CaseClause)
		return (before.Pos() < at.Pos() || at.List == nil) && slices.ContainsFunc(before.List, func(e ast.Expr) bool { return j.harming.saysUnless(e, ok) })
	})
}

// leavesUnless reports whether control does not get behind s if ok is false: if !ok { return }.
func (j *harming) leavesUnless(s ast.Stmt, ok *types.Var) bool {
	n, is := s.(*ast.IfStmt)
	return is && j.harming.saysUnless(n.Cond, ok) && !j.FallsThrough(n.Body.List)
}

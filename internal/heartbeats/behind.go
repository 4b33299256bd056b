package heartbeats

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// behind takes what follows a select statement that a clock wakes, or others do. What is done only
// when others do is like a call in their case: behind a clock's case that ends the pass, or where
// what such a case has set in this pass is asked for.
func (p *pacer) behind(n *ast.SelectStmt, rest []ast.Stmt) {
	clock, struck, woken := false, false, false // whose cases come to the rest
	set := make(map[*types.Var]bool)
	due := make(map[string]bool)
	call := func(call *ast.CallExpr) { due[p.Text(call.Fun)] = true }
	for _, c := range n.Body.List {
		c := c.(*ast.CommClause)
		switch {
		case c.Comm == nil || p.isStrike(c):
			clock = true
			struck = struck || !jumps(c.Body)
			p.eachCall(c, call)
		case !jumps(c.Body):
			woken = true
			p.addSet(c, set)
		}
	}
	if !clock || !woken {
		return
	}
	end := 0 // of what the clock comes to, too
	for struck && end < len(rest) {
		s, ok := rest[end].(*ast.IfStmt)
		if end++; ok && jumps(s.Body.List) && p.mentions(s.Cond, set) {
			break
		}
	}
	var asking []ast.Node
	for _, s := range rest[:end] {
		syntax.Own(s, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.IfStmt:
				if p.mentions(m.Cond, set) {
					asking = append(asking, m.Body)
					if m.Else != nil {
						asking = append(asking, m.Else)
					}
				}
				p.eachCall(m.Cond, call)
				return false
			case *ast.SwitchStmt:
				if p.mentions(m.Tag, set) || slices.ContainsFunc(m.Body.List, func(c ast.Stmt) bool {
					return slices.ContainsFunc(c.(*ast.CaseClause).List, func(x ast.Expr) bool { return p.mentions(x, set) })
				}) {
					asking = append(asking, m.Body)
				}
				return false
			case *ast.CallExpr:
				call(m)
			}
			return true
		})
	}
	for _, s := range rest[end:] {
		asking = append(asking, s)
	}
	p.Long = p.Long || slices.ContainsFunc(asking, func(n ast.Node) bool { return p.lasts(n, due) })
}

// addSet adds the variables of the pass that a case or a branch sets.
func (p *pacer) addSet(c ast.Node, set map[*types.Var]bool) {
	syntax.Own(c, func(n ast.Node) bool {
		if assign, ok := n.(*ast.AssignStmt); ok {
			for _, left := range assign.Lhs {
				if v := p.VarOf(left); v != nil && !v.IsField() && (p.loop == nil || p.loop.Pos() <= v.Pos() && v.Pos() < p.loop.End()) {
					set[v] = true
				}
			}
		}
		return true
	})
}

// mentions reports whether an expression reads one of the variables.
func (p *pacer) mentions(x ast.Expr, vars map[*types.Var]bool) bool {
	found := false
	if x != nil {
		ast.Inspect(x, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if ok {
				v, _ := p.Info.Uses[id].(*types.Var)
				found = found || v != nil && vars[v]
			}
			return !found
		})
	}
	return found
}

// jumps reports whether the statements of a case or a branch end the pass, and so come to nothing behind.
func jumps(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	jump, ok := list[len(list)-1].(*ast.BranchStmt)
	return leaves(list) || ok && (jump.Tok == token.CONTINUE || jump.Tok == token.GOTO || jump.Label != nil)
}

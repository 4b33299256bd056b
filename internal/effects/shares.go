package effects

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A semaphore that is a number: a loop asks whether enough is free, takes its share and ends, or waits until
// something has happened, and asks again. Nobody hands it what it waits for: who counts the number back is whom
// it waits for, however it is woken.
//
//	for { mu.Lock(); if m.free >= n { m.free -= n; mu.Unlock(); return nil }; mu.Unlock(); select { case <-m.wake: case <-ctx.Done(): return ctx.Err() } }

// waitsBetween reports whether a loop does no more than to wait, in one of its statements.
func waitsBetween(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CommClause:
			found = found || len(n.Body) == 0 && received(n) != nil
		case *ast.ExprStmt:
			recv, ok := ast.Unparen(n.X).(*ast.UnaryExpr)
			found = found || ok && recv.Op == token.ARROW
		}
		return !found
	})
	return found
}

// takesShare adds the classes of the numbers of which the statements of a loop take a share once they have asked whether there is
// enough: in the branch that ends the loop, behind one that goes round, or in a function whose result the branch asks for.
func (r *polling) takesShare(list []ast.Stmt, into map[string]bool, depth int) {
	for i, stmt := range list {
		branch, ok := stmt.(*ast.IfStmt)
		if !ok {
			continue
		}
		asked := make(map[string]bool)
		r.polls(branch.Cond, asked, maxPolled)
		ends := endsLoop(branch.Body.List)
		if ends {
			r.counted(branch.Body.List, asked, into)
		}
		if (ends || endsIn(branch.Body.List, token.CONTINUE)) && leavesLoop(list) {
			r.counted(list[i+1:], asked, into)
		}
		if !ends || depth == maxPolled {
			continue
		}
		ast.Inspect(branch.Cond, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if node := r.Node(r.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
					r.takesShare(slices.Concat(syntax.Body(node).List, []ast.Stmt{new(ast.ReturnStmt)}), into, depth+1)
				}
			}
			return true
		})
	}
}

// counted adds those of the classes that statements count up or down.
func (r *polling) counted(list []ast.Stmt, of, into map[string]bool) {
	for _, stmt := range list {
		syntax.Own(stmt, func(n ast.Node) bool {
			var x ast.Expr
			switch n := n.(type) {
			case *ast.IncDecStmt:
				x = n.X
			case *ast.AssignStmt:
				if n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN {
					x = n.Lhs[0]
				}
			}
			if x != nil && of[r.class(x)] {
				into[r.class(x)] = true
			}
			return true
		})
	}
}

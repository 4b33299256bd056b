package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a service does once before its loop, and then at each tick, it may do once more when it begins again:
//
//	n.check()
//	for { select { case <-t.C: n.check(); case <-n.quit: return } }
//
// It is the same call on the same operands, in a pass that comes because of time and brings nothing with it: one that takes
// an item has the item's state, and whoever sent it may count what it does.

// tickDoes reports whether the passes do the same as a call before the loop does, time and again.
func (s restarting) tickDoes(site *Site) bool {
	call, ok := site.Node.(*ast.CallExpr)
	if !ok || !isLoop(s.loop) {
		return false
	}
	switch site.Kind {
	case Send, Close, Release, Call, Flag:
	default:
		return false // a token that is taken, a count that goes down: somebody has put as much there
	}
	found := false
	for n := range s.behindHead(true) {
		syntax.Own(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.DeferStmt, *ast.GoStmt:
				return false
			case *ast.CallExpr:
				found = found || s.sameCall(call, n) && s.onEachTick(n)
			}
			return !found
		})
	}
	return found
}

// wakesAgain reports whether each tick wakes those who wait, whatever comes: who misses it after a panic is woken by the next one.
func (s skipping) wakesAgain(site *Site) bool {
	call, ok := site.Node.(*ast.CallExpr)
	return ok && site.In == (FuncID{}) && site.Phase == Inside && isLoop(s.loop) && restarting{s.scan}.onEachTick(call)
}

// sameCall reports whether two calls are of the same function, with operands that the loop does not change.
func (s restarting) sameCall(before, pass *ast.CallExpr) bool {
	if node := s.Node(s.Resolve(before.Fun)); node == nil || node != s.Node(s.Resolve(pass.Fun)) || s.Text(before) != s.Text(pass) {
		return false
	}
	a, b := s.namedIn(before), s.namedIn(pass)
	return slices.Equal(a, b) && !slices.ContainsFunc(a, func(obj types.Object) bool {
		v, ok := obj.(*types.Var)
		return ok && !v.IsField() && slices.ContainsFunc(s.Var(v).Values, func(value syntax.Value) bool { return value.Pos >= s.loop.Pos() })
	})
}

// namedIn lists what the names in an expression mean, in order.
func (s restarting) namedIn(x ast.Expr) []types.Object {
	var list []types.Object
	ast.Inspect(x, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			list = append(list, s.Info.ObjectOf(id))
		}
		return true
	})
	return list
}

// onEachTick reports whether a call in the loop stands on all ways through a pass that a clock brings.
func (s restarting) onEachTick(call *ast.CallExpr) bool {
	c, ok := s.CursorOf(call)
	if !ok {
		return false
	}
	for ; c.Node() != s.loop; c = c.Parent() {
		up := c.Parent().Node()
		if list := syntax.Stmts(up); list != nil && !s.reachedIn(list, c.Node()) {
			return false
		}
		switch n := up.(type) {
		case *ast.CommClause:
			recv := received(n)
			return recv != nil && s.isClock(recv.X)
		case *ast.IfStmt:
			if c.Node() != n.Cond && c.Node() != ast.Node(n.Init) {
				return false
			}
		case *ast.BlockStmt, *ast.ExprStmt, *ast.AssignStmt:
		case ast.Stmt:
			if n != s.loop {
				return false
			}
		case *ast.FuncLit, *ast.CaseClause:
			return false
		}
	}
	loop, ok := s.loop.(*ast.RangeStmt)
	return ok && c.Node() == s.loop && s.isClock(loop.X)
}

// reachedIn reports whether a list of statements comes to one of them, or ends all.
func (s restarting) reachedIn(list []ast.Stmt, at ast.Node) bool {
	for _, stmt := range list {
		if ast.Node(stmt) == at {
			return true
		}
		jumps := false
		syntax.Own(stmt, func(n ast.Node) bool {
			branch, ok := n.(*ast.BranchStmt)
			jumps = jumps || ok && branch.Tok != token.FALLTHROUGH
			return !jumps
		})
		if jumps {
			return false
		}
	}
	return true
}

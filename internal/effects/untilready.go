package effects

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A loop that does no more than to wait is not what a goroutine is for, if something is done behind it, there or by whoever called
// the function and learns how the wait has ended. That it can be told to give up makes no service of what it waits for:
//
//	for s.db.Ping(ctx) != nil { select { case <-tick.C: case <-ctx.Done(): return } }
//	s.migrate()

// waitsAhead reports whether a for statement only waits until something else can be done.
func (r *waiting) waitsAhead(loop *ast.ForStmt) bool {
	fn := r.FuncAt(loop.Pos())
	if fn == nil || syntax.Body(fn) == nil {
		return false
	}
	s := r.leaving.frame(fn)
	if loop.Cond != nil && !s.isQuestion(loop.Cond) || !s.onlyWaits(loop.Body) {
		return false
	}
	tells := syntax.FuncType(fn).Results.NumFields() > 0 && syntax.HasReturn(loop.Body)
	return tells || s.worksBehind(loop)
}

// isQuestion reports whether a condition asks for no more than whether to wait: it takes nothing from others, and what it does itself
// is tried until it succeeds.
func (s *scan) isQuestion(cond ast.Expr) bool {
	if s.waiting.hearsIn(cond) {
		return false
	}
	switch x := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return x.Op == token.NOT
	case *ast.BinaryExpr:
		if x.Op == token.NEQ && s.IsNil(x.Y) {
			return true
		}
	}
	return !s.acts(cond, actsDepth)
}

// onlyWaits reports whether a body waits, does nothing that others can notice or that can panic, and takes no items.
func (s *scan) onlyWaits(body *ast.BlockStmt) bool {
	if !s.waiting.waitsIn(body) || s.Panics(body) || s.acts(body, actsDepth) {
		return false
	}
	only := true
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			only = false
		case *ast.UnaryExpr:
			only = only && (n.Op != token.ARROW || saysNothing(s.Info.TypeOf(n)))
		case *ast.CallExpr:
			only = only && !s.waiting.hears(n) && (s.declOf(n) == nil || s.Waits(n))
		}
		return only
	})
	return only
}

// saysNothing reports whether a value of type t is no item: a token, or what a clock sends.
func saysNothing(t types.Type) bool {
	if isTime(t) {
		return true
	}
	token, ok := t.Underlying().(*types.Struct)
	return ok && token.NumFields() == 0
}

// worksBehind reports whether a function does something behind a loop to which that leads: by its condition, or a break.
func (s *scan) worksBehind(loop *ast.ForStmt) bool {
	if loop.Cond == nil && !s.breaksOut(loop) {
		return false
	}
	found := false
	syntax.Own(s.body, func(n ast.Node) bool {
		if stmt, ok := n.(ast.Stmt); ok && stmt.Pos() >= loop.End() {
			found = found || s.Panics(stmt)
			return false
		}
		return !found
	})
	return found
}

// breaksOut reports whether a break leaves a loop.
func (s *scan) breaksOut(loop *ast.ForStmt) bool {
	found := false
	syntax.Own(loop.Body, func(n ast.Node) bool {
		jump, ok := n.(*ast.BranchStmt)
		found = found || ok && jump.Tok == token.BREAK && s.jumpsPast(jump, loop)
		return !found
	})
	return found
}

package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A flag that somebody else raises can stop a service: for !s.closed.Load() {…}. The service asks for it; nobody who
// waits in its place can, as he can on a channel.

// stopFlag returns the condition by which the loop asks for a flag that is set elsewhere, to stop; nil if there is none.
func (s *scan) stopFlag() ast.Expr {
	if !isLoop(s.loop) {
		return s.calledFlag()
	}
	var found ast.Expr
	ask := func(cond ast.Expr) {
		if found == nil && s.asksFlag(cond) {
			found = cond
		}
	}
	loop, ok := s.loop.(*ast.ForStmt)
	if !ok {
		return nil // the end of what comes
	}
	if loop.Cond != nil {
		ask(loop.Cond)
	}
	for _, stmt := range loop.Body.List {
		if cond, ok := stmt.(*ast.IfStmt); ok && endsLoop(cond.Body.List) {
			ask(cond.Cond)
		}
	}
	return found
}

// calledFlag is the flag of the service that the function calls.
func (s *scan) calledFlag() ast.Expr {
	var found ast.Expr
	syntax.Own(s.loop, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if targets := s.targets(call.Fun); s.isService(targets) {
				for _, t := range targets {
					if t.node != nil && found == nil {
						found = s.Body(t.node).Flag
					}
				}
			}
		}
		return true
	})
	return found
}

// asksFlag reports whether a condition asks for a flag from outside that is set outside the loop: a variable, an atomic
// one, or what a method does no more than to return.
func (s *scan) asksFlag(cond ast.Expr) bool {
	found := false
	set := func(x ast.Expr) {
		class := s.polling.class(x)
		found = found || slices.ContainsFunc(s.polling.states().set[class], func(pos token.Pos) bool { return pos < s.loop.Pos() || s.loop.End() <= pos })
	}
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if x := s.loaded(n); x != nil {
				set(x)
				return false
			}
			if node := s.Node(s.Resolve(n.Fun)); node != nil && syntax.Body(node) != nil && s.onlyReads(node) {
				frame := s.leaving.frame(node)
				frame.loop = s.loop
				syntax.Own(syntax.Body(node), func(n ast.Node) bool {
					if ret, ok := n.(*ast.ReturnStmt); ok {
						found = found || slices.ContainsFunc(ret.Results, frame.asksFlag)
					}
					return true
				})
			}
			return false
		case *ast.Ident, *ast.SelectorExpr:
			if x := n.(ast.Expr); s.isFlag(x) {
				set(x)
			}
		}
		return !found
	})
	return found
}

// isFlag reports whether x is a variable or field for a plain value, true or a state, that is not the function's own.
func (s *scan) isFlag(x ast.Expr) bool {
	v := s.VarOf(x)
	if v == nil || !v.IsField() && s.isMine(v) {
		return false
	}
	_, plain := v.Type().Underlying().(*types.Basic)
	return plain
}

// loaded returns what a call of package sync/atomic loads; nil for another call.
func (s *scan) loaded(call *ast.CallExpr) ast.Expr {
	if op, x, _ := known.AtomicCall(s.Callee(call), call); op == known.AtomicLoad {
		return x
	}
	return nil
}

// IsAwaited reports whether something in the package waits for a signal.
func (r *Result) IsAwaited(signal Ref) bool {
	return len(r.readers.joined().waitsFor(signal.Class)) > 0
}

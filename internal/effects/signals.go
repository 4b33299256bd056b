package effects

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// SignalOf returns the text and the operand of a call that others wait on:
// wg.Done(), close(ch), cancel(), cond.Broadcast(), a timer's Stop. It is ""
// for another call, or if the operand is not a plain field path.
func (r *Result) SignalOf(call *ast.CallExpr) (string, ast.Expr) {
	if r.Builtin(call) == "close" {
		return r.Text(call), call.Args[0]
	}
	if syntax.IsCancelFunc(r.Info.TypeOf(call.Fun)) {
		return r.Text(call), call.Fun
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return "", nil
	}
	if fn, ok := r.Info.Uses[sel.Sel].(*types.Func); ok && known.Of(fn).Has(known.Signals) {
		return r.Text(call), sel.X
	}
	return "", nil
}

// Movable reports whether a statement is a signal that can be deferred outside
// the supervised function: its operand is read without a risk, and nothing in
// the body gives that operand another value. It returns the deferred call's text.
func (s *Survey) Movable(stmt ast.Stmt) (string, bool) {
	switch n := stmt.(type) {
	case *ast.DeferStmt:
		what, x := s.SignalOf(n.Call)
		if op, _ := s.LockOp(n.Call); op != "" && s.held[s.Text(x)] {
			return "", false
		}
		return "", what != "" && s.IsPath(x) && s.outside(x) && len(n.Call.Args) <= 1
	case *ast.ExprStmt:
		if sem := s.slot(n); sem != nil {
			return "defer func() { " + s.Source(n) + " }()", s.IsPath(sem) && !s.Assigned(sem)
		}
		call, ok := ast.Unparen(n.X).(*ast.CallExpr)
		if !ok {
			return "", false
		}
		what, x := s.SignalOf(call)
		if op, _ := s.LockOp(call); op != "" && s.held[s.Text(x)] {
			return "", false // it belongs to a lock taken in the body
		}
		if what == "" || !s.IsPath(x) || !s.outside(x) || s.Assigned(x) {
			return "", false
		}
		return "defer " + s.Source(call), true
	case *ast.SendStmt: // done <- struct{}{}
		if !s.IsToken(n) || !s.IsPath(n.Chan) || !s.outside(n.Chan) || s.Assigned(n.Chan) {
			return "", false
		}
		// Outside, nothing would contain the panic of a send on a closed channel.
		if s.Panics(n) {
			return "", false
		}
		return "defer func() { " + s.Source(n) + " }()", true
	}
	return "", false
}

// slot returns the channel of a receive that gives back a slot of a semaphore,
// <-sem: the function around the goroutine has sent on it. It is nil for another
// statement.
func (s *Survey) slot(stmt *ast.ExprStmt) ast.Expr {
	recv, ok := ast.Unparen(stmt.X).(*ast.UnaryExpr)
	if !ok || recv.Op != token.ARROW || !s.outside(recv.X) {
		return nil
	}
	c, ok := s.Root.FindByPos(s.owner.Pos(), s.owner.End())
	if !ok {
		return nil
	}
	for up := range c.Enclosing((*ast.FuncDecl)(nil)) {
		for send := range up.Preorder((*ast.SendStmt)(nil)) {
			n := send.Node().(*ast.SendStmt)
			if inside := s.owner.Pos() <= n.Pos() && n.Pos() < s.owner.End(); !inside && s.Text(n.Chan) == s.Text(recv.X) {
				return recv.X
			}
		}
	}
	return nil
}

// IsToken reports whether what is sent is struct{}{}, so that it only says that
// something has happened.
func (r *Result) IsToken(send *ast.SendStmt) bool {
	st, ok := r.Info.TypeOf(send.Value).Underlying().(*types.Struct)
	_, lit := ast.Unparen(send.Value).(*ast.CompositeLit)
	return ok && lit && st.NumFields() == 0
}

// Assigned reports whether the body assigns to x or a part of its path.
func (s *Survey) Assigned(x ast.Expr) bool {
	for {
		if v := s.VarOf(x); v != nil {
			for _, value := range s.Var(v).Values {
				if s.body.Pos() <= value.Pos && value.Pos < s.body.End() {
					return true
				}
			}
		}
		sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
		if !ok {
			return false
		}
		x = sel.X
	}
}

// LockOp returns the name of a mutex operation and its operand.
func (r *Result) LockOp(call *ast.CallExpr) (string, ast.Expr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return "", nil
	}
	fn, ok := r.Info.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "sync" {
		return "", nil
	}
	if e := known.Of(fn); e.Has(known.Locks) || e.Has(known.RLocks) || e.Has(known.Unlocks) || e.Has(known.RUnlocks) {
		return fn.Name(), sel.X
	}
	return "", nil
}

// lock looks at what follows x.Lock() in its statement list: until the unlock,
// or the defer of one, nothing may panic, or the mutex stays locked.
func (s *Survey) lock(x ast.Expr, op string, rest []ast.Stmt) {
	unlock := map[string]string{"Lock": "Unlock", "RLock": "RUnlock"}[op]
	if v := s.Base(x); v != nil && s.IsPath(x) && !s.outside(x) && !syntax.IsPointer(v.Type()) {
		return // the body's own mutex: nobody else waits
	}
	owner := s.ownerOf(x)
	for _, stmt := range rest {
		switch n := stmt.(type) {
		case *ast.DeferStmt:
			if s.unlocks(n.Call, unlock, x) {
				return
			}
		case *ast.ExprStmt:
			if call, ok := ast.Unparen(n.X).(*ast.CallExpr); ok {
				if o, y := s.LockOp(call); o == unlock && s.Text(y) == s.Text(x) {
					return
				}
			}
		}
		held := false
		s.Operations(stmt, func(n ast.Node) bool {
			// s.mu.Lock() has shown that s can be dereferenced.
			if sel, ok := n.(*ast.SelectorExpr); ok && owner != "" && s.Text(sel.X) == owner {
				return true
			}
			held = true
			return false
		})
		if held {
			if s.Locks == "" {
				s.Locks = s.Text(x)
			}
			return
		}
	}
}

// ownerOf returns the text of the s in s.mu, or of x itself if its mutex is embedded.
func (s *Survey) ownerOf(x ast.Expr) string {
	if sel, ok := ast.Unparen(x).(*ast.SelectorExpr); ok {
		if t := s.Info.TypeOf(x); syntax.IsNamed(t, "sync", "Mutex") || syntax.IsNamed(t, "sync", "RWMutex") {
			return s.Text(sel.X)
		}
	}
	return s.Text(x)
}

// unlocks reports whether a deferred call unlocks x, also inside a literal.
func (s *Survey) unlocks(call *ast.CallExpr, unlock string, x ast.Expr) bool {
	found := false
	ast.Inspect(call, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if o, y := s.LockOp(c); o == unlock && s.Text(y) == s.Text(x) {
				found = true
			}
		}
		return !found
	})
	return found
}

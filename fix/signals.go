package fix

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer/code"
)

// signalMethods are the completion signals that are method calls, by full name.
var signalMethods = map[string]bool{
	"(*sync.WaitGroup).Done":  true,
	"(*sync.Cond).Signal":     true,
	"(*sync.Cond).Broadcast":  true,
	"(*sync.Mutex).Unlock":    true,
	"(*sync.RWMutex).Unlock":  true,
	"(*sync.RWMutex).RUnlock": true,
	"(*time.Timer).Stop":      true,
	"(*time.Ticker).Stop":     true,
}

// signalOf returns the text and the operand of a call that others wait on:
// wg.Done(), close(ch), cancel(), cond.Broadcast(), a timer's Stop. It is ""
// for another call, or if the operand is not a plain field path.
func (f *Fixer) signalOf(call *ast.CallExpr) (string, ast.Expr) {
	if f.Builtin(call) == "close" {
		return f.Text(call), call.Args[0]
	}
	if code.IsCancelFunc(f.Info.TypeOf(call.Fun)) {
		return f.Text(call), call.Fun
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return "", nil
	}
	if fn, ok := f.Info.Uses[sel.Sel].(*types.Func); ok && signalMethods[fn.FullName()] {
		return f.Text(call), sel.X
	}
	return "", nil
}

// movable reports whether a statement is a signal that can be deferred outside
// the supervised function: its operand is read without a risk, and nothing in
// the body gives that operand another value. It returns the deferred call's text.
func (s *survey) movable(stmt ast.Stmt) (string, bool) {
	switch n := stmt.(type) {
	case *ast.DeferStmt:
		what, x := s.signalOf(n.Call)
		if op, _ := s.lockOp(n.Call); op != "" && s.held[s.Text(x)] {
			return "", false
		}
		return "", what != "" && s.IsPath(x) && s.outside(x) && len(n.Call.Args) <= 1
	case *ast.ExprStmt:
		if sem := s.slot(n); sem != nil {
			return "defer func() { " + s.Source(n) + " }()", s.IsPath(sem) && !s.assigned(sem)
		}
		call, ok := ast.Unparen(n.X).(*ast.CallExpr)
		if !ok {
			return "", false
		}
		what, x := s.signalOf(call)
		if op, _ := s.lockOp(call); op != "" && s.held[s.Text(x)] {
			return "", false // it belongs to a lock taken in the body
		}
		if what == "" || !s.IsPath(x) || !s.outside(x) || s.assigned(x) {
			return "", false
		}
		return "defer " + s.Source(call), true
	case *ast.SendStmt: // done <- struct{}{}
		if !s.isToken(n) || !s.IsPath(n.Chan) || !s.outside(n.Chan) || s.assigned(n.Chan) {
			return "", false
		}
		// Outside, nothing would contain the panic of a send on a closed channel.
		if s.panics(n) {
			return "", false
		}
		return "defer func() { " + s.Source(n) + " }()", true
	}
	return "", false
}

// slot returns the channel of a receive that gives back a slot of a semaphore,
// <-sem: the function around the goroutine has sent on it. It is nil for another
// statement.
func (s *survey) slot(stmt *ast.ExprStmt) ast.Expr {
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

// panics reports whether anything in n can panic.
func (f *Fixer) panics(n ast.Node) bool {
	found := false
	f.Dangers(n, func(ast.Node) bool {
		found = true
		return false
	})
	return found
}

// isToken reports whether what is sent is struct{}{}, so that it only says that
// something has happened.
func (f *Fixer) isToken(send *ast.SendStmt) bool {
	st, ok := f.Info.TypeOf(send.Value).Underlying().(*types.Struct)
	_, lit := ast.Unparen(send.Value).(*ast.CompositeLit)
	return ok && lit && st.NumFields() == 0
}

// assigned reports whether the body assigns to x or a part of its path.
func (s *survey) assigned(x ast.Expr) bool {
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

// lockOp returns the name of a mutex operation and its operand.
func (f *Fixer) lockOp(call *ast.CallExpr) (string, ast.Expr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return "", nil
	}
	fn, ok := f.Info.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "sync" {
		return "", nil
	}
	switch fn.Name() {
	case "Lock", "Unlock", "RLock", "RUnlock":
		return fn.Name(), sel.X
	}
	return "", nil
}

// lock looks at what follows x.Lock() in its statement list: until the unlock,
// or the defer of one, nothing may panic, or the mutex stays locked.
func (s *survey) lock(x ast.Expr, op string, rest []ast.Stmt) {
	unlock := map[string]string{"Lock": "Unlock", "RLock": "RUnlock"}[op]
	if v := s.Base(x); v != nil && s.IsPath(x) && !s.outside(x) && !isPointer(v.Type()) {
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
				if o, y := s.lockOp(call); o == unlock && s.Text(y) == s.Text(x) {
					return
				}
			}
		}
		held := false
		s.Dangers(stmt, func(n ast.Node) bool {
			// s.mu.Lock() has shown that s can be dereferenced.
			if sel, ok := n.(*ast.SelectorExpr); ok && owner != "" && s.Text(sel.X) == owner {
				return true
			}
			held = true
			return false
		})
		if held {
			if s.locks == "" {
				s.locks = s.Text(x)
			}
			return
		}
	}
}

// ownerOf returns the text of the s in s.mu, or of x itself if its mutex is embedded.
func (s *survey) ownerOf(x ast.Expr) string {
	if sel, ok := ast.Unparen(x).(*ast.SelectorExpr); ok {
		if t := s.Info.TypeOf(x); code.IsNamed(t, "sync", "Mutex") || code.IsNamed(t, "sync", "RWMutex") {
			return s.Text(sel.X)
		}
	}
	return s.Text(x)
}

// unlocks reports whether a deferred call unlocks x, also inside a literal.
func (s *survey) unlocks(call *ast.CallExpr, unlock string, x ast.Expr) bool {
	found := false
	ast.Inspect(call, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if o, y := s.lockOp(c); o == unlock && s.Text(y) == s.Text(x) {
				found = true
			}
		}
		return !found
	})
	return found
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

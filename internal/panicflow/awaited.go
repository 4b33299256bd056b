package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Who closes a channel has waited for the guard that sends to it if the signal that it has waited for comes behind the guard. A signal that
// is deferred behind the guard runs before it:
//
//	defer func() { if r := recover(); r != nil { errs <- r } }()
//	defer wg.Done()                       wg.Wait() does not wait for the send
//
// So does a clock wait for nobody, and a select that goes on by another case. All other waits are taken to be for the guard.

// A guardUse is what a guard uses, as the channel that it sends to.
type guardUse struct {
	of        *types.Var
	at        inspector.Cursor
	deferrals []inspector.Cursor // the deferred calls of the guard
	starts    []inspector.Cursor // where the goroutine is started, as far as that is told; see startsOf
}

// guardUse returns the use of what is named at c.
func (j *closings) guardUse(c inspector.Cursor) guardUse {
	use := guardUse{of: j.VarOf(c.Node().(ast.Expr)), at: c}
	guard, ok := j.FuncCursor(j.FuncAround(c.Node()))
	if !ok {
		return use
	}
	calls := []inspector.Cursor{user(guard)}
	if _, ok := guard.Node().(*ast.FuncDecl); ok {
		calls = calls[:0]
		for _, call := range j.hooking.callsOf(guard.Node()) {
			if at, ok := j.CursorOf(call); ok {
				calls = append(calls, at)
			}
		}
	}
	for _, call := range calls {
		if _, ok := call.Parent().Node().(*ast.DeferStmt); ok {
			use.deferrals = append(use.deferrals, call)
		}
	}
	use.starts, _ = j.channels.startsOf(j.channels.goroutineOf(c))
	return use
}

// startIn returns where the function home starts the goroutine; false if it is not seen to.
func (u guardUse) startIn(home ast.Node) (inspector.Cursor, bool) {
	for _, start := range u.starts {
		if syntax.EnclosingFunc(start) == home {
			return start, true
		}
	}
	return inspector.Cursor{}, false
}

// comesBehindStart reports whether a close that the function home executes is not seen to come before the goroutine starts, or instead.
func (j *closings) comesBehindStart(c inspector.Cursor, home ast.Node, use guardUse) bool {
	start, ok := use.startIn(home)
	switch {
	case !ok || j.FuncAround(c.Node()) != home || isDeferred(c):
		return true
	case j.channels.otherBranch(start, c):
		return false
	}
	return start.Node().Pos() < c.Node().Pos()
}

// waitsBefore reports whether something that the function home does before c, and behind the start of the goroutine, may wait for the guard.
func (j *closings) waitsBefore(c inspector.Cursor, home ast.Node, use guardUse) bool {
	for {
		fn := j.FuncAround(c.Node())
		w := awaiting{Judge: j.Judge, use: use, closes: c}
		if fn == home {
			w.start, _ = use.startIn(home)
		}
		if w.awaits(fn) {
			return true
		}
		at, ok := j.FuncCursor(fn)
		if fn == home || !ok {
			return false
		}
		c = user(at)
	}
}

// An awaiting looks for what waits for a guard that sends, in a function that runs closes, a close, or a call that does.
type awaiting struct {
	*Judge
	use    guardUse
	start  inspector.Cursor // of the goroutine, if the function has it
	closes inspector.Cursor
}

// awaits looks at what fn does before w.closes, and not before the goroutine starts.
func (w awaiting) awaits(fn ast.Node) (found bool) {
	from, to := token.NoPos, w.closes.Node().Pos()
	if w.start.Valid() {
		from = w.start.Node().Pos()
		for loop, ok := loopAround(w.start); ok; loop, ok = loopAround(loop.Parent()) {
			from = loop.Node().Pos()
		}
	}
	deferred := isDeferred(w.closes)
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.DeferStmt: // runs before what is deferred earlier
			if deferred && n.Pos() > to {
				ast.Inspect(n, func(n ast.Node) bool {
					found = found || n != nil && w.mayWait(n, 0)
					return !found
				})
			}
			return false
		}
		if n.Pos() >= from && (deferred || n.Pos() < to) {
			found = found || w.mayWait(n, 0)
		}
		return !found
	})
	return found
}

// mayWait reports whether n may wait for the guard: it receives what that, or what is deferred before it, may tell, or calls a method Wait,
// or a function of this package that does; for what is made here so may code of others.
func (w awaiting) mayWait(n ast.Node, depth int) (waits bool) {
	switch n := n.(type) {
	case *ast.UnaryExpr:
		return n.Op == token.ARROW && w.mayTell(n.X) && !w.isSkipped(n) && !w.isForFirst(n)
	case *ast.RangeStmt:
		return chanDir(w.Info.TypeOf(n.X)) >= 0 && w.mayTell(n.X)
	case *ast.CallExpr:
		if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Wait" {
			return w.mayTell(sel.X)
		}
		t := w.Resolve(n.Fun)
		callee := w.Node(t)
		if depth > 0 || callee == nil || syntax.Body(callee) == nil {
			return w.use.of.Kind() == types.LocalVar && w.isAnybodys(n, t)
		}
		syntax.Own(syntax.Body(callee), func(n ast.Node) bool {
			waits = waits || w.mayWait(n, depth+1)
			return !waits
		})
	}
	return waits
}

// isAnybodys reports whether a call runs code of others, which may wait for a goroutine that uses what a function has made.
func (w awaiting) isAnybodys(call *ast.CallExpr, t syntax.Target) bool {
	if w.Builtin(call) != "" || w.Info.Types[call.Fun].IsType() || known.Of(w.Callee(call)) != nil || syntax.IsCancelFunc(w.Info.TypeOf(call.Fun)) {
		return false
	}
	return t.Func == nil || t.Func.Pkg() != nil && t.Func.Pkg() != w.Types && !w.IsStd(t.Func.Pkg().Path())
}

// mayTell reports whether x, for which somebody waits, may tell of the end of the guard: it is no clock, nor what is told by what is
// deferred behind the guard alone, which runs before it.
func (w awaiting) mayTell(x ast.Expr) bool {
	v := w.VarOf(x)
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		fn := w.Callee(call)
		return fn == nil || fn.FullName() != "(context.Context).Done" && !isOfTime(fn)
	}
	if v == nil || v == w.use.of {
		return true
	}
	if isOfTime(v) { // the channel of a timer
		return false
	}
	told := false
	for _, run := range w.use.deferrals {
		fn, ok := w.FuncCursor(w.FuncAround(run.Node()))
		if !ok {
			return true
		}
		if run.Contains(w.use.at) {
			run = w.use.at
		}
		for c := range fn.Preorder((*ast.CallExpr)(nil), (*ast.SendStmt)(nil)) {
			if !w.tells(c.Node(), v) || deferIn(fn, c) == nil {
				continue
			}
			if !runsBefore(c, run, fn) {
				return true
			}
			told = true
		}
	}
	return !told
}

// isOfTime reports whether a function, or a field, is of package time.
func isOfTime(x types.Object) bool { return x.Pkg() != nil && x.Pkg().Path() == "time" }

// tells reports whether n tells whoever waits for v that something is done.
func (w awaiting) tells(n ast.Node, v *types.Var) bool {
	switch n := n.(type) {
	case *ast.SendStmt:
		return w.VarOf(n.Chan) == v
	case *ast.CallExpr:
		if w.Builtin(n) == "close" {
			return w.VarOf(n.Args[0]) == v
		}
		sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
		return ok && sel.Sel.Name == "Done" && w.VarOf(sel.X) == v
	}
	return false
}

// isSkipped reports whether a select may come to the close by another case than that which receives at n: one that waits for a clock, or for
// nothing.
func (w awaiting) isSkipped(n *ast.UnaryExpr) bool {
	c, ok := w.CursorOf(n)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.CommClause)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		own, ok := up.Node().(*ast.CommClause)
		if !ok || own.Comm == nil || n.Pos() >= own.Comm.End() {
			return false
		}
		loop, rounds := loopAround(up) // which comes back to it
		rounds = rounds && !loop.Contains(w.closes)
		return slices.ContainsFunc(up.Parent().Node().(*ast.BlockStmt).List, func(s ast.Stmt) bool {
			other := s.(*ast.CommClause)
			if other == own || other.Comm != nil {
				if ch := received(other.Comm); other == own || ch == nil || w.mayTell(ch) {
					return false
				}
			}
			leaves := endsFunc(&ast.BlockStmt{List: other.Body})
			if isDeferred(w.closes) {
				return leaves || !rounds
			}
			return !leaves && !rounds
		})
	}
	return false
}

// isForFirst reports whether n receives one answer of several goroutines, that a loop starts.
func (w awaiting) isForFirst(n *ast.UnaryExpr) bool {
	if w.VarOf(n.X) != w.use.of || !w.start.Valid() {
		return false
	}
	answers := 0
	syntax.Own(syntax.Body(w.FuncAround(n)), func(n ast.Node) bool {
		x, ok := n.(*ast.UnaryExpr)
		if ok && x.Op == token.ARROW && w.VarOf(x.X) == w.use.of {
			answers++
		}
		return true
	})
	c, ok := w.CursorOf(n)
	if !ok || answers > 1 {
		return false
	}
	_, starts := loopAround(w.start)
	_, receives := loopAround(c)
	return starts && !receives
}

// loopAround returns the innermost loop around c in the function that c is in.
func loopAround(c inspector.Cursor) (loop inspector.Cursor, ok bool) {
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		stmt, _ := up.Node().(ast.Stmt)
		return up, isLoop(stmt)
	}
	return c, false
}

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

// A send comes before the close if one goroutine does both, in that order, or if the one that closes has
// waited for the one that sends.

// goroutineOf returns the function that the goroutine of c runs, as far as it can be
// seen: a literal that is started, or the declaration.
func (j *channelFlow) goroutineOf(c inspector.Cursor) inspector.Cursor {
	for up := range c.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if _, ok := up.Node().(*ast.FuncDecl); ok || j.isStarted(up) {
			return up
		}
	}
	return c
}

// isStarted reports whether a function literal may be the goroutine of a go statement
// or a launcher: all but one that is called on the spot, deferred, or handed to what
// starts nothing.
func (j *channelFlow) isStarted(lit inspector.Cursor) bool {
	up := user(lit)
	call, ok := up.Node().(*ast.CallExpr)
	if !ok {
		return true // by its name, or by who gets it
	}
	if isGo(up.Parent().Node()) {
		return true // called, or handed to what may call it
	}
	if ast.Unparen(call.Fun) == lit.Node() {
		return false
	}
	fn := j.Resolve(call.Fun).Func
	if fn == nil {
		return true // nobody knows
	}
	for v := range fn.Signature().Results().Variables() {
		if holdsFunc(v.Type()) {
			return true // it may come back, as in go wrapped(f)()
		}
	}
	entry := known.Of(fn)
	return entry != nil && len(entry.Launches) > 0 || len(j.facts.launchesOf(fn).Params) > 0
}

// comesLater reports whether a close runs in the goroutine that sends, after the
// send: it is deferred there, or comes behind it and is not in a loop with it.
func (j *channelFlow) comesLater(v *types.Var, send, sender, close inspector.Cursor) bool {
	if j.goroutineOf(close) != sender || !runsBefore(send, close, sender) {
		return false
	}
	end := deferredBy(close) // the function at whose end it runs
	switch from := deferredBy(send); {
	case end == nil:
	case end == j.FuncAround(send.Node()) && from != end && (end == sender.Node() || from == sender.Node() || j.runsOnceIn(end, sender, v)):
		return true
	case end == sender.Node() && (from != end || deferring(close) != deferring(send)):
		return true
	}
	fn := j.FuncAround(close.Node())
	own := fn == j.FuncAround(send.Node()) && fn.Pos() <= v.Pos() && v.Pos() < fn.End() // whoever calls it
	at := close
	for up := range close.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		n := up.Node()
		if n == sender.Node() || n.Pos() <= v.Pos() && v.Pos() < n.End() {
			return true
		}
		if j.calledOnTheSpot(up) && !own {
			at = user(up) // a return in it leaves no loop around the call
			continue
		}
		if n == fn && !own {
			return false
		}
		if up.Contains(send) && !leavesLoop(at, up) {
			return false
		}
	}
	return true
}

// runsOnceIn reports whether a literal runs at most once in a goroutine function around it, for each variable v: it is called
// where it stands, in no loop.
func (j *channelFlow) runsOnceIn(lit ast.Node, sender inspector.Cursor, v *types.Var) bool {
	at, ok := j.FuncCursor(lit)
	if !ok {
		return false
	}
	for up := range at.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch n := up.Node(); {
		case n == sender.Node() || n.Pos() <= v.Pos() && v.Pos() < n.End():
			return true
		case !j.calledOnTheSpot(up):
			return false
		}
	}
	return false
}

// calledOnTheSpot reports whether c is a function literal that is called where it stands, as a statement, at once or deferred, or handed
// there to a function that calls it once.
func (j *channelFlow) calledOnTheSpot(c inspector.Cursor) bool {
	lit, ok := c.Node().(*ast.FuncLit)
	if !ok {
		return false
	}
	up := user(c)
	call, ok := up.Node().(*ast.CallExpr)
	if !ok || ast.Unparen(call.Fun) != lit && !j.callsOnce(call, lit) {
		return false
	}
	switch up.Parent().Node().(type) {
	case *ast.ExprStmt, *ast.DeferStmt:
		return true
	}
	return false
}

// deferring returns the outermost defer statement around c in the function of deferredBy.
func deferring(c inspector.Cursor) (d ast.Node) {
	end := deferredBy(c)
	for ; c.Node() != end; c = c.Parent() {
		if n, ok := c.Node().(*ast.DeferStmt); ok {
			d = n
		}
	}
	return d
}

// deferredBy returns the function at whose end a call runs: it is deferred itself, or
// stands in a literal that is.
func deferredBy(c inspector.Cursor) ast.Node {
	deferred := false
	for up := c; ; up = up.Parent() {
		switch up.Node().(type) {
		case *ast.DeferStmt:
			deferred = true
		case *ast.FuncLit:
			if deferred {
				return up.Node()
			}
			if call, ok := up.Parent().Node().(*ast.CallExpr); !ok || ast.Unparen(call.Fun) != up.Node() {
				return nil
			}
		case *ast.FuncDecl:
			if deferred {
				return up.Node()
			}
			return nil
		case nil:
			return nil
		}
	}
}

// behindJoin reports whether a close comes after a Wait on a WaitGroup, or on an
// errgroup.Group, that the sending goroutine is part of, or after a receive from a channel
// that it closes behind the send, or to which it sends a token there.
func (j *channelFlow) behindJoin(v *types.Var, send, sender, close inspector.Cursor) bool {
	isJoin := func(s ast.Stmt) bool {
		return slices.ContainsFunc(j.doneBy(s), func(inner ast.Stmt) bool {
			if group := j.waitsFor(inner); group != nil && j.joins(send, sender, group) {
				return j.isFound(send, sender, s, group)
			}
			done := received(inner)
			return done != nil && j.ends(v, send, sender, done) || j.collects(v, send, sender, inner)
		})
	}
	for c := close; ; c = c.Parent() {
		up := c.Parent()
		block, ok := up.Node().(*ast.BlockStmt)
		switch up.Node().(type) {
		case *ast.FuncLit, *ast.FuncDecl, nil:
			return (j.behindDeferredJoin(close, isJoin) || j.isJoinedBefore(send, sender, close, isJoin)) && !j.startsAgain(v, send, sender, close)
		}
		if !ok {
			continue
		}
		for _, s := range block.List {
			if s == c.Node() {
				break
			}
			if isJoin(s) {
				return !j.startsAgain(v, send, sender, close)
			}
		}
	}
}

// doneBy lists what a statement does: itself, or, if it calls a closure, what that does on every way.
func (j *channelFlow) doneBy(s ast.Stmt) []ast.Stmt {
	list := []ast.Stmt{s}
	if call, ok := callOf(s); ok {
		if lit, ok := j.Node(j.Resolve(call.Fun)).(*ast.FuncLit); ok {
			end := slices.IndexFunc(lit.Body.List, func(inner ast.Stmt) bool { return j.mayLeave(inner) || j.jumps(inner) })
			if end < 0 {
				end = len(lit.Body.List)
			}
			list = append(list, lit.Body.List[:end]...)
		}
	}
	return list
}

// runsBefore reports whether what stands at c, in the function fn, is done before what stands at last: that is deferred
// where c is not, or is deferred earlier, or comes behind it.
func runsBefore(c, last, fn inspector.Cursor) bool {
	for up := range last.Enclosing((*ast.FuncLit)(nil)) {
		if up.Contains(c) && fn.Contains(up) {
			fn = up // the innermost one around both
			break
		}
	}
	first, then := deferIn(fn, c), deferIn(fn, last)
	switch {
	case then == nil && first == nil:
		return c.Node().Pos() < last.Node().Pos()
	case then == nil, first == nil:
		return then != nil
	}
	return then.Pos() < first.Pos()
}

// deferIn returns the defer statement of the function fn itself, not of one in it, around c; nil if there is none.
func deferIn(fn, c inspector.Cursor) (d ast.Node) {
	for ; c != fn; c = c.Parent() {
		switch n := c.Node().(type) {
		case *ast.DeferStmt:
			d = n
		case *ast.FuncLit:
			d = nil
		}
	}
	return d
}

// behindDeferredJoin is behindJoin for a close that a function defers: what it does on every way behind that is done before,
// `defer close(out); wg.Wait()`, and what it defers later, too.
func (j *channelFlow) behindDeferredJoin(close inspector.Cursor, isJoin func(ast.Stmt) bool) bool {
	d, body := deferring(close), syntax.Body(deferredBy(close))
	if body == nil {
		return false
	}
	at := slices.IndexFunc(body.List, func(s ast.Stmt) bool { return s == d })
	if at < 0 {
		return false
	}
	for _, s := range body.List[at+1:] {
		if later, ok := s.(*ast.DeferStmt); ok && isJoin(&ast.ExprStmt{X: later.Call}) || isJoin(s) {
			return true
		}
		if j.mayLeave(s) {
			return false
		}
	}
	return false
}

// isJoinedBefore reports whether what starts the sending goroutine waits for it, as isJoin tells, before it goes on to a close, as in
//
//	for _, part := range parts { go …; wg.Wait() }
//	close(out)
func (j *channelFlow) isJoinedBefore(send, sender, close inspector.Cursor, isJoin func(ast.Stmt) bool) bool {
	starts, ok := j.startsWith(send, sender)
	fn := j.FuncAround(close.Node())
	return ok && !slices.ContainsFunc(starts, func(start inspector.Cursor) bool {
		join := j.joinBehind(start, isJoin, isDeferred(close))
		return join == nil || j.FuncAround(join) != fn || !isDeferred(close) && close.Node().Pos() < join.Pos()
	})
}

// joinBehind returns the statement that waits for a goroutine on every way behind its start, but for what ends the function if that does
// not count; nil if there is none.
func (j *channelFlow) joinBehind(start inspector.Cursor, isJoin func(ast.Stmt) bool, ends bool) ast.Stmt {
	for c := start; ; c = c.Parent() {
		switch c.Node().(type) {
		case *ast.FuncLit, *ast.FuncDecl, nil:
			return nil
		}
		for _, s := range syntax.Stmts(c.Parent().Node()) {
			switch {
			case s.Pos() <= c.Node().Pos():
			case isJoin(s):
				return s
			case j.jumps(s) || ends && j.mayLeave(s):
				return nil
			}
		}
	}
}

// jumps reports whether a statement has one that leads elsewhere in its function.
func (j *channelFlow) jumps(s ast.Stmt) (jumps bool) {
	syntax.Own(s, func(n ast.Node) bool {
		_, branch := n.(*ast.BranchStmt)
		jumps = jumps || branch
		return !jumps
	})
	return jumps
}

// mayLeave reports whether a statement of a function may end it, by a return, or by a panic that some guard stops.
func (j *channelFlow) mayLeave(s ast.Stmt) (leaves bool) {
	if _, ok := s.(*ast.DeferStmt); ok {
		return false
	}
	syntax.Own(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			leaves = true
		case *ast.BranchStmt:
			leaves = leaves || n.Tok == token.GOTO
		}
		return !leaves
	})
	return leaves || !j.isPlain(s) && j.mayBeStopped(s)
}

// isPlain reports whether a statement does nothing that can panic but to start goroutines, and no more than what is known of
// packages of others: what sends is being asked about.
func (j *channelFlow) isPlain(s ast.Stmt) bool {
	plain := true
	syntax.Own(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			plain = false
		case *ast.CallExpr:
			plain = plain && (known.Of(j.Callee(n)) != nil || j.isStart(n))
		}
		return plain
	})
	return plain && !j.Panics(s)
}

// isStart reports whether a call is that of a go statement, of a literal.
func (j *channelFlow) isStart(call *ast.CallExpr) bool {
	if _, ok := ast.Unparen(call.Fun).(*ast.FuncLit); !ok {
		return false
	}
	c, ok := j.CursorOf(call)
	return ok && isGo(c.Parent().Node())
}

// mayBeStopped reports whether a panic at s need not end the process: all but a goroutine without a guard may have one around.
func (j *channelFlow) mayBeStopped(s ast.Stmt) bool {
	fn := j.FuncAround(s)
	lit, ok := j.FuncCursor(fn)
	if !ok {
		return true
	}
	guarded := false
	eachDefer(syntax.Body(fn), func(d *ast.DeferStmt) { guarded = guarded || j.guarding.mayRecover(d.Call) })
	if guarded {
		return true
	}
	call := user(lit)
	return !isGo(call.Parent().Node()) || ast.Unparen(call.Node().(*ast.CallExpr).Fun) != fn
}

// received returns the channel from which a statement receives; nil if it does not, or
// something else may happen instead.
func received(s ast.Stmt) ast.Expr {
	var e ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		e = s.Rhs[0]
	}
	if x, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && x.Op == token.ARROW {
		return x.X
	}
	return nil
}

// ends reports whether the sending goroutine tells that its send to v is over: by
// closing done, which nobody else closes or sends to.
func (j *channelFlow) ends(v *types.Var, send, sender inspector.Cursor, done ast.Expr) bool {
	signal, own := j.ownChannel(done)
	if own == nil || !own.once || len(own.closes) != 1 || !j.comesLater(v, send, sender, own.closes[0].at) {
		return false
	}
	return !slices.ContainsFunc(j.Uses(signal), func(use inspector.Cursor) bool {
		_, is := user(use).Node().(*ast.SendStmt)
		return is
	})
}

// waitsFor returns the operand of a statement that is a Wait, or whose condition or
// value is one.
func (j *channelFlow) waitsFor(s ast.Stmt) ast.Expr {
	var group ast.Expr
	look := func(n ast.Node) {
		syntax.Own(n, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if fn := j.Callee(call); fn != nil && fn.Name() == "Wait" {
				switch fn.FullName() {
				case "(*sync.WaitGroup).Wait", "(*golang.org/x/sync/errgroup.Group).Wait":
					group = ast.Unparen(call.Fun).(*ast.SelectorExpr).X
				}
			}
			return true
		})
	}
	switch s := s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt:
		look(s)
	case *ast.IfStmt:
		if s.Init != nil {
			look(s.Init)
		}
		look(s.Cond)
	}
	return group
}

// joins reports whether the sending goroutine is one that the group waits for: it says
// Done after the send, or the group started it.
func (j *channelFlow) joins(send, sender inspector.Cursor, group ast.Expr) bool {
	if !j.IsPath(group) {
		return false
	}
	name, base := j.Text(group), j.Base(group)
	same := func(x ast.Expr) bool { return j.IsPath(x) && j.Base(x) == base && j.Text(x) == name }
	if call, ok := sender.Parent().Node().(*ast.CallExpr); ok && ast.Unparen(call.Fun) != sender.Node() {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && same(sel.X) {
			return true
		}
	}
	if startedWith(send) {
		return j.joinsCallee(send, group, same)
	}
	says := false
	for c := range sender.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if fn := j.Callee(call); fn == nil || fn.FullName() != "(*sync.WaitGroup).Done" {
			continue
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		switch {
		case !ok || !same(sel.X) && !j.isHanded(sel.X, sender, group):
		case runsBefore(send, c, sender) && !j.comesRound(send, c, sender):
			says = true
		case j.goroutineOf(c) == sender && !j.leavesBefore(call, send):
			return false
		}
	}
	return says && j.isCounted(sender, group)
}

// comesRound reports whether a loop of the goroutine leads from done back to send.
func (j *channelFlow) comesRound(send, done, sender inspector.Cursor) bool {
	if deferredBy(done) == sender.Node() {
		return false
	}
	for up := range done.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if up == sender {
			return false
		}
		switch up.Node().(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if up.Contains(send) && !leavesLoop(done, up) {
				return true
			}
		}
	}
	return false
}

// isHanded reports whether x is the parameter of a goroutine's literal that gets the group, or its address.
func (j *channelFlow) isHanded(x ast.Expr, sender inspector.Cursor, group ast.Expr) bool {
	call, ok := user(sender).Node().(*ast.CallExpr)
	v, of := j.VarOf(x), j.VarOf(group)
	if !ok || ast.Unparen(call.Fun) != sender.Node() || v == nil || of == nil || len(j.Var(of).Values) > 1 {
		return false
	}
	for i, arg := range call.Args {
		if and, ok := ast.Unparen(arg).(*ast.UnaryExpr); ok {
			arg = and.X
		}
		if j.param(sender.Node(), i) == v && j.isVar(arg, of) && len(j.Var(v).Values) == 0 {
			return true
		}
	}
	return false
}

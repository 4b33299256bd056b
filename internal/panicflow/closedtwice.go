package panicflow

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A guard that closes a channel panics if that is closed already: by the handler itself, by
// the function that defers it, or by what started that. Channels are told
// apart by their paths.

// closings tells what a guard, or a goroutine, closes that others close or send to.
type closings struct {
	*Judge
	closes map[*types.Var][]inspector.Cursor // closesOf; nil until the first question
}

// A chanPath is a variable, or a path of fields from one.
type chanPath struct {
	base   *types.Var
	fields string // ".st.done"
}

// chanPathOf returns the path that e is.
func (j *closings) chanPathOf(e ast.Expr) (chanPath, bool) {
	fields := ""
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v, ok := j.Info.ObjectOf(x).(*types.Var)
			return chanPath{v, fields}, ok
		case *ast.SelectorExpr:
			if sel := j.Info.Selections[x]; sel == nil || sel.Kind() != types.FieldVal {
				return chanPath{}, false
			}
			fields = "." + x.Sel.Name + fields
			e = x.X
		default:
			return chanPath{}, false
		}
	}
}

// closedBy lists the channels that a statement closes in any case: itself, or by the
// function of this package that it calls.
func (j *closings) closedBy(s ast.Node) []chanPath {
	var call *ast.CallExpr
	switch s := s.(type) {
	case *ast.DeferStmt:
		call = s.Call
	default:
		call, _ = callOf(s)
	}
	if call == nil {
		return nil
	}
	if j.Builtin(call) == "close" {
		if p, ok := j.chanPathOf(call.Args[0]); ok {
			return []chanPath{p}
		}
		return nil
	}
	t := j.Resolve(call.Fun)
	node := j.Node(t)
	if node == nil || syntax.Body(node) == nil {
		return nil
	}
	var list []chanPath
	for _, inner := range syntax.Body(node).List {
		if call, ok := callOf(inner); ok && j.Builtin(call) == "close" {
			if p, ok := j.chanPathOf(call.Args[0]); ok {
				list = append(list, p)
			}
		}
	}
	return j.asCaller(list, call, node)
}

// closesPathTwice reports whether the function in which a channel is closed, a field of a local, its own or captured, does that by
// several of its statements, deferred ones among them, in any case.
func (j *closings) closesPathTwice(ch ast.Expr) bool {
	path, ok := j.chanPathOf(ch)
	fn := j.FuncAround(ch)
	if !ok || path.fields == "" || path.base.Kind() != types.LocalVar || syntax.Body(fn) == nil {
		return false
	}
	at, _ := j.CursorOf(ch)
	for up := range at.Enclosing() { // the statement lists that it is in
		closes := 0
		for _, s := range syntax.Stmts(up.Node()) {
			if slices.Contains(j.closedBy(s), path) {
				closes++
			}
		}
		if closes > 1 || up.Node() == fn {
			return closes > 1
		}
	}
	return false
}

// asCaller writes the paths of a callee as those of the caller, in place, and drops the others.
func (j *closings) asCaller(list []chanPath, call *ast.CallExpr, callee ast.Node) []chanPath {
	kept := list[:0]
	for _, p := range list {
		if given := j.handedFor(p.base, call, callee); given != nil {
			q, ok := j.chanPathOf(given)
			if !ok {
				continue
			}
			p = chanPath{q.base, q.fields + p.fields}
		} else if callee.Pos() <= p.base.Pos() && p.base.Pos() < callee.End() {
			continue // its own
		}
		kept = append(kept, p)
	}
	return kept
}

// handedFor returns what call hands its callee for the receiver or parameter v; nil if v
// is something else.
func (j *closings) handedFor(v *types.Var, call *ast.CallExpr, callee ast.Node) ast.Expr {
	if v == j.receiver(callee) {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return sel.X
		}
		return nil
	}
	for i, arg := range call.Args {
		if v == j.param(callee, i) {
			return arg
		}
	}
	return nil
}

// closesAgain returns the close of the deferred function t that is seen to be the second
// one, or its send to what is closed: before it, the channel is closed by what is deferred behind call, by a statement
// with one behind it that can panic, before the goroutine starts, or right behind its start.
func (j *closings) closesAgain(call *ast.CallExpr, t syntax.Target) ast.Node {
	node := j.Node(t)
	if node == nil && t.Func != nil {
		return j.closesAgainFar(call, t)
	}
	if node == nil || syntax.Body(node) == nil {
		return nil
	}
	var op ast.Node
	j.eachLate(syntax.Body(node).List, true, func(s ast.Stmt, always bool) {
		list := j.closedBy(s)
		list = append(list, j.sentTo(s)...)
		if op != nil || len(list) == 0 {
			return
		}
		before := j.closedFor(call, always)
		if slices.ContainsFunc(j.asCaller(list, call, node), func(p chanPath) bool { return slices.Contains(before, p) }) {
			op = s
		}
	})
	if call, ok := op.(*ast.ExprStmt); ok {
		return call.X
	}
	return op
}

// closesAgainFar is closesAgain for a guard of another package.
func (j *closings) closesAgainFar(call *ast.CallExpr, t syntax.Target) ast.Node {
	args := j.ownArgs(call, t)
	for _, use := range j.facts.borrowsOf(t.Func.Origin()).Late {
		if use.Param >= len(args) {
			continue
		}
		if p, ok := j.chanPathOf(args[use.Param]); ok && slices.Contains(j.closedFor(call, use.Always), p) {
			return call
		}
	}
	return nil
}

// lateUses lists what a guard, or what it calls, does with the channels that it is handed.
func (j *closings) lateUses(fn *ast.FuncDecl) (list []lateUse) {
	if !slices.ContainsFunc(fn.Type.Params.List, func(f *ast.Field) bool { return chanDir(j.Info.TypeOf(f.Type)) >= 0 }) {
		return nil
	}
	j.eachLate(fn.Body.List, true, func(s ast.Stmt, always bool) {
		note := func(paths []chanPath, closes bool) {
			for _, p := range paths {
				use := lateUse{j.paramIndex(fn, p.base), closes, always}
				if use.Param >= 0 && p.fields == "" && !slices.Contains(list, use) {
					list = append(list, use)
				}
			}
		}
		note(j.closedBy(s), true)
		note(j.sentTo(s), false)
	})
	return list
}

// closedFor lists what is closed before the function runs that call defers, as closedBefore tells, or may be.
func (j *closings) closedFor(call *ast.CallExpr, always bool) []chanPath {
	return append(j.closedBefore(call, always), j.closedBeside(call)...)
}

// eachLate calls f for the statements that run where something is recovered, whatever it is; always says
// that they run where nothing is, too.
func (j *closings) eachLate(list []ast.Stmt, always bool, f func(s ast.Stmt, always bool)) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.IfStmt: // if r := recover(); r != nil { … }
			if cond, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr); ok && cond.Op == token.NEQ && j.callsRecover(s) {
				j.eachLate(s.Body.List, false, f)
			}
		case *ast.ExprStmt, *ast.SendStmt, *ast.SelectStmt:
			f(s, always)
		}
	}
}

// sentTo lists the channels that a statement sends to, or may choose to.
func (j *closings) sentTo(s ast.Stmt) (list []chanPath) {
	switch s := s.(type) {
	case *ast.SendStmt:
		if p, ok := j.chanPathOf(s.Chan); ok {
			list = append(list, p)
		}
	case *ast.SelectStmt:
		for _, clause := range s.Body.List {
			if comm := clause.(*ast.CommClause).Comm; comm != nil {
				list = append(list, j.sentTo(comm)...)
			}
		}
	}
	return list
}

// sendsOf lists the channels to which a node of the control-flow graph of a handler sends: itself, or by the function that it calls.
func (j *closings) sendsOf(n ast.Node) []ast.Expr {
	if send, ok := n.(*ast.SendStmt); ok {
		return []ast.Expr{send.Chan}
	}
	if call, ok := callOf(n); ok {
		return j.sentBy(call)
	}
	return nil
}

// sentBy lists the channels that call hands a function which sends to them.
func (j *closings) sentBy(call *ast.CallExpr) (list []ast.Expr) {
	if !slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return chanDir(j.Info.TypeOf(arg)) >= 0 }) {
		return nil
	}
	t := j.Resolve(call.Fun)
	args, node := j.ownArgs(call, t), j.Node(t)
	if node == nil && t.Func != nil {
		for _, use := range j.facts.borrowsOf(t.Func.Origin()).Late {
			if !use.Closes && use.Param < len(args) {
				list = append(list, args[use.Param])
			}
		}
	}
	if node == nil || syntax.Body(node) == nil {
		return list
	}
	for _, s := range syntax.Body(node).List {
		for _, p := range j.sentTo(s) {
			if i := j.paramIndex(node, p.base); p.fields == "" && i >= 0 && i < len(args) {
				list = append(list, args[i])
			}
		}
	}
	return list
}

// closedBeside lists what is closed right behind the start of the goroutine that call, which is deferred, is in: before
// whoever starts it has waited for anything.
func (j *closings) closedBeside(call *ast.CallExpr) (list []chanPath) {
	lit, ok := j.FuncCursor(j.FuncAround(call))
	if !ok {
		return nil
	}
	start := user(lit).Parent()
	if !isGo(start.Node()) {
		return nil
	}
	for _, s := range syntax.Stmts(start.Parent().Node()) {
		if s.Pos() <= start.Node().Pos() {
			continue
		}
		closed := j.closedBy(s)
		if _, deferred := s.(*ast.DeferStmt); deferred || len(closed) == 0 && !isGo(s) {
			break
		}
		list = append(list, closed...)
	}
	return list
}

// closedBefore lists what is closed before the function runs that call defers: always, or where
// there is a panic.
func (j *closings) closedBefore(call *ast.CallExpr, always bool) []chanPath {
	fn := j.FuncAround(call)
	if fn == nil || syntax.Body(fn) == nil {
		return nil
	}
	var list, direct []chanPath
	for _, s := range j.stmtsAround(call, fn) {
		d, deferred := s.(*ast.DeferStmt)
		switch closed := j.closedBy(s); {
		case deferred && d.Pos() > call.Pos():
			list = append(list, closed...)
		case deferred:
		case len(closed) > 0 && always && s.Pos() > call.Pos():
			list = append(list, closed...)
		case len(closed) > 0:
			direct = append(direct, closed...)
		case s.Pos() > call.Pos() && len(direct) > 0 && j.Panics(s):
			list = append(list, direct...)
			direct = nil
		}
	}
	if lit, ok := j.FuncCursor(fn); ok {
		if start := user(lit).Parent(); isGo(start.Node()) {
			for _, s := range syntax.Stmts(start.Parent().Node()) {
				if _, deferred := s.(*ast.DeferStmt); !deferred && s.Pos() < start.Node().Pos() {
					list = append(list, j.closedBy(s)...)
				}
			}
		}
	}
	return list
}

// sendsBehindClose reports whether n sends to a channel that is made here and that this goroutine closes before: by what
// it defers behind the handler, by the handler itself, or by a statement with one behind it that can panic.
func (h *handler) sendsBehindClose(n ast.Node) bool {
	return slices.ContainsFunc(h.closings.sendsOf(n), h.isSentBehindClose)
}

// isSentBehindClose is sendsBehindClose for a send to ch.
func (h *handler) isSentBehindClose(ch ast.Expr) bool {
	v, own := h.channels.ownChannel(ch)
	at, ok := h.CursorOf(ast.Unparen(ch))
	if own == nil || !ok {
		return false
	}
	sender := h.channels.goroutineOf(at)
	return slices.ContainsFunc(own.closes, func(c closing) bool {
		switch fn := h.FuncAround(c.at.Node()); {
		case h.channels.goroutineOf(c.at) != sender:
			return false
		case fn == h.fn:
			return c.at.Node().Pos() < ch.Pos() && slices.ContainsFunc(h.frame.body.List, func(s ast.Stmt) bool {
				call, is := callOf(s)
				return is && call == c.at.Node()
			})
		case deferredBy(c.at) == nil:
			d := h.deferring()
			return d != nil && fn == h.FuncAround(d) && h.panicking.panicsBehind(fn, max(d.End(), c.at.Node().End()))
		}
		return !h.channels.comesLater(v, at, sender, c.at)
	})
}

// panicsBehind reports whether something in fn behind pos can panic.
func (j *panicking) panicsBehind(fn ast.Node, pos token.Pos) bool {
	return !j.dangers(syntax.Body(fn), func(d danger) bool { return d.level > None || d.node.Pos() < pos })
}

// stmtsAround lists the statements of the blocks of fn in which n stands, in their order: those
// that come before it, and those that may follow.
func (j *closings) stmtsAround(n, fn ast.Node) []ast.Stmt {
	c, ok := j.CursorOf(n)
	if !ok {
		return nil
	}
	var list []ast.Stmt
	for up := range c.Enclosing() {
		if up.Node() == fn {
			break
		}
		list = append(list, syntax.Stmts(up.Node())...)
	}
	slices.SortFunc(list, func(a, b ast.Stmt) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return list
}

func isGo(n ast.Node) bool {
	_, is := n.(*ast.GoStmt)
	return is
}

package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Nobody waits for a value that only services receive: each of them takes what comes, and turns to something else where nothing
// does. That is so where the channel stays in view, and what is done with a value moves nothing on for which anybody waits: it is
// not answered, not counted, told on at most to more of such services, and decides about nothing. What is done where one of those is too
// slow to take it is not waited for, either.
//
//	for { select { case m := <-w.marks: w.last = m; case <-w.quit: return } }
//	case m := <-h.all: for c := range h.clients { select { case c.send <- m: default: delete(h.clients, c) } }

// serving tells what only services receive.
type serving struct {
	*Result
	served *fixpoint.Solver[string] // servedOnly
	conds  map[string]bool          // asked; nil until somebody asks
}

// ServedOnly reports whether services of the package alone receive what a send on a channel in it sends.
func (r *Result) ServedOnly(on Ref) bool { return r.serving.servedOnly(on.Class) }

// servedOnly is ServedOnly for a class of channels. Where services send to each other in a circle, nobody else waits.
func (r *serving) servedOnly(class string) bool {
	return fixpoint.Ask(r.served, fixpoint.Of(true, func(found, before bool) bool { return found && before }), class, func() bool { return r.isServedOnly(class) })
}

func (r *serving) isServedOnly(class string) bool {
	sends := r.readers.sendsTo(class)
	if len(sends) == 0 {
		return false
	}
	ch := &channel{Result: r.Result, names: make(map[*types.Var]bool)}
	for _, c := range sends {
		if v := r.VarOf(c.Node().(*ast.SendStmt).Chan); v == nil || !ch.follow(v) {
			return false
		}
	}
	return len(ch.receives) > 0 && !slices.ContainsFunc(ch.receives, func(c inspector.Cursor) bool {
		return !r.isServed(c) || ch.closed && !(r.endsUnseen(c) && r.changesNothing(c, maxCarried))
	})
}

// maxCarried bounds how deep a value is looked into.
const maxCarried = 4

// canAnswer reports whether a value may say to whom to answer, or by what somebody waits for it: by a channel, a function, or what
// cannot be seen.
func canAnswer(t types.Type, depth int) bool {
	if depth > maxCarried || syntax.IsContext(t) {
		return true
	}
	if syntax.IsError(t) {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Pointer:
		return canAnswer(u.Elem(), depth+1)
	case *types.Slice:
		return canAnswer(u.Elem(), depth+1)
	case *types.Array:
		return canAnswer(u.Elem(), depth+1)
	case *types.Map:
		return canAnswer(u.Elem(), depth+1) || canAnswer(u.Key(), depth+1)
	case *types.Struct:
		if syntax.IsNamed(t, "time", "Time") {
			return false
		}
		for f := range u.Fields() {
			if canAnswer(f.Type(), depth+1) {
				return true
			}
		}
		return false
	}
	return true
}

// isServed reports whether a receive, or a loop over a channel, stands in a service that takes what comes.
func (r *serving) isServed(c inspector.Cursor) bool {
	fn := syntax.EnclosingFunc(c)
	if loop, ok := c.Node().(*ast.RangeStmt); ok {
		return r.Endless(loop) && r.movesNothing(fn, loop.Body)
	}
	if recv, ok := c.Node().(*ast.UnaryExpr); ok && r.takesMore(recv) {
		return true // if the first one is
	}
	clause, ok := c.Parent().Parent().Node().(*ast.CommClause)
	if !ok || received(clause) != c.Node() {
		return false
	}
	choice := c.Parent().Parent().Parent().Parent() // the clause, its list, the statement
	loop, ok := choice.Parent().Parent().Node().(*ast.ForStmt)
	if !ok || !r.Unconditional(loop) || !r.Endless(loop) || !slices.Contains(loop.Body.List, choice.Node().(ast.Stmt)) {
		return false
	}
	for _, stmt := range loop.Body.List {
		if ast.Node(stmt) != choice.Node() && (r.waiting.waitsIn(stmt) || r.tellsIn(fn, stmt)) {
			return false // it may have asked for this
		}
	}
	return r.movesNothing(fn, clause)
}

// movesNothing reports whether what is done with a value in a loop of fn moves nothing on for which anybody waits.
func (r *serving) movesNothing(fn, body ast.Node) bool {
	if r.tellsIn(fn, body) {
		return false
	}
	moves := false
	syntax.Own(body, func(n ast.Node) bool {
		if n != nil && r.isGivenUp(n) {
			return false
		}
		switch n := n.(type) {
		case *ast.ReturnStmt:
			moves = moves || !r.endsByError(n, body)
		case *ast.GoStmt, *ast.DeferStmt:
			moves = true
		case *ast.SelectStmt:
			moves = moves || !r.isOffer(n)
		case *ast.SendStmt:
			moves = moves || !r.servedOnly(r.polling.class(n.Chan))
		case *ast.UnaryExpr:
			moves = moves || n.Op == token.ARROW && received(body) != n && !r.takesMore(n)
		case *ast.BranchStmt:
			moves = moves || n.Label != nil || n.Tok != token.CONTINUE
		case *ast.CallExpr:
			moves = moves || r.Builtin(n) == "delete" || r.Builtin(n) == "close" || r.Builtin(n) == "panic"
		case *ast.AssignStmt:
			moves = moves || slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool {
				v := r.VarOf(lhs)
				return v != nil && !v.IsField() && !stands(v, body)
			})
		}
		for _, x := range r.addsTo(n) {
			v := r.VarOf(x)
			moves = moves || v == nil || v.IsField() || !stands(v, body)
		}
		return !moves
	})
	if moves {
		return false
	}
	changed, asked := make(map[string]bool), r.asked()
	r.changesOf(body, changed, make(map[ast.Node]bool))
	for class := range changed {
		if asked[class] {
			return false
		}
	}
	return true
}

// tellsIn reports whether fn does something in a part of its body for which somebody may wait.
func (r *serving) tellsIn(fn, part ast.Node) bool {
	return slices.ContainsFunc(r.Body(fn).Sites, func(s *Site) bool {
		if s.Node.Pos() < part.Pos() || part.End() <= s.Node.Pos() || r.standsGivenUp(s.Node, part) {
			return false
		}
		if send, ok := s.Node.(*ast.SendStmt); ok && r.servedOnly(r.polling.class(send.Chan)) {
			return false
		}
		return s.Kind != Set && s.Kind != Demand && s.Kind != Receive && (s.Kind != Call || !s.Plain)
	})
}

// takesMore reports whether a receive stands in a case of a select that has received from the same channel: it takes what has come
// since then.
func (r *serving) takesMore(recv *ast.UnaryExpr) bool {
	c, ok := r.CursorOf(recv)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.CommClause)(nil), (*ast.FuncLit)(nil)) {
		clause, ok := up.Node().(*ast.CommClause)
		if !ok {
			return false
		}
		if first := received(clause); first != nil && first != recv && r.polling.class(first.X) == r.polling.class(recv.X) {
			return true
		}
	}
	return false
}

// endsByError reports whether a return, in a case of a select, is for the end of the channel or for an error: not for a value.
func (src source) endsByError(ret *ast.ReturnStmt, body ast.Node) bool {
	c, ok := src.CursorOf(ret)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil)) {
		if !containsPos(body, up.Node().Pos()) {
			return false
		}
		switch cond := ast.Unparen(up.Node().(*ast.IfStmt).Cond).(type) {
		case *ast.UnaryExpr: // !ok
			if v := src.VarOf(cond.X); cond.Op == token.NOT && v != nil && src.isReceivedOk(v, body) {
				return true
			}
		case *ast.BinaryExpr:
			if cond.Op == token.NEQ && syntax.IsError(src.Info.TypeOf(cond.X)) && src.IsNil(cond.Y) {
				return true
			}
		}
	}
	return false
}

// isReceivedOk reports whether v is whether the receive of a case was of a value.
func (src source) isReceivedOk(v *types.Var, body ast.Node) bool {
	clause, ok := body.(*ast.CommClause)
	if !ok {
		return false
	}
	assign, ok := clause.Comm.(*ast.AssignStmt)
	return ok && len(assign.Lhs) == 2 && src.VarOf(assign.Lhs[1]) == v
}

// isOffer reports whether a select does no more than to offer values to services, or something else where they do not take them.
func (r *serving) isOffer(choice *ast.SelectStmt) bool {
	offers, otherwise := false, false
	for _, stmt := range choice.Body.List {
		switch comm := stmt.(*ast.CommClause).Comm.(type) {
		case nil:
			otherwise = true
		case *ast.SendStmt:
			if !r.servedOnly(r.polling.class(comm.Chan)) {
				return false
			}
			offers = true
		default:
			return false
		}
	}
	return offers && otherwise
}

// isGivenUp reports whether a node is what is done where a service does not take what it is offered.
func (r *serving) isGivenUp(n ast.Node) bool {
	clause, ok := n.(*ast.CommClause)
	if !ok || clause.Comm != nil {
		return false
	}
	c, ok := r.CursorOf(clause)
	return ok && r.isOffer(c.Parent().Parent().Node().(*ast.SelectStmt))
}

// standsGivenUp is isGivenUp for what is around a node, in a part of a function.
func (r *serving) standsGivenUp(n, part ast.Node) bool {
	c, ok := r.CursorOf(n)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.CommClause)(nil)) {
		if up.Node() != part && r.isGivenUp(up.Node()) {
			return true
		}
	}
	return false
}

// asked has the classes of all that a condition of the package asks for, but whether a list is empty.
func (r *serving) asked() map[string]bool {
	if r.conds != nil {
		return r.conds
	}
	found := make(map[string]bool)
	r.conds = found
	for c := range r.Preorder((*ast.IfStmt)(nil), (*ast.ForStmt)(nil), (*ast.SwitchStmt)(nil), (*ast.CaseClause)(nil)) {
		var list []ast.Expr
		switch n := c.Node().(type) {
		case *ast.IfStmt:
			list = append(list, n.Cond)
		case *ast.ForStmt:
			list = append(list, n.Cond)
		case *ast.SwitchStmt:
			list = append(list, n.Tag)
		case *ast.CaseClause:
			list = n.List
		}
		for _, x := range list {
			if x != nil && !r.asksForAny(x) {
				r.polling.polls(x, found, 0)
			}
		}
	}
	return found
}

// asksForAny reports whether a condition asks whether a list is empty.
func (src source) asksForAny(cond ast.Expr) bool {
	x, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	call, ok := ast.Unparen(x.X).(*ast.CallExpr)
	value := src.Info.Types[x.Y].Value
	return ok && src.Builtin(call) == "len" && value != nil && constant.Sign(value) == 0
}

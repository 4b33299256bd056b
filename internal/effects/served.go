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

// A channel is followed through the variables and fields that hold it.
type channel struct {
	*Result
	names    map[*types.Var]bool
	receives []inspector.Cursor
	closes   bool // it may be closed, and what is sent is not asked for
	closed   bool // it is closed somewhere
}

// follow reports whether all that is done with the channel that v holds is in view: nobody receives from it, or closes it, but where
// it says so.
func (ch *channel) follow(v *types.Var) bool {
	v = v.Origin()
	if ch.names[v] {
		return true
	}
	ch.names[v] = true
	typ, ok := v.Type().Underlying().(*types.Chan)
	if !ok || v.Pkg() != ch.Types || !ch.closes && canAnswer(typ.Elem(), 0) {
		return false
	}
	if ch.namedElsewhere(v) || v.Kind() == types.ParamVar && !ch.followArguments(v) || v.Kind() == types.ResultVar {
		return false
	}
	for _, use := range ch.usesOf(ch.readers.joined(), v) {
		if !ch.use(use) {
			return false
		}
	}
	for _, value := range ch.Var(v).Values {
		if !ch.given(value.Expr) && !value.Decl {
			return false
		}
	}
	return true
}

// followArguments reports whether what is passed for a parameter is in view: that of a literal that is called where it stands, or
// of a function that is only called.
func (ch *channel) followArguments(v *types.Var) bool {
	if decl, ok := ch.FuncAt(v.Pos()).(*ast.FuncDecl); ok {
		if decl.Recv != nil || ch.isAPI(decl) || ch.readers.isDynamic(decl) {
			return false
		}
	}
	args := ch.readers.passedFor(v)
	return len(args) > 0 && !slices.ContainsFunc(args, func(x ast.Expr) bool { return !ch.given(x) })
}

// given follows what the channel is said to be: a new one, or what another variable holds.
func (ch *channel) given(x ast.Expr) bool {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		return ch.Builtin(call) == "make"
	}
	if x == nil || ch.IsNil(x) {
		return x != nil
	}
	v := ch.VarOf(x)
	return v != nil && ch.follow(v)
}

// use reports whether what is done with the channel by one of its names is in view, and notes where that receives.
func (ch *channel) use(c inspector.Cursor) bool {
	if sel, ok := c.Parent().Node().(*ast.SelectorExpr); ok && ast.Node(sel.Sel) == c.Node() {
		c = c.Parent()
	}
	for isParen(c.Parent().Node()) {
		c = c.Parent()
	}
	x := c.Node()
	switch n := c.Parent().Node().(type) {
	case *ast.SendStmt:
		return n.Chan == x
	case *ast.UnaryExpr:
		ch.receives = append(ch.receives, c.Parent())
		return n.Op == token.ARROW
	case *ast.RangeStmt:
		ch.receives = append(ch.receives, c.Parent())
		return n.X == x
	case *ast.BinaryExpr:
		return true // it is compared
	case *ast.KeyValueExpr:
		return n.Key == x || ch.gives(n.Key)
	case *ast.AssignStmt:
		i := slices.Index(n.Rhs, x.(ast.Expr))
		return i < 0 || len(n.Lhs) == len(n.Rhs) && ch.gives(n.Lhs[i])
	case *ast.ValueSpec:
		i := slices.Index(n.Values, x.(ast.Expr))
		return i >= 0 && len(n.Names) == len(n.Values) && ch.gives(n.Names[i])
	case *ast.CallExpr:
		return ch.passes(n, x.(ast.Expr))
	}
	return false
}

// gives follows the channel to a variable that is given it.
func (ch *channel) gives(to ast.Expr) bool {
	if id, ok := to.(*ast.Ident); ok && id.Name == "_" {
		return true
	}
	v := ch.VarOf(to)
	return v != nil && ch.follow(v)
}

// passes follows the channel to the parameter for which a call passes it.
func (ch *channel) passes(call *ast.CallExpr, arg ast.Expr) bool {
	switch ch.Builtin(call) {
	case "":
	case "close":
		ch.closed = true
		return true
	case "len", "cap":
		return true
	default:
		return false
	}
	fn := ch.Node(ch.Resolve(call.Fun))
	if fn == nil {
		return false
	}
	sig, ok := ch.Info.TypeOf(call.Fun).(*types.Signature)
	params := ch.ParamVars(fn)
	i := slices.Index(call.Args, arg)
	return ok && !sig.Variadic() && i >= 0 && len(params) == len(call.Args) && !slices.Contains(params, nil) && ch.follow(params[i])
}

func isParen(n ast.Node) bool {
	_, ok := n.(*ast.ParenExpr)
	return ok
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

// endsUnseen reports whether nobody waits for the end of the service that receives at c: of a channel that is closed, who receives could
// tell what has come so far.
func (r *serving) endsUnseen(c inspector.Cursor) bool {
	fn := syntax.EnclosingFunc(c)
	return r.onlySpawned(fn) && !slices.ContainsFunc(r.Body(fn).Sites, func(s *Site) bool {
		return s.Kind == Done || s.Kind == Close || s.Kind == Wake || s.Kind == Cancel || s.Kind == Flag
	})
}

// ServedForNothing reports whether services that receive what is sent on a channel leave nothing of it that somebody could look for later: they
// only send it on to such services.
func (r *Result) ServedForNothing(on Ref) bool { return r.serving.leavesNothing(on.Class, maxCarried) }

func (r *serving) leavesNothing(class string, depth int) bool {
	return depth > 0 && !slices.ContainsFunc(r.readers.receivesFrom(class), func(c inspector.Cursor) bool { return !r.changesNothing(c, depth) })
}

// changesNothing is leavesNothing for what is done with the values of one receive.
func (r *serving) changesNothing(c inspector.Cursor, depth int) bool {
	body := c.Node()
	if loop, ok := body.(*ast.RangeStmt); ok {
		body = loop.Body
	} else {
		for up := range c.Enclosing((*ast.CommClause)(nil)) {
			body = up.Node()
			break
		}
	}
	changed := make(map[string]bool)
	r.changesOf(body, changed, make(map[ast.Node]bool))
	leaves := len(changed) > 0
	syntax.Own(body, func(n ast.Node) bool {
		if send, ok := n.(*ast.SendStmt); ok {
			leaves = leaves || !r.leavesNothing(r.polling.class(send.Chan), depth-1)
		}
		return !leaves
	})
	return !leaves
}

// onlySpawned reports whether a function is named in go statements alone: only by a signal of its own can somebody wait for its end.
func (src source) onlySpawned(fn ast.Node) bool {
	spawns := func(c inspector.Cursor, ok bool) bool {
		if !ok {
			return false
		}
		for isParen(c.Parent().Node()) {
			c = c.Parent()
		}
		call, ok := c.Parent().Node().(*ast.CallExpr)
		if !ok || call.Fun != c.Node() {
			return false
		}
		_, spawned := c.Parent().Parent().Node().(*ast.GoStmt)
		return spawned
	}
	decl, ok := fn.(*ast.FuncDecl)
	if !ok {
		return spawns(src.FuncCursor(fn))
	}
	for id, obj := range src.Info.Uses {
		if obj != src.Info.Defs[decl.Name] {
			continue
		}
		c, ok := src.CursorOf(id)
		if sel, isSel := c.Parent().Node().(*ast.SelectorExpr); ok && isSel && sel.Sel == id {
			c = c.Parent()
		}
		if !spawns(c, ok) {
			return false
		}
	}
	return true
}

func stands(v *types.Var, n ast.Node) bool { return containsPos(n, v.Pos()) }

// changesOf adds the classes of what a function, or a part of one, assigns to that it has not declared, itself or in what it
// calls.
func (r *serving) changesOf(part ast.Node, into map[string]bool, seen map[ast.Node]bool) {
	if seen[part] {
		return
	}
	seen[part] = true
	note := func(x ast.Expr) {
		if v := r.VarOf(x); v == nil || v.IsField() || !stands(v, part) {
			into[r.polling.class(x)] = true
		}
	}
	ast.Inspect(part, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			note(n.X)
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				note(lhs)
			}
		case *ast.CallExpr:
			if _, x, _ := r.atomicChange(n); x != nil {
				note(x)
				break
			}
			for _, t := range r.waiting.inView(n.Fun) {
				if t.node != nil {
					r.changesOf(t.node, into, seen)
				}
			}
		}
		return true
	})
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
		return s.Kind != Set && s.Kind != Receive && (s.Kind != Call || !s.Plain)
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

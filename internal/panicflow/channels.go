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

// A close panics if it is the second one; a send if there was one before. Of a
// channel that a function made for itself and that does not get where it could be
// closed unseen, both can be ruled out: at most one close runs, at most once; and no
// send comes after it.

// A channelFlow follows channels through the package.
type channelFlow struct {
	*Judge
	own       map[*types.Var]*channel           // ownChannel, fieldChannel
	fieldUses map[*types.Var][]inspector.Cursor // usesOf; nil until the first question
}

// A channel is such a channel.
type channel struct {
	closes []closing
	once   bool // at most one of closes runs, and that at most once
}

// A closing is a place that closes a channel.
type closing struct {
	at   inspector.Cursor   // of the call: close(v), or one of what closes its argument
	runs []inspector.Cursor // at, and what runs the function that it is in, at most once; see onceRun
	once string             // the sync.Once that guards it; "" if none
}

// maxHops bounds how far a channel, or what closes it, is followed through calls.
const maxHops = 8

// maxCloses bounds the closes that are compared with each other.
const maxCloses = 8

// ownChannel returns what is known of ch if an enclosing function made it for
// itself, nil if it may be closed elsewhere.
func (j *channelFlow) ownChannel(ch ast.Expr) (*types.Var, *channel) {
	if j.strict {
		return nil, nil
	}
	id, ok := ast.Unparen(ch).(*ast.Ident)
	if !ok {
		return nil, nil
	}
	v, ok := j.Info.Uses[id].(*types.Var)
	if !ok || v.Kind() != types.LocalVar || v.Parent() == j.Types.Scope() {
		return nil, nil
	}
	if u := j.aliasOf(v); u != nil {
		v = u
	}
	own, ok := j.own[v]
	if !ok {
		if j.madeHere(v) {
			own = j.followChannel(v)
		}
		j.own[v] = own
	}
	return v, own
}

// ClosedTwice reports whether more than one close of ch is seen, in either profile.
func (j *Judge) ClosedTwice(ch ast.Expr) bool {
	v := j.VarOf(ast.Unparen(ch))
	if v != nil && v.IsField() {
		return j.closings.closesPathTwice(ch)
	}
	if v == nil || v.Kind() != types.LocalVar || !j.channels.madeHere(v) {
		return false
	}
	own := j.channels.followChannel(v)
	return own != nil && !own.once && len(own.closes) > 1
}

// closeIsSafe reports whether closing ch cannot panic.
func (j *channelFlow) closeIsSafe(ch ast.Expr) bool {
	_, own := j.ownChannel(ch)
	if own == nil {
		own = j.fieldChannel(ch)
	}
	return own != nil && own.once
}

// sendIsSafe reports whether the send cannot panic: every close comes later in the
// goroutine that sends, or behind a Wait for it.
func (j *channelFlow) sendIsSafe(send *ast.SendStmt) bool {
	v, own := j.ownChannel(send.Chan)
	if own == nil {
		return false
	}
	if len(own.closes) == 0 {
		return true
	}
	at, ok := j.CursorOf(ast.Unparen(send.Chan))
	if !ok {
		return false
	}
	places := j.placesOf(v, at, 0)
	for _, c := range own.closes {
		closes := j.placesOf(v, c.at, 0)
		safe := func(place inspector.Cursor) bool {
			sender := j.goroutineOf(place)
			alone := c.once == "" && !j.isOnceFunc(user(j.goroutineOf(c.at))) || j.runsOncePer(v, sender) // else another one may pass the gate, and close
			later := func(at inspector.Cursor) bool {
				return alone && j.comesLater(v, place, sender, at) || j.behindJoin(v, place, sender, at)
			}
			return later(c.at) || !slices.ContainsFunc(closes, func(at inspector.Cursor) bool { return !later(at) })
		}
		if own.once && j.goroutineOf(at) == j.goroutineOf(c.at) && safe(at) { // in the same literal, wherever that is called: once
			continue
		}
		if slices.ContainsFunc(places, func(place inspector.Cursor) bool { return !safe(place) }) {
			return false
		}
	}
	return true
}

// placesOf lists where a send to v, or a close, runs: where it stands, or, in a literal that a variable holds which is nothing but called,
// as it is or once, where that is called.
func (j *channelFlow) placesOf(v *types.Var, at inspector.Cursor, depth int) []inspector.Cursor {
	lit := j.goroutineOf(at)
	value := lit
	if up := user(lit); j.isOnceFunc(up) {
		value = up
	}
	held := j.assigned(user(value).Node(), value.Node())
	if n := lit.Node(); held == nil || n.Pos() <= v.Pos() && v.Pos() < n.End() || len(j.Var(held).Values) != 1 || j.Var(held).Taken || depth > maxHops {
		return []inspector.Cursor{at}
	}
	var list []inspector.Cursor
	for _, use := range j.Uses(held) {
		up := user(use)
		call, ok := up.Node().(*ast.CallExpr)
		if !ok || ast.Unparen(call.Fun) != use.Node() || isGo(up.Parent().Node()) || lit.Contains(up) {
			return []inspector.Cursor{at}
		}
		list = append(list, j.placesOf(v, up, depth+1)...)
	}
	return list
}

// isOnceFunc reports whether c is a call of sync.OnceFunc.
func (j *channelFlow) isOnceFunc(c inspector.Cursor) bool {
	call, ok := c.Node().(*ast.CallExpr)
	return ok && j.Callee(call) != nil && j.Callee(call).FullName() == "sync.OnceFunc"
}

// closeNeeds returns the parameter that call, a close, closes, once for each call of the
// function: there it is up to who hands it over. It is empty if call is another one.
func (j *channelFlow) closeNeeds(call *ast.CallExpr) paramSet {
	if j.strict {
		return 0
	}
	v := j.VarOf(call.Args[0])
	fn := j.FuncAround(call)
	p := j.proving.proofsOf(fn)
	if v == nil || p == nil || p.own[v] == 0 {
		return 0
	}
	for i := range maxParams - 1 {
		if j.param(fn, i) == v && j.paramUse(fn, i, 0) == closedByCall {
			return p.own[v]
		}
	}
	return 0
}

// madeHere reports whether v only ever holds what make returns, from its declaration on, or before it is used.
func (j *channelFlow) madeHere(v *types.Var) bool {
	r := j.Var(v)
	if r.Taken || len(r.Values) == 0 || slices.ContainsFunc(r.Values, func(value syntax.Value) bool {
		call, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		return !ok || j.Builtin(call) != "make"
	}) {
		return false
	}
	return len(r.Values) == 1 && r.Values[0].Decl || j.madeAhead(v, r.Values)
}

// madeAhead reports whether the function that declares v gives it a value on every way to where it is used.
func (j *channelFlow) madeAhead(v *types.Var, values []syntax.Value) bool {
	fn, ok := j.FuncCursor(j.FuncAt(v.Pos()))
	if !ok || slices.ContainsFunc(values, func(value syntax.Value) bool { return value.Decl || j.FuncAt(value.Pos) != fn.Node() }) {
		return false
	}
	body := syntax.Body(fn.Node())
	return !hasGoto(body) && !slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool {
		if slices.ContainsFunc(values, func(value syntax.Value) bool { return value.Pos == use.Node().Pos() }) {
			return false
		}
		at := use.Node().Pos()
		for up := range use.Enclosing((*ast.FuncLit)(nil)) {
			if fn.Contains(up) && up != fn {
				at = up.Node().Pos()
			}
		}
		return !j.settings.setsBefore(body.List, v, at)
	})
}

// followChannel looks at every use of v. It returns nil if v gets to where it could
// be closed unseen.
func (j *channelFlow) followChannel(v *types.Var) *channel {
	own := new(channel)
	for _, c := range j.Uses(v) {
		switch j.channelUseAt(c, 0) {
		case closedByCall:
			own.closes = append(own.closes, closing{at: user(c)})
		case letGo:
			return nil
		}
	}
	own.once = j.closesOnce(v, own.closes)
	return own
}

// channelUseAt finds what is done with a channel where it is named. It is let go of if
// it gets to where it can be closed, by a type that is not for receiving only.
func (j *channelFlow) channelUseAt(c inspector.Cursor, depth int) channelUse {
	id := c.Node().(*ast.Ident)
	up := user(c)
	open := false
	switch n := up.Node().(type) {
	case *ast.CallExpr:
		return j.argumentUse(n, id, depth)
	case *ast.SendStmt:
		open = ast.Unparen(n.Chan) == id // else it is sent away itself
	case *ast.UnaryExpr:
		open = n.Op == token.ARROW
	case *ast.RangeStmt, *ast.BinaryExpr, *ast.CaseClause:
		open = true
	case *ast.ReturnStmt:
		open = j.returnsReceiveOnly(up, id)
	case *ast.AssignStmt:
		for i, lhs := range n.Lhs {
			if ast.Unparen(lhs) == id {
				return staysOpen
			}
			if len(n.Lhs) == len(n.Rhs) && ast.Unparen(n.Rhs[i]) == id && j.staysInAlias(lhs, id, depth) {
				return staysOpen
			}
		}
		open = receiveOnlyTarget(j.Judge, n, id)
	case *ast.ValueSpec:
		open = n.Type != nil && isReceiveOnly(j.Info.TypeOf(n.Type))
		for i, name := range n.Names {
			open = open || len(n.Names) == len(n.Values) && ast.Unparen(n.Values[i]) == id && j.staysInAlias(name, id, depth)
		}
	case *ast.CompositeLit:
		open = listsReceiveOnly(j.Info.TypeOf(n))
	case *ast.KeyValueExpr:
		open = ast.Unparen(n.Value) == id && j.setsReceiveOnly(up)
	}
	if open {
		return staysOpen
	}
	return letGo
}

// aliasOf returns the variable whose channel the local variable v holds, if it never holds anything
// else but nil: in a select statement, a case that is not to be taken is for nil.
func (j *channelFlow) aliasOf(v *types.Var) *types.Var {
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types || v.Parent() == j.Types.Scope() {
		return nil
	}
	r := j.Var(v)
	if r.Taken {
		return nil
	}
	var of *types.Var
	for _, value := range r.Values {
		if value.Expr != nil && j.IsNil(value.Expr) {
			continue
		}
		id, ok := ast.Unparen(value.Expr).(*ast.Ident)
		if !ok {
			return nil
		}
		u, ok := j.Info.Uses[id].(*types.Var)
		if !ok || u == v || u.Kind() != types.LocalVar || of != nil && of != u {
			return nil
		}
		of = u
	}
	return of
}

// staysInAlias reports whether the variable lhs, which is given the channel id, holds nothing else,
// and nobody closes it or lets go of it there.
func (j *channelFlow) staysInAlias(lhs ast.Expr, id *ast.Ident, depth int) bool {
	alias := j.VarOf(lhs)
	if alias == nil || alias.IsField() || depth > maxHops || j.aliasOf(alias) != j.Info.Uses[id] {
		return false
	}
	return !slices.ContainsFunc(j.Uses(alias), func(use inspector.Cursor) bool { return j.channelUseAt(use, depth+1) != staysOpen })
}

// user returns what the expression at c is an operand of, parentheses apart.
func user(c inspector.Cursor) inspector.Cursor {
	for {
		c = c.Parent()
		if _, ok := c.Node().(*ast.ParenExpr); !ok {
			return c
		}
	}
}

// setsReceiveOnly reports whether the element of a composite literal is a field for
// receiving only.
func (j *channelFlow) setsReceiveOnly(c inspector.Cursor) bool {
	key, ok := c.Node().(*ast.KeyValueExpr).Key.(*ast.Ident)
	if !ok {
		return false
	}
	f, ok := j.Info.Uses[key].(*types.Var)
	return ok && f.IsField() && isReceiveOnly(f.Type())
}

// A channelUse is what a call does with a channel that is one of its arguments.
type channelUse int

const (
	staysOpen channelUse = iota
	closedByCall
	letGo // it may be closed at any time
)

// argumentUse finds what call does with the channel arg.
func (j *channelFlow) argumentUse(call *ast.CallExpr, arg *ast.Ident, depth int) channelUse {
	if ast.Unparen(call.Fun) == arg || depth > maxHops {
		return letGo
	}
	switch j.Builtin(call) {
	case "close":
		return closedByCall
	case "len", "cap", "print", "println":
		return staysOpen
	case "append":
		if listsReceiveOnly(j.Info.TypeOf(call)) && ast.Unparen(call.Args[0]) != arg {
			return staysOpen
		}
		return letGo
	case "":
	default:
		return letGo
	}
	if j.Info.Types[call.Fun].IsType() {
		if isReceiveOnly(j.Info.TypeOf(call.Fun)) {
			return staysOpen
		}
		return letGo
	}
	if e := known.Of(j.Callee(call)); e.Has(known.Uses) || e.Has(known.Prints) || e.Has(known.Pure) && !mayHold(j.Callee(call).Signature().Results()) {
		return staysOpen
	}
	sig, ok := j.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok {
		return letGo
	}
	worst := staysOpen
	for i, a := range call.Args {
		if ast.Unparen(a) != arg {
			continue
		}
		if last := sig.Params().Len() - 1; sig.Variadic() && i >= last && listsReceiveOnly(sig.Params().At(last).Type()) {
			continue
		}
		if sig.Variadic() && i >= sig.Params().Len()-1 || i >= sig.Params().Len() {
			return letGo
		}
		if isReceiveOnly(sig.Params().At(i).Type()) {
			continue
		}
		t := j.Resolve(call.Fun)
		node := j.Node(t)
		if t.Func != nil {
			i -= j.Shift(call, t.Func)
		}
		if node == nil || syntax.Body(node) == nil {
			if j.borrows(t.Func, i) {
				continue
			}
			return letGo // a producer of another package may close what it sends on
		}
		worst = max(worst, j.paramUse(node, i, depth))
	}
	return worst
}

// mayHold reports whether a result can hold a channel that was handed in.
func mayHold(results *types.Tuple) bool {
	for v := range results.Variables() {
		if _, basic := v.Type().Underlying().(*types.Basic); !basic {
			return true
		}
	}
	return false
}

// paramUse finds what fn does with the channel in its i-th parameter.
func (j *channelFlow) paramUse(fn ast.Node, i, depth int) channelUse {
	v := j.param(fn, i)
	if v == nil {
		return staysOpen // unnamed or blank: never used
	}
	if r := j.Var(v); r.Taken {
		return letGo
	}
	worst := staysOpen
	for _, c := range j.Uses(v) {
		use := j.channelUseAt(c, depth+1)
		if call := user(c); use == closedByCall && (j.FuncAround(call.Node()) != fn || j.loopsIn(fn, call) || worst == closedByCall) {
			return letGo // later, or more than once
		}
		worst = max(worst, use)
	}
	return worst
}

// returnsReceiveOnly reports whether a return gives id away as a receive-only channel.
func (j *channelFlow) returnsReceiveOnly(c inspector.Cursor, id *ast.Ident) bool {
	ret := c.Node().(*ast.ReturnStmt)
	typ := syntax.FuncType(j.FuncAround(ret))
	if typ == nil || typ.Results == nil {
		return false
	}
	i := 0
	for _, field := range typ.Results.List {
		for range max(1, len(field.Names)) {
			if i < len(ret.Results) && ast.Unparen(ret.Results[i]) == id {
				return isReceiveOnly(j.Info.TypeOf(field.Type))
			}
			i++
		}
	}
	return false
}

// receiveOnlyTarget reports whether an assignment from id keeps receive rights only.
func receiveOnlyTarget(j *Judge, n *ast.AssignStmt, id *ast.Ident) bool {
	for i, rhs := range n.Rhs {
		if ast.Unparen(rhs) == id && len(n.Lhs) == len(n.Rhs) {
			if b, ok := n.Lhs[i].(*ast.Ident); ok && b.Name == "_" {
				return true
			}
			return n.Tok == token.ASSIGN && isReceiveOnly(j.Info.TypeOf(n.Lhs[i]))
		}
	}
	return false
}

func isReceiveOnly(t types.Type) bool { return chanDir(t) == types.RecvOnly }

// listsReceiveOnly reports whether t is a slice of channels for receiving only.
func listsReceiveOnly(t types.Type) bool {
	if t == nil {
		return false
	}
	list, ok := core(t).(*types.Slice)
	return ok && isReceiveOnly(list.Elem())
}

// chanDir returns the direction of a channel type, -1 for another type.
func chanDir(t types.Type) types.ChanDir {
	if t != nil {
		if ch, ok := t.Underlying().(*types.Chan); ok {
			return ch.Dir()
		}
	}
	return -1
}

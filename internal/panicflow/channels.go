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
func (j *Judge) ownChannel(ch ast.Expr) (*types.Var, *channel) {
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
	own, ok := j.channels[v]
	if !ok {
		if j.madeHere(v) {
			own = j.followChannel(v)
		}
		j.channels[v] = own
	}
	return v, own
}

// ClosedTwice reports whether more than one close of ch is seen, in either profile.
func (j *Judge) ClosedTwice(ch ast.Expr) bool {
	v := j.VarOf(ast.Unparen(ch))
	if v == nil || v.Kind() != types.LocalVar || !j.madeHere(v) {
		return false
	}
	own := j.followChannel(v)
	return own != nil && !own.once && len(own.closes) > 1
}

// closeIsSafe reports whether closing ch cannot panic.
func (j *Judge) closeIsSafe(ch ast.Expr) bool {
	_, own := j.ownChannel(ch)
	return own != nil && own.once
}

// sendIsSafe reports whether the send cannot panic: every close comes later in the
// goroutine that sends, or behind a Wait for it.
func (j *Judge) sendIsSafe(send *ast.SendStmt) bool {
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
	sender := j.goroutineOf(at)
	for _, c := range own.closes {
		if !j.comesLater(v, at, sender, c.at) && !j.behindJoin(v, at, sender, c.at) {
			return false
		}
	}
	return true
}

// closeNeeds returns the parameter that call, a close, closes, once for each call of the
// function: there it is up to who hands it over. It is empty if call is another one.
func (j *Judge) closeNeeds(call *ast.CallExpr) paramSet {
	if j.strict {
		return 0
	}
	v := j.VarOf(call.Args[0])
	fn := j.FuncAround(call)
	p := j.proofsOf(fn)
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

// madeHere reports whether v only ever holds the result of one make.
func (j *Judge) madeHere(v *types.Var) bool {
	r := j.Var(v)
	if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl {
		return false
	}
	call, ok := ast.Unparen(r.Values[0].Expr).(*ast.CallExpr)
	return ok && j.Builtin(call) == "make"
}

// followChannel looks at every use of v. It returns nil if v gets to where it could
// be closed unseen.
func (j *Judge) followChannel(v *types.Var) *channel {
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
func (j *Judge) channelUseAt(c inspector.Cursor, depth int) channelUse {
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
		open = receiveOnlyTarget(j, n, id)
	case *ast.ValueSpec:
		open = n.Type != nil && isReceiveOnly(j.Info.TypeOf(n.Type))
		for i, name := range n.Names {
			open = open || len(n.Names) == len(n.Values) && ast.Unparen(n.Values[i]) == id && j.staysInAlias(name, id, depth)
		}
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
func (j *Judge) aliasOf(v *types.Var) *types.Var {
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
func (j *Judge) staysInAlias(lhs ast.Expr, id *ast.Ident, depth int) bool {
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
func (j *Judge) setsReceiveOnly(c inspector.Cursor) bool {
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
func (j *Judge) argumentUse(call *ast.CallExpr, arg *ast.Ident, depth int) channelUse {
	if ast.Unparen(call.Fun) == arg || depth > maxHops {
		return letGo
	}
	switch j.Builtin(call) {
	case "close":
		return closedByCall
	case "len", "cap", "print", "println":
		return staysOpen
	case "":
	default: // append
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
		if sig.Variadic() && i >= sig.Params().Len()-1 || i >= sig.Params().Len() {
			return letGo
		}
		if isReceiveOnly(sig.Params().At(i).Type()) {
			continue
		}
		t := j.Resolve(call.Fun)
		node := j.Node(t)
		if node == nil || syntax.Body(node) == nil {
			return letGo // a producer of another package may close what it sends on
		}
		if t.Func != nil {
			i -= j.Shift(call, t.Func)
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
func (j *Judge) paramUse(fn ast.Node, i, depth int) channelUse {
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

// loopsIn reports whether a loop of fn is around c, or a goto is one.
func (j *Judge) loopsIn(fn ast.Node, c inspector.Cursor) bool {
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if up.Node() == fn {
			return jumpsBack(syntax.Body(fn))
		}
		if _, lit := up.Node().(*ast.FuncLit); lit || !leavesLoop(c, up) {
			return true
		}
	}
	return true
}

// jumpsBack reports whether a goto of body leads back, as a loop does.
func jumpsBack(body *ast.BlockStmt) bool {
	labels := make(map[string]token.Pos)
	back := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.LabeledStmt:
			labels[n.Label.Name] = n.Pos()
		case *ast.BranchStmt: // a label that comes later is not there yet
			back = back || n.Tok == token.GOTO && labels[n.Label.Name].IsValid()
		}
		_, expr := n.(ast.Expr)
		return !back && !expr
	})
	return back
}

// leavesLoop reports whether the statement of c is followed by leaving the loop, or
// the function, around it: a return ends its block, or a break that is for this loop.
func leavesLoop(c, loop inspector.Cursor) bool {
	_, ok := leavingBlock(c, loop)
	return ok
}

// leavingBlock returns the block around c that ends so.
func leavingBlock(c, loop inspector.Cursor) (block inspector.Cursor, ok bool) {
	for ; c != loop; c = c.Parent() {
		list := c.Parent()
		stmts := syntax.Stmts(list.Node())
		if len(stmts) == 0 {
			continue
		}
		switch last := stmts[len(stmts)-1].(type) {
		case *ast.ReturnStmt:
			return list, straight(stmts, c.Node())
		case *ast.BranchStmt:
			if last.Tok == token.BREAK && last.Label == nil && breaksLoop(list, loop) {
				return list, straight(stmts, c.Node())
			}
		}
	}
	return c, false
}

// straight reports whether nothing after the statement at leads elsewhere than to
// the last one.
func straight(stmts []ast.Stmt, at ast.Node) bool {
	ok := true
	for _, s := range stmts[:len(stmts)-1] {
		if s.Pos() <= at.Pos() {
			continue
		}
		syntax.Own(s, func(n ast.Node) bool {
			if _, branch := n.(*ast.BranchStmt); branch {
				ok = false
			}
			return ok
		})
	}
	return ok
}

// breaksLoop reports whether a break in the statement list is for the loop.
func breaksLoop(list, loop inspector.Cursor) bool {
	for up := range list.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.SwitchStmt)(nil), (*ast.TypeSwitchStmt)(nil), (*ast.SelectStmt)(nil)) {
		return up == loop
	}
	return false
}

// closesOnce reports whether at most one of the places closes v, and that at most
// once for one v.
func (j *Judge) closesOnce(v *types.Var, list []closing) bool {
	if len(list) > maxCloses {
		return false
	}
	for i := range list {
		if !j.onceRun(v, &list[i]) {
			return false
		}
		for k := range i {
			if !j.exclusive(&list[i], &list[k]) {
				return false
			}
		}
	}
	return true
}

// onceRun follows what runs a close up to the function that declares v: it is called
// on the spot, deferred, a goroutine, or handed to what runs it once. It reports
// whether that happens at most once for each v.
func (j *Judge) onceRun(v *types.Var, c *closing) bool {
	at := c.at
	for hops := 0; hops < maxHops; hops++ {
		c.runs = append(c.runs, at)
		var lit inspector.Cursor
		for up := range at.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
			n := up.Node()
			if n.Pos() <= v.Pos() && v.Pos() < n.End() {
				// v is new on each pass, and for each call.
				fn := j.FuncAround(at.Node())
				return fn != nil && !jumpsBack(syntax.Body(fn))
			}
			if _, ok := n.(*ast.FuncLit); ok {
				if jumpsBack(syntax.Body(n)) {
					return false
				}
				lit = up
				break
			}
			if _, ok := n.(*ast.FuncDecl); ok {
				return false
			}
			if !leavesLoop(at, up) {
				return false
			}
		}
		if !lit.Valid() {
			return false
		}
		next, guarded, ok := j.runsOnce(lit)
		if !ok {
			return false
		}
		if guarded != nil {
			c.once = j.onceName(v, guarded)
			return c.once != ""
		}
		at = next
	}
	return false
}

// runsOnce finds what runs the function literal, once: a call, also one that is
// deferred or a goroutine, or a function that does so with its argument. Where that
// is (*sync.Once).Do, it returns the operand.
func (j *Judge) runsOnce(lit inspector.Cursor) (next inspector.Cursor, once ast.Expr, ok bool) {
	up := user(lit)
	switch n := up.Node().(type) {
	case *ast.CallExpr:
		if ast.Unparen(n.Fun) == lit.Node() {
			return up, nil, true
		}
		if j.Info.Types[n.Fun].IsType() {
			return up, nil, false
		}
		switch fn := j.Resolve(n.Fun).Func; {
		case fn == nil:
			return up, nil, false
		case fn.FullName() == "(*sync.Once).Do":
			sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			if !ok {
				return up, nil, false
			}
			return up, sel.X, true
		case fn.FullName() == "sync.OnceFunc", known.Of(fn) != nil && len(known.Of(fn).Launches) > 0:
			if fn.FullName() == "time.AfterFunc" && !j.neverReset(up) {
				return up, nil, false
			}
			return up, nil, true
		}
	case *ast.AssignStmt, *ast.ValueSpec:
		v := j.assigned(n, lit.Node())
		if v == nil || j.Var(v).Taken || len(j.Var(v).Values) != 1 {
			return up, nil, false
		}
		uses := j.Uses(v)
		if len(uses) != 1 {
			return up, nil, false
		}
		call := uses[0].Parent()
		if n, ok := call.Node().(*ast.CallExpr); ok && ast.Unparen(n.Fun) == uses[0].Node() {
			return call, nil, true
		}
	}
	return up, nil, false
}

// assigned returns the local variable that the assignment or declaration n defines
// with the value e, or nil.
func (j *Judge) assigned(n ast.Node, e ast.Node) *types.Var {
	var names []ast.Expr
	var values []ast.Expr
	switch n := n.(type) {
	case *ast.AssignStmt:
		names, values = n.Lhs, n.Rhs
	case *ast.ValueSpec:
		for _, name := range n.Names {
			names = append(names, name)
		}
		values = n.Values
	}
	for i, value := range values {
		if len(names) == len(values) && ast.Unparen(value) == e {
			if id, ok := names[i].(*ast.Ident); ok {
				v, _ := j.Info.Defs[id].(*types.Var)
				return v
			}
		}
	}
	return nil
}

// neverReset reports whether nothing starts the timer again that a call returns.
func (j *Judge) neverReset(call inspector.Cursor) bool {
	up := call.Parent()
	if _, ok := up.Node().(*ast.ExprStmt); ok {
		return true
	}
	v := j.assigned(up.Node(), call.Node())
	if v == nil {
		return false
	}
	for _, use := range j.Uses(v) {
		if sel, ok := use.Parent().Node().(*ast.SelectorExpr); !ok || sel.Sel.Name != "Stop" {
			return false
		}
	}
	return true
}

// onceName names the sync.Once x if there is at most one for each v: a variable
// declared with v, or a path from one outside; else it returns "".
func (j *Judge) onceName(v *types.Var, x ast.Expr) string {
	base := j.Base(x)
	if base == nil || !j.IsPath(x) {
		return ""
	}
	if base.Parent() == j.Types.Scope() {
		return j.Text(x)
	}
	if r := j.Var(base); len(r.Values) > 1 || len(r.Values) == 1 && !r.Values[0].Decl {
		return ""
	}
	// No loop, and no function that may run more than once, is around its declaration
	// and not around v's.
	fn := j.FuncAt(base.Pos())
	if fn == nil || v.Pos() < fn.Pos() || fn.End() <= v.Pos() {
		return ""
	}
	decl, ok := j.CursorAt(base.Pos())
	if !ok {
		return ""
	}
	for loop := range decl.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		if n := loop.Node(); v.Pos() < n.Pos() || n.End() <= v.Pos() {
			return ""
		}
	}
	return j.Text(x) + j.Fset.Position(base.Pos()).String()
}

// exclusive reports whether one of the closes rules the other out.
func (j *Judge) exclusive(a, b *closing) bool {
	if a.once != "" && a.once == b.once {
		return true
	}
	if a.once != "" || b.once != "" {
		return false
	}
	first, second, ok := j.meetIn(a.runs, b.runs)
	if !ok {
		return false
	}
	if second.Node().Pos() < first.Node().Pos() {
		first, second = second, first
	}
	fn := j.FuncAround(first.Node())
	if isDeferred(first) || isDeferred(second) {
		return false
	}
	if c, ok := j.FuncCursor(fn); ok {
		if block, leaves := leavingBlock(first, c); leaves && !block.Contains(second) {
			return true // returns after the first
		}
	}
	return j.otherBranch(first, second)
}

// meetIn returns where two chains of calls first come to the same function.
func (j *Judge) meetIn(a, b []inspector.Cursor) (first, second inspector.Cursor, ok bool) {
	for _, x := range a {
		for _, y := range b {
			if j.FuncAround(x.Node()) == j.FuncAround(y.Node()) {
				return x, y, true
			}
		}
	}
	return first, second, false
}

func isDeferred(c inspector.Cursor) bool {
	switch c.Parent().Node().(type) {
	case *ast.DeferStmt, *ast.GoStmt:
		return true
	}
	return false
}

// otherBranch reports whether first and second stand in branches of one statement of
// which only one is taken.
func (j *Judge) otherBranch(first, second inspector.Cursor) bool {
	for up := range first.Enclosing((*ast.IfStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		switch n := up.Node().(type) {
		case *ast.IfStmt:
			if n.Else != nil && within(first, n.Body) && within(second, n.Else) {
				return true
			}
		default:
			if block := up.Parent(); block.Contains(second) && !up.Contains(second) {
				return !fallsThrough(block.Node().(*ast.BlockStmt))
			}
		}
	}
	return false
}

func within(c inspector.Cursor, n ast.Node) bool {
	return n.Pos() <= c.Node().Pos() && c.Node().End() <= n.End()
}

func fallsThrough(block *ast.BlockStmt) bool {
	found := false
	ast.Inspect(block, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Tok == token.FALLTHROUGH
		return !found
	})
	return found
}

// goroutineOf returns the function that the goroutine of c runs, as far as it can be
// seen: a literal that is started, or the declaration.
func (j *Judge) goroutineOf(c inspector.Cursor) inspector.Cursor {
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
func (j *Judge) isStarted(lit inspector.Cursor) bool {
	up := user(lit)
	call, ok := up.Node().(*ast.CallExpr)
	if !ok {
		return true // by its name, or by who gets it
	}
	if ast.Unparen(call.Fun) == lit.Node() {
		_, is := up.Parent().Node().(*ast.GoStmt)
		return is
	}
	fn := j.Resolve(call.Fun).Func
	if fn == nil {
		return true // nobody knows
	}
	entry := known.Of(fn)
	return entry != nil && len(entry.Launches) > 0 || len(j.facts.launchesOf(fn).Params) > 0
}

// comesLater reports whether a close runs in the goroutine that sends, after the
// send: it is deferred there, or comes behind it and is not in a loop with it.
func (j *Judge) comesLater(v *types.Var, send, sender, close inspector.Cursor) bool {
	if j.goroutineOf(close) != sender {
		return false
	}
	end := deferredBy(close) // the function at whose end it runs
	switch from := deferredBy(send); {
	case end == nil:
	case end == j.FuncAround(send.Node()) && (end == sender.Node() || from == sender.Node()):
		return true
	case end == sender.Node() && from != end:
		return true
	case end == sender.Node() && deferring(close) != deferring(send): // the one that is deferred first runs last
		return close.Node().Pos() < send.Node().Pos()
	}
	fn := j.FuncAround(close.Node())
	own := fn == j.FuncAround(send.Node()) && fn.Pos() <= v.Pos() && v.Pos() < fn.End() // whoever calls it
	if close.Node().Pos() < send.Node().Pos() || fn != sender.Node() && !own {
		return false
	}
	for up := range close.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		n := up.Node()
		if n == sender.Node() || n.Pos() <= v.Pos() && v.Pos() < n.End() {
			return true
		}
		if up.Contains(send) && !leavesLoop(close, up) {
			return false
		}
	}
	return true
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
// that it closes behind the send.
func (j *Judge) behindJoin(v *types.Var, send, sender, close inspector.Cursor) bool {
	for c := close; ; c = c.Parent() {
		up := c.Parent()
		block, ok := up.Node().(*ast.BlockStmt)
		switch up.Node().(type) {
		case *ast.FuncLit, *ast.FuncDecl, nil:
			return false
		}
		if !ok {
			continue
		}
		for _, s := range block.List {
			if s == c.Node() {
				break
			}
			if group := j.waitsFor(s); group != nil && j.joins(send, sender, group) {
				return true
			}
			if done := received(s); done != nil && j.ends(v, send, sender, done) {
				return true
			}
		}
	}
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
func (j *Judge) ends(v *types.Var, send, sender inspector.Cursor, done ast.Expr) bool {
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
func (j *Judge) waitsFor(s ast.Stmt) ast.Expr {
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
func (j *Judge) joins(send, sender inspector.Cursor, group ast.Expr) bool {
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
	for c := range sender.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if fn := j.Callee(call); fn == nil || fn.FullName() != "(*sync.WaitGroup).Done" {
			continue
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if ok && same(sel.X) && (deferredBy(c) == sender.Node() || call.Pos() > send.Node().Pos()) {
			return j.isCounted(sender, group)
		}
	}
	return false
}

// returnsReceiveOnly reports whether a return gives id away as a receive-only channel.
func (j *Judge) returnsReceiveOnly(c inspector.Cursor, id *ast.Ident) bool {
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

// chanDir returns the direction of a channel type, -1 for another type.
func chanDir(t types.Type) types.ChanDir {
	if t != nil {
		if ch, ok := t.Underlying().(*types.Chan); ok {
			return ch.Dir()
		}
	}
	return -1
}

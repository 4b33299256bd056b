package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A guard must not panic itself. Before its recover, nothing must that would be
// reported anywhere. Behind it a handler logs and counts through whatever
// the code has, and few of them fail there: what counts is what is seen to panic,
// in the handler and, by the same rules, in the functions of the module that it calls.

// harming finds what a guard does that panics.
type harming struct {
	*Judge
	calls   map[ast.Node][]*ast.CallExpr      // callsOf; nil until the first question
	atomics map[*types.Var][]inspector.Cursor // atomicUses; likewise
}

// early returns the first operation of n that can panic while the panic is still on.
func (h *handler) early(n ast.Node) (op ast.Node) {
	if call, ok := callOf(n); ok && h.containment.isSignal(call) && (!h.strict || h.Builtin(call) != "close") {
		return nil // as where it is deferred beside the guard
	}
	h.dangers(n, func(d danger) bool {
		if d.level == None && !h.frame.readsOrigin(d) {
			op = d.node
		}
		return op == nil
	})
	return op
}

// dangers is Judge.dangers but for what cannot panic with what the handler is handed.
func (h *handler) dangers(n ast.Node, f func(danger) bool) bool {
	return h.frame.dangers(n, func(d danger) bool {
		return d.level == Full || d.needs != 0 && d.needs&^h.frame.bound.fit == 0 || f(d)
	})
}

// callOf returns the call that a statement is.
func callOf(n ast.Node) (*ast.CallExpr, bool) {
	stmt, ok := n.(*ast.ExprStmt)
	if !ok {
		return nil, false
	}
	call, ok := ast.Unparen(stmt.X).(*ast.CallExpr)
	return call, ok
}

// late returns the first operation of n that is seen to panic once more.
func (h *handler) late(n ast.Node, st *handlerState) (op ast.Node) {
	if op := h.closes(n, st); op != nil {
		return op
	}
	if h.sendsToClosed(n, st) || h.sendsBehindClose(n) {
		return n
	}
	if call, ok := callOf(n); ok && h.Builtin(call) == "close" && h.containment.isSignal(call) {
		if h.harming.closesUnfit(call.Args[0]) {
			return call
		}
		return nil
	}
	h.dangers(n, func(d danger) bool {
		if d.level == None && (h.harming.harms(d.node, true) || d.later && h.harming.isCase(d.node) || h.usesUnset(d.node) || h.usesUnstored(d.node)) {
			op = d.node
		} else if d.level == None {
			op = h.again(d.node)
		}
		return op == nil
	})
	syntax.Own(n, func(n ast.Node) bool { // of a known method, too
		if call, ok := n.(*ast.CallExpr); ok && op == nil && (h.usesUnset(call) || h.tracing.logsHarm(call) || h.harming.cancelsNil(call)) {
			op = call
		}
		return op == nil
	})
	return op
}

// closes returns n if it closes a channel that is closed already on this path, or that
// other code in view closes as well.
func (h *handler) closes(n ast.Node, st *handlerState) ast.Node {
	for _, p := range h.closings.closedBy(n) {
		slot, ok := h.slot(p)
		if !ok {
			continue
		}
		if st.holds.of(slot) == closed {
			return n
		}
		st.holds = st.holds.with(slot, closed)
	}
	call, ok := callOf(n)
	if !ok || h.Builtin(call) != "close" {
		return nil
	}
	if h.strict {
		return call
	}
	if _, own := h.channels.ownChannel(call.Args[0]); own != nil && !own.once && len(own.closes) > 1 || h.closings.closesRepeatedly(call) || h.closings.closesUnmade(call) {
		return call
	}
	return nil
}

// sendsToClosed reports whether n sends to a channel that is closed on this path.
func (h *handler) sendsToClosed(n ast.Node, st *handlerState) bool {
	return slices.ContainsFunc(h.closings.sendsOf(n), func(ch ast.Expr) bool {
		p, ok := h.closings.chanPathOf(ch)
		slot, known := h.slots[p]
		return ok && known && st.holds.of(slot) == closed
	})
}

// again returns the operation if it is the call that the guarded function makes, and the
// only operation there that can panic: what has panicked runs once more.
func (h *handler) again(op ast.Node) ast.Node {
	call, ok := op.(*ast.CallExpr)
	if !ok || h.Interface(call.Fun) != nil {
		return nil
	}
	lit, ok := h.FuncCursor(h.fn)
	if !ok {
		return nil
	}
	up := user(lit)
	if _, ok := up.Parent().Node().(*ast.DeferStmt); !ok {
		return nil
	}
	body := syntax.Body(h.FuncAround(up.Node()))
	if body == nil {
		return nil
	}
	text, same := h.Text(call), false
	all := h.Judge.dangers(body, func(d danger) bool {
		c, ok := d.node.(*ast.CallExpr)
		same = d.level > None || ok && h.Text(c) == text
		return same
	})
	if all && same {
		return op
	}
	return nil
}

// A harm is an operation that is seen to panic in a function: if one of the parameters in need is nil,
// or whatever it is handed if that is empty.
type harm struct {
	op   ast.Node
	need paramSet
}

var harmLattice = fixpoint.Of(harm{}, func(found, before harm) harm {
	switch {
	case found.op == nil, before.always():
		return before
	case found.always(), before.op == nil:
		return found
	}
	return harm{before.op, before.need | found.need}
})

func (h harm) always() bool { return h.op != nil && h.need == 0 }

// harmIn returns what is seen to panic in a function of this package that a handler calls, however
// far down.
func (j *harming) harmIn(fn ast.Node) harm {
	body := syntax.Body(fn)
	if body == nil {
		return harm{}
	}
	return fixpoint.Ask(j.solver, harmLattice, question{kind: harmOf, fn: fn}, func() (found harm) {
		direct := j.harming.isOfHandler(fn)
		j.frame(body).escapes(func(e escape) bool {
			if e.level == None && (j.harming.harms(e.node, direct) || e.later && j.harming.isCase(e.node) && j.harming.comparesParam(e.node)) {
				found = harmLattice.Meet(harm{e.node, j.harming.harmNeeds(e.danger)}, found)
			}
			return !found.always()
		})
		return found
	})
}

// told returns what other packages of the module are told of a function of this one that a handler of theirs may call, or one with what is
// nil at times.
func (j *harming) told(fn *types.Func, decl *ast.FuncDecl) (fact harms) {
	contains := j.containment.nodeLevel(decl) == Full
	if !contains {
		found := j.harming.harmIn(decl)
		if found.always() {
			return harms{Always: true}
		}
		fact.Unfit = found.need
	}
	if j.frame(decl.Body).guards() {
		return fact
	}
	need := j.guarding.guardNeeds(syntax.Target{Func: fn}) &^ j.nilNeeds(fn, j.exporter.needsTold(decl))
	if contains {
		fact.Trusted = need
	} else {
		fact.Nil = need
	}
	return fact
}

// nilNeeds returns which parameters of fn, that need says must be fit, must not be nil.
func (src source) nilNeeds(fn *types.Func, need paramSet) (all paramSet) {
	if need&never != 0 {
		return 0
	}
	all = need & receiver
	params := fn.Origin().Signature().Params()
	for i := range min(params.Len(), maxParams-1) {
		if bit := receiver << (i + 1); need&bit != 0 && holdsReference(params.At(i).Type()) {
			all |= bit
		}
	}
	return all
}

// isOfHandler reports whether fn is a literal that a function which calls recover calls where it stands, or defers there: what it
// does is done by the handler itself.
func (j *harming) isOfHandler(fn ast.Node) bool {
	for {
		lit, ok := j.FuncCursor(fn)
		if !ok {
			return false
		}
		if _, ok := fn.(*ast.FuncLit); !ok {
			return false
		}
		up := user(lit)
		if call, ok := up.Node().(*ast.CallExpr); !ok || ast.Unparen(call.Fun) != fn || isGo(up.Parent().Node()) {
			return false
		}
		if fn = j.FuncAround(up.Node()); j.callsRecover(syntax.Body(fn)) {
			return true
		}
	}
}

// harmNeeds returns which of the parameters must be nil for d to be a harm; 0: it is one anyway.
func (j *harming) harmNeeds(d danger) paramSet {
	call, ok := d.node.(*ast.CallExpr)
	if !ok || d.needs == 0 {
		return d.needs
	}
	node := j.Node(j.Resolve(call.Fun))
	if node == nil {
		return d.needs
	}
	return j.proving.handedTo(call).needs(j.harming.harmIn(node).need) &^ never
}

// harms reports whether an operation that can panic is one that should not be done by a
// handler (direct), or by a function that it calls.
func (j *harming) harms(op ast.Node, direct bool) bool {
	switch op := op.(type) {
	case *ast.TypeAssertExpr:
		return true
	case *ast.AssignStmt:
		return direct || op.Tok == token.QUO_ASSIGN || op.Tok == token.REM_ASSIGN || slices.ContainsFunc(op.Lhs, j.harming.isOutOfRange)
	case *ast.IncDecStmt:
		return direct || j.harming.isOutOfRange(op.X)
	case *ast.IndexExpr:
		return direct || j.harming.isOutOfRange(op)
	case *ast.SliceExpr:
		return direct || !j.harming.isState(op) || j.harming.isFixed(op.X, op.Low) || j.harming.isFixed(op.X, op.High)
	case *ast.SendStmt: // to those who wait for an error
		return j.strict || j.tracing.isSeenClosed(op.Chan) || j.closings.isClosedMeanwhile(op.Chan)
	case *ast.SelectorExpr:
		return j.harming.usesNil(op, op.X)
	case *ast.StarExpr:
		return j.harming.usesNil(op, op.X)
	case *ast.BinaryExpr: // a division, or r == x: with a value of a type that cannot be compared, if both are of it
		return direct || op.Op == token.QUO || op.Op == token.REM || (op.Op == token.EQL || op.Op == token.NEQ) && j.harming.isParamVar(op.X)
	case *ast.CompositeLit: // of a map, with r as a key
		return direct
	case *ast.CallExpr:
		switch j.Builtin(op) {
		case "":
			return j.harming.operandHarms(op, direct) || j.harming.callHarms(op, direct)
		case "panic":
			return true
		case "make":
			return slices.ContainsFunc(op.Args[1:], j.harming.isOdd)
		case "delete":
			return direct
		case "close": // as a completion signal, trusted as one that is deferred beside a guard
			return j.strict && !j.harming.isOnce(op) || !j.containment.isSignal(op) || j.harming.closesUnfit(op.Args[0])
		}
	}
	return false
}

// isOutOfRange reports whether e is an index expression that is not proved to be in bounds, or
// that writes to what is not proved to be made. An index that a type keeps is trusted to fit into the list that it keeps, too; of a
// map that it keeps, only nobody having made it counts, see keptHarm.
func (j *harming) isOutOfRange(e ast.Expr) bool {
	ix, ok := ast.Unparen(e).(*ast.IndexExpr)
	if !ok || j.proving.operationNeeds(ix) == 0 {
		return false
	}
	if _, isMap := core(j.Info.TypeOf(ix.X)).(*types.Map); isMap {
		v := j.VarOf(ix.X)
		return v != nil && j.settings.neverSet(v) || j.tracing.isLeftToOthers(ix.X) || j.hooking.isGoneMeanwhile(ix.X) || !j.harming.isState(ix.X)
	}
	return j.harming.isFixed(ix.X, ix.Index) || !j.harming.isState(ix)
}

// isFixed reports whether i, an index or a bound of list, asks for so many elements whatever state there is: xs[0], xs[len(xs)-1].
func (j *harming) isFixed(list, i ast.Expr) bool {
	if i == nil || j.Info.Types[i].Value != nil {
		return i != nil
	}
	end, ok := ast.Unparen(i).(*ast.BinaryExpr)
	if !ok || end.Op != token.SUB || j.Info.Types[end.Y].Value == nil {
		return false
	}
	call, ok := ast.Unparen(end.X).(*ast.CallExpr)
	return ok && j.Builtin(call) == "len" && j.Text(call.Args[0]) == j.Text(list)
}

// isOnce reports whether n stands in the function that a sync.Once is handed.
func (j *harming) isOnce(n ast.Node) bool {
	lit, ok := j.FuncCursor(j.FuncAround(n))
	if !ok {
		return false
	}
	call, ok := user(lit).Node().(*ast.CallExpr)
	return ok && j.Callee(call) != nil && j.Callee(call).FullName() == "(*sync.Once).Do"
}

// closesUnfit reports whether the channel of a close is seen to be nil, or closed before.
func (j *harming) closesUnfit(ch ast.Expr) bool {
	v := j.VarOf(ch)
	return v != nil && (!v.IsField() && j.settings.isNeverGiven(v) || j.settings.neverSet(v)) || j.hooking.isKeptNil(ch) || j.tracing.isSeenNil(ch) || j.tracing.isSeenClosed(ch)
}

// isState reports whether e reads nothing but fields, variables of the package and constants: m.list[m.next]. That
// they fit together is what the methods of a type see to, and a handler may rely on; not under -strict.
func (j *harming) isState(e ast.Expr) bool {
	if j.strict {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case nil:
		return true
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		v, ok := j.Info.Uses[e].(*types.Var)
		return !ok || v.Parent() == v.Pkg().Scope()
	case *ast.SelectorExpr:
		v := j.VarOf(e)
		return v == nil && j.Info.Types[e].Value != nil || v != nil && j.IsPath(e)
	case *ast.IndexExpr:
		return j.harming.isState(e.X) && j.harming.isState(e.Index)
	case *ast.SliceExpr:
		return j.harming.isState(e.X) && j.harming.isState(e.Low) && j.harming.isState(e.High) && j.harming.isState(e.Max)
	case *ast.BinaryExpr:
		return j.harming.isState(e.X) && j.harming.isState(e.Y)
	case *ast.UnaryExpr:
		return j.harming.isState(e.X)
	case *ast.CallExpr:
		return j.Builtin(e) == "len" && j.harming.isState(e.Args[0])
	}
	return false
}

// isParamVar reports whether e is a parameter as it is.
func (j *harming) isParamVar(e ast.Expr) bool {
	v := j.VarOf(e)
	return v != nil && v.Kind() == types.ParamVar
}

// isOdd reports whether a size, or a period, is one that somebody has worked out, and so may be negative
// or zero: no setting, which is a field or a variable of the package.
func (j *harming) isOdd(size ast.Expr) bool {
	if j.Info.Types[size].Value != nil || j.numbers.atLeast(size, 1, nil) {
		return false
	}
	v := j.VarOf(size)
	return v == nil || !v.IsField() && v.Parent() != v.Pkg().Scope()
}

// usesNil reports whether op, which uses what x points to, is seen to meet nil.
func (j *harming) usesNil(op ast.Node, x ast.Expr) bool {
	need := j.proving.operationNeeds(op)
	return need&seenNil != 0 || need != 0 && (j.tracing.isSeenNil(x) || j.harming.mayHaveFailed(x)) || need&^paramBits != 0 && (j.hooking.isAtTimesNone(x) || j.harming.isUntold(x))
}

// isCase reports whether e is a case of a switch statement.
func (j *harming) isCase(e ast.Node) bool {
	c, ok := j.CursorOf(e)
	if !ok {
		return false
	}
	_, ok = c.Parent().Node().(*ast.CaseClause)
	return ok
}

// comparesParam reports whether the tag with which the case e is compared is a parameter as it is.
func (j *harming) comparesParam(e ast.Node) bool {
	c, ok := j.CursorOf(e)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.SwitchStmt)(nil)) {
		v := j.VarOf(up.Node().(*ast.SwitchStmt).Tag)
		return v != nil && v.Kind() == types.ParamVar
	}
	return false
}

// operandHarms reports whether what a call evaluates to find its callee is seen to panic, or to be nil:
// r.(error).Error(), hooks[0](r), which are reported as the one call that they are.
func (j *harming) operandHarms(call *ast.CallExpr, direct bool) bool {
	x := call.Fun
	if sel, ok := ast.Unparen(x).(*ast.SelectorExpr); ok && j.Info.Selections[sel] != nil && j.Info.Selections[sel].Kind() == types.MethodVal {
		x = sel.X
		if j.proving.operationNeeds(sel)&never != 0 && j.harming.mayHaveFailed(x) {
			return true
		}
	}
	return !j.dangers(x, func(d danger) bool { return d.level > None || !j.harming.harms(d.node, direct) })
}

// mayHaveFailed reports whether e is a variable that holds what a type assertion gave, and nobody asked whether it held: err, _ := r.(error).
// Of an interface, the proofs know what asking tells; a pointer may be nil even so.
func (j *harming) mayHaveFailed(e ast.Expr) bool {
	v := j.VarOf(e)
	if v == nil || v.IsField() {
		return false
	}
	values := j.Var(v).Values
	if len(values) != 1 || values[0].From == nil {
		return false
	}
	if _, ok := ast.Unparen(values[0].From).(*ast.TypeAssertExpr); !ok {
		return false
	}
	c, ok := j.CursorAt(values[0].Pos)
	if !ok {
		return false
	}
	n, ok := c.Parent().Node().(*ast.AssignStmt)
	if !ok || len(n.Lhs) != 2 {
		return false
	}
	id, ok := n.Lhs[1].(*ast.Ident)
	if !ok || id.Name == "_" {
		return ok
	}
	if _, pointer := core(v.Type()).(*types.Pointer); pointer {
		held := j.VarOf(id)
		return held != nil && !j.harming.askedFor(held, e)
	}
	return types.IsInterface(v.Type()) && j.FuncAt(v.Pos()) == j.FuncAround(e)
}

// handsFailed reports whether call hands node, which uses it, what a type assertion gave, and nobody asked whether it held.
func (j *harming) handsFailed(call *ast.CallExpr, t syntax.Target, node ast.Node) bool {
	for i, arg := range j.ownArgs(call, t) {
		if v := j.param(node, i); v != nil && !j.hooking.handsNotNil(call, i) && j.harming.mayHaveFailed(arg) && canBeNil(v.Type()) && j.guarding.needs(node, v) {
			return true
		}
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if h := j.proving.handedTo(call); !ok || j.Info.Selections[sel] == nil || h != nil && h.notNil&receiver != 0 {
		return false
	}
	return j.harming.mayHaveFailed(sel.X) && j.guarding.guardNeeds(t)&receiver != 0
}

// callHarms is harms for what a call runs.
func (j *harming) callHarms(call *ast.CallExpr, direct bool) bool {
	t := j.Resolve(call.Fun)
	if j.harming.onNil(call, t) || isFunc(j.Info.TypeOf(call.Fun)) && j.tracing.isLeftToOthers(call.Fun) && !j.trusting.callable(call) {
		return true
	}
	if t.Lit == nil && t.Func == nil { // anybody's code; interface methods are mostly a logger's
		if t.Result != nil && known.Of(j.Callee(t.Result)).Has(known.Wraps) && slices.ContainsFunc(t.Result.Args, func(arg ast.Expr) bool { return j.hooking.runHarm(arg) != nil }) {
			return true
		}
		return j.strict && j.Interface(call.Fun) == nil || j.harming.valuesHarm(call.Fun) || j.tracing.calledHarm(call) != nil || j.harming.isRecovered(call.Fun)
	}
	if how := j.crashing.callEnding(call); how != returns {
		return how == panics
	}
	if j.harming.breaksCondition(call, t.Func, direct) {
		return true
	}
	shift, checks := 0, false
	if t.Func != nil {
		shift = j.Shift(call, t.Func)
	}
	if j.harming.checksResult(call, t, shift) || j.harming.mustFails(call, t.Func) {
		return true
	}
	for i, arg := range call.Args {
		switch j.harming.handsOnNth(t, i-shift) {
		case Crash, Partial: // it checks an error
			if !j.IsNil(arg) {
				return true
			}
			checks = true
		}
	}
	if checks {
		return false
	}
	if j.harming.callbackHarms(call, t) || j.Node(t) == nil && slices.ContainsFunc(j.closings.sentBy(call), j.closings.isClosedMeanwhile) {
		return true
	}
	if node := j.Node(t); node != nil {
		if j.harming.receiverHarms(call, node) || j.harming.handsFailed(call, t, node) || j.harming.handsUnhashable(call, t, node) {
			return true
		}
		found := j.harming.harmIn(node)
		return found.always() || found.op != nil && j.proving.handedTo(call).needs(found.need) != 0
	}
	if j.InModule(t.Func.Pkg().Path()) {
		if fact := j.facts.harmsOf(t.Func.Origin()); fact.Always || fact.Unfit != 0 && j.proving.handedTo(call).needs(fact.Unfit) != 0 {
			return true
		}
	}
	return j.strict && !j.IsStd(t.Func.Pkg().Path())
}

// cancelsNil reports whether call is of a cancel function, of a field or of the package, that nobody sets, or not on some way.
func (j *harming) cancelsNil(call *ast.CallExpr) bool {
	v := j.VarOf(call.Fun)
	return v != nil && syntax.IsCancelFunc(v.Type()) && (j.settings.nobodySets(v) || j.settings.arrivesNil(v.Origin(), j.FuncAround(call)) && !j.trusting.callable(call))
}

// isRecovered reports whether e is what recover has returned, or an assertion says that it is: whoever calls a function that somebody
// has panicked with calls anybody's code.
func (j *harming) isRecovered(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return j.Builtin(e) == "recover"
	case *ast.TypeAssertExpr:
		return j.harming.isRecovered(e.X)
	case *ast.Ident:
		v, _ := j.Info.Uses[e].(*types.Var)
		if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types || v.Parent() == j.Types.Scope() {
			return false
		}
		values := j.Var(v).Values
		if len(values) == 1 && values[0].From != nil {
			return j.harming.isRecovered(values[0].From)
		}
		c, ok := j.CursorAt(v.Pos()) // switch v := x.(type)
		if !ok || len(values) > 0 {
			return false
		}
		n, ok := c.Parent().Node().(*ast.AssignStmt)
		return ok && len(n.Rhs) == 1 && j.harming.isRecovered(n.Rhs[0])
	}
	return false
}

// receiverHarms reports whether call calls the method node of what is from outside, and what that keeps is seen to panic there.
func (j *harming) receiverHarms(call *ast.CallExpr, node ast.Node) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && syntax.Body(node) != nil && j.tracing.isOutside(sel.X) && !j.frame(syntax.Body(node)).guards() && j.hooking.keptHarmIn(node, j.receiver(node), sel.X, 0) != nil
}

// callbackHarms reports whether call hands t a function that t calls, and that is seen to panic.
func (j *harming) callbackHarms(call *ast.CallExpr, t syntax.Target) (found bool) {
	j.containment.eachHanded(call, t, func(arg ast.Expr, param int) {
		found = found || arg != nil && j.harming.runsHere(t, param) && j.hooking.runHarm(arg) != nil
	})
	if w := j.writesTo(call); w != nil && !found {
		return j.tracing.isSeenNil(w) || j.hooking.isKeptNil(w) || j.hooking.seesNil(call, 0)
	}
	return found
}

// writesTo returns the writer that call is seen to write to; nil if it is none.
func (src source) writesTo(call *ast.CallExpr) ast.Expr {
	if fn := src.Callee(call); fn != nil && writing[fn.FullName()] && len(call.Args) > 0 {
		return call.Args[0]
	}
	return nil
}

// writing names what calls the writer that is its first argument.
var writing = map[string]bool{"fmt.Fprint": true, "fmt.Fprintf": true, "fmt.Fprintln": true, "io.WriteString": true}

// runsHere reports whether t calls the function that is its i-th parameter before it returns, and does not contain its panics.
func (j *harming) runsHere(t syntax.Target, i int) bool {
	if node := j.Node(t); node != nil {
		return j.containment.paramUses(node, i, None)&calledBare != 0
	}
	if t.Func == nil || t.Func.Pkg() == nil {
		return false
	}
	switch entry := known.Of(t.Func); {
	case entry != nil:
		return len(entry.Launches) == 0 && !entry.Has(known.Wraps)
	case callsBack[t.Func.Pkg().Path()]:
		return true
	}
	return j.facts.containsOf(t.Func).Given
}

// callsBack names the packages of the standard library whose functions only call what they are handed.
var callsBack = map[string]bool{"bytes": true, "maps": true, "slices": true, "sort": true, "strings": true}

// breaksCondition reports whether call hands a known function what is seen not to be what it asks for: a sync.Map,
// in the handler itself, what may be of a type that cannot be hashed, time.NewTicker a period that may be zero.
func (j *harming) breaksCondition(call *ast.CallExpr, fn *types.Func, direct bool) bool {
	entry := known.Of(fn)
	if entry == nil || j.proving.operationNeeds(call) == 0 {
		return false
	}
	return slices.ContainsFunc(entry.If, func(c known.If) bool {
		args := j.arguments(call, c)
		if len(args) == 0 || j.trusting.meets(c, call, nil) {
			return false
		}
		arg := args[0]
		switch c.Is {
		case known.Hashable:
			return direct
		case known.Positive, known.NonNegative:
			return j.harming.isOdd(arg)
		}
		return false
	})
}

// onNil reports whether call calls what is seen to be nil, or hands it to what uses it.
func (j *harming) onNil(call *ast.CallExpr, t syntax.Target) bool {
	if j.settings.handsNil(call, t) || j.harming.isOnAtTimesNil(call, t) || j.harming.isOnUntold(call, t) {
		return true
	}
	if !j.settings.mayBeSeenNil(call.Fun) {
		return false
	}
	h := j.proving.handedTo(call)
	return h != nil && (h.unset || h.seenNil&receiver != 0 && (t.Func == nil || j.IsStd(t.Func.Pkg().Path()) && j.usesPointer(t.Func)))
}

// isOnAtTimesNil reports whether what call calls, or whose method it calls, is at times nil, and
// nobody has asked.
func (j *harming) isOnAtTimesNil(call *ast.CallExpr, t syntax.Target) bool {
	if isFunc(j.Info.TypeOf(call.Fun)) && t.Func == nil && j.hooking.isAtTimesNone(call.Fun) {
		h := j.proving.handedTo(call)
		return h == nil || !h.callable
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || j.Info.Selections[sel] == nil || j.Info.Selections[sel].Kind() != types.MethodVal || !j.hooking.isAtTimesNone(sel.X) {
		return false
	}
	h := j.proving.handedTo(call)
	return (h == nil || h.notNil&receiver == 0) && (j.Interface(sel) != nil && j.proving.operationNeeds(sel) != 0 || t.Func != nil && (j.guarding.guardNeeds(t)&receiver != 0 || known.Atomic(t.Func) != known.NotAtomic))
}

// valuesHarm reports whether everything that the variable e ever holds is seen to panic.
func (j *harming) valuesHarm(e ast.Expr) bool {
	values, ok := j.containment.elementsOf(e)
	if ok { // each of them is called, or the one that nobody knows
		return slices.ContainsFunc(values, func(value ast.Expr) bool { return j.hooking.runHarm(value) != nil })
	}
	if j.harming.memberHarms(e) {
		return true
	}
	v := j.VarOf(e)
	if v == nil {
		return false
	}
	if value, known := j.hooking.kept(e); known {
		return value != nil && j.hooking.runHarm(value) != nil || j.hooking.isKeptNil(e)
	}
	values, _ = j.valuesOf(v)
	return len(values) > 0 && !slices.ContainsFunc(values, func(value ast.Expr) bool {
		node := j.Node(j.Resolve(value))
		return node == nil || j.harming.harmIn(node).op == nil
	})
}

// memberHarms reports whether e is the element of a loop over a list that is kept, and what somebody in this package puts into that
// is seen to panic: for _, f := range s.hooks { f(r) }.
func (j *harming) memberHarms(e ast.Expr) bool {
	v := j.VarOf(e)
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types {
		return false
	}
	loop := j.tracing.rangeOf(v)
	if loop == nil {
		return false
	}
	list := j.VarOf(loop.X)
	kept := list != nil && list.IsField() && !j.settings.askedForNil(v) // what is handed over is looked at where that is done
	return slices.ContainsFunc(j.tracing.members(loop.X, 0), func(f ast.Expr) bool {
		return f != nil && isFunc(j.Info.TypeOf(f)) && (j.hooking.runHarm(f) != nil || kept && j.VarOf(f) != nil && !j.settings.askedForNil(j.VarOf(f)) && slices.ContainsFunc(j.tracing.origins(f, 1), func(value ast.Expr) bool {
			return value == nil || j.settings.isNilValue(value) || j.hooking.runHarm(value) != nil
		}))
	})
}

// handsOnNth returns what t does when its i-th parameter is the recovered value, or an
// error that is not nil: Full if it returns.
func (j *harming) handsOnNth(t syntax.Target, i int) Level {
	if node := j.Node(t); node != nil {
		return j.exporter.handsOnParam(node, i)
	}
	return j.facts.handsOnOf(t.Func).level(i)
}

// constantTruth is what a constant condition says.
func constantTruth(c constant.Value) truthValue {
	if c.Kind() != constant.Bool {
		return unclear
	}
	return truthOf(constant.BoolVal(c))
}

// flag returns what a flag of the function that defers the handler says when
// there was a panic: normal := false; defer func() { if !normal { recover() } }();
// work(); normal = true. It is what it was at the begin if nothing can panic
// behind the places where it is set.
func (h *handler) flag(id *ast.Ident) truthValue {
	v, ok := h.Info.Uses[id].(*types.Var)
	if !ok || h.idle || v.Kind() != types.LocalVar || h.fn.Pos() <= v.Pos() && v.Pos() < h.fn.End() {
		return unclear
	}
	c, ok := h.CursorOf(h.fn)
	if !ok {
		return unclear
	}
	owner := syntax.EnclosingFunc(c.Parent())
	if owner == nil || v.Pos() < owner.Pos() {
		return unclear
	}
	r := h.Var(v)
	if r.Taken {
		return unclear
	}
	start := no // the zero value
	for _, value := range r.Values {
		set := h.constant(value.Expr)
		switch {
		case set == unclear:
			return unclear
		case value.Decl:
			start = set
		}
	}
	for _, value := range r.Values {
		if h.constant(value.Expr) != start && !h.lastThing(value.Expr, owner) {
			return unclear
		}
	}
	return start
}

func (h *handler) constant(e ast.Expr) truthValue {
	if e == nil || h.Info.Types[e].Value == nil {
		return unclear
	}
	return constantTruth(h.Info.Types[e].Value)
}

// lastThing reports whether nothing that can panic is executed behind the
// assignment of rhs before owner ends.
func (h *handler) lastThing(rhs ast.Expr, owner ast.Node) bool {
	c, ok := h.CursorOf(rhs)
	if !ok || syntax.EnclosingFunc(c) != owner {
		return false
	}
	stmt := c.Parent()
	block, ok := stmt.Parent().Node().(*ast.BlockStmt)
	if !ok {
		return false
	}
	ends := block == syntax.Body(owner)
	for _, s := range block.List {
		if s.Pos() < stmt.Node().End() {
			continue
		}
		if h.Panics(s) {
			return false
		}
		if _, ok := s.(*ast.ReturnStmt); ok {
			ends = true
			break
		}
	}
	return ends
}

package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A guard must not panic itself. Before its recover, nothing must that would be
// reported anywhere. Behind it a handler logs and counts through whatever
// the code has, and few of them fail there: what counts is what is seen to panic,
// in the handler and in the functions that it calls.

// harming finds what a guard does that panics.
type harming struct{ *Judge }

// early returns the first operation of n that can panic while the panic is still on.
func (h *handler) early(n ast.Node) (op ast.Node) {
	if call, ok := callOf(n); ok && h.isSignal(call) && (!h.strict || h.Builtin(call) != "close") {
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
	if h.sendsToClosed(n, st) {
		return n
	}
	if call, ok := callOf(n); ok && h.Builtin(call) == "close" && h.isSignal(call) {
		return nil
	}
	h.dangers(n, func(d danger) bool {
		if d.level == None && (h.harming.harms(d.node, inHandler) || d.later && h.harming.isCase(d.node)) {
			op = d.node
		} else if d.level == None {
			op = h.again(d.node)
		}
		return op == nil
	})
	return op
}

// closes returns n if it closes a channel that is closed already on this path, or that
// other code in view closes as well.
func (h *handler) closes(n ast.Node, st *handlerState) ast.Node {
	for _, p := range h.harming.closedBy(n) {
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
	if _, own := h.channels.ownChannel(call.Args[0]); own != nil && !own.once && len(own.closes) > 1 {
		return call
	}
	return nil
}

// sendsToClosed reports whether n sends to a channel that is closed on this path.
func (h *handler) sendsToClosed(n ast.Node, st *handlerState) bool {
	send, ok := n.(*ast.SendStmt)
	if !ok {
		return false
	}
	p, ok := h.harming.chanPathOf(send.Chan)
	slot, known := h.slots[p]
	return ok && known && st.holds.of(slot) == closed
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
	all := h.dangers(body, func(d danger) bool {
		c, ok := d.node.(*ast.CallExpr)
		same = d.level > None || ok && h.Text(c) == text
		return same
	})
	if all && same {
		return op
	}
	return nil
}

// A harm is an operation that is seen to panic in a function.
type harm struct{ op ast.Node }

var harmLattice = fixpoint.Of(harm{}, func(found, before harm) harm {
	if before.op != nil {
		return before
	}
	return found
})

// A distance says how far code is from the handler that executes it.
type distance int

const (
	inHandler   distance = iota
	calledByIt           // in a function that the handler calls
	furtherDown          // in what that calls
)

// harmIn returns what is seen to panic in a function of this package, at a distance from
// the handler.
func (j *harming) harmIn(fn ast.Node, where distance) harm {
	body := syntax.Body(fn)
	if body == nil {
		return harm{}
	}
	kind := farHarmOf
	if where == calledByIt {
		kind = nearHarmOf
	}
	return fixpoint.Ask(j.solver, harmLattice, question{kind: kind, fn: fn}, func() (found harm) {
		j.frame(body).escapes(func(e escape) bool {
			if e.level == None && (j.harms(e.node, where) || e.later && where == calledByIt && j.isCase(e.node) && j.comparesParam(e.node)) {
				found.op = e.node
			}
			return found.op == nil
		})
		return found
	})
}

// harms reports whether an operation that can panic is one that a handler
// should not do.
func (j *harming) harms(op ast.Node, where distance) bool {
	direct := where == inHandler
	switch op := op.(type) {
	case *ast.TypeAssertExpr:
		return true
	case *ast.AssignStmt, *ast.IncDecStmt, *ast.IndexExpr, *ast.SliceExpr:
		return direct || where == calledByIt && j.unchecked(op)
	case *ast.SendStmt: // to those who wait for an error
		return j.strict
	case *ast.SelectorExpr, *ast.StarExpr:
		return where < furtherDown && j.operationNeeds(op)&seenNil != 0
	case *ast.BinaryExpr: // a division, or r == x: with a value of a type that cannot be compared, if both are of it
		return direct || where == calledByIt && j.unchecked(op)
	case *ast.CompositeLit: // of a map, with r as a key
		return direct
	case *ast.CallExpr:
		switch j.Builtin(op) {
		case "":
			return j.operandHarms(op, where) || j.callHarms(op, where)
		case "panic":
			return true
		case "delete":
			return direct
		case "close": // as a completion signal, trusted as one that is deferred beside a guard
			return j.strict || !j.isSignal(op)
		}
	}
	return false
}

// unchecked reports whether an operation of a function that a handler calls is seen to
// panic there: it writes to a map that nobody makes, or indexes with, or divides by, a
// parameter as it is.
func (j *harming) unchecked(op ast.Node) bool {
	isParam := func(e ast.Expr) bool {
		v := j.VarOf(e)
		return v != nil && v.Kind() == types.ParamVar
	}
	index := func(e ast.Expr) bool {
		ix, ok := ast.Unparen(e).(*ast.IndexExpr)
		if !ok || j.operationNeeds(ix) == 0 {
			return false
		}
		if _, ok := core(j.Info.TypeOf(ix.X)).(*types.Map); ok {
			v := j.VarOf(ix.X)
			return v != nil && j.settings.neverSet(v)
		}
		return isParam(ix.Index)
	}
	switch op := op.(type) {
	case *ast.AssignStmt:
		return slices.ContainsFunc(op.Lhs, index) || (op.Tok == token.QUO_ASSIGN || op.Tok == token.REM_ASSIGN) && isParam(op.Rhs[0])
	case *ast.IncDecStmt:
		return index(op.X)
	case *ast.IndexExpr:
		return index(op)
	case *ast.SliceExpr:
		return op.Low != nil && isParam(op.Low) || op.High != nil && isParam(op.High)
	case *ast.BinaryExpr:
		return isParam(op.Y) || (op.Op == token.EQL || op.Op == token.NEQ) && isParam(op.X)
	}
	return false
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

// operandHarms reports whether what a method is called on is seen to panic, or to be nil:
// r.(error).Error(), which is reported as the one call that it is.
func (j *harming) operandHarms(call *ast.CallExpr, where distance) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || j.Info.Selections[sel] == nil {
		return false
	}
	return j.operationNeeds(sel)&never != 0 && j.mayHaveFailed(sel.X) ||
		!j.dangers(sel.X, func(d danger) bool { return d.level > None || !j.harms(d.node, where) })
}

// mayHaveFailed reports whether e is a variable that holds what a type assertion gave, and
// nobody asked whether it held: err, _ := r.(error).
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
	return ok && id.Name == "_"
}

// callHarms is harms for what a call runs.
func (j *harming) callHarms(call *ast.CallExpr, where distance) bool {
	next := min(where+1, furtherDown)
	t := j.Resolve(call.Fun)
	if j.onNil(call, t) {
		return true
	}
	if t.Lit == nil && t.Func == nil { // anybody's code; interface methods are mostly a logger's
		return j.strict && j.Interface(call.Fun) == nil || j.valuesHarm(call.Fun, next)
	}
	if how := j.callEnding(call); how != returns {
		return how == panics
	}
	if j.looksUp(call, t.Func) {
		return where == inHandler
	}
	shift, checks := 0, false
	if t.Func != nil {
		shift = j.Shift(call, t.Func)
	}
	for i, arg := range call.Args {
		switch j.handsOnNth(t, i-shift) {
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
	if node := j.Node(t); node != nil {
		return j.harmIn(node, next).op != nil
	}
	if j.InModule(t.Func.Pkg().Path()) && bool(j.facts.harmsOf(t.Func)) {
		return true
	}
	return j.strict && !j.IsStd(t.Func.Pkg().Path())
}

// looksUp reports whether call hands a sync.Map, or another known function that has to hash it, what may be of a
// type that cannot be hashed.
func (j *harming) looksUp(call *ast.CallExpr, fn *types.Func) bool {
	entry := known.Of(fn)
	if entry == nil {
		return false
	}
	return slices.ContainsFunc(entry.If, func(c known.If) bool {
		return c.Is == known.Hashable && c.Param < len(call.Args) && !j.condition(c.Is, call.Args[c.Param], nil)
	})
}

// onNil reports whether call calls what is seen to be nil, or hands it to what uses it.
func (j *harming) onNil(call *ast.CallExpr, t syntax.Target) bool {
	if j.settings.handsNil(call, t) {
		return true
	}
	if !j.settings.isUnset(call.Fun) {
		return false
	}
	h := j.handedTo(call)
	return h != nil && (h.unset || h.seenNil&receiver != 0 && (t.Func == nil || j.IsStd(t.Func.Pkg().Path())))
}

// valuesHarm reports whether everything that the variable e ever holds is seen to panic.
func (j *harming) valuesHarm(e ast.Expr, where distance) bool {
	v := j.VarOf(e)
	if v == nil {
		return false
	}
	values, _ := j.valuesOf(v)
	return len(values) > 0 && !slices.ContainsFunc(values, func(value ast.Expr) bool {
		node := j.Node(j.Resolve(value))
		return node == nil || j.harmIn(node, where).op == nil
	})
}

// hookFails reports whether call hands t a function that t calls behind its recover, and
// that is seen to panic there, or is nil.
func (j *harming) hookFails(call *ast.CallExpr, t syntax.Target) (fails bool) {
	guarded := j.Node(t)
	if guarded == nil || syntax.Body(guarded) == nil {
		return false
	}
	j.eachHanded(call, t, func(arg ast.Expr, param int) {
		v := j.param(guarded, param)
		if fails || arg == nil || v == nil || !j.hasHook(guarded, v) {
			return
		}
		if j.IsNil(arg) || j.settings.isUnset(arg) {
			sel, _ := ast.Unparen(arg).(*ast.SelectorExpr)
			fails = !j.settings.askedForNil(v) && len(j.Var(v).Values) == 0 && (j.IsNil(arg) || sel != nil && j.settings.neverSet(j.VarOf(sel)))
			return
		}
		if hook := j.Node(j.Resolve(arg)); hook != nil {
			fails = j.harmIn(hook, calledByIt).op != nil && !j.isPanic(j.harmIn(hook, calledByIt).op)
		}
	})
	return fails
}

// hasHook reports whether a literal that fn defers, and that recovers, calls v.
func (j *harming) hasHook(fn ast.Node, v *types.Var) bool {
	found := false
	eachDefer(syntax.Body(fn), func(d *ast.DeferStmt) {
		lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit)
		if found || !ok || !j.callsRecover(lit.Body) {
			return
		}
		syntax.Own(lit.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			found = found || ok && j.isVar(call.Fun, v)
			return !found
		})
	})
	return found
}

// handsOnNth returns what t does when its i-th parameter is the recovered value, or an
// error that is not nil: Full if it returns.
func (j *harming) handsOnNth(t syntax.Target, i int) Level {
	if node := j.Node(t); node != nil {
		return j.exporter.handsOnParam(node, i)
	}
	return j.facts.handsOnOf(t.Func).level(i)
}

// hookHarm returns what is seen to panic in a function that is handed to a guard, which
// calls it: nil if nothing is.
func (j *harming) hookHarm(call *ast.CallExpr, t syntax.Target) (op ast.Node) {
	guard := j.Node(t)
	if guard == nil {
		return nil
	}
	j.eachHanded(call, t, func(arg ast.Expr, param int) {
		if arg == nil || op != nil {
			return
		}
		if hook := j.Node(j.Resolve(arg)); hook != nil && j.paramUses(guard, param, None)&calledBare != 0 {
			op = j.harmIn(hook, calledByIt).op
		}
	})
	return op
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

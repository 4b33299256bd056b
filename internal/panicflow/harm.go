package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A guard must not panic itself. Before its recover, nothing must that would be
// reported anywhere. Behind it a handler logs and counts through whatever
// the code has, and few of them fail there: what counts is what is seen to panic,
// in the handler and in the functions that it calls.

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
	if call, ok := callOf(n); ok && h.Builtin(call) == "close" && h.isSignal(call) {
		return h.closes(call, st)
	}
	h.dangers(n, func(d danger) bool {
		if d.level == None && h.harms(d.node, true) {
			op = d.node
		}
		return op == nil
	})
	return op
}

// closes returns call if it closes a channel that is closed already on this path.
func (h *handler) closes(call *ast.CallExpr, st *handlerState) ast.Node {
	v := h.VarOf(call.Args[0])
	if v == nil {
		return nil
	}
	slot, ok := h.slot(v)
	if !ok {
		return nil
	}
	if st.holds.of(slot) == closed || h.strict {
		return call
	}
	st.holds = st.holds.with(slot, closed)
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

// harmIn returns what is seen to panic in a function of this package.
func (j *Judge) harmIn(fn ast.Node) harm {
	body := syntax.Body(fn)
	if body == nil {
		return harm{}
	}
	return fixpoint.Ask(j.solver, harmLattice, question{kind: harmOf, fn: fn}, func() (found harm) {
		j.frame(body).escapes(func(e escape) bool {
			if e.level == None && j.harms(e.node, false) {
				found.op = e.node
			}
			return found.op == nil
		})
		return found
	})
}

// harms reports whether an operation that can panic is one that a handler
// should not do. direct says that it stands in the handler itself.
func (j *Judge) harms(op ast.Node, direct bool) bool {
	switch op := op.(type) {
	case *ast.TypeAssertExpr:
		return true
	case *ast.AssignStmt, *ast.IncDecStmt, *ast.IndexExpr, *ast.SliceExpr:
		return direct
	case *ast.SendStmt: // to those who wait for an error
		return j.strict
	case *ast.SelectorExpr, *ast.StarExpr:
		return direct && j.operationNeeds(op)&seenNil != 0
	case *ast.BinaryExpr: // but not r != http.ErrAbortHandler, which fails for no value of use
		return direct && (op.Op == token.QUO || op.Op == token.REM)
	case *ast.CallExpr:
		switch j.Builtin(op) {
		case "":
			return j.callHarms(op)
		case "panic":
			return true
		case "close": // as a completion signal, trusted as one that is deferred beside a guard
			return j.strict || !j.isSignal(op)
		}
	}
	return false
}

// callHarms is harms for a call.
func (j *Judge) callHarms(call *ast.CallExpr) bool {
	t := j.Resolve(call.Fun)
	if t.Lit == nil && t.Func == nil { // anybody's code; interface methods are mostly a logger's
		return j.strict && j.Interface(call.Fun) == nil
	}
	if how := j.callEnding(call); how != returns {
		return how == panics
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
		return j.harmIn(node).op != nil
	}
	if j.InModule(t.Func.Pkg().Path()) && bool(j.facts.harmsOf(t.Func)) {
		return true
	}
	return j.strict && !j.IsStd(t.Func.Pkg().Path())
}

// handsOnNth returns what t does when its i-th parameter is the recovered value, or an
// error that is not nil: Full if it returns.
func (j *Judge) handsOnNth(t syntax.Target, i int) Level {
	if node := j.Node(t); node != nil {
		return j.handsOnParam(node, i)
	}
	return j.facts.handsOnOf(t.Func).level(i)
}

// hookHarm returns what is seen to panic in a function that is handed to a guard, which
// calls it: nil if nothing is.
func (j *Judge) hookHarm(call *ast.CallExpr, t syntax.Target) (op ast.Node) {
	guard := j.Node(t)
	if guard == nil {
		return nil
	}
	j.eachHanded(call, t, func(arg ast.Expr, param int) {
		if arg == nil || op != nil {
			return
		}
		if hook := j.Node(j.Resolve(arg)); hook != nil && j.paramUses(guard, param, None)&calledBare != 0 {
			op = j.harmIn(hook).op
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

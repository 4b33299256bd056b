package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An outcome is what becomes of a panic that a function handles, and why.
type outcome struct {
	level Level

	// For Partial: the panic is handed on where cond has the value when; nil if
	// it is no one condition.
	cond ast.Expr
	when bool

	// For None: what can panic in the handler itself, and whether it does so
	// before the recover.
	harm  ast.Node
	early bool
}

// outcomeLattice orders outcomes by their levels.
var outcomeLattice = fixpoint.Of(outcome{level: Full}, func(found, before outcome) outcome {
	if found.level < before.level {
		return found
	}
	return before
})

// A handler follows a panic through the function that handles it: which of
// its paths recover and return, which hand the panic on, which panic once more.
// What its variables hold is followed along each path, so that
// `if r := recover(); r != nil` has one branch only.
type handler struct {
	*Judge
	fn    ast.Node // a FuncDecl or FuncLit
	frame *frame

	idle  bool                             // nothing panics: recover returns nil
	slots map[any]int                      // of variables, and of the chanPaths that are closed, in holds
	tags  map[ast.Expr]ast.Expr            // cases of a switch, and what they are compared with
	types map[ast.Stmt]*ast.TypeSwitchStmt // clauses of a type switch
	seen  map[handlerState]bool

	ruledOut   branch // if it has a cond, no path takes it
	undecided  branch // the last one on the path so far
	returned   bool   // a path returns, and the panic is stopped
	unstopped  bool   // a path returns, and the panic goes on
	crashed    bool   // a path ends in another panic, or ends the process
	recovering bool   // a path recovers, even if it does not end
	reason     outcome
}

// A branch is a condition that nobody can decide, and the way that was taken.
type branch struct {
	cond ast.Expr
	when bool
}

// A handlerState is what is known at one point of a path.
type handlerState struct {
	block     int32
	recovered bool
	atEnd     bool // recover itself is deferred, and so recovers when the function returns
	guarded   bool // the handler has deferred a guard of its own
	holds     holdings
}

// holdings are what up to 32 variables hold, two bits each.
type holdings uint64

const (
	anything holdings = iota
	thePanic          // the recovered value, which is not nil
	nothing           // nil
	closed            // a channel that is closed
)

func (h holdings) of(slot int) holdings { return h >> (2 * slot) & 3 }
func (h holdings) with(slot int, what holdings) holdings {
	return h&^(3<<(2*slot)) | what<<(2*slot)
}

// newHandler returns the handler of fn; value is a parameter that holds the
// recovered value, if fn is only called by the deferred function, or nil.
func newHandler(j *Judge, fn ast.Node, value *types.Var) (*handler, handlerState) {
	h := &handler{
		Judge: j,
		fn:    fn,
		frame: j.frame(syntax.Body(fn)),
		slots: make(map[any]int),
		tags:  make(map[ast.Expr]ast.Expr),
		types: make(map[ast.Stmt]*ast.TypeSwitchStmt),
		seen:  make(map[handlerState]bool),
	}
	h.indexSwitches()
	var start handlerState
	if value != nil {
		start.recovered = true
		if slot, ok := h.slot(value); ok {
			start.holds = start.holds.with(slot, thePanic)
		}
	}
	return h, start
}

// idle returns what a function of this package that calls recover does when it is
// deferred and there is nothing to recover: Full if it cannot panic, None if it is
// seen to, with the operation.
func (j *guarding) idle(fn ast.Node) outcome {
	body := syntax.Body(fn)
	if body == nil || !j.recoversIn(body) {
		return outcome{}
	}
	return fixpoint.Ask(j.solver, outcomeLattice, question{kind: idleOf, fn: fn}, func() outcome {
		h, start := newHandler(j.Judge, fn, nil)
		h.idle = true
		h.reason.level = Full
		h.outcome(start)
		eachDefer(body, func(*ast.DeferStmt) { h.reason.level = min(h.reason.level, Unknown) })
		return outcome{level: h.reason.level, harm: h.reason.harm}
	})
}

// outcome follows every path.
func (h *handler) outcome(start handlerState) outcome {
	g := cfg.New(h.frame.body, func(call *ast.CallExpr) bool { return !h.crashing.neverReturns(call) })
	h.recovering = start.recovered
	h.follow(g.Blocks[0], start)
	switch {
	case h.crashed && !h.returned:
		h.reason.level = Crash
	case h.returned && (h.crashed || h.unstopped):
		h.reason.level = Partial
	case h.reason.harm != nil:
		return outcome{harm: h.reason.harm, early: h.reason.early}
	case h.returned, h.recovering && !h.unstopped: // or it never ends: for { sleep }
		return outcome{level: Full}
	default:
		return outcome{}
	}
	h.reason.harm = nil
	return h.reason
}

// follow walks the paths from the begin of a block.
func (h *handler) follow(b *cfg.Block, st handlerState) {
	st.block = b.Index
	if h.seen[st] {
		return
	}
	h.seen[st] = true
	if clause, ok := b.Stmt.(*ast.CaseClause); ok && b.Kind == cfg.KindSwitchCaseBody {
		if sw := h.types[clause]; sw != nil && !h.enter(clause, sw, &st) {
			return
		}
	}
	maybe := false
	for _, n := range b.Nodes {
		recovers := h.surelyRecovers(n)
		maybe = maybe || !recovers && h.callsRecover(n)
		if !h.step(n, recovers, &st) {
			return
		}
	}
	if maybe && !st.recovered {
		recovered := st
		recovered.recovered, h.recovering = true, true
		h.leave(b, recovered)
	}
	h.leave(b, st)
}

// step executes one node and reports whether the path goes on.
func (h *handler) step(n ast.Node, recovers bool, st *handlerState) bool {
	if d, ok := n.(*ast.DeferStmt); ok && h.Builtin(d.Call) == "recover" {
		st.atEnd = true
		return true
	}
	if d, ok := n.(*ast.DeferStmt); ok && !st.guarded {
		if h.guarding.deferred(d.Call) > Crash {
			st.guarded = true
		} else if h.harming.harms(d.Call, true) { // when the handler ends
			h.hurts(d.Call, false)
			if h.idle {
				h.reason.level = None
				return false
			}
		}
	}
	if h.idle {
		h.dangers(n, func(d danger) bool {
			if d.level == None && !st.guarded && h.harming.harms(d.node, true) {
				h.reason.harm = d.node
			}
			h.reason.level = min(h.reason.level, Unknown)
			return h.reason.harm == nil
		})
		if h.reason.harm != nil {
			h.reason.level = None
		}
		h.assign(n, st, false)
		return h.reason.harm == nil
	}
	if !st.recovered && !recovers {
		h.hurts(h.early(n), true)
	}
	again := st.recovered // a second recover returns nil
	if recovers {
		st.recovered, h.recovering = true, true
	}
	if op := h.fails(n, st.holds, again); op != nil {
		h.hurts(op, !st.recovered)
		return false
	}
	switch h.handsOn(n, st.holds, again) {
	case Crash:
		h.end(&h.crashed)
		return false
	case Partial:
		h.end(&h.crashed)
	}
	if st.recovered && !st.guarded {
		h.hurts(h.late(n, st), false)
	}
	h.assign(n, st, again)
	return true
}

// end notes how a path ends, and the condition that led there if it is a bad end.
func (h *handler) end(how *bool) {
	if how != &h.returned && !*how && h.reason.cond == nil {
		h.reason.cond, h.reason.when = h.undecided.cond, h.undecided.when
	}
	*how = true
}

func (h *handler) hurts(op ast.Node, early bool) {
	if op != nil && h.reason.harm == nil {
		h.reason.harm, h.reason.early = op, early
	}
}

// leave goes on behind a block.
func (h *handler) leave(b *cfg.Block, st handlerState) {
	switch {
	case len(b.Succs) == 2:
		h.fork(b, st)
	case len(b.Succs) == 1:
		h.follow(b.Succs[0], st)
	case st.recovered, st.atEnd:
		h.end(&h.returned)
	default:
		h.end(&h.unstopped)
	}
}

// fork takes the branches that a panic can take.
func (h *handler) fork(b *cfg.Block, st handlerState) {
	var cond ast.Expr
	truth := unclear
	if len(b.Nodes) > 0 {
		if cond, _ = b.Nodes[len(b.Nodes)-1].(ast.Expr); cond != nil {
			truth = h.truth(cond, st.holds)
		}
	}
	if clause, ok := b.Succs[0].Stmt.(*ast.CaseClause); ok && cond == nil {
		if sw := h.types[clause]; sw != nil && slices.ContainsFunc(clause.List, h.IsNil) && h.value(switched(sw), st.holds, false) == nothing {
			truth = yes
		}
	}
	before := h.undecided
	for i, succ := range b.Succs {
		when := i == 0
		if cond != nil && !h.idle && !st.recovered && h.recoversIf(cond, when) {
			continue // it has been called
		}
		if truth == unclear || when == (truth == yes) {
			if truth == unclear && h.tags[cond] == nil {
				h.undecided = branch{cond, when}
			}
			st := st
			st.holds = h.learn(cond, when, st.holds)
			h.follow(succ, st)
			h.undecided = before
		}
	}
}

// slot returns the place of a variable or chanPath in holdings; there may be none left.
func (h *handler) slot(v any) (int, bool) {
	slot, ok := h.slots[v]
	if !ok && len(h.slots) < 32 {
		slot, ok = len(h.slots), true
		h.slots[v] = slot
	}
	return slot, ok
}

// indexSwitches finds what the cases of the switch statements are compared with.
func (h *handler) indexSwitches() {
	syntax.Own(h.frame.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SwitchStmt:
			for _, clause := range n.Body.List {
				for _, e := range clause.(*ast.CaseClause).List {
					if n.Tag != nil {
						h.tags[e] = n.Tag
					}
				}
			}
		case *ast.TypeSwitchStmt:
			for _, clause := range n.Body.List {
				h.types[clause] = n
			}
		}
		return true
	})
}

// enter starts a clause of a type switch; false: a panic does not get there.
func (h *handler) enter(clause *ast.CaseClause, sw *ast.TypeSwitchStmt, st *handlerState) bool {
	what := h.value(switched(sw), st.holds, false)
	nils := len(clause.List) > 0
	for _, e := range clause.List {
		nils = nils && h.IsNil(e)
	}
	if what == thePanic && nils || what == nothing && !slices.ContainsFunc(clause.List, h.IsNil) {
		return false
	}
	if v, ok := h.Info.Implicits[clause].(*types.Var); ok {
		if slot, ok := h.slot(v); ok {
			st.holds = st.holds.with(slot, what)
		}
	}
	return true
}

// switched returns the x of switch x.(type) and switch v := x.(type).
func switched(n *ast.TypeSwitchStmt) ast.Expr {
	var e ast.Expr
	switch s := n.Assign.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		e = s.Rhs[0]
	}
	if ta, ok := ast.Unparen(e).(*ast.TypeAssertExpr); ok {
		return ta.X
	}
	return e
}

// assign follows what n assigns to variables.
func (h *handler) assign(n ast.Node, st *handlerState, again bool) {
	set := func(lhs, rhs ast.Expr) {
		v := h.VarOf(lhs)
		if v == nil || v.IsField() {
			return
		}
		if slot, ok := h.slot(v); ok {
			st.holds = st.holds.with(slot, h.value(rhs, st.holds, again))
		}
	}
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, lhs := range n.Lhs {
			if len(n.Lhs) == len(n.Rhs) {
				set(lhs, n.Rhs[i])
			} else if ta, ok := ast.Unparen(n.Rhs[0]).(*ast.TypeAssertExpr); ok && h.value(ta.X, st.holds, again) == nothing {
				set(lhs, ta.X) // err, ok := r.(error): nil and false
			} else {
				set(lhs, nil)
			}
		}
	case *ast.ValueSpec:
		h.define(n, set)
	case *ast.DeclStmt:
		if decl, ok := n.Decl.(*ast.GenDecl); ok {
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.ValueSpec); ok {
					h.define(spec, set)
				}
			}
		}
	}
}

func (h *handler) define(n *ast.ValueSpec, set func(lhs, rhs ast.Expr)) {
	for i, name := range n.Names {
		if i < len(n.Values) && len(n.Names) == len(n.Values) {
			set(name, n.Values[i])
		}
	}
}

// value returns what e holds; again says that the panic is over before.
func (h *handler) value(e ast.Expr, holds holdings, again bool) holdings {
	switch x := ast.Unparen(e).(type) {
	case nil:
	case *ast.Ident:
		if h.IsNil(x) {
			return nothing
		}
		if v, ok := h.Info.ObjectOf(x).(*types.Var); ok {
			if slot, ok := h.slots[v]; ok {
				return holds.of(slot)
			}
		}
	case *ast.CallExpr:
		switch {
		case h.Builtin(x) == "recover" && (again || h.idle):
			return nothing
		case h.Builtin(x) == "recover":
			return thePanic
		case h.Info.Types[x.Fun].IsType() && len(x.Args) == 1:
			return h.value(x.Args[0], holds, again)
		case h.returnsNil(x), h.idle && h.keepsNil(x, holds):
			return nothing
		}
	}
	return anything
}

// keepsNil reports whether call hands on that there was nothing to recover: it is handed that, and returns nil at times.
func (h *handler) keepsNil(call *ast.CallExpr, holds holdings) bool {
	if t := h.Info.TypeOf(call); t == nil || !types.IsInterface(t) {
		return false
	}
	for i, arg := range call.Args {
		if h.IsNil(arg) || h.value(arg, holds, true) != nothing {
			continue
		}
		t := h.Resolve(call.Fun)
		node := h.Node(t)
		if node == nil {
			return t.Func != nil && t.Func.Pkg() != nil && !h.IsStd(t.Func.Pkg().Path()) && !h.facts.makesOf(t.Func).Always
		}
		v := h.param(node, i)
		return slices.ContainsFunc(h.Returns(node), func(e ast.Expr) bool { return h.IsNil(e) || v != nil && h.isVar(e, v) })
	}
	return false
}

// returnsNil reports whether the callee returns nothing but nil.
func (h *handler) returnsNil(call *ast.CallExpr) bool {
	node := h.Node(h.Resolve(call.Fun))
	if node == nil {
		return false
	}
	list := h.Returns(node)
	for _, e := range list {
		if !h.IsNil(e) {
			return false
		}
	}
	return len(list) > 0
}

// A truthValue is what is known of a condition.
type truthValue uint8

const (
	unclear truthValue = iota
	yes
	no
)

func (t truthValue) not() truthValue { return [...]truthValue{unclear, no, yes}[t] }

func truthOf(b bool) truthValue {
	if b {
		return yes
	}
	return no
}

// truth returns whether a condition holds when there was a panic.
func (h *handler) truth(e ast.Expr, holds holdings) truthValue {
	if tag := h.tags[e]; tag != nil {
		return h.equal(tag, e, holds)
	}
	if cond := h.ruledOut.cond; cond != nil && h.Text(e) == h.Text(cond) {
		return truthOf(!h.ruledOut.when)
	}
	if c := h.Info.Types[e].Value; c != nil {
		return constantTruth(c)
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if h.value(e, holds, false) == nothing && !canBeNil(h.Info.TypeOf(e)) {
			return no // ok, of what is nil
		}
		return h.flag(e)
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return h.truth(e.X, holds).not()
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			return h.truth(e.X, holds).and(h.truth(e.Y, holds))
		case token.LOR:
			return h.truth(e.X, holds).not().and(h.truth(e.Y, holds).not()).not()
		case token.EQL:
			return h.equal(e.X, e.Y, holds)
		case token.NEQ:
			return h.equal(e.X, e.Y, holds).not()
		}
	}
	return unclear
}

func (t truthValue) and(u truthValue) truthValue {
	switch {
	case t == no || u == no:
		return no
	case t == yes && u == yes:
		return yes
	}
	return unclear
}

// equal compares with nil, which is all that is known of a panic.
func (h *handler) equal(x, y ast.Expr, holds holdings) truthValue {
	if h.IsNil(x) {
		x, y = y, x
	}
	if h.IsNil(y) {
		switch h.value(x, holds, false) {
		case thePanic:
			return no
		case nothing:
			return yes
		}
	}
	return unclear
}

// learn returns what is known behind a condition.
func (h *handler) learn(cond ast.Expr, when bool, holds holdings) holdings {
	x, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || !h.IsNil(x.Y) || (x.Op == token.EQL) != when || x.Op != token.EQL && x.Op != token.NEQ {
		return holds
	}
	if v := h.VarOf(x.X); v != nil && !v.IsField() {
		if slot, ok := h.slots[v]; ok {
			return holds.with(slot, nothing)
		}
	}
	return holds
}

// handsOn says whether executing n hands the panic on: Crash always, Partial
// under a condition inside a helper that gets the recovered value, None not.
func (h *handler) handsOn(n ast.Node, holds holdings, again bool) Level {
	level := None
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				level = max(level, h.part(lit, holds, again))
			} else if h.crashing.neverReturns(n) {
				level = Crash
				break
			}
			for i, arg := range n.Args {
				if h.value(arg, holds, again) == thePanic {
					switch l := h.guarding.handing(n, i); l {
					case Crash, Partial:
						level = max(level, l)
					}
				}
			}
		}
		return level != Crash
	})
	return level
}

// part is handsOn for a literal that is called where it stands, and so knows what the variables around it hold.
func (h *handler) part(lit *ast.FuncLit, holds holdings, again bool) Level {
	if f := h.Judge.frame(lit.Body); f.guards() && h.containment.nodeLevel(lit) == Full {
		return None
	}
	in, start := newHandler(h.Judge, lit, nil)
	for v, slot := range h.slots {
		in.slots[v] = slot
	}
	start.holds, start.recovered = holds, again
	switch level := in.outcome(start).level; level {
	case Crash, Partial:
		return level
	}
	return None
}

// fails returns a call in n of a function of this package that always panics, but
// not with the recovered value: that is no decision to hand it on, as a second
// try is not that fails like the first.
func (h *handler) fails(n ast.Node, holds holdings, again bool) (op ast.Node) {
	syntax.Own(n, func(n ast.Node) bool {
		if isGo(n) { // what it starts is reported itself
			return false
		}
		call, ok := n.(*ast.CallExpr)
		if !ok || op != nil || h.Builtin(call) != "" || h.crashing.callEnding(call) != panics {
			return op == nil
		}
		node := h.Node(h.Resolve(call.Fun))
		if node == ast.Unparen(call.Fun) { // see part
			return false
		}
		if node != nil && !(h.mentionsPanic(call.Args, holds, again) && h.guarding.panicsWithParam(node)) {
			op = call
		}
		return op == nil
	})
	return op
}

// panicsWithParam reports whether a function that always panics does so with what
// it is handed.
func (j *guarding) panicsWithParam(fn ast.Node) bool {
	typ, with := syntax.FuncType(fn), false
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || with || j.crashing.callEnding(call) != panics {
			return !with
		}
		for _, arg := range call.Args {
			ast.Inspect(arg, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					v, _ := j.Info.Uses[id].(*types.Var)
					with = with || v != nil && typ.Pos() <= v.Pos() && v.Pos() < typ.End()
				}
				return !with
			})
		}
		return !with
	})
	return with
}

// mentionsPanic reports whether the recovered value occurs in a list.
func (h *handler) mentionsPanic(list []ast.Expr, holds holdings, again bool) bool {
	found := false
	for _, e := range list {
		ast.Inspect(e, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok && h.value(e, holds, again) == thePanic {
				found = true
			}
			return !found
		})
	}
	return found
}

// handing returns what the callee of call does when its i-th argument is the
// recovered value: Full if it returns in any case.
func (j *guarding) handing(call *ast.CallExpr, i int) Level {
	t := j.Resolve(call.Fun)
	if t.Func != nil {
		i -= j.Shift(call, t.Func)
	}
	node := j.Node(t)
	if node == nil {
		if t.Func == nil {
			return Full
		}
		return j.facts.handsOnOf(t.Func).level(i)
	}
	v := j.param(node, i)
	if v == nil || syntax.Body(node) == nil {
		return Full
	}
	return j.handsOnAs(node, v).level
}

// handsOnAs returns what fn does when its parameter v is the recovered value, or
// an error that is not nil.
func (j *guarding) handsOnAs(fn ast.Node, v *types.Var) outcome {
	return fixpoint.Ask(j.solver, outcomeLattice, question{kind: handsOnOf, fn: fn, v: v}, func() outcome {
		if j.frame(syntax.Body(fn)).guards() && j.containment.nodeLevel(fn) == Full {
			return outcome{level: Full} // it panics, and recovers
		}
		h, start := newHandler(j.Judge, fn, v)
		return h.outcome(start)
	})
}

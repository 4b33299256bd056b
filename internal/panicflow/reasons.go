package panicflow

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Way is how a panic gets out of a goroutine: the one that a person would look
// at first.
type Way struct {
	Node   ast.Node    // the operation that panics; nil if none is known
	Within ast.Node    // what panics in the callee of Node, if that is known; else nil
	Func   *types.Func // the function in which Within stands
}

// A rank orders what can panic by how convincing it is, the most convincing first.
type rank uint8

const (
	failFast       rank = iota // panic(err): somebody has decided that the process must end
	explicitPanic              // of anything else: what cannot be, a bug
	ownCode                    // a function of the module in which one of these is
	callback                   // a function value or interface method: anybody's code
	operation                  // index, map write, assertion, division, close, …
	dereference                // of what can be nil
	foreignCode                // other modules, interfaces of the standard library
	logging                    // by its name: every function does it, and it hardly ever fails
	standardMethod             // the standard library, which its operand may be nil for
	standardCode               // the standard library
	besideError                // a dereference of what came with an error that somebody looks at
	unlikely                   // make, and a send where nobody is seen to close
	origin                     // a dereference of the receiver, or of what a literal captures
	exit                       // fatal(serve()): serve is the one
	noReason
)

// wayDepth is how many calls down a reason is looked for.
const wayDepth = 2

// A reasoned way is an escape and why it is one.
type reasoned struct {
	escape
	rank   rank
	inner  rank // for ownCode: of what is in it
	within ast.Node
	in     *types.Func
}

// explaining finds the reason that is told.
type explaining struct {
	*Judge
	ways   map[wayKey]reasoned // worstWay
	closed map[*types.Var]bool // isClosed; nil until the first question
}

type wayKey struct {
	body  *ast.BlockStmt
	bound bound
	depth int
}

// worst returns the worst way out of the body for a panic: of the lowest level,
// the most convincing of those, and the first in the source; its node is nil if
// there is none. It looks depth calls down for reasons.
func (f *frame) worst(depth int) reasoned {
	key := wayKey{f.body, f.bound, depth}
	if w, ok := f.explaining.ways[key]; ok {
		return w
	}
	worst := reasoned{escape: escape{danger: danger{level: Full}}, rank: noReason}
	f.escapes(func(e escape) bool {
		if worst.node == nil || e.level <= worst.level {
			if this := f.reason(e, depth); worst.node == nil || this.compare(worst) < 0 {
				worst = this
			}
		}
		return true
	})
	f.explaining.ways[key] = worst
	return worst
}

func (r reasoned) compare(s reasoned) int {
	return cmp.Or(
		cmp.Compare(r.level, s.level),
		cmp.Compare(r.rank, s.rank),
		compareBool(r.deferred, s.deferred), // which cleans up
		cmp.Compare(r.inner, s.inner),
		cmp.Compare(r.node.Pos(), s.node.Pos()))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// reason ranks one way out.
func (f *frame) reason(e escape, depth int) reasoned {
	r := reasoned{escape: e}
	switch n := e.node.(type) {
	case *ast.CallExpr:
		f.callReason(&r, n, depth)
	case *ast.SendStmt:
		r.rank = operation
		if !f.explaining.isClosed(n.Chan) {
			r.rank = unlikely
		}
	case *ast.SelectorExpr, *ast.StarExpr:
		r.rank = dereference
		if x := pointerOf(n); f.nilness.isAtTimesNil(x) {
			r.rank, r.inner = ownCode, operation // that returns nil, or has not got it
		} else if f.isOrigin(e.danger) {
			r.rank = origin
		} else if f.cameWithError(n) {
			r.rank = besideError
		}
	default:
		r.rank = operation
	}
	if e.needs&paramBits != 0 && !f.needsSize(e.node) { // it may be that nobody hands it nil
		r.rank = max(r.rank, dereference)
	}
	return r
}

// pointerOf returns what a selection or a star expression dereferences.
func pointerOf(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		return n.X
	case *ast.StarExpr:
		return n.X
	}
	return nil
}

// EmbeddedNil returns how the embedded pointer that a selection dereferences last is reached from its operand: ".val"; "" if there is none, or the
// operand may be nil before.
func (j *Judge) EmbeddedNil(e *ast.SelectorExpr) (path string) {
	t := j.Info.TypeOf(e.X)
	if _, pointer := core(t).(*types.Pointer); pointer && !j.nilness.notNil(e.X, nil) {
		return ""
	}
	sel, to := j.Info.Selections[e], ""
	for _, i := range sel.Index()[:len(sel.Index())-1] {
		if ptr, ok := core(t).(*types.Pointer); ok {
			t = ptr.Elem()
		}
		st, ok := core(t).(*types.Struct)
		if !ok {
			return ""
		}
		t = st.Field(i).Type()
		to += "." + st.Field(i).Name()
		if canBeNil(t) && !types.Identical(t, receiverType(sel)) {
			path = to
		}
	}
	return path
}

// receiverType returns the type of the receiver of the method that is selected; nil if that is a field.
func receiverType(sel *types.Selection) types.Type {
	if fn, ok := sel.Obj().(*types.Func); ok {
		return fn.Signature().Recv().Type()
	}
	return nil
}

// cameWithError reports whether a selection reads what a call has returned beside an error, which has a name: it is
// nil only where that is not.
//
//	resp, err := http.Get(url); if err != nil { return }; log.Print(resp.Status)
func (src source) cameWithError(n ast.Node) bool {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v := src.VarOf(sel.X)
	if v == nil || v.Kind() != types.LocalVar || src.Var(v).Zero || len(src.Var(v).Values) == 0 {
		return false
	}
	for _, value := range src.Var(v).Values {
		c, ok := src.CursorAt(value.Pos)
		if !ok {
			return false
		}
		assign, ok := c.Parent().Node().(*ast.AssignStmt)
		if !ok || len(assign.Lhs) < 2 || len(assign.Rhs) != 1 {
			return false
		}
		last, ok := assign.Lhs[len(assign.Lhs)-1].(*ast.Ident)
		if !ok || last.Name == "_" || !syntax.IsError(src.Info.TypeOf(last)) {
			return false
		}
	}
	return true
}

// needsSize reports whether an operation panics for want of an element or of a number that is not 0.
func (f *frame) needsSize(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IndexExpr:
		return isList(f.Info.TypeOf(n.X))
	case *ast.AssignStmt:
		return n.Tok == token.QUO_ASSIGN || n.Tok == token.REM_ASSIGN
	case *ast.SliceExpr, *ast.BinaryExpr:
		return true
	}
	return false
}

// isOrigin is readsOrigin in either profile.
func (f *frame) isOrigin(d danger) bool {
	sel, ok := d.node.(*ast.SelectorExpr)
	return ok && !d.later && f.isOriginVar(sel.X) && f.explaining.derefsOnce(sel)
}

// derefsOnce reports whether a selection dereferences its operand, and no embedded pointer.
func (j *explaining) derefsOnce(e *ast.SelectorExpr) bool {
	sel := j.Info.Selections[e]
	if sel == nil {
		return false
	}
	_, once := core(j.Info.TypeOf(e.X)).(*types.Pointer)
	j.places.fields(e, sel, func(_ place, x ast.Expr) { once = once && x != nil })
	return once
}

// callReason ranks a call.
func (f *frame) callReason(r *reasoned, call *ast.CallExpr, depth int) {
	switch name := f.Builtin(call); {
	case name == "panic":
		r.rank = explicitPanic
		if f.holdsError(call.Args[0]) {
			r.rank = failFast
		}
		return
	case name == "make":
		r.rank = unlikely
		return
	case name != "" || f.Info.Types[call.Fun].IsType():
		r.rank = operation
		return
	}
	if known.Of(f.Callee(call)).Has(known.CannotPanic) || f.isOne(call.Fun, f.giving) || f.containment.given(f.Resolve(call.Fun)) { // once.Do(f): what it is handed does
		if f.handedReason(r, call, depth) {
			return
		}
	}
	if logs(call) {
		r.rank = logging
		if fatalNames().MatchString(calleeName(call)) {
			r.rank = exit
		}
		return
	}
	if m := f.Interface(call.Fun); m != nil {
		r.rank = callback
		if m.Pkg() == nil || f.IsStd(m.Pkg().Path()) {
			r.rank = foreignCode
		}
		return
	}
	t := f.Resolve(call.Fun)
	node := f.Node(t)
	switch {
	case t.Lit != nil && ast.Unparen(call.Fun) == t.Lit: // part of the body
		if inner := f.Judge.frame(t.Lit.Body).worst(depth); inner.node != nil {
			inner.level, inner.deferred = r.level, r.deferred
			*r = inner
		}
	case f.crashing.neverReturns(call) && (node == nil || f.crashing.callEnding(call) == exits || slices.ContainsFunc(call.Args, isCall)):
		r.rank = exit
	case node != nil && syntax.Body(node) != nil:
		f.ownReason(r, call, t, depth)
	case t.Func == nil:
		r.rank = callback
	case f.InModule(t.Func.Pkg().Path()):
		r.rank, r.inner = ownCode, operation
	case f.IsStd(t.Func.Pkg().Path()):
		r.rank = standardCode
		if recv := t.Func.Signature().Recv(); recv != nil && canBeNil(recv.Type()) {
			r.rank = standardMethod
		}
	default:
		r.rank = foreignCode
	}
}

// handedReason ranks a call by the function that it hands on, and reports whether there is a reason in that: a literal is a part of the
// body.
func (f *frame) handedReason(r *reasoned, call *ast.CallExpr, depth int) bool {
	handed := f.explaining.handedFrame(call)
	if handed == nil {
		return false
	}
	inner := handed.worst(depth)
	decl, declared := f.funcOf(handed.body)
	switch {
	case inner.node == nil:
		return false
	case call.Pos() < handed.body.Pos() && handed.body.End() < call.End():
		inner.level, inner.deferred = r.level, r.deferred
		*r = inner
		return true
	case !declared || f.Node(f.Resolve(call.Fun)) != nil:
		return false
	}
	r.rank, r.inner, r.within, r.in = ownCode, inner.rank, inner.node, decl
	if inner.within != nil {
		r.within, r.in = inner.within, inner.in
	}
	if inner.rank > dereference {
		r.rank = inner.rank
	}
	return true
}

// funcOf returns the function that is declared with a body.
func (src source) funcOf(body *ast.BlockStmt) (*types.Func, bool) {
	decl, ok := src.FuncAround(body).(*ast.FuncDecl)
	if !ok || decl.Body != body {
		return nil, false
	}
	fn, ok := src.Info.Defs[decl.Name].(*types.Func)
	return fn, ok
}

// isClosed reports whether code of the package closes the variable or field ch, or
// nobody knows which one it is.
func (j *explaining) isClosed(ch ast.Expr) bool {
	if j.closed == nil {
		j.closed = make(map[*types.Var]bool)
		for c := range j.Preorder((*ast.CallExpr)(nil)) {
			if call := c.Node().(*ast.CallExpr); j.Builtin(call) == "close" {
				if v := j.VarOf(ast.Unparen(call.Args[0])); v != nil {
					j.closed[v.Origin()] = true
				}
			}
		}
	}
	v := j.VarOf(ast.Unparen(ch))
	return v == nil || j.closed[v.Origin()]
}

// logs reports whether a call has the name of a logger's method, and says something.
func logs(call *ast.CallExpr) bool {
	return len(call.Args) > 0 && logNames().MatchString(calleeName(call))
}

// calleeName returns the last name in the callee of call.
func calleeName(call *ast.CallExpr) string {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return ""
}

var fatalNames = lazy.Regexp(`^(?i:fatal)`)

var logNames = lazy.Regexp(`^(?i:log|trace|debug|info|notice|warn|warning|error|fatal|print)(f|ln|w|Context|Ctx)?$`)

func isCall(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok
}

// ownReason ranks a call of a function of this package by what is in it: what contains its panics of what it is handed is no reason,
// and for what does not there is one in that.
func (f *frame) ownReason(r *reasoned, call *ast.CallExpr, t syntax.Target, depth int) {
	r.rank, r.inner = ownCode, operation
	if depth == 0 {
		return
	}
	node := f.Node(t)
	inner := f.containment.bind(node, f.boundBy(call, t)).worst(depth - 1)
	if inner.node == nil {
		return
	}
	if opened, fn, ok := f.opened(call, t, inner.node, depth-1); ok {
		if call.Lparen < opened.node.Pos() && opened.node.End() <= call.Rparen { // in a literal, a part of the body
			opened.level, opened.deferred = r.level, r.deferred
			*r = opened
			return
		}
		inner, t = opened, syntax.Target{Func: fn}
	}
	r.within, r.in, r.inner = inner.node, t.Func, inner.rank
	if inner.within != nil {
		r.within, r.in = inner.within, inner.in
	}
	if inner.rank > dereference {
		r.rank = inner.rank
	}
}

// CallsParam reports whether op is the call of a parameter.
func (j *Judge) CallsParam(op ast.Node) bool {
	call, ok := op.(*ast.CallExpr)
	if !ok {
		return false
	}
	v := j.VarOf(call.Fun)
	return v != nil && v.Kind() == types.ParamVar
}

// paramCalled returns the parameter of fn that the operation op calls, or ranges over; nil if it does neither.
func (src source) paramCalled(fn, op ast.Node) *types.Var {
	e, ok := op.(ast.Expr)
	if call, is := op.(*ast.CallExpr); is {
		e = call.Fun
	}
	v := src.VarOf(e)
	if !ok || v == nil || v.Kind() != types.ParamVar || src.paramIndex(fn, v) < 0 {
		return nil
	}
	return v
}

// opened returns the worst way out of the function that call hands t as the parameter which op, in t, calls, or of what that is made by, and
// which of the two is declared.
func (f *frame) opened(call *ast.CallExpr, t syntax.Target, op ast.Node, depth int) (worst reasoned, declared *types.Func, ok bool) {
	v, args := f.paramCalled(f.Node(t), op), f.ownArgs(call, t)
	if v == nil || f.paramIndex(f.Node(t), v) >= len(args) {
		return worst, nil, false
	}
	handed := f.Resolve(args[f.paramIndex(f.Node(t), v)])
	maker := handed.Result
	if declared = handed.Func; maker != nil {
		declared, handed = f.Resolve(maker.Fun).Func, f.product(handed)
	}
	node := f.Node(handed)
	if node == nil || syntax.Body(node) == nil {
		return worst, nil, false
	}
	worst = f.containment.bind(node, bound{containing: ^uint32(0)}).worst(depth)
	if maker != nil && worst.node != nil && depth > 0 {
		if inner, fn, ok := f.opened(maker, f.Resolve(maker.Fun), worst.node, depth-1); ok {
			return inner, fn, true
		}
	}
	return worst, declared, worst.node != nil
}

// WayOut returns the way out that a person should be told of first.
func (j *Judge) WayOut(s *Spawn) Way {
	f := j.explaining.frameOf(s)
	if f == nil {
		f = j.explaining.handedFrame(s.Call)
	}
	var out reasoned
	if f != nil {
		out = f.worst(wayDepth)
	}
	if out.node == nil { // it is what the guard is handed
		if read := j.guarding.receiverWay(s); read != nil {
			return Way{Node: read}
		}
		return Way{Node: j.hooking.failing(s.Call, j.Resolve(s.Call.Fun)).Node}
	}
	return Way{Node: out.node, Within: out.within, Func: out.in}
}

// handedFrame returns the frame of the first function that call hands to its
// callee, which does not contain its panics, and neither does the function itself: go once.Do(f). It is nil if there is none.
func (j *explaining) handedFrame(call *ast.CallExpr) (f *frame) {
	t := j.Resolve(call.Fun)
	var supervised []int
	if t.Func != nil && j.Node(t) == nil {
		supervised = j.facts.supervisesOf(t.Func.Origin()).Params
	}
	j.containment.eachHanded(call, t, func(arg ast.Expr, param int) {
		if arg == nil || f != nil || slices.Contains(supervised, param) || j.containment.sets(arg) {
			return
		}
		if node := j.Node(j.Resolve(arg)); node != nil && syntax.Body(node) != nil && j.containment.nodeLevel(node) < Full {
			f = j.frame(syntax.Body(node))
		}
	})
	return f
}

// FailFast reports whether the goroutine's own function panics on purpose: with
// an error, if err := srv.ListenAndServe(); err != nil { panic(err) }, or whatever
// happens. To live on without that server is worse. panic("unreachable") under a
// condition tells of a bug, as an index out of range does.
func (j *Judge) FailFast(s *Spawn) bool {
	if s.Go != nil && j.Builtin(s.Call) == "panic" {
		return true
	}
	f := j.explaining.frameOf(s)
	if f == nil {
		return false
	}
	out := f.worst(wayDepth)
	return out.level == None && (out.rank == failFast || out.rank == explicitPanic && f.isStatement(out.node))
}

// isStatement reports whether a call is one of the statements of the body, under no condition.
func (f *frame) isStatement(call ast.Node) bool {
	return slices.ContainsFunc(f.body.List, func(stmt ast.Stmt) bool {
		own, ok := callOf(stmt)
		return ok && own == call
	})
}

// holdsError reports whether e is an error, or is made of one.
func (src source) holdsError(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && !found {
			t := src.Info.TypeOf(e)
			found = t != nil && !src.IsNil(e) && types.Implements(t, errorType)
		}
		return !found
	})
	return found
}

var errorType = types.Universe.Lookup("error").Type().Underlying().(*types.Interface)

// HeldBack returns a wait that the goroutine defers and that a panic runs into:
// where nobody else ends it, the process hangs instead of ending. It is nil if there is none.
func (j *Judge) HeldBack(s *Spawn) ast.Node {
	f := j.explaining.frameOf(s)
	if f == nil {
		return nil
	}
	var found ast.Node
	eachDefer(f.body, func(d *ast.DeferStmt) {
		if found != nil {
			return
		}
		if lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit); ok {
			for _, stmt := range lit.Body.List {
				if call, ok := callOf(stmt); ok && found == nil && j.waits(call) {
					found = call
				}
			}
		} else if j.waits(d.Call) {
			found = d.Call
		}
	})
	return found
}

// waits reports whether call waits for another goroutine. A receive may as well
// give back a slot.
func (src source) waits(call *ast.CallExpr) bool {
	fn := src.Callee(call)
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "sync" && known.Of(fn).Has(known.Waits)
}

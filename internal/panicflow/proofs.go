package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is proved in one function: a forward analysis over its control-flow graph
// finds the facts that hold at each operation on every path, and from them which
// operations cannot panic. It is sound for local variables. Of fields and of
// variables that other code can assign it knows what was found since the last call,
// lock or receive, in the default profile only; a program that changes them
// meanwhile has a data race.

// paramSet is a set of the parameters of a function that must not be nil, or, if they are
// channels, must be such that a send or close cannot panic: bit 0 is the receiver, bit i+1 is the
// i-th parameter. never says that this would not help;
// seenNil, beside it, that nil is seen to get there: see mayBeZero.
type paramSet uint16

const (
	receiver  paramSet = 1
	never     paramSet = 1 << 7
	seenNil   paramSet = 1 << 8
	maxParams          = 7 // that a set can name
)

// proofs is what is proved in a function.
type proofs struct {
	operations map[ast.Node]paramSet        // what must not be nil for the operation not to panic; never, if it is not here
	handed     map[ast.Node]*handed         // by call, or method value: what the callee gets
	literals   map[*ast.FuncLit]state       // what holds where the literal is evaluated
	own        map[*types.Var]paramSet      // the parameters
	comm       map[ast.Stmt]bool            // the communications of select statements
	tags       map[ast.Node]*ast.SwitchStmt // by clause
	ranges     map[ast.Expr]*ast.RangeStmt  // by operand, key and value
}

// handed says which operands of a call are not nil.
type handed struct {
	callable bool // the function itself is not nil
	unset    bool // it is seen to be nil
	notNil   paramSet
	seenNil  paramSet            // those of which nil is seen to get there
	own      [maxParams]paramSet // the parameter of the caller that the operand is, if it is not assigned
}

// needs returns what must not be nil of the caller's parameters for the callee's
// to be so.
func (h *handed) needs(callee paramSet) paramSet {
	if callee&never != 0 || h == nil {
		return never
	}
	var all paramSet
	for i := range maxParams {
		switch bit := paramSet(1) << i; {
		case callee&bit == 0 || h.notNil&bit != 0:
		case h.own[i] != 0:
			all |= h.own[i]
		default:
			return never
		}
	}
	return all
}

// proofsOf returns what is proved in a FuncDecl or FuncLit; nil for none.
func (j *Judge) proofsOf(fn ast.Node) *proofs {
	p, ok := j.proofs[fn]
	if !ok {
		if body := syntax.Body(fn); body != nil {
			p = j.prove(fn, body)
		}
		if j.solver.IsOpen(func(q question) bool { return q.kind == endingOf }) { // which paths there are is not final
			return p
		}
		j.proofs[fn] = p
	}
	return p
}

// operationNeeds returns what must not be nil for the operation n not to panic.
func (j *Judge) operationNeeds(n ast.Node) paramSet {
	if p := j.proofsOf(j.FuncAround(n)); p != nil {
		if need, ok := p.operations[n]; ok {
			return need
		}
	}
	return never
}

// handedTo returns what is handed to the callee of a call, or bound to a method value.
func (j *Judge) handedTo(n ast.Node) *handed {
	p := j.proofsOf(j.FuncAround(n))
	if p == nil {
		return nil
	}
	h := p.handed[n]
	call, ok := n.(*ast.CallExpr)
	if !ok || h == nil {
		return h
	}
	// f := s.run; f(): the receiver is bound where the method value is evaluated.
	if v := j.VarOf(ast.Unparen(call.Fun)); v != nil {
		if sel, ok := ast.Unparen(j.Once(v)).(*ast.SelectorExpr); ok {
			if bound := j.handedTo(sel); bound != nil {
				h := *h
				h.notNil |= bound.notNil & receiver
				return &h
			}
		}
	}
	return h
}

// entryState returns the facts that hold when a function begins: for a literal, those
// about its parameters, and about variables that it captures and that stay as they were.
func (j *Judge) entryState(fn ast.Node) state {
	lit, ok := fn.(*ast.FuncLit)
	if !ok {
		return nil
	}
	outer := j.proofsOf(j.FuncAround(lit))
	if outer == nil {
		return nil
	}
	stays := make(map[place]bool)
	lasts := func(t term) bool {
		p := t.place()
		if p == nowhere {
			return true
		}
		ok, known := stays[p]
		if !known {
			switch info := j.places.info(p); {
			case info.ghost != nil: // evaluated once, and by nobody in the literal
				ok = true
			case lit.Pos() <= info.root.Pos() && info.root.Pos() < lit.End(): // a parameter
				ok = true
			default:
				ok = !info.volatile && j.keeps(info.root, lit)
			}
			stays[p] = ok
		}
		return ok
	}
	return outer.literals[lit].only(lasts)
}

// prove runs the analysis.
func (j *Judge) prove(fn ast.Node, body *ast.BlockStmt) *proofs {
	p := &proofs{
		operations: make(map[ast.Node]paramSet),
		handed:     make(map[ast.Node]*handed),
		literals:   make(map[*ast.FuncLit]state),
		own:        j.ownParams(fn),
	}
	p.index(body)
	g := cfg.New(body, func(call *ast.CallExpr) bool { return !j.neverReturns(call) })
	order := postorder(g)
	in := make([]state, len(g.Blocks))
	visits := make([]int, len(g.Blocks))
	in[0], visits[0] = j.entryState(fn), 1
	dirty := make([]bool, len(g.Blocks))
	dirty[0] = true
	for again := true; again; {
		again = false
		for i := len(order) - 1; i >= 0; i-- {
			b := order[i]
			if !dirty[b.Index] {
				continue
			}
			dirty[b.Index] = false
			w := prover{Judge: j, proofs: p, fn: fn, s: in[b.Index]}
			out := w.block(b)
			for i, succ := range b.Succs {
				s := out[i]
				if visits[succ.Index] > 0 {
					s = in[succ.Index].meet(s, visits[succ.Index] < 4)
					if s.equal(in[succ.Index]) {
						continue
					}
				}
				in[succ.Index] = s
				visits[succ.Index]++
				dirty[succ.Index] = true
				again = true
			}
		}
	}
	for _, b := range order {
		w := prover{Judge: j, proofs: p, fn: fn, s: in[b.Index], record: true}
		w.block(b)
	}
	return p
}

// postorder lists the blocks that are reached.
func postorder(g *cfg.CFG) []*cfg.Block {
	type visit struct {
		b    *cfg.Block
		next int
	}
	var list []*cfg.Block
	seen := make([]bool, len(g.Blocks))
	seen[0] = true
	for stack := []visit{{b: g.Blocks[0]}}; len(stack) > 0; {
		top := &stack[len(stack)-1]
		if top.next == len(top.b.Succs) {
			list = append(list, top.b)
			stack = stack[:len(stack)-1]
			continue
		}
		succ := top.b.Succs[top.next]
		top.next++
		if !seen[succ.Index] {
			seen[succ.Index] = true
			stack = append(stack, visit{b: succ})
		}
	}
	return list
}

// ownParams lists the parameters of a function that are never assigned.
func (j *Judge) ownParams(fn ast.Node) map[*types.Var]paramSet {
	own := make(map[*types.Var]paramSet)
	i := 1
	add := func(list *ast.FieldList, bit int) {
		if list == nil {
			return
		}
		for _, field := range list.List {
			for _, name := range field.Names {
				if v, ok := j.Info.Defs[name].(*types.Var); ok && bit < maxParams {
					if r := j.Var(v); !r.Taken && len(r.Values) == 0 {
						own[v] = 1 << bit
					}
				}
				bit++
			}
			if len(field.Names) == 0 {
				bit++
			}
		}
	}
	if decl, ok := fn.(*ast.FuncDecl); ok {
		add(decl.Recv, 0)
	}
	add(syntax.FuncType(fn).Params, i)
	return own
}

// index finds what control-flow graphs do not tell of their nodes.
func (p *proofs) index(body *ast.BlockStmt) {
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CommClause:
			if n.Comm != nil {
				put(&p.comm, n.Comm, true)
			}
		case *ast.SwitchStmt:
			for _, clause := range n.Body.List {
				put(&p.tags, ast.Node(clause), n)
			}
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.X, n.Key, n.Value} {
				if e != nil {
					put(&p.ranges, e, n)
				}
			}
		}
		_, expr := n.(ast.Expr)
		return !expr
	})
}

func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = make(map[K]V)
	}
	(*m)[k] = v
}

// A prover executes code on facts.
type prover struct {
	*Judge
	*proofs
	fn     ast.Node
	s      state
	record bool // the facts are final
}

// mark records what must not be nil for the operation n not to panic.
func (w *prover) mark(n ast.Node, need paramSet) {
	if w.record {
		w.operations[n] |= need
	}
}

func safeIf(ok bool) paramSet {
	if ok {
		return 0
	}
	return never
}

// block executes a block and returns the facts for each successor.
func (w *prover) block(b *cfg.Block) []state {
	nodes := b.Nodes
	if len(b.Succs) != 2 {
		for _, n := range nodes {
			w.node(n)
		}
		if len(b.Succs) == 1 {
			return []state{w.s}
		}
		return nil
	}
	switch b.Succs[0].Kind {
	case cfg.KindRangeBody:
		for _, n := range nodes {
			w.node(n)
		}
		after := w.s
		w.nextPass(b.Succs[0].Stmt.(*ast.RangeStmt))
		return []state{w.s, after}
	case cfg.KindIfThen, cfg.KindForBody, cfg.KindSwitchCaseBody:
		last := len(nodes) - 1
		if last < 0 { // of a type switch
			break
		}
		cond, ok := nodes[last].(ast.Expr)
		if !ok {
			break
		}
		for _, n := range nodes[:last] {
			w.node(n)
		}
		var t, f state
		if sw := w.tags[b.Succs[0].Stmt]; b.Succs[0].Kind == cfg.KindSwitchCaseBody && sw != nil && sw.Tag != nil {
			w.expr(cond)
			t, f = w.compare(token.EQL, sw.Tag, cond)
		} else {
			t, f = w.cond(cond)
		}
		return []state{t, f}
	}
	for _, n := range nodes {
		w.node(n)
	}
	return []state{w.s, w.s}
}

func (w *prover) node(n ast.Node) {
	switch n := n.(type) {
	case ast.Expr:
		if r := w.ranges[n]; r != nil {
			if n == r.X {
				w.expr(n)
				w.rangeOperand(r)
			}
			return // the variables are assigned on each pass
		}
		w.expr(n)
	case *ast.ExprStmt:
		w.expr(n.X)
	case *ast.SendStmt:
		w.expr(n.Chan)
		w.expr(n.Value)
		w.others()
	case *ast.IncDecStmt:
		w.expr(n.X)
		w.target(n.X)
		off := int64(1)
		if n.Tok == token.DEC {
			off = -1
		}
		w.assign([]ast.Expr{n.X}, []value{w.plus(n.X, off)})
	case *ast.AssignStmt:
		w.assignStmt(n)
	case *ast.ValueSpec:
		w.valueSpec(n)
	case *ast.GoStmt:
		w.operands(n.Call)
	case *ast.DeferStmt:
		w.operands(n.Call)
	case *ast.ReturnStmt:
		for _, e := range n.Results {
			w.expr(e)
		}
	}
}

// others is what happens while other code runs: what it may assign is unknown.
func (w *prover) others() {
	w.s = w.s.without(func(f fact) bool { return w.isVolatile(f.a) || w.isVolatile(f.b) })
}

func (w *prover) isVolatile(t term) bool {
	p := t.place()
	return p != nowhere && w.places.info(p).volatile
}

// learn adds a fact. Under -strict nothing is known of what other code can assign.
func (w *prover) learn(f fact) {
	if w.strict && (w.isVolatile(f.a) || w.isVolatile(f.b)) {
		return
	}
	w.s = w.s.with(f)
}

func (w *prover) learnNotNil(p place) {
	if p != nowhere && w.places.info(p).ghost == nil {
		w.learn(fact{valueOf(p), notNil, 0})
		w.learnSet(p)
	}
}

func (w *prover) learnNil(p place) {
	if p != nowhere && w.places.info(p).ghost == nil {
		w.learn(fact{valueOf(p), isNil, 0})
	}
}

// deref judges that the pointer x, or the field p, is dereferenced.
func (w *prover) deref(p place, x ast.Expr) paramSet {
	var need paramSet
	switch {
	case x != nil && w.notNil(x, w.s):
	case x == nil && p != nowhere && (w.s.has(p, notNil) || w.alwaysSet(w.places.info(p))):
	default:
		need = never
		if p != nowhere {
			if info := w.places.info(p); info.of == nowhere && w.own[info.v] != 0 {
				need = w.own[info.v]
			} else if w.mayBeZero(p) {
				need |= seenNil
			}
		}
	}
	w.learnNotNil(p)
	return need
}

// selection judges a selector expression up to its last field, or its receiver.
func (w *prover) selection(e *ast.SelectorExpr, sel *types.Selection) (need paramSet, p place, t types.Type) {
	w.expr(e.X)
	p, t = w.fields(e, sel, func(p place, x ast.Expr) { need |= w.deref(p, x) })
	return need, p, t
}

func (w *prover) exprs(list []ast.Expr) {
	for _, e := range list {
		w.expr(e)
	}
}

// expr evaluates e.
func (w *prover) expr(e ast.Expr) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		w.expr(e.X)
	case *ast.FuncLit:
		if w.record {
			s, seen := w.literals[e]
			if seen {
				w.literals[e] = s.meet(w.s, true)
			} else {
				w.literals[e] = w.s
			}
		}
	case *ast.CompositeLit:
		st := false
		if t := w.Info.TypeOf(e); t != nil {
			_, st = core(t).(*types.Struct)
		}
		for _, elt := range e.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				if !st {
					w.expr(kv.Key)
				}
				w.expr(kv.Value)
			} else {
				w.expr(elt)
			}
		}
	case *ast.SelectorExpr:
		sel, ok := w.Info.Selections[e]
		if !ok || sel.Kind() == types.MethodExpr {
			return
		}
		need, p, t := w.selection(e, sel)
		if sel.Kind() == types.MethodVal {
			need |= w.bind(e, sel, p, t)
		}
		w.mark(e, need)
	case *ast.IndexExpr:
		w.index1(e)
	case *ast.SliceExpr:
		w.slice(e)
	case *ast.StarExpr:
		w.expr(e.X)
		if w.Info.Types[e.X].IsValue() {
			w.mark(e, w.deref(w.placeOf(e.X), e.X))
		}
	case *ast.TypeAssertExpr:
		w.expr(e.X)
	case *ast.CallExpr:
		w.call(e)
	case *ast.UnaryExpr:
		w.expr(e.X)
		if e.Op == token.ARROW {
			w.others()
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			t, f := w.cond(e)
			w.s = t.meet(f, true)
			return
		}
		w.expr(e.X)
		w.expr(e.Y)
		switch e.Op {
		case token.QUO, token.REM:
			w.mark(e, safeIf(w.notZero(e.Y, w.s)))
		case token.SHL, token.SHR:
			w.mark(e, safeIf(w.atLeast(e.Y, 0, w.s)))
		}
	}
}

// bind judges the receiver of a method value: t is the type at p, where the method
// is found.
func (w *prover) bind(e *ast.SelectorExpr, sel *types.Selection, p place, t types.Type) paramSet {
	x := e.X
	if len(sel.Index()) > 1 {
		x = nil
	}
	h := new(handed)
	if w.record {
		w.handed[e] = h
	}
	recv := sel.Obj().(*types.Func).Signature().Recv().Type()
	_, pointer := t.Underlying().(*types.Pointer)
	if _, wanted := recv.Underlying().(*types.Pointer); wanted {
		if !pointer { // (&x).m
			h.notNil = receiver
			return 0
		}
		w.give(h, 0, p, x)
		return 0
	}
	if pointer || types.IsInterface(recv) { // (*x).m, and an interface must hold a value
		need := w.deref(p, x)
		if need&seenNil != 0 {
			h.seenNil = receiver
		}
		return need
	}
	w.give(h, 0, p, x) // of a map type, or another one that can be nil
	return 0
}

// give records that p, or x, is handed to a callee's parameter.
func (w *prover) give(h *handed, bit int, p place, x ast.Expr) {
	if bit < 0 || bit >= maxParams {
		return
	}
	switch {
	case x != nil && chanDir(w.Info.TypeOf(x)) >= 0: // a callee needs one that it may send on or close
		if w.record && w.lendsSafely(x) {
			h.notNil |= 1 << bit
		} else if p != nowhere && w.places.info(p).of == nowhere {
			h.own[bit] = w.own[w.places.info(p).v]
		}
	case x != nil && w.notNil(x, w.s), x == nil && p != nowhere && (w.s.has(p, notNil) || w.alwaysSet(w.places.info(p))):
		h.notNil |= 1 << bit
	case x != nil && w.IsNil(x):
		h.seenNil |= 1 << bit
	case p != nowhere:
		if info := w.places.info(p); info.of == nowhere {
			h.own[bit] = w.own[info.v]
		}
		if w.mayBeZero(p) {
			h.seenNil |= 1 << bit
		}
	}
}

// operands evaluates the function value and the arguments of a call.
func (w *prover) operands(call *ast.CallExpr) {
	h := new(handed)
	fun := ast.Unparen(call.Fun)
	if e, ok := fun.(*ast.SelectorExpr); ok && w.Info.Selections[e] != nil && w.Info.Selections[e].Kind() == types.MethodVal {
		w.expr(e)
		if bound := w.handed[e]; bound != nil {
			*h = *bound
		}
	} else {
		w.expr(fun)
	}
	h.callable = w.Judge.notNil(fun, w.s)
	if p := w.placeOf(fun); p != nowhere && !h.callable {
		h.unset = w.mayBeZero(p)
	}
	w.exprs(call.Args)
	if lit, ok := fun.(*ast.FuncLit); ok && w.record {
		w.pass(lit, call.Args)
	}
	if w.record {
		w.passIndexes(call)
	}
	if sig, ok := w.Info.TypeOf(call.Fun).Underlying().(*types.Signature); ok {
		first := 1
		if fn := w.Resolve(fun).Func; fn != nil {
			first -= w.Shift(call, fn)
		}
		for i, arg := range call.Args {
			if i < sig.Params().Len() && !(sig.Variadic() && i >= sig.Params().Len()-1) {
				w.give(h, first+i, w.placeOf(arg), arg)
			}
		}
	}
	if w.record {
		w.handed[call] = h
	}
}

// pass notes what the parameters of a literal are that is called where it stands, as
// in go func(i int) { … }(i).
func (w *prover) pass(lit *ast.FuncLit, args []ast.Expr) {
	var params []ast.Expr
	for _, field := range lit.Type.Params.List {
		if _, variadic := field.Type.(*ast.Ellipsis); variadic {
			return
		}
		for _, name := range field.Names {
			params = append(params, name)
		}
	}
	if len(params) != len(args) { // f(g()), or without names
		return
	}
	values := make([]value, len(args))
	for i, arg := range args {
		values[i] = w.describe(arg)
	}
	inside := prover{Judge: w.Judge, proofs: w.proofs, fn: lit, s: w.literals[lit]}
	inside.assign(params, values)
	w.literals[lit] = inside.s
}

// passIndexes notes what the parameters of a literal are that is handed to a function of package
// sort: indexes of a slice, or what is less than a number. See https://pkg.go.dev/sort.
func (w *prover) passIndexes(call *ast.CallExpr) {
	fn := w.Callee(call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sort" || len(call.Args) != 2 {
		return
	}
	lit, ok := ast.Unparen(call.Args[1]).(*ast.FuncLit)
	if !ok {
		return
	}
	var end linear
	switch fn.Name() {
	case "Search", "Find":
		end.t, end.off, end.ok = w.linear(call.Args[0])
	case "Slice", "SliceStable", "SliceIsSorted":
		if p := w.placeOf(call.Args[0]); p != nowhere {
			end = linear{lenOf(p), 0, true}
		}
	}
	if !end.ok {
		return
	}
	inside := prover{Judge: w.Judge, proofs: w.proofs, fn: lit, s: w.literals[lit]}
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			if p := w.placeOf(name); p != nowhere {
				inside.learn(fact{zero, valueOf(p), 0})
				inside.learn(fact{valueOf(p), end.t, 1 - end.off})
			}
		}
	}
	w.literals[lit] = inside.s
}

// call evaluates a call.
func (w *prover) call(call *ast.CallExpr) {
	if w.Info.Types[call.Fun].IsType() {
		w.exprs(call.Args)
		return
	}
	if name := w.Builtin(call); name != "" {
		for _, arg := range call.Args {
			if !w.Info.Types[arg].IsType() {
				w.expr(arg)
			}
		}
		if name == "make" {
			w.mark(call, safeIf(w.makes(call)))
		}
		return
	}
	w.operands(call)
	entry := known.Of(w.Callee(call))
	if !w.strict && entry != nil {
		w.mark(call, safeIf(w.conditions(entry, call, w.s)))
	}
	if !quiet(entry) {
		w.others()
	}
	// What has been called, and the operand that a known method has read, are there.
	w.learnNotNil(w.placeOf(call.Fun))
	if e, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if sel := w.Info.Selections[e]; sel != nil && sel.Kind() == types.MethodVal {
			p, t := w.fields(e, sel, func(p place, _ ast.Expr) { w.learnNotNil(p) })
			if entry != nil || types.IsInterface(t) && !isTypeParam(t) {
				w.learnNotNil(p)
			}
		}
	}
}

// quiet reports whether no other code runs in a call that the program could notice.
func quiet(entry *known.Func) bool {
	const loud = known.Waits | known.Locks | known.RLocks | known.Unlocks | known.RUnlocks
	return entry != nil && entry.Props&known.CannotPanic != 0 && entry.Props&loud == 0
}

// makes reports whether the sizes of make are in range.
func (w *prover) makes(call *ast.CallExpr) bool {
	sizes := call.Args[1:]
	for _, size := range sizes {
		if !w.Info.Types[size].IsValue() || w.isConstant(size) {
			continue
		}
		if !w.atLeast(size, 0, w.s) || !w.bounded(size) {
			return false
		}
	}
	if len(sizes) == 2 && !(w.isConstant(sizes[0]) && w.isConstant(sizes[1])) { // the length is at most the capacity
		if c, ok := w.constant(sizes[0]); ok && c == 0 {
			return true
		}
		t, off, ok := w.linear(sizes[1])
		return ok && w.atMost(sizes[0], t, off, w.s)
	}
	return true
}

// maxFactor bounds what the size of something in memory may be multiplied with to be
// small still: an element of a list that takes this many bytes is rare.
const maxFactor = 1 << 16

// bounded reports whether a size is near that of something in memory, or small: make
// panics if there could never be as much.
func (w *prover) bounded(e ast.Expr) bool {
	e = ast.Unparen(e)
	if w.isConstant(e) || w.atMost(e, zero, 1<<20, w.s) {
		return true
	}
	switch x := e.(type) {
	case *ast.CallExpr:
		if w.Info.Types[x.Fun].IsType() && len(x.Args) == 1 {
			return w.bounded(x.Args[0])
		}
		switch w.Builtin(x) {
		case "len", "cap":
			return true
		case "min":
			for _, arg := range x.Args {
				if w.bounded(arg) {
					return true
				}
			}
		case "max":
			for _, arg := range x.Args {
				if !w.bounded(arg) {
					return false
				}
			}
			return true
		}
		return false
	case *ast.BinaryExpr:
		switch x.Op {
		case token.ADD:
			return w.bounded(x.X) && w.bounded(x.Y)
		case token.SUB: // of what is negative, it is larger
			return w.bounded(x.X) && w.atLeast(x.Y, 0, w.s) && !isUnsigned(w.Info.TypeOf(x))
		case token.QUO, token.REM, token.SHR:
			return w.bounded(x.X)
		case token.MUL:
			c, ok := w.constant(x.Y)
			return ok && 0 <= c && c <= maxFactor && w.bounded(x.X)
		}
		return false
	}
	// n := len(list)
	p := w.placeOf(e)
	if p == nowhere {
		return false
	}
	i, _ := w.s.find(valueOf(p), zero)
	for ; i < len(w.s) && w.s[i].a == valueOf(p); i++ {
		if w.s[i].b.isLen() {
			return true
		}
	}
	return false
}

// index1 evaluates x[i].
func (w *prover) index1(e *ast.IndexExpr) {
	if w.Info.Types[e].IsType() || w.isFuncInstance(e.X) {
		return
	}
	w.expr(e.X)
	w.expr(e.Index)
	switch t := core(w.Info.TypeOf(e.X)).(type) {
	case *types.Map:
		w.mark(e, safeIf(!w.unhashable(t.Key(), e.Index)))
	case *types.Pointer:
		need := w.deref(w.placeOf(e.X), e.X)
		w.mark(e, need|safeIf(w.inRange(e.X, e.Index, 1, w.s)))
	case *types.Slice, *types.Array, *types.Basic:
		w.mark(e, safeIf(w.inRange(e.X, e.Index, 1, w.s)))
		w.indexed(e)
	}
}

// indexed learns from x[i], which did not panic.
func (w *prover) indexed(e *ast.IndexExpr) {
	p := w.placeOf(e.X)
	if p == nowhere {
		return
	}
	if t, off, ok := w.linear(e.Index); ok {
		w.learn(fact{t, lenOf(p), off + 1})
		if t != zero {
			w.learn(fact{zero, t, -off})
		}
	}
}

// slice evaluates x[low:high:max].
func (w *prover) slice(e *ast.SliceExpr) {
	w.expr(e.X)
	for _, i := range []ast.Expr{e.Low, e.High, e.Max} {
		if i != nil {
			w.expr(i)
		}
	}
	var need paramSet
	if _, ok := core(w.Info.TypeOf(e.X)).(*types.Pointer); ok {
		need = w.deref(w.placeOf(e.X), e.X)
	}
	need |= safeIf(w.sliceInRange(e))
	w.mark(e, need)
}

func (w *prover) sliceInRange(e *ast.SliceExpr) bool {
	if e.Max != nil {
		return false
	}
	if e.High != nil && !w.inRange(e.X, e.High, 0, w.s) {
		if c, ok := w.constant(e.High); !ok || c != 0 {
			return false
		}
	}
	switch {
	case e.Low == nil:
		return true
	case !w.atLeast(e.Low, 0, w.s):
		return false
	case e.High == nil:
		c, ok := w.constant(e.Low)
		return ok && c == 0 || w.inRange(e.X, e.Low, 0, w.s)
	}
	return w.ordered(e.Low, e.High)
}

// ordered reports whether low ≤ high.
func (w *prover) ordered(low, high ast.Expr) bool {
	if call, ok := ast.Unparen(high).(*ast.CallExpr); ok && w.Builtin(call) == "min" {
		return !slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return !w.ordered(low, arg) })
	}
	t, off, ok := w.linear(high)
	return ok && w.atMost(low, t, off, w.s)
}

// cond evaluates a condition and returns the facts if it is true and if it is false.
func (w *prover) cond(e ast.Expr) (t, f state) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return w.cond(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			t, f = w.cond(e.X)
			return f, t
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			t1, f1 := w.cond(e.X)
			w.s = t1
			t2, f2 := w.cond(e.Y)
			return t2, f1.meet(f2, true)
		case token.LOR:
			t1, f1 := w.cond(e.X)
			w.s = f1
			t2, f2 := w.cond(e.Y)
			return t1.meet(t2, true), f2
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			w.expr(e.X)
			w.expr(e.Y)
			return w.compare(e.Op, e.X, e.Y)
		}
	}
	w.expr(e)
	t, f = w.s, w.s
	if call, ok := e.(*ast.CallExpr); ok && w.holds(call) {
		p := w.placeOf(call.Args[0])
		if n, _ := w.lengthOf(call.Args[1]); p != nowhere && n.ok {
			w.learn(fact{n.t, lenOf(p), n.off})
			t, w.s = w.s, f
		}
	}
	return t, f
}

// compare returns the facts if x op y, and if not.
func (w *prover) compare(op token.Token, x, y ast.Expr) (t, f state) {
	given := w.s
	defer func() { w.s = given }()
	both := func(yes, no func()) (t, f state) {
		w.s = given
		yes()
		t = w.s
		w.s = given
		no()
		return t, w.s
	}
	switch op {
	case token.NEQ:
		f, t = w.compare(token.EQL, x, y)
		return t, f
	case token.GTR:
		return w.compare(token.LSS, y, x)
	case token.GEQ:
		f, t = w.compare(token.LSS, x, y)
		return t, f
	case token.LEQ:
		f, t = w.compare(token.LSS, y, x)
		return t, f
	case token.EQL:
		if w.IsNil(x) {
			x, y = y, x
		}
		if w.IsNil(y) {
			return both(func() { w.learnNil(w.placeOf(x)) }, func() { w.learnNotNil(w.placeOf(x)) })
		}
		if n, ok := w.stringLength(y); ok {
			if p := w.placeOf(x); p != nowhere {
				return both(func() { w.learn(fact{zero, lenOf(p), n}) }, func() {
					if n == 0 {
						w.learn(fact{zero, lenOf(p), 1})
					}
				})
			}
		}
	}
	if !isInteger(w.Info.TypeOf(x)) {
		return given, given
	}
	a, i, ok1 := w.linear(x)
	b, k, ok2 := w.linear(y)
	if part, ok := ast.Unparen(y).(*ast.BinaryExpr); ok && ok1 && !ok2 && op == token.LSS && w.atMostItself(part) { // i < len(s)/2
		if b, k, ok2 = w.linear(part.X); ok2 {
			return both(func() { w.learnLess(a, i+1, b, k) }, func() {})
		}
	}
	if !ok1 || !ok2 {
		return given, given
	}
	if op == token.LSS {
		return both(func() { w.learnLess(a, i+1, b, k) }, func() { w.learnLess(b, k, a, i) })
	}
	return both(func() {
		w.learnLess(a, i, b, k)
		w.learnLess(b, k, a, i)
	}, func() {
		if b != zero {
			a, i, b, k = b, k, a, i
		}
		if b != zero || a == zero || i != 0 {
			return
		}
		if k == 0 {
			w.learn(fact{a, notZero, 0})
		}
		switch { // the end of what it can be is left out
		case given.proves(zero, k, a, w.natural):
			w.learn(fact{zero, a, k + 1})
		case given.proves(a, -k, zero, w.natural):
			w.learn(fact{a, zero, -k + 1})
		}
	})
}

// atMostItself reports whether e is a part of its first operand, which is not negative.
func (w *prover) atMostItself(e *ast.BinaryExpr) bool {
	switch e.Op {
	case token.QUO:
		return w.atLeast(e.X, 0, w.s) && w.atLeast(e.Y, 1, w.s)
	case token.SHR:
		return w.atLeast(e.X, 0, w.s) && w.atLeast(e.Y, 0, w.s)
	}
	return false
}

// learnLess learns that a + i ≤ b + k.
func (w *prover) learnLess(a term, i int64, b term, k int64) {
	if a != b {
		w.learn(fact{a, b, i - k})
	}
}

func (j *Judge) stringLength(e ast.Expr) (int64, bool) {
	if v := j.Info.Types[e].Value; v != nil && v.Kind() == constant.String {
		return int64(len(constant.StringVal(v))), true
	}
	return 0, false
}

// rangeOperand learns what the operand of a range statement is for all passes.
func (w *prover) rangeOperand(n *ast.RangeStmt) {
	g := w.ghostPlace(n)
	w.s = w.s.without(func(f fact) bool { return f.a.place() == g || f.b.place() == g })
	if isInteger(w.Info.TypeOf(n.X)) {
		if t, off, ok := w.linear(n.X); ok {
			w.learn(fact{valueOf(g), t, -off})
		}
		return
	}
	if p := w.placeOf(n.X); p != nowhere {
		w.learn(fact{lenOf(g), lenOf(p), 0})
	}
}

// nextPass assigns the variables of a range statement.
func (w *prover) nextPass(n *ast.RangeStmt) {
	t := core(w.Info.TypeOf(n.X))
	if _, ok := t.(*types.Signature); ok {
		w.others()
	}
	if _, ok := t.(*types.Chan); ok {
		w.others()
	}
	var targets []ast.Expr
	for _, e := range []ast.Expr{n.Key, n.Value} {
		if e != nil {
			w.target(e)
			targets = append(targets, e)
		}
	}
	w.assign(targets, make([]value, len(targets)))
	if n.Key == nil {
		return
	}
	p := w.placeOf(n.Key)
	if p == nowhere {
		return
	}
	key, g := valueOf(p), w.ghostPlace(n)
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem().Underlying()
	}
	switch t := t.(type) {
	case *types.Slice:
		w.learn(fact{zero, key, 0})
		w.learn(fact{key, lenOf(g), 1})
	case *types.Array:
		w.learn(fact{zero, key, 0})
		w.learn(fact{key, zero, 1 - t.Len()})
	case *types.Basic:
		w.learn(fact{zero, key, 0})
		if t.Info()&types.IsString != 0 {
			w.learn(fact{key, lenOf(g), 1})
		} else if c, ok := w.constant(n.X); ok {
			w.learn(fact{key, zero, 1 - c})
		} else {
			w.learn(fact{key, valueOf(g), 1})
		}
	}
}

package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"math/bits"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is proved in one function: a forward analysis over its control-flow graph
// finds the facts that hold at each operation on every path, and from them which
// operations cannot panic. It is sound for local variables. Of fields and of
// variables that other code can assign it knows what was found since the last call,
// lock or receive, in the default profile only; a program that changes them
// meanwhile has a data race.

// paramSet is a set of the parameters of a function that must be fit, see needs.go: bit 0 is the receiver,
// bit i+1 is the i-th parameter. Behind them stand the numbers among them that must be greater than 0, the fields of what the receiver points to that must not be nil,
// or greater than 0, and the numbers that must not be negative.
// never says that this would not help; seenNil, beside it, that nil is seen to get there: see mayBeZero.
type paramSet uint64

const (
	receiver   paramSet = 1
	never      paramSet = 1 << 7
	seenNil    paramSet = 1 << 8
	maxParams           = 7 // that a set can name
	paramBits  paramSet = 1<<maxParams - 1
	asPositive          = 9 // by how much the bit of a number that must be greater than 0 is shifted
	firstField          = 16
	maxFields           = 41 // that a set can name
	fieldBits  paramSet = (1<<maxFields - 1) << firstField
	asCount             = firstField + maxFields // likewise of one that must not be negative
)

// proving proves functions, each once.
type proving struct {
	*Judge
	found map[ast.Node]*proofs // proofsOf
	depth map[ast.Node]int     // how often the proofs of a function are just being found
}

// A numberNeed is what a number is needed to be: how much at least, and where the need of a parameter is kept.
type numberNeed struct {
	least int64
	as    int
}

var numberNeeds = [...]numberNeed{{1, asPositive}, {0, asCount}}

// proofs is what is proved in a function.
type proofs struct {
	operations map[ast.Node]paramSet        // what must not be nil for the operation not to panic; never, if it is not here
	handed     map[ast.Node]*handed         // by call, or method value: what the callee gets
	literals   map[*ast.FuncLit]state       // what holds where the literal is evaluated
	own        map[*types.Var]paramSet      // the parameters
	comm       map[ast.Stmt]bool            // the communications of select statements
	inits      map[ast.Stmt]bool            // what for statements begin with
	tags       map[ast.Node]*ast.SwitchStmt // by clause
	switched   map[ast.Node]ast.Expr        // the operand of a type switch, by clause
	returns    map[*ast.ReturnStmt]state    // what holds there
	structs    map[*ast.CompositeLit]state  // what holds where the literal of a struct is evaluated
	ranges     map[ast.Expr]*ast.RangeStmt  // by operand, key and value
}

// handed says which operands of a call are not nil.
type handed struct {
	callable bool // the function itself is not nil
	leaves   bool // it runs when nobody knows who has called the function around it: on a goroutine, or where the method value is handed to
	unset    bool // it is seen to be nil
	notNil   paramSet
	made     func(field int) bool                  // what the receiver points to is new, and its field is not nil; nil if that is not known
	seenNil  paramSet                              // those of which nil is seen to get there
	own      [maxParams]paramSet                   // the parameter of the caller that the operand is, if it is not assigned
	numbers  [len(numberNeeds)][maxParams]paramSet // what must be fit for the operand to be the number that is needed, likewise
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
		for k, number := range numberNeeds {
			switch bit := paramSet(1) << (i + number.as); {
			case callee&bit == 0 || h.notNil&bit != 0:
			case h.numbers[k][i] != 0:
				all |= h.numbers[k][i]
			default:
				return never
			}
		}
	}
	for of := callee & fieldBits &^ h.notNil; of != 0; of &= of - 1 {
		switch {
		case h.own[0] == receiver && !h.leaves: // as it is
			all |= of & -of
		case h.made != nil && h.made(bits.TrailingZeros64(uint64(of))-firstField):
		case h.own[0] == receiver:
			all |= of & -of
		default:
			return never
		}
	}
	return all
}

// fit returns which parameters are not nil, and which fields of what the receiver v points to; v may be nil.
func (h *handed) fit(v *types.Var) paramSet {
	all := h.notNil & (paramBits | fieldBits)
	if v == nil || h.made == nil || !keepsFields(v.Type()) {
		return all
	}
	for i := range maxFields {
		if f := fieldAt(v.Type(), i); f == nil {
			break
		} else if h.made(i) {
			all |= fieldBit(v.Type(), f)
		}
	}
	return all
}

// maxProving is how often a function may be proved inside of its own proof. A circle of questions ends by itself, as the solver then has an
// answer to begin with; where one is found that does not lead through the solver, nothing is proved, and the command does not end with it.
const maxProving = 4

// proofsOf returns what is proved in a FuncDecl or FuncLit; nil for none.
func (j *proving) proofsOf(fn ast.Node) *proofs {
	if j.depth[fn] == maxProving {
		return new(proofs)
	}
	return fixpoint.Keep(j.solver, j.found, fn, func() *proofs {
		body := syntax.Body(fn)
		if body == nil {
			return nil
		}
		j.depth[fn]++
		defer func() { j.depth[fn]-- }()
		return j.prove(fn, body)
	})
}

// operationNeeds returns what must not be nil for the operation n not to panic.
func (j *proving) operationNeeds(n ast.Node) paramSet {
	if p := j.proofsOf(j.FuncAround(n)); p != nil {
		if need, ok := p.operations[n]; ok {
			return need
		}
	}
	return never
}

// handedTo returns what is handed to the callee of a call, or bound to a method value.
func (j *proving) handedTo(n ast.Node) *handed {
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
				h.notNil |= bound.notNil & (receiver | fieldBits)
				h.seenNil |= bound.seenNil & receiver
				return &h
			}
		}
	}
	return h
}

// entryState returns the facts that hold when a function begins: for a literal, those
// about its parameters, and about variables that it captures and that stay as they were.
func (j *proving) entryState(fn ast.Node) state {
	lit, ok := fn.(*ast.FuncLit)
	if !ok {
		return nil
	}
	outer := j.proofsOf(j.FuncAround(lit))
	if outer == nil {
		return nil
	}
	changed, told := j.changes(lit)
	atOnce := told && j.calledAtOnce(lit)
	stays := make(map[place]bool)
	lasts := func(t term) bool {
		p := t.place()
		if p == nowhere {
			return t != found && t != implies && t != denies && t != perhaps // of other places
		}
		ok, known := stays[p]
		if !known {
			switch info := j.places.info(p); {
			case info.ghost != nil: // evaluated once, and by nobody in the literal
				ok = true
			case lit.Pos() <= info.root.Pos() && info.root.Pos() < lit.End(): // a parameter
				ok = true
			case atOnce:
				ok = !j.places.throughElement(p, nil) && !j.places.through(p, changed)
			default:
				ok = (!info.volatile || info.v != nil && canBeNil(info.v.Type()) && j.settings.staysSet(fact{valueOf(p), notNil, 0})) && j.places.keeps(info.root, lit)
			}
			stays[p] = ok
		}
		return ok
	}
	return outer.literals[lit].without(func(f fact) bool {
		return !atOnce && (j.isVolatile(f.a) && !j.settings.staysSet(f) || f.b.isLen() && j.isVolatile(f.b))
	}).only(lasts)
}

// prove runs the analysis.
func (j *proving) prove(fn ast.Node, body *ast.BlockStmt) *proofs {
	p := &proofs{
		operations: make(map[ast.Node]paramSet),
		handed:     make(map[ast.Node]*handed),
		literals:   make(map[*ast.FuncLit]state),
		own:        j.ownParams(fn),
	}
	p.index(body)
	g := cfg.New(body, func(call *ast.CallExpr) bool { return !j.crashing.neverReturns(call) })
	order := postorder(g)
	rank := make([]int, len(g.Blocks))
	for i, b := range order {
		rank[b.Index] = i
	}
	in := make([]state, len(g.Blocks))
	visits := make([]int, len(g.Blocks))
	in[0], visits[0] = j.entryState(fn), 1
	dirty := make([]bool, len(g.Blocks))
	dirty[0] = true
	straight := !hasLoop(order, rank) // each block is executed once, behind all that are before it
	for again := true; again; {
		again = false
		for i := len(order) - 1; i >= 0; i-- {
			b := order[i]
			if !dirty[b.Index] {
				continue
			}
			dirty[b.Index] = false
			w := prover{Judge: j.Judge, proofs: p, fn: fn, s: in[b.Index], record: straight}
			out := w.block(b)
			for i, succ := range b.Succs {
				s := out[i]
				if visits[succ.Index] > 0 {
					back := rank[succ.Index] >= rank[b.Index] // to where a loop begins
					s = j.places.meet(in[succ.Index], s, !back || visits[succ.Index] < maxWeaker)
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
	if straight {
		return p
	}
	if slices.Max(visits) > maxWeaker {
		j.narrow(p, fn, order, in)
	}
	for _, b := range order {
		w := prover{Judge: j.Judge, proofs: p, fn: fn, s: in[b.Index], record: true}
		w.block(b)
	}
	return p
}

// hasLoop reports whether an edge leads back, where rank is the number of a block in postorder.
func hasLoop(order []*cfg.Block, rank []int) bool {
	return slices.ContainsFunc(order, func(b *cfg.Block) bool {
		return slices.ContainsFunc(b.Succs, func(succ *cfg.Block) bool { return rank[succ.Index] >= rank[b.Index] })
	})
}

// maxWeaker bounds how often a fact gets weaker before it is dropped, so that the analysis comes to an end.
const maxWeaker = 4

// narrow finds what was dropped too early: what holds where blocks begin follows once more from what holds behind
// those before them, which is right as that was.
func (j *proving) narrow(p *proofs, fn ast.Node, order []*cfg.Block, in []state) {
	type edge struct{ from, to *cfg.Block }
	behind := make(map[edge]state)
	before := make([][]*cfg.Block, len(in))
	execute := func(b *cfg.Block) {
		w := prover{Judge: j.Judge, proofs: p, fn: fn, s: in[b.Index]}
		for i, s := range w.block(b) {
			e := edge{b, b.Succs[i]}
			if t, twice := behind[e]; twice && i > 0 && b.Succs[0] == b.Succs[i] {
				s = j.places.meet(t, s, true)
			}
			behind[e] = s
		}
	}
	for _, b := range order {
		execute(b)
		for _, succ := range b.Succs {
			before[succ.Index] = append(before[succ.Index], b)
		}
	}
	for i := len(order) - 1; i >= 0; i-- {
		b := order[i]
		for n, from := range before[b.Index] {
			if b.Index == 0 {
				break
			}
			if s := behind[edge{from, b}]; n == 0 {
				in[b.Index] = s
			} else {
				in[b.Index] = j.places.meet(in[b.Index], s, true)
			}
		}
		execute(b)
	}
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
func (src source) ownParams(fn ast.Node) map[*types.Var]paramSet {
	own := make(map[*types.Var]paramSet)
	i := 1
	add := func(list *ast.FieldList, bit int) {
		if list == nil {
			return
		}
		for _, field := range list.List {
			for _, name := range field.Names {
				if v, ok := src.Info.Defs[name].(*types.Var); ok && bit < maxParams {
					if r := src.Var(v); !r.Taken && len(r.Values) == 0 {
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
		case *ast.ForStmt:
			if n.Init != nil {
				put(&p.inits, n.Init, true)
			}
		case *ast.SwitchStmt:
			for _, clause := range n.Body.List {
				put(&p.tags, ast.Node(clause), n)
			}
		case *ast.TypeSwitchStmt:
			for _, clause := range n.Body.List {
				put(&p.switched, ast.Node(clause), switched(n))
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

// judge is mark for what is found out without any effect on what is known: only when the facts are final.
func (w *prover) judge(n ast.Node, need func() paramSet) {
	if w.record {
		w.mark(n, need())
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
		loop, before := b.Succs[0].Stmt.(*ast.RangeStmt), w.s
		w.filledBy(loop)
		after := w.s
		w.s = before
		w.nextPass(loop)
		return []state{w.s, after}
	case cfg.KindIfThen, cfg.KindForBody, cfg.KindSwitchCaseBody:
		last := len(nodes) - 1
		if clause, ok := b.Succs[0].Stmt.(*ast.CaseClause); ok && w.tags[clause] == nil { // of a type switch
			for _, n := range nodes {
				w.node(n)
			}
			f := w.s
			w.learnCase(clause)
			return []state{w.s, f}
		}
		if last < 0 {
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
		if h := w.handed[n.Call]; h != nil {
			h.leaves = true
		}
	case *ast.DeferStmt:
		w.operands(n.Call)
	case *ast.ReturnStmt:
		w.exprs(n.Results)
		if w.record {
			put(&w.returns, n, w.s)
		}
	}
}

// others is what happens while other code runs: what it may assign is unknown.
func (w *prover) others() {
	w.whileOthersRun()
}

func (j *proving) isVolatile(t term) bool {
	p := t.place()
	return p != nowhere && j.places.info(p).volatile
}

// learn adds a fact. Under -strict nothing is known of what other code can assign.
func (w *prover) learn(f fact) {
	if w.strict && (w.proving.isVolatile(f.a) || w.proving.isVolatile(f.b)) {
		return
	}
	w.s = w.s.with(f)
}

// isSet reports whether the place p is known not to be nil.
func (j *proving) isSet(p place, s state) bool {
	return p != nowhere && (s.has(p, notNil) || j.nilness.alwaysSet(j.places.info(p)) || j.results.sets(p, s) || j.places.isSetPart(j.places.info(p)))
}

func (w *prover) learnNotNil(p place) {
	if p != nowhere && w.places.info(p).ghost == nil {
		w.learn(fact{valueOf(p), notNil, 0})
		w.learnSet(p)
		w.s = w.follows(p, denies, w.s)
	}
}

func (w *prover) learnNil(p place) {
	if p != nowhere && w.places.info(p).ghost == nil {
		w.learn(fact{valueOf(p), isNil, 0})
		w.s = w.told(p, w.s)
	}
}

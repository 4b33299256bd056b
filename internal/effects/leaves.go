package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// leaving tells what a function leaves for others.
type leaving struct {
	*Result
	left     *fixpoint.Solver[ast.Node] // of what functions leave
	dropped  map[dropKey][]Ref          // drops; nil until somebody asks
	workOff  map[workOffKey]bool        // worksOffWhole; nil until somebody asks
	flows    map[ast.Expr]*flow         // flowOf
	elems    map[*types.Var][]ast.Expr  // elementsSet; nil until somebody asks
	gathered map[*types.Var]bool        // gathers; nil until somebody asks
}

// A Left is data that a function leaves for others: an element, a field, a captured
// variable, a sum, what another module fills.
type Left struct {
	What  string // the code
	In    FuncID // the function that leaves it, if it is not the function itself
	Error bool   // an error: that it is not there says that all went well
	// Within is the function that is on the stack of every panic that keeps the data from being left. It has no name if that
	// cannot be named.
	Within FuncID

	on       Ref
	v        *types.Var // the field or variable; nil while it is a parameter
	skipped  bool       // by a panic of the function that leaves it, or cut short
	outer    bool       // skipped by a panic of who calls Within, too
	fills    bool       // another module has it as an operand: what it does with that is not known
	flag     bool       // a flag that is set
	deferred bool       // by a deferred call: whatever has happened
	entry    bool       // one of many, in a map or at the end of a list
	list     bool       // one of many in a list, of which nobody sees that it is missing
	handed   bool       // by a callback, which is no part of the function that calls it
	named    bool       // a file, by its name: it is there before all is written
	as       leftAs
}

// A leftAs is what data is taken for by whoever reads it.
type leftAs int

const (
	aResult leftAs = iota
	aCount         // of each of many: it need not be a result
	aSum           // of what a function is handed: likewise, unless it cannot panic itself, and a caller computes that
	aNumber        // of what is done: it says the truth, unless a caller counts by it what it finds
)

// Counts reports whether the data is a count. It need not be a result, but if the crash can be kept, nobody
// can take it for one.
func (l Left) Counts() bool { return l.as == aCount || l.as == aSum }

// Lost returns what a contained panic can keep the goroutine from leaving that call
// starts in the function around, so that somebody takes what is there for the
// result: who reads it after one of the signals that come all the same, or where a
// flag that a deferred call sets says that all is there. A panic in the functions that are kept is not contained.
func (r *Result) Lost(call *ast.CallExpr, signals []Ref, around ast.Node, kept []FuncID) (Left, bool) {
	s := r.leaving.frame(around)
	s.spawned = true
	list := slices.DeleteFunc(s.leftBy(call), func(l Left) bool { return l.as == aNumber || slices.Contains(kept, l.Within) })
	missing := func(counts bool) (Left, bool) {
		for _, l := range list {
			if l.Counts() == counts && l.v != nil && l.skipped && (!l.fills || l.named || s.madeEmpty(l.v)) && r.readers.reads(l, signals, around) {
				return l, true
			}
		}
		return Left{}, false
	}
	if l, ok := missing(false); ok {
		return l, true
	}
	for _, flag := range list {
		if flag.v == nil || !flag.flag || !flag.deferred {
			continue
		}
		for _, l := range list {
			if l.v != nil && l.skipped && l.entry && r.readers.readTogether(flag, l) {
				return l, true
			}
		}
	}
	return missing(true)
}

// LostSum is Lost for what the package itself is seen to read: a worker that is run again has lost one item of many, and who
// waits for all of them takes what is left for the whole. Nobody needs to know of the gap who does not.
func (r *Result) LostSum(call *ast.CallExpr, signals []Ref, around ast.Node) (Left, bool) {
	s := r.leaving.frame(around)
	s.spawned = true
	for _, l := range s.leftBy(call) {
		if l.v != nil && l.skipped && !l.fills && l.as == aResult && r.readers.readsBehind(l, r.readers.behind(signals)) {
			return l, true
		}
	}
	return Left{}, false
}

// frame is a scan that has read nothing: it knows whose variables are whose.
func (r *leaving) frame(fn ast.Node) *scan {
	return &scan{Result: r.Result, fn: fn, body: syntax.Body(fn), slots: slotsOf(r.Info, fn), head: -1}
}

// leftBy lists what the functions leave that a call calls, as seen by its caller.
func (s *scan) leftBy(call *ast.CallExpr) []Left {
	list := s.leftByHanded(call)
	for _, t := range s.targets(call.Fun) {
		if t.node == nil {
			list = append(list, s.leftElsewhere(call, t)...)
			continue
		}
		for _, l := range s.leaving.leaves(t.node) {
			arg := s.argument(l.on.Slot, t, call)
			if l.on = s.mapped(l.on, t, call); s.isOwn(l.on) {
				held := s.heldIn(l.on)
				if held == nil {
					continue
				}
				on, ok := s.outside(held)
				if !ok {
					continue
				}
				l.on, l.What, l.v, l.In = on, s.Text(held), s.container(held), FuncID{}
			}
			if l.In == (FuncID{}) && !l.handed {
				l.In = idOf(t)
			}
			if l.Within == (FuncID{}) || l.outer {
				l.Within, l.outer = idOf(t), false
			}
			if l.v == nil { // a parameter: here it is what is passed for it
				if l.v = s.container(arg); l.v != nil {
					l.What, l.In = s.Text(arg), FuncID{}
					if u, ok := arg.(*ast.UnaryExpr); ok {
						l.What = s.Text(u.X)
					}
				}
			}
			list = append(list, l)
		}
	}
	return list
}

// leftByHanded lists what the functions leave that the callers in the package hand over for the parameter that a call calls:
//
//	func (p *pool) Go(f func()) { …; go func() { defer p.wg.Done(); f() }() }
//	p.Go(func() { sizes[i] = size(i) })
func (s *scan) leftByHanded(call *ast.CallExpr) []Left {
	v := s.VarOf(call.Fun)
	if v == nil || v.Kind() != types.ParamVar {
		return nil
	}
	var list []Left
	for _, arg := range s.readers.passedFor(v) {
		node := s.Node(s.Resolve(arg))
		if node == nil || syntax.Body(node) == nil {
			continue
		}
		for _, l := range s.leaving.leaves(node) {
			if l.v == nil {
				continue
			}
			l.handed, l.Within, l.outer = true, FuncID{}, false
			if l.on.Slot >= 0 { // a method value
				l.on = noRef(l.on.Class)
			}
			list = append(list, l)
		}
		list = append(list, s.failsHanded(node)...)
	}
	return list
}

// failsHanded lists the errors that a function which is handed over leaves: it has its effects where it is called, but who calls it
// as a goroutine of its own does not know them.
//
//	p.Go(func() { err = migrate() })
func (s *scan) failsHanded(fn ast.Node) []Left {
	var list []Left
	for _, e := range s.summary(fn).Effects {
		if v := s.readers.varOf(e.On); e.Kind == Fail && e.Skipped != "" && v != nil {
			list = append(list, Left{What: e.Text, Error: true, on: e.On, v: v, skipped: true, handed: true})
		}
	}
	return list
}

// heldIn returns what a field of a local is made to refer to, if a ref is on that: table, where the local is
// &tx{rows: &table}. It is nil if it is not known.
func (s *scan) heldIn(on Ref) ast.Expr {
	for _, value := range s.Var(on.root).Values {
		x := ast.Unparen(value.Expr)
		if u, ok := x.(*ast.UnaryExpr); ok {
			x = ast.Unparen(u.X)
		}
		lit, ok := x.(*ast.CompositeLit)
		if !ok {
			continue
		}
		for _, elt := range lit.Elts {
			kv, ok := elt.(*ast.KeyValueExpr)
			if !ok || !strings.HasPrefix(on.Path+".", "."+s.Text(kv.Key)+".") && !strings.HasPrefix(on.Path, "."+s.Text(kv.Key)+"[") {
				continue
			}
			if u, ok := ast.Unparen(kv.Value).(*ast.UnaryExpr); ok && u.Op == token.AND {
				return ast.Unparen(u.X)
			}
			if t := s.Info.TypeOf(kv.Value); syntax.IsPointer(t) || isMap(t) {
				return ast.Unparen(kv.Value)
			}
		}
	}
	return nil
}

// maxLeft bounds what is listed of one function, through calls.
const maxLeft = 100

// leftLattice: a list grows, and holds each thing once.
var leftLattice = fixpoint.Lattice[[]Left]{
	Meet:  func(found, before []Left) []Left { return merged(append(slices.Clone(before), found...)) },
	Equal: slices.Equal[[]Left],
}

// merged lists each thing once, with what is true of any of its places.
func merged(list []Left) []Left {
	type key struct {
		on refKey
		v  *types.Var
	}
	var out []Left
	index := make(map[key]int)
	for _, l := range list {
		k := key{l.on.key(), l.v}
		i, have := index[k]
		if !have {
			if len(out) < maxLeft {
				index[k] = len(out)
				out = append(out, l)
			}
			continue
		}
		m := &out[i]
		m.outer = m.outer || l.outer || m.Within != l.Within
		m.skipped, m.flag, m.deferred = m.skipped || l.skipped, m.flag || l.flag, m.deferred || l.deferred
		m.entry, m.list, m.fills, m.named = m.entry || l.entry, m.list || l.list, m.fills && l.fills, m.named || l.named
		m.as = min(m.as, l.as)
	}
	return out
}

// leaves lists what a function of the package leaves.
func (r *leaving) leaves(fn ast.Node) []Left {
	return fixpoint.Ask(r.left, leftLattice, fn, func() []Left { return r.findLeaves(fn) })
}

// leftIn returns the ref of x, if others see it, and what of theirs holds it: x itself, or the collection that a local has a
// pointer from.
//
//	c := s.calls[id]; c.reply = …
func (s *scan) leftIn(x ast.Expr) (on Ref, held ast.Expr, ok bool) {
	on, ok = s.outside(x)
	if !ok || !on.Local || s.cameIn(on) {
		return on, x, ok
	}
	v := s.container(x)
	if v == nil || !syntax.IsPointer(v.Type()) {
		return Ref{}, nil, false
	}
	on, ok = s.elementRef(v)
	return on, s.collectionOf(v), ok
}

// leavesPart reports whether a panic of a function keeps it from leaving data for others.
func (r *leaving) leavesPart(fn ast.Node) bool {
	return syntax.Body(fn) != nil && slices.ContainsFunc(r.leaves(fn), func(l Left) bool { return l.as != aNumber && (l.skipped || l.outer) })
}

func (r *leaving) findLeaves(fn ast.Node) []Left {
	s := r.frame(fn)
	ops := s.allOps()
	var list []Left
	leave := func(n ast.Node, x ast.Expr, l Left) {
		on, held, ok := s.leftIn(x)
		if !ok {
			return
		}
		l.on, l.What, l.v = on, s.Text(x), s.container(held)
		l.deferred = ops.deferred(n)
		l.skipped = l.fills || ops.skip(n, x) || ops.untrue(l)
		list = append(list, l)
	}
	r.inline(s.body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				switch data, entry, list := s.isData(n, i); {
				case data && !(list && s.readsOn(n, ops)):
					leave(n, lhs, Left{entry: entry, list: list, flag: len(n.Lhs) == len(n.Rhs) && s.direction(n.Rhs[i]) == raise})
				case n.Tok == token.ADD_ASSIGN && s.Info.Types[n.Rhs[0]].Value == nil:
					leave(n, lhs, Left{as: aSum})
				case n.Tok == token.ADD_ASSIGN:
					leave(n, lhs, s.counted(n, lhs))
				}
			}
		case *ast.IncDecStmt:
			if n.Tok == token.INC {
				leave(n, n.X, s.counted(n, n.X))
			}
		case *ast.CallExpr:
			if op, x, by := s.atomicChange(n); op == known.AtomicAdd && (s.findsOut(n) || s.Info.Types[by].Value != nil && s.counts(by) == raise) {
				leave(n, x, s.counted(n, x))
				return
			}
			if x, entry := s.stored(n); x != nil {
				leave(n, x, Left{entry: entry, flag: s.direction(n.Args[len(n.Args)-1]) == raise})
				return
			}
			for _, l := range s.leftBy(n) {
				if l.as == aNumber && s.findsOut(n) || l.as == aSum && !l.skipped && slices.ContainsFunc(n.Args, s.isComputed) {
					l.as = aResult
				}
				deferred := ops.deferred(n)
				l.deferred = l.deferred || deferred
				skipped := ops.skip(n, nil) || deferred && ops.untrue(l)
				l.skipped, l.outer = l.skipped || skipped, l.outer || skipped
				list = append(list, l)
			}
			for _, x := range s.filled(n) {
				leave(n, x, Left{fills: true})
			}
			for _, x := range s.written(n) {
				leave(n, x, Left{fills: true})
			}
			for _, x := range s.created(n) {
				leave(n, x, Left{fills: true, named: true})
			}
		}
	})
	for i := range list {
		if _, param := s.slots[list[i].v]; param {
			list[i].v = nil
		}
	}
	return merged(list)
}

// counted returns what a count is left as that n adds a constant to. How many there are of each kind is found out, as is what a
// condition asks for.
func (s *scan) counted(n ast.Node, count ast.Expr) Left {
	each, _ := ast.Unparen(count).(*ast.IndexExpr)
	switch {
	case s.findsOut(n):
		return Left{}
	case each == nil:
		return Left{as: aNumber}
	case isMap(s.Info.TypeOf(each.X)) && s.Info.Types[each.Index].Value == nil:
		return Left{}
	}
	return Left{as: aCount}
}

// findsOut reports whether a count of ones tells how often something was found, not how
// often something was done: if match(x) { n++ }. Of what is left undone, the reader would
// think that it was looked at.
func (s *scan) findsOut(n ast.Node) bool {
	c, ok := s.CursorOf(n)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.CaseClause)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch up := up.Node().(type) {
		case *ast.IfStmt:
			found, tells := false, false
			ast.Inspect(up.Cond, func(m ast.Node) bool {
				switch m := m.(type) {
				case *ast.CallExpr:
					found = found || !s.Info.Types[m.Fun].IsType() && s.Builtin(m) == ""
				case ast.Expr:
					found = found || s.fromCall(m)
					tells = tells || syntax.IsError(s.Info.TypeOf(m))
				}
				return true
			})
			return found && !tells && up.Body.Pos() <= n.Pos() && n.End() <= up.Body.End()
		case *ast.CaseClause:
			return false
		}
		return false
	}
	return false
}

// inline visits all of a body that runs on the goroutine of its function.
func (src source) inline(body ast.Node, f func(ast.Node)) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			for _, arg := range n.Args {
				if _, lit := ast.Unparen(arg).(*ast.FuncLit); lit && src.Launched(n, arg) {
					return false
				}
			}
		}
		if n != nil {
			f(n)
		}
		return true
	})
}

// isData reports whether the i-th left side of an assignment takes what somebody
// may read as a result: no error, which is an effect of its own, no count, no
// state that is taken back. An entry is one of many, in a map or a list.
func (s *scan) isData(n *ast.AssignStmt, i int) (data, entry, list bool) {
	lhs := ast.Unparen(n.Lhs[i])
	if id, ok := lhs.(*ast.Ident); ok {
		v, isVar := s.Info.ObjectOf(id).(*types.Var)
		if !isVar || s.isMine(v) {
			return false, false, false
		}
	}
	t := s.Info.TypeOf(lhs)
	if t == nil || syntax.IsError(t) {
		return false, false, false
	}
	var value ast.Expr
	if len(n.Lhs) == len(n.Rhs) {
		value = n.Rhs[i]
	}
	switch n.Tok {
	case token.DEFINE:
		return false, false, false
	case token.ASSIGN:
		if value != nil && s.direction(value) == lower {
			return false, false, false
		}
		if s.appendsError(lhs, value) {
			return false, false, false
		}
		call, ok := ast.Unparen(value).(*ast.CallExpr)
		list = ok && s.Builtin(call) == "append"
		x, ok := lhs.(*ast.IndexExpr)
		return true, list || ok && isMap(s.Info.TypeOf(x.X)), list
	default: // n += size(x), or a sum of many, not n++ in other words, nor units that are given back: s.left += n, where others take s.left -= n
		many := s.isComputed(n.Rhs[0]) || s.inLoop(n.Pos()) && s.Info.Types[n.Rhs[0]].Value == nil
		return many && !(n.Tok == token.ADD_ASSIGN && s.takenFrom(lhs)), false, false
	}
}

// isComputed reports whether x comes of the call of a function, or a part of it does: n + p.size, where p is what one has returned.
func (s *scan) isComputed(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = found || !s.Info.Types[n.Fun].IsType()
		case *ast.Ident:
			found = found || s.fromCall(n)
		}
		return !found
	})
	return found
}

// takenFrom reports whether the package also subtracts from what x is.
func (s *scan) takenFrom(x ast.Expr) bool {
	v := s.container(x)
	if v == nil || !v.IsField() {
		return false
	}
	return slices.ContainsFunc(s.usesOf(s.readers.joined(), v), func(use inspector.Cursor) bool {
		for up := range use.Enclosing((*ast.AssignStmt)(nil), (*ast.FuncLit)(nil)) {
			a, ok := up.Node().(*ast.AssignStmt)
			return ok && a.Tok == token.SUB_ASSIGN && a.Lhs[0].Pos() <= use.Node().Pos() && use.Node().End() <= a.Lhs[0].End()
		}
		return false
	})
}

// readsOn reports whether an entry is what a loop reads from a stream, and nothing but the reading can
// panic: a read that fails cuts the list short as well, and nobody is told.
//
//	for sc.Scan() { lines = append(lines, sc.Text()) }
func (s *scan) readsOn(n ast.Node, ops ops) bool {
	var stream *types.Var
	for _, l := range ops.loops {
		loop, ok := l.(*ast.ForStmt)
		if !ok || !(loop.Body.Pos() <= n.Pos() && n.End() <= loop.Body.End()) {
			continue
		}
		if call, ok := ast.Unparen(loop.Cond).(*ast.CallExpr); ok && loop.Init == nil && loop.Post == nil {
			stream = s.askedOf(call)
		}
	}
	if stream == nil || !s.declares(stream) {
		return false
	}
	return !slices.ContainsFunc(ops.list, func(op ast.Node) bool {
		call, ok := op.(*ast.CallExpr)
		return !ok || s.askedOf(call) != stream && !slices.ContainsFunc(s.Var(stream).Values, func(value syntax.Value) bool { return value.From == ast.Expr(call) })
	})
}

// askedOf returns the variable that a call calls a method of, one of another module.
func (s *scan) askedOf(call *ast.CallExpr) *types.Var {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	fn := s.Callee(call)
	if !ok || fn == nil || s.Info.Selections[sel] == nil || fn.Pkg() == nil || s.InModule(fn.Pkg().Path()) {
		return nil
	}
	return s.VarOf(sel.X)
}

// fromCall reports whether x is a local that holds the result of a call or a part of it, or what a loop
// finds in that, or what a callback is called with.
func (s *scan) fromCall(x ast.Expr) bool { return s.holdsResult(s.VarOf(x)) }

func (s *scan) holdsResult(v *types.Var) bool {
	if v != nil && v.Kind() == types.ParamVar && s.declares(v) {
		return true
	}
	return v != nil && s.declares(v) && slices.ContainsFunc(s.Var(v).Values, func(value syntax.Value) bool {
		if loop := s.rangedBy(value); loop != nil {
			return s.isCall(loop.X) || s.VarOf(loop.X) != v && s.fromCall(loop.X)
		}
		whole := s.Base(value.From)
		return s.isCall(value.From) || whole != nil && whole.Pos() < v.Pos() && s.holdsResult(whole)
	})
}

// isCall reports whether x is a call of a function.
func (s *scan) isCall(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	return ok && !s.Info.Types[call.Fun].IsType()
}

// rangedBy returns the range statement that gives a value to its key or value; nil for
// another one.
func (src source) rangedBy(value syntax.Value) *ast.RangeStmt {
	if value.Expr != nil || value.From != nil {
		return nil
	}
	if c, ok := src.CursorAt(value.Pos); ok {
		for up := range c.Enclosing((*ast.RangeStmt)(nil)) {
			return up.Node().(*ast.RangeStmt)
		}
	}
	return nil
}

// stored returns what a call of package sync or sync/atomic puts data into; nil
// for another call, and for what only counts.
func (s *scan) stored(call *ast.CallExpr) (x ast.Expr, entry bool) {
	fn := s.Callee(call)
	if fn == nil || fn.Pkg() == nil {
		return nil, false
	}
	switch fn.FullName() {
	case "(*sync.Map).Store", "(*sync.Map).LoadOrStore", "(*sync.Map).Swap":
		return ast.Unparen(call.Fun).(*ast.SelectorExpr).X, true
	}
	op, x, value := s.atomicChange(call)
	switch op {
	case known.AtomicAdd:
		if s.Info.Types[value].Value == nil {
			return x, false
		}
	case known.AtomicStore, known.AtomicSwap:
		if s.direction(value) != lower {
			return x, false
		}
	case known.AtomicCompareAndSwap: // the largest so far; a constant is a state
		if s.direction(value) == neither {
			return x, false
		}
	}
	return nil, false
}

// filled lists the operands that a function of another module may put data into:
// variables by their address, and parameters that can refer to one.
func (s *scan) filled(call *ast.CallExpr) []ast.Expr {
	fn := s.Callee(call)
	if s.Builtin(call) != "" || s.Info.Types[call.Fun].IsType() || fn == nil || fn.Pkg() == nil || s.InModule(fn.Pkg().Path()) || quiet(fn.Pkg().Path()) && fn.Pkg().Path() != "fmt" && !strings.HasPrefix(fn.FullName(), "(*strings.Builder).") || strings.HasPrefix(fn.Pkg().Path(), "sync") {
		return nil
	}
	var list []ast.Expr
	add := func(x ast.Expr) {
		if u, ok := x.(*ast.UnaryExpr); ok && u.Op == token.AND {
			x = ast.Unparen(u.X)
		}
		id, ok := x.(*ast.Ident)
		if !ok {
			return
		}
		v, ok := s.Info.Uses[id].(*types.Var)
		if _, param := s.slots[v]; ok && (param || !s.declares(v)) {
			list = append(list, x)
		}
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && s.Info.Selections[sel] != nil {
		add(ast.Unparen(sel.X))
	}
	for _, arg := range call.Args {
		switch x := ast.Unparen(arg).(type) {
		case *ast.UnaryExpr, *ast.Ident:
			if t := s.Info.TypeOf(x); t != nil && (syntax.IsPointer(t) || types.IsInterface(t)) {
				add(x)
			}
		}
	}
	return list
}

// written lists the fields that gather what a call writes to them, or hands on for others to write to.
//
//	p.text.WriteString(part)   zw := gzip.NewWriter(&p.buf)
func (s *scan) written(call *ast.CallExpr) []ast.Expr {
	fn := s.Callee(call)
	if fn == nil || fn.Pkg() == nil || s.InModule(fn.Pkg().Path()) {
		return nil
	}
	var list []ast.Expr
	add := func(x ast.Expr) {
		if u, ok := ast.Unparen(x).(*ast.UnaryExpr); ok && u.Op == token.AND {
			x = u.X
		}
		if v := s.VarOf(x); v != nil && v.IsField() && known.Gathers(v.Type()) {
			list = append(list, ast.Unparen(x))
		}
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && s.Info.Selections[sel] != nil && known.Writes(fn.Name()) {
		add(sel.X)
	}
	for _, arg := range call.Args {
		add(arg)
	}
	return list
}

// created lists what the name of a file is made of that a call creates, to be written bit by bit:
// os.Create(filepath.Join(dir, name)).
func (s *scan) created(call *ast.CallExpr) []ast.Expr {
	if fn := s.Callee(call); !makesFile(fn) || fn.Name() == "CreateTemp" {
		return nil
	}
	var list []ast.Expr
	var add func(x ast.Expr)
	add = func(x ast.Expr) {
		if join, ok := ast.Unparen(x).(*ast.CallExpr); ok {
			if fn := s.Callee(join); fn != nil && fn.FullName() == "path/filepath.Join" {
				for _, arg := range join.Args {
					add(arg)
				}
			}
		} else if v := s.VarOf(x); v != nil {
			list = append(list, x)
		}
	}
	add(call.Args[0])
	return list
}

// makesFile reports whether a function makes an empty file.
func makesFile(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "os.Create", "os.CreateTemp", "os.OpenFile":
		return true
	}
	return false
}

// madeEmpty reports whether local v holds a value that is made without anything in
// it, so that it is there to be filled, or a field is of a type for that: var buf bytes.Buffer.
func (s *scan) madeEmpty(v *types.Var) bool {
	if v.IsField() {
		return known.Gathers(v.Type())
	}
	if v.Parent() == s.Types.Scope() {
		return false
	}
	if named, ok := types.Unalias(deref(v.Type())).(*types.Named); ok && named.Obj().Pkg() != nil && (quiet(named.Obj().Pkg().Path()) && !syntax.IsNamed(named, "strings", "Builder") || named.Obj().Pkg().Path() == "sync") {
		return false
	}
	for _, value := range s.Var(v).Values {
		switch x := ast.Unparen(value.From).(type) {
		case *ast.CompositeLit:
			if len(x.Elts) > 0 {
				return false
			}
		case *ast.UnaryExpr:
			if lit, ok := ast.Unparen(x.X).(*ast.CompositeLit); !ok || len(lit.Elts) > 0 {
				return false
			}
		case *ast.CallExpr:
			if s.Builtin(x) != "new" && !makesFile(s.Callee(x)) {
				return false
			}
		default:
			if value.Expr == nil || s.Info.Types[value.Expr].Value == nil && !s.IsNil(value.Expr) {
				return false
			}
		}
	}
	switch v.Type().Underlying().(type) {
	case *types.Pointer:
		return len(s.Var(v).Values) > 0
	case *types.Interface, *types.Chan, *types.Signature:
		return false
	}
	return true
}

// container returns the variable or field that holds what x is, or is a part of.
func (src source) container(x ast.Expr) *types.Var {
	for {
		switch e := ast.Unparen(x).(type) {
		case *ast.IndexExpr:
			x = e.X
		case *ast.SliceExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.UnaryExpr:
			x = e.X
		case nil:
			return nil
		default:
			if v := src.VarOf(e); v != nil {
				return v.Origin()
			}
			return nil
		}
	}
}

// ops are the operations of a function that can panic, in source order.
type ops struct {
	list   []ast.Node
	loops  []ast.Node
	defers []ast.Node
}

func (s *scan) allOps() ops {
	var o ops
	s.inline(s.body, func(n ast.Node) {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			o.loops = append(o.loops, n)
		case *ast.DeferStmt:
			o.defers = append(o.defers, n)
		}
	})
	s.Operations(s.body, func(op ast.Node) bool {
		if !s.readsRoot(op) && !s.logs(op) {
			o.list = append(o.list, op)
		}
		return true
	})
	return o
}

// deferred reports whether n is in a deferred call.
func (o ops) deferred(n ast.Node) bool {
	return slices.ContainsFunc(o.defers, func(d ast.Node) bool { return d.Pos() <= n.Pos() && n.End() <= d.End() })
}

// untrue reports whether what a deferred call leaves can be said of what a panic has cut short. That it has
// ended, and when, is true all the same.
func (o ops) untrue(l Left) bool {
	return l.deferred && !l.flag && len(o.list) > 0 && !(l.v != nil && isMoment(l.v.Type()))
}

// isMoment reports whether t is time.Time or time.Duration.
func isMoment(t types.Type) bool {
	return syntax.IsNamed(t, "time", "Time") || syntax.IsNamed(t, "time", "Duration")
}

// skip reports whether a panic can come before n is done: in an operation that
// stands before it, or in it but for what is done to the left side lhs itself, or in a loop around it,
// or in a call that n is a callback of, as often as it likes: each(list, func(i int) { sum += i }).
func (o ops) skip(n ast.Node, lhs ast.Expr) bool {
	within := func(a, b ast.Node) bool { return b.Pos() <= a.Pos() && a.End() <= b.End() }
	var loop ast.Node
	for _, l := range o.loops {
		if within(n, l) {
			loop = l
			break
		}
	}
	for _, op := range o.list {
		switch {
		case within(n, op):
			if isCallback(n, op) {
				return true
			}
		case lhs != nil && isPath(op, lhs):
		case op.Pos() < n.End(), loop != nil && within(op, loop):
			return true
		}
	}
	return false
}

// isPath reports whether op is x, or what x is a part of.
func isPath(op ast.Node, x ast.Expr) bool {
	for {
		if ast.Node(x) == op {
			return true
		}
		switch e := x.(type) {
		case *ast.ParenExpr:
			x = e.X
		case *ast.SelectorExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.SliceExpr:
			x = e.X
		default:
			return false
		}
	}
}

// isCallback reports whether n is in a function literal that a call is handed.
func isCallback(n, call ast.Node) bool {
	c, ok := call.(*ast.CallExpr)
	return ok && slices.ContainsFunc(c.Args, func(arg ast.Expr) bool {
		lit, ok := ast.Unparen(arg).(*ast.FuncLit)
		return ok && lit.Body.Pos() <= n.Pos() && n.End() <= lit.Body.End()
	})
}

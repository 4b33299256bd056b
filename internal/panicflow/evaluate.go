package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
)

// What the evaluation of an expression proves: what it dereferences is not nil behind it, and what it hands a callee is judged
// by what that needs.

// deref judges that the pointer x, or the field p, is dereferenced.
func (w *prover) deref(p place, x ast.Expr) paramSet {
	var need paramSet
	switch {
	case x != nil && w.nilness.notNil(x, w.s):
	case x == nil && w.proving.isSet(p, w.s):
	case x != nil && w.results.direct(x):
	default:
		need = w.needSet(p)
	}
	w.learnNotNil(p)
	return need
}

// selection judges a selector expression up to its last field, or its receiver.
func (w *prover) selection(e *ast.SelectorExpr, sel *types.Selection) (need paramSet, p place, t types.Type) {
	w.expr(e.X)
	p, t = w.places.fields(e, sel, func(p place, x ast.Expr) { need |= w.deref(p, x) })
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
				w.literals[e] = w.places.meet(s, w.s, true)
			} else {
				w.literals[e] = w.s
			}
		}
	case *ast.CompositeLit:
		st := false
		if t := w.Info.TypeOf(e); t != nil {
			_, st = core(t).(*types.Struct)
		}
		if st && w.record {
			put(&w.structs, e, w.s)
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
			w.mark(e, w.deref(w.places.placeOf(e.X), e.X))
		}
	case *ast.TypeAssertExpr:
		w.expr(e.X)
		if e.Type != nil {
			w.judge(e, func() paramSet { return safeIf(w.asserts(e) || w.pooling.isPooled(e)) })
		}
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
			w.s = w.places.meet(t, f, true)
			return
		}
		w.expr(e.X)
		w.expr(e.Y)
		switch e.Op {
		case token.EQL, token.NEQ:
			w.judge(e, func() paramSet { return w.needComparables(e.X, e.Y) })
		case token.QUO, token.REM:
			w.judge(e, func() paramSet { return w.needNotZero(e.Y) })
		case token.SHL, token.SHR:
			w.judge(e, func() paramSet { return w.needCount(e.Y) })
		}
	}
}

// bind judges the receiver of a method value: t is the type at p, where the method
// is found.
func (w *prover) bind(e *ast.SelectorExpr, sel *types.Selection, p place, t types.Type) (need paramSet) {
	x := e.X
	if len(sel.Index()) > 1 {
		x = nil
	}
	recv := sel.Obj().(*types.Func).Signature().Recv().Type()
	_, pointer := t.Underlying().(*types.Pointer)
	_, wanted := recv.Underlying().(*types.Pointer)
	read := !wanted && (pointer || types.IsInterface(recv)) // (*x).m, and an interface must hold a value
	if read {
		need = w.deref(p, x)
	}
	if !w.record {
		return need
	}
	h := &handed{leaves: true}
	w.handed[e] = h
	switch {
	case read:
		if need&seenNil != 0 {
			h.seenNil = receiver
		}
		if p != nowhere && types.IsInterface(recv) && w.nilness.alwaysSet(w.places.info(p)) { // to what is not nil itself
			h.notNil = receiver
		}
		return need
	case wanted && !pointer: // (&x).m
		h.notNil = receiver
	default: // a pointer, or of a map type, or another one that can be nil
		w.give(h, 0, p, x)
	}
	w.giveFields(h, p, t)
	return need
}

// give records that p, or x, is handed to a callee's parameter.
func (w *prover) give(h *handed, bit int, p place, x ast.Expr) {
	if bit < 0 || bit >= maxParams {
		return
	}
	switch {
	case x != nil && chanDir(w.Info.TypeOf(x)) >= 0: // a callee needs one that it may send on or close
		if w.channels.lendsSafely(x) {
			h.notNil |= 1 << bit
		} else if p != nowhere && w.places.info(p).of == nowhere {
			h.own[bit] = w.own[w.places.info(p).v]
		}
	case x != nil && !canBeNil(w.Info.TypeOf(x)), x != nil && isList(w.Info.TypeOf(x)):
		need := w.needValue(x)
		if need == 0 {
			h.notNil |= 1 << bit
		} else if need&^paramBits == 0 {
			h.own[bit] = need
		}
		if isInteger(w.Info.TypeOf(x)) {
			for k, number := range numberNeeds {
				if need := w.needNumber(x, number); need == 0 {
					h.notNil |= 1 << (bit + number.as)
				} else if need&never == 0 {
					h.numbers[k][bit] = need
				}
			}
		}
	case x != nil && w.nilness.notNil(x, w.s), x == nil && w.proving.isSet(p, w.s):
		h.notNil |= 1 << bit
	case x != nil && (w.IsNil(x) || w.VarOf(x) == nil && w.nilness.isAtTimesNil(x)):
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
	fun := ast.Unparen(call.Fun)
	w.expr(fun)
	if !w.record {
		w.exprs(call.Args)
		return
	}
	h := w.called(fun)
	w.exprs(call.Args)
	if lit, ok := fun.(*ast.FuncLit); ok {
		w.pass(lit, call.Args)
	}
	w.passIndexes(call)
	w.giveArgs(h, call)
	w.handed[call] = h
}

// called returns what is handed to the callee that fun is evaluated to: its receiver.
func (w *prover) called(fun ast.Expr) *handed {
	h := new(handed)
	if e, ok := fun.(*ast.SelectorExpr); ok && w.handed[e] != nil {
		*h = *w.handed[e]
		h.leaves = false
	}
	h.callable = w.Judge.nilness.notNil(fun, w.s)
	if p := w.places.placeOf(fun); p != nowhere && !h.callable {
		h.unset = w.mayBeZero(p)
	}
	return h
}

// giveArgs gives the arguments of a call to the parameters of its callee.
func (w *prover) giveArgs(h *handed, call *ast.CallExpr) {
	sig, ok := w.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok {
		return
	}
	first, fn := 1, w.Resolve(call.Fun).Func
	if fn != nil {
		first -= w.Shift(call, fn)
	}
	for i, arg := range call.Args {
		if i < sig.Params().Len() && !(sig.Variadic() && i >= sig.Params().Len()-1 && !call.Ellipsis.IsValid()) {
			w.giveAs(h, first+i, paramType(fn, first+i-1), arg)
		} else if bit := first + sig.Params().Len() - 1; sig.Variadic() && 0 <= bit && bit < maxParams {
			h.notNil |= 1 << bit
			if p := w.places.placeOf(arg); w.IsNil(arg) || p != nowhere && holdsReference(w.Info.TypeOf(arg)) && w.mayBeZero(p) {
				h.seenNil |= 1 << bit
			}
		}
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
// sort, or to rand.Shuffle: indexes of a slice, or what is less than a number. See https://pkg.go.dev/sort.
func (w *prover) passIndexes(call *ast.CallExpr) {
	fn := w.Callee(call)
	if fn == nil || len(call.Args) != 2 {
		return
	}
	lit, ok := ast.Unparen(call.Args[1]).(*ast.FuncLit)
	if !ok {
		return
	}
	var end linear
	switch fn.FullName() {
	case "sort.Search", "sort.Find", "math/rand.Shuffle", "math/rand/v2.Shuffle":
		end.t, end.off, end.ok = w.numbers.linear(call.Args[0], w.s)
	case "sort.Slice", "sort.SliceStable", "sort.SliceIsSorted":
		if p := w.places.placeOf(call.Args[0]); p != nowhere {
			end = linear{lenOf(p), 0, true}
		}
	}
	if !end.ok {
		return
	}
	inside := prover{Judge: w.Judge, proofs: w.proofs, fn: lit, s: w.literals[lit]}
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			if p := w.places.placeOf(name); p != nowhere {
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
		if w.convertsToArray(call) {
			w.judge(call, func() paramSet {
				a, ok := arrayOf(w.Info.TypeOf(call.Fun))
				n, _ := w.lengthOf(call.Args[0])
				return safeIf(ok && n.ok && w.s.proves(zero, a.Len()-n.off, n.t, w.numbers.natural))
			})
		}
		return
	}
	if name := w.Builtin(call); name != "" {
		for _, arg := range call.Args {
			if !w.Info.Types[arg].IsType() {
				w.expr(arg)
			}
		}
		switch name {
		case "make":
			w.judge(call, func() paramSet { return safeIf(w.makes(call)) })
		case "delete":
			if m, ok := core(w.Info.TypeOf(call.Args[0])).(*types.Map); ok {
				w.judge(call, func() paramSet { return w.needHashable(m.Key(), call.Args[1]) })
			}
			w.killElements(elemOf(core(w.Info.TypeOf(call.Args[0]))))
		case "append", "copy", "clear":
			w.killElements(elemOf(core(w.Info.TypeOf(call.Args[0]))))
		}
		return
	}
	w.operands(call)
	entry := known.Of(w.Callee(call))
	if !w.strict && entry != nil {
		w.judge(call, func() paramSet { return w.needConditions(entry, call) })
	}
	if !quiet(entry) {
		w.others()
	} else if rearranges(w.Callee(call), entry) {
		w.killElements(nil)
	}
	// What has been called, and the operand that a known method has read, are there.
	w.learnNotNil(w.places.placeOf(call.Fun))
	if e, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if sel := w.Info.Selections[e]; sel != nil && sel.Kind() == types.MethodVal {
			p, t := w.places.fields(e, sel, func(p place, _ ast.Expr) { w.learnNotNil(p) })
			if entry != nil || types.IsInterface(t) && !isTypeParam(t) {
				w.learnNotNil(p)
			}
		}
	}
	w.learnEnsured(call)
}

// quiet reports whether no other code runs in a call that the program could notice.
func quiet(entry *known.Func) bool {
	const loud = known.Waits | known.Locks | known.RLocks | known.Unlocks | known.RUnlocks
	return entry != nil && entry.Props&known.CannotPanic != 0 && entry.Props&loud == 0
}

// rearranges reports whether a known function may change the elements of a list or map, itself or by what it calls.
func rearranges(fn *types.Func, entry *known.Func) bool {
	if entry.Has(known.Pure) {
		return false
	}
	switch fn.Pkg().Path() {
	case "slices", "maps", "sort":
		return true
	}
	return takesFunc(fn.Signature())
}

// makes reports whether the sizes of make are in range.
func (w *prover) makes(call *ast.CallExpr) bool {
	sizes := call.Args[1:]
	for _, size := range sizes {
		if !w.Info.Types[size].IsValue() || w.isConstant(size) {
			continue
		}
		if !w.numbers.atLeast(size, 0, w.s) || !w.bounded(size) {
			return false
		}
	}
	if len(sizes) == 2 && !(w.isConstant(sizes[0]) && w.isConstant(sizes[1])) { // the length is at most the capacity
		if c, ok := w.numbers.constant(sizes[0]); ok && c == 0 {
			return true
		}
		t, off, ok := w.numbers.linear(sizes[1], w.s)
		return ok && w.numbers.atMost(sizes[0], t, off, w.s)
	}
	return true
}

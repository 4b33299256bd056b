package panicflow

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function that can panic only because a parameter is not fit contains its panics where the caller proves
// that it is: func (h *hub) count() int { return h.n }. What is fit is told by the type of the parameter:
//
//	pointer, map, function, interface   not nil
//	channel                             a send or close cannot panic: channels.go
//	integer                             not 0, or greater than 0, or not negative
//	slice, string                       has an element
//	type parameter                      all of these, as far as the instance is such, and it can be hashed
//
// A method may need fields of what its receiver points to, too: func (s *set) add(k string) { s.m[k] = true }.
// Only those count that nobody ever sets to nil, so that they are fit later, too (staysSet), and numbers greater than 0 that nobody sets.

// What is needed only ever grows; never is all there is.
var needsLattice = fixpoint.Of(0, func(a, b paramSet) paramSet {
	if (a|b)&never != 0 {
		return never
	}
	return a | b
})

// nodeNeeds returns what must not be nil for a function of this package (a FuncDecl
// or FuncLit) to contain its panics.
func (j *panicking) nodeNeeds(fn ast.Node) paramSet {
	body := syntax.Body(fn)
	if body == nil {
		return never
	}
	return fixpoint.Ask(j.solver, needsLattice, question{kind: needsOf, fn: fn}, func() paramSet {
		f := j.frame(body)
		if !f.guards() && j.surelyPanics(body) {
			return never
		}
		var all paramSet
		f.escapes(func(e escape) bool {
			if e.needs == 0 {
				all = never
			}
			all |= e.needs
			return all&never == 0
		})
		if all&never != 0 {
			all = never
		}
		return all
	})
}

// calleeNeeds is nodeNeeds for a function of any package.
func (j *panicking) calleeNeeds(t syntax.Target) paramSet {
	if node := j.Node(t); node != nil {
		return j.nodeNeeds(node)
	}
	if t.Func != nil {
		if need := j.facts.containsOf(t.Func).NotNil; need != 0 {
			return need
		}
	}
	return never
}

// surelyPanics reports whether something in body can panic whatever the facts are.
func (j *panicking) surelyPanics(body *ast.BlockStmt) bool {
	w := dangerWalk{Judge: j.Judge, sure: true, yield: func(d danger) bool { return d.level > None }}
	w.node(body)
	return w.stopped
}

// isList reports whether t is a slice, or a string.
func isList(t types.Type) bool {
	_, slice := core(t).(*types.Slice)
	return slice || isString(core(t))
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

// needSet returns what must be fit for p, which is not known to be so, not to be nil.
func (w *prover) needSet(p place) paramSet {
	if p == nowhere {
		return never
	}
	if need := w.ownParam(p); need != 0 {
		return need
	}
	if w.mayBeZero(p) {
		return never | seenNil
	}
	if bit := w.ownField(p); bit != 0 && w.settings.staysSet(fact{valueOf(p), notNil, 0}) {
		return bit
	}
	return safeIf(w.results.isMadeHere(w.places.info(p).v))
}

// ownField returns the field of what the receiver points to that p is, 0 for none.
func (w *prover) ownField(p place) paramSet {
	of := nowhere
	if p != nowhere {
		of = w.places.info(p).of
	}
	if w.ownParam(of) != receiver {
		return 0
	}
	return fieldBit(w.places.info(of).v.Type(), w.places.info(p).v)
}

// ownParam returns the parameter that p is, 0 for none.
func (w *prover) ownParam(p place) paramSet {
	if p == nowhere || w.places.info(p).of != nowhere {
		return 0
	}
	return w.own[w.places.info(p).v]
}

// fieldBit returns the bit of the field f of what a receiver of type t is, or points to; 0 if it has none.
func fieldBit(t types.Type, f *types.Var) paramSet {
	if ptr, ok := core(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	st, ok := core(t).(*types.Struct)
	if !ok {
		return 0
	}
	for i := range min(st.NumFields(), maxFields) {
		if st.Field(i).Origin() == f.Origin() {
			return 1 << (firstField + i)
		}
	}
	return 0
}

// giveFields records which fields of p, of type t, are not nil, or numbers greater than 0.
func (w *prover) giveFields(h *handed, p place, t types.Type) {
	for _, path := range w.fieldsKnown(p) {
		h.notNil |= fieldBit(t, path[0])
	}
	r, ok := w.results.at(p, w.s)
	if p == nowhere {
		return
	}
	in := w.places.info(p).v
	h.made = func(field int) bool {
		f := fieldAt(t, field)
		return ok && w.results.hold(r, f) || w.results.keeps(in, f) || w.results.isMadeHere(f)
	}
}

// fieldAt returns a field of the struct that t is, or points to; nil if it has none so far behind.
func fieldAt(t types.Type, i int) *types.Var {
	if ptr, ok := core(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if st := core(t).(*types.Struct); i < st.NumFields() {
		return st.Field(i).Origin()
	}
	return nil
}

// needValue returns what must be fit for the value of x, which is no reference, to be so.
func (w *prover) needValue(x ast.Expr) paramSet {
	switch t := w.Info.TypeOf(x); {
	case isList(t):
		return w.needElement(x)
	case isTypeParam(t):
		return w.ownParam(w.places.placeOf(x)) | safeIf(w.ownParam(w.places.placeOf(x)) != 0)
	case isInteger(t):
		return w.needNotZero(x)
	}
	return 0
}

// giveAs gives x to a parameter of type t, which is nil if it is not known.
func (w *prover) giveAs(h *handed, bit int, t types.Type, x ast.Expr) {
	given := w.Info.TypeOf(x)
	if t == nil || !isTypeParam(t) || isTypeParam(given) || bit < 0 || bit >= maxParams {
		w.give(h, bit, w.places.placeOf(x), x)
		return
	}
	_, any := core(t).(*types.Interface)
	switch {
	case !any, someType(t, isInteger) && isInteger(given):
		w.give(h, bit, w.places.placeOf(x), x)
	case hashable(given) && (!canBeNil(given) || w.nilness.notNil(x, w.s)): // as a key it may well be 0 or ""
		h.notNil |= 1 << bit
	}
}

// paramType returns the type of the i-th parameter of fn, as it is declared; nil if there is none.
func paramType(fn *types.Func, i int) types.Type {
	if fn == nil || i < 0 || i >= fn.Signature().Params().Len() {
		return nil
	}
	return fn.Signature().Params().At(i).Type()
}

// needNotZero returns what must be fit for e not to be 0.
func (w *prover) needNotZero(e ast.Expr) paramSet { return w.needOfNumber(e, w.numbers.notZero, 0) }

// needPositive returns what must be fit for e to be greater than 0.
func (w *prover) needPositive(e ast.Expr) paramSet { return w.needNumber(e, numberNeeds[0]) }

// needCount returns what must be fit for e not to be negative.
func (w *prover) needCount(e ast.Expr) paramSet { return w.needNumber(e, numberNeeds[1]) }

// needNumber returns what must be fit for e to be the number that is needed.
func (w *prover) needNumber(e ast.Expr, number numberNeed) paramSet {
	return w.needOfNumber(e, func(e ast.Expr, s state) bool { return w.numbers.atLeast(e, number.least, s) }, number.as)
}

// needOfNumber returns what must be fit for the number e to fit, too; as is where the need of a parameter is kept.
func (w *prover) needOfNumber(e ast.Expr, fits func(ast.Expr, state) bool, as int) paramSet {
	if fits(e, w.s) {
		return 0
	}
	e = ast.Unparen(e)
	if call, ok := e.(*ast.CallExpr); ok && len(call.Args) == 1 {
		switch {
		case w.Info.Types[call.Fun].IsType() && isInteger(w.Info.TypeOf(call.Args[0])) && w.numbers.keepsAll(call):
			return w.needOfNumber(call.Args[0], fits, as)
		case w.Builtin(call) == "len" && isList(w.Info.TypeOf(call.Args[0])):
			return w.needElement(call.Args[0])
		}
		return never
	}
	p := w.places.placeOf(e)
	if need := w.ownParam(p); need != 0 {
		return need << as
	}
	if bit := w.ownField(p); bit != 0 && isInteger(w.Info.TypeOf(e)) && w.places.isFinal(w.places.info(p).v) {
		return bit
	}
	return never
}

// needConditions returns what must be fit for the arguments of a call of a known function to be such that it cannot panic.
func (w *prover) needConditions(entry *known.Func, call *ast.CallExpr) (all paramSet) {
	if w.trusting.conditions(entry, call, w.s) {
		return 0
	}
	for _, c := range entry.If {
		switch args := w.arguments(call, c); {
		case c.Is == known.Positive && len(args) > 0:
			all |= w.needPositive(args[0])
		case c.Is == known.NonNegative && len(args) > 0:
			all |= w.needCount(args[0])
		case !w.trusting.meets(c, call, w.s):
			return never
		}
	}
	return all
}

// needElement returns what must be fit for the list or string e to have an element.
func (w *prover) needElement(e ast.Expr) paramSet {
	if n, _ := w.lengthOf(e); n.ok && w.s.proves(zero, 1-n.off, n.t, w.numbers.natural) {
		return 0
	}
	if need := w.ownParam(w.places.placeOf(e)); need != 0 {
		return need
	}
	return never
}

// needInRange returns what must be fit for x[i] to be in bounds: where it is the first or last element, that there is one.
func (w *prover) needInRange(e *ast.IndexExpr) paramSet {
	if w.numbers.inRange(e.X, e.Index, 1, w.s) {
		return 0
	}
	p := w.places.placeOf(e.X)
	if w.ownParam(p) == 0 || !isList(w.Info.TypeOf(e.X)) {
		return never
	}
	if t, off, ok := w.numbers.linear(e.Index, w.s); ok && (t == zero && off == 0 || t == lenOf(p) && off == -1) {
		return w.ownParam(p)
	}
	return never
}

// needHashable returns what must be fit for e to be a key of a map with keys of a type.
func (w *prover) needHashable(key types.Type, e ast.Expr) paramSet {
	if !w.unhashable(key, e) {
		return 0
	}
	return w.needComparable(e)
}

// needComparables returns what must be fit for x == y not to panic: that one of them can be compared.
func (w *prover) needComparables(x, y ast.Expr) paramSet {
	if need := w.needComparable(x); need&never == 0 {
		return need
	}
	return w.needComparable(y)
}

// needComparable is needHashable for a value that is compared.
func (w *prover) needComparable(e ast.Expr) paramSet {
	t := w.Info.TypeOf(e)
	switch {
	case t == nil || hashable(t), hashable(w.numbers.typeIn(e, w.s)):
		return 0
	case isTypeParam(t):
		if need := w.ownParam(w.places.placeOf(e)); need != 0 {
			return need
		}
	}
	return never
}

package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
)

// Some facts are not about numbers: what a string has in it, and what follows once something else is known.
// Such a mark is a fact whose second term says which kind it is, and whose number is an index of the list where
// the rest stands.
const (
	hasText term = -6 // the first, the length of a text, is that of one with a constant text in it
	found   term = -7 // if the first is not negative, it is where something starts in a text
	implies term = -8 // if the first, a bool or an error, says that there is a result, some facts hold
	isType  term = -9 // the first, an interface, holds a value of a type, or one that implements it

	// See results.go:
	givenBy term = -10 // the first is a result of a call
	perhaps term = -11 // likewise, but nobody has asked yet whether there is one

	denies term = -12 // as implies, if the first, a bool, is false, or, an error, is not nil
)

func (f fact) isMark() bool { return f.b <= hasText }

// A find is something of a size, or as long as sep, in a text.
type find struct {
	text, sep place
	size      int64
}

// marks holds what marks stand for. The same has the same number, however often the code that says so is followed: a loop
// that is followed once more is not to forget it.
type marks struct {
	texts   map[string]int64
	finds   []find
	found   map[find]int64
	implied []state
	implies map[fact][]int64 // those that start with a fact
	types   typeutil.Map     // of int64
	typed   []types.Type
	results []callResult
	numbers map[callResult]int64
}

// typ returns the number of a type.
func (m *marks) typ(t types.Type) int64 {
	i, ok := m.types.At(t).(int64)
	if !ok {
		i = int64(len(m.typed))
		m.typed = append(m.typed, t)
		m.types.Set(t, i)
	}
	return i
}

// result returns the number of a result.
func (m *marks) result(r callResult) int64 {
	i, isNew := numberIn(&m.numbers, r)
	if isNew {
		m.results = append(m.results, r)
	}
	return i
}

// text returns the number of a constant text.
func (m *marks) text(s string) int64 {
	i, _ := numberIn(&m.texts, s)
	return i
}

// find returns the number of a find.
func (m *marks) find(f find) int64 {
	i, isNew := numberIn(&m.found, f)
	if isNew {
		m.finds = append(m.finds, f)
	}
	return i
}

// numberIn returns the number that x has in a map, or else the next one.
func numberIn[K comparable](m *map[K]int64, x K) (i int64, isNew bool) {
	i, ok := (*m)[x]
	if !ok {
		i = int64(len(*m))
		put(m, x, i)
	}
	return i, !ok
}

// then returns the number of facts that are implied.
func (m *marks) then(facts state) int64 {
	for _, i := range m.implies[facts[0]] {
		if m.implied[i].equal(facts) {
			return i
		}
	}
	i := int64(len(m.implied))
	m.implied = append(m.implied, facts)
	put(&m.implies, facts[0], append(m.implies[facts[0]], i))
	return i
}

// about reports whether a mark says something of a term.
func (m *marks) about(f fact, is func(term) bool) bool {
	switch f.b {
	case found:
		at := m.finds[f.k]
		return is(lenOf(at.text)) || at.sep != nowhere && is(lenOf(at.sep))
	case implies, denies:
		return slices.ContainsFunc(m.implied[f.k], func(then fact) bool { return is(then.a) || is(then.b) })
	case perhaps:
		return is(valueOf(m.results[f.k].cond))
	}
	return false
}

// forgetAll drops what is known of some terms.
func (w *prover) forgetAll(is func(term) bool) {
	w.s = w.s.without(func(f fact) bool { return is(f.a) || is(f.b) || w.marks.about(f, is) })
}

// whileOthersRun drops what is known of what other code may assign meanwhile.
func (w *prover) whileOthersRun() {
	is := w.proving.isVolatile
	w.s = w.s.without(func(f fact) bool { return (is(f.a) || is(f.b) || w.marks.about(f, is)) && !w.settings.staysSet(f) })
	if _, lit := w.fn.(*ast.FuncLit); lit && len(w.s) > 0 {
		w.forgetAll(w.changesMeanwhile)
	}
}

// changesMeanwhile reports whether a term is about what code outside assigns while the literal runs.
func (w *prover) changesMeanwhile(t term) bool {
	p := t.place()
	return p != nowhere && w.places.info(p).root != nil && w.places.assignedBeside(w.places.info(p).root, w.fn)
}

// learnFind notes that t is where call has found something, if it has.
func (w *prover) learnFind(t term, call *ast.CallExpr) {
	x, _ := w.searched(call)
	if x == nil {
		return
	}
	f := find{text: w.places.placeOf(x), sep: nowhere}
	if f.text == nowhere || w.textFunc(call) != "Index" && w.textFunc(call) != "LastIndex" {
		return
	}
	if n, ok := w.textLength(call.Args[1]); ok {
		f.size = n
	} else if f.sep = w.places.placeOf(call.Args[1]); f.sep == nowhere {
		return
	}
	w.learn(fact{t, found, w.marks.find(f)})
}

// findAt returns what starts at t.
func (j *numbers) findAt(t term, s state) (find, bool) {
	i, ok := s.find(t, found)
	if !ok || !s.proves(zero, 0, t, j.natural) {
		return find{}, false
	}
	return j.marks.finds[s[i].k], true
}

// learnImplied notes that some facts hold if ok is true.
func (w *prover) learnImplied(ok ast.Expr, then ...fact) {
	if p := w.places.placeOf(ok); p != nowhere && len(then) > 0 {
		w.learn(fact{valueOf(p), implies, w.marks.then(then)})
	}
}

// learnResults notes what the second of two results says of the first: v, ok := x.(I), and
// i, ok := slices.BinarySearch(s, x); and of what a reader says that it has read.
func (w *prover) learnResults(lhs []ast.Expr, rhs ast.Expr) {
	if call, ok := ast.Unparen(rhs).(*ast.CallExpr); ok {
		w.learnCall(lhs, call)
	}
	if len(lhs) != 2 {
		return
	}
	p := w.places.placeOf(lhs[0])
	switch e := ast.Unparen(rhs).(type) {
	case *ast.IndexExpr: // v, ok := m[k]
		w.learnNone(lhs[0], lhs[1])
		if w.s.isFilled(w.places.placeOf(e.X)) || w.listsNoNil(e.X) {
			var then []fact
			for _, q := range []place{p, w.places.placeOf(e)} {
				if q != nowhere {
					then = append(then, fact{valueOf(q), notNil, 0})
				}
			}
			w.learnImplied(lhs[1], then...)
		}
	case *ast.TypeAssertExpr:
		var then []fact
		if t := w.Info.TypeOf(lhs[0]); p != nowhere && types.IsInterface(t) && !isTypeParam(t) {
			then = append(then, fact{valueOf(p), notNil, 0})
		}
		if x := w.places.placeOf(e.X); x != nowhere && x != p && x != w.places.placeOf(lhs[1]) && e.Type != nil {
			then = append(then, fact{valueOf(x), isType, w.marks.typ(w.Info.TypeOf(e.Type))})
		}
		w.learnImplied(lhs[1], then...)
	case *ast.CallExpr:
		if p == nowhere {
			return
		}
		fn := w.Callee(e)
		if known.Reads(fn) && !w.strict { // n, err := f.Read(buf)
			w.learn(fact{zero, valueOf(p), 0})
			if list, ok := w.lengthTerm(e.Args[0]); ok {
				w.learn(fact{valueOf(p), list, 0})
			}
		}
		if fn == nil || len(e.Args) == 0 || fn.Pkg() == nil || fn.Pkg().Path() != "slices" || fn.Name() != "BinarySearch" && fn.Name() != "BinarySearchFunc" {
			return
		}
		w.learn(fact{zero, valueOf(p), 0})
		if list, ok := w.lengthTerm(e.Args[0]); ok {
			w.learn(fact{valueOf(p), list, 0})
			w.learnImplied(lhs[1], fact{valueOf(p), list, 1})
		}
	}
}

// listsNoNil reports whether x is a table of functions, and none of them is nil.
func (w *prover) listsNoNil(x ast.Expr) bool {
	if _, ok := ast.Unparen(x).(*ast.Ident); !ok || !isFuncList(w.Info.TypeOf(x)) {
		return false
	}
	list, ok := w.containment.listed(x)
	return ok && !slices.ContainsFunc(list, func(e ast.Expr) bool { return !w.nilness.notNil(e, nil) })
}

// ifTrue returns the facts if e, a variable, is true.
func (w *prover) ifTrue(e ast.Expr) state {
	p := w.places.placeOf(e)
	if p == nowhere {
		return w.s
	}
	return w.told(p, w.s)
}

// ifFalse returns the facts if e, a variable, is false.
func (w *prover) ifFalse(e ast.Expr) state {
	if p := w.places.placeOf(e); p != nowhere {
		return w.follows(p, denies, w.s)
	}
	return w.s
}

// follows returns s and what a mark of the bool or error at p says beside it.
func (w *prover) follows(p place, mark term, s state) state {
	if i, ok := s.find(valueOf(p), mark); ok {
		for _, f := range w.marks.implied[s[i].k] {
			s = s.with(f)
		}
	}
	return s
}

// decide returns which facts follow if e, a condition that is kept in a variable, is true, and which if it is false:
// ok := i < len(s).
func (w *prover) decide(e ast.Expr) (then, otherwise state) {
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
	case *ast.UnaryExpr:
		if e.Op != token.NOT {
			return nil, nil
		}
	default:
		return nil, nil
	}
	before, record := w.s, w.record
	w.record = false // e has been judged, without what is known once it did not panic
	then, otherwise = w.cond(e)
	w.s, w.record = before, record
	isOld := func(f fact) bool {
		i, ok := before.find(f.a, f.b)
		return f.isMark() || ok && before[i].k >= f.k
	}
	return then.without(isOld), otherwise.without(isOld)
}

// learnType notes that x, an interface, holds a value of type t, which may be a nil pointer.
func (w *prover) learnType(x ast.Expr, t types.Type) {
	if p := w.places.placeOf(x); p != nowhere && t != nil && types.IsInterface(w.Info.TypeOf(x)) {
		w.learn(fact{valueOf(p), isType, w.marks.typ(t)})
	}
}

// typeIn returns the type of what e, an interface, is known to hold; nil if it is not known.
func (j *numbers) typeIn(e ast.Expr, s state) types.Type {
	if p := j.places.placeOf(e); p != nowhere {
		if i, ok := s.find(valueOf(p), isType); ok {
			return j.marks.typed[s[i].k]
		}
	}
	return nil
}

// asserts reports whether x.(T) is known to be of that type.
func (w *prover) asserts(e *ast.TypeAssertExpr) bool {
	t, want := w.numbers.typeIn(e.X, w.s), w.Info.TypeOf(e.Type)
	if t == nil || want == nil {
		return false
	}
	iface, ok := want.Underlying().(*types.Interface)
	return types.Identical(t, want) || ok && !isTypeParam(want) && types.Implements(t, iface)
}

// learnCase notes what the operand of a type switch holds in a clause, and that the clause's variable is not nil there.
func (w *prover) learnCase(clause *ast.CaseClause) {
	if x := w.switched[clause]; x != nil && len(clause.List) == 1 {
		if w.IsNil(clause.List[0]) {
			w.learnNil(w.places.placeOf(x))
		} else {
			w.learnType(x, w.Info.TypeOf(clause.List[0]))
		}
	}
	v, ok := w.Info.Implicits[clause].(*types.Var)
	if !ok || len(clause.List) == 0 || !types.IsInterface(v.Type()) || isTypeParam(v.Type()) {
		return
	}
	for _, e := range clause.List {
		if w.IsNil(e) {
			return
		}
	}
	w.learnNotNil(w.places.varPlace(v))
}

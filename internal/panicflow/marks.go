package panicflow

import (
	"go/ast"
	"go/types"
)

// Some facts are not about numbers: what a string has in it, and what follows once something else is known.
// Such a mark is a fact whose second term says which kind it is, and whose number is an index of the list where
// the rest stands.
const (
	hasText term = -6 // the first, the length of a text, is that of one with a constant text in it
	found   term = -7 // if the first is not negative, it is where something starts in a text
	implies term = -8 // if the first is true, a fact holds
)

func (f fact) isMark() bool { return f.b <= hasText }

// A find is something of a size, or as long as sep, in a text.
type find struct {
	text, sep place
	size      int64
}

// marks holds what marks stand for.
type marks struct {
	texts   map[string]int64
	finds   []find
	implied []fact
}

// text returns the number of a constant text.
func (m *marks) text(s string) int64 {
	i, ok := m.texts[s]
	if !ok {
		i = int64(len(m.texts))
		put(&m.texts, s, i)
	}
	return i
}

// about reports whether a mark says something of a term.
func (m *marks) about(f fact, is func(term) bool) bool {
	switch f.b {
	case found:
		at := m.finds[f.k]
		return is(lenOf(at.text)) || at.sep != nowhere && is(lenOf(at.sep))
	case implies:
		then := m.implied[f.k]
		return is(then.a) || is(then.b)
	}
	return false
}

// forgetAll drops what is known of some terms.
func (w *prover) forgetAll(is func(term) bool) {
	w.s = w.s.without(func(f fact) bool { return is(f.a) || is(f.b) || w.marks.about(f, is) })
}

// whileOthersRun drops what is known of what other code may assign meanwhile.
func (w *prover) whileOthersRun() {
	is := w.isVolatile
	w.s = w.s.without(func(f fact) bool { return (is(f.a) || is(f.b) || w.marks.about(f, is)) && !w.settings.staysSet(f) })
}

// learnFind notes that t is where call has found something, if it has.
func (w *prover) learnFind(t term, call *ast.CallExpr) {
	x, _ := w.searched(call)
	if x == nil {
		return
	}
	f := find{text: w.placeOf(x), sep: nowhere}
	if f.text == nowhere || w.textFunc(call) != "Index" && w.textFunc(call) != "LastIndex" {
		return
	}
	if n, ok := w.textLength(call.Args[1]); ok {
		f.size = n
	} else if f.sep = w.placeOf(call.Args[1]); f.sep == nowhere {
		return
	}
	w.marks.finds = append(w.marks.finds, f)
	w.learn(fact{t, found, int64(len(w.marks.finds) - 1)})
}

// findAt returns what starts at t.
func (j *Judge) findAt(t term, s state) (find, bool) {
	i, ok := s.find(t, found)
	if !ok || !s.proves(zero, 0, t, j.natural) {
		return find{}, false
	}
	return j.marks.finds[s[i].k], true
}

// learnImplied notes that f holds if ok is true.
func (w *prover) learnImplied(ok ast.Expr, f fact) {
	if p := w.placeOf(ok); p != nowhere {
		w.marks.implied = append(w.marks.implied, f)
		w.learn(fact{valueOf(p), implies, int64(len(w.marks.implied) - 1)})
	}
}

// learnResults notes what the second of two results says of the first: v, ok := x.(I), and
// i, ok := slices.BinarySearch(s, x).
func (w *prover) learnResults(lhs []ast.Expr, rhs ast.Expr) {
	if len(lhs) != 2 {
		return
	}
	p := w.placeOf(lhs[0])
	if p == nowhere {
		return
	}
	switch e := ast.Unparen(rhs).(type) {
	case *ast.TypeAssertExpr:
		if t := w.Info.TypeOf(lhs[0]); types.IsInterface(t) && !isTypeParam(t) {
			w.learnImplied(lhs[1], fact{valueOf(p), notNil, 0})
		}
	case *ast.CallExpr:
		fn := w.Callee(e)
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

// ifTrue returns the facts if e, a variable, is true.
func (w *prover) ifTrue(e ast.Expr) state {
	p := w.placeOf(e)
	if p == nowhere {
		return w.s
	}
	i, ok := w.s.find(valueOf(p), implies)
	if !ok {
		return w.s
	}
	return w.s.with(w.marks.implied[w.s[i].k])
}

// learnCase notes that the variable of a clause of a type switch is not nil there.
func (w *prover) learnCase(clause *ast.CaseClause) {
	v, ok := w.Info.Implicits[clause].(*types.Var)
	if !ok || len(clause.List) == 0 || !types.IsInterface(v.Type()) || isTypeParam(v.Type()) {
		return
	}
	for _, e := range clause.List {
		if w.IsNil(e) {
			return
		}
	}
	w.learnNotNil(w.varPlace(v))
}

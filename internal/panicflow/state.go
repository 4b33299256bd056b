package panicflow

import (
	"cmp"
	"slices"
)

// A term is a number: the value of a place, or the length of what it holds.
type term int32

const (
	zero term = -1 // the number 0

	// In the place of the second term of a fact:
	notNil   term = -2 // the first is not nil
	notZero  term = -3 // the first is not 0
	assigned term = -4 // the first has been given a value since its declaration
	isNil    term = -5 // the first is nil
)

func valueOf(p place) term { return term(p) * 2 }
func lenOf(p place) term   { return term(p)*2 + 1 }

func (t term) isLen() bool { return t >= 0 && t&1 == 1 }
func (t term) place() place {
	if t < 0 {
		return nowhere
	}
	return place(t / 2)
}

// A fact is that a + k ≤ b, or one of those above. Such difference bounds are
// what proves that an index is in range (Bodík, Gupta, Sarkar: ABCD, PLDI 2000).
type fact struct {
	a, b term
	k    int64
}

func (f fact) compare(g fact) int { return cmp.Or(cmp.Compare(f.a, g.a), cmp.Compare(f.b, g.b)) }

// A state is the facts that hold at a point of a function, sorted, one for each
// two terms. It is not changed once it is made.
type state []fact

// maxFacts bounds a state, and so the work for a function: what comes on top is
// forgotten, which is sound.
const maxFacts = 256

func (s state) find(a, b term) (int, bool) {
	return slices.BinarySearchFunc(s, fact{a: a, b: b}, fact.compare)
}

func (s state) has(p place, what term) bool {
	_, ok := s.find(valueOf(p), what)
	return p != nowhere && ok
}

// with returns s and f.
func (s state) with(f fact) state {
	i, ok := s.find(f.a, f.b)
	switch {
	case ok && s[i].k >= f.k && (!f.isMark() || s[i].k == f.k), !ok && len(s) >= maxFacts:
		return s
	case ok:
		s = slices.Clone(s)
		s[i] = f
		return s
	}
	t := make(state, 0, len(s)+1)
	return append(append(append(t, s[:i]...), f), s[i:]...)
}

// without returns the facts that are not to be dropped.
func (s state) without(drop func(fact) bool) state {
	i := slices.IndexFunc(s, drop)
	if i < 0 {
		return s
	}
	t := append(make(state, 0, len(s)-1), s[:i]...)
	for _, f := range s[i+1:] {
		if !drop(f) {
			t = append(t, f)
		}
	}
	return t
}

// only returns what the facts say of the terms that are kept, also what follows through
// one that is not: i + 1 ≤ k and k ≤ n give i + 1 ≤ n.
func (s state) only(kept func(term) bool) state {
	var gone []term
	for _, f := range s {
		if !kept(f.a) {
			gone = append(gone, f.a)
		}
	}
	for _, t := range slices.Compact(gone) { // sorted, as s is
		s = s.through(t).without(func(f fact) bool { return f.a == t || f.b == t })
	}
	return s.without(func(f fact) bool { return !kept(f.a) || !kept(f.b) })
}

// through returns s and what follows from it through t, whose facts are about to go.
func (s state) through(t term) state {
	from, _ := s.find(t, zero)
	for all, i := s, from; i < len(all) && all[i].a == t; i++ {
		for _, f := range all {
			if f.b == t && f.a != t && f.a != all[i].b {
				s = s.with(fact{f.a, all[i].b, f.k + all[i].k})
			}
		}
	}
	return s
}

// meet returns what holds in both s and t. Where weaken is false, facts of s are
// dropped instead of weakened: so a loop comes to an end. Terms of which natural says so are never negative.
func (s state) meet(t state, weaken bool, natural func(term) bool) state {
	if len(s) > 0 && len(s) == len(t) && &s[0] == &t[0] {
		return s
	}
	var both state
	for i, k := 0, 0; i < len(s) || k < len(t); {
		c := -1
		if i == len(s) {
			c = 1
		} else if k < len(t) {
			c = s[i].compare(t[k])
		}
		switch {
		case c < 0:
			both = append(both, t.implied(s[i], natural)...)
			i++
		case c > 0:
			if weaken {
				both = append(both, s.implied(t[k], natural)...)
			}
			k++
		default:
			if s[i].k == t[k].k || !s[i].isMark() && (s[i].k <= t[k].k || weaken) {
				both = append(both, fact{s[i].a, s[i].b, min(s[i].k, t[k].k)})
			}
			i++
			k++
		}
	}
	return both
}

// implied returns f, or what is weaker by its number, if it follows from s; else nothing.
func (s state) implied(f fact, natural func(term) bool) state {
	if f.b < zero || f.a == zero && f.k <= 0 && natural(f.b) {
		return nil
	}
	if s.proves(f.a, f.k, f.b, natural) {
		return state{f}
	}
	if f.k > 0 && s.proves(f.a, 0, f.b, natural) {
		return state{{f.a, f.b, 0}}
	}
	return nil
}

func (s state) equal(t state) bool { return slices.Equal(s, t) }

// maxSteps bounds a chain of facts, maxTries the search for one.
const (
	maxSteps = 4
	maxTries = 100
)

// proves reports whether the facts give a + k ≤ b. Terms of which natural says
// so, as all lengths, are never negative.
func (s state) proves(a term, k int64, b term, natural func(term) bool) bool {
	tries := maxTries
	var chain func(a term, k int64, steps int) bool
	chain = func(a term, k int64, steps int) bool {
		switch {
		case a == b:
			return k <= 0
		case a == zero && k <= 0 && natural(b):
			return true
		case steps == 0:
			return false
		}
		i, _ := s.find(a, zero)
		for ; i < len(s) && s[i].a == a && tries > 0; i++ {
			tries--
			if chain(s[i].b, k-s[i].k, steps-1) {
				return true
			}
		}
		return false
	}
	return chain(a, k, maxSteps)
}

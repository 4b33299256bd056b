// Package fixpoint finds what is true of functions that call each other.
//
// What is found out about a function depends on what is found out about the
// functions that it calls, through recursion too: these are fixed points. They
// are found when somebody asks. Where recursion leads back to a question that
// is still open, the answer so far is used, at first the most hopeful one; then
// the whole is asked again, until no answer changes. Answers must only ever get
// worse, and not without end: then this ends, and the result does not depend on
// the order of asking.
package fixpoint

// A Solver remembers answers of type V to questions of type K. It is not safe
// for concurrent use.
type Solver[K comparable, V any] struct {
	equal func(a, b V) bool

	final   map[K]V
	open    map[K]*answer[V] // may rest on an answer that is not final
	round   int
	assumed bool // an open answer was used before it was found
	worse   bool // an answer changed in this round
}

type answer[V any] struct {
	value V
	round int  // the last one in which it was asked for
	busy  bool // it is just being found
}

// New returns a Solver of answers that equal compares.
func New[K comparable, V any](equal func(a, b V) bool) *Solver[K, V] {
	return &Solver[K, V]{equal: equal, final: make(map[K]V), open: make(map[K]*answer[V])}
}

// Ask answers q by find, which may ask in turn. hope is the best there is.
func (s *Solver[K, V]) Ask(q K, hope V, find func() V) V {
	if value, ok := s.final[q]; ok {
		return value
	}
	a := s.open[q]
	switch {
	case a == nil:
		a = &answer[V]{value: hope}
	case a.round == s.round:
		s.assumed = s.assumed || a.busy
		return a.value
	}
	first := len(s.open) == 0
	s.open[q] = a
	for {
		a.round, a.busy = s.round, true
		value := find()
		a.busy = false
		s.worse = s.worse || !s.equal(value, a.value)
		a.value = value
		if !first {
			return value
		}
		if !s.assumed || !s.worse {
			break
		}
		s.round++
		s.assumed, s.worse = false, false
	}
	for q, a := range s.open {
		if a.round == s.round { // not if only an earlier round came by
			s.final[q] = a.value
		}
	}
	clear(s.open)
	s.round++
	s.assumed, s.worse = false, false
	return a.value
}

// Package fixpoint finds what is true of functions that call each other.
//
// What is found out about a function depends on what is found out about the
// functions that it calls, through recursion too: these are fixed points. They are
// found when somebody asks, and nothing else remembers an answer that may still
// change.
//
// An answer starts as the best there is and only ever gets worse: that is its
// lattice. Questions that lead back to each other form a component (Tarjan's
// strongly connected ones, found while they are asked); only the first one of a
// component is asked again, until nothing in it gets worse, and only then all of
// its answers are final. Whatever merely leads into a component waits for that,
// so no answer depends on which question was asked first.
package fixpoint

// A Lattice is where the answers to a kind of question lie.
type Lattice[T any] struct {
	Best  T
	Meet  func(found, before T) T // the worse of both
	Equal func(a, b T) bool
}

// Of returns the Lattice of answers that == compares.
func Of[T comparable](best T, meet func(found, before T) T) Lattice[T] {
	return Lattice[T]{best, meet, func(a, b T) bool { return a == b }}
}

// A Solver remembers answers to questions of type Q. Questions of several kinds,
// with answers of several types, may lead to each other. It is not safe for
// concurrent use.
type Solver[Q comparable] struct {
	final   map[Q]any
	open    map[Q]*answer[Q] // those of the stack
	stack   []*answer[Q]     // components that are not final, in the order of asking
	active  *answer[Q]       // the one that is just being found
	changes int              // answers that got worse so far
	resting int              // Provisional
}

type answer[Q comparable] struct {
	question Q
	value    any
	index    int  // in the stack
	low      int  // the lowest index in the stack that it rests on
	busy     bool // it is just being found
	fresh    bool // it was found in this pass of its component
	self     bool // it rests on itself
}

// New returns a Solver that knows nothing yet.
func New[Q comparable]() *Solver[Q] {
	return &Solver[Q]{final: make(map[Q]any), open: make(map[Q]*answer[Q])}
}

// maxPasses bounds how often a component is asked again. None needs as many; one whose answers do not only get worse, since find breaks
// its word, would be asked for ever.
const maxPasses = 1000

// Ask answers q by find, which may ask in turn.
func Ask[Q comparable, T any](s *Solver[Q], l Lattice[T], q Q, find func() T) T {
	if value, ok := s.final[q]; ok {
		return value.(T)
	}
	a := s.open[q]
	if a == nil {
		a = &answer[Q]{question: q, value: l.Best, index: len(s.stack), low: len(s.stack)}
		s.open[q] = a
		s.stack = append(s.stack, a)
	} else if a.busy || a.fresh {
		a.self = a.self || a == s.active
		s.restOn(a)
		s.resting++
		return a.value.(T)
	}
	start := s.changes
	for pass := 1; ; pass++ {
		before := s.changes
		parent := s.active
		s.active, a.busy = a, true
		value := l.Meet(find(), a.value.(T))
		s.active, a.busy, a.fresh = parent, false, true
		if !l.Equal(value, a.value.(T)) {
			a.value = value
			s.changes++
		}
		if a.low < a.index { // the first one of the component goes on
			s.restOn(a)
			return value
		}
		component := s.stack[a.index:]
		if len(component) == 1 && !a.self || s.changes == before || pass == maxPasses {
			for _, member := range component {
				s.final[member.question] = member.value
				delete(s.open, member.question)
			}
			s.stack = s.stack[:a.index]
			s.changes = start // of no interest to what merely leads here
			return value
		}
		for _, member := range component {
			member.fresh = false
		}
	}
}

// Provisional counts the answers that were given so far and may still change. What has
// been found while it stays as it is rests on final answers, and may be remembered.
func (s *Solver[Q]) Provisional() int { return s.resting }

// Keep returns what kept has for key, or else what find finds, and keeps that unless it rests on answers of s that may
// still change.
func Keep[Q, K comparable, T any](s *Solver[Q], kept map[K]T, key K, find func() T) T {
	if value, ok := kept[key]; ok {
		return value
	}
	before := s.Provisional()
	value := find()
	if s.Provisional() == before {
		kept[key] = value
	}
	return value
}

// restOn notes that what is just being found rests on a, which is not final.
func (s *Solver[Q]) restOn(a *answer[Q]) {
	if s.active != nil {
		s.active.low = min(s.active.low, a.low, a.index)
	}
}

package panicflow

import (
	"go/ast"
	"go/types"
	"slices"
)

// What is found out about functions depends on what is found out about the
// functions that they call, through recursion too. Each such question is asked
// here, and nothing else remembers an answer that may still change.
//
// An answer starts as the best there is and only ever gets worse: that is its
// lattice. Questions that lead back to each other form a component (Tarjan's
// strongly connected ones, found while they are asked); only the first one of a
// component is asked again, until nothing in it gets worse, and only then all of
// its answers are final. Whatever merely leads into a component waits for that,
// so no answer depends on which question was asked first.

// A question about a function of the package.
type question struct {
	kind  questionKind
	fn    ast.Node   // a FuncDecl or FuncLit
	v     *types.Var // what the question is about, if it is not all of fn
	start Level      // the guard that is up where fn begins, for usesOfParam
	bound bound      // what fn is handed, for levelOf
}

type questionKind uint8

const (
	levelOf       questionKind = iota // boundLevel: Level
	resultOf                          // resultLevel: Level
	usesOfParam                       // usesOf: use
	givenOf                           // nodeGiven: bool
	resultGivenOf                     // resultGiven: bool
	guardOf                           // handling: outcome
	productOf                         // productRecovers: Level
	guardInVar                        // valueRecovers, of a variable: Level
	levelInVar                        // variableLevel: Level
	handsOnOf                         // handsOnAs: outcome
	endingOf                          // nodeEnding: ending
	harmOf                            // harmIn: harm
	idleOf                            // idle: outcome
	needsOf                           // nodeNeeds: paramSet
	silentOf                          // prints: bool
	madeOf                            // resultNotNil: bool
	setOf                             // alwaysSet, of a variable: bool
)

// A lattice is where the answers to a kind of question lie.
type lattice[T comparable] struct {
	best T
	meet func(found, before T) T // the worse of both
}

var (
	levelLattice = lattice[Level]{Full, func(a, b Level) Level { return min(a, b) }}
	useLattice   = lattice[use]{0, func(a, b use) use { return a | b }}
	allLattice   = lattice[bool]{true, func(a, b bool) bool { return a && b }}
)

// A solver remembers answers.
type solver struct {
	final   map[question]any
	open    map[question]*answer // those of the stack
	stack   []*answer            // components that are not final, in the order of asking
	active  *answer              // the one that is just being found
	changes int                  // answers that got worse so far
}

type answer struct {
	question
	value any
	index int  // in the stack
	low   int  // the lowest index in the stack that it rests on
	busy  bool // it is just being found
	fresh bool // it was found in this pass of its component
	self  bool // it rests on itself
}

func newSolver() *solver {
	return &solver{final: make(map[question]any), open: make(map[question]*answer)}
}

// ask answers q by find, which may ask in turn.
func ask[T comparable](s *solver, l lattice[T], q question, find func() T) T {
	if value, ok := s.final[q]; ok {
		return value.(T)
	}
	a := s.open[q]
	if a == nil {
		a = &answer{question: q, value: l.best, index: len(s.stack), low: len(s.stack)}
		s.open[q] = a
		s.stack = append(s.stack, a)
	} else if a.busy || a.fresh {
		a.self = a.self || a == s.active
		s.restOn(a)
		return a.value.(T)
	}
	start := s.changes
	for {
		before := s.changes
		parent := s.active
		s.active, a.busy = a, true
		value := l.meet(find(), a.value.(T))
		s.active, a.busy, a.fresh = parent, false, true
		if value != a.value.(T) {
			a.value = value
			s.changes++
		}
		if a.low < a.index { // the first one of the component goes on
			s.restOn(a)
			return value
		}
		component := s.stack[a.index:]
		if len(component) == 1 && !a.self || s.changes == before {
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

// isOpen reports whether the answer to any question of a kind is not final.
func (s *solver) isOpen(kind questionKind) bool {
	return slices.ContainsFunc(s.stack, func(a *answer) bool { return a.kind == kind })
}

// restOn notes that what is just being found rests on a, which is not final.
func (s *solver) restOn(a *answer) {
	if s.active != nil {
		s.active.low = min(s.active.low, a.low, a.index)
	}
}

package panicflow

import (
	"go/ast"
	"go/types"
)

// What is found out about functions depends on what is found out about the
// functions that they call, through recursion too: these are fixed points. It
// is found when it is asked for. Where recursion leads back to a question that
// is still open, the answer so far is used, at first the most hopeful one; then
// the whole is asked again, until no answer gets worse. Answers only ever get
// worse, so this ends, and the result does not depend on the order of asking.

// A question about a function of the package, a FuncDecl or FuncLit.
type question struct {
	kind  questionKind
	fn    ast.Node
	v     *types.Var // for usesOf
	start Level      // for usesOf
}

type questionKind uint8

const (
	levelOf       questionKind = iota // nodeLevel
	resultOf                          // resultLevel
	usesOfParam                       // usesOf
	givenOf                           // nodeGiven
	resultGivenOf                     // resultGiven
	needsOf                           // nodeNeeds
	printsOf                          // prints
)

// An answer is a Level, a use for usesOf, params for needsOf.
type answer struct {
	value uint8
	round int  // the last one in which it was asked for
	busy  bool // it is just being found
}

// A solver remembers answers.
type solver struct {
	final   map[question]uint8
	open    map[question]*answer // may rest on an answer that is not final
	round   int
	assumed bool // an open answer was used before it was found
	worse   bool // an answer got worse in this round
}

func newSolver() solver {
	return solver{final: make(map[question]uint8), open: make(map[question]*answer)}
}

// ask answers q by find, which may ask in turn. hope is the best there is.
func (s *solver) ask(q question, hope uint8, find func() uint8) uint8 {
	if value, ok := s.final[q]; ok {
		return value
	}
	a := s.open[q]
	switch {
	case a == nil:
		a = &answer{value: hope}
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
		s.worse = s.worse || value != a.value
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

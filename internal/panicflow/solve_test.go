package panicflow

import (
	"go/ast"
	"math/rand/v2"
	"slices"
	"testing"
)

// A system is a set of functions that call each other. The level of each is the
// lowest of its own and those of its callees: a function that is monotone, as all
// questions are.
type system struct {
	own   []Level
	calls [][]int
	nodes []ast.Node
}

func randomSystem(r *rand.Rand, n int) *system {
	s := &system{own: make([]Level, n), calls: make([][]int, n), nodes: make([]ast.Node, n)}
	for i := range n {
		s.nodes[i] = new(ast.FuncLit)
		s.own[i] = Full
		if r.IntN(3) == 0 {
			s.own[i] = Level(r.IntN(int(Full)))
		}
		for range r.IntN(4) {
			s.calls[i] = append(s.calls[i], r.IntN(n))
		}
	}
	return s
}

// levels is the greatest fixed point, found the long way.
func (s *system) levels() []Level {
	list := make([]Level, len(s.own))
	for i := range list {
		list[i] = Full
	}
	for changed := true; changed; {
		changed = false
		for i := range list {
			l := s.own[i]
			for _, c := range s.calls[i] {
				l = min(l, list[c])
			}
			changed = changed || l != list[i]
			list[i] = l
		}
	}
	return list
}

func (s *system) ask(solver *solver, i int) Level {
	return ask(solver, levelLattice, question{kind: levelOf, fn: s.nodes[i]}, func() Level {
		l := s.own[i]
		for _, c := range s.calls[i] {
			l = min(l, s.ask(solver, c))
		}
		return l
	})
}

// No answer depends on which question was asked first. It did: of two factories in
// a circle, each was taken for the best while the other was being found, and
// that was remembered.
func TestSolverDoesNotDependOnOrder(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := randomSystem(r, 1+r.IntN(12))
		want := s.levels()
		for range 4 {
			solver := newSolver()
			for _, i := range r.Perm(len(s.own)) {
				if got := s.ask(solver, i); got != want[i] {
					t.Fatalf("seed %d: level of %d is %v, want %v in %+v", seed, i, got, want[i], s)
				}
			}
			if len(solver.open) > 0 || len(solver.stack) > 0 || solver.active != nil {
				t.Fatalf("seed %d: questions are left open", seed)
			}
		}
	}
}

// What merely leads into a circle is asked once, however often the circle is.
func TestSolverRepeatsOnlyCircles(t *testing.T) {
	s := &system{own: []Level{Full, Full, Full, None}, calls: [][]int{{1}, {2}, {1, 3}, nil}}
	for range s.own {
		s.nodes = append(s.nodes, new(ast.FuncLit))
	}
	asked := make([]int, len(s.own))
	solver := newSolver()
	var find func(i int) Level
	find = func(i int) Level {
		return ask(solver, levelLattice, question{kind: levelOf, fn: s.nodes[i]}, func() Level {
			asked[i]++
			l := s.own[i]
			for _, c := range s.calls[i] {
				l = min(l, find(c))
			}
			return l
		})
	}
	if find(0) != None {
		t.Error("the panic of 3 does not get through the circle")
	}
	if want := []int{1, 2, 2, 1}; !slices.Equal(asked, want) {
		t.Errorf("asked %v times, want %v", asked, want)
	}
}

// An answer never gets better again, whatever is found: otherwise a circle of
// questions that contradict each other would be asked for ever.
func TestSolverEnds(t *testing.T) {
	solver := newSolver()
	q := question{kind: endingOf, fn: new(ast.FuncLit)}
	var contradict func() bool
	contradict = func() bool {
		return ask(solver, allLattice, q, func() bool { return !contradict() })
	}
	if contradict() {
		t.Error("true is the best answer, and was found wrong")
	}
}

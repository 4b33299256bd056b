package fixpoint

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// reaches asks which nodes of a graph each node reaches: a fixed point over sets.
func reaches(s *Solver[int], edges map[int][]int, order []int) map[int][]int {
	sets := Lattice[[]int]{Meet: func(found, _ []int) []int { return found }, Equal: slices.Equal[[]int]}
	var ask func(int) []int
	ask = func(n int) []int {
		return Ask(s, sets, n, func() []int {
			set := map[int]bool{n: true}
			for _, m := range edges[n] {
				for _, x := range ask(m) {
					set[x] = true
				}
			}
			return slices.Sorted(maps.Keys(set))
		})
	}
	all := make(map[int][]int)
	for _, n := range order {
		all[n] = ask(n)
	}
	return all
}

// No answer depends on which question was asked first: in graphs full of cycles the
// answers are those of a plain search, whatever the order. They did depend on it: of
// two functions in a circle, each was taken for the best while the other was being
// found, and that was remembered.
func TestOrder(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 1))
		n := 1 + rng.IntN(12)
		edges := make(map[int][]int)
		for range rng.IntN(3 * n) {
			from := rng.IntN(n)
			edges[from] = append(edges[from], rng.IntN(n))
		}
		want := make(map[int][]int)
		for from := range n {
			seen := make(map[int]bool)
			var search func(int)
			search = func(x int) {
				if !seen[x] {
					seen[x] = true
					for _, y := range edges[x] {
						search(y)
					}
				}
			}
			search(from)
			want[from] = slices.Sorted(maps.Keys(seen))
		}
		for range 4 {
			s := New[int]()
			if got := reaches(s, edges, rng.Perm(n)); !maps.EqualFunc(got, want, slices.Equal[[]int]) {
				t.Fatalf("seed %d, edges %v: got %v, want %v", seed, edges, got, want)
			}
			if len(s.open) > 0 || len(s.stack) > 0 || s.active != nil {
				t.Fatalf("seed %d: questions are left open", seed)
			}
		}
	}
}

var least = Of(9, func(found, before int) int { return min(found, before) })

// What merely leads into a circle is asked once, however often the circle is.
func TestRepeatsOnlyCircles(t *testing.T) {
	own, calls := []int{9, 9, 9, 1}, [][]int{{1}, {2}, {1, 3}, nil}
	asked := make([]int, len(own))
	s := New[int]()
	var find func(i int) int
	find = func(i int) int {
		return Ask(s, least, i, func() int {
			asked[i]++
			l := own[i]
			for _, c := range calls[i] {
				l = min(l, find(c))
			}
			return l
		})
	}
	if find(0) != 1 {
		t.Error("what is true of 3 does not get through the circle")
	}
	if want := []int{1, 2, 2, 1}; !slices.Equal(asked, want) {
		t.Errorf("asked %v times, want %v", asked, want)
	}
}

// An answer never gets better again, whatever is found: otherwise a circle of
// questions that contradict each other would be asked for ever.
func TestEnds(t *testing.T) {
	s := New[string]()
	all := Of(true, func(a, b bool) bool { return a && b })
	var contradict func() bool
	contradict = func() bool {
		return Ask(s, all, "q", func() bool { return !contradict() })
	}
	if contradict() {
		t.Error("true is the best answer, and was found wrong")
	}
}

// Questions of several types lead to each other, and what rests on an open one is known to.
func TestKinds(t *testing.T) {
	s := New[any]()
	all := Of(true, func(a, b bool) bool { return a && b })
	var number func() int
	flag := func() bool {
		return Ask(s, all, any("flag"), func() bool {
			before := s.Provisional()
			more := number() > 5
			if s.Provisional() == before {
				t.Error("the number is being found, and said to be final")
			}
			return more
		})
	}
	number = func() int {
		return Ask(s, least, any(1), func() int {
			if flag() {
				return 3
			}
			return 9
		})
	}
	if got := number(); got != 3 {
		t.Errorf("got %d, want 3", got)
	}
	before := s.Provisional()
	if Ask(s, all, any("flag"), nil) || s.Provisional() != before {
		t.Error("the flag rests on the number, which is 3 in the end")
	}
}

// An answer that goes to and fro, since its question breaks the word of its lattice, is given all the same.
func TestBreaksItsWord(t *testing.T) {
	s := New[int]()
	same := Lattice[bool]{Meet: func(found, _ bool) bool { return found }, Equal: func(a, b bool) bool { return a == b }}
	asked := 0
	var ask func() bool
	ask = func() bool {
		return Ask(s, same, 1, func() bool {
			asked++
			return !ask()
		})
	}
	ask()
	if asked != maxPasses || len(s.open) > 0 {
		t.Errorf("asked %d times, %d left open", asked, len(s.open))
	}
}

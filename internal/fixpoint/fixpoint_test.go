package fixpoint

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// reaches asks which leaves a node of a graph reaches: a fixed point over sets.
func reaches(edges map[int][]int, order []int) map[int][]int {
	s := New[int](slices.Equal[[]int])
	var ask func(int) []int
	ask = func(n int) []int {
		return s.Ask(n, nil, func() []int {
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

// TestOrder asks in many orders about graphs full of cycles: the answers are
// those of a plain search, whatever the order.
func TestOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		n := 2 + rng.IntN(7)
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
			if got := reaches(edges, rng.Perm(n)); !maps.EqualFunc(got, want, slices.Equal[[]int]) {
				t.Fatalf("edges %v: got %v, want %v", edges, got, want)
			}
		}
	}
}

// Package lookalikes: what looks like results, elements and parameters that are safe, and is not. Each function here is run as well, in reality.
package lookalikes

import (
	"errors"
	"os"
	"slices"
	"sort"
)

var zero, one = len(os.Args) - 3, len(os.Args) - 2

type node struct {
	n    int
	next *node
	m    map[string]int
}

var sink any

func open(n int) (*node, error) {
	if n > 0 {
		return nil, errors.New("x")
	}
	return &node{m: map[string]int{}}, nil
}
func openVia(n int) (p *node, err error) { p, err = open(n); return }
func openVia2(n int) (p *node, err error) {
	p, err = open(n)
	if err != nil {
		p = nil
		err = nil
	}
	return p, err
}
func openVia3(n int) (*node, error) { p, err := open(n); err = nil; return p, err }
func openLate(n int) (p *node, err error) {
	defer func() {
		if n > 0 {
			err = nil
			p = nil
		}
	}()
	return &node{}, nil
}
func openSwap(n int) (*node, *node, error) {
	if n > 0 {
		return &node{}, nil, nil
	}
	return nil, &node{}, nil
}
func pick(n int) (*node, bool) {
	for i := range n {
		if i > 5 {
			return &node{}, true
		}
	}
	return nil, n < 0
}
func pickOK(n int) (*node, bool) { p, err := open(n); return p, err == nil }
func rec(n int) (*node, error) {
	if n > 0 {
		return rec(n - 1)
	}
	return nil, nil
}
func rec2(n int) (*node, error) {
	if n > 0 {
		return rec2(n - 1)
	}
	return &node{}, nil
}
func must(p *node, err error) *node {
	if err != nil {
		return &node{}
	}
	return p
}
func idx(xs []int, n int) int {
	if n >= len(xs) {
		return 0
	}
	return max(n, 0)
}
func idx2(xs, ys []int) int {
	for i := range xs {
		if i < len(ys) {
			return i
		}
	}
	return -1
}
func idxRec(xs []int, n int) int {
	if n > 3 {
		return n
	}
	return idxRec(xs, n+1)
}
func div(n int) int             { return 10 / n }
func divLater(n int) func() int { return func() int { return 10 / n } }
func divIn(n int) int           { f := func() int { return 10 / n }; return f() }
func divBoth(a, b int) int {
	if a == 0 {
		return 1 / b
	}
	return 1 / a
}
func divChain(n int) int    { return div(n) + div(n-1) }
func head(xs []int) int     { return xs[0] }
func heads(xs ...[]int) int { return head(xs[0]) }
func (p *node) put()        { p.m["a"] = 1 }
func (p *node) puts()       { p.put(); p.next.put() }
func (p *node) init() {
	if p.m == nil {
		p.m = map[string]int{}
	}
}

type key interface{ comparable }

func put[K key, V any](m map[K]V, k K, v V) { m[k] = v }
func puts[K comparable](m map[K]int, ks ...K) {
	for _, k := range ks {
		m[k]++
	}
}
func eqAny[T comparable](a T, b any) bool { return any(a) == b }

func okVia() {
	go func() {
		p, err := openVia(zero)
		if err == nil {
			p.m["a"]++
		}
	}()
}

func crashVia2() {
	go func() { // want `bare-go: `
		p, err := openVia2(one)
		if err == nil {
			p.n++
		}
	}()
}

func crashVia3() {
	go func() { // want `bare-go: `
		p, err := openVia3(one)
		if err == nil {
			p.n++
		}
	}()
}

func crashLate() {
	go func() { // want `bare-go: `
		p, err := openLate(one)
		if err == nil {
			p.n++
		}
	}()
}

func crashSwap() {
	go func() { // want `bare-go: `
		p, q, err := openSwap(one)
		if err == nil {
			p.n++
			q.n++
		}
	}()
}

func crashPick() {
	go func() { // want `bare-go: `
		p, ok := pick(-one)
		if ok {
			p.n++
		}
	}()
}

func crashPickok() {
	go func() { // want `bare-go: `
		p, ok := pickOK(one)
		if !ok {
			p.n++
		}
	}()
}

func crashRec() {
	go func() { // want `bare-go: `
		p, err := rec(one)
		if err == nil {
			p.n++
		}
	}()
}

func okRec2() {
	go func() {
		p, err := rec2(one)
		if err == nil {
			p.n++
		}
	}()
}

func crashLoop() {
	go func() { // want `bare-go: `
		var p *node
		var err error
		for i := range 2 {
			if i == 1 {
				p, _ = open(1)
			} else {
				p, err = open(0)
			}
		}
		if err == nil {
			p.n++
		}
	}()
}

func crashClosure() {
	go func() { // want `bare-go: `
		p, err := open(zero)
		f := func() { p = nil }
		if err == nil {
			f()
			p.n++
		}
	}()
}

func crashAddr() {
	go func() { // want `bare-go: `
		p, err := open(zero)
		q := &p
		if err == nil {
			*q = nil
			p.n++
		}
	}()
}

func crashGone() {
	p, err := open(zero)
	if err != nil {
		return
	}
	c := make(chan int)
	go func() { <-c; p.n++ }() // want `bare-go: `
	p = nil
	close(c)
}

func crashIdx() {
	xs := []int{}
	go func() { sink = xs[idx(xs, 9)] }() // want `bare-go: `

}

func okIdx2() {
	xs, ys := []int{1}, []int{1}
	go func() {
		if i := idx2(xs, ys); i >= 0 {
			sink = xs[i]
		}
	}()
}

func crashIdxrec() {
	xs := []int{1}
	go func() { // want `bare-go: `
		if i := idxRec(xs, 0); i >= 0 {
			sink = xs[i]
		}
	}()
}

func crashLater() {
	f := divLater(zero)
	go func() { sink = f() }() // want `bare-go: `

}

func crashIn() {
	go func() { sink = divIn(zero) }() // want `bare-go: `

}

func okBoth() {
	go func() { sink = divBoth(2, 3) }()
}

func crashBoth() {
	go func() { sink = divBoth(zero, zero) }() // want `bare-go: `

}

func crashChain() {
	go func() { sink = divChain(1) }() // want `bare-go: `

}

func crashTen() {
	go func() { // want `bare-go: `
		n := 10
		for n >= 0 {
			sink = div(n)
			n--
		}
	}()
}

func okHead() {
	go func() { sink = head(make([]int, 1)) }()
}

func crashHeads() {
	go func() { sink = heads(nil) }() // want `bare-go: `

}

func crashHeadm() {
	go func() { xs := make([]int, 1); xs = xs[1:]; sink = head(xs) }() // want `bare-go: `

}

func crashPuts() {
	p := &node{m: map[string]int{}}
	go p.puts() // want `bare-go: `

}

func crashPutnew() {
	p := new(node)
	go p.put() // want `bare-go: `

}

func okInit() {
	go func() { p := new(node); p.init(); sink = p.m }()
}

func crashGen() {
	go put(map[any]int{}, any(func() {}), 1) // want `bare-go: `

}

func crashGennil() {
	var m map[string]int
	go put(m, "a", 1) // want `bare-go: `

}

func crashGens() {
	go puts(map[any]int{}, any([]int{})) // want `bare-go: `

}

func crashGenst() {
	type k struct{ v any }
	go put(map[k]int{}, k{[]int{}}, 1) // want `bare-go: `

}

func crashEqany() {
	go eqAny[any]([]int{}, []int{}) // want `bare-go: `

}

func crashRev() {
	xs := []*node{{}, nil}
	go func() { // want `bare-go: `
		for i := range xs {
			if xs[i] != nil {
				slices.Reverse(xs)
				xs[i].n++
			}
		}
	}()
}

func crashSort() {
	xs := []*node{{}, nil}
	go func() { // want `bare-go: `
		for i := range xs {
			if xs[i] != nil {
				sort.Slice(xs, func(a, b int) bool { return xs[a] == nil })
				xs[i].n++
			}
		}
	}()
}

func crashBoth2() {
	xs := []*node{{}}
	i, k := 0, 0
	go func() { xs[i], xs[k] = &node{}, nil; xs[i].n++ }() // want `bare-go: `

}

func crashAlias() {
	m := make([][]int, 3)
	for i := range m {
		m[i] = make([]int, 2)
	}
	var a = m
	a[1] = nil
	go func() { // want `bare-go: `
		for i := range m {
			m[i][1]++
		}
	}()
}

func crashInner() {
	m := make([][]int, 3)
	for i := range m {
		m[i] = make([]int, 2)
	}
	func() { m[0] = nil }()
	go func() { // want `bare-go: `
		for i := range m {
			m[i][1]++
		}
	}()
}

func crashAsret() {
	var a any = 1
	go func() { // want `bare-go: `
		for i := range 2 {
			switch a.(type) {
			case int:
				sink = a.(int) + i
				a = "x"
			default:
				sink = a.(int)
			}
		}
	}()
}

func crashAsother() {
	var a, b any = 1, "x"
	go func() { // want `bare-go: `
		if _, ok := a.(int); ok {
			a = b
			sink = a.(int)
		}
	}()
}

func crashTypednil() {
	var p *node
	var a any = p
	go func() { // want `bare-go: `
		if q, ok := a.(*node); ok {
			q.n++
		}
	}()
}

func crashTypedcase() {
	var p *node
	var a any = p
	go func() { // want `bare-go: `
		switch q := a.(type) {
		case *node:
			q.n++
		}
	}()
}

package main

import (
	"errors"
	"slices"
	"sort"
)

// What looks like results, elements and parameters that are safe, and is not.

var likeZero, likeOne = arg(), arg() + 1

type likeNode struct {
	n    int
	next *likeNode
	m    map[string]int
}

var likeSink any

func likeOpen(n int) (*likeNode, error) {
	if n > 0 {
		return nil, errors.New("x")
	}
	return &likeNode{m: map[string]int{}}, nil
}
func likeOpenVia(n int) (p *likeNode, err error) { p, err = likeOpen(n); return }
func likeOpenVia2(n int) (p *likeNode, err error) {
	p, err = likeOpen(n)
	if err != nil {
		p = nil
		err = nil
	}
	return p, err
}
func likeOpenVia3(n int) (*likeNode, error) { p, err := likeOpen(n); err = nil; return p, err }
func likeOpenLate(n int) (p *likeNode, err error) {
	defer func() {
		if n > 0 {
			err = nil
			p = nil
		}
	}()
	return &likeNode{}, nil
}
func likeOpenSwap(n int) (*likeNode, *likeNode, error) {
	if n > 0 {
		return &likeNode{}, nil, nil
	}
	return nil, &likeNode{}, nil
}
func likePick(n int) (*likeNode, bool) {
	for i := range n {
		if i > 5 {
			return &likeNode{}, true
		}
	}
	return nil, n < 0
}
func likePickOK(n int) (*likeNode, bool) { p, err := likeOpen(n); return p, err == nil }
func likeRec(n int) (*likeNode, error) {
	if n > 0 {
		return likeRec(n - 1)
	}
	return nil, nil
}
func likeRec2(n int) (*likeNode, error) {
	if n > 0 {
		return likeRec2(n - 1)
	}
	return &likeNode{}, nil
}
func likeMust(p *likeNode, err error) *likeNode {
	if err != nil {
		return &likeNode{}
	}
	return p
}
func likeIdx(xs []int, n int) int {
	if n >= len(xs) {
		return 0
	}
	return max(n, 0)
}
func likeIdx2(xs, ys []int) int {
	for i := range xs {
		if i < len(ys) {
			return i
		}
	}
	return -1
}
func likeIdxRec(xs []int, n int) int {
	if n > 3 {
		return n
	}
	return likeIdxRec(xs, n+1)
}
func likeDiv(n int) int             { return 10 / n }
func likeDivLater(n int) func() int { return func() int { return 10 / n } }
func likeDivIn(n int) int           { f := func() int { return 10 / n }; return f() }
func likeDivBoth(a, b int) int {
	if a == 0 {
		return 1 / b
	}
	return 1 / a
}
func likeDivChain(n int) int    { return likeDiv(n) + likeDiv(n-1) }
func likeHead(xs []int) int     { return xs[0] }
func likeHeads(xs ...[]int) int { return likeHead(xs[0]) }
func (p *likeNode) put()        { p.m["a"] = 1 }
func (p *likeNode) puts()       { p.put(); p.next.put() }
func (p *likeNode) init() {
	if p.m == nil {
		p.m = map[string]int{}
	}
}

type likeKey interface{ comparable }

func likePut[K likeKey, V any](m map[K]V, k K, v V) { m[k] = v }
func likePuts[K comparable](m map[K]int, ks ...K) {
	for _, k := range ks {
		m[k]++
	}
}
func likeEqAny[T comparable](a T, b any) bool { return any(a) == b }

// trusted: what other code may assign
func (Cases) LikeCalmVia() {
	go func() {
		p, err := likeOpenVia(likeZero)
		if err == nil {
			p.m["a"]++
		}
	}()
}

func (Cases) LikeDiesVia2() {
	go func() {
		p, err := likeOpenVia2(likeOne)
		if err == nil {
			p.n++
		}
	}()
}

func (Cases) LikeDiesVia3() {
	go func() {
		p, err := likeOpenVia3(likeOne)
		if err == nil {
			p.n++
		}
	}()
}

func (Cases) LikeDiesLate() {
	go func() {
		p, err := likeOpenLate(likeOne)
		if err == nil {
			p.n++
		}
	}()
}

func (Cases) LikeDiesSwap() {
	go func() {
		p, q, err := likeOpenSwap(likeOne)
		if err == nil {
			p.n++
			q.n++
		}
	}()
}

func (Cases) LikeDiesPick() {
	go func() {
		p, ok := likePick(-likeOne)
		if ok {
			p.n++
		}
	}()
}

func (Cases) LikeDiesPickok() {
	go func() {
		p, ok := likePickOK(likeOne)
		if !ok {
			p.n++
		}
	}()
}

func (Cases) LikeDiesRec() {
	go func() {
		p, err := likeRec(likeOne)
		if err == nil {
			p.n++
		}
	}()
}

func (Cases) LikeCalmRec2() {
	go func() {
		p, err := likeRec2(likeOne)
		if err == nil {
			p.n++
		}
	}()
}

func (Cases) LikeDiesLoop() {
	go func() {
		var p *likeNode
		var err error
		for i := range 2 {
			if i == 1 {
				p, _ = likeOpen(1)
			} else {
				p, err = likeOpen(0)
			}
		}
		if err == nil {
			p.n++
		}
	}()
}

func (Cases) LikeDiesClosure() {
	go func() {
		p, err := likeOpen(likeZero)
		f := func() { p = nil }
		if err == nil {
			f()
			p.n++
		}
	}()
}

func (Cases) LikeDiesAddr() {
	go func() {
		p, err := likeOpen(likeZero)
		q := &p
		if err == nil {
			*q = nil
			p.n++
		}
	}()
}

func (Cases) LikeDiesGone() {
	p, err := likeOpen(likeZero)
	if err != nil {
		return
	}
	c := make(chan int)
	go func() { <-c; p.n++ }()
	p = nil
	close(c)
}

func (Cases) LikeDiesIdx() {
	xs := []int{}
	go func() { likeSink = xs[likeIdx(xs, 9)] }()
}

func (Cases) LikeCalmIdx2() {
	xs, ys := []int{1}, []int{1}
	go func() {
		if i := likeIdx2(xs, ys); i >= 0 {
			likeSink = xs[i]
		}
	}()
}

func (Cases) LikeDiesIdxrec() {
	xs := []int{1}
	go func() {
		if i := likeIdxRec(xs, 0); i >= 0 {
			likeSink = xs[i]
		}
	}()
}

func (Cases) LikeDiesLater() {
	f := likeDivLater(likeZero)
	go func() { likeSink = f() }()
}

func (Cases) LikeDiesIn() {
	go func() { likeSink = likeDivIn(likeZero) }()
}

func (Cases) LikeCalmBoth() {
	go func() { likeSink = likeDivBoth(2, 3) }()
}

func (Cases) LikeDiesBoth() {
	go func() { likeSink = likeDivBoth(likeZero, likeZero) }()
}

func (Cases) LikeDiesChain() {
	go func() { likeSink = likeDivChain(1) }()
}

func (Cases) LikeDiesTen() {
	go func() {
		n := 10
		for n >= 0 {
			likeSink = likeDiv(n)
			n--
		}
	}()
}

func (Cases) LikeCalmHead() {
	go func() { likeSink = likeHead(make([]int, 1)) }()
}

func (Cases) LikeDiesHeads() {
	go func() { likeSink = likeHeads(nil) }()
}

func (Cases) LikeDiesHeadm() {
	go func() { xs := make([]int, 1); xs = xs[1:]; likeSink = likeHead(xs) }()
}

func (Cases) LikeDiesPuts() {
	p := &likeNode{m: map[string]int{}}
	go p.puts()
}

func (Cases) LikeDiesPutnew() {
	p := new(likeNode)
	go p.put()
}

func (Cases) LikeCalmInit() {
	go func() { p := new(likeNode); p.init(); likeSink = p.m }()
}

func (Cases) LikeDiesGen() {
	go likePut(map[any]int{}, any(func() {}), 1)
}

func (Cases) LikeDiesGennil() {
	var m map[string]int
	go likePut(m, "a", 1)
}

func (Cases) LikeDiesGens() {
	go likePuts(map[any]int{}, any([]int{}))
}

func (Cases) LikeDiesGenst() {
	type k struct{ v any }
	go likePut(map[k]int{}, k{[]int{}}, 1)
}

func (Cases) LikeDiesEqany() {
	go likeEqAny[any]([]int{}, []int{})
}

func (Cases) LikeDiesRev() {
	xs := []*likeNode{{}, nil}
	go func() {
		for i := range xs {
			if xs[i] != nil {
				slices.Reverse(xs)
				xs[i].n++
			}
		}
	}()
}

func (Cases) LikeDiesSort() {
	xs := []*likeNode{{}, nil}
	go func() {
		for i := range xs {
			if xs[i] != nil {
				sort.Slice(xs, func(a, b int) bool { return xs[a] == nil })
				xs[i].n++
			}
		}
	}()
}

func (Cases) LikeDiesBoth2() {
	xs := []*likeNode{{}}
	i, k := 0, 0
	go func() { xs[i], xs[k] = &likeNode{}, nil; xs[i].n++ }()
}

func (Cases) LikeDiesAlias() {
	m := make([][]int, 3)
	for i := range m {
		m[i] = make([]int, 2)
	}
	var a = m
	a[1] = nil
	go func() {
		for i := range m {
			m[i][1]++
		}
	}()
}

func (Cases) LikeDiesInner() {
	m := make([][]int, 3)
	for i := range m {
		m[i] = make([]int, 2)
	}
	func() { m[0] = nil }()
	go func() {
		for i := range m {
			m[i][1]++
		}
	}()
}

func (Cases) LikeDiesAsret() {
	var a any = 1
	go func() {
		for i := range 2 {
			switch a.(type) {
			case int:
				likeSink = a.(int) + i
				a = "x"
			default:
				likeSink = a.(int)
			}
		}
	}()
}

func (Cases) LikeDiesAsother() {
	var a, b any = 1, "x"
	go func() {
		if _, ok := a.(int); ok {
			a = b
			likeSink = a.(int)
		}
	}()
}

func (Cases) LikeDiesTypednil() {
	var p *likeNode
	var a any = p
	go func() {
		if q, ok := a.(*likeNode); ok {
			q.n++
		}
	}()
}

func (Cases) LikeDiesTypedcase() {
	var p *likeNode
	var a any = p
	go func() {
		switch q := a.(type) {
		case *likeNode:
			q.n++
		}
	}()
}

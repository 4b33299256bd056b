package main

import (
	"os"
	"sync/atomic"
	"time"
)

// What is known of elements.

var elementZero, elementOne = arg(), arg() + 1

type elementNode struct {
	n    int
	next *elementNode
	xs   []int
}

var elementSink any

func elementSet(xs []*elementNode) { xs[elementZero] = nil }
func elementShrink(m [][]int)      { m[elementZero] = nil }

// trusted: what other code may assign
func (Cases) ElementCalmRange() {
	xs := [][]int{{1}, {2}}
	go func() {
		for i := range xs {
			for j := range xs[i] {
				xs[i][j]++
			}
		}
	}()
}

// trusted: what other code may assign
func (Cases) ElementCalmFor() {
	xs := [][]int{{1}, {2}}
	go func() {
		for i := 0; i < len(xs); i++ {
			for j := 0; j < len(xs[i]); j++ {
				xs[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesOther() {
	xs := [][]int{{1}, {}}
	go func() {
		for i := range xs {
			for j := range xs[0] {
				xs[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesCall() {
	xs := [][]int{{1}, {2}}
	go func() {
		for i := range xs {
			for j := range xs[i] {
				elementShrink(xs)
				xs[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesSet() {
	xs := [][]int{{1}, {2}}
	go func() {
		for i := range xs {
			for j := range xs[i] {
				xs[i] = nil
				xs[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesAlias() {
	xs := [][]int{{1}, {2}}
	ys := xs
	go func() {
		for i := range xs {
			for j := range xs[i] {
				ys[i] = nil
				xs[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesInc() {
	xs := [][]int{{1}, {}}
	go func() {
		i := 0
		for j := range xs[i] {
			i++
			xs[i][j]++
		}
	}()
}

func (Cases) ElementDiesRe() {
	xs := [][]int{{1}, {}}
	go func() {
		i := 0
		for j := range xs[i] {
			xs = [][]int{{}}
			xs[i][j]++
		}
	}()
}

// trusted: what other code may assign
func (Cases) ElementCalmNil() {
	xs := []*elementNode{nil}
	go func() {
		for i := range xs {
			if xs[i] != nil {
				xs[i].n++
			}
		}
	}()
}

func (Cases) ElementDiesNil() {
	xs := []*elementNode{nil}
	go func() {
		for i := range xs {
			if xs[i] == nil {
				xs[i].n++
			}
		}
	}()
}

func (Cases) ElementDiesNilset() {
	xs := []*elementNode{{}}
	go func() {
		for i := range xs {
			if xs[i] != nil {
				elementSet(xs)
				xs[i].n++
			}
		}
	}()
}

func (Cases) ElementDiesCopy() {
	xs := []*elementNode{{}}
	go func() {
		for i := range xs {
			if xs[i] != nil {
				copy(xs, []*elementNode{nil})
				xs[i].n++
			}
		}
	}()
}

func (Cases) ElementDiesAppend() {
	xs := []*elementNode{{}}
	go func() {
		for i := range xs {
			if xs[i] != nil {
				_ = append(xs[:0], nil)
				xs[i].n++
			}
		}
	}()
}

func (Cases) ElementDiesClear() {
	xs := []*elementNode{{}}
	go func() {
		for i := range xs {
			if xs[i] != nil {
				clear(xs)
				xs[i].n++
			}
		}
	}()
}

// trusted: what other code may assign
func (Cases) ElementCalmMap() {
	m := map[string]*elementNode{}
	k := os.Args[1]
	go func() {
		if m[k] == nil {
			m[k] = &elementNode{}
		}
		m[k].n++
	}()
}

// trusted: what other code may assign
func (Cases) ElementCalmMaps() {
	m := map[string]map[string]int{}
	k := os.Args[1]
	go func() {
		if m[k] == nil {
			m[k] = map[string]int{}
		}
		m[k]["a"]++
	}()
}

func (Cases) ElementDiesDelete() {
	m := map[string]*elementNode{}
	k := os.Args[1]
	go func() { m[k] = &elementNode{}; delete(m, k); m[k].n++ }()
}

func (Cases) ElementDiesOther2() {
	m := map[string]*elementNode{}
	k, l := "a", "b"
	go func() {
		if m[k] == nil {
			m[k] = &elementNode{}
		}
		m[l].n++
	}()
}

func (Cases) ElementDiesK() {
	m := map[string]*elementNode{}
	k := "a"
	go func() {
		if m[k] == nil {
			m[k] = &elementNode{}
		}
		k = "b"
		m[k].n++
	}()
}

func (Cases) ElementDiesInner() {
	m := map[string]*elementNode{}
	k := "a"
	go func() {
		if m[k] == nil {
			m[k] = &elementNode{}
		}
		for _, k := range []string{"b"} {
			m[k].n++
		}
	}()
}

func (Cases) ElementDiesLater() {
	m := map[string]*elementNode{}
	k := "a"
	m[k] = &elementNode{}
	go func() { m[k].n++ }()
	delete(m, k)
}

// trusted: what other code may assign
func (Cases) ElementCalmField() {
	xs := []elementNode{{}, {next: &elementNode{}}}
	go func() {
		for i := range xs {
			if xs[i].next != nil {
				xs[i].next.n++
			}
		}
	}()
}

func (Cases) ElementDiesField() {
	xs := []elementNode{{}, {next: &elementNode{}}}
	go func() {
		for i := range xs {
			if xs[i].next != nil {
				xs[i] = elementNode{}
				xs[i].next.n++
			}
		}
	}()
}

func (Cases) ElementDiesField2() {
	xs := []elementNode{{}, {next: &elementNode{}}}
	go func() {
		for i := range xs {
			if xs[i].next != nil {
				p := &xs[i]
				p.next = nil
				xs[i].next.n++
			}
		}
	}()
}

func (Cases) ElementDiesNan() {
	m := map[float64]*elementNode{}
	k := 0.0
	k /= k
	go func() {
		if m[k] == nil {
			m[k] = &elementNode{}
		}
		m[k].n++
	}()
}

func (Cases) ElementCalmRunes() {
	s := os.Args[1]
	go func() {
		for i := range []rune(s) {
			elementSink = s[i]
		}
	}()
}

func (Cases) ElementCalmRunes2() {
	s := os.Args[1]
	go func() {
		rs := []rune(s)
		for i := range rs {
			elementSink, rs[i] = s[i], 'a'
		}
	}()
}

func (Cases) ElementDiesRunes() {
	s := "é" + os.Args[1][:elementOne]
	go func() {
		rs := []rune(s)
		for i := range s {
			rs[i] = 'a'
		}
	}()
}

func (Cases) ElementCalmRows() {
	n, w := elementOne+2, elementOne+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	go func() {
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

// trusted: what other code may assign
func (Cases) ElementCalmRows2() {
	go func() {
		n := 3
		m := make([][]int, n)
		for i := range m {
			m[i] = make([]int, n+1)
		}
		for i := 0; i < n; i++ {
			for j := 0; j <= n; j++ {
				m[i][j]++
			}
		}
	}()
}

// trusted: what other code may assign
func (Cases) ElementCalmRows3() {
	go func() {
		m := make([][]int, 3)
		for i := 0; i < 3; i++ {
			m[i] = make([]int, 3)
		}
		for i := range m {
			for j := 0; j < 3; j++ {
				m[i][j]++
			}
		}
	}()
}

// trusted: what other code may assign
func (Cases) ElementCalmRowsBehindLabel() {
	go func() {
		if elementZero > 0 {
			goto end
		}
		use(1)
	end:
		m := make([][]int, 3)
		for i := range m {
			m[i] = make([]int, 4)
		}
		for i := 0; i < 3; i++ {
			for k := 0; k < 4; k++ {
				m[i][k]++
			}
		}
	}()
}

func (Cases) ElementDiesRowsLeftOut() {
	go func() {
		m := make([][]int, 3)
		if elementZero == 0 {
			goto end
		}
		for i := range m {
			m[i] = make([]int, 4)
		}
	end:
		for i := 0; i < 3; i++ {
			for k := 0; k < 4; k++ {
				m[i][k]++
			}
		}
	}()
}

func (Cases) ElementDiesRows() {
	n, w := elementOne+2, elementOne+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	go func() {
		for i := 0; i < n; i++ {
			for j := 0; j <= w; j++ {
				m[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesRowsset() {
	n, w := elementOne+2, elementOne+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	m[1] = nil
	go func() {
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesRowsw() {
	n, w := elementOne+2, elementOne+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	w++
	go func() {
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesRowslent() {
	n, w := elementOne+2, elementOne+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	elementShrink(m)
	go func() {
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesRowsskip() {
	n, w := elementOne+2, elementOne+1
	m := make([][]int, n)
	for i := range m {
		if i == 0 {
			continue
		}
		m[i] = make([]int, w)
	}
	go func() {
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesRowspart() {
	n, w := elementOne+2, elementOne+1
	m := make([][]int, n)
	for i := 0; i < n-1; i++ {
		m[i] = make([]int, w)
	}
	go func() {
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func (Cases) ElementDiesRowsgrown() {
	n, w := elementOne+2, elementOne+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	m = append(m, nil)
	go func() {
		for i := range m {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func (Cases) ElementMissingCount() {
	counts := make(map[string]*atomic.Int64)
	go func() {
		counts["a"].Add(1)
	}()
}

func elementPick(counts map[string]*atomic.Int64) *atomic.Int64 { return counts["b"] }

func (Cases) ElementReturnedCount() {
	counts := make(map[string]*atomic.Int64)
	go func() {
		_ = elementPick(counts).Load()
	}()
}

func (Cases) ElementNilTime() {
	due := []*time.Time{nil}
	go func() {
		for _, t := range due {
			_ = t.IsZero()
		}
	}()
}

// Package elements: what is known of elements. Each function here is run as well, in reality.
package elements

import (
	"os"
	"sync/atomic"
	"time"
)

var zero, one = len(os.Args) - 3, len(os.Args) - 2

type node struct {
	n    int
	next *node
	xs   []int
}

var sink any

func set(xs []*node)   { xs[zero] = nil }
func shrink(m [][]int) { m[zero] = nil }

func okRange() {
	xs := [][]int{{1}, {2}}
	go func() {
		for i := range xs {
			for j := range xs[i] {
				xs[i][j]++
			}
		}
	}()
}

func okFor() {
	xs := [][]int{{1}, {2}}
	go func() {
		for i := 0; i < len(xs); i++ {
			for j := 0; j < len(xs[i]); j++ {
				xs[i][j]++
			}
		}
	}()
}

func crashOther() {
	xs := [][]int{{1}, {}}
	go func() { // want `bare-go: `
		for i := range xs {
			for j := range xs[0] {
				xs[i][j]++
			}
		}
	}()
}

func crashCall() {
	xs := [][]int{{1}, {2}}
	go func() { // want `bare-go: `
		for i := range xs {
			for j := range xs[i] {
				shrink(xs)
				xs[i][j]++
			}
		}
	}()
}

func crashSet() {
	xs := [][]int{{1}, {2}}
	go func() { // want `bare-go: `
		for i := range xs {
			for j := range xs[i] {
				xs[i] = nil
				xs[i][j]++
			}
		}
	}()
}

func crashAlias() {
	xs := [][]int{{1}, {2}}
	ys := xs
	go func() { // want `bare-go: `
		for i := range xs {
			for j := range xs[i] {
				ys[i] = nil
				xs[i][j]++
			}
		}
	}()
}

func crashInc() {
	xs := [][]int{{1}, {}}
	go func() { // want `bare-go: `
		i := 0
		for j := range xs[i] {
			i++
			xs[i][j]++
		}
	}()
}

func crashRe() {
	xs := [][]int{{1}, {}}
	go func() { // want `bare-go: `
		i := 0
		for j := range xs[i] {
			xs = [][]int{{}}
			xs[i][j]++
		}
	}()
}

func okNil() {
	xs := []*node{nil}
	go func() {
		for i := range xs {
			if xs[i] != nil {
				xs[i].n++
			}
		}
	}()
}

func crashNil() {
	xs := []*node{nil}
	go func() { // want `bare-go: `
		for i := range xs {
			if xs[i] == nil {
				xs[i].n++
			}
		}
	}()
}

func crashNilset() {
	xs := []*node{{}}
	go func() { // want `bare-go: `
		for i := range xs {
			if xs[i] != nil {
				set(xs)
				xs[i].n++
			}
		}
	}()
}

func crashCopy() {
	xs := []*node{{}}
	go func() { // want `bare-go: `
		for i := range xs {
			if xs[i] != nil {
				copy(xs, []*node{nil})
				xs[i].n++
			}
		}
	}()
}

func crashAppend() {
	xs := []*node{{}}
	go func() { // want `bare-go: `
		for i := range xs {
			if xs[i] != nil {
				_ = append(xs[:0], nil)
				xs[i].n++
			}
		}
	}()
}

func crashClear() {
	xs := []*node{{}}
	go func() { // want `bare-go: `
		for i := range xs {
			if xs[i] != nil {
				clear(xs)
				xs[i].n++
			}
		}
	}()
}

func okMap() {
	m := map[string]*node{}
	k := os.Args[1]
	go func() {
		if m[k] == nil {
			m[k] = &node{}
		}
		m[k].n++
	}()
}

func okMaps() {
	m := map[string]map[string]int{}
	k := os.Args[1]
	go func() {
		if m[k] == nil {
			m[k] = map[string]int{}
		}
		m[k]["a"]++
	}()
}

func crashDelete() {
	m := map[string]*node{}
	k := os.Args[1]
	go func() { m[k] = &node{}; delete(m, k); m[k].n++ }() // want `bare-go: `

}

func crashOther2() {
	m := map[string]*node{}
	k, l := "a", "b"
	go func() { // want `bare-go: `
		if m[k] == nil {
			m[k] = &node{}
		}
		m[l].n++
	}()
}

func crashK() {
	m := map[string]*node{}
	k := "a"
	go func() { // want `bare-go: `
		if m[k] == nil {
			m[k] = &node{}
		}
		k = "b"
		m[k].n++
	}()
}

func crashInner() {
	m := map[string]*node{}
	k := "a"
	go func() { // want `bare-go: `
		if m[k] == nil {
			m[k] = &node{}
		}
		for _, k := range []string{"b"} {
			m[k].n++
		}
	}()
}

func crashLater() {
	m := map[string]*node{}
	k := "a"
	m[k] = &node{}
	go func() { m[k].n++ }() // want `bare-go: `
	delete(m, k)

}

func okField() {
	xs := []node{{}, {next: &node{}}}
	go func() {
		for i := range xs {
			if xs[i].next != nil {
				xs[i].next.n++
			}
		}
	}()
}

func crashField() {
	xs := []node{{}, {next: &node{}}}
	go func() { // want `bare-go: `
		for i := range xs {
			if xs[i].next != nil {
				xs[i] = node{}
				xs[i].next.n++
			}
		}
	}()
}

func crashField2() {
	xs := []node{{}, {next: &node{}}}
	go func() { // want `bare-go: `
		for i := range xs {
			if xs[i].next != nil {
				p := &xs[i]
				p.next = nil
				xs[i].next.n++
			}
		}
	}()
}

func crashNan() {
	m := map[float64]*node{}
	k := 0.0
	k /= k
	go func() { // want `bare-go: `
		if m[k] == nil {
			m[k] = &node{}
		}
		m[k].n++
	}()
}

func okRunes() {
	s := os.Args[1]
	go func() {
		for i := range []rune(s) {
			sink = s[i]
		}
	}()
}

func okRunes2() {
	s := os.Args[1]
	go func() {
		rs := []rune(s)
		for i := range rs {
			sink, rs[i] = s[i], 'a'
		}
	}()
}

func crashRunes() {
	s := "é" + os.Args[1][:one]
	go func() { // want `bare-go: `
		rs := []rune(s)
		for i := range s {
			rs[i] = 'a'
		}
	}()
}

func okRows() {
	n, w := one+2, one+1
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

func okRows2() {
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

func okRows3() {
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

func crashRows() {
	n, w := one+2, one+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	go func() { // want `bare-go: `
		for i := 0; i < n; i++ {
			for j := 0; j <= w; j++ {
				m[i][j]++
			}
		}
	}()
}

func crashRowsset() {
	n, w := one+2, one+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	m[1] = nil
	go func() { // want `bare-go: `
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func crashRowsw() {
	n, w := one+2, one+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	w++
	go func() { // want `bare-go: `
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func crashRowslent() {
	n, w := one+2, one+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	shrink(m)
	go func() { // want `bare-go: `
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func crashRowsskip() {
	n, w := one+2, one+1
	m := make([][]int, n)
	for i := range m {
		if i == 0 {
			continue
		}
		m[i] = make([]int, w)
	}
	go func() { // want `bare-go: `
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func crashRowspart() {
	n, w := one+2, one+1
	m := make([][]int, n)
	for i := 0; i < n-1; i++ {
		m[i] = make([]int, w)
	}
	go func() { // want `bare-go: `
		for i := 0; i < n; i++ {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

func crashRowsgrown() {
	n, w := one+2, one+1
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, w)
	}
	m = append(m, nil)
	go func() { // want `bare-go: `
		for i := range m {
			for j := 0; j < w; j++ {
				m[i][j]++
			}
		}
	}()
}

// An element may be missing, or nil. A known method is trusted on a variable and on a plain path only, and one of a
// value copies what a pointer points to.
func crashMissingCount() {
	counts := make(map[string]*atomic.Int64)
	go func() { // want `bare-go: .*counts\["a"\]\.Add\(1\) can panic`
		counts["a"].Add(1)
	}()
}

func pick(counts map[string]*atomic.Int64) *atomic.Int64 { return counts["b"] }

func crashReturnedCount() {
	counts := make(map[string]*atomic.Int64)
	go func() { // want `bare-go: .*pick\(counts\)\.Load\(\) can panic`
		_ = pick(counts).Load()
	}()
}

func crashNilTime() {
	due := []*time.Time{nil}
	go func() { // want `bare-go: .*t\.IsZero panics if t is nil`
		for _, t := range due {
			_ = t.IsZero()
		}
	}()
}

func okTime() {
	due := []*time.Time{nil}
	go func() {
		for _, t := range due {
			if t != nil {
				_ = t.IsZero()
			}
		}
	}()
}

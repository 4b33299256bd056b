// Package results: what calls return, and what is asked of callers. Each function here is run as well, in reality.
package results

import (
	"errors"
	"fmt"
	"os"
	"strconv"
)

var zero, one = len(os.Args) - 3, len(os.Args) - 2

type store struct {
	m    map[string]int
	p    *int
	list []int
}
type bare struct{ m map[string]int }

func newBare() *bare { return &bare{} }
func newMaybe(n int) *store {
	if n == 0 {
		return &store{}
	}
	return &store{m: map[string]int{}}
}
func newS() *store           { return &store{m: map[string]int{}} }
func newS2() (*store, error) { s := newS(); s.list = append(s.list, 1); return s, nil }
func newBad(n int) (*store, error) {
	if n == 0 {
		return nil, nil
	}
	return &store{}, nil
}
func open(n int) (s *store, err error) {
	if n == 0 {
		err = errors.New("x")
		return
	}
	s = newS()
	return
}
func openWrap(n int) (*store, error) {
	s, err := open(n)
	if err != nil {
		return nil, fmt.Errorf("x: %w", err)
	}
	return s, nil
}
func openWrap2(n int) (*store, error) {
	s, err := open(n)
	if err != nil {
		return nil, err
	}
	return s, err
}
func openPass(n int) (*store, error) { return open(n) }
func openBad(n int) (s *store, err error) {
	defer func() { recover() }()
	if n == 0 {
		panic(1)
	}
	return newS(), nil
}
func openNamed(n int) (s *store, err error) {
	defer func() { s = nil }()
	return newS(), nil
}
func get(n int) (*store, bool) {
	if n == 0 {
		return nil, true
	}
	return newS(), true
}
func get2(n int) (*store, bool) {
	if n == 0 {
		return nil, false
	}
	return newS(), true
}

var errGone = errors.New("gone")

func get3(n int) (*store, error) {
	if n == 0 {
		return nil, errGone
	}
	return newS(), nil
}
func index(xs []int, x int) int {
	for i := range xs {
		if xs[i] == x {
			return i
		}
	}
	return -1
}
func indexBad(xs []int, x int) int {
	for i := range xs {
		if xs[i] == x {
			return i
		}
	}
	return len(xs)
}
func (s *store) put(k string)      { s.m[k]++ }
func (s *store) putTwice(k string) { s.put(k); s.put(k) }
func (s *store) index(x int) int {
	for i, y := range s.list {
		if x == y {
			return i
		}
	}
	return -1
}
func (b *bare) put(k string)       { b.m[k]++ }
func div(a, b int) int             { return a / b }
func mod64(a int64, n int) int64   { return a % int64(n) }
func mk(n int) func(int) int       { return func(x int) int { return x % n } }
func firstOf(xs ...int) int        { return xs[0] }
func avg(xs ...int) int            { return len(xs) / len(xs) }
func last(s string) byte           { return s[len(s)-1] }
func at[T any](xs []T) T           { return xs[0] }
func eq[T comparable](a, b T) bool { return a == b }

type cache[K comparable, V any] struct{ m map[K]V }

func newCache[K comparable, V any]() *cache[K, V] { return &cache[K, V]{m: map[K]V{}} }
func (c *cache[K, V]) set(k K, v V)               { c.m[k] = v }
func (c *cache[K, V]) two(k K, v V)               { c.set(k, v); c.set(k, v) }

var sink any

func okNewS() {
	s := newS()
	go func() { s.m["a"] = 1 }()
}

func okNewSput() {
	s := newS()
	go s.put("a")
}

func okNewSputl() {
	s := newS()
	go func() { s.put("a") }()
}

func okNewStwice() {
	s := newS()
	go s.putTwice("a")
}

func okNewS2() {
	s, err := newS2()
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }()
}

func crashNewMaybe() {
	s := newMaybe(zero)
	go func() { s.m["a"] = 1 }() // want `bare-go: `

}

func crashNewMaybeput() {
	s := newMaybe(zero)
	go s.put("a") // want `bare-go: `

}

func crashBare() {
	s := newBare()
	go s.put("a") // want `bare-go: `

}

func crashNewBad() {
	s, err := newBad(zero)
	if err != nil {
		return
	}
	go func() { s.list = nil }() // want `bare-go: `
}

func crashNewBad1() {
	s, err := newBad(one)
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }() // want `bare-go: `
}

func okOpen() {
	s, err := open(zero)
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }()
}

func okOpenwrap() {
	s, err := openWrap(one)
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }()
}

func okOpenwrap2() {
	s, err := openWrap2(one)
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }()
}

func okOpenpass() {
	s, err := openPass(one)
	if err == nil {
		go func() { s.m["a"] = 1 }()
	}
}

func crashOpenpass() {
	s, err := openPass(zero)
	if err != nil {
		go func() { s.m["a"] = 1 }() // want `bare-go: `
	}
}

func crashOpenother() {
	s, err := open(zero)
	_, err = open(one)
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }() // want `bare-go: `
}

func crashOpens() {
	s, err := open(one)
	if err != nil {
		return
	}
	s, err = open(zero)
	go func() { s.m["a"] = 1 }() // want `bare-go: `
}

func crashOpenbad() {
	s, err := openBad(zero)
	if err != nil {
		return
	}
	go func() { s.list = nil }() // want `bare-go: `
}

func crashOpennamed() {
	s, err := openNamed(zero)
	if err != nil {
		return
	}
	go func() { s.list = nil }() // want `bare-go: `
}

func crashOpenno() {
	s, _ := open(zero)
	go func() { s.list = nil }() // want `bare-go: `

}

func crashGet() {
	s, ok := get(zero)
	if ok {
		go func() { s.list = nil }() // want `bare-go: `
	}
}

func okGet2() {
	s, ok := get2(one)
	if ok {
		go func() { s.m["a"]++ }()
	}
}

func okGet2not() {
	go func() {
		s, ok := get2(one)
		if !ok {
			return
		}
		s.m["a"]++
	}()
}

func crashGet2not() {
	go func() { // want `bare-go: `
		s, ok := get2(zero)
		if ok {
			return
		}
		s.m["a"]++
	}()
}

func okGet3() {
	go func() {
		s, err := get3(zero)
		switch {
		case err != nil:
			return
		}
		s.m["a"]++
	}()
}

func okGet3if() {
	go func() {
		if s, err := get3(zero); err == nil {
			s.m["a"]++
		}
	}()
}

func crashGet3() {
	go func() { // want `bare-go: `
		if s, err := get3(zero); err != nil {
			s.m["a"]++
		}
	}()
}

func okIndex() {
	xs := []int{1}
	go func() {
		if i := index(xs, 5); i >= 0 {
			xs[i]++
		}
	}()
}

func crashIndex() {
	xs := []int{1}
	go func() { xs[index(xs, 5)]++ }() // want `bare-go: `

}

func crashIndex2() {
	xs, ys := []int{1}, []int{}
	go func() { // want `bare-go: `
		if i := index(xs, 1); i >= 0 {
			ys[i]++
		}
	}()
}

func crashIndexbad() {
	xs := []int{1}
	go func() { // want `bare-go: `
		if i := indexBad(xs, 5); i >= 0 {
			xs[i]++
		}
	}()
}

func okIndexto() {
	xs := []int{1}
	go func() { sink = xs[:indexBad(xs, 5)] }()
}

func okSindex() {
	s := &store{list: []int{1}}
	go func() {
		if i := s.index(5); i != -1 {
			s.list[i]++
		}
	}()
}

func crashSindex() {
	s := &store{list: []int{1}}
	go func() { // want `bare-go: `
		i := s.index(1)
		s.list = nil
		if i >= 0 {
			s.list[i]++
		}
	}()
}

func okDiv() {
	go func() { div(1, 2) }()
}

func okDivz() {
	go func() {
		n := zero
		if n != 0 {
			div(1, n)
		}
	}()
}

func crashDiv() {
	go div(1, zero) // want `bare-go: `

}

func okMod64() {
	go func() { mod64(7, 3) }()
}

func crashMod64() {
	go mod64(7, zero) // want `bare-go: `

}

func okFirst() {
	go func() { firstOf(1, 2) }()
}

func crashFirst() {
	go firstOf() // want `bare-go: `

}

func crashFirst2() {
	var xs []int
	go firstOf(xs...) // want `bare-go: `

}

func okAvg() {
	go func() { sink = avg(1) }()
}

func okLast() {
	go func() { sink = last("abc") }()
}

func crashLast() {
	go func() { sink = last(os.Args[0][:zero]) }() // want `bare-go: `

}

func okAt() {
	go func() { sink = at([]string{"a"}) }()
}

func crashAt() {
	go func() { sink = at([]string{}) }() // want `bare-go: `

}

func okEq() {
	go eq(zero, one)
}

func okEqs() {
	go eq(strconv.Itoa(1), "")
}

func crashEq() {
	go eq[any]([]int{}, []int{}) // want `bare-go: `

}

func okCache() {
	c := newCache[string, int]()
	go c.set("", 0)
}

func okCachel() {
	c := newCache[int, int]()
	go func() { c.two(zero, 0) }()
}

func crashCache() {
	c := newCache[any, int]()
	go c.set([]int{}, 0) // want `bare-go: `

}

func crashCache0() {
	c := &cache[string, int]{}
	go c.set("", 0) // want `bare-go: `

}

func okAs() {
	var a any = one
	go func() {
		if _, ok := a.(int); ok {
			sink = a.(int) + 1
		}
	}()
}

func crashAs() {
	var a any = one
	go func() { // want `bare-go: `
		if _, ok := a.(int); ok {
			sink = a.(string)
		}
	}()
}

func crashAsnot() {
	var a any = "x"
	go func() { // want `bare-go: `
		if _, ok := a.(int); !ok {
			sink = a.(int)
		}
	}()
}

func okTs() {
	var a any = one
	go func() {
		switch a.(type) {
		case int:
			sink = a.(int)
		}
	}()
}

func okTs2() {
	var a any = one
	go func() {
		switch x := a.(type) {
		case int, string:
			sink = x
		}
		if s, ok := a.(fmt.Stringer); ok {
			sink = a.(fmt.Stringer).String
			_ = s
		}
	}()
}

func crashTs() {
	var a any = one
	go func() { // want `bare-go: `
		switch a.(type) {
		case int, string:
			sink = a.(string)
		}
	}()
}

func crashTs2() {
	var a any = one
	go func() { // want `bare-go: `
		switch a.(type) {
		case int:
			a = "x"
			sink = a.(int)
		}
	}()
}

func okKey() {
	m := map[any]int{}
	go func() { var k any = one; m[k] = 1 }()
}

func crashKey() {
	m := map[any]int{}
	go func() { var k any = []int{}; m[k] = 1 }() // want `bare-go: `

}

func crashKey2() {
	m := map[any]int{}
	go func() { // want `bare-go: `
		var k any = 1
		if one > 0 {
			k = []int{}
		}
		m[k] = 1
	}()
}

func okTwice() {
	var a any = one
	go func() { defer func() { recover() }(); sink = a.(string) }()
}

// What a go statement hands over itself is no answer to what its function does with other lists. Numbers are judged.
func started(n int) {
	go div(1, 2)
	go mod64(7, 3)
	go div(1, n)                        // want `bare-go: .*\(a / b can panic\)$`
	go mod64(7, 0)                      // want `bare-go: .*\(a % int64\(n\) can panic\)$`
	go firstOf(1, 2)                    // want `bare-go: .*\(xs\[0\] can panic\)$`
	go atPoint(&startPoint{}, []int{1}) // want `bare-go: .*\(xs\[0\] can panic\)$`
}

type startPoint struct{ n int }

// Of several, the element is what a reader would look at.
func atPoint(p *startPoint, xs []int) int { return p.n + xs[0] }

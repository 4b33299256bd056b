package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
)

// What calls return, and what is asked of callers.

var resultZero, resultOne = arg(), arg() + 1

type resultStore struct {
	m    map[string]int
	p    *int
	list []int
}
type resultBare struct{ m map[string]int }

func resultNewBare() *resultBare { return &resultBare{} }
func resultNewMaybe(n int) *resultStore {
	if n == 0 {
		return &resultStore{}
	}
	return &resultStore{m: map[string]int{}}
}
func resultNewS() *resultStore { return &resultStore{m: map[string]int{}} }
func resultNewS2() (*resultStore, error) {
	s := resultNewS()
	s.list = append(s.list, 1)
	return s, nil
}
func resultNewBad(n int) (*resultStore, error) {
	if n == 0 {
		return nil, nil
	}
	return &resultStore{}, nil
}
func resultOpen(n int) (s *resultStore, err error) {
	if n == 0 {
		err = errors.New("x")
		return
	}
	s = resultNewS()
	return
}
func resultOpenWrap(n int) (*resultStore, error) {
	s, err := resultOpen(n)
	if err != nil {
		return nil, fmt.Errorf("x: %w", err)
	}
	return s, nil
}
func resultOpenWrap2(n int) (*resultStore, error) {
	s, err := resultOpen(n)
	if err != nil {
		return nil, err
	}
	return s, err
}
func resultOpenPass(n int) (*resultStore, error) { return resultOpen(n) }
func resultOpenBad(n int) (s *resultStore, err error) {
	defer func() { recover() }()
	if n == 0 {
		panic(1)
	}
	return resultNewS(), nil
}
func resultOpenNamed(n int) (s *resultStore, err error) {
	defer func() { s = nil }()
	return resultNewS(), nil
}
func resultGet(n int) (*resultStore, bool) {
	if n == 0 {
		return nil, true
	}
	return resultNewS(), true
}
func resultGet2(n int) (*resultStore, bool) {
	if n == 0 {
		return nil, false
	}
	return resultNewS(), true
}

var resultErrGone = errors.New("gone")

func resultGet3(n int) (*resultStore, error) {
	if n == 0 {
		return nil, resultErrGone
	}
	return resultNewS(), nil
}
func resultIndex(xs []int, x int) int {
	for i := range xs {
		if xs[i] == x {
			return i
		}
	}
	return -1
}
func resultIndexBad(xs []int, x int) int {
	for i := range xs {
		if xs[i] == x {
			return i
		}
	}
	return len(xs)
}
func (s *resultStore) put(k string)      { s.m[k]++ }
func (s *resultStore) putTwice(k string) { s.put(k); s.put(k) }
func (s *resultStore) index(x int) int {
	for i, y := range s.list {
		if x == y {
			return i
		}
	}
	return -1
}
func (b *resultBare) put(k string)       { b.m[k]++ }
func resultDiv(a, b int) int             { return a / b }
func resultMod64(a int64, n int) int64   { return a % int64(n) }
func resultMk(n int) func(int) int       { return func(x int) int { return x % n } }
func resultFirstOf(xs ...int) int        { return xs[0] }
func resultAvg(xs ...int) int            { return len(xs) / len(xs) }
func resultLast(s string) byte           { return s[len(s)-1] }
func resultAt[T any](xs []T) T           { return xs[0] }
func resultEq[T comparable](a, b T) bool { return a == b }

type resultCache[K comparable, V any] struct{ m map[K]V }

func resultNewCache[K comparable, V any]() *resultCache[K, V] {
	return &resultCache[K, V]{m: map[K]V{}}
}
func (c *resultCache[K, V]) set(k K, v V) { c.m[k] = v }
func (c *resultCache[K, V]) two(k K, v V) { c.set(k, v); c.set(k, v) }

var resultSink any

// trusted: what other code may assign
func (Cases) ResultCalmNewS() {
	s := resultNewS()
	go func() { s.m["a"] = 1 }()
}

// trusted: what other code may assign
func (Cases) ResultCalmNewSput() {
	s := resultNewS()
	go s.put("a")
}

// trusted: what other code may assign
func (Cases) ResultCalmNewSputl() {
	s := resultNewS()
	go func() { s.put("a") }()
}

// trusted: what other code may assign
func (Cases) ResultCalmNewStwice() {
	s := resultNewS()
	go s.putTwice("a")
}

// trusted: what other code may assign
func (Cases) ResultCalmNewS2() {
	s, err := resultNewS2()
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }()
}

func (Cases) ResultDiesNewMaybe() {
	s := resultNewMaybe(resultZero)
	go func() { s.m["a"] = 1 }()
}

func (Cases) ResultDiesNewMaybeput() {
	s := resultNewMaybe(resultZero)
	go s.put("a")
}

func (Cases) ResultDiesBare() {
	s := resultNewBare()
	go s.put("a")
}

func (Cases) ResultDiesNewBad() {
	s, err := resultNewBad(resultZero)
	if err != nil {
		return
	}
	go func() { s.list = nil }()
}

func (Cases) ResultDiesNewBad1() {
	s, err := resultNewBad(resultOne)
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }()
}

// trusted: what other code may assign
func (Cases) ResultCalmOpen() {
	s, err := resultOpen(resultZero)
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }()
}

// trusted: what other code may assign
func (Cases) ResultCalmOpenwrap() {
	s, err := resultOpenWrap(resultOne)
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }()
}

// trusted: what other code may assign
func (Cases) ResultCalmOpenwrap2() {
	s, err := resultOpenWrap2(resultOne)
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }()
}

// trusted: what other code may assign
func (Cases) ResultCalmOpenpass() {
	s, err := resultOpenPass(resultOne)
	if err == nil {
		go func() { s.m["a"] = 1 }()
	}
}

func (Cases) ResultDiesOpenpass() {
	s, err := resultOpenPass(resultZero)
	if err != nil {
		go func() { s.m["a"] = 1 }()
	}
}

func (Cases) ResultDiesOpenother() {
	s, err := resultOpen(resultZero)
	_, err = resultOpen(resultOne)
	if err != nil {
		return
	}
	go func() { s.m["a"] = 1 }()
}

func (Cases) ResultDiesOpens() {
	s, err := resultOpen(resultOne)
	if err != nil {
		return
	}
	s, err = resultOpen(resultZero)
	go func() { s.m["a"] = 1 }()
}

func (Cases) ResultDiesOpenbad() {
	s, err := resultOpenBad(resultZero)
	if err != nil {
		return
	}
	go func() { s.list = nil }()
}

func (Cases) ResultDiesOpennamed() {
	s, err := resultOpenNamed(resultZero)
	if err != nil {
		return
	}
	go func() { s.list = nil }()
}

func (Cases) ResultDiesOpenno() {
	s, _ := resultOpen(resultZero)
	go func() { s.list = nil }()
}

func (Cases) ResultDiesGet() {
	s, ok := resultGet(resultZero)
	if ok {
		go func() { s.list = nil }()
	}
}

// trusted: what other code may assign
func (Cases) ResultCalmGet2() {
	s, ok := resultGet2(resultOne)
	if ok {
		go func() { s.m["a"]++ }()
	}
}

// trusted: what other code may assign
func (Cases) ResultCalmGet2not() {
	go func() {
		s, ok := resultGet2(resultOne)
		if !ok {
			return
		}
		s.m["a"]++
	}()
}

func (Cases) ResultDiesGet2not() {
	go func() {
		s, ok := resultGet2(resultZero)
		if ok {
			return
		}
		s.m["a"]++
	}()
}

// trusted: what other code may assign
func (Cases) ResultCalmGet3() {
	go func() {
		s, err := resultGet3(resultZero)
		switch {
		case err != nil:
			return
		}
		s.m["a"]++
	}()
}

// trusted: what other code may assign
func (Cases) ResultCalmGet3if() {
	go func() {
		if s, err := resultGet3(resultZero); err == nil {
			s.m["a"]++
		}
	}()
}

func (Cases) ResultDiesGet3() {
	go func() {
		if s, err := resultGet3(resultZero); err != nil {
			s.m["a"]++
		}
	}()
}

func (Cases) ResultCalmIndex() {
	xs := []int{1}
	go func() {
		if i := resultIndex(xs, 5); i >= 0 {
			xs[i]++
		}
	}()
}

func (Cases) ResultDiesIndex() {
	xs := []int{1}
	go func() { xs[resultIndex(xs, 5)]++ }()
}

func (Cases) ResultDiesIndex2() {
	xs, ys := []int{1}, []int{}
	go func() {
		if i := resultIndex(xs, 1); i >= 0 {
			ys[i]++
		}
	}()
}

func (Cases) ResultDiesIndexbad() {
	xs := []int{1}
	go func() {
		if i := resultIndexBad(xs, 5); i >= 0 {
			xs[i]++
		}
	}()
}

func (Cases) ResultCalmIndexto() {
	xs := []int{1}
	go func() { resultSink = xs[:resultIndexBad(xs, 5)] }()
}

// trusted: what other code may assign
func (Cases) ResultCalmSindex() {
	s := &resultStore{list: []int{1}}
	go func() {
		if i := s.index(5); i != -1 {
			s.list[i]++
		}
	}()
}

func (Cases) ResultDiesSindex() {
	s := &resultStore{list: []int{1}}
	go func() {
		i := s.index(1)
		s.list = nil
		if i >= 0 {
			s.list[i]++
		}
	}()
}

func (Cases) ResultCalmDiv() {
	go func() { resultDiv(1, 2) }()
}

func (Cases) ResultCalmDivz() {
	go func() {
		n := resultZero
		if n != 0 {
			resultDiv(1, n)
		}
	}()
}

func (Cases) ResultDiesDiv() {
	go resultDiv(1, resultZero)
}

func (Cases) ResultCalmMod64() {
	go func() { resultMod64(7, 3) }()
}

func (Cases) ResultDiesMod64() {
	go resultMod64(7, resultZero)
}

func (Cases) ResultCalmFirst() {
	go func() { resultFirstOf(1, 2) }()
}

func (Cases) ResultDiesFirst() {
	go resultFirstOf()
}

func (Cases) ResultDiesFirst2() {
	var xs []int
	go resultFirstOf(xs...)
}

func (Cases) ResultCalmAvg() {
	go func() { resultSink = resultAvg(1) }()
}

func (Cases) ResultCalmLast() {
	go func() { resultSink = resultLast("abc") }()
}

func (Cases) ResultDiesLast() {
	go func() { resultSink = resultLast(os.Args[0][:resultZero]) }()
}

func (Cases) ResultCalmAt() {
	go func() { resultSink = resultAt([]string{"a"}) }()
}

func (Cases) ResultDiesAt() {
	go func() { resultSink = resultAt([]string{}) }()
}

func (Cases) ResultCalmEq() {
	go resultEq(resultZero, resultOne)
}

func (Cases) ResultCalmEqs() {
	go resultEq(strconv.Itoa(1), "")
}

func (Cases) ResultDiesEq() {
	go resultEq[any]([]int{}, []int{})
}

// trusted: what other code may assign
func (Cases) ResultCalmCache() {
	c := resultNewCache[string, int]()
	go c.set("", 0)
}

// trusted: what other code may assign
func (Cases) ResultCalmCachel() {
	c := resultNewCache[int, int]()
	go func() { c.two(resultZero, 0) }()
}

func (Cases) ResultDiesCache() {
	c := resultNewCache[any, int]()
	go c.set([]int{}, 0)
}

func (Cases) ResultDiesCache0() {
	c := &resultCache[string, int]{}
	go c.set("", 0)
}

func (Cases) ResultCalmAs() {
	var a any = resultOne
	go func() {
		if _, ok := a.(int); ok {
			resultSink = a.(int) + 1
		}
	}()
}

func (Cases) ResultDiesAs() {
	var a any = resultOne
	go func() {
		if _, ok := a.(int); ok {
			resultSink = a.(string)
		}
	}()
}

func (Cases) ResultDiesAsnot() {
	var a any = "x"
	go func() {
		if _, ok := a.(int); !ok {
			resultSink = a.(int)
		}
	}()
}

func (Cases) ResultCalmTs() {
	var a any = resultOne
	go func() {
		switch a.(type) {
		case int:
			resultSink = a.(int)
		}
	}()
}

func (Cases) ResultCalmTs2() {
	var a any = resultOne
	go func() {
		switch x := a.(type) {
		case int, string:
			resultSink = x
		}
		if s, ok := a.(fmt.Stringer); ok {
			resultSink = a.(fmt.Stringer).String
			_ = s
		}
	}()
}

func (Cases) ResultDiesTs() {
	var a any = resultOne
	go func() {
		switch a.(type) {
		case int, string:
			resultSink = a.(string)
		}
	}()
}

func (Cases) ResultDiesTs2() {
	var a any = resultOne
	go func() {
		switch a.(type) {
		case int:
			a = "x"
			resultSink = a.(int)
		}
	}()
}

func (Cases) ResultCalmKey() {
	m := map[any]int{}
	go func() { var k any = resultOne; m[k] = 1 }()
}

func (Cases) ResultDiesKey() {
	m := map[any]int{}
	go func() { var k any = []int{}; m[k] = 1 }()
}

func (Cases) ResultDiesKey2() {
	m := map[any]int{}
	go func() {
		var k any = 1
		if resultOne > 0 {
			k = []int{}
		}
		m[k] = 1
	}()
}

func (Cases) ResultCalmTwice() {
	var a any = resultOne
	go func() { defer func() { recover() }(); resultSink = a.(string) }()
}

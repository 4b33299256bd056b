// Package generics shows generic functions and types as guards, entries and
// wrappers.
package generics

import "generics/lib"

var risky func()

var last any

func rescue[T any](v T) {
	if r := recover(); r != nil {
		last = v
	}
}

func keep[T any](v T) { last = v }

func calm[T any](v T) {
	defer rescue(v)
	risky()
}

func wild[K comparable, V any](m map[K]V, k K) { last = m[k] }

func safely[T any](v T, f func(T)) {
	defer rescue(v)
	f(v)
}

func take[T any](T) {}

func guards() {
	go func() {
		defer rescue(1)
		risky()
	}()
	go func() {
		defer rescue[string]("x")
		risky()
	}()
	go func() {
		f := rescue[int]
		defer f(1)
		risky()
	}()
	go func() {
		defer lib.Rescue("x")
		risky()
	}()
	go func() {
		defer lib.Handler[int]()()
		risky()
	}()
	go func() { // want `bare-go: `
		defer keep(1)
		risky()
	}()
}

func entries(m map[string]int) {
	go calm(1)
	go calm[string]("x")
	go wild(m, "k")
	go wild[string, int](m, "k")
	go wild(map[any]int{}, any(m)) // want `bare-go: .*a panic in wild ends`
	go take[func()](nil)
	go safely(1, func(int) { risky() })
	go safely[int](1, func(int) { risky() })
	go lib.Do(1, func(int) { risky() })
	go lib.Do[int](1, func(int) { risky() })
}

type box[T any] struct{ v T }

func (b *box[T]) rescue() { last = recover() }

func (b *box[T]) calm() {
	defer b.rescue()
	risky()
}

func (b *box[T]) wild() { risky() }

type pair[K comparable, V any] struct {
	box[K]
	m map[K]V
}

func methods(b *box[int], p *pair[string, int]) {
	clear(p.m) // p is not nil
	go func() {
		defer b.rescue()
		risky()
	}()
	go func() {
		defer p.rescue()
		risky()
	}()
	go func() {
		defer (*box[int]).rescue(b)
		risky()
	}()
	go b.calm()
	go p.calm()
	go (*box[int]).calm(b)
	go b.wild() // want `bare-go: .*\(\*box\[.*\]\)\.wild ends`
	go p.wild() // want `bare-go: .*\(\*box\[.*\]\)\.wild ends`
}

// Inside generic code.
type rescuer interface{ rescue() }

func inside[T rescuer, F func()](v T, f F, g func(T)) {
	go func() { // a method of a type parameter is not known
		defer v.rescue()
		risky()
	}()
	go v.rescue() // want `bare-go: `
	go f()        // want `bare-go: `
	go g(v)       // want `bare-go: `
	go func() {
		defer rescue(v)
		g(v)
	}()
}

// A parameter whose type is a type parameter with a function for its core type: the
// analyzer crashed on it.
func callIt[F ~func()](f F) { f() }

type runner[F ~func()] struct{}

func (runner[F]) add(f F) { f() }

func eachIn[F ~func(int) bool](yield F) { _ = yield(1) }

func coreTypes(b runner[func()]) {
	go callIt(guarded)
	go callIt(func() { panic(1) }) // want `bare-go: `
	go b.add(guarded)
	go eachIn(func(int) bool { panic(1) }) // want `bare-go: `
}

func guarded() { defer func() { recover() }() }

// delete and m[k] = v are alike: with a key of a type parameter, the caller's type counts.

type table[K comparable] struct{ m map[K]bool }

func (t *table[K]) drop(k K) { delete(t.m, k) }

func (t *table[K]) put(k K) { t.m[k] = true }

func drops() {
	a, b := &table[string]{m: map[string]bool{}}, &table[any]{m: map[any]bool{}}
	go a.drop("a")
	go a.put("a")
	go b.drop([]int{}) // want `bare-go: .*delete\(t\.m, k\) can panic`
	go b.put([]int{})  // want `bare-go: .*t\.m\[k\] = true can panic`
}

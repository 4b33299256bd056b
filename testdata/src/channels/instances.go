package channels

import (
	"sync"
	"sync/atomic"
)

// A field that each value of its type sets stays so where that type is handed to what is generic, if that
// holds and makes no more than pointers to one.

type held struct {
	quit chan bool
	once sync.Once
}

func newHeld() *held  { h := &held{quit: make(chan bool)}; current.Store(h); same(h); return h }
func (h *held) stop() { h.once.Do(func() { close(h.quit) }) }

var (
	current atomic.Pointer[held]
	all     pair[held, *held]
)

type pointer[T any] struct{ p *T }

type pair[K, V any] struct {
	k pointer[K]
	v V
}

func (p *pair[K, V]) key() *K { return p.k.p }

func same[T any](p *T) *T { return pass(p) }

func pass[T any](p *T) *T { return p }

func stopHeld() {
	go newHeld().stop()
	h := newHeld()
	go h.stop()
}

type inValue struct {
	quit chan bool
	once sync.Once
}

func newInValue() *inValue { return &inValue{quit: make(chan bool)} }

func (h *inValue) stop() { h.once.Do(func() { close(h.quit) }) }

type whole[T any] struct{ v T }

var _ pointer[inValue]

var inWhole whole[inValue]

type byMethod struct {
	quit chan bool
	once sync.Once
}

func newByMethod() *byMethod { return &byMethod{quit: make(chan bool)} }

func (h *byMethod) stop() { h.once.Do(func() { close(h.quit) }) }

type maker[T any] struct{ p *T }

func (m *maker[E]) get() *E {
	if m.p == nil {
		m.p = new(E)
	}
	return m.p
}

var made maker[byMethod]

type byFunc struct {
	quit chan bool
	once sync.Once
}

func newByFunc() *byFunc { h := &byFunc{quit: make(chan bool)}; return other(h) }

func (h *byFunc) stop() { h.once.Do(func() { close(h.quit) }) }

func other[T any](p *T) *T { return zero(p) }

func zero[T any](*T) *T { return new(T) }

func stopMade() {
	go newInValue().stop()       // want `bare-go: .*\(close\(h\.quit\) can panic\)`
	go newByMethod().stop()      // want `bare-go: .*\(close\(h\.quit\) can panic\)`
	go newByFunc().stop()        // want `bare-go: .*\(close\(h\.quit\) can panic\)`
	_, _ = inWhole.v, made.get() // the values without a channel
}

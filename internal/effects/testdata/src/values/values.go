// Package values has functions that leave errors, flags and counts for others.
package values

import (
	"sync"
	"sync/atomic"
)

type box struct {
	mu     sync.Mutex
	err    error
	busy   atomic.Bool
	paused atomic.Bool
	state  atomic.Value
	phase  int
	active int64
	n      int
	plain  bool
	open   bool
	flight map[string]bool
	errs   []error
	res    result
	list   []result
}

type result struct {
	n   int
	err error
}

func load() (int, error)

// effects: fails(0.err) unless load() panics
func (b *box) fails() { b.n, b.err = load() }

// nil is no error.
//
// effects:
func (b *box) clears() { b.err = nil }

// effects: fails(0[].err) unless list[i] panics
func element(list []result, i int) { list[i].n, list[i].err = load() }

// effects: fails(0.res) unless load() panics
func (b *box) whole() {
	n, err := load()
	b.res = result{n, err}
}

// effects:
func local() {
	_, err := load()
	_ = err
}

func (b *box) start() {
	b.busy.Store(true)
	go b.ends()
}

// effects: flags(0.busy) unless load() panics
func (b *box) ends() {
	load()
	b.busy.Store(false)
}

// effects: flags(0.busy) [always, again]
func (b *box) endsDeferred() {
	defer b.busy.Store(false)
	load()
}

func (b *box) enter() {
	atomic.AddInt64(&b.active, 1)
	go b.leave()
}

// effects: flags(0.active) unless load() panics [counts]
func (b *box) leave() {
	load()
	atomic.AddInt64(&b.active, -1)
}

func (b *box) add(k string) {
	b.flight[k] = true
	go b.remove(k)
}

// effects: flags(0.flight) unless load() panics
func (b *box) remove(k string) {
	load()
	delete(b.flight, k)
}

// What it has set itself it takes back itself.
//
// effects: flags(0.busy) unless load() panics
func (b *box) tries() {
	if !b.busy.CompareAndSwap(false, true) {
		return
	}
	load()
	b.busy.Store(false)
}

// effects: fails(0.errs) unless load() panics
func (b *box) appends() {
	_, err := load()
	b.errs = append(b.errs, err)
}

// Nobody sets it, nobody waits for it.
//
// effects:
func (b *box) nobody() {
	load()
	b.plain = false
}

// effects: flags(0.open) unless load() panics [raise]
func (b *box) opens() {
	load()
	b.open = true
}

func (b *box) waits() {
	for !b.open {
	}
}

// What is set by a method is set by its argument.
//
// effects: flags(0.phase) unless b.enterPhase(1) panics [raise, looped, again]
func (b *box) setters() {
	b.enterPhase(1)
	load()
	b.enterPhase(2)
}

// effects:
func (b *box) enterPhase(n int) {
	b.phase = n
}

func (b *box) waitsForPhase() {
	for b.phase != 2 {
	}
}

// effects: flags(0.paused) unless load() panics
func (b *box) pauses() {
	b.setPaused(true)
	load()
	b.setPaused(false)
}

func (b *box) setPaused(on bool) { b.paused.Store(on) }

// effects: flags(0.state) unless load() panics [raise, again]
func (b *box) publishes() {
	load()
	b.state.Store("running")
}

func (b *box) waitsForState() {
	for b.state.Load() != "running" {
	}
}

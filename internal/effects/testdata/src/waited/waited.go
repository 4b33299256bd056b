// Package waited has flags and counters, of which some are waited for.
package waited

import (
	"sync"
	"sync/atomic"
	"time"
)

var bad bool

func f() {
	if bad {
		panic("f")
	}
}

type queue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	n     int
	ready bool
	limit int
	size  int
	open  atomic.Bool
}

// It waits until something is there.
func (q *queue) wait() {
	for q.n == 0 || !q.ready {
		q.cond.Wait()
	}
	for q.size >= q.limit {
		time.Sleep(time.Millisecond)
	}
	for q.open.Load() {
		time.Sleep(time.Millisecond)
	}
}

// effects: flags(0.n) unless f() panics [raise, counts, again], flags(0.ready) unless f() panics [raise, again]
func (q *queue) put() {
	f()
	q.n++
	q.ready = true
	f()
}

// Nobody waits for it to be empty, or not ready.
//
// effects:
func (q *queue) take() {
	f()
	q.n--
	q.ready = false
}

// effects: flags(0.size) unless f() panics [counts], flags(0.limit) unless f() panics [raise, counts], flags(0.open) unless f() panics
func (q *queue) shrink() {
	f()
	q.size--
	q.limit++
	q.open.Store(false)
}

// effects:
func (q *queue) grow() {
	f()
	q.size++
	q.limit--
	q.open.Store(true)
}

// A queue of another type, with fields of the same names: this loop waits for nobody.
type stack struct {
	n    int
	size int
	list []int
}

func (s *stack) clear() {
	for s.n > 0 {
		f()
		s.n--
	}
}

// effects:
func (s *stack) pop() {
	f()
	s.n--
	s.size--
}

// A loop polls these fields.
type options struct {
	whole bool
	from  struct{ key [4]int }
}

func (o *options) await() {
	for !o.whole {
		f()
	}
	for o.from.key[0] == 0 {
		f()
	}
}

// What is set in a copy is seen by nobody.
//
// effects:
func (o options) ofAll() *options {
	f()
	o.whole = true
	o.from.key[0] = 1
	return nil
}

// effects: flags(0.whole) unless f() panics [raise]
func (o *options) set() {
	f()
	o.whole = true
}

// Nor is it a copy where a literal waits for it.
//
// effects: flags(0.whole) unless f() panics [raise]
func (o options) watched() {
	launch(func() {
		for !o.whole {
		}
	})
	f()
	o.whole = true
}

func launch(f func()) { go f() }

// A byte of a text that is written is no flag that is given back, as in what generators write for protocol buffers; an
// element of another list is.
//
// effects:
func write(text []byte) {
	text[0] = 1
	f()
	text[0] = 0
}

// effects: flags(0[]) unless f() panics
func mark(marks []bool) {
	marks[0] = true
	f()
	marks[0] = false
}

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

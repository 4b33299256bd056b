// Package halves has functions that give a signal however they end, and leave a result before it.
package halves

import "sync"

type task struct {
	in, out, unread int
	err             error
	done            chan struct{}
	wg              sync.WaitGroup
}

func wait(t *task) int { <-t.done; return t.out }

func join(t *task) int { t.wg.Wait(); return t.out }

// effects: closes(0.done) [always, again], calls(1) [again], halves(0.out) unless f(t.in) panics
func closes(t *task, f func(int) int) {
	defer close(t.done)
	t.out = f(t.in)
}

// effects: closes(1.done) [always, again, in closes], calls(0) [again, in closes], halves(1.out) unless f(t.in) panics [again, in closes]
func calls(f func(int) int, t *task) { closes(t, f) }

// effects: closes(0.done) [always, again], calls(1) [again]
func complete(t *task, f func(int)) {
	defer close(t.done)
	t.out = 1
	f(t.in)
}

// effects: closes(0.done) [always, again], calls(1) [again]
func unread(t *task, f func(int) int) {
	defer close(t.done)
	t.unread = f(t.in)
}

// effects: done(0.wg) [always, again], calls(1) [again], halves(0.out) unless f(t.in) panics
func counts(t *task, f func(int) int) {
	defer t.wg.Done()
	t.out = f(t.in)
}

// effects: fails(0.err) [always, again], closes(0.done) [always, again], calls(1) [again]
func fails(t *task, f func(int) int, err error) {
	t.err = err
	defer close(t.done)
	t.out = f(t.in)
	t.err = nil
}

// effects: closes(0.done) [always, again], calls(1) [again]
func rescued(t *task, f func(int) int) {
	defer close(t.done)
	defer func() { _ = recover() }()
	t.out = f(t.in)
}

// effects: closes(0.done) [always, again], calls(1) [again], halves(0.out) unless f(t.in) panics
func rethrown(t *task, f func(int) int) {
	defer close(t.done)
	defer func() {
		if p := recover(); p != nil {
			panic(p)
		}
	}()
	t.out = f(t.in)
}

// What it has made itself is its own.
//
// effects: calls(0) [again, in closes]
func own(f func(int) int) int {
	t := &task{done: make(chan struct{})}
	closes(t, f)
	return t.out
}

type queue struct {
	in   chan *task
	last *task
}

func (q *queue) pop() *task  { return <-q.in }
func (q *queue) peek() *task { return q.last }

// It is what a call has waited for.
//
// effects: receives(0.in) [always, again, in (*queue).pop], calls(1) [again, in closes], halves(local halves.task.out) unless f(t.in) panics [again, in closes]
func (q *queue) popped(f func(int) int) {
	t := q.pop()
	closes(t, f)
}

// It was there before. A value that is found and passed on by its address was taken for what came in:
// https://github.com/dgraph-io/badger, (*Txn).Get.
//
// effects: closes(local halves.task.done) unless q.peek() panics [again], calls(1) unless q.peek() panics [again]
func (q *queue) peeked(f func(int) int) {
	t := q.peek()
	closes(t, f)
}

// Package signals has functions that tell others that something has ended.
package signals

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
)

type job struct {
	wg   sync.WaitGroup
	done chan struct{}
	ack  chan int
	cb   func()
	work func()
	c    io.WriteCloser
	r    io.Closer
	buf  chan struct{}
	busy atomic.Bool
	n    int
	sem  chan bool
}

// effects: calls(1) [again], done(0.wg) unless f() panics
func (j *job) trailing(f func()) {
	f()
	j.wg.Done()
}

// effects: done(0.wg) [always, again], calls(1) [again]
func (j *job) deferred(f func()) {
	defer j.wg.Done()
	f()
}

// effects: calls(1) [again], done(0.wg) unless f() panics
func (j *job) late(f func()) {
	f()
	defer j.wg.Done()
}

// Add is no signal.
//
// effects:
func (j *job) adds() { j.wg.Add(1) }

// effects: done(0.wg) [always]
func (j *job) finish() { j.wg.Done() }

// effects: calls(1) [again], done(0.wg) unless f() panics
func (j *job) finishes(f func()) {
	f()
	j.finish()
}

// effects: done(0.wg) [always, again, in (*job).finish], calls(1) [again]
func (j *job) defersFinish(f func()) {
	defer j.finish()
	f()
}

// effects: calls(1) [again], closes(0.done) unless f() panics [again]
func (j *job) closes(f func()) {
	f()
	close(j.done)
}

// effects: calls(1) [again], closes(0.done) unless f() panics [again]
func (j *job) maybe(f func() bool) {
	if f() {
		close(j.done)
	}
}

// A channel of its own is nobody else's.
//
// effects: calls(0) [again]
func own(f func()) {
	ch := make(chan int)
	f()
	close(ch)
}

// effects: calls(1) [again], sends(0.ack) unless f() panics
func (j *job) sends(f func() int) { j.ack <- f() }

// effects: calls(1) [again], sends(0.ack) unless f() panics [lossy]
func (j *job) lossy(f func() int) {
	n := f()
	select {
	case j.ack <- n:
	default:
	}
}

// What comes in while it runs is owed from then on.
//
// effects: receives(0) [always, again], calls(1) [again], sends(local signals.job.ack) unless f() panics
func serve(in chan *job, f func()) {
	r := <-in
	f()
	r.ack <- 1
}

// effects: calls(1) [again], receives(0) unless f() panics
func beforehand(in chan *job, f func()) {
	f()
	r := <-in
	r.ack <- 1
}

// effects: calls(1) [again], calls(0.cb) unless f() panics [again]
func (j *job) calls(f func()) {
	f()
	j.cb()
}

// effects: calls(1) [again]
func (j *job) works(f func()) {
	f()
	j.work()
}

// effects: calls(0) [again], calls(1) unless f() panics [again]
func handle(f, done func()) {
	f()
	done()
}

// effects: calls(1) [again, in handle], done(0.wg) unless f() panics [again, in handle]
func handsDone(j *job, f func()) { handle(f, j.wg.Done) }

// effects: calls(1) [again, in handle], closes(0.done) unless f() panics [again, in handle]
func handsLiteral(j *job, f func()) { handle(f, func() { close(j.done) }) }

// effects: calls(1) [again], releases(0.c) unless f() panics [again]
func (j *job) releases(f func()) {
	f()
	j.c.Close()
}

// effects: releases(0.c) [always, again], calls(1) [again]
func (j *job) defersRelease(f func()) {
	defer j.c.Close()
	f()
}

// Nobody reads what was written to it: that it is closed tells nobody.
//
// effects: calls(1) [again]
func (j *job) closesReader(f func()) {
	f()
	j.r.Close()
}

// effects: calls(1) [again], done(0.wg) unless f() panics
func (j *job) negative(f func()) {
	f()
	j.wg.Add(-1)
}

// effects: calls(1) [again], cancels(0) unless f() panics
func cancels(cancel context.CancelFunc, f func()) {
	f()
	cancel()
}

// effects: calls(1) [again]
func ownContext(ctx context.Context, f func()) {
	_, cancel := context.WithCancel(ctx)
	f()
	cancel()
}

// effects: sends(0.sem) [always, again], calls(1) [again], receives(0.sem) unless f() panics
func (j *job) slot(f func()) {
	j.sem <- true
	f()
	<-j.sem
}

// effects: sends(0.sem) [always, again], receives(0.sem) [always, again], calls(1) [again]
func (j *job) slotDeferred(f func()) {
	j.sem <- true
	defer func() { <-j.sem }()
	f()
}

// effects: calls(1) [again], wakes(0) unless f() panics
func wakes(c *sync.Cond, f func()) {
	f()
	c.Broadcast()
}

// A goroutine's effects are its own.
//
// effects:
func (j *job) spawns() {
	go func() { close(j.done) }()
}

// effects: closes(0.done) unless close(j.done) panics [looped, again], calls(1) unless close(j.done) panics [again]
func twice(j *job, f func()) {
	close(j.done)
	f()
	close(j.done)
}

// effects: calls(1) [looped, again], closes(0.done) unless f() panics [looped, again]
func recursive(j *job, f func(), n int) {
	if n > 0 {
		recursive(j, f, n-1)
		return
	}
	f()
	close(j.done)
}

// What comes behind a branch that panics is what its panic skips.
//
// effects: closes(0.done) unless panic("bad") panics [again]
func checks(j *job, bad bool) {
	if bad {
		panic("bad")
	}
	close(j.done)
}

// effects: closes(0.done) unless reject(n) panics [again]
func checksByCall(j *job, n int) {
	if n < 0 {
		reject(n)
	}
	close(j.done)
}

func reject(n int) { panic(n) }

// effects: closes(1.done) [again]
func once(o *sync.Once, j *job) {
	o.Do(func() { close(j.done) })
}

type ender interface{ end() }

func (j *job) end() { close(j.done) }

// effects: calls(1) [again], closes(0.done) unless f() panics [again]
func byInterface(e ender, f func()) {
	f()
	e.end()
}

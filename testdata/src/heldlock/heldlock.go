// Package heldlock is about lock regions that stand in the way of a fix.
package heldlock

import (
	"context"
	"sync"
	"time"

	"example.com/supervised"
)

type box struct {
	mu sync.Mutex
	m  map[string]*int
}

// A goroutine comes to it.
func (b *box) spawned(k string) {
	b.mu.Lock() // want `^held-lock: b\.mu would stay locked after a contained panic: \*b\.m\[k\] can panic before it is unlocked$`
	*b.m[k]++
	b.mu.Unlock()
}

func spawn(b *box) {
	go b.spawned("k") // want `bare-go: .*; no fix: b\.mu is to be unlocked in a defer first \(heldlock\.go:19\)$`
	go func() {       // want `bare-go: .*; no fix: b\.mu is to be unlocked in a defer first \(heldlock\.go:27\)$`
		b.mu.Lock() // want `held-lock`
		*b.m["k"]++
		b.mu.Unlock()
	}()
}

// So does one that is supervised.
func (b *box) supervised(k string) {
	b.mu.Lock() // want `held-lock`
	*b.m[k]++
	b.mu.Unlock()
}

func supervise(ctx context.Context, b *box) {
	go supervised.RunWithRecover(ctx, "k", func(context.Context) { b.supervised("k") }, supervised.CrashIn((*box).supervised))
}

// A Shelf is used by other packages, whose goroutines may come to it.
type Shelf struct{ box }

// Take takes one.
func (s *Shelf) Take(k string) {
	s.mu.Lock() // want `held-lock`
	*s.m[k]--
	s.mu.Unlock()
}

// No goroutine that is known of comes to this one.
func (b *box) unused(k string) {
	b.mu.Lock()
	*b.m[k]++
	b.mu.Unlock()
}

// This goroutine cannot die of it.
func contained(b *box) {
	go func() {
		defer func() { _ = recover() }()
		b.quiet("k")
	}()
}

func (b *box) quiet(k string) {
	b.mu.Lock()
	*b.m[k]++
	b.mu.Unlock()
}

// It has different ways out, of which one calls something that is not to be under the lock.
func (b *box) odd(k string) int {
	b.mu.Lock() // want `held-lock: .*; no fix: it has ways out that a function of its own would not have$`
	if *b.m[k] > 3 {
		b.mu.Unlock()
		return b.size()
	}
	if *b.m[k] > 2 {
		b.mu.Unlock()
		return 2
	}
	b.mu.Unlock()
	return b.size()
}

// Each way out has its own result.
func (b *box) own(k string) int {
	b.mu.Lock() // want `held-lock: b\.mu would stay locked after a contained panic: \*b\.m\[k\] can panic before it is unlocked$`
	if *b.m[k] > 3 {
		b.mu.Unlock()
		return 3
	}
	if *b.m[k] > 2 {
		b.mu.Unlock()
		return 2
	}
	b.mu.Unlock()
	return b.size()
}

// What is done on the only other way out is not under the lock.
func (b *box) tail(k string) {
	b.mu.Lock() // want `held-lock: b\.mu would stay locked after a contained panic: \*b\.m\[k\] can panic before it is unlocked$`
	if *b.m[k] > 3 {
		b.mu.Unlock()
		b.size()
		return
	}
	b.mu.Unlock()
	b.size()
}

// What a literal unlocks that locks it first is its own.
func (b *box) later(k string) {
	b.mu.Lock() // want `held-lock: b\.mu would stay locked after a contained panic: \*b\.m\[k\] can panic before it is unlocked$`
	if *b.m[k] > 3 {
		b.mu.Unlock()
		return
	}
	time.AfterFunc(time.Hour, func() {
		b.mu.Lock()
		clear(b.m)
		b.mu.Unlock()
	})
	b.mu.Unlock()
}

func (b *box) size() int { return len(*new([]int)) + 100/len(b.m) }

func spawnOdd(b *box) {
	go func() { // want `bare-go: .*; no fix: b\.mu is to be unlocked in a defer first \(heldlock\.go:\d+\)$`
		b.size()
		b.odd("k")
		b.own("k")
		b.tail("k")
		b.later("k")
	}()
}

// Whoever knows better says so, and the goroutine does not wait for it.
func (b *box) known(k string) {
	//unsupervisedgo:ignore a panic here must end the process
	b.mu.Lock()
	*b.m[k]++
	b.mu.Unlock()
}

func spawnKnown(b *box) {
	go func() { // want `bare-go: .*; the fix keeps the crash in \(\*box\)\.known: after a contained panic b\.mu would stay locked: unlock it in a defer in \(\*box\)\.known \(heldlock\.go:\d+\)$`
		b.size()
		b.known("k")
	}()
}

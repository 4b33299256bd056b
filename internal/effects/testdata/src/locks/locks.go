// Package locks has functions that take and release locks.
package locks

import "sync"

type box struct {
	mu sync.Mutex
	rw sync.RWMutex
	m  map[string]int
	n  int
	l  sync.Locker
	sub
}

type sub struct{ inner sync.Mutex }

// effects: holds(b.mu)
func (b *box) region() {
	b.mu.Lock()
	b.m["k"] = 1
	b.mu.Unlock()
}

// A deferred unlock leaves nothing locked.
//
// effects:
func (b *box) deferred() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.m["k"] = 1
}

// effects:
func (b *box) inLiteral() {
	b.mu.Lock()
	defer func() { b.mu.Unlock() }()
	b.m["k"] = 1
}

// The defer comes too late.
//
// effects: holds(b.mu), calls(1) unless f() panics [looped, again]
func (b *box) late(f func()) {
	b.mu.Lock()
	f()
	defer b.mu.Unlock()
	f()
}

// Nothing in it can panic.
//
// effects:
func (b *box) calm() {
	b.mu.Lock()
	b.n++
	b.mu.Unlock()
	b.m["k"] = 1
}

// effects: acquires(b.mu)
func (b *box) take() { b.mu.Lock() }

// effects: unlocks(b.mu)
func (b *box) give() { b.mu.Unlock() }

// effects: holds(b.mu)
func (b *box) wrapped() {
	b.take()
	b.m["k"] = 1
	b.give()
}

// effects:
func (b *box) wrappedDeferred() {
	b.take()
	defer b.give()
	b.m["k"] = 1
}

// effects: acquires(b.mu)
func (b *box) taken() func() {
	b.mu.Lock()
	return b.mu.Unlock
}

// effects: holds(b.mu)
func (b *box) returned() {
	free := b.taken()
	b.m["k"] = 1
	free()
}

// effects: holds(b.rw)
func (b *box) read() {
	b.rw.RLock()
	b.m["k"] = 1
	b.rw.RUnlock()
}

// Unlock does not free what RLock has taken.
//
// effects: holds(b.rw), acquires(b.rw), unlocks(b.rw)
func (b *box) mixed() {
	b.rw.RLock()
	b.m["k"] = 1
	b.rw.Unlock()
}

// effects: holds(b.mu)
func (b *box) try() {
	if b.mu.TryLock() {
		b.m["k"] = 1
		b.mu.Unlock()
	}
}

// Not taken is not held.
//
// effects:
func (b *box) tryElse() {
	if b.mu.TryLock() {
		b.mu.Unlock()
	} else {
		b.m["k"] = 1
	}
}

// effects: holds(b.mu)
func (b *box) tryOrReturn() {
	if !b.mu.TryLock() {
		b.m["k"] = 1
		return
	}
	b.m["k"] = 1
	b.mu.Unlock()
}

// effects: holds(b.mu)
func (b *box) conditional(safe bool) {
	if safe {
		b.mu.Lock()
	}
	b.m["k"] = 1
	if safe {
		b.mu.Unlock()
	}
}

// Where the same condition says that it is not taken, it is not held.
//
// effects:
func (b *box) conditionalElse(unsafe bool) {
	if !unsafe {
		b.mu.Lock()
	}
	if unsafe {
		b.m["k"] = 1
	} else {
		b.mu.Unlock()
	}
}

// effects: holds(b.mu)
func (b *box) conditionalReturn(safe bool) {
	if safe {
		b.mu.Lock()
	}
	b.m["k"] = 1
	if !safe {
		return
	}
	b.mu.Unlock()
}

// By then it may say something else.
//
// effects: holds(b.mu), acquires(b.mu)
func (b *box) conditionalChanged(safe bool) {
	if safe {
		b.mu.Lock()
	}
	safe = b.n > 0
	b.m["k"] = 1
	if safe {
		b.mu.Unlock()
	}
}

// effects: holds(b.mu), calls(1) [again]
func (b *box) exits(f func() bool) {
	b.mu.Lock()
	if b.n == 0 {
		b.mu.Unlock()
		return
	}
	f()
	b.mu.Unlock()
}

// effects: holds(b.l)
func (b *box) interfaces() {
	b.l.Lock()
	b.m["k"] = 1
	b.l.Unlock()
}

// effects: holds(b.inner)
func (b *box) promoted() {
	b.inner.Lock()
	b.m["k"] = 1
	b.inner.Unlock()
}

// What is deferred is followed.
//
// effects: holds(b.mu)
func (b *box) deferredRegion() {
	defer b.region()
}

// effects: holds(b.mu)
func called(b *box) { b.region() }

// A lock of its own is nobody else's.
//
// effects: calls(0) [again]
func own(f func()) {
	var mu sync.Mutex
	mu.Lock()
	f()
	mu.Unlock()
}

// effects: holds(mu), calls(1) [again]
func argument(mu *sync.Mutex, f func()) {
	mu.Lock()
	f()
	mu.Unlock()
}

// effects: holds(mu), calls(1) [again, in argument]
func handed(b *box, f func()) { argument(&b.mu, f) }

// effects: acquires(b.mu), calls(1) [again]
func inBetween(b *box, f func()) {
	b.mu.Unlock()
	f()
	b.mu.Lock()
}

// effects: holds(b.mu)
func literal(b *box) {
	func() {
		b.mu.Lock()
		b.m["k"] = 1
		b.mu.Unlock()
	}()
}

// effects: calls(1) [again]
func handOver(b *box, f func()) {
	b.mu.Lock()
	go func() {
		defer b.mu.Unlock()
		f()
	}()
	f()
}

func recovering(f func()) { defer func() { recover() }(); f() }

// The goroutine runs what it is handed.
//
// effects: calls(1) [again]
func handOverInside(b *box, f func()) {
	b.mu.Lock()
	go recovering(func() {
		defer b.mu.Unlock()
		f()
	})
	f()
}

// effects: calls(1) [again]
func handOverLaunched(b *box, f func(), wg *sync.WaitGroup) {
	b.mu.Lock()
	wg.Go(func() {
		defer b.mu.Unlock()
		f()
	})
	f()
}

// Who only hands on what does not unlock holds it.
//
// effects: holds(b.mu), acquires(b.mu), calls(1) [again]
func handsOver(b *box, f func()) {
	b.mu.Lock()
	go recovering(f)
	f()
}

// What a call returns together with a lock gives that back.
//
// effects: acquires(b.mu)
func (b *box) lent() (int, func()) {
	b.mu.Lock()
	return 1, func() { b.mu.Unlock() }
}

func run(f func()) {
	if f != nil {
		f()
	}
}

// effects: calls(1) [again]
func returned(b *box, f func()) {
	_, unlock := b.lent()
	defer run(unlock)
	f()
}

// effects: holds(b.mu), calls(1) [again]
func returnedLate(b *box, f func()) {
	_, unlock := b.lent()
	f()
	unlock()
}

// Package heldlock is about lock regions that stand in the way of a fix.
package heldlock

import (
	"context"
	"errors"
	"strings"
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
	go b.spawned("k") // want `bare-go: .*; no fix: b\.mu is to be unlocked in a defer first \(heldlock\.go:21\)$`
	go func() {       // want `bare-go: .*; no fix: b\.mu is to be unlocked in a defer first \(heldlock\.go:29\)$`
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

// A shelf is told apart from others under its lock.
type shelf struct {
	mu sync.Mutex
	m  map[string]*int
}

type fullError struct{ of *shelf }

func (e *fullError) Error() string { return "full" } // want Error:"contains"

func (e *fullError) Is(error) bool { // want Is:"contains"
	e.of.mu.Lock()
	defer e.of.mu.Unlock()
	return len(e.of.m) > 3
}

// What is returned behind the unlock would be found under the lock, and wait for it for ever.
func (s *shelf) same(k string, err, other error) bool {
	s.mu.Lock() // want `held-lock: .*; no fix: it has ways out that a function of its own would not have$`
	if *s.m[k] > 3 {
		s.mu.Unlock()
		return errors.Is(err, other)
	}
	if *s.m[k] > 2 {
		s.mu.Unlock()
		return false
	}
	s.mu.Unlock()
	return true
}

func (s *shelf) mapped(k string) string {
	s.mu.Lock() // want `held-lock: .*; no fix: it has ways out that a function of its own would not have$`
	if *s.m[k] > 3 {
		s.mu.Unlock()
		return strings.Map(func(r rune) rune { s.check(k, r); return r }, k)
	}
	if *s.m[k] > 2 {
		s.mu.Unlock()
		return ""
	}
	s.mu.Unlock()
	return k
}

func (s *shelf) check(k string, r rune) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.m[k] = int(r)
}

// What calls a function that takes no lock, or is of basic types, comes back to none.
func (s *shelf) plain(k string) string {
	s.mu.Lock() // want `held-lock: s\.mu would stay locked after a contained panic: \*s\.m\[k\] can panic before it is unlocked$`
	if *s.m[k] > 3 {
		s.mu.Unlock()
		return strings.Map(func(r rune) rune { return r + 1 }, k)
	}
	if *s.m[k] > 2 {
		s.mu.Unlock()
		return strings.ToUpper(k)
	}
	s.mu.Unlock()
	return k
}

// Each reason why there is no fix.
func (s *shelf) trying(k string) {
	if !s.mu.TryLock() { // want `held-lock: .*; no fix: no statement beside the lock unlocks it$`
		return
	}
	*s.m[k]++
	s.mu.Unlock()
}

func (s *shelf) leave(k string) {
	s.mu.Lock() // want `held-lock: .*; no fix: no statement beside the lock unlocks it$`
	*s.m[k]++
	s.left()
}

func (s *shelf) left() { s.mu.Unlock() }

func (s *shelf) deferring(k string) {
	s.mu.Lock() // want `held-lock: .*; no fix: what it defers is for the end of the whole function$`
	*s.m[k]++
	defer println("end")
	s.mu.Unlock()
	println("behind")
}

func (s *shelf) constant(k string) {
	s.mu.Lock() // want `held-lock: .*; no fix: what it defines is used behind it, and cannot be declared in front of it$`
	*s.m[k]++
	const step = 3
	s.mu.Unlock()
	println(step)
}

func (s *shelf) moving(k string, other *shelf) {
	s.mu.Lock() // want `held-lock: .*; no fix: what is locked may be another one where it is unlocked$`
	*s.m[k]++
	if other != nil {
		s = other
	}
	s.mu.Unlock()
}

func spawnShelf(s *shelf) {
	go func() { // want `bare-go: .*; no fix: s\.mu is to be unlocked in a defer first`
		println(s.mapped("k"), s.plain("k"), s.same("k", &fullError{s}, context.Canceled))
		s.trying("k")
		s.leave("k")
		s.deferring("k")
		s.constant("k")
		s.moving("k", s)
	}()
}

// What a callee gives back on ways that are not seen is no region of its caller, which never unlocks it.
func (s *shelf) maybe(k string) {
	s.mu.Lock() // want `held-lock: .*; no fix: no statement beside the lock unlocks it$`
	locked := true
	if *s.m[k] > 3 {
		s.mu.Unlock()
		locked = false
	}
	*s.m[k]++
	if locked {
		s.mu.Unlock()
	}
}

func spawnMaybe(s *shelf) {
	go func() { // want `bare-go: .*; no fix: after a contained panic s\.mu would stay locked`
		s.maybe("k")
	}()
}

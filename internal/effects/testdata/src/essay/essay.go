// Package essay has the pictures of the package comment of effects.
package essay

import (
	"log/slog"
	"sync"
)

type box struct {
	mu    sync.Mutex
	wg    sync.WaitGroup
	m     map[string]int
	ready chan struct{}
	once  sync.Once
}

// effects: holds(b.mu), done(0.wg) unless b.m[k]++ panics
func (b *box) put(k string) {
	b.mu.Lock()
	b.m[k]++
	b.mu.Unlock()
	b.wg.Done()
}

type job struct {
	wg sync.WaitGroup
	n  int
}

// effects: sends(1) unless 100 / j.n panics, done(0.wg) unless 100 / j.n panics
func finish(j *job, out chan<- int) {
	out <- 100 / j.n
	j.wg.Done()
}

type request struct {
	key   int
	reply chan int
}

type server struct {
	job  job
	out  chan int
	in   chan int
	reqs chan request
	quit chan struct{}
	wg   sync.WaitGroup
	log  *slog.Logger
}

// effects: sends(0.out) unless 100 / j.n panics [again, in finish], done(0.job.wg) unless 100 / j.n panics [again, in finish]
func (s *server) end() { finish(&s.job, s.out) }

// effects: calls(1) [again], receives(0.reqs) unless f() panics [again], sends(local essay.request.reply) unless 100 / r.key panics
func (s *server) answer(f func()) {
	f()
	r := <-s.reqs
	r.reply <- 100 / r.key
}

// effects: calls(1) [again]
func (b *box) tries(f func()) {
	if !b.mu.TryLock() {
		return
	}
	defer b.mu.Unlock()
	f()
}

// effects: holds(b.mu), calls(1) [again]
func (b *box) triesInVain(f func()) {
	if b.mu.TryLock() {
		f()
		b.mu.Unlock()
	}
}

// effects:
func (b *box) handsOver(f func()) {
	b.mu.Lock()
	go func() {
		f()
		b.mu.Unlock()
	}()
}

// effects: calls(1) [again], closes(0.ready) unless f() panics [again]
func (b *box) open(f func()) {
	f()
	b.once.Do(func() { close(b.ready) })
}

func (b *box) lock() func() {
	b.mu.Lock()
	return func() { b.mu.Unlock() }
}

// effects: calls(1) [again]
func (b *box) locked(f func()) {
	unlock := b.lock()
	defer unlock()
	f()
}

func (s *server) do(n int) { println(100 / n) }

// effects: service, receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again, lossy], done(0.wg) unless s.do(n) panics [inside, looped], drains(0.in)
// stops: s.quit
func (s *server) loop() {
	for {
		select {
		case n := <-s.in:
			s.do(n)
			s.wg.Done()
		case <-s.quit:
			return
		}
	}
}

func (s *server) fetch(n int) (int, bool) { return 100 / n, n > 0 }

// It ends by itself.
//
// effects:
func (s *server) pages() {
	n := 0
	for {
		if _, more := s.fetch(n); !more {
			return
		}
		n++
	}
}

// effects: done(1) [always, looped]
func even(n int, wg *sync.WaitGroup) {
	if n == 0 {
		wg.Done()
		return
	}
	odd(n-1, wg)
}

// effects: done(1) [always, looped, in even]
func odd(n int, wg *sync.WaitGroup) { even(n-1, wg) }

// effects: done(0.wg) [always]
func (s *server) logs() {
	s.log.Info("end")
	s.wg.Done()
}

// effects: done(0) [always]
func reassigned(wg, other *sync.WaitGroup) {
	wg = other
	wg.Done()
}

// The branch of the defer is forgotten where the branches meet.
//
// effects: calls(2) [again]
func (b *box) branch(slow bool, f func()) {
	if slow {
		b.mu.Lock()
		defer b.mu.Unlock()
	}
	f()
}

// Package group is a launcher in another module, after errgroup.
package group

import "sync"

// A Group waits for goroutines and keeps their first error.
type Group struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
}

// Go runs f on a new goroutine.
func (g *Group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() { g.err = err })
		}
	}()
}

// Wait waits for all goroutines and returns the first error.
func (g *Group) Wait() error {
	g.wg.Wait()
	return g.err
}

// Start runs f on a new goroutine, with n.
func Start(n int, f func(n int)) { go f(n) }

// Sum runs f on a new goroutine and drops what it returns.
func Sum(f func() int) { go f() }

// Each runs f on a new goroutine, with a state that only this package can name.
func Each(f func(*state)) { go f(new(state)) }

type state struct{ n int }

// Print can be handed to Each.
func Print(s *state) { println(100 / s.n) }

// Log runs f on a new goroutine, as a logger.
func Log(f func(format string, args ...any)) { go f("%d", 1) }

// A Worker is what Serve starts.
type Worker interface{ Work() }

// Serve starts a worker.
func Serve(w Worker) { go w.Work() }

// With returns an option that keeps functions, which Run starts.
func With(fs ...func()) func(*Options) {
	return func(o *Options) { o.fs = append(o.fs, fs...) }
}

// Options are what With sets.
type Options struct{ fs []func() }

// Run starts what the options hold.
func (o *Options) Run() {
	for _, f := range o.fs {
		go f()
	}
}

// Both starts two functions.
func Both(f, g func()) {
	go f()
	go g()
}

// Package wrappers shows goroutines without a recover of their own: they are
// fine if everything that can panic happens inside calls that contain panics.
package wrappers

import (
	"context"
	"safego"

	"example.com/supervised"
)

var risky func()

var failures int

type conf struct{ name string }

func rescue() { _ = recover() }

// safely contains the panics of what it is handed.
func safely(f func()) {
	defer rescue()
	f()
}

func forward(f func()) { safely(f) }

func viaLiteral(f func()) { safely(func() { f() }) }

func viaVariable(f func()) {
	g := f
	safely(g)
}

func viaImmediate(f func()) {
	func() {
		defer rescue()
		f()
	}()
}

func eachTime(n int, f func()) {
	for range n {
		safely(f)
	}
}

func both(f, g func()) {
	defer rescue()
	f()
	g()
}

// onlyFirst contains the panics of f, not those of g.
func onlyFirst(f, g func()) {
	safely(f)
	g()
}

func ignores(f func()) {}

func tooLate(f func()) {
	f()
	defer rescue()
}

func inGoroutine(f func()) {
	defer rescue()
	go f() // want `bare-go: .*a panic in f ends`
}

var kept func()

func keeps(f func()) {
	defer rescue()
	kept = f
}

func returns(f func()) func() {
	defer rescue()
	return f
}

func sends(ch chan func(), f func()) {
	defer rescue()
	ch <- f
}

func calm() {
	defer rescue()
	risky()
}

func wild() { risky() }

func direct(list []func()) {
	go safely(risky)
	go safely(func() { risky() })
	go safely(wild)
	go safely(list[0])
	go forward(risky)
	go viaLiteral(risky)
	go viaVariable(risky)
	go viaImmediate(risky)
	go eachTime(3, risky)
	go both(risky, wild)
	go onlyFirst(risky, calm)
	go ignores(risky)
	go onlyFirst(risky, wild) // want `bare-go: .*a panic in onlyFirst ends`
	go tooLate(risky)         // want `late-recover: .*f\(\) can panic before it`
}

// The goroutine is a literal around such calls.
func literals(n int, list []func(), done chan struct{}) {
	go func() {
		safely(risky)
	}()
	go func() {
		safely(func() {
			risky()
			wild()
		})
		calm()
	}()
	go func() {
		for {
			safely(risky)
		}
	}()
	go func() {
		for i := 0; i < n; i++ {
			if i > 3 {
				calm()
				continue
			}
			select {
			case <-done:
				return
			default:
				safely(risky)
			}
		}
	}()
	go func() {
		func() {
			defer rescue()
			risky()
		}()
	}()
	go func() {
		for range n {
			func() {
				defer rescue()
				risky()
			}()
		}
	}()
	go func() {
		f := func() {
			defer rescue()
			risky()
		}
		f()
	}()
	go func(f func()) {
		safely(f)
	}(risky)
}

// One step outside of them is enough.
func outside(list []func(), m map[string]int) {
	go func() { // want `bare-go: .*the function literal ends the process \(risky\(\) can panic\)`
		safely(risky)
		risky()
	}()
	go func() { // want `bare-go: .*\(list\[0\] can panic\)`
		safely(list[0])
	}()
	go func() { // want `bare-go: .*\(factory\(\) can panic: in factory, table\[0\] can panic\)`
		safely(factory())
	}()
	go func() { // want `bare-go: `
		m["x"]++
		calm()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		for cond() {
			calm()
		}
		risky()
	}()
	go func() { // want `bare-go: `
		func() {
			risky()
			defer rescue()
		}()
	}()
	go func() { // want `bare-go: `
		onlyFirst(risky, func() { risky() })
	}()
}

func factory() func() { return table[0] }

var table []func()

func cond() bool { return failures > 0 }

// In another package, by facts.
func facts(ctx context.Context, c *conf) {
	println(c.name) // c is not nil
	go safego.Safely(risky)
	go safego.Forward(wild)
	go safego.Wrap(risky)()
	go safego.OnlyFirst(risky, wild) // want `bare-go: .*a panic in safego\.OnlyFirst ends`
	go safego.OnlyFirst(risky, calm)
	go supervised.RunWithRecover(ctx, "wild", func(context.Context) { risky() })
	go func() {
		supervised.RunWithRecover(ctx, c.name, func(context.Context) { risky() })
	}()
	go func() {
		supervised.RunWithRecover(context.Background(), "background", func(context.Context) { risky() }, supervised.NoRestart())
	}()
	go func(n int) {
		for i := 0; i < n; i++ {
			supervised.RunWithRecover(ctx, "loop", func(context.Context) { risky() })
		}
	}(3)
}

// Methods that contain what they are handed.
type pool struct{ failures int }

func (p *pool) safely(f func()) {
	defer rescue()
	f()
}

func (p *pool) run(f func()) { p.safely(f) }

func (p *pool) onlyFirst(f, g func()) {
	p.safely(f)
	g()
}

type subPool struct{ pool }

func methods(p *pool, s *subPool) {
	go p.safely(risky)
	go p.run(risky)
	go s.safely(risky)
	go func() {
		p.safely(risky)
	}()
	do := p.safely
	go do(risky)
	go (*pool).safely(p, risky)
	go (*pool).onlyFirst(p, risky, calm)
	go (*pool).onlyFirst(p, calm, risky) // want `bare-go: .*a panic in \(\*pool\)\.onlyFirst ends`
}

// A parameter that is never called is not supervised, and vouches for nothing.
func neverCalls(s string, after func()) { println(s[0]) }

func vacuous() {
	go neverCalls("", nil) // want `bare-go: .*a panic in neverCalls ends the process \(s\[0\] can panic\)`
}

// What a supervising call is handed is read from whoever started the goroutine, as
// a fixed program reads the channel that stops it. Beside the call that is not trusted:
// somebody who supervises a part of the goroutine has not vouched for the rest.
type loop struct {
	stop     chan struct{}
	failures int
}

func operands(ctx context.Context, broken bool) {
	l := &loop{stop: make(chan struct{})}
	if broken {
		l = nil
	}
	started := l
	go func() {
		supervised.RunWithRecover(ctx, "loop", calmly, supervised.Until(started.stop))
	}()
	go func() { // want `bare-go: .*\(started\.failures panics if started is nil\)`
		safely(func() {})
		started.failures++
	}()
	go func() { // want `bare-go: .*\(started\.failures panics if started is nil\)`
		started.failures++
		safely(func() {})
	}()
}

func calmly(context.Context) {}

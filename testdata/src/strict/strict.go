// Package strict shows what only -strict reports: where nothing is trusted
// beyond the language, where a guard cannot be seen, and where the process is
// ended on purpose.
package strict

import (
	"context"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"example.com/supervised"
)

var risky func()

type server struct {
	wg     sync.WaitGroup
	mu     sync.Mutex
	n      atomic.Int64
	cancel context.CancelFunc
	quit   chan struct{}
}

func trusted(ctx context.Context, s *server, n *int64, cancel context.CancelFunc, t *time.Timer) {
	go s.wg.Wait() // want `bare-go: .*a panic in \(\*sync\.WaitGroup\)\.Wait ends`
	go func() {    // want `bare-go: .*\(s\.wg\.Wait\(\) can panic\)`
		s.wg.Wait()
	}()
	go func() { // want `bare-go: .*\(s\.mu\.Unlock\(\) can panic\)`
		s.mu.Unlock()
	}()
	go func() { // want `bare-go: `
		s.n.Add(1)
	}()
	go func() { // want `bare-go: `
		cancel()
	}()
	go func() { // want `bare-go: `
		t.Stop()
	}()
	go func() { // s has been dereferenced by then
		<-s.quit
	}()
	go func() { // want `bare-go: `
		<-ctx.Done()
	}()
	go func() { // want `bare-go: `
		defer s.wg.Done()
	}()
}

func channels(wg *sync.WaitGroup) <-chan int {
	out, done := make(chan int), make(chan int)
	go func() { // want `bare-go: .*\(out <- 1 can panic\)`
		out <- 1
	}()
	go func() { // want `bare-go: .*\(close\(done\) can panic\)`
		close(done)
	}()
	return out
}

// What the language rules out stays silent.
func language(n int, ch <-chan int, m map[string]int) {
	go func() {
		n := n + 1
		n /= 2
		ok := n > 3
		println(n, ok)
	}()
	go func() { <-ch }()
	go func() {
		for range ch {
		}
	}()
	go println("x")
	go func() { delete(m, "k") }()
	go func() {
		defer func() { _ = recover() }()
		risky()
	}()
}

// A guard that cannot be seen.
type rescuer interface{ recoverHere() }

func unknown(r rescuer, onPanic func()) {
	go func() { // want `bare-go: goroutine is not known to be supervised: what the function literal defers cannot be seen to recover`
		defer r.recoverHere()
		risky()
	}()
	go func() { // want `bare-go: goroutine is not known to be supervised`
		defer onPanic()
		risky()
	}()
	go guarded(onPanic) // want `bare-go: goroutine is not known to be supervised: what guarded defers`
}

func guarded(onPanic func()) {
	defer onPanic()
	risky()
}

// A crash on purpose.
func crash() {
	go func() { // want `deliberate-crash: the function literal catches its panics and ends the process on purpose`
		defer func() {
			if r := recover(); r != nil {
				panic(r)
			}
		}()
		risky()
	}()
	go func() { // want `deliberate-crash: `
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			dies()
		}()
		risky()
	}()
	go guardedByDeath()    // want `deliberate-crash: guardedByDeath catches its panics and ends the process on purpose`
	go deathBeforeRescue() // want `deliberate-crash: `
}

func dies() {
	println("on purpose")
	os.Exit(1)
}

func guardedByDeath() {
	defer dies()
	risky()
}

// What is deferred first runs last, when the recover is spent.
func deathBeforeRescue() {
	defer dies()
	defer func() { _ = recover() }()
	risky()
}

// A cancel function that may not be set, and one that is.
func cancels(ctx context.Context, cancel context.CancelFunc) {
	go func() { // want `late-recover: recover is deferred too late: cancel\(\), deferred before it, runs after it`
		defer cancel()
		defer func() { _ = recover() }()
		risky()
	}()
	ctx, stop := context.WithCancel(ctx)
	go func() {
		defer stop()
		defer func() { _ = recover() }()
		risky()
	}()
	go func() {
		defer cancel()
		supervised.RunWithRecover(ctx, "work", func(context.Context) { risky() })
	}()
}

// What a guard calls behind its recover is anybody's code, too.
func hooks(hook func(any), log interface{ Log(any) }, panics chan any) {
	go func() { // want `ineffective-recover: .*panics <- r can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				panics <- r
			}
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: .*hook\(r\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				hook(r)
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Log(r)
			}
		}()
		risky()
	}()
}

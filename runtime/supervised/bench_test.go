//go:build go1.24

package supervised_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// What this package may cost is a matter of ratios and differences. These
// benchmarks measure both sides in turn, in one process, and take the least of
// each, because a busy machine only ever adds. Turns are short, so that some are
// not disturbed:
//
//	go test -run '^$' -bench . ./runtime/supervised
//
// Bars, from B1 to B6 of the project's notes, are in the comments. No test fails
// on a time.

// least returns the shortest time that each of the functions took for an
// operation. A call of one does n of them.
func least(b *testing.B, n int, fs ...func(n int)) []float64 {
	best := make([]float64, len(fs))
	for i := range best {
		best[i] = math.Inf(1)
	}
	for b.Loop() {
		for i, f := range fs {
			start := time.Now()
			f(n)
			best[i] = min(best[i], float64(time.Since(start))/float64(n))
		}
	}
	b.ReportMetric(0, "ns/op") // that of a round means nothing
	return best
}

var (
	base    = time.Now()
	elapsed time.Duration
	worked  int
)

//go:noinline
func work(context.Context) { worked++ }

// parallel runs f on as many goroutines as there are processors, n operations on
// each.
func parallel(n int, f func(proc, n int)) {
	var wg sync.WaitGroup
	for proc := range runtime.GOMAXPROCS(0) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f(proc, n)
		}()
	}
	wg.Wait()
}

func heartbeats(name string, n int) {
	for range n {
		supervised.Heartbeat(name)
	}
}

// B1: a heartbeat of a known name takes at most 1.6 times time.Since and
// allocates nothing. B2: with a name for each processor, at most 1.2 times what
// it takes alone, as far as that many processors can read the clock at once.
func BenchmarkHeartbeat(b *testing.B) {
	supervised.ForgetNames(b)
	names := make([]string, 100)
	for i := range names {
		names[i] = fmt.Sprint("subsystem-", i)
		supervised.Heartbeat(names[i])
	}
	t := least(b, 10_000,
		func(n int) {
			for range n {
				elapsed = time.Since(base)
			}
		},
		func(n int) { heartbeats("subsystem-7", n) },
		func(n int) {
			parallel(n, func(_, n int) {
				for range n {
					_ = time.Since(base)
				}
			})
		},
		func(n int) { parallel(n, func(proc, n int) { heartbeats(names[proc], n) }) },
		func(n int) { parallel(n, func(_, n int) { heartbeats("subsystem-7", n) }) },
	)
	b.ReportMetric(t[0], "ns-since")
	b.ReportMetric(t[1], "ns-beat")
	b.ReportMetric(t[1]/t[0], "beat/since")
	b.ReportMetric(t[3]/t[1], "parallel/beat")
	b.ReportMetric(t[3]/t[2], "parallel-beat/since")
	b.ReportMetric(t[4]/t[1], "parallel-same-name/beat")
	b.ReportMetric(testing.AllocsPerRun(1000, func() { supervised.Heartbeat("subsystem-7") }), "allocs")
}

// B3: a run that does not panic takes at most 25 ns more than a call and
// allocates nothing.
func BenchmarkRun(b *testing.B) {
	ctx := context.Background()
	direct, task := work, func(context.Context) error { worked++; return nil }
	t := least(b, 10_000,
		func(n int) {
			for range n {
				direct(ctx)
			}
		},
		func(n int) {
			for range n {
				supervised.RunWithRecover(ctx, "benchmark", direct)
			}
		},
		func(n int) {
			for range n {
				supervised.RunWithRecover(ctx, "benchmark", direct, supervised.NoRestart())
			}
		},
		func(n int) {
			for range n {
				_ = supervised.Call(ctx, "benchmark", task)
			}
		},
	)
	b.ReportMetric(t[1]-t[0], "ns-more")
	b.ReportMetric(t[2]-t[0], "ns-more-NoRestart")
	b.ReportMetric(t[3]-t[0], "ns-more-Call")
	b.ReportMetric(testing.AllocsPerRun(1000, func() {
		supervised.RunWithRecover(ctx, "benchmark", direct)
		supervised.RunWithRecover(ctx, "benchmark", direct, supervised.NoRestart())
		_ = supervised.Call(ctx, "benchmark", task)
	}), "allocs")
}

// B3: to start a supervised goroutine takes at most 5 % longer than to start a
// bare one, and allocates the same.
func BenchmarkGo(b *testing.B) {
	ctx := context.Background()
	var wg sync.WaitGroup
	done := func(context.Context) { wg.Done() }
	bare := func(n int) {
		for range n {
			wg.Add(1)
			go done(ctx)
			wg.Wait()
		}
	}
	run := func(n int) {
		for range n {
			wg.Add(1)
			go supervised.RunWithRecover(ctx, "benchmark", done)
			wg.Wait()
		}
	}
	t := least(b, 1000, bare, run)
	b.ReportMetric(t[0], "ns-bare")
	b.ReportMetric(t[1], "ns-supervised")
	b.ReportMetric(t[1]/t[0], "supervised/bare")
	allocs := func(f func(int)) float64 { return testing.AllocsPerRun(1000, func() { f(1) }) }
	b.ReportMetric(allocs(run)-allocs(bare), "allocs-more")
}

// B4: from a panic to where the next run is planned takes at most 20 µs, the
// stack included. What a handler makes of the record comes on top: a TextHandler
// escapes the stack.
func BenchmarkPanic(b *testing.B) {
	ctx := context.Background()
	boom := func(context.Context) { panic("boom") }
	to := func(h slog.Handler) func(n int) {
		logger := supervised.Logger(slog.New(h))
		return func(n int) {
			for range n {
				supervised.RunWithRecover(ctx, "benchmark", boom, supervised.NoRestart(), logger)
			}
		}
	}
	t := least(b, 100, to(discard{}), to(slog.NewTextHandler(io.Discard, nil)))
	b.ReportMetric(t[0]/1000, "µs-panic")
	b.ReportMetric(t[1]/1000, "µs-panic-TextHandler")
}

// B5: readers never block a heartbeat, and IsHealthy of healthy names allocates
// nothing.
func BenchmarkRead(b *testing.B) {
	supervised.ForgetNames(b)
	names := make([]string, 100)
	for i := range names {
		names[i] = fmt.Sprint("subsystem-", i)
		supervised.Heartbeat(names[i])
	}
	beside := func(read func()) func(n int) {
		return func(n int) {
			var stop atomic.Bool
			done := make(chan struct{})
			go func() {
				defer close(done)
				for !stop.Load() {
					read()
				}
			}()
			heartbeats("subsystem-7", n)
			stop.Store(true)
			<-done
		}
	}
	idle := beside(func() {}) // another processor at work slows a clock down, too
	busy := beside(func() { supervised.Snapshot(); supervised.IsHealthy(names, time.Hour) })
	t := least(b, 10_000,
		func(n int) {
			for range n {
				supervised.IsHealthy(names[:10], time.Hour)
			}
		},
		func(n int) {
			for range n / 100 {
				supervised.Snapshot()
			}
		},
		idle, busy,
	)
	b.ReportMetric(t[0], "ns-IsHealthy(10)")
	b.ReportMetric(t[1]*100/1000, "µs-Snapshot(100)")
	b.ReportMetric(t[3]/t[2], "beat-beside-readers/beat")
	b.ReportMetric(testing.AllocsPerRun(1000, func() { supervised.IsHealthy(names[:10], time.Hour) }), "allocs-IsHealthy")
}

// B6: a name takes at most 128 bytes, besides the key and its place in a map.
func BenchmarkNames(b *testing.B) {
	names := make([]string, supervised.MaxNames)
	for i := range names {
		names[i] = fmt.Sprint("subsystem-", i)
	}
	t := least(b, len(names), func(int) {
		supervised.ForgetNames(b)
		for _, name := range names {
			supervised.Heartbeat(name)
		}
	})
	b.ReportMetric(t[0]/1000, "µs-new-name")
	b.ReportMetric(float64(supervised.CellSize), "B/name")
}

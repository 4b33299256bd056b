//go:build go1.25

package supervised_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// S7: the tests of the hand-made package slept. Here time is that of a bubble,
// and every time is exact.

// starts runs a function that panics after each of the given uptimes and then
// returns, and reports how long after the first start each run began.
func starts(t *testing.T, uptimes []time.Duration, opts ...supervised.Option) (at []time.Duration) {
	t.Helper()
	began := time.Now()
	supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
		at = append(at, time.Since(began))
		if n := len(at) - 1; n < len(uptimes) {
			time.Sleep(uptimes[n])
			panic("boom")
		}
	}, opts...)
	return at
}

const (
	second = time.Second
	day    = 24 * time.Hour
)

func TestBackoff(t *testing.T) {
	ms := time.Millisecond
	tests := []struct {
		name    string
		uptimes []time.Duration
		opts    []supervised.Option
		want    []time.Duration // waits
	}{
		{
			name:    "doubles to 30 s",
			uptimes: make([]time.Duration, 8),
			want:    []time.Duration{1 * second, 2 * second, 4 * second, 8 * second, 16 * second, 30 * second, 30 * second, 30 * second},
		},
		// S1: with a panic a month, the hand-made package waited 1, 2, 4 … 30 s.
		// https://github.com/systemd/systemd/issues/43813
		{
			name:    "starts again after a good month",
			uptimes: []time.Duration{30 * day, 30 * day, 30 * day},
			want:    []time.Duration{second, second, second},
		},
		{
			name:    "60 s are healthy",
			uptimes: []time.Duration{0, 0, 60 * second, 0},
			want:    []time.Duration{1 * second, 2 * second, 1 * second, 2 * second},
		},
		{
			name:    "less is not",
			uptimes: []time.Duration{0, 0, 60*second - 1, 0},
			want:    []time.Duration{1 * second, 2 * second, 4 * second, 8 * second},
		},
		{
			name:    "own bounds",
			uptimes: make([]time.Duration, 4),
			opts:    []supervised.Option{supervised.Backoff(100*ms, 350*ms)},
			want:    []time.Duration{100 * ms, 200 * ms, 350 * ms, 350 * ms},
		},
		{
			name:    "bounds the wrong way round",
			uptimes: make([]time.Duration, 2),
			opts:    []supervised.Option{supervised.Backoff(5*second, second)},
			want:    []time.Duration{5 * second, 5 * second},
		},
		{
			name:    "no hot loop",
			uptimes: make([]time.Duration, 2),
			opts:    []supervised.Option{supervised.Backoff(0, 0), supervised.HealthyAfter(0), supervised.Jitter(-1)},
			want:    []time.Duration{second, second},
		},
		{
			name:    "own healthy period",
			uptimes: []time.Duration{0, 10 * second, 9 * second, 10 * second},
			opts:    []supervised.Option{supervised.HealthyAfter(10 * second)},
			want:    []time.Duration{1 * second, 1 * second, 2 * second, 1 * second},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				isolate(t)
				at := starts(t, tt.uptimes, tt.opts...)
				var waits []time.Duration
				for i, up := range tt.uptimes {
					waits = append(waits, at[i+1]-at[i]-up)
				}
				if !slices.Equal(waits, tt.want) {
					t.Errorf("waits %v, want %v", waits, tt.want)
				}
			})
		})
	}
}

// SetDefaults holds for a panic from now on: the wait that the last one had may
// be out of the new bounds.
func TestBoundsChangeBetweenPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		quiet := supervised.Logger(nowhere)
		t.Cleanup(func() { supervised.SetDefaults() })
		var at []time.Duration
		began := time.Now()
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
			at = append(at, time.Since(began))
			switch len(at) {
			case 1:
				supervised.SetDefaults(quiet)
			case 2:
				supervised.SetDefaults(quiet, supervised.Backoff(10*second, time.Minute), supervised.Jitter(0.5))
			case 3:
				supervised.SetDefaults(quiet, supervised.Backoff(second, 2*second))
			default:
				return
			}
			panic("boom")
		})
		waits := []time.Duration{at[1] - at[0], at[2] - at[1], at[3] - at[2]}
		if waits[0] != second || waits[1] < 10*second || waits[1] > 15*second || waits[2] != 2*second {
			t.Errorf("waits %v, want 1s, one from 10s to 15s, 2s", waits)
		}
	})
}

func TestBackoffIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := isolate(t)
		starts(t, make([]time.Duration, 2))
		for i, r := range logs.all() {
			if got, want := r.attrs["backoff"].Duration(), time.Duration(1<<i)*second; got != want {
				t.Errorf("record %d: backoff %v, want %v", i, got, want)
			}
			if got := r.attrs["attempt"].Int64(); got != int64(i+1) {
				t.Errorf("record %d: attempt %d, want %d", i, got, i+1)
			}
		}
		if n := len(logs.all()); n != 2 {
			t.Errorf("%d records, want 1 a panic", n)
		}
	})
}

// thejerf/suture#58: a cancel was not seen during the wait.
func TestContextEndsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		ctx, cancel := context.WithTimeout(context.Background(), 1500*time.Millisecond)
		defer cancel()
		began, runs := time.Now(), 0
		supervised.RunWithRecover(ctx, t.Name(), func(context.Context) { runs++; panic("boom") })
		if d := time.Since(began); d != 1500*time.Millisecond || runs != 2 {
			t.Errorf("ended after %v and %d runs, want 1.5s and 2", d, runs)
		}
		if s := status(t, t.Name()); s.State != supervised.Done || s.Waiting != 0 || !s.NextStart.IsZero() {
			t.Errorf("status %+v", s)
		}
	})
}

func TestContextDoneDuringPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := isolate(t)
		ctx, cancel := context.WithCancel(context.Background())
		began, runs := time.Now(), 0
		supervised.RunWithRecover(ctx, t.Name(), func(context.Context) { runs++; cancel(); panic("boom") })
		if d := time.Since(began); d != 0 || runs != 1 {
			t.Errorf("ended after %v and %d runs, want 0 and 1", d, runs)
		}
		if r := logs.all(); len(r) != 1 || r[0].attrs["panic"].String() != "boom" || r[0].attrs["no_restart"].String() != "context done" {
			t.Errorf("logged %v, want the panic", r)
		}
	})
}

func TestContextWithCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(2*second, func() { cancel(errors.New("reload")) })
		began, runs := time.Now(), 0
		supervised.RunWithRecover(ctx, t.Name(), func(context.Context) { runs++; panic("boom") })
		if d := time.Since(began); d != 2*second || runs != 2 {
			t.Errorf("ended after %v and %d runs, want 2s and 2", d, runs)
		}
	})
}

// lateContext is done from a moment on, but its channel does not say so in time.
type lateContext struct {
	context.Context
	deadline time.Time
}

func (c lateContext) Done() <-chan struct{} { return nil }

func (c lateContext) Err() error {
	if time.Now().Before(c.deadline) {
		return nil
	}
	return context.Canceled
}

// cenkalti/backoff 7.0.2, and a comment in k8s wait: when the timer and the
// context are both ready, select picks one at random.
func TestContextIsCheckedAfterTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		runs := 0
		supervised.RunWithRecover(lateContext{context.Background(), time.Now().Add(second)}, t.Name(),
			func(context.Context) { runs++; panic("boom") })
		if runs != 1 {
			t.Errorf("%d runs, want none once the context is done", runs)
		}
	})
}

// thejerf/suture#77: an error of someone else's context ended the service.
func TestOtherContextDoesNotEndSupervision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		runs := 0
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
			if runs++; runs == 1 {
				panic(context.Canceled)
			}
		})
		if runs != 2 {
			t.Errorf("%d runs, want 2", runs)
		}
	})
}

// S6: bodies that can't run twice. NoRestart is for them.
func TestNoRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		ch := make(chan int)
		began, runs := time.Now(), 0
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
			runs++
			close(ch)
			panic("boom")
		}, supervised.NoRestart())
		if runs != 1 || time.Since(began) != 0 {
			t.Errorf("%d runs, %v", runs, time.Since(began))
		}
	})
}

func TestRestartAfterPanicNil(t *testing.T) {
	t.Setenv("GODEBUG", "panicnil=1")
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		runs := 0
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
			if runs++; runs < 3 {
				panic(nil)
			}
		})
		if runs != 3 {
			t.Errorf("%d runs, want 3", runs)
		}
	})
}

func TestGoexitAfterRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := isolate(t)
		runs := 0
		on(func() {
			supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
				if runs++; runs == 2 {
					runtime.Goexit()
				}
				panic("boom")
			})
		})
		if r := logs.all(); len(r) != 2 || !strings.Contains(r[1].msg, "Goexit") || r[1].attrs["attempt"].Int64() != 2 {
			t.Errorf("logged %v", r)
		}
		if s := status(t, t.Name()); s.State != supervised.Failed || s.Starts != 2 || s.Restarts != 1 || s.Panics != 1 || s.Goexits != 1 {
			t.Errorf("status %+v", s)
		}
	})
}

// OTP's intensity: at most n restarts in a window, a moving one.
func TestRestartLimit(t *testing.T) {
	tests := []struct {
		name   string
		n      int
		window time.Duration
		up     time.Duration
		runs   int
	}{
		{"too many", 3, time.Minute, 0, 4},
		{"none", 0, time.Minute, 0, 1},
		{"negative is no limit", -1, time.Minute, 0, 10},
		{"in all", 5, 0, time.Hour, 6},
		{"the window moves on", 3, 4 * time.Hour, 2 * time.Hour, 10}, // two in each window: no end
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				isolate(t)
				var calls []string
				runs := 0
				supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
					if runs++; runs == 10 {
						return
					}
					time.Sleep(tt.up)
					panic("boom")
				}, supervised.RestartLimit(tt.n, tt.window, func(err error) {
					calls = append(calls, fmt.Sprint("final ", err.(*supervised.PanicError).Attempt))
				}), supervised.OnPanic(func(p *supervised.PanicError) {
					calls = append(calls, fmt.Sprint("panic ", p.Attempt))
				}))
				if runs != tt.runs {
					t.Errorf("%d runs, want %d", runs, tt.runs)
				}
				state := supervised.Failed
				if runs == 10 {
					state = supervised.Done
				} else if n := len(calls); n != runs+1 || calls[n-1] != fmt.Sprint("final ", runs) {
					t.Errorf("hooks %v, want final once, last", calls)
				}
				if s := status(t, t.Name()); s.State != state {
					t.Errorf("state %v, want %v", s.State, state)
				}
			})
		})
	}
}

func TestFinalHookPanicIsContained(t *testing.T) {
	logs := isolate(t)
	supervised.RunWithRecover(context.Background(), "final", func(context.Context) { panic("boom") },
		supervised.RestartLimit(0, 0, func(error) { explode() }))
	if r := logs.all(); len(r) != 2 || r[1].attrs["hook"].String() != "RestartLimit" {
		t.Errorf("logged %v", r)
	}
	supervised.RunWithRecover(context.Background(), "final", func(context.Context) { panic("boom") }, supervised.RestartLimit(0, 0, nil))
}

// S5: one that finished and one that waits looked like one that is stuck.
func TestStatusOfEachState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		name, began := t.Name(), time.Now()
		check := func(what string, want supervised.Subsystem) {
			t.Helper()
			want.Name, want.Since = name, began
			if got := status(t, name); got != want {
				t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
			}
		}
		supervised.Heartbeat(name)
		check("beats only", supervised.Subsystem{State: supervised.Unsupervised, LastTick: began})

		ctx, cancel := context.WithCancel(context.Background())
		crash := make(chan bool)
		var end sync.WaitGroup
		end.Add(1)
		go func() {
			defer end.Done()
			supervised.RunWithRecover(ctx, name, func(context.Context) {
				if <-crash {
					panic(errors.New("boom"))
				}
			})
		}()
		synctest.Wait()
		check("running", supervised.Subsystem{Kind: supervised.Service, State: supervised.Running, Running: 1, Starts: 1, LastTick: began})

		time.Sleep(time.Hour)
		panicked := time.Now()
		crash <- true
		synctest.Wait()
		check("waiting", supervised.Subsystem{Kind: supervised.Service, State: supervised.Waiting, Waiting: 1, Starts: 1, Panics: 1, FailuresInARow: 1, LastTick: began,
			LastFailure: "boom", LastFailureAt: panicked, NextStart: panicked.Add(second)})

		time.Sleep(second)
		synctest.Wait()
		check("running again", supervised.Subsystem{Kind: supervised.Service, State: supervised.Running, Running: 1, Starts: 2, Restarts: 1, Panics: 1, FailuresInARow: 1, LastTick: began,
			LastFailure: "boom", LastFailureAt: panicked})

		crash <- false
		end.Wait()
		check("done", supervised.Subsystem{Kind: supervised.Service, State: supervised.Done, Starts: 2, Restarts: 1, Panics: 1, LastTick: began,
			LastFailure: "boom", LastFailureAt: panicked})
		cancel()
	})
}

// A log handler that blocks holds up its own goroutine and nothing else.
func TestLogHandlerThatBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		supervised.ForgetNames(t)
		name, disk := t.Name(), make(chan struct{})
		runs := 0
		var end sync.WaitGroup
		end.Add(1)
		go func() {
			defer end.Done()
			supervised.RunWithRecover(context.Background(), name, func(context.Context) {
				if runs++; runs == 1 {
					panic("boom")
				}
			}, supervised.Logger(slog.New(slowHandler{new(recorder), disk})))
		}()
		synctest.Wait()
		supervised.Heartbeat(name)
		supervised.RunWithRecover(context.Background(), name+" another", func(context.Context) {})
		if s := status(t, name); s.State != supervised.Waiting || s.Panics != 1 || s.LastTick.IsZero() {
			t.Errorf("status %+v", s)
		}
		if err := supervised.WriteMetrics(io.Discard); err != nil {
			t.Error(err)
		}
		close(disk)
		end.Wait()
		if runs != 2 {
			t.Errorf("%d runs, want 2", runs)
		}
	})
}

type slowHandler struct {
	*recorder
	ready chan struct{}
}

func (h slowHandler) Handle(context.Context, slog.Record) error { <-h.ready; return nil }

// While a hook runs, the goroutine is on its way to its next run.
func TestStateDuringHook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		starts(t, make([]time.Duration, 2), supervised.OnPanic(func(*supervised.PanicError) {
			if s := status(t, t.Name()); s.State != supervised.Waiting || !s.NextStart.IsZero() {
				t.Errorf("status %+v, want waiting, the time not known yet", s)
			}
			time.Sleep(time.Hour) // must not count as uptime
		}))
	})
}

// Goroutines may share a name: the time at which one will run again is none of
// another's that did so already.
func TestNextStartIsNotPast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		ctx, cancel := context.WithCancel(context.Background())
		boom := func(wait time.Duration) {
			runs := 0
			supervised.RunWithRecover(ctx, t.Name(), func(ctx context.Context) {
				if runs++; runs == 1 {
					panic("boom")
				}
				<-ctx.Done()
			}, supervised.Backoff(wait, wait))
		}
		began := time.Now()
		go boom(time.Hour)
		synctest.Wait()
		go boom(time.Minute)
		synctest.Wait()
		if s := status(t, t.Name()); s.State != supervised.Waiting || s.Waiting != 2 || !s.NextStart.Equal(began.Add(time.Minute)) {
			t.Errorf("status %+v", s)
		}
		time.Sleep(2 * time.Minute)
		if s := status(t, t.Name()); s.Running != 1 || s.Waiting != 1 || !s.NextStart.Equal(began.Add(time.Hour)) {
			t.Errorf("status %+v", s)
		}
		cancel()
	})
}

// S4: subsystems that one outage felled came back in step.
// https://github.com/thejerf/suture/issues/32
func TestJitterSpreadsAStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		const n = 500
		var mu sync.Mutex
		seen := map[time.Duration]int{}
		var wg sync.WaitGroup
		began := time.Now()
		for range n {
			wg.Add(1)
			go func() {
				defer wg.Done()
				runs := 0
				supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
					if runs++; runs == 1 {
						panic("database gone")
					}
					mu.Lock()
					defer mu.Unlock()
					seen[time.Since(began)]++
				}, supervised.Jitter(0.5))
			}()
		}
		wg.Wait()
		for d := range seen {
			if d < second || d > 1500*time.Millisecond {
				t.Errorf("a wait of %v, want from 1s to 1.5s", d)
			}
		}
		if len(seen) < n/2 {
			t.Errorf("%d goroutines came back at only %d different times", n, len(seen))
		}
		if s := status(t, t.Name()); s.Starts != 2*n || s.Panics != n || s.Restarts != n || s.Running+s.Waiting != 0 {
			t.Errorf("status %+v", s)
		}
	})
}

// A threshold is passed by what is older than it, as in the hand-made package.
func TestHeartbeatAges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		name, began := t.Name(), time.Now()
		supervised.Heartbeat(name)
		time.Sleep(2 * time.Minute)
		// The clock of a bubble starts in 2000, before this package did.
		if got := supervised.LastTick(name); !got.Equal(began) {
			t.Errorf("LastTick %v, want %v", got, began)
		}
		if got := supervised.Snapshot()[name]; !got.Equal(began) {
			t.Errorf("Snapshot %v, want %v", got, began)
		}
		if ok, stale := supervised.IsHealthy([]string{name}, 2*time.Minute); !ok {
			t.Errorf("stale at the threshold: %v", stale)
		}
		if ok, stale := supervised.IsHealthy([]string{name}, 2*time.Minute-1); ok || !slices.Equal(stale, []string{name}) {
			t.Errorf("healthy past the threshold: %v", stale)
		}
		supervised.Heartbeat(name)
		if ok, _ := supervised.IsHealthy([]string{name}, 0); !ok {
			t.Error("stale at the moment of a heartbeat")
		}
	})
}

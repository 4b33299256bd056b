//go:build go1.25

package supervised_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// The incident that this package grew out of, once the hand-made repair was in: the
// scheduler beats on every pass, and panics on one tenant's row, again and again,
// for twelve hours. With heartbeats alone, not one of 720 probes noticed.
func TestTheIncident(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := isolate(t)
		ctx, cancel := context.WithCancel(context.Background())
		var badRow atomic.Bool
		badRow.Store(true)
		go supervised.RunWithRecover(ctx, "scheduler", func(ctx context.Context) {
			for ctx.Err() == nil {
				supervised.Heartbeat("scheduler")
				if badRow.Load() {
					panic("index out of range")
				}
				time.Sleep(second)
			}
		})
		healthy := func() bool {
			ok, stale := supervised.IsHealthy([]string{"scheduler"}, 2*time.Minute)
			if up, down := supervised.IsUp([]string{"scheduler"}); up != ok || !slices.Equal(down, stale) {
				t.Errorf("IsHealthy %v, IsUp %v", ok, up)
			}
			return ok
		}
		synctest.Wait()
		for failures := range 12 {
			// Failures come at 0, 1, 3, 7, 15, 31, 61 … s.
			if want := failures+1 < 3; healthy() != want {
				t.Errorf("healthy after %d failures: %v", failures+1, !want)
			}
			time.Sleep(status(t, "scheduler").NextStart.Sub(time.Now()))
			synctest.Wait()
		}
		for range 720 {
			if healthy() {
				t.Fatal("a probe is content in the middle of the incident")
			}
			time.Sleep(time.Minute)
			synctest.Wait() // the start that falls on this instant has failed and been logged
		}
		if s := status(t, "scheduler"); s.Problem != supervised.CrashLoop || s.FailuresInARow < 1000 || len(logs.all()) != int(s.Panics) {
			t.Errorf("status %+v", s)
		}

		// The row is mended. A minute of a healthy run later all is well.
		badRow.Store(false)
		time.Sleep(30 * second) // at most, to the next start
		synctest.Wait()
		if healthy() {
			t.Error("healthy before a healthy run")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if s := status(t, "scheduler"); !healthy() || s.Problem != "" || s.FailuresInARow != 0 {
			t.Errorf("not healthy after a healthy run: %+v", s)
		}
		cancel()
		supervised.Wait(context.Background())
	})
}

// A run is healthy that returned, too, and only failures in a row count.
func TestCrashLoopOfTasks(t *testing.T) {
	isolate(t)
	run := func(fail bool) bool {
		_ = supervised.Call(context.Background(), "import", func(context.Context) error {
			if fail {
				panic("boom")
			}
			return nil
		})
		s := status(t, "import")
		if s.State == supervised.Failed != fail {
			t.Errorf("status %+v", s)
		}
		return s.Problem == ""
	}
	for i, step := range []struct{ fail, healthy bool }{
		{false, true}, {true, false}, {false, true}, {true, false}, {true, false}, {true, false}, {false, true},
	} {
		if run(step.fail) != step.healthy {
			t.Errorf("step %d: healthy %v", i, !step.healthy)
		}
	}
	// While another one runs, the last three count.
	for range 3 {
		run(true)
	}
	_ = supervised.Call(context.Background(), "import", func(context.Context) error {
		if s := status(t, "import"); s.Problem != supervised.CrashLoop || s.Lost != 0 {
			t.Errorf("status %+v", s)
		}
		return nil
	})
}

// A pool of ten of which nine are gone for good looked like one that is well.
func TestPoolThatIsAlmostGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		jobs := make(chan bool)
		ctx, cancel := context.WithCancel(context.Background())
		worker := func() {
			supervised.RunWithRecover(ctx, "worker", func(ctx context.Context) {
				for {
					select {
					case bad := <-jobs:
						if bad {
							panic("boom")
						}
					case <-ctx.Done():
						return
					}
				}
			}, supervised.NoRestart())
		}
		for range 10 {
			go worker()
		}
		synctest.Wait() // one that starts now would take the place of one that is gone
		for range 9 {
			jobs <- true
		}
		synctest.Wait()
		s := status(t, "worker")
		if up, _ := supervised.IsUp([]string{"worker"}); up || s.State != supervised.Running || s.Running != 1 || s.Lost != 9 || s.Problem != supervised.GaveUp || s.Failed != 9 {
			t.Errorf("up %v, status %+v", up, s)
		}
		for range 9 { // somebody replaces them
			go worker()
		}
		synctest.Wait()
		if s := status(t, "worker"); s.Lost != 0 || s.Problem != supervised.CrashLoop {
			t.Errorf("status %+v, want nine failures in a row and nobody lost", s)
		}
		cancel()
		synctest.Wait()
		if s := status(t, "worker"); s.Problem != "" || s.State != supervised.Done {
			t.Errorf("status %+v", s)
		}
	})
}

// Three tasks that failed at once are no news any more once another one did its work.
func TestReturnHealsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		start := make(chan struct{})
		for range 3 {
			go supervised.RunWithRecover(context.Background(), "audit", func(context.Context) { <-start; panic("boom") }, supervised.NoRestart())
		}
		synctest.Wait()
		close(start)
		synctest.Wait()
		if s := status(t, "audit"); s.Lost != 3 || s.Problem == "" {
			t.Errorf("status %+v", s)
		}
		supervised.RunWithRecover(context.Background(), "audit", func(context.Context) {}, supervised.NoRestart())
		if s := status(t, "audit"); s.Lost != 0 || s.Problem != "" {
			t.Errorf("status %+v", s)
		}
	})
}

func TestGaveUpIsUnhealthyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		supervised.RunWithRecover(context.Background(), "sweeper", func(context.Context) {
			supervised.Heartbeat("sweeper")
			panic("boom")
		}, supervised.RestartLimit(0, 0, nil))
		if ok, _ := supervised.IsHealthy([]string{"sweeper"}, time.Hour); ok {
			t.Error("healthy until the heartbeat is old enough")
		}
		if s := status(t, "sweeper"); s.GaveUp != 1 || s.Failed != 1 || s.Problem != supervised.GaveUp {
			t.Errorf("status %+v", s)
		}
	})
}

// One of many goroutines of a name crashes over and over: the others don't hide it,
// and its own good minute heals it.
func TestCrashLoopAmongOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		ctx, cancel := context.WithCancel(context.Background())
		for range 5 {
			go supervised.RunWithRecover(ctx, "shard", func(ctx context.Context) { <-ctx.Done() })
		}
		time.Sleep(time.Hour)
		runs := 0
		go supervised.RunWithRecover(ctx, "shard", func(ctx context.Context) {
			if runs++; runs <= 4 {
				panic("boom")
			}
			<-ctx.Done()
		}, supervised.HealthyAfter(10*second))
		time.Sleep(15*second + 9*second)
		if s := status(t, "shard"); s.Problem != supervised.CrashLoop || s.FailuresInARow != 4 || s.Running != 6 {
			t.Errorf("status %+v", s)
		}
		time.Sleep(second)
		if s := status(t, "shard"); s.Problem != "" {
			t.Errorf("status %+v", s)
		}
		cancel()
	})
}

func TestIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		ctx, cancel := context.WithCancel(context.Background())
		go supervised.RunWithRecover(ctx, "runs", func(ctx context.Context) { <-ctx.Done() })
		go supervised.RunWithRecover(ctx, "waits", func(ctx context.Context) { panic("boom") })
		supervised.RunWithRecover(ctx, "service that is done", func(ctx context.Context) {})
		supervised.RunWithRecover(ctx, "task that is done", func(ctx context.Context) {}, supervised.NoRestart())
		supervised.Heartbeat("beats only")
		synctest.Wait()
		_, down := supervised.IsUp([]string{"nobody", "runs", "waits", "service that is done", "task that is done", "beats only"})
		if want := []string{"nobody", "service that is done", "beats only"}; !slices.Equal(down, want) {
			t.Errorf("down %q, want %q", down, want)
		}
		cancel()
	})
}

// bubbled returns how many goroutines are in the bubble of the test: those of the process come and go.
func bubbled() int {
	all := make([]byte, 1<<20)
	return strings.Count(string(all[:runtime.Stack(all, true)]), ", synctest bubble ")
}

// No goroutine watches: a timer does. What it finds is told once, and healed by the
// next heartbeat.
func TestStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := isolate(t)
		var mu sync.Mutex
		var events []supervised.Event
		stuck := make(chan struct{})
		ctx, cancel := context.WithCancel(context.Background())
		before := bubbled()
		var end sync.WaitGroup
		end.Add(1)
		go func() {
			defer end.Done()
			supervised.RunWithRecover(ctx, "reader", func(ctx context.Context) {
				for range 10 {
					supervised.Beat(ctx)
					time.Sleep(20 * second)
				}
				waitHere(stuck)
				supervised.Beat(ctx)
				<-ctx.Done()
			}, supervised.StaleAfter(30*second), supervised.OnEvent(func(e supervised.Event) {
				mu.Lock()
				defer mu.Unlock()
				events = append(events, e)
			}))
		}()
		time.Sleep(200 * second)
		synctest.Wait()
		if n := bubbled() - before; n != 1 {
			t.Errorf("%d goroutines more, want one", n)
		}
		if up, _ := supervised.IsUp([]string{"reader"}); !up || len(logs.all()) != 0 {
			t.Errorf("up %v, logged %v", up, logs.all())
		}
		time.Sleep(time.Hour)
		s := status(t, "reader")
		if up, _ := supervised.IsUp([]string{"reader"}); up || s.Problem != supervised.Stuck || s.State != supervised.Running || s.StaleAfter != 30*second {
			t.Errorf("status %+v", s)
		}
		r := logs.all()
		if len(r) != 1 || !strings.Contains(r[0].attrs["stack"].String(), "waitHere") || !strings.Contains(r[0].attrs["stack"].String(), "chan receive") ||
			strings.Contains(r[0].attrs["stack"].String(), "stackOf") || r[0].attrs["silent_for"].Duration() != 30*second {
			t.Errorf("logged %v, want one record with the stack of the goroutine", r)
		}
		close(stuck)
		time.Sleep(31 * second)
		cancel()
		end.Wait()
		var kinds []string
		for _, e := range events {
			kinds = append(kinds, string(e.Kind))
		}
		if got := strings.Join(kinds, " "); !strings.HasPrefix(got, "started stuck unstuck") || !strings.HasSuffix(got, "done") || events[1].Wait != 30*second {
			t.Errorf("events %v", events)
		}
		if s := status(t, "reader"); s.Problem != "" {
			t.Errorf("status %+v", s)
		}
		// The deadline was that of this goroutine, not of the name.
		done := make(chan struct{})
		go supervised.RunWithRecover(context.Background(), "reader", func(context.Context) { <-done })
		time.Sleep(time.Hour)
		if s := status(t, "reader"); s.Problem != "" || s.StaleAfter != 0 {
			t.Errorf("status %+v", s)
		}
		close(done)
	})
}

//go:noinline
func waitHere(c chan struct{}) { <-c }

// A start that took longer than the deadline was called stuck, though no pass had begun. The first
// heartbeat of each run has five minutes, or the deadline where that is longer; what hangs in its
// start is still seen.
func TestStart(t *testing.T) {
	const minute = time.Minute
	for name, test := range map[string]struct {
		deadline time.Duration
		start    time.Duration // of each run, until it beats
		pass     time.Duration // the time that its first pass takes
		again    bool          // it panics after that, and starts again
		stuck    []time.Duration
	}{
		"in time":                 {minute, 4 * minute, 30 * second, false, nil},
		"in time again":           {minute, 4 * minute, 30 * second, true, nil},
		"hangs":                   {minute, time.Hour, 0, false, []time.Duration{5 * minute}},
		"hangs again":             {minute, 6 * minute, 0, true, []time.Duration{5 * minute, 5 * minute}},
		"with a long deadline":    {10 * minute, 9 * minute, 0, false, nil},
		"past a long deadline":    {10 * minute, 11 * minute, 0, false, []time.Duration{10 * minute}},
		"a pass has the deadline": {minute, 0, 2 * minute, false, []time.Duration{minute}},
		"after a long start":      {minute, 4 * minute, 2 * minute, false, []time.Duration{minute}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				isolate(t)
				var got []time.Duration
				runs := 0
				supervised.RunWithRecover(context.Background(), "slow", func(ctx context.Context) {
					runs++
					time.Sleep(test.start)
					synctest.Wait() // for the watch
					supervised.Beat(ctx)
					time.Sleep(test.pass)
					synctest.Wait()
					if test.again && runs == 1 {
						panic("boom")
					}
				}, supervised.StaleAfter(test.deadline), supervised.OnEvent(func(e supervised.Event) {
					if e.Kind == supervised.EventStuck {
						got = append(got, e.Wait)
						if s := status(t, "slow"); s.Problem != supervised.Stuck {
							t.Errorf("told so, and the status is %+v", s)
						}
					}
				}))
				if !slices.Equal(got, test.stuck) {
					t.Errorf("stuck after %v, want %v", got, test.stuck)
				}
			})
		})
	}
}

// A goroutine that waits for its next run is not stuck, nor is one that is done.
func TestNotStuckWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := isolate(t)
		runs := 0
		time.AfterFunc(30*time.Minute, func() {
			if s := status(t, "slow"); s.State != supervised.Waiting || s.Problem != "" {
				t.Errorf("in the wait: status %+v", s)
			}
		})
		supervised.RunWithRecover(context.Background(), "slow", func(ctx context.Context) {
			if runs++; runs == 1 {
				panic("boom")
			}
		}, supervised.StaleAfter(second), supervised.Backoff(time.Hour, time.Hour))
		time.Sleep(time.Hour)
		if s := status(t, "slow"); s.Problem != "" || len(logs.all()) != 1 {
			t.Errorf("status %+v, logged %v", s, logs.all())
		}
	})
}

func TestUntil(t *testing.T) {
	type token bool
	type quitChannel chan struct{}
	closed := make(chan struct{})
	var own quitChannel = make(chan struct{})
	values := make(chan token)
	for name, tt := range map[string]struct {
		stop func()
		opt  supervised.Option
	}{
		"closed":       {func() { close(closed) }, supervised.Until(closed)},
		"receive only": {nil, supervised.Until((<-chan struct{})(nil))},
		"own type":     {func() { close(own) }, supervised.Until(own)},
		"token":        {func() { values <- true }, supervised.Until(values)},
	} {
		t.Run(name, func(t *testing.T) {
			isolate(t)
			ctx, cancel := context.WithCancel(context.Background())
			if tt.stop == nil {
				tt.stop = cancel
			}
			defer cancel()
			waiting := make(chan struct{})
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				supervised.RunWithRecover(ctx, t.Name(), func(context.Context) { panic("boom") },
					tt.opt, supervised.Backoff(time.Hour, time.Hour), supervised.OnPanic(func(*supervised.PanicError) { close(waiting) }))
			}()
			<-waiting
			tt.stop()
			<-ended
			if s := status(t, t.Name()); s.State != supervised.Done || s.Starts != 1 || s.Problem != "" || s.Lost != 0 {
				t.Errorf("status %+v", s)
			}
		})
	}
}

// Channels of a bubble can't be made outside of it, so this is apart.
func TestUntilReceivesOneToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := isolate(t)
		quit := make(chan struct{}, 3)
		quit <- struct{}{}
		quit <- struct{}{}
		runs := 0
		began := time.Now()
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
			runs++
			<-quit // the run gets the first one, and panics on its way out
			panic("flush")
		}, supervised.Until(make(chan int)), supervised.Until(quit))
		if runs != 1 || time.Since(began) != 0 || len(quit) != 0 {
			t.Errorf("%d runs in %v, %d tokens left", runs, time.Since(began), len(quit))
		}
		if r := logs.all(); len(r) != 1 || r[0].attrs["no_restart"].String() != "Until" {
			t.Errorf("logged %v", r)
		}
		// R2: a channel that is closed already does not keep the first run from happening.
		close(quit)
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) { runs++ }, supervised.Until(quit))
		if runs != 2 {
			t.Error("the first run did not happen")
		}
	})
}

// With Finish(n) it took n tokens, so that others who share the channel were not told.
func TestUntilReceivesOneTokenToFinish(t *testing.T) {
	isolate(t)
	quit := make(chan struct{}, 5)
	for i := 0; i < cap(quit); i++ {
		quit <- struct{}{}
	}
	runs := 0
	supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
		runs++
		panic("flush")
	}, supervised.Until(quit), supervised.Finish(3))
	if runs != 3 || len(quit) != cap(quit)-1 {
		t.Errorf("%d runs, %d tokens taken", runs, cap(quit)-len(quit))
	}
}

// What a service had gathered was lost if it was told to stop while it waited for
// its next run.
func TestFinish(t *testing.T) {
	for name, tt := range map[string]struct {
		n    int
		bad  int  // runs that fail after it is told
		ctx  bool // by its context
		late bool // it is told in the wait, not by the time that it fails
		ends bool // it comes to its end
	}{
		"channel in the wait": {n: 1, late: true, ends: true},
		"context in the wait": {n: 1, ctx: true, late: true, ends: true},
		"no second end":       {n: 1, bad: 1, late: true},
		"channel":             {n: 1, bad: 1},
		"context":             {n: 1, bad: 1, ctx: true},
		"channel, more runs":  {n: 10, bad: 9, ends: true},
		"context, more runs":  {n: 10, bad: 9, ctx: true, ends: true},
		"bad luck":            {n: 10, bad: 9, late: true, ends: true},
		"never":               {n: 10, bad: 10, late: true},
		"not asked for":       {late: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				isolate(t)
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				quit := make(chan struct{})
				stop := func() { close(quit) }
				if tt.ctx {
					stop = cancel
				}
				begun, runs, ended := false, 0, false
				var unfinished []any
				began := time.Now()
				told := func() bool {
					select {
					case <-quit:
						return true
					default:
						return ctx.Err() != nil
					}
				}
				supervised.RunWithRecover(ctx, t.Name(), func(context.Context) {
					if !begun {
						begun = true
						if tt.late {
							time.AfterFunc(second/2, stop)
							panic("bad")
						}
						stop()
					}
					if told() {
						runs++
					}
					if runs <= tt.bad {
						panic("bad")
					}
					ended = true
				}, supervised.Until(quit), supervised.Finish(tt.n),
					supervised.OnUnfinished(func(*supervised.PanicError) { t.Error("dropped") }), supervised.OnUnfinished(nil),
					supervised.OnUnfinished(func(p *supervised.PanicError) { unfinished = append(unfinished, p.Value) }))
				if (len(unfinished) == 1 && unfinished[0] == "bad") == tt.ends || len(unfinished) > 1 {
					t.Errorf("told of %v", unfinished)
				}
				waited := time.Duration(0)
				if tt.late {
					waited = second / 2
				}
				if ended != tt.ends || time.Since(began) != waited || runs != min(tt.bad+1, tt.n) {
					t.Errorf("ended: %v, after %v and %d runs", ended, time.Since(began), runs)
				}
				if s := status(t, t.Name()); s.State != supervised.Done {
					t.Errorf("status %+v", s)
				}
			})
		})
	}
}

// Who reads the result of a service is told of a panic once, when no further run is to come; of an error that it returns, nobody is.
func TestOnUnfinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		var told []string
		hook := func(p *supervised.PanicError) {
			told = append(told, p.Error())
			panic("in the hook")
		}
		runs := 0
		supervised.RunWithRecover(context.Background(), "limited", func(context.Context) {
			runs++
			panic(runs)
		}, supervised.OnUnfinished(hook), supervised.RestartLimit(2, day, func(error) { told = append(told, "limit") }))
		supervised.RunWithRecover(context.Background(), "task", func(context.Context) { panic("task") }, supervised.NoRestart(), supervised.OnUnfinished(hook))
		supervised.RunWithRecover(context.Background(), "well", func(context.Context) {}, supervised.OnUnfinished(hook))
		supervised.Run(context.Background(), "error", func(context.Context) error { return errors.New("no panic") }, supervised.OnUnfinished(hook))
		if len(told) != 3 || told[0] != "limit" || !strings.Contains(told[1], "3") || !strings.Contains(told[2], "task") {
			t.Errorf("told %q", told)
		}
	})
}

// A token that the wait has taken is remembered: the runs after it wait no more.
func TestFinishRemembersTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		quit := make(chan struct{}, 1)
		quit <- struct{}{}
		runs := 0
		began := time.Now()
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
			runs++
			panic("bad")
		}, supervised.Until(quit), supervised.Finish(10))
		if runs != 10 || time.Since(began) != 0 {
			t.Errorf("%d runs in %v", runs, time.Since(began))
		}
	})
}

func TestRun(t *testing.T) {
	oops := errors.New("oops")
	for name, tt := range map[string]struct {
		results []any // of the runs: an error, or what to panic with
		cancel  bool  // in the last run
		opts    []supervised.Option
		err     error
		waits   time.Duration
		state   supervised.State
		records []string
	}{
		"returns":          {results: []any{nil}, state: supervised.Done},
		"an error ends it": {results: []any{oops}, err: oops, state: supervised.Failed, records: []string{"error"}},
		// A second run that finds the port taken by the first was called done.
		"an error of a second run": {results: []any{"boom", oops}, err: oops, waits: second, state: supervised.Failed, records: []string{"", "error"}},
		"the way to stop":          {results: []any{oops}, cancel: true, err: oops, state: supervised.Done},
		"RestartOnError": {results: []any{oops, oops, "boom", nil}, opts: []supervised.Option{supervised.RestartOnError()}, waits: 7 * second,
			state: supervised.Done, records: []string{"", "", ""}},
		"EndOnError": {results: []any{oops}, opts: []supervised.Option{supervised.RestartOnError(), supervised.EndOnError()}, err: oops,
			state: supervised.Failed, records: []string{"error"}},
		"NoRestart": {results: []any{oops}, opts: []supervised.Option{supervised.RestartOnError(), supervised.NoRestart()}, err: oops,
			state: supervised.Failed, records: []string{"NoRestart"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				logs := isolate(t)
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				began, runs := time.Now(), 0
				err := supervised.Run(ctx, t.Name(), func(context.Context) error {
					result := tt.results[runs]
					runs++
					if tt.cancel {
						cancel()
					}
					if err, ok := result.(error); ok || result == nil {
						return err
					}
					panic(result)
				}, tt.opts...)
				if err != tt.err || runs != len(tt.results) || time.Since(began) != tt.waits {
					t.Errorf("%v after %d runs and %v, want %v, %d, %v", err, runs, time.Since(began), tt.err, len(tt.results), tt.waits)
				}
				if s := status(t, t.Name()); s.State != tt.state || s.Running+s.Waiting != 0 || int(s.Starts) != runs {
					t.Errorf("status %+v", s)
				}
				var records []string
				for _, r := range logs.all() {
					why := ""
					if v, ok := r.attrs["no_restart"]; ok {
						why = v.String()
					}
					records = append(records, why)
				}
				if !slices.Equal(records, tt.records) {
					t.Errorf("logged %v, want %q", logs.all(), tt.records)
				}
			})
		})
	}
	isolate(t)
	err := supervised.Run(context.Background(), t.Name(), func(context.Context) error { panic("boom") }, supervised.NoRestart())
	var p *supervised.PanicError
	if !errors.As(err, &p) || p.Value != "boom" {
		t.Errorf("the panic comes back as %v", err)
	}
	if err := supervised.Run(context.Background(), t.Name(), nil); err == nil {
		t.Error("no error for a nil function")
	}
}

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		ctx, cancel := context.WithCancel(context.Background())
		stubborn := make(chan struct{})
		for range 3 {
			go supervised.RunWithRecover(ctx, "polite", func(ctx context.Context) { <-ctx.Done() })
		}
		go supervised.RunWithRecover(ctx, "crashing", func(ctx context.Context) { panic("boom") })
		go supervised.RunWithRecover(ctx, "stubborn", func(ctx context.Context) { <-stubborn })
		go supervised.RunWithRecover(context.Background(), "another", func(ctx context.Context) { <-stubborn })
		synctest.Wait()
		cancel()
		short, stop := context.WithTimeout(context.Background(), 10*second)
		defer stop()
		began := time.Now()
		if got := supervised.Wait(short); !slices.Equal(got, []string{"another", "stubborn"}) || time.Since(began) != 10*second {
			t.Errorf("unstopped %q after %v", got, time.Since(began))
		}
		close(stubborn)
		began = time.Now()
		var none context.Context // a nil one never ends, here either
		if got := supervised.Wait(none); len(got) != 0 || time.Since(began) > second {
			t.Errorf("unstopped %q after %v", got, time.Since(began))
		}
	})
}

// Whichever event a hook panics or ends its goroutine at, nothing is left behind.
func TestHooksThatFail(t *testing.T) {
	for _, kind := range []supervised.EventKind{supervised.EventStarted, supervised.EventRestarting, supervised.EventFailed, supervised.EventDone} {
		for _, goexit := range []bool{false, true} {
			t.Run(fmt.Sprint(kind, ", Goexit ", goexit), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					isolate(t)
					fail := func() {
						if goexit {
							runtime.Goexit()
						}
						panic("hook")
					}
					runs := 0
					on(func() {
						supervised.RunWithRecover(context.Background(), "hooked", func(context.Context) {
							if runs++; kind != supervised.EventDone {
								panic("boom")
							}
						}, supervised.RestartLimit(2, 0, func(error) { fail() }), supervised.OnEvent(func(e supervised.Event) {
							if e.Kind == kind {
								fail()
							}
						}))
					})
					if s := status(t, "hooked"); s.Running+s.Waiting != 0 || (s.State == supervised.Failed) != (kind != supervised.EventDone) {
						t.Errorf("%+v", s)
					}
					want := 3
					if kind == supervised.EventDone || goexit && kind == supervised.EventRestarting {
						want = 1
					} else if goexit && kind == supervised.EventStarted {
						want = 0
					}
					if runs != want {
						t.Errorf("%d runs, want %d", runs, want)
					}
				})
			})
		}
	}
}

func TestEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		isolate(t)
		var got []string
		tell := supervised.OnEvent(func(e supervised.Event) {
			got = append(got, string(e.Kind))
			if e.Name != "told" || e.Attempt == 0 || (e.Err != nil) != (e.Kind == supervised.EventRestarting || e.Kind == supervised.EventFailed) {
				t.Errorf("event %+v", e)
			}
			if e.Kind == supervised.EventRestarting && e.Wait != time.Duration(1<<(e.Attempt-1))*second {
				t.Errorf("event %+v", e)
			}
		})
		runs := 0
		supervised.RunWithRecover(context.Background(), "told", func(context.Context) {
			if runs++; runs < 3 {
				panic("boom")
			}
		}, tell)
		supervised.RunWithRecover(context.Background(), "told", func(context.Context) { panic("boom") }, tell, supervised.RestartLimit(0, 0, nil))
		want := "started restarting started restarting started done started failed"
		if s := strings.Join(got, " "); s != want {
			t.Errorf("events %s\n  want %s", s, want)
		}
		// A hook that ends the goroutine, or panics, leaves nothing behind.
		for _, bad := range []func(){runtime.Goexit, func() { panic("hook") }} {
			on(func() {
				supervised.RunWithRecover(context.Background(), "bad hook", func(context.Context) {}, supervised.OnEvent(func(supervised.Event) { bad() }))
			})
			if s := status(t, "bad hook"); s.Running+s.Waiting != 0 {
				t.Errorf("status %+v", s)
			}
		}
	})
}

// After SetDefaults(NoRestart()) nothing could restart any more.
func TestOptionsCanBeUndone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := isolate(t)
		hooks := 0
		supervised.SetDefaults(supervised.NoRestart(), supervised.CrashThrough(), supervised.RestartLimit(0, 0, nil), supervised.Jitter(1),
			supervised.CrashIn(explode), supervised.OnPanic(func(*supervised.PanicError) { hooks++ }), supervised.OnEvent(func(supervised.Event) { hooks++ }),
			supervised.Text(supervised.TypeOnly), supervised.StaleAfter(second), supervised.LogLimit(0, 0))
		runs := 0
		supervised.RunWithRecover(context.Background(), "undone", func(context.Context) {
			if s := status(t, "undone"); s.Kind != supervised.Service || s.StaleAfter != 0 {
				t.Errorf("status %+v", s)
			}
			if runs++; runs == 1 {
				explode()
			}
			time.Sleep(time.Hour)
		}, supervised.Restart(), supervised.Contain(), supervised.RestartLimit(-1, 0, nil), supervised.Jitter(0),
			supervised.OnPanic(nil), supervised.OnEvent(nil), supervised.Text(nil), supervised.StaleAfter(0), supervised.LogLimit(-1, 0),
			supervised.Logger(logs.logger()))
		if r := logs.all(); runs != 2 || hooks != 0 || len(r) != 1 || r[0].attrs["panic"].String() != "boom" || r[0].attrs["backoff"].Duration() != second {
			t.Errorf("%d runs, %d hooks, logged %v", runs, hooks, logs.all())
		}
	})
}

// A context whose channel is closed while Err says nothing was started again 30,354
// times a second.
func TestContextWithoutErr(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := isolate(t)
		closed := make(chan struct{})
		close(closed)
		runs := 0
		supervised.RunWithRecover(oddContext{context.Background(), closed}, t.Name(), func(context.Context) {
			if runs++; runs < 10 {
				panic("boom")
			}
		})
		if r := logs.all(); runs != 1 || r[0].attrs["no_restart"].String() != "context done" {
			t.Errorf("%d runs, logged %v", runs, r)
		}
	})
}

type oddContext struct {
	context.Context
	done chan struct{}
}

func (c oddContext) Done() <-chan struct{} { return c.done }

// 20,000 tasks that panic wrote 21 MiB.
func TestLogLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := isolate(t)
		hooks := 0
		fail := func(n int) {
			for range n {
				_ = supervised.Call(context.Background(), "task", func(context.Context) error { panic("boom") },
					supervised.LogLimit(3, time.Minute), supervised.OnPanic(func(*supervised.PanicError) { hooks++ }))
			}
		}
		fail(10)
		if r := logs.all(); len(r) != 3 {
			t.Errorf("%d records, want 3", len(r))
		}
		time.Sleep(time.Minute)
		fail(2)
		r := logs.all()
		if len(r) != 5 || r[3].attrs["suppressed"].Int64() != 7 {
			t.Errorf("%d records, the fourth is %v", len(r), r[3])
		}
		if _, ok := r[4].attrs["suppressed"]; ok || hooks != 12 || status(t, "task").Panics != 12 {
			t.Errorf("the fifth is %v, %d hooks", r[4], hooks)
		}
	})
}

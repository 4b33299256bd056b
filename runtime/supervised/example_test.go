package supervised_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// A service is run again until its context is done.
func ExampleRunWithRecover() {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done() // once, when supervision ends
		runs := 0
		supervised.RunWithRecover(ctx, "broadcaster", func(ctx context.Context) {
			runs++
			fmt.Println("run", runs)
			if runs == 1 {
				panic("a bad row")
			}
			cancel()
			<-ctx.Done()
		}, supervised.Backoff(time.Millisecond, time.Second), supervised.Logger(nowhere))
	}()
	wg.Wait()
	// Output:
	// run 1
	// run 2
}

// A task is not run again. Who waits for its result gets the panic.
func ExampleOnPanic() {
	result := make(chan error, 1)
	go supervised.RunWithRecover(context.Background(), "import", func(context.Context) {
		var rows map[string]int
		rows["x"] = 1
		result <- nil
	}, supervised.NoRestart(), supervised.Logger(nowhere), supervised.OnPanic(func(p *supervised.PanicError) { result <- p }))
	fmt.Println(<-result)
	// Output: panic in "import": assignment to entry in nil map
}

// With errgroup: g.Go(func() error { return supervised.Call(ctx, "load", load) })
func ExampleCall() {
	errNoRows := errors.New("no rows")
	err := supervised.Call(context.Background(), "load", func(context.Context) error {
		panic(fmt.Errorf("load: %w", errNoRows))
	}, supervised.Logger(nowhere))
	var p *supervised.PanicError
	fmt.Println(errors.As(err, &p), errors.Is(err, errNoRows))
	fmt.Println(err)
	// Output:
	// true true
	// panic in "load": load: no rows
}

func ExampleRestartLimit() {
	supervised.RunWithRecover(context.Background(), "sweeper", func(context.Context) { panic("again") },
		supervised.RestartLimit(2, time.Minute, func(err error) { fmt.Println("gave up:", err) }),
		supervised.Backoff(time.Millisecond, time.Millisecond), supervised.Logger(nowhere))
	// Output: gave up: panic in "sweeper": again
}

func ExampleSetDefaults() {
	defer supervised.SetDefaults() // as they were
	supervised.SetDefaults(
		supervised.Logger(nowhere),
		supervised.Jitter(0.2),
		supervised.OnPanic(func(p *supervised.PanicError) { fmt.Println("to the error tracker:", p) }),
	)
	supervised.RunWithRecover(context.Background(), "cron-sched", func(context.Context) { panic("boom") }, supervised.NoRestart())
	// Output: to the error tracker: panic in "cron-sched": boom
}

func ExampleIsHealthy() {
	supervised.Heartbeat("health-sweep") // on every pass of its loop
	healthy, stale := supervised.IsHealthy([]string{"health-sweep", "never-started"}, 2*time.Minute)
	fmt.Println(healthy, stale)
	// Output: false [never-started]
}

func ExampleStatus() {
	supervised.RunWithRecover(context.Background(), "warm-cache", func(context.Context) { panic("cold") },
		supervised.NoRestart(), supervised.Logger(nowhere))
	for _, s := range supervised.Status() {
		if s.Name == "warm-cache" {
			fmt.Println(s.State, s.Starts, s.Panics, s.LastFailure)
		}
	}
	// Output: failed 1 1 cold
}

// nowhere is a logger that drops its records.
var nowhere = slog.New(discard{})

type discard struct{ slog.Handler }

func (discard) Enabled(context.Context, slog.Level) bool { return false }

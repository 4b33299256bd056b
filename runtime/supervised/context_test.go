package supervised_test

import (
	"context"
	"fmt"
	"runtime/pprof"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// The name travels in the context: a loop in another package need not know it.
func TestBeat(t *testing.T) {
	isolate(t)
	supervised.Beat(context.Background()) // under no name: nothing
	supervised.Beat(nil)                  //nolint:staticcheck // the point
	supervised.RunWithRecover(context.Background(), "outer", func(ctx context.Context) {
		child, cancel := context.WithCancel(context.WithValue(ctx, ctxKey{}, 1))
		defer cancel()
		supervised.Beat(child)
		_ = supervised.Call(ctx, "inner", func(ctx context.Context) error { supervised.Beat(ctx); return nil })
	})
	if len(supervised.Snapshot()) != 2 || supervised.LastTick("outer").IsZero() || supervised.LastTick("inner").IsZero() {
		t.Errorf("ticks %v", supervised.Snapshot())
	}
	// After a thousand runs, too, since somebody beats.
	for range supervised.Introductions {
		supervised.RunWithRecover(context.Background(), "many", func(ctx context.Context) {})
	}
	supervised.RunWithRecover(context.Background(), "many", func(ctx context.Context) { supervised.Beat(ctx) })
	if supervised.LastTick("many").IsZero() {
		t.Error("a beat was lost")
	}
}

// A supervised run takes one allocation where the name is asked for, and none
// where it isn't; a beat takes none.
func TestAllocations(t *testing.T) {
	supervised.Unwanted(t)
	supervised.ForgetNames(t)
	ctx, quit := context.Background(), make(chan struct{})
	run := func(context.Context) {}
	beats := func(ctx context.Context) { supervised.Beat(ctx) }
	task := func(context.Context) error { return nil }
	for range supervised.Introductions {
		supervised.RunWithRecover(ctx, "run", run)
		supervised.RunWithRecover(ctx, "beats", beats)
	}
	n := 0
	for name, tt := range map[string]struct {
		f    func()
		want float64
	}{
		"run":       {func() { supervised.RunWithRecover(ctx, "run", run) }, 0},
		"closure":   {func() { supervised.RunWithRecover(ctx, "run", func(context.Context) { n++ }) }, 0},
		"NoRestart": {func() { supervised.RunWithRecover(ctx, "run", run, supervised.NoRestart()) }, 0},
		"CrashIn":   {func() { supervised.RunWithRecover(ctx, "run", run, supervised.CrashIn((*client).close, explode)) }, 0},
		"Until":     {func() { supervised.RunWithRecover(ctx, "run", run, supervised.Until(quit)) }, 0},
		"Finish":    {func() { supervised.RunWithRecover(ctx, "run", run, supervised.Finish(1)) }, 0},
		"Call":      {func() { _ = supervised.Call(ctx, "run", task) }, 0},
		"beats":     {func() { supervised.RunWithRecover(ctx, "beats", beats) }, 1},
		"Heartbeat": {func() { supervised.Heartbeat("run") }, 0},
	} {
		if got := testing.AllocsPerRun(100, tt.f); got > tt.want {
			t.Errorf("%s: %v allocations, want %v", name, got, tt.want)
		}
	}
	supervised.RunWithRecover(ctx, "beats", func(ctx context.Context) {
		if got := testing.AllocsPerRun(100, func() { supervised.Beat(ctx) }); got != 0 {
			t.Errorf("a beat takes %v allocations", got)
		}
	})
}

// Profiles tell goroutines by name.
func TestLabels(t *testing.T) {
	isolate(t)
	ctx := context.Background()
	check := func(where, want string) {
		t.Helper()
		if got := goroutineLabels(t); got != want {
			t.Errorf("%s: labels %s, want %s", where, got, want)
		}
	}
	on(func() {
		supervised.RunWithRecover(ctx, "labelled", func(ctx context.Context) {
			check("in a run", `{"supervised":"labelled"}`)
			pprof.Do(ctx, pprof.Labels("part", "a"), func(context.Context) {
				check("with another", `{"part":"a", "supervised":"labelled"}`)
			})
			check("after that", `{"supervised":"labelled"}`)
			_ = supervised.Call(ctx, "nested", func(context.Context) error {
				check("in a nested one", `{"supervised":"nested"}`)
				return nil
			})
			check("after a nested one", `{"supervised":"labelled"}`)
			on(func() { check("in a goroutine of its own", `{"supervised":"labelled"}`) })
		})
		check("afterwards", "")
		pprof.Do(ctx, pprof.Labels("tenant", "acme"), func(ctx context.Context) {
			runs := 0
			supervised.RunWithRecover(ctx, "labelled", func(ctx context.Context) {
				check("beside the caller's", `{"supervised":"labelled", "tenant":"acme"}`)
				if runs++; runs == 1 {
					panic("boom")
				}
			}, supervised.Backoff(1, 1))
			check("the caller's come back", `{"tenant":"acme"}`)
			supervised.RunWithRecover(ctx, "labelled", func(ctx context.Context) { panic("boom") }, supervised.NoRestart())
			check("after a panic, too", `{"tenant":"acme"}`)
		})
	})
}

// A value that a context does not have is looked for once in each of the contexts
// around it, however deep: with two looks a supervision within thirty others never
// got its labels.
func TestDeeplyNested(t *testing.T) {
	isolate(t)
	type key struct{}
	const deepest = 64
	depth := 0
	var nest func(context.Context)
	nest = func(ctx context.Context) {
		if ctx.Value(key{}) != nil {
			t.Error("a value from nowhere")
		}
		if depth++; depth < deepest {
			supervised.RunWithRecover(ctx, fmt.Sprint("nested-", depth), nest)
			return
		}
		if got, want := goroutineLabels(t), fmt.Sprintf(`{"supervised":"nested-%d"}`, depth-1); got != want {
			t.Errorf("labels %s, want %s", got, want)
		}
		supervised.Beat(ctx)
	}
	on(func() { nest(context.Background()) })
	if supervised.LastTick(fmt.Sprint("nested-", deepest-1)).IsZero() {
		t.Error("the innermost name did not beat")
	}
}

// goroutineLabels returns the labels of the calling goroutine.
//
//go:noinline
func goroutineLabels(t *testing.T) string {
	var b strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(b.String(), "\n\n") {
		if strings.Contains(block, "goroutineLabels") {
			_, labels, _ := strings.Cut(block, "# labels: ")
			labels, _, _ = strings.Cut(labels, "\n")
			return labels
		}
	}
	t.Fatal("the profile does not show this goroutine")
	return ""
}

// A test that must not see what others left behind has a Supervisor of its own.
func TestSupervisorsAreApart(t *testing.T) {
	isolate(t)
	var a, b supervised.Supervisor
	hooks := 0
	a.SetDefaults(supervised.Logger(nowhere), supervised.OnPanic(func(*supervised.PanicError) { hooks++ }))
	b.SetDefaults(supervised.Logger(nowhere))
	for _, s := range []*supervised.Supervisor{&a, &b} {
		_ = s.Call(context.Background(), "x", func(ctx context.Context) error { supervised.Beat(ctx); panic("boom") })
		_ = s.Run(context.Background(), "y", func(context.Context) error { return nil })
		s.RunWithRecover(context.Background(), "z", func(context.Context) { s.Heartbeat("w") })
	}
	if len(a.Status()) != 4 || len(b.Status()) != 4 || len(supervised.Status()) != 0 || hooks != 1 {
		t.Errorf("%d, %d, %d names, %d hooks", len(a.Status()), len(b.Status()), len(supervised.Status()), hooks)
	}
	if a.LastTick("x").IsZero() || len(a.Snapshot()) != 2 || len(a.Wait(context.Background())) != 0 {
		t.Errorf("ticks %v", a.Snapshot())
	}
	if supervised.Default() == &a {
		t.Error("another one is the default")
	}
}

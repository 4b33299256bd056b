package supervised_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

func TestCleanReturnEndsSupervision(t *testing.T) {
	logs := isolate(t)
	runs := 0
	supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) { runs++ })
	if runs != 1 {
		t.Errorf("runs = %d, want 1", runs)
	}
	if got := status(t, t.Name()); got.State != supervised.Done || got.Starts != 1 || got.Panics != 0 {
		t.Errorf("status %+v, want done after 1 start", got)
	}
	if n := len(logs.all()); n != 0 {
		t.Errorf("%d log records, want none: tasks that return are no news", n)
	}
}

// R2 of the design: a fixed goroutine runs at least once, as it did before.
func TestRunsOnceUnderDoneContext(t *testing.T) {
	isolate(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, boom := range []bool{false, true} {
		runs := 0
		supervised.RunWithRecover(ctx, t.Name(), func(context.Context) {
			runs++
			if boom {
				panic("boom")
			}
		})
		if runs != 1 {
			t.Errorf("panic %v: runs = %d, want 1", boom, runs)
		}
	}
	if s := status(t, t.Name()); s.State != supervised.Done || s.Panics != 1 {
		t.Errorf("status %+v, want done with 1 panic", s)
	}
}

type ctxKey struct{}

// The context of a run is that of the caller, with values of our own; at last it is
// the very same.
func TestContextArrives(t *testing.T) {
	name := t.Name() + time.Now().String() // nobody has run under it, in -count=2 either
	supervised.Unwanted(t)
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), ctxKey{}, 1))
	defer cancel()
	for i := range supervised.Introductions + 1 {
		supervised.RunWithRecover(ctx, name, func(got context.Context) {
			if got.Value(ctxKey{}) != 1 || got.Done() != ctx.Done() || got.Value("no") != nil {
				t.Error("fn got another context")
			}
			if last := i == supervised.Introductions; (got == ctx) != last {
				t.Errorf("run %d: the same context: %v, want %v", i+1, got == ctx, last)
			}
			if i == 0 {
				before := runtime.NumGoroutine()
				child, cancel := context.WithCancel(got)
				defer cancel()
				if child.Err() != nil || runtime.NumGoroutine() != before {
					t.Error("a child of the context takes a goroutine")
				}
			}
		})
	}
	supervised.RunWithRecover(nil, name+" nil", func(got context.Context) { //nolint:staticcheck // the point
		if got == nil || got.Done() != nil {
			t.Errorf("for a nil ctx, fn got %v", got)
		}
	})
	_ = supervised.Call(nil, name+" nil", func(got context.Context) error { //nolint:staticcheck // the point
		if got == nil || got.Done() != nil {
			t.Errorf("for a nil ctx, Call's fn got %v", got)
		}
		return nil
	})
}

func TestNilFunc(t *testing.T) {
	logs := isolate(t)
	supervised.RunWithRecover(context.Background(), "nothing", nil)
	if err := supervised.Call(context.Background(), "nothing", nil); err == nil || !strings.Contains(err.Error(), "nothing") {
		t.Errorf("Call of nil: error %v, want one with the name", err)
	}
	if r := logs.all(); len(r) != 2 || r[0].level != slog.LevelError || r[0].attrs["name"].String() != "nothing" {
		t.Errorf("logged %v, want one error from each", r)
	}
}

func TestPanicRecord(t *testing.T) {
	logs := isolate(t)
	supervised.RunWithRecover(context.Background(), "recorded", func(context.Context) { explode() }, supervised.NoRestart())
	all := logs.all()
	if len(all) != 1 {
		t.Fatalf("%d records, want 1", len(all))
	}
	r := all[0]
	if r.level != slog.LevelError {
		t.Errorf("level %v", r.level)
	}
	for key, want := range map[string]string{"name": "recorded", "attempt": "1", "panic": "boom", "no_restart": "NoRestart"} {
		if got := r.attrs[key].String(); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
	if stack := r.attrs["stack"].String(); !strings.Contains(stack, "supervised_test.explode(") {
		t.Errorf("the stack does not show where it panicked:\n%s", stack)
	}
}

//go:noinline
func explode() { panic("boom") }

func TestOnPanicWithNoRestart(t *testing.T) {
	isolate(t)
	var order []string
	hook := func(name string) supervised.Option {
		return supervised.OnPanic(func(p *supervised.PanicError) {
			order = append(order, name)
			if p.Name != "hooked" || p.Value != "boom" || p.Attempt != 1 || !strings.Contains(string(p.Stack), "explode") {
				t.Errorf("hook %s got %+v", name, p)
			}
		})
	}
	supervised.RunWithRecover(context.Background(), "hooked", func(context.Context) { explode() },
		hook("first"), supervised.NoRestart(), supervised.Option{}, hook("second"))
	if got := strings.Join(order, " "); got != "first second" {
		t.Errorf("hooks ran: %q, want each once, in order", got)
	}
	if s := status(t, "hooked"); s.State != supervised.Failed || s.LastFailure != "boom" || s.LastFailureAt.IsZero() || s.Running+s.Waiting != 0 {
		t.Errorf("status %+v", s)
	}
}

// Options are values: one that is kept and used twice must not collect hooks.
func TestOptionsAreReusable(t *testing.T) {
	isolate(t)
	n := 0
	count := supervised.OnPanic(func(*supervised.PanicError) { n++ })
	supervised.SetDefaults(count, supervised.Logger(slog.New(new(recorder))))
	for range 3 {
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) { panic(1) }, count, supervised.NoRestart())
	}
	if n != 6 {
		t.Errorf("%d calls of the hook, want 2 for each of 3 panics", n)
	}
}

// A panic of a Call is its result: what the record says is why it ends there.
func TestCallRecord(t *testing.T) {
	logs := isolate(t)
	_ = supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic("boom") })
	if r := logs.all(); len(r) != 1 || r[0].attrs["no_restart"].String() != "Call" {
		t.Errorf("logged %v", r)
	}
}

// What conc has Unwrap for, and golang/sync#25 asks for.
func TestPanicErrorUnwraps(t *testing.T) {
	isolate(t)
	err := supervised.Call(context.Background(), "unwrap", func(context.Context) error {
		panic(&fs.PathError{Op: "open", Path: "/x", Err: fs.ErrNotExist})
	})
	var pe *supervised.PanicError
	var path *fs.PathError
	if !errors.As(err, &pe) || !errors.As(err, &path) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v: does not unwrap", err)
	}
	if want := `panic in "unwrap": open /x: file does not exist`; err.Error() != want {
		t.Errorf("Error() = %q, want %q", err, want)
	}

	err = supervised.Call(context.Background(), "unwrap", func(context.Context) error {
		var m map[string]int
		m["x"] = 1
		return nil
	})
	var re runtime.Error
	if !errors.As(err, &re) {
		t.Errorf("%v is no runtime.Error", err)
	}
	if errors.Unwrap(&supervised.PanicError{Value: "text"}) != nil {
		t.Error("a value that is no error unwraps to one")
	}
}

func TestCallReturnsError(t *testing.T) {
	isolate(t)
	want := errors.New("no")
	if got := supervised.Call(context.Background(), "call", func(context.Context) error { return want }); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := supervised.Call(context.Background(), "call", func(context.Context) error { return nil }); got != nil {
		t.Errorf("got %v, want nil", got)
	}
	if s := status(t, "call"); s.State != supervised.Done || s.Starts != 2 {
		t.Errorf("status %+v", s)
	}
}

func TestCallNeverRestarts(t *testing.T) {
	isolate(t)
	runs, hooks := 0, 0
	err := supervised.Call(context.Background(), t.Name(), func(context.Context) error { runs++; panic("boom") },
		supervised.OnPanic(func(*supervised.PanicError) { hooks++ }))
	if err == nil || runs != 1 || hooks != 1 {
		t.Errorf("error %v, %d runs, %d hooks", err, runs, hooks)
	}
	if s := status(t, t.Name()); s.State != supervised.Failed || s.Running+s.Waiting != 0 {
		t.Errorf("status %+v", s)
	}
}

// S2: a Goexit ended the goroutine with no word. It can't be stopped, but it is
// told, and what the goroutine deferred outside still runs.
func TestGoexit(t *testing.T) {
	for _, f := range []func(name string){
		func(name string) {
			supervised.RunWithRecover(context.Background(), name, func(context.Context) { runtime.Goexit() })
		},
		func(name string) {
			_ = supervised.Call(context.Background(), name, func(context.Context) error { runtime.Goexit(); return nil })
		},
	} {
		logs := isolate(t)
		deferred, came := false, false
		on(func() {
			defer func() { deferred = true }()
			f("goexit")
			came = true
		})
		if came || !deferred {
			t.Errorf("came back: %v, deferred ran: %v", came, deferred)
		}
		r := logs.all()
		if len(r) != 1 || r[0].level != slog.LevelError || !strings.Contains(r[0].msg, "Goexit") ||
			r[0].attrs["name"].String() != "goexit" || !strings.Contains(r[0].attrs["stack"].String(), "TestGoexit") {
			t.Errorf("logged %v, want one error with name and stack", r)
		}
		if s := status(t, "goexit"); s.State != supervised.Failed || s.Goexits != 1 || s.Panics != 0 || s.Running != 0 {
			t.Errorf("status %+v", s)
		}
	}
}

// The runtime lets a panic in a deferred function be recovered while the
// goroutine ends, and then goes on ending it.
func TestPanicDuringGoexit(t *testing.T) {
	logs := isolate(t)
	hooks := 0
	on(func() {
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) {
			defer explode()
			runtime.Goexit()
		}, supervised.OnPanic(func(*supervised.PanicError) { hooks++ }))
	})
	if r := logs.all(); len(r) != 2 || r[0].attrs["panic"].String() != "boom" || !strings.Contains(r[1].msg, "Goexit") {
		t.Errorf("logged %v, want the panic and the Goexit", r)
	}
	if s := status(t, t.Name()); hooks != 1 || s.State != supervised.Failed || s.Panics != 1 || s.Running+s.Waiting != 0 {
		t.Errorf("%d hooks, status %+v", hooks, s)
	}
}

// A goroutine that already panics, or ends, may run something supervised on its
// way out: what it finds there is none of its own business.
func TestRunOnTheWayOut(t *testing.T) {
	for _, boom := range []bool{false, true} {
		logs := isolate(t)
		cleanup := func() {
			supervised.RunWithRecover(context.Background(), "cleanup", func(context.Context) {
				if boom {
					panic("inner")
				}
			}, supervised.NoRestart())
		}
		func() {
			defer func() {
				if v := recover(); v != "outer" {
					t.Errorf("recovered %v, want the panic that was there before", v)
				}
			}()
			defer cleanup()
			panic("outer")
		}()
		came := false
		on(func() {
			func() {
				defer cleanup()
				runtime.Goexit()
			}()
			came = true
		})
		if came {
			t.Error("a Goexit that was there before was stopped")
		}
		want := uint64(0)
		if boom {
			want = 2
		}
		if s := status(t, "cleanup"); s.Starts != 2 || s.Panics != want || s.Goexits != 0 || s.Running+s.Waiting != 0 || len(logs.all()) != int(want) {
			t.Errorf("panic %v: status %+v, logged %v", boom, s, logs.all())
		}
	}
}

func TestGoexitInHook(t *testing.T) {
	logs := isolate(t)
	on(func() {
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) { panic("boom") },
			supervised.OnPanic(func(*supervised.PanicError) { runtime.Goexit() }))
	})
	if r := logs.all(); len(r) != 2 || !strings.Contains(r[1].msg, "Goexit") {
		t.Errorf("logged %v, want the panic and the Goexit", r)
	}
	if s := status(t, t.Name()); s.State != supervised.Failed || s.Panics != 1 || s.Goexits != 0 || s.Running+s.Waiting != 0 {
		t.Errorf("status %+v", s)
	}
}

// S3: recover()==nil is no proof of a clean return.
func TestPanicNil(t *testing.T) {
	for _, godebug := range []string{"panicnil=0", "panicnil=1"} {
		t.Run(godebug, func(t *testing.T) {
			t.Setenv("GODEBUG", godebug)
			logs := isolate(t)
			var got *supervised.PanicError
			supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) { panic(nil) },
				supervised.NoRestart(), supervised.OnPanic(func(p *supervised.PanicError) { got = p }))
			if got == nil {
				t.Fatal("no panic was seen")
			}
			if _, ok := got.Value.(*runtime.PanicNilError); !ok {
				t.Errorf("value %#v, want a *runtime.PanicNilError", got.Value)
			}
			if r := logs.all(); len(r) != 1 || strings.Contains(r[0].msg, "Goexit") {
				t.Errorf("logged %v", r)
			}
			err := supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic(nil) })
			if !errors.As(err, new(*runtime.PanicNilError)) {
				t.Errorf("Call returned %v", err)
			}
			if s := status(t, t.Name()); s.Panics != 2 || s.Goexits != 0 {
				t.Errorf("status %+v", s)
			}
		})
	}
}

func TestHookPanicIsContained(t *testing.T) {
	logs := isolate(t)
	second := false
	supervised.RunWithRecover(context.Background(), "bad-hook", func(context.Context) { panic("boom") }, supervised.NoRestart(),
		supervised.OnPanic(func(*supervised.PanicError) { explode() }),
		supervised.OnPanic(func(*supervised.PanicError) { second = true }))
	if !second {
		t.Error("the hook after one that panics did not run")
	}
	r := logs.all()
	if len(r) != 2 || r[1].attrs["hook"].String() != "OnPanic" || r[1].attrs["name"].String() != "bad-hook" ||
		!strings.Contains(r[1].attrs["stack"].String(), "explode") {
		t.Errorf("logged %v, want the panic and the hook's", r)
	}
}

// Hooks and log handlers may use this package as any other code may.
func TestReentrance(t *testing.T) {
	supervised.ForgetNames(t)
	use := func(who string) {
		supervised.Heartbeat(who)
		supervised.Status()
		supervised.RunWithRecover(context.Background(), who, func(context.Context) { panic("again") },
			supervised.NoRestart(), supervised.Logger(nowhere))
	}
	logger := supervised.Logger(slog.New(busyHandler{func() { use("log") }}))
	supervised.RunWithRecover(context.Background(), "outer", func(context.Context) {
		supervised.RunWithRecover(context.Background(), "inner", func(context.Context) { panic("boom") }, supervised.NoRestart(), logger)
		panic("boom")
	}, supervised.NoRestart(), logger, supervised.OnPanic(func(*supervised.PanicError) { use("hook") }))
	for name, panics := range map[string]uint64{"outer": 1, "inner": 1, "hook": 1, "log": 2} {
		if s := status(t, name); s.Panics != panics || s.State != supervised.Failed {
			t.Errorf("status %+v, want %d panics", s, panics)
		}
	}
}

type busyHandler struct{ use func() }

func (busyHandler) Enabled(context.Context, slog.Level) bool    { return true }
func (h busyHandler) Handle(context.Context, slog.Record) error { h.use(); return nil }
func (h busyHandler) WithAttrs([]slog.Attr) slog.Handler        { return h }
func (h busyHandler) WithGroup(string) slog.Handler             { return h }

type brokenHandler struct{ recorder }

func (*brokenHandler) Handle(context.Context, slog.Record) error { panic("disk full") }

func TestLogHandlerPanicIsContained(t *testing.T) {
	stderr := captureStderr(t)
	hooks := 0
	supervised.RunWithRecover(context.Background(), "unloggable", func(context.Context) { explode() },
		supervised.NoRestart(), supervised.Logger(slog.New(new(brokenHandler))),
		supervised.OnPanic(func(*supervised.PanicError) { hooks++ }))
	if hooks != 1 {
		t.Errorf("%d calls of the hook, want 1", hooks)
	}
	out := stderr()
	for _, want := range []string{"disk full", "unloggable", "boom", "explode"} {
		if !strings.Contains(out, want) {
			t.Errorf("standard error has no %q:\n%s", want, out)
		}
	}
}

// A value can panic, and what it panics with can, when asked for their text:
// fmt stops only the first of the two.
type evil struct{}

func (evil) Error() string { panic(evil{}) }

func TestValueWhoseTextPanics(t *testing.T) {
	logs := isolate(t)
	err := supervised.Call(context.Background(), "evil", func(context.Context) error { panic(evil{}) })
	if !strings.Contains(err.Error(), "evil") {
		t.Errorf("Error() = %q", err)
	}
	if len(logs.all()) != 1 {
		t.Errorf("logged %v", logs.all())
	}
}

// Kubernetes and net/http cap it at the same size.
func TestStackIsCapped(t *testing.T) {
	isolate(t)
	err := supervised.Call(context.Background(), "deep", func(context.Context) error { return deep[[512]struct{ ThisNameIsLongToMakeTheStackLong int }](1000) })
	pe := err.(*supervised.PanicError)
	if len(pe.Stack) > supervised.MaxStack || len(pe.Stack) < 4<<10 {
		t.Errorf("stack of %d bytes", len(pe.Stack))
	}
}

func deep[T any](n int) error {
	if n == 0 {
		panic("deep")
	}
	return func() error { return deep[T](n - 1) }()
}

func TestLongPanicTextIsNotKept(t *testing.T) {
	isolate(t)
	_ = supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic(strings.Repeat("é", 1<<20)) })
	if s := status(t, t.Name()); len(s.LastFailure) > 1<<10+3 || !strings.HasSuffix(s.LastFailure, "é…") {
		t.Errorf("%d bytes are kept, ending in %q", len(s.LastFailure), s.LastFailure[len(s.LastFailure)-8:])
	}
}

// thejerf/suture#31, kubernetes/kubernetes#28800: let me keep crashing.
func TestCrashThrough(t *testing.T) {
	logs := isolate(t)
	hooks := 0
	opts := []supervised.Option{supervised.CrashThrough(), supervised.OnPanic(func(*supervised.PanicError) { hooks++ })}
	for _, f := range []func(){
		func() {
			supervised.RunWithRecover(context.Background(), "crash", func(context.Context) { explode() }, opts...)
		},
		func() {
			_ = supervised.Call(context.Background(), "crash", func(context.Context) error { explode(); return nil }, opts...)
		},
	} {
		var got any
		func() {
			defer func() { got = recover() }()
			f()
		}()
		err, _ := got.(error)
		var pe *supervised.PanicError
		if !errors.As(err, &pe) || pe.Value != "boom" {
			t.Errorf("panicked on with %v", got)
		} else if !strings.Contains(err.Error(), "explode") {
			t.Errorf("the text has no stack: %s", err)
		}
	}
	if n := len(logs.all()); n != 2 || hooks != 2 {
		t.Errorf("%d records and %d hooks, want one of each a panic", n, hooks)
	}
	if s := status(t, "crash"); s.State != supervised.Failed || s.Running+s.Waiting != 0 {
		t.Errorf("status %+v", s)
	}
}

// What counts is the latest end.
func TestDoneAfterExited(t *testing.T) {
	isolate(t)
	for _, want := range []supervised.State{supervised.Failed, supervised.Done, supervised.Failed} {
		supervised.RunWithRecover(context.Background(), "task", func(context.Context) {
			if want == supervised.Failed {
				panic("boom")
			}
		}, supervised.NoRestart())
		if s := status(t, "task"); s.State != want {
			t.Errorf("state %v, want %v", s.State, want)
		}
	}
}

func TestSharedName(t *testing.T) {
	isolate(t)
	const n = 10
	var up, end sync.WaitGroup
	up.Add(n)
	end.Add(n)
	stop := make(chan struct{})
	for range n {
		go func() {
			defer end.Done()
			supervised.RunWithRecover(context.Background(), "shared", func(context.Context) { up.Done(); <-stop })
		}()
	}
	up.Wait()
	if s := status(t, "shared"); s.State != supervised.Running || s.Running != n || s.Starts != n {
		t.Errorf("status %+v, want %d running", s, n)
	}
	close(stop)
	end.Wait()
	if s := status(t, "shared"); s.State != supervised.Done || s.Running != 0 || s.Starts != n {
		t.Errorf("status %+v, want done", s)
	}
}

// A context is code, too: that of a nil pointer in the interface panics.
func TestContextThatPanics(t *testing.T) {
	logs := isolate(t)
	runs := 0
	supervised.RunWithRecover((*nilContext)(nil), t.Name(), func(ctx context.Context) {
		if runs++; runs < 3 {
			<-ctx.Done()
		}
	}, supervised.Backoff(1, 1))
	if runs != 3 || len(logs.all()) != 2 {
		t.Errorf("%d runs, logged %v", runs, logs.all())
	}
}

type nilContext struct{ context.Context }

func TestEmptyName(t *testing.T) {
	supervised.ForgetNames(t)
	supervised.RunWithRecover(context.Background(), "", func(context.Context) {})
	supervised.Heartbeat("")
	if s := status(t, ""); s.Starts != 1 || s.LastTick.IsZero() {
		t.Errorf("status %+v", s)
	}
}

package supervised_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// What CrashIn is tried on: each panics while something is on the stack.

type client struct{ n int }

//go:noinline
func (c *client) close() { c.boom() }

func (c *client) boom()   { panic("boom") }
func (c client) value()   { explode() }
func (c *client) flush()  { c.boom() } // small enough to be inlined
func (c *client) unwind() { defer explode(); panic("first") }
func (c *client) later() func() {
	return func() { explode() }
}
func (c *client) callback(f func()) { f() }

type wrapper struct{ *client }

type closer interface{ close() }

type queue[T any] struct{ items []T }

//go:noinline
func (q *queue[T]) push(T) { explode() }

//go:noinline
func generic[T any](T) { explode() }

func recursive(n int) {
	if n == 0 {
		explode()
	}
	recursive(n - 1)
}

var crashInCases = map[string]struct {
	run    func(context.Context)
	in     []any
	crash  bool
	absent bool // the name is not one that a stack shows
}{
	"function":                    {run: func(context.Context) { explode() }, in: []any{explode}, crash: true},
	"second of two":               {run: func(context.Context) { explode() }, in: []any{recursive, explode}, crash: true},
	"another function":            {run: func(context.Context) { explode() }, in: []any{recursive, (*client).close}},
	"none":                        {run: func(context.Context) { explode() }, in: []any{}},
	"pointer method":              {run: func(context.Context) { new(client).close() }, in: []any{(*client).close}, crash: true},
	"inlined":                     {run: func(context.Context) { new(client).flush() }, in: []any{(*client).flush}, crash: true},
	"value method":                {run: func(context.Context) { client{}.value() }, in: []any{client.value}, crash: true},
	"value method by the pointer": {run: func(context.Context) { new(client).value() }, in: []any{(*client).value}, crash: true},
	"method value":                {run: func(context.Context) { new(client).close() }, in: []any{new(client).close}, crash: true},
	"promoted":                    {run: func(context.Context) { wrapper{new(client)}.close() }, in: []any{wrapper.close}, crash: true},
	"interface":                   {run: func(context.Context) { closer(new(client)).close() }, in: []any{closer.close}, crash: true},
	"another method of that name": {run: func(context.Context) { new(queue[int]).push(1) }, in: []any{(*client).close}},
	"generic function":            {run: func(context.Context) { generic("") }, in: []any{generic[int]}, crash: true},
	"generic method":              {run: func(context.Context) { new(queue[string]).push("") }, in: []any{(*queue[int]).push}, crash: true},
	"called back":                 {run: func(context.Context) { new(client).callback(explode) }, in: []any{(*client).callback}, crash: true},
	"literal that outlives":       {run: func(context.Context) { new(client).later()() }, in: []any{(*client).later}},
	"in a deferred function":      {run: func(context.Context) { new(client).unwind() }, in: []any{(*client).unwind}, crash: true},
	"recovered and panicked anew": {run: func(context.Context) { recovered(); explode() }, in: []any{recovered}},
	"nil dereference":             {run: func(context.Context) { dereference(nil) }, in: []any{dereference}, crash: true},
	"deep":                        {run: func(context.Context) { recursive(10_000) }, in: []any{recursive}, crash: true},
	"below the supervision":       {run: func(context.Context) { explode() }, in: []any{outside}},
	"no function":                 {run: func(context.Context) { explode() }, in: []any{"explode"}, crash: true},
	"a nil function":              {run: func(context.Context) { explode() }, in: []any{(func())(nil)}, crash: true},
	"undone":                      {run: func(context.Context) { explode() }, in: nil},
	"Goexit":                      {run: func(context.Context) { exits() }, in: []any{exits}},
	"panic(nil)":                  {run: func(context.Context) { panicsNil() }, in: []any{panicsNil}, crash: true},
}

func recovered() {
	defer func() { _ = recover() }()
	explode()
}

//go:noinline
func dereference(c *client) int { return c.n }

//go:noinline
func exits() { runtime.Goexit() }

func panicsNil() { panic(nil) }

//go:noinline
func outside(f func()) { f() }

func TestCrashIn(t *testing.T) {
	for name, tt := range crashInCases {
		t.Run(name, func(t *testing.T) {
			logs := isolate(t)
			opts := []supervised.Option{supervised.CrashIn(tt.in...), supervised.NoRestart(), supervised.OnPanic(func(*supervised.PanicError) {
				if tt.crash {
					t.Error("a hook ran, which may wait for a lock that is held")
				}
			})}
			if name == "undone" {
				opts = append(opts, supervised.CrashIn(explode), supervised.Contain())
			}
			var got any
			on(func() {
				defer func() { got = recover() }()
				outside(func() { supervised.RunWithRecover(context.Background(), "crash", tt.run, opts...) })
			})
			if (got != nil) != tt.crash {
				t.Errorf("went on with %v, want so: %v", got, tt.crash)
			}
			if tt.crash && len(logs.all()) > 0 {
				t.Errorf("logged %v", logs.all())
			}
			if s := status(t, "crash"); s.Running+s.Waiting != 0 || s.State != supervised.Failed {
				t.Errorf("status %+v", s)
			}
		})
	}
}

// An outer supervision that contained what an inner one let go would keep the lock
// locked.
func TestCrashInIsNotContainedOutside(t *testing.T) {
	isolate(t)
	var got any
	on(func() {
		defer func() { got = recover() }()
		_ = supervised.Call(context.Background(), "outer", func(ctx context.Context) error {
			supervised.RunWithRecover(ctx, "inner", func(context.Context) { new(client).close() }, supervised.CrashIn((*client).close))
			return nil
		})
	})
	if got != "boom" {
		t.Errorf("it came out as %v", got)
	}
	// Another panic of the same kind is none of its business.
	err := supervised.Call(context.Background(), "outer", func(ctx context.Context) error { new(client).close(); return nil })
	if err == nil {
		t.Error("not contained")
	}
	err = supervised.Call(context.Background(), "outer", func(ctx context.Context) error {
		return supervised.Call(ctx, "inner", func(context.Context) error { explode(); return nil })
	})
	if !errors.As(err, new(*supervised.PanicError)) {
		t.Errorf("got %v", err)
	}
}

// A panic that goes on calls nothing from outside, which might wait for the lock that
// is held: no hook, no log handler, no context.
func TestCrashInCallsNothing(t *testing.T) {
	logs := isolate(t)
	ctx := &watchedContext{Context: context.Background()}
	runs := 0
	on(func() {
		defer func() { _ = recover() }()
		supervised.RunWithRecover(ctx, t.Name(), func(context.Context) {
			if runs++; runs == 1 {
				panic("contained")
			}
			ctx.asked = false
			explode()
		}, supervised.CrashIn(explode), supervised.Backoff(1, 1), supervised.OnEvent(func(e supervised.Event) {
			if e.Attempt == 2 && e.Kind != supervised.EventStarted {
				t.Errorf("event %+v", e)
			}
		}))
	})
	if runs != 2 || ctx.asked || len(logs.all()) != 1 {
		t.Errorf("%d runs, context asked: %v, logged %v", runs, ctx.asked, logs.all())
	}
}

type watchedContext struct {
	context.Context
	asked bool
}

func (c *watchedContext) Value(key any) any     { c.asked = true; return nil }
func (c *watchedContext) Done() <-chan struct{} { c.asked = true; return nil }
func (c *watchedContext) Err() error            { c.asked = true; return nil }

// The process ends with the value and the stack of the panic, as if nothing had
// supervised it.
func TestCrashInEndsTheProcess(t *testing.T) {
	if os.Getenv("CRASH") != "" {
		go func() { // where package testing doesn't recover
			supervised.RunWithRecover(context.Background(), "crash", func(context.Context) { new(client).close() }, supervised.CrashIn((*client).close))
			fmt.Println("still there")
			os.Exit(0)
		}()
		select {}
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashInEndsTheProcess$")
	cmd.Env = append(os.Environ(), "CRASH=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 || strings.Contains(string(stdout), "still there") {
		t.Fatalf("%v: %s", err, stdout)
	}
	out := stderr.String() + string(stdout)
	if !strings.Contains(out, "panic: boom") || strings.Contains(out, "recovered") || !strings.Contains(out, "(*client).boom") || !strings.Contains(out, "(*client).close") {
		t.Errorf("the crash looks like this:\n%s", out)
	}
}

package supervised_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

type (
	celsius  float64
	level    int
	label    string
	secrets  struct{ Password string }
	stringer struct{ s string }
	pointed  struct{ s string }
	blocks   struct{ c chan struct{} }
	leaves   struct{}
)

func (s stringer) String() string { return "I am " + s.s }
func (p *pointed) Error() string  { return p.s }
func (b blocks) Error() string    { <-b.c; return "late" }
func (leaves) Error() string      { runtime.Goexit(); return "" }

// Text is as the runtime prints it: of a struct, a map or a slice no content.
func TestText(t *testing.T) {
	loop := []any{nil}
	loop[0] = loop // fmt overflows the stack on it, which no recover stops
	for _, tt := range []struct {
		value any
		want  string
	}{
		{"boom", "boom"},
		{label("boom"), `supervised_test.label("boom")`},
		{errors.New("oops"), "oops"},
		{stringer{"here"}, "I am here"},
		{&pointed{"there"}, "there"},
		{(*pointed)(nil), "a *supervised_test.pointed whose Error method panics"},
		{leaves{}, "a supervised_test.leaves whose Error method ends its goroutine"},
		{42, "42"},
		{level(-3), "supervised_test.level(-3)"},
		{uint8(7), "7"},
		{true, "true"},
		{1.5, "1.5"},
		{celsius(2), "supervised_test.celsius(2)"},
		{complex(1, 2), "(1+2i)"},
		{secrets{"hunter2"}, "(supervised_test.secrets)"},
		{&secrets{"hunter2"}, "(*supervised_test.secrets) 0x"},
		{[2]string{"hunter2"}, "([2]string)"},
		{[]string{"hunter2"}, "([]string) 0x"},
		{map[string]string{"password": "hunter2"}, "(map[string]string) 0x"},
		{loop, "([]interface {}) 0x"},
		{func() {}, "(func()) 0x"},
	} {
		got := supervised.ValueText(tt.value)
		if !strings.HasPrefix(got, tt.want) || !strings.HasSuffix(tt.want, "0x") && got != tt.want {
			t.Errorf("%T: %q, want %q", tt.value, got, tt.want)
		}
	}
}

// fmt walked through it while its owner wrote: a fatal error, which no recover
// stops.
func TestMapUnderWrite(t *testing.T) {
	isolate(t)
	m := map[int]int{}
	stop := make(chan struct{})
	var end sync.WaitGroup
	end.Add(1)
	go func() {
		defer end.Done()
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				m[i%1000] = i
			}
		}
	}()
	for range 200 {
		_ = supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic(m) })
	}
	close(stop)
	end.Wait()
}

// 100 MB of panic made a record of 157 MB, and took 8 s.
func TestTextIsCapped(t *testing.T) {
	huge := strings.Repeat("é", 50<<20)
	for name, value := range map[string]any{"string": huge, "error": errors.New(huge), "named": label(huge)} {
		logs := isolate(t)
		err := supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic(value) })
		r := logs.all()
		if n := len(r[0].attrs["panic"].String()); n > 2*supervised.MaxText || n < supervised.MaxText {
			t.Errorf("%s: a text of %d bytes in the record", name, n)
		}
		if n := len(err.Error()); n > 2*supervised.MaxText+100 {
			t.Errorf("%s: an error of %d bytes", name, n)
		}
	}
}

// An Error method that waits for a lock that the panicking function still holds
// must not keep the goroutine from being told of, and run again.
func TestTextThatBlocks(t *testing.T) {
	logs := isolate(t)
	c := make(chan struct{})
	began := time.Now()
	_ = supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic(blocks{c}) })
	close(c)
	if r := logs.all(); len(r) != 1 || r[0].attrs["panic"].String() != "a supervised_test.blocks whose Error method blocks" {
		t.Errorf("logged %v", r)
	}
	if d := time.Since(began); d < time.Second || d > time.Minute {
		t.Errorf("after %v", d)
	}
}

// The text was made anew whenever somebody asked: the same error said 0, then 42.
func TestTextIsMadeOnce(t *testing.T) {
	isolate(t)
	p := &pointed{"before"}
	err := supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic(p) })
	p.s = "after"
	if got := err.Error(); !strings.HasSuffix(got, "before") {
		t.Errorf("it says %q", got)
	}
}

// Panic values may quote what is secret.
func TestTypeOnly(t *testing.T) {
	logs := isolate(t)
	err := supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic("hunter2") }, supervised.Text(supervised.TypeOnly))
	s := status(t, t.Name())
	for _, text := range []string{err.Error(), s.LastFailure, logs.all()[0].attrs["panic"].String()} {
		if !strings.Contains(text, "string") || strings.Contains(text, "hunter2") {
			t.Errorf("%q", text)
		}
	}
	_ = supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic("x") }, supervised.Text(func(any) string { panic("y") }))
	if s := status(t, t.Name()); !strings.Contains(s.LastFailure, "panics") {
		t.Errorf("status %+v", s)
	}
}

// panic(ctx.Err()) made callers think that the work was merely cancelled.
func TestPanicIsNoCancellation(t *testing.T) {
	isolate(t)
	for _, value := range []error{context.Canceled, context.DeadlineExceeded, fmt.Errorf("load: %w", context.Canceled)} {
		err := supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic(value) })
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v is taken for a cancellation", err)
		}
	}
	err := supervised.Call(context.Background(), t.Name(), func(context.Context) error { panic(io.ErrUnexpectedEOF) })
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v does not unwrap", err)
	}
}

// Error trackers take apart what has a StackTrace method of program counters.
func TestStackTrace(t *testing.T) {
	isolate(t)
	for name, tt := range map[string]struct {
		f   func(context.Context) error
		top string
	}{
		"panic":           {func(context.Context) error { explode(); return nil }, "explode"},
		"nil dereference": {func(context.Context) error { dereference(nil); return nil }, "dereference"},
		"nil map":         {func(context.Context) error { assign(nil); return nil }, "assign"},
		"index":           {func(context.Context) error { _ = index(nil, 3); return nil }, "index"},
		"in a defer":      {func(context.Context) error { new(client).unwind(); return nil }, "explode"},
		"deep":            {func(context.Context) error { recursive(1000); return nil }, "explode"},
	} {
		var p *supervised.PanicError
		if !errors.As(supervised.Call(context.Background(), t.Name(), tt.f), &p) {
			t.Fatal(name)
		}
		pcs := p.StackTrace()
		if len(pcs) == 0 || len(pcs) > 256 {
			t.Fatalf("%s: %d program counters", name, len(pcs))
		}
		frame, _ := runtime.CallersFrames(pcs).Next()
		if !strings.HasSuffix(frame.Function, "."+tt.top) {
			t.Errorf("%s: the first frame is %s", name, frame.Function)
		}
		for frames := runtime.CallersFrames(pcs); ; {
			frame, more := frames.Next()
			if strings.Contains(frame.Function, "supervised.") && !strings.Contains(frame.Function, "supervised_test.") &&
				!strings.Contains(frame.Function, "Supervisor).run") {
				t.Errorf("%s: a frame of this package: %s", name, frame.Function)
			}
			if !more {
				break
			}
		}
		pcs[0] = 0
		if p.StackTrace()[0] == 0 {
			t.Errorf("%s: the caller can change it", name)
		}
	}
}

//go:noinline
func assign(m map[string]int) { m["x"] = 1 }

//go:noinline
func index(s []int, i int) int { return s[i] }

// Every record said that it was from report.go, line 41.
func TestRecordSource(t *testing.T) {
	logs := isolate(t)
	_ = supervised.Call(context.Background(), t.Name(), func(context.Context) error { explode(); return nil })
	on(func() {
		supervised.RunWithRecover(context.Background(), t.Name(), func(context.Context) { exits() })
	})
	for i, want := range []string{"explode", "exits"} {
		frame, _ := runtime.CallersFrames([]uintptr{logs.all()[i].pc}).Next()
		if !strings.HasSuffix(frame.Function, "."+want) {
			t.Errorf("the source of record %d is %s", i, frame.Function)
		}
	}
}

// A log handler that returned an error lost the panic: slog.Logger drops it.
func TestLogHandlerThatFails(t *testing.T) {
	stderr := captureStderr(t)
	_ = supervised.Call(context.Background(), "unloggable", func(context.Context) error { explode(); return nil },
		supervised.Logger(slog.New(new(fullHandler))))
	out := stderr()
	for _, want := range []string{"disk full", "unloggable", "boom", "explode"} {
		if !strings.Contains(out, want) {
			t.Errorf("standard error has no %q:\n%s", want, out)
		}
	}
}

type fullHandler struct{ recorder }

func (*fullHandler) Handle(context.Context, slog.Record) error { return errors.New("disk full") }

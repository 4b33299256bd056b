package supervised_test

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// A recorder is a slog handler that keeps what it gets.
type recorder struct {
	mu      sync.Mutex
	records []record
}

type record struct {
	level slog.Level
	msg   string
	pc    uintptr
	attrs map[string]slog.Value
}

func (r *recorder) Enabled(context.Context, slog.Level) bool { return true }
func (r *recorder) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *recorder) WithGroup(string) slog.Handler            { return r }

func (r *recorder) Handle(_ context.Context, rec slog.Record) error {
	x := record{rec.Level, rec.Message, rec.PC, map[string]slog.Value{}}
	rec.Attrs(func(a slog.Attr) bool {
		x.attrs[a.Key] = a.Value
		return true
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.records = append(r.records, x)
	return nil
}

func (r *recorder) logger() *slog.Logger { return slog.New(r) }

func (r *recorder) all() []record {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.records
}

// isolate gives the test an empty registry, and makes the package log to the
// recorder that it returns, until the test ends.
func isolate(t testing.TB) *recorder {
	supervised.ForgetNames(t)
	r := new(recorder)
	supervised.SetDefaults(supervised.Logger(slog.New(r)))
	t.Cleanup(func() { supervised.SetDefaults() })
	return r
}

// status returns the status of one name.
func status(t testing.TB, name string) supervised.Subsystem {
	t.Helper()
	for _, s := range supervised.Status() {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("Status has no %q", name)
	panic("unreachable")
}

// on runs f on a goroutine of its own, for what ends its goroutine, and waits.
func on(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

// captureStderr returns a function that ends the capture and returns what was
// written.
func captureStderr(t *testing.T) func() string {
	f, err := os.CreateTemp(t.TempDir(), "stderr")
	if err != nil {
		t.Fatal(err)
	}
	old := os.Stderr
	os.Stderr = f
	t.Cleanup(func() { os.Stderr = old; f.Close() })
	return func() string {
		os.Stderr = old
		b, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
}

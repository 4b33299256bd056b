package e2e

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/getsentry/sentry-go"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// Error trackers get the panic from a hook, which runs after the stack is gone. All
// panics looked alike to them: nine frames of this package.
func TestSentryShowsWhoPanicked(t *testing.T) {
	var events []*sentry.Event
	client, err := sentry.NewClient(sentry.ClientOptions{
		Dsn: "", // nothing is sent
		BeforeSend: func(e *sentry.Event, _ *sentry.EventHint) *sentry.Event {
			events = append(events, e)
			return e
		},
		AttachStacktrace: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	hub := sentry.NewHub(client, sentry.NewScope())
	toSentry := supervised.OnPanic(func(p *supervised.PanicError) { hub.CaptureException(p) })
	for _, f := range []func(){loadRow, parseRow, loadRow} {
		supervised.RunWithRecover(context.Background(), "importer", func(context.Context) { f() }, supervised.NoRestart(), toSentry)
	}
	if len(events) != 3 {
		t.Fatalf("%d events, want 3", len(events))
	}
	var tops []string
	for _, e := range events {
		// Of several exceptions the last one is what Sentry shows first, of frames as well.
		var frames []sentry.Frame
		for _, x := range e.Exception {
			if x.Stacktrace != nil {
				frames = x.Stacktrace.Frames
			}
		}
		if len(frames) == 0 {
			t.Fatalf("no stack: %+v", e.Exception)
		}
		for _, f := range frames {
			if strings.HasSuffix(f.Module, "/runtime/supervised") {
				t.Errorf("a frame of package supervised: %+v", f)
			}
		}
		tops = append(tops, frames[len(frames)-1].Function)
	}
	if !slices.Equal(tops, []string{"loadRow", "parseRow", "loadRow"}) {
		t.Errorf("the functions that panicked: %q", tops)
	}
}

//go:noinline
func loadRow() {
	var rows map[string]int
	rows["x"] = 1
}

//go:noinline
func parseRow() { panic("no second field") }

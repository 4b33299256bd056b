package supervised

import (
	"bytes"
	"context"
	"log/slog"
	"runtime"
	"sync"
	"time"
)

// A watch sees to it that a run with a deadline has heartbeats. It is a timer, not
// a goroutine: there is one to run only when the deadline may have passed.
type watch struct {
	cell      *cell
	ctx       context.Context
	settings  *settings
	name      string
	attempt   int
	goroutine []byte // the first line of its stack, up to its state

	mu    sync.Mutex
	timer *time.Timer // nil: stopped
	stuck bool        // and told so
}

// started tells of the beginning of a run, and begins to watch it.
func (v *supervision) started(ctx context.Context, opts []Option) {
	v.open()
	o := v.cell.supervisor.configure(opts)
	v.cell.begun.Store(int64(time.Since(base)))
	v.cell.deadline.Store(int64(o.staleAfter))
	if o.staleAfter > 0 {
		buf := make([]byte, 64)
		head, _, _ := bytes.Cut(buf[:runtime.Stack(buf, false)], []byte("["))
		v.watch = &watch{cell: v.cell, ctx: ctx, settings: o, name: v.name, attempt: int(v.attempt), goroutine: head}
		v.watch.start()
	}
	o.tell(ctx, Event{Kind: EventStarted, Name: v.name, Attempt: int(v.attempt)})
}

func (w *watch) start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(w.settings.staleAfter, w.look)
}

// stop ends the watch, if there is one.
func (w *watch) stop() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
}

// look compares the age of the last heartbeat with the deadline.
func (w *watch) look() {
	age := w.cell.silence(int64(time.Since(base)))
	limit := w.cell.due(w.settings.staleAfter)
	w.mu.Lock()
	if w.timer == nil {
		w.mu.Unlock()
		return
	}
	stuck := age >= limit
	news := stuck != w.stuck
	w.stuck = stuck
	if stuck {
		w.timer.Reset(limit)
	} else {
		w.timer.Reset(limit - age)
	}
	w.mu.Unlock()
	if !news {
		return
	}
	if !stuck {
		w.settings.tell(w.ctx, Event{Kind: EventUnstuck, Name: w.name, Attempt: w.attempt})
		return
	}
	w.settings.log(w.ctx, 0, slog.LevelError, "supervised goroutine is stuck: no heartbeat",
		slog.String("name", w.name), slog.Int("attempt", w.attempt),
		slog.Duration("stale_after", limit), slog.Duration("silent_for", age),
		slog.String("stack", string(stackOf(w.goroutine))))
	w.settings.tell(w.ctx, Event{Kind: EventStuck, Name: w.name, Attempt: w.attempt, Wait: age})
}

// silence returns the time since the last heartbeat of the name, or since the
// start of its latest run where there was none after that.
func (c *cell) silence(now int64) time.Duration {
	return time.Duration(now - max(c.tick.Load(), c.begun.Load()))
}

// startGrace is how long the first heartbeat of a run may take at the least: caches
// are filled, tables migrated before the first pass. Kubernetes' example of a
// startup probe waits as long
// (https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-startup-probes).
const startGrace = 5 * time.Minute

// due returns how long the name may be silent now, with a deadline of d.
func (c *cell) due(d time.Duration) time.Duration {
	if c.tick.Load() < c.begun.Load() { // no heartbeat since the run began
		return max(d, startGrace)
	}
	return d
}

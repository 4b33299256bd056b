package supervised

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"time"
)

// RunWithRecover calls fn and contains its panics. After a panic, which it
// logs with its stack, it waits and calls fn again: 1 s, 2 s, 4 s, 8 s, 16 s,
// then 30 s each time. After a run that stayed up for 60 s the waits start at
// 1 s again. It returns
//
//   - when fn returns,
//   - when ctx is done after a panic: at once, also in the middle of a wait,
//   - after the first panic, with [NoRestart],
//   - after one panic too many, with [RestartLimit].
//
// fn runs at least once, even when ctx is done already. It gets ctx as it is;
// a nil ctx counts as [context.Background]. A nil fn is logged as an error and
// not called.
//
// When fn ends its goroutine with [runtime.Goexit], which no recover can stop,
// that is logged, and the goroutine ends: RunWithRecover does not return
// either, but the functions deferred by its callers run.
//
// The name stands for the goroutine in logs, in [Status] and in the handlers.
// Goroutines may share a name, and then share its counters. The number of
// names is bounded, so a name should not contain an id of a request or a user.
func RunWithRecover(ctx context.Context, name string, fn func(context.Context), opts ...Option) {
	if ctx == nil {
		ctx = context.Background()
	}
	s := supervision{name: name, cell: names.enroll(name)}
	if fn == nil {
		s.refuse(ctx, opts)
		return
	}
	defer s.leave(ctx, opts)
	s.begin()
	for {
		s.run(ctx, fn)
		if !s.open || !s.restart(ctx, opts) {
			break
		}
	}
	s.over = true
}

// Call calls fn once and returns its error, or its panic as a [*PanicError].
// It is for callers that want a result, such as errgroup:
//
//	g.Go(func() error { return supervised.Call(ctx, "import", load) })
//
// A panic is logged and handed to the [OnPanic] hooks as by [RunWithRecover];
// it is never followed by a second run, so the options on restarts mean
// nothing here. A nil fn is logged and returned as an error. When fn calls
// [runtime.Goexit], that is logged and the goroutine ends; Call does not
// return, but the functions deferred by its callers run.
func Call(ctx context.Context, name string, fn func(context.Context) error, opts ...Option) error {
	if ctx == nil {
		ctx = context.Background()
	}
	s := supervision{name: name, cell: names.enroll(name)}
	if fn == nil {
		return s.refuse(ctx, opts)
	}
	defer s.leave(ctx, opts)
	s.begin()
	err := s.call(ctx, fn)
	if s.open {
		err = s.fail(ctx, opts)
	}
	s.over = true
	return err
}

// A supervision is the state of one RunWithRecover or Call. It is kept small, and
// options are not even looked at, until something goes wrong: most runs just
// return and should not pay for more. With ctx and opts in it, which are handed
// from function to function instead, a run would take half as long again, and opts
// be allocated.
type supervision struct {
	name    string
	cell    *cell
	attempt int  // runs so far, with the present one
	open    bool // the present run has not returned
	over    bool // no Goexit got in the way
	*trouble
}

// A trouble is what a supervision needs once a run did not return.
type trouble struct {
	// What ended the present run. The value is nil for a Goexit, and for
	// panic(nil) under GODEBUG=panicnil=1.
	value any
	stack []byte

	began time.Time     // when the present run began; zero for the first one
	wait  time.Duration // the latest wait, before jitter
	limit limiter
}

// begin opens a run.
func (s *supervision) begin() {
	s.attempt++
	s.open = true
	s.cell.starts.Add(1)
}

// run calls fn. No panic of fn gets past it.
func (s *supervision) run(ctx context.Context, fn func(context.Context)) {
	defer s.rescue()
	fn(ctx)
	s.returned()
}

// call is run for a function with a result.
func (s *supervision) call(ctx context.Context, fn func(context.Context) error) error {
	defer s.rescue()
	err := fn(ctx)
	s.returned()
	return err
}

// returned closes a run that ended as it should.
func (s *supervision) returned() {
	s.open = false
	s.cell.returned()
}

// rescue, when deferred, stops a panic and keeps what is known about it. It
// can't tell a Goexit from panic(nil) under GODEBUG=panicnil=1: the caller of
// the function that deferred it can, because after a Goexit it doesn't get
// control back.
func (s *supervision) rescue() {
	v := recover()
	if s.open {
		if s.trouble == nil {
			s.trouble = new(trouble)
		}
		s.value, s.stack = v, stack()
	}
}

// panicked closes a run that panicked.
func (s *supervision) panicked(now time.Time) *PanicError {
	if s.value == nil {
		s.value = new(runtime.PanicNilError)
	}
	p := &PanicError{Name: s.name, Value: s.value, Stack: s.stack, Attempt: s.attempt}
	s.open, s.value, s.stack = false, nil, nil
	s.cell.panicked(p.text(), now)
	return p
}

// Why fn does not run again, in the words of the log.
const (
	crashThroughSet = "CrashThrough"
	noRestartSet    = "NoRestart"
	onlyCalled      = "Call"
	contextDone     = "context done"
	limitReached    = "restart limit"
	exiting         = "runtime.Goexit"
)

// restart deals with the panic of a run. It waits and opens the next run, or
// reports false when there is to be none.
func (s *supervision) restart(ctx context.Context, opts []Option) (again bool) {
	o := configure(opts)
	now := time.Now()
	p := s.panicked(now)
	delay, refusal := s.plan(ctx, &o, now)
	defer func() { // even if a hook ends the goroutine, or this panics on
		if again {
			s.begin()
			s.cell.restarts.Add(1)
		}
		s.cell.settle(again || refusal == contextDone)
	}()

	if refusal != "" {
		s.stop(ctx, &o, p, refusal)
		return false
	}
	o.report(ctx, p, slog.Duration("backoff", delay))
	s.cell.next.Store(offset(time.Now().Add(delay)))
	if !sleep(ctx, delay) {
		refusal = contextDone
		return false
	}
	s.began = time.Now()
	return true
}

// plan says how long to wait after a panic, or why not to run fn again.
func (s *supervision) plan(ctx context.Context, o *settings, now time.Time) (delay time.Duration, refusal string) {
	switch {
	case o.crash:
		return 0, crashThroughSet
	case o.noRestart:
		return 0, noRestartSet
	case done(ctx):
		return 0, contextDone
	case o.limited && !s.limit.allow(now, o.restarts, o.window):
		return 0, limitReached
	}
	// The first run needs no start time, because there is no wait to reset
	// yet: that keeps the clock out of runs that don't panic.
	if !s.began.IsZero() && now.Sub(s.began) >= o.healthy {
		s.wait = 0
	}
	s.wait = grow(s.wait, o.first, o.longest)
	return spread(s.wait, o.first, o.longest, o.jitter), ""
}

// stop reports the last panic of a supervision. With CrashThrough it panics on:
// here, outside of what recovers.
func (s *supervision) stop(ctx context.Context, o *settings, p *PanicError, why string) {
	o.report(ctx, p, slog.String("no_restart", why))
	if why == limitReached && o.onLimit != nil {
		o.hook(ctx, p, "RestartLimit", o.onLimit)
	}
	if o.crash {
		s.over = true
		panic(crash{p})
	}
}

// fail deals with the panic of a Call.
func (s *supervision) fail(ctx context.Context, opts []Option) *PanicError {
	o := configure(opts)
	p := s.panicked(time.Now())
	defer s.cell.settle(false)
	s.stop(ctx, &o, p, onlyCalled)
	return p
}

// leave, which RunWithRecover and Call defer, deals with a Goexit: all other
// ways out set over.
func (s *supervision) leave(ctx context.Context, opts []Option) {
	if !s.over {
		s.exited(ctx, opts)
	}
}

// exited closes a supervision whose goroutine ends: by fn, by a function that
// fn deferred, or by a hook.
func (s *supervision) exited(ctx context.Context, opts []Option) {
	o := configure(opts)
	trace := s.stack
	if s.open && s.value != nil {
		// fn panicked while its goroutine was ending. That panic is stopped,
		// but nothing brings the goroutine back.
		p := s.panicked(time.Now())
		defer s.cell.settle(false)
		s.stop(ctx, &o, p, exiting)
	} else if s.open {
		s.open = false
		s.cell.exited.Store(true)
		s.cell.exits.Add(1)
	}
	o.log(ctx, slog.LevelError, "supervised goroutine ended by runtime.Goexit",
		slog.String("name", s.name), slog.Int("attempt", s.attempt), slog.String("stack", string(trace)))
}

// refuse reports that there is nothing to run.
func (s *supervision) refuse(ctx context.Context, opts []Option) error {
	o := configure(opts)
	o.log(ctx, slog.LevelError, "supervised goroutine not started: its function is nil", slog.String("name", s.name))
	return fmt.Errorf("supervised: %q not started: its function is nil", s.name)
}

// sleep waits for d. It reports false, at once, when ctx is done.
func sleep(ctx context.Context, d time.Duration) bool {
	var stop <-chan struct{}
	guard(func() { stop = ctx.Done() })
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-stop:
	case <-t.C:
	}
	return !done(ctx) // when both were ready, select chose at random
}

// done reports whether ctx is done. A context is code from outside this package
// too: one that panics, such as a nil pointer in the interface, never is.
func done(ctx context.Context) (yes bool) {
	guard(func() { yes = ctx.Err() != nil })
	return yes
}

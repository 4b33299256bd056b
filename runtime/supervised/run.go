package supervised

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"time"
)

// RunWithRecover calls fn and contains its panics. After a panic, which it
// logs with its stack, it waits and calls fn again: 1 s, 2 s, 4 s, 8 s, 16 s,
// then 30 s each time. After a run that stayed up for 60 s the waits start at
// 1 s again. It returns
//
//   - when fn returns,
//   - when ctx is done after a panic: at once, also in the middle of a wait; with
//     [Finish], when fn has come to its end then,
//   - the same with a channel of [Until],
//   - after the first panic, with [NoRestart],
//   - after one panic too many, with [RestartLimit].
//
// fn runs at least once, even when ctx is done already. Its context is ctx, with
// the name for [Beat] and a pprof label (see [LabelKey]) added as values; after
// the first thousand runs of a name, of which none beat, it is ctx itself. A nil
// ctx counts as [context.Background]. A nil fn is logged as an error and not
// called.
//
// When fn ends its goroutine with [runtime.Goexit], which no recover can stop,
// that is logged, and the goroutine ends: RunWithRecover does not return
// either, but the functions deferred by its callers run.
//
// The name stands for the goroutine in logs, in [Status] and in the handlers.
// Goroutines may share a name, and then share its counters. The number of
// names is bounded, so a name should not contain an id of a request or a user.
func RunWithRecover(ctx context.Context, name string, fn func(context.Context), opts ...Option) {
	std.supervise(ctx, name, fn, opts)
}

// RunWithRecover is [RunWithRecover] for this Supervisor.
func (s *Supervisor) RunWithRecover(ctx context.Context, name string, fn func(context.Context), opts ...Option) {
	s.supervise(ctx, name, fn, opts)
}

// Run is [RunWithRecover] for a function that may fail with an error. A panic is
// followed by another run; an error ends supervision, or, with [RestartOnError],
// is followed by another run as well. Unless ctx is done, in which case an error
// is the usual way to end, it is logged and counted as a failure: that of a second
// run, which finds the port taken that the first one took, must not look like a
// service that is done.
//
// Run returns nil if fn did, and otherwise what ended supervision: the error of
// fn, or its panic as a [*PanicError]. A nil fn is logged and returned as an
// error.
func Run(ctx context.Context, name string, fn func(context.Context) error, opts ...Option) error {
	return std.Run(ctx, name, fn, opts...)
}

// Run is [Run] for this Supervisor.
func (s *Supervisor) Run(ctx context.Context, name string, fn func(context.Context) error, opts ...Option) error {
	return s.run(ctx, name, fn, opts, false)
}

// Call calls fn once and returns its error, or its panic as a [*PanicError].
// It is for callers that want a result, such as errgroup:
//
//	g.Go(func() error { return supervised.Call(ctx, "import", load) })
//
// A panic is logged and handed to the [OnPanic] hooks as by [RunWithRecover]; it
// is never followed by a second run, so the options on restarts mean nothing
// here. An error is the caller's business, and counts as a return. A nil fn is
// logged and returned as an error. When fn calls [runtime.Goexit], that is logged
// and the goroutine ends; Call does not return, but the functions deferred by its
// callers run.
func Call(ctx context.Context, name string, fn func(context.Context) error, opts ...Option) error {
	return std.Call(ctx, name, fn, opts...)
}

// Call is [Call] for this Supervisor.
func (s *Supervisor) Call(ctx context.Context, name string, fn func(context.Context) error, opts ...Option) error {
	return s.run(ctx, name, fn, opts, true)
}

func (s *Supervisor) run(ctx context.Context, name string, fn func(context.Context) error, opts []Option, call bool) error {
	var err error
	var f func(context.Context)
	if fn != nil {
		f = func(ctx context.Context) { err = fn(ctx) }
	}
	v := supervision{cell: s.enroll(name), name: name, call: call, task: call}
	if failure := v.supervise(ctx, f, opts, &err); failure != nil {
		return failure
	}
	return err
}

// A supervision is the state of one RunWithRecover, Run or Call. It is kept small,
// and options are hardly looked at, until something goes wrong: most runs just
// return and should not pay for more. With the context, the function and the
// options in it, which are handed on instead, those would be allocated.
type supervision struct {
	cell     *cell
	name     string
	*trouble // nil: nothing to keep yet

	attempt    uint32 // which run it is
	call       bool   // by Call
	task       bool   // not to be run again
	early      bool   // an option wants to know that a run begins
	introduced bool   // see begin
}

// A trouble is what a supervision needs once a run has failed, or is watched.
type trouble struct {
	episode
	wait  time.Duration // the latest one, before jitter
	limit limiter
	watch *watch // nil: no deadline
	stop  string // what it was told to stop by, with Finish; "" before that
	last  int    // runs that failed when they were told
	over  bool   // nothing is left to be done about the end of the supervision
}

// A failure is a run that did not end as it should.
type failure struct {
	value  any   // of the panic; nil for panic(nil) under GODEBUG=panicnil=1
	err    error // that the function returned
	goexit bool  // the goroutine ends, whatever is done
	trace  trace
	stack  []byte
}

// supervise runs fn until it is done. It is the short way that most runs take: the
// same as the method of supervision, without what they don't need.
func (s *Supervisor) supervise(ctx context.Context, name string, fn func(context.Context), opts []Option) {
	c := s.names.recent[place(name)].Load() // as enroll does, without a call
	if c == nil || c.name != name {
		c = s.enroll(name)
	}
	if ctx == nil || fn == nil || s.defaults.Load() != nil {
		v := supervision{cell: c, name: name}
		_ = v.supervise(ctx, fn, opts, nil)
		return
	}
	starts := c.starts.Add(1)
	v := supervision{cell: c, name: name, attempt: 1}
	v.read(opts)
	if c.task.Load() != v.task || c.lost.Load() > 0 {
		c.note(v.task)
	}
	run := ctx
	if starts <= introductions || c.asked.Load() || wanted.Load() {
		run = v.introduce(ctx)
	}
	if f := v.once(run, fn, opts); f != nil || v.early {
		_ = v.follow(ctx, fn, opts, nil, f)
	} else if v.introduced || c.streak.Load() != 0 || c.lost.Load() != 0 {
		v.end(ctx)
	} else {
		c.returns.Add(1)
	}
}

// supervise runs fn until it is done, and returns what ended it otherwise, unless
// that is an error of fn itself. Those are in err, if it has any.
func (v *supervision) supervise(ctx context.Context, fn func(context.Context), opts []Option, err *error) error {
	if ctx == nil {
		ctx = context.Background()
	}
	if fn == nil {
		return v.refuse(ctx, opts)
	}
	if initial := v.cell.supervisor.initial(); initial != nil {
		v.read(initial)
	}
	v.read(opts)
	if v.cell.task.Load() != v.task || v.cell.lost.Load() > 0 {
		v.cell.note(v.task)
	}
	f := v.once(v.begin(ctx), fn, opts)
	if f != nil || v.early || err != nil && *err != nil {
		return v.follow(ctx, fn, opts, err, f)
	}
	v.end(ctx)
	return nil
}

// note keeps what a goroutine of the name is started as. It takes the place of one
// that gave up, if there is one.
func (c *cell) note(task bool) {
	if c.task.Load() != task { // rarely: a load is cheaper than a store
		c.task.Store(task)
	}
	if c.lost.Load() > 0 {
		c.replace()
	}
}

// read notes what the options say about a run before it begins.
func (v *supervision) read(opts []Option) {
	for i := range opts {
		opt := &opts[i]
		v.early = v.early || opt.early
		if opt.kind != 0 {
			v.task = v.call || opt.kind == Task
		}
	}
}

// begin opens a run, and returns its context.
func (v *supervision) begin(ctx context.Context) context.Context {
	v.attempt++
	if v.cell.starts.Add(1) <= introductions || v.attempt > 1 || v.cell.asked.Load() || wanted.Load() {
		return v.introduce(ctx)
	}
	return ctx
}

// once calls fn, and returns its failure. No panic gets past it, unless CrashIn
// wants that. It does not return if the goroutine ends.
func (v *supervision) once(ctx context.Context, fn func(context.Context), opts []Option) (f *failure) {
	returned := false
	defer func() {
		if returned {
			return
		}
		t := walk()
		if !t.exit && t.goesOn(v.cell.supervisor.initial(), opts) {
			v.crash(t)
			return
		}
		f = &failure{trace: t, stack: stack(), goexit: t.ends}
		f.value = recover()
		if f.goexit {
			v.exit(ctx, opts, f)
		}
	}()
	if v.early {
		v.started(ctx, opts) // here, because a hook may end the goroutine
	}
	fn(ctx)
	returned = true
	return nil
}

// end closes a run that ended as it should.
func (v *supervision) end(ctx context.Context) {
	if v.introduced {
		dismiss(ctx)
	}
	if v.cell.streak.Load() != 0 {
		v.cell.streak.Store(0)
	}
	if v.cell.lost.Load() != 0 {
		v.cell.lost.Store(0)
	}
	v.cell.returns.Add(1)
}

// follow deals with the end of a run that is not a mere return, and runs fn again
// where that is wanted.
func (v *supervision) follow(ctx context.Context, fn func(context.Context), opts []Option, err *error, f *failure) error {
	v.open()
	defer v.leave(ctx, opts)
	for {
		o := v.cell.supervisor.configure(opts)
		v.watch.stop()
		if f == nil && err != nil && *err != nil && !v.call && v.told(ctx, o) == "" {
			f = &failure{err: *err}
		}
		if f == nil {
			v.end(ctx)
			if v.failures > 0 {
				v.cell.rested(&v.episode)
			}
			v.over = true
			o.tell(ctx, Event{Kind: EventDone, Name: v.name, Attempt: int(v.attempt)})
			return nil
		}
		if p, again := v.restart(ctx, f, o); !again {
			return p
		}
		if err != nil {
			*err = nil
		}
		run := v.begin(ctx)
		v.cell.rose(&v.episode, time.Now())
		f = v.once(run, fn, opts)
	}
}

// Why the function does not run again, in the words of the log.
const (
	crashThroughSet = "CrashThrough"
	noRestartSet    = "NoRestart"
	onlyCalled      = "Call"
	errorReturned   = "error"
	contextDone     = "context done"
	stopReceived    = "Until"
	limitReached    = "restart limit"
	exiting         = "runtime.Goexit"
)

// restart deals with a failure. It reports whether there is to be another run, and
// has waited for it then.
func (v *supervision) restart(ctx context.Context, f *failure, o *settings) (err error, again bool) {
	now := time.Now()
	err = v.fall(f, o, now)
	e := &v.episode
	delay, refusal := v.plan(ctx, f, o, now)
	if refusal == "" {
		v.report(ctx, f, o, err, slog.Duration("backoff", delay))
		o.tell(ctx, Event{EventRestarting, v.name, int(v.attempt), err, delay})
		v.cell.plans(e, time.Now().Add(delay))
		if v.stop == "" {
			if why := v.sleep(ctx, o, delay); why != "" {
				refusal = v.finish(o, why)
			}
		}
		if refusal == "" {
			return nil, true
		}
	} else {
		v.report(ctx, f, o, err, slog.String("no_restart", refusal))
	}
	if refusal == limitReached && o.onLimit != nil {
		o.hook(ctx, v.name, "RestartLimit", func() { o.onLimit(err) })
	}
	if p, ok := err.(*PanicError); ok && f.err == nil && refusal != crashThroughSet {
		for _, hook := range o.onEnd {
			o.hook(ctx, v.name, "OnUnfinished", func() { hook(p) })
		}
	}
	v.over = true
	if refusal == contextDone || refusal == stopReceived {
		v.cell.rested(e)
		o.tell(ctx, Event{Kind: EventDone, Name: v.name, Attempt: int(v.attempt)})
	} else {
		v.cell.broke(e, refusal == limitReached)
		o.tell(ctx, Event{Kind: EventFailed, Name: v.name, Attempt: int(v.attempt), Err: err})
	}
	if refusal == crashThroughSet {
		panic(crash{err.(*PanicError)}) // outside of what recovers
	}
	return err, false
}

// open begins to keep what a failure needs.
func (v *supervision) open() {
	if v.trouble == nil {
		v.trouble = &trouble{episode: episode{resumed: never, next: never}}
	}
}

// fall counts a failure and returns it as an error.
func (v *supervision) fall(f *failure, o *settings, now time.Time) error {
	v.open()
	err, text := f.err, ""
	switch {
	case err != nil:
		text = o.textOf(err)
	case f.goexit && f.value == nil:
		text = exiting
	default:
		if f.value == nil {
			f.value = new(runtime.PanicNilError)
		}
		text = o.textOf(f.value)
		err = &PanicError{Name: v.name, Value: f.value, Stack: f.stack, Attempt: int(v.attempt), told: true, message: text, pcs: f.trace.panicked()}
	}
	e := &v.episode
	if e.ranWell(offset(now)) {
		v.wait = 0
	}
	v.cell.fell(e, f, text, now, o.healthy)
	return err
}

// plan says how long to wait after a failure, or why not to run the function
// again.
func (v *supervision) plan(ctx context.Context, f *failure, o *settings, now time.Time) (delay time.Duration, refusal string) {
	switch {
	case o.crash && f.err == nil:
		return 0, crashThroughSet
	case v.call:
		return 0, onlyCalled
	case o.noRestart:
		return 0, noRestartSet
	case f.err != nil && !o.restartOnError:
		return 0, errorReturned
	}
	if why := v.told(ctx, o); why != "" {
		v.last++
		return 0, v.finish(o, why)
	}
	if o.restarts >= 0 && !v.limit.allow(now, o.restarts, o.window) {
		return 0, limitReached
	}
	v.wait = grow(v.wait, o.first, o.longest)
	return spread(v.wait, o.first, o.longest, o.jitter), ""
}

// finish returns why not to run the function once more that is told to stop: "" if
// [Finish] leaves it another run. That it is told is remembered: a token is there once.
func (v *supervision) finish(o *settings, why string) string {
	v.stop = cmp.Or(v.stop, why)
	if v.last < o.finish {
		return ""
	}
	return v.stop
}

// exit deals with the end of the goroutine by runtime.Goexit. once has deferred
// it, because nobody else gets control any more.
func (v *supervision) exit(ctx context.Context, opts []Option, f *failure) {
	v.open()
	v.watch.stop()
	v.over = true
	o := v.cell.supervisor.configure(opts)
	err := v.fall(f, o, time.Now())
	defer v.cell.broke(&v.episode, false) // even if a hook ends the goroutine once more
	if f.value != nil {
		// It panicked while it was ending. That panic is stopped, but nothing
		// brings the goroutine back.
		v.report(ctx, f, o, err, slog.String("no_restart", exiting))
	}
	v.exited(ctx, o, f)
}

func (v *supervision) exited(ctx context.Context, o *settings, f *failure) {
	o.log(ctx, f.trace.top(), slog.LevelError, "supervised goroutine ended by runtime.Goexit",
		slog.String("name", v.name), slog.Int("attempt", int(v.attempt)), slog.String("stack", string(f.stack)))
	o.tell(ctx, Event{Kind: EventFailed, Name: v.name, Attempt: int(v.attempt)})
}

// crash closes a supervision whose panic goes on, because of CrashIn. It calls
// nothing from outside the package, which might wait for a lock that is held.
func (v *supervision) crash(t trace) {
	v.open()
	v.watch.stop()
	v.over = true
	v.introduced = false // to give labels back is to call the context
	v.cell.fell(&v.episode, &failure{trace: t}, "let go by CrashIn", time.Now(), 0)
	v.cell.broke(&v.episode, false)
}

// leave, which follow defers, ends a supervision whose goroutine ends in a hook or
// a log handler.
func (v *supervision) leave(ctx context.Context, opts []Option) {
	if v.introduced {
		dismiss(ctx)
	}
	if v.watch != nil && v.cell.running() == 0 && v.cell.waiting.Load() == 0 {
		v.cell.deadline.Store(0) // the next one of the name may have none
	}
	if v.over {
		return
	}
	v.cell.broke(&v.episode, false)
	v.exited(ctx, v.cell.supervisor.configure(opts), &failure{stack: stack()})
}

// refuse reports that there is nothing to run.
func (v *supervision) refuse(ctx context.Context, opts []Option) error {
	v.cell.supervisor.configure(opts).log(ctx, 0, slog.LevelError, "supervised goroutine not started: its function is nil", slog.String("name", v.name))
	return fmt.Errorf("supervised: %q not started: its function is nil", v.name)
}

// sleep waits for d. It returns why not to go on, at once, when the supervision is
// told to stop.
func (v *supervision) sleep(ctx context.Context, o *settings, d time.Duration) (why string) {
	t := time.NewTimer(d)
	defer t.Stop()
	cases := append([]reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(t.C)},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(doneChannel(ctx))},
	}, o.until...)
	switch i, _, _ := reflect.Select(cases); i {
	case 0:
		return v.told(ctx, o) // when several were ready, select chose at random
	case 1:
		return contextDone
	}
	return stopReceived
}

// told returns why not to go on, if the supervision is told to stop.
func (v *supervision) told(ctx context.Context, o *settings) (why string) {
	if v.stop != "" { // of tokens, one is taken
		return v.stop
	}
	guard(func() {
		if ctx.Err() != nil {
			why = contextDone
		}
	})
	if why != "" {
		return why
	}
	select {
	case <-doneChannel(ctx): // whatever Err says
		return contextDone
	default:
	}
	if len(o.until) == 0 {
		return ""
	}
	cases := append([]reflect.SelectCase{{Dir: reflect.SelectDefault}}, o.until...)
	if i, _, _ := reflect.Select(cases); i > 0 {
		return stopReceived
	}
	return ""
}

// doneChannel returns the channel of a context. A context is code from outside
// this package too: that of one that panics, such as a nil pointer in the
// interface, is never closed.
func doneChannel(ctx context.Context) (c <-chan struct{}) {
	guard(func() { c = ctx.Done() })
	return c
}

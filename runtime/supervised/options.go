package supervised

import (
	"log/slog"
	"reflect"
	"slices"
	"time"
)

// An Option changes what [RunWithRecover], [Run] or [Call] does about a failure.
// Of two that contradict each other the later one wins, so all but [Until] can be
// undone; those of [SetDefaults] come before all others. The zero Option changes
// nothing.
type Option struct {
	apply func(*settings) // nil: nothing that only matters after a failure

	// What is read from the option itself. The first two matter before the first
	// run, when there are no settings yet; the last two while the panic is still
	// on its way, and where settings would put them on the heap in every run.
	kind    Kind
	early   bool
	crashIn []any
	contain bool
}

type settings struct {
	logger    *slog.Logger // nil: slog.Default()
	logs      int          // records of panics in a period; negative: all
	logPeriod time.Duration
	text      func(any) string // nil: as the runtime prints
	onPanic   []func(*PanicError)
	onEnd     []func(*PanicError) // OnUnfinished
	onEvent   []func(Event)

	noRestart      bool
	restartOnError bool
	crash          bool
	until          []reflect.SelectCase
	finish         int           // how many runs may be told to stop
	staleAfter     time.Duration // 0: never

	first, longest time.Duration // bounds of the wait
	jitter         float64
	healthy        time.Duration

	restarts int // at most, in a window; negative: no limit
	window   time.Duration
	onLimit  func(error)
}

var builtin = settings{
	logs:     -1,
	first:    time.Second,
	longest:  30 * time.Second,
	healthy:  time.Minute,
	restarts: -1,
}

// SetDefaults sets the options that every RunWithRecover, Run and Call starts
// from, for what happens from now on; their own options come on top. It replaces
// what an earlier SetDefaults set. It is for main, where one call covers the code
// that passes no options:
//
//	supervised.SetDefaults(supervised.Jitter(0.2), supervised.OnPanic(toSentry))
func SetDefaults(opts ...Option) { std.SetDefaults(opts...) }

// SetDefaults is [SetDefaults] for this Supervisor.
func (s *Supervisor) SetDefaults(opts ...Option) {
	opts = slices.Clone(opts)
	s.defaults.Store(&opts)
}

// initial returns the options of SetDefaults.
func (s *Supervisor) initial() []Option {
	if d := s.defaults.Load(); d != nil {
		return *d
	}
	return nil
}

// configure returns the settings under these options.
func (s *Supervisor) configure(opts []Option) *settings {
	o := builtin
	for _, list := range [...][]Option{s.initial(), opts} {
		for _, opt := range list {
			if opt.apply != nil {
				opt.apply(&o)
			}
		}
	}
	return &o
}

// NoRestart ends supervision at the first failure. It is for a task: a function
// that does one thing and must not do half of it twice.
func NoRestart() Option {
	return Option{kind: Task, apply: func(s *settings) { s.noRestart = true }}
}

// Restart undoes [NoRestart]: it is for a service, a function that runs until it
// is told to stop. That is the default.
func Restart() Option {
	return Option{kind: Service, apply: func(s *settings) { s.noRestart = false }}
}

// RestartOnError makes an error that the function of [Run] returns a failure like
// a panic: it is logged, and the function runs again after the wait. Without it
// an error ends supervision. [Call] returns it in any case.
func RestartOnError() Option {
	return Option{apply: func(s *settings) { s.restartOnError = true }}
}

// EndOnError undoes [RestartOnError]. That is the default.
func EndOnError() Option {
	return Option{apply: func(s *settings) { s.restartOnError = false }}
}

// OnPanic calls f with every panic that is contained, after it was logged and
// before the wait. With [NoRestart], and from [Call], that is exactly once, and
// before the return. Several OnPanic run in the order given; OnPanic(nil) drops
// those before it. f runs on the goroutine that panicked, so a slow f delays the
// next run; a panic of f is logged and goes no further.
func OnPanic(f func(*PanicError)) Option {
	return Option{apply: func(s *settings) {
		if f == nil {
			s.onPanic = nil
			return
		}
		s.onPanic = append(s.onPanic, f)
	}}
}

// OnUnfinished calls f once where supervision ends behind a run that panicked, with that panic: the
// function is not run again, since it was told to stop, by its context or a channel of [Until],
// or since [NoRestart] or [RestartLimit] say so, and [Finish] leaves it no further run.
// It is for a service of whose end somebody reads the result:
//
//	go supervised.RunWithRecover(ctx, "api", func(context.Context) { errc <- api.Serve() },
//		supervised.Until(api.stop), supervised.Finish(10),
//		supervised.OnUnfinished(func(p *supervised.PanicError) { errc <- p }))
//
// It comes after OnPanic and before the return. Several run in the order given;
// OnUnfinished(nil) drops those before it. A panic of f is logged and goes no further.
func OnUnfinished(f func(*PanicError)) Option {
	return Option{apply: func(s *settings) {
		if f == nil {
			s.onEnd = nil
			return
		}
		s.onEnd = append(s.onEnd, f)
	}}
}

// Until ends supervision with a channel, as the end of a context does: once stop
// is closed, or a value can be received from it, a failed function is not run
// again, and a wait for its next run is over at once. At most one value is
// received: of the token that stops a service, either the run or the wait gets
// hold. Until does not end a run, nor does it stand in the way of the first one.
// Several Until add up; a nil channel is never ready.
func Until[T any](stop <-chan T) Option {
	return Option{apply: func(s *settings) {
		s.until = append(s.until, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(stop)})
	}}
}

// Finish lets a function that failed come to its end: when it is told to stop, by its
// context or a channel of [Until], in the wait for its next run, that comes at once,
// instead of not at all. It is for a function that has something to do then, such as
// to flush what it has gathered or to give back a lease, and that finds out from a done
// context or a closed channel that it is told. Until takes a token away from it, so
// where one is sent, leave Until out.
//
// In n runs the function may be told. The usual number is 1: a run that fails after it
// was told may have begun with what comes at the end, and must not begin again. A larger
// one is for a function whose end cannot fail, but which may first take a bad message
// that waits beside the channel.
func Finish(n int) Option { return Option{apply: func(s *settings) { s.finish = n }} }

// CrashIn lets a panic go on, as if nothing supervised the goroutine, when one of
// these functions is on the stack that panicked: between the panic and the call
// of the supervised function. It is for functions that hold a lock, or owe
// something else, where only the end of the process helps. The panic is not
// recovered at all, and nothing is logged: the process ends with its value and its
// stack, unless code outside recovers.
//
// A function is named as it is declared:
//
//	supervised.CrashIn((*Client).close, table.compact, flush)
//
// Any instance of a generic function stands for all of them. A function literal
// counts as part of the function around it only while that is on the stack. Of a
// method that the compiler only wraps, such as a promoted one named by the outer
// type, or one of an interface, any method of its name counts. What is not a
// function makes every panic go on. Several CrashIn add up; [Contain] undoes them.
func CrashIn(funcs ...any) Option { return Option{crashIn: funcs} }

// CrashThrough lets panics end the process after all, for development: a panic
// is logged and handed to the [OnPanic] hooks, and then goes on, with its first
// stack in its text.
func CrashThrough() Option { return Option{apply: func(s *settings) { s.crash = true }} }

// Contain undoes [CrashThrough] and [CrashIn]. That is the default.
func Contain() Option {
	return Option{contain: true, apply: func(s *settings) { s.crash = false }}
}

// Logger makes l, instead of [slog.Default], get the records. A nil l means
// slog.Default again.
func Logger(l *slog.Logger) Option {
	return Option{apply: func(s *settings) { s.logger = l }}
}

// LogLimit logs at most n failures of a name in a period; the next record that is
// written says how many were not, as "suppressed". Hooks and counters see them
// all. A negative n means no limit, the default.
func LogLimit(n int, period time.Duration) Option {
	return Option{apply: func(s *settings) { s.logs, s.logPeriod = n, period }}
}

// Text makes f turn the value of a panic into text, for the log, [Status] and
// [PanicError.Error]. A nil f means the default: as the runtime prints it.
//
//	supervised.Text(supervised.TypeOnly) // panic values may quote data of users
func Text(f func(value any) string) Option {
	return Option{apply: func(s *settings) { s.text = f }}
}

// Backoff sets the wait after a first failure, and the longest wait; in between,
// waits double. A first that is not positive leaves the one in force; a longest
// below first counts as first. The default is 1 s and 30 s.
func Backoff(first, longest time.Duration) Option {
	return Option{apply: func(s *settings) {
		if first > 0 {
			s.first = first
		}
		s.longest = max(longest, s.first)
	}}
}

// Jitter lengthens each wait at random by up to the given fraction of it, so
// that goroutines felled by one cause don't come back in step. Where that would
// pass the longest wait, the range is moved down to end there. The fraction is
// at least 0, the default, and at most 1.
func Jitter(fraction float64) Option {
	if !(fraction > 0) { // NaN too
		fraction = 0
	}
	fraction = min(fraction, 1)
	return Option{apply: func(s *settings) { s.jitter = fraction }}
}

// HealthyAfter sets how long a run must stay up to be a healthy one: after it the
// waits start from the shortest again, and failures before it do not make a crash
// loop. A d that is not positive leaves the one in force. The default is 60 s.
func HealthyAfter(d time.Duration) Option {
	return Option{apply: func(s *settings) {
		if d > 0 {
			s.healthy = d
		}
	}}
}

// RestartLimit gives up at a failure that would be followed by more than n
// restarts within the window: it is logged, handed to the [OnPanic] hooks, then
// to final, if that is not nil, as a [*PanicError] or the error of [Run], and
// supervision ends. A window that is not
// positive never moves on: n restarts in all. A panic of final is logged and
// goes no further. A negative n means no limit, the default.
func RestartLimit(n int, window time.Duration, final func(error)) Option {
	return Option{apply: func(s *settings) { s.restarts, s.window, s.onLimit = n, window, final }}
}

// StaleAfter sets a deadline for the heartbeats of the name. When none came for d
// while a run is up, the goroutine is stuck: that is logged once, with its stack,
// told to [OnEvent], and makes the name unhealthy until the next heartbeat. The
// first heartbeat of a run has five minutes, if d is less: a start takes longer than
// a pass. A run that beats when it begins is held to d from there on. A d
// that is not positive means no deadline, the default. Finding the stack stops
// the program for as long as it takes to write down those of all goroutines.
func StaleAfter(d time.Duration) Option {
	return Option{early: true, apply: func(s *settings) { s.staleAfter = max(d, 0) }}
}

// OnEvent calls f with everything that happens to a supervised goroutine. Several
// add up, and are called one after the other; OnEvent(nil) drops those before it.
// f runs on the goroutine that it is about, or, for [EventStuck] and
// [EventUnstuck], on one of its own. A panic of f is logged and goes no further.
func OnEvent(f func(Event)) Option {
	return Option{early: true, apply: func(s *settings) {
		if f == nil {
			s.onEvent = nil
			return
		}
		s.onEvent = append(s.onEvent, f)
	}}
}

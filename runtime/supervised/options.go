package supervised

import (
	"log/slog"
	"slices"
	"sync/atomic"
	"time"
)

// An Option changes what [RunWithRecover] or [Call] does about a panic.
type Option func(*settings)

type settings struct {
	logger    *slog.Logger // nil: slog.Default()
	onPanic   []func(*PanicError)
	noRestart bool
	crash     bool

	first, longest time.Duration // bounds of the wait
	jitter         float64
	healthy        time.Duration

	limited  bool
	restarts int
	window   time.Duration
	onLimit  func(*PanicError)
}

var builtin = settings{first: time.Second, longest: 30 * time.Second, healthy: time.Minute}

var defaults atomic.Pointer[settings] // nil: builtin

// SetDefaults sets the options that every RunWithRecover and Call of the
// program starts from, for a panic from now on; their own options come on top.
// It replaces what an earlier SetDefaults set. It is for main, where one call
// covers the code that passes no options:
//
//	supervised.SetDefaults(supervised.Jitter(0.2), supervised.OnPanic(toSentry))
func SetDefaults(opts ...Option) {
	s := builtin.with(opts)
	defaults.Store(&s)
}

// configure returns the defaults with the options on top.
func configure(opts []Option) settings {
	s := &builtin
	if d := defaults.Load(); d != nil {
		s = d
	}
	return s.with(opts)
}

func (s settings) with(opts []Option) settings {
	for _, opt := range opts {
		if opt != nil {
			opt(&s)
		}
	}
	return s
}

// NoRestart ends supervision at the first panic. It is for a task: a function
// that does one thing and must not do half of it twice.
func NoRestart() Option { return noRestart }

func noRestart(s *settings) { s.noRestart = true }

// OnPanic calls f with every panic that is contained, after it was logged and
// before the wait. With [NoRestart], and from [Call], that is exactly once, and
// before the return. Several OnPanic run in the order given. f runs on the
// goroutine that panicked, so a slow f delays the next run; a panic of f is
// logged and goes no further.
func OnPanic(f func(*PanicError)) Option {
	return func(s *settings) {
		if f != nil {
			s.onPanic = append(slices.Clip(s.onPanic), f)
		}
	}
}

// Logger makes l, instead of [slog.Default], get the records. A nil l means
// slog.Default again.
func Logger(l *slog.Logger) Option {
	return func(s *settings) {
		s.logger = l
	}
}

// Backoff sets the wait after a first panic, and the longest wait; in between,
// waits double. A first that is not positive leaves the one in force; a longest
// below first counts as first. The default is 1 s and 30 s.
func Backoff(first, longest time.Duration) Option {
	return func(s *settings) {
		if first > 0 {
			s.first = first
		}
		s.longest = max(longest, s.first)
	}
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
	return func(s *settings) {
		s.jitter = fraction
	}
}

// HealthyAfter sets how long a run must stay up for the waits to start from the
// shortest again. A d that is not positive leaves the one in force. The default
// is 60 s.
func HealthyAfter(d time.Duration) Option {
	return func(s *settings) {
		if d > 0 {
			s.healthy = d
		}
	}
}

// RestartLimit gives up at a panic that would be followed by more than n
// restarts within the window: it is logged, handed to the [OnPanic] hooks, then
// to final, if that is not nil, and supervision ends. A window that is not
// positive never moves on: n restarts in all. A panic of final is logged and
// goes no further. The default is no limit.
func RestartLimit(n int, window time.Duration, final func(*PanicError)) Option {
	return func(s *settings) {
		s.limited, s.restarts, s.window, s.onLimit = true, n, window, final
	}
}

// CrashThrough lets panics end the process after all, for development: a panic
// is logged and handed to the [OnPanic] hooks, and then goes on, with its first
// stack in its text.
func CrashThrough() Option { return crashThrough }

func crashThrough(s *settings) { s.crash = true }

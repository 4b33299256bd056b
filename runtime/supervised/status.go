package supervised

import (
	"slices"
	"strings"
	"time"
)

// A State says what the goroutines of a name do.
type State string

const (
	Running State = "running" // at least one runs
	Waiting State = "waiting" // none runs, at least one will after its wait
	Done    State = "done"    // the last one returned, or was told to stop
	Failed  State = "failed"  // the last one ended otherwise: a failure without a restart, a Goexit

	// Unsupervised is the state of a name that is known by its heartbeats only.
	Unsupervised State = "unsupervised"
)

// States are all states, those first that a person wants to see first.
var States = [...]State{Running, Waiting, Failed, Done, Unsupervised}

// A Kind says what a name is supervised as.
type Kind uint8

const (
	Service Kind = iota + 1 // runs again after a failure: the default
	Task                    // does not: NoRestart, or Call
)

// String returns "service", "task", or "" for the name of something that is not
// supervised.
func (k Kind) String() string { return [...]string{"", "service", "task"}[min(k, 2)] }

// A Subsystem is what is known of a name: all that [Heartbeat], [RunWithRecover],
// [Run] and [Call] did under it since the program started.
type Subsystem struct {
	Name    string
	Kind    Kind // as which the latest goroutine was started
	State   State
	Problem Problem   // "": none
	Since   time.Time // when the name was first used

	Running int // goroutines that run now
	Waiting int // goroutines that wait for their next run
	Lost    int // goroutines that ended by a failure, and that no new one has replaced

	Starts   uint64 // runs begun
	Restarts uint64 // those of them that followed a failure
	Panics   uint64 // runs ended by a panic
	Errors   uint64 // runs ended by an error, in Run
	Goexits  uint64 // runs ended by runtime.Goexit
	Failed   uint64 // goroutines whose supervision ended by a failure
	GaveUp   uint64 // those of them that used up their RestartLimit

	FailuresInARow int // the most of any goroutine that goes on, or else of those that ended

	LastTick      time.Time     // of the last heartbeat; zero: never
	StaleAfter    time.Duration // the deadline for a heartbeat; 0: none
	LastFailureAt time.Time     // zero: never
	LastFailure   string        // the panic value, or the error, as text, cut off at 1 KiB
	NextStart     time.Time     // when the next of those that wait will run; zero: none is known to
}

// Status returns what is known of every name, sorted by name.
func Status() []Subsystem { return std.Status() }

// Status is [Status] for this Supervisor.
func (s *Supervisor) Status() []Subsystem {
	cells := s.names.all()
	now := time.Now()
	all := make([]Subsystem, len(cells))
	for i, c := range cells {
		all[i] = c.status(now)
	}
	slices.SortFunc(all, func(a, b Subsystem) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// count reads the counters, one after the other, while goroutines change them.
// The order makes up for that. A goroutine begins a run before it stops waiting,
// and waits before it ends a run, so of ends, waits and starts, read in this
// order, at least one tells where it is. And where no run ended in between, the
// difference of starts and ends is exact; otherwise it is too high, never too
// low, and worth another try.
func (c *cell) count(s *Subsystem) {
	for range 10 {
		if h := c.history.Load(); h != nil {
			h.mu.Lock()
			s.Restarts, s.Panics, s.Errors, s.Goexits, s.Failed, s.GaveUp = h.restarts, h.panics, h.errors, h.goexits, h.failed, h.gaveUp
			h.mu.Unlock()
		}
		failed, returns := c.failed.Load(), c.returns.Load()
		s.Waiting = int(c.waiting.Load())
		s.Starts = c.starts.Load()
		s.Running = int(s.Starts - failed - returns)
		if failed == c.failed.Load() && returns == c.returns.Load() {
			return
		}
	}
}

func (c *cell) status(now time.Time) Subsystem {
	s := Subsystem{Name: c.name, Since: at(c.since, now), StaleAfter: time.Duration(c.deadline.Load())}
	c.count(&s)
	s.Lost = int(c.lost.Load())
	s.Problem = c.problem(offset(now))
	streak := c.streak.Load()
	s.FailuresInARow = int(streak)
	if t := c.tick.Load(); t != never {
		s.LastTick = at(t, now)
	}
	if h := c.history.Load(); h != nil {
		n, next := h.inARow(offset(now))
		s.FailuresInARow = max(s.FailuresInARow, n)
		if next != never {
			s.NextStart = at(next, now)
		}
		h.mu.Lock()
		if h.lastAt != never {
			s.LastFailureAt, s.LastFailure = at(h.lastAt, now), h.last
		}
		h.mu.Unlock()
	}
	if s.Starts > 0 {
		s.Kind = Service
		if c.task.Load() {
			s.Kind = Task
		}
	}
	switch {
	case s.Running > 0:
		s.State = Running
	case s.Waiting > 0:
		s.State = Waiting
	case s.Starts == 0:
		s.State = Unsupervised
	case streak > 0:
		s.State = Failed
	default:
		s.State = Done
	}
	return s
}

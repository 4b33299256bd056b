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
	Done    State = "done"    // the last one returned, or its context is done
	Exited  State = "exited"  // the last one ended otherwise: a panic without a restart, a Goexit

	// Unsupervised is the state of a name that is known by its heartbeats only.
	Unsupervised State = "unsupervised"
)

// A Subsystem is what is known of a name: all that [Heartbeat], [RunWithRecover]
// and [Call] did under it since the program started.
type Subsystem struct {
	Name  string
	State State
	Since time.Time // when the name was first used

	Running int // goroutines that run now
	Waiting int // goroutines that wait for their next run

	Starts   uint64 // runs begun
	Restarts uint64 // those of them that followed a panic
	Panics   uint64 // runs ended by a panic
	Exits    uint64 // runs ended by runtime.Goexit

	LastTick    time.Time // of the last Heartbeat; zero: never
	LastPanicAt time.Time // zero: never
	LastPanic   string    // its value as text, cut off at 1 KiB
	NextStart   time.Time // of the goroutine that panicked last; zero: it does not wait any more
}

// Status returns what is known of every name, sorted by name.
func Status() []Subsystem {
	cells := names.all()
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
		s.Restarts, s.Panics, s.Exits = c.restarts.Load(), c.panics.Load(), c.exits.Load()
		returns := c.returns.Load()
		s.Waiting = int(c.waiting.Load())
		s.Starts = c.starts.Load()
		s.Running = int(s.Starts - s.Panics - s.Exits - returns)
		if s.Panics == c.panics.Load() && s.Exits == c.exits.Load() && returns == c.returns.Load() {
			return
		}
	}
}

func (c *cell) status(now time.Time) Subsystem {
	s := Subsystem{Name: c.name, Since: at(c.since, now)}
	c.count(&s)
	if t := c.tick.Load(); t != never {
		s.LastTick = at(t, now)
	}
	if p := c.lastPanic.Load(); p != nil {
		s.LastPanicAt, s.LastPanic = at(p.at, now), p.text
	}
	if next := c.next.Load(); s.Waiting > 0 && next != never && next > offset(now) {
		s.NextStart = at(next, now)
	}
	switch {
	case s.Running > 0:
		s.State = Running
	case s.Waiting > 0:
		s.State = Waiting
	case s.Starts == 0:
		s.State = Unsupervised
	case c.exited.Load():
		s.State = Exited
	default:
		s.State = Done
	}
	return s
}

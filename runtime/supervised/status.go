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
	NextStart   time.Time // of the goroutine that panicked last; zero: it does not wait
}

// Status returns what is known of every name, sorted by name.
func Status() []Subsystem {
	cells := names.load()
	now := time.Now()
	all := make([]Subsystem, 0, len(cells))
	for name, c := range cells {
		all = append(all, c.status(name, now))
	}
	slices.SortFunc(all, func(a, b Subsystem) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// status reads one field after the other while goroutines change them. The order
// makes up for that: ends are read before starts, so that none runs less than
// zero times, and a goroutine on its way from running to waiting or back is seen
// in one of the two at least.
func (c *cell) status(name string, now time.Time) Subsystem {
	waited := int(c.waiting.Load())
	s := Subsystem{
		Name:     name,
		Since:    at(c.since, now),
		Restarts: c.restarts.Load(),
		Panics:   c.panics.Load(),
		Exits:    c.exits.Load(),
	}
	ended := c.returns.Load() + s.Panics + s.Exits
	s.Starts = c.starts.Load()
	s.Running = int(s.Starts - ended)
	s.Waiting = int(c.waiting.Load())
	if s.Running == 0 {
		s.Waiting = max(s.Waiting, waited)
	}

	if t := c.tick.Load(); t != never {
		s.LastTick = at(t, now)
	}
	if p := c.lastPanic.Load(); p != nil {
		s.LastPanicAt, s.LastPanic = at(p.at, now), p.text
	}
	if next := c.next.Load(); s.Waiting > 0 && next != never {
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

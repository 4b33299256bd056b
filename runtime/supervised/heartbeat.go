package supervised

import (
	"context"
	"sync/atomic"
	"time"
)

// Heartbeat records that the subsystem called name is alive now. A loop should
// beat on every pass, idle ones too: idle is not dead. A beat of a known name
// takes no lock and allocates nothing.
func Heartbeat(name string) { std.Heartbeat(name) }

// Heartbeat is [Heartbeat] for this Supervisor.
func (s *Supervisor) Heartbeat(name string) {
	c := s.names.lookup(name)
	if c == nil {
		if c = s.learn(key(name), false); c == nil {
			return
		}
	}
	c.beat()
}

func (c *cell) beat() { c.tick.Store(int64(time.Since(base))) }

// Beat is the [Heartbeat] of the name under which the function is supervised that
// was given ctx, or a context made from it. It is for a loop that cannot know the
// name. Under any other context it does nothing.
func Beat(ctx context.Context) {
	if ctx == nil {
		return
	}
	c, _ := ctx.Value(cellKey{}).(*cell)
	if c == nil {
		wanted.Store(true)
		return
	}
	if !c.asked.Load() {
		c.asked.Store(true)
	}
	c.beat()
}

// cellKey is the key of a name's cell in a context.
type cellKey struct{}

// wanted says that somebody called Beat with a context that has no name.
var wanted atomic.Bool

// LastTick returns the time of the last heartbeat of name, or the zero time if
// there was none.
func LastTick(name string) time.Time { return std.LastTick(name) }

// LastTick is [LastTick] for this Supervisor.
func (s *Supervisor) LastTick(name string) time.Time {
	if c := s.known(name); c != nil {
		if t := c.tick.Load(); t != never {
			return at(t, time.Now())
		}
	}
	return time.Time{}
}

// Snapshot returns the time of the last heartbeat of every name that had one.
func Snapshot() map[string]time.Time { return std.Snapshot() }

// Snapshot is [Snapshot] for this Supervisor.
func (s *Supervisor) Snapshot() map[string]time.Time {
	ticks := make(map[string]time.Time)
	now := time.Now()
	for _, c := range s.names.all() {
		if t := c.tick.Load(); t != never {
			ticks[c.name] = at(t, now)
		}
	}
	return ticks
}

package supervised

import (
	"context"
	"log/slog"
	"maps"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// maxNames bounds the registry, which never forgets a name. To learn one costs
// a copy of the whole map: with no bound, a name made from an id would be a
// leak and take quadratic time.
const maxNames = 4096

// other is the name that goroutines are counted under for which there is no
// room.
const other = "(other)"

// base is where the clock of this package starts. Times are kept as offsets from
// it on the monotonic clock, and turned into wall time when they are asked for:
// so a step of the wall clock can't make a live subsystem look stale.
var base = time.Now()

func offset(t time.Time) int64 { return int64(t.Sub(base)) }

// at is the inverse of offset: now minus the age. Inside a testing/synctest
// bubble, where the clock starts in 2000, offsets are negative.
func at(offset int64, now time.Time) time.Time {
	return now.Add(time.Duration(offset) - now.Sub(base))
}

// never is the tick of a name that had no heartbeat.
const never = math.MinInt64

// A cell is what is known of one name. It fills two cache lines: goroutines that
// beat write to the first only, so distinct names never wait for each other.
type cell struct {
	tick  atomic.Int64 // offset of the last heartbeat, or never
	since int64        // offset of when the name was learned
	_     [48]byte

	// Runs begun, and runs ended in each of the three ways. Every run is one
	// addition at each end; how many are running is a difference.
	starts, returns, panics, exits atomic.Uint64

	restarts  atomic.Uint64
	waiting   atomic.Int32 // goroutines between a panic and what follows it
	exited    atomic.Bool  // the latest end was not a clean one
	next      atomic.Int64 // offset of the next start, or never
	lastPanic atomic.Pointer[lastPanic]
}

type lastPanic struct {
	at   int64 // offset
	text string
}

// returned counts a clean end.
func (c *cell) returned() {
	if c.exited.Load() { // rarely: a load is cheaper than a store
		c.exited.Store(false)
	}
	c.returns.Add(1)
}

// panicked counts a panic; settle must follow. In between the name counts as
// waiting.
func (c *cell) panicked(p *PanicError, now time.Time) {
	c.lastPanic.Store(&lastPanic{offset(now), brief(p.text())})
	c.next.Store(never)
	c.waiting.Add(1)
	c.panics.Add(1)
}

// settle ends what panicked began, well if there is a new run or none is wanted.
func (c *cell) settle(well bool) {
	c.exited.Store(!well)
	c.waiting.Add(-1)
}

// brief cuts s down to what the registry can afford to keep for every name.
func brief(s string) string {
	const most = 1 << 10
	if len(s) <= most {
		return strings.Clone(s)
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// A registry maps names to cells. Its readers take no lock: the map is replaced,
// never changed.
type registry struct {
	cells  atomic.Pointer[map[string]*cell]
	mu     sync.Mutex // held to replace the map
	warned atomic.Bool
}

var names registry

func (r *registry) load() map[string]*cell {
	if m := r.cells.Load(); m != nil {
		return *m
	}
	return nil
}

// enroll returns the cell for a goroutine called name.
func (r *registry) enroll(name string) *cell {
	if c := r.load()[name]; c != nil {
		return c
	}
	if c := r.learn(name); c != nil {
		return c
	}
	return r.insert(other, maxNames+1)
}

// learn returns the cell of a name that load did not find, or nil when there is
// no room for it.
func (r *registry) learn(name string) *cell {
	if c := r.insert(name, maxNames); c != nil {
		return c
	}
	if !r.warned.Load() && r.warned.CompareAndSwap(false, true) {
		o := configure(nil)
		o.log(context.Background(), slog.LevelWarn, "supervised: too many names: heartbeats of new ones are dropped, their goroutines counted as "+other,
			slog.Int("max", maxNames), slog.String("name", name))
	}
	return nil
}

// insert returns the cell of name. It adds one if the map stays within most.
func (r *registry) insert(name string, most int) *cell {
	if m := r.load(); len(m) >= most {
		return m[name] // no lock for the many that come too late
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.load()
	if c := old[name]; c != nil || len(old) >= most {
		return c
	}
	c := &cell{since: offset(time.Now())}
	c.tick.Store(never)
	m := make(map[string]*cell, len(old)+1)
	maps.Copy(m, old)
	m[strings.Clone(name)] = c // name may be a part of something large
	r.cells.Store(&m)
	return c
}

// Heartbeat records that the subsystem called name is alive now. A loop should
// beat on every pass, idle ones too: idle is not dead. A beat of a known name
// takes no lock and allocates nothing.
func Heartbeat(name string) {
	c := names.load()[name]
	if c == nil {
		if c = names.learn(name); c == nil {
			return
		}
	}
	c.tick.Store(int64(time.Since(base)))
}

// LastTick returns the time of the last Heartbeat of name, or the zero time if
// there was none.
func LastTick(name string) time.Time {
	if c := names.load()[name]; c != nil {
		if t := c.tick.Load(); t != never {
			return at(t, time.Now())
		}
	}
	return time.Time{}
}

// Snapshot returns the time of the last Heartbeat of every name that had one.
func Snapshot() map[string]time.Time {
	cells := names.load()
	ticks := make(map[string]time.Time, len(cells))
	now := time.Now()
	for name, c := range cells {
		if t := c.tick.Load(); t != never {
			ticks[name] = at(t, now)
		}
	}
	return ticks
}

// IsHealthy reports whether the last Heartbeat of every expected name is at most
// staleThreshold old, and lists those of which that is not true, in the order
// given. A name that never had a heartbeat is stale.
func IsHealthy(expected []string, staleThreshold time.Duration) (healthy bool, stale []string) {
	cells := names.load()
	now := int64(time.Since(base))
	for _, name := range expected {
		tick := int64(never)
		if c := cells[name]; c != nil {
			tick = c.tick.Load()
		}
		if tick == never || now-tick > int64(staleThreshold) {
			stale = append(stale, name)
		}
	}
	return len(stale) == 0, stale
}

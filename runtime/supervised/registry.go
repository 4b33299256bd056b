package supervised

import (
	"context"
	"hash/maphash"
	"log/slog"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// maxNames bounds the registry, which never forgets a name: one made from an id
// would be a leak.
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
	name  string
	since int64        // offset of when the name was learned
	tick  atomic.Int64 // offset of the last heartbeat, or never
	_     [32]byte

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
func (c *cell) panicked(text string, now time.Time) {
	c.lastPanic.Store(&lastPanic{offset(now), brief(text)})
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

// A registry is a hash table with open addressing that only ever grows, up to
// half full: who looks for a name needs no lock.
type registry struct {
	slots  [2 * maxNames]atomic.Pointer[cell]
	n      atomic.Int32 // slots in use
	mu     sync.Mutex   // held to use one more
	warned atomic.Bool
}

var names = new(registry)

var seed = maphash.MakeSeed()

// find returns the cell of name, or nil and the slot that is to have it.
func (r *registry) find(name string) (*cell, *atomic.Pointer[cell]) {
	for i := maphash.String(seed, name); ; i++ {
		slot := &r.slots[i%uint64(len(r.slots))]
		if c := slot.Load(); c == nil || c.name == name {
			return c, slot
		}
	}
}

// all returns every cell, in no order.
func (r *registry) all() []*cell {
	cells := make([]*cell, 0, r.n.Load())
	for i := range r.slots {
		if c := r.slots[i].Load(); c != nil {
			cells = append(cells, c)
		}
	}
	return cells
}

// enroll returns the cell for a goroutine called name.
func (r *registry) enroll(name string) *cell {
	if c, _ := r.find(name); c != nil {
		return c
	}
	if c := r.learn(name); c != nil {
		return c
	}
	return r.insert(other, maxNames+1)
}

// learn returns the cell of a name that find did not find, or nil when there is
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

// insert returns the cell of name. It adds one if there are fewer than most.
func (r *registry) insert(name string, most int32) *cell {
	if r.n.Load() >= most { // no lock for the many that come too late
		c, _ := r.find(name)
		return c
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c, slot := r.find(name)
	if c != nil || r.n.Load() >= most {
		return c
	}
	c = &cell{name: strings.Clone(name), since: offset(time.Now())} // name may be a part of something large
	c.tick.Store(never)
	slot.Store(c)
	r.n.Add(1)
	return c
}

// Heartbeat records that the subsystem called name is alive now. A loop should
// beat on every pass, idle ones too: idle is not dead. A beat of a known name
// takes no lock and allocates nothing.
func Heartbeat(name string) {
	c, _ := names.find(name)
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
	if c, _ := names.find(name); c != nil {
		if t := c.tick.Load(); t != never {
			return at(t, time.Now())
		}
	}
	return time.Time{}
}

// Snapshot returns the time of the last Heartbeat of every name that had one.
func Snapshot() map[string]time.Time {
	ticks := make(map[string]time.Time)
	now := time.Now()
	for _, c := range names.all() {
		if t := c.tick.Load(); t != never {
			ticks[c.name] = at(t, now)
		}
	}
	return ticks
}

// IsHealthy reports whether the last Heartbeat of every expected name is at most
// staleThreshold old, and lists those of which that is not true, in the order
// given. A name that never had a heartbeat is stale.
func IsHealthy(expected []string, staleThreshold time.Duration) (healthy bool, stale []string) {
	now := int64(time.Since(base))
	for _, name := range expected {
		tick := int64(never)
		if c, _ := names.find(name); c != nil {
			tick = c.tick.Load()
		}
		if tick == never || now-tick > int64(staleThreshold) {
			stale = append(stale, name)
		}
	}
	return len(stale) == 0, stale
}

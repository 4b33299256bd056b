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
	"unicode/utf8"
)

const (
	// maxNames bounds the registry, which never forgets a name: one made from an
	// id would be a leak.
	maxNames = 4096

	// maxBeating bounds the names that are known by heartbeats only, so that there
	// is always a place for one that is supervised.
	maxBeating = maxNames * 3 / 4

	// maxName bounds the length of a name, in bytes. A longer one is cut.
	maxName = 256

	// other is the name that goroutines are counted under for which there is no
	// room.
	other = "(other)"
)

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

// never is the offset of what has not happened.
const never = math.MinInt64

// A cell is what is known of one name. It fills two cache lines: goroutines that
// beat write to the first only, so distinct names never wait for each other.
type cell struct {
	name       string
	since      int64 // offset of when the name was learned
	supervisor *Supervisor
	tick       atomic.Int64            // offset of the last heartbeat, or never
	deadline   atomic.Int64            // for a heartbeat; 0: none
	labels     atomic.Pointer[labels]  // nil: not made yet
	history    atomic.Pointer[history] // nil: never failed

	// Runs begun, and runs ended, by a return or by a failure. Every run is one
	// addition at each end; how many are running is a difference.
	starts, returns, failed atomic.Uint64

	waiting atomic.Int32 // goroutines between a failure and what follows it
	lost    atomic.Int32 // goroutines that ended by a failure, and that no new one has replaced
	streak  atomic.Int32 // supervisions in a row that ended by a failure
	task    atomic.Bool  // the latest one was told not to restart
	asked   atomic.Bool  // somebody beats by the context: see introduce
	begun   atomic.Int64 // offset of the start of the latest run that has a deadline
	_       [8]byte
}

// A registry is a hash table with open addressing that only ever grows, up to
// half full: who looks for a name needs no lock.
type registry struct {
	slots   [2 * maxNames]atomic.Pointer[cell]
	recent  [256]atomic.Pointer[cell] // see lookup
	n       atomic.Int32              // slots in use
	beating atomic.Int32              // those of them for heartbeats only
	mu      sync.Mutex                // held to use one more
	warned  atomic.Bool
}

var seed = maphash.MakeSeed()

// lookup returns the cell of name, or nil. Names are few, so a look at three of
// its bytes mostly finds it, and costs half of a hash.
func (r *registry) lookup(name string) *cell {
	slot := &r.recent[place(name)]
	if c := slot.Load(); c != nil && c.name == name {
		return c
	}
	c, _ := r.find(name)
	if c != nil && slot.Load() == nil { // of two names that share a slot the first has it, for good
		slot.Store(c)
	}
	return c
}

func place(name string) uint8 {
	n := len(name)
	if n == 0 {
		return 0
	}
	return uint8(n) ^ name[0]*31 ^ name[n/2]*13 ^ name[n-1]*7
}

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

// known returns the cell of a name, or nil.
func (s *Supervisor) known(name string) *cell {
	if c := s.names.lookup(name); c != nil {
		return c
	}
	if k := key(name); k != name {
		return s.names.lookup(k)
	}
	return nil
}

// enroll returns the cell for a goroutine called name.
func (s *Supervisor) enroll(name string) *cell {
	if c := s.names.recent[place(name)].Load(); c != nil && c.name == name { // as lookup does, without a call
		return c
	}
	return s.enrollSlowly(name)
}

func (s *Supervisor) enrollSlowly(name string) *cell {
	if c := s.names.lookup(name); c != nil {
		return c
	}
	if c := s.learn(key(name), true); c != nil {
		return c
	}
	return s.insert(other, true, maxNames+1)
}

// key returns what a name is kept under: itself, unless it is too long or not
// UTF-8. The text formats that it goes into are, so two names that differ in other
// bytes would look the same there.
func key(name string) string {
	if len(name) > maxName {
		name = cut(name, maxName)
	}
	if utf8.ValidString(name) {
		return name
	}
	var b strings.Builder
	for i, c := range name {
		if c == utf8.RuneError && !strings.HasPrefix(name[i:], "\uFFFD") {
			const hex = "0123456789abcdef"
			b.WriteString(`\x` + string(hex[name[i]>>4]) + string(hex[name[i]&15]))
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// learn returns the cell of a name, and adds one if there is room.
func (s *Supervisor) learn(name string, supervised bool) *cell {
	if c := s.insert(name, supervised, maxNames); c != nil {
		return c
	}
	if !s.names.warned.Load() && s.names.warned.CompareAndSwap(false, true) {
		s.configure(nil).log(context.Background(), 0, slog.LevelWarn, "supervised: too many names: heartbeats of new ones are dropped, their goroutines counted as "+other,
			slog.Int("max", maxNames), slog.Int("max_heartbeats_only", maxBeating), slog.String("name", name))
	}
	return nil
}

// insert returns the cell of a name. It adds one if there are fewer than most.
func (s *Supervisor) insert(name string, supervised bool, most int32) *cell {
	r := &s.names
	full := func() bool {
		return r.n.Load() >= most || !supervised && r.beating.Load() >= maxBeating
	}
	if full() { // no lock for the many that come too late
		c, _ := r.find(name)
		return c
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c, slot := r.find(name)
	if c != nil || full() {
		return c
	}
	c = &cell{name: strings.Clone(name), since: offset(time.Now()), supervisor: s} // name may be a part of something large
	c.tick.Store(never)
	c.begun.Store(never)
	slot.Store(c)
	r.n.Add(1)
	if !supervised {
		r.beating.Add(1)
	}
	return c
}

package supervised

import (
	"sync"
	"time"
)

// crashLoop is how many failures in a row make a name unhealthy.
const crashLoop = 3

// A history is what is kept of a name once a run of it has failed.
type history struct {
	mu sync.Mutex
	counts
	last     string // the latest failure as text
	lastAt   int64  // offset
	episodes map[*episode]struct{}
	logged   logWindow
}

// counts are the counters of what goes wrong.
type counts struct{ restarts, panics, errors, goexits, failed, gaveUp uint64 }

// An episode is that of a goroutine that has failed and is still supervised.
type episode struct {
	failures int           // in a row, without a healthy run in between
	resumed  int64         // offset of the start of the present run; never: it waits
	next     int64         // offset of the start of the next one; never: not known
	healthy  time.Duration // how long a healthy run is
}

// past returns the history of the name.
func (c *cell) past() *history {
	if h := c.history.Load(); h != nil {
		return h
	}
	c.history.CompareAndSwap(nil, &history{lastAt: never, episodes: make(map[*episode]struct{})})
	return c.history.Load()
}

// fell counts the failure of a run. Until rose, rested or broke, its goroutine
// counts as waiting.
func (c *cell) fell(e *episode, f *failure, text string, now time.Time, healthy time.Duration) {
	h := c.past()
	h.mu.Lock()
	switch {
	case f.goexit && f.value == nil:
		h.goexits++
	case f.err != nil:
		h.errors++
	default:
		h.panics++
	}
	h.last, h.lastAt = cut(text, 1<<10), offset(now)
	if e.ranWell(offset(now)) {
		e.failures = 0
	}
	e.failures++
	e.resumed, e.next, e.healthy = never, never, healthy
	h.episodes[e] = struct{}{}
	h.mu.Unlock()
	c.waiting.Add(1) // before the run ends: see status
	c.failed.Add(1)
}

// plans notes when the next run is to begin.
func (c *cell) plans(e *episode, next time.Time) {
	h := c.past()
	h.mu.Lock()
	defer h.mu.Unlock()
	e.next = offset(next)
}

// rose counts a restart.
func (c *cell) rose(e *episode, now time.Time) {
	h := c.past()
	h.mu.Lock()
	h.restarts++
	e.resumed, e.next = offset(now), never
	h.mu.Unlock()
	c.waiting.Add(-1)
}

// rested ends an episode well: the function has returned, or is not to run again.
func (c *cell) rested(e *episode) {
	h := c.past()
	h.mu.Lock()
	waits := e.resumed == never
	delete(h.episodes, e)
	h.mu.Unlock()
	c.streak.Store(0)
	if waits {
		c.waiting.Add(-1)
	}
}

// broke ends an episode, and supervision, by its failure.
func (c *cell) broke(e *episode, gaveUp bool) {
	h := c.past()
	h.mu.Lock()
	h.failed++
	if gaveUp {
		h.gaveUp++
	}
	delete(h.episodes, e)
	h.mu.Unlock()
	c.streak.Add(1)
	c.lost.Add(1)
	c.waiting.Add(-1)
}

// ranWell reports whether the present run is a healthy one.
func (e *episode) ranWell(now int64) bool {
	return e.resumed != never && now-e.resumed >= int64(e.healthy)
}

// inARow returns how many failures in a row the worst goroutine has, and when the
// next run of one that waits is: never if that is not known.
func (h *history) inARow(now int64) (failures int, next int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	next = never
	for e := range h.episodes {
		if !e.ranWell(now) {
			failures = max(failures, e.failures)
		}
		if e.next > now && (next == never || e.next < next) {
			next = e.next
		}
	}
	return failures, next
}

// A logWindow counts the records of a period.
type logWindow struct {
	from             int64 // offset
	written, skipped int
}

// mayLog reports whether one more failure is to be logged at most n times in a
// period, and how many were not since the last one that was.
func (h *history) mayLog(now time.Time, n int, period time.Duration) (ok bool, skipped int) {
	if n < 0 {
		return true, 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	w := &h.logged
	if w.written+w.skipped == 0 || offset(now)-w.from >= int64(period) {
		w.from, w.written = offset(now), 0
	}
	if w.written >= n {
		w.skipped++
		return false, 0
	}
	skipped, w.skipped = w.skipped, 0
	w.written++
	return true, skipped
}

package supervised

import "time"

// A Problem is why a name is not healthy, whatever its heartbeats say.
type Problem string

const (
	// Stuck: a run is up and had no heartbeat for as long as [StaleAfter] allows.
	Stuck Problem = "stuck"

	// GaveUp: a goroutine ended by a failure, for good, and since then no new one
	// was started in its place, and none of the name returned.
	GaveUp Problem = "gave up"

	// CrashLoop: three runs in a row failed, without one in between, or since, that
	// was healthy: up for as long as [HealthyAfter] says, or returned.
	CrashLoop Problem = "crash loop"
)

var problems = [...]Problem{Stuck, GaveUp, CrashLoop}

// IsHealthy reports whether the last heartbeat of every expected name is at most
// staleThreshold old, and lists those of which that is not true, in the order
// given. A name that never had a heartbeat is stale. So is one that has a
// [Problem]: a loop can beat on every pass and still not get past one bad row.
func IsHealthy(expected []string, staleThreshold time.Duration) (healthy bool, stale []string) {
	return std.IsHealthy(expected, staleThreshold)
}

// IsHealthy is [IsHealthy] for this Supervisor.
func (s *Supervisor) IsHealthy(expected []string, staleThreshold time.Duration) (healthy bool, stale []string) {
	now := int64(time.Since(base))
	for _, name := range expected {
		c := s.known(name)
		if c == nil || c.tick.Load() == never || now-c.tick.Load() > int64(staleThreshold) || c.problem(now) != "" {
			stale = append(stale, name)
		}
	}
	return len(stale) == 0, stale
}

// IsUp is [IsHealthy] without heartbeats. It reports whether every expected name
// is supervised and has no [Problem], and lists those of which that is not true,
// in the order given. A service must also run, or wait for its next run; a task
// may be done.
func IsUp(expected []string) (up bool, down []string) { return std.IsUp(expected) }

// IsUp is [IsUp] for this Supervisor.
func (s *Supervisor) IsUp(expected []string) (up bool, down []string) {
	now := time.Now()
	for _, name := range expected {
		if c := s.known(name); c == nil || !c.isUp(now) {
			down = append(down, name)
		}
	}
	return len(down) == 0, down
}

func (c *cell) isUp(now time.Time) bool {
	s := c.status(now)
	switch s.State {
	case Running, Waiting:
		return s.Problem == ""
	case Done:
		return s.Problem == "" && s.Kind == Task
	}
	return false
}

// problem says what is wrong with the name.
func (c *cell) problem(now int64) Problem {
	if d := c.deadline.Load(); d > 0 && c.silence(now) >= c.due(time.Duration(d)) && c.running() > 0 {
		return Stuck
	}
	if c.lost.Load() > 0 {
		return GaveUp
	}
	if c.streak.Load() >= crashLoop {
		return CrashLoop
	}
	if h := c.history.Load(); h != nil {
		if n, _ := h.inARow(now); n >= crashLoop {
			return CrashLoop
		}
	}
	return ""
}

// running returns how many goroutines run. It may be too high by those that end
// meanwhile.
func (c *cell) running() int {
	ended := c.failed.Load() + c.returns.Load()
	return int(c.starts.Load() - ended)
}

// replace notes that a goroutine takes the place of one that gave up.
func (c *cell) replace() {
	for n := c.lost.Load(); n > 0; n = c.lost.Load() {
		if c.lost.CompareAndSwap(n, n-1) {
			return
		}
	}
}

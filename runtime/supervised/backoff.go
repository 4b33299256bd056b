package supervised

import (
	"math/rand/v2"
	"time"
)

// grow returns the wait that follows prev, which is 0 before the first one:
// first, then twice as long each time, at most longest. The bounds need not be
// those that prev was made for: SetDefaults may have changed them.
func grow(prev, first, longest time.Duration) time.Duration {
	if prev > longest/2 {
		return longest
	}
	return max(first, 2*prev)
}

// spread returns a random wait from [d, d+fraction*d], a range that is moved
// down where it would pass longest, but not below first.
func spread(d, first, longest time.Duration, fraction float64) time.Duration {
	width := d
	if fraction < 1 { // a float64 of the longest Duration doesn't convert back
		width = time.Duration(fraction * float64(d))
	}
	if width <= 0 {
		return d
	}
	high := d + min(width, longest-d)
	low := max(first, min(d, high-width))
	return low + time.Duration(rand.Int64N(int64(high-low)+1))
}

// A limiter holds the times of the restarts that still count, oldest first.
type limiter struct{ recent []time.Time }

// allow reports whether there may be a restart now, given n in a window, and
// counts it.
func (l *limiter) allow(now time.Time, n int, window time.Duration) bool {
	if window > 0 {
		for len(l.recent) > 0 && now.Sub(l.recent[0]) >= window {
			l.recent = l.recent[1:]
		}
	}
	if len(l.recent) >= n {
		return false
	}
	l.recent = append(l.recent, now)
	return true
}

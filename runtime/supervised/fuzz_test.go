package supervised_test

import (
	"math"
	"testing"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// Whatever the bounds, waits grow to the longest and stay there, and jitter
// keeps them between the bounds.
func FuzzBackoff(f *testing.F) {
	f.Add(int64(time.Second), int64(30*time.Second), 0.0, int64(0))
	f.Add(int64(time.Second), int64(30*time.Second), 0.5, int64(time.Hour))
	f.Add(int64(10*time.Second), int64(time.Minute), 0.5, int64(time.Second))
	f.Add(int64(1), int64(math.MaxInt64), 1.0, int64(7))
	f.Add(int64(math.MaxInt64), int64(math.MaxInt64), math.Nextafter(1, 0), int64(math.MaxInt64))
	f.Add(int64(3), int64(3), 1e-300, int64(3))
	f.Fuzz(func(t *testing.T, a, b int64, fraction float64, c int64) {
		first, max, other := time.Duration(a), time.Duration(b), time.Duration(c)
		if first <= 0 || max < first || !(fraction >= 0 && fraction <= 1) || other < 0 {
			t.Skip("Backoff and Jitter let nothing else through")
		}
		// After a wait that was made for other bounds.
		if got := supervised.Spread(supervised.Grow(other, first, max), first, max, fraction); got < first || got > max {
			t.Fatalf("%v after %v, not from %v to %v", got, other, first, max)
		}
		var wait time.Duration
		for i := range 70 {
			next := supervised.Grow(wait, first, max)
			switch {
			case i == 0 && next != first:
				t.Fatalf("the first wait is %v, want %v", next, first)
			case next < wait, next > max:
				t.Fatalf("%v after %v, with %v at most", next, wait, max)
			case next == wait && next != max:
				t.Fatalf("stuck at %v", next)
			}
			wait = next
			got := supervised.Spread(wait, first, max, fraction)
			if got < first || got > max {
				t.Fatalf("%v with jitter, not from %v to %v", got, first, max)
			}
			if high := float64(wait) * (1 + fraction); float64(got) > math.Nextafter(high, math.Inf(1)) {
				t.Fatalf("%v with jitter, more than %v of %v longer", got, fraction, wait)
			}
			if fraction == 0 && got != wait {
				t.Fatalf("%v without jitter, want %v", got, wait)
			}
		}
		if wait != max {
			t.Fatalf("%v after 70 panics, want %v", wait, max)
		}
	})
}

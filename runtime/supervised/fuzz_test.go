package supervised_test

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
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

// Whatever the name, it is found again, and what is said of it is well-formed.
func FuzzName(f *testing.F) {
	for _, name := range []string{"broadcaster", "", "a,b", `"\`, "\n", "\xff\xfe", "</code><script>", "\u202e", "{{.}}", "(other)", strings.Repeat("x", 5000)} {
		f.Add(name)
	}
	page := func(t testing.TB, name string) string {
		supervised.ForgetNames(t)
		supervised.RunWithRecover(context.Background(), name, func(context.Context) { panic(name) },
			supervised.NoRestart(), supervised.Logger(nowhere))
		supervised.Heartbeat(name)
		_, text := answer(supervised.Handler(), "/", "text/html")
		return text
	}
	harmless := page(f, "name")
	f.Fuzz(func(t *testing.T, name string) {
		html := page(t, name)
		if strings.Count(html, "<") != strings.Count(harmless, "<") {
			t.Errorf("the page has other tags than one for a harmless name:\n%s", html)
		}
		if healthy, stale := supervised.IsHealthy([]string{name}, time.Hour); !healthy {
			t.Errorf("stale: %q", stale)
		}
		if s := status(t, name); s.Panics != 1 || s.LastTick.IsZero() {
			t.Errorf("status %+v", s)
		}

		valid := strings.ToValidUTF8(name, "\uFFFD")
		_, text := answer(supervised.MetricsHandler(), "/", "text/plain")
		for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			if strings.HasPrefix(line, "# ") {
				continue
			}
			_, rest, _ := strings.Cut(line, `{name="`)
			label, rest, ok := unquote(rest)
			if value := rest[strings.LastIndex(rest, " ")+1:]; !ok || label != valid || value == "" {
				t.Errorf("sample %q has the label %q, want %q", line, label, valid)
			}
		}

		_, text = answer(supervised.Handler(), "/", "application/json")
		var got struct {
			Subsystems map[string]struct {
				State supervised.State
			}
		}
		if err := json.Unmarshal([]byte(text), &got); err != nil || len(got.Subsystems) != 1 {
			t.Errorf("JSON: %v, %v", got, err)
		}
	})
}

func answer(h http.Handler, target, accept string) (code int, body string) {
	req := httptest.NewRequest("GET", target, nil)
	req.Header.Set("Accept", accept)
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec.Code, rec.Body.String()
}

// unquote reads a label up to its closing quote, as a scraper does.
func unquote(s string) (label, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:], true
		case '\n':
			return "", "", false
		case '\\':
			if i++; i == len(s) {
				return "", "", false
			}
			if s[i] == 'n' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", false
}

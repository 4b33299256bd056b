package supervisedhttp_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised/supervisedhttp"
)

// Whatever the name, it is found again, and what is said of it is well-formed.
func FuzzName(f *testing.F) {
	for _, name := range []string{"broadcaster", "", "a,b", `"\`, "\n", "\xff\xfe", "</code><script>", "\u202e", "{{.}}", "(other)", strings.Repeat("x", 5000)} {
		f.Add(name)
	}
	page := func(name string) (s *supervised.Supervisor, text string) {
		s = isolate()
		s.RunWithRecover(context.Background(), name, func(context.Context) { panic(name) }, supervised.NoRestart())
		s.Heartbeat(name)
		_, text = answer(supervisedhttp.HandlerOf(s), "/", "text/html")
		return s, text
	}
	_, harmless := page("name")
	f.Fuzz(func(t *testing.T, name string) {
		s, html := page(name)
		if strings.Count(html, "<") != strings.Count(harmless, "<") {
			t.Errorf("the page has other tags than one for a harmless name:\n%s", html)
		}
		if healthy, stale := s.IsHealthy([]string{name}, time.Hour); healthy || len(stale) != 1 || s.LastTick(name).IsZero() {
			t.Errorf("stale: %q", stale)
		}
		all := s.Status()
		if len(all) != 1 || all[0].Panics != 1 || all[0].LastTick.IsZero() || !utf8.ValidString(all[0].Name) || len(all[0].Name) > 1100 {
			t.Fatalf("status %+v", all)
		}
		if utf8.ValidString(name) && len(name) <= 256 && all[0].Name != name {
			t.Errorf("called %q", all[0].Name)
		}

		valid := all[0].Name
		_, text := answer(supervisedhttp.MetricsHandlerOf(s), "/", "text/plain")
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

		_, text = answer(supervisedhttp.HandlerOf(s), "/", "application/json")
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

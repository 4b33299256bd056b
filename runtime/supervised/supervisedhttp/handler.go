package supervisedhttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"
)

// Handler serves the liveness of the program's subsystems, by custom at
// /admin/liveness. It answers GET and HEAD, with JSON:
//
//	{"subsystems": {"broadcaster": {"last_tick_at": "2006-01-02T15:04:05Z", "seconds_ago": 3, "state": "running", …}}}
//
// and with a page for people where the client prefers HTML. A subsystem that
// never had a heartbeat has null for the first two.
//
// With ?expect=a,b&stale=2m it is a probe, that of [supervised.IsHealthy]: it
// answers 503 Service Unavailable when a or b had no heartbeat in the last two
// minutes, or is in a crash loop, gave up or is stuck, and lists them under
// "stale". With ?expect=a,b alone it is that of [supervised.IsUp], which needs no
// heartbeats. A name with a comma is written as an expect of its own, once it is
// known. A query with anything else is an error, 400 Bad Request: a probe with a
// typo must not be one that is always content.
//
// The handler asks nobody who they are, and it tells what a program consists of
// and what it panics with: wrap it in the authentication of your other admin
// pages.
func Handler() http.Handler { return HandlerOf(supervised.Default()) }

// HandlerOf is [Handler] for another Supervisor.
func HandlerOf(s *supervised.Supervisor) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serveLiveness(s, w, r) })
}

func serveLiveness(s *supervised.Supervisor, w http.ResponseWriter, r *http.Request) {
	if !allowed(w, r) {
		return
	}
	all, now := s.Status(), time.Now()
	p, err := parseProbe(r.URL.RawQuery, all)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var stale []string
	code := http.StatusOK
	switch {
	case p.expected == nil:
	case p.stale == "":
		_, stale = s.IsUp(p.expected)
	default:
		_, stale = s.IsHealthy(p.expected, p.threshold)
	}
	if len(stale) > 0 {
		code = http.StatusServiceUnavailable
	}

	var body bytes.Buffer // what is written to it is plain data: no errors
	w.Header().Set("Vary", "Accept")
	if prefers(r, "text/html", "application/json") {
		_ = newPage(all, stale, p.stale, now).write(&body)
		w.Header().Set("Content-Security-Policy", pagePolicy)
		send(w, r, code, "text/html; charset=utf-8", body.Bytes())
		return
	}
	l := liveness{Stale: stale, Subsystems: entries(all, now)}
	if p.expected != nil {
		healthy := len(stale) == 0
		l.Healthy = &healthy
	}
	enc := json.NewEncoder(&body)
	enc.SetIndent("", "  ")
	_ = enc.Encode(l)
	send(w, r, code, "application/json; charset=utf-8", body.Bytes())
}

// A liveness is the answer of Handler as JSON.
type liveness struct {
	Healthy    *bool            `json:"healthy,omitempty"` // nil: nobody asked
	Stale      []string         `json:"stale,omitempty"`
	Subsystems map[string]entry `json:"subsystems"` // encoding/json sorts the keys
}

func entries(all []supervised.Subsystem, now time.Time) map[string]entry {
	m := make(map[string]entry, len(all))
	for _, s := range all {
		m[s.Name] = newEntry(s, now)
	}
	return m
}

// An entry is a Subsystem as JSON. The first two fields are as in the program
// that this package grew out of.
type entry struct {
	LastTickAt     *string            `json:"last_tick_at"`
	SecondsAgo     *int64             `json:"seconds_ago"`
	Kind           string             `json:"kind,omitempty"`
	State          supervised.State   `json:"state"`
	Problem        supervised.Problem `json:"problem,omitempty"`
	Running        int                `json:"running"`
	Waiting        int                `json:"waiting"`
	Lost           int                `json:"lost"`
	Starts         uint64             `json:"starts"`
	Restarts       uint64             `json:"restarts"`
	Panics         uint64             `json:"panics"`
	Errors         uint64             `json:"errors"`
	Goexits        uint64             `json:"goexits"`
	Failed         uint64             `json:"failed"`
	GaveUp         uint64             `json:"gave_up"`
	FailuresInARow int                `json:"failures_in_a_row"`
	LastFailureAt  *string            `json:"last_failure_at,omitempty"`
	LastFailure    string             `json:"last_failure,omitempty"`
	NextStartAt    *string            `json:"next_start_at,omitempty"`
	StaleAfter     string             `json:"stale_after,omitempty"`
}

func newEntry(s supervised.Subsystem, now time.Time) entry {
	e := entry{
		LastTickAt: timestamp(s.LastTick), Kind: s.Kind.String(), State: s.State, Problem: s.Problem,
		Running: s.Running, Waiting: s.Waiting, Lost: s.Lost,
		Starts: s.Starts, Restarts: s.Restarts, Panics: s.Panics, Errors: s.Errors, Goexits: s.Goexits,
		Failed: s.Failed, GaveUp: s.GaveUp, FailuresInARow: s.FailuresInARow,
		LastFailureAt: timestamp(s.LastFailureAt), LastFailure: s.LastFailure, NextStartAt: timestamp(s.NextStart),
	}
	if e.LastTickAt != nil {
		ago := int64(max(0, now.Sub(s.LastTick)) / time.Second)
		e.SecondsAgo = &ago
	}
	if s.StaleAfter > 0 {
		e.StaleAfter = s.StaleAfter.String()
	}
	return e
}

func timestamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

// A probe is what a query asks for.
type probe struct {
	expected  []string // nil: nothing
	stale     string   // the threshold as the client wrote it; "": heartbeats don't matter
	threshold time.Duration
}

var errProbe = errors.New("want ?expect=NAME,… or ?expect=NAME,…&stale=DURATION, such as ?expect=broadcaster,sweeper&stale=2m")

func parseProbe(query string, all []supervised.Subsystem) (p probe, err error) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return p, fmt.Errorf("%w (%w)", errProbe, err)
	}
	for key := range q {
		if key != "expect" && key != "stale" {
			return p, fmt.Errorf("%w (not %q)", errProbe, key)
		}
	}
	for _, list := range q["expect"] {
		if isKnown(list, all) { // a name may have a comma
			p.expected = append(p.expected, list)
			continue
		}
		for _, name := range strings.Split(list, ",") {
			if name = strings.TrimSpace(name); name != "" {
				p.expected = append(p.expected, name)
			}
		}
	}
	if len(q) > 0 && len(p.expected) == 0 {
		return p, errProbe
	}
	if q.Has("stale") {
		p.stale = q.Get("stale")
		p.threshold, err = time.ParseDuration(p.stale)
		if err != nil || p.threshold <= 0 || len(q["stale"]) > 1 {
			return p, errProbe
		}
	}
	return p, nil
}

func isKnown(name string, all []supervised.Subsystem) bool {
	_, found := slices.BinarySearchFunc(all, name, func(s supervised.Subsystem, name string) int { return strings.Compare(s.Name, name) })
	return found
}

// allowed reports whether r may be answered, and answers it if not.
func allowed(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	return false
}

// send answers with a body, or with what a HEAD asks for of it.
func send(w http.ResponseWriter, r *http.Request, code int, contentType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a client that went away is no news
	}
}

// prefers reports whether the client would rather have one type of content than
// another.
func prefers(r *http.Request, one, other string) bool {
	accept := strings.Join(r.Header.Values("Accept"), ",")
	return quality(accept, one) > quality(accept, other)
}

// quality returns the weight that an Accept header gives to a type of content:
// that of the most specific range which covers it (RFC 9110, 12.5.1).
func quality(accept, typ string) (q float64) {
	major, _, _ := strings.Cut(typ, "/")
	best := -1
	for _, part := range strings.Split(accept, ",") {
		media, params, _ := strings.Cut(part, ";")
		specific := slices.Index([]string{"*/*", major + "/*", typ}, strings.ToLower(strings.TrimSpace(media)))
		if specific < 0 || specific < best {
			continue
		}
		weight := 1.0
		for _, param := range strings.Split(params, ";") {
			if value, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(param)), "q="); ok {
				weight, _ = strconv.ParseFloat(value, 64)
			}
		}
		if specific > best {
			best, q = specific, weight
		} else {
			q = max(q, weight)
		}
	}
	return q
}

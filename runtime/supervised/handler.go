package supervised

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Handler serves the liveness of the program's subsystems, by custom at
// /admin/liveness. It answers GET and HEAD, with JSON:
//
//	{"subsystems": {"broadcaster": {"last_tick_at": "2006-01-02T15:04:05Z", "seconds_ago": 3, "state": "running", …}}}
//
// and with a page for people where the client prefers HTML. A subsystem that
// never had a [Heartbeat] has null for the first two.
//
// With ?expect=a,b&stale=2m it answers 503 Service Unavailable when a or b had
// no heartbeat in the last two minutes, and lists them under "stale": that is
// [IsHealthy] for probes. One of the two parameters without the other is an
// error, 400 Bad Request.
//
// The handler asks nobody who they are, and it tells what a program consists of
// and what it panics with: wrap it in the authentication of your other admin
// pages.
func Handler() http.Handler { return http.HandlerFunc(serveLiveness) }

func serveLiveness(w http.ResponseWriter, r *http.Request) {
	if !allowed(w, r) {
		return
	}
	query := r.URL.Query()
	expected, threshold, err := expectation(query)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	healthy, stale := IsHealthy(expected, threshold)
	code := http.StatusOK
	if !healthy {
		code = http.StatusServiceUnavailable
	}
	all, now := Status(), time.Now()

	var body bytes.Buffer // what is written to it is plain data: no errors
	w.Header().Set("Vary", "Accept")
	if prefers(r, "text/html", "application/json") {
		_ = newPage(all, stale, query.Get("stale"), now).write(&body)
		w.Header().Set("Content-Security-Policy", pagePolicy)
		send(w, r, code, "text/html; charset=utf-8", body.Bytes())
		return
	}
	l := liveness{Stale: stale, Subsystems: entries(all, now)}
	if expected != nil {
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

func entries(all []Subsystem, now time.Time) map[string]entry {
	m := make(map[string]entry, len(all))
	for _, s := range all {
		m[s.Name] = newEntry(s, now)
	}
	return m
}

// An entry is a Subsystem as JSON. The first two fields are as in the program
// that this package grew out of.
type entry struct {
	LastTickAt  *string `json:"last_tick_at"`
	SecondsAgo  *int64  `json:"seconds_ago"`
	State       State   `json:"state"`
	Running     int     `json:"running"`
	Waiting     int     `json:"waiting"`
	Starts      uint64  `json:"starts"`
	Restarts    uint64  `json:"restarts"`
	Panics      uint64  `json:"panics"`
	Exits       uint64  `json:"exits"`
	LastPanicAt *string `json:"last_panic_at,omitempty"`
	LastPanic   string  `json:"last_panic,omitempty"`
	NextStartAt *string `json:"next_start_at,omitempty"`
}

func newEntry(s Subsystem, now time.Time) entry {
	e := entry{
		LastTickAt: timestamp(s.LastTick), State: s.State, Running: s.Running, Waiting: s.Waiting,
		Starts: s.Starts, Restarts: s.Restarts, Panics: s.Panics, Exits: s.Exits,
		LastPanicAt: timestamp(s.LastPanicAt), LastPanic: s.LastPanic, NextStartAt: timestamp(s.NextStart),
	}
	if e.LastTickAt != nil {
		ago := int64(max(0, now.Sub(s.LastTick)) / time.Second)
		e.SecondsAgo = &ago
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

// expectation reads what a probe asks for: nil names if nothing.
func expectation(q url.Values) (names []string, threshold time.Duration, err error) {
	if !q.Has("expect") && !q.Has("stale") {
		return nil, 0, nil
	}
	for _, list := range q["expect"] {
		for _, name := range strings.Split(list, ",") {
			if name = strings.TrimSpace(name); name != "" {
				names = append(names, name)
			}
		}
	}
	threshold, err = time.ParseDuration(q.Get("stale"))
	if len(names) == 0 || err != nil || threshold <= 0 {
		// A probe with a typo must not be a probe that is always content.
		return nil, 0, fmt.Errorf("want both expect=NAME,… and stale=DURATION, such as ?expect=broadcaster,sweeper&stale=2m")
	}
	return names, threshold, nil
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

// Package audit remembers who did what.
package audit

import (
	"strings"
	"sync"
	"time"
)

// keep is the number of entries that a Trail remembers.
const keep = 200

// Entry is one thing that somebody did.
type Entry struct {
	At     time.Time     `json:"at"`
	Tenant string        `json:"tenant"`
	Action string        `json:"action"`
	Took   time.Duration `json:"took_ns,omitempty"`
}

// Trail is the latest entries.
type Trail struct {
	mu      sync.Mutex
	entries []Entry
}

// NewTrail returns an empty Trail.
func NewTrail() *Trail {
	return &Trail{}
}

// Append adds an entry.
func (t *Trail) Append(e Entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.entries = append(t.entries, e)
	if len(t.entries) > keep {
		t.entries = append([]Entry(nil), t.entries[len(t.entries)-keep:]...)
	}
}

// Record adds an entry for something sent to an address such as
// "email:someone@acme.example". The trail must not hold personal data, so the
// entry keeps the kind and the domain only.
func (t *Trail) Record(tenant, what, address string) {
	part := strings.Split(address, ":")
	kind, to := part[0], part[1]
	if _, domain, ok := strings.Cut(to, "@"); ok {
		to = domain
	}
	t.Append(Entry{At: time.Now(), Tenant: tenant, Action: what + " by " + kind + " to " + to})
}

// Entries returns the latest entries, oldest first.
func (t *Trail) Entries() []Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Entry{}, t.entries...)
}

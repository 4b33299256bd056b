// Package desk has methods that begin with a lock.
package desk

import "sync"

// A Desk counts.
type Desk struct {
	mu sync.Mutex
	n  int
}

// Take counts one.
func (d *Desk) Take() { // want Take:"^contains$" Take:"^trusts receiver$"
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n++
}

// Take counts some.
func Take(d *Desk, n int) { // want Take:"^contains$" Take:"^trusts 0$"
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n += n
}

// A Hall has desks.
type Hall struct{ desks map[string]*Desk }

// New returns a hall without any.
func New() *Hall { return &Hall{desks: map[string]*Desk{}} } // want New:"^makes, sets 1 field" New:"contains"

// Find returns a desk; nil if there is none.
func (h *Hall) Find(name string) *Desk { return h.desks[name] } // want Find:"returns nil at times" Find:"^contains if receiver is not nil$"

// Package tally makes maps in its constructors, and nowhere else.
package tally

import "sync"

// A Tally is made by New.
type Tally struct {
	mu     sync.Mutex
	counts map[string]int
}

// New returns an empty tally.
func New() *Tally { return &Tally{counts: map[string]int{}} } // want New:"^makes, sets 1 fields$" New:"contains"

// Count needs what New makes.
func (t *Tally) Count(k string) { // want Count:"^contains if  is not nil$" Count:"^harms if receiver is nil$"
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[k]++
}

// Add calls Count at once.
func (t *Tally) Add(k string) { t.Count(k) } // want Add:"^contains if  is not nil$" Add:"^harms if receiver is nil$"

func (t *Tally) start(each func(func(string))) {
	go t.Count("a")
	go t.Add("a")
	go func() {
		t.mu.Lock()
		t.counts["a"]++
		t.mu.Unlock()
	}()
	go func() { t.Count("a") }()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				t.counts["panics"]++
			}
		}()
		each(nil)
	}()
}

// A Lazy asks, so that there may be none.
type Lazy struct {
	mu     sync.Mutex
	counts map[string]int
}

// NewLazy returns an empty one.
func NewLazy() *Lazy { return &Lazy{counts: map[string]int{}} } // want NewLazy:"^makes, sets 1 fields$" NewLazy:"contains"

func (l *Lazy) has() bool { return l.counts != nil }

func (l *Lazy) count(k string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[k]++
}

func (l *Lazy) start() {
	go l.count("a") // want `bare-go: `
}

// A Loose is also made without a map.
type Loose struct {
	mu     sync.Mutex
	counts map[string]int
}

// NewLoose returns an empty one.
func NewLoose() *Loose { return &Loose{counts: map[string]int{}} } // want NewLoose:"^makes, sets 1 fields$" NewLoose:"contains"

func (l *Loose) count(k string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[k]++
}

func (l *Loose) start() {
	go l.count("a")          // want `bare-go: `
	go new(Loose).count("a") // want `bare-go: `
}

// A Dropped loses its map.
type Dropped struct {
	mu     sync.Mutex
	counts map[string]int
}

// NewDropped returns an empty one.
func NewDropped() *Dropped { return &Dropped{counts: map[string]int{}} } // want NewDropped:"^makes$" NewDropped:"contains"

func (d *Dropped) count(k string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.counts[k]++
}

func (d *Dropped) start() {
	d.counts = nil
	go d.count("a") // want `bare-go: `
}

// A Paced has a number.
type Paced struct {
	mu    sync.Mutex
	every int
}

// NewPaced returns one.
func NewPaced() *Paced { return &Paced{every: 0} } // want NewPaced:"^makes$" NewPaced:"contains"

func (p *Paced) rounds(n int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return n / p.every
}

func (p *Paced) start() {
	go p.rounds(1) // want `bare-go: `
}

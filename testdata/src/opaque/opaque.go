// Package opaque contains the panics of what it is handed in a way that facts
// do not see: through a queue.
package opaque

var queue = make(chan func())

func Run(f func()) { queue <- f }

func Other(f func()) { queue <- f }

type Pool struct{ queue chan func() }

func (p *Pool) Do(f func()) { p.queue <- f }

func (p *Pool) Other(f func()) { p.queue <- f }

// A Tree runs what it is handed on goroutines of its own.
type Tree struct{ services []func() }

func (t *Tree) Add(f func()) { t.services = append(t.services, f) }

func (t *Tree) Also(f func()) { t.services = append(t.services, f) }

func (t *Tree) Serve() {
	for _, f := range t.services {
		go f()
	}
}

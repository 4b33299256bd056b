// Package opaque contains the panics of what it is handed in a way that facts
// do not see: through a queue.
package opaque

var queue = make(chan func())

func Run(f func()) { queue <- f }

func Other(f func()) { queue <- f }

type Pool struct{ queue chan func() }

func (p *Pool) Do(f func()) { p.queue <- f }

func (p *Pool) Other(f func()) { p.queue <- f }

// Package worker renders the reports of the tenants.
package worker

import (
	"context"
	"errors"
	"sync"
	"time"
)

// What Submit may answer.
var (
	ErrBusy   = errors.New("report queue is full")
	ErrClosed = errors.New("report queue is closed")
)

// Job is a report to render. Params comes from a JSON object.
type Job struct {
	Tenant string
	Params map[string]any
}

// Pool renders reports with a fixed number of workers.
type Pool struct {
	size int
	wg   sync.WaitGroup

	queue    sync.Mutex // guards sending on jobs against closing it
	jobs     chan Job
	isClosed bool

	mu       sync.Mutex
	rendered map[string]int // by tenant
}

// NewPool returns a Pool of size workers, which Start starts.
func NewPool(size int) *Pool {
	return &Pool{
		size:     size,
		jobs:     make(chan Job, 64),
		rendered: make(map[string]int),
	}
}

// Start starts the workers. They run until Close.
func (p *Pool) Start() {
	for i := 0; i < p.size; i++ {
		p.wg.Add(1)
		go func() {
			defer p.wg.Done()
			for job := range p.jobs {
				p.render(job)
			}
		}()
	}
}

// Submit queues a job. It never blocks for a queue that is full.
func (p *Pool) Submit(job Job) error {
	p.queue.Lock()
	defer p.queue.Unlock()
	if p.isClosed {
		return ErrClosed
	}
	select {
	case p.jobs <- job:
		return nil
	default:
		return ErrBusy
	}
}

// Hold keeps the queue locked for d, or until ctx is done: whoever submits a job has to wait.
func (p *Pool) Hold(ctx context.Context, d time.Duration) {
	p.queue.Lock()
	defer p.queue.Unlock()
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// Close lets the workers finish what is queued, for as long as ctx allows.
func (p *Pool) Close(ctx context.Context) error {
	p.closeQueue()
	done := make(chan struct{})
	go func() {
		p.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Pool) closeQueue() {
	p.queue.Lock()
	defer p.queue.Unlock()
	if !p.isClosed {
		p.isClosed = true
		close(p.jobs)
	}
}

// render renders the report of the last days.
func (p *Pool) render(job Job) {
	days := job.Params["days"].(float64)
	time.Sleep(time.Duration(min(days, 30)) * time.Millisecond) // the real work
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rendered[job.Tenant]++
}

// Rendered returns the number of reports by tenant.
func (p *Pool) Rendered() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	rendered := make(map[string]int, len(p.rendered))
	for tenant, n := range p.rendered {
		rendered[tenant] = n
	}
	return rendered
}

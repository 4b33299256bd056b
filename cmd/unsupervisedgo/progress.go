package main

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// patience is how long a person waits before wondering.
const patience = 2 * time.Second

// A progress tells a person at a terminal that the command is at work.
type progress struct {
	w     io.Writer
	done  atomic.Int64 // packages
	stop  chan struct{}
	shown sync.WaitGroup
}

// startProgress shows the progress on w until it is ended.
func startProgress(w io.Writer) *progress {
	p := &progress{w: w, stop: make(chan struct{})}
	if !isTerminal(w) {
		return p
	}
	p.shown.Add(1)
	go func() {
		defer p.shown.Done()
		defer func() { _ = recover() }() // it is only a progress line
		p.show()
	}()
	return p
}

func (p *progress) show() {
	const clear = "\r\x1b[K"
	start, next := time.Now(), patience
	for {
		select {
		case <-p.stop:
			if next > patience {
				fmt.Fprint(p.w, clear)
			}
			return
		case <-time.After(time.Until(start.Add(next))):
			fmt.Fprintf(p.w, "%sunsupervisedgo: analysing for %v, %d packages done", clear, next, p.done.Load())
			next += time.Second
		}
	}
}

// packages tells how many packages are done.
func (p *progress) packages(done int) { p.done.Store(int64(done)) }

// end removes the line.
func (p *progress) end() {
	close(p.stop)
	p.shown.Wait()
}

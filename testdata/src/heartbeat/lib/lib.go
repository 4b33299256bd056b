// Package lib has what package heartbeat supervises: facts tell its rhythm. // want package:`runs hidden`
package lib

import (
	"context"
	"time"

	"example.com/supervised"
)

type Worker struct {
	Every time.Duration
	jobs  chan int
	quit  chan struct{}
}

// Start is supervised by others, who hand it the context.
func (w *Worker) Start(ctx context.Context) { // want Start:`loops by a clock, never beats`
	ticker := time.NewTicker(w.Every)
	for { // want `no-heartbeat: \(\*Worker\)\.Start never beats: whoever supervises it cannot tell a pass that hangs from one that runs$`
		select {
		case <-ticker.C:
			w.work()
		case <-ctx.Done():
			return
		}
	}
}

// Sweep beats, every minute.
func (w *Worker) Sweep(ctx context.Context) { // want Sweep:`beats, loops every 1m0s`
	for ctx.Err() == nil {
		time.Sleep(time.Minute)
		w.work()
		supervised.Beat(ctx)
	}
}

// Blind is handed no context.
func (w *Worker) Blind() { // want Blind:`loops by a clock, never beats`
	for range time.Tick(w.Every) {
		w.work()
	}
}

// Consume waits for what may never come.
func (w *Worker) Consume() { // want Consume:`waits, loops without bound`
	for n := range w.jobs {
		println(100 / n)
	}
}

// Pause is what loops wait by.
func Pause(d time.Duration) { time.Sleep(d) } // want Pause:`waits for a clock`

// Next is what they wait for.
func (w *Worker) Next() int { return <-w.jobs } // want Next:`waits`

// Beat beats.
func Beat(name string) { supervised.Heartbeat(name) } // want Beat:`beats`

// Hidden starts its loop itself.
func (w *Worker) Hidden(ctx context.Context) {
	go supervised.RunWithRecover(ctx, "hidden", w.hidden)
}

func (w *Worker) hidden(ctx context.Context) {
	for { // want `no-heartbeat: service "hidden" never beats: a pass of this loop that hangs looks like one that runs$`
		select {
		case <-time.After(w.Every):
		case <-ctx.Done():
			return
		}
	}
}

func (w *Worker) work() { println(100 / int(w.Every)) }

// Package heartbeat is about services whose loops never beat. // want package:`runs hidden, runs pauses`
package heartbeat

import (
	"context"
	"time"

	"example.com/supervised"
	"heartbeat/lib"
)

type server struct {
	lib.Worker
	quit chan struct{}
	base context.Context
}

func (s *server) work() { println(100 / int(s.Every)) }

// Across packages, the loop is reported where it is, and at the service only what cannot be
// told there.
func (s *server) far(ctx context.Context) {
	go supervised.RunWithRecover(ctx, "start", s.Start)
	go supervised.RunWithRecover(ctx, "start in a literal", func(ctx context.Context) { s.Start(ctx) })
	go supervised.RunWithRecover(ctx, "start on another context", func(context.Context) { // want `no-heartbeat: service "start on another context" never beats: \(\*lib\.Worker\)\.Start is not handed the context of the run; no fix: hand it the one that the supervised function gets$`
		s.Start(s.base)
	})
	go supervised.RunWithRecover(ctx, "blind", func(context.Context) { // want `no-heartbeat: service "blind" never beats: the loop of \(\*lib\.Worker\)\.Blind is handed no context; no fix: hand it the one that the supervised function gets, and call supervised\.Beat\(ctx\) at the end of each pass$`
		s.Blind()
	})
	go supervised.RunWithRecover(ctx, "consume", func(context.Context) { s.Consume() })
	go supervised.RunWithRecover(ctx, "sweep", s.Sweep) // want `no-heartbeat: service "sweep" beats every 1m0s and has no deadline: that it is stuck is told to nobody$`
	go supervised.RunWithRecover(ctx, "sweep with a deadline", s.Sweep, supervised.StaleAfter(time.Hour))
	go supervised.RunWithRecover(ctx, "sweep once", s.Sweep, supervised.NoRestart())
}

// Helpers of other packages wait and beat as those of this one do.
func (s *server) helped(ctx context.Context) {
	go supervised.RunWithRecover(ctx, "pauses", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat: service "pauses" never beats`
			s.work()
			lib.Pause(s.Every)
		}
	})
	go supervised.RunWithRecover(ctx, "beats", func(ctx context.Context) {
		for ctx.Err() == nil {
			lib.Pause(s.Every)
			lib.Beat("beats")
		}
	})
	go supervised.RunWithRecover(ctx, "waits", func(ctx context.Context) {
		for ctx.Err() == nil {
			lib.Pause(s.Every)
			println(100 / s.Next())
		}
	})
	go supervised.RunWithRecover(ctx, "dials", func(ctx context.Context) {
		for ctx.Err() == nil {
			s.Consume()
			lib.Pause(s.Every)
		}
	})
}

// A directive stands on the line of the loop or above it.
func (s *server) silenced(ctx context.Context) {
	go supervised.RunWithRecover(ctx, "daily", func(ctx context.Context) {
		//unsupervisedgo:ignore a pass takes a day
		for ctx.Err() == nil {
			s.work()
			lib.Pause(s.Every)
		}
	})
	//unsupervisedgo:ignore it has a watchdog of its own
	go supervised.RunWithRecover(ctx, "silenced", s.Sweep)
}

// The loop of a goroutine that is not supervised yet comes in the next round.
func (s *server) bare() {
	go s.loop() // want `bare-go: `
}

func (s *server) loop() {
	for {
		select {
		case <-s.quit:
			return
		case <-time.After(s.Every):
			s.work()
		}
	}
}

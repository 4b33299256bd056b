package supervised

import (
	"context"
	"slices"
	"time"
)

// Wait waits until nothing supervised runs, or waits to run again, or until ctx is
// done. It returns the names of what did not stop by then, sorted. It is for the
// end of main, after the contexts of the services were cancelled:
//
//	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
//	defer cancel()
//	if unstopped := supervised.Wait(ctx); len(unstopped) > 0 {
//		slog.Warn("not stopped in time", "subsystems", unstopped)
//	}
//
// It sees what has begun to run: that another goroutine is about to start
// something is for the program to know. It looks again and again, at first after
// a millisecond, then every 50: runs must not pay for those who wait for them.
func Wait(ctx context.Context) (unstopped []string) { return std.Wait(ctx) }

// Wait is [Wait] for this Supervisor.
func (s *Supervisor) Wait(ctx context.Context) (unstopped []string) {
	if ctx == nil { // as everywhere here
		ctx = context.Background()
	}
	pause := time.Millisecond
	t := time.NewTimer(pause)
	defer t.Stop()
	for {
		unstopped = s.unstopped()
		if len(unstopped) == 0 || ctx.Err() != nil {
			return unstopped
		}
		select {
		case <-ctx.Done():
			return s.unstopped()
		case <-t.C:
		}
		pause = min(2*pause, 50*time.Millisecond)
		t.Reset(pause)
	}
}

func (s *Supervisor) unstopped() (names []string) {
	for _, c := range s.names.all() {
		var n Subsystem
		if c.count(&n); n.Running+n.Waiting > 0 {
			names = append(names, c.name)
		}
	}
	slices.Sort(names)
	return names
}

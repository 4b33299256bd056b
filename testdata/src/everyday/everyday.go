// Package everyday has the goroutines that every service shuts down with. None
// of them can panic.
package everyday

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func signals(cancel context.CancelFunc) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt, syscall.SIGTERM)
	go func() {
		sig := <-sigs
		log.Printf("received %v, stopping", sig)
		cancel()
	}()
}

func secondSignal(cancel context.CancelFunc) {
	go func() {
		sigs := make(chan os.Signal, 2)
		signal.Notify(sigs, os.Interrupt)
		<-sigs
		fmt.Fprintln(os.Stderr, "stopping; interrupt again to force")
		cancel()
		<-sigs
		signal.Stop(sigs)
		os.Exit(1)
	}()
}

func watchdog(ctx context.Context, limit time.Duration) {
	go func() {
		<-ctx.Done()
		timer := time.NewTimer(limit)
		defer timer.Stop()
		<-timer.C
		log.Fatalf("not stopped after %s", limit)
	}()
}

func grace(ctx context.Context, done <-chan struct{}) {
	go func() {
		select {
		case <-done:
		case <-time.After(30 * time.Second):
			slog.Warn("grace period is over", "cause", context.Cause(ctx))
		}
	}()
}

func linked(parent, other context.Context) context.Context {
	ctx, cancel := context.WithCancelCause(parent)
	go func() {
		select {
		case <-other.Done():
			cancel(context.Cause(other))
		case <-ctx.Done():
			cancel(nil)
		}
	}()
	return ctx
}

func linkedBriefly(ctx context.Context, cancel context.CancelFunc) {
	stop := context.AfterFunc(ctx, cancel)
	time.AfterFunc(time.Second, cancel)
	_ = stop
}

func waitBounded(wg *sync.WaitGroup, limit time.Duration) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		wg.Wait()
	}()
	select {
	case <-done:
		return nil
	case <-time.After(limit):
		return errors.New("timed out")
	}
}

func firstError(wg *sync.WaitGroup, errs <-chan error) error {
	result := make(chan error, 1)
	go func() {
		var first error
		for err := range errs {
			if first == nil && err != context.Canceled {
				first = fmt.Errorf("worker: %w", err)
			}
		}
		result <- first
	}()
	wg.Wait()
	return <-result
}

type server struct {
	stopOnce sync.Once
	stopping atomic.Bool
	started  time.Time
	uptime   time.Duration
	active   int64
	wg       sync.WaitGroup
	mu       sync.Mutex
	quit     chan struct{}
	byName   map[string]int
}

func (s *server) stopAfter(ctx context.Context) {
	closed := make(chan struct{})
	s.stopping.Store(true)
	go func() {
		<-ctx.Done()
		s.stopOnce.Do(func() { close(closed) })
	}()
	go func() {
		<-s.quit
		s.stopOnce.Do(func() { close(closed) })
	}()
	<-closed
}

func (s *server) uptimes() {
	s.started = time.Now()
	go func() {
		<-s.quit
		s.mu.Lock()
		defer s.mu.Unlock()
		s.uptime = time.Since(s.started).Round(time.Second)
		log.Printf("%s: %d in flight, %d names", s.uptime, atomic.LoadInt64(&s.active), s.byName["x"])
	}()
}

func (s *server) ticks(ctx context.Context) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		ticker := time.NewTicker(time.Minute)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case now := <-ticker.C:
				fmt.Println(now.Format(time.RFC3339), s.inFlight())
			}
		}
	}()
}

func (s *server) inFlight() int { return int(s.active) }

func onceFunc(ctx context.Context) <-chan struct{} {
	done := make(chan struct{})
	stop := sync.OnceFunc(func() { close(done) })
	go func() {
		defer stop()
		<-ctx.Done()
	}()
	context.AfterFunc(ctx, stop)
	return done
}

func ready(ctx context.Context, probe *atomic.Bool) <-chan bool {
	out := make(chan bool, 1)
	go func() {
		defer close(out)
		for attempt := range 5 {
			if probe.Load() {
				out <- true
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Millisecond << attempt):
			}
		}
	}()
	return out
}

func polite(ctx context.Context) {
	go func() {
		deadline, ok := ctx.Deadline()
		if !ok || time.Until(deadline) > time.Hour {
			deadline = time.Now().Add(time.Hour)
		}
		ctx, cancel := context.WithDeadline(ctx, deadline)
		defer cancel()
		<-ctx.Done()
	}()
}

// A cancel function in a variable that is set later, of its type or of a plain one.
func setLater(ctx context.Context) {
	var stop func()
	var cancelAll context.CancelFunc
	inner, cancel := context.WithCancel(ctx)
	stop = cancel
	cancelAll = cancel
	go func() {
		<-inner.Done()
		stop()
		cancelAll()
	}()
}

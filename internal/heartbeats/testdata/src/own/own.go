// Package own is about what a pass waits for that it has set, made or started itself.
package own

import (
	"bufio"
	"context"
	"net"
	"time"
)

type server struct {
	timer *time.Timer
	jobs  chan int
	slots chan struct{}
}

func newServer() *server {
	return &server{timer: time.NewTimer(30 * time.Second), slots: make(chan struct{}, 4)}
}

func work(n int) { println(100 / n) }

// A timer that a helper sets again was taken to strike once.
func rearm(t *time.Timer, d time.Duration) { t.Reset(d) }

// passes: every 30s
func (s *server) rearmed(ctx context.Context) {
	timer := time.NewTimer(30 * time.Second)
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			work(1)
			rearm(timer, 30*time.Second)
		}
	}
}

func (s *server) rearm() { s.timer.Reset(30 * time.Second) }

// passes: every 30s
func (s *server) rearmedByMethod(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.timer.C:
			work(1)
			s.rearm()
		}
	}
}

func maybe(t *time.Timer, n int) {
	if n > 3 {
		t.Reset(30 * time.Second)
	}
}

// passes: none
func (s *server) rearmedSometimes(ctx context.Context) {
	timer := time.NewTimer(30 * time.Second)
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			work(1)
			maybe(timer, len(s.jobs))
		}
	}
}

type watchdog struct{ timer, kicked, put *time.Timer }

func newWatchdog() *watchdog {
	return &watchdog{time.NewTimer(30 * time.Second), time.NewTimer(30 * time.Second), time.NewTimer(30 * time.Second)}
}

func (w *watchdog) rest()  { w.timer.Reset(time.Hour) }
func (w *watchdog) kick()  { w.kicked.Reset(0) }
func (w *watchdog) feed()  { w.again() }
func (w *watchdog) again() { w.put.Reset(30 * time.Second) }

// A timer that somebody else sets, for longer or again and again, had the deadline of its loop. What strikes at
// once puts nothing off.
// passes: by a clock, every 30s, by a clock
func (w *watchdog) run(ctx context.Context) {
	for ctx.Err() == nil {
		<-w.timer.C
		work(1)
		w.timer.Reset(30 * time.Second)
	}
	for ctx.Err() == nil {
		<-w.kicked.C
		work(1)
		w.kicked.Reset(30 * time.Second)
	}
	for ctx.Err() == nil {
		<-w.put.C
		work(1)
		w.again()
	}
}

// passes: every 30s, by a clock
func (s *server) setInFront(ctx context.Context) {
	timer := time.NewTimer(30 * time.Second)
	timer.Reset(10 * time.Second)
	for ctx.Err() == nil {
		<-timer.C
		work(1)
		timer.Reset(30 * time.Second)
	}
	later := time.NewTimer(30 * time.Second)
	later.Reset(time.Hour)
	for ctx.Err() == nil {
		<-later.C
		work(1)
		later.Reset(30 * time.Second)
	}
}

// A loop by a context of the pass's own was taken to go on for ever.
// passes: every 30s
func (s *server) byContext(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		short, cancel := context.WithTimeout(ctx, 20*time.Second)
		for short.Err() == nil {
			work(1)
		}
		cancel()
	}
}

// passes: every 30s
func (s *server) gathers(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		short, cancel := context.WithTimeout(ctx, 20*time.Second)
	gather:
		for {
			select {
			case <-short.Done():
				break gather
			case n := <-s.jobs:
				work(n)
			}
		}
		cancel()
	}
}

// passes: none, tight
func (s *server) byTheirs(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		for ctx.Err() == nil {
			work(1)
		}
	}
}

// To wait for a goroutine of the pass's own is work.
// passes: by a clock
func (s *server) starts() {
	for range time.Tick(10 * time.Second) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			work(1)
		}()
		<-done
	}
}

// passes: none
func (s *server) startsOneThatLasts() {
	for range time.Tick(10 * time.Second) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			for n := range s.jobs {
				work(n)
			}
		}()
		<-done
	}
}

func fetch(n int, got chan<- error) {
	if n < 3 {
		got <- nil
		return
	}
	work(n)
	got <- nil
}

func finish(n int, done chan int) {
	defer func() { close(done) }()
	work(n)
}

// passes: by a clock, by a clock
func (s *server) startsByName() {
	for range time.Tick(10 * time.Second) {
		got := make(chan error, 1)
		go fetch(1, got)
		<-got
	}
	for range time.Tick(10 * time.Second) {
		done := make(chan int)
		go finish(1, done)
		<-done
	}
}

func mayTell(n int, got chan<- error) {
	if n < 3 {
		return
	}
	got <- nil
}

// A goroutine that only names the channel, or tells of its end on some ways, may never tell.
// passes: none, none
func (s *server) neverTold() {
	for range time.Tick(10 * time.Second) {
		got := make(chan error)
		go func() {
			work(cap(got))
		}()
		<-got
	}
	for range time.Tick(10 * time.Second) {
		got := make(chan error)
		go mayTell(1, got)
		<-got
	}
}

// What a select statement sends has its place in the buffer, as elsewhere.
// passes: by a clock
func (s *server) handsOn(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		work(1)
	}
}

// What a pass gives back to a semaphore, it has taken itself.
// passes: by a clock, by a clock
func (s *server) givesBack(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		work(1)
		<-s.slots
	}
	for range time.Tick(10 * time.Second) {
		s.inSlot()
	}
}

func (s *server) inSlot() {
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	work(1)
}

// passes: none
func (s *server) takesBack(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
		}
		<-s.slots
	}
}

// The deadline of a listener counts by whichever type it is set.
// passes: every 5s
func accepts(ctx context.Context, l net.Listener) {
	tcp := l.(*net.TCPListener)
	for ctx.Err() == nil {
		tcp.SetDeadline(time.Now().Add(5 * time.Second))
		c, err := l.Accept()
		if err == nil {
			c.Close()
		}
	}
}

// passes: none
func acceptsOthers(ctx context.Context, l, other net.Listener) {
	tcp := other.(*net.TCPListener)
	for ctx.Err() == nil {
		tcp.SetDeadline(time.Now().Add(5 * time.Second))
		c, err := l.Accept()
		if err == nil {
			c.Close()
		}
	}
}

// passes: every 5m0s
func scansInTime(c net.Conn) {
	lines := bufio.NewScanner(c)
	for {
		c.SetReadDeadline(time.Now().Add(5 * time.Minute))
		if !lines.Scan() {
			return
		}
		work(len(lines.Text()))
	}
}

// passes: none
func scans(c net.Conn) {
	lines := bufio.NewScanner(c)
	for {
		if !lines.Scan() {
			return
		}
		work(len(lines.Text()))
	}
}

type source interface{ Next() (int, error) }

// What hands out the next one blocks until there is one.
// https://github.com/go-kratos/kratos/blob/main/config/config.go
// passes: none
func (s *server) watches(ctx context.Context, from source) {
	for ctx.Err() == nil {
		n, err := from.Next()
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		work(n)
	}
}

// passes: by a clock
func (s *server) asksNext(from source) {
	for range time.Tick(time.Second) {
		n, _ := from.Next()
		work(n)
	}
}

// A function that works for a day is no loop that goes on: a pass that calls it takes as long.
// passes:
// waits: has timeouts
func (s *server) forADay(ctx context.Context) {
	day, cancel := context.WithTimeout(ctx, 24*time.Hour)
	defer cancel()
	for day.Err() == nil {
		work(1)
	}
}

// passes:
// waits: has timeouts
func (s *server) waitsForADay(ctx context.Context) {
	day, cancel := context.WithTimeout(ctx, 24*time.Hour)
	defer cancel()
	for {
		select {
		case <-day.Done():
			return
		case n := <-s.jobs:
			work(n)
		}
	}
}

// passes: every 10s
func (s *server) ticksForADay(ctx context.Context) {
	day, cancel := context.WithTimeout(ctx, 24*time.Hour)
	defer cancel()
	for day.Err() == nil {
		work(1)
		time.Sleep(10 * time.Second)
	}
}

// passes: every 24h0m10s
func (s *server) daily(ctx context.Context) {
	for range time.Tick(10 * time.Second) {
		s.waitsForADay(ctx)
	}
}

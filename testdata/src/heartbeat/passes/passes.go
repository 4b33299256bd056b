// Package passes is about what paces a loop. // want package:`runs passes`
package passes

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"example.com/supervised"
)

type server struct {
	every  time.Duration
	jobs   chan int
	out    chan int
	quit   chan struct{}
	ticker *time.Ticker
	timer  *time.Timer
	ticks  <-chan time.Time
	clock  clock
	conn   net.Conn
	file   *os.File
	queue  queue
	cond   *sync.Cond
	wg     sync.WaitGroup
	closed bool
}

type clock interface {
	After(time.Duration) <-chan time.Time
}

type queue interface {
	Receive(context.Context) (int, error)
	Fetch() (int, error)
}

func (s *server) work(n int) { println(100 / n) }

func (s *server) byClock(ctx context.Context, handed <-chan time.Time) {
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for range time.NewTicker(s.every).C { // want `no-heartbeat`
			s.work(1)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for range s.ticker.C { // want `no-heartbeat`
			s.work(1)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			<-handed
			s.work(1)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			<-s.ticks
			s.work(1)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for { // want `no-heartbeat`
			select {
			case <-s.clock.After(s.every):
				s.work(1)
			case <-ctx.Done():
				return
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			func() {
				time.Sleep(s.every)
			}()
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			switch {
			case s.closed:
				time.Sleep(s.every)
			default:
				s.work(1)
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for s.pause() { // want `no-heartbeat`
			s.work(1)
		}
	})
	_ = supervised.Run(ctx, "passes", func(ctx context.Context) error {
		for range time.Tick(s.every) { // want `no-heartbeat`
			s.work(1)
		}
		return nil
	})
	go supervised.RunWithRecover(ctx, "passes", func() func(context.Context) {
		n := 1
		return func(context.Context) {
			for range time.Tick(s.every) { // want `no-heartbeat`
				s.work(n)
			}
		}
	}())
}

func (s *server) pause() bool {
	if s.closed {
		return false
	}
	time.Sleep(s.every)
	return true
}

// A timer strikes once: it has to be set again where it has struck, or on each pass.
func (s *server) byTimer(ctx context.Context) {
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for { // want `no-heartbeat`
			s.timer.Reset(s.every)
			select {
			case <-s.timer.C:
			case <-ctx.Done():
				return
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for { // want `no-heartbeat`
			timer := time.NewTimer(s.every)
			select {
			case <-timer.C:
			case <-ctx.Done():
				return
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for {
			select {
			case <-s.timer.C:
				s.work(1)
			case <-s.jobs:
				s.timer.Reset(s.every)
			case <-ctx.Done():
				return
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		poll := time.After(s.every)
		for { // want `no-heartbeat`
			select {
			case <-poll:
				poll = time.After(s.every)
			case n := <-s.jobs:
				s.work(n)
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		quiet := time.After(s.every)
		for {
			select {
			case <-quiet:
				s.work(1)
			case n := <-s.jobs:
				s.work(n)
				quiet = time.After(s.every)
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for {
			timeout := time.After(s.every)
			if s.closed {
				timeout = nil
			}
			select {
			case <-timeout:
			case n := <-s.jobs:
				s.work(n)
			}
		}
	})
}

// What is waited for under a condition, or as an answer, is the work of the pass; what every pass
// waits for first is not.
func (s *server) both(ctx context.Context) {
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			time.Sleep(s.every)
			if s.closed {
				s.work(<-s.jobs)
			}
			for range 3 {
				s.work(<-s.jobs)
			}
			if s.closed {
				s.out <- 1
			}
			s.wg.Wait()
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			time.Sleep(s.every)
			s.work(<-s.jobs)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			time.Sleep(s.every)
			for n := range s.jobs {
				if n == 0 {
					break
				}
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			time.Sleep(s.every)
			select {
			case <-s.jobs:
			case <-ctx.Done():
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			default:
				<-s.jobs
				time.Sleep(s.every)
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for { // how often it waits at most, the clock says
			select {
			case <-ctx.Done():
				return
			case <-time.After(s.every):
				<-s.jobs
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for { // want `no-heartbeat`
			select {
			case <-ctx.Done():
				return
			case <-time.After(s.every):
				s.out <- 1
				<-s.jobs
			}
		}
	})
}

// What cannot be looked into waits for a peer, if it is called so, and sets no deadline.
func (s *server) reads(ctx context.Context) {
	buf := make([]byte, 10)
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			if _, err := s.conn.Read(buf); err != nil {
				time.Sleep(s.every)
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			_ = s.conn.SetReadDeadline(time.Now().Add(s.every))
			if _, err := s.conn.Read(buf); err != nil {
				time.Sleep(s.every)
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			if _, err := s.file.Read(buf); err == io.EOF {
				time.Sleep(s.every)
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			if _, err := s.queue.Receive(ctx); err != nil {
				time.Sleep(s.every)
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			short, cancel := context.WithTimeout(ctx, s.every)
			if _, err := s.queue.Receive(short); err != nil {
				time.Sleep(s.every)
			}
			cancel()
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			if n, err := s.queue.Fetch(); err != nil {
				time.Sleep(s.every)
			} else {
				s.work(n)
			}
		}
	})
}

// While a loop inside goes on without a pass, there is none outside either; one that has passes
// beats beside the outer one.
func (s *server) loopsInside(ctx context.Context) {
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			for n := range s.jobs {
				s.work(n)
			}
			time.Sleep(s.every)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			for range s.ticker.C { // want `no-heartbeat`
				if s.closed {
					break
				}
			}
			time.Sleep(s.every)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			for range s.ticker.C { // want `no-heartbeat`
				if s.closed {
					break
				}
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			go func() { //nolint:unsupervisedgo // it is not about that
				for range s.ticker.C {
					s.work(1)
				}
			}()
			defer time.Sleep(s.every)
			s.work(<-s.jobs)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			go func() { //nolint:unsupervisedgo // it is not about that
				supervised.Beat(ctx)
			}()
			time.Sleep(s.every)
		}
	})
}

// A task ends, whatever it says.
func (s *server) tasks(ctx context.Context) {
	_ = supervised.Call(ctx, "passes", func(ctx context.Context) error {
		for range s.ticker.C {
			s.work(1)
		}
		return nil
	})
}

// What may take as long as it likes, in front of a pause: a retry, which has no pass. Behind the
// pause, or with a ticker, it is the work of the pass.
func (s *server) open(ctx context.Context, session func(), runner interface{ Run(context.Context) error }) {
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			session()
			time.Sleep(s.every)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			time.Sleep(s.every)
			session()
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil { // want `no-heartbeat`
			session()
			<-s.ticker.C
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			if err := runner.Run(ctx); err != nil {
				time.Sleep(s.every)
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			s.session(ctx, runner)
			time.Sleep(s.every)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		again := func() { s.work(1) }
		for ctx.Err() == nil { // want `no-heartbeat`
			again()
			time.Sleep(s.every)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			for {
				if n := <-s.jobs; n == 0 {
					break
				}
			}
			time.Sleep(s.every)
		}
	})
}

func (s *server) session(ctx context.Context, runner interface{ Run(context.Context) error }) {
	s.work(1)
	_ = runner.Run(ctx)
}

// To wait for a condition is to wait for what may never come.
func (s *server) conditions(ctx context.Context) {
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			s.cond.L.Lock()
			for !s.closed {
				s.cond.Wait()
			}
			s.cond.L.Unlock()
			time.Sleep(s.every)
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for ctx.Err() == nil {
			s.next()
			time.Sleep(s.every)
		}
	})
}

func (s *server) next() int {
	s.cond.Wait()
	return 1
}

// A clock of somebody else.
type fake struct{ c chan time.Time }

type fakeTicker struct{ c chan time.Time }

func (f *fake) Timer() <-chan time.Time   { return f.c }
func (t *fakeTicker) C() <-chan time.Time { return t.c }

func (s *server) others(ctx context.Context, f *fake, ticker *fakeTicker) {
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for {
			select {
			case <-f.Timer():
			case <-ctx.Done():
				return
			}
		}
	})
	go supervised.RunWithRecover(ctx, "passes", func(ctx context.Context) {
		for { // want `no-heartbeat`
			select {
			case <-ticker.C():
			case <-ctx.Done():
				return
			}
		}
	})
}

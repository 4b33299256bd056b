// Package clocks is about which channels are those of a clock that goes on from pass to pass.
package clocks

import (
	"context"
	"math/rand"
	"time"
)

type server struct {
	jobs  chan int
	every time.Duration
	timer *time.Timer
	busy  bool
}

const period = 90 * time.Second

func (s *server) work(n int) { println(100 / n) }

// passes: every period
func (s *server) ticker() {
	ticker := time.NewTicker(period)
	for range ticker.C {
		s.work(1)
	}
}

// passes: by a clock
func (s *server) resetTicker() {
	ticker := time.NewTicker(period)
	for range ticker.C {
		ticker.Reset(s.every)
	}
}

// A timer strikes once.
// passes: none
func (s *server) once(ctx context.Context) {
	timer := time.NewTimer(time.Second)
	for {
		select {
		case <-timer.C:
			s.work(1)
		case <-ctx.Done():
			return
		}
	}
}

// The first pass may come at once.
// passes: every 1m0s
func (s *server) atOnce() {
	timer := time.NewTimer(0)
	for {
		<-timer.C
		s.work(1)
		timer.Reset(time.Minute)
	}
}

// passes: every 1s
func (s *server) again() {
	timer := time.NewTimer(time.Second)
	for {
		select {
		case <-timer.C:
			timer.Reset(time.Second)
		case n := <-s.jobs:
			s.work(n)
		}
	}
}

// Set again in both branches, behind the select statement as well as in its case: the longer one is a bound.
// passes: every 1m0s
func (s *server) bothBranches() {
	timer := time.NewTimer(time.Second)
	for {
		select {
		case <-timer.C:
			s.work(1)
		case n := <-s.jobs:
			s.work(n)
		}
		if s.busy {
			timer.Reset(time.Second)
		} else {
			timer.Reset(time.Minute)
		}
	}
}

// passes: every 1s
func (s *server) everyCase(n int) {
	timer := time.NewTimer(time.Second)
	for {
		<-timer.C
		switch {
		case n > 1:
			timer.Reset(time.Second)
		case s.busy:
			return
		default:
			_ = timer.Reset(time.Second)
		}
	}
}

// One way leaves it as it is: it may never strike again.
// passes: none
func (s *server) oneBranch() {
	timer := time.NewTimer(time.Second)
	for {
		select {
		case <-timer.C:
			if s.busy {
				timer.Reset(time.Second)
			}
		case n := <-s.jobs:
			s.work(n)
		}
	}
}

// passes: none
func (s *server) withoutDefault(n int) {
	timer := time.NewTimer(time.Second)
	for {
		<-timer.C
		switch {
		case n > 1:
			timer.Reset(time.Second)
		case s.busy:
			timer.Reset(time.Second)
		}
	}
}

// The post statement comes after each pass.
// passes: every 1s
func (s *server) post() {
	for timer := time.NewTimer(time.Second); ; timer.Reset(time.Second) {
		<-timer.C
		if s.busy {
			continue
		}
		s.work(1)
	}
}

// passes: by a clock
func (s *server) postOfAField(ctx context.Context) {
	for ; ; s.timer.Reset(s.every) {
		select {
		case <-s.timer.C:
		case <-ctx.Done():
			return
		}
	}
}

// passes: every 1s
func (s *server) made() {
	var timer *time.Timer
	for {
		timer = time.NewTimer(time.Second)
		<-timer.C
	}
}

// passes: none
func (s *server) after() {
	strike := time.After(time.Second)
	for {
		select {
		case <-strike:
			s.work(1)
		case n := <-s.jobs:
			s.work(n)
		}
	}
}

// passes: every 1s
func (s *server) afterAgain() {
	strike := time.After(time.Second)
	for {
		select {
		case <-strike:
			strike = time.After(time.Second)
		case n := <-s.jobs:
			s.work(n)
		}
	}
}

// passes: none
func (s *server) mayBeNil() {
	for {
		strike := time.After(time.Second)
		if s.busy {
			strike = nil
		}
		select {
		case <-strike:
		case n := <-s.jobs:
			s.work(n)
		}
	}
}

// passes: by a clock
func (s *server) handedIn(tick <-chan time.Time) {
	for range tick {
		s.work(1)
	}
}

// A timer that is never set again, and whose case leaves, ended the analysis.
// waits: waits
func (s *server) untilTheTimer() {
	whole := time.NewTimer(time.Minute)
	for {
		select {
		case n := <-s.jobs:
			s.work(n)
		case <-whole.C:
			return
		}
	}
}

// A ticker that was stopped was taken to strike for ever: who had stopped it was called stuck.
// passes: by a clock
func (s *server) stopsOnceWarm(ctx context.Context) {
	ticker := time.NewTicker(10 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-s.jobs:
			s.work(n)
		case <-ticker.C:
			s.work(1)
			if s.busy {
				ticker.Stop()
			}
		}
	}
}

// passes: by a clock
func (s *server) resumes(pause, resume chan int) {
	ticker := time.NewTicker(10 * time.Second)
	for {
		select {
		case <-pause:
			ticker.Stop()
		case <-resume:
			ticker = time.NewTicker(10 * time.Second)
		case <-ticker.C:
			s.work(1)
		}
	}
}

// passes: by a clock
func (s *server) neverStarted() {
	ticker := time.NewTicker(10 * time.Second)
	if s.busy {
		ticker.Stop()
	}
	for range ticker.C {
		s.work(1)
	}
}

type poller struct{ ticker *time.Ticker }

func newPoller() *poller { return &poller{time.NewTicker(10 * time.Second)} }

func (p *poller) pause() { p.ticker.Stop() }

// passes: by a clock
func (p *poller) run() {
	for range p.ticker.C {
		println("poll")
	}
}

// passes: by a clock
func (s *server) stopsTimer() {
	timer := time.NewTimer(10 * time.Second)
	for {
		select {
		case <-s.jobs:
			timer.Stop()
		case <-timer.C:
			s.work(1)
			timer.Reset(10 * time.Second)
		}
	}
}

// Nothing waits for these any more once they are stopped, or they are set again.
// passes: every 10s, every 20s, every 30s, every 40s
func (s *server) stopsForGood(ctx context.Context) {
	first, second := time.NewTicker(10*time.Second), time.NewTicker(20*time.Second)
	defer func() { second.Stop() }()
loop:
	for {
		select {
		case <-ctx.Done():
			first.Stop()
			break loop
		case <-first.C:
			s.work(1)
		}
	}
	for ctx.Err() == nil {
		<-second.C
		s.work(2)
	}
	third := time.NewTicker(30 * time.Second)
	for ctx.Err() == nil {
		<-third.C
		s.work(3)
	}
	third.Stop()
	timer := time.NewTimer(40 * time.Second)
	for {
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case n := <-s.jobs:
			timer.Stop()
			s.work(n)
			timer.Reset(40 * time.Second)
		case <-timer.C:
			s.work(4)
			timer.Reset(40 * time.Second)
		}
	}
}

type closer struct {
	ticker *time.Ticker
	done   chan struct{}
}

func newCloser() *closer { return &closer{time.NewTicker(10 * time.Second), make(chan struct{})} }

// Close stops the clock and ends its loop: the loop that goes on has one that strikes.
func (c *closer) Close() {
	c.ticker.Stop()
	close(c.done)
}

// passes: every 10s
func (c *closer) run() {
	for {
		select {
		case <-c.done:
			return
		case <-c.ticker.C:
			println("close")
		}
	}
}

// The first pass comes later than the others.
// passes: every 5m0s
func (s *server) startsLater() {
	timer := time.NewTimer(5 * time.Minute)
	for {
		<-timer.C
		s.work(1)
		timer.Reset(time.Minute)
	}
}

// passes: every 1m39s
func (s *server) jitter() {
	for {
		s.work(1)
		time.Sleep(period + time.Duration(rand.Int63n(int64(period/10))))
	}
}

// passes: every 1m0s
func (s *server) waitsLonger() {
	wait := time.Second
	for {
		if s.busy {
			wait = time.Second
		}
		time.Sleep(wait)
		wait = min(2*wait, time.Minute)
	}
}

// passes: by a clock
func (s *server) waitsEverLonger() {
	wait := time.Second
	for {
		time.Sleep(wait)
		wait = 2 * wait
	}
}

// passes: by a clock
func (s *server) waitsLongerEach() {
	for n := 1; ; n++ {
		time.Sleep(time.Duration(n) * time.Second)
	}
}

// passes: every 20s
func (s *server) several() {
	const n = 2
	wait := 5 * time.Second
	for {
		time.Sleep(max(wait, time.Second) * 2 * n)
	}
}

// passes: every 1m0s
func (s *server) slowAtNight() {
	wait := time.Second
	if s.busy {
		wait = time.Minute
	}
	for range time.Tick(wait) {
		s.work(1)
	}
}

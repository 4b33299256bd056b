// Package stops has services that end in different ways.
package stops

import "time"

type server struct {
	in    chan int
	quit  chan struct{}
	token chan bool
	n     int
}

func (s *server) do(n int) { println(100 / n) }

func stop(s *server) {
	close(s.quit)
	s.token <- true
}

// stops: s.quit
// effects: service, receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again, lossy], drains(0.in)
func (s *server) closed() {
	for {
		select {
		case n := <-s.in:
			s.do(n)
		case <-s.quit:
			return
		}
	}
}

// stops: token s.token, then s.do(0)
// effects: service, receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again, lossy], receives(0.token) unless s.do(n) panics [inside, in a pass "", looped, again, lossy], drains(0.in), drains(0.token)
func (s *server) told() {
	for {
		select {
		case n := <-s.in:
			s.do(n)
		case <-s.token:
			s.do(0)
			return
		}
	}
}

// stops: s.quit, then s.do(0)
func (s *server) labelled() {
loop:
	for {
		select {
		case n := <-s.in:
			s.do(n)
		case <-s.quit:
			break loop
		}
	}
	s.do(0)
}

// A plain break leaves the select only.
//
// stops:
func (s *server) plain() {
	for {
		select {
		case n := <-s.in:
			s.do(n)
		case <-s.quit:
			break
		}
	}
}

// The clock is its own.
//
// stops: s.quit
func (s *server) clock(tick <-chan time.Time) {
	for {
		select {
		case n := <-s.in:
			s.do(n)
		case <-tick:
			s.do(1)
		case <-s.quit:
			println("bye")
			return
		}
	}
}

// stops:
func (s *server) ranges() {
	for n := range s.in {
		s.do(n)
	}
	s.do(0)
}

// stops: s.quit
func (s *server) calls() {
	s.closed()
}

// stops: s.quit, then s.do(0)
func (s *server) callsThenWorks() {
	s.closed()
	s.do(0)
}

// What is no service has no stop.
//
// stops:
func (s *server) task() {
	<-s.quit
	s.do(0)
}

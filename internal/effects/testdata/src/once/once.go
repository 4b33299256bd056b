// Package once has loops that must not be run twice.
package once

import (
	"bufio"
	"net"
	"sync"
	"sync/atomic"
)

type server struct {
	in      chan int
	wg      sync.WaitGroup
	running atomic.Bool
	up      bool
	subs    []chan int
	done    chan struct{}
	n       int64
}

func (s *server) do(n int) { println(100 / n) }

// effects: service(once: s.wg.Done() would run again), done(0.wg) [always], receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again], drains(0.in)
func (s *server) done1() {
	defer s.wg.Done()
	for n := range s.in {
		s.do(n)
	}
}

// effects: service(once: it sends on ready before its loop), sends(1) [always], receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again], drains(0.in)
func (s *server) hello(ready chan bool) {
	ready <- true
	for n := range s.in {
		s.do(n)
	}
}

// effects: service(once: it receives from first before its loop), receives(1) [always, again], receives(0.in) unless s.do(<-first) panics [inside, in a pass "", looped, again], drains(0.in)
func (s *server) config(first chan int) {
	s.do(<-first)
	for n := range s.in {
		s.do(n)
	}
}

// effects: service(once: each run would start another goroutine), receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again], drains(0.in)
func (s *server) spawns(f func()) {
	go f()
	for n := range s.in {
		s.do(n)
	}
}

func (s *server) subscribe(ch chan int) { s.subs = append(s.subs, ch) }

// effects: service(once: s.subscribe would run again: it appends to s.subs), receives(0.in) unless s.subscribe(make(chan int)) panics [inside, in a pass "", looped, again], drains(0.in)
func (s *server) grows() {
	s.subscribe(make(chan int))
	for n := range s.in {
		s.do(n)
	}
}

// effects: service(once: s.running.CompareAndSwap(false, true) says that it runs already), receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again], drains(0.in)
func (s *server) swaps() {
	if !s.running.CompareAndSwap(false, true) {
		return
	}
	for n := range s.in {
		s.do(n)
	}
}

// effects: service(once: s.up = true says that it runs already), receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again], drains(0.in)
func (s *server) flags() {
	if s.up {
		return
	}
	s.up = true
	for n := range s.in {
		s.do(n)
	}
}

// effects: service(once: net.Listen would run again)
func listens(f func(net.Conn)) {
	l, err := net.Listen("tcp", ":1")
	if err != nil {
		return
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		f(c)
	}
}

// What is released in a defer can be made again.
//
// effects: service
func listensAndCloses(f func(net.Conn)) {
	l, err := net.Listen("tcp", ":1")
	if err != nil {
		return
	}
	defer l.Close()
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		f(c)
	}
}

// effects: service(once: bufio.NewReader reads ahead)
func readsAhead(c net.Conn, f func(string)) {
	r := bufio.NewReader(c)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		f(line)
	}
}

// What is behind a loop that only its input ends is what it is for.
//
// effects: receives(0.in) unless s.do(n) panics [looped, again], drains(0.in)
func (s *server) behind() {
	for n := range s.in {
		s.do(n)
	}
	s.do(0)
}

// effects: service, receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again, lossy], receives(1) unless s.do(n) panics [inside, in a pass "", looped, again, lossy], drains(0.in), drains(1)
func (s *server) behindQuit(quit chan bool) {
	for {
		select {
		case n := <-s.in:
			s.do(n)
		case <-quit:
			s.do(0)
			return
		}
	}
}

// effects: service(once: undo(1) would run again), receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again], drains(0.in)
func (s *server) deferredUnknown(undo func(int)) {
	defer undo(1)
	for n := range s.in {
		s.do(n)
	}
}

// effects: service, receives(0.in) unless s.subscribe(nil) panics [inside, in a pass "", looped, again], drains(0.in)
func (s *server) onEachPass() {
	s.subscribe(nil)
	for n := range s.in {
		s.do(n)
		s.subscribe(nil)
	}
}

// Package services has functions that loop until they are told to stop, and
// functions that look like them.
package services

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

type server struct {
	in     chan int
	quit   chan struct{}
	closed atomic.Bool
	mu     sync.Mutex
	over   bool
	q      queue
	h      handler
	n      int
}

func (s *server) do(n int) { println(100 / n) }

// effects: service, receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again], drains(0.in)
func (s *server) ranges() {
	for n := range s.in {
		s.do(n)
	}
}

// effects: service, receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again, lossy], drains(0.in)
func (s *server) selects() {
	for {
		select {
		case n := <-s.in:
			s.do(n)
		case <-s.quit:
			return
		}
	}
}

// effects: service
func (s *server) context(ctx context.Context) {
	for ctx.Err() == nil {
		s.do(s.n)
	}
}

// effects: service
func (s *server) flag() {
	for !s.closed.Load() {
		s.do(s.n)
	}
}

func (s *server) isOver() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over
}

// effects: service
func (s *server) method() {
	for !s.isOver() {
		s.do(s.n)
	}
}

type queue interface{ Get() (int, bool) }

// effects: service
func (s *server) gets() {
	for {
		n, ok := s.q.Get()
		if !ok {
			return
		}
		s.do(n)
	}
}

// In either sense, the last result tells that nothing more comes.
//
// effects: service
func (s *server) getsShutdown() {
	for {
		n, shutdown := s.q.Get()
		if shutdown {
			return
		}
		s.do(n)
	}
}

// effects: service, calls(1) unless l.Accept() panics [inside, looped, again]
func accepts(l net.Listener, f func(net.Conn)) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		f(c)
	}
}

// effects: service, calls(1) unless r.Read(b) panics [inside, looped, again]
func reads(r io.Reader, f func([]byte)) {
	b := make([]byte, 10)
	for {
		n, err := r.Read(b)
		if errors.Is(err, io.EOF) {
			return
		}
		f(b[:n])
	}
}

// effects: service, receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again, in (*server).ranges], drains(0.in)
func (s *server) calls() { s.ranges() }

func (s *server) run() error {
	for n := range s.in {
		s.do(n)
	}
	return nil
}

// effects: service, receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again, in (*server).run], drains(0.in)
func (s *server) inCondition() {
	if err := s.run(); err != nil {
		println(err)
	}
}

// effects: service, receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again, in (*server).run], drains(0.in)
func (s *server) returned() error { return s.run() }

// effects: service, receives(0.in) unless s.do(n) panics [inside, in a pass "", looped, again, in (*server).run], drains(0.in)
func (s *server) assigned() {
	err := s.run()
	_ = err
}

type handler interface{ serve() }

type one struct{ in chan int }

func (o *one) serve() {
	for n := range o.in {
		println(100 / n)
	}
}

type two struct{ quit chan bool }

func (o *two) serve() {
	for {
		select {
		case <-o.quit:
			return
		case <-time.After(time.Second):
		}
	}
}

// All that it can call are services.
//
// effects: service, receives(0.h.in) unless 100 / n panics [inside, in a pass "", looped, again, in (*one).serve], receives(0.h.quit) [always, inside, looped, again, lossy, in (*two).serve], drains(0.h.in), drains(0.h.quit)
func (s *server) byInterface() { s.h.serve() }

// effects: service, calls(0) unless f() panics [inside, in a pass "", looped, again]
func always(f func()) {
	for {
		f()
	}
}

// Its own success ends it.
//
// effects: calls(0) unless try() panics [looped, again]
func retries(try func() error) {
	for {
		if try() == nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// effects: calls(0) unless f() panics [looped, again]
func bounded(f func()) {
	for i := 0; i < 3; i++ {
		f()
	}
}

// effects: calls(0) unless next() panics [looped, again]
func lastPage(next func() bool) {
	for next() {
	}
}

// Its own clock ends it.
//
// effects: calls(0) unless f() panics [looped, again]
func deadline(f func()) {
	end := time.After(time.Second)
	for {
		select {
		case <-end:
			return
		default:
			f()
		}
	}
}

// effects: calls(2) unless page(i) panics [looped, again], sends(0) unless page(i) panics [looped, again], receives(1) unless page(i) panics [looped, again, lossy], drains(1)
func pages(out chan int, quit chan bool, page func(int) []int) {
	for i := 0; ; i++ {
		list := page(i)
		for _, n := range list {
			select {
			case out <- n:
			case <-quit:
				return
			}
		}
		if len(list) < 10 {
			return
		}
	}
}

// effects:
func spins(n *atomic.Int32) {
	for {
		old := n.Load()
		if n.CompareAndSwap(old, old+1) {
			return
		}
	}
}

// effects: calls(0) [looped, again]
func leaves(f func()) {
	for {
		f()
		break
	}
}

// A service that calls itself: asking for its way out led to itself without end.
//
// stops:
func (s *server) deeper(depth int) {
	if depth > 0 {
		s.deeper(depth - 1)
		return
	}
	<-s.in
	for range s.in {
	}
}

// stops:
func (s *server) deep() { s.deeper(2) }

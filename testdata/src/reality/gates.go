package main

import (
	"sync"
	"sync/atomic"
	"time"
)

// Closes behind what lets one through.

// trusted: a channel that one function closes once
func (Cases) GateCas() {
	done := make(chan struct{})
	var closed atomic.Bool
	for range 3 {
		go func() {
			if closed.CompareAndSwap(false, true) {
				close(done)
			}
		}()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateCas32() {
	done := make(chan struct{})
	var closed int32
	for range 3 {
		go func() {
			if atomic.CompareAndSwapInt32(&closed, 0, 1) {
				close(done)
			}
		}()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateSwap() {
	done := make(chan struct{})
	var closed atomic.Bool
	for range 3 {
		go func() {
			if !closed.Swap(true) {
				close(done)
			}
		}()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateReturn() {
	done := make(chan struct{})
	var closed atomic.Bool
	for range 3 {
		go func() {
			if !closed.CompareAndSwap(false, true) {
				return
			}
			close(done)
		}()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateCounter() {
	done := make(chan struct{})
	var n atomic.Int32
	n.Store(3)
	for range 3 {
		go func() {
			if n.Add(-1) == 0 {
				close(done)
			}
		}()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateCounterfn() {
	done := make(chan struct{})
	n := int32(3)
	for range 3 {
		go func() {
			if atomic.AddInt32(&n, -1) == 0 {
				close(done)
			}
		}()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateUp() {
	done := make(chan struct{})
	var n atomic.Int32
	for range 3 {
		go func() {
			if n.Add(1) == 3 {
				close(done)
			}
		}()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateLock() {
	done := make(chan struct{})
	var mu sync.Mutex
	closed := false
	for range 3 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			if !closed {
				closed = true
				close(done)
			}
		}()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateLock2() {
	done := make(chan struct{})
	var mu sync.Mutex
	var closed bool
	for range 3 {
		go func() {
			mu.Lock()
			if !closed {
				close(done)
				closed = true
			}
			mu.Unlock()
		}()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateLock3() {
	done := make(chan struct{})
	var mu sync.Mutex
	var closed bool
	for range 3 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			if closed {
				return
			}
			closed = true
			close(done)
		}()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateBool() {
	done := make(chan struct{})
	go func() {
		closed := false
		for range 5 {
			if !closed {
				close(done)
				closed = true
			}
		}
	}()
}

// trusted: a channel that one function closes once
func (Cases) GateClosure() {
	done := make(chan struct{})
	var closed atomic.Bool
	stop := func() {
		if closed.CompareAndSwap(false, true) {
			close(done)
		}
	}
	for range 3 {
		go stop()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateOnce() {
	done := make(chan struct{})
	var once sync.Once
	stop := func() { once.Do(func() { close(done) }) }
	for range 3 {
		go stop()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateOncefunc() {
	done := make(chan struct{})
	stop := sync.OnceFunc(func() { close(done) })
	for range 3 {
		go stop()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateField() {
	s := &stopperOnce{done: make(chan struct{})}
	for range 2 {
		go s.stop()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateFieldcas() {
	s := &stopperCAS{done: make(chan struct{})}
	for range 2 {
		go s.stop()
	}
}

// trusted: a channel that one function closes once
func (Cases) GateFieldlock() {
	s := &stopperLock{done: make(chan struct{})}
	for range 2 {
		go s.stop()
	}
}

func (Cases) GatePanicsCasreset() {
	done := make(chan struct{})
	var closed atomic.Bool
	for range 3 {
		go func() {
			if closed.CompareAndSwap(false, true) {
				close(done)
			}
			closed.Store(false)
		}()
	}
}

func (Cases) GatePanicsCasother() {
	done := make(chan struct{})
	for range 3 {
		var closed atomic.Bool
		go func() {
			if closed.CompareAndSwap(false, true) {
				close(done)
			}
		}()
	}
}

func (Cases) GatePanicsCasbeside() {
	done := make(chan struct{})
	var closed atomic.Bool
	if closed.CompareAndSwap(false, true) {
		close(done)
	}
	go func() { close(done) }()
}

func (Cases) GatePanicsLockother() {
	done := make(chan struct{})
	for range 3 {
		var mu sync.Mutex
		closed := false
		go func() {
			mu.Lock()
			defer mu.Unlock()
			if !closed {
				closed = true
				close(done)
			}
		}()
	}
}

func (Cases) GatePanicsNeverset() {
	done := make(chan struct{})
	var mu sync.Mutex
	closed := arg() == 1
	for range 3 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			if !closed {
				close(done)
			}
		}()
	}
}

func (Cases) GatePanicsCount() {
	done := make(chan struct{})
	var n atomic.Int32
	for range 3 {
		go func() {
			if n.Add(1) > 1 {
				close(done)
			}
		}()
	}
}

func (Cases) GatePanicsCountsend() {
	out := make(chan int, 3)
	n := int64(1)
	for i := range 3 {
		go func() {
			time.Sleep(time.Duration(i) * time.Millisecond)
			out <- i
			if atomic.AddInt64(&n, -1) == 0 {
				close(out)
			}
		}()
	}
}

func (Cases) GatePanicsWrongway() {
	done := make(chan struct{})
	var closed atomic.Bool
	for range 3 {
		go func() {
			if !closed.CompareAndSwap(false, true) {
				close(done)
			}
		}()
	}
}

func (Cases) GatePanicsCounter0() {
	done := make(chan struct{})
	var n atomic.Int32
	for range 3 {
		go func() {
			n.Store(1)
			if n.Add(-1) == 0 {
				close(done)
			}
		}()
	}
}

func (Cases) GatePanicsReset() {
	done := make(chan struct{})
	var mu sync.Mutex
	closed := false
	for range 3 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			if !closed {
				closed = true
				close(done)
			}
			closed = false
		}()
	}
}

func (Cases) GatePanicsCond() {
	done := make(chan struct{})
	var closed atomic.Bool
	for range 3 {
		go func() {
			if arg() == 0 || closed.CompareAndSwap(false, true) {
				close(done)
			}
		}()
	}
}

func (Cases) GatePanicsNilfield() {
	s := &stopperNil{}
	go s.stop()
}

func (Cases) GatePanicsOncesend() {
	out := make(chan int, 3)
	var once sync.Once
	for i := range 3 {
		go func() {
			time.Sleep(time.Duration(i) * time.Millisecond)
			out <- i
			once.Do(func() { close(out) })
		}()
	}
}

func (Cases) GatePanicsUnlocked() {
	done := make(chan struct{})
	var mu sync.Mutex
	closed := false
	for range 3 {
		go func() {
			mu.Lock()
			was := closed
			mu.Unlock()
			time.Sleep(time.Millisecond)
			if !was {
				mu.Lock()
				closed = true
				close(done)
				mu.Unlock()
			}
		}()
	}
}

func (Cases) GatePanicsUnlock2() {
	done := make(chan struct{})
	var mu sync.Mutex
	closed := false
	for range 3 {
		go func() {
			mu.Lock()
			if !closed {
				mu.Unlock()
				time.Sleep(time.Millisecond)
				mu.Lock()
				closed = true
				close(done)
			}
			mu.Unlock()
		}()
	}
}

func (Cases) GatePanicsFieldboth() {
	p := &gtPool{quit: make(chan struct{})}
	if p.closed.CompareAndSwap(false, true) {
		close(p.quit)
	}
	go func() { close(p.quit) }()
}

func (Cases) GatePanicsFieldother() {
	p := &gtPool2{quit: make(chan struct{})}
	p.stop(&gtPool2{quit: make(chan struct{})})
	go p.stop(&gtPool2{quit: make(chan struct{})})
}

func (Cases) GatePanicsFieldreset() {
	p := &gtPool3{quit: make(chan struct{})}
	p.stop()
	p.again()
	go p.stop()
}

type stopperOnce struct {
	done chan struct{}
	once sync.Once
}

func (s *stopperOnce) stop() { s.once.Do(func() { close(s.done) }) }

type stopperCAS struct {
	done   chan struct{}
	closed atomic.Bool
}

func (s *stopperCAS) stop() {
	if s.closed.CompareAndSwap(false, true) {
		close(s.done)
	}
}

type stopperLock struct {
	done chan struct{}
	mu   sync.Mutex
	gone bool
}

func (s *stopperLock) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone {
		return
	}
	s.gone = true
	close(s.done)
}

type stopperNil struct {
	done chan struct{}
	once sync.Once
}

func (s *stopperNil) stop() { s.once.Do(func() { close(s.done) }) }

type gtPool struct {
	quit   chan struct{}
	closed atomic.Bool
}

type gtPool2 struct {
	quit   chan struct{}
	closed atomic.Bool
}

func (p *gtPool2) stop(q *gtPool2) {
	if q.closed.CompareAndSwap(false, true) {
		close(p.quit)
	}
}

type gtPool3 struct {
	quit   chan struct{}
	closed atomic.Bool
}

func (p *gtPool3) stop() {
	if p.closed.CompareAndSwap(false, true) {
		close(p.quit)
	}
}

func (p *gtPool3) again() { p.closed.Store(false) }

// trusted: the goroutine is not started where the channel is closed
func (Cases) GateOtherPathStarted() {
	c := make(chan int)
	if len(c) > 0 {
		close(c)
		return
	}
	go func() { close(c) }()
}

func (Cases) GateSamePathStarted() {
	c := make(chan int)
	if len(c) == 0 {
		close(c)
	}
	go func() { close(c) }()
}

// trusted: only one of the closes is come to
func (Cases) GateOtherPathDeferred() {
	c := make(chan int)
	go func() {
		if len(c) == 0 {
			defer close(c)
			return
		}
		close(c)
	}()
}

// trusted: a swap lets one through
func (Cases) GateJumpedTo() {
	c, b := make(chan int), true
	var shut atomic.Bool
	go func() {
		if b {
			goto end
		}
		note(b)
	end:
		if shut.Swap(true) {
			return
		}
		close(c)
	}()
	if !shut.Swap(true) {
		close(c)
	}
}

func (Cases) GateJumpedPast() {
	c, b := make(chan int), true
	var shut atomic.Bool
	if !shut.Swap(true) {
		close(c)
	}
	go func() {
		if b {
			goto end
		}
		if shut.Swap(true) {
			return
		}
	end:
		close(c)
	}()
}

// A deferred close of a field was taken for a signal beside a supervised call, though its guard closes it again.
func (Cases) GatePanicsFieldTwice() {
	supervise := func(f func()) {
		defer func() { _ = recover() }()
		f()
	}
	go func() {
		gone := struct{ c chan int }{make(chan int)}
		defer func() {
			_ = recover()
			close(gone.c)
		}()
		defer close(gone.c)
		supervise(func() { panic("on purpose") })
	}()
}

func (Cases) GatePanicsFieldTwiceCaptured() {
	supervise := func(f func()) {
		defer func() { _ = recover() }()
		f()
	}
	gone := struct{ c chan int }{make(chan int)}
	go func() {
		defer func() {
			_ = recover()
			close(gone.c)
		}()
		defer close(gone.c)
		supervise(func() { panic("on purpose") })
	}()
}

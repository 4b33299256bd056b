package main

import (
	"sync"
	"sync/atomic"
	"time"
)

// A flag under a lock is no gate where the lock is let go of between the question and the answer.

func (Cases) LetsGoCond() {
	quit, closed, busy := make(chan int), false, true
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	for range 2 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			if closed {
				return
			}
			for busy {
				cond.Wait()
			}
			closed = true
			close(quit)
		}()
	}
	time.Sleep(5 * time.Millisecond)
	mu.Lock()
	busy = false
	mu.Unlock()
	cond.Broadcast()
}

// The gate is shut before it waits.
//
// trusted: an own channel
func (Cases) LetsGoCondBehind() {
	quit, closed, busy := make(chan int), false, true
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	for range 2 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			if closed {
				return
			}
			closed = true
			for busy {
				cond.Wait()
			}
			close(quit)
		}()
	}
	time.Sleep(5 * time.Millisecond)
	mu.Lock()
	busy = false
	mu.Unlock()
	cond.Broadcast()
}

// trusted: an own channel
func (Cases) LetsGoBehind() {
	quit, closed := make(chan int), false
	var mu sync.Mutex
	for range 2 {
		go func() {
			mu.Lock()
			if closed {
				mu.Unlock()
				return
			}
			closed = true
			mu.Unlock()
			close(quit)
		}()
	}
}

type lgHub struct {
	mu     sync.Mutex
	quit   chan int
	closed bool
}

func (h *lgHub) flush() { h.mu.Unlock(); time.Sleep(5 * time.Millisecond); h.mu.Lock() }

func (h *lgHub) flushAll() { h.flush() }

func (h *lgHub) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.flushAll()
	h.closed = true
	close(h.quit)
}

func (Cases) LetsGoInCallee() {
	h := &lgHub{quit: make(chan int)}
	for range 2 {
		go h.stop()
	}
}

type lgStats struct {
	mu, count sync.Mutex
	quit      chan int
	n         int
	closed    bool
}

func (h *lgStats) add() { h.count.Lock(); h.n++; h.count.Unlock() }

func (h *lgStats) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.add()
	h.closed = true
	close(h.quit)
}

// trusted: an own channel
func (Cases) LetsGoOtherLock() {
	h := &lgStats{quit: make(chan int)}
	for range 2 {
		go h.stop()
	}
}

// trusted: an own channel
func (Cases) LetsGoAddAbove() {
	quit := make(chan int)
	var n atomic.Int32
	for range 3 {
		go func() {
			if n.Add(1) > 1 {
				return
			}
			close(quit)
		}()
	}
}

func (Cases) LetsGoAddAboveTwo() {
	quit := make(chan int)
	var n atomic.Int32
	for range 3 {
		go func() {
			if n.Add(1) > 2 {
				return
			}
			close(quit)
		}()
	}
}

func (Cases) LetsGoAddAboveFrom() {
	quit := make(chan int)
	n := int32(-1)
	for range 3 {
		go func() {
			if atomic.AddInt32(&n, 1) > 1 {
				return
			}
			close(quit)
		}()
	}
}

func (Cases) LetsGoAddAboveBack() {
	quit := make(chan int)
	var n atomic.Int32
	for range 3 {
		go func() {
			if n.Add(1) > 1 {
				return
			}
			n.Add(-1)
			close(quit)
		}()
	}
}

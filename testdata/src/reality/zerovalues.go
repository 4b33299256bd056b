package main

import (
	"strings"
	"sync"
	"time"
)

// Zero values of what a function has to make. Of a variable that a goroutine captures, and that holds no value of its
// own, the default profile trusts that somebody has made it.

// trusted: timers and package sync
func (Cases) ZeroPanicsTimer() {
	var t time.Timer
	go func() { t.Stop() }()
}

func (Cases) ZeroPanicsTimerptr() {
	t := &time.Timer{}
	go func() { t.Stop() }()
}

func (Cases) ZeroPanicsNew() {
	t := new(time.Timer)
	go func() { t.Reset(time.Second) }()
}

func (Cases) ZeroPanicsNiltimer() {
	var t *time.Timer
	go func() { t.Stop() }()
}

// trusted: timers and package sync
func (Cases) ZeroPanicsTicker() {
	var t time.Ticker
	go func() {
		defer t.Stop()
		t.Reset(time.Second)
	}()
}

func (Cases) ZeroPanicsCond() {
	var c sync.Cond
	go func() {
		c.L.Lock()
	}()
}

func (Cases) ZeroPanicsCondnew() {
	c := sync.NewCond(nil)
	go func() {
		c.L.Lock()
	}()
}

func (Cases) ZeroPanicsCondptr() {
	c := &sync.Cond{}
	go func() {
		c.Wait()
	}()
}

// trusted: timers and package sync
func (Cases) ZeroPanicsCond2() {
	var c sync.Cond
	go func() {
		for arg() == 0 {
			c.Wait()
		}
	}()
}

func (Cases) ZeroPanicsStruct() {
	type job struct{ t time.Timer }
	j := &job{}
	go func() { j.t.Stop() }()
}

func (Cases) ZeroPanicsStructptr() {
	type job struct{ t *time.Timer }
	j := &job{}
	go func() { j.t.Stop() }()
}

// trusted: timers and package sync
func (Cases) ZeroTimer() {
	t := time.NewTimer(time.Hour)
	go func() { t.Stop() }()
}

// trusted: timers and package sync
func (Cases) ZeroLater() {
	var t *time.Timer
	var mu sync.Mutex
	mu.Lock()
	go func() {
		mu.Lock()
		t.Stop()
	}()
	t = time.NewTimer(time.Hour)
	mu.Unlock()
}

// trusted: timers and package sync
func (Cases) ZeroCond() {
	var mu sync.Mutex
	c := sync.Cond{L: &mu}
	go func() {
		c.L.Lock()
		c.Broadcast()
		c.L.Unlock()
	}()
}

// trusted: timers and package sync
func (Cases) ZeroCondset() {
	var mu sync.Mutex
	var c sync.Cond
	c.L = &mu
	go func() {
		c.L.Lock()
		c.Broadcast()
		c.L.Unlock()
	}()
}

// trusted: timers and package sync
func (Cases) ZeroBroadcast() {
	var c sync.Cond
	go func() { c.Broadcast() }()
}

// trusted: timers and package sync
func (Cases) ZeroValues() {
	var wg sync.WaitGroup
	var mu sync.RWMutex
	var o sync.Once
	var b strings.Builder
	go func() {
		mu.RLock()
		mu.RUnlock()
		o.Do(func() {})
		b.WriteString("x")
		wg.Wait()
	}()
}

// trusted: timers and package sync
func (Cases) ZeroNilcheck() {
	var t *time.Timer
	if arg() == 1 {
		t = time.NewTimer(1)
	}
	go func() {
		if t != nil {
			t.Stop()
		}
	}()
}

// Package unmade: zero values of what a function has to make. Each function here is run as well, in reality.
package unmade

import (
	"os"
	"strings"
	"sync"
	"time"
)

func panicsTimer() {
	var t time.Timer
	go func() { t.Stop() }()
}

func panicsTimerptr() {
	t := &time.Timer{}
	go func() { t.Stop() }() // want `bare-go: `
}

func panicsNew() {
	t := new(time.Timer)
	go func() { t.Reset(time.Second) }() // want `bare-go: `
}

func panicsNiltimer() {
	var t *time.Timer
	go func() { t.Stop() }() // want `bare-go: `
}

func panicsTicker() {
	var t time.Ticker
	go func() {
		defer t.Stop()
		t.Reset(time.Second)
	}()
}

func panicsCond() {
	var c sync.Cond
	go func() { // want `bare-go: `
		c.L.Lock()
	}()
}

func calmTimer() {
	t := time.NewTimer(time.Hour)
	go func() { t.Stop() }()
}

func calmLater() {
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

func calmAfter() {
	var t *time.Timer
	t = time.AfterFunc(time.Hour, func() { t.Stop() })
	go func() { t.Stop() }()
}

func calmCond() {
	var mu sync.Mutex
	c := sync.Cond{L: &mu}
	go func() {
		c.L.Lock()
		c.Broadcast()
		c.L.Unlock()
	}()
}

func calmCondset() {
	var mu sync.Mutex
	var c sync.Cond
	c.L = &mu
	go func() {
		c.L.Lock()
		c.Broadcast()
		c.L.Unlock()
	}()
}

func calmBroadcast() {
	var c sync.Cond
	go func() { c.Broadcast() }()
}

func calmValues() {
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

func calmNilcheck() {
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

var sink any

func use(v ...any) { sink = v }

func note(v any) { sink = v }

func boom() { panic("boom") }

func rescue() { _ = recover() }

func safe(f func()) {
	defer rescue()
	f()
}

func arg() int { return len(os.Args) - 2 }

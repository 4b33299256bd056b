// Package gates: closes behind what lets one through. Each function here is run as well, in reality.
package gates

import (
	"os"
	"sync"
	"sync/atomic"
	"time"
)

func calmCas() {
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

func calmCas32() {
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

func calmSwap() {
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

func calmReturn() {
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

func calmCounter() {
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

func calmCounterfn() {
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

func calmUp() {
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

func calmLock() {
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

func panicsCasreset() {
	done := make(chan struct{})
	var closed atomic.Bool
	for range 3 {
		go func() { // want `bare-go: `
			if closed.CompareAndSwap(false, true) {
				close(done)
			}
			closed.Store(false)
		}()
	}
}

func panicsCasother() {
	done := make(chan struct{})
	for range 3 {
		var closed atomic.Bool
		go func() { // want `bare-go: `
			if closed.CompareAndSwap(false, true) {
				close(done)
			}
		}()
	}
}

func panicsCasbeside() {
	done := make(chan struct{})
	var closed atomic.Bool
	go func() { // want `bare-go: `
		if closed.CompareAndSwap(false, true) {
			close(done)
		}
	}()
	go func() { // want `bare-go: `
		time.Sleep(time.Millisecond)
		close(done)
	}()
}

func panicsLockother() {
	done := make(chan struct{})
	for range 3 {
		var mu sync.Mutex
		closed := false
		go func() { // want `bare-go: `
			mu.Lock()
			defer mu.Unlock()
			if !closed {
				closed = true
				close(done)
			}
		}()
	}
}

func panicsNeverset() {
	done := make(chan struct{})
	var mu sync.Mutex
	closed := arg() == 1
	for range 3 {
		go func() { // want `bare-go: `
			mu.Lock()
			defer mu.Unlock()
			if !closed {
				close(done)
			}
		}()
	}
}

func panicsCount() {
	done := make(chan struct{})
	var n atomic.Int32
	for range 3 {
		go func() { // want `bare-go: `
			if n.Add(1) > 1 {
				close(done)
			}
		}()
	}
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

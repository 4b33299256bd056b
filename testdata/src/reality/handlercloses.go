package main

import "sync/atomic"

// Closes in handlers that run more than once for one channel, or for one that is not made.

func (Cases) HandlerClosesInEach() {
	failed := make(chan int)
	for range 2 {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					close(failed)
				}
			}()
			panic(boom)
		}()
	}
}

// trusted: each has a channel of its own
func (Cases) HandlerClosesOwn() {
	for range 2 {
		failed := make(chan int)
		go func() {
			defer func() {
				if r := recover(); r != nil {
					close(failed)
				}
			}()
			panic(boom)
		}()
	}
}

// trusted: the first one that panics sets the flag
func (Cases) HandlerClosesGated() {
	failed := make(chan int)
	var gone atomic.Bool
	for range 2 {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					if gone.CompareAndSwap(false, true) {
						close(failed)
					}
				}
			}()
			panic(boom)
		}()
	}
}

// trusted: it leaves the loop with the goroutine
func (Cases) HandlerClosesAndLeaves() {
	failed := make(chan int)
	for range 2 {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					close(failed)
				}
			}()
			panic(boom)
		}()
		return
	}
}

type hcImporter struct{ failed chan int }

func (h *hcImporter) item(n int) {
	defer func() {
		if r := recover(); r != nil {
			close(h.failed)
		}
	}()
	use(1 / n)
}

func (Cases) HandlerClosesForEachItem() {
	h := &hcImporter{make(chan int)}
	go func() {
		for range 2 {
			h.item(arg())
		}
	}()
}

type hcTask struct{ failed chan int }

func (h *hcTask) item(n int) {
	defer func() {
		if r := recover(); r != nil {
			close(h.failed)
		}
	}()
	use(1 / n)
}

// trusted: each has a channel of its own
func (Cases) HandlerClosesItsOwn() {
	go func() {
		for range 2 {
			h := &hcTask{make(chan int)}
			h.item(arg())
		}
	}()
}

func (Cases) HandlerClosesUnmade() {
	var failed chan int
	if arg() > 0 {
		failed = make(chan int)
	}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				close(failed)
			}
		}()
		panic(boom)
	}()
}

// trusted: it is made where the goroutine is started
func (Cases) HandlerClosesMade() {
	var failed chan int
	if arg() == 0 {
		failed = make(chan int)
	}
	if arg() == 0 {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					close(failed)
				}
			}()
			panic(boom)
		}()
	}
}

// trusted: it asks
func (Cases) HandlerClosesIfMade() {
	var failed chan int
	if arg() > 0 {
		failed = make(chan int)
	}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				if failed != nil {
					close(failed)
				}
			}
		}()
		panic(boom)
	}()
}

type hcStopper struct{ quit, gate chan int }

func (h *hcStopper) stop() { close(h.quit) }
func (h *hcStopper) open() {
	close(h.gate)
}

func (Cases) HandlerClosesAsStarter() {
	h := &hcStopper{make(chan int), make(chan int)}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				<-h.gate
				h.stop()
			}
		}()
		panic(boom)
	}()
	h.stop()
	h.open()
}

type hcOther struct{ quit chan int }

// trusted: the other one is closed
func (Cases) HandlerClosesAnother() {
	h, other := &hcOther{make(chan int)}, &hcOther{make(chan int)}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				close(h.quit)
			}
		}()
		panic(boom)
	}()
	close(other.quit)
}

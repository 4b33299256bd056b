package main

// Sends in deferred functions, and closes before and behind them.

func (Cases) DeferredSendToClosed() {
	go func() {
		defer func() {
			c := make(chan int, 1)
			close(c)
			c <- 1
		}()
	}()
}

// trusted: an own channel
func (Cases) DeferredSendThenClose() {
	go func() {
		defer func() {
			c := make(chan int, 1)
			c <- 1
			close(c)
		}()
	}()
}

// trusted: an own channel
func (Cases) DeferredSendThenDeferredClose() {
	c := make(chan int, 1)
	go func() {
		defer func() {
			defer close(c)
			c <- 1
		}()
	}()
}

// trusted: an own channel
func (Cases) DeferredCloseRunsLast() {
	c := make(chan int, 1)
	go func() {
		defer close(c)
		defer func() { c <- 1 }()
	}()
}

func (Cases) DeferredCloseRunsFirst() {
	c := make(chan int, 1)
	go func() {
		defer func() { c <- 1 }()
		defer close(c)
	}()
}

// What is handed to the goroutine's function runs in that goroutine: the close in front of the send is not its own.
func sendCall(f func()) { f() }

func (Cases) DeferredSendHandedAlong() {
	c, gate := make(chan int, 1), make(chan struct{})
	go sendCall(func() { <-gate; c <- 1 })
	close(c)
	close(gate)
}

// trusted: an own channel
func (Cases) DeferredSendHandedAlongOwn() {
	c := make(chan int, 1)
	go sendCall(func() { c <- 1; close(c) })
}

// trusted: an own channel
func (Cases) DeferredSendHandedAlongInside() {
	c := make(chan int, 1)
	go func() { sendCall(func() { c <- 1; close(c) }) }()
}

func sendCallTwice(f func()) { f(); f() }

func (Cases) DeferredSendHandedToTwice() {
	c := make(chan int, 2)
	go sendCallTwice(func() { close(c) })
}

func sendCallAll(f func()) {
	for range 2 {
		f()
	}
}

func (Cases) DeferredSendHandedToAll() {
	c := make(chan int, 2)
	go sendCallAll(func() { close(c) })
}

func (Cases) DeferredSendHandedInLoop() {
	c := make(chan int, 2)
	go func() {
		for range 2 {
			sendCall(func() { close(c) })
		}
	}()
}

func (Cases) DeferredClosesInLoop() {
	go func() {
		gone := struct{ c chan int }{make(chan int)}
		for {
			defer func() {
				_ = recover()
				close(gone.c)
			}()
			defer close(gone.c)
			break
		}
	}()
}

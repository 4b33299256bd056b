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

// A send in a literal that is nothing but called runs where that is called.
//
// trusted: an own channel
func (Cases) DeferredCloseBehindEmits() {
	c := make(chan int, 4)
	emit := func(v int) { c <- v }
	twice := func(v int) { emit(v); emit(v + 1) }
	go func() {
		defer close(c)
		twice(1)
	}()
}

func (Cases) DeferredCloseAheadOfEmit() {
	c := make(chan int, 4)
	emit := func(v int) { c <- v }
	go func() {
		close(c)
		emit(1)
	}()
}

func (Cases) DeferredEmitRunsLast() {
	c := make(chan int, 4)
	emit := func(v int) { c <- v }
	go func() {
		defer emit(1)
		defer close(c)
	}()
}

func (Cases) DeferredCloseInLoopWithEmit() {
	c := make(chan int, 4)
	emit := func(v int) { c <- v }
	go func() {
		for i := range 3 {
			emit(i)
			if i == 1 {
				close(c)
			}
		}
	}()
}

func (Cases) DeferredEmitIsStarted() {
	c, gate := make(chan int, 4), make(chan int)
	emit := func(v int) { <-gate; c <- v }
	go emit(1)
	close(c)
	close(gate)
}

func emitWith(emit func(int)) { emit(1) }

func (Cases) DeferredEmitHandedOn() {
	c := make(chan int, 4)
	emit := func(v int) { c <- v }
	go func() {
		close(c)
		emitWith(emit)
	}()
}

// A channel that is made on every way to where it is used.
//
// trusted: an own channel
func (Cases) DeferredCloseMadeOnBothWays() {
	var c chan int
	if arg() > 0 {
		c = make(chan int, 1)
	} else {
		c = make(chan int, 2)
	}
	go func() {
		defer close(c)
		c <- 1
	}()
}

// trusted: an own channel
func (Cases) DeferredCloseMadeBehind() {
	var c chan int
	c = make(chan int)
	go func() { close(c) }()
	<-c
}

func (Cases) DeferredCloseMadeOnOneWay() {
	var c chan int
	if arg() > 0 {
		c = make(chan int, 1)
	}
	go func() { close(c) }()
}

func (Cases) DeferredCloseMadeTooLate() {
	var c chan int
	gate := make(chan int)
	go func() {
		close(c)
		close(gate)
	}()
	<-gate
	c = make(chan int)
	close(c)
}

func (Cases) DeferredCloseJumpedOver() {
	var c chan int
	if arg() == 0 {
		goto use
	}
	c = make(chan int)
use:
	go func() { close(c) }()
}

// What a deferred literal does is done in order, once; the one that it defers itself comes behind that, and was taken for one that
// comes before.

// trusted: an own channel
func (Cases) DeferredSendThenCloseOfCallee() {
	c := make(chan int, 1)
	go func() {
		defer func() {
			c <- 1
			closeNow(c)
		}()
	}()
}

// trusted: an own channel
func (Cases) DeferredSendThenCloseOfCaptured() {
	c := make(chan int, 1)
	go func() {
		defer func() {
			c <- 1
			close(c)
		}()
	}()
}

func (Cases) DeferredSendThenCloseTwice() {
	c := make(chan int, 4)
	go func() {
		for range 2 {
			defer func() {
				c <- 1
				close(c)
			}()
		}
	}()
}

func (Cases) DeferredInDeferredBehindClose() {
	c := make(chan int, 1)
	go func() {
		defer func() {
			defer func() { c <- 1 }()
			close(c)
		}()
	}()
}

// What a closure that is called once sends and then closes is in order, too: the send was placed at the call, the close was not.

// trusted: an own channel
func (Cases) ClosureSendsThenCloses() {
	c := make(chan int, 1)
	run := func() {
		c <- 1
		closeNow(c)
	}
	go func() { run() }()
}

func (Cases) ClosureSendsThenClosesTwice() {
	c := make(chan int, 4)
	run := func() {
		c <- 1
		close(c)
	}
	go func() { run(); run() }()
}

func closeNow(c chan int) { close(c) }

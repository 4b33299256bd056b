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

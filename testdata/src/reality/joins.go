package main

import "sync"

// Sends in the members of a WaitGroup, and a close behind its Wait.

// trusted: an own channel
func (Cases) JoinStartedByHelper() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	start := func(i int) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c <- i
		}()
	}
	start(1)
	start(2)
	wg.Wait()
	close(c)
}

// trusted: an own channel
func (Cases) JoinStartedByWalk() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	var walk func(n int)
	walk = func(n int) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c <- n
			if n > 0 {
				walk(n - 1)
			}
		}()
	}
	walk(2)
	wg.Wait()
	close(c)
}

// trusted: an own channel
func (Cases) JoinWaitsInDeferred() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	defer func() {
		wg.Wait()
		close(c)
	}()
	wg.Add(1)
	go func() {
		defer wg.Done()
		c <- 1
	}()
}

// trusted: an own channel
func (Cases) JoinWaitDeferredLater() {
	c := make(chan int, 4)
	defer close(c)
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Add(1)
	go func() {
		defer wg.Done()
		c <- 1
	}()
}

func (Cases) JoinWaitDeferredBehindPanic() {
	c, gate := make(chan int, 4), make(chan int)
	func() {
		defer func() { _ = recover() }()
		defer close(c)
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-gate
			c <- 1
		}()
		share(1, arg())
		defer wg.Wait()
	}()
	close(gate)
}

// One of the ways says Done before it sends.
func (Cases) JoinDoneBeforeSend() {
	c, gate := make(chan int, 4), make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if arg() == 0 {
			wg.Done()
			<-gate
			c <- 1
			return
		}
		c <- 2
		wg.Done()
	}()
	wg.Wait()
	close(c)
	close(gate)
}

// trusted: an own channel
func (Cases) JoinDoneOnBothWays() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if arg() == 0 {
			c <- 1
			wg.Done()
			return
		}
		c <- 2
		wg.Done()
	}()
	wg.Wait()
	close(c)
}

func (Cases) JoinDoneOrDeferred() {
	c, gate := make(chan int, 4), make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if arg() == 0 {
			wg.Done()
		} else {
			defer wg.Done()
		}
		<-gate
		c <- 1
	}()
	wg.Wait()
	close(c)
	close(gate)
}

func (Cases) JoinDoneInLoop() {
	c, gate := make(chan int, 4), make(chan int, 1)
	gate <- 1
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		for i := range 2 {
			<-gate
			c <- i
			if i == 0 {
				wg.Done()
			}
		}
	}()
	wg.Wait()
	close(c)
	close(gate)
}

// trusted: an own channel
func (Cases) JoinHandedGroup() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Add(1)
		go func(wg *sync.WaitGroup) {
			defer wg.Done()
			c <- i
		}(&wg)
	}
	wg.Wait()
	close(c)
}

func (Cases) JoinHandedOtherGroup() {
	c, gate := make(chan int, 4), make(chan int)
	var wg, other sync.WaitGroup
	other.Add(1)
	go func(wg *sync.WaitGroup) {
		defer wg.Done()
		<-gate
		c <- 1
	}(&other)
	wg.Wait()
	close(c)
	close(gate)
}

func (Cases) JoinHandedGroupThatChanges() {
	c, gate := make(chan int, 4), make(chan int)
	wg := new(sync.WaitGroup)
	wg.Add(1)
	go func(wg *sync.WaitGroup) {
		defer wg.Done()
		<-gate
		c <- 1
	}(wg)
	wg = new(sync.WaitGroup)
	wg.Wait()
	close(c)
	close(gate)
}

// What is started in a loop is waited for there: the close behind it was not seen to come later.

// trusted: an own channel
func (Cases) JoinInEachPass() {
	c := make(chan int, 4)
	for i := range 2 {
		var wg sync.WaitGroup
		for range 2 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				c <- i
			}()
		}
		wg.Wait()
	}
	close(c)
}

// trusted: an own channel
func (Cases) JoinInEachPassBeforeDeferred() {
	c := make(chan int, 4)
	defer close(c)
	for range 2 {
		var wg sync.WaitGroup
		wg.Add(1)
		go joinSend(c, &wg)
		wg.Wait()
	}
}

func joinSend(c chan int, wg *sync.WaitGroup) {
	defer wg.Done()
	c <- 1
}

func (Cases) JoinInSomePasses() {
	c, gate := make(chan int, 4), make(chan int)
	for i := range 1 {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-gate
			c <- i
		}()
		if arg() == 0 {
			continue
		}
		wg.Wait()
	}
	close(c)
	close(gate)
}

func (Cases) JoinOrReturn() {
	c, gate := make(chan int, 4), make(chan int)
	defer close(gate)
	defer close(c)
	for i := range 1 {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-gate
			c <- i
		}()
		if arg() == 0 {
			return
		}
		wg.Wait()
	}
}

// trusted: who returns does not close
func (Cases) JoinOrNoClose() {
	c := make(chan int, 4)
	for i := range 2 {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			c <- i
		}()
		if arg() == 0 {
			return
		}
		wg.Wait()
	}
	close(c)
}

func (Cases) JoinBehindClose() {
	c, gate := make(chan int, 4), make(chan int)
	if arg() == 0 {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-gate
			c <- 1
		}()
		if arg() == 0 {
			close(c)
			close(gate)
		}
		wg.Wait()
	}
}

// A closure that waits, or closes, does that where it is called.

// trusted: an own channel
func (Cases) JoinByClosure() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	flush := func() { wg.Wait() }
	wg.Add(1)
	go func() {
		defer wg.Done()
		c <- 1
	}()
	flush()
	close(c)
}

func (Cases) JoinByClosureAtTimes() {
	c, gate := make(chan int, 4), make(chan int)
	var wg sync.WaitGroup
	flush := func() {
		if arg() == 0 {
			return
		}
		wg.Wait()
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		<-gate
		c <- 1
	}()
	flush()
	close(c)
	close(gate)
}

func (Cases) JoinByClosureTooEarly() {
	c, gate := make(chan int, 4), make(chan int)
	var wg sync.WaitGroup
	flush := func() { wg.Wait() }
	flush()
	wg.Add(1)
	go func() {
		defer wg.Done()
		<-gate
		c <- 1
	}()
	close(c)
	close(gate)
}

// trusted: an own channel
func (Cases) JoinBehindClosingOnce() {
	c := make(chan int, 4)
	stop := sync.OnceFunc(func() { close(c) })
	go func() {
		defer stop()
		c <- 1
		stop()
	}()
}

func (Cases) JoinBeforeClosingOnce() {
	c := make(chan int, 4)
	stop := sync.OnceFunc(func() { close(c) })
	go func() {
		defer stop()
		stop()
		c <- 1
	}()
}

func (Cases) JoinOfTwoThatCloseOnce() {
	c, gate := make(chan int, 4), make(chan int, 1)
	stop := sync.OnceFunc(func() { close(c) })
	gate <- 1
	for range 2 {
		go func() {
			defer func() { gate <- 1 }()
			defer stop()
			<-gate
			c <- 1
		}()
	}
}

func (Cases) JoinClosedOnceByOther() {
	c, gate := make(chan int, 4), make(chan int)
	stop := sync.OnceFunc(func() { close(c) })
	go func() {
		defer stop()
		<-gate
		c <- 1
	}()
	stop()
	close(gate)
}

// trusted: an own channel
func (Cases) JoinBehindClosingClosure() {
	c := make(chan int, 4)
	stop := func() { close(c) }
	go func() {
		defer stop()
		c <- 1
	}()
}

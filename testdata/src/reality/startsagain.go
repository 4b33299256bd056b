package main

import "sync"

// A Wait, a close behind it, and goroutines that start once more, or not.

func (Cases) StartsAgainInLoop() {
	out := make(chan int, 4)
	for i := range 2 {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- i
		}()
		wg.Wait()
		if i == 0 {
			close(out)
		}
	}
}

func (Cases) StartsAgainByGroup() {
	out := make(chan int, 4)
	for i := range 2 {
		for range 1 {
			var wg sync.WaitGroup
			wg.Go(func() { out <- i })
			wg.Wait()
			if i == 0 {
				close(out)
			}
		}
	}
}

func startsAgainSend(out chan int, wg *sync.WaitGroup) {
	defer wg.Done()
	out <- 1
}

func (Cases) StartsAgainNamed() {
	out := make(chan int, 4)
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Add(1)
		go startsAgainSend(out, &wg)
		wg.Wait()
		if i == 0 {
			close(out)
		}
	}
}

// trusted: the last pass closes
func (Cases) StartsAgainNever() {
	out := make(chan int, 4)
	for i := 0; ; i++ {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- i
		}()
		wg.Wait()
		if i == 1 {
			close(out)
			break
		}
	}
}

// trusted: the last pass closes
func (Cases) StartsAgainBehindNone() {
	out := make(chan int, 4)
passes:
	for i := 0; ; i++ {
		for range 1 {
			var wg sync.WaitGroup
			wg.Add(1)
			go func() {
				defer wg.Done()
				out <- i
			}()
			wg.Wait()
			if i == 1 {
				close(out)
				break passes
			}
		}
	}
}

func (Cases) StartsAgainBehindInner() {
	out := make(chan int, 4)
	for i := range 2 {
	inner:
		for range 1 {
			var wg sync.WaitGroup
			wg.Add(1)
			go func() {
				defer wg.Done()
				out <- i
			}()
			wg.Wait()
			if i == 0 {
				close(out)
				break inner
			}
		}
	}
}

// trusted: each pass makes its own
func (Cases) StartsAgainWithAnother() {
	var out chan int
	for i := range 2 {
		out = make(chan int, 4)
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- i
		}()
		wg.Wait()
		close(out)
	}
}

func (Cases) StartsAgainByCall() {
	out := make(chan int, 4)
	var wg sync.WaitGroup
	start := func() {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- 1
		}()
	}
	stop := func() {
		wg.Wait()
		close(out)
	}
	start()
	stop()
	start()
}

// trusted: nothing starts behind the close
func (Cases) StartsAgainBeforeStop() {
	out := make(chan int, 4)
	var wg sync.WaitGroup
	start := func() {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- 1
		}()
	}
	stop := func() {
		wg.Wait()
		close(out)
	}
	start()
	start()
	stop()
}

// trusted: the function has stopped before
func (Cases) StartsAgainOrStops() {
	out := make(chan int, 4)
	var wg sync.WaitGroup
	start := func() {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- 1
		}()
	}
	stop := func() {
		wg.Wait()
		close(out)
	}
	start()
	if arg() > 0 {
		stop()
		return
	}
	if arg() > 0 {
		stop()
	} else {
		start()
	}
}

func (Cases) StartsAgainByItself() {
	out := make(chan int, 4)
	var wg sync.WaitGroup
	var round func(n int)
	round = func(n int) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- n
		}()
		wg.Wait()
		if n == 0 {
			close(out)
			round(1)
		}
	}
	round(0)
}

// trusted: the close is deferred behind all
func (Cases) StartsAgainBeforeDeferred() {
	out := make(chan int, 4)
	var wg sync.WaitGroup
	defer func() {
		wg.Wait()
		close(out)
	}()
	for i := range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- i
		}()
	}
}

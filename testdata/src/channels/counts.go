package channels

import (
	"sync"
	"time"
)

// A Wait is for what is counted when it begins (https://pkg.go.dev/sync#WaitGroup.Add): goroutines that another one starts
// meanwhile were taken for members that it waits for, and so were those that come behind the start of the closer.

func joinStartedBeside() {
	c, gate := make(chan int, 4), make(chan int)
	var wg sync.WaitGroup
	go func() {
		<-gate
		wg.Go(func() { c <- 1 }) // want `launcher: .*c <- 1 can panic`
	}()
	wg.Wait()
	close(c)
	close(gate)
}

func joinStartedByTimer() {
	c, gate := make(chan int, 4), make(chan int)
	var wg sync.WaitGroup
	time.AfterFunc(0, func() {
		<-gate
		wg.Go(func() { c <- 1 }) // want `launcher: .*c <- 1 can panic`
	})
	wg.Wait()
	close(c)
	close(gate)
}

func joinCountedByMember() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for i := range 2 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				c <- i
			}()
		}
	}()
	wg.Wait()
	close(c)
}

func joinStartedByMember() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	wg.Go(func() {
		wg.Go(func() { c <- 1 })
	})
	wg.Wait()
	close(c)
}

func joinStartedByHelperBeside() {
	c, gate := make(chan int, 4), make(chan int)
	var wg sync.WaitGroup
	start := func() {
		<-gate
		wg.Add(1)
		go func() { // want `bare-go: .*c <- 1 can panic`
			defer wg.Done()
			c <- 1
		}()
	}
	go start()
	wg.Wait()
	close(c)
	close(gate)
}

func joinWaitsFirst() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	closed := make(chan int)
	go func() {
		wg.Wait()
		close(c)
		close(closed)
	}()
	<-closed
	for i := range 2 {
		wg.Add(1)
		go func() { // want `bare-go: .*c <- i can panic`
			defer wg.Done()
			c <- i
		}()
	}
}

func joinWaitsInGoroutineBehind() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c <- i
		}()
	}
	go func() {
		wg.Wait()
		close(c)
	}()
}

func joinCountedBeside() {
	c, gate := make(chan int, 4), make(chan int)
	var wg sync.WaitGroup
	go func() {
		<-gate
		wg.Add(1)
		go func() { // want `bare-go: .*c <- 1 can panic`
			defer wg.Done()
			c <- 1
		}()
	}()
	wg.Wait()
	close(c)
	close(gate)
}

func joinSends(c chan int, wg *sync.WaitGroup) {
	defer wg.Done()
	c <- 1
}

func joinWaitsBeforeNamed() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	closed := make(chan int)
	go func() {
		wg.Wait()
		close(c)
		close(closed)
	}()
	<-closed
	wg.Add(1)
	go joinSends(c, &wg) // want `bare-go: .*c <- 1 can panic`
}

func joinWaitsBehindNamed() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	wg.Add(1)
	go joinSends(c, &wg)
	go func() {
		wg.Wait()
		close(c)
	}()
}

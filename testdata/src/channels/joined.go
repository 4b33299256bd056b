package channels

import "sync"

// A join orders what the goroutine does before it says Done. A send that was deferred before the Done was taken for joined.
func joined() {
	res := make(chan int, 9)
	var wg sync.WaitGroup
	wg.Add(9)
	go func() { // want `bare-go: .*res <- 2 can panic`
		defer func() { res <- 2 }()
		defer wg.Done()
		res <- 1
	}()
	go func() {
		defer wg.Done()
		defer func() { res <- 2 }()
	}()
	go func() { // want `bare-go: .*res <- 3 can panic`
		defer func() {
			wg.Done()
			res <- 3
		}()
	}()
	go func() {
		defer func() {
			defer wg.Done()
			res <- 3
		}()
	}()
	go func() {
		func() {
			defer wg.Done()
			res <- 3
		}()
	}()
	go func() { // want `bare-go: .*out <- 1 can panic`
		defer produceOne(res)
		defer wg.Done()
	}()
	go func() {
		defer wg.Done()
		defer produceOne(res)
	}()
	go doneEarly(res, &wg) // want `bare-go: .*out <- 1 can panic`
	go doneLate(res, &wg)
	wg.Wait()
	close(res)
}

func doneEarly(out chan<- int, wg *sync.WaitGroup) {
	defer produceOne(out)
	defer wg.Done()
}

func doneLate(out chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	defer produceOne(out)
}

// A close that is deferred comes behind what the function waits for on every way.
func closedAtEnd(stop chan struct{}, n int) {
	var wg sync.WaitGroup
	wg.Add(6)
	plain, lit, two, left, before, guarded := make(chan int), make(chan int), make(chan int), make(chan int), make(chan int), make(chan int)
	go func() {
		defer wg.Done()
		plain <- 1
	}()
	go func() {
		defer close(plain)
		wg.Wait()
	}()
	go func() {
		defer wg.Done()
		lit <- 1
		two <- 1
	}()
	go func() {
		defer func() { close(lit) }()
		defer close(two)
		wg.Wait()
		println("done")
	}()
	go func() { // want `bare-go: .*left <- 1 can panic`
		defer wg.Done()
		left <- 1
	}()
	go func() {
		defer close(left)
		if stop == nil {
			return
		}
		wg.Wait()
	}()
	go func() { // want `bare-go: .*before <- 1 can panic`
		defer wg.Done()
		before <- 1
	}()
	go func() {
		defer wg.Wait()
		defer close(before)
	}()
	go func() { // want `bare-go: .*guarded <- 1 can panic`
		defer wg.Done()
		guarded <- 1
	}()
	go func() {
		defer func() { _ = recover() }()
		defer close(guarded)
		println(1 / n)
		wg.Wait()
	}()
}

func closedBehindDeferredWait(n int) {
	res := make(chan int, n)
	var wg sync.WaitGroup
	defer close(res)
	defer wg.Wait()
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			res <- i
		}()
	}
}

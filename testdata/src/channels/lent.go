package channels

import "sync"

// Named workers on channels that who starts them has made. Their sends were reported, and
// those of the same code in a literal were not.
func work(jobs <-chan int, out chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		select {
		case out <- j:
		default:
			out <- 2 * j
		}
	}
}

func produce(out chan<- int) {
	defer close(out)
	out <- 1
}

func produceLate(out chan<- int) {
	close(out)
	out <- 1
}

func doneFirst(out chan<- int, wg *sync.WaitGroup) {
	wg.Done()
	out <- 1
}

func workers(jobs <-chan int) {
	out, other := make(chan int), make(chan int)
	var wg, none sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go work(jobs, out, &wg)
		wg.Add(1)
		go func() {
			defer wg.Done()
			produceOne(out)
		}()
		go work(jobs, other, &none) // want `bare-go: .*out <- j can panic`
	}
	go func() {
		wg.Wait()
		close(out)
		none.Wait()
		close(other)
	}()
	mine, twice, late := make(chan int), make(chan int), make(chan int)
	go produce(mine)
	go produce(twice)    // want `bare-go: .*can panic`
	go produce(twice)    // want `bare-go: .*can panic`
	go produceLate(late) // want `bare-go: .*out <- 1 can panic`
	early := make(chan int)
	wg.Add(1)
	go doneFirst(early, &wg) // want `bare-go: .*out <- 1 can panic`
	wg.Wait()
	close(early)
	closed := make(chan int)
	go produceOne(closed) // want `bare-go: .*out <- 1 can panic`
	close(closed)
	open := make(chan int)
	go produceOne(open)
}

func produceOne(out chan<- int) { out <- 1 }

func param(out chan int) {
	go produceOne(out) // want `bare-go: .*out <- 1 can panic`
}

package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// A handler sends, and others close: what those have waited for may tell of its end, or not.

func awaitedFail() { use(1 / arg()) }

// What is deferred behind the guard runs before it.
func (Cases) AwaitedToldBeforeGuard() {
	var wg sync.WaitGroup
	errs, gate := make(chan any, 1), make(chan int)
	wg.Add(1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				<-gate
				errs <- r
			}
		}()
		defer wg.Done()
		awaitedFail()
	}()
	wg.Wait()
	close(errs)
	close(gate)
}

// trusted: an own channel
func (Cases) AwaitedToldBehindGuard() {
	var wg sync.WaitGroup
	errs := make(chan any, 1)
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() {
			if r := recover(); r != nil {
				errs <- r
			}
		}()
		awaitedFail()
	}()
	wg.Wait()
	close(errs)
}

// trusted: whoever waits has waited for the last one
func (Cases) AwaitedToldTwice() {
	errs, done := make(chan any, 1), make(chan int)
	go func() {
		defer func() { done <- 1 }()
		defer func() {
			if r := recover(); r != nil {
				errs <- r
			}
		}()
		defer func() { done <- 1 }()
		awaitedFail()
	}()
	for range 2 {
		<-done
	}
	close(errs)
}

func (Cases) AwaitedToldInGuard() {
	errs, done, gate := make(chan any, 1), make(chan int), make(chan int)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- 1
				<-gate
				errs <- r
			}
		}()
		awaitedFail()
	}()
	<-done
	close(errs)
	close(gate)
}

func (Cases) AwaitedClosedBeforeGuard() {
	errs, done, gate := make(chan any, 1), make(chan int), make(chan int)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				<-gate
				errs <- r
			}
		}()
		defer close(done)
		awaitedFail()
	}()
	for range done {
	}
	close(errs)
	close(gate)
}

// trusted: whatever is called may wait
func (Cases) AwaitedByAnybody() {
	var wg sync.WaitGroup
	errs, waits := make(chan any, 1), []func(){wg.Wait}
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() {
			if r := recover(); r != nil {
				errs <- r
			}
		}()
		awaitedFail()
	}()
	waits[0]()
	close(errs)
}

type awaitedEarly struct {
	wg   sync.WaitGroup
	gate chan int
	errs chan any
}

func (a *awaitedEarly) run() {
	defer a.catch()
	defer a.wg.Done()
	awaitedFail()
}

func (a *awaitedEarly) catch() {
	if r := recover(); r != nil {
		<-a.gate
		a.errs <- r
	}
}

func (a *awaitedEarly) stop() {
	a.wait()
	close(a.errs)
}

func (a *awaitedEarly) wait() { a.wg.Wait() }

func (Cases) AwaitedToldBeforeMethod() {
	a := &awaitedEarly{gate: make(chan int), errs: make(chan any, 1)}
	a.wg.Add(1)
	go a.run()
	a.stop()
	close(a.gate)
}

type awaitedLate struct {
	wg   sync.WaitGroup
	errs chan any
}

func (a *awaitedLate) catch() {
	if r := recover(); r != nil {
		a.errs <- r
	}
}

func (a *awaitedLate) run() {
	defer a.wg.Done()
	defer a.catch()
	awaitedFail()
}

func (a *awaitedLate) wait() { a.wg.Wait() }

// trusted: the wait is deferred behind the close, and comes before it
func (Cases) AwaitedByDeferred() {
	a := &awaitedLate{errs: make(chan any, 1)}
	a.wg.Add(1)
	go a.run()
	defer close(a.errs)
	defer a.wait()
}

type awaitedLast struct {
	wg   sync.WaitGroup
	errs chan any
}

// trusted: the close is deferred, and waits itself
func (Cases) AwaitedInDeferred() {
	a := &awaitedLast{errs: make(chan any, 1)}
	defer func() {
		a.wg.Wait()
		close(a.errs)
	}()
	a.wg.Add(1)
	go func() {
		defer a.wg.Done()
		defer func() {
			if r := recover(); r != nil {
				a.errs <- r
			}
		}()
		awaitedFail()
	}()
}

type awaitedNever struct {
	wg         sync.WaitGroup
	gate, errs chan any
}

func (Cases) AwaitedTooLate() {
	a := &awaitedNever{gate: make(chan any), errs: make(chan any, 1)}
	a.wg.Add(1)
	defer a.wg.Wait() // runs last
	defer close(a.gate)
	defer close(a.errs)
	go func() {
		defer a.wg.Done()
		defer func() {
			if r := recover(); r != nil {
				<-a.gate
				a.errs <- r
			}
		}()
		awaitedFail()
	}()
}

// One answer of several is no end of the others.
func (Cases) AwaitedFirstAnswer() {
	answers, gate := make(chan any), make(chan int, 1)
	gate <- 1
	for range 2 {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					<-gate
					answers <- r
				}
			}()
			awaitedFail()
		}()
	}
	<-answers
	close(answers)
	gate <- 1
}

// trusted: each has answered
func (Cases) AwaitedBothAnswers() {
	answers := make(chan any)
	for range 2 {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					answers <- r
				}
			}()
			awaitedFail()
		}()
	}
	<-answers
	<-answers
	close(answers)
}

// trusted: each has answered
func (Cases) AwaitedEachAnswer() {
	answers := make(chan any)
	for range 2 {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					answers <- r
				}
			}()
			awaitedFail()
		}()
	}
	for range 2 {
		<-answers
	}
	close(answers)
}

// A wait that somebody gives up is none.
func (Cases) AwaitedForAWhile() {
	errs, gate := make(chan any, 1), make(chan int)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				<-gate
				errs <- r
			}
		}()
		awaitedFail()
	}()
	select {
	case <-errs:
	case <-time.After(time.Millisecond):
	}
	close(errs)
	close(gate)
}

func (Cases) AwaitedNotAtAll() {
	ctx, cancel := context.WithCancel(context.Background())
	errs, gate := make(chan any, 1), make(chan int)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				<-gate
				errs <- r
			}
		}()
		awaitedFail()
	}()
	select {
	case <-errs:
	default:
	}
	cancel()
	<-ctx.Done()
	close(errs)
	close(gate)
}

// trusted: who gives up does not close
func (Cases) AwaitedOrLeft() {
	errs := make(chan any, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				errs <- r
			}
		}()
		awaitedFail()
	}()
	select {
	case <-errs:
	case <-time.After(time.Minute):
		return
	}
	close(errs)
}

func (Cases) AwaitedOrLeftWithClose() {
	errs, gate := make(chan any, 1), make(chan int)
	defer close(gate)
	defer close(errs)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				<-gate
				errs <- r
			}
		}()
		awaitedFail()
	}()
	select {
	case <-errs:
	case <-time.After(time.Millisecond):
		return
	}
}

// trusted: it waits again
func (Cases) AwaitedAllTheTime() {
	errs := make(chan any, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				errs <- r
			}
		}()
		awaitedFail()
	}()
wait:
	for {
		select {
		case <-errs:
			break wait
		case <-time.After(time.Millisecond):
			use(1)
		}
	}
	close(errs)
}

// trusted: either tells of the end
func (Cases) AwaitedEither() {
	errs, done := make(chan any, 1), make(chan int)
	go func() {
		defer close(done)
		defer func() {
			if r := recover(); r != nil {
				errs <- r
			}
		}()
		awaitedFail()
	}()
	select {
	case <-errs:
	case <-done:
	}
	close(errs)
}

func (Cases) AwaitedByTimer() {
	errs, gate := make(chan any, 1), make(chan int)
	t := time.NewTimer(time.Millisecond)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				<-gate
				errs <- r
			}
		}()
		awaitedFail()
	}()
	<-t.C
	close(errs)
	close(gate)
}

// trusted: it waits for what is sent
func (Cases) AwaitedByDeferredClose() {
	errs := make(chan any, 1)
	defer close(errs)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				errs <- r
			}
		}()
		awaitedFail()
	}()
	<-errs
}

// What is waited for before the goroutine starts says nothing of it, but in a loop.
func (Cases) AwaitedBeforeStart() {
	errs, gate := make(chan any, 1), make(chan int)
	errs <- 1
	<-errs
	go func() {
		defer func() {
			if r := recover(); r != nil {
				<-gate
				errs <- r
			}
		}()
		awaitedFail()
	}()
	close(errs)
	close(gate)
}

// trusted: the next pass waits
func (Cases) AwaitedInNextPass() {
	errs := make(chan any, 1)
	for i := range 3 {
		if i > 0 {
			<-errs
		}
		if i == 2 {
			close(errs)
			return
		}
		go func() {
			defer func() {
				if r := recover(); r != nil {
					errs <- r
				}
			}()
			awaitedFail()
		}()
	}
}

// trusted: nothing is started where it is closed
func (Cases) AwaitedNotStarted() {
	errs := make(chan any, 1)
	if arg() > 0 {
		close(errs)
	} else {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					errs <- r
				}
			}()
			awaitedFail()
		}()
	}
}

// trusted: nothing is started behind the close
func (Cases) AwaitedClosedOrStarted() {
	errs := make(chan any, 1)
	if arg() > 0 {
		close(errs)
		return
	}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				errs <- r
			}
		}()
		awaitedFail()
	}()
}

// The last one closes, before its own guard runs.
func (Cases) AwaitedLastCloses() {
	var left atomic.Int32
	left.Store(1)
	errs := make(chan any, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				errs <- r
			}
		}()
		defer func() {
			if left.Add(-1) == 0 {
				close(errs)
			}
		}()
		awaitedFail()
	}()
}

type awaitedWatch struct {
	gate chan int
	subs []chan any
}

func (w *awaitedWatch) run() {
	defer func() {
		if r := recover(); r != nil {
			<-w.gate
			for _, c := range w.subs {
				c <- r
			}
		}
	}()
	awaitedFail()
}

func (w *awaitedWatch) close() {
	for _, c := range w.subs {
		close(c)
	}
}

func (Cases) AwaitedElements() {
	w := &awaitedWatch{make(chan int), []chan any{make(chan any, 1)}}
	go w.run()
	w.close()
	close(w.gate)
}

type awaitedList struct {
	mu   sync.Mutex
	subs []chan any
}

func (w *awaitedList) run() {
	defer func() {
		if r := recover(); r != nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, c := range w.subs {
				c <- r
			}
		}
	}()
	awaitedFail()
}

func (w *awaitedList) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.subs {
		close(c)
	}
	w.subs = nil
}

// trusted: what is closed is in the list no longer
func (Cases) AwaitedElementsTaken() {
	w := &awaitedList{subs: []chan any{make(chan any, 1)}}
	go w.run()
	w.close()
}

type awaitedMap struct {
	mu   sync.Mutex
	subs map[int]chan any
}

func (w *awaitedMap) run() {
	defer func() {
		if r := recover(); r != nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, c := range w.subs {
				c <- r
			}
		}
	}()
	awaitedFail()
}

func (w *awaitedMap) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, c := range w.subs {
		delete(w.subs, i)
		close(c)
	}
}

// trusted: what is closed is in the map no longer
func (Cases) AwaitedElementsDeleted() {
	w := &awaitedMap{subs: map[int]chan any{1: make(chan any, 1)}}
	go w.run()
	w.close()
}

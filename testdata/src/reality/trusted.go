package main

import (
	"context"
	"sync"
	"time"
)

// What only the default profile takes to be fine. Some of it dies when it is
// used in a wrong way: these are the holes that the profile has on purpose.

var group sync.WaitGroup

// trusted: Wait of a variable
func (Cases) Waits() { go group.Wait() }

// trusted: it dies when it is called once too often
func (Cases) DoneTooOften() {
	var wg sync.WaitGroup
	go func() {
		wg.Done()
	}()
}

func (Cases) CancelOfNil() {
	var cancel context.CancelFunc
	go func() {
		cancel()
	}()
}

// trusted: a context gives its cancel function
func (Cases) Cancel() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		cancel()
	}()
	<-ctx.Done()
}

func (Cases) StopOfNil() {
	var timer *time.Timer
	go func() {
		timer.Stop()
	}()
}

func (Cases) LockBehindNil() {
	var s *struct{ mu sync.Mutex }
	go func() {
		s.mu.Lock()
	}()
}

// A field of what was made here: that is proved under -strict, too.
func (Cases) ReceiveFromField() {
	s := &struct{ quit chan int }{closed}
	go func() {
		<-s.quit
	}()
}

// trusted: a sleep
func (Cases) Sleeps() {
	go func() {
		time.Sleep(time.Microsecond)
	}()
}

// trusted: the only close of its channel
func (Cases) ClosesOwn() {
	done := make(chan int)
	go func() {
		close(done)
	}()
	<-done
}

// trusted: a wait and a close
func (Cases) WaiterCloser() {
	var wg sync.WaitGroup
	out := make(chan int, 1)
	wg.Add(1)
	go func() {
		wg.Wait()
		close(out)
	}()
	out <- 1
	wg.Done()
	<-out
}

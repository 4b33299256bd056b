package main

import "sync"

var meanwhileSink int

// What a goroutine has found out of a variable does not outlast a wait if somebody else assigns it while it runs.

func (Cases) MeanwhileNumber() {
	n, d := arg()+1, make(chan int)
	go func() {
		if n == 0 {
			return
		}
		d <- 1
		<-d
		meanwhileSink = 3 / n
	}()
	<-d
	n = 0
	d <- 1
}

func (Cases) MeanwhilePointer() {
	p, d := &optNode{}, make(chan int)
	go func() {
		if p != nil {
			d <- 1
			<-d
			p.n++
		}
	}()
	<-d
	p = nil
	d <- 1
}

func (Cases) MeanwhileList() {
	x, d := []int{1}, make(chan int)
	go func() {
		n := len(x)
		select {
		case d <- 1:
		}
		select {
		case <-d:
		}
		for i := range n {
			meanwhileSink = x[i]
		}
	}()
	<-d
	x = x[1:]
	d <- 1
}

func (Cases) MeanwhileLocked() {
	n, d := arg()+1, make(chan int)
	var mu sync.Mutex
	go func() {
		mu.Lock()
		if n == 0 {
			return
		}
		mu.Unlock()
		d <- 1
		<-d
		mu.Lock()
		meanwhileSink = 3 / n
		mu.Unlock()
	}()
	<-d
	mu.Lock()
	n = 0
	mu.Unlock()
	d <- 1
}

func (Cases) MeanwhileInside() {
	n, d := arg()+1, make(chan int)
	go func() {
		func() {
			if n == 0 {
				return
			}
			d <- 1
			<-d
			meanwhileSink = 3 / n
		}()
	}()
	<-d
	n = 0
	d <- 1
}

func (Cases) MeanwhileNextPass() {
	d := make(chan int)
	n := 1
	for i := range 2 {
		n = 1 - i
		if i == 1 {
			d <- 1
			return
		}
		go func() {
			if n != 0 {
				d := d
				<-d
				meanwhileSink = 3 / n
			}
		}()
	}
}

// Nothing is waited for in between, or the variable is assigned before.

func (Cases) MeanwhileNoWait() {
	n := arg()
	n++
	go func() {
		if n != 0 {
			meanwhileSink = 3 / n
		}
	}()
}

// trusted: an own channel
func (Cases) MeanwhileBefore() {
	n, d := arg(), make(chan int)
	n = 1
	go func() {
		if n == 0 {
			return
		}
		d <- 1
		<-d
		meanwhileSink = 3 / n
	}()
	<-d
	d <- 1
}

// trusted: an own channel
func (Cases) MeanwhileOwn() {
	d := make(chan int)
	n := arg() + 1
	go func() {
		n := n
		if n == 0 {
			return
		}
		d <- 1
		<-d
		meanwhileSink = 3 / n
	}()
	<-d
	n = 0
	d <- 1
}

// trusted: an own channel
func (Cases) MeanwhileEachPass() {
	d := make(chan int)
	for range 2 {
		n := 1
		n = arg() + 1
		go func() {
			if n != 0 {
				d <- 1
				meanwhileSink = 3 / n
			}
		}()
		<-d
	}
}

// trusted: an own channel
func (Cases) MeanwhileCalled() {
	n, d := arg()+1, make(chan int, 1)
	go func() {
		m := n
		func() {
			if m != 0 {
				d <- 1
				meanwhileSink = 3 / m
			}
		}()
		m = 0
	}()
}

func meanwhileSame(f func()) func() { return f }

// The literal comes back from a call, and is started: it is not the goroutine that closes.
func (Cases) MeanwhileHandedBack() {
	x, gate := make(chan int, 4), make(chan struct{})
	go meanwhileSame(func() {
		<-gate
		x <- 1
	})()
	close(x)
	close(gate)
}

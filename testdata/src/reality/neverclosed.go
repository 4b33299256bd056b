package main

// Sends to the channel of a field that nobody closes.

type ncBucket struct {
	tokens, quit chan int
}

func (b *ncBucket) fill() {
	for {
		select {
		case b.tokens <- 1:
		case <-b.quit:
			return
		}
	}
}

// trusted: nobody closes the channel
func (Cases) NeverClosed() {
	b := &ncBucket{make(chan int, 1), make(chan int)}
	go b.fill()
	close(b.quit)
}

type ncOn struct{ c chan int }

func (b *ncOn) open() { b.c = make(chan int, 1) }
func (b *ncOn) off()  { b.c = nil }

// trusted: nobody closes the channel
func (Cases) NeverClosedMadeLater() {
	b := new(ncOn)
	b.open()
	go func() { b.c <- 1 }()
	if arg() > 0 {
		b.off()
	}
}

type ncGiven struct{ c, gate chan int }

func (Cases) NeverClosedOfOthers() {
	c := make(chan int, 1)
	b := &ncGiven{c: c, gate: make(chan int)}
	go func() {
		<-b.gate
		b.c <- 1
	}()
	close(c)
	b.gate <- 1
}

type ncLent struct{ c, gate chan int }

func (Cases) NeverClosedButSent() {
	b := &ncLent{make(chan int, 1), make(chan int)}
	all := make(chan chan int, 1)
	go func() {
		<-b.gate
		b.c <- 1
	}()
	all <- b.c
	close(<-all)
	b.gate <- 1
}

type ncCopied struct{ c, gate chan int }

func (Cases) NeverClosedButCopied() {
	b := &ncCopied{make(chan int, 1), make(chan int)}
	go func() {
		<-b.gate
		b.c <- 1
	}()
	c := b.c
	close(c)
	b.gate <- 1
}

type ncGated struct {
	gone    bool
	c, gate chan int
}

func (b *ncGated) stop() {
	if !b.gone {
		b.gone = true
		close(b.c)
	}
}

func (Cases) NeverClosedButOnce() {
	b := &ncGated{c: make(chan int, 1), gate: make(chan int)}
	go func() {
		<-b.gate
		b.c <- 1
	}()
	b.stop()
	b.gate <- 1
}

type ncOptional struct{ c chan int }

func (Cases) NeverClosedOnNil() {
	b := &ncOptional{make(chan int, 1)}
	if arg() == 0 {
		b = nil
	}
	go func() { b.c <- 1 }()
}

type ncUnmade struct {
	c    chan int
	gone bool
}

func (b *ncUnmade) open() { b.c = make(chan int) }

func (Cases) NeverClosedUnmade() {
	b := &ncUnmade{}
	if arg() > 0 {
		b.open()
	}
	go func() {
		if !b.gone {
			b.gone = true
			close(b.c)
		}
	}()
}

package main

import (
	"log"
	"math/rand"
	"os"
	"time"
)

// Goroutines that tell by a token that they are done, and who closes behind as many as there are.

// trusted: a variable that nobody else closes
func (Cases) TokenOfEach() {
	out, done := make(chan int, 8), make(chan error)
	for i := range 3 {
		go func() {
			out <- i
			done <- nil
		}()
	}
	for range 3 {
		<-done
	}
	close(out)
}

// trusted: likewise
func (Cases) TokenOfEachDeferred() {
	out, done := make(chan int, 8), make(chan error)
	n := len(os.Args)
	for i := 0; i < n; i++ {
		go func() {
			defer func() { done <- nil }()
			out <- i
		}()
	}
	for i := 0; i < n; i++ {
		if err := <-done; err != nil {
			log.Println(err)
			continue
		}
	}
	close(out)
}

// trusted: likewise
func (Cases) TokenOfOne() {
	out, done := make(chan int, 8), make(chan bool)
	go func() {
		out <- 1
		done <- true
	}()
	<-done
	close(out)
}

func (Cases) TokenBeforeSend() {
	out, done := make(chan int, 8), make(chan error)
	for i := range 3 {
		go func() {
			done <- nil
			time.Sleep(time.Millisecond)
			out <- i
		}()
	}
	for range 3 {
		<-done
	}
	close(out)
}

func (Cases) TokensOfFewer() {
	out, done := make(chan int, 8), make(chan error, 8)
	for i := range 3 {
		go func() {
			time.Sleep(time.Duration(i) * 5 * time.Millisecond)
			out <- i
			done <- nil
		}()
	}
	for range 2 {
		<-done
	}
	close(out)
}

func (Cases) TokensUntilOne() {
	out, done := make(chan int, 8), make(chan error, 8)
	for i := range 3 {
		go func() {
			time.Sleep(time.Duration(i) * 5 * time.Millisecond)
			out <- i
			done <- nil
		}()
	}
	for range 3 {
		if err := <-done; err == nil {
			break
		}
	}
	close(out)
}

func (Cases) TokensOfOthers() {
	out, done := make(chan int, 8), make(chan error, 8)
	for i := range 3 {
		go func() {
			time.Sleep(time.Duration(i) * 5 * time.Millisecond)
			out <- i
			done <- nil
		}()
		done <- nil
	}
	for range 3 {
		<-done
	}
	close(out)
}

func (Cases) TokensOnEachPass() {
	out, done := make(chan int, 8), make(chan error, 8)
	for i := range 3 {
		go func() {
			for k := range 2 {
				time.Sleep(time.Duration(i+k) * 5 * time.Millisecond)
				out <- i
				done <- nil
			}
		}()
	}
	for range 3 {
		<-done
	}
	close(out)
}

func (Cases) TokensOfMoreThanOneLoop() {
	out, done := make(chan int, 16), make(chan error, 16)
	for range 2 {
		for i := range 3 {
			go func() {
				time.Sleep(time.Duration(i) * 5 * time.Millisecond)
				out <- i
				done <- nil
			}()
		}
	}
	for range 3 {
		<-done
	}
	close(out)
}

func (Cases) TokensOfNumberThatChanges() {
	out, done := make(chan int, 8), make(chan error, 8)
	n := 3
	for i := 0; i < n; i++ {
		go func() {
			time.Sleep(time.Duration(i) * 5 * time.Millisecond)
			out <- i
			done <- nil
		}()
	}
	n = 1
	for i := 0; i < n; i++ {
		<-done
	}
	close(out)
}

func (Cases) TokenOfOneStartedTwice() {
	out, done := make(chan int, 8), make(chan error, 8)
	i := 0
	work := func() {
		time.Sleep(time.Duration(rand.Intn(8)) * time.Millisecond)
		out <- i
		done <- nil
	}
	go work()
	go work()
	<-done
	close(out)
}

func (Cases) TokensOfLoopThatSkips() {
	out, done := make(chan int, 8), make(chan error, 8)
	for i := range 3 {
		go func() {
			time.Sleep(time.Duration(i) * 5 * time.Millisecond)
			out <- i
			done <- nil
		}()
	}
	for i := 0; i < 3; i++ {
		<-done
		i++
	}
	close(out)
}

func (Cases) TokenOfEachRound() {
	out, done := make(chan int, 8), make(chan error)
	for i := range 2 {
		go func() {
			out <- i
			done <- nil
		}()
		<-done
		if i == 0 {
			close(out)
		}
	}
}

// trusted: a variable that nobody else closes
func (Cases) TokenOfChannelOfEachRound() {
	done := make(chan error)
	for i := range 2 {
		out := make(chan int, 8)
		go func() {
			out <- i
			done <- nil
		}()
		<-done
		close(out)
	}
}

func (Cases) TokensUntilPanic() {
	defer rescue()
	out, done := make(chan int, 8), make(chan error, 8)
	defer close(out)
	for i := range 3 {
		go func() {
			time.Sleep(time.Duration(i) * 5 * time.Millisecond)
			out <- i
			done <- nil
		}()
	}
	for range 3 {
		<-done
		boom()
	}
}

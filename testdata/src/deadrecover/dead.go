// Package deadrecover holds recovers, dead and alive, wherever they stand.
package deadrecover

import (
	"fmt"
	"log"
	"sync"
	"time"
)

func itself() {
	defer recover() // want `^defer recover\(\) has no effect: recover must be called by a deferred function, not be it$`
	work()
}

func own() {
	go recover() // want `^go recover\(\) has no effect`
}

func Argument() {
	defer log.Println(recover())                     // want `^recover\(\) has no effect here: the argument of a deferred call`
	defer fmt.Println("end", 1+len(text(recover()))) // want `the argument of a deferred call`
	work()
}

func text(any) string { return "" }

var atInit = recover() // want `^recover\(\) has no effect here: it is called when the package is initialized$`

func init() {
	if r := recover(); r != nil { // want `^recover\(\) has no effect here: init is called, never deferred`
		log.Print(r)
	}
}

func inline() {
	if r := recover(); r != nil { // want `^recover\(\) has no effect here: inline is called, never deferred, and only a deferred function can recover$`
		log.Print(r)
	}
	work()
}

func callsInline() { inline() }

func tooDeep() {
	defer func() {
		func() {
			recover() // want `the function literal around it is called, never deferred`
		}()
	}()
	work()
}

func variable() {
	f := func() { recover() } // want `the function literal around it is called, never deferred`
	f()
	var g = func() { recover() } // want `the function literal around it is what the goroutine runs`
	go g()
	h := func() { recover() }
	defer h()
	work()
}

func goroutines() {
	go func() {
		if r := recover(); r != nil { // want `the function literal around it is what the goroutine runs, and only a deferred function can recover \(did you mean defer\?\)$`
			log.Print(r)
		}
		work()
	}()
	var wg sync.WaitGroup
	wg.Go(func() {
		recover() // want `the function literal around it is what the goroutine runs`
		work()
	})
	time.AfterFunc(time.Second, func() { _ = recover() }) // want `what the goroutine runs`
	wg.Wait()
}

type server struct{}

func (s *server) handle() {
	if recover() != nil { // want `^recover\(\) has no effect here: \(\*server\)\.handle is called, never deferred`
		log.Print("panic")
	}
}

func (s *server) run() { s.handle() }

func generic[T any](v T) {
	recover() // want `generic is called, never deferred`
}

func callsGeneric() { generic[int](1); generic("") }

// A panic is seen by the deferred function only, not by what that calls.

func rescue() {
	if r := recover(); r != nil {
		log.Print(r)
	}
}

func Rescue() {
	r := recover()
	if r != nil {
		log.Print(r)
	}
}

func swallow() { _ = recover() }

func callers() {
	defer rescue()
	defer swallow()
	defer func() {
		rescue()  // want `^recover in rescue has no effect here: it is called, and only the deferred function itself can recover$`
		Rescue()  // want `recover in Rescue has no effect here`
		swallow() // want `recover in swallow has no effect here`
	}()
	work()
}

func work() { _ = []int{}[len(atInitText)] }

var atInitText = fmt.Sprint(atInit)

func endOfGoroutine() {
	go func() {
		defer recover() // want `^defer recover\(\) has no effect`
		work()
	}()
	func() {
		defer recover() // want `^defer recover\(\) has no effect`
		work()
	}()
}

// What follows was not found.

func nested() {
	defer func() {
		defer func() { recover() }() // want `^recover\(\) has no effect here: it is for the panics of the deferred function around it, which does nothing else$`
	}()
	work()
}

func handedToOnce() {
	var once sync.Once
	defer once.Do(func() { recover() }) // want `^recover\(\) has no effect here: the function literal around it is called, never deferred`
	work()
}

func around(f func()) func() { return func() { f() } }

func handedToDecorator() {
	defer around(func() { recover() })() // want `the function literal around it is called, never deferred`
	work()
}

func calls(f func()) { f() }

func callsOn(f func()) { calls(f) }

func handedToCaller() {
	defer calls(func() { recover() })   // want `the function literal around it is called, never deferred`
	defer callsOn(func() { recover() }) // want `the function literal around it is called, never deferred`
	work()
}

func newRescue() func() {
	return func() { recover() } // want `^recover\(\) has no effect here: nobody takes the function literal around it, which newRescue returns \(did you mean defer newRescue\(\)\(\)\?\)$`
}

func dropsIt() {
	defer newRescue()
	work()
}

func behindReturn() {
	defer func() {
		log.Print("end")
		return
		recover() // want `^recover\(\) has no effect here: it is never reached$`
	}()
	work()
}

package deadrecover

import (
	"fmt"
	"log"
)

// All of these may work.

func alive() {
	defer func() { recover() }()
	defer (func() { _ = recover() })()
	defer func() {
		defer func() { recover() }() // for the panics of the deferred function
		work()
	}()
	defer deferredOnly()
	defer (&server{}).deferredMethod()
	defer (*server).deferredMethod(nil)
	defer deferredGeneric[int](1)
	work()
}

func deferredOnly() {
	log.Print(recover())
	defer log.Print("second", recover()) // evaluated while deferredOnly runs, which is deferred
}

func (s *server) deferredMethod() { recover() }

func deferredGeneric[T any](T) { recover() }

// Others may defer these.

func Exported() { recover() }

func (s *server) Exported() { recover() }

func factory() func() { return func() { recover() } }

type closer interface{ shut() }

func (s *server) shut() { recover() }

func through(c closer) { defer c.shut() }

func handedOn() {
	f := func() { recover() }
	guard(f, work)
	guard(func() { recover() }, work)
	guard(value, work)
	g := func() { recover() }
	g = work
	g()
	hooks = append(hooks, func() { recover() })
}

var hooks []func()

func value() { recover() }

func guard(catch, f func()) {
	defer catch()
	f()
}

// These do more than to recover: a call of them does something.

func cleanup() {
	if r := recover(); r != nil {
		log.Print(r)
	} else {
		log.Print("fine")
	}
}

func finish() {
	r := recover()
	log.Print(r)
	if r != nil {
		panic(r)
	}
}

func other() {
	r := recover()
	if e := fmt.Sprint(r); e != "" {
		log.Print(e)
	}
}

func callsThem() {
	defer cleanup()
	defer finish()
	defer other()
	defer func() {
		cleanup()
		finish()
		other()
	}()
	work()
}

// It is unused, so nobody believes in it.
func nobodyCalls() { recover() }

func shadowed() {
	recover := func() any { return nil }
	defer recover()
	recover()
}

// In a deferred function, recover itself may be deferred: then it is that function that
// calls it when it returns. It was said to have no effect.
func atTheEnd() {
	defer func() {
		defer recover()
	}()
	defer lastly()
	work()
}

func lastly() { defer recover() }

// These look like some of the dead ones.

func nestedWithWork() {
	defer func() {
		defer func() { recover() }()
		log.Print("end")
	}()
	work()
}

func nestedTwice() {
	defer func() {
		defer func() { recover() }()
		defer func() { work() }()
	}()
	work()
}

func product(f func()) func() { return f }

func defers(f func()) { defer f(); work() }

func handedOnToDefer() {
	defer product(func() { recover() })()
	defers(func() { recover() })
	work()
}

func newWorkingRescue() func() { return func() { recover() } }

func takesIt() {
	defer newWorkingRescue()()
	newWorkingRescue()
	work()
}

func behindGoto(again bool) {
	defer func() {
		if again {
			goto end
		}
		return
	end:
		recover()
	}()
	work()
}

// What a return says is found before it returns: it was told never to be reached.
func returned() {
	defer func() any { return recover() }()
	said := func() (string, any) { return "said", recover() }
	defer said()
	defer func() any {
		if recover() != nil {
			return 1
		}
		return recover()
	}()
	panic(1)
}

// Package recursion shows facts of functions that call each other: they are
// found as a fixed point, and nothing runs for ever.
package recursion

var risky func()

func rescue() { _ = recover() }

// Nothing in it can panic.
func Even(n int) bool { // want Even:"^contains$"
	if n == 0 {
		return true
	}
	return Odd(n - 1)
}

func Odd(n int) bool { // want Odd:"^contains$"
	if n == 0 {
		return false
	}
	return Even(n - 1)
}

// One of the circle can panic, so all of it can.
func Ping(n int) { Pong(n) }

func Pong(n int) {
	Peng(n)
	risky()
}

func Peng(n int) {
	if n > 0 {
		Ping(n - 1)
	}
}

// The panics of the circle are contained by one of it.
func Outer(n int) { // want Outer:"^contains$"
	defer rescue()
	Inner(n)
}

func Inner(n int) {
	risky()
	Outer(n - 1)
}

// Handing a function round in a circle.
func Retry(n int, f func()) { // want Retry:"^contains$" Retry:"^supervises\\(1\\)$"
	defer rescue()
	if n > 0 {
		Retry(n-1, f)
	}
	f()
}

func Relay(n int, f func()) { // want Relay:"^contains$" Relay:"^supervises\\(1\\)$"
	if n > 0 {
		Relay2(n-1, f)
		return
	}
	func() {
		defer rescue()
		f()
	}()
}

func Relay2(n int, f func()) { Relay(n, f) } // want Relay2:"^contains$" Relay2:"^supervises\\(1\\)$"

func Leak(n int, f func()) { // want Leak:"^contains what it is not handed$"
	if n > 0 {
		Leak2(n-1, f)
		return
	}
	f()
}

func Leak2(n int, f func()) { Leak(n, f) } // want Leak2:"^contains what it is not handed$"

func Launch(n int, f func()) { // want Launch:"^contains$" Launch:"^launches\\(1\\)$"
	if n > 0 {
		Launch2(n-1, f)
		return
	}
	go f() // want `bare-go: `
}

func Launch2(n int, f func()) { Launch(n, f) } // want Launch2:"^contains$" Launch2:"^launches\\(1\\)$"

// Factories in a circle.
func MakeA(n int) func() { // want MakeA:"returns recovers" MakeA:"contains" MakeA:"makes"
	if n == 0 {
		return rescue
	}
	return MakeB(n - 1)
}

func MakeB(n int) func() { return MakeA(n) } // want MakeB:"returns recovers" MakeB:"contains" MakeB:"makes"

// A function that defers itself.
func Self() {
	defer Self()
	risky()
}

func produce(out chan<- int, n int) { out <- n }

func around() func() { return func() {} }

// Whether a channel is lent safely rests on what may stop a panic around its close, and what a deferred call is handed on what is proved
// there: the analysis of github.com/syncthing/syncthing/lib/model ended with a stack overflow.
func lends(list []int) <-chan int {
	out := make(chan int)
	go func() {
		defer around()()
		defer close(out)
		println(list)
		for range list {
			go func(o chan<- int) { produce(o, 1) }(out) // want `bare-go: .*produce.o, 1. can panic`
			produce(out, 1)
		}
	}()
	return out
}

func goroutines() {
	go Even(4)
	go Ping(1)  // want `bare-go: .*a panic in Ping ends`
	go Peng(1)  // want `bare-go: .*a panic in Peng ends`
	go Inner(1) // want `bare-go: .*a panic in Inner ends`
	go Self()   // want `bare-go: .*a panic in Self ends`
	go Outer(1)
	go Retry(3, risky)
	go Relay(3, risky)
	go Leak(3, risky) // want `bare-go: .*a panic in Leak ends`
	go func() {
		defer MakeB(3)()
		risky()
	}()
}

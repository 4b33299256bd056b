// Package queue belongs to a module of its own, although its path looks like
// one of the module shop.
package queue

func Consume(f func()) {
	go f()
}

func Rescue() { _ = recover() }

func Check(fine bool) {
	if !fine {
		panic("not fine")
	}
}

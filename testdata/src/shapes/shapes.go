// Package shapes shows odd code that type-checks: the analyzer takes all of it
// and guesses at nothing.
package shapes

var risky func()

type fn func()

type node struct {
	next  *node
	f     func()
	list  []func()
	array [2]func()
	byKey map[string]map[string]func()
	ptr   *func()
	ch    chan func()
	iface any
}

func callees(n *node, list []*func(), k int) {
	go (*list[k])()                             // want `bare-go: `
	go n.list[k]()                              // want `bare-go: `
	go n.array[1]()                             // want `bare-go: `
	go n.byKey["a"]["b"]()                      // want `bare-go: `
	go (*n.ptr)()                               // want `bare-go: `
	go (*(n.ptr))()                             // want `bare-go: `
	go (<-n.ch)()                               // want `bare-go: `
	go n.iface.(func())()                       // want `bare-go: `
	go n.iface.(interface{ f() }).f()           // want `bare-go: `
	go (risky)()                                // want `bare-go: `
	go fn(n.f)()                                // want `bare-go: `
	go fn(nil)()                                // want `bare-go: `
	go (func())(nil)()                          // want `bare-go: `
	go map[string]func(){"a": risky}["a"]()     // want `bare-go: `
	go struct{ f func() }{risky}.f()            // want `bare-go: `
	go func() func() { return risky }()()       // want `bare-go: `
	go func(f func()) { f() }(risky)            // want `bare-go: .*\(f\(\) can panic\)`
	go func(...int) { risky() }(1, 2)           // want `bare-go: `
	go func(_ int, _ string) { risky() }(1, "") // want `bare-go: `
	go pass(two())                              // want `bare-go: `
}

func two() (int, error) { return 1, nil }

func pass(int, error) { risky() }

// Empty things.
func empty() {
	go func() {}()
	go func() { return }()
	go func() {}()
	go func() {
		{
		}
	}()
	go func() { select {} }()
	go func() {
		for {
		}
	}()
	go func() {
	loop:
		goto loop
	}()
	go func() { var _ int }()
	go func() { type t int; const c = 1 }()
}

// A function that returns itself, and variables that stand for each other.
type self func() self

func (s self) run() { s()()()() }

func again() self { return again }

func Circle(f func()) func() { // want Circle:"^contains$"
	g := f
	f = g
	return f
}

func circles(s self) {
	go s.run() // want `bare-go: `
	go again()()
	go again()()()()() // want `bare-go: `
	var tick, tock func()
	tick = func() { tock() }
	tock = func() { tick() }
	go tick() // want `bare-go: .*\(tock\(\) can panic\)`
}

// Iterators.
func iterators(seq func(func(int) bool)) {
	go func() { // want `bare-go: .*\(range seq can panic\)`
		for range seq {
		}
	}()
	go func() { // want `bare-go: `
		for range broken {
		}
	}()
	go func() {
		defer func() { _ = recover() }()
		for range seq {
			risky()
		}
	}()
}

func broken(yield func(int) bool) {
	risky()
	yield(1)
}

// Control flow.
func flow(k int, ch chan int) {
	go func() {
		defer func() { _ = recover() }()
	outer:
		for {
			switch {
			case k > 1:
				break outer
			case k > 0:
				continue outer
			default:
				goto end
			}
		}
	end:
		risky()
	}()
	go func() { // never reached, but by a reader
		return
		println()
	}()
}

// Package bugs shows what the analyzer gets wrong, as it should be: TestKnownBugs
// skips it. A case that has become right belongs into the package of its rule.
package bugs

import "safego"

var risky func()

func rescue() { _ = recover() }

func calm() {
	defer rescue()
	risky()
}

// What an iterator calls is the body of the loop, which is judged apart.
func iterators() {
	go func() {
		for i := range count {
			println(i)
		}
	}()
}

func count(yield func(int) bool) {
	for i := 0; i < 3 && yield(i); i++ {
	}
}

// A launcher with a variadic parameter.
func variadic() {
	safego.All(risky)       // want `launcher: safego\.All starts`
	safego.All(calm, risky) // want `launcher: safego\.All starts`
	safego.All(calm, calm)
}

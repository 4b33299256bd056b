// Package given hands functions to functions that only call them: forEach(list,
// f), iterators. What can panic then is the function that is handed over.
package given

import (
	"given/lib"
	"maps"
	"slices"
	"sync"
)

var risky func()

func rescue() { _ = recover() }

func calm() {
	defer rescue()
	risky()
}

func calmly(int) { calm() }

func calls(list []int, m map[string]int) {
	go lib.Each(list, calmly)
	go lib.Each(list, func(int) { calm() })
	go lib.Forward(list, calmly)
	go lib.Map(m, func(string, int) { calm() }, calm)
	go func() {
		calm()
		lib.Each(list, calmly)
	}()
	go lib.Each(list, func(int) { risky() })                      // want `bare-go: `
	go lib.Map(m, func(string, int) { calm() }, risky)            // want `bare-go: `
	go lib.Map(m, func(s string, i int) { println(s) }, nil)      // want `bare-go: `
	go lib.First(list, calmly)                                    // want `bare-go: `
	go lib.Changed(calm)                                          // want `bare-go: `
	go func() { each([]func(){risky}, func(f func()) { f() }) }() // want `bare-go: .*\(f\(\) can panic\)`
	go each(nil, func(f func()) { calm() })
	go walk(3, calmly)
	go walk(3, func(n int) { println(list[n]) }) // want `bare-go: `
}

func each(list []func(), f func(func())) {
	for _, x := range list {
		f(x)
	}
}

func walk(n int, f func(int)) {
	f(n)
	if n > 0 {
		walk(n-1, f)
	}
}

// What an iterator calls is the body of the loop, which is judged apart.
func iterators(list []int, m map[string]int) {
	go func() {
		for i := range lib.Count {
			println(i)
		}
		for i := range lib.Upto(3) {
			println(i)
		}
		for i := range lib.Twice {
			println(i)
		}
		for x := range slices.Values(list) {
			println(x)
		}
		for k := range maps.Keys(m) {
			println(k)
		}
	}()
	go func() { // want `bare-go: .*\(range lib.Careless`
		for i := range lib.Careless {
			println(i)
			break
		}
	}()
	go func() { // want `bare-go: .*\(list\[i\]`
		for i := range lib.Count {
			println(list[i])
		}
	}()
	go func() { // want `bare-go: .*\(of\(list\)`
		for f := range of(list) {
			println(f)
		}
	}()
}

// of indexes by itself.
func of(list []int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; yield(list[i]); i++ {
		}
	}
}

var once sync.Once

func standard() {
	go once.Do(calm)
	go once.Do(risky) // want `bare-go: `
}

// What is decorated panics only if what it is made of does.
func decorated(f func()) {
	go lib.Around(calm)()
	go lib.Around(risky)() // want `bare-go: `
	go lib.Around(f)()     // want `bare-go: `
	go lib.AroundTwice(calm)()
	go lib.AroundTwice(risky)() // want `bare-go: `
	go lib.AsItIs(calm)()
	go lib.AroundList(nil, calm)() // want `bare-go: `
	go lib.AroundLater(calm)()     // want `bare-go: `
	run := lib.Around(calm)
	go run()
	go func() { lib.Around(lib.Around(calm))() }()
}

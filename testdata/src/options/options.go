// Package options: lists of functions that are handed over, and options. What is called of them before a guard is up is
// up to the caller. Most functions here are run as well, in reality.
package options

import "options/lib"

func boom() { panic("boom") }
func calm() {}

type node struct {
	n int
	m map[string]int
}

func all(list []func()) {
	for _, f := range list {
		f()
	}
}

func allFirst(f func(), list []func()) {
	all(list)
	defer lib.Recover()
	f()
}

func allUnder(f func(), list []func()) {
	defer lib.Recover()
	all(list)
	f()
}

func replaced(list ...func()) {
	list[0] = boom
	for _, f := range list {
		f()
	}
}

func set(list ...func(*node)) *node {
	p := &node{}
	for _, f := range list {
		f(p)
	}
	return p
}

func setNil(list ...func(*node)) {
	var p *node
	for _, f := range list {
		f(p)
	}
}

func setFirst(f func(), list ...func(*node)) {
	set(list...)
	defer lib.Recover()
	f()
}

func number(list ...func(int)) {
	for _, f := range list {
		f(0)
	}
}

func withN(n int) func(*node)      { return func(p *node) { p.n = n } }
func withKey(k string) func(*node) { return func(p *node) { p.m[k] = 1 } }
func withAny(n int) func(*node) {
	if n > 0 {
		return withN(n)
	}
	return nil
}

func lists(list []func(), f func()) {
	go all([]func(){calm, func() {}})
	go all(nil)
	go all([]func(){calm, boom}) // want `bare-go: .* a panic in all ends the process`
	go all([]func(){nil})        // want `bare-go: .* a panic in all ends the process`
	go all(list)                 // want `bare-go: .* a panic in all ends the process`
	go all([]func(){f})          // want `bare-go: .* a panic in all ends the process`
	go allFirst(boom, []func(){calm})
	go allFirst(boom, nil)
	go allFirst(calm, []func(){boom}) // want `late-recover: recover is deferred too late`
	go allFirst(calm, list)           // want `late-recover: recover is deferred too late`
	go allUnder(boom, list)
	go allUnder(boom, []func(){boom})
	go replaced(calm) // want `bare-go: .* a panic in replaced ends the process`
}

func options(list []func(*node), o func(*node)) {
	go set(withN(1), func(p *node) { p.n++ }, func(*node) {})
	go set()
	go set(func(*node) { boom() }) // want `bare-go: .* a panic in set ends the process`
	go set(withN(1), withKey("a")) // want `bare-go: .* a panic in set ends the process`
	go set(withAny(1))             // want `bare-go: .* a panic in set ends the process`
	go set(nil)                    // want `bare-go: .* a panic in set ends the process`
	go set(o)                      // want `bare-go: .* a panic in set ends the process`
	go set(list...)                // want `bare-go: .* a panic in set ends the process`
	go setNil(withN(1))            // want `bare-go: .* a panic in setNil ends the process`
	go setFirst(boom, withN(1))
	go setFirst(calm, withKey("a")) // want `late-recover: recover is deferred too late`
	go number(func(n int) { calm() })
	go number(func(n int) { _ = 1 / n }) // want `bare-go: .* a panic in number ends the process`
}

func far(o lib.Option, list []lib.Option) {
	go lib.Supervise(boom, lib.WithName("a"), func(o *lib.Options) { o.Name = "b" })
	go lib.Supervise(boom)
	go lib.Supervise(calm, lib.WithEntry("a"))            // want `bare-go: .* a panic in lib.Supervise ends the process`
	go lib.Supervise(calm, func(*lib.Options) { boom() }) // want `bare-go: .* a panic in lib.Supervise ends the process`
	go lib.Supervise(calm, nil)                           // want `bare-go: .* a panic in lib.Supervise ends the process`
	go lib.Supervise(calm, o)                             // want `bare-go: .* a panic in lib.Supervise ends the process`
	go lib.Supervise(calm, list...)                       // want `bare-go: .* a panic in lib.Supervise ends the process`
	go lib.Lend(nil, lib.WithName("a"))                   // want `bare-go: .* a panic in lib.Lend ends the process`
}

func rescues() {
	go func() {
		defer lib.Rescue("x")()
		boom()
	}()
	go func() { lib.Rescue("x") }()
	go func() { // want `late-recover: .*lib.Announce\("x"\) can panic before it`
		defer lib.Announce("x")()
		boom()
	}()
}

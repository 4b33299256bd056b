// Package entry shows every form of the function that a goroutine runs: each
// is found, and named in the message, and each is fine once it contains its
// panics.
package entry

import "entry/far"

// risky is a function of which nobody knows what it does.
var risky func()

var table []int

func calm() {
	defer func() { _ = recover() }()
	risky()
}

func named() { table[0]++ }

type hub struct {
	table []int
	peer  *hub
	hook  func()
	Hook  func()
}

func (h *hub) run()      { h.table[0]++ }
func (h hub) copied()    { h.table[0]++ }
func (h *hub) calm()     { defer func() { _ = recover() }(); h.run() }
func (h *hub) get() *hub { return h.peer }

type runner interface{ run() }

func literals() {
	go func() { // want `bare-go: goroutine is not supervised: a panic in the function literal ends the process \(risky\(\) can panic\)`
		risky()
	}()
	go func(n int) { // want `a panic in the function literal ends the process \(table\[n\]\+\+ can panic\)`
		table[n]++
	}(1)
	go (func() { // want `bare-go: .*the function literal`
		risky()
	})()
	go func() {}()
	go func() {
		defer func() { _ = recover() }()
		risky()
	}()
	go (func() {
		defer func() { _ = recover() }()
		risky()
	})()
}

func functions() {
	go named()     // want `bare-go: .*a panic in named ends the process \(.*table\[0\].* can panic\)`
	go (named)()   // want `bare-go: .*a panic in named ends`
	go elsewhere() // want `bare-go: .*a panic in elsewhere ends`
	go far.Away()  // want `bare-go: .*a panic in far\.Away ends`
	go calm()
	go (calm)()
	go calmElsewhere()
	go far.Calm()
}

func methods(h *hub, v hub, r runner, hubs map[string]*hub) {
	go h.run()          // want `bare-go: .*a panic in \(\*hub\)\.run ends`
	go v.copied()       // want `bare-go: .*a panic in hub\.copied ends`
	go h.peer.run()     // want `bare-go: .*a panic in \(\*hub\)\.run ends`
	go h.get().run()    // want `bare-go: .*a panic in \(\*hub\)\.run ends`
	go hubs["a"].run()  // want `bare-go: .*a panic in \(\*hub\)\.run ends`
	go (*hub).run(h)    // want `bare-go: .*a panic in \(\*hub\)\.run ends`
	go hub.copied(v)    // want `bare-go: .*a panic in hub\.copied ends`
	go r.run()          // want `bare-go: .*a panic in r\.run ends`
	go runner.run(h)    // want `bare-go: .*a panic in runner\.run ends`
	go new(far.T).Run() // want `bare-go: .*a panic in \(\*far\.T\)\.Run ends`
	go h.calm()
	go h.peer.calm()
	go (*hub).calm(h)
	go new(far.T).Calm()
}

func values(f func(), list []func(), byName map[string]func(), make func() func(), h *hub, ptr *func(), ch chan func()) {
	go f()               // want `bare-go: .*a panic in f ends`
	go list[0]()         // want `bare-go: .*a panic in list\[0\] ends`
	go byName["x"]()     // want `bare-go: .*a panic in byName\["x"\] ends`
	go make()()          // want `bare-go: .*a panic in make\(\) ends`
	go h.Hook()          // want `bare-go: .*a panic in h\.Hook ends`
	go (*ptr)()          // want `bare-go: .*a panic in \*ptr ends`
	go (<-ch)()          // want `bare-go: .*a panic in <-ch ends`
	go (func())(named)() // want `bare-go: .*a panic in named ends`
	go [](func()){calm}[0]()
	go [](func()){calm, risky}[0]() // want `bare-go: .*a panic in .*ends`
	go (func())(calm)()
}

type task func()

func (t task) run() { t() }

func conversions(f func()) {
	go task(f)()     // want `bare-go: .*a panic in .*ends`
	go task(f).run() // want `bare-go: .*a panic in task\.run ends`
	go task(named)() // want `bare-go: .*a panic in named ends`
	go task(calm)()
}

func builtins(ch chan int, m map[string]int, any map[any]int, key any, dst []int) {
	go panic("now")     // want `bare-go: goroutine is not supervised: its panic is there to end the process`
	go close(ch)        // want `bare-go: .*close panics if the channel is nil or closed`
	go delete(any, key) // want `bare-go: .*delete can panic`
	go println("fine")
	go print("fine")
	go recover()
	go delete(m, "k")
	go copy(dst, dst)
	go clear(m)
	own := make(chan int)
	go close(own)
}

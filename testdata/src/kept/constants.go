package kept

import "kept/lib"

const (
	debug = false
	guard = !debug
	wide  = ^uint(0)>>63 == 1
)

const (
	first = iota
	second
	third
)

const mode = second

func check(ok bool) {
	if debug && !ok {
		panic("not ok")
	}
}

func off(p *point) {
	if debug {
		panic("debug")
	}
	if debug && p.n > 3 {
		println(p.n)
	}
	check(false)
	if !debug {
		return
	}
	panic("end")
}

func modes() {
	switch mode {
	case first, third:
		panic("other mode")
	case second:
		println("second")
	default:
		panic("no mode")
	}
	switch {
	case debug:
		panic("debug")
	}
}

func guarded() {
	if guard {
		defer func() { recover() }()
	}
	panic("x")
}

func on(p *point) {
	if guard && p.n > 3 {
		println(p.n)
	}
}

func unguarded() {
	if debug {
		defer func() { recover() }()
	}
	panic("x")
}

func falls() {
	switch mode {
	case second:
		fallthrough
	case third:
		panic("third")
	}
}

func jumps() {
	goto in
	if debug {
		println("never")
	}
in:
	panic("x")
}

func shadowed() {
	debug := true
	if debug {
		panic("x")
	}
}

func platform() {
	if wide {
		panic("x")
	}
}

func far() {
	if lib.Debug {
		panic("x")
	}
}

func constants(p *point) {
	go off(nil)
	go off(p)
	go modes()
	go guarded()
	go on(p)       // want `bare-go: .* on ends the process`
	go on(nil)     // want `bare-go: .* on ends the process`
	go unguarded() // want `late-recover: .*`
	go falls()     // want `bare-go: .* falls ends the process`
	go jumps()     // want `bare-go: .* jumps ends the process`
	go shadowed()  // want `bare-go: .* shadowed ends the process`
	go platform()  // want `bare-go: .* platform ends the process`
	go far()       // want `bare-go: .* far ends the process`
}

// A method of a function calls it.

type handlerFunc func(string)

func (f handlerFunc) serve(s string) { f(s) }

func (f handlerFunc) deferred() {
	defer f("a")
	panic("x")
}

func (f handlerFunc) others(s string) {
	f = fails
	f(s)
}

func hello(s string) { println(s) }

func fails(s string) { panic(s) }

func rescue(string) { recover() }

func methods(some bool) {
	go handlerFunc(hello).serve("a")
	go func() { handlerFunc(func(s string) { println(s) }).serve("a") }()
	go handlerFunc(rescue).deferred()
	go handlerFunc(fails).serve("a")  // want `bare-go: .*`
	go handlerFunc(nil).serve("a")    // want `bare-go: .*`
	go handlerFunc(hello).deferred()  // want `bare-go: .*`
	go handlerFunc(hello).others("a") // want `bare-go: .*`
	f := handlerFunc(hello)
	if some {
		f = fails
	}
	go f.serve("a") // want `bare-go: .*`
}

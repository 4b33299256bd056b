// Package crash shows deferred functions that catch every panic and end the
// process themselves. That is the author's decision: silent by default,
// reported under -strict, never fixed.
package crash

import (
	"crash/lib"
	"log"
	"os"
)

var risky func()

func note(any) {}

func rethrow() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				note(r)
				panic(r)
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			panic("wrapped")
		}()
		risky()
	}()
	go func() {
		defer func() {
			switch r := recover(); r {
			case nil:
			default:
				panic(r)
			}
		}()
		risky()
	}()
}

func exit() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				os.Exit(3)
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Fatalf("died of %v", r)
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Panicln(r)
			}
		}()
		risky()
	}()
	go func() {
		defer os.Exit(1)
		risky()
	}()
	go func() {
		defer die()
		risky()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				die()
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				lib.Die(r)
			}
		}()
		risky()
	}()
	go func() {
		defer lib.Crash()
		risky()
	}()
}

func die() {
	note("dying")
	os.Exit(1)
}

func guarded() {
	defer lib.Crash()
	risky()
}

func functions() {
	go guarded()
}

// An exit in the body decides nothing about panics.
func body(serve func() error) {
	go func() { // want `bare-go: .*the function literal ends the process`
		log.Fatal(serve())
	}()
	go func() { // want `bare-go: .*serve\(\) can panic`
		if err := serve(); err != nil {
			os.Exit(1)
		}
	}()
}

// A crash that comes too late, or behind a guard that stops the panic first.
func order() {
	go func() { // want `bare-go: `
		risky()
		defer os.Exit(1)
	}()
	go func() {
		defer lib.Crash()
		defer func() { _ = recover() }()
		risky()
	}()
}

func explode() { panic("boom") }

// What always panics catches nothing, and ends the process though nothing else
// panics: nobody has decided that. It was taken for a guard that hands all on.
func panics() {
	go func() { // want `bare-go: .*\(explode\(\) can panic: in explode, panic\("boom"\) is called\)`
		defer explode()
	}()
	go func() { // want `bare-go: .*\(lib\.Explode\(\) can panic\)`
		defer lib.Explode()
	}()
	go func() { // want `bare-go: .*\(panic\("boom"\) is called\)`
		defer func() { panic("boom") }()
	}()
	go func() { // want `bare-go: .*\(panic\("boom"\) is called\)`
		defer panic("boom")
	}()
	go func() { // want `bare-go: .*\(explode\(\) can panic`
		defer func() { explode() }()
		defer note(1)
	}()
	go func() {
		defer func() { _ = recover() }()
		defer explode()
	}()
}

// But who puts up a guard, and panics behind it in any case, has decided.
func panicsBehind() {
	go func() {
		defer func() { panic("done") }()
		defer func() { _ = recover() }()
		risky()
	}()
	go func() {
		defer explode()
		defer func() { _ = recover() }()
		risky()
	}()
	go func() { // want `late-recover: `
		risky()
		defer explode()
		defer func() { _ = recover() }()
	}()
}

// Who hands a panic on may do so through functions of his own.
func rethrowFirst(r any)        { rethrowAs("first", r) }
func rethrowAs(s string, r any) { log.Panicf("%s: %v", s, r) }

func throughFunctions() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				rethrowFirst(r)
			}
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: .*explodeLater\(\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				explodeLater()
			}
		}()
		risky()
	}()
}

func explodeLater() { explode() }

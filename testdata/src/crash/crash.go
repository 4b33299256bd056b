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

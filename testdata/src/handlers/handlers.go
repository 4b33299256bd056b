// Package handlers shows recovers in unusual places, and what is said of them.
package handlers

var risky func()

var say func(any)

func setSay(f func(any)) { say = f }

// The second recover returns nil, so the loop ends, and the panic is stopped.
func loop() {
	go func() {
		defer func() {
			for recover() != nil {
			}
		}()
		risky()
	}()
}

// https://github.com/golang/go/issues/64116: go where defer was meant.
func goForDefer() {
	go func() { // want `ineffective-recover: .*did you mean defer`
		if r := recover(); r != nil {
			say(r)
		}
	}()
}

// https://github.com/openshift/release-controller/pull/214: this panics even
// if nothing has panicked, which is nobody's purpose.
func always() {
	go func() { // want `ineffective-recover: .*panic\(recover\(\)\) panics again`
		defer func() { panic(recover()) }()
		risky()
	}()
}

// The last call ends the process, as log.Fatal does: what can panic is serve.
func reason(serve func() error) {
	go func() { // want `bare-go: .*\(serve\(\) can panic\)`
		fatal(serve())
	}()
}

func fatal(error) { panic("fatal") }

var errAbort any = new(int)

// A comparison of the value is no harm: handlers do so to tell one panic from another.
func compares() {
	go func() {
		defer func() {
			if r := recover(); r != errAbort {
				say(r)
			}
		}()
		risky()
	}()
}

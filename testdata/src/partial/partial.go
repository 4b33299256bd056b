// Package partial shows deferred functions that stop some panics and hand on
// others: which ones is a policy, so no fix is offered.
package partial

import "partial/lib"

var risky func()

var debug bool

func note(any) {}

type abort struct{}

func filters() {
	go func() { // want `partial-recover: a recover in the function literal stops only some panics: where !debug is false \(line 18\), they are handed on and end the process; no fix: which panics to stop is a policy`
		defer func() {
			if !debug {
				_ = recover()
			}
		}()
		risky()
	}()
	go func() { // want `partial-recover: `
		defer func() {
			r := recover()
			if _, ok := r.(abort); !ok && r != nil {
				panic(r)
			}
		}()
		risky()
	}()
	go func() { // want `partial-recover: `
		defer func() {
			switch r := recover().(type) {
			case nil:
			case abort:
				note(r)
			default:
				panic(r)
			}
		}()
		risky()
	}()
	go func() { // want `partial-recover: `
		defer func() {
			if debug {
				return
			}
			note(recover())
		}()
		risky()
	}()
	go func() { // want `partial-recover: `
		defer func() {
			if r := recover(); r != nil {
				if debug {
					panic(r)
				}
				note(r)
			}
		}()
		risky()
	}()
	go func() { // want `partial-recover: .*where debug && recover\(\) != nil is false`
		defer func() {
			if debug && recover() != nil {
				note("only when debugging")
			}
		}()
		risky()
	}()
	go func() { // want `partial-recover: `
		defer func() {
			for i := 0; debug && i < 1; i++ {
				_ = recover()
			}
		}()
		risky()
	}()
}

func filter() {
	if r := recover(); r != nil && !debug {
		panic(r)
	}
}

func helper(r any) {
	if debug {
		panic(r)
	}
	note(r)
}

func guarded() {
	defer filter()
	risky()
}

func functions() {
	go func() { // want `partial-recover: `
		defer filter()
		risky()
	}()
	go func() { // want `partial-recover: .*: in lib.Filter, where r != nil && r != ErrAbort is true, they are handed on`
		defer lib.Filter()
		risky()
	}()
	go func() { // want `partial-recover: `
		defer func() {
			if r := recover(); r != nil {
				helper(r)
			}
		}()
		risky()
	}()
	go guarded()     // want `partial-recover: a recover in guarded stops only some panics`
	go lib.Guarded() // want `partial-recover: a recover in lib\.Guarded stops only some panics`
}

// Two guards: what the first hands on, the second stops.
func both() {
	go func() {
		defer func() { _ = recover() }()
		defer filter()
		risky()
	}()
	go func() {
		defer filter()
		defer func() { _ = recover() }()
		risky()
	}()
}

// Conditions that do not matter: on each path a panic is stopped.
func either() {
	go func() {
		defer func() {
			if debug {
				note(recover())
			} else {
				_ = recover()
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			r := recover()
			if debug {
				note(r)
			}
			if r == nil {
				return
			}
			note(r)
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: .*panic\("no panic"\) can panic behind it`
		defer func() {
			if r := recover(); r == nil {
				panic("no panic")
			}
		}()
		risky()
	}()
}

// Helpers of another package, by their facts.
func helpers() {
	go func() { // want `partial-recover: a recover in the function literal stops only some panics: the others are handed on`
		defer func() {
			if r := recover(); r != nil {
				lib.Rethrow(r)
			}
		}()
		risky()
	}()
	go func() { // silent by default: it is on purpose
		defer func() {
			if r := recover(); r != nil {
				lib.Always("here", r)
			}
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in the deferred function does not help: lib\.Check\(lib\.ErrAbort\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				lib.Check(lib.ErrAbort)
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				lib.Check(nil)
				lib.Keep(r)
				lib.Calm(r)
			}
		}()
		risky()
	}()
}

// A function decides, which knows what is not worth to die of.

func scrub(r any) any {
	if r == lib.ErrAbort {
		return nil
	}
	return r
}

func describe(r any) any { return []any{r} }

func scrubbed() {
	go func() { // want `partial-recover: a recover in the function literal stops only some panics: where r != nil is true`
		defer func() {
			r := recover()
			if r = scrub(r); r != nil {
				panic(r)
			}
		}()
		risky()
	}()
	go func() { // want `partial-recover: `
		defer func() {
			if r := lib.Scrub(recover()); r != nil {
				panic(r)
			}
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in the deferred function does not help: panic\(r\) can panic behind it`
		defer func() {
			if r := describe(recover()); r != nil {
				panic(r)
			}
		}()
		risky()
	}()
}

// A literal that is called where it stands is part of the handler.
func literals() {
	go func() { // want `partial-recover: `
		defer func() {
			if r := recover(); r != nil {
				func() { lib.Known(r) }()
			}
		}()
		risky()
	}()
	go func() { // want `partial-recover: `
		defer func() {
			if r := recover(); r != nil {
				func() {
					if r != lib.ErrAbort {
						panic(r)
					}
				}()
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				func() {
					defer func() { _ = recover() }()
					panic(r)
				}()
			}
		}()
		risky()
	}()
	go func() { // silent by default: it is on purpose
		defer func() {
			if r := recover(); r != nil {
				func() { panic(r) }()
			}
		}()
		risky()
	}()
}

// What a handler starts is reported itself.
func starts() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				go fails()               // want `bare-go: `
				go func() { panic(r) }() // want `bare-go: `
			}
		}()
		risky()
	}()
}

func fails() { panic("always") }

func callsPartial() {
	go func() { // want `partial-recover: a recover in filtered stops only some panics: where .* \(line \d+\)`
		filtered()
	}()
}

func filtered() {
	defer filter()
	risky()
}

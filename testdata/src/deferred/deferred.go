// Package deferred shows the deferred functions that stop a panic, however
// they are written: what counts is that the deferred function itself calls
// the builtin recover.
package deferred

import "deferred/helpers"

var risky func()

var last any

func note(v any) { last = v }

// Where recover stands in the deferred literal.
func literals() (err error) {
	go func() {
		defer func() { recover() }()
		risky()
	}()
	go func() {
		defer func() { _ = (recover)() }()
		risky()
	}()
	go func() {
		defer func() {
			r := recover()
			note(r)
		}()
		risky()
	}()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				note(r)
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			if nil != recover() {
				note("panic")
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
			note(r)
		}()
		risky()
	}()
	go func() {
		defer func() { note(recover()) }() // called by the deferred function, which hands its result on
		risky()
	}()
	go func() {
		defer func() {
			switch r := recover().(type) {
			case nil:
			case error:
				note(r)
			default:
				note(r)
			}
		}()
		risky()
	}()
	go func() {
		defer func() {
			{
				var r any = recover()
				note(r)
			}
		}()
		risky()
	}()
	go func() {
		defer func(who string) {
			if r := recover(); r != nil {
				note(who)
			}
		}("deferred")
		risky()
	}()
	go func() (err error) {
		defer func() {
			if e, ok := recover().(error); ok {
				err = e
			}
		}()
		risky()
		return nil
	}()
	return nil
}

func rescue() {
	if r := recover(); r != nil {
		note(r)
	}
}

func rescueAs(name string) { note(recover()); note(name) }

// Named functions, here, in another file and in another package.
func functions() {
	go func() {
		defer rescue()
		risky()
	}()
	go func() {
		defer (rescue)()
		risky()
	}()
	go func() {
		defer rescueAs("x")
		risky()
	}()
	go func() {
		defer rescueElsewhere()
		risky()
	}()
	go func() {
		defer helpers.Rescue()
		risky()
	}()
	go func() { // want `bare-go: `
		defer helpers.Note()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in helpers.Rescue has no effect here: the deferred function calls it`
		defer helpers.TooDeep()
		risky()
	}()
	go guarded()
	go unguarded() // want `bare-go: .*a panic in unguarded ends the process \(risky\(\) can panic\)`
}

func guarded() {
	defer rescue()
	risky()
}

func unguarded() {
	defer note("no recover")
	risky()
}

// Whatever can be known of a function value.
func values() {
	go func() {
		once := func() { _ = recover() }
		defer once()
		risky()
	}()
	go func() {
		alias := rescue
		defer alias()
		risky()
	}()
	go func() {
		defer func() { _ = recover() }()
		risky()
	}()
	go func() {
		defer (func())(rescue)()
		risky()
	}()
	go func() {
		defer handler(rescue)()
		risky()
	}()
}

type handler func()

// A factory makes the deferred function; the second call is what is deferred.
func factories() {
	go func() {
		defer factory()()
		risky()
	}()
	go func() {
		defer named("x")()
		risky()
	}()
	go func() {
		defer helpers.Factory("x")()
		risky()
	}()
	go func() {
		defer twice()()()
		risky()
	}()
	go func() {
		defer either(true)()
		risky()
	}()
	go func() {
		defer func() func() { return rescue }()()
		risky()
	}()
	go func() { // want `bare-go: `
		defer half(true)()
		risky()
	}()
	go func() { // want `ineffective-recover: defer factory\(\) has no effect: it returns the function that recovers and drops it \(did you mean factory\(\)\(\)\?\)`
		defer factory()
		risky()
	}()
	go func() { // want `ineffective-recover: defer helpers\.Factory\("x"\) has no effect: it returns`
		defer helpers.Factory("x")
		risky()
	}()
}

func factory() func() { return func() { _ = recover() } }

func named(string) func() { return rescue }

func twice() func() func() { return func() func() { return rescue } }

func either(quiet bool) func() {
	if quiet {
		return func() { _ = recover() }
	}
	return rescue
}

func half(quiet bool) func() {
	if quiet {
		return rescue
	}
	return func() {}
}

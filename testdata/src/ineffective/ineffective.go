// Package ineffective shows the calls of recover that stop nothing. What each
// of them does when it runs is what TestReality finds out.
package ineffective

var risky func()

func note(any) {}

func rescue() { note(recover()) }

func deferredItself() {
	go func() { // want `ineffective-recover: defer recover\(\) has no effect: recover must be called by a deferred function, not be it`
		defer recover()
		risky()
	}()
	go func() { // want `ineffective-recover: defer recover\(\) has no effect`
		defer (recover)()
		risky()
	}()
}

// The argument of a deferred call is evaluated by the defer statement.
func argument() {
	go func() { // want `ineffective-recover: recover\(\) has no effect here: the argument of a deferred call is evaluated at once, before any panic`
		defer note(recover())
		risky()
	}()
	go func() { // want `ineffective-recover: .*argument of a deferred call`
		defer func(any) {}(recover())
		risky()
	}()
}

func wrapper() { rescue() }

// One call too deep.
func tooDeep() {
	go func() { // want `ineffective-recover: recover in rescue has no effect here: the deferred function calls it, but only the deferred function itself can recover`
		defer wrapper()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in rescue has no effect here: the deferred function calls it`
		defer func() { rescue() }()
		risky()
	}()
	go func() { // want `ineffective-recover: recover has no effect here: the deferred function does not call it directly, and only the deferred function itself can recover`
		defer func() {
			func() { note(recover()) }()
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: `
		defer func() {
			f := func() { note(recover()) }
			f()
		}()
		risky()
	}()
}

// A deferred function that defers: the recover of the inner one is for panics
// of the outer one.
func deferInDeferred() {
	go func() { // want `ineffective-recover: `
		defer func() {
			defer func() { _ = recover() }()
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: `
		defer func() {
			defer rescue()
		}()
		risky()
	}()
}

// Another goroutine cannot recover for this one.
func goInDeferred() {
	go func() { // want `ineffective-recover: recover in rescue .*: the deferred function calls it`
		defer func() {
			go rescue()
		}()
		risky()
	}()
}

// No defer reaches it.
func notDeferred() {
	go func() { // want `ineffective-recover: recover\(\) has no effect here: only a deferred function can recover`
		_ = recover()
		risky()
	}()
	go func() { // want `ineffective-recover: recover\(\) has no effect here: only a deferred function can recover`
		risky()
		if r := recover(); r != nil {
			note(r)
		}
	}()
	go func() { // want `ineffective-recover: recover in rescue has no effect here: it is called, not deferred \(did you mean defer\?\)`
		rescue()
		risky()
	}()
	go func() { // want `ineffective-recover: .*did you mean defer`
		func() { _ = recover() }()
		risky()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		f := func() { _ = recover() }
		_ = f
		risky()
	}()
}

// A defer in a helper is for the helper.
func inHelper() {
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		protect()
		risky()
	}()
}

func protect() { defer rescue() }

// It is not the builtin.
func shadowed() {
	recover := func() any { return nil }
	go func() { // want `ineffective-recover: recover has no effect here: it is not the builtin, but declared at line 127`
		defer func() { _ = recover() }()
		risky()
	}()
}

type saver struct{}

func (saver) recover() any { return nil }

func method(s saver) {
	go func() { // want `bare-go: `
		defer func() { _ = s.recover() }()
		risky()
	}()
}

// A literal that is an argument of a deferred call is not the deferred
// function: see https://github.com/mgechev/revive/issues/863.
func asArgument() {
	go func() { // want `ineffective-recover: recover has no effect here: verify does not call it directly`
		defer verify(func() error {
			_ = recover()
			return nil
		})
		risky()
	}()
}

func verify(f func() error) { note(f()) }

// The function that goes is not deferred: its own recover is no use.
func asEntry() {
	go rescue()
	go func() { // want `ineffective-recover: `
		if r := recover(); r != nil {
			note(r)
		}
		risky()
	}()
	go restore() // want `ineffective-recover: `
}

func restore() {
	risky()
	_ = recover()
}

// Where something has panicked, it does not get to its recover.
func notReached() {
	go func() { // want `ineffective-recover: .*: the deferred function does not get to it where something has panicked`
		completed := false
		defer func() {
			if completed {
				_ = recover()
			}
		}()
		risky()
		completed = true
	}()
}

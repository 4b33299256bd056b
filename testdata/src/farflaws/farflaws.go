// Package farflaws defers what other packages, and wrappers, make of a guard: why that does not help is told as of
// functions of its own.
package farflaws

import (
	"slices"
	"sync"

	"farflaws/lib"
)

var risky func()

func rescue() { _ = recover() }

func tooDeep() {
	go func() { // want `ineffective-recover: recover in rescue has no effect here: the deferred function calls it`
		defer lib.Indirect()
		risky()
	}()
	go func() { // want `ineffective-recover: recover has no effect here: lib.Literal does not call it directly`
		defer lib.Literal()
		risky()
	}()
	go func() { // want `bare-go: goroutine is not supervised`
		defer lib.Defers()
		risky()
	}()
	go func() {
		defer lib.Rescue()
		risky()
	}()
}

func late() {
	go lib.LateRun(nil) // want `late-recover: in lib.LateRun, recover is deferred too late: list\[0\] can panic before it`
	go func() {         // want `late-recover: in lib.LateRun, recover is deferred too late: list\[0\] can panic before it`
		lib.LateRun(nil)
	}()
	go lib.Sometimes(nil, true) // want `late-recover: in lib.Sometimes, recover is not deferred on every path: list\[0\] can panic without it`
	go lib.Wrong(nil)           // want `ineffective-recover: in lib.Wrong, recover in rescue has no effect here: the deferred function calls it`
}

func again(f func()) func() { return func() { f() } }

func call(f func()) { f() }

func keep(f func()) { kept = f }

var kept func()

func contained(f func()) {
	defer f()
	risky()
}

func wrapped() {
	go func() { // want `ineffective-recover: recover in rescue has no effect here: the deferred function calls it`
		defer again(rescue)()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in lib.Rescue has no effect here: the deferred function calls it`
		defer lib.Again(lib.Rescue)()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in rescue has no effect here: the deferred function calls it`
		defer sync.OnceFunc(rescue)()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in rescue has no effect here: the deferred function calls it`
		defer call(rescue)
		risky()
	}()
	go func() { // want `bare-go: goroutine is not supervised`
		defer keep(rescue)
		risky()
	}()
	go func() { // want `ineffective-recover: recover has no effect here: call does not call it directly`
		defer call(func() { _ = recover() })
		risky()
	}()
	go func() { // want `ineffective-recover: recover has no effect here: slices.ContainsFunc does not call it directly`
		defer slices.ContainsFunc([]int{1}, func(int) bool { return recover() != nil })
		risky()
	}()
}

func defers() {
	defer rescue()
	risky()
}

func forItself() {
	go func() { // want `ineffective-recover: recover in rescue has no effect here: defers defers it for what it does itself`
		defer defers()
		risky()
	}()
}

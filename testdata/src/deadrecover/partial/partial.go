// Package partial has a file of another build, which defers what this one calls only.
package partial

func rescue() { _ = recover() } // it was said to be never deferred

func handle() {
	defer func() {
		rescue() // want `^recover in rescue has no effect here: it is called`
	}()
	work()
}

func work()

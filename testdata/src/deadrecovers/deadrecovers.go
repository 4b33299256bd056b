// Package deadrecovers is looked at with -dead-recovers.
package deadrecovers

import "log"

func inline() {
	if r := recover(); r != nil { // want `^dead-recover: recover\(\) has no effect here: inline is called, never deferred`
		log.Print(r)
	}
	work()
}

func silenced() {
	recover() //unsupervisedgo:ignore it documents that nothing is caught here
	work()
}

func nothing() {
	//unsupervisedgo:ignore there is nothing here // want `^directive: .* silences nothing`
	work()
}

// Both are said: the goroutine is not supervised, and the recover is dead anyway.
func start() {
	go func() { // want `^ineffective-recover: recover\(\) has no effect here: only a deferred function can recover`
		recover() // want `^dead-recover: `
		work()
	}()
	inline()
	silenced()
}

func work() { _ = []int{}[n] }

var n int

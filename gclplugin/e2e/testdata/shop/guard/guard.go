// Package guard stops panics for the packages above it.
package guard

import "example.com/async"

// Rescue recovers, when it is deferred.
func Rescue(name string) {
	if r := recover(); r != nil {
		println("panic in", name)
	}
}

// Run calls f and contains its panics.
func Run(f func()) {
	defer async.Rescue()
	f()
}

// Trust does the same, but no fact can tell.
func Trust(f func()) { Supervisor(f) }

// Supervisor may be another function by the time that it is called.
var Supervisor = Run

package supervised

import "sync/atomic"

// A Supervisor keeps a set of names and what happens under them. The functions of
// this package are those of [Default]. Another one is for a test that must not
// see what others left behind, or for a program that wants to keep two sets apart.
// The zero value is ready to use. A Supervisor must not be copied, and takes 68
// KiB.
type Supervisor struct {
	names    registry
	defaults atomic.Pointer[[]Option] // nil: none
}

var std = new(Supervisor)

// Default returns the Supervisor that the functions of this package use.
func Default() *Supervisor { return std }

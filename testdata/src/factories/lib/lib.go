// Package lib makes guards.
package lib

import "errors"

func rescue() { _ = recover() }

// Pair returns two.
func Pair() (begin, end func()) { // want Pair:`^returns recovers$` Pair:"contains"
	begin = func() {}
	return begin, rescue
}

// Named has a name for it.
func Named() (guard func()) { // want Named:`^returns recovers$` Named:"contains"
	guard = func() { _ = recover() }
	return
}

// Open returns none with an error.
func Open(name string) (guard func(), err error) { // want Open:"^returns recovers if told so$" Open:"contains"
	if name == "" {
		return nil, errors.New("no name")
	}
	return rescue, nil
}

// Perhaps returns none, and does not say so.
func Perhaps(on bool) (guard func()) { // want Perhaps:`^contains$`
	if on {
		guard = rescue
	}
	return guard
}

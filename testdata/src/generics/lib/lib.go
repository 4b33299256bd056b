// Package lib declares generic helpers: one fact for all instances.
package lib

var Last any

func Rescue[T any](v T) { // want Rescue:"recovers" Rescue:"contains"
	if r := recover(); r != nil {
		Last = v
	}
}

func Handler[T any]() func() { // want Handler:"returns recovers" Handler:"contains" Handler:"makes"
	return func() { Last = recover() }
}

func Do[T any](v T, f func(T)) { // want Do:"contains" Do:"supervises\\(1\\)"
	defer Rescue(v)
	f(v)
}

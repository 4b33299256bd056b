package lib

import "errors"

// What is called with the recovered value may hand it on.

func Rethrow(r any) { // want Rethrow:"^hands on some\\(0\\)$"
	if err, ok := r.(error); ok && errors.Is(err, ErrAbort) {
		panic(r)
	}
}

func Always(where string, r any) { // want Always:"^hands on\\(1\\)$"
	if r != nil {
		panic(r)
	}
}

func Check(err error) { // want Check:"^hands on\\(0\\)$"
	if err != nil {
		panic(err)
	}
}

func CheckDeep(err error) { // want CheckDeep:"^hands on\\(0\\)$"
	Check(err)
}

func Keep(r any) {
	if r == nil {
		panic("nil is not handed here")
	}
}

func Calm(r any) { // want Calm:"^contains$"
	defer func() { _ = recover() }()
	panic(r)
}

func Scrub(r any) any { // want Scrub:"contains"
	if r == nil {
		return nil
	}
	return r
}

func Known(r any) { // want Known:"hands on some.0."
	if err, ok := r.(error); ok {
		panic(err)
	}
}

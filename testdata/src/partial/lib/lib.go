// Package lib declares a guard with a policy: the facts carry that, too.
package lib

import "errors"

var risky func()

var ErrAbort = errors.New("abort")

func Filter() { // want Filter:"^recovers\\(partial\\), where r != nil && r != ErrAbort is true$"
	if r := recover(); r != nil && r != ErrAbort {
		panic(r)
	}
}

func Guarded() { // want Guarded:"^contains\\(partial\\)$"
	defer Filter()
	risky()
}

// Package idle shows deferred functions that panic when they have recovered: where nothing
// else can panic, they have nothing to recover. They were reported anyway.
package idle

import "unset/lib"

var (
	risky  func()
	some   bool
	counts map[string]int
)

func calm() {}

func check(fine bool) {
	if !fine {
		panic("not fine")
	}
}

func rescueAndCheck(fine bool) {
	if r := recover(); r != nil {
		check(fine)
	}
}

func rescueElse(fine bool) {
	r := recover()
	if r == nil {
		check(fine)
	}
}

func literals() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				counts["panics"]++
			}
		}()
		calm()
	}()
	go func() {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			check(some)
		}()
		calm()
	}()
	go func() {
		defer func() {
			switch r := recover().(type) {
			case nil:
			case error:
				check(r == nil)
			default:
				check(some)
			}
		}()
		calm()
	}()
	go func() { // want `ineffective-recover: .*counts\["panics"\]\+\+ can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				counts["panics"]++
			}
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: .*counts\["runs"\]\+\+ can panic behind it`
		defer func() {
			_ = recover()
			counts["runs"]++
		}()
		calm()
	}()
	go func() { // want `ineffective-recover: .*counts\["runs"\]\+\+ can panic behind it`
		defer func() {
			if r := recover(); r == nil {
				counts["runs"]++
			}
			counts["runs"]++
		}()
		calm()
	}()
	go func() { // want `ineffective-recover: .*counts\["runs"\]\+\+ can panic before it`
		defer func() {
			counts["runs"]++
			_ = recover()
		}()
		calm()
	}()
	go func() { // want `ineffective-recover: `
		defer func() {
			defer check(some)
			if r := recover(); r != nil {
				check(some)
			}
		}()
		calm()
	}()
	normal := false
	go func() { // the flag tells nothing where nothing panics
		defer func() {
			if !normal {
				_ = recover()
			}
		}()
		calm()
		normal = true
	}()
}

func functions() {
	go func() {
		defer rescueAndCheck(some)
		calm()
	}()
	go func() { // want `ineffective-recover: `
		defer rescueAndCheck(some)
		risky()
	}()
	go func() { // want `bare-go: |ineffective-recover: `
		defer rescueElse(some)
		calm()
	}()
	go func() {
		defer lib.Count()
		calm()
	}()
	go func() { // want `ineffective-recover: recover in lib\.Count does not help: counts\["panics"\]\+\+`
		defer lib.Count()
		risky()
	}()
	go func() { // want `ineffective-recover: recover in lib\.CountAll does not help: counts\["runs"\]\+\+`
		defer lib.CountAll()
		calm()
	}()
}

// What a guard is handed to tell is not known to panic, unless it is seen to.
func rescueWith(hook func(any)) {
	if r := recover(); r != nil {
		hook(r)
	}
}

func explode(any) { panic("boom") }

func hooks(param func(any)) {
	go func() { // want `ineffective-recover: .*panic\("boom"\) can panic behind it`
		defer rescueWith(explode)
		risky()
	}()
	go func() { // want `ineffective-recover: `
		defer rescueWith(func(r any) { println(r.(error)) })
		risky()
	}()
	go func() {
		defer rescueWith(func(any) {})
		risky()
	}()
	go func() {
		defer rescueWith(param)
		risky()
	}()
	go func() {
		defer lib.RescueWith(param)
		risky()
	}()
}

func mustNil(err error) {
	if err != nil {
		panic(err)
	}
}

// A check of an error panics only for one.
func checks(err error) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				mustNil(nil)
			}
		}()
		risky()
	}()
	go func() { // want `ineffective-recover: .*mustNil\(err\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				mustNil(err)
			}
		}()
		risky()
	}()
}

// A guard that is not set panics itself at the end, whatever it holds else.
func perhaps() {
	go func() { // want `bare-go: .*rescue\(\) can panic`
		var rescue func()
		if some {
			rescue = func() { _ = recover() }
		}
		defer rescue()
		calm()
	}()
}

// Nothing is no error, and not of any other type.
func assertions() {
	go func() { // want `ineffective-recover: .*panic\("other"\) can panic behind it`
		defer func() {
			switch recover().(type) {
			case error:
			default:
				panic("other")
			}
		}()
		calm()
	}()
	go func() { // want `ineffective-recover: .*panic\("no error"\) can panic behind it`
		defer func() {
			r := recover()
			if _, ok := r.(error); !ok {
				panic("no error")
			}
		}()
		calm()
	}()
	go func() {
		defer func() {
			r := recover()
			if err, ok := r.(error); ok {
				panic(err)
			}
		}()
		calm()
	}()
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				must(nil)
			}
		}()
		risky()
	}()
}

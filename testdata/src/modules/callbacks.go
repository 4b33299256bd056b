package shop

import "example.com/acme/shop/must"

// A callback of a guard may be a function of another package, which tells that it panics.

func doWith(f func(), onErr func(error)) {
	defer func() {
		if err, ok := recover().(error); ok {
			onErr(err)
		}
	}()
	f()
}

func rescueWith(onErr func(error)) {
	if err, ok := recover().(error); ok {
		onErr(err)
	}
}

func callbacks(f func()) {
	go must.DoWith(f, must.Check) // want `ineffective-recover: .*it uses must.Check, which is handed over`
	go must.DoWith(f, must.Note)
	go doWith(f, must.Check) // want `ineffective-recover: .*it uses must.Check, which is handed over`
	go doWith(f, must.Note)
	go func() { // want `ineffective-recover: .*must.Check can panic behind it`
		defer rescueWith(must.Check)
		f()
	}()
	go func() {
		defer rescueWith(must.Note)
		f()
	}()
}

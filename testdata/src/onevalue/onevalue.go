// Package onevalue: interface variables that hold one value. Each function here is run as well, in reality.
package onevalue

import (
	"os"
)

func calmOne() {
	var w worker = calm{}
	go w.work()
}

func calmLit() {
	var w worker = calm{}
	go func() { w.work() }()
}

func calmGuard() {
	var r rescuer = saver{}
	go func() {
		defer r.rescue()
		boom()
	}()
}

func calmGiven() {
	var r rescuer = saver{}
	go given(func() {
		defer r.rescue()
		boom()
	})
}

func calmGivenlit() {
	var r rescuer = saver{}
	go func() {
		given(func() {
			defer r.rescue()
			boom()
		})
	}()
}

func calmInside() {
	go func() {
		var r rescuer = saver{}
		defer r.rescue()
		boom()
	}()
}

func calmPtr() {
	var w worker = new(calm)
	go w.work()
}

func calmConv() {
	w := worker(calm{})
	go func() { w.work() }()
}

func panicsBad() {
	var w worker = bad{}
	go w.work() // want `bare-go: `
}

func panicsTwo() {
	var w worker = calm{}
	if arg() == 0 {
		w = bad{}
	}
	go w.work() // want `bare-go: `
}

func panicsNil() {
	var w worker
	go func() { w.work() }() // want `bare-go: `
}

func panicsGuardtwo() {
	var r rescuer = saver{}
	if arg() == 0 {
		r = none{}
	}
	go func() { // want `bare-go: `
		defer r.rescue()
		boom()
	}()
}

func panicsTypednil() {
	var f *field
	var w worker = f
	go w.work() // want `bare-go: `
}

func panicsTypednilvalue() {
	var f *fieldv
	var w worker = f
	go func() { w.work() }() // want `bare-go: `
}

type worker interface{ work() }

type calm struct{}

func (calm) work() {}

type bad struct{}

func (bad) work() { boom() }

type rescuer interface{ rescue() }

type saver struct{}

func (saver) rescue() { _ = recover() }

func given(f func()) { f() }

type none struct{}

func (none) rescue() {}

type field struct{ n int }

func (f *field) work() { f.n++ }

type fieldv struct{ n int }

func (f fieldv) work() { use(f.n) }

func work() (n int, err error) {
	var ok bool
	defer func() {
		if ok {
			return
		}
		recover()
	}()
	boom()
	ok = true
	return
}

var sink any

func use(v ...any) { sink = v }

func note(v any) { sink = v }

func boom() { panic("boom") }

func rescue() { _ = recover() }

func safe(f func()) {
	defer rescue()
	f()
}

func arg() int { return len(os.Args) - 2 }

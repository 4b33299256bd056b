// Package methods shows methods as guards and as entries: promoted, as values,
// as expressions, on generic types, and behind an interface.
package methods

import (
	"sync"

	"methods/base"
)

var risky func()

type worker struct{ failures int }

func (w *worker) rescue() {
	if r := recover(); r != nil {
		w.failures++
	}
}

func (w worker) rescueCopy() { _ = recover() }

func (w *worker) done() {}

func (w *worker) calm() {
	defer w.rescue()
	risky()
}

func (w *worker) wild() {
	defer w.done()
	risky()
}

// The same names on another type do something else.
type other struct{}

func (other) rescue() {}
func (other) calm()   { risky() }

type embeds struct{ worker }

type embedsPointer struct{ *worker }

type embedsOther struct {
	other
	worker worker
}

type hides struct{ worker }

func (hides) rescue() {}

var made = embedsPointer{new(worker)}

func guards(w *worker, v worker, e embeds, p embedsPointer, o embedsOther, h hides) {
	go func() {
		defer w.rescue()
		risky()
	}()
	go func() {
		defer v.rescue()
		risky()
	}()
	go func() {
		defer v.rescueCopy()
		risky()
	}()
	go func() {
		defer e.rescue()
		risky()
	}()
	go func() {
		defer p.rescue()
		risky()
	}()
	go func() {
		defer o.worker.rescue()
		risky()
	}()
	go func() {
		defer (*worker).rescue(w)
		risky()
	}()
	go func() {
		defer worker.rescueCopy(v)
		risky()
	}()
	go func() {
		rescue := w.rescue
		defer rescue()
		risky()
	}()
	go func() {
		rescue := (*worker).rescue
		defer rescue(w)
		risky()
	}()
	go func() { // want `bare-go: `
		defer o.rescue()
		risky()
	}()
	go func() { // want `bare-go: `
		defer h.rescue()
		risky()
	}()
	go func() { // want `bare-go: `
		defer w.done()
		risky()
	}()
}

func entries(w *worker, e embeds, o embedsOther) {
	go w.calm()
	go e.calm()
	go w.wild() // want `bare-go: .*a panic in \(\*worker\)\.wild ends`
	go e.wild() // want `bare-go: .*a panic in \(\*worker\)\.wild ends`
	go o.calm() // want `bare-go: .*a panic in other\.calm ends`
	calm, wild := w.calm, w.wild
	go calm()
	go wild() // want `bare-go: .*a panic in .*wild ends`
}

// Methods of another package, and promoted from there.
type service struct {
	base.Base
	name string
}

func imported(s *service, b *base.Base) {
	println(s.name) // s is not nil
	go func() {
		defer b.Rescue()
		risky()
	}()
	go func() {
		defer s.Rescue()
		risky()
	}()
	go s.Calm()
	go s.Wild() // want `bare-go: .*a panic in \(\*base\.Base\)\.Wild ends`
}

// An interface method is no guard if one of the implementations in view is none,
// or if there is none, unless its name says that it recovers. Those of the standard
// library's interfaces are no guards.
type rescuer interface{ rescue() }

type recoverer interface{ recoverHere() }

type stopper interface{ stop() }

type rescuing struct{}

func (rescuing) stop() { _ = recover() }

type idle struct{}

func (idle) rescue() {}

func seen(s stopper, r recoverer) {
	go func() { // the only implementation recovers
		defer s.stop()
		risky()
	}()
	go func() { // its name says so
		defer r.recoverHere()
		risky()
	}()
}

type embedsInterface struct{ rescuer }

func interfaces(r rescuer, e embedsInterface, l sync.Locker) {
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer r.rescue()
		risky()
	}()
	go func() { // want `bare-go: .*\(risky\(\) can panic\)`
		defer e.rescue()
		risky()
	}()
	go func() { // want `bare-go: `
		defer l.Unlock()
		risky()
	}()
	go r.rescue() // want `bare-go: .*a panic in r\.rescue ends`
	go e.rescue() // want `bare-go: .*a panic in e\.rescue ends`
}

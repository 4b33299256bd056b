// Package methodvalues: method values are evaluated where they stand. Each function here is run as well, in reality.
package methodvalues

import (
	"os"
)

func panicsNilif() {
	var p speaker
	go func() { safe(p.run) }() // want `bare-go: `
}

func panicsField() {
	k := &kennel{}
	go func() { safe(k.s.run) }() // want `bare-go: `
}

func panicsPtrval() {
	var d *dog
	go func() { safe(d.run) }() // want `bare-go: `
}

func panicsPromoted() {
	k := kennel{}
	go func() { safe(k.run) }() // want `bare-go: `
}

func panicsCall() {
	go func() { safe(nilSpeaker().run) }() // want `bare-go: `
}

func panicsCall2() {
	go func() { safe(nilDog().run) }() // want `bare-go: `
}

func calmSet() {
	var p speaker = dog{}
	go func() { safe(p.run) }()
}

func calmChecked() {
	k := &kennel{}
	go func() {
		if k.s != nil {
			safe(k.s.run)
		}
	}()
}

func calmPtrmethod() {
	var d *dog
	go func() { safe(d.walk) }()
}

func calmGuarded() {
	var p speaker
	go func() {
		defer rescue()
		safe(p.run)
	}()
}

func calmInside() {
	var p speaker
	go func() { safe(func() { p.run() }) }()
}

func calmValue() {
	d := dog{}
	go func() { safe(d.run) }()
}

func calmNew() {
	d := &dog{}
	go func() { safe(d.run) }()
}

func calmBefore() {
	d := nilDog()
	if d == nil {
		d = new(dog)
	}
	go func() { safe(d.run) }()
}

type speaker interface{ run() }

type dog struct{ n int }

func (d dog) run() { use(d.n) }

func (d *dog) walk() { use(d) }

type kennel struct {
	s speaker
	d *dog
	*dog
}

func nilSpeaker() speaker { return nil }

func nilDog() *dog {
	if arg() == 0 {
		return nil
	}
	return new(dog)
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

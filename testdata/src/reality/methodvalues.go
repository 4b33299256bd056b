package main

// Method values are evaluated where they stand.

func (Cases) ValuePanicsNilif() {
	var p mvSpeaker
	go func() { safely(p.run) }()
}

func (Cases) ValuePanicsField() {
	k := &mvKennel{}
	go func() { safely(k.s.run) }()
}

func (Cases) ValuePanicsPtrval() {
	var d *mvDog
	go func() { safely(d.run) }()
}

func (Cases) ValuePanicsPromoted() {
	k := mvKennel{}
	go func() { safely(k.run) }()
}

func (Cases) ValuePanicsCall() {
	go func() { safely(nilSpeaker().run) }()
}

func (Cases) ValueSet() {
	var p mvSpeaker = mvDog{}
	go func() { safely(p.run) }()
}

func (Cases) ValueChecked() {
	k := &mvKennel{}
	go func() {
		if k.s != nil {
			safely(k.s.run)
		}
	}()
}

func (Cases) ValuePtrmethod() {
	var d *mvDog
	go func() { safely(d.walk) }()
}

func (Cases) ValueGuarded() {
	var p mvSpeaker
	go func() {
		defer rescue()
		safely(p.run)
	}()
}

func (Cases) ValueInside() {
	var p mvSpeaker
	go func() { safely(func() { p.run() }) }()
}

type mvSpeaker interface{ run() }

type mvDog struct{ n int }

func (d mvDog) run() { use(d.n) }

func (d *mvDog) walk() { use(d) }

type mvKennel struct {
	s mvSpeaker
	d *mvDog
	*mvDog
}

func nilSpeaker() mvSpeaker { return nil }

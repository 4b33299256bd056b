package main

// Interface variables that hold one value.

func (Cases) OneOne() {
	var w ovWorker = ovCalm{}
	go w.work()
}

func (Cases) OneLit() {
	var w ovWorker = ovCalm{}
	go func() { w.work() }()
}

// trusted: a variable that holds one value
func (Cases) OneGuard() {
	var r ovRescuer = ovSaver{}
	go func() {
		defer r.rescueOne()
		boom()
	}()
}

// trusted: a variable that holds one value
func (Cases) OneGiven() {
	var r ovRescuer = ovSaver{}
	go ovGiven(func() {
		defer r.rescueOne()
		boom()
	})
}

// trusted: a variable that holds one value
func (Cases) OneGivenlit() {
	var r ovRescuer = ovSaver{}
	go func() {
		ovGiven(func() {
			defer r.rescueOne()
			boom()
		})
	}()
}

// trusted: a variable that holds one value
func (Cases) OneInside() {
	go func() {
		var r ovRescuer = ovSaver{}
		defer r.rescueOne()
		boom()
	}()
}

func (Cases) OnePtr() {
	var w ovWorker = new(ovCalm)
	go w.work()
}

func (Cases) OneConv() {
	w := ovWorker(ovCalm{})
	go func() { w.work() }()
}

func (Cases) OneMethod() {
	var w ovWorker = ovCalm{}
	go safely(w.work)
}

func (Cases) OnePanicsBad() {
	var w ovWorker = ovBad{}
	go w.work()
}

func (Cases) OnePanicsTwo() {
	var w ovWorker = ovCalm{}
	if arg() == 0 {
		w = ovBad{}
	}
	go w.work()
}

func (Cases) OnePanicsNil() {
	var w ovWorker
	go func() { w.work() }()
}

func (Cases) OnePanicsGuardtwo() {
	var r ovRescuer = ovSaver{}
	if arg() == 0 {
		r = ovNone{}
	}
	go func() {
		defer r.rescueOne()
		boom()
	}()
}

func (Cases) OneField() {
	var w ovWorker = &ovField{}
	go w.work()
}

func (Cases) OneFieldlit() {
	var w ovWorker = new(ovField)
	go func() {
		w.work()
		w.work()
	}()
}

func (Cases) OnePanicsTypednil() {
	var f *ovField
	var w ovWorker = f
	go w.work()
}

func (Cases) OnePanicsTypednilvalue() {
	var f *ovFieldValue
	var w ovWorker = f
	go func() { w.work() }()
}

func (Cases) OnePanicsTypednillit() {
	var f *ovField
	var w ovWorker = f
	go func() { w.work() }()
}

func (Cases) OnePanicsEmbedded() {
	var w ovWorker = ovEmbeds{}
	go func() { w.work() }()
}

func (Cases) OnePanicsChanges() {
	var w ovWorker = ovCalm{}
	gate := make(chan int)
	go func() {
		<-gate
		w.work()
	}()
	w = nil
	close(gate)
}

func (Cases) OnePanicsChangesbad() {
	var w ovWorker = ovCalm{}
	gate := make(chan int)
	go func() {
		<-gate
		w.work()
	}()
	w = ovBad{}
	close(gate)
}

func (Cases) OnePanicsNilguard() {
	var s *ovNilSaver
	var r ovRescuer = s
	go func() {
		defer r.rescueOne()
		boom()
	}()
}

// trusted: a variable that holds one value
func (Cases) OnePtrguard() {
	var r ovRescuer = &ovNilSaver{}
	go func() {
		defer r.rescueOne()
		boom()
	}()
}

type ovWorker interface{ work() }

type ovCalm struct{}

func (ovCalm) work() {}

type ovBad struct{}

func (ovBad) work() { boom() }

type ovRescuer interface{ rescueOne() }

type ovSaver struct{}

func (ovSaver) rescueOne() { _ = recover() }

func ovGiven(f func()) { f() }

type ovNone struct{}

func (ovNone) rescueOne() {}

type ovFieldValue struct{ n int }

func (f ovFieldValue) work() { use(f.n) }

type ovEmbeds struct{ *ovFieldValue }

type ovNilSaver struct{ last any }

func (s *ovNilSaver) rescueOne() { s.last = recover() }

type ovField struct{ n int }

func (f *ovField) work() { f.n++ }

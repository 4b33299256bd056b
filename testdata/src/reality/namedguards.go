package main

// Guards that an interface is deferred as: where what implements it is in view, that counts, whatever the method is called.

type ngGuard interface{ RecoverIn(string) }

type ngCatches struct{}

func (ngCatches) RecoverIn(string) { note(recover()) }

type ngCatchesNot struct{}

func (ngCatchesNot) RecoverIn(string) {}

func (Cases) GuardOfManyThatIsNone() {
	var g ngGuard = ngCatches{}
	if len(ngNames) == 0 {
		g = ngCatchesNot{}
	}
	go func() {
		defer g.RecoverIn("a")
		boom()
	}()
}

var ngNames []string

type ngAlways interface{ RecoverAlways() }

type ngOne struct{}

func (ngOne) RecoverAlways() { note(recover()) }

type ngTwo struct{ n int }

func (t *ngTwo) RecoverAlways() {
	if recover() != nil {
		last = 2
	}
}

// trusted: there may be another one
func (Cases) GuardOfManyThatAllAre() {
	var g ngAlways = ngOne{}
	if len(ngNames) > 0 {
		g = &ngTwo{}
	}
	go func() {
		defer g.RecoverAlways()
		boom()
	}()
}

package main

import (
	"context"
	"sync"
)

// What a deferred function value or interface method is, and who supervises what.

type stopper interface{ stop() }

type stops struct{}

func (stops) stop() {}

type recoverer interface{ recoverHere() }

type recovers struct{}

func (recovers) recoverHere() { note(recover()) }

type closer interface{ shut() }

type shutsOne struct{}

func (shutsOne) shut() { note(recover()) }

type shutsTwo struct{}

func (shutsTwo) shut() {}

func lease() (release func(), err error) { return func() { attempts++ }, nil }

func leaseGuard() (int, func(), error) { return 1, rescue, nil }

func leaseNamed() (release func(), err error) {
	release = func() {}
	return
}

func jobDone(done func()) {
	defer done()
	boom()
}

func jobGuarded(done func()) {
	defer done()
	defer rescue()
	boom()
}

func jobWith(guard func(), f func()) {
	defer guard()
	f()
}

func jobGiven(f func()) { defer f() }

type owner struct {
	release func()
	guard   func()
	twice   func()
}

var onEnd func()

func (Cases) ParameterDone() {
	var wg sync.WaitGroup
	wg.Add(1)
	go jobDone(wg.Done)
}

func (Cases) ParameterGuard()        { go jobWith(rescue, boom) }
func (Cases) ParameterNoGuard()      { go jobWith(func() {}, boom) }
func (Cases) ParameterLiteral()      { go jobWith(func() { note(recover()) }, boom) }
func (Cases) ParameterThatPanics()   { go jobGuarded(boom) }
func (Cases) ParameterThatIsCalm()   { go jobGuarded(func() {}) }
func (Cases) ParameterIsOnlyCalled() { go jobGiven(func() {}) }

func (Cases) MultiResult() {
	release, err := lease()
	note(err)
	go func() {
		defer release()
		boom()
	}()
}

func (Cases) MultiResultGuard() {
	_, guard, err := leaseGuard()
	note(err)
	go func() {
		defer guard()
		boom()
	}()
}

func (Cases) MultiResultNamed() {
	release, err := leaseNamed()
	note(err)
	go func() {
		defer release()
		boom()
	}()
}

func (Cases) TwoValues() {
	end := func() {}
	if quiet {
		end = func() { attempts++ }
	}
	go func() {
		defer end()
		boom()
	}()
}

func (Cases) TwoGuards() {
	end := func() { note(recover()) }
	if quiet {
		end = rescue
	}
	go func() {
		defer end()
		boom()
	}()
}

func (Cases) OneGuardOfTwo() {
	end := func() {}
	if quiet {
		end = rescue
	}
	go func() {
		defer end()
		boom()
	}()
}

func (Cases) ValuesInACircle() {
	var a, b func()
	a = func() {}
	b = a
	a = b
	go func() {
		defer b()
		boom()
	}()
}

func (Cases) NilUnlessSet() {
	var end func()
	if quiet {
		end = rescue
	}
	go func() {
		defer end()
		boom()
	}()
}

func (Cases) FieldInLiteral() {
	o := &owner{guard: rescue}
	go func() {
		defer o.guard()
		boom()
	}()
}

func (Cases) FieldNoGuard() {
	o := &owner{release: func() {}}
	go func() {
		defer o.release()
		boom()
	}()
}

func (Cases) FieldTwice() {
	o := &owner{twice: rescue}
	o.twice = func() {}
	go func() {
		defer o.twice()
		boom()
	}()
}

func (Cases) PackageVariable() {
	onEnd = func() {}
	go func() {
		defer onEnd()
		boom()
	}()
}

func (Cases) InterfaceNoGuard() {
	var s stopper = stops{}
	go func() {
		defer s.stop()
		boom()
	}()
}

// trusted: the variable holds one value, whose method is known
func (Cases) InterfaceGuard() {
	var r recoverer = recovers{}
	go func() {
		defer r.recoverHere()
		boom()
	}()
}

// trusted: all implementations in view recover
func (Cases) InterfaceGuardOfList() {
	for _, r := range []recoverer{recovers{}} {
		go func() {
			defer r.recoverHere()
			boom()
		}()
	}
}

func (Cases) InterfaceOneOfTwo() {
	for _, c := range []closer{shutsOne{}, shutsTwo{}}[1:] {
		go func() {
			defer c.shut()
			boom()
		}()
	}
}

func (Cases) EmbeddedInterface() {
	type holder struct{ stopper }
	h := holder{stops{}}
	go func() {
		defer h.stop()
		boom()
	}()
}

func runFor[T stopper](s T) {
	defer s.stop()
	boom()
}

func (Cases) TypeParameter() { go runFor(stops{}) }

// Functions that supervise what they are handed are judged for what they do
// themselves.

func pollThen(tick func()) {
	for range 2 {
		counts["rows"]++
		safely(tick)
	}
}

func pollBehind(tick func()) {
	safely(tick)
	note(nothing[0])
}

func pollBefore(tick func()) {
	note(nothing[0])
	defer rescue()
	tick()
}

func pollOnly(tick func()) {
	for range 2 {
		safely(tick)
	}
}

func pollInLiteral(tick func()) {
	func() {
		defer rescue()
		tick()
	}()
	counts["rows"]++
}

func pollBoth(tick, failed func()) {
	safely(tick)
	failed()
}

func (Cases) SupervisesThen()        { go pollThen(boom) }
func (Cases) SupervisesBehind()      { go pollBehind(boom) }
func (Cases) SupervisesBefore()      { go pollBefore(boom) }
func (Cases) SupervisesOnly()        { go pollOnly(boom) }
func (Cases) SupervisesInLiteral()   { go pollInLiteral(boom) }
func (Cases) SupervisesOne()         { go pollBoth(boom, boom) }
func (Cases) SupervisesOneCalmly()   { go pollBoth(boom, func() {}) }
func (Cases) SupervisesWithinGuard() { go safely(func() { pollThen(boom) }) }

func (Cases) SupervisesInLoop() {
	go func() {
		for range 2 {
			pollOnly(boom)
		}
	}()
}

// A function of type CancelFunc is judged by what it does where that is in view.

func (Cases) CancelThatPanics() {
	stop := context.CancelFunc(func() { counts["x"] = 1 })
	go func() {
		defer stop()
		defer rescue()
	}()
}

func (Cases) CancelThatIsCalm() {
	stop := context.CancelFunc(func() { attempts++ })
	go func() {
		defer stop()
		defer rescue()
		boom()
	}()
}

func makeCancel() context.CancelFunc { return func() { counts["x"] = 1 } }

func (Cases) CancelMadeHere() {
	stop := makeCancel()
	go func() {
		defer stop()
		defer rescue()
	}()
}

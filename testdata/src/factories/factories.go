// Package factories defers what functions return.
package factories

import (
	"errors"
	"log"

	"factories/lib"
)

var risky func()

func rescue() { _ = recover() }

func nothing() {}

// A guard that has a name among the results is what it is assigned.

func open(name string) (guard func(), err error) {
	guard = func() {
		if r := recover(); r != nil {
			log.Print(name, r)
		}
	}
	return guard, nil
}

func bare(name string) (guard func()) {
	guard = rescue
	log.Print(name)
	return
}

func either(name string) (guard func()) {
	if name == "" {
		guard = rescue
	} else {
		guard = func() { _ = recover() }
	}
	return
}

func opensAnother(name string) (guard func(), err error) {
	guard, err = open(name)
	return guard, err
}

func named() {
	guard, err := open("a")
	if err != nil {
		return
	}
	go func() {
		defer guard()
		risky()
	}()
	go func() {
		defer bare("a")()
		risky()
	}()
	go func() {
		defer either("a")()
		risky()
	}()
	other, err := opensAnother("a")
	if err != nil {
		return
	}
	go func() {
		defer other()
		risky()
	}()
}

// Where it is not assigned on every path, it may be nil.

func perhaps(on bool) (guard func()) {
	if on {
		guard = rescue
	}
	return
}

func declared(on bool) func() {
	var guard func()
	if on {
		guard = rescue
	}
	return guard
}

func replaced() (guard func()) {
	guard = rescue
	defer func() { guard = nothing }()
	return guard
}

func overridden(on bool) (guard func()) {
	guard = rescue
	if on {
		return nothing
	}
	return
}

func unset() {
	go func() { // want `bare-go: goroutine is not supervised`
		defer perhaps(false)()
		risky()
	}()
	go func() { // want `bare-go: goroutine is not supervised`
		defer declared(false)()
		risky()
	}()
	go func() { // want `bare-go: goroutine is not supervised`
		defer replaced()()
		risky()
	}()
	go func() { // want `bare-go: goroutine is not supervised`
		defer overridden(true)()
		risky()
	}()
	guard := perhaps(true)
	go func() {
		if guard == nil {
			return
		}
		defer guard()
		risky()
	}()
}

// With an error there is none; who has asked knows.

func tries(name string) (func(), error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	return rescue, nil
}

func finds(name string) (guard func(), ok bool) {
	if name != "" {
		guard, ok = rescue, true
	}
	return
}

func told() {
	guard, err := tries("a")
	if err != nil {
		return
	}
	go func() {
		defer guard()
		risky()
	}()
	unasked, _ := tries("a")
	go func() { // want `bare-go: goroutine is not supervised`
		defer unasked()
		risky()
	}()
	found, _ := finds("a")
	go func() { // want `bare-go: goroutine is not supervised`
		defer found()
		risky()
	}()
}

// Of several functions, each has its place.

func pair() (func(), func()) { return nothing, rescue }

func triple() (start, stop func(), guard func()) {
	start, stop = nothing, nothing
	guard = rescue
	return start, stop, guard
}

func several() {
	begin, end := pair()
	go func() {
		defer end()
		risky()
	}()
	go func() { // want `bare-go: goroutine is not supervised`
		defer begin()
		risky()
	}()
	go begin()
	start, _, guard := triple()
	go func() {
		defer guard()
		start()
		risky()
	}()
	var first, second = pair()
	go func() {
		defer second()
		first()
		risky()
	}()
}

// Factories may be methods, generic, closures; guards may be kept in a struct.

type service struct{ name string }

func (s *service) guards(name string) (begin func(), guard func()) {
	guard = func() {
		if r := recover(); r != nil {
			log.Print(name, r)
		}
	}
	begin = nothing
	return
}

func of[T any](v T) (value T, guard func()) {
	guard = rescue
	return v, guard
}

type kit struct{ begin, guard func() }

func newKit() kit { return kit{begin: nothing, guard: rescue} }

func shapes(s *service) {
	_, guard := s.guards("a")
	go func() {
		defer guard()
		risky()
	}()
	_, generic := of(1)
	go func() {
		defer generic()
		risky()
	}()
	_, instance := of[string]("a")
	go func() {
		defer instance()
		risky()
	}()
	make2 := func() (guard func(), n int) {
		guard = rescue
		return guard, 1
	}
	made, _ := make2()
	go func() {
		defer made()
		risky()
	}()
	k := newKit()
	go func() {
		defer k.guard()
		risky()
	}()
	go func() { // want `bare-go: goroutine is not supervised`
		defer k.begin()
		risky()
	}()
}

// So it is in other packages.

func far() {
	begin, end := lib.Pair()
	go func() {
		defer end()
		risky()
	}()
	go func() { // want `bare-go: goroutine is not supervised`
		defer begin()
		risky()
	}()
	go begin()
	go func() {
		defer lib.Named()()
		risky()
	}()
	guard, err := lib.Open("a")
	if err != nil {
		return
	}
	go func() {
		defer guard()
		risky()
	}()
	unasked, _ := lib.Open("")
	go func() { // want `bare-go: goroutine is not supervised`
		defer unasked()
		risky()
	}()
	go func() { // want `bare-go: goroutine is not supervised`
		defer lib.Perhaps(true)()
		risky()
	}()
}

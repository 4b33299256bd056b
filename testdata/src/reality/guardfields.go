package main

import (
	"os"
	"sync"
)

// What a guard that is a method needs its receiver to keep.

type gfTally struct {
	mu     sync.Mutex
	counts map[string]int
	other  map[string]int
}

func (t *gfTally) countPanic() {
	if r := recover(); r != nil {
		t.counts["panics"]++
	}
}

func (t *gfTally) countBoth() {
	if r := recover(); r != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.counts["panics"]++
		t.other["panics"]++
	}
}

func gfNewTally() *gfTally { return &gfTally{counts: map[string]int{}} }

// trusted: a field that nobody sets to nil
func (Cases) GuardFieldsByLiteral() {
	t := &gfTally{counts: map[string]int{}}
	go func() {
		defer t.countPanic()
		boom()
	}()
}

// trusted: a field that nobody sets to nil
func (Cases) GuardFieldsByConstructor() {
	t := gfNewTally()
	go func() {
		defer t.countPanic()
		boom()
	}()
}

// trusted: a field that nobody sets to nil
func (Cases) GuardFieldsAssigned() {
	t := &gfTally{}
	t.counts = make(map[string]int)
	go func() {
		defer t.countPanic()
		boom()
	}()
}

// trusted: a field that nobody sets to nil
func (Cases) GuardFieldsInside() {
	go func() {
		t := gfNewTally()
		defer t.countPanic()
		boom()
	}()
}

// trusted: a field that nobody sets to nil
func (Cases) GuardFieldsBoth() {
	t := &gfTally{counts: map[string]int{}, other: map[string]int{}}
	go func() {
		defer t.countBoth()
		boom()
	}()
}

// trusted: a field that nobody sets to nil
func (Cases) GuardFieldsAsked() {
	t := gfNewTally()
	if t == nil || t.counts == nil {
		return
	}
	go func() {
		defer t.countPanic()
		boom()
	}()
}

func (Cases) GuardFieldsBare() {
	t := &gfTally{}
	go func() {
		defer t.countPanic()
		boom()
	}()
}

func (Cases) GuardFieldsHalf() {
	t := gfNewTally()
	go func() {
		defer t.countBoth()
		boom()
	}()
}

func (Cases) GuardFieldsOnOnePath() {
	c := len(os.Args) > 50
	t := &gfTally{}
	if c {
		t.counts = map[string]int{}
	}
	go func() {
		defer t.countPanic()
		boom()
	}()
}

func (Cases) GuardFieldsAnybodys() {
	t := &gfTally{}
	go func() {
		defer t.countPanic()
		boom()
	}()
}

// What somebody takes away again may be gone by then.

type gfFickle struct{ counts map[string]int }

func (f *gfFickle) countPanic() {
	if r := recover(); r != nil {
		f.counts["panics"]++
	}
}

func (f *gfFickle) stop() { f.counts = nil }

func (Cases) GuardFieldsTakenAway() {
	f := &gfFickle{counts: map[string]int{}}
	go func() {
		defer f.countPanic()
		f.stop()
		boom()
	}()
}

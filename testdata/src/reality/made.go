package main

import "log"

// What the fields of a struct are, which one variable points to and nobody else.

type MadeState struct {
	Seen map[string]int
	Hook func(string)
	next *MadeState
}

func madeNewState() *MadeState {
	s := &MadeState{Seen: make(map[string]int)}
	s.next = nil
	return s
}

func madeNewQuiet() *MadeState { return madeNewState() }

func madeHalf(full bool) *MadeState {
	s := &MadeState{}
	if full {
		s.Seen = map[string]int{}
	}
	return s
}

var madeKept *MadeState

func madeNewKept() *MadeState {
	s := madeNewState()
	madeKept = s
	return s
}

func madeNewShared() *MadeState { return madeKept }

func madeReset(s *MadeState) { s.Seen = nil }

func (s *MadeState) drop() { s.Seen = nil }

func madeQuiet(string) {}

func madeLoud(string) { panic("madeLoud") }

// trusted: a field that nobody sets to nil in what nobody else has
func (Cases) MadeCalmMade() {
	s := madeNewState()
	go func() { s.Seen["a"]++ }()
}

// trusted: a field that nobody sets to nil in what nobody else has
func (Cases) MadeCalmMadeByTwo() {
	s := madeNewQuiet()
	go func() { s.Seen["a"]++ }()
}

// trusted: a field that nobody sets to nil in what nobody else has
func (Cases) MadeCalmLiteral() {
	s := &MadeState{Seen: map[string]int{}}
	go func() {
		s.Seen["a"]++
		log.Println(len(s.Seen))
		s.Seen["b"]++
	}()
}

// trusted: a field that nobody sets to nil in what nobody else has
func (Cases) MadeCalmSetAgain() {
	s := madeNewState()
	s.Seen = map[string]int{"b": 1}
	go func() { s.Seen["a"]++ }()
}

// trusted: a function in what nobody else has
func (Cases) MadeCalmHook() {
	s := &MadeState{Hook: madeQuiet}
	go func() { s.Hook("a") }()
}

// trusted: a function in what nobody else has
func (Cases) MadeCalmHookSet() {
	s := madeNewState()
	s.Hook = func(string) {}
	go func() { s.Hook("a") }()
}

func (Cases) MadePanicsHalf() {
	s := madeHalf(false)
	go func() { s.Seen["a"]++ }()
}

func (Cases) MadePanicsSetNil() {
	s := madeNewState()
	s.Seen = nil
	go func() { s.Seen["a"]++ }()
}

func (Cases) MadePanicsSetNilLater() {
	s := madeNewState()
	gate := make(chan bool)
	go func() {
		<-gate
		s.Seen["a"]++
	}()
	s.Seen = nil
	close(gate)
}

func (Cases) MadePanicsReset() {
	s := madeNewState()
	madeReset(s)
	go func() { s.Seen["a"]++ }()
}

func (Cases) MadePanicsMethod() {
	s := madeNewState()
	s.drop()
	go func() { s.Seen["a"]++ }()
}

func (Cases) MadePanicsAlias() {
	s := madeNewState()
	t := s
	t.Seen = nil
	go func() { s.Seen["a"]++ }()
}

func (Cases) MadePanicsPart() {
	s := madeNewState()
	p := &s.Seen
	*p = nil
	go func() { s.Seen["a"]++ }()
}

func (Cases) MadePanicsOverwritten() {
	s := madeNewState()
	*s = MadeState{}
	go func() { s.Seen["a"]++ }()
}

func (Cases) MadePanicsKept() {
	s := madeNewKept()
	madeReset(madeKept)
	go func() { s.Seen["a"]++ }()
}

func (Cases) MadePanicsShared() {
	madeKept = madeNewState()
	s := madeNewShared()
	madeReset(madeKept)
	go func() { s.Seen["a"]++ }()
}

func (Cases) MadePanicsAnother() {
	s := madeNewState()
	s = madeHalf(false)
	go func() { s.Seen["a"]++ }()
}

func (Cases) MadePanicsLoud() {
	s := &MadeState{Hook: madeLoud}
	go func() { s.Hook("a") }()
}

func (Cases) MadePanicsLoudLater() {
	s := &MadeState{Hook: madeQuiet}
	s.Hook = madeLoud
	go func() { s.Hook("a") }()
}

func (Cases) MadePanicsNoHook() {
	s := madeNewState()
	go func() { s.Hook("a") }()
}

func (Cases) MadePanicsHookTooLate() {
	s := madeNewState()
	done := make(chan bool)
	go func() {
		s.Hook("a")
	}()
	<-done
	s.Hook = madeQuiet
}

func (Cases) MadePanicsHookElsewhere() {
	s := &MadeState{Hook: madeQuiet}
	madeSetLoud(s)
	go func() { s.Hook("a") }()
}

func madeSetLoud(s *MadeState) { s.Hook = madeLoud }

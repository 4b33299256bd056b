// Package made: what the fields of a struct are, which one variable points to and nobody else. Each function here is run as well, in reality.
package made

import "log"

type State struct {
	Seen map[string]int
	Hook func(string)
	next *State
}

func newState() *State {
	s := &State{Seen: make(map[string]int)}
	s.next = nil
	return s
}

func newQuiet() *State { return newState() }

func half(full bool) *State {
	s := &State{}
	if full {
		s.Seen = map[string]int{}
	}
	return s
}

var kept *State

func newKept() *State {
	s := newState()
	kept = s
	return s
}

func newShared() *State { return kept }

func reset(s *State) { s.Seen = nil }

func (s *State) drop() { s.Seen = nil }

func quiet(string) {}

func loud(string) { panic("loud") }

func calmMade() {
	s := newState()
	go func() { s.Seen["a"]++ }()
}

func calmMadeByTwo() {
	s := newQuiet()
	go func() { s.Seen["a"]++ }()
}

func calmLiteral() {
	s := &State{Seen: map[string]int{}}
	go func() {
		s.Seen["a"]++
		log.Println(len(s.Seen))
		s.Seen["b"]++
	}()
}

func calmSetAgain() {
	s := newState()
	s.Seen = map[string]int{"b": 1}
	go func() { s.Seen["a"]++ }()
}

func calmHook() {
	s := &State{Hook: quiet}
	go func() { s.Hook("a") }()
}

func calmHookSet() {
	s := newState()
	s.Hook = func(string) {}
	go func() { s.Hook("a") }()
}

func panicsHalf() {
	s := half(false)
	go func() { s.Seen["a"]++ }() // want `bare-go: `
}

func panicsSetNil() {
	s := newState()
	s.Seen = nil
	go func() { s.Seen["a"]++ }() // want `bare-go: `
}

func panicsSetNilLater() {
	s := newState()
	gate := make(chan bool)
	go func() { // want `bare-go: `
		<-gate
		s.Seen["a"]++
	}()
	s.Seen = nil
	close(gate)
}

func panicsReset() {
	s := newState()
	reset(s)
	go func() { s.Seen["a"]++ }() // want `bare-go: `
}

func panicsMethod() {
	s := newState()
	s.drop()
	go func() { s.Seen["a"]++ }() // want `bare-go: `
}

func panicsAlias() {
	s := newState()
	t := s
	t.Seen = nil
	go func() { s.Seen["a"]++ }() // want `bare-go: `
}

func panicsPart() {
	s := newState()
	p := &s.Seen
	*p = nil
	go func() { s.Seen["a"]++ }() // want `bare-go: `
}

func panicsOverwritten() {
	s := newState()
	*s = State{}
	go func() { s.Seen["a"]++ }() // want `bare-go: `
}

func panicsKept() {
	s := newKept()
	reset(kept)
	go func() { s.Seen["a"]++ }() // want `bare-go: `
}

func panicsShared() {
	kept = newState()
	s := newShared()
	reset(kept)
	go func() { s.Seen["a"]++ }() // want `bare-go: `
}

func panicsAnother() {
	s := newState()
	s = half(false)
	go func() { s.Seen["a"]++ }() // want `bare-go: `
}

func panicsLoud() {
	s := &State{Hook: loud}
	go func() { s.Hook("a") }() // want `bare-go: `
}

func panicsLoudLater() {
	s := &State{Hook: quiet}
	s.Hook = loud
	go func() { s.Hook("a") }() // want `bare-go: `
}

func panicsNoHook() {
	s := newState()
	go func() { s.Hook("a") }() // want `bare-go: `
}

func panicsHookTooLate() {
	s := newState()
	done := make(chan bool)
	go func() { // want `bare-go: `
		s.Hook("a")
	}()
	<-done
	s.Hook = quiet
}

func panicsHookElsewhere() {
	s := &State{Hook: quiet}
	setLoud(s)
	go func() { s.Hook("a") }() // want `bare-go: `
}

func setLoud(s *State) { s.Hook = loud }

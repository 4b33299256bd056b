package main

import (
	"time"
)

// What a struct that is a field keeps is what it was put in with.

type partSettings struct {
	seen map[string]int
	wait time.Duration
	tell func(any)
}

type partBox struct{ set partSettings }

func newPartBox(s partSettings) *partBox {
	if s.seen == nil {
		s.seen = map[string]int{}
	}
	if s.wait <= 0 {
		s.wait = time.Nanosecond
	}
	return &partBox{set: s}
}

func (b *partBox) count(k string) { b.set.seen[k]++ }
func (b *partBox) tick()          { time.NewTicker(b.set.wait).Stop() }

// trusted: a field of a pointer's.
func (Cases) PartSet() { go newPartBox(partSettings{}).count("a") }

// trusted: a field of a pointer's.
func (Cases) PartPositive() { go newPartBox(partSettings{}).tick() }

type partBare struct{ set partBareSettings }
type partBareSettings struct {
	seen map[string]int
	wait time.Duration
}

func newPartBare(s partBareSettings) *partBare {
	if s.wait < 0 {
		s.wait, s.seen = 0, map[string]int{}
	}
	return &partBare{set: s}
}

func (b *partBare) count(k string) { b.set.seen[k]++ }
func (b *partBare) tick()          { time.NewTicker(b.set.wait).Stop() }

func (Cases) PartNotSet()      { go newPartBare(partBareSettings{}).count("a") }
func (Cases) PartNotPositive() { go newPartBare(partBareSettings{}).tick() }

type partLit struct{ set partLitSettings }
type partLitSettings struct {
	seen map[string]int
	wait time.Duration
}

func (b *partLit) count(k string) { b.set.seen[k]++ }
func (b *partLit) tick()          { time.NewTicker(b.set.wait).Stop() }

// trusted: a field of a pointer's.
func (Cases) PartOfLiteral() {
	go (&partLit{set: partLitSettings{seen: map[string]int{}, wait: 1}}).count("a")
}

// trusted: a field of a pointer's.
func (Cases) PartOfLiteralPositive() {
	go (&partLit{partLitSettings{map[string]int{}, 1}}).tick()
}

type partHole struct{ set partHoleSettings }
type partHoleSettings struct {
	name string
	seen map[string]int
}

func (b *partHole) count(k string) { b.set.seen[k]++ }

func (Cases) PartLeftOut() { go (&partHole{set: partHoleSettings{name: "a"}}).count("a") }

type partReset struct{ set partResetSettings }
type partResetSettings struct{ seen map[string]int }

func (b *partReset) count(k string) { b.set.seen[k]++ }
func (b *partReset) shut()          { b.set.seen = nil }

func (Cases) PartReset() {
	b := &partReset{partResetSettings{map[string]int{}}}
	b.shut()
	go b.count("a")
}

type partMade struct{ set partMadeSettings }
type partMadeSettings struct{ seen map[string]int }

func (b *partMade) count(k string) { b.set.seen[k]++ }

func (Cases) PartNowhereMade() {
	_ = &partMade{partMadeSettings{map[string]int{}}}
	go new(partMade).count("a")
}

type partOther struct{ set partOtherSettings }
type partOtherSettings struct{ seen map[string]int }

func (b *partOther) count(k string) { b.set.seen[k]++ }

func (Cases) PartReplaced() {
	b := &partOther{partOtherSettings{map[string]int{}}}
	b.set = partOtherSettings{}
	go b.count("a")
}

type partInner struct{ partInnerSettings }
type partInnerSettings struct{ seen map[string]int }

func (b *partInner) count(k string) { b.seen[k]++ }

func (Cases) PartPromotedReset() {
	b := &partInner{partInnerSettings{map[string]int{}}}
	b.seen = nil
	go b.count("a")
}

type partLent struct{ set partLentSettings }
type partLentSettings struct{ seen map[string]int }

func (b *partLent) count(k string) { b.set.seen[k]++ }

func partEmpty(m *map[string]int) { *m = nil }

func (Cases) PartLent() {
	b := &partLent{partLentSettings{map[string]int{}}}
	partEmpty(&b.set.seen)
	go b.count("a")
}

type partGuard struct{ set partGuardSettings }
type partGuardSettings struct {
	seen map[string]int
	tell func(any)
}

func (s *partGuardSettings) fill() {
	if s.seen == nil {
		s.seen = make(map[string]int)
	}
	if s.tell == nil {
		s.tell = func(any) {}
	}
}

func newPartGuard(s partGuardSettings) *partGuard {
	s.fill()
	return &partGuard{set: s}
}

func (b *partGuard) run() {
	defer func() {
		if r := recover(); r != nil {
			b.set.tell(r)
			b.set.seen["x"]++
		}
	}()
	optBoom()
}

// trusted: a field of a pointer's.
func (Cases) PartOfGuard() { go newPartGuard(partGuardSettings{}).run() }

type partGuardBare struct{ set partGuardBareSettings }
type partGuardBareSettings struct{ seen map[string]int }

func (s *partGuardBareSettings) fill(really bool) {
	if really {
		s.seen = make(map[string]int)
	}
}

func newPartGuardBare(s partGuardBareSettings) *partGuardBare {
	s.fill(false)
	return &partGuardBare{set: s}
}

func (b *partGuardBare) run() {
	defer func() {
		if r := recover(); r != nil {
			b.set.seen["x"]++
		}
	}()
	optBoom()
}

func (Cases) PartOfGuardBare() { go newPartGuardBare(partGuardBareSettings{}).run() }

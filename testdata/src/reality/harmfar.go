package main

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Guards that recover, and panic behind that in a function that they call, or in what they are handed.

type harmBox struct {
	text  string
	fails int
	names []string
	next  int
	byID  map[int]*harmBox
	hooks []func(any)
}

func harmCut(s string) string { return s[:1000] }
func harmCutShort(s string) string {
	if len(s) > 3 {
		return s[:3]
	}
	return s
}
func harmDeep(s string) string            { return harmCut(s) }
func harmPart(s string) string            { return strings.Split(s, "|")[1] }
func harmCount(m map[string]int)          { m["x"]++ }
func harmCountBy(n int, m map[string]int) { harmCount(m); note(n) }
func (b *harmBox) keep(s string)          { b.names[b.next] = s }
func (b *harmBox) keepAt(s string, i int) { b.names[i] = s }
func harmFind(n int) *harmBox {
	if n > 0 {
		return nil
	}
	return &harmBox{}
}
func harmLookup(n int) (*harmBox, error) {
	if n > 0 {
		return nil, errors.New("none")
	}
	return &harmBox{}, nil
}

func (Cases) HarmFarSlice() {
	go func() { defer func() { note(harmCut(fmt.Sprint(recover()))) }(); boom() }()
}

func (Cases) HarmFarSliceProved() {
	go func() { defer func() { note(harmCutShort(fmt.Sprint(recover()))) }(); boom() }()
}

func (Cases) HarmFarDeep() {
	go func() { defer func() { note(harmDeep(fmt.Sprint(recover()))) }(); boom() }()
}

func (Cases) HarmFarIndex() {
	go func() { defer func() { note(harmPart(fmt.Sprint(recover()))) }(); boom() }()
}

func (Cases) HarmFarMap() {
	var m map[string]int
	go func() { defer func() { note(recover()); harmCount(m) }(); boom() }()
}

func (Cases) HarmFarMapMade() {
	m := make(map[string]int)
	go func() { defer func() { note(recover()); harmCount(m) }(); boom() }()
}

func (Cases) HarmFarMapFurther() {
	var m map[string]int
	go func() { defer func() { note(recover()); harmCountBy(1, m) }(); boom() }()
}

func (Cases) HarmFarMapMadeFurther() {
	m := make(map[string]int)
	go func() { defer func() { note(recover()); harmCountBy(1, m) }(); boom() }()
}

// trusted: the state of a type
func (Cases) HarmFarState() {
	b := &harmBox{names: make([]string, 4)}
	go func() { defer func() { note(recover()); b.keep("x") }(); boom() }()
}

func (Cases) HarmFarAt() {
	b := &harmBox{names: make([]string, 4)}
	go func() { defer func() { note(recover()); b.keepAt("x", 7) }(); boom() }()
}

func (Cases) HarmFarLiteral() {
	go func() {
		defer func() {
			r := recover()
			func() { note(fmt.Sprint(r)[:1000]) }()
		}()
		boom()
	}()
}

func (Cases) HarmNilResult() {
	go func() { defer func() { note(recover()); note(harmFind(1).text) }(); boom() }()
}

func (Cases) HarmNilResultHeld() {
	go func() { defer func() { note(recover()); b := harmFind(1); b.fails++ }(); boom() }()
}

func (Cases) HarmNilResultAsked() {
	go func() {
		defer func() {
			note(recover())
			if b := harmFind(1); b != nil {
				b.fails++
			}
		}()
		boom()
	}()
}

func (Cases) HarmNilResultAlone() {
	go func() { defer func() { note(recover()); b, _ := harmLookup(1); note(b.text) }(); boom() }()
}

func (Cases) HarmNilResultTold() {
	go func() {
		defer func() {
			note(recover())
			if b, err := harmLookup(1); err == nil {
				note(b.text)
			}
		}()
		boom()
	}()
}

func (Cases) HarmNilElement() {
	b := &harmBox{byID: make(map[int]*harmBox)}
	go func() { defer func() { note(recover()); b.byID[1].fails++ }(); boom() }()
}

func (Cases) HarmNilElementHeld() {
	b := &harmBox{byID: make(map[int]*harmBox)}
	go func() { defer func() { note(recover()); x := b.byID[1]; x.fails++ }(); boom() }()
}

func (Cases) HarmNilElementAsked() {
	b := &harmBox{byID: make(map[int]*harmBox)}
	go func() {
		defer func() {
			note(recover())
			if x := b.byID[1]; x != nil {
				x.fails++
			}
		}()
		boom()
	}()
}

func (Cases) HarmNilUnwrapped() {
	go func() {
		defer func() { note(errors.Unwrap(fmt.Errorf("%v", recover())).Error()) }()
		boom()
	}()
}

func (Cases) HarmNoCallee() {
	b := &harmBox{}
	go func() { defer func() { b.hooks[0](recover()) }(); boom() }()
}

func (Cases) HarmNegativeSize() {
	n := len(harmFind(0).text)
	go func() { defer func() { note(recover()); note(make([]int, n-9)) }(); boom() }()
}

func (Cases) HarmNegativeCount() {
	n := len(harmFind(0).text)
	go func() { defer func() { note(recover()); note(strings.Repeat("x", n-9)) }(); boom() }()
}

func (Cases) HarmNoPeriod() {
	var period time.Duration
	go func() { defer func() { note(recover()); time.NewTicker(period).Stop() }(); boom() }()
}

func (Cases) HarmPeriod() {
	go func() { defer func() { note(recover()); time.NewTicker(time.Hour).Stop() }(); boom() }()
}

type harmSink interface{ put(any) }
type harmBadSink struct{ counts map[string]int }
type harmGoodSink struct{}

func (s *harmBadSink) put(any) { s.counts["x"]++ }
func (harmGoodSink) put(any)   {}

func guardFor(s harmSink) func() {
	return func() {
		if r := recover(); r != nil {
			s.put(r)
		}
	}
}

func guardTo(s harmSink) {
	if r := recover(); r != nil {
		s.put(r)
	}
}

func guardWith(f func(any)) func() {
	return func() {
		if r := recover(); r != nil {
			f(r)
		}
	}
}

func guardWithElse(f func(any)) func() {
	if f == nil {
		f = func(any) {}
	}
	return func() {
		if r := recover(); r != nil {
			f(r)
		}
	}
}

func (Cases) FactorySinkBad()  { go func() { defer guardFor(&harmBadSink{})(); boom() }() }
func (Cases) FactorySinkGood() { go func() { defer guardFor(harmGoodSink{})(); boom() }() }
func (Cases) FactorySinkNil()  { go func() { defer guardFor(nil)(); boom() }() }
func (Cases) GuardSinkBad()    { go func() { defer guardTo(&harmBadSink{}); boom() }() }
func (Cases) GuardSinkGood()   { go func() { defer guardTo(harmGoodSink{}); boom() }() }
func (Cases) FactoryHookNil()  { go func() { defer guardWith(nil)(); boom() }() }

// trusted: a hook
func (Cases) FactoryHookNilReset() { go func() { defer guardWithElse(nil)(); boom() }() }
func (Cases) FactoryHookAsserts() {
	go func() { defer guardWith(func(r any) { note(r.(error)) })(); boom() }()
}

// trusted: a hook
func (Cases) FactoryHookQuiet() { go func() { defer guardWith(func(r any) { note(r) })(); boom() }() }
func (Cases) HookPanics()       { go safelyThen(boom, func(r any) { panic(r) }) }

// Package harms: guards that recover, and panic behind that in a function that they call, or in what they are handed.
// Each function of this file is run as well, in reality.
package harms

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

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

func harmFarSlice() {
	go func() { defer func() { note(harmCut(fmt.Sprint(recover()))) }(); boom() }() // want `ineffective-recover: .*harmCut\(fmt\.Sprint\(recover\(\)\)\) can panic behind it`
}

func harmFarSliceProved() {
	go func() { defer func() { note(harmCutShort(fmt.Sprint(recover()))) }(); boom() }()
}

func harmFarDeep() {
	go func() { defer func() { note(harmDeep(fmt.Sprint(recover()))) }(); boom() }() // want `ineffective-recover: .*harmDeep\(fmt\.Sprint\(recover\(\)\)\) can panic behind it`
}

func harmFarIndex() {
	go func() { defer func() { note(harmPart(fmt.Sprint(recover()))) }(); boom() }() // want `ineffective-recover: .*harmPart\(fmt\.Sprint\(recover\(\)\)\) can panic behind it`
}

func harmFarMap() {
	var m map[string]int
	go func() { defer func() { note(recover()); harmCount(m) }(); boom() }() // want `ineffective-recover: .*harmCount\(m\) can panic behind it`
}

func harmFarMapMade() {
	m := make(map[string]int)
	go func() { defer func() { note(recover()); harmCount(m) }(); boom() }()
}

func harmFarMapFurther() {
	var m map[string]int
	go func() { defer func() { note(recover()); harmCountBy(1, m) }(); boom() }() // want `ineffective-recover: .*harmCountBy\(1, m\) can panic behind it`
}

func harmFarMapMadeFurther() {
	m := make(map[string]int)
	go func() { defer func() { note(recover()); harmCountBy(1, m) }(); boom() }()
}

func harmFarState() {
	b := &harmBox{names: make([]string, 4)}
	go func() { defer func() { note(recover()); b.keep("x") }(); boom() }()
}

func harmFarAt() {
	b := &harmBox{names: make([]string, 4)}
	go func() { defer func() { note(recover()); b.keepAt("x", 7) }(); boom() }() // want `ineffective-recover: .*b\.keepAt\("x", 7\) can panic behind it`
}

func harmFarLiteral() {
	go func() { // want `ineffective-recover: .*func literal can panic behind it`
		defer func() {
			r := recover()
			func() { note(fmt.Sprint(r)[:1000]) }()
		}()
		boom()
	}()
}

func harmNilResult() {
	go func() { defer func() { note(recover()); note(harmFind(1).text) }(); boom() }() // want `ineffective-recover: .*harmFind\(1\)\.text can panic behind it`
}

func harmNilResultHeld() {
	go func() { defer func() { note(recover()); b := harmFind(1); b.fails++ }(); boom() }() // want `ineffective-recover: .*b\.fails can panic behind it`
}

func harmNilResultAsked() {
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

func harmNilResultAlone() {
	go func() { defer func() { note(recover()); b, _ := harmLookup(1); note(b.text) }(); boom() }() // want `ineffective-recover: .*b\.text can panic behind it`
}

func harmNilResultTold() {
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

func harmNilElement() {
	b := &harmBox{byID: make(map[int]*harmBox)}
	go func() { defer func() { note(recover()); b.byID[1].fails++ }(); boom() }() // want `ineffective-recover: .*b\.byID\[1\]\.fails can panic behind it`
}

func harmNilElementHeld() {
	b := &harmBox{byID: make(map[int]*harmBox)}
	go func() { defer func() { note(recover()); x := b.byID[1]; x.fails++ }(); boom() }() // want `ineffective-recover: .*x\.fails can panic behind it`
}

func harmNilElementAsked() {
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

func harmNilUnwrapped() {
	go func() { // want `ineffective-recover: .*errors\.Unwrap\(fmt\.Errorf\("%v", recover\(… can panic behind it`
		defer func() { note(errors.Unwrap(fmt.Errorf("%v", recover())).Error()) }()
		boom()
	}()
}

func harmNoCallee() {
	b := &harmBox{}
	go func() { defer func() { b.hooks[0](recover()) }(); boom() }() // want `ineffective-recover: .*b\.hooks\[0\]\(recover\(\)\) can panic behind it`
}

func harmNegativeSize() {
	n := len(harmFind(0).text)
	go func() { defer func() { note(recover()); note(make([]int, n-9)) }(); boom() }() // want `ineffective-recover: .*make\(\[\]int, n-9\) can panic behind it`
}

func harmNegativeCount() {
	n := len(harmFind(0).text)
	go func() { defer func() { note(recover()); note(strings.Repeat("x", n-9)) }(); boom() }() // want `ineffective-recover: .*strings\.Repeat\("x", n-9\) can panic behind it`
}

func harmNoPeriod() {
	var period time.Duration
	go func() { defer func() { note(recover()); time.NewTicker(period).Stop() }(); boom() }() // want `ineffective-recover: .*time\.NewTicker\(period\) can panic behind it`
}

func harmPeriod() {
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

func factorySinkBad()  { go func() { defer guardFor(&harmBadSink{})(); boom() }() } // want `bare-go: .*boom\(\) can panic: in boom, panic\("boom"\) is called`
func factorySinkGood() { go func() { defer guardFor(harmGoodSink{})(); boom() }() }
func factorySinkNil()  { go func() { defer guardFor(nil)(); boom() }() }         // want `bare-go: .*boom\(\) can panic: in boom, panic\("boom"\) is called`
func guardSinkBad()    { go func() { defer guardTo(&harmBadSink{}); boom() }() } // want `ineffective-recover: .*s\.counts\["x"\]\+\+ can panic behind it`
func guardSinkGood()   { go func() { defer guardTo(harmGoodSink{}); boom() }() }
func factoryHookNil()  { go func() { defer guardWith(nil)(); boom() }() } // want `bare-go: .*boom\(\) can panic: in boom, panic\("boom"\) is called`

func factoryHookNilReset() { go func() { defer guardWithElse(nil)(); boom() }() }
func factoryHookAsserts() {
	go func() { defer guardWith(func(r any) { note(r.(error)) })(); boom() }() // want `bare-go: .*boom\(\) can panic: in boom, panic\("boom"\) is called`
}

func factoryHookQuiet() { go func() { defer guardWith(func(r any) { note(r) })(); boom() }() }
func hookPanics()       { go safelyThen(boom, func(r any) { panic(r) }) } // want `ineffective-recover: .*panic\(r\) can panic behind it`

var last any

func note(v any) { last = v }
func boom()      { panic("boom") }

func safelyThen(f func(), failed func(any)) {
	defer func() {
		if r := recover(); r != nil {
			failed(r)
		}
	}()
	f()
}

func recoveredFunc() {
	go func() { // want `ineffective-recover: .*f\(\) can panic behind it`
		defer func() {
			if f, ok := recover().(func()); ok {
				f()
			}
		}()
		panic(boom)
	}()
}

func recoveredFuncVar() {
	go func() { // want `ineffective-recover: .*f\(\) can panic behind it`
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			if f, ok := r.(func()); ok {
				f()
			}
		}()
		panic(boom)
	}()
}

func recoveredFuncSwitch() {
	go func() { // want `ineffective-recover: .*f\(\) can panic behind it`
		defer func() {
			switch f := recover().(type) {
			case nil:
			case func():
				f()
			}
		}()
		panic(boom)
	}()
}

func recoveredFuncLater() {
	go func() { // want `ineffective-recover: .*f\(\) can panic behind it`
		defer func() {
			if r := recover(); r != nil {
				f, ok := r.(func())
				if !ok {
					return
				}
				f()
			}
		}()
		panic(boom)
	}()
}

func recoveredFuncContained() {
	go func() {
		defer func() {
			if f, ok := recover().(func()); ok {
				defer rescue()
				f()
			}
		}()
		panic(boom)
	}()
}

func recoveredError() {
	go func() {
		defer func() {
			if err, ok := recover().(error); ok {
				use(err.Error())
			}
		}()
		panic(errors.New("x"))
	}()
}

func rescue() { _ = recover() }

var used []any

func use(v ...any) { used = v }

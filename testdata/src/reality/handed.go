package main

import (
	"log"
)

// Guards that are judged by what they are handed, and keep.

var handedZero, handedOne = arg(), arg() + 1

func handedBoom() { panic("boom") }
func handedCalm() {}

type handedSink interface{ write(any) }
type handedLoud struct{ m map[string]int }

func (l handedLoud) write(any) { l.m["x"]++ }

type handedQuiet struct{}

func (handedQuiet) write(any) {}

type handedKeeper struct {
	l    handedSink
	hook func(any)
	next *handedKeeper
	n    int
}

func handedNewLoud() *handedKeeper { return &handedKeeper{l: handedLoud{}, hook: func(any) {}} }
func handedNewQuiet() *handedKeeper {
	return &handedKeeper{l: handedQuiet{}, hook: func(r any) { log.Print(r) }, next: &handedKeeper{}}
}
func handedNewHooked() *handedKeeper { k := handedNewPanicky(); return k }
func handedNewPanicky() *handedKeeper {
	return &handedKeeper{l: handedQuiet{}, hook: func(r any) { panic(r) }}
}
func handedNewNone() *handedKeeper { return &handedKeeper{} }
func (k *handedKeeper) rescue() {
	if r := recover(); r != nil {
		k.l.write(r)
	}
}
func (k *handedKeeper) rescueHook() {
	if r := recover(); r != nil {
		k.hook(r)
	}
}
func (k *handedKeeper) rescueNext() {
	if r := recover(); r != nil {
		k.next.n++
	}
}
func (k *handedKeeper) safely(f func()) {
	defer func() {
		if r := recover(); r != nil {
			k.hook(r)
		}
	}()
	f()
}
func handedRescueNext(k *handedKeeper) {
	if r := recover(); r != nil {
		k.next.n++
	}
}

func handedRescueOver(n int) {
	if r := recover(); r != nil {
		log.Print(10 / n)
	}
}
func handedRescueOverAll(n int) { recover(); log.Print(10 / n) }
func handedRescueCount(m map[string]int) {
	if r := recover(); r != nil {
		m["x"]++
	}
}
func handedRescueAsk(f func()) { f(); recover() }
func handedRescueFirst(xs ...string) {
	if r := recover(); r != nil {
		log.Print(xs[0])
	}
}
func handedRescueHooks(hooks ...func(any)) {
	if r := recover(); r != nil {
		for _, h := range hooks {
			h(r)
		}
	}
}
func handedRescueHooksIf(hooks ...func(any)) {
	if r := recover(); r != nil {
		for _, h := range hooks {
			if h != nil {
				h(r)
			}
		}
	}
}

func (Cases) HandedDiesLoud() {
	k := handedNewLoud()
	go func() { defer k.rescue(); handedBoom() }()
}

func (Cases) HandedCalmQuiet() {
	k := handedNewQuiet()
	go func() { defer k.rescue(); handedBoom() }()
}

func (Cases) HandedDiesNone() {
	k := handedNewNone()
	go func() { defer k.rescue(); handedBoom() }()
}

func (Cases) HandedDiesNonelit() {
	k := &handedKeeper{}
	go func() { defer k.rescueHook(); handedBoom() }()
}

func (Cases) HandedDiesHook() {
	k := handedNewPanicky()
	go func() { defer k.rescueHook(); handedBoom() }()
}

func (Cases) HandedDiesHooked() {
	k := handedNewHooked()
	go func() { defer k.rescueHook(); handedBoom() }()
}

// trusted: hooks
func (Cases) HandedCalmHook() {
	k := handedNewQuiet()
	go func() { defer k.rescueHook(); handedBoom() }()
}

func (Cases) HandedDiesNext() {
	k := handedNewPanicky()
	go func() { defer k.rescueNext(); handedBoom() }()
}

func (Cases) HandedCalmNext() {
	k := handedNewQuiet()
	go func() { defer k.rescueNext(); handedBoom() }()
}

func (Cases) HandedDiesNextarg() {
	go func() { defer handedRescueNext(&handedKeeper{}); handedBoom() }()
}

func (Cases) HandedCalmNextarg() {
	go func() { defer handedRescueNext(&handedKeeper{next: &handedKeeper{}}); handedBoom() }()
}

func (Cases) HandedDiesSafely() {
	k := handedNewPanicky()
	go k.safely(handedBoom)
}

func (Cases) HandedDiesSafelynone() {
	k := handedNewNone()
	go func() { k.safely(handedBoom) }()
}

// trusted: hooks
func (Cases) HandedCalmSafely() {
	k := handedNewQuiet()
	go k.safely(handedBoom)
}

func (Cases) HandedCalmOver() {
	go func() { defer handedRescueOver(2); handedBoom() }()
}

func (Cases) HandedCalmOverall() {
	go func() { defer handedRescueOverAll(2); handedBoom() }()
}

func (Cases) HandedDiesOver() {
	go func() { defer handedRescueOver(handedZero); handedBoom() }()
}

func (Cases) HandedDiesOverall() {
	go func() { defer handedRescueOverAll(handedZero); handedCalm() }()
}

func (Cases) HandedCalmCount() {
	go func() { defer handedRescueCount(map[string]int{}); handedBoom() }()
}

func (Cases) HandedDiesCount() {
	go func() { var m map[string]int; defer handedRescueCount(m); handedBoom() }()
}

func (Cases) HandedCalmAsk() {
	go func() { defer handedRescueAsk(handedCalm); handedBoom() }()
}

func (Cases) HandedDiesAsk() {
	go func() { defer handedRescueAsk(handedBoom); handedBoom() }()
}

func (Cases) HandedCalmFirst() {
	go func() { defer handedRescueFirst("a"); handedBoom() }()
}

func (Cases) HandedDiesFirst() {
	go func() { defer handedRescueFirst(); handedBoom() }()
}

func (Cases) HandedDiesHooksnil() {
	go func() { defer handedRescueHooks(nil); handedBoom() }()
}

func (Cases) HandedCalmHooks() {
	go func() { defer handedRescueHooks(func(any) {}); handedBoom() }()
}

// trusted: a guard asks whether the one of its hooks is nil that is.
func (Cases) HandedCalmHooksif() {
	go func() { defer handedRescueHooksIf(nil); handedBoom() }()
}

type handedHooks []func(any)

func (h handedHooks) fire(v any) {
	for _, f := range h {
		f(v)
	}
}

func (h handedHooks) rescue() {
	if r := recover(); r != nil {
		h.fire(r)
	}
}

func (Cases) HandedDiesReceiverHooks() {
	go func() { defer handedHooks{func(v any) { println(v.(error).Error()) }}.rescue(); handedBoom() }()
}

// trusted: the hooks of a guard are seen where its receiver is made.
func (Cases) HandedCalmReceiverHooks() {
	go func() { defer handedHooks{func(any) {}}.rescue(); handedBoom() }()
}

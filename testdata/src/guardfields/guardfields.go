// Package guardfields: what a guard that is a method needs its receiver to keep. Where the guard is deferred, that is there: a guard
// without arguments was judged by whatever value there may be. Each function here is run as well, in reality.
package guardfields

import "sync"

func boom() { panic("boom") }

type tally struct {
	mu     sync.Mutex
	counts map[string]int
	other  map[string]int
}

func (t *tally) rescue() {
	if r := recover(); r != nil {
		t.counts["panics"]++
	}
}

func (t *tally) rescueBoth() {
	if r := recover(); r != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.counts["panics"]++
		t.other["panics"]++
	}
}

func newTally() *tally { return &tally{counts: map[string]int{}} }

func byLiteral() {
	t := &tally{counts: map[string]int{}}
	go func() {
		defer t.rescue()
		boom()
	}()
}

func byConstructor() {
	t := newTally()
	go func() {
		defer t.rescue()
		boom()
	}()
}

func assigned() {
	t := &tally{}
	t.counts = make(map[string]int)
	go func() {
		defer t.rescue()
		boom()
	}()
}

func inside() {
	go func() {
		t := newTally()
		defer t.rescue()
		boom()
	}()
}

func both() {
	t := &tally{counts: map[string]int{}, other: map[string]int{}}
	go func() {
		defer t.rescueBoth()
		boom()
	}()
}

func asked(t *tally) {
	if t == nil || t.counts == nil {
		return
	}
	go func() {
		defer t.rescue()
		boom()
	}()
}

func bare() {
	t := &tally{}
	go func() { // want `ineffective-recover: recover in .* does not help: t\.counts\["panics"\]\+\+ can panic behind it`
		defer t.rescue()
		boom()
	}()
}

func half() {
	t := newTally()
	go func() { // want `ineffective-recover: recover in .* does not help: t\.counts\["panics"\]\+\+ can panic behind it`
		defer t.rescueBoth()
		boom()
	}()
}

func onOnePath(c bool) {
	t := &tally{}
	if c {
		t.counts = map[string]int{}
	}
	go func() { // want `ineffective-recover: recover in .* does not help: t\.counts\["panics"\]\+\+ can panic behind it`
		defer t.rescue()
		boom()
	}()
}

func anybodys(t *tally) {
	go func() { // want `ineffective-recover: recover in .* does not help: t\.counts\["panics"\]\+\+ can panic behind it`
		defer t.rescue()
		boom()
	}()
}

// What somebody takes away again may be gone by then.

type fickle struct{ counts map[string]int }

func (f *fickle) rescue() {
	if r := recover(); r != nil {
		f.counts["panics"]++
	}
}

func (f *fickle) stop() { f.counts = nil }

func takenAway() {
	f := &fickle{counts: map[string]int{}}
	go func() { // want `ineffective-recover: recover in .* does not help: f\.counts\["panics"\]\+\+ can panic behind it`
		defer f.rescue()
		f.stop()
		boom()
	}()
}

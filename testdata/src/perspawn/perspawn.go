// Package perspawn: numbers that a go statement hands to the function that it starts. Each function here is run as well, in reality.
package perspawn

import (
	"errors"
	"time"
)

const period = time.Millisecond

func poll(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	<-t.C
}

func pollTwice(every time.Duration) {
	poll(every)
	poll(every)
}

func share(n int) int { return 100 / n }

func shares(n int64) int { return 100 % int(int32(n)) }

func rest(n int64) int64 { return 100 % n }

func slower(every time.Duration) { poll(every / 2) }

func changed(n int) int {
	n--
	return 100 / n
}

func never() int { return 0 }

func calmShare() {
	go share(2)
	go share(-2)
	go rest(3)
}

func calmPeriod() {
	go poll(period)
}

func calmPeriodMade() {
	go poll(2 * time.Millisecond)
}

func calmTwice() {
	go pollTwice(period)
}

func calmAtLeast() {
	go poll(max(time.Duration(never()), time.Millisecond))
}

func calmElse() {
	every := time.Duration(never())
	if every <= 0 {
		every = period
	}
	go poll(every)
}

func calmInside() {
	go func() { poll(period) }()
}

func panicsShare() {
	go share(0) // want `bare-go: `
}

func panicsShareOfNone() {
	go share(never()) // want `bare-go: `
}

func panicsPeriod() {
	go poll(0) // want `bare-go: `
}

func panicsNegative() {
	go poll(-period) // want `bare-go: `
}

func panicsPeriodOfNone() {
	go poll(time.Duration(never()) * time.Second) // want `bare-go: `
}

func panicsNegativeTwice() {
	go pollTwice(-1) // want `bare-go: `
}

func panicsAtMost() {
	go poll(min(time.Duration(never()), period)) // want `bare-go: `
}

func panicsHalf() {
	go slower(1) // want `bare-go: `
}

func panicsChanged() {
	go changed(1) // want `bare-go: `
}

func panicsCut() {
	go shares(1 << 32) // want `bare-go: `
}

func panicsInside() {
	go func() { poll(-period) }() // want `bare-go: `
}

type limits struct {
	part  int
	rate  int
	every time.Duration
}

func newLimits(share int, every time.Duration) limits {
	if every <= 0 {
		every = time.Millisecond
	}
	if share < 1 {
		return limits{part: 1, every: every}
	}
	return limits{every: every, part: share, rate: 1}
}

func newLimitsAt(share int) (*limits, error) {
	if share < 1 {
		return nil, errors.New("none")
	}
	return &limits{part: share, every: 1}, nil
}

func newRaw(share int) *limits { return &limits{part: share} }

func calmLimits() {
	l := newLimits(never(), 0)
	go share(l.part)
}

func calmLimitsPeriod() {
	l := newLimits(never(), time.Duration(never()))
	go poll(l.every)
}

func calmLimitsAt() {
	go func() {
		l, err := newLimitsAt(never())
		if err != nil {
			return
		}
		share(l.part)
	}()
}

func panicsRate() {
	l := newLimits(never(), 0)
	go share(l.rate) // want `bare-go: `
}

func panicsRaw() {
	l := newRaw(never())
	go share(l.part) // want `bare-go: `
}

type spare struct{ part int }

func newSpare() spare { return spare{part: 1} }

func panicsOtherLimits() {
	l := newSpare()
	l = spare{}
	go share(l.part) // want `bare-go: `
}

func panicsZeroLimits() {
	var l limits
	go share(l.part) // want `bare-go: `
}

type budget struct{ left int }

func newBudget() budget { return budget{left: 1} }

func panicsSpent() {
	b := newBudget()
	b.left--
	go share(b.left) // want `bare-go: `
}

type quota struct{ left int }

func newQuota() *quota { return &quota{left: 1} }

func panicsOverwrittenQuota() {
	q := newQuota()
	*q = quota{}
	go share(q.left) // want `bare-go: `
}

type flow struct{ left int }

func newFlow() *flow { return &flow{left: 1} }

func (f *flow) close() { f.left = 0 }

func panicsClosed() {
	f := newFlow()
	f.close()
	go share(f.left) // want `bare-go: `
}

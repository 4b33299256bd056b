package main

import (
	"errors"
	"time"
)

// Numbers that a go statement hands to the function that it starts.

const perspawnPeriod = time.Millisecond

func perspawnPoll(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	<-t.C
}

func perspawnPollTwice(every time.Duration) {
	perspawnPoll(every)
	perspawnPoll(every)
}

func perspawnShare(n int) int { return 100 / n }

func perspawnShares(n int64) int { return 100 % int(int32(n)) }

func perspawnRest(n int64) int64 { return 100 % n }

func perspawnSlower(every time.Duration) { perspawnPoll(every / 2) }

func perspawnChanged(n int) int {
	n--
	return 100 / n
}

func perspawnNever() int { return 0 }

func (Cases) PerspawnCalmShare() {
	go perspawnShare(2)
	go perspawnShare(-2)
	go perspawnRest(3)
}

// trusted: a perspawnPeriod that is positive
func (Cases) PerspawnCalmPeriod() {
	go perspawnPoll(perspawnPeriod)
}

// trusted: a perspawnPeriod that is positive
func (Cases) PerspawnCalmPeriodMade() {
	go perspawnPoll(2 * time.Millisecond)
}

// trusted: a perspawnPeriod that is positive
func (Cases) PerspawnCalmTwice() {
	go perspawnPollTwice(perspawnPeriod)
}

// trusted: a perspawnPeriod that is positive
func (Cases) PerspawnCalmAtLeast() {
	go perspawnPoll(max(time.Duration(perspawnNever()), time.Millisecond))
}

// trusted: a perspawnPeriod that is positive
func (Cases) PerspawnCalmElse() {
	every := time.Duration(perspawnNever())
	if every <= 0 {
		every = perspawnPeriod
	}
	go perspawnPoll(every)
}

// trusted: a perspawnPeriod that is positive
func (Cases) PerspawnCalmInside() {
	go func() { perspawnPoll(perspawnPeriod) }()
}

func (Cases) PerspawnPanicsShare() {
	go perspawnShare(0)
}

func (Cases) PerspawnPanicsShareOfNone() {
	go perspawnShare(perspawnNever())
}

func (Cases) PerspawnPanicsPeriod() {
	go perspawnPoll(0)
}

func (Cases) PerspawnPanicsNegative() {
	go perspawnPoll(-perspawnPeriod)
}

func (Cases) PerspawnPanicsPeriodOfNone() {
	go perspawnPoll(time.Duration(perspawnNever()) * time.Second)
}

func (Cases) PerspawnPanicsNegativeTwice() {
	go perspawnPollTwice(-1)
}

func (Cases) PerspawnPanicsAtMost() {
	go perspawnPoll(min(time.Duration(perspawnNever()), perspawnPeriod))
}

func (Cases) PerspawnPanicsHalf() {
	go perspawnSlower(1)
}

func (Cases) PerspawnPanicsChanged() {
	go perspawnChanged(1)
}

func (Cases) PerspawnPanicsCut() {
	go perspawnShares(1 << 32)
}

func (Cases) PerspawnPanicsInside() {
	go func() { perspawnPoll(-perspawnPeriod) }()
}

type perspawnLimits struct {
	part  int
	rate  int
	every time.Duration
}

func perspawnNewLimits(perspawnShare int, every time.Duration) perspawnLimits {
	if every <= 0 {
		every = time.Millisecond
	}
	if perspawnShare < 1 {
		return perspawnLimits{part: 1, every: every}
	}
	return perspawnLimits{every: every, part: perspawnShare, rate: 1}
}

func perspawnNewLimitsAt(perspawnShare int) (*perspawnLimits, error) {
	if perspawnShare < 1 {
		return nil, errors.New("none")
	}
	return &perspawnLimits{part: perspawnShare, every: 1}, nil
}

func perspawnNewRaw(perspawnShare int) *perspawnLimits { return &perspawnLimits{part: perspawnShare} }

// trusted: a field that is set once
func (Cases) PerspawnCalmLimits() {
	l := perspawnNewLimits(perspawnNever(), 0)
	go perspawnShare(l.part)
}

// trusted: a perspawnPeriod of a field that is set once
func (Cases) PerspawnCalmLimitsPeriod() {
	l := perspawnNewLimits(perspawnNever(), time.Duration(perspawnNever()))
	go perspawnPoll(l.every)
}

// trusted: a field that is set once
func (Cases) PerspawnCalmLimitsAt() {
	go func() {
		l, err := perspawnNewLimitsAt(perspawnNever())
		if err != nil {
			return
		}
		perspawnShare(l.part)
	}()
}

func (Cases) PerspawnPanicsRate() {
	l := perspawnNewLimits(perspawnNever(), 0)
	go perspawnShare(l.rate)
}

func (Cases) PerspawnPanicsRaw() {
	l := perspawnNewRaw(perspawnNever())
	go perspawnShare(l.part)
}

type perspawnSpare struct{ part int }

func perspawnNewSpare() perspawnSpare { return perspawnSpare{part: 1} }

func (Cases) PerspawnPanicsOtherLimits() {
	l := perspawnNewSpare()
	l = perspawnSpare{}
	go perspawnShare(l.part)
}

func (Cases) PerspawnPanicsZeroLimits() {
	var l perspawnLimits
	go perspawnShare(l.part)
}

type perspawnBudget struct{ left int }

func perspawnNewBudget() perspawnBudget { return perspawnBudget{left: 1} }

func (Cases) PerspawnPanicsSpent() {
	b := perspawnNewBudget()
	b.left--
	go perspawnShare(b.left)
}

type perspawnQuota struct{ left int }

func perspawnNewQuota() *perspawnQuota { return &perspawnQuota{left: 1} }

func (Cases) PerspawnPanicsOverwrittenQuota() {
	q := perspawnNewQuota()
	*q = perspawnQuota{}
	go perspawnShare(q.left)
}

type perspawnFlow struct{ left int }

func perspawnNewFlow() *perspawnFlow { return &perspawnFlow{left: 1} }

func (f *perspawnFlow) close() { f.left = 0 }

func (Cases) PerspawnPanicsClosed() {
	f := perspawnNewFlow()
	f.close()
	go perspawnShare(f.left)
}

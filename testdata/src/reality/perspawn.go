package main

import "time"

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

// Package perspawn: numbers that a go statement hands to the function that it starts. Each function here is run as well, in reality.
package perspawn

import "time"

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

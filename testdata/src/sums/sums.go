// Package sums: sums that wrap around prove nothing; what is counted does not get so far. Each function here is run as well, in reality.
package sums

import (
	"math"
	"os"
)

func panicsPlus1() {
	s, i := []int{1, 2}, full()
	go func() { // want `bare-go: `
		if i+1 < len(s) {
			use(s[i+1])
		}
	}()
}

func panicsMinus() {
	s, i := []int{1, 2}, low()
	go func() { // want `bare-go: `
		if i < len(s)-1 {
			use(s[i+1])
		}
	}()
}

func panicsParam() {
	s, i := []int{1, 2}, full()
	go look(s, i) // want `bare-go: `
}

func panicsNonneg() {
	s, i := []int{1, 2}, full()
	go func() { // want `bare-go: `
		if i >= 0 && i+1 < len(s) {
			use(s[i+1])
		}
	}()
}

func panicsNonneg2() {
	s, i := []int{1, 2}, full()
	go func() { // want `bare-go: `
		if i >= 0 && i+1 < len(s) {
			use(s[i])
		}
	}()
}

func panicsVar() {
	s, i := []int{1, 2}, full()
	go func() { // want `bare-go: `
		k := i + 1
		if i >= 0 && k < len(s) {
			use(s[k])
		}
	}()
}

func calmLoop() {
	s := make([]int, 5+arg())
	go func() {
		for i := 0; i+1 < len(s); i++ {
			use(s[i], s[i+1])
		}
	}()
}

func calmLoop2() {
	s := make([]int, 5+arg())
	go func() {
		for i := 0; i < len(s)-1; i++ {
			use(s[i], s[i+1])
		}
	}()
}

func calmLoopif() {
	s := make([]int, 5+arg())
	go func() {
		for i := range s {
			if i+1 < len(s) {
				use(s[i+1])
			}
		}
	}()
}

func calmWhile() {
	s := make([]int, 5+arg())
	go func() {
		i := 0
		for i < len(s) {
			use(s[i])
			i++
			if i < len(s) {
				use(s[i])
			}
		}
	}()
}

func calmSub() {
	s, i := []int{1, 2}, low()
	go func() {
		if i >= 0 && i < len(s)-1 {
			use(s[i+1])
		}
	}()
}

func calmIndex() {
	s, i := []int{1, 2}, full()
	go func() {
		if i >= 0 && i < len(s) && i+1 < len(s) {
			use(s[i+1])
		}
	}()
}

func calmCount() {
	go func() {
		n := 0
		for range 10 {
			n++
		}
		use(10/(n+1), 1<<n)
	}()
}

func calmMid() {
	s := make([]int, 5+arg())
	go func() {
		lo, hi := 0, len(s)
		for lo < hi {
			mid := int(uint(lo+hi) >> 1)
			if mid < len(s) && s[mid] < 3 {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
	}()
}

func full() int { return math.MaxInt - arg() }

func low() int { return math.MinInt + arg() }

func look(s []int, i int) {
	if i+2 <= len(s) {
		use(s[i+1])
	}
}

var sink any

func use(v ...any) { sink = v }

func note(v any) { sink = v }

func boom() { panic("boom") }

func rescue() { _ = recover() }

func safe(f func()) {
	defer rescue()
	f()
}

func arg() int { return len(os.Args) - 2 }

// A number of a type parameter has no size: the analyzer crashed on it.
func average[T ~int | ~int8](sum T, list []T) T { return sum / T(len(list)) }

func averages(list []int8) {
	go average(1, list) // want `bare-go: .*a panic in average ends the process \(sum / T\(len\(list\)\) can panic\)`
}

package main

import (
	"math"
	"os"
)

// Sums that wrap around prove nothing; what is counted does not get so far.

func (Cases) SumPanicsPlus1() {
	s, i := []int{1, 2}, ovFull()
	go func() {
		if i+1 < len(s) {
			use(s[i+1])
		}
	}()
}

func (Cases) SumPanicsMinus() {
	s, i := []int{1, 2}, ovLow()
	go func() {
		if i < len(s)-1 {
			use(s[i+1])
		}
	}()
}

func (Cases) SumPanicsParam() {
	s, i := []int{1, 2}, ovFull()
	go ovLook(s, i)
}

func (Cases) SumPanicsNonneg() {
	s, i := []int{1, 2}, ovFull()
	go func() {
		if i >= 0 && i+1 < len(s) {
			use(s[i+1])
		}
	}()
}

func (Cases) SumPanicsNonneg2() {
	s, i := []int{1, 2}, ovFull()
	go func() {
		if i >= 0 && i+1 < len(s) {
			use(s[i])
		}
	}()
}

func (Cases) SumPanicsVar() {
	s, i := []int{1, 2}, ovFull()
	go func() {
		k := i + 1
		if i >= 0 && k < len(s) {
			use(s[k])
		}
	}()
}

func (Cases) SumPanicsSlice() {
	s, i, n := []int{1, 2}, 5, ovFull()
	go func() {
		if i >= 0 && n >= 0 && i+n <= len(s) {
			use(s[i : i+n])
		}
	}()
}

func (Cases) SumPanicsIncr() {
	s, i := []int{1, 2}, ovFull()
	go func() {
		if i >= 0 {
			i++
			if i < len(s) {
				use(s[i])
			}
		}
	}()
}

func (Cases) SumPanicsMul() {
	s, i := []int{1, 2}, ovFull()
	go func() {
		if i > 0 && i*2 < len(s) {
			use(s[i*2])
		}
	}()
}

func (Cases) SumPanicsField() {
	r := &ovRing{buf: []int{1}, head: ovFull()}
	go func() {
		if r.head >= 0 && r.head+1 < len(r.buf) {
			use(r.buf[r.head+1])
		}
	}()
}

func (Cases) SumPanicsAddassign() {
	s, i, n := []int{1, 2}, 3, ovFull()
	go func() {
		if i >= 0 && n >= 0 {
			i += n
			if i < len(s) {
				use(s[i])
			}
		}
	}()
}

func (Cases) SumPanicsInt32() {
	s, i := []int{1, 2}, int32(math.MaxInt32-arg())
	go func() {
		if i >= 0 && int(i+1) < len(s) {
			use(s[i+1])
		}
	}()
}

func (Cases) SumPanicsMake() {
	n := ovFull()
	go func() {
		if n > 0 {
			use(make([]int, n+1))
		}
	}()
}

func (Cases) SumPanicsShift() {
	n := ovFull()
	go func() {
		if n >= 0 {
			use(1 << (n + 1))
		}
	}()
}

func (Cases) SumPanicsDiv() {
	n := -1 - arg()
	go func() {
		if n != 0 {
			use(10 / (n + 1))
		}
	}()
}

func (Cases) SumPanicsDiv2() {
	n := ovFull()
	go func() {
		if n >= 0 {
			use(10 / (2*n + 2))
		}
	}()
}

// trusted: counting that does not overflow
func (Cases) SumLoop() {
	s := make([]int, 5+arg())
	go func() {
		for i := 0; i+1 < len(s); i++ {
			use(s[i], s[i+1])
		}
	}()
}

func (Cases) SumLoop2() {
	s := make([]int, 5+arg())
	go func() {
		for i := 0; i < len(s)-1; i++ {
			use(s[i], s[i+1])
		}
	}()
}

func (Cases) SumLoopif() {
	s := make([]int, 5+arg())
	go func() {
		for i := range s {
			if i+1 < len(s) {
				use(s[i+1])
			}
		}
	}()
}

func (Cases) SumWhile() {
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

func (Cases) SumSub() {
	s, i := []int{1, 2}, ovLow()
	go func() {
		if i >= 0 && i < len(s)-1 {
			use(s[i+1])
		}
	}()
}

func (Cases) SumIndex() {
	s, i := []int{1, 2}, ovFull()
	go func() {
		if i >= 0 && i < len(s) && i+1 < len(s) {
			use(s[i+1])
		}
	}()
}

// trusted: counting that does not overflow
func (Cases) SumCount() {
	go func() {
		n := 0
		for range 10 {
			n++
		}
		use(10/(n+1), 1<<n)
	}()
}

func (Cases) SumMid() {
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

type ovRing struct {
	buf  []int
	head int
}

func ovFull() int { return math.MaxInt - arg() }

func ovLow() int { return math.MinInt + arg() }

func ovLook(s []int, i int) {
	if i+2 <= len(s) {
		use(s[i+1])
	}
}

// use makes values used.
func use(v ...any) { last = v }

// arg is 0, which the analyzer does not know.
func arg() int { return len(os.Args) - 2 }

func (Cases) DividesByDefault() {
	go func() {
		a, b := 7, int(zero)
		if b == 0 {
			b = 1
		}
		a %= b
	}()
}

func (Cases) DividesByDefaultZero() {
	go func() {
		a, b := 7, int(zero)
		if b == 0 {
			b = 1
		} else {
			b = 2
		}
		b--
		a %= b
	}()
}

// What a loop through a string has noted is behind no later rune.

func (Cases) RunesToken() {
	s := textOf("one two  three")
	go func() {
		start := -1
		for i, r := range s {
			if r == ' ' {
				if start >= 0 {
					use(s[start:i])
					start = -1
				}
				continue
			}
			if start < 0 {
				start = i
			}
		}
		if start >= 0 {
			use(s[start:])
		}
	}()
}

func (Cases) RunesWords() {
	s := textOf("one two  three")
	go func() {
		start := 0
		for i := range s {
			if s[i] == ' ' {
				use(s[start:i])
				start = i + 1
			}
		}
		use(s[start:])
	}()
}

func (Cases) RunesTwoOn() {
	s := textOf("one  two")
	go func() {
		start := 0
		for i := range s {
			if s[i] == ' ' {
				use(s[start:i])
				start = i + 2
			}
		}
	}()
}

// A rune may be longer than a byte.
func (Cases) RunesCounted() {
	s := textOf("äöü")
	go func() {
		n := 0
		for i := range s {
			use(s[i:n])
			n++
		}
	}()
}

func (Cases) RunesLast() {
	s := textOf("äöü")
	go func() {
		n := 0
		for range s {
			n++
		}
		use(s[:n])
		last := 0
		for i := range s {
			last = i
		}
		use(s[last:], s[last+2:])
		use(s[last+3])
	}()
}

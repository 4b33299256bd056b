package main

// Integers, and lists that become arrays.

func numbersDigits(n int) int { return n }

func numbersBytesOf(n int) []int { return make([]int, n) }

var numbersGot int

func (Cases) NumbersCalmOr() {
	n := numbersDigits(0)
	go func() { numbersGot = 5 / (n | 1) }()
}

func (Cases) NumbersCalmOrNegative() {
	n := numbersDigits(-1)
	go func() { numbersGot = 5 % (1 | n) }()
}

func (Cases) NumbersCalmPart() {
	n := uint8(numbersDigits(255))
	var table [16]int
	go func() { numbersGot = table[(n+8)/16] + table[n/16] }()
}

func (Cases) NumbersCalmArray() {
	xs := numbersBytesOf(1)
	go func() {
		if len(xs) >= 2 {
			numbersGot = [2]int(xs)[0]
		}
	}()
}

func (Cases) NumbersCalmArrayMade() {
	go func() {
		xs := make([]int, 3)
		numbersGot = (*[3]int)(xs)[0]
	}()
}

func (Cases) NumbersPanicsOr() {
	n := numbersDigits(0)
	go func() { numbersGot = 5 / (n | 0) }()
}

func (Cases) NumbersPanicsAnd() {
	n := numbersDigits(0)
	go func() { numbersGot = 5 / (n & 1) }()
}

func (Cases) NumbersPanicsPart() {
	n := uint8(numbersDigits(255))
	var table [16]int
	go func() { numbersGot = table[n/15] }()
}

func (Cases) NumbersPanicsWidePart() {
	n := uint16(numbersDigits(4096))
	var table [16]int
	go func() { numbersGot = table[n/16] }()
}

func (Cases) NumbersPanicsArray() {
	xs := numbersBytesOf(1)
	go func() {
		if len(xs) >= 1 {
			numbersGot = [2]int(xs)[0]
		}
	}()
}

func (Cases) NumbersPanicsArrayElse() {
	xs := numbersBytesOf(1)
	go func() {
		if len(xs) < 2 {
			numbersGot = (*[2]int)(xs)[0]
		}
	}()
}

// A number that a goroutine captures in a struct is what others make it meanwhile: what the literal had set it to was taken to last.
type slicing struct{ parts int }

func (s *slicing) drop() { s.parts = 0 }

func (Cases) NumberSetMeanwhile() {
	s, gate := &slicing{parts: 1}, make(chan struct{})
	go func() {
		<-gate
		println(100 / s.parts)
	}()
	s.drop()
	close(gate)
}

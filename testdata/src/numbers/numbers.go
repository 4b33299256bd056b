// Package numbers: integers, and lists that become arrays. Each function here is run as well, in reality.
package numbers

func digits(n int) int { return n }

func bytesOf(n int) []int { return make([]int, n) }

var got int

func calmOr() {
	n := digits(0)
	go func() { got = 5 / (n | 1) }()
}

func calmOrNegative() {
	n := digits(-1)
	go func() { got = 5 % (1 | n) }()
}

func calmPart() {
	n := uint8(digits(255))
	var table [16]int
	go func() { got = table[(n+8)/16] + table[n/16] }()
}

func calmArray() {
	xs := bytesOf(1)
	go func() {
		if len(xs) >= 2 {
			got = [2]int(xs)[0]
		}
	}()
}

func calmArrayMade() {
	go func() {
		xs := make([]int, 3)
		got = (*[3]int)(xs)[0]
	}()
}

func panicsOr() {
	n := digits(0)
	go func() { got = 5 / (n | 0) }() // want `bare-go: `
}

func panicsAnd() {
	n := digits(0)
	go func() { got = 5 / (n & 1) }() // want `bare-go: `
}

func panicsPart() {
	n := uint8(digits(255))
	var table [16]int
	go func() { got = table[n/15] }() // want `bare-go: `
}

func panicsWidePart() {
	n := uint16(digits(4096))
	var table [16]int
	go func() { got = table[n/16] }() // want `bare-go: `
}

func panicsArray() {
	xs := bytesOf(1)
	go func() { // want `bare-go: `
		if len(xs) >= 1 {
			got = [2]int(xs)[0]
		}
	}()
}

func panicsArrayElse() {
	xs := bytesOf(1)
	go func() { // want `bare-go: `
		if len(xs) < 2 {
			got = (*[2]int)(xs)[0]
		}
	}()
}

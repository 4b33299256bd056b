package main

import (
	"math/rand"
)

// What lies in bounds by clamps, chunks, filters in place, halves and remainders.

func (Cases) BoundClamp() {
	s, n := numbersOf(5), 7+arg()
	go func() {
		if n > len(s) {
			n = len(s)
		}
		if n < 0 {
			n = 0
		}
		use(s[:n])
	}()
}

func (Cases) BoundClamp2() {
	s, n := numbersOf(5), 7+arg()
	go func() {
		end := n
		if end > len(s) {
			end = len(s)
		}
		if end < 0 {
			return
		}
		use(s[:end], s[end:])
	}()
}

func (Cases) BoundMin() {
	s, n := numbersOf(5), 7+arg()
	go func() {
		k := min(n, len(s))
		if k > 0 {
			use(s[:k], s[k-1])
		}
	}()
}

func (Cases) BoundMaxmin() {
	s, n := numbersOf(5), 7+arg()
	go func() {
		k := max(0, min(n, len(s)))
		use(s[:k], s[k:])
	}()
}

// trusted: counting that does not overflow
func (Cases) BoundChunk() {
	s := numbersOf(50)
	go func() {
		const n = 7
		for i := 0; i < len(s); i += n {
			end := min(i+n, len(s))
			use(s[i:end])
		}
	}()
}

// trusted: counting that does not overflow
func (Cases) BoundChunk2() {
	s := numbersOf(50)
	go func() {
		for i := 0; i < len(s); i += 7 {
			end := i + 7
			if end > len(s) {
				end = len(s)
			}
			use(s[i:end])
		}
	}()
}

// trusted: counting that does not overflow
func (Cases) BoundChunk3() {
	s := numbersOf(50)
	go func() {
		for i := 0; i < len(s); i += 7 {
			use(s[i:min(i+7, len(s))])
		}
	}()
}

func (Cases) BoundChunk4() {
	go func() {
		s := numbersOf(50)
		for len(s) > 0 {
			n := min(7, len(s))
			use(s[:n])
			s = s[n:]
		}
	}()
}

// trusted: counting that does not overflow
func (Cases) BoundChunkvar() {
	s, n := numbersOf(50), 7+arg()
	go func() {
		if n <= 0 {
			return
		}
		for i := 0; i < len(s); i += n {
			end := min(i+n, len(s))
			use(s[i:end])
		}
	}()
}

func (Cases) BoundFilter() {
	s := numbersOf(50)
	go func() {
		out := s[:0]
		for _, x := range s {
			if x > 3 {
				out = append(out, x)
			}
		}
		use(out)
	}()
}

func (Cases) BoundFilter2() {
	go func() {
		s := numbersOf(50)
		n := 0
		for _, x := range s {
			if x > 3 {
				s[n] = x
				n++
			}
		}
		s = s[:n]
		use(s)
	}()
}

func (Cases) BoundHalf() {
	s := numbersOf(50)
	go func() { use(s[:len(s)/2], s[len(s)/2:]) }()
}

// trusted: counting that does not overflow
func (Cases) BoundMod() {
	s, h := numbersOf(50), uint32(7+arg())
	go func() {
		if len(s) > 0 {
			use(s[h%uint32(len(s))])
		}
	}()
}

func (Cases) BoundMod2() {
	s, h := numbersOf(50), uint64(7+arg())
	go func() {
		if len(s) == 0 {
			return
		}
		i := h % uint64(len(s))
		use(s[i])
	}()
}

// trusted: counting that does not overflow
func (Cases) BoundMod3() {
	s := numbersOf(50)
	go func() {
		n := 0
		for range 10 {
			if len(s) > 0 {
				use(s[n%len(s)])
				n++
			}
		}
	}()
}

func (Cases) BoundMod4() {
	s := numbersOf(50)
	go func() {
		if len(s) == 0 {
			return
		}
		next := 0
		for range 10 {
			next = (next + 1) % len(s)
			use(s[next])
		}
	}()
}

func (Cases) BoundModint() {
	s, h := numbersOf(50), uint32(7+arg())
	go func() {
		if len(s) == 0 {
			return
		}
		use(s[int(h)%len(s)])
	}()
}

func (Cases) BoundPanicsClamp() {
	s, n := numbersOf(5), -7+arg()
	go func() {
		if n > len(s) {
			n = len(s)
		}
		use(s[:n])
	}()
}

func (Cases) BoundPanicsMin() {
	s, n := numbersOf(0), 7+arg()
	go func() {
		k := min(n, len(s))
		use(s[:k], s[k-1])
	}()
}

func (Cases) BoundPanicsChunk() {
	s := numbersOf(50)
	go func() {
		for i := 0; i < len(s); i += 7 {
			use(s[i : i+7])
		}
	}()
}

func (Cases) BoundPanicsMax() {
	s, n := numbersOf(5), 7+arg()
	go func() { use(s[:max(0, n)]) }()
}

func (Cases) BoundPanicsFilter() {
	s := numbersOf(5)
	go func() {
		out := s[:0]
		use(out[0])
	}()
}

func (Cases) BoundPanicsFilter2() {
	s := numbersOf(5)
	go func() {
		n := 0
		for range s {
			n++
			s[n] = 1
		}
	}()
}

func (Cases) BoundPanicsHalf() {
	s := numbersOf(0)
	go func() { use(s[len(s)/2]) }()
}

func (Cases) BoundPanicsMod() {
	s, h := numbersOf(50), -7+arg()
	go func() {
		if len(s) > 0 {
			use(s[h%len(s)])
		}
	}()
}

func (Cases) BoundPanicsMod0() {
	s, h := numbersOf(0), uint(7+arg())
	go func() { use(s[h%uint(len(s))]) }()
}

func (Cases) BoundPanicsModother() {
	s, u, h := numbersOf(3), numbersOf(9), uint(8+arg())
	go func() {
		if len(s) > 0 && len(u) > 0 {
			use(s[h%uint(len(u))])
		}
	}()
}

func (Cases) BoundPanicsUnsigned() {
	s, i := numbersOf(50), 60+arg()
	go func() {
		if uint(i) > uint(len(s)) {
			use(s[i])
		}
	}()
}

func (Cases) BoundPanicsUnsigned2() {
	s, i := numbersOf(50), -3+arg()
	go func() {
		if i < len(s) {
			use(s[uint(i)])
		}
	}()
}

func (Cases) BoundPanicsTrunc8() {
	s, i := numbersOf(50), uint32(256+60+arg())
	go func() {
		if int(uint8(i)) < len(s)+20 {
			use(s[i])
		}
	}()
}

func (Cases) BoundPanicsInt8() {
	s, i := numbersOf(300), uint8(200+arg())
	go func() {
		if int(i) < len(s) {
			use(s[int8(i)])
		}
	}()
}

func (Cases) BoundPanicsBackwards() {
	s := numbersOf(50)
	go func() {
		for i := len(s); i >= 0; i-- {
			use(s[i])
		}
	}()
}

func (Cases) BoundPanicsRemoveloop() {
	s := numbersOf(5)
	go func() {
		for i := range s {
			s = append(s[:i], s[i+1:]...)
		}
	}()
}

func (Cases) BoundPanicsRand() {
	s := numbersOf(0)
	go func() { use(s[rand.Intn(len(s)+1)]) }()
}

func numbersOf(n int) (s []int) {
	for i := arg(); i < n; i++ {
		s = append(s, 0)
	}
	return s[:len(s):len(s)]
}

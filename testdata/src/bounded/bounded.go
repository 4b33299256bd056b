// Package bounded: what lies in bounds by clamps, chunks, filters in place, halves and remainders. Each function here is run as well, in reality.
package bounded

import (
	"os"
)

func calmClamp() {
	s, n := list(5), 7+arg()
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

func calmClamp2() {
	s, n := list(5), 7+arg()
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

func calmMin() {
	s, n := list(5), 7+arg()
	go func() {
		k := min(n, len(s))
		if k > 0 {
			use(s[:k], s[k-1])
		}
	}()
}

func calmMaxmin() {
	s, n := list(5), 7+arg()
	go func() {
		k := max(0, min(n, len(s)))
		use(s[:k], s[k:])
	}()
}

func calmChunk() {
	s := list(50)
	go func() {
		const n = 7
		for i := 0; i < len(s); i += n {
			end := min(i+n, len(s))
			use(s[i:end])
		}
	}()
}

func calmChunk2() {
	s := list(50)
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

func calmChunk3() {
	s := list(50)
	go func() {
		for i := 0; i < len(s); i += 7 {
			use(s[i:min(i+7, len(s))])
		}
	}()
}

func calmChunk4() {
	go func() {
		s := list(50)
		for len(s) > 0 {
			n := min(7, len(s))
			use(s[:n])
			s = s[n:]
		}
	}()
}

func panicsClamp() {
	s, n := list(5), -7+arg()
	go func() { // want `bare-go: `
		if n > len(s) {
			n = len(s)
		}
		use(s[:n])
	}()
}

func panicsMin() {
	s, n := list(0), 7+arg()
	go func() { // want `bare-go: `
		k := min(n, len(s))
		use(s[:k], s[k-1])
	}()
}

func panicsChunk() {
	s := list(50)
	go func() { // want `bare-go: `
		for i := 0; i < len(s); i += 7 {
			use(s[i : i+7])
		}
	}()
}

func panicsMax() {
	s, n := list(5), 7+arg()
	go func() { use(s[:max(0, n)]) }() // want `bare-go: `
}

func panicsFilter() {
	s := list(5)
	go func() { // want `bare-go: `
		out := s[:0]
		use(out[0])
	}()
}

func panicsFilter2() {
	s := list(5)
	go func() { // want `bare-go: `
		n := 0
		for range s {
			n++
			s[n] = 1
		}
	}()
}

func list(n int) (s []int) {
	for i := arg(); i < n; i++ {
		s = append(s, 0)
	}
	return s[:len(s):len(s)]
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

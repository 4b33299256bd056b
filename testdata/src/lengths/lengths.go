// Package lengths: what is as long as something else. Each function here is run as well, in reality.
package lengths

import (
	"os"
	"slices"
)

func calmBytes() {
	s := text("hello")
	go func() {
		b := []byte(s)
		for i := range s {
			b[i] = 'x'
		}
		for i := range b {
			use(s[i])
		}
	}()
}

func calmString() {
	b := []byte(text("hello"))
	go func() {
		s := string(b)
		for i := range b {
			use(s[i])
		}
	}()
}

func calmClone() {
	s := list(5)
	go func() {
		c := slices.Clone(s)
		for i := range s {
			c[i]++
		}
	}()
}

func calmMake() {
	s := list(5)
	go func() {
		out := make([]string, len(s))
		for i := range s {
			out[i] = "x"
		}
		for i := range out {
			use(s[i])
		}
	}()
}

func calmMakecap() {
	s := list(5)
	go func() {
		out := make([]int, 0, len(s))
		out = append(out, s...)
		for i := range s {
			use(out[i])
		}
	}()
}

func calmCopy() {
	s := list(5)
	go func() {
		out := make([]int, len(s))
		n := copy(out, s)
		use(out[:n])
		for i := range n {
			use(s[i])
		}
	}()
}

func calmAppendnil() {
	s := list(5)
	go func() {
		c := append([]int(nil), s...)
		for i := range s {
			use(c[i])
		}
		d := append([]int{}, s...)
		for i := range s {
			use(d[i])
		}
	}()
}

func calmRunes() {
	s := text("hello")
	go func() {
		r := []rune(s)
		for i := range r {
			use(r[i])
		}
		if len(r) > 2 {
			use(string(r[:2]))
		}
	}()
}

func panicsRunes() {
	s := text("héllo")
	go func() { // want `bare-go: `
		r := []rune(s)
		for i := range s {
			use(r[i])
		}
		for i := 0; i < len(s); i++ {
			use(r[i])
		}
	}()
}

func panicsEqual() {
	a, b := list(5), list(3)
	go func() { // want `bare-go: `
		if len(a) == 0 || len(b) == 0 {
			return
		}
		for i := range a {
			use(b[i])
		}
	}()
}

func panicsMakecap() {
	s := list(5)
	go func() { // want `bare-go: `
		out := make([]int, 0, len(s))
		for i := range s {
			out[i] = 1
		}
	}()
}

func panicsBytes() {
	s := text("hello")
	go func() { // want `bare-go: `
		b := []byte(s)
		s = s + "x"
		for i := range s {
			b[i] = 'x'
		}
	}()
}

func panicsCopy() {
	s := list(5)
	go func() { // want `bare-go: `
		out := make([]int, 3)
		copy(out, s)
		for i := range s {
			use(out[i])
		}
	}()
}

func list(n int) (s []int) {
	for i := arg(); i < n; i++ {
		s = append(s, 0)
	}
	return s[:len(s):len(s)]
}

func text(s string) string { return s[arg():] }

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

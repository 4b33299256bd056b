package main

import (
	"bytes"
	"maps"
	"slices"
	"sort"
)

// What is as long as something else.

func (Cases) LongBytes() {
	s := textOf("hello")
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

func (Cases) LongString() {
	b := []byte(textOf("hello"))
	go func() {
		s := string(b)
		for i := range b {
			use(s[i])
		}
	}()
}

func (Cases) LongClone() {
	s := numbersOf(5)
	go func() {
		c := slices.Clone(s)
		for i := range s {
			c[i]++
		}
	}()
}

func (Cases) LongMake() {
	s := numbersOf(5)
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

func (Cases) LongMakecap() {
	s := numbersOf(5)
	go func() {
		out := make([]int, 0, len(s))
		out = append(out, s...)
		for i := range s {
			use(out[i])
		}
	}()
}

func (Cases) LongCopy() {
	s := numbersOf(5)
	go func() {
		out := make([]int, len(s))
		n := copy(out, s)
		use(out[:n])
		for i := range n {
			use(s[i])
		}
	}()
}

func (Cases) LongAppendnil() {
	s := numbersOf(5)
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

func (Cases) LongRunes() {
	s := textOf("hello")
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

func (Cases) LongEqual() {
	a, b := numbersOf(5), numbersOf(5)
	go func() {
		if len(a) != len(b) {
			return
		}
		for i := range a {
			use(b[i])
		}
	}()
}

func (Cases) LongLess() {
	a, b := numbersOf(5), numbersOf(5)
	go func() {
		for i := range min(len(a), len(b)) {
			use(a[i], b[i])
		}
		n := len(a)
		if len(b) < n {
			n = len(b)
		}
		for i := 0; i < n; i++ {
			use(a[i], b[i])
		}
	}()
}

func (Cases) LongBytesclone() {
	b := []byte(textOf("hello"))
	go func() {
		c := bytes.Clone(b)
		for i := range b {
			use(c[i])
		}
	}()
}

// trusted: counting that does not overflow
func (Cases) LongKeys() {
	m := map[string]int{"a": 1}
	go func() {
		keys := slices.Collect(maps.Keys(m))
		sort.Strings(keys)
		for i := range keys {
			use(keys[i])
		}
		ks := slices.Sorted(maps.Keys(m))
		for i, k := range ks {
			if i > 0 {
				use(ks[i-1], k)
			}
		}
	}()
}

func (Cases) LongPanicsRunes() {
	s := textOf("héllo")
	go func() {
		r := []rune(s)
		for i := range s {
			use(r[i])
		}
		for i := 0; i < len(s); i++ {
			use(r[i])
		}
	}()
}

func (Cases) LongPanicsEqual() {
	a, b := numbersOf(5), numbersOf(3)
	go func() {
		if len(a) == 0 || len(b) == 0 {
			return
		}
		for i := range a {
			use(b[i])
		}
	}()
}

func (Cases) LongPanicsMakecap() {
	s := numbersOf(5)
	go func() {
		out := make([]int, 0, len(s))
		for i := range s {
			out[i] = 1
		}
	}()
}

func (Cases) LongPanicsBytes() {
	s := textOf("hello")
	go func() {
		b := []byte(s)
		s = s + "x"
		for i := range s {
			b[i] = 'x'
		}
	}()
}

func (Cases) LongPanicsCopy() {
	s := numbersOf(5)
	go func() {
		out := make([]int, 3)
		copy(out, s)
		for i := range s {
			use(out[i])
		}
	}()
}

func textOf(s string) string { return s[arg():] }

// Package found: what functions of the library have found. Each function here is run as well, in reality.
package found

import (
	"os"
	"slices"
	"strings"
)

func calmIndex() {
	s := text("key=value")
	go func() {
		if i := strings.Index(s, "="); i >= 0 {
			use(s[:i], s[i+1:])
		}
	}()
}

func calmIndexbyte() {
	s := text("key=value")
	go func() {
		i := strings.IndexByte(s, '=')
		if i < 0 {
			return
		}
		use(s[:i], s[i+1:], s[i])
	}()
}

func calmIndexlong() {
	s := text("key=>value")
	go func() {
		if i := strings.Index(s, "=>"); i != -1 {
			use(s[:i], s[i+2:])
		}
	}()
}

func calmIndexsep() {
	s, sep := text("key=>value"), text("=>")
	go func() {
		if i := strings.Index(s, sep); i >= 0 {
			use(s[:i], s[i+len(sep):])
		}
	}()
}

func calmLast() {
	s := text("a/b/c")
	go func() {
		if i := strings.LastIndex(s, "/"); i >= 0 {
			use(s[:i], s[i+1:])
		}
		use(s[strings.LastIndex(s, "/")+1:])
		use(s[strings.LastIndexByte(s, '/')+1:])
	}()
}

func calmPrefix() {
	s := text("key=value")
	go func() {
		if strings.HasPrefix(s, "key") {
			use(s[3:], s[len("key"):])
		}
	}()
}

func calmSuffix() {
	s, suf := text("key=value"), text("ue")
	go func() {
		if strings.HasSuffix(s, suf) {
			use(s[:len(s)-len(suf)])
		}
	}()
}

func calmSplitn() {
	s := text("key=value")
	go func() {
		parts := strings.SplitN(s, "=", 2)
		if len(parts) == 2 {
			use(parts[0], parts[1])
		}
	}()
}

func panicsIndex() {
	s := text("value")
	go func() { // want `bare-go: `
		i := strings.Index(s, "=")
		use(s[:i])
	}()
}

func panicsIndexend() {
	s := text("value=")
	go func() { // want `bare-go: `
		if i := strings.Index(s, "="); i >= 0 {
			use(s[i+1])
		}
	}()
}

func panicsIndexfar() {
	s := text("value=")
	go func() { // want `bare-go: `
		if i := strings.Index(s, "="); i >= 0 {
			use(s[i+2:])
		}
	}()
}

func panicsIndexother() {
	s, u := text("value="), text("x")
	go func() { // want `bare-go: `
		if i := strings.Index(s, "="); i >= 0 {
			use(u[:i])
		}
	}()
}

func panicsIndexzero() {
	s, sep := text("value"), text("")
	go func() { // want `bare-go: `
		if i := strings.LastIndex(s, sep); i >= 0 {
			use(s[i])
		}
	}()
}

func panicsSplitn() {
	s := text("value")
	go func() { // want `bare-go: `
		parts := strings.SplitN(s, "=", 2)
		use(parts[1])
	}()
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

// What is known behind a search or a comma-ok form holds in a loop, too, which is followed more than once where
// something else changes in front of it.

func loopIndex() {
	s := text("key=value")
	go func() {
		n := arg()
		n = arg()
		for range 2 {
			if i := strings.Index(s, "=v"); i != -1 {
				use(s[i+2:], n)
			}
		}
	}()
}

func loopFlag() {
	s := text("key=value")
	go func() {
		finished := false
		defer func() {
			if finished {
				return
			}
			_ = recover()
		}()
		finished = arg() == 0
		for range 2 {
			if i := strings.LastIndex(s, "=v"); i >= 0 {
				use(s[i+2:])
			}
		}
	}()
}

func loopAgain() {
	s, sep := text("key=value"), text("=v")
	go func() {
		n := arg()
	again:
		n = arg()
		for k := 0; k < 2; k++ {
			if n > 0 {
				continue
			}
			if i := strings.Index(s, sep); i >= 0 {
				use(s[i+len(sep):])
			}
		}
		if n > 1 {
			goto again
		}
	}()
}

func loopBinary() {
	s := numbersOf(5)
	go func() {
		n := arg()
		n = arg()
		for range 2 {
			i, ok := slices.BinarySearch(s, 0)
			n += i
			if ok {
				use(s[i], n)
			}
		}
	}()
}

func loopAsserted() {
	var v any = arg()
	go func() {
		n := arg()
		n = arg()
		for range 2 {
			m, ok := v.(int)
			use(n)
			if ok {
				use(m, v.(int))
			}
		}
	}()
}

func loopCut() {
	s := text("=v")
	go func() { // want `bare-go: `
		n := arg()
		n = arg()
		for range 2 {
			i := strings.Index(s, "=v")
			s = text("")
			if i != -1 {
				use(s[i+2:], n)
			}
		}
	}()
}

func loopOther() {
	s, sep := text("key=v"), text("=v")
	go func() { // want `bare-go: `
		n := arg()
		n = arg()
		for range 2 {
			i := strings.Index(s, sep)
			sep = text("longer")
			if i != -1 {
				use(s[i+len(sep):], n)
			}
		}
	}()
}

func loopNot() {
	s := numbersOf(0)
	go func() { // want `bare-go: `
		n := arg()
		n = arg()
		for range 2 {
			i, ok := slices.BinarySearch(s, 3)
			n += i
			if !ok {
				use(s[i], n)
			}
		}
	}()
}

func numbersOf(n int) (s []int) {
	for i := arg(); i < n; i++ {
		s = append(s, 0)
	}
	return s
}

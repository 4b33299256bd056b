// Package found: what functions of the library have found. Each function here is run as well, in reality.
package found

import (
	"os"
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

package proved

import (
	"bytes"
	"strings"
)

// What strings and bytes say of lengths was not known, so that the everyday ways to take a
// string apart were reported.
func text(s, sep string, b []byte) {
	go func() {
		if i := strings.Index(s, "="); i >= 0 {
			_, _ = s[:i], s[i+1:]
		}
		if i := strings.LastIndexByte(s, '/'); i != -1 {
			_, _ = s[:i], s[i+1:]
		}
		i := bytes.IndexByte(b, 0)
		if i < 0 {
			return
		}
		_ = b[:i]
	}()
	go func() { // want `bare-go: .*s\[:i\] can panic`
		i := strings.Index(s, "=")
		_ = s[:i]
	}()
	go func() { // want `bare-go: .*s\[i\+2:\] can panic`
		if i := strings.Index(s, "="); i >= 0 {
			_ = s[i+2:]
		}
	}()
	go func() { // want `bare-go: .*s\[i\+1:\] can panic`
		if i := strings.Index(s, sep); i >= 0 {
			_ = s[i+1:]
		}
	}()
	go func() { // want `bare-go: .*s\[i\+1:\] can panic`
		if i := strings.LastIndex(s, ""); i >= 0 {
			_ = s[i+1:]
		}
	}()
	go func() {
		if strings.HasPrefix(s, "x:") {
			_ = s[2:]
		}
		if strings.HasPrefix(s, sep) {
			_ = s[len(sep):]
		}
		if !strings.HasSuffix(s, ".go") {
			return
		}
		_ = s[:len(s)-3]
	}()
	go func() { // want `bare-go: .*s\[3:\] can panic`
		if strings.HasPrefix(s, "x:") {
			_ = s[3:]
		}
	}()
	go func() { // want `bare-go: .*s\[2:\] can panic`
		if !strings.HasPrefix(s, "x:") {
			_ = s[2:]
		}
	}()
	go func() {
		_ = strings.Split(s, ",")[0]
		parts := strings.Split(s, ":")
		_ = parts[0]
	}()
	go func() { _ = strings.Split(s, ",")[1] }() // want `bare-go: .*can panic`
	go func() { _ = strings.Split(s, sep)[0] }() // want `bare-go: .*can panic`
	go func() { _ = strings.Split(s, "")[0] }()  // want `bare-go: .*can panic`
	go func() {
		for i := 0; i < len(s); i += 10 {
			_ = s[i:min(i+10, len(s))]
		}
	}()
	go func() { // want `bare-go: .*can panic`
		for i := 0; i < len(s); i++ {
			_ = s[i:min(3, len(s))]
		}
	}()
}

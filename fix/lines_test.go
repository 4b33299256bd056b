package fix_test

import (
	"strings"
	"testing"
)

// Lines that a fix adds end like those of the file.
func TestLineBreaks(t *testing.T) {
	const lf = `package p

import "fmt" // a comment

func f(n int) error { fmt.Println(100 / max(n, 0)); return nil }

func g(list []int, ch chan int) {
	go f(1) //nolint:errcheck
	go f(list[0])
	go func() {
		f(2)
		close(ch)
	}()
}
`
	w := newWorkspace(t, t.TempDir(), map[string]string{"app": goVersion})
	w.write(t, "app/lf/p.go", lf)
	w.write(t, "app/crlf/p.go", strings.ReplaceAll(lf, "\n", "\r\n"))
	w.write(t, "app/blank/p.go", strings.ReplaceAll(lf, "package p\n", "package p \n"))
	w.write(t, "app/bom/p.go", "\ufeff"+strings.ReplaceAll(lf, "\n", "\r\n"))
	for _, name := range []string{"lf", "crlf", "blank", "bom"} {
		t.Run(name, func(t *testing.T) {
			crlf := name == "crlf" || name == "bom"
			found := w.analyze(t, w.load(t, "./app/"+name))
			if len(found) != 3 {
				t.Fatalf("%d findings, want 3", len(found))
			}
			for _, f := range found {
				breaks := 0
				for _, e := range f.edits {
					breaks += strings.Count(e.text, "\n")
					if got := strings.Count(e.text, "\r\n"); crlf && got < strings.Count(e.text, "\n") || !crlf && got > 0 {
						t.Errorf("line %d: %q", f.line, e.text)
					}
				}
				if breaks < 2 {
					t.Errorf("line %d: %d line breaks", f.line, breaks)
				}
			}
		})
	}
}

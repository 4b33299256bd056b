// Package tables: functions that are found in a table, and what is written to. Each function here is run as well, in reality.
package tables

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

var verbs = map[string]func(){"add": silent, "drop": func() { silent() }}

var holes = map[string]func(){"add": silent, "drop": nil}

var mixed = map[string]func(){"add": silent, "drop": bang}

var changed = map[string]func(){"add": silent}

var lent = map[string]func(){"add": silent}

func change(m map[string]func()) { m["add"] = bang }

func silent() {}

func bang() { panic("bang") }

func verb() string { return "add" }

func noVerb() string { return "none" }

func calmFound() {
	k := noVerb()
	go func() {
		if f, ok := verbs[k]; ok {
			f()
		}
	}()
}

func calmAsked() {
	k := "drop"
	go func() {
		if f := holes[k]; f != nil {
			f()
		}
	}()
}

func calmLocal() {
	table := map[string]func(){"add": silent}
	k := verb()
	go func() {
		f, ok := table[k]
		if !ok {
			return
		}
		f()
	}()
}

func panicsHole() {
	k := "drop"
	go func() { // want `bare-go: `
		if f, ok := holes[k]; ok {
			f()
		}
	}()
}

func panicsMissing() {
	k := noVerb()
	go func() { // want `bare-go: `
		f, _ := verbs[k]
		f()
	}()
}

func panicsMissingAtOnce() {
	k := noVerb()
	go func() { verbs[k]() }() // want `bare-go: `
}

func panicsMixed() {
	k := "drop"
	go func() { // want `bare-go: `
		if f, ok := mixed[k]; ok {
			f()
		}
	}()
}

func panicsChanged() {
	changed["add"] = bang
	k := verb()
	go func() { // want `bare-go: `
		if f, ok := changed[k]; ok {
			f()
		}
	}()
}

func panicsLent() {
	change(lent)
	k := verb()
	go func() { // want `bare-go: `
		if f, ok := lent[k]; ok {
			f()
		}
	}()
}

func panicsLocalChanged() {
	table := map[string]func(){"add": silent}
	table["add"] = bang
	k := verb()
	go func() { // want `bare-go: `
		if f, ok := table[k]; ok {
			f()
		}
	}()
}

func panicsElse() {
	k := noVerb()
	go func() { // want `bare-go: `
		if f, ok := verbs[k]; !ok {
			f()
		}
	}()
}

func calmBuilder() {
	go func() {
		var b strings.Builder
		fmt.Fprintf(&b, "%d", 1)
	}()
}

func calmBuffer() {
	b := new(bytes.Buffer)
	go func() { fmt.Fprintln(b, 1) }()
}

func calmFile() {
	var f *os.File
	go func() { fmt.Fprintln(f, 1) }()
}

func panicsWriter() {
	var w io.Writer
	go func() { fmt.Fprintln(w, 1) }() // want `bare-go: `
}

func panicsNoBuilder() {
	var b *strings.Builder
	go func() { fmt.Fprintln(b, 1) }() // want `bare-go: `
}

type torn struct{}

func (torn) Write([]byte) (int, error) { panic("torn") } // want Write:`panics`

func panicsTorn() {
	go func() { fmt.Fprintln(torn{}, 1) }() // want `bare-go: `
}

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

// Functions that are found in a table, and what is written to.

var tablesVerbs = map[string]func(){"add": tablesSilent, "drop": func() { tablesSilent() }}

var tablesHoles = map[string]func(){"add": tablesSilent, "drop": nil}

var tablesMixed = map[string]func(){"add": tablesSilent, "drop": tablesBang}

var tablesChanged = map[string]func(){"add": tablesSilent}

var tablesLent = map[string]func(){"add": tablesSilent}

func tablesChange(m map[string]func()) { m["add"] = tablesBang }

func tablesSilent() {}

func tablesBang() { panic("tablesBang") }

func tablesVerb() string { return "add" }

func tablesNoVerb() string { return "none" }

func (Cases) TablesCalmFound() {
	k := tablesNoVerb()
	go func() {
		if f, ok := tablesVerbs[k]; ok {
			f()
		}
	}()
}

func (Cases) TablesCalmAsked() {
	k := "drop"
	go func() {
		if f := tablesHoles[k]; f != nil {
			f()
		}
	}()
}

func (Cases) TablesCalmLocal() {
	table := map[string]func(){"add": tablesSilent}
	k := tablesVerb()
	go func() {
		f, ok := table[k]
		if !ok {
			return
		}
		f()
	}()
}

func (Cases) TablesPanicsHole() {
	k := "drop"
	go func() {
		if f, ok := tablesHoles[k]; ok {
			f()
		}
	}()
}

func (Cases) TablesPanicsMissing() {
	k := tablesNoVerb()
	go func() {
		f, _ := tablesVerbs[k]
		f()
	}()
}

func (Cases) TablesPanicsMissingAtOnce() {
	k := tablesNoVerb()
	go func() { tablesVerbs[k]() }()
}

func (Cases) TablesPanicsMixed() {
	k := "drop"
	go func() {
		if f, ok := tablesMixed[k]; ok {
			f()
		}
	}()
}

func (Cases) TablesPanicsChanged() {
	tablesChanged["add"] = tablesBang
	k := tablesVerb()
	go func() {
		if f, ok := tablesChanged[k]; ok {
			f()
		}
	}()
}

func (Cases) TablesPanicsLent() {
	tablesChange(tablesLent)
	k := tablesVerb()
	go func() {
		if f, ok := tablesLent[k]; ok {
			f()
		}
	}()
}

func (Cases) TablesPanicsLocalChanged() {
	table := map[string]func(){"add": tablesSilent}
	table["add"] = tablesBang
	k := tablesVerb()
	go func() {
		if f, ok := table[k]; ok {
			f()
		}
	}()
}

func (Cases) TablesPanicsElse() {
	k := tablesNoVerb()
	go func() {
		if f, ok := tablesVerbs[k]; !ok {
			f()
		}
	}()
}

// trusted: a builder
func (Cases) TablesCalmBuilder() {
	go func() {
		var b strings.Builder
		fmt.Fprintf(&b, "%d", 1)
	}()
}

// trusted: a buffer
func (Cases) TablesCalmBuffer() {
	b := new(bytes.Buffer)
	go func() { fmt.Fprintln(b, 1) }()
}

// trusted: a file
func (Cases) TablesCalmFile() {
	var f *os.File
	go func() { fmt.Fprintln(f, 1) }()
}

func (Cases) TablesPanicsWriter() {
	var w io.Writer
	go func() { fmt.Fprintln(w, 1) }()
}

func (Cases) TablesPanicsNoBuilder() {
	var b *strings.Builder
	go func() { fmt.Fprintln(b, 1) }()
}

type tablesTorn struct{}

func (tablesTorn) Write([]byte) (int, error) { panic("tablesTorn") }

func (Cases) TablesPanicsTorn() {
	go func() { fmt.Fprintln(tablesTorn{}, 1) }()
}

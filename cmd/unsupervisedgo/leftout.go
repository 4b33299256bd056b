package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
)

// tell says what could not be analysed and why: each failure once in a run of
// the command, and each reason.
func (c *command) tell(failures []driver.Failure) {
	type reason struct{ build, text string }
	known := make(map[reason]bool)
	for _, f := range c.told {
		text, _ := absent(f.Text)
		known[reason{f.Build, text}] = true
	}
	type group struct {
		known    bool // the reason is
		first    driver.Failure
		packages []string
		absent   []string // packages that are imported and not there
	}
	var order []*group
	by := make(map[reason]*group)
	for _, f := range failures {
		if slices.ContainsFunc(c.told, f.Same) {
			continue
		}
		c.told = append(c.told, f)
		text, path := absent(f.Text)
		key := reason{f.Build, text}
		g := by[key]
		if g == nil {
			g = &group{known: known[key], first: f}
			by[key] = g
			order = append(order, g)
		}
		if f.Package != "" {
			g.packages = append(g.packages, f.Package)
		}
		if path != "" && !slices.Contains(g.absent, path) {
			g.absent = append(g.absent, path)
		}
	}
	for _, g := range order {
		what := "could not analyse"
		if len(g.packages) > 0 {
			what += " " + c.some(g.packages)
		}
		if g.first.Build != "" {
			what += " for " + g.first.Build
		}
		if g.known {
			c.say("%s either, because of %s", what, firstLine(g.first.Text))
			continue
		}
		text := g.first.Text
		if len(g.absent) > 1 {
			text += "\nand likewise " + c.some(g.absent[1:])
		}
		if strings.Contains(text, "\n") {
			text = "\n\t" + strings.ReplaceAll(text, "\n", "\n\t")
		} else {
			text = " " + text
		}
		c.say("%s:%s", what, text)
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// absence matches what the go command says of an imported package that it has
// no module for, or no checksum.
var absence = lazy.Regexp(`(?:no required module provides package|cannot find module providing package|missing go\.sum entry for module providing package|package) ([\w./~-]+)`)

// absent returns the reason for a failure without the name of the package that
// is imported and not there, and that name; or the text as it is.
func absent(text string) (reason, path string) {
	m := absence().FindStringSubmatchIndex(text)
	if m == nil {
		return text, ""
	}
	return text[m[0]:m[2]], text[m[2]:m[3]]
}

// few is how many of a list are told, where the rest is a number, unless -v asks for all.
const few = 5

// some lists a few names.
func (c *command) some(names []string) string {
	switch n := len(names); {
	case n == 1:
		return names[0]
	case n <= few || c.verbose:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	default:
		return fmt.Sprintf("%s and %d more (-v lists all)", strings.Join(names[:few], ", "), n-few)
	}
}

// A partial error ends a run in which something could not be analysed.
type partial struct {
	packages  int
	unchanged bool // although the run was to change something
}

func (e *partial) Error() string {
	var parts []string
	switch e.packages {
	case 0:
	case 1:
		parts = append(parts, "1 package was left out")
	default:
		parts = append(parts, fmt.Sprintf("%d packages were left out", e.packages))
	}
	if e.unchanged {
		parts = append(parts, "nothing was changed")
	}
	return strings.Join(parts, "; ")
}

// failed returns an error if something could not be analysed, which is told.
// unchanged says that the run changed nothing and was to.
func (c *command) failed(ctx context.Context, failures []driver.Failure, unchanged bool) error {
	if len(failures) == 0 {
		return nil
	}
	if mistaken(failures) && !module.Exists(ctx) {
		return fmt.Errorf("%s is in no module: there is no go.mod file in it or above it", c.cwd)
	}
	c.tell(failures)
	packages := make(map[string]bool)
	for _, f := range failures {
		packages[f.Package] = true
	}
	delete(packages, "")
	return &partial{len(packages), unchanged}
}

// mistaken reports whether a failure is about the command line, so that nobody
// knows what was meant.
func mistaken(failures []driver.Failure) bool {
	return slices.ContainsFunc(failures, func(f driver.Failure) bool { return f.Package == "" })
}

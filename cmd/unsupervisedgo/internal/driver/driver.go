// Package driver runs the analyzer over packages.
package driver

import (
	"context"
	"os"
	"os/exec"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
)

// A Func analyses packages. It is the seam between the command and the way in
// which packages are loaded and results are cached: whatever loads faster only
// has to fill in a Result.
//
// An error means that nothing was analysed at all, for example because there
// is no go command. What is wrong with the packages is in Result.Failures.
type Func func(ctx context.Context, req Request) (Result, error)

// A Request says what to analyse, and how.
type Request struct {
	Patterns []string // package patterns, as the go command understands them
	Flags    []string // flags of the analyzer, as -name=value
	Env      []string // what is added to the environment of the go command, as NAME=value

	// LeftOut, if not nil, is called with the failures that are known before the
	// analysis begins. They are in the result as well.
	LeftOut func([]Failure)

	// Progress, if not nil, is called with the number of packages that are done.
	Progress func(done int)
}

// GoCommand returns a go command in the environment of a request.
func GoCommand(ctx context.Context, req Request, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(cmd.Environ(), req.Env...)
	// An interrupted go command removes its temporary files; a killed one can't.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// A Result is what an analysis had to say.
type Result struct {
	// Findings holds each finding once. Those of one package are in the order
	// in which the analyzer reported them, on which the merging of fixes depends.
	Findings []finding.Finding

	// Failures tells what could not be analysed.
	Failures []Failure

	// Warnings are remarks of the go command that did not stop it.
	Warnings []string
}

// A Failure tells why a package could not be analysed.
type Failure struct {
	Package string // import path; empty if what is wrong is the command line
	Build   string // the build in which it could not, if there are several
	Text    string // one line or more, without a newline at the end
}

// Same reports whether f and g are the failure of one package for one reason,
// whatever the build.
func (f Failure) Same(g Failure) bool { return f.Package == g.Package && f.Text == g.Text }

// inFile matches the beginning of a line about a place in a Go file.
var inFile = lazy.Regexp(`(?m)^\s*(?:vet: )?(.+\.go):\d+:`)

// Files returns the absolute names of the files that the failure is about.
func (f Failure) Files() []string {
	var list []string
	for _, m := range inFile().FindAllStringSubmatch(f.Text, -1) {
		list = append(list, finding.Absolute(m[1]))
	}
	return list
}

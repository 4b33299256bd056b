package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/singlechecker"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// isProtocol reports whether these are arguments with which the go command
// runs the tool of go vet -vettool and go fix -fixtool. (See unitchecker.)
// Only -V=full is the go command's question; -V alone is a person's.
func isProtocol(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return slices.Contains(args, "-V=full") || slices.Contains(args, "-flags") ||
		strings.HasSuffix(args[len(args)-1], ".cfg")
}

// protocol is main for the go command, which starts a process for each package.
// Most end before they have made much garbage, so the collector works less
// often than it would in a process that stays; the largest packages pay in memory.
func protocol(a *analysis.Analyzer) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
	flag.Bool(driver.DepsFlag, false, "report findings in dependencies, too (for the stand-alone command)")
	args := os.Args[1:]
	unit := args[len(args)-1]
	if slices.Contains(args, "-"+driver.DepsFlag) {
		if err := reportAlways(unit); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", a.Name, err)
			os.Exit(1)
		}
	}
	work := unitOf(unit)
	switch {
	case work.isWritten(args):
		a.Requires = nil // what others ask is the types
	case work.VetxOnly:
		reportNothing(a)
	case isFix(args):
		wantRuntime(a)
	}
	singlechecker.Main(a) // it accepts the analyzer's flags without a prefix
}

// reportNothing leaves of the analyzer the facts, which those are that it requires find:
// unitchecker runs it even where it drops the findings.
func reportNothing(a *analysis.Analyzer) {
	a.Run = func(*analysis.Pass) (any, error) { return reflect.New(a.ResultType.Elem()).Interface(), nil }
}

// A vetUnit is a unit of work as far as it matters here: whether it is a dependency, whose
// findings are not asked for and whose files are not changed. (See unitchecker.Config.)
type vetUnit struct {
	ImportPath, ModulePath string
	VetxOnly               bool
}

// unitOf reads a unit of work. A configuration that cannot be read is unitchecker's to complain of.
func unitOf(cfg string) (unit vetUnit) {
	content, err := os.ReadFile(cfg)
	if err != nil || json.Unmarshal(content, &unit) != nil {
		return vetUnit{}
	}
	return unit
}

// isWritten reports whether the facts of the unit are those of the standard library that the tool
// brings along, but for -strict: so for most units of a build there is nothing to find.
func (u vetUnit) isWritten(args []string) bool {
	return u.VetxOnly && u.ModulePath == "" && syntax.IsStd(u.ImportPath) &&
		!slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(strings.TrimLeft(arg, "-"), "strict") })
}

// reportAlways changes the configuration of a unit of work to one whose findings
// are asked for. See driver.DepsFlag.
func reportAlways(cfg string) error {
	content, err := os.ReadFile(cfg)
	if err != nil {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(content, &fields); err != nil {
		return err
	}
	if module := string(fields["ModulePath"]); module == "" || module == `""` {
		return nil // the standard library, in which nobody looks for findings
	}
	fields["VetxOnly"] = json.RawMessage("false")
	if content, err = json.Marshal(fields); err != nil {
		return err
	}
	return os.WriteFile(cfg, content, 0o666)
}

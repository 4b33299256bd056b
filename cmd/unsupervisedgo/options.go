package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
)

// options are the flags and arguments of the command line.
type options struct {
	verb    string // "", "init", "help" or "version"
	args    []string
	dir     string
	fix     bool
	diff    bool
	format  string
	runtime string

	flags *flag.FlagSet

	// analyzerFlags holds the flags of the analyzer that are set, as -name=value.
	analyzerFlags []string
}

// parse reads the command line. Flags may stand on both sides of a verb.
func parse(a *analysis.Analyzer, args []string) (*options, error) {
	fs := flag.NewFlagSet(a.Name, flag.ContinueOnError)
	o := &options{flags: fs}
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.dir, "C", "", "change to `dir` before anything else")
	fs.BoolVar(&o.fix, "fix", false, "apply every fix, and write the runtime package if a fix needs it")
	fs.BoolVar(&o.diff, "diff", false, "print what -fix would change as a unified diff, and change nothing")
	fs.StringVar(&o.format, "format", "text", "`format` of the findings: text for people, json for scripts, sarif for code scanning, github for annotations")
	showVersion := fs.Bool("V", false, "print the version")
	a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, f.Name, f.Usage) })

	err := fs.Parse(args)
	if err == nil && fs.NArg() > 0 && slices.Contains([]string{"init", "help", "version"}, fs.Arg(0)) {
		o.verb = fs.Arg(0)
		err = fs.Parse(fs.Args()[1:])
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		o.verb = "help"
	case err != nil:
		return nil, err
	case *showVersion:
		o.verb = "version"
	}
	o.args = fs.Args()
	for _, arg := range o.args {
		if strings.HasPrefix(arg, "-") {
			return nil, fmt.Errorf("flags go before packages: %s", arg)
		}
	}
	if o.verb == "init" && len(o.args) > 0 {
		return nil, fmt.Errorf("init takes no arguments: %s", o.args[0])
	}
	if _, ok := report.Formats[o.format]; !ok {
		return nil, fmt.Errorf("unknown format %q; there are %s", o.format, strings.Join(slices.Sorted(maps.Keys(report.Formats)), ", "))
	}
	if o.diff && o.format != "text" {
		return nil, fmt.Errorf("-diff prints a unified diff, not -format %s", o.format)
	}
	fs.Visit(func(f *flag.Flag) {
		if a.Flags.Lookup(f.Name) != nil {
			o.analyzerFlags = append(o.analyzerFlags, "-"+f.Name+"="+f.Value.String())
		}
	})
	if f := fs.Lookup("runtime"); f != nil {
		o.runtime = f.Value.String()
	}
	if len(o.args) == 0 {
		o.args = []string{"."}
	}
	return o, nil
}

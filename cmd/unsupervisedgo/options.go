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

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
)

// options are the flags and arguments of the command line.
type options struct {
	verb    string // "" or one of verbs
	args    []string
	dir     string
	fix     bool
	diff    bool
	format  string
	runtime string

	baseline      string // file of findings that are known
	writeBaseline string // file to write them to
	newFrom       string // revision since which lines are new

	tags []string       // build tags
	also []driver.Build // further builds

	output string // of the report

	flags *flag.FlagSet

	// analyzerFlags holds the flags of the analyzer that are set, as -name=value.
	analyzerFlags []string
}

// verbs may stand before or between the flags; without one, it is to check.
var verbs = []string{"report", "init", "help", "version"}

// parse reads the command line. Flags may stand on both sides of a verb.
func parse(a *analysis.Analyzer, args []string) (*options, error) {
	fs := flag.NewFlagSet(a.Name, flag.ContinueOnError)
	o := &options{flags: fs}
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.dir, "C", "", "change to `dir` before anything else")
	fs.BoolVar(&o.fix, "fix", false, "apply every fix, and write the runtime package if a fix needs it")
	fs.BoolVar(&o.diff, "diff", false, "print what -fix would change as a unified diff, and change nothing")
	fs.StringVar(&o.format, "format", "text", "`format` of the findings: text for people, json for scripts, sarif for code scanning, github for annotations")
	fs.StringVar(&o.baseline, "baseline", "", "do not tell, fix or count the findings that `file` lists, which -write-baseline wrote")
	fs.StringVar(&o.writeBaseline, "write-baseline", "", "write the findings to `file` instead of telling them; with -fix, those that are left")
	fs.StringVar(&o.newFrom, "new-from", "", "tell, fix and count only findings on lines that changed since `revision` branched off, by git")
	fs.Func("tags", "comma-separated `list` of build tags", func(s string) error {
		o.tags = append(o.tags, strings.Split(s, ",")...)
		return nil
	})
	fs.Func("also", "comma-separated `builds` to analyse beside the usual one, each GOOS, GOOS/GOARCH or +TAG: windows,darwin/arm64,+integration", func(s string) error {
		for part := range strings.SplitSeq(s, ",") {
			b, err := driver.ParseBuild(part)
			if err != nil {
				return err
			}
			o.also = append(o.also, b)
		}
		return nil
	})
	fs.StringVar(&o.output, "o", defaultOutput, "`file` that report writes; - is standard output")
	showVersion := fs.Bool("V", false, "print the version")
	a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, f.Name, f.Usage) })

	err := fs.Parse(args)
	if err == nil && fs.NArg() > 0 && slices.Contains(verbs, fs.Arg(0)) {
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
	if _, ok := report.Formats[o.format]; !ok {
		return nil, fmt.Errorf("unknown format %q; there are %s", o.format, strings.Join(slices.Sorted(maps.Keys(report.Formats)), ", "))
	}
	if err := o.contradiction(); err != nil {
		return nil, err
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

// builds returns all builds, the usual one first.
func (o *options) builds() []driver.Build { return append([]driver.Build{{}}, o.also...) }

// contradiction returns what in the options does not go together, or nil.
func (o *options) contradiction() error {
	files := len(o.args) > 0 && strings.HasSuffix(o.args[0], ".go")
	report := o.verb == "report"
	switch {
	case o.verb == "init" && len(o.args) > 0:
		return fmt.Errorf("init takes no arguments: %s", o.args[0])
	case o.diff && o.format != "text":
		return fmt.Errorf("-diff prints a unified diff, not -format %s", o.format)
	case report && (o.fix || o.diff || o.format != "text" || o.writeBaseline != ""):
		return errors.New("report only looks: it goes with none of -fix, -diff, -format and -write-baseline")
	case !report && o.output != defaultOutput:
		return errors.New("-o is for report")
	case o.writeBaseline != "" && o.diff:
		return errors.New("-write-baseline writes and -diff changes nothing: choose one")
	case o.writeBaseline != "" && (o.baseline != "" || o.newFrom != ""):
		return errors.New("-write-baseline records all findings: it goes with neither -baseline nor -new-from")
	case files && o.writeBaseline != "":
		return errors.New("a baseline is about packages: name those instead of files")
	}
	return nil
}

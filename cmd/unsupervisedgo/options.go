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

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/config"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
	"github.com/unsupervisedgo/unsupervisedgo/internal/suggest"
)

// options are the flags and arguments of the command line.
type options struct {
	verb    string // "" or one of verbs
	args    []string
	dir     string
	fix     bool
	diff    bool
	format  string
	verbose bool   // list what text only counts
	summary string // file to append one to
	runtime string

	baseline      string // file of findings that are known
	writeBaseline string // file to write them to
	newFrom       string // revision since which lines are new

	tags    tags   // build tags
	also    builds // further builds
	exclude paths  // files and directories to say nothing about

	config string // the configuration file; "": that of the module

	output string // of the report

	flags  *flag.FlagSet
	given  map[string]bool   // names of the flags of the command line
	source map[string]string // of the flags that are set: from where

	// analyzerFlags holds the flags of the analyzer that are set, as -name=value.
	analyzerFlags []string
}

// verbs may stand before or between the flags; without one, it is to check.
var verbs = []verb{
	{"check", "print the findings, as without a command"},
	{"report", "write a page to look at"},
	{"init", "write the runtime package, or update it"},
	{"config", "print the settings that are in force"},
	{"flags", "print them as flags for go vet"},
	{"lsp", "serve an editor"},
	{"completion", "print the completion for bash, zsh or fish"},
	{"help", "print the help, or what a rule says"},
	{"version", "print the version"},
}

type verb struct{ name, does string }

func isVerb(name string) bool {
	return slices.ContainsFunc(verbs, func(v verb) bool { return v.name == name })
}

// parse reads the command line. Flags may stand on both sides of a verb.
func parse(a *analysis.Analyzer, args []string) (*options, error) {
	fs := flag.NewFlagSet(a.Name, flag.ContinueOnError)
	o := &options{flags: fs}
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.dir, "C", "", "change to `dir` before anything else")
	fs.BoolVar(&o.fix, "fix", false, "apply every fix, and write the runtime package if a fix needs it")
	fs.BoolVar(&o.diff, "diff", false, "print what -fix would change as a unified diff, and change nothing, with -fix or without")
	fs.StringVar(&o.format, "format", "text", "`format` of the findings: text for people, json for scripts, sarif for code scanning, github for annotations")
	fs.BoolVar(&o.verbose, "v", false, "list what is told as \"and 3 more\" otherwise")
	fs.StringVar(&o.baseline, "baseline", "", "do not tell, fix or count the findings that `file` lists, which -write-baseline wrote")
	fs.StringVar(&o.writeBaseline, "write-baseline", "", "write the findings to `file` instead of telling them; with -fix, those that are left")
	fs.StringVar(&o.newFrom, "new-from", "", "tell, fix and count only findings on lines that changed since `revision` branched off, by git")
	fs.StringVar(&o.summary, "summary", "", "append a summary in Markdown to `file`, such as that of $GITHUB_STEP_SUMMARY")
	fs.Var(&o.tags, "tags", "comma-separated `list` of build tags")
	fs.Var(&o.also, "also", "comma-separated `builds` to analyse beside the usual one, each GOOS, GOOS/GOARCH or +TAG: windows,darwin/arm64,+integration")
	fs.Var(&o.exclude, "exclude", "comma-separated `paths` of files and directories to say nothing about, from the module's root, with * and **: internal/legacy,**/mock_*.go")
	fs.StringVar(&o.config, "config", "", "`file` of settings (default "+config.Name+" at the module's root)")
	fs.StringVar(&o.output, "o", defaultOutput, "`file` that report writes; - is standard output")
	showVersion := fs.Bool("version", false, "print the version")
	fs.BoolVar(showVersion, "V", false, "print the version, as -version does")
	a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, f.Name, f.Usage) })

	err := fs.Parse(args)
	if err == nil && fs.NArg() > 0 && isVerb(fs.Arg(0)) {
		o.verb = fs.Arg(0)
		err = fs.Parse(fs.Args()[1:])
	}
	o.args = fs.Args()
	switch {
	case errors.Is(err, flag.ErrHelp):
		o.verb, o.args = "help", nil
	case err != nil:
		return nil, explain(err, fs)
	case *showVersion:
		o.verb = "version"
	}
	for _, arg := range o.args {
		if strings.HasPrefix(arg, "-") {
			return nil, fmt.Errorf("flags go before packages: %s", arg)
		}
	}
	o.given, o.source = make(map[string]bool), make(map[string]string)
	fs.Visit(func(f *flag.Flag) {
		o.given[f.Name] = true
		o.source[f.Name] = "command line"
	})
	return o, o.contradiction()
}

// noCategory matches what the analyzer says of -categories.
var noCategory = lazy.Regexp(`"([^"]*)" is no category;`)

// explain adds to the error of a mistyped flag, or of a category, which one was meant.
func explain(err error, fs *flag.FlagSet) error {
	if m := noCategory().FindStringSubmatch(err.Error()); m != nil {
		var names []string
		for _, c := range analyzer.Categories() {
			names = append(names, c.Name)
		}
		return fmt.Errorf("%w%s", err, suggest.Meant(m[1], names))
	}
	typed, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: ") // as package flag says it
	if !ok {
		return err
	}
	var names []string
	fs.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
	return fmt.Errorf("%w%s", err, suggest.Meant(typed, names))
}

// meant ends the message about a word that is no package with the verb, or the flag, that was
// meant, if it was one.
func (o *options) meant(word string) string {
	if o.verb != "" {
		return ""
	}
	var names []string
	for _, v := range verbs {
		names = append(names, v.name)
	}
	if o.flags.Lookup(word) != nil { // unsupervisedgo fix
		names = append(names, "-"+word)
	}
	return suggest.Meant(word, names)
}

// settle decides what the options come to, when the configuration file has been
// read into those that the command line leaves open.
func (o *options) settle(a *analysis.Analyzer) {
	a.Flags.VisitAll(func(f *flag.Flag) {
		if o.source[f.Name] != "" {
			o.analyzerFlags = append(o.analyzerFlags, "-"+f.Name+"="+f.Value.String())
		}
	})
	if f := o.flags.Lookup("runtime"); f != nil {
		o.runtime = f.Value.String()
	}
	if len(o.args) == 0 {
		o.args = []string{"."}
	}
}

// builds returns all builds, the usual one first.
func (o *options) builds() []driver.Build { return append([]driver.Build{{}}, o.also.list...) }

// ofFiles reports whether the arguments are files instead of packages.
func (o *options) ofFiles() bool { return len(o.args) > 0 && strings.HasSuffix(o.args[0], ".go") }

// heartbeats reports whether those are asked for.
func (o *options) heartbeats() bool { return o.isOn("heartbeats") }

// farReaching reports whether a fix can change what is found in other packages: what is said
// of heartbeats and locks in one package rests on what others do.
func (o *options) farReaching() bool { return o.heartbeats() || o.isOn("locks") }

// isOn reports whether a flag of the analyzer that is true or false is true.
func (o *options) isOn(name string) bool {
	f := o.flags.Lookup(name)
	return f != nil && f.Value.String() == "true"
}

// looksFor reports whether the settings ask for findings of a category.
func (o *options) looksFor(category string) bool {
	if f := o.flags.Lookup("categories"); f != nil {
		if chosen, ok := f.Value.(interface{ Has(string) bool }); ok && !chosen.Has(category) {
			return false
		}
	}
	i := slices.IndexFunc(analyzer.Categories(), func(c analyzer.Category) bool { return c.Name == category })
	return i < 0 || analyzer.Categories()[i].Flag == "" || o.isOn(analyzer.Categories()[i].Flag)
}

// contradiction returns what in the options does not go together, or nil.
func (o *options) contradiction() error {
	files := o.ofFiles()
	looks := o.verb == "report"
	if _, ok := report.Formats[o.format]; !ok {
		formats := slices.Sorted(maps.Keys(report.Formats))
		return fmt.Errorf("unknown format %q; there are %s%s", o.format, strings.Join(formats, ", "), suggest.Meant(o.format, formats))
	}
	switch {
	case slices.Contains([]string{"init", "config", "flags", "version", "lsp"}, o.verb) && len(o.args) > 0:
		return fmt.Errorf("%s takes no arguments: %s", o.verb, o.args[0])
	case (o.verb == "help" || o.verb == "completion") && len(o.args) > 1:
		return fmt.Errorf("%s takes one argument: %s", o.verb, strings.Join(o.args, " "))
	case o.diff && o.format != "text":
		return fmt.Errorf("-diff prints a unified diff, not -format %s", o.format)
	case looks && (o.fix || o.diff || o.format != "text" || o.summary != "" || o.writeBaseline != ""):
		return errors.New("report only looks: it goes with none of -fix, -diff, -format, -summary and -write-baseline")
	case !looks && o.output != defaultOutput:
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

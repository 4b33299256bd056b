package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/inprocess"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
)

// Exit codes.
const (
	exitClean    = 0 // no finding, or nothing to change
	exitFindings = 1 // findings, or changes that -diff printed
	exitFailed   = 2 // something could not be analysed or written
)

// A command is one run of the stand-alone command.
type command struct {
	*options
	analyzer       *analysis.Analyzer
	newAnalyzer    func() *analysis.Analyzer
	driver         driver.Func
	cwd            string
	told           []driver.Failure
	files          []string        // absolute: what is told is in them; nil: in all files
	mains          []module.Module // once they are asked for
	toldExcludes   bool            // those that match nothing
	toldFunctions  bool            // those of -supervisors and -launchers that there are not
	stdout, stderr io.Writer
}

// run runs the command with these arguments and returns its exit code.
func run(newAnalyzer func() *analysis.Analyzer, args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second one ends a run that does not come to its next step
	c := &command{analyzer: newAnalyzer(), newAnalyzer: newAnalyzer, stdout: stdout, stderr: stderr}
	code, err := c.run(ctx, args)
	if err == nil {
		return code
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	if text := err.Error(); text != "" { // else all is told
		c.say("%s", text)
	}
	return exitFailed
}

func (c *command) run(ctx context.Context, args []string) (code int, err error) {
	if isCompletion(args) {
		return exitClean, c.complete(args[2:])
	}
	if c.options, err = parse(c.analyzer, args); err != nil {
		return 0, fmt.Errorf("%w (see %s help)", err, c.analyzer.Name)
	}
	switch c.verb {
	case "version":
		fmt.Fprintln(c.stdout, c.analyzer.Name, fullVersion())
		return exitClean, nil
	case "help":
		return exitClean, c.help()
	case "completion":
		return exitClean, c.completion()
	}

	if c.dir != "" {
		if err := os.Chdir(c.dir); err != nil {
			return 0, err
		}
	}
	if c.cwd, err = os.Getwd(); err != nil {
		return 0, err
	}
	if c.verb == "lsp" {
		return exitClean, c.serveEditor(ctx, args)
	}
	if err := c.readConfig(); err != nil {
		return 0, err
	}
	c.settle(c.analyzer)
	switch c.verb {
	case "config":
		return exitClean, c.printConfig()
	case "flags":
		c.printFlags()
		return exitClean, nil
	}
	if err := c.prepare(ctx); err != nil {
		return 0, err
	}
	if some, err := c.choosePackages(ctx); err != nil || !some {
		return exitClean, err
	}
	switch {
	case c.verb == "init":
		return c.init(ctx)
	case c.verb == "report":
		return c.report(ctx)
	case c.diff:
		return c.printDiff(ctx)
	case c.fix:
		return c.applyFixes(ctx)
	default:
		return c.check(ctx)
	}
}

// prepare chooses what an analysis needs to know, when the settings are in force.
func (c *command) prepare(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := c.chooseBuilds(ctx, inprocess.New(c.newAnalyzer, self, driver.GoVet(self))); err != nil {
		return err
	}
	return c.chooseRuntime(ctx)
}

// chooseBuilds sets the driver, and the build tags for every go command to come.
func (c *command) chooseBuilds(ctx context.Context, d driver.Func) error {
	c.driver = d
	if len(c.tags) > 0 || len(c.also.list) > 0 {
		flags, err := module.GoFlags(ctx)
		if err != nil {
			return err
		}
		if len(c.tags) > 0 {
			flags = driver.WithTags(flags, c.tags)
		}
		if err := os.Setenv("GOFLAGS", flags); err != nil {
			return err
		}
	}
	if len(c.also.list) > 0 {
		c.driver = driver.Builds(d, c.builds())
	}
	return nil
}

// check prints the findings.
func (c *command) check(ctx context.Context) (int, error) {
	res, known, err := c.analyzeAnew(ctx)
	if err != nil {
		return 0, err
	}
	fresh := res.Findings
	if c.writeBaseline != "" && !mistaken(res.Failures) {
		if fresh, err = c.record(ctx, fresh, res.Failures); err != nil {
			return 0, err
		}
	}
	res.Findings = fresh
	if err := c.print(res); err != nil {
		return 0, err
	}
	switch n := len(fresh); {
	case len(res.Failures) > 0:
		return 0, c.failed(ctx, res.Failures, c.writeBaseline != "" && mistaken(res.Failures))
	case n == 0:
		return exitClean, nil
	case c.format == "text":
		fixes := 0
		for _, f := range fresh {
			if f.Fix != nil {
				fixes++
			}
		}
		c.say("%s, %d with a fix (-diff shows the fixes, -fix makes them)%s", count(n, "finding"), fixes, c.beside(len(known)))
		return exitFindings, c.warnOfLibraries(ctx, fresh)
	}
	return exitFindings, nil
}

// analyzeAnew analyses the packages of the command line. The result has the
// findings that are new; known are the others.
func (c *command) analyzeAnew(ctx context.Context) (res driver.Result, known []finding.Finding, err error) {
	filter, err := c.newFilter(ctx)
	if err != nil {
		return res, nil, err
	}
	if res, err = c.analyze(ctx, c.args, c.tell); err != nil {
		return res, nil, err
	}
	res.Findings, known, err = filter.split(ctx, res.Findings, len(res.Failures) == 0)
	return res, known, err
}

// beside ends a summary with the number of findings that the filters hide, and says which.
func (c *command) beside(hidden int) string {
	switch {
	case hidden == 0:
		return ""
	case c.newFrom == "":
		return fmt.Sprintf("; %d known", hidden)
	case c.options.baseline == "":
		return fmt.Sprintf("; %d not new since %s", hidden, c.newFrom)
	}
	return fmt.Sprintf("; %d known, or not new since %s", hidden, c.newFrom)
}

// analyze runs the driver, and passes on what the go command remarks. leftOut,
// if not nil, gets the failures that are known before the analysis begins.
func (c *command) analyze(ctx context.Context, patterns []string, leftOut func([]driver.Failure)) (driver.Result, error) {
	p := startProgress(c.stderr)
	res, err := c.driver(ctx, driver.Request{Patterns: patterns, Flags: c.analyzerFlags, LeftOut: leftOut, Progress: p.packages})
	p.end()
	for _, w := range res.Warnings {
		fmt.Fprintln(c.stderr, w)
	}
	if err == nil {
		err = c.tellUnknownFunctions(ctx)
	}
	if err != nil || len(c.exclude) == 0 {
		return res, err
	}
	if c.mains, err = module.Mains(ctx); err != nil {
		return res, err
	}
	c.tellIdleExcludes()
	res.Findings = slices.DeleteFunc(res.Findings, func(f finding.Finding) bool { return c.isExcluded(f.Pos.File) })
	return res, err
}

// tellIdleExcludes says, once, which patterns of -exclude match nothing. In the
// configuration file a pattern with a wildcard is a rule for what may come.
func (c *command) tellIdleExcludes() {
	if c.toldExcludes {
		return
	}
	c.toldExcludes = true
	for _, pattern := range c.exclude {
		found := func(m module.Module) bool { return matches(m.Dir, pattern) }
		if (c.given["exclude"] || !strings.ContainsAny(pattern, `*?[{\`)) && !slices.ContainsFunc(c.mains, found) {
			c.say("-exclude %s matches nothing: paths are those from the module's root (%s)", pattern, c.source["exclude"])
		}
	}
}

// isExcluded reports whether -exclude has the file.
func (c *command) isExcluded(file string) bool {
	m, ok := module.Of(c.mains, file)
	return ok && c.exclude.have(m.Dir, file)
}

// print prints findings and failures in the format that is asked for, and
// appends the summary.
func (c *command) print(res driver.Result) error {
	if c.format == "text" && !c.verbose && slices.ContainsFunc(res.Findings, func(f finding.Finding) bool { return len(f.Related) > 0 }) {
		c.say("where a message ends in \"and 2 more\" or the like, -v lists them all, as -format json does")
	}
	r := c.newReport(res.Failures, res.Findings)
	if err := report.Formats[c.format](c.stdout, r); err != nil || c.summary == "" {
		return err
	}
	f, err := os.OpenFile(c.summary, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	return errors.Join(report.Markdown(f, r), f.Close())
}

func (c *command) newReport(failures []driver.Failure, findings []finding.Finding) *report.Report {
	finding.Sort(findings)
	terminal := isTerminal(c.stdout)
	return &report.Report{
		Findings: findings,
		Failures: failures,
		Version:  version(),
		Rules:    rules(c.analyzer),
		Dir:      c.cwd,
		Root:     repository(c.cwd),
		Related:  c.verbose,
		Snippets: terminal,
		Color:    terminal && os.Getenv("NO_COLOR") == "",
	}
}

// say prints a sentence on standard error.
func (c *command) say(format string, args ...any) {
	fmt.Fprintf(c.stderr, "unsupervisedgo: "+format+"\n", args...)
}

// count returns "1 noun" or "n nouns".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

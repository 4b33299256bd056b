package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/lsp"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/rewrite"
)

// serveEditor serves an editor on standard input and output.
func (c *command) serveEditor(ctx context.Context, args []string) error {
	if isTerminal(os.Stdin) {
		c.say("this waits for an editor to speak to it; how to set one up is told in docs/editors.md")
	}
	e := &editor{command: c, args: args, goflags: os.Getenv("GOFLAGS"), config: c.options.config}
	if e.config != "" {
		e.config = finding.Absolute(e.config)
	}
	return lsp.Serve(ctx, os.Stdin, os.Stdout, lsp.Backend{
		Name:         c.analyzer.Name,
		Version:      version(),
		Analyze:      e.analyze,
		Fix:          e.fix,
		WriteRuntime: e.writeRuntime,
		Rule:         e.rule,
	})
}

// An editor is what a server answers its questions from: each is one run of the
// command in the directory of the package, so that the configuration file and
// the module are those of that directory, and as they are by now.
type editor struct {
	*command
	args    []string // of the command line
	goflags string   // of the environment
	config  string   // absolute; "": that of the module
}

// in returns a command in the directory, ready to analyse its package, that tells
// its remarks to stderr.
func (e *editor) in(ctx context.Context, dir string, stderr io.Writer) (*command, error) {
	if err := os.Chdir(dir); err != nil {
		return nil, err
	}
	// PWD, for the name by which the editor calls the directory, if there are symbolic
	// links on the way; GOFLAGS, without what the last command added.
	for name, value := range map[string]string{"PWD": dir, "GOFLAGS": e.goflags} {
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	c := &command{analyzer: e.newAnalyzer(), newAnalyzer: e.newAnalyzer, cwd: dir, stdout: io.Discard, stderr: stderr,
		toldExcludes: true} // for an editor, it would be on every save
	var err error
	if c.options, err = parse(c.analyzer, e.args); err != nil {
		return nil, err
	}
	c.options.config = e.config
	if err := c.readConfig(); err != nil {
		return nil, err
	}
	c.settle(c.analyzer)
	return c, c.prepare(ctx)
}

func (e *editor) analyze(ctx context.Context, dir string) (found lsp.Analysis, err error) {
	c, err := e.in(ctx, dir, e.stderr)
	if err != nil {
		return found, err
	}
	res, _, err := c.analyzeAnew(ctx)
	if err != nil {
		return found, err
	}
	finding.Sort(res.Findings)
	found.Findings = res.Findings
	for _, f := range res.Failures {
		found.Failures = append(found.Failures, strings.TrimPrefix(f.Package+": "+f.Text, ": "))
	}
	return found, nil
}

func (e *editor) fix(ctx context.Context, dir string, findings []finding.Finding) ([]files.Change, bool, error) {
	c, err := e.in(ctx, dir, io.Discard)
	if err != nil {
		return nil, false, err
	}
	if c.mains, err = module.Mains(ctx); err != nil {
		return nil, false, err
	}
	f := &fixer{command: c}
	p, err := rewrite.New(findings, rewrite.Env{
		ReadFile:     os.ReadFile,
		Refuse:       f.refuse,
		PackageNames: func(paths []string) map[string]string { return module.PackageNames(ctx, paths) },
	})
	if err != nil {
		return nil, false, err
	}
	missing, err := f.missingRuntimes(p.Changes)
	return p.Changes, len(missing) > 0, err
}

func (e *editor) writeRuntime(ctx context.Context, dir string) error {
	c, err := e.in(ctx, dir, io.Discard)
	if err != nil {
		return err
	}
	_, err = c.init(ctx)
	return err
}

func (e *editor) rule(category string) (text, url string) {
	for _, r := range rules(e.analyzer) {
		if r.ID == category {
			return fmt.Sprintf("%s\n\n%s", r.Summary, r.Help), r.URL
		}
	}
	return "", e.analyzer.URL
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/rewrite"
)

// defaultOutput is where the report is written to.
const defaultOutput = "unsupervisedgo.html"

// report writes the findings, known ones too, as a page to look at. It is not a
// check: findings are no failure.
func (c *command) report(ctx context.Context) (int, error) {
	if c.output != "-" { // a directory is as mistyped as it is missing
		if info, err := os.Stat(filepath.Dir(c.output)); err != nil {
			return 0, fmt.Errorf("-o %s: %w", c.output, err)
		} else if !info.IsDir() {
			return 0, fmt.Errorf("-o %s: %s is no directory", c.output, filepath.Dir(c.output))
		}
	}
	res, known, err := c.analyzeAnew(ctx)
	if err != nil {
		return 0, err
	}
	mains, err := module.Mains(ctx)
	if err != nil {
		return 0, err
	}
	r := c.newReport(res.Failures, res.Findings)
	r.Known = known
	r.Diff = func(f finding.Finding) []byte { return c.proposal(ctx, mains, f) }
	if r.Services, r.Handler, err = c.services(ctx); err != nil {
		return 0, err
	}
	var page bytes.Buffer
	if err := report.HTML(&page, r); err != nil {
		return 0, err
	}
	if c.output == "-" {
		if _, err := c.stdout.Write(page.Bytes()); err != nil {
			return 0, err
		}
	} else {
		if err := files.Write(c.output, page.Bytes()); err != nil {
			return 0, err
		}
		c.say("wrote %s: %s%s%s", c.output, count(len(res.Findings), "finding"), services(r.Services), c.beside(len(known)))
	}
	return exitClean, c.failed(ctx, res.Failures, false)
}

// proposal returns the diff of the finding's fix alone, or nil if it is not to be made.
func (c *command) proposal(ctx context.Context, mains []module.Module, f finding.Finding) []byte {
	p, err := rewrite.New([]finding.Finding{f}, rewrite.Env{
		ReadFile: os.ReadFile,
		Refuse: func(name string) string {
			if _, ok := module.Of(mains, name); !ok {
				return notOurs
			}
			return ""
		},
		PackageNames: func(paths []string) map[string]string { return module.PackageNames(ctx, paths) },
	})
	if err != nil {
		return nil
	}
	var diffs [][]byte
	for _, change := range p.Changes {
		diffs = append(diffs, report.Diff(change, c.cwd))
	}
	return slices.Concat(diffs...)
}

// services goes on with the number of services, if there are any.
func services(list []report.Service) string {
	if len(list) == 0 {
		return ""
	}
	return ", " + count(len(list), "service")
}

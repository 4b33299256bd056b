package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/baseline"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/changes"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/identity"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
)

// A filter tells the findings that are new from those that are known: listed in
// the baseline, or on lines that -new-from calls old.
type filter struct {
	*command
	baseline *baseline.Baseline // nil: there is none
	changes  *changes.Changes   // nil: all lines are new
}

// newFilter reads the baseline and asks git. It comes before the analysis, so
// that nobody has to wait to learn of a mistake.
func (c *command) newFilter(ctx context.Context) (f *filter, err error) {
	f = &filter{command: c}
	if c.options.baseline != "" {
		if f.baseline, err = baseline.Read(c.options.baseline); err != nil {
			return nil, err
		}
	}
	if c.writeBaseline != "" {
		// A device, for example, can be neither replaced nor read to its end.
		if info, err := os.Stat(c.writeBaseline); err == nil && !info.Mode().IsRegular() {
			return nil, fmt.Errorf("the baseline cannot be written: %s is no regular file", c.writeBaseline)
		}
	}
	if c.newFrom != "" {
		if f.changes, err = changes.Since(ctx, c.cwd, c.newFrom); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// split returns the new findings and the known ones. It remarks on entries of
// the baseline for which there is no finding any more, if everything was analysed.
func (f *filter) split(ctx context.Context, findings []finding.Finding, everything bool) (fresh, known []finding.Finding, err error) {
	defer func() { fresh, known = f.inFiles(fresh), f.inFiles(known) }()
	fresh = findings
	if f.baseline != nil {
		var stale []identity.ID
		known, fresh, stale = f.baseline.Split(findings)
		if everything && len(stale) > 0 {
			if err := f.remark(ctx, stale); err != nil {
				return nil, nil, err
			}
		}
	}
	if f.changes == nil {
		return fresh, known, nil
	}
	var changed []finding.Finding
	for _, finding := range fresh {
		if f.changes.Has(finding) {
			changed = append(changed, finding)
		} else {
			known = append(known, finding)
		}
	}
	return changed, known, nil
}

// remark tells how many of the entries have no finding because it was fixed,
// and not because this run is about other packages.
func (f *filter) remark(ctx context.Context, stale []identity.ID) error {
	elsewhere, err := f.elsewhere(ctx, f.baseline, nil)
	if err != nil {
		return err
	}
	n := 0
	for _, id := range stale {
		if !elsewhere[id.Package] {
			n++
		}
	}
	switch {
	case n == 1:
		f.say("1 finding of the baseline is no more: -write-baseline %s takes it out", f.options.baseline)
	case n > 1:
		f.say("%d findings of the baseline are no more: -write-baseline %s takes them out", n, f.options.baseline)
	}
	return nil
}

// elsewhere returns the packages of a baseline that exist and are not analysed in this run.
// Those with failures are among them.
func (c *command) elsewhere(ctx context.Context, b *baseline.Baseline, failures []driver.Failure) (map[string]bool, error) {
	here := make(map[string]bool)
	for _, build := range c.builds() {
		paths, err := module.Packages(ctx, build.Env(), c.args)
		if err != nil {
			return nil, err
		}
		maps.Copy(here, paths)
	}
	for _, f := range failures {
		delete(here, f.Package)
	}
	var others []string
	for _, pkg := range b.Packages() {
		if path := testedBy(pkg); !here[pkg] && !here[path] {
			others = append(others, pkg, path)
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	there, err := module.Existing(ctx, others)
	if err != nil {
		return nil, err
	}
	elsewhere := make(map[string]bool)
	for _, pkg := range others {
		elsewhere[pkg] = there[pkg] || there[testedBy(pkg)]
	}
	return elsewhere, nil
}

// testedBy returns the package that an external test package tests.
func testedBy(pkg string) string { return strings.TrimSuffix(pkg, "_test") }

// record writes the findings to the baseline. What is known of packages that
// were not analysed stays in it.
func (c *command) record(ctx context.Context, findings []finding.Finding, failures []driver.Failure) error {
	name := filepath.Join(c.cwd, c.writeBaseline)
	if filepath.IsAbs(c.writeBaseline) {
		name = c.writeBaseline
	}
	b := baseline.Of(findings)
	before, err := os.ReadFile(name)
	was := "a new file"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		before = nil
	case err != nil:
		return err
	default:
		old, err := baseline.Read(name)
		if err != nil {
			return err
		}
		was = "it had " + count(old.Len(), "finding")
		elsewhere, err := c.elsewhere(ctx, old, failures)
		if err != nil {
			return err
		}
		b = b.And(old.Only(elsewhere))
	}
	if after := b.Encode(); !bytes.Equal(before, after) {
		var tx files.Tx
		if err := tx.Apply(files.Change{Name: name, Before: before, After: after}); err != nil {
			return err
		}
	}
	c.say("%s has %s (%s)", report.Path(name, c.cwd), count(b.Len(), "finding"), was)
	return nil
}

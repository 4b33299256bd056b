package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/baseline"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/changes"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
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
		var stale []baseline.Entry
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

// remark tells which of the entries have no finding because it was fixed, and
// not because this run looks for others.
func (f *filter) remark(ctx context.Context, stale []baseline.Entry) error {
	s, err := f.newScope(ctx, f.baseline, nil)
	if err != nil {
		return err
	}
	stale = slices.DeleteFunc(stale, func(e baseline.Entry) bool { return !s.canFind(e) })
	switch n := len(stale); n {
	case 0:
		return nil
	case 1:
		f.say("1 finding of the baseline is no more: -write-baseline %s takes it out", f.options.baseline)
	default:
		f.say("%d findings of the baseline are no more: -write-baseline %s takes them out", n, f.options.baseline)
	}
	for i, e := range stale {
		if i == few && !f.verbose {
			fmt.Fprintf(f.stderr, "\tand %d more (-v lists all)\n", len(stale)-few)
			break
		}
		in := ""
		if e.Func != "" {
			in = " in " + e.Func
		}
		fmt.Fprintf(f.stderr, "\t%s: %s%s (%s)\n", s.place(e), e.Entry, in, e.Category)
	}
	return nil
}

// A scope is what a run looks at, to tell a finding that is gone from one that
// only another run can find.
type scope struct {
	*command
	here      map[string]module.Package // analysed, by import path, with the files of all builds
	elsewhere map[string]bool           // packages of the baseline that exist and are not
}

// newScope returns the scope of this run among the packages of a baseline. Packages
// with failures are out of it.
func (c *command) newScope(ctx context.Context, b *baseline.Baseline, failures []driver.Failure) (*scope, error) {
	s := &scope{c, make(map[string]module.Package), make(map[string]bool)}
	for _, build := range c.builds() {
		packages, err := module.Packages(ctx, build.Env(), c.args)
		if err != nil {
			return nil, err
		}
		for path, p := range packages {
			p.Files = append(p.Files, s.here[path].Files...)
			p.TestFiles = append(p.TestFiles, s.here[path].TestFiles...)
			s.here[path] = p
		}
	}
	for _, f := range failures {
		delete(s.here, f.Package)
	}
	var others []string
	for _, path := range b.Packages() {
		if _, _, ok := s.packageOf(path); !ok {
			others = append(others, path, testedBy(path))
		}
	}
	if len(others) == 0 {
		return s, nil
	}
	there, err := module.Existing(ctx, others)
	if err != nil {
		return nil, err
	}
	for _, path := range others {
		s.elsewhere[path] = there[path] || there[testedBy(path)]
	}
	return s, nil
}

// canFind reports whether this run can find what the entry stands for, if it is
// still there: it asks for its category, and analyses its file. Of what is gone,
// a file or a package, nothing will ever be found.
func (s *scope) canFind(e baseline.Entry) bool {
	if !s.looksFor(e.Category) || e.Strict && !s.isOn("strict") {
		return false
	}
	path, p, ok := s.packageOf(e.Package)
	if !ok {
		return !s.elsewhere[e.Package]
	}
	if !s.isOn("tests") && (path != e.Package || slices.Contains(p.TestFiles, e.File)) {
		return false
	}
	if !strings.HasSuffix(e.File, ".go") || slices.Contains(p.Files, e.File) || slices.Contains(p.TestFiles, e.File) {
		return !s.isExcluded(filepath.Join(p.Dir, e.File))
	}
	_, err := os.Stat(filepath.Join(p.Dir, e.File)) // in another build
	return err != nil
}

// packageOf returns the analysed package with this import path or, of an external
// test, the one that it tests.
func (s *scope) packageOf(path string) (string, module.Package, bool) {
	if p, ok := s.here[path]; ok {
		return path, p, true
	}
	p, ok := s.here[testedBy(path)]
	return testedBy(path), p, ok
}

// place tells where an entry was: its file or, if that is not known, its package.
func (s *scope) place(e baseline.Entry) string {
	if _, p, ok := s.packageOf(e.Package); ok && e.File != "" {
		return report.Path(filepath.Join(p.Dir, e.File), s.cwd)
	}
	return e.Package
}

// testedBy returns the package that an external test package tests.
func testedBy(pkg string) string { return strings.TrimSuffix(pkg, "_test") }

// record writes the findings to the baseline, and returns those that do not belong
// there: one would let a directive without a reason through for ever. What only
// another run can find stays in it.
func (c *command) record(ctx context.Context, findings []finding.Finding, failures []driver.Failure) (left []finding.Finding, err error) {
	name := filepath.Join(c.cwd, c.writeBaseline)
	if filepath.IsAbs(c.writeBaseline) {
		name = c.writeBaseline
	}
	var list []finding.Finding
	for _, f := range findings {
		if baseline.Takes(f.Category) {
			list = append(list, f)
		} else {
			left = append(left, f)
		}
	}
	before, err := os.ReadFile(name)
	old, was := new(baseline.Baseline), "a new file"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		before = nil
	case err != nil:
		return nil, err
	default:
		if old, err = baseline.Read(name); err != nil {
			return nil, err
		}
	}
	s, err := c.newScope(ctx, old, failures)
	if err != nil {
		return nil, err
	}
	b, did := old.Renew(list, c.isOn("strict"), s.canFind)
	if after := b.Encode(); !bytes.Equal(before, after) {
		var tx files.Tx
		if err := tx.Apply(files.Change{Name: name, Before: before, After: after}); err != nil {
			return nil, err
		}
	}
	if before != nil {
		was = "it had " + count(old.Len(), "finding")
		for _, part := range []struct {
			n    int
			what string
		}{{did.New, "new"}, {did.Gone, "gone"}, {did.Kept, "kept that this run does not look for"}} {
			if part.n > 0 {
				was += fmt.Sprintf(", %d %s", part.n, part.what)
			}
		}
	}
	c.say("%s has %s (%s)", report.Path(name, c.cwd), count(b.Len(), "finding"), was)
	if n := len(left); n > 0 {
		c.say("%s about directives: a baseline takes none, write the directive right", count(n, "finding"))
	}
	return left, nil
}

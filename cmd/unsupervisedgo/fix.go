package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
)

// maxPasses bounds how often -fix analyses what it changed and goes on: a fix
// that overlaps another is made in the pass after that one.
const maxPasses = 5

// applyFixes makes every fix that can be made, and prints the findings that are left.
func (c *command) applyFixes(ctx context.Context) (code int, err error) {
	f, findings, err := c.newFixer(ctx)
	if err != nil {
		return 0, err
	}
	fixed, left, err := f.fixAll(ctx, findings)
	if err == nil {
		left, err = f.finish(ctx, left)
	}
	if err != nil {
		return 0, errors.Join(err, f.tx.UndoAll())
	}
	if err := f.failed(ctx, f.failures, fixed == 0); err != nil {
		return 0, err
	}
	if len(left) > 0 {
		return exitFindings, nil
	}
	return exitClean, nil
}

// fixAll makes the fixes of findings, pass by pass. It returns how many it made
// and the findings that there are then.
func (f *fixer) fixAll(ctx context.Context, findings []finding.Finding) (fixed int, left []finding.Finding, err error) {
	if len(findings) == 0 {
		return 0, nil, nil
	}
	if uncommitted(ctx, f.cwd) {
		f.say("there are changes that are not committed: the diff of the fixes will be among them")
	}
	p, err := f.plan(ctx, findings)
	for pass := 1; err == nil && len(p.Changes) > 0 && pass <= maxPasses; pass++ {
		f.tellOfLocks(p)
		if err := f.write(p); err != nil {
			return 0, nil, err
		}
		var made int
		if made, findings, err = f.check(ctx, p, findings); err != nil {
			return 0, nil, err
		}
		fixed += made
		p, err = f.plan(ctx, findings)
	}
	if err != nil {
		return 0, nil, err
	}
	f.summarize(ctx, fixed, p)
	return fixed, findings, nil
}

// finish prints the findings that are left, but for those that it writes to the
// baseline, and returns them.
func (f *fixer) finish(ctx context.Context, left []finding.Finding) ([]finding.Finding, error) {
	if f.writeBaseline != "" {
		var err error
		if left, err = f.record(ctx, left, f.failures); err != nil {
			return nil, err
		}
	}
	return left, f.print(driver.Result{Findings: left, Failures: f.failures})
}

// places is where a reason says that something is to be done. Findings that differ
// in nothing else are left for one reason.
var places = lazy.Regexp(` \([^()]+\.go:\d+[^()]*\)$`)

// summarize tells what was done and why the rest was not, the commonest reason
// first.
func (f *fixer) summarize(ctx context.Context, fixed int, p *plan) {
	for _, dir := range f.runtimes {
		f.say("wrote %s, the runtime that the fixed code calls", report.Path(dir, f.cwd))
		f.warnOfLibrary(ctx, f.moduleOf(dir))
	}
	f.say("fixed %d, left %d%s", fixed, len(p.Left)+len(p.Fixed), f.beside(f.known.Len()))
	why := make(map[string]int)
	for _, l := range p.Left {
		why[l.Category+": "+places().ReplaceAllString(l.Reason, "")]++
	}
	for _, l := range p.Fixed { // that would be, in one pass more
		why[l.Category+": a further run is needed"]++
	}
	f.list(why)
	if len(f.kept) > 0 && !f.farReaching() { // else lists have been shortened since
		f.say("the crash is kept where a panic would leave something undone:")
		f.list(f.kept)
	}
	f.tellOfNames()
}

// tellOfNames says which names goroutines of several packages would share.
func (f *fixer) tellOfNames() {
	for _, shared := range f.names.shared() {
		f.say("the name %s: the liveness page shows them as one unless you rename one", shared)
	}
}

// tellOfLocks says, before they are written, how many lock regions the plan gives a deferred
// unlock: they may be most of the diff, and in files that start no goroutine.
func (f *fixer) tellOfLocks(p *plan) {
	regions, files := 0, make(map[string]bool)
	for _, fixed := range p.Fixed {
		if fixed.Category == analyzer.HeldLock {
			regions++
			files[fixed.Pos.File] = true
		}
	}
	if regions > 0 {
		f.say("-locks gives %s in %s a deferred unlock", count(regions, "lock region"), count(len(files), "file"))
	}
}

// many is how many reasons are told unless -v asks for all: those of a module are read, those of fifty packages
// are worked off one by one, from the findings.
const many = 15

// list prints what was counted, the commonest first.
func (f *fixer) list(count map[string]int) {
	commonest := func(a, b string) int { return cmp.Or(count[b]-count[a], strings.Compare(a, b)) }
	for i, what := range slices.SortedFunc(maps.Keys(count), commonest) {
		if i == many && len(count) > many+1 && !f.verbose {
			fmt.Fprintf(f.stderr, "\tand %d more (-v lists all; each finding has its own)\n", len(count)-many)
			break
		}
		fmt.Fprintf(f.stderr, "\t%d %s\n", count[what], what)
	}
}

// printDiff prints what applyFixes would change. Of the runtime, thousands of lines that are not
// for review, it says where and how many.
func (c *command) printDiff(ctx context.Context) (int, error) {
	f, findings, err := c.newFixer(ctx)
	if err != nil {
		return 0, err
	}
	p, err := f.plan(ctx, findings)
	if err != nil {
		return 0, err
	}
	for _, change := range p.Changes {
		if _, err := c.stdout.Write(report.Diff(change, c.cwd)); err != nil {
			return 0, err
		}
		f.names.add(change, p.Fixed)
	}
	f.tellOfLocks(p)
	f.tellOfRuntimes(ctx, p.runtime)
	f.tellOfNames()
	if p.Overlaps() {
		c.say("-fix changes more, in a further pass: fixes overlap")
	} else if c.heartbeats() && len(p.Changes) > 0 {
		c.say("-fix may change more, in a further pass: what it supervises is to beat")
	} else if c.farReaching() && len(p.Changes) > 0 {
		c.say("-fix may change more, in a further pass: goroutines wait for the locks that they come to")
	}
	if err := f.failed(ctx, f.failures, false); err != nil || len(p.Changes) == 0 {
		return exitClean, err
	}
	return exitFindings, nil
}

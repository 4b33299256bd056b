package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/baseline"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/rewrite"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/runtimecopy"
	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
)

// issues is where a fix that does not compile should be told.
const issues = "https://github.com/unsupervisedgo/unsupervisedgo/issues"

// A fixer makes the fixes of one run.
type fixer struct {
	*command
	known    *baseline.Baseline // findings that are not to be fixed
	started  time.Time          // before the analysis
	tx       files.Tx           // everything that was written
	written  map[string]bool    // files in it, which may be newer than started
	runtimes []string           // directories of the runtime that were written
	putBack  map[string]string  // files whose fixes were or would be put back: why
	names    nameUse            // of the goroutines that are supervised now
	kept     map[string]int     // how many of them keep the crash, by the functions in which they do
	failures []driver.Failure   // what could not be analysed before anything was changed
}

// A plan is what one pass of a fixer changes.
type plan struct {
	*rewrite.Plan
	runtime []files.Change // the runtime package, in each module that lacks it
}

// newFixer analyses the packages that the command line names. What cannot be
// analysed stays as it is; only if the command line is wrong, nothing is done.
func (c *command) newFixer(ctx context.Context) (*fixer, []finding.Finding, error) {
	f := &fixer{command: c, started: time.Now(), written: make(map[string]bool), putBack: make(map[string]string), names: make(nameUse), kept: make(map[string]int)}
	filter, err := c.newFilter(ctx)
	if err != nil {
		return nil, nil, err
	}
	res, err := c.analyze(ctx, c.args, c.tell)
	if err != nil {
		return nil, nil, err
	}
	f.failures = res.Failures
	if mistaken(res.Failures) {
		if !c.diff && c.format != "text" { // a machine is to learn of it as well
			if err := c.print(res); err != nil {
				return nil, nil, err
			}
		}
		return nil, nil, c.failed(ctx, res.Failures, !c.diff)
	}
	findings, known, err := filter.split(ctx, res.Findings, len(res.Failures) == 0)
	if err != nil {
		return nil, nil, err
	}
	f.known = baseline.Of(known) // now, because the fixes move them
	if len(findings) == 0 {
		return f, nil, nil
	}
	if f.mains, err = module.Mains(ctx); err != nil {
		return nil, nil, err
	}
	if _, local := runtimeDir(c.runtime); !local {
		if err := module.Provides(ctx, c.runtime); err != nil {
			return nil, nil, fmt.Errorf("the fixed code would import %s, which cannot be built here: %w", c.runtime, err)
		}
	}
	return f, findings, nil
}

// plan returns what the fixes of these findings amount to.
func (f *fixer) plan(ctx context.Context, findings []finding.Finding) (*plan, error) {
	p, err := rewrite.New(findings, rewrite.Env{
		ReadFile:     f.readFile,
		Refuse:       f.refuse,
		PackageNames: func(paths []string) map[string]string { return module.PackageNames(ctx, paths) },
	})
	if err != nil {
		return nil, err
	}
	clashes := false
	for _, c := range p.Changes {
		if why := clash(c); why != "" {
			f.putBack[c.Name], clashes = why, true
		}
	}
	if clashes {
		return f.plan(ctx, findings)
	}
	runtime, err := f.missingRuntimes(p.Changes)
	return &plan{p, runtime}, err
}

// readFile returns the content that the analyzer saw.
func (f *fixer) readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	// A time to come says nothing: clocks differ between machines.
	if t := info.ModTime(); t.After(f.started) && t.Before(time.Now()) && !f.written[name] {
		return nil, fmt.Errorf("%s was changed while it was being analysed; run the command again", name)
	}
	return os.ReadFile(name)
}

// notOurs is why a file of a dependency stays as it is.
const notOurs = "the file is not part of the main module"

// refuse says why a file must not be changed, or "".
func (f *fixer) refuse(name string) string {
	if _, ok := module.Of(f.mains, name); !ok {
		return notOurs
	}
	return f.putBack[name]
}

// write makes the changes of the plan.
func (f *fixer) write(p *plan) error {
	changes := slices.Concat(p.runtime, p.Changes) // what imports the runtime after it
	if err := f.tx.Apply(changes...); err != nil {
		return err
	}
	for _, c := range changes {
		f.written[c.Name] = true
	}
	for _, c := range p.runtime {
		if dir := runtimecopy.Root(c.Name); !slices.Contains(f.runtimes, dir) {
			f.runtimes = append(f.runtimes, dir)
		}
	}
	return nil
}

// check analyses again what the plan changed, and puts back the packages that
// no longer compile. It returns the number of fixes that stay made and, of all
// packages, the findings that there are now.
func (f *fixer) check(ctx context.Context, p *plan, before []finding.Finding) (fixed int, now []finding.Finding, err error) {
	changed := make(map[string][]string) // by directory, which is to say package: its files
	for _, c := range p.Changes {
		dir := filepath.Dir(c.Name)
		changed[dir] = append(changed[dir], c.Name)
	}
	for len(changed) > 0 {
		patterns := slices.Sorted(maps.Keys(changed))
		if f.ofFiles() || f.farReaching() {
			patterns = f.args // the files of one package, perhaps not all of them; or all packages
		}
		res, err := f.analyze(ctx, patterns, nil)
		if err != nil {
			return 0, nil, err
		}
		failures := slices.DeleteFunc(res.Failures, f.failedBefore)
		if len(failures) == 0 {
			_, now, _ = f.known.Split(f.inFiles(res.Findings))
			break
		}
		broken := blame(failures, changed)
		for _, dir := range broken {
			if err := f.tx.Undo(changed[dir]...); err != nil {
				return 0, nil, err
			}
			for _, name := range changed[dir] {
				f.putBack[name] = "the fix was put back, because its package did not compile with it"
			}
			delete(changed, dir)
		}
		f.say("%s in %s", f.excuse(p, broken), f.paths(broken))
		f.tell(failures)
	}
	if err := f.removeUnusedRuntimes(p, changed); err != nil {
		return 0, nil, err
	}

	again := make(map[string]bool) // packages that were analysed again
	for _, done := range p.Fixed {
		if changed[filepath.Dir(done.Fix.Edits[0].File)] != nil {
			again[done.Package] = true
			fixed++
			if in := done.Keeps(); in != "" {
				f.kept[in]++
			}
		}
	}
	for _, c := range p.Changes {
		if changed[filepath.Dir(c.Name)] != nil {
			f.names.add(c, p.Fixed)
		}
	}
	if f.farReaching() && len(changed) > 0 {
		return fixed, now, nil // of all packages
	}
	for _, b := range before {
		// A //line directive may put a finding in a directory that is not its package's.
		if changed[filepath.Dir(b.Pos.File)] == nil && !again[b.Package] {
			now = append(now, b)
		}
	}
	return fixed, finding.Unique(now), nil
}

// failedBefore reports whether the failure is no fault of a fix.
func (f *fixer) failedBefore(now driver.Failure) bool {
	return slices.ContainsFunc(f.failures, func(before driver.Failure) bool {
		return before.Package == now.Package && before.Build == now.Build && unplaced(before.Text) == unplaced(now.Text)
	})
}

var place = lazy.Regexp(`:\d+:\d+:`)

// unplaced returns a text without line numbers, which change with a fix.
func unplaced(text string) string { return place().ReplaceAllString(text, ":") }

// excuse says why fixes that do not compile in these directories were put back.
func (f *fixer) excuse(p *plan, dirs []string) string {
	for _, c := range p.Changes {
		if at := f.strangeRuntime(c); at != "" && slices.Contains(dirs, filepath.Dir(c.Name)) {
			return fmt.Sprintf("%s is not the runtime package of this version (unsupervisedgo init brings an old one up to date, "+
				"-runtime names another directory): the fixes do not compile and were put back", report.Path(at, f.cwd))
		}
	}
	return fmt.Sprintf("this is a bug of unsupervisedgo, please report it at %s: the fixes do not compile and were put back", issues)
}

// paths lists directories for people.
func (c *command) paths(dirs []string) string {
	var list []string
	for _, dir := range dirs {
		list = append(list, report.Path(dir, c.cwd))
	}
	return strings.Join(list, ", ")
}

// blame returns the changed directories whose files the failures are about, or
// all of them if it is none.
func blame(failures []driver.Failure, changed map[string][]string) []string {
	var dirs []string
	for _, failure := range failures {
		for _, file := range failure.Files() {
			if dir := filepath.Dir(file); changed[dir] != nil && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	if len(dirs) == 0 {
		return slices.Sorted(maps.Keys(changed))
	}
	slices.Sort(dirs)
	return dirs
}

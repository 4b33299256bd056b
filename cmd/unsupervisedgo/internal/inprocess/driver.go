// Package inprocess is the fast driver: it analyses packages in this process,
// with the findings of go vet, byte for byte.
//
// go vet runs the tool in a process of its own for each package of the build,
// those of dependencies included, because any of them may have facts. Here,
// types come from the export data that the compiler left in the build cache
// and, where it left none, from source without the bodies of functions; facts
// of a function are found when somebody asks for them, and findings are
// remembered until something changes. So most packages are hardly looked at,
// and nothing is compiled.
package inprocess

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/token"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// New returns a driver that runs the analyzers that newAnalyzer makes, with
// those that they require, and leaves to fallback what is out of the ordinary:
// tests, and what the go command does not list. tool is the executable, which
// stands for the version of the analyzer; its main must call Refuse.
func New(newAnalyzer func() *analysis.Analyzer, tool string, fallback driver.Func) driver.Func {
	return func(ctx context.Context, req driver.Request) (driver.Result, error) {
		res, err := run(ctx, newAnalyzer(), tool, req)
		if _, ok := errors.AsType[*notHere](err); ok && ctx.Err() == nil {
			return fallback(ctx, req)
		}
		return res, cmp.Or(ctx.Err(), err)
	}
}

// A notHere says why a request is left to the fallback.
type notHere struct{ error }

// run analyses the packages of a request.
func run(ctx context.Context, a *analysis.Analyzer, tool string, req driver.Request) (res driver.Result, err error) {
	if err := analysis.Validate([]*analysis.Analyzer{a}); err != nil {
		return res, err
	}
	if err := setFlags(a, req.Flags); err != nil {
		return res, err
	}
	l, err := list(ctx, req)
	if err != nil {
		return res, &notHere{err} // it knows how to tell what is wrong with the patterns
	}
	if err := l.unusual(); err != nil {
		return res, err
	}
	res.Listen(l.said)
	roots := l.leaveOut(&res)
	if req.LeftOut != nil && len(res.Failures) > 0 {
		req.LeftOut(res.Failures)
	}

	memory := openMemory(a.Name, tool, req, l)
	done := 0
	finish := func(findings []finding.Finding) {
		res.Findings = append(res.Findings, findings...)
		if done++; req.Progress != nil {
			req.Progress(done)
		}
	}
	var rest []*listed
	for _, p := range roots {
		if findings, ok := memory.recall(p); ok {
			finish(findings)
		} else {
			rest = append(rest, p)
		}
	}
	if len(rest) > 0 {
		if err := l.addExports(ctx, req, tool, rest); err != nil {
			return res, err
		}
		c := &cgo{ctx: ctx, req: req, cc: l.env.CC, roots: rest}
		defer c.close()
		ld := newLoader(a, l, c.compile)
		last := l.lastUse(rest)
		for u := range ld.loadAll(ctx, rest) {
			findings, err := u.analyze()
			if err != nil {
				res.Failures = append(res.Failures, driver.Failure{Package: u.ImportPath, Text: shorten(err.Error())})
			} else {
				memory.keep(u.listed, findings)
				finish(findings)
			}
			ld.facts.forget(last)
		}
		memory.trim()
	}
	res.Findings = finding.Unique(res.Findings)
	return res, nil
}

func setFlags(a *analysis.Analyzer, flags []string) error {
	for _, f := range flags {
		name, value, _ := strings.Cut(strings.TrimPrefix(f, "-"), "=")
		if name == "tests" && value != "false" {
			return &notHere{errors.New("tests are left to the fallback")}
		}
		if err := a.Flags.Set(name, value); err != nil {
			return err
		}
	}
	return nil
}

// unusual returns why the packages are left to the fallback, or nil.
func (l *listing) unusual() error {
	if strings.Contains(l.env.GOFLAGS, "-overlay") {
		return &notHere{errors.New("files are replaced by others")}
	}
	for _, p := range l.roots {
		if p.Module == nil && !p.Standard && p.Error == nil {
			return &notHere{fmt.Errorf("%s is in no module", p.ImportPath)}
		}
	}
	return nil
}

// leaveOut returns the packages that can be analysed as far as the go command
// knows, and adds the others to the failures.
func (l *listing) leaveOut(res *driver.Result) []*listed {
	var roots []*listed
	for _, p := range l.roots {
		err := p.broken()
		for _, path := range p.Imports {
			if imp := l.all[path]; err == nil && imp != nil {
				err = imp.broken()
			}
		}
		if err == nil {
			roots = append(roots, p)
			continue
		}
		f := driver.Failure{Package: p.ImportPath, Text: err.Error()}
		if p.Module == nil && !p.Standard && len(p.GoFiles) == 0 {
			f.Package = "" // there is no such package: it is a pattern that is wrong
		}
		res.Failures = append(res.Failures, f)
	}
	return roots
}

// lastUse returns, by import path, the index of the last of the roots that
// depends on the package.
func (l *listing) lastUse(roots []*listed) map[string]int {
	last := make(map[string]int)
	for i, p := range roots {
		last[p.ImportPath] = i
	}
	for _, p := range slices.Backward(l.order) {
		if i, ok := last[p.ImportPath]; ok {
			for _, path := range p.Imports {
				last[path] = max(last[path], i)
			}
		}
	}
	return last
}

// analyze returns the findings in the package. Of the results, only those are
// kept that other packages may need facts from.
func (u *unit) analyze() (list []finding.Finding, err error) {
	if u.err != nil {
		return nil, u.err
	}
	defer u.loader.contain(&err)
	u.loader.facts.err = nil
	act := u.run(u.loader.analyzer, func(d analysis.Diagnostic) {
		list = append(list, newFinding(u.ImportPath, u.loader.fset, d))
	})
	for a := range u.actions {
		if len(a.FactTypes) == 0 {
			delete(u.actions, a)
		}
	}
	return list, cmp.Or(act.err, u.loader.facts.err)
}

// newFinding converts a diagnostic, as go vet -json prints it.
func newFinding(pkg string, fset *token.FileSet, d analysis.Diagnostic) finding.Finding {
	f := finding.Finding{
		Package:  pkg,
		Category: d.Category,
		Message:  d.Message,
		Pos:      position(fset, d.Pos),
		End:      position(fset, cmp.Or(d.End, d.Pos)),
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, finding.Related{Pos: position(fset, r.Pos), Message: r.Message})
	}
	if len(d.SuggestedFixes) > 0 { // the first is the one that drivers apply
		fix := d.SuggestedFixes[0]
		f.Fix = &finding.Fix{Message: fix.Message}
		edits := slices.Clone(fix.TextEdits)
		slices.SortStableFunc(edits, func(a, b analysis.TextEdit) int { // as x/tools' drivers do
			return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(cmp.Or(a.End, a.Pos), cmp.Or(b.End, b.Pos)))
		})
		for _, e := range edits {
			start, end := fset.Position(e.Pos), fset.Position(e.End)
			f.Fix.Edits = append(f.Fix.Edits, finding.Edit{File: finding.Absolute(start.Filename), Start: start.Offset, End: end.Offset, New: string(e.NewText)})
		}
	}
	return f
}

func position(fset *token.FileSet, pos token.Pos) finding.Position {
	p := fset.Position(pos)
	return finding.Position{File: finding.Absolute(p.Filename), Line: p.Line, Col: p.Column}
}

// shorten makes the file names below the current directory relative, as the
// go command does.
func shorten(text string) string {
	cwd, err := os.Getwd()
	if err != nil {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, cwd+string(os.PathSeparator))
	}
	return strings.Join(lines, "\n")
}

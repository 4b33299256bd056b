// Package inprocess is the fast driver: it analyses packages in this process,
// with the findings of go vet, byte for byte.
//
// go vet runs the tool in a process of its own for each package of the build,
// those of dependencies included, because any of them may have facts. Here,
// types come from the export data that the compiler leaves in the build cache
// (go list -export), facts of a function are found when somebody asks for
// them, and findings are remembered until something changes. So most packages
// are never looked at.
//
// What is out of the ordinary, such as a package that does not compile, is
// left to another driver, which knows how to tell about it.
package inprocess

import (
	"cmp"
	"context"
	"fmt"
	"go/token"
	"os"
	"runtime"
	"strings"

	"github.com/rogpeppe/go-internal/cache"
	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// New returns a driver that runs the analyzers that newAnalyzer makes, and
// leaves to fallback what it can't analyse. tool is the executable, which
// stands for the version of the analyzer.
func New(newAnalyzer func() *analysis.Analyzer, tool string, fallback driver.Func) driver.Func {
	return func(ctx context.Context, req driver.Request) (driver.Result, error) {
		res, err := run(ctx, newAnalyzer(), tool, req)
		if err != nil && ctx.Err() == nil {
			return fallback(ctx, req)
		}
		return res, cmp.Or(ctx.Err(), err)
	}
}

// run analyses the packages of a request. An error may be anything: it is for
// the fallback to find out what is wrong.
func run(ctx context.Context, a *analysis.Analyzer, tool string, req driver.Request) (res driver.Result, err error) {
	for _, f := range req.Flags {
		name, value, _ := strings.Cut(strings.TrimPrefix(f, "-"), "=")
		if name == "tests" && value != "false" {
			return res, fmt.Errorf("tests are left to the fallback")
		}
		if err := a.Flags.Set(name, value); err != nil {
			return res, err
		}
	}
	if err := analysis.Validate([]*analysis.Analyzer{a}); err != nil {
		return res, err
	}
	roots, packages, err := list(ctx, req)
	if err != nil {
		return res, err
	}
	memory := openMemory(tool, req)
	done := 0
	finish := func(findings []finding.Finding) {
		res.Findings = append(res.Findings, findings...)
		if done++; req.Progress != nil {
			req.Progress(done)
		}
	}
	var rest []*listed
	keys := make(map[*listed]*cache.ActionID) // before anything is read: files may change meanwhile
	for _, p := range roots {
		key := memory.key(p)
		if findings, ok := memory.recall(key); ok {
			finish(findings)
		} else {
			rest = append(rest, p)
			keys[p] = key
		}
	}
	l := newLoader(a, packages, goarch(req.Env))
	for u, err := range l.loadAll(ctx, rest) {
		if err != nil {
			return res, err
		}
		findings, err := u.analyze()
		if err != nil {
			return res, err
		}
		memory.keep(keys[u.listed], findings)
		finish(findings)
	}
	memory.trim()
	res.Findings = finding.Unique(res.Findings)
	return res, nil
}

// analyze returns the findings in the package. Of the results, only those are
// kept that other packages may need facts from.
func (u *unit) analyze() ([]finding.Finding, error) {
	var list []finding.Finding
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

// goarch returns the architecture that packages are built for.
func goarch(env []string) string {
	arch := cmp.Or(os.Getenv("GOARCH"), runtime.GOARCH)
	for _, s := range env {
		if value, ok := strings.CutPrefix(s, "GOARCH="); ok {
			arch = value
		}
	}
	return arch
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
	if len(d.SuggestedFixes) > 0 { // the first is the one that drivers apply
		fix := d.SuggestedFixes[0]
		f.Fix = &finding.Fix{Message: fix.Message}
		for _, e := range fix.TextEdits {
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

package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/unsupervisedgo/unsupervisedgo/fix"
)

// Name is the analyzer's name in every driver.
const Name = "unsupervisedgo"

// URL is where each category is explained, at the anchor of its name.
const URL = "https://github.com/unsupervisedgo/unsupervisedgo/blob/main/docs/rules.md"

// Analyzer is an analyzer with options of its own, as a multichecker wants it.
var Analyzer = New()

// New returns an analyzer with fresh options and flags. Analyzers do not share
// state: several configurations can run in one process.
func New() *analysis.Analyzer { return newAnalyzer(new(options)) }

// NewWithoutNolint is New for a driver that takes care of //nolint itself:
// golangci-lint calls one unused for which it has seen no finding.
func NewWithoutNolint() *analysis.Analyzer { return newAnalyzer(&options{nolintByDriver: true}) }

func newAnalyzer(opts *options) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:       Name,
		Doc:        Doc,
		URL:        URL,
		Requires:   []*analysis.Analyzer{inspect.Analyzer},
		FactTypes:  factTypes(),
		ResultType: reflect.TypeFor[*Facts](),
		Run:        func(pass *analysis.Pass) (any, error) { return run(pass, opts), nil },
	}
	opts.register(&a.Flags)
	return a
}

// Facts is the result of the analyzer: the facts of the package's functions,
// found when somebody asks. A driver that asks, instead of having them
// exported, leaves the ExportObjectFact of the pass nil; one that wants nothing
// else leaves Report nil, too.
type Facts struct{ *judge }

// Find sets fact to what would be exported of a function that is declared in
// the package, and reports whether there is such a fact.
func (f *Facts) Find(fn *types.Func, fact analysis.Fact) bool {
	decl := f.Decl(fn)
	return decl != nil && decl.Body != nil && f.factOf(fn, decl, fact)
}

// run finds the facts of the package's functions, then judges its spawns.
func run(pass *analysis.Pass, opts *options) *Facts {
	j := newJudge(pass, opts)
	if pass.ExportObjectFact != nil {
		j.export()
	}
	own := pass.Pkg.Path() == opts.runtime.in(j.Module) || pass.Pkg.Path() == runtimeSource
	if pass.Report == nil || own || isVendored(pass) {
		return &Facts{j}
	}
	for _, file := range j.Files {
		if !isGenerated(pass.Fset, file) {
			j.report(file, opts)
		}
	}
	return &Facts{j}
}

// runtimeSource is the import path of this project's own runtime package.
const runtimeSource = "github.com/unsupervisedgo/unsupervisedgo/runtime/supervised"

// report judges the spawns of one file.
func (j *judge) report(file *ast.File, opts *options) {
	directives := j.findDirectives(file, opts.nolintByDriver)
	for _, s := range j.spawns(file) {
		pos, end := span(s)
		line := j.Fset.PositionFor(pos, false).Line
		v := j.verdict(s)
		if list := directives.at(line); len(list) > 0 {
			useful := v.category != "" || !j.fineUnderStrict(s)
			for _, d := range list {
				d.used = d.used || useful
			}
			continue
		}
		if v.category == "" || opts.categories.off[v.category] {
			continue
		}
		d := analysis.Diagnostic{
			Pos:      pos,
			End:      end,
			Category: v.category,
			Message:  v.message,
			URL:      "#" + v.category,
		}
		j.addFix(&d, s)
		j.pass.Report(d)
	}
	if opts.categories.off[Directive] {
		return
	}
	for _, d := range directives.all() {
		switch {
		case !d.ignore:
		case d.reason == "":
			j.reportDirective(d, "//unsupervisedgo:ignore wants a reason: //unsupervisedgo:ignore REASON")
		case !d.used:
			j.reportDirective(d, "//unsupervisedgo:ignore silences nothing: no unsupervised goroutine starts on its line or the line below")
		}
	}
	for _, c := range misspelt(file) {
		j.reportDirective(&directive{pos: c.Pos(), end: c.End()}, "this is not the directive that it looks like: write //unsupervisedgo:ignore REASON, without a space before it")
	}
}

// addFix offers a fix, or says in the message why there is none.
func (j *judge) addFix(d *analysis.Diagnostic, s *fix.Spawn) {
	switch d.Category {
	case PartialRecover:
		d.Message += "; no fix: which panics to stop is a policy"
		return
	case DeliberateCrash:
		return
	}
	f, reason := j.fixer.Rewrite(s)
	if f == nil {
		d.Message += "; no fix: " + reason
		return
	}
	d.SuggestedFixes = []analysis.SuggestedFix{*f}
}

func (j *judge) reportDirective(d *directive, msg string) {
	j.pass.Report(analysis.Diagnostic{Pos: d.pos, End: d.end, Category: Directive, Message: msg, URL: "#" + Directive})
}

// fineUnderStrict reports whether a spawn has no finding under -strict either,
// so that a directive for it is of no use in any profile.
func (j *judge) fineUnderStrict(s *fix.Spawn) bool {
	if j.strict {
		return j.verdict(s).category == ""
	}
	strict := judgeOf(j.pass, j.Package, j.trust, true)
	return strict.verdict(s).category == ""
}

// isVendored reports whether the package is a copy of somebody else's.
func isVendored(pass *analysis.Pass) bool {
	if strings.Contains("/"+pass.Pkg.Path(), "/vendor/") {
		return true
	}
	for _, f := range pass.Files {
		return strings.Contains(pass.Fset.File(f.FileStart).Name(), "/vendor/")
	}
	return false
}

// isGenerated reports whether a file is marked as generated. The marker that
// cmd/cgo puts on top of a person's file does not count: behind it a //line
// directive leads back to that file.
func isGenerated(fset *token.FileSet, file *ast.File) bool {
	if !ast.IsGenerated(file) {
		return false
	}
	source := fset.Position(file.Package).Filename
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() < file.Package && strings.HasPrefix(c.Text, "// Code generated ") && fset.Position(c.Pos()).Filename == source {
				return true
			}
		}
	}
	return false
}

package analyzer

import (
	"go/ast"
	"go/token"
	"path"
	"path/filepath"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/unsupervisedgo/unsupervisedgo/deadrecover"
	"github.com/unsupervisedgo/unsupervisedgo/fix"
	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/heartbeats"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
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
	panics := panicflow.New(&opts.panics)
	works := effects.New(panics)
	beats := heartbeats.New(works, &opts.beats)
	names := heartbeats.NewNames(beats, &opts.beats)
	a := &analysis.Analyzer{
		Name:       Name,
		Doc:        Doc,
		URL:        URL,
		Requires:   []*analysis.Analyzer{inspect.Analyzer, panics, works, beats, names},
		ResultType: reflect.TypeFor[*Findings](),
		Run: func(pass *analysis.Pass) (any, error) {
			known := pass.ResultOf[works].(*effects.Result)
			ticks := pass.ResultOf[beats].(*heartbeats.Result)
			c := &reporter{Judge: known.Judge, pass: pass, opts: opts, works: known, services: ticks.Services, fixer: fix.New(known, opts.runtime.in(known.Module))}
			if opts.beats.On {
				c.beats, c.names = ticks, pass.ResultOf[names].(*heartbeats.Names)
			}
			c.check()
			return &Findings{}, nil
		},
	}
	opts.register(&a.Flags)
	return a
}

// Findings is the type of the analyzer's result, which says nothing that its
// diagnostics do not.
type Findings struct{}

// A reporter turns what is known of a package into diagnostics.
type reporter struct {
	*panicflow.Judge
	pass  *analysis.Pass
	opts  *options
	works *effects.Result
	fixer *fix.Fixer
	dead  map[*ast.File][]deadrecover.Dead // nil until the first question

	beats    *heartbeats.Result        // nil: nobody asks for heartbeats
	names    *heartbeats.Names         // likewise
	findings map[*ast.File][]heartbeat // nil until the first question

	services func() []*heartbeats.Service        // calls that supervise
	held     map[*ast.File][]analysis.Diagnostic // lock regions in the way; nil: nobody asks for them
}

// check reports the findings of the package, unless it is one of those in
// which the analyzer keeps quiet.
func (c *reporter) check() {
	pkg := c.pass.Pkg.Path()
	if pkg == c.opts.runtime.in(c.Module) || pkg == panicflow.RuntimeSource || isVendored(c.pass) {
		return
	}
	c.findLocks()
	for _, file := range c.Files {
		if !c.IsGenerated(file.Package) {
			c.checkFile(file)
		}
	}
}

// checkFile judges the spawns of one file.
func (c *reporter) checkFile(file *ast.File) {
	directives := c.findDirectives(file, c.opts.nolintByDriver)
	for _, s := range c.Spawns(file) {
		pos, end := span(s)
		line := c.Fset.PositionFor(pos, false).Line
		category, message := c.verdict(s)
		if list := directives.at(line); len(list) > 0 {
			useful := category != "" || !fine(c.UnderStrict(), true, s)
			for _, d := range list {
				d.used = d.used || useful
			}
			continue
		}
		if category == "" || !c.opts.categories.Has(category) {
			continue
		}
		d := analysis.Diagnostic{
			Pos:      pos,
			End:      end,
			Category: category,
			Message:  message,
			URL:      "#" + category,
		}
		c.addFix(&d, s)
		c.pass.Report(d)
	}
	c.reportDeadRecovers(file, directives)
	c.reportHeartbeats(file, directives)
	c.reportLocks(file, directives)
	c.reportCrashLists(file, directives)
	if !c.opts.categories.Has(Directive) {
		return
	}
	for _, d := range directives.all() {
		switch {
		case !d.ignore:
		case d.reason == "":
			c.reportDirective(d, "//unsupervisedgo:ignore wants a reason: //unsupervisedgo:ignore REASON")
		case !d.used:
			c.reportDirective(d, "//unsupervisedgo:ignore silences nothing: no unsupervised goroutine starts on its line or the line below")
		}
	}
	for _, comment := range misspelt(file) {
		c.reportDirective(&directive{pos: comment.Pos(), end: comment.End()}, misspeltMessage(comment))
	}
}

// addFix offers a fix, or says in the message why there is none.
func (c *reporter) addFix(d *analysis.Diagnostic, s *panicflow.Spawn) {
	switch d.Category {
	case PartialRecover:
		d.Message += "; no fix: which panics to stop is a policy"
		return
	case DeliberateCrash:
		return
	}
	if wait := c.HeldBack(s); wait != nil {
		d.Message += "; no fix: a panic would wait in " + c.Text(wait) + " all the same"
		return
	}
	f, kept, refusal := c.fixer.Rewrite(s)
	if f == nil {
		c.refuse(d, refusal)
		return
	}
	if kept != nil {
		d.Message += "; the fix " + kept.String()
		c.relate(d, kept.Why)
	}
	d.SuggestedFixes = []analysis.SuggestedFix{*f}
}

// report reports a finding that is about no goroutine's start, unless a directive
// silences it. Its fix is made only then; nil means that there never is one.
func (c *reporter) report(d analysis.Diagnostic, directives directives, make func() (*analysis.SuggestedFix, *fix.Refusal)) {
	list := directives.at(c.Fset.PositionFor(d.Pos, false).Line)
	for _, directive := range list {
		directive.used = true
	}
	if len(list) > 0 || !c.opts.categories.Has(d.Category) {
		return
	}
	if make != nil {
		if f, refusal := make(); f != nil {
			d.SuggestedFixes = []analysis.SuggestedFix{*f}
		} else {
			c.refuse(&d, refusal)
		}
	}
	c.pass.Report(d)
}

// refuse says in the message why there is no fix.
func (c *reporter) refuse(d *analysis.Diagnostic, why *fix.Refusal) {
	d.Message += "; no fix: " + why.String()
	c.relate(d, why)
}

// relate adds to a diagnostic what its message only counts.
func (c *reporter) relate(d *analysis.Diagnostic, why *fix.Refusal) {
	for _, in := range why.All {
		pos := c.placePos(in.Place)
		if !pos.IsValid() { // in another package
			pos = d.Pos
		}
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, Message: in.What})
	}
}

// placePos returns where a place of this package is.
func (c *reporter) placePos(p effects.Place) token.Pos {
	if p.Pkg == c.pass.Pkg.Path() {
		for _, file := range c.Files {
			if f := c.Fset.File(file.FileStart); filepath.Base(f.Name()) == p.File && p.Line <= f.LineCount() {
				return f.LineStart(p.Line)
			}
		}
	}
	return token.NoPos
}

// spare takes the directives for used that stand at what a rule is about which nobody
// asks for in this run.
func (c *reporter) spare(file *ast.File, directives directives, about func(ast.Node) bool) {
	if len(directives) == 0 {
		return
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if n != nil && about(n) {
			for _, d := range directives.at(c.Fset.PositionFor(n.Pos(), false).Line) {
				d.used = true
			}
		}
		return true
	})
}

func (c *reporter) reportDirective(d *directive, msg string) {
	c.pass.Report(analysis.Diagnostic{Pos: d.pos, End: d.end, Category: Directive, Message: msg, URL: "#" + Directive})
}

// span returns what the diagnostic of a spawn underlines: from the go keyword,
// or the launcher, to the end of the callee, but for the body of a literal.
func span(s *panicflow.Spawn) (pos, end token.Pos) {
	pos, end = s.Call.Pos(), s.Call.Fun.End()
	if s.Go != nil {
		pos = s.Go.Pos()
		if lit, ok := ast.Unparen(s.Call.Fun).(*ast.FuncLit); ok {
			end = lit.Type.End()
		}
	}
	return pos, end
}

// isVendored reports whether the package is a copy of somebody else's. In a
// module its files are in vendor/, followed by its import path; a package of
// the module may well be called vendor. Without modules its path tells.
func isVendored(pass *analysis.Pass) bool {
	if pass.Module == nil || pass.Module.Path == "" {
		return strings.Contains("/"+pass.Pkg.Path(), "/vendor/")
	}
	for _, f := range pass.Files {
		dir := path.Dir(filepath.ToSlash(pass.Fset.File(f.FileStart).Name()))
		return strings.HasSuffix(dir, "/vendor/"+pass.Pkg.Path())
	}
	return false
}

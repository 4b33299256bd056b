package analyzer

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/fix"
	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/heartbeats"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// findLocks finds, if they are asked for, the lock regions that stand in the way of
// fixes of the package, or of others that call its functions, by file. The fixes of goroutines
// wait for theirs.
func (c *reporter) findLocks() {
	if !c.opts.locks {
		return
	}
	c.held = make(map[*ast.File][]analysis.Diagnostic)
	inTheWay := c.locksInTheWay()
	releases := make(map[effects.Place]bool)
	directives := make(map[*ast.File]directives)
	for fn, h := range c.works.Held() {
		file := c.File(h.Lock.Pos())
		if !inTheWay[h.Place] || c.IsGenerated(file.Package) || !slices.Contains(c.Files, file) {
			continue
		}
		d := analysis.Diagnostic{
			Pos:      h.Lock.Pos(),
			End:      h.Lock.End(),
			Category: HeldLock,
			Message:  fmt.Sprintf("%s would stay locked after a contained panic: %s can panic before it is unlocked", h.Text, c.Text(h.Op)),
			URL:      "#" + HeldLock,
		}
		if f, refusal := c.fixer.Release(fn, h); f != nil {
			d.SuggestedFixes = []analysis.SuggestedFix{*f}
			if directives[file] == nil {
				directives[file] = c.findDirectives(file, c.opts.nolintByDriver)
			}
			silent := len(directives[file].at(c.Fset.PositionFor(d.Pos, false).Line)) > 0
			releases[h.Place] = !silent && c.opts.categories.Has(HeldLock)
		} else {
			c.refuse(&d, refusal)
		}
		c.held[file] = append(c.held[file], d)
	}
	c.fixer.ReleaseFirst(releases)
}

// locksInTheWay marks the lock regions that a goroutine of the package comes to, one
// that is supervised or is to be, and those of functions that other packages can call.
func (c *reporter) locksInTheWay() map[effects.Place]bool {
	marks := make(map[effects.Place]bool)
	mark := func(list []effects.Region) {
		for _, r := range list {
			marks[r.Place] = true
		}
	}
	for _, file := range c.Files {
		for _, s := range c.Spawns(file) {
			switch category, _ := c.verdict(s); category {
			case "", PartialRecover, DeliberateCrash:
			default:
				mark(c.fixer.Regions(s))
			}
		}
	}
	for _, s := range c.supervised() {
		mark(c.fixer.Regions(&panicflow.Spawn{Call: s.Call, Launcher: c.Callee(s.Call), Value: s.Func()}))
	}
	for fn := range c.Exported() {
		mark(c.works.Regions(fn))
	}
	return marks
}

// reportLocks reports the lock regions of a file.
func (c *reporter) reportLocks(file *ast.File, directives directives) {
	if !c.opts.locks {
		c.spare(file, directives, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return false
			}
			e := known.Of(c.Callee(call))
			return e.Has(known.Locks) || e.Has(known.RLocks)
		})
		return
	}
	for _, d := range c.held[file] {
		c.report(d, directives, nil)
	}
}

// supervised lists the calls of the package that supervise a function.
func (c *reporter) supervised() []*heartbeats.Service {
	runtime := c.opts.runtime.in(c.Module)
	if !slices.ContainsFunc(c.pass.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == runtime }) {
		return nil
	}
	return c.services()
}

// reportCrashLists reports what CrashIn names in a file and should not, and the other
// way round.
func (c *reporter) reportCrashLists(file *ast.File, directives directives) {
	for _, s := range c.supervised() {
		if c.File(s.Call.Pos()) != file {
			continue
		}
		l := c.fixer.CrashList(s.Call, s.Func())
		if l == nil {
			continue
		}
		if l.Stands() {
			if c.opts.panics.Strict && l.ContainsNothing() {
				name := "the supervised function"
				if _, isLit := ast.Unparen(s.Func()).(*ast.FuncLit); !isLit {
					name = c.Text(s.Func())
				}
				c.report(analysis.Diagnostic{Pos: l.Option.Pos(), End: l.Option.End(), Category: DeliberateCrash, URL: "#" + DeliberateCrash,
					Message: "CrashIn keeps the crash for all that can panic in " + name}, directives, nil)
			}
			continue
		}
		d := analysis.Diagnostic{Pos: l.Option.Pos(), End: l.Option.End(), Category: CrashList, URL: "#" + CrashList}
		if len(l.Missing) > 0 {
			d.Message = "CrashIn lacks a function: after a contained panic " + l.Lacks()
		} else {
			d.Message = fmt.Sprintf("CrashIn names %s, which leaves nothing locked or undone any more: a panic there can be contained", c.Text(l.Idle[0]))
		}
		c.report(d, directives, func() (*analysis.SuggestedFix, *fix.Refusal) { return c.fixer.Complete(l) })
	}
}

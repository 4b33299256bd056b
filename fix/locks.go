package fix

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Regions lists the lock regions that a contained panic of a goroutine would leave
// locked.
func (f *Fixer) Regions(s *panicflow.Spawn) []effects.Region {
	call := s.Call
	if s.Launcher != nil {
		call = syntax.CallOf(s.Entry())
	}
	if e := f.entryOf(call); e != nil {
		return e.Regions
	}
	return nil
}

// entryOf returns what the function does that a call calls; nil if it is not known.
func (f *Fixer) entryOf(call *ast.CallExpr) *effects.Entry {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return f.Body(lit)
	}
	return f.Result.Call(call, f.FuncAround(call.Fun))
}

// Release returns the fix that gives a lock region of a function a deferred unlock,
// in a function of its own if need be, or the reason why there is none.
func (f *Fixer) Release(fn ast.Node, h effects.HeldRegion) (*analysis.SuggestedFix, *Refusal) {
	switch {
	case f.IsStd(f.Types.Path()):
		return nil, refuse(StandardLibrary)
	case f.Fset.Position(h.Lock.Pos()).Filename != f.Fset.File(h.Lock.Pos()).Name():
		return nil, refuse(MadeFile)
	}
	at := f.placeAt(h.Lock.Pos())
	r, why := at.region(fn, h)
	if why != nil {
		return nil, why
	}
	p := &printer{site: at.site}
	p.printRegions([]lockRegion{r})
	return p.fix("Unlock " + h.Text + " in a defer"), nil
}

// ReleaseFirst says which lock regions get a deferred unlock by fixes of their own:
// the goroutines wait for those.
func (f *Fixer) ReleaseFirst(held map[effects.Place]bool) { f.releases = held }

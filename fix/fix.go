// Package fix turns a spawn whose panic would end the process into one that a
// supervisor contains, or says why it does not. It is pure: it reports
// nothing and reads no file.
//
// A fix is decided first and printed then. What is decided is a [Plan], or a
// [Refusal] where there is none; printing a plan cannot fail. Of the files,
//
//   - plan.go and refusals.go are what can be decided, decide_*.go decide;
//   - duties.go decides about what others wait for, with regions.go (locks), hoist.go
//     (signals that move), hook.go (what gets the panic), errorbranch.go (as after an error),
//     keepcrash.go (what keeps its crash), service.go (restarts) and waiting.go (who waits
//     for a run that does not come); failfast.go says when a crash must stay;
//   - context.go chooses the context, by what lives.go (what a function lives by),
//     settled.go (fields), process.go and request.go (where a context is from) say;
//   - operands.go and stable.go say what is evaluated when, names.go, spell.go and
//     imports.go what things are called;
//   - print*.go and comments.go print;
//   - beat.go lets loops beat, and gives those that do a deadline.
//
// A fix is made of the smallest edits: a head, a tail, the parentheses
// between. The body of the goroutine stays where it is, with its comments, so
// that the fixes of nested spawns compose. What every driver does anyway
// (gofmt of a fixed file) is left to it: new lines are not indented here.
package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// A Fixer makes the fixes of one package. It is not safe for concurrent use.
type Fixer struct {
	*effects.Result
	runtime string // import path; "" if not known
	imports map[*ast.File]*fileImports
	names   *names                           // nil until the first question
	byWord  map[string]map[types.Object]bool // oneWord; nil until the first question
	plans   map[ast.Expr]decided             // by the function that a goroutine runs

	lifeOf   map[lifeKey][]life  // livesWithin
	fields   map[*types.Var]bool // settled
	replaced map[*types.Var]bool // isReplaced; nil until the first question
	namedAt  map[*types.Func]int // in how many places a function is named: onlyHere; nil until the first question

	releases map[effects.Place]bool // ReleaseFirst
	advised  map[skip]RefusalKind   // by the signals that a panic skips: advise
}

// New returns a Fixer whose fixes import the runtime package from the path
// runtime; "" says that the driver does not tell where that is.
func New(known *effects.Result, runtime string) *Fixer {
	return &Fixer{
		Result:  known,
		runtime: runtime,
		imports: make(map[*ast.File]*fileImports),
		plans:   make(map[ast.Expr]decided),
		lifeOf:  make(map[lifeKey][]life),
		fields:  make(map[*types.Var]bool),
		advised: make(map[skip]RefusalKind),
	}
}

// Rewrite returns the fix of s and what of the crash it keeps, nil if nothing, or the reason
// why there is none.
func (f *Fixer) Rewrite(s *panicflow.Spawn) (*analysis.SuggestedFix, *Kept, *Refusal) {
	if r := f.outOfReachAt(s.Call.Pos()); r != nil {
		return nil, nil, r
	}
	at := f.site(s)
	plan, r := f.plan(at)
	if r != nil {
		return nil, nil, r
	}
	plan.Run.Name = f.nameFor(at)
	return &analysis.SuggestedFix{
		Message:   "Supervise the goroutine " + strconv.Quote(plan.Run.Name) + plan.Run.afterPanic(),
		TextEdits: at.print(plan),
	}, plan.Run.kept(), nil
}

// A decided is a plan, or a refusal.
type decided struct {
	plan    *Plan
	refusal *Refusal
}

// plan decides about a spawn, once: the names of a package depend on all of them.
func (f *Fixer) plan(at *site) (*Plan, *Refusal) {
	if d, ok := f.plans[at.Entry()]; ok {
		return d.plan, d.refusal
	}
	plan, r := at.decide()
	if r == nil {
		r = plan.neverEnds(at.background())
	}
	if r == nil {
		plan.finish(at.background())
	}
	f.plans[at.Entry()] = decided{plan, r}
	return plan, r
}

// outOfReachAt refuses what no rewrite can reach, whatever is there.
func (f *Fixer) outOfReachAt(pos token.Pos) *Refusal {
	switch {
	case f.IsStd(f.Types.Path()):
		return refuse(StandardLibrary)
	case f.runtime == "":
		return refuse(NoRuntime)
	case f.Fset.Position(pos).Filename != f.Fset.File(pos).Name():
		return refuse(MadeFile)
	}
	return nil
}

// A site is the place of one spawn: what can be said, named and evaluated there.
type site struct {
	*Fixer
	*panicflow.Spawn
	file   *ast.File
	imp    *fileImports
	asking map[*types.Var]bool // recursion guard of forProcess
}

func (f *Fixer) site(s *panicflow.Spawn) *site {
	file := f.File(s.Call.Pos())
	return &site{Fixer: f, Spawn: s, file: file, imp: f.importsOf(file)}
}

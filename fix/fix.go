// Package fix turns a spawn whose panic would end the process into one that a
// supervisor contains, or says why it does not. It is pure: it reports
// nothing and reads no file.
//
// A fix is made of the smallest edits: a head, a tail, the parentheses
// between. The body of the goroutine stays where it is, with its comments, so
// that the fixes of nested spawns compose. What every driver does anyway
// (gofmt of a fixed file) is left to it: new lines are not indented here.
package fix

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// A Fixer makes the fixes of one package. It is not safe for concurrent use.
type Fixer struct {
	*effects.Result
	runtime string // import path; "" if not known
	imports map[*ast.File]*fileImports
	names   map[string]bool // names of supervised goroutines in this package
}

// New returns a Fixer whose fixes import the runtime package from the path
// runtime; "" says that the driver does not tell where that is.
func New(known *effects.Result, runtime string) *Fixer {
	return &Fixer{
		Result:  known,
		runtime: runtime,
		imports: make(map[*ast.File]*fileImports),
	}
}

// A refusal is a reason why a spawn is not rewritten.
type refusal string

// refuse ends a rewrite. Deep inside the making of edits a plain panic value,
// recovered in Rewrite, keeps the rules free of error plumbing.
func refuse(reason string) { panic(refusal(reason)) }

// Rewrite returns the fix of s, or the reason why there is none.
func (f *Fixer) Rewrite(s *panicflow.Spawn) (fixed *analysis.SuggestedFix, reason string) {
	defer func() {
		if r := recover(); r != nil {
			why, ok := r.(refusal)
			if !ok {
				panic(r)
			}
			fixed, reason = nil, string(why)
		}
	}()
	switch {
	case f.IsStd(f.Types.Path()):
		refuse("the standard library cannot import the runtime package")
	case f.runtime == "":
		refuse("the driver does not tell the module's path: set -runtime to an import path")
	}
	file := f.File(s.Call.Pos())
	if f.Fset.Position(s.Call.Pos()).Filename != f.Fset.File(s.Call.Pos()).Name() {
		refuse("the file is made from another one (//line or cgo)")
	}
	e := &editor{Fixer: f, Spawn: s, file: file, imp: f.importsOf(file)}
	switch {
	case s.Launcher != nil:
		e.launcher()
	default:
		if lit, ok := ast.Unparen(s.Call.Fun).(*ast.FuncLit); ok {
			e.literal(lit)
		} else {
			e.call()
		}
	}
	return &analysis.SuggestedFix{
		Message:   "Supervise the goroutine " + strconv.Quote(e.name),
		TextEdits: append(e.imp.edits(), e.edits...),
	}, ""
}

// An editor collects the edits of one fix.
type editor struct {
	*Fixer
	*panicflow.Spawn
	file  *ast.File
	imp   *fileImports
	name  string
	edits []analysis.TextEdit

	// inside says that the context is read by the new goroutine, not by the
	// one that starts it.
	inside bool
}

func (e *editor) insert(at token.Pos, text string) { e.replace(at, at, text) }

func (e *editor) replace(from, to token.Pos, text string) {
	if from == to && text == "" {
		return
	}
	e.edits = append(e.edits, analysis.TextEdit{Pos: from, End: to, NewText: []byte(text)})
}

// A plan is how an entry is to be supervised.
type plan struct {
	ctx     string // expression of the context
	restart bool
	onPanic string // hook that is called with the panic; "" for none
}

// runHead is the begin of a supervised call up to the function.
func (e *editor) runHead(p plan) string {
	return e.imp.supervised + "RunWithRecover(" + p.ctx + ", " + strconv.Quote(e.name) + ", "
}

// funcHead is the begin of the function that is supervised.
func (e *editor) funcHead() string { return "func(" + e.imp.context + "Context) {" }

// runTail is the end of a supervised call, after the function.
func (e *editor) runTail(p plan) string {
	var b strings.Builder
	if !p.restart {
		b.WriteString(", " + e.imp.supervised + "NoRestart()")
	}
	if p.onPanic != "" {
		b.WriteString(", " + e.imp.supervised + "OnPanic(" + p.onPanic + ")")
	}
	b.WriteString(")")
	return b.String()
}

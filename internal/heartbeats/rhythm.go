package heartbeats

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// rhythm is the fact of what a function waits for, and how its endless loops, those of
// the functions that it calls included, get around.
type rhythm struct {
	Wait  Wait
	Beats bool // it beats, or what it calls does

	Paced   bool   // a loop has a pass in bounded time
	Silent  bool   // and one of those never beats
	Endless bool   // a loop has no pass in bounded time
	Period  Period // of the slowest loop; not constant if that of one is not
	Context bool   // a parameter is a context
}

func (*rhythm) AFact() {}

func (f *rhythm) String() string {
	var words []string
	for _, w := range []struct {
		is   bool
		word string
	}{
		{f.Wait.Clock, "waits for a clock"}, {f.Wait.Idle, "waits"}, {f.Beats, "beats"},
		{f.Paced && f.Period.Duration > 0, "loops every " + f.Period.String()}, {f.Paced && f.Period.Duration == 0, "loops by a clock"},
		{f.Silent, "never beats"}, {f.Endless, "loops without bound"},
	} {
		if w.is {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, ", ")
}

// sameRhythm compares what decides: periods do not, and those of functions that call
// themselves would grow without end.
func sameRhythm(a, b *rhythm) bool {
	x, y := *a, *b
	x.Period, y.Period, x.Wait.Period, y.Wait.Period = Period{}, Period{}, Period{}, Period{}
	return x == y
}

// rhythm returns the rhythm of a function of this package.
func (r *Result) rhythm(fn ast.Node) *rhythm {
	if syntax.Body(fn) == nil {
		return new(rhythm)
	}
	return r.rhythms.Ask(fn, &rhythm{}, func() *rhythm {
		f := &rhythm{Beats: r.beatsIn(syntax.Body(fn))}
		p := &pacer{Result: r}
		p.list(syntax.Body(fn).List, true)
		f.Wait = p.Wait
		for _, loop := range r.loops(fn) {
			f.takes(rhythmOf(loop))
		}
		r.eachCall(syntax.Body(fn), func(call *ast.CallExpr) {
			if callee := r.callee(call); callee != nil {
				f.takes(callee)
			}
		})
		if decl, ok := fn.(*ast.FuncDecl); ok && (f.Paced || f.Endless) {
			f.Context = contextParam(r.Info.Defs[decl.Name].(*types.Func).Signature()) >= 0
		}
		return f
	})
}

// rhythmOf is the rhythm of one loop.
func rhythmOf(l *Loop) *rhythm {
	if !l.Paced() {
		return &rhythm{Endless: true}
	}
	return &rhythm{Paced: true, Silent: !l.Beats, Period: l.Wait.Period}
}

// takes adds the loops of a callee.
func (f *rhythm) takes(of *rhythm) {
	if of.Paced {
		switch {
		case !f.Paced:
			f.Period = of.Period
		case f.Period.Duration == 0 || of.Period.Duration == 0:
			f.Period = Period{}
		case of.Period.Duration > f.Period.Duration:
			f.Period = of.Period
		}
	}
	f.Paced = f.Paced || of.Paced
	f.Silent = f.Silent || of.Silent
	f.Endless = f.Endless || of.Endless
}

// callee returns the rhythm of what a call calls; nil if that is not known.
func (r *Result) callee(call *ast.CallExpr) *rhythm {
	if node := r.Node(r.Resolve(call.Fun)); node != nil {
		return r.rhythm(node)
	}
	if fn := r.Callee(call); fn != nil {
		return r.imported(fn)
	}
	return nil
}

// imported returns the rhythm of a function of another package of the module; nil
// if it is none.
func (r *Result) imported(fn *types.Func) *rhythm {
	fn = fn.Origin()
	if fn.Pkg() == nil || fn.Pkg() == r.Types || !r.InModule(fn.Pkg().Path()) || r.isRuntime(fn.Pkg()) {
		return nil
	}
	f, ok := r.facts[fn]
	if !ok {
		f = new(rhythm)
		r.pass.ImportObjectFact(fn, f)
		r.facts[fn] = f
	}
	return f
}

// eachCall calls f for the calls that code makes itself: not on another goroutine, nor
// when it ends, nor in a function that it only hands over.
func (r *Result) eachCall(body ast.Node, f func(*ast.CallExpr)) {
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.DeferStmt:
			return false
		case *ast.CallExpr:
			f(n)
		}
		return true
	})
}

// beatsIn reports whether code beats, itself or in what it calls, functions that it
// hands over included.
func (r *Result) beatsIn(body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			if found = found || r.isBeat(n); !found {
				if callee := r.callee(n); callee != nil {
					found = callee.Beats
				}
			}
		}
		return !found
	})
	return found
}

// isBeat reports whether a call is a heartbeat.
func (r *Result) isBeat(call *ast.CallExpr) bool {
	fn := r.Callee(call)
	return fn != nil && r.isRuntime(fn.Pkg()) && (fn.Name() == "Heartbeat" || fn.Name() == "Beat")
}

// contextParam returns the index of the first parameter that is a context; -1 if none is.
func contextParam(sig *types.Signature) int {
	for i := range sig.Params().Len() {
		if syntax.IsContext(sig.Params().At(i).Type()) {
			return i
		}
	}
	return -1
}

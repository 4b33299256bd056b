package heartbeats

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// beating tells the rhythm of functions.
type beating struct {
	*Result
	rhythms *fixpoint.Solver[ast.Node]
	facts   map[*types.Func]rhythm // of other packages
}

// rhythm is the fact of what a function waits for, and how its endless loops, those of
// the functions that it calls included, get around.
type rhythm struct {
	Wait Wait
	As   string // the name that it beats as, itself or in what it calls: see beatsAs
	// Surely says that every way through it beats: see surely.
	Surely bool

	Paced   bool          // a loop has a pass in bounded time
	Silent  bool          // and one of those never beats
	Skips   bool          // or does on some ways through a pass only
	Endless bool          // a loop has no pass in bounded time
	Start   time.Duration // how long it waits in front of those at most: see before
	Pace    Pace          // of the slowest loop; not known if that of one is not
	Context bool          // a parameter is a context
	// Iterator says that it is an iterator, or returns one, that goes on for as long as it is asked to, and
	// Iterates what that waits for between two values; or, of one that has an end, in all: see iterates.
	Iterator bool
	Iterates Wait
	Helper   Helper // what it supervises for its callers: in facts only
}

func (*rhythm) AFact() {}

func (f *rhythm) String() string {
	var words []string
	for _, w := range []struct {
		is   bool
		word string
	}{
		{f.Wait.Clock, "waits for a clock"}, {f.Wait.Idle, "waits"}, {f.Wait.Long, "takes as long as others like"}, {f.Wait.Lasts, "calls what may last"},
		{f.Wait.Limit.Some, "has timeouts"}, {f.As == anyName || f.As == byContext, "beats"}, {f.As == severalNames, "beats as several"}, {isConstant(f.As), "beats as " + f.As},
		{f.Paced && f.Pace.Every().Known(), "loops every " + f.Pace.Every().String()}, {f.Paced && !f.Pace.Every().Known(), "loops by a clock"},
		{f.Silent, "never beats"}, {f.Skips, "beats on some ways"}, {f.Start == forever, "starts whenever others like"},
		{f.Start > 0 && f.Start < forever, "starts after " + f.Start.String()}, {f.Endless, "loops without bound"}, {f.Iterator, "iterates for ever"},
	} {
		if w.is {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, ", ")
}

// rhythms is where rhythms lie: what is seen of one adds up, and of two periods neither is
// constant.
var rhythms = fixpoint.Of(rhythm{}, func(found, before rhythm) rhythm {
	if before.Paced && found.Pace != before.Pace {
		found.Pace = Pace{}
	}
	found.Wait = found.Wait.or(before.Wait)
	found.Iterates, found.Iterator = found.Iterates.or(before.Iterates), found.Iterator || before.Iterator
	found.As = sameName(found.As, before.As)
	found.Paced = found.Paced || before.Paced
	found.Surely = found.Surely || before.Surely
	found.Silent = found.Silent || before.Silent
	found.Skips = found.Skips || before.Skips
	switch {
	case found.Start == 0:
		found.Start = before.Start
	case before.Start != 0 && found.Start != before.Start:
		found.Start = forever
	}
	found.Endless = found.Endless || before.Endless
	return found
})

// or adds what was seen before; of two periods neither is constant.
func (w Wait) or(before Wait) Wait {
	if before.Clock && w.Period != before.Period {
		w.Period = Period{}
	}
	if before.Limit.Some && w.Limit != before.Limit {
		w.Limit = Limit{Some: true, Own: w.Limit.Own || before.Limit.Own}
	}
	w.Clock, w.Idle, w.Blocks = w.Clock || before.Clock, w.Idle || before.Idle, w.Blocks || before.Blocks
	w.Polls = w.Polls || before.Polls
	w.Open, w.Asks = w.Open || before.Open, w.Asks || before.Asks
	w.Long, w.Lasts = w.Long || before.Long || before.Given != (Given{}) && w.Given != before.Given, w.Lasts || before.Lasts
	return w
}

// rhythm returns the rhythm of a function of this package.
func (r *beating) rhythm(fn ast.Node) rhythm {
	body := syntax.Body(fn)
	if body == nil {
		return rhythm{}
	}
	return fixpoint.Ask(r.rhythms, rhythms, fn, func() rhythm {
		f := rhythm{Wait: r.looping.waitIn(body), As: r.beatsAs(body)}
		f.Surely = f.As != "" && r.looping.onEveryWay(body, r.looping.beats)
		f.Iterates, f.Iterator = r.looping.iterator(fn)
		for _, loop := range r.looping.loops(fn) {
			of := rhythmOf(loop)
			of.Start = r.before(body, loop.Stmt)
			f.takes(of)
		}
		r.eachCall(body, func(call *ast.CallExpr) {
			of := r.callee(call)
			if of.Paced {
				of.Start = min(of.Start+r.before(body, call), forever)
			}
			f.takes(of)
		})
		if decl, ok := fn.(*ast.FuncDecl); ok && (f.Paced || f.Endless) {
			f.Context = contextParam(r.Info.Defs[decl.Name].(*types.Func).Signature()) >= 0
		}
		return f
	})
}

// rhythmOf is the rhythm of one loop.
func rhythmOf(l *Loop) rhythm {
	if !l.Paced() {
		return rhythm{Endless: true, As: l.As}
	}
	return rhythm{Paced: true, As: l.As, Silent: !l.Beats(), Skips: l.Beats() && !l.Sure, Pace: l.Wait.Pace()}
}

// forever is a time that nobody knows, or that nobody waits for.
const forever = time.Duration(1 << 60)

// before returns how long a function waits at most in front of a loop in it, or of a call: forever, if
// that does not follow from the code.
func (r *beating) before(body *ast.BlockStmt, n ast.Node) time.Duration {
	p := &pacer{Result: r.Result, limits: r.timing.limitsIn(body)}
	p.limits.until(n.Pos())
	ast.Inspect(body, func(m ast.Node) bool {
		if m == nil || m.End() <= n.Pos() || n.End() <= m.Pos() || m == n {
			return false
		}
		for _, s := range syntax.Stmts(m) {
			if s.End() <= n.Pos() {
				p.stmt(s, true)
			}
		}
		return true
	})
	if w := p.done(); w.Blocks || w.Idle || w.Long || w.Clock && !w.Period.Known() || w.Limit.Some && !w.Limit.Known() {
		return forever
	}
	return min(p.Period.Duration+p.limits.Duration, forever)
}

// takes adds the loops of a callee.
func (f *rhythm) takes(of rhythm) {
	if of.Paced {
		switch one, other := f.Pace.Every(), of.Pace.Every(); {
		case !f.Paced:
			f.Pace = of.Pace
		case f.Pace == of.Pace:
		case !one.Known() || !other.Known():
			f.Pace = Pace{}
		case other.Duration > one.Duration:
			f.Pace = of.Pace
		}
	}
	f.Paced = f.Paced || of.Paced
	f.Silent = f.Silent || of.Silent
	f.Skips = f.Skips || of.Skips
	f.Start = max(f.Start, of.Start)
	f.Endless = f.Endless || of.Endless
	f.As = sameName(f.As, of.As)
}

// callee returns the rhythm of what a call calls, as far as that is known.
func (r *beating) callee(call *ast.CallExpr) rhythm {
	if node := r.giving.node(call); node != nil {
		return r.called(call, node)
	}
	fn := r.Callee(call)
	switch {
	case r.isValue(call):
		return r.giving.anyOf(call)
	case fn == nil:
		return rhythm{}
	case r.isForeign(call):
		return rhythm{Endless: serves(fn)}
	}
	return r.calledFar(call, fn)
}

// called returns the rhythm of a function of this package, as a call of it tells the periods.
func (r *beating) called(call *ast.CallExpr, node ast.Node) rhythm {
	f := r.rhythm(node)
	params := r.ParamVars(node)
	f.each(func(p *Period) {
		if i := slices.Index(params, p.param); p.param != nil && i >= 0 {
			*p = p.with(r.argument(call, i, len(params)))
		}
	})
	if v := f.Pace.Given.param; v != nil {
		f.Pace = f.Pace.with(r.ofFunction(r.argumentFor(call, node, v)))
	}
	return f
}

// ofFunction returns the rhythm of a function that is handed over; one that is not known is Long.
func (r *beating) ofFunction(x ast.Expr) rhythm {
	unknown := rhythm{Wait: Wait{Long: true}}
	if x == nil {
		return unknown
	}
	switch t := r.Resolve(x); {
	case r.Node(t) != nil:
		return r.rhythm(r.Node(t))
	case t.Func != nil && r.isOurs(t.Func):
		return r.imported(t.Func)
	case t.Func != nil && !mayLast(t.Func) && !serves(t.Func) && !isSleep(t.Func):
		return rhythm{}
	}
	return unknown
}

// calledFar is called of a function of another package of the module.
func (r *beating) calledFar(call *ast.CallExpr, fn *types.Func) rhythm {
	f := r.imported(fn)
	f.each(func(p *Period) {
		if p.Arg > 0 {
			*p = p.with(r.argument(call, p.Arg-1, fn.Signature().Params().Len()))
		}
	})
	if i := f.Pace.Given.Arg - 1; i >= 0 && len(call.Args) == fn.Signature().Params().Len() {
		f.Pace = f.Pace.with(r.ofFunction(call.Args[i]))
	}
	return f
}

// each calls g for the periods of a rhythm that a caller may tell.
func (f *rhythm) each(g func(*Period)) {
	for _, p := range []*Period{&f.Pace.Clock, &f.Pace.Work.Period, &f.Wait.Period, &f.Wait.Limit.Period, &f.Iterates.Period, &f.Iterates.Limit.Period} {
		g(p)
	}
}

// argument returns the duration that a call hands over for the i-th of n parameters.
func (src text) argument(call *ast.CallExpr, i, n int) Period {
	if len(call.Args) != n {
		return Period{}
	}
	return src.constant(call.Args[i])
}

// isForeign reports whether nothing is known of what a call calls but its name: it is of
// another module, or a method of an interface.
func (r *beating) isForeign(call *ast.CallExpr) bool {
	fn := r.Callee(call)
	return fn != nil && r.giving.node(call) == nil && (!r.isOurs(fn) || r.Interface(call.Fun) != nil)
}

// isOurs reports whether a function is of another package of the module.
func (r *beating) isOurs(fn *types.Func) bool {
	return fn.Pkg() != nil && fn.Pkg() != r.Types && r.InModule(fn.Pkg().Path()) && !r.supervising.isRuntime(fn.Pkg())
}

// imported returns the rhythm of a function of another package of the module.
func (r *beating) imported(fn *types.Func) rhythm {
	fn = fn.Origin()
	f, ok := r.facts[fn]
	if !ok && r.isOurs(fn) {
		r.pass.ImportObjectFact(fn, &f)
		r.facts[fn] = f
	}
	return f
}

// eachCall calls f for the calls that code makes itself: not on another goroutine, nor
// when it ends, nor in a function that it only hands over.
func (src text) eachCall(body ast.Node, f func(*ast.CallExpr)) {
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

// anyName stands for a name that is not constant, and for several.
const anyName = "\x00"

// severalNames stands for several that are constant: one of them is not that of the service.
const severalNames = "\x02"

// byContext stands for the name that a context of the runtime package tells.
const byContext = "\x01"

// isConstant reports whether code beats as one constant name.
func isConstant(as string) bool {
	return as != "" && as != anyName && as != byContext && as != severalNames
}

// sameName is what is said of two names that code beats as: "" is none.
func sameName(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	case (a == severalNames || isConstant(a)) && (b == severalNames || isConstant(b)):
		return severalNames
	}
	return anyName
}

// beatsAs returns the name that code beats as, itself or in what it calls, functions that it
// hands over included: "" if it never does, anyName or severalNames if that is not one constant.
func (r *beating) beatsAs(body ast.Node) string {
	name := ""
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			name = sameName(name, r.beat(n))
			name = sameName(name, r.callee(n).As)
		}
		return true
	})
	return name
}

// beat returns the name that a call beats as, if it is a heartbeat: of the runtime package, or of
// another registry of them, as some had before.
func (r *beating) beat(call *ast.CallExpr) string {
	fn := r.Callee(call)
	switch {
	case fn == nil || len(call.Args) != 1:
		return ""
	case !r.supervising.isRuntime(fn.Pkg()):
		if fn.Name() == "Heartbeat" && fn.Signature().Recv() == nil {
			return anyName
		}
		return ""
	case fn.Name() == "Beat":
		return byContext
	case fn.Name() != "Heartbeat":
		return ""
	}
	if name, ok := r.ConstantString(call.Args[0]); ok && name != "" {
		return name
	}
	return anyName
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

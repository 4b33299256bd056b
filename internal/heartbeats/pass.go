package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Wait is what code waits for on its way through.
type Wait struct {
	Clock  bool   // a clock: by that, it comes back in time
	Idle   bool   // on every way, something that may never come
	Open   bool   // it may take as long as it likes, and then waits for a clock: a retry
	Period Period // how long it waits for clocks in all
}

// A Period is a constant time; the zero Period is one that is not constant.
type Period struct {
	time.Duration
	Const string // the constant of the package that says so, if one does
}

// Paced reports whether what waits like that comes back in bounded time, by a clock.
func (w Wait) Paced() bool { return w.Clock && !w.Idle && !w.Open }

// clock adds the wait for a clock.
func (w *Wait) clock(period Period) {
	switch {
	case !w.Clock:
		w.Period = period
	case w.Period.Duration == 0 || period.Duration == 0:
		w.Period = Period{}
	default:
		w.Period = Period{Duration: w.Period.Duration + period.Duration}
	}
	w.Clock = true
}

// A pacer reads code for what it waits for. always says of a part that every way
// comes by there.
type pacer struct {
	*Result
	Wait
	loop     ast.Stmt // whose pass it is; nil for a function
	deadline bool     // a deadline is set for what it reads
	inside   bool     // an endless loop is a part of it, which takes its time
	ticks    bool     // there is a ticker: what it does is done each time
}

// waitOf returns what a pass of a loop waits for.
func (r *Result) waitOf(loop ast.Stmt) Wait {
	p := &pacer{Result: r, loop: loop}
	switch n := loop.(type) {
	case *ast.ForStmt:
		p.deadline = r.setsDeadline(n.Body)
		p.exprs(n.Cond, true)
		p.list(n.Body.List, true)
		p.stmt(n.Post, true)
	case *ast.RangeStmt:
		p.receive(n.X, true)
		p.list(n.Body.List, true)
	}
	if p.inside {
		p.Period = Period{}
	}
	p.Open = p.Open && !p.ticks
	return p.Wait
}

func (p *pacer) list(list []ast.Stmt, always bool) {
	for _, s := range list {
		p.stmt(s, always)
	}
}

func (p *pacer) stmt(s ast.Stmt, always bool) {
	switch n := s.(type) {
	case nil, *ast.GoStmt, *ast.DeferStmt:
	case *ast.BlockStmt:
		p.list(n.List, always)
	case *ast.LabeledStmt:
		p.stmt(n.Stmt, always)
	case *ast.IfStmt:
		p.stmt(n.Init, always)
		p.exprs(n.Cond, always)
		p.list(n.Body.List, false)
		p.stmt(n.Else, false)
	case *ast.SwitchStmt:
		p.stmt(n.Init, always)
		p.exprs(n.Tag, always)
		p.clauses(n.Body)
	case *ast.TypeSwitchStmt:
		p.stmt(n.Init, always)
		p.exprs(n.Assign, always)
		p.clauses(n.Body)
	case *ast.SelectStmt:
		p.selects(n, always)
	case *ast.ForStmt:
		p.inner(n, always)
		p.stmt(n.Init, always)
		p.exprs(n.Cond, always)
	case *ast.RangeStmt:
		p.inner(n, always)
		if _, ok := p.Info.TypeOf(n.X).Underlying().(*types.Chan); ok && !p.Endless(n) {
			p.receive(n.X, always)
		}
	default:
		p.exprs(n, always)
	}
}

func (p *pacer) clauses(body *ast.BlockStmt) {
	for _, c := range body.List {
		p.list(c.(*ast.CaseClause).Body, false)
	}
}

// inner takes a loop inside: while an endless one without a pass goes on, there is none
// of the outer one either. What a loop with a bound waits for is the work of the pass, unless that is
// woken by others.
func (p *pacer) inner(loop ast.Stmt, always bool) {
	if p.Endless(loop) {
		p.Idle = p.Idle || !p.waitOf(loop).Paced()
		p.inside = true
		return
	}
	n, ok := loop.(*ast.ForStmt)
	switch {
	case !ok || !always:
	case n.Cond == nil: // every way comes by its body
		in := &pacer{Result: p.Result, loop: loop}
		in.list(n.Body.List, true)
		p.Idle, p.Open = p.Idle || in.Idle, p.Open || in.Open
	default: // for len(queue) == 0 { cond.Wait() }
		p.eachCall(n.Body, func(call *ast.CallExpr) { p.Idle = p.Idle || p.isCondWait(call) })
	}
}

// isCondWait reports whether a call waits for a sync.Cond.
func (r *Result) isCondWait(call *ast.CallExpr) bool {
	fn := r.Callee(call)
	return fn != nil && fn.FullName() == "(*sync.Cond).Wait"
}

// selects takes a select statement. The default is the usual way through one that has
// it; one with a clock among its cases waits for no longer than that.
func (p *pacer) selects(n *ast.SelectStmt, always bool) {
	var clocks []Period
	waits := true
	for _, c := range n.Body.List {
		c := c.(*ast.CommClause)
		if c.Comm == nil {
			waits = false
			continue
		}
		if ch := received(c.Comm); ch != nil {
			if period, ok := p.isClock(ch, c.Body); ok {
				clocks = append(clocks, period)
			}
		}
	}
	switch {
	case !waits:
	case len(clocks) > 0:
		least := clocks[0]
		for _, period := range clocks {
			if period.Duration > 0 && (period.Duration < least.Duration || least.Duration == 0) {
				least = period
			}
		}
		p.clock(least)
	case always:
		p.Idle = true
	}
	for _, c := range n.Body.List {
		c := c.(*ast.CommClause)
		p.list(c.Body, always && c.Comm == nil)
	}
}

// received returns the channel that a case of a select statement receives from, or nil.
func received(comm ast.Stmt) ast.Expr {
	var x ast.Expr
	switch s := comm.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		x = s.Rhs[0]
	}
	if recv, ok := ast.Unparen(x).(*ast.UnaryExpr); ok && x != nil {
		return recv.X
	}
	return nil
}

// exprs takes the expressions of a simple statement.
func (p *pacer) exprs(n ast.Node, always bool) {
	if n == nil || n == ast.Expr(nil) {
		return
	}
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				p.receive(n.X, always)
			}
		case *ast.CallExpr:
			p.call(n, always)
		}
		return true
	})
}

// receive takes a receive from ch, and nothing else that could come.
func (p *pacer) receive(ch ast.Expr, always bool) {
	if period, ok := p.isClock(ch, nil); ok {
		p.clock(period)
	} else if always {
		p.Idle = true
	}
}

func (p *pacer) call(call *ast.CallExpr, always bool) {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		p.list(lit.Body.List, always)
		return
	}
	fn := p.Callee(call)
	if fn != nil && fn.FullName() == "time.Sleep" {
		p.clock(p.constant(call.Args[0]))
		return
	}
	callee := p.callee(call)
	p.Idle = p.Idle || callee.Endless || always && (callee.Wait.Idle || p.isCondWait(call))
	p.inside = p.inside || callee.Paced
	if always && !p.Clock {
		p.Open = p.Open || callee.Wait.Open || p.isOpen(call)
	}
	if callee.Wait.Clock {
		p.clock(callee.Wait.Period)
	}
	if always && !p.deadline && p.isForeign(call) && readsOn(fn) {
		p.Idle = true
	}
}

// readsOn reports whether a function that cannot be looked into waits for a peer, by its name:
// Accept, Read, Recv. A file waits for nobody.
func readsOn(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	if recv == nil || !known.WaitsByName(fn) || syntax.IsNamed(recv.Type(), "os", "File") {
		return false
	}
	return hasWord(fn.Name(), "Accept", "Read", "Recv", "Receive")
}

// isOpen reports whether a call may take as long as it likes: of a function value that is not
// known, or of what cannot be looked into and is called like a session.
func (p *pacer) isOpen(call *ast.CallExpr) bool {
	if p.isForeign(call) {
		return hasWord(p.Callee(call).Name(), "Run", "Serve", "Listen", "ListenAndServe", "Consume", "Watch", "Loop", "Wait", "Subscribe")
	}
	return p.VarOf(call.Fun) != nil && p.Node(p.Resolve(call.Fun)) == nil && p.beat(call) == "" && !syntax.IsCancelFunc(p.Info.TypeOf(call.Fun))
}

// hasWord reports whether a name begins with one of the words: RunOnce with Run, not Runtime.
func hasWord(name string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		rest, ok := strings.CutPrefix(name, word)
		return ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z')
	})
}

// setsDeadline reports whether a body sets a deadline for what it reads from or waits on.
func (r *Result) setsDeadline(body *ast.BlockStmt) bool {
	found := false
	r.eachCall(body, func(call *ast.CallExpr) {
		if fn := r.Callee(call); fn != nil {
			switch fn.Name() {
			case "SetDeadline", "SetReadDeadline":
				found = true
			case "WithTimeout", "WithDeadline", "WithTimeoutCause", "WithDeadlineCause":
				found = found || fn.Pkg() != nil && fn.Pkg().Path() == "context"
			}
		}
	})
	return found
}

// isClock reports whether a channel is that of a clock which goes on from pass to pass, and
// its period. then is what follows the receive in a case of a select statement.
func (p *pacer) isClock(ch ast.Expr, then []ast.Stmt) (Period, bool) {
	t, ok := p.Info.TypeOf(ch).Underlying().(*types.Chan)
	if !ok || !syntax.IsNamed(t.Elem(), "time", "Time") {
		return Period{}, false
	}
	return p.clockOf(ch, then, 0)
}

func (p *pacer) clockOf(ch ast.Expr, then []ast.Stmt, depth int) (Period, bool) {
	const deepest = 4
	if depth > deepest {
		return Period{}, false
	}
	switch x := ast.Unparen(ch).(type) {
	case *ast.CallExpr:
		if p.strikesOnce(x) {
			return p.constant(x.Args[0]), p.inPass(x)
		}
		return p.made(x)
	case *ast.SelectorExpr:
		switch base := p.Info.TypeOf(x.X); {
		case x.Sel.Name == "C" && syntax.IsNamed(base, "time", "Ticker"):
			return p.ticker(x.X), true
		case x.Sel.Name == "C" && syntax.IsNamed(base, "time", "Timer"):
			return p.timer(x.X, then)
		}
	}
	if v := p.VarOf(ch); v != nil {
		return p.held(v, then, depth)
	}
	return Period{}, true
}

// made returns the period of the clock whose channel a call returns: time.Tick, or, of a clock of
// somebody else, After, Tick, and the channel of a ticker.
func (p *pacer) made(call *ast.CallExpr) (Period, bool) {
	fn := p.Callee(call)
	if fn == nil {
		return Period{}, false
	}
	switch fn.Name() {
	case "Tick":
		p.ticks = true
		if fn.FullName() == "time.Tick" {
			return p.constant(call.Args[0]), true
		}
		return Period{}, true
	case "After":
		return Period{}, p.inPass(call)
	case "C", "Chan":
		if recv := fn.Signature().Recv(); recv != nil && strings.Contains(recv.Type().String(), "Ticker") {
			p.ticks = true
			return Period{}, true
		}
	}
	return Period{}, false
}

// held returns the period of the clock whose channel a variable holds. One that strikes once
// has to be made again where it has struck, or on each pass.
func (p *pacer) held(v *types.Var, then []ast.Stmt, depth int) (Period, bool) {
	values := p.Var(v).Values
	if v.Kind() == types.LocalVar && (len(values) == 0 || !values[0].Decl) {
		return Period{}, false // nil at first, and may stay so
	}
	var period Period
	again := len(values) == 0 || p.loop == nil
	for i, value := range values {
		var d Period
		if call, ok := ast.Unparen(value.Expr).(*ast.CallExpr); ok && value.Expr != nil && p.strikesOnce(call) {
			d = p.constant(call.Args[0])
			again = again || p.eachTime(value.Pos, then)
		} else if value.Expr != nil {
			if d, ok = p.clockOf(value.Expr, then, depth+1); !ok || p.IsNil(value.Expr) {
				return Period{}, false
			}
			again = true
		}
		if i == 0 {
			period = d
		} else if d != period {
			period = Period{}
		}
	}
	return period, again
}

func (p *pacer) strikesOnce(call *ast.CallExpr) bool {
	fn := p.Callee(call)
	return fn != nil && fn.FullName() == "time.After"
}

// eachTime reports whether pos is in the statements then, or in one that stands in the body of
// the loop itself.
func (p *pacer) eachTime(pos token.Pos, then []ast.Stmt) bool {
	in := func(s ast.Stmt) bool { return s.Pos() <= pos && pos < s.End() }
	return slices.ContainsFunc(then, in) || slices.ContainsFunc(bodyOf(p.loop).List, func(s ast.Stmt) bool {
		switch s.(type) {
		case *ast.AssignStmt, *ast.DeclStmt, *ast.ExprStmt:
			return in(s)
		}
		return false
	})
}

// inPass reports whether n is evaluated on each pass of the loop: what is made before is a
// clock that strikes once.
func (p *pacer) inPass(n ast.Node) bool {
	return p.loop == nil || p.loop.Pos() <= n.Pos() && n.End() <= p.loop.End()
}

// ticker returns the period of a ticker.
func (p *pacer) ticker(x ast.Expr) Period {
	p.ticks = true
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		return p.madeWith(call)
	}
	v := p.VarOf(x)
	if v == nil || v.Exported() && v.IsField() || v.Kind() == types.ParamVar {
		return Period{}
	}
	var period Period
	for i, value := range p.Var(v).Values {
		call, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		if !ok {
			return Period{}
		}
		d := p.madeWith(call)
		if d.Duration == 0 || i > 0 && d != period {
			return Period{}
		}
		period = d
	}
	if p.isResetIn(p.around(), v) {
		return Period{}
	}
	return period
}

// timer reports whether a timer is set again on each pass, and for how long.
func (p *pacer) timer(x ast.Expr, then []ast.Stmt) (Period, bool) {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		return p.madeWith(call), p.inPass(call)
	}
	v := p.VarOf(x)
	if v == nil {
		return Period{}, false
	}
	if p.loop == nil {
		return Period{}, true // what a helper makes or is handed, for one wait
	}
	var again []*ast.CallExpr
	ast.Inspect(bodyOf(p.loop), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && p.isReset(call, v) && p.eachTime(call.Pos(), then) {
			again = append(again, call)
		}
		return true
	})
	for _, value := range p.Var(v).Values {
		if call, ok := ast.Unparen(value.Expr).(*ast.CallExpr); ok && value.Expr != nil && p.madeBy(call) && p.eachTime(value.Pos, then) {
			again = append(again, call)
		}
	}
	if len(again) == 0 {
		return Period{}, false
	}
	period := p.constant(again[0].Args[0])
	for _, call := range again {
		if p.constant(call.Args[0]) != period {
			period = Period{}
		}
	}
	for _, value := range p.Var(v).Values {
		if call, ok := ast.Unparen(value.Expr).(*ast.CallExpr); !ok || p.madeWith(call) != period {
			period = Period{}
		}
	}
	return period, true
}

// madeWith returns the constant duration of time.NewTicker(d), time.NewTimer(d).
func (p *pacer) madeWith(call *ast.CallExpr) Period {
	if !p.madeBy(call) {
		return Period{}
	}
	return p.constant(call.Args[0])
}

func (p *pacer) madeBy(call *ast.CallExpr) bool {
	fn := p.Callee(call)
	return fn != nil && (fn.FullName() == "time.NewTicker" || fn.FullName() == "time.NewTimer")
}

// isReset reports whether a call is v.Reset(d).
func (p *pacer) isReset(call *ast.CallExpr, v *types.Var) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Reset" && len(call.Args) == 1 && p.VarOf(sel.X) == v
}

// isResetIn reports whether v.Reset(d) is called in a function.
func (p *pacer) isResetIn(fn ast.Node, v *types.Var) bool {
	found := false
	if fn != nil {
		ast.Inspect(fn, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				found = found || p.isReset(call, v)
			}
			return !found
		})
	}
	return found
}

// around returns the function around the loop, or nil.
func (p *pacer) around() ast.Node {
	if p.loop == nil {
		return nil
	}
	return p.FuncAround(p.loop)
}

// constant returns the value of a constant duration.
func (p *pacer) constant(x ast.Expr) Period {
	v := p.Info.Types[x].Value
	if v == nil {
		return Period{}
	}
	d, ok := constant.Int64Val(constant.ToInt(v))
	if !ok || d <= 0 {
		return Period{}
	}
	period := Period{Duration: time.Duration(d)}
	if id, ok := ast.Unparen(x).(*ast.Ident); ok {
		if c, ok := p.Info.Uses[id].(*types.Const); ok && c.Parent() == p.Types.Scope() {
			period.Const = c.Name()
		}
	}
	return period
}

// bodyOf returns the body of a loop.
func bodyOf(loop ast.Stmt) *ast.BlockStmt {
	if n, ok := loop.(*ast.RangeStmt); ok {
		return n.Body
	}
	return loop.(*ast.ForStmt).Body
}

package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Wait is what code waits for on its way through.
type Wait struct {
	Clock  bool   // a clock: by that, it comes back in time
	Idle   bool   // on every way, something that may never come
	Blocks bool   // somewhere, something that may never come
	Open   bool   // it may take as long as it likes, and then waits for a clock: a retry
	Asks   bool   // on every way, what may wait, by its name or its context: Next, Fetch(ctx)
	Long   bool   // somewhere, what takes as long as others like: its period is not constant
	Polls  bool   // somewhere, a loop that waits for a clock, nobody knows how often
	Lasts  bool   // somewhere, a call that may take as long as it likes and has no timeout
	Period Period // how long it waits for clocks in all
	Limit  Limit  // how long it takes where there is a timeout
	Given  Given  // a function that a pass is handed, and calls: how long that takes, only the caller tells
}

// Given is a parameter of a function that others call as well; the zero Given is none.
type Given struct {
	param *types.Var
	Arg   int // in a fact, its index among the parameters, from 1
}

// A Period is a constant time, to which a caller adds where it says so; the zero Period is not known.
type Period struct {
	time.Duration
	Const string     // the constant of the package that says so, if one does
	param *types.Var // the parameter whose value comes on top, nil: none
	Arg   int        // in a fact, its index among the parameters, from 1
}

// Known reports whether a period is constant as it is.
func (p Period) Known() bool { return p.Duration > 0 && p.param == nil && p.Arg == 0 }

// with returns the period with what a caller says in place of its parameter.
func (p Period) with(said Period) Period {
	if p.Duration == 0 {
		return said
	}
	return Period{Duration: p.Duration}.plus(said)
}

// Paced reports whether what waits like that comes back in bounded time, by a clock or by a
// timeout of its own.
func (w Wait) Paced() bool {
	return !w.Idle && !w.Open && (w.Clock || w.Limit.Own && !w.Asks)
}

// A Pace is how long a pass takes: what it waits for clocks, what it does with a timeout, and what it is
// handed to do.
type Pace struct {
	Clock Period
	Work  Limit
	Given Given
}

// Pace returns how long a pass takes that waits like that.
func (w Wait) Pace() Pace {
	switch {
	case w.Long:
		return Pace{}
	case !w.Clock:
		return Pace{Clock: w.Limit.Period, Given: w.Given}
	}
	return Pace{w.Period, Limit{Some: w.Limit.Some, Period: w.Limit.Period}, w.Given}
}

// Every returns how long a pass takes, if all of it is known. Work with a timeout that is within the
// time of the clocks has its place in the second period that a deadline allows.
func (p Pace) Every() Period {
	switch {
	case !p.Clock.Known() || p.Work.Some && !p.Work.Known() || p.Given != Given{}:
		return Period{}
	case p.Work.Duration <= p.Clock.Duration:
		return p.Clock
	}
	return p.Clock.plus(p.Work.Period)
}

// with returns the pace of a pass that is handed functions of which of is true.
func (p Pace) with(of rhythm) Pace {
	w := of.Wait
	if of.Paced || of.Endless || w.Idle || w.Blocks || w.Open || w.Long || w.Given != (Given{}) {
		return Pace{}
	}
	p.Given = Given{}
	if w.Clock {
		p.Clock = p.Clock.plus(w.Period)
	}
	if w.Limit.Some {
		p.Work.add(w.Limit.Period)
	}
	return p
}

func (p Period) plus(other Period) Period {
	if p == (Period{}) || other == (Period{}) || p.param != nil && other.param != nil {
		return Period{}
	}
	sum := Period{Duration: p.Duration + other.Duration, param: p.param}
	if sum.param == nil {
		sum.param = other.param
	}
	return sum
}

// clock adds the wait for a clock.
func (w *Wait) clock(period Period) {
	if w.Clock {
		period = w.Period.plus(period)
	}
	w.Clock, w.Period = true, period
}

// A pacer reads code for what it waits for. always says of a part that every way
// comes by there.
type pacer struct {
	*Result
	Wait
	loop     ast.Stmt // whose pass it is; nil for a function
	limits   *limits
	deferred bool       // what is deferred there runs before a pass is over
	locked   bool       // it is done under a lock, which a sync.Cond gives back while it waits
	inside   bool       // an endless loop is a part of it, which takes its time
	ticks    bool       // there is a ticker: what it does is done each time
	paused   bool       // every way so far has waited for a clock
	open     bool       // there is a call that may take as long as it likes
	told     *types.Var // the channel that another pass waits at: a send there does not wait
}

// waitOf returns what a pass of a loop waits for.
func (r *looping) waitOf(loop ast.Stmt) Wait { return r.passOf(loop).Wait }

// passOf reads a pass of a loop.
func (r *looping) passOf(loop ast.Stmt) *pacer {
	p := &pacer{Result: r.Result, loop: loop, limits: r.timing.limitsIn(syntax.LoopBody(loop))}
	switch n := loop.(type) {
	case *ast.ForStmt:
		p.exprs(n.Cond, true)
		p.list(n.Body.List, true)
		p.stmt(n.Post, true)
	case *ast.RangeStmt:
		if of, ok := p.looping.iterates(n.X); ok {
			p.yields(of)
		} else {
			p.receive(n.X, true)
		}
		p.list(n.Body.List, true)
	}
	p.Open = p.Open && !p.ticks
	p.Long = p.Long || p.inside || p.Blocks
	p.done()
	return p
}

// yields takes what an iterator waits for before it yields.
func (p *pacer) yields(of Wait) {
	if of.Clock {
		p.clock(of.Period)
		p.paused = true
	}
	p.ticks = p.ticks || of.Paced()
	p.Idle, p.Open, p.Asks = p.Idle || of.Idle, p.Open || of.Open, p.Asks || of.Asks
	p.Long, p.Blocks = p.Long || of.Long, p.Blocks || of.Blocks
	p.limits.callee(of.Limit)
	p.limits.Own = p.limits.Own || of.Limit.Own
}

// drains takes what an iterator waits for that has an end: a part of the pass, as a loop in a function is
// that it calls.
func (p *pacer) drains(x ast.Expr) {
	of, _ := p.looping.iterates(x)
	if of.Clock {
		p.clock(of.Period)
	}
	p.Long, p.Blocks = p.Long || of.Long, p.Blocks || of.Blocks
	p.limits.callee(of.Limit)
}

// waitIn returns what a function waits for.
func (r *looping) waitIn(body *ast.BlockStmt) Wait {
	p := &pacer{Result: r.Result, limits: r.timing.limitsIn(body), deferred: true}
	p.list(body.List, true)
	p.Lasts = p.lasts(body, nil)
	return p.done()
}

func (p *pacer) done() Wait {
	p.Long = p.Long || p.open
	p.limits.rest()
	p.Limit = p.limits.Limit
	return p.Wait
}

func (p *pacer) list(list []ast.Stmt, always bool) {
	for i, s := range list {
		p.stmt(s, always)
		if n, ok := s.(*ast.SelectStmt); ok {
			p.behind(n, list[i+1:])
		}
	}
}

func (p *pacer) stmt(s ast.Stmt, always bool) {
	switch n := s.(type) {
	case nil, *ast.GoStmt:
	case *ast.DeferStmt: // of a loop, it comes behind the last pass
		if _, lit := ast.Unparen(n.Call.Fun).(*ast.FuncLit); p.deferred && (lit || p.Callee(n.Call) != nil) {
			p.call(n.Call, false)
		}
	case *ast.BranchStmt:
		p.Long = p.Long || n.Tok == token.GOTO && (p.loop == nil || !p.IsLabelOf(p.loop, n.Label)) // how often it comes round by that, nobody knows
	case *ast.BlockStmt:
		p.list(n.List, always)
	case *ast.LabeledStmt:
		p.stmt(n.Stmt, always)
	case *ast.IfStmt:
		p.stmt(n.Init, always)
		p.exprs(n.Cond, always)
		p.list(n.Body.List, false)
		p.stmt(n.Else, false)
		p.Idle = p.Idle || always && n.Else != nil && p.idles(n.Body.List) && p.idles([]ast.Stmt{n.Else})
	case *ast.SwitchStmt:
		p.stmt(n.Init, always)
		p.exprs(n.Tag, always)
		p.clauses(n.Body, always)
	case *ast.TypeSwitchStmt:
		p.stmt(n.Init, always)
		p.exprs(n.Assign, always)
		p.clauses(n.Body, always)
	case *ast.SelectStmt:
		p.selects(n, always)
	case *ast.ForStmt:
		p.inner(n, always)
		p.stmt(n.Init, always)
		p.exprs(n.Cond, always)
	case *ast.RangeStmt:
		p.exprs(n.X, always)
		p.inner(n, always)
		if p.Endless(n) {
			break
		}
		if _, ok := p.Info.TypeOf(n.X).Underlying().(*types.Chan); ok {
			p.receive(n.X, always)
		} else if syntax.IsIterator(p.Info.TypeOf(n.X)) {
			p.drains(n.X)
		}
	case *ast.SendStmt:
		p.exprs(n, always)
		p.send(n, always)
	default:
		p.exprs(n, always)
	}
}

func (p *pacer) clauses(body *ast.BlockStmt, always bool) {
	idle, all := always, false
	for _, c := range body.List {
		c := c.(*ast.CaseClause)
		p.list(c.Body, false)
		idle, all = idle && p.idles(c.Body), all || c.List == nil
	}
	p.Idle = p.Idle || idle && all
}

// idles reports whether one of several branches waits for what may never come, on every way through it. Where all of
// them do, the statement does.
func (p *pacer) idles(list []ast.Stmt) bool {
	in := &pacer{Result: p.Result, loop: p.loop, limits: p.limits.apart(), deferred: p.deferred, locked: p.locked, told: p.told}
	in.list(list, true)
	return in.Idle
}

// isCondWait reports whether a call waits for a sync.Cond.
func (src text) isCondWait(call *ast.CallExpr) bool {
	fn := src.Callee(call)
	return fn != nil && fn.FullName() == "(*sync.Cond).Wait"
}

// selects takes a select statement. The default is the usual way through one that has
// it; one with a clock among its cases waits for no longer than that.
func (p *pacer) selects(n *ast.SelectStmt, always bool) {
	var clocks []Period
	waits, limited, own := true, false, false // own: the pass itself has started what it waits for
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
			limited = p.limits.ends(ch) || limited
			own = own || p.isOwnEnd(ch)
		} else if send, ok := c.Comm.(*ast.SendStmt); ok && p.isBuffered(send.Chan) { // likewise: see send
			own = own || !leaves(c.Body)
		}
	}
	switch {
	case !waits || limited:
	case len(clocks) > 0:
		least := clocks[0]
		for _, period := range clocks {
			if period.Known() && (period.Duration < least.Duration || !least.Known()) {
				least = period
			}
		}
		p.clock(least)
		p.paused = p.paused || always
	case own:
		p.Long = true
	default:
		p.waits(true, always)
	}
	due := make(map[string]bool) // what is called each period
	for _, c := range n.Body.List {
		if c := c.(*ast.CommClause); p.isStrike(c) {
			p.eachCall(c, func(call *ast.CallExpr) { due[p.Text(call.Fun)] = true })
		}
	}
	for _, c := range n.Body.List {
		c := c.(*ast.CommClause)
		p.list(c.Body, always && c.Comm == nil)
		switch {
		case c.Comm == nil:
		case p.isStrike(c):
			p.waits(p.turnsToWait(c.Body), always)
		case !leaves(c.Body) && p.lasts(c, due):
			p.Long = true
		}
	}
}

// turnsToWait reports whether the first thing that a pass does when its clock strikes is to wait for what may never
// come: it has asked nobody for that.
//
//	case <-ticker.C: // no more often than that
//		select {
//		case <-changed:
//			reload()
//		case <-quit:
//			return
//		}
func (p *pacer) turnsToWait(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	n, ok := list[0].(*ast.SelectStmt)
	if !ok {
		return received(list[0]) != nil && p.idles(list[:1])
	}
	return p.idles(list[:1]) && !slices.ContainsFunc(n.Body.List, func(c ast.Stmt) bool {
		_, sends := c.(*ast.CommClause).Comm.(*ast.SendStmt)
		return sends
	})
}

// isStrike reports whether a case of a select statement is that of a clock, which says how much time
// there is for its work. What any other one is woken by has nothing to do with the clock, unless it
// asks for the same work out of turn.
func (p *pacer) isStrike(c *ast.CommClause) bool {
	ch := received(c.Comm)
	if ch == nil {
		return false
	}
	_, ok := p.isClock(ch, c.Body)
	return ok
}

// leaves reports whether a case ends the function: what it does is not part of a pass.
func leaves(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	_, ok := list[len(list)-1].(*ast.ReturnStmt)
	return ok
}

// lasts reports whether code calls what may take as long as it likes, by its name, its context, as a
// function value or because a peer has to answer, and gives it no timeout. What is due each period does not count.
func (p *pacer) lasts(n ast.Node, due map[string]bool) bool {
	found := false
	p.eachCall(n, func(call *ast.CallExpr) {
		if due[p.Text(call.Fun)] || p.locked && p.isCondWait(call) {
			return
		}
		if found = found || p.beating.callee(call).Wait.Lasts || p.isOpen(call); found || !p.beating.isForeign(call) {
			return
		}
		fn := p.Callee(call)
		if _, polls := p.timing.polls(call, fn); polls {
			return
		}
		found = (p.asks(call, fn) || p.waitsForPeer(call, fn) || p.isJob(call, fn)) && !p.limits.times(call) && !p.isAtHandOf(call)
	})
	return found
}

// waitsForPeer reports whether a function that cannot be looked into waits for an answer, or for the end of
// what is sent, without a word of that in its name and without a timeout of its own.
func (p *pacer) waitsForPeer(call *ast.CallExpr, fn *types.Func) bool {
	if _, ok := p.timing.ownTimeout(call); ok {
		return false
	}
	switch fn.FullName() {
	case "net/http.Get", "net/http.Head", "net/http.Post", "net/http.PostForm", "net.Dial", "net/smtp.SendMail":
		return true
	case "io.Copy", "io.CopyN", "io.CopyBuffer":
		return p.timing.sourceOf(call.Args[1]) != atHand
	}
	recv := fn.Signature().Recv()
	return recv != nil && mayFail(fn) && (syntax.IsNamed(recv.Type(), "net/http", "Client") || hasContextTwin(recv, fn))
}

// hasContextTwin reports whether a method has another one beside it that takes a context as well, as Query has
// QueryContext (https://pkg.go.dev/database/sql#DB.Query): it waits for what that would end.
func hasContextTwin(recv *types.Var, fn *types.Func) bool {
	obj, _, _ := types.LookupFieldOrMethod(recv.Type(), true, fn.Pkg(), fn.Name()+"Context")
	twin, ok := obj.(*types.Func)
	return ok && contextParam(twin.Signature()) == 0
}

// isJob reports whether a call is of a method of an interface of the module, on a value that the code is
// handed, and that it carries out: job.Do(). How long a job takes, only the job knows.
func (p *pacer) isJob(call *ast.CallExpr, fn *types.Func) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || p.Interface(call.Fun) == nil || fn.Pkg() == nil || !p.InModule(fn.Pkg().Path()) || isShort(fn.Type()) {
		return false
	}
	v := p.VarOf(sel.X)
	return v != nil && (v.Kind() == types.LocalVar || v.Kind() == types.ParamVar) && v.Parent() != p.Types.Scope() &&
		(fn.Signature().Results().Len() == 0 || mayFail(fn))
}

// mayFail reports whether the last result of a function is an error.
func mayFail(fn *types.Func) bool {
	results := fn.Signature().Results()
	return results.Len() > 0 && syntax.IsError(results.At(results.Len()-1).Type())
}

// asks reports whether a function that cannot be looked into may wait, by its name or its context.
func (p *pacer) asks(call *ast.CallExpr, fn *types.Func) bool {
	return !p.computes(fn) && (known.WaitsByName(fn) || hasWord(fn.Name(), "Next")) || p.takesContext(call)
}

// computes reports whether a function is of a package of the standard library that waits for nobody, whatever its
// name says: heap.Pop, (*list.Element).Next, rand.Read.
func (src text) computes(fn *types.Func) bool {
	if fn.Pkg() == nil || !src.IsStd(fn.Pkg().Path()) {
		return false
	}
	first, _, _ := strings.Cut(fn.Pkg().Path(), "/")
	return fn.Pkg().Path() == "crypto/rand" || slices.Contains([]string{"bytes", "container", "go", "hash", "math", "reflect", "strings", "text", "unicode"}, first)
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
		p.paused = p.paused || always
	} else if p.isOwnEnd(ch) {
		p.Long = true
	} else if p.isOwnToken(ch) {
		return
	} else if !p.limits.ends(ch) {
		p.waits(true, always)
	}
}

// isOwnEnd reports whether a channel is made in the pass, and a goroutine that the pass starts comes to an end and closes
// it or sends to it: to wait for that is a part of its work.
//
//	done := make(chan struct{})
//	go func() { defer close(done); work() }()
//	<-done
func (p *pacer) isOwnEnd(ch ast.Expr) bool {
	v := p.VarOf(ch)
	if v == nil || v.IsField() || !p.isOfPass(v) || len(p.Var(v).Values) != 1 || p.Var(v).Taken {
		return false
	}
	if made, ok := ast.Unparen(p.Var(v).Values[0].Expr).(*ast.CallExpr); !ok || p.Builtin(made) != "make" {
		return false
	}
	tells := false
	for _, use := range p.Uses(v) {
		fn, told := p.startedWith(use, v)
		if fn == nil || syntax.Body(fn) == nil {
			continue // where it is waited for, or handed on
		}
		in := &pacer{Result: p.Result, limits: p.timing.limitsIn(syntax.Body(fn)), deferred: true, told: told}
		in.list(syntax.Body(fn).List, true)
		if of := p.beating.rhythm(fn); of.Endless || of.Paced || in.Idle || in.Open {
			return false
		}
		tells = tells || p.looping.onEveryWay(syntax.Body(fn), p.tells(told))
	}
	return tells
}

// isOwnToken reports whether a receive from a semaphore gives back what was sent to it in front, on every way:
//
//	sem <- struct{}{}
//	work()
//	<-sem
func (p *pacer) isOwnToken(ch ast.Expr) bool {
	t, ok := p.Info.TypeOf(ch).Underlying().(*types.Chan)
	if !ok || !p.isBuffered(ch) {
		return false
	}
	if token, ok := t.Elem().Underlying().(*types.Struct); !ok || token.NumFields() > 0 {
		return false
	}
	sends := func(s ast.Stmt) bool {
		send, ok := s.(*ast.SendStmt)
		return ok && p.VarOf(send.Chan) == p.VarOf(ch)
	}
	took := func(s ast.Stmt) bool {
		n, ok := s.(*ast.SelectStmt)
		return sends(s) || ok && !slices.ContainsFunc(n.Body.List, func(c ast.Stmt) bool {
			clause := c.(*ast.CommClause)
			return !sends(clause.Comm) && !leaves(clause.Body)
		})
	}
	c, ok := p.CursorOf(ch)
	for ; ok && c.Node() != nil && c.Node() != p.loop; c = c.Parent() {
		for _, s := range syntax.Stmts(c.Node()) {
			if s.End() <= ch.Pos() && took(s) {
				return true
			}
		}
	}
	return false
}

// startedWith returns the function that a go statement starts around the use of a variable, or that it hands the variable
// to, and what that calls it; nil if there is none.
func (p *pacer) startedWith(use inspector.Cursor, v *types.Var) (ast.Node, *types.Var) {
	if call, ok := use.Parent().Node().(*ast.CallExpr); ok { // go work(done)
		if _, ok := use.Parent().Parent().Node().(*ast.GoStmt); ok {
			fn := p.Node(p.Resolve(call.Fun))
			if i := slices.Index(call.Args, use.Node().(ast.Expr)); fn != nil && i >= 0 && i < len(p.ParamVars(fn)) {
				return fn, p.ParamVars(fn)[i]
			}
			return nil, nil
		}
	}
	lit, ok := p.FuncAround(use.Node()).(*ast.FuncLit)
	if !ok || lit.Pos() < v.Pos() {
		return nil, nil
	}
	if c, ok := p.CursorOf(lit); ok {
		if _, ok := c.Parent().Parent().Node().(*ast.GoStmt); ok {
			return lit, v
		}
	}
	return nil, nil
}

// tells returns a question about code: does it close a channel, or send to it? What is deferred does, too.
func (p *pacer) tells(v *types.Var) func(ast.Node) bool {
	var does func(ast.Node) bool
	does = func(n ast.Node) bool {
		if n, ok := n.(*ast.DeferStmt); ok {
			if lit, ok := ast.Unparen(n.Call.Fun).(*ast.FuncLit); ok {
				return p.looping.onEveryWay(lit.Body, does)
			}
		}
		found := false
		syntax.Own(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				found = found || p.Builtin(n) == "close" && p.VarOf(n.Args[0]) == v
			case *ast.SendStmt:
				found = found || p.VarOf(n.Chan) == v
			}
			return !found
		})
		return found
	}
	return does
}

// send takes a send, which waits for as long as its reader likes. With a buffer, it does where that is
// full; one that is made in the pass is empty.
func (p *pacer) send(n *ast.SendStmt, always bool) {
	if p.told != nil && p.VarOf(n.Chan) == p.told {
		return
	}
	buffered := p.isBuffered(n.Chan)
	p.waits(!buffered, always)
	p.Long = p.Long || !buffered || !p.isOfPass(p.VarOf(n.Chan))
}

// isOfPass reports whether a variable is local to the pass.
func (p *pacer) isOfPass(v *types.Var) bool {
	if v.Kind() != types.LocalVar || v.Parent() == p.Types.Scope() {
		return false
	}
	if p.loop != nil {
		return p.loop.Pos() <= v.Pos() && v.Pos() < p.loop.End()
	}
	return v.Pos() > p.limits.from // of the function itself, and not of one around it
}

// isBuffered reports whether all channels that a variable of the package holds are made with a
// buffer.
func (p *pacer) isBuffered(ch ast.Expr) bool {
	v := p.VarOf(ch)
	if v == nil {
		return false
	}
	values := p.Var(v).Values
	return len(values) > 0 && !slices.ContainsFunc(values, func(value syntax.Value) bool {
		call, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		if value.Expr == nil || !ok || p.Builtin(call) != "make" || len(call.Args) < 2 {
			return true
		}
		size := p.Info.Types[call.Args[1]].Value
		return size != nil && constant.Sign(size) == 0
	})
}

func (p *pacer) call(call *ast.CallExpr, always bool) {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		p.literal(lit, always)
		return
	}
	fn := p.Callee(call)
	if p.locked && p.isCondWait(call) {
		return
	}
	if isSleep(fn) {
		p.clock(p.constant(call.Args[0]))
		p.paused = p.paused || always
		return
	}
	p.Long = p.Long || p.locking.waitsForLock(call, fn)
	callee := p.beating.callee(call)
	p.inside = p.inside || callee.Paced
	p.Long, p.Polls = p.Long || callee.Wait.Long, p.Polls || callee.Wait.Polls
	p.limits.callee(callee.Wait.Limit)
	if timeout, ok := p.timing.ownTimeout(call); ok {
		p.limits.add(timeout)
	}
	if callee.Wait.Clock {
		p.clock(callee.Wait.Period)
	}
	if p.limits.handed(call) {
		return
	}
	p.Idle = p.Idle || callee.Endless
	p.waits(callee.Wait.Idle || p.isCondWait(call), always)
	p.Blocks = p.Blocks || callee.Wait.Blocks
	p.Asks = p.Asks || always && callee.Wait.Asks
	switch {
	case isCommand(fn):
		p.Long = p.Long || !p.limits.starts(call)
	case p.waitsForOwn(call):
		p.open = true
	case callee.Wait.Open || p.isOpen(call):
		if v := p.handed(call); v != nil && (p.Given.param == nil || p.Given.param == v) {
			p.Given.param = v
		} else {
			p.open = true
		}
		p.Open = p.Open || always && !p.paused
		p.Long = p.Long || fn != nil && fn.FullName() == "(*sync.WaitGroup).Wait" // for the jobs of others
	}
	p.paused = p.paused || always && callee.Wait.Clock
	p.Long = p.Long || p.isForOthers(call, fn)
	if !p.beating.isForeign(call) {
		return
	}
	if _, polls := p.timing.polls(call, fn); polls {
		p.limits.Own = p.limits.Own || always
		return
	}
	p.Long = p.Long || p.takesTurns(call, fn)
	p.handsOver(call, fn)
	p.mayCome(p.giving.implementing(call))
	switch from, waits, lasts := p.reading(call, fn); {
	case waits:
		p.waits(!p.limits.bounds(from), always)
	case lasts:
		p.Long = p.Long || !p.limits.answersIn(from)
	case !p.isAtHandOf(call):
		p.Asks = p.Asks || always && p.asks(call, fn)
	}
}

// isSleep reports whether a function is time.Sleep, which tests often replace: var sleep = time.Sleep.
func isSleep(fn *types.Func) bool { return fn != nil && fn.FullName() == "time.Sleep" }

// waits takes a wait that has no bound, if so: on every way it may never end, else nobody knows when.
func (p *pacer) waits(so, always bool) {
	p.Idle = p.Idle || so && always
	p.Blocks = p.Blocks || so
}

// literal takes a function literal that the pass calls.
func (p *pacer) literal(lit *ast.FuncLit, always bool) {
	in := p.part(lit.Body)
	in.list(lit.Body.List, always)
	in.limits.rest()
	p.takes(in)
	if in.Clock {
		p.clock(in.Period)
	}
	p.limits.inner(in.limits.Limit, 1)
}

// part returns a pacer for a part of the pass with contexts and deadlines of its own.
func (p *pacer) part(body *ast.BlockStmt) *pacer {
	return &pacer{Result: p.Result, loop: p.loop, limits: p.limits.within(body), deferred: true, locked: p.locked, told: p.told}
}

// takes adds what a part waits for, but for its times.
func (p *pacer) takes(in *pacer) {
	p.Idle, p.Open, p.Asks, p.Long = p.Idle || in.Idle, p.Open || in.Open, p.Asks || in.Asks, p.Long || in.Long
	p.Blocks, p.Polls = p.Blocks || in.Blocks, p.Polls || in.Polls
	p.open = p.open || in.Given != Given{} // as often as the part comes round
	p.inside, p.open, p.paused, p.ticks = p.inside || in.inside, p.open || in.open, p.paused || in.paused, p.ticks || in.ticks
}

// mayCome takes what a call may come to: it takes time, but is no clock.
func (p *pacer) mayCome(of rhythm) {
	p.Long = p.Long || of.Paced || of.Endless || of.Wait.Long || of.Wait.Blocks
	p.limits.callee(of.Wait.Limit)
	if of.Wait.Clock {
		p.limits.add(of.Wait.Period)
	}
}

// handsOver takes the literals that are handed to what cannot be looked into: how often it calls them,
// nobody knows.
func (p *pacer) handsOver(call *ast.CallExpr, fn *types.Func) {
	if hasWord(fn.Name(), "Go", "TryGo", "AfterFunc") {
		return // on another goroutine
	}
	for _, arg := range call.Args {
		if lit, ok := ast.Unparen(arg).(*ast.FuncLit); ok {
			in := p.part(lit.Body)
			in.list(lit.Body.List, false)
			w := in.done()
			p.Long = p.Long || w.Long || w.Blocks || w.Clock || w.Limit.Some
		}
	}
}

// isCommand reports whether a function runs another program and waits for its end.
func isCommand(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "(*os/exec.Cmd).Run", "(*os/exec.Cmd).Output", "(*os/exec.Cmd).CombinedOutput":
		return true
	}
	return false
}

// waitsForOwn reports whether a call waits for what the pass itself has started: wg.Wait() behind
// wg.Go(f), g.Wait() behind g.Go(f).
func (p *pacer) waitsForOwn(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Wait" {
		return false
	}
	around := ast.Node(p.loop)
	if p.loop == nil {
		around = p.FuncAround(call)
	}
	v, found := p.VarOf(sel.X), false
	if v == nil || around == nil {
		return false
	}
	ast.Inspect(around, func(n ast.Node) bool {
		start, ok := n.(*ast.SelectorExpr)
		found = found || ok && (start.Sel.Name == "Go" || start.Sel.Name == "Add") && p.VarOf(start.X) == v
		return !found
	})
	return found
}

// takesContext reports whether a call is handed a context, and not to log with it or to make another
// one from it: it may wait for that to end.
func (p *pacer) takesContext(call *ast.CallExpr) bool {
	fn := p.Callee(call)
	if fn == nil || p.makesContext(call) || known.Logs(fn) || fn.Pkg() != nil && fn.Pkg().Path() == "log/slog" {
		return false
	}
	for v := range fn.Signature().Results().Variables() {
		if syntax.IsContext(v.Type()) {
			return false // tracer.Start
		}
	}
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return syntax.IsContext(p.Info.TypeOf(arg)) })
}

// isAtHandOf reports whether a call is of a method of what waits for nobody.
func (p *pacer) isAtHandOf(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && p.Info.Selections[sel] != nil && p.timing.sourceOf(sel.X) == atHand
}

// isOpen reports whether a call may take as long as it likes: of a function value that is not
// known, of what cannot be looked into and is called like a session, or of what is called like one and
// comes round by a clock, nobody knows how often.
func (p *pacer) isOpen(call *ast.CallExpr) bool {
	fn := p.Callee(call)
	if p.beating.isForeign(call) {
		return mayLast(fn) || p.waitsForNext(call)
	}
	if fn != nil && mayLast(fn) { // until it has found something, for which it looks again and again
		return p.beating.callee(call).Wait.Polls
	}
	return p.isValue(call) && !p.isYield(call) && !p.giving.isSeen(call) && !isShort(p.Info.TypeOf(call.Fun))
}

// waitsForNext reports whether a pass waits in an interface until there is something new: watcher.Next(). In a loop
// inside that has an end, this is a list that is read to its end.
func (p *pacer) waitsForNext(call *ast.CallExpr) bool {
	method := p.Interface(call.Fun)
	return method != nil && hasWord(method.Name(), "Next") && len(call.Args) == 0 && mayFail(method) && (p.loop == nil || p.Endless(p.loop))
}

// mayLast reports whether a function is called like a session.
func mayLast(fn *types.Func) bool {
	name := strings.ToUpper(fn.Name()[:1]) + fn.Name()[1:]
	return hasWord(name, "Run", "Listen", "Watch", "Loop", "Subscribe") && endsWithError(fn) || hasWord(name, "Wait")
}

// handed returns the parameter of the loop's own function that a call calls, if others hand it over; else nil.
func (p *pacer) handed(call *ast.CallExpr) *types.Var {
	v := p.VarOf(call.Fun)
	if v == nil || v.Kind() != types.ParamVar || p.loop == nil || len(p.Var(v).Values) > 0 || p.Var(v).Taken {
		return nil
	}
	fn := p.FuncAt(v.Pos())
	if decl, ok := fn.(*ast.FuncDecl); !ok || !decl.Name.IsExported() || fn != p.FuncAround(p.loop) {
		return nil
	}
	if seen, _ := p.giving.given(v); len(seen) > 0 && slices.ContainsFunc(seen, func(x ast.Expr) bool { return !p.Resolve(x).Known() }) {
		return nil // and here, too, by somebody who does not tell
	}
	return v
}

// isShort reports whether a function value takes no time, by its type: it cancels a context, tells a
// time, logs, or tells errors of one kind from others.
func isShort(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || syntax.IsCancelFunc(t) {
		return ok
	}
	if results := sig.Results(); results.Len() == 1 {
		of := results.At(0).Type()
		return syntax.IsNamed(of, "time", "Time") || syntax.IsNamed(of, "time", "Duration") ||
			types.Identical(of, types.Typ[types.Bool]) && sig.Params().Len() == 1 && syntax.IsError(sig.Params().At(0).Type())
	}
	return sig.Variadic() && sig.Results().Len() == 0
}

// serves reports whether a function that cannot be looked into lasts for as long as what it
// serves, by its name (https://pkg.go.dev/net/http#ListenAndServe "always returns a non-nil
// error"). It is like a loop without a pass.
func serves(fn *types.Func) bool {
	switch fn.Name() {
	case "Serve", "ServeTLS", "ServeForever", "RunForever", "Consume":
	default:
		if !hasWord(fn.Name(), "ListenAndServe") {
			return false
		}
	}
	return endsWithError(fn)
}

// endsWithError reports whether a function hands back nothing, or only why it ended: what goes on
// behind its back hands back a channel, a subscription.
func endsWithError(fn *types.Func) bool {
	results := fn.Signature().Results()
	return results.Len() == 0 || results.Len() == 1 && syntax.IsError(results.At(0).Type())
}

// hasWord reports whether a name begins with one of the words: RunOnce with Run, not Runtime.
func hasWord(name string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		rest, ok := strings.CutPrefix(name, word)
		return ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z')
	})
}

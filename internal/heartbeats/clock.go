package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

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
			again = again || p.eachTime(then, sets(value.Pos))
		} else if value.Expr != nil {
			if d, ok = p.clockOf(value.Expr, then, depth+1); !ok || p.IsNil(value.Expr) {
				return Period{}, false
			}
			again = true
		}
		if i == 0 {
			period = d
		} else {
			period = period.longest(d)
		}
	}
	return period, again
}

func (p *pacer) strikesOnce(call *ast.CallExpr) bool {
	fn := p.Callee(call)
	return fn != nil && fn.FullName() == "time.After"
}

// eachTime reports whether a clock that strikes once is set again on every way from the statements
// then, which follow its strike, or on every way through a pass. sets says of a statement that it
// does that.
func (p *pacer) eachTime(then []ast.Stmt, sets func(ast.Node) bool) bool {
	if loop, ok := p.loop.(*ast.ForStmt); ok && loop.Post != nil && sets(loop.Post) {
		return true
	}
	return onEvery(then, sets) || onEvery(syntax.LoopBody(p.loop).List, sets)
}

// onEvery reports whether every way through statements comes by one that sets something, or
// leaves the function.
func onEvery(list []ast.Stmt, sets func(ast.Node) bool) bool {
	return slices.ContainsFunc(list, func(s ast.Stmt) bool {
		switch n := s.(type) {
		case *ast.AssignStmt, *ast.DeclStmt, *ast.ExprStmt:
			return sets(n)
		case *ast.ReturnStmt:
			return true
		case *ast.LabeledStmt:
			return onEvery([]ast.Stmt{n.Stmt}, sets)
		case *ast.BlockStmt:
			return onEvery(n.List, sets)
		case *ast.IfStmt:
			return n.Init != nil && sets(n.Init) || sets(n.Cond) || n.Else != nil && onEvery(n.Body.List, sets) && onEvery([]ast.Stmt{n.Else}, sets)
		case *ast.SwitchStmt:
			return onEveryClause(n.Body, sets, false)
		case *ast.TypeSwitchStmt:
			return onEveryClause(n.Body, sets, false)
		case *ast.SelectStmt:
			return onEveryClause(n.Body, sets, true)
		}
		return false
	})
}

// onEveryClause is onEvery of the clauses of a statement. all says that one of them is always taken.
func onEveryClause(body *ast.BlockStmt, sets func(ast.Node) bool, all bool) bool {
	for _, c := range body.List {
		if c, ok := c.(*ast.CaseClause); ok && c.List == nil {
			all = true
		}
		if !onEvery(syntax.Stmts(c), sets) {
			return false
		}
	}
	return all
}

// sets returns a question about statements: do they set what is at one of the positions?
func sets(at ...token.Pos) func(ast.Node) bool {
	return func(n ast.Node) bool {
		return slices.ContainsFunc(at, func(pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() })
	}
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
		if d := p.madeWith(call); i == 0 {
			period = d
		} else {
			period = period.longest(d)
		}
	}
	if p.stopping.isResetAnywhere(v) || p.stopping.isStopped(v) {
		return Period{}
	}
	return period
}

// timer reports whether a timer is set again on each pass, and for how long at most: sooner after a failure.
func (p *pacer) timer(x ast.Expr, then []ast.Stmt) (Period, bool) {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		return p.madeWith(call), p.inPass(call)
	}
	v := p.VarOf(x)
	if v == nil {
		return Period{}, false
	}
	if p.loop == nil {
		return p.madeOnce(v), true // what a helper makes or is handed, for one wait
	}
	again := p.again(v)
	if len(again) == 0 {
		return Period{}, false // it strikes once, for a deadline of them all
	}
	at := make([]token.Pos, len(again))
	period := again[0].period
	for i, set := range again {
		at[i] = set.pos
		period = period.longest(set.period)
	}
	if !p.eachTime(then, sets(at...)) {
		return Period{}, false
	}
	for _, value := range p.Var(v).Values {
		if call, ok := ast.Unparen(value.Expr).(*ast.CallExpr); !ok {
			period = Period{}
		} else if !p.strikesAtOnce(call) {
			period = period.longest(p.madeWith(call))
		}
	}
	if p.stopping.isStopped(v) || p.isPutOff(v, period) {
		return Period{}, true
	}
	return period, true
}

// strikesAtOnce reports whether a timer is made so that the first pass comes at once: time.NewTimer(0).
func (p *pacer) strikesAtOnce(call *ast.CallExpr) bool {
	if !p.madeBy(call) {
		return false
	}
	v := p.Info.Types[call.Args[0]].Value
	return v != nil && constant.Sign(v) == 0
}

// madeOnce returns the period of a timer that is made in one place and never set again.
func (p *pacer) madeOnce(v *types.Var) Period {
	values := p.Var(v).Values
	if len(values) != 1 {
		return Period{}
	}
	call, ok := ast.Unparen(values[0].Expr).(*ast.CallExpr)
	if !ok || p.stopping.isResetAnywhere(v) || p.stopping.isStopped(v) {
		return Period{}
	}
	return p.madeWith(call)
}

// A setting is a place in a loop where a timer is set again.
type setting struct {
	pos    token.Pos
	period Period
}

// again lists the places in the loop that set a timer again: Reset, a call that makes another one, or one of a
// function that does either on all ways through it.
func (p *pacer) again(v *types.Var) []setting {
	var list []setting
	ast.Inspect(p.loop, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if p.isReset(call, v) {
			list = append(list, setting{call.Pos(), p.constant(call.Args[0])})
		} else if period, ok := p.setsAgain(call, v); ok {
			list = append(list, setting{call.Pos(), period})
		}
		return true
	})
	for _, value := range p.Var(v).Values {
		if call, ok := ast.Unparen(value.Expr).(*ast.CallExpr); ok && value.Expr != nil && p.madeBy(call) && p.inPass(call) {
			list = append(list, setting{call.Pos(), p.constant(call.Args[0])})
		}
	}
	return list
}

// setsAgain reports whether a call is of a function of the package that sets a timer again, which it is handed or
// which is a field that it knows as well, on all ways through it: rearm(timer), s.rearm().
func (p *pacer) setsAgain(call *ast.CallExpr, v *types.Var) (Period, bool) {
	fn := p.Node(p.Resolve(call.Fun))
	if fn == nil || syntax.Body(fn) == nil {
		return Period{}, false
	}
	params := p.ParamVars(fn)
	for i, arg := range call.Args {
		if i < len(params) && len(call.Args) == len(params) && params[i] != nil && p.VarOf(arg) == v && len(p.Var(params[i]).Values) == 0 {
			v = params[i]
			break
		}
	}
	var period Period
	var at []token.Pos
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if set, ok := n.(*ast.CallExpr); ok && p.isReset(set, v) {
			d := p.constant(set.Args[0])
			if i := slices.Index(params, d.param); d.param != nil && i >= 0 {
				d = d.with(p.argument(call, i, len(params)))
			}
			if len(at) > 0 {
				d = d.longest(period)
			}
			at, period = append(at, set.Pos()), d
		}
		return true
	})
	return period, len(at) > 0 && onEvery(syntax.Body(fn).List, sets(at...))
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

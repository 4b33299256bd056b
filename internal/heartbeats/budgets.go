package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// budget returns for how long a loop inside works, if it does until a time has passed; not constant, if
// that is not seen. Such a loop waits for nothing: what worked for a quarter of an hour each time was called
// stuck.
//
//	for time.Since(start) < d { … }
//	for { …; if time.Now().After(end) { break } }
//	for { select { case <-timer.C: return; default: … } }
func (p *pacer) budget(loop ast.Stmt) (d Period, ok bool) {
	b := &budgets{pacer: p, loop: loop}
	if n, isFor := loop.(*ast.ForStmt); isFor && n.Cond != nil {
		b.goesOn(n.Cond, true)
	}
	syntax.Own(syntax.LoopBody(loop), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt: // which has its own
			return false
		case *ast.IfStmt:
			if b.ends(n.Body) {
				b.goesOn(n.Cond, false)
			}
		case *ast.SelectStmt:
			b.selects(n)
		}
		return true
	})
	return b.Period, b.Some
}

// budgets reads a loop for the times that end it.
type budgets struct {
	*pacer
	loop ast.Stmt
	Limit
}

// found takes one of them: the first to pass ends the loop.
func (b *budgets) found(d Period) {
	if !b.Some || d.Known() && (!b.Known() || d.Duration < b.Duration) {
		b.Some, b.Period = true, d
	}
}

// ends reports whether a branch or a case leaves the loop, or sets what its condition asks for.
func (b *budgets) ends(branch ast.Node) bool {
	list := syntax.Stmts(branch)
	if leaves(list) {
		return true
	}
	if len(list) > 0 {
		if jump, ok := list[len(list)-1].(*ast.BranchStmt); ok && jump.Tok == token.BREAK {
			return true
		}
	}
	n, ok := b.loop.(*ast.ForStmt)
	set := make(map[*types.Var]bool)
	b.addSet(branch, set)
	return ok && b.mentions(n.Cond, set)
}

// selects takes a timer from in front of the loop, which a select statement with a default asks each time.
func (b *budgets) selects(n *ast.SelectStmt) {
	polls := false
	for _, c := range n.Body.List {
		polls = polls || c.(*ast.CommClause).Comm == nil
	}
	for _, c := range n.Body.List {
		c := c.(*ast.CommClause)
		ch := received(c.Comm)
		if ch == nil || !polls || !b.ends(c) {
			continue
		}
		t, ok := b.Info.TypeOf(ch).Underlying().(*types.Chan)
		if !ok || !syntax.IsNamed(t.Elem(), "time", "Time") {
			continue
		}
		var d Period
		if sel, ok := ast.Unparen(ch).(*ast.SelectorExpr); ok && b.VarOf(sel.X) != nil {
			d = b.madeOnce(b.VarOf(sel.X))
		} else if call, ok := b.only(ch).(*ast.CallExpr); ok && b.strikesOnce(call) {
			d = b.constant(call.Args[0])
		}
		b.found(d)
	}
}

// only returns the one value that a local variable ever holds; nil if that is not one.
func (src text) only(x ast.Expr) ast.Expr {
	v := src.VarOf(x)
	if v == nil || v.Kind() != types.LocalVar || len(src.Var(v).Values) != 1 || src.Var(v).Taken || src.Var(v).Values[0].Expr == nil {
		return nil
	}
	return ast.Unparen(src.Var(v).Values[0].Expr)
}

// goesOn takes a condition under which the loop goes on, or does not.
func (b *budgets) goesOn(cond ast.Expr, so bool) {
	switch x := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			b.goesOn(x.X, !so)
		}
	case *ast.CallExpr: // time.Now().Before(end)
		fn := b.Callee(x)
		if fn == nil || len(x.Args) != 1 {
			return
		}
		sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr)
		if !ok {
			return
		}
		switch before := fn.FullName() == "(time.Time).Before"; {
		case !before && fn.FullName() != "(time.Time).After":
		case b.isNow(sel.X) && before == so:
			b.until(x.Args[0])
		case b.isNow(x.Args[0]) && before != so:
			b.until(sel.X)
		}
	case *ast.BinaryExpr:
		b.compares(x, so)
	}
}

// compares takes a comparison: time.Since(start) < d.
func (b *budgets) compares(x *ast.BinaryExpr, so bool) {
	left, right, less := x.X, x.Y, false
	switch x.Op {
	case token.LAND, token.LOR:
		b.goesOn(x.X, so)
		b.goesOn(x.Y, so)
		return
	case token.LSS, token.LEQ:
		less = true
	case token.GTR, token.GEQ:
	default:
		return
	}
	if from, _ := b.elapsed(right); from != nil {
		left, right, less = right, left, !less
	}
	from, until := b.elapsed(left)
	switch {
	case from == nil || (less == so) == until || b.isOfLoop(from):
	case until: // time.Until(end) > 0
		if v := b.Info.Types[right].Value; v != nil && constant.Sign(v) == 0 {
			b.until(from)
		} else {
			b.found(Period{})
		}
	case b.isNow(b.only(from)):
		b.found(b.constant(right))
	default:
		b.found(Period{})
	}
}

// elapsed returns the time since when, or until when, an expression tells; nil if it tells none.
func (b *budgets) elapsed(x ast.Expr) (at ast.Expr, until bool) {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok || b.Callee(call) == nil || len(call.Args) != 1 {
		return nil, false
	}
	switch b.Callee(call).FullName() {
	case "time.Since":
		return call.Args[0], false
	case "time.Until":
		return call.Args[0], true
	case "(time.Time).Sub":
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		switch {
		case ok && b.isNow(sel.X):
			return call.Args[0], false
		case ok && b.isNow(call.Args[0]):
			return sel.X, true
		}
	}
	return nil, false
}

// until takes a time at which the loop ends.
func (b *budgets) until(end ast.Expr) {
	if b.isOfLoop(end) {
		return
	}
	var d Period
	if made := b.only(end); made != nil {
		d = b.fromNow(made)
	}
	b.found(d)
}

// isNow reports whether an expression is time.Now().
func (b *budgets) isNow(x ast.Expr) bool {
	call, ok := x.(*ast.CallExpr)
	if !ok || b.Callee(call) == nil {
		return false
	}
	return b.Callee(call).FullName() == "time.Now"
}

// isOfLoop reports whether a time is of what the loop works off, and not of the loop: item.expires.
func (b *budgets) isOfLoop(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if ok && b.Info.ObjectOf(id) != nil {
			pos := b.Info.ObjectOf(id).Pos()
			body := syntax.LoopBody(b.loop)
			at, isRange := b.loop.(*ast.RangeStmt)
			found = found || body.Pos() <= pos && pos < body.End() || isRange && at.Pos() <= pos && pos < body.Pos()
		}
		return !found
	})
	return found
}

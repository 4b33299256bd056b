package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// decideLiteral decides about go func(…) {…}(…). The literal itself is supervised
// if it takes nothing but a context and nothing stays outside, else its body is, inside it.
func (s *site) decideLiteral(lit *ast.FuncLit) (*Plan, *Refusal) {
	run, l, r := s.layOut(lit)
	if r != nil {
		return nil, r
	}
	if !l.outside() && s.takesContext(lit, run.Restart) {
		run.Context = s.Source(s.Call.Args[0])
		return &Plan{run, literalItself{lit}}, nil
	}
	inside := lit.Type.Params.NumFields() > 0 || len(s.Call.Args) > 0 || l.outside()
	run.Context, run.Param = s.contextOf(&run, lit, &l, inside)
	switch {
	case inside:
		return &Plan{run, insideLiteral{lit, l}}, nil
	case lit.Type.Results.NumFields() > 0:
		// go func() T {…}(): the result is dropped, now by the function around it.
		return &Plan{run, wrapped{}}, nil
	}
	return &Plan{run, literalItself{lit}}, nil
}

// takesContext reports whether a literal has the signature of a supervised
// function, and is handed a context that it lives by, which the supervised call can hand on.
func (s *site) takesContext(lit *ast.FuncLit, restart bool) bool {
	params := lit.Type.Params
	if params.NumFields() != 1 || !isContext(s.Info.TypeOf(params.List[0].Type)) || lit.Type.Results.NumFields() > 0 || !s.imp.hasContext {
		return false
	}
	if s.requestExpr(s.Call.Args[0], 0) || !s.handsOn(0) || s.awaitedContexts(lit)[s.ParamVars(lit)[0]] {
		return false
	}
	return !restart || s.livesByParam(lit, 0)
}

// paramOf returns the name under which the function takes the context that it is
// supervised on: that of the variable, if what is supervised of the literal uses
// it; "" if it does not, or if the two could differ.
func (s *site) paramOf(choice contextChoice, lit *ast.FuncLit, l *layout) string {
	v := choice.v
	if v == nil || v.Pkg() != s.Types || !isContext(v.Type()) { // one that embeds a context has more to it
		return ""
	}
	own := lit.Pos() <= v.Pos() && v.Pos() < lit.Body.Lbrace
	if own && s.assigned(v) || !own && !s.stable(v) {
		return ""
	}
	// The name must be free in the block of the function.
	if obj := s.Info.Scopes[lit.Type].Lookup(v.Name()); obj != nil && obj != v {
		return ""
	}
	moved := l.moved()
	if !slices.ContainsFunc(lit.Body.List, func(stmt ast.Stmt) bool { return !moved[stmt] && s.mentions(stmt, v) }) {
		return ""
	}
	return v.Name()
}

// layOut decides about the body of an entry that is a literal: how it is run,
// and what of it stays outside. It refuses where a contained panic would become
// a hang (rules R3, R4, R5).
func (s *site) layOut(lit *ast.FuncLit) (Run, layout, *Refusal) {
	return s.layOutBody(lit, lit)
}

// layOutBody is layOut for a function that has the parts of a literal.
//
// A worker that ends with the first error of an item ends with a panic, too, if that can be told in place of the error.
func (s *site) layOutBody(lit *ast.FuncLit, fn ast.Node) (Run, layout, *Refusal) {
	run, l, r := s.layOutAs(lit, fn, false)
	if r != nil && r.Kind == CannotStartOver {
		if run, l, ok := s.layOutLoop(lit, fn); ok {
			return run, l, nil
		}
	}
	if r != nil {
		if run, l, ok := s.layOutTail(lit, fn); ok {
			return run, l, nil
		}
	}
	if r == nil || !slices.ContainsFunc(s.Body(fn).Sites, func(s *effects.Site) bool { return s.OfItem }) {
		return run, l, r
	}
	if run, l, r := s.layOutAs(lit, fn, true); r == nil {
		return run, l, nil
	}
	return run, l, r
}

func (s *site) layOutAs(lit *ast.FuncLit, fn ast.Node, fails bool) (Run, layout, *Refusal) {
	entry := s.Body(fn)
	l := layout{leading: s.leading(lit, !entry.Service)}
	d := newDuties(duties{site: s, entry: entry, fn: fn, lit: lit, layout: &l, started: s.started(), fails: fails})
	if entry.Service {
		l.hoisted = d.hoistsInside()
	}
	var run Run
	if r := d.restarts(); r != nil {
		return run, l, r
	}
	d.restart = d.restart && !fails && (s.Launcher == nil || s.runsOnce() || !entry.Service)
	if d.restart {
		l.leading = beforeLocals(l.leading)
	} else {
		l.leading, l.hoisted = s.needed(l.leading), nil
	}
	s.trailingSignals(entry, lit, &l)
	l.again = d.cancels()
	run.Restart = d.restart
	options, r := d.decide()
	if r != nil {
		return run, l, r
	}
	run.Why, run.Options, run.regions = d.why(), options, d.regions
	if r := d.stops(&run); r != nil {
		return run, l, r
	}
	if run.Restart {
		l.renew = s.changedParams(lit)
	}
	return run, l, nil
}

// started returns the call that the goroutine runs.
func (s *site) started() *ast.CallExpr {
	if s.Launcher == nil {
		return s.Call
	}
	return syntax.CallOf(s.Value)
}

// trailingSignals adds the signals at the very end of the body, which become
// deferred ones, outside. What is deferred inside would come before them then.
func (s *site) trailingSignals(entry *effects.Entry, lit *ast.FuncLit, l *layout) {
	if syntax.HasReturn(lit.Body) || s.defersInside(lit, l) {
		return
	}
	list := lit.Body.List
	for i := len(list) - 1; i >= 0; i-- {
		if text, n := s.movableRegion(entry, lit, list[:i+1]); n > 0 && s.anyPanics(list[:i+1-n]) {
			for range n {
				l.trailing = append(l.trailing, list[i])
				l.deferred = append(l.deferred, text)
				text = "" // said with the last statement
				i--
			}
			i++
			continue
		}
		text, ok := s.movable(entry, lit, list[i])
		if !ok || s.takenLate(list[:i], list[i]) || !s.anyPanics(list[:i]) {
			break // nothing before it could skip it
		}
		l.trailing = append(l.trailing, list[i])
		l.deferred = append(l.deferred, text)
	}
}

// movableRegion returns the deferred function that becomes of a lock region at the end of a list, in
// which flags and counts are taken back, and how many statements that is; 0 if there is none.
//
//	l.mu.Lock(); delete(l.busy, k); l.n--; l.mu.Unlock()
func (s *site) movableRegion(entry *effects.Entry, lit *ast.FuncLit, list []ast.Stmt) (string, int) {
	lock := s.lockCall(list[len(list)-1], known.Unlocks)
	if lock == nil || !newDuties(duties{site: s, entry: entry, lit: lit}).stableAt(lock) {
		return "", 0
	}
	text := s.Source(list[len(list)-1]) + "\n}()"
	for n := 2; n <= len(list); n++ {
		stmt := list[len(list)-n]
		text = s.Source(stmt) + "\n" + text
		if taken := s.lockCall(stmt, known.Locks); taken != nil && n > 2 {
			if s.Text(taken) != s.Text(lock) {
				break
			}
			return "defer func() {\n" + text, n
		}
		if _, ok := s.movable(entry, lit, stmt); !ok {
			break
		}
	}
	return "", 0
}

// lockCall returns the mutex that a statement locks or unlocks and does no more; nil for another one.
func (s *site) lockCall(stmt ast.Stmt, what known.Props) ast.Expr {
	call := syntax.CallStmt(stmt)
	if call == nil || !known.Of(s.Callee(call)).Has(what) {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !s.IsPath(sel.X) {
		return nil
	}
	return sel.X
}

// takesName is the names of methods that take what another one gives back.
var takesName = lazy.Regexp(`^(Try)?(Acquire|R?Lock|Add)`)

// deletes reports whether a statement deletes an entry of a map.
func (s *site) deletes(stmt ast.Stmt) bool {
	call := syntax.CallStmt(stmt)
	return call != nil && s.Builtin(call) == "delete"
}

// takesBack reports whether a call does no more than to take back flags and counts, and cannot panic:
// l.release(), which locks l and counts down.
func (d *duties) takesBack(stmt ast.Stmt) bool {
	return !d.Panics(stmt) && !slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		within := stmt.Pos() <= s.Node.Pos() && s.Node.End() <= stmt.End()
		return within && (s.Kind != effects.Flag || s.Raise || s.Paired) && !(s.Kind == effects.Send && s.Returns)
	})
}

// takenLate reports whether the statements take what the last one gives back, behind
// something that can panic: a deferred release would then give back what was not taken.
//
//	prepare(); sem <- struct{}{}; work(); <-sem
func (s *site) takenLate(list []ast.Stmt, release ast.Stmt) bool {
	var operand ast.Expr
	x, ok := release.(*ast.ExprStmt)
	if !ok {
		return false
	}
	switch x := ast.Unparen(x.X).(type) {
	case *ast.UnaryExpr:
		operand = x.X
	case *ast.CallExpr:
		if sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok {
			operand = sel.X
		}
	}
	if operand == nil {
		return false
	}
	text := s.Text(operand)
	for i, stmt := range list {
		taken := false
		syntax.Own(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SendStmt:
				taken = taken || s.Text(n.Chan) == text
			case *ast.CallExpr:
				sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
				taken = taken || ok && takesName().MatchString(sel.Sel.Name) && s.Text(sel.X) == text
			}
			return !taken
		})
		if taken {
			return s.anyPanics(list[:i]) || !isPlain(stmt)
		}
	}
	return false
}

// isPlain reports whether a statement has no other ways through it.
func isPlain(stmt ast.Stmt) bool {
	switch stmt.(type) {
	case *ast.ExprStmt, *ast.SendStmt, *ast.AssignStmt:
		return true
	}
	return false
}

// defersInside reports whether the body defers a call that does not stay outside.
func (s *site) defersInside(lit *ast.FuncLit, l *layout) bool {
	found := false
	syntax.Own(lit.Body, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok && !slices.Contains(l.leading, ast.Stmt(d)) {
			found = true
		}
		return !found
	})
	return found
}

// movable reports whether a statement is a signal that can be deferred outside
// the supervised function: it cannot panic, its operand is read without a risk,
// and nothing in the body gives that operand another value. It returns the
// text of the deferred call.
func (s *site) movable(entry *effects.Entry, lit *ast.FuncLit, stmt ast.Stmt) (string, bool) {
	var effect *effects.Site
	for _, site := range entry.Sites {
		if stmt.Pos() <= site.Node.Pos() && site.Node.End() <= stmt.End() {
			effect = site
		}
	}
	if effect == nil && s.deletes(stmt) {
		effect = &effects.Site{Effect: effects.Effect{Kind: effects.Flag}, Node: stmt} // of which nobody is seen to ask
	}
	if text, ok := s.givesBack(entry, lit, stmt); ok {
		return text, true
	}
	if effect == nil || effect.Defer != nil || effect.In != (effects.FuncID{}) || effect.Returns && effect.Again {
		return "", false
	}
	d := newDuties(duties{site: s, entry: entry, lit: lit})
	fall := effect.Kind == effects.Flag && !effect.Raise && !effect.Paired
	switch n := stmt.(type) {
	case *ast.AssignStmt: // s.busy = false
		return "defer func() { " + s.Source(n) + " }()", fall && len(n.Lhs) == 1 && d.changedAt(n.Lhs[0]) && !s.Panics(n)
	case *ast.IncDecStmt: // s.active--
		return "defer func() { " + s.Source(n) + " }()", fall && d.changedAt(n.X) && !s.Panics(n)
	case *ast.ExprStmt:
		switch x := ast.Unparen(n.X).(type) {
		case *ast.UnaryExpr: // <-sem gives back a slot
			return "defer func() { " + s.Source(n) + " }()", effect.Kind == effects.Receive && d.stableAt(x.X) && s.IsPath(x.X)
		case *ast.CallExpr:
			if effect.Commits && d.hooking.toldFirst(x) != "" {
				return "", false // the hook says what is so
			}
			for _, arg := range x.Args {
				if !d.stableAt(arg) {
					return "", false
				}
			}
			if s.Builtin(x) == "delete" {
				return "defer " + s.Source(x), fall && !s.Panics(stmt)
			}
			return "defer " + s.Source(x), (s.IsSignal(x) || d.takesBack(stmt)) && effect.Kind != effects.Receive && !effect.Raise && (s.Builtin(x) == "close" || d.stableAt(x.Fun))
		}
	case *ast.SendStmt: // done <- struct{}{}
		return "defer func() { " + s.Source(n) + " }()", s.isToken(n) && s.IsPath(n.Chan) && d.stableAt(n.Chan) && !s.Panics(n)
	}
	return "", false
}

// givesBack returns the deferred call for a call of the package's own that does no more than to give back what was taken, on
// what does not change; false for another statement, and where that can be taken behind what can panic.
func (s *site) givesBack(entry *effects.Entry, lit *ast.FuncLit, stmt ast.Stmt) (string, bool) {
	call := syntax.CallStmt(stmt)
	if call == nil || s.Panics(call) && !s.SignalsOnly(call) {
		return "", false
	}
	d := newDuties(duties{site: s, entry: entry, lit: lit})
	if slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return !d.stableAt(arg) }) || !d.stableAt(call.Fun) {
		return "", false
	}
	var sites []*effects.Site
	for _, site := range entry.Sites {
		if stmt.Pos() <= site.Node.Pos() && site.Node.End() <= stmt.End() {
			sites = append(sites, site)
		}
	}
	if !s.GivesBack(call, sites) {
		return "", false
	}
	for i, before := range lit.Body.List {
		if before.Pos() < stmt.Pos() && s.Touches(before, sites) && (s.anyPanics(lit.Body.List[:i]) || !isPlain(before)) {
			return "", false
		}
	}
	return "defer " + s.Source(call), true
}

// anyPanics reports whether anything in the statements can panic.
func (s *site) anyPanics(list []ast.Stmt) bool {
	return slices.ContainsFunc(list, func(stmt ast.Stmt) bool { return s.Panics(stmt) })
}

// changedParams lists the parameters of a literal that its body assigns to and
// reads. A copy that is never read would not compile.
func (s *site) changedParams(lit *ast.FuncLit) []string {
	var list []string
	for _, v := range s.ParamVars(lit) {
		if v != nil && v.Name() != "_" && s.assigned(v) && s.isRead(lit.Body, v) {
			list = append(list, v.Name())
		}
	}
	return list
}

// assigned reports whether anything is assigned to a parameter.
func (s *site) assigned(v *types.Var) bool {
	r := s.Var(v)
	return r.Taken || len(r.Values) > 0
}

// isRead reports whether a body does more with v than to assign to it. See
// https://go.dev/ref/spec#Variable_declarations for what counts as a use.
func (s *site) isRead(body *ast.BlockStmt, v *types.Var) bool {
	written := make(map[ast.Expr]bool)
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				written[ast.Unparen(lhs)] = n.Tok == token.ASSIGN || n.Tok == token.DEFINE
			}
		case *ast.Ident:
			found = found || s.Info.ObjectOf(n) == v && !written[n]
		}
		return !found
	})
	return found
}

package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A service that cannot start over only because of what stands before its loop is supervised in its loop: what is done
// once stays around the supervised call, where it is done once, and so do the locals that hold something.
//
//	go func() {
//		close(started)
//		supervised.RunWithRecover(ctx, "pump", func(context.Context) {
//			for { select {…} }
//		})
//	}()
//
// Nothing of that may panic, where nothing would contain it, and the loop must find it as a first run does: no lock, slot or
// entry that it gives back itself, no timer that has fired, no list of which a part has been worked off.

// An ahead is what of a body stands before its loop and stays outside.
type ahead struct {
	*site
	entry  *effects.Entry
	prefix []ast.Stmt // what stays outside
	rest   []ast.Stmt // what is supervised
	ctx    *types.Var // a local by which the loop lives; nil if there is none
	renew  []string   // locals that begin each run as they did the first
}

// layOutLoop is layOut for a service of which only the loop is supervised; false if that cannot be.
func (s *site) layOutLoop(lit *ast.FuncLit, fn ast.Node) (Run, layout, bool) {
	var run Run
	a := &ahead{site: s, entry: s.Body(fn)}
	if lit.Type.Results.NumFields() > 0 || s.Launcher != nil && !s.runsOnce() || !a.split(lit.Body.List) || !a.calm() || !a.untouched() || !a.locals() || !a.params(lit) {
		return run, layout{}, false
	}
	l := layout{leading: a.prefix, loop: a.rest[0], context: a.ctx, renew: a.renew}
	d := newDuties(duties{site: s, entry: a.entry, fn: fn, lit: lit, layout: &l, started: s.started(), restart: true})
	options, r := d.decide()
	if r != nil || len(d.hooking.hook) > 0 {
		return run, l, false
	}
	run.Restart, run.Why, run.Options, run.regions = true, d.why(), options, d.regions
	return run, l, d.stops(&run) == nil
}

// split divides the statements of the body: what would be done again stays outside, with the locals that hold something, and
// with what is deferred. It is false if the service cannot start over for another reason.
func (a *ahead) split(body []ast.Stmt) bool {
	loop := slices.IndexFunc(body, func(stmt ast.Stmt) bool {
		labelled, ok := stmt.(*ast.LabeledStmt)
		return stmt == a.entry.Loop || ok && labelled.Stmt == a.entry.Loop
	})
	n := 0
	stays := func(pos token.Pos) bool {
		i := slices.IndexFunc(body, func(stmt ast.Stmt) bool { return stmt.Pos() <= pos && pos < stmt.End() })
		n = max(n, i+1)
		return i >= 0 && i < loop
	}
	for _, r := range a.entry.Repeats {
		switch {
		case r.Ahead != nil && stays(r.Ahead.Pos()):
		case r.Holds != nil && stays(r.Holds.Pos()):
		default:
			return false
		}
	}
	for i, stmt := range body[:max(loop, 0)] {
		if _, ok := stmt.(*ast.DeferStmt); ok {
			n = max(n, i+1)
		}
	}
	if n == 0 {
		return false
	}
	a.prefix, a.rest = body[:n], body[n:]
	return true
}

// calm reports whether nothing that stays outside can panic, jumps, or sets something that the loop could find changed.
func (a *ahead) calm() bool {
	ok := true
	for _, stmt := range a.prefix {
		if d, is := stmt.(*ast.DeferStmt); is {
			told := a.toldBy(a.prefix, d)
			ok = ok && a.calmDefer(d.Call) && !slices.ContainsFunc(told, func(v *types.Var) bool { return a.errorIn(v) != "" })
			continue
		}
		ok = ok && !a.Panics(stmt) || ok && a.Launcher == nil && !a.PanicsAs(stmt, a.Call)
		syntax.Own(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.DeferStmt, *ast.LabeledStmt:
				ok = false
			case *ast.BranchStmt:
				ok = ok && n.Tok != token.GOTO
			case *ast.AssignStmt:
				ok = ok && (a.wouldRepeat(n) || !slices.ContainsFunc(n.Lhs, a.isOthers))
			case *ast.IncDecStmt:
				ok = ok && (a.wouldRepeat(n) || !a.isOthers(n.X))
			}
			return ok
		})
	}
	return ok
}

// wouldRepeat reports whether a node is why the service cannot start over.
func (a *ahead) wouldRepeat(n ast.Node) bool {
	return slices.ContainsFunc(a.entry.Repeats, func(r effects.Repeat) bool { return r.Ahead == n })
}

// isOthers reports whether something is no local of what stays outside.
func (a *ahead) isOthers(x ast.Expr) bool {
	v := a.VarOf(x)
	return v == nil || v.IsField() || !a.isAhead(v.Pos())
}

// isAhead reports whether a position lies in what stays outside.
func (a *ahead) isAhead(pos token.Pos) bool {
	return a.prefix[0].Pos() <= pos && pos < a.prefix[len(a.prefix)-1].End()
}

// untouched reports whether the loop leaves alone what is done before it: it gives back no lock and no slot that was taken
// there, and calls nothing that was called there.
func (a *ahead) untouched() bool {
	classes := make(map[string]bool)
	for _, s := range a.entry.Sites {
		if a.isAhead(s.Node.Pos()) && s.On.Class != "" {
			classes[s.On.Class] = true
		}
	}
	for _, s := range a.entry.Sites {
		if !a.isAhead(s.Node.Pos()) && classes[s.On.Class] {
			return false
		}
	}
	called, sent, locked := make(map[types.Object]bool), make(map[string]bool), make(map[string]int)
	ok := true
	for _, stmt := range a.prefix {
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				fn := a.Callee(n)
				switch e := known.Of(fn); {
				case e.Has(known.Locks), e.Has(known.Unlocks):
					text := a.Text(n.Fun.(*ast.SelectorExpr).X)
					if e.Has(known.Locks) {
						locked[text]++
					} else {
						locked[text]--
					}
				case fn != nil && e == nil:
					called[fn] = true
				}
			case *ast.SendStmt:
				sent[a.Text(n.Chan)] = true
			case *ast.UnaryExpr:
				if n.Op == token.ARROW {
					sent[a.Text(n.X)] = true
				}
			}
			return true
		})
	}
	for _, n := range locked {
		ok = ok && n == 0
	}
	for _, stmt := range a.rest {
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				ok = ok && !called[a.Callee(n)]
			case *ast.SendStmt:
				ok = ok && !sent[a.Text(n.Chan)]
			case *ast.UnaryExpr:
				ok = ok && (n.Op != token.ARROW || !sent[a.Text(n.X)])
			}
			return ok
		})
	}
	return ok
}

// locals reports whether each local that stays outside is one that the loop can find again after a panic, or that can begin
// anew.
func (a *ahead) locals() bool {
	for _, stmt := range a.prefix {
		for _, v := range a.declaredBy(stmt) {
			if !slices.ContainsFunc(a.rest, func(stmt ast.Stmt) bool { return a.mentions(stmt, v) }) {
				continue
			}
			if isContext(v.Type()) {
				if a.ctx != nil || !a.endsWith(v) || !a.lasts(v) {
					return false
				}
				a.ctx = v
				continue
			}
			if a.lasts(v) {
				continue
			}
			if !a.beginsAnew(v) {
				return false
			}
			if a.isRead(&ast.BlockStmt{List: a.rest}, v) {
				a.renew = append(a.renew, v.Name())
			}
		}
	}
	return true
}

// endsWith reports whether the loop asks whether a context is done.
func (a *ahead) endsWith(v *types.Var) bool {
	found := false
	syntax.Own(a.entry.Loop, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && a.VarOf(sel.X) == v {
			found = found || sel.Sel.Name == "Done" || sel.Sel.Name == "Err"
		}
		return !found
	})
	return found
}

// params reports whether the parameters that the loop changes can begin each run as they did the first, and adds them to those
// that do.
func (a *ahead) params(lit *ast.FuncLit) bool {
	for _, v := range a.ParamVars(lit) {
		if v != nil && a.assigned(v) && a.shared(v) {
			return false
		}
	}
	a.renew = append(a.renew, a.changedParams(lit)...)
	return true
}

// changes reports whether anything but its declaration gives a local a value.
func (a *ahead) changes(v *types.Var) bool {
	return slices.ContainsFunc(a.Var(v).Values, func(value syntax.Value) bool { return !value.Decl })
}

// begins returns what a local is declared with; nil for its zero value, or where that is not a single expression.
func (a *ahead) begins(v *types.Var) ast.Expr {
	for _, value := range a.Var(v).Values {
		if value.Decl {
			return value.Expr
		}
	}
	return nil
}

// shared reports whether a literal that stays outside names a local, so that it sees what the loop makes of it.
func (a *ahead) shared(v *types.Var) bool {
	found := false
	for _, stmt := range a.prefix {
		ast.Inspect(stmt, func(n ast.Node) bool {
			lit, ok := n.(*ast.FuncLit)
			found = found || ok && a.mentions(lit, v)
			return !found
		})
	}
	return found
}

// beginsAnew reports whether a local can begin each run with the constant that it begins with.
func (a *ahead) beginsAnew(v *types.Var) bool {
	r, value := a.Var(v), a.begins(v)
	if r.Taken || a.shared(v) || slices.ContainsFunc(a.entry.Repeats, func(r effects.Repeat) bool { return r.Holds == v }) {
		return false
	}
	return r.Zero || value != nil && (a.Info.Types[value].Value != nil || a.IsNil(value))
}

// lasts reports whether a local is after a panic what the next pass would have found without one.
func (a *ahead) lasts(v *types.Var) bool {
	value := a.begins(v)
	switch t := v.Type().Underlying().(type) {
	case *types.Map:
		return !a.Var(v).Taken && !a.changes(v) && !a.shared(v) && a.onlyFills(v)
	case *types.Slice:
		if basic, ok := t.Elem().Underlying().(*types.Basic); ok && basic.Kind() == types.Byte && !a.changes(v) {
			return true
		}
		return !a.Var(v).Taken && !a.shared(v) && a.changes(v) && a.onlyGathers(v)
	case *types.Basic:
	case *types.Chan:
		if a.changes(v) || value == nil {
			return false
		}
		if sel, ok := ast.Unparen(value).(*ast.SelectorExpr); ok && syntax.IsNamed(t.Elem(), "time", "Time") {
			return isTicker(a.Info.TypeOf(sel.X))
		}
		return !syntax.IsNamed(t.Elem(), "time", "Time") // one that has fired would not do so again
	case *types.Signature:
	default:
		if isContext(v.Type()) || isTicker(v.Type()) {
			break
		}
		if value == nil || !a.IsPath(value) || !syntax.IsPointer(v.Type()) && !types.IsInterface(v.Type()) {
			return false
		}
		if base := a.Base(value); base == nil || a.isAhead(base.Pos()) {
			return false // of its own
		}
	}
	return !a.Var(v).Taken && !a.changes(v)
}

// isTicker reports whether t is *time.Ticker.
func isTicker(t types.Type) bool {
	ptr, ok := t.(*types.Pointer)
	return ok && syntax.IsNamed(ptr.Elem(), "time", "Ticker")
}

// usesOf calls f for the uses of a local in the loop, with what is around each, and reports whether all are as f says, and none
// is behind the loop: what is handed over there would lack the item in hand.
func (a *ahead) usesOf(v *types.Var, f func(id *ast.Ident, up, above ast.Node) bool) bool {
	ok := true
	for _, stmt := range a.rest {
		if stmt.Pos() >= a.entry.Loop.End() {
			ok = ok && !a.mentions(stmt, v)
			continue
		}
		ast.Inspect(stmt, func(n ast.Node) bool {
			if id, is := n.(*ast.Ident); is && a.Info.Uses[id] == v {
				c, found := a.CursorOf(id)
				ok = ok && found && f(id, c.Parent().Node(), c.Parent().Parent().Node())
			}
			return ok
		})
	}
	return ok
}

// onlyFills reports whether the loop does no more with a map than to look things up, and to enter some at one place.
func (a *ahead) onlyFills(v *types.Var) bool {
	stores := 0
	return a.usesOf(v, func(id *ast.Ident, up, above ast.Node) bool {
		switch n := up.(type) {
		case *ast.CallExpr:
			return a.Builtin(n) == "len"
		case *ast.IndexExpr:
			switch above := above.(type) {
			case *ast.AssignStmt:
				if slices.Contains(above.Lhs, ast.Expr(n)) {
					stores++
				}
			case *ast.IncDecStmt:
				stores++
			case *ast.UnaryExpr:
				return above.Op != token.AND
			}
			return n.X == ast.Expr(id) && stores <= 1
		}
		return false
	})
}

// onlyGathers reports whether the loop does no more with a list than to append to it, and to take it as a whole before
// anything is done with that:
//
//	b := batch
//	batch = nil
//	send(b)
func (a *ahead) onlyGathers(v *types.Var) bool {
	return a.usesOf(v, func(id *ast.Ident, up, above ast.Node) bool {
		switch n := up.(type) {
		case *ast.CallExpr:
			switch assign, _ := above.(*ast.AssignStmt); a.Builtin(n) {
			case "len":
				return true
			case "append":
				return assign != nil && len(assign.Lhs) == 1 && a.VarOf(assign.Lhs[0]) == v && n.Args[0] == ast.Expr(id)
			}
		case *ast.AssignStmt:
			if len(n.Lhs) != 1 || len(n.Rhs) != 1 {
				return false
			}
			if n.Lhs[0] != ast.Expr(id) {
				return n.Rhs[0] == ast.Expr(id) && a.empties(a.beside(n, above, 1), v)
			}
			if call, ok := ast.Unparen(n.Rhs[0]).(*ast.CallExpr); ok && a.Builtin(call) == "append" {
				return true // judged by what it appends to
			}
			taken, ok := a.beside(n, above, -1).(*ast.AssignStmt)
			return ok && a.empties(n, v) && len(taken.Rhs) == 1 && a.VarOf(taken.Rhs[0]) == v
		}
		return false
	})
}

// beside returns the statement so far behind another one in the list that that is in; nil if there is none.
func (a *ahead) beside(stmt ast.Stmt, around ast.Node, by int) ast.Stmt {
	list := syntax.Stmts(around)
	i := slices.Index(list, stmt)
	if i < 0 || i+by < 0 || i+by >= len(list) {
		return nil
	}
	return list[i+by]
}

// empties reports whether a statement makes a list empty: batch = nil.
func (a *ahead) empties(stmt ast.Stmt, v *types.Var) bool {
	n, ok := stmt.(*ast.AssignStmt)
	return ok && n.Tok == token.ASSIGN && len(n.Lhs) == 1 && a.VarOf(n.Lhs[0]) == v && a.IsNil(n.Rhs[0])
}

package fix

import (
	"go/ast"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// The panic is left in the hook where the goroutine leaves its error: in a variable, a field, a list of errors, under
// the lock that it takes for that.

// failHook returns the statements that leave a panic where n leaves an error, with the flags that n sets beside that,
// under the lock under which n does; "" if they cannot be written.
func (d *hooking) failHook(n *ast.AssignStmt) string {
	text := ""
	if call, ok := ast.Unparen(n.Rhs[0]).(*ast.CallExpr); ok && len(n.Lhs) == 1 && d.mentionsPath(call, n.Lhs[0]) {
		if d.joinsError(call, n.Lhs[0]) && d.stableAt(n.Lhs[0]) {
			errs := d.Source(n.Lhs[0])
			text = errs + " = " + d.Source(call.Fun) + "(" + errs + ", " + d.panicName() + ")"
		}
	} else if i := d.failed(n); i >= 0 && d.stableAt(n.Lhs[i]) {
		t, value := d.Info.TypeOf(n.Lhs[i]), ""
		if len(n.Lhs) == len(n.Rhs) {
			value = d.panicFor(t, d.storesTo(n.Lhs[i])...)
		} else {
			value = d.panicValue(t)
		}
		if flags, values, ok := d.flagsBeside(n); ok && value != "" {
			text = d.Source(n.Lhs[i]) + flags + " = " + value + values
		}
	}
	if text == "" || !d.entry.Locked {
		return text
	}
	lock, ok := d.lockOf(n)
	if !ok {
		return ""
	}
	if lock == "" {
		return text
	}
	return lock + ".Lock(); " + text + "; " + lock + ".Unlock()"
}

// flagsBeside returns the flags that an assignment sets whatever the error is that it leaves, and what it sets them to, as lists
// that go on; false if these are not the same in the hook.
//
//	f.val, f.err, f.loading = v, err, false   f.err, f.loading = p, false
func (d *hooking) flagsBeside(n *ast.AssignStmt) (flags, values string, ok bool) {
	for _, s := range d.entry.Sites {
		if s.Node != ast.Node(n) || s.Kind != effects.Flag || s.Again || s.Looped {
			continue
		}
		i := slices.IndexFunc(n.Lhs, func(lhs ast.Expr) bool { return d.RefOf(lhs).Class == s.On.Class })
		if i < 0 || len(n.Lhs) != len(n.Rhs) || !d.changedAt(n.Lhs[i]) || !d.IsNil(n.Rhs[i]) && d.Info.Types[n.Rhs[i]].Value == nil {
			return "", "", false
		}
		flags, values = flags+", "+d.Source(n.Lhs[i]), values+", "+d.Source(n.Rhs[i])
	}
	return flags, values, true
}

// storesTo lists what the body assigns to a path.
func (d *hooking) storesTo(x ast.Expr) (list []saying) {
	syntax.Own(d.lit.Body, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == len(a.Rhs) {
			for i, lhs := range a.Lhs {
				if d.Text(lhs) == d.Text(x) {
					list = append(list, saying{x: a.Rhs[i]})
				}
			}
		}
		return true
	})
	return list
}

// lockOf returns the mutex that is locked in the list of statements around n,
// before it and not released again; "" if there is none. It is false if another
// statement might hold one.
func (d *hooking) lockOf(n ast.Stmt) (string, bool) {
	c, ok := d.CursorOf(n)
	if !ok {
		return "", false
	}
	lock := ""
	for up := range c.Enclosing((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if body := syntax.Body(up.Node()); body != nil {
			return lock, body == d.lit.Body
		}
		for _, stmt := range syntax.Stmts(up.Node()) {
			call := syntax.CallStmt(stmt)
			if stmt.Pos() >= n.Pos() || call == nil {
				continue
			}
			sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			if !ok {
				continue
			}
			switch e := known.Of(d.Callee(call)); {
			case e.Has(known.Locks) && d.stableAt(sel.X):
				lock = d.Source(sel.X)
			case e.Has(known.Locks), e.Has(known.RLocks):
				return "", false
			case e.Has(known.Unlocks) && d.Source(sel.X) == lock:
				lock = ""
			}
		}
	}
	return lock, true
}

// mentionsPath reports whether a call has what is assigned to for an operand.
func (d *hooking) mentionsPath(call *ast.CallExpr, lhs ast.Expr) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return d.Text(arg) == d.Text(lhs) })
}

// joinsError reports whether a call adds an error to those that there are: append(errs,
// err), errors.Join(errs, err).
func (d *hooking) joinsError(call *ast.CallExpr, errs ast.Expr) bool {
	if effects.AppendedError(d.Package, errs, call) != nil {
		return true
	}
	fn := d.Callee(call)
	return fn != nil && fn.Signature().Recv() == nil && len(call.Args) == 2 && !call.Ellipsis.IsValid() &&
		d.Text(call.Args[0]) == d.Text(errs) && syntax.IsError(d.Info.TypeOf(errs)) && syntax.IsError(d.Info.TypeOf(call.Args[1]))
}

// failed returns the index of the left side of an assignment that takes an error, or -1.
func (d *hooking) failed(n *ast.AssignStmt) int {
	for i, lhs := range n.Lhs {
		if v := d.VarOf(lhs); v != nil && d.lit.Pos() <= v.Pos() && v.Pos() < d.lit.End() && !v.IsField() {
			continue
		}
		if t := d.Info.TypeOf(lhs); t != nil && d.panicValue(t) != "" {
			return i
		}
	}
	return -1
}

// hasBeenRead reports whether who waits for a signal that the body gives behind an error may have read that before the hook comes:
// something can panic behind the signal.
//
//	f.v, f.err = get(); close(f.done); tidy()
func (d *hooking) hasBeenRead(fail *effects.Site) bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		switch s.Kind {
		case effects.Done, effects.Close, effects.Wake:
			return s.Again && s.Defer == nil && fail.Node.End() <= s.Node.Pos() && !d.outside(s) && !d.IsSlot(s) && d.MayReadAfter(fail.On, s.On) && !d.leavesBefore(fail.Node, s.Node)
		}
		return false
	})
}

// leavesBefore reports whether n stands in a block that does not go on to what stands at behind.
func (d *hooking) leavesBefore(n, behind ast.Node) bool {
	c, ok := d.CursorOf(n)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.BlockStmt)(nil)) {
		block := up.Node().(*ast.BlockStmt)
		if block.Pos() <= behind.Pos() && behind.End() <= block.End() {
			return false
		}
		if !d.FallsThrough(block.List) {
			return true
		}
	}
	return false
}

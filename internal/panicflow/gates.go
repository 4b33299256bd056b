package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A gate is a condition that lets one through, once: what nobody sets back. Who closes a channel
// behind one closes it once, however many goroutines there are.
//
//	if closed.CompareAndSwap(false, true) { close(done) }
//	if !closed.Swap(true) { close(done) }
//	if left.Add(-1) == 0 { close(done) }
//	mu.Lock(); if !closed { closed = true; close(done) }; mu.Unlock()
//
// A channel may be its own flag, see ownflag.go.

// A gate is what is asked, and for a flag which lock is held meanwhile; if none is, one goroutine alone has it.
type gate struct {
	x, lock ast.Expr
	flag    bool
}

// gateAround returns the gate that what c executes stands behind, in the function around it.
func (j *channelFlow) gateAround(c inspector.Cursor) (g gate, ok bool) {
	if g, ok := j.renewGate(c); ok {
		return g, true
	}
	for at := c; ; at = at.Parent() {
		up := at.Parent()
		switch n := up.Node().(type) {
		case *ast.IfStmt:
			if n.Body == at.Node() {
				if g, ok := j.gateIn(n.Cond, true, c); ok {
					return g, true
				}
			} else if n.Else == at.Node() {
				if g, ok := j.gateIn(n.Cond, false, c); ok {
					return g, true
				}
			}
		case *ast.CommClause:
			if g, ok := j.openGate(up, c); ok {
				return g, true
			}
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit, *ast.FuncDecl, *ast.File, nil:
			return gate{}, false
		}
		for _, s := range syntax.Stmts(up.Node()) { // if closed { return }
			check, ok := unlabelled(s).(*ast.IfStmt)
			if !ok || jumpsOver(s, at, up) || s.End() > at.Node().Pos() || check.Else != nil || !endsFunc(check.Body) {
				continue
			}
			if g, ok := j.gateIn(check.Cond, false, c); ok {
				return g, true
			}
		}
	}
}

func endsFunc(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	_, ok := body.List[len(body.List)-1].(*ast.ReturnStmt)
	return ok
}

// unlabelled returns the statement behind the labels of s.
func unlabelled(s ast.Stmt) ast.Stmt {
	for {
		l, ok := s.(*ast.LabeledStmt)
		if !ok {
			return s
		}
		s = l.Stmt
	}
}

// jumpsOver reports whether a goto may lead to a label behind the statement s, and so to what stands at c, in the list of block.
func jumpsOver(s ast.Stmt, c, block inspector.Cursor) bool {
	for _, behind := range syntax.Stmts(block.Node()) {
		l, ok := behind.(*ast.LabeledStmt)
		if !ok || l.Pos() < s.End() || l.Pos() > c.Node().Pos() {
			continue
		}
		for up := range block.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
			return hasGoto(syntax.Body(up.Node()))
		}
	}
	return false
}

// gateIn returns a gate that is passed where cond is, or is not, true.
func (j *channelFlow) gateIn(cond ast.Expr, when bool, at inspector.Cursor) (g gate, ok bool) {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return j.gateIn(e.X, !when, at)
		}
	case *ast.BinaryExpr:
		switch {
		case e.Op == token.LAND && when, e.Op == token.LOR && !when:
			if g, ok := j.gateIn(e.X, when, at); ok {
				return g, true
			}
			return j.gateIn(e.Y, when, at)
		case j.IsNil(e.Y) && (e.Op == token.NEQ && when || e.Op == token.EQL && !when):
			return j.thereGate(e.X, at)
		case e.Op == token.EQL && when, e.Op == token.NEQ && !when:
			if call, ok := ast.Unparen(e.X).(*ast.CallExpr); ok && j.isConstant(e.Y) {
				if op, x, args := j.atomicCall(call); op == known.AtomicAdd {
					return gate{x: x}, j.onlyCounts(x, args[0], at)
				}
			}
		case e.Op == token.GTR && !when, e.Op == token.LEQ && when: // if n.Add(1) > 1 { return }
			if call, ok := ast.Unparen(e.X).(*ast.CallExpr); ok {
				if op, x, args := j.atomicCall(call); op == known.AtomicAdd {
					return gate{x: x}, j.exceedsNext(x, args[0], e.Y)
				}
			}
		}
	case *ast.CallExpr:
		op, x, args := j.atomicCall(e)
		switch {
		case op == known.AtomicCompareAndSwap && when:
			return gate{x: x}, j.neverBack(x, j.Info.Types[args[0]].Value, args[1])
		case op == known.AtomicSwap && !when: // of a bool
			if v := j.Info.Types[args[0]].Value; v != nil && v.Kind() == constant.Bool && constant.BoolVal(v) {
				return gate{x: x}, j.neverBack(x, constant.MakeBool(false), args[0])
			}
		}
	case *ast.Ident, *ast.SelectorExpr:
		if !when && j.IsPath(cond) {
			return j.flagGate(cond, at)
		}
	}
	return gate{}, false
}

// atomicCall returns what a call of package sync/atomic does, to which variable or field, and with what.
func (j *channelFlow) atomicCall(call *ast.CallExpr) (op known.AtomicOp, x ast.Expr, args []ast.Expr) {
	op, x, args = known.AtomicCall(j.Callee(call), call)
	if and, ok := ast.Unparen(x).(*ast.UnaryExpr); ok && and.Op == token.AND {
		x = and.X
	}
	if x == nil || !j.IsPath(x) {
		return known.NotAtomic, nil, nil
	}
	return op, x, args
}

// eachAtomicUse calls f for what is done with the variable or field x, anywhere, and with what. It
// reports whether that is all that is done with it, and f is always satisfied.
func (j *channelFlow) eachAtomicUse(x ast.Expr, f func(use inspector.Cursor, op known.AtomicOp, args []ast.Expr) bool) bool {
	v := j.VarOf(x)
	if v == nil || v.Pkg() != j.Types || v.Exported() || !v.IsField() && v.Kind() != types.LocalVar {
		return false
	}
	for _, value := range j.Var(v).Values {
		if !value.Decl && !value.Init {
			return false
		}
	}
	for _, use := range j.usesOf(v) {
		up := user(use)
		if and, ok := up.Node().(*ast.UnaryExpr); ok && and.Op == token.AND {
			up = user(up)
		} else if sel, ok := up.Node().(*ast.SelectorExpr); ok && sel.X == use.Node() {
			up = user(up)
		}
		call, ok := up.Node().(*ast.CallExpr)
		if !ok {
			return false
		}
		op, y, args := j.atomicCall(call)
		if y == nil || j.VarOf(y) != v || op != known.AtomicLoad && !f(use, op, args) {
			return false
		}
	}
	return true
}

// neverBack reports whether x, which a gate changes from one constant to another, is never changed back.
func (j *channelFlow) neverBack(x ast.Expr, from constant.Value, to ast.Expr) bool {
	other := func(e ast.Expr) bool {
		v := j.Info.Types[e].Value
		return v != nil && v.Kind() == from.Kind() && !constant.Compare(v, token.EQL, from)
	}
	return from != nil && other(to) && j.eachAtomicUse(x, func(_ inspector.Cursor, op known.AtomicOp, args []ast.Expr) bool {
		switch op {
		case known.AtomicCompareAndSwap, known.AtomicStore, known.AtomicSwap:
			return other(args[len(args)-1])
		}
		return false
	})
}

// onlyCounts reports whether x is counted in one direction only, by step, once goroutines run: it is what it is
// compared with once. What is stored before them, where x is declared, is what they begin with.
func (j *channelFlow) onlyCounts(x, step ast.Expr, at inspector.Cursor) bool {
	c, ok := j.numbers.constant(step)
	v := j.VarOf(x)
	return ok && c != 0 && v != nil && j.eachAtomicUse(x, func(use inspector.Cursor, op known.AtomicOp, args []ast.Expr) bool {
		if op == known.AtomicAdd {
			if d, ok := j.numbers.constant(args[0]); ok && (c < 0) == (d < 0) && d != 0 {
				return true
			}
		}
		return (op == known.AtomicAdd || op == known.AtomicStore) && j.comesFirst(v, use, at)
	})
}

// exceedsNext reports whether x, which is only ever counted up by step from zero, is above limit but for the first time.
func (j *channelFlow) exceedsNext(x, step, limit ast.Expr) bool {
	c, ok1 := j.numbers.constant(step)
	k, ok2 := j.numbers.constant(limit)
	v := j.VarOf(x)
	return ok1 && ok2 && c > 0 && c <= k && k < 2*c && v != nil && len(j.Var(v).Values) == 0 && j.eachAtomicUse(x, func(_ inspector.Cursor, op known.AtomicOp, args []ast.Expr) bool {
		d, ok := j.numbers.constant(args[0])
		return op == known.AtomicAdd && ok && d == c
	})
}

// comesFirst reports whether use stands in the function that declares v, before at, or the literal that that is in,
// and no loop brings it back.
func (j *channelFlow) comesFirst(v *types.Var, use, at inspector.Cursor) bool {
	fn := j.FuncAt(v.Pos())
	if v.IsField() || fn == nil || j.FuncAround(use.Node()) != fn || jumpsBack(syntax.Body(fn)) {
		return false
	}
	for up := range at.Enclosing((*ast.FuncLit)(nil)) {
		if j.FuncAround(up.Node()) == fn {
			at = up
		}
	}
	for loop := range use.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		if n := loop.Node(); fn.Pos() < n.Pos() && n.End() < fn.End() && (v.Pos() < n.Pos() || n.End() <= v.Pos()) && loop.Contains(at) {
			return false
		}
	}
	return use.Node().Pos() < at.Node().Pos()
}

// flagGate returns the gate that a flag is which is set beside what at executes, and never reset: with a lock held
// all the time, or of a variable that one goroutine alone has.
func (j *channelFlow) flagGate(flag ast.Expr, at inspector.Cursor) (g gate, ok bool) {
	v := j.VarOf(flag)
	if v == nil || v.Pkg() != j.Types || v.Exported() || !v.IsField() && v.Kind() != types.LocalVar {
		return gate{}, false
	}
	if r := j.Var(v); r.Taken || slices.ContainsFunc(r.Values, func(value syntax.Value) bool {
		return !value.Decl && !value.Init && (value.Expr == nil || !j.isTrue(value.Expr))
	}) || j.Overwritten(v) {
		return gate{}, false
	}
	stmt := at
	for {
		if _, ok := stmt.Node().(ast.Stmt); ok {
			break
		}
		if stmt = stmt.Parent(); stmt.Node() == nil {
			return gate{}, false
		}
	}
	set, ok := j.setsBeside(flag, stmt)
	if !ok {
		return gate{}, false
	}
	return j.heldGate(flag, flag.Pos(), set)
}

// heldGate returns the gate of a flag which nobody else looks at or sets from pos until at.
func (j *channelFlow) heldGate(flag ast.Expr, pos token.Pos, at inspector.Cursor) (g gate, ok bool) {
	v, lock := j.VarOf(flag), j.lockHeldAt(pos, at)
	if lock == nil && (v.IsField() || j.places.isShared(v) || j.FuncAt(v.Pos()) != j.FuncAround(at.Node())) {
		return gate{}, false
	}
	return gate{flag, lock, true}, true
}

// setsBeside returns the statement by which the gate of flag is shut, if the list of stmt has one that sets the flag: that, in
// front of stmt, or stmt, if nothing happens between the two.
func (j *channelFlow) setsBeside(flag ast.Expr, stmt inspector.Cursor) (shuts inspector.Cursor, ok bool) {
	set, at := -1, -1
	list := syntax.Stmts(stmt.Parent().Node())
	for i, s := range list {
		if s == stmt.Node() {
			at = i
		}
		if n, ok := s.(*ast.AssignStmt); ok && len(n.Lhs) == 1 && j.Text(n.Lhs[0]) == j.Text(flag) {
			set = i
		}
	}
	if set < 0 || at < 0 {
		return stmt, false
	}
	for _, s := range list[min(set, at)+1 : max(set, at)] {
		_, label := s.(*ast.LabeledStmt)
		if _, plain := s.(*ast.AssignStmt); label || set > at && (!plain || j.Panics(s)) {
			return stmt, false
		}
	}
	if set > at {
		return stmt, true
	}
	shuts, ok = j.CursorOf(list[set])
	return shuts, ok
}

func (j *channelFlow) isTrue(e ast.Expr) bool {
	v := j.Info.Types[e].Value
	return v != nil && v.Kind() == constant.Bool && constant.BoolVal(v)
}

// lockHeldAt returns the mutex that is locked before pos in the function around at, by a statement of a block around
// it, and unlocked behind at only: not by what is called from pos on, either.
func (j *channelFlow) lockHeldAt(pos token.Pos, at inspector.Cursor) (lock ast.Expr) {
	fn := j.FuncAround(at.Node())
	for up := at; up.Node() != fn && up.Node() != nil; up = up.Parent() {
		for _, s := range syntax.Stmts(up.Parent().Node()) {
			if s.Pos() >= pos {
				break
			}
			if call, ok := callOf(s); ok {
				switch x, name := j.mutexCall(call); {
				case name == "Lock":
					lock = x
				case name == "Unlock" && lock != nil && j.Text(x) == j.Text(lock):
					lock = nil
				}
			}
		}
		if lock != nil {
			break
		}
	}
	if lock == nil {
		return nil
	}
	held := true
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if _, deferred := n.(*ast.DeferStmt); deferred {
			return false
		}
		if call, ok := n.(*ast.CallExpr); ok && lock.Pos() < call.Pos() && call.Pos() < at.Node().Pos() {
			x, name := j.mutexCall(call)
			if name == "Unlock" && j.Text(x) == j.Text(lock) || call.Pos() > pos && j.letsGo(call) {
				held = j.leavesBefore(call, at)
			}
		}
		return held
	})
	if !held {
		return nil
	}
	return lock
}

// letsGo reports whether a call lets go of a lock of the caller's for a while: it waits for a sync.Cond, or unlocks.
func (j *channelFlow) letsGo(call *ast.CallExpr) bool {
	if fn := j.Callee(call); fn != nil && fn.FullName() == "(*sync.Cond).Wait" {
		return true
	}
	callee := j.Node(j.Resolve(call.Fun))
	return callee != nil && syntax.Body(callee) != nil && fixpoint.Ask(j.solver, anyLattice, question{kind: letsGoOf, fn: callee}, func() (lets bool) {
		own := make(map[string]bool) // those that it has locked itself
		syntax.Own(syntax.Body(callee), func(n ast.Node) bool {
			if inner, ok := n.(*ast.CallExpr); ok {
				x, name := j.mutexCall(inner)
				own[j.Text(x)] = own[j.Text(x)] || name == "Lock"
				lets = lets || name == "Unlock" && !own[j.Text(x)] || j.letsGo(inner)
			}
			return !lets
		})
		return lets
	})
}

// leavesBefore reports whether a call stands in a block that ends by a return, and not around at.
func (j *channelFlow) leavesBefore(call *ast.CallExpr, at inspector.Cursor) bool {
	c, ok := j.CursorOf(call)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.BlockStmt)(nil)) {
		return endsFunc(up.Node().(*ast.BlockStmt)) && !up.Contains(at)
	}
	return false
}

// mutexCall returns the mutex that call locks or unlocks, and which of it.
func (j *channelFlow) mutexCall(call *ast.CallExpr) (x ast.Expr, name string) {
	fn := j.Callee(call)
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if fn == nil || !ok || !j.IsPath(sel.X) {
		return nil, ""
	}
	switch fn.FullName() {
	case "(*sync.Mutex).Lock", "(*sync.RWMutex).Lock", "(*sync.Mutex).Unlock", "(*sync.RWMutex).Unlock":
		return sel.X, fn.Name()
	}
	return nil, ""
}

// gateName names a gate if there is at most one for each v; else it returns "".
func (j *channelFlow) gateName(v *types.Var, g gate) string {
	name := j.oneFor(v, g.x)
	if name != "" && g.lock != nil {
		lock := j.oneFor(v, g.lock)
		if lock == "" {
			return ""
		}
		name += " " + lock
	}
	return name
}

// usesOf lists where a local variable or a field of the package is used, its declaration and composite literals
// left out.
func (j *channelFlow) usesOf(v *types.Var) []inspector.Cursor {
	if !v.IsField() {
		return j.Uses(v)
	}
	if j.fieldUses == nil {
		j.fieldUses = make(map[*types.Var][]inspector.Cursor)
		for c := range j.Preorder((*ast.SelectorExpr)(nil)) {
			sel := c.Node().(*ast.SelectorExpr)
			if f, ok := j.Info.Uses[sel.Sel].(*types.Var); ok && f.IsField() && f.Pkg() == j.Types && !f.Exported() {
				j.fieldUses[f.Origin()] = append(j.fieldUses[f.Origin()], c)
			}
		}
	}
	return j.fieldUses[v.Origin()]
}

// fieldChannel returns what is known of the channel in the field that ch selects, if it is made with each value
// of its type, and all that closes it stands behind one gate, or sync.Once, of the same value; or if that is the channel itself.
func (j *channelFlow) fieldChannel(ch ast.Expr) *channel {
	sel, ok := ast.Unparen(ch).(*ast.SelectorExpr)
	if !ok || j.strict {
		return nil
	}
	f, ok := j.Info.Uses[sel.Sel].(*types.Var)
	if !ok || !f.IsField() || f.Pkg() != j.Types || f.Exported() {
		return nil
	}
	f = f.Origin()
	own, ok := j.own[f]
	if !ok {
		if each := j.madeWithEach(f); each || j.isRenewed(f) {
			own = j.followField(f, each)
		}
		j.own[f] = own
	}
	return own
}

// madeWithEach reports whether the field f only ever holds what make returns, from the begin.
func (j *channelFlow) madeWithEach(f *types.Var) bool {
	r := j.Var(f)
	return !r.Taken && len(r.Values) > 0 && j.EverySetsHere(f) && !j.Overwritten(f) && !slices.ContainsFunc(r.Values, func(value syntax.Value) bool {
		call, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		return !value.Init || !ok || j.Builtin(call) != "make"
	})
}

// followField looks at every use of the field f. It returns nil if the channel gets to where it could be
// closed unseen, or if its closes do not stand behind one gate, which is to be the channel itself if it is not made with each value.
func (j *channelFlow) followField(f *types.Var, each bool) *channel {
	own := &channel{once: true}
	gates := make(map[ownGate]bool)
	itself := true
	for _, use := range j.usesOf(f) {
		up := user(use)
		switch n := up.Node().(type) {
		case *ast.UnaryExpr, *ast.RangeStmt, *ast.BinaryExpr, *ast.CaseClause, *ast.SendStmt:
			continue
		case *ast.ReturnStmt:
			if typ := syntax.FuncType(j.FuncAround(n)); len(n.Results) == 1 && typ != nil && isReceiveOnly(j.Info.TypeOf(typ.Results.List[0].Type)) {
				continue
			}
		case *ast.AssignStmt:
			if slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return lhs == use.Node() }) {
				continue
			}
		case *ast.CallExpr:
			switch j.Builtin(n) {
			case "len", "cap":
				continue
			case "close":
				if g := j.fieldGate(use, up); g.x != nil {
					gates[g] = true
					itself = itself && g.x == f
					own.closes = append(own.closes, closing{at: up})
					continue
				}
			case "":
				if j.keepsToReceive(n, use.Node()) {
					continue
				}
			}
		}
		return nil
	}
	if len(gates) > 1 || !each && !itself {
		return nil
	}
	return own
}

// keepsToReceive reports whether a call gets an argument as a channel to receive from only: supervised.Until(s.quit).
func (j *channelFlow) keepsToReceive(call *ast.CallExpr, arg ast.Node) bool {
	if j.Info.Types[call.Fun].IsType() {
		return isReceiveOnly(j.Info.TypeOf(call.Fun))
	}
	sig, ok := j.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	i := slices.IndexFunc(call.Args, func(x ast.Expr) bool { return ast.Unparen(x) == arg })
	return ok && i >= 0 && i < sig.Params().Len() && isReceiveOnly(sig.Params().At(i).Type())
}

// An ownGate is a gate in the same value as the channel that is closed behind it, and the lock that is held; nil for none.
type ownGate struct{ x, lock *types.Var }

// fieldGate returns the gate behind which a close stands, in the same value as the channel that is selected.
func (j *channelFlow) fieldGate(ch, at inspector.Cursor) (found ownGate) {
	base := ast.Unparen(ch.Node().(*ast.SelectorExpr).X)
	beside := func(x ast.Expr) *types.Var { // x is selected from the same
		sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
		if !ok || j.VarOf(sel.X) == nil || j.VarOf(sel.X) != j.VarOf(base) || !j.IsPath(sel.X) || j.Text(sel.X) != j.Text(base) {
			return nil
		}
		return j.VarOf(sel)
	}
	if v := j.VarOf(base); v == nil || len(j.Var(v).Values) > 1 {
		return found
	}
	if g, ok := j.gateAround(at); ok {
		if g.lock != nil {
			found.lock = beside(g.lock)
		}
		if !g.flag || found.lock != nil {
			found.x = beside(g.x)
		}
		return found
	}
	for up := range at.Enclosing((*ast.FuncLit)(nil), (*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		if _, lit := up.Node().(*ast.FuncLit); !lit {
			return found
		}
		if _, once, ok := j.runsOnce(up); ok && once != nil {
			if x := beside(once); x != nil && len(j.Var(x).Values) == 0 && !j.Overwritten(x) {
				found.x = x
			}
		}
		return found
	}
	return found
}

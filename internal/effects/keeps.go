package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a pass is told, it may keep in a value of the run, for later passes to read: by whatever way, in a field, by a method, by a
// function that it hands the value to, or by another value in its place. Another run begins with a new one, and knows nothing:
//
//	b := newBoard()
//	for { select { case h := <-hits: b.add(h.p, h.n); case a := <-asks: a.r <- b.of(a.p) } }
//
//	c := defaults
//	for { select { case c = <-reload: case j := <-jobs: apply(c, j) } }
//
// Nothing is kept by what each pass sets before it reads it or empties before it ends, by what is made where it is missing, as a
// connection is, by what a deferred call ends with each run, or by an error or a moment. Maps and lists of a pass: see collects;
// plain values by which it decides: see follows.

// A keeping is a value that a pass puts what it was told into.
type keeping struct {
	v     *types.Var      // the local from before the loop
	in    map[string]bool // the classes of its fields that have it; nil: the whole
	whole bool            // it is another value in its place
}

// keeps returns a local in which passes keep what they were told, for later ones to read; nil if there is none.
func (s restarting) keeps() *types.Var {
	if s.head < 0 || !isLoop(s.loop) {
		return nil
	}
	var found *types.Var
	syntax.Own(s.loop, func(n ast.Node) bool {
		for _, k := range s.keptBy(n) {
			if found == nil && s.outlivesPass(n, k) && s.readsKept(k) {
				found = k.v
			}
		}
		return found == nil
	})
	return found
}

// keptBy lists what a node puts what the pass was told into.
func (s restarting) keptBy(n ast.Node) (list []keeping) {
	add := func(k keeping) {
		if k.v != nil && !k.v.IsField() && s.beforeLoop(k.v) && !s.endsInDefer(k.v) && (k.whole || s.isRunsOwn(k.v)) {
			list = append(list, k)
		}
	}
	switch n := n.(type) {
	case *ast.IncDecStmt:
		add(s.partOf(n.X, n, nil))
	case *ast.AssignStmt:
		if n.Tok == token.DEFINE {
			break
		}
		for i, lhs := range n.Lhs {
			value := n.Rhs[min(i, len(n.Rhs)-1)]
			if v := s.VarOf(lhs); v == nil || v.IsField() {
				add(s.partOf(lhs, n, value))
			} else if s.replaces(n, v, value) {
				add(keeping{v: v, whole: true})
			}
		}
	case *ast.CallExpr:
		if x := known.Adds(s.Callee(n), n); x != nil {
			if slices.ContainsFunc(n.Args, s.isTold) {
				add(keeping{v: s.rootVar(x)})
			}
			break
		}
		for _, t := range s.targets(n.Fun) {
			for v, in := range s.keptIn(t, n) {
				add(keeping{v: v, in: in})
			}
		}
	}
	return list
}

// isRunsOwn reports whether what a local holds is made by the run: a value is, whatever it begins with.
func (s restarting) isRunsOwn(v *types.Var) bool {
	switch v.Type().Underlying().(type) {
	case *types.Struct, *types.Array, *types.Slice, *types.Basic:
		return !s.isShared(v)
	}
	return s.own(v)
}

// partOf returns what an assignment of value, if any, to a field or an element x keeps; none if it says nothing of what came.
func (s restarting) partOf(x ast.Expr, n ast.Node, value ast.Expr) keeping {
	v, class := s.rootVar(x), s.polling.class(x)
	_, field := ast.Unparen(x).(*ast.SelectorExpr)
	elem, isElem := ast.Unparen(x).(*ast.IndexExpr)
	switch {
	case v == nil || class == "" || isMoment(s.Info.TypeOf(x)) || syntax.IsError(s.Info.TypeOf(x)):
		return keeping{}
	case isElem && !isMap(s.Info.TypeOf(elem.X)), isElem && s.VarOf(elem.X) == v: // scratch, and what collects finds
		return keeping{}
	case value != nil && s.isTold(value), isElem && s.isTold(elem.Index), field && s.toldToSet(n, v):
	default:
		return keeping{}
	}
	if class == s.naming.classOf(v) { // *h = …
		return keeping{v: v}
	}
	return keeping{v: v, in: map[string]bool{class: true}}
}

// isTold reports whether a value is what the pass has got: no error, and no moment.
func (s restarting) isTold(x ast.Expr) bool {
	t := s.Info.TypeOf(x)
	return t != nil && !syntax.IsError(t) && !isMoment(t) && s.ofPass(x)
}

// replaces reports whether an assignment puts what the pass was told in the place of what v was, and v does not begin with what is
// asked for outside, as another run does again.
func (s restarting) replaces(n *ast.AssignStmt, v *types.Var, value ast.Expr) bool {
	if n.Tok != token.ASSIGN || isBool(v.Type()) || isMoment(v.Type()) || syntax.IsError(v.Type()) || syntax.IsContext(v.Type()) || s.buildsOn(n, v) || s.IsNil(value) {
		return false
	}
	recv, received := ast.Unparen(value).(*ast.UnaryExpr)
	received = received && recv.Op == token.ARROW
	told := s.toldToSet(n, v) && s.Info.Types[value].Value == nil && !s.firesOnce(value)
	return (received || told || !s.readsBack(v)) && (told || s.isTold(value) && !s.isCall(value)) && !s.madeOnDemand(n, v)
}

// firesOnce reports whether a value is the channel of a timer, or a timer: it is over with what it is for.
func (s restarting) firesOnce(value ast.Expr) bool {
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	fn := (*types.Func)(nil)
	if ok {
		fn = s.Callee(call)
	}
	return fn != nil && (fn.FullName() == "time.After" || fn.FullName() == "time.NewTimer" || fn.FullName() == "time.AfterFunc")
}

// madeOnDemand reports whether v is set where it is not there, or is another one than what is asked for: another run makes it, too.
func (s restarting) madeOnDemand(n ast.Node, v *types.Var) bool {
	c, ok := s.CursorOf(n)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.FuncLit)(nil)) {
		if cond, ok := up.Node().(*ast.IfStmt); ok && s.loop.Pos() <= cond.Pos() && s.Mentions(cond.Cond, v) && !s.ordersBy(cond.Cond) {
			return true
		}
	}
	return false
}

// ordersBy reports whether a condition asks for what is less: of all that came, the loop keeps the greatest.
func (s restarting) ordersBy(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		if x, ok := n.(*ast.BinaryExpr); ok {
			found = found || x.Op == token.LSS || x.Op == token.LEQ || x.Op == token.GTR || x.Op == token.GEQ
		}
		return !found
	})
	return found
}

// keptIn lists the locals of the caller in fields of which a callee keeps what it is handed, with the classes of these fields.
func (s restarting) keptIn(t target, call *ast.CallExpr) map[*types.Var]map[string]bool {
	if t.node == nil || syntax.Body(t.node) == nil {
		return nil
	}
	callee := restarting{s.leaving.frame(t.node)}
	told := func(x ast.Expr) bool { // a parameter with what the pass has got
		found := false
		for v, slot := range callee.slots {
			arg := s.argument(slot, t, call)
			found = found || x != nil && arg != nil && callee.Mentions(x, v) && s.isTold(arg)
		}
		return found
	}
	kept := make(map[*types.Var]map[string]bool)
	add := func(x, value ast.Expr) {
		elem, isElem := ast.Unparen(x).(*ast.IndexExpr)
		root, class := callee.rootVar(x), s.polling.class(x)
		slot, param := callee.slots[root]
		if root == nil || !param || callee.VarOf(x) == root || !told(value) && !(isElem && told(elem.Index)) {
			return
		}
		arg := s.argument(slot, t, call)
		if sel, ok := arg.(*ast.SelectorExpr); ok && s.VarOf(sel) == nil {
			arg = sel.X // of the receiver it is the method
		}
		if v := s.rootVar(arg); v != nil {
			if kept[v] == nil {
				kept[v] = make(map[string]bool)
			}
			kept[v][class] = true
		}
	}
	syntax.Own(callee.body, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && a.Tok != token.DEFINE {
			for i, lhs := range a.Lhs {
				add(lhs, a.Rhs[min(i, len(a.Rhs)-1)])
			}
		}
		return true
	})
	return kept
}

// endsInDefer reports whether a deferred call of the function has to do with v: it ends with each run.
func (s restarting) endsInDefer(v *types.Var) bool {
	found := false
	syntax.Own(s.body, func(n ast.Node) bool {
		d, ok := n.(*ast.DeferStmt)
		found = found || ok && s.Mentions(d, v)
		return !found
	})
	return found
}

// outlivesPass reports whether there is a way from n back to the head of the loop on which what n has kept is not dropped.
func (s restarting) outlivesPass(n ast.Node, k keeping) bool {
	for _, b := range s.graph.Blocks {
		for i, node := range b.Nodes {
			if node.Pos() <= n.Pos() && n.End() <= node.End() {
				_, seen := s.from(b.Index, i+1, func(n ast.Node) (found, ends bool) { return false, s.drops(n, k) })
				return seen[s.head]
			}
		}
	}
	return false
}

// drops reports whether a node sets anew what k has, or empties it.
func (s restarting) drops(n ast.Node, k keeping) bool {
	is := func(x ast.Expr) bool {
		if s.VarOf(x) == k.v {
			return true
		}
		_, field := ast.Unparen(x).(*ast.SelectorExpr)
		return field && len(k.in) == 1 && k.in[s.polling.class(x)] && s.rootVar(x) == k.v
	}
	found := k.whole && s.isSetByCase(n, k.v)
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			found = found || n.Tok == token.ASSIGN && !s.buildsOn(n, k.v) && slices.ContainsFunc(n.Lhs, is)
		case *ast.CallExpr:
			sel, method := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			found = found || s.Builtin(n) == "clear" && is(n.Args[0]) || method && (known.Empties(sel.Sel.Name) || known.Drains(sel.Sel.Name)) && s.rootVar(sel.X) == k.v
		}
		return !found
	})
	return found
}

// isSetByCase reports whether x is what a switch is on that takes the same clause on each pass, one of which sets v.
func (s restarting) isSetByCase(x ast.Node, v *types.Var) bool {
	c, ok := s.CursorOf(x)
	if !ok {
		return false
	}
	sw, ok := c.Parent().Node().(*ast.SwitchStmt)
	return ok && sw.Tag == x && !s.ofPass(sw.Tag) && slices.ContainsFunc(sw.Body.List, func(clause ast.Stmt) bool {
		return slices.ContainsFunc(clause.(*ast.CaseClause).Body, func(stmt ast.Stmt) bool {
			a, ok := stmt.(*ast.AssignStmt)
			return ok && s.gets(a, v)
		})
	})
}

// readsKept reports whether a pass may read what the one before has kept.
func (s restarting) readsKept(k keeping) bool {
	return s.fromHead(func(n ast.Node) (found, ends bool) {
		if !s.inLoop(n.Pos()) && n.Pos() < s.loop.Pos() {
			return false, false
		}
		found = slices.ContainsFunc(s.Uses(k.v), func(use inspector.Cursor) bool {
			return n.Pos() <= use.Node().Pos() && use.Node().End() <= n.End() && s.readsAt(use, k)
		})
		return found, !found && s.drops(n, k)
	})
}

// readsAt reports whether a mention of the local reads what k has, for more than a log.
func (s restarting) readsAt(use inspector.Cursor, k keeping) bool {
	x, up := ast.Expr(use.Node().(*ast.Ident)), use.Parent()
	of := k.in == nil
	for {
		switch n := up.Node().(type) {
		case *ast.SelectorExpr:
			if sel := s.Info.Selections[n]; sel == nil || sel.Kind() != types.FieldVal {
				return !s.isKeepingCall(up.Parent().Node(), k.v) && (of || s.methodReads(n, k.in, actsDepth)) && s.matters(up.Parent(), k)
			}
			of = of || k.in[s.polling.class(n)]
		case *ast.ParenExpr, *ast.StarExpr:
		case *ast.IndexExpr:
			if n.X != x {
				return of && s.matters(up, k)
			}
		case *ast.AssignStmt:
			return !slices.Contains(n.Lhs, x) && (of || x == use.Node()) && s.matters(up, k)
		case *ast.IncDecStmt:
			return false
		default:
			return !s.isKeepingCall(n, k.v) && !s.appendsToItself(up, x) && (of || x == use.Node()) && s.matters(up, k)
		}
		x, up = up.Node().(ast.Expr), up.Parent()
	}
}

// isKeepingCall reports whether a node is a call that does no more with v than to put something into it, or to empty it.
func (s restarting) isKeepingCall(n ast.Node, v *types.Var) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok || !onlyHow(s.Info.TypeOf(call)) && known.Adds(s.Callee(call), call) == nil {
		return false
	}
	sel, method := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return method && known.Empties(sel.Sel.Name) || slices.ContainsFunc(s.keptBy(call), func(k keeping) bool { return k.v == v })
}

// appendsToItself reports whether x is what a call appends to, and the result is x again.
func (s restarting) appendsToItself(call inspector.Cursor, x ast.Expr) bool {
	n, ok := call.Node().(*ast.CallExpr)
	if !ok || s.Builtin(n) != "append" || n.Args[0] != x {
		return false
	}
	a, ok := call.Parent().Node().(*ast.AssignStmt)
	return ok && len(a.Lhs) == 1 && s.Text(a.Lhs[0]) == s.Text(x)
}

// methodReads reports whether a method, or what it calls, reads one of some fields, but for what it has set itself.
func (s restarting) methodReads(fun ast.Expr, in map[string]bool, depth int) bool {
	found := false
	for _, t := range s.targets(fun) {
		if t.node == nil || syntax.Body(t.node) == nil || depth == 0 {
			continue
		}
		for _, stmt := range syntax.Body(t.node).List {
			syntax.Own(stmt, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SliceExpr:
					return !s.isEmpty(n) // t.buf[:0]
				case *ast.SelectorExpr:
					found = found || in[s.polling.class(n)] && !s.isTarget(n)
				case *ast.CallExpr:
					found = found || s.methodReads(n.Fun, in, depth-1)
				}
				return !found
			})
			a, ok := stmt.(*ast.AssignStmt)
			if found || ok && a.Tok == token.ASSIGN && slices.ContainsFunc(a.Lhs, func(lhs ast.Expr) bool {
				_, field := ast.Unparen(lhs).(*ast.SelectorExpr)
				return field && in[s.polling.class(lhs)]
			}) {
				break
			}
		}
	}
	return found
}

// isTarget reports whether x is what an assignment sets.
func (s restarting) isTarget(x ast.Expr) bool {
	c, ok := s.CursorOf(x)
	if !ok {
		return false
	}
	a, ok := c.Parent().Node().(*ast.AssignStmt)
	return ok && a.Tok == token.ASSIGN && slices.Contains(a.Lhs, x)
}

// matters reports whether what is read stands where it decides something: not in a line of a log, nor in a condition by which no
// more is done than to write one. A plain value in the place of another one must be handed on; for the rest, see follows.
func (s restarting) matters(at inspector.Cursor, k keeping) bool {
	_, plain := k.v.Type().Underlying().(*types.Basic)
	plain = plain && k.whole
	for up := at; ; up = up.Parent() {
		switch n := up.Node().(type) {
		case *ast.CallExpr:
			fn := s.Callee(n)
			switch {
			case fn != nil && (isLog(fn) || known.Of(fn).Has(known.Prints)):
				return false
			case plain && s.Builtin(n) == "" && !s.Info.Types[n.Fun].IsType():
				return fn == nil || known.Of(fn) == nil && fn.Pkg() != nil && !quiet(fn.Pkg().Path())
			}
		case *ast.IfStmt, *ast.SwitchStmt, *ast.CaseClause:
			return !plain && s.decidesBy(k.v, true)
		case ast.Stmt:
			_, send := n.(*ast.SendStmt)
			return !plain || send
		case *ast.FuncLit, nil:
			return !plain
		}
	}
}

package effects

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a loop keeps in its locals from pass to pass starts anew with another run: what it has collected, counted
// or remembered would be gone.

// collects returns a local map or list in which the loop keeps what has come, from pass to
// pass: the next run would have an empty one.
func (s restarting) collects() *types.Var {
	if !isLoop(s.loop) {
		return nil
	}
	var holds *types.Var
	keep := func(x ast.Expr) {
		if v := s.VarOf(x); v != nil && holds == nil && !v.IsField() && s.beforeLoop(v) && !s.renewed(v) {
			holds = v
		}
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			if x, ok := ast.Unparen(n.X).(*ast.IndexExpr); ok && isMap(s.Info.TypeOf(x.X)) {
				keep(x.X)
			}
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if x, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok && isMap(s.Info.TypeOf(x.X)) {
					keep(x.X)
				}
				if len(n.Lhs) == len(n.Rhs) {
					if call, ok := ast.Unparen(n.Rhs[i]).(*ast.CallExpr); ok && s.Builtin(call) == "append" && s.Text(call.Args[0]) == s.Text(lhs) {
						keep(lhs)
					}
				}
			}
		case *ast.CallExpr: // for f := range ops { f(m) }
			if s.Builtin(n) != "" || s.Info.Types[n.Fun].IsType() {
				break
			}
			for i, arg := range n.Args {
				if isMap(s.Info.TypeOf(arg)) && s.entersIn(n, i) {
					keep(arg)
				}
			}
		}
		return true
	})
	return holds
}

// entersIn reports whether a call may add entries to the map that is its i-th argument.
func (s restarting) entersIn(call *ast.CallExpr, i int) bool {
	fn := s.Callee(call)
	if fn == nil {
		return true // a function value
	}
	decl := s.Decl(fn)
	if i -= s.Shift(call, fn); decl == nil || decl.Body == nil || i < 0 || i >= fn.Signature().Params().Len() {
		return false
	}
	param := fn.Signature().Params().At(i)
	found := false
	syntax.Own(decl.Body, func(n ast.Node) bool {
		var changed []ast.Expr
		switch n := n.(type) {
		case *ast.AssignStmt:
			changed = n.Lhs
		case *ast.IncDecStmt:
			changed = []ast.Expr{n.X}
		}
		for _, x := range changed {
			elem, ok := ast.Unparen(x).(*ast.IndexExpr)
			found = found || ok && s.VarOf(elem.X) == param
		}
		return !found
	})
	return found
}

// remembers returns a local in which the loop keeps from pass to pass what it sends, or
// what that depends on: an error that it answers with, the previous value.
func (s restarting) remembers() string {
	if s.head < 0 {
		return ""
	}
	name := ""
	syntax.Own(s.loop, func(n ast.Node) bool {
		for _, value := range s.givenOut(n) {
			name = cmp.Or(name, s.stepped(value))
		}
		a, ok := n.(*ast.AssignStmt)
		if !ok || a.Tok != token.ASSIGN {
			return true
		}
		for _, lhs := range a.Lhs {
			if v := s.VarOf(lhs); v != nil && name == "" && !v.IsField() && s.beforeLoop(v) && s.sentFromBefore(v) {
				name = v.Name()
			}
		}
		return true
	})
	return name
}

// stepped returns a local that a value is asked of by a method that changes it: out <- m.step(v).
func (s restarting) stepped(value ast.Expr) string {
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	if !ok {
		return ""
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || s.Info.Selections[sel] == nil {
		return ""
	}
	v := s.VarOf(sel.X)
	if v == nil || v.IsField() || !s.beforeLoop(v) || !s.own(v) {
		return ""
	}
	for _, t := range s.targets(call.Fun) {
		if len(t.summary.Sets) > 0 {
			return v.Name()
		}
	}
	return ""
}

// sentFromBefore reports whether there is a way from the head of the loop to a send of what
// v says, on which v gets no value.
func (s restarting) sentFromBefore(v *types.Var) bool {
	return s.fromHead(func(n ast.Node) (found, ends bool) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			found = s.yields(n, v)
			return found, !found && s.gets(n, v) && !s.buildsOn(n, v)
		default:
			return s.yields(n, v), false
		}
	})
}

// yields reports whether a node sends or yields what v says.
func (s restarting) yields(n ast.Node, v *types.Var) bool {
	found := false
	syntax.Own(n, func(n ast.Node) bool {
		found = found || slices.ContainsFunc(s.givenOut(n), func(value ast.Expr) bool { return s.Mentions(value, v) })
		return !found
	})
	return found
}

// givenOut returns what a node sends, or yields to whoever ranges over it.
func (s restarting) givenOut(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.SendStmt:
		return []ast.Expr{n.Value}
	case *ast.CallExpr:
		if s.isYield(n) {
			return n.Args
		}
	}
	return nil
}

// fromHead walks the ways from the head of the loop, each until visit says that it ends. It reports whether
// visit has found something on one of them.
func (s restarting) fromHead(visit func(ast.Node) (found, ends bool)) bool {
	found, _ := s.from(s.head, 0, visit)
	return found
}

// from is fromHead from the i-th node of block b on, with the blocks to whose beginning a way has come.
func (s restarting) from(b int32, i int, visit func(ast.Node) (found, ends bool)) (found bool, seen map[int32]bool) {
	seen = make(map[int32]bool)
	var work []int32
	walk := func(b int32, nodes []ast.Node) {
		for _, n := range nodes {
			if f, ends := visit(n); f || ends && !s.isComm(n) {
				found = found || f
				return
			}
		}
		for _, succ := range s.graph.Blocks[b].Succs {
			work = append(work, succ.Index)
		}
	}
	for walk(b, s.graph.Blocks[b].Nodes[i:]); len(work) > 0 && !found; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !seen[b] {
			seen[b] = true
			walk(b, s.graph.Blocks[b].Nodes)
		}
	}
	return found, seen
}

// isComm reports whether a node is the send or receive of a clause of a select, which stands before the select in the graph.
func (s restarting) isComm(n ast.Node) bool {
	c, ok := s.CursorOf(n)
	if !ok {
		return false
	}
	clause, ok := c.Parent().Node().(*ast.CommClause)
	return ok && clause.Comm == n
}

// gets reports whether an assignment gives v a value.
func (s restarting) gets(a *ast.AssignStmt, v *types.Var) bool {
	return slices.ContainsFunc(a.Lhs, func(lhs ast.Expr) bool { return s.VarOf(lhs) == v })
}

// buildsOn reports whether an assignment reads v for its values: n = n + 1.
func (s restarting) buildsOn(a *ast.AssignStmt, v *types.Var) bool {
	return slices.ContainsFunc(a.Rhs, func(rhs ast.Expr) bool { return s.Mentions(rhs, v) })
}

// takesAll returns a local in which the loop takes all of a list from outside, to work it off
// one by one: a second run would find the list empty.
//
//	q := s.q; s.q = nil; for _, v := range q { s.do(v) }
func (s restarting) takesAll() string {
	if !isLoop(s.loop) {
		return ""
	}
	emptied := make(map[string]bool)
	syntax.Own(s.loop, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if ok && a.Tok == token.ASSIGN && len(a.Lhs) == len(a.Rhs) {
			for i, lhs := range a.Lhs {
				if s.isEmpty(a.Rhs[i]) {
					emptied[s.polling.class(lhs)] = true
				}
			}
		}
		return true
	})
	name := ""
	syntax.Own(s.loop, func(n ast.Node) bool {
		loop, ok := n.(*ast.RangeStmt)
		if !ok || name != "" {
			return true
		}
		v := s.VarOf(loop.X)
		if v == nil || v.IsField() || !s.declares(v) || !s.Panics(loop.Body) {
			return true
		}
		for _, value := range s.Var(v).Values {
			if from := s.VarOf(value.Expr); value.Expr != nil && from != nil && from.IsField() && emptied[s.naming.classOf(from)] {
				name = v.Name()
			}
		}
		return true
	})
	return name
}

// isEmpty reports whether a value is a list or map without anything in it.
func (s *scan) isEmpty(value ast.Expr) bool {
	switch x := ast.Unparen(value).(type) {
	case *ast.CompositeLit:
		return len(x.Elts) == 0
	case *ast.CallExpr:
		return s.Builtin(x) == "make"
	case *ast.SliceExpr: // s.q[:0]
		v := s.Info.Types[x.High].Value
		return v != nil && constant.Sign(v) == 0
	}
	return s.IsNil(value)
}

// renewed reports whether each pass of the loop without bound begins with a new value of
// a local, so that nothing is kept in it.
func (s restarting) renewed(v *types.Var) bool {
	var body *ast.BlockStmt
	switch loop := s.loop.(type) {
	case *ast.ForStmt:
		body = loop.Body
	case *ast.RangeStmt:
		body = loop.Body
	}
	return slices.ContainsFunc(body.List, func(stmt ast.Stmt) bool {
		switch n := stmt.(type) {
		case *ast.AssignStmt:
			return len(n.Lhs) == 1 && n.Tok == token.ASSIGN && s.VarOf(n.Lhs[0]) == v && (s.isEmpty(n.Rhs[0]) || !s.Mentions(n.Rhs[0], v))
		case *ast.ExprStmt:
			call, ok := ast.Unparen(n.X).(*ast.CallExpr)
			return ok && s.Builtin(call) == "clear" && s.VarOf(call.Args[0]) == v
		}
		return false
	})
}

// progress tells of a counter that goes on from pass to pass, and of which the passes make what others get, or by which
// they find what comes: a ticket, a sequence number, a position. It may stand before the loop or in its header:
//
//	for p := 1; ; p++ { t := ticket(p); … r <- t }
//
// A counter that is logged, that bounds retries, or that chooses which of a list gets something, may start anew.
func (s restarting) progress() string {
	if !isLoop(s.loop) {
		return ""
	}
	for _, v := range s.counters() {
		switch {
		case s.findsBy(v):
			return v.Name() + " would start anew, while what comes goes on"
		case s.givesOut(v):
			return v.Name() + " would start anew, and what is made of it would come again"
		}
	}
	return ""
}

// counters lists the locals and parameters that the loop begins with and counts on: nothing sets them back.
func (s restarting) counters() []*types.Var {
	var list []*types.Var
	other := make(map[*types.Var]bool)
	add := func(x ast.Expr) {
		if v := s.VarOf(x); v != nil && (s.fromBefore(v) || s.inHeader(v)) && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			add(n.X)
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				v := s.VarOf(lhs)
				switch {
				case v == nil || n.Tok == token.DEFINE:
				case n.Tok != token.ASSIGN || isNumber(v.Type()) && len(n.Lhs) == len(n.Rhs) && s.Mentions(n.Rhs[i], v): // n = next(n)
					add(lhs)
				default:
					other[v] = true
				}
			}
		}
		return true
	})
	return slices.DeleteFunc(list, func(v *types.Var) bool { return other[v] })
}

// isNumber reports whether a type is one of numbers.
func isNumber(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsNumeric != 0
}

// findsBy reports whether the loop looks by v for what comes: it is the key of an entry, compared with what came in, or asked by for
// the list that a pass works off.
func (s restarting) findsBy(v *types.Var) bool {
	found := false
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			x := n.X
			if list := s.VarOf(x); list != nil && len(s.Var(list).Values) == 1 {
				x = s.Var(list).Values[0].From
			}
			call, ok := ast.Unparen(x).(*ast.CallExpr)
			found = found || ok && s.Builtin(call) == "" && known.Of(s.Callee(call)) == nil && slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return s.VarOf(arg) == v })
		case *ast.IndexExpr:
			found = found || isMap(s.Info.TypeOf(n.X)) && s.VarOf(n.Index) == v
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				for _, pair := range [2][2]ast.Expr{{n.X, n.Y}, {n.Y, n.X}} {
					from := s.Base(pair[1])
					found = found || s.VarOf(pair[0]) == v && from != nil && !from.IsField() && s.cameIn(Ref{root: from})
				}
			}
		}
		return !found
	})
	return found
}

// givesOut reports whether the loop sends, stores or hands on what is made of v.
func (s restarting) givesOut(v *types.Var) bool {
	made := s.computedFrom(v)
	of := func(n ast.Node) bool {
		return n != nil && slices.ContainsFunc(made, func(v *types.Var) bool { return s.Mentions(n, v) })
	}
	readBack := s.readsBack(v)
	found := false
	ast.Inspect(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			found = found || of(n.Value)
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if v := s.rootVar(lhs); readBack || n.Tok == token.DEFINE || v != nil && s.VarOf(lhs) == v && s.isMine(v) || syntax.IsError(s.Info.TypeOf(lhs)) {
					continue
				}
				if _, others := s.outside(lhs); others {
					found = found || of(lhs) || of(n.Rhs[min(i, len(n.Rhs)-1)])
				}
			}
		case *ast.CallExpr:
			found = found || !readBack && slices.ContainsFunc(n.Args, func(arg ast.Expr) bool { return of(arg) }) && s.handsOut(n)
		}
		return !found
	})
	return found
}

// computedFrom lists v and the locals that the loop makes of it, but for errors: what goes wrong is told with a number as well.
func (s restarting) computedFrom(v *types.Var) []*types.Var {
	made := []*types.Var{v}
	for i := 0; i < len(made); i++ {
		ast.Inspect(s.loop, func(n ast.Node) bool {
			a, ok := n.(*ast.AssignStmt)
			if !ok {
				return true
			}
			for j, lhs := range a.Lhs {
				to := s.rootVar(lhs)
				if to != nil && s.isMine(to) && !syntax.IsError(to.Type()) && s.Mentions(a.Rhs[min(j, len(a.Rhs)-1)], made[i]) && !slices.Contains(made, to) {
					made = append(made, to)
				}
			}
			return true
		})
	}
	return made
}

// handsOut reports whether a call hands what it is given to somebody, and does not make something else of it: it returns
// nothing but how that went, or is named for it.
func (s restarting) handsOut(call *ast.CallExpr) bool {
	fn := s.Callee(call)
	if known.Of(fn).Has(known.Prints) && len(s.writtenBy(call, 0)) == 0 || !s.callActs(call, actsDepth) {
		return false
	}
	if s.isYield(call) {
		return true
	}
	if fn == nil { // step(n) of a function that is handed in says nothing
		v := s.VarOf(call.Fun)
		return v != nil && known.HandsOn(v.Name())
	}
	if known.HandsOn(fn.Name()) {
		return true
	}
	return onlyHow(s.Info.TypeOf(call))
}

// onlyHow reports whether a call whose result has type t returns nothing but how that went.
func onlyHow(t types.Type) bool {
	how := func(t types.Type) bool {
		return syntax.IsError(t) || isBool(t)
	}
	switch t := t.(type) {
	case nil:
		return false
	case *types.Tuple:
		for i := range t.Len() {
			if !how(t.At(i).Type()) {
				return false
			}
		}
		return true
	default:
		return how(t)
	}
}

// readsBack reports whether a counter begins with what is read from outside, as where it is stored: then another run goes on.
//
//	for off := l.load(); ; off++ { handle(off); l.store(off) }
func (s restarting) readsBack(v *types.Var) bool {
	for _, value := range s.Var(v).Values {
		if value.Decl && value.From != nil {
			from := s.VarOf(value.From)
			return s.isCall(value.From) && s.Builtin(ast.Unparen(value.From).(*ast.CallExpr)) == "" || from != nil && !s.isMine(from)
		}
	}
	return false
}

// beforeLoop reports whether v is a local that is declared before the loop without
// bound.
func (s restarting) beforeLoop(v *types.Var) bool {
	return s.declares(v) && s.body.Pos() <= v.Pos() && v.Pos() < s.loop.Pos()
}

// fromBefore reports whether v is a local or a parameter that the loop begins with.
func (s restarting) fromBefore(v *types.Var) bool {
	slot, param := s.slots[v]
	return s.beforeLoop(v) || param && (slot > 0 || v.Kind() != types.RecvVar)
}

// inHeader reports whether v is a variable that the header of the loop declares, and that its passes hand on.
func (s restarting) inHeader(v *types.Var) bool {
	loop, ok := s.loop.(*ast.ForStmt)
	return ok && loop.Init != nil && loop.Init.Pos() <= v.Pos() && v.Pos() < loop.Init.End()
}

// follows returns a local in which the loop keeps where it is in what comes, or what it was told: by that it decides
// what is done with the next item, or hands it on. Another run would begin as the first did:
//
//	header := true
//	for line := range in { if header { names(line); header = false; continue }; row(line) }
//
// What a run does of its own accord before its first item, to connect, say, the next run does again.
func (s restarting) follows() string {
	if s.head < 0 {
		return ""
	}
	var list []*types.Var
	other := make(map[*types.Var]bool) // counted, or made of what it was: a back-off
	told := make(map[*types.Var]bool)
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			other[s.VarOf(n.X)] = true
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				v := s.VarOf(lhs)
				if v == nil || v.IsField() || !s.beforeLoop(v) || !keepsState(v.Type()) {
					continue
				}
				value := n.Rhs[min(i, len(n.Rhs)-1)]
				if n.Tok != token.ASSIGN || isNumber(v.Type()) && s.Mentions(value, v) {
					other[v] = true
				}
				if !slices.Contains(list, v) {
					list = append(list, v)
				}
				told[v] = told[v] || s.ofPass(value) && len(n.Lhs) == len(n.Rhs) && !s.isCall(value) || s.toldToSet(n, v)
			}
		}
		return true
	})
	for _, v := range list {
		if !other[v] && s.liveAtHead(v) && s.takesFrom() && (s.decidesBy(v, told[v]) || told[v] && s.givesOut(v)) {
			return v.Name()
		}
	}
	return ""
}

// keepsState reports whether a type is one of plain values, but for errors and moments.
func keepsState(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic:
		return !isMoment(t)
	case *types.Struct:
		return !isMoment(t)
	}
	return false
}

// takesFrom reports whether the loop takes items that others send: not only from a clock.
func (s restarting) takesFrom() bool {
	return slices.ContainsFunc(s.sites, func(site *Site) bool { return site.Kind == Receive && s.inLoop(site.Node.Pos()) })
}

// toldToSet reports whether an assignment to v is made because of what has come: in a case of its own for a receive,
// or in a branch that asks for the item.
func (s restarting) toldToSet(n ast.Node, v *types.Var) bool {
	c, ok := s.CursorOf(n)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil), (*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil)) {
		switch up := up.Node().(type) {
		case *ast.IfStmt:
			return s.ofPass(up.Cond) && !s.Mentions(up.Cond, v) && up.Init == nil
		case *ast.CaseClause:
			sw, ok := s.switchOf(up)
			return ok && (sw.Tag != nil && s.ofPass(sw.Tag) || slices.ContainsFunc(up.List, func(x ast.Expr) bool { return s.ofPass(x) }))
		case *ast.CommClause:
			recv := received(up)
			return recv != nil && !s.isClock(recv.X)
		}
		return false
	}
	return false
}

// switchOf returns the switch statement of a case.
func (s restarting) switchOf(clause *ast.CaseClause) (*ast.SwitchStmt, bool) {
	c, ok := s.CursorOf(clause)
	if !ok {
		return nil, false
	}
	for up := range c.Enclosing((*ast.SwitchStmt)(nil), (*ast.TypeSwitchStmt)(nil)) {
		sw, ok := up.Node().(*ast.SwitchStmt)
		return sw, ok
	}
	return nil, false
}

// liveAtHead reports whether a pass can read v as the pass before has left it.
func (s restarting) liveAtHead(v *types.Var) bool {
	return s.fromHead(func(n ast.Node) (found, ends bool) {
		if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN && s.gets(a, v) {
			return s.buildsOn(a, v), true
		}
		return s.Mentions(n, v), false
	})
}

// ofItem reports whether a statement uses what the pass has had before.
func (s restarting) ofItem(stmt ast.Stmt) bool {
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if ok {
			v, isVar := s.Info.Uses[id].(*types.Var)
			found = found || isVar && !v.IsField() && s.loop.Pos() <= v.Pos() && v.Pos() < stmt.Pos()
		}
		return !found
	})
	return found
}

// writes reports whether code writes to what others read.
func (s restarting) writes(n ast.Node) bool {
	found := false
	syntax.Own(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && len(s.writtenBy(call, headingDepth)) > 0
		return !found
	})
	return found
}

// decidesBy reports whether the loop asks v what to do: with an item, or, if v says what it was told, at all.
func (s restarting) decidesBy(v *types.Var, told bool) bool {
	found := false
	branch := func(list []ast.Stmt) {
		for _, stmt := range list {
			if skip, ok := stmt.(*ast.BranchStmt); ok && skip.Tok == token.CONTINUE && len(list) == 1 {
				found = found || told
			}
			found = found || (s.acts(stmt, actsDepth) || s.writes(stmt)) && (told || s.ofItem(stmt))
		}
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			if s.Mentions(n.Cond, v) && !leavesLoop(n.Body.List) {
				branch(n.Body.List)
				if block, ok := n.Else.(*ast.BlockStmt); ok {
					branch(block.List)
				}
			}
		case *ast.SwitchStmt:
			if n.Tag != nil && s.VarOf(n.Tag) == v {
				for _, clause := range n.Body.List {
					branch(clause.(*ast.CaseClause).Body)
				}
			}
		}
		return !found
	})
	return found
}

package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// endlessLoop returns the loop in a body that runs until it is told to stop, or
// the statement that calls a function of the module that has one; nil if there is
// none. A loop inside a loop with a bound does not count: its end is in sight.
func (r *waiting) endlessLoop(body *ast.BlockStmt) ast.Stmt {
	var found ast.Stmt
	var visit func(ast.Stmt)
	list := func(l []ast.Stmt) {
		for i, s := range l {
			if loop := r.JumpLoop(l, i); loop != nil && found == nil && r.Endless(loop) {
				found = loop
			}
			visit(s)
		}
	}
	visit = func(s ast.Stmt) {
		if found != nil || s == nil {
			return
		}
		switch n := s.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if r.Endless(n) {
				found = n
			}
		case *ast.LabeledStmt:
			visit(n.Stmt)
		case *ast.BlockStmt:
			list(n.List)
		case *ast.IfStmt:
			visit(n.Init)
			if found == nil && r.runsService(n.Cond) {
				found = n
			}
			list(n.Body.List)
			visit(n.Else)
		case *ast.SwitchStmt:
			visit(n.Init)
			list(n.Body.List)
		case *ast.TypeSwitchStmt:
			list(n.Body.List)
		case *ast.SelectStmt:
			list(n.Body.List)
		case *ast.CaseClause:
			list(n.Body)
		case *ast.CommClause:
			list(n.Body)
		case *ast.GoStmt, *ast.DeferStmt:
		default:
			if r.runsService(n) {
				found = n
			}
		}
	}
	list(body.List)
	return found
}

// Endless reports whether a for or range statement runs until it is told to stop:
// nothing but what comes from outside ends it.
func (r *Result) Endless(loop ast.Stmt) bool {
	switch n := loop.(type) {
	case *ast.ForStmt:
		return r.waiting.endless(n)
	case *ast.RangeStmt:
		_, ok := r.Info.TypeOf(n.X).Underlying().(*types.Chan)
		return (ok || r.isService((&scan{Result: r}).iterators(n))) && r.waiting.told(n.Body, n)
	}
	return false
}

// runsService reports whether a simple statement or expression calls a service
// of the module. How other modules loop inside (a mutex spins) says nothing of
// this function.
func (r *waiting) runsService(n ast.Node) bool {
	found := false
	syntax.Own(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found {
			found = r.isService(r.inView(call.Fun))
		}
		return !found
	})
	return found
}

// isService reports whether functions are services.
func (src source) isService(targets []target) bool {
	return src.allAre(targets, func(s *Summary) bool { return s.Service })
}

// endless reports whether a for statement has no bound of its own: nothing but
// what comes from outside ends it.
func (r *waiting) endless(n *ast.ForStmt) bool {
	if r.waitsAhead(n) {
		return false
	}
	if r.Unconditional(n) {
		return (!leavesAtOnce(n.Body) || r.goesRound(n)) && !r.spins(n.Body) && r.told(n.Body, n)
	}
	return r.asks(n.Cond, n) && r.told(n.Body, n)
}

// waitsBetween reports whether what a loop does between two passes is to wait, and not to count:
// for ; ctx.Err() == nil; <-ticker.C, or for s := r.next(); s != nil; s = r.next().
func (r *waiting) waitsBetween(n *ast.ForStmt) bool { return n.Post != nil && r.waitsIn(n.Post) }

// spins reports whether a loop only tries until an atomic operation succeeds.
func (src source) spins(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if s, ok := n.(*ast.IfStmt); ok {
			if call, ok := ast.Unparen(s.Cond).(*ast.CallExpr); ok {
				found = found || known.Atomic(src.Callee(call)) == known.AtomicCompareAndSwap
			}
		}
		return !found
	})
	return found
}

// leavesAtOnce reports whether a loop body ends in an unconditional break or
// return: it is no loop, or one that tries again until it has succeeded.
func leavesAtOnce(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	switch last := body.List[len(body.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Tok == token.BREAK
	}
	return false
}

// goesRound reports whether a continue statement in the body of a loop begins its next pass.
func (src source) goesRound(loop ast.Stmt) bool {
	found := false
	syntax.Own(loop, func(n ast.Node) bool {
		branch, ok := n.(*ast.BranchStmt)
		found = found || ok && branch.Tok == token.CONTINUE && src.continues(branch, loop)
		return !found
	})
	return found
}

// continues reports whether a continue statement is one of a loop, and not of one inside.
func (src source) continues(n *ast.BranchStmt, loop ast.Stmt) bool {
	c, ok := src.CursorOf(n)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		if labeled, ok := up.Parent().Node().(*ast.LabeledStmt); n.Label == nil || ok && labeled.Label.Name == n.Label.Name {
			return up.Node() == ast.Node(loop)
		}
	}
	return false
}

// asks reports whether a loop condition asks whether to go on: a context's Err,
// an atomic Load, a flag from outside, a method that only reads or that waits. A
// condition that the loop itself works towards (i < n, rows.Next()) is a bound.
func (r *waiting) asks(cond ast.Expr, loop ast.Stmt) bool {
	switch x := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if call, ok := ast.Unparen(x.X).(*ast.CallExpr); ok && x.Op == token.NOT {
			return r.isYield(call) || r.asksCall(call, loop, true)
		}
		return x.Op == token.NOT && r.asks(x.X, loop)
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LAND:
			return (r.asks(x.X, loop) || r.asks(x.Y, loop)) && !r.isBound(x.X, loop) && !r.isBound(x.Y, loop)
		case token.LOR:
			return r.asks(x.X, loop) && r.asks(x.Y, loop)
		case token.GEQ:
			return r.isEnd(x)
		case token.EQL, token.NEQ:
			if r.isEnd(x) {
				return x.Op == token.NEQ
			}
			if call, ok := ast.Unparen(x.X).(*ast.CallExpr); ok && x.Op == token.NEQ && syntax.IsError(r.Info.TypeOf(call)) {
				return false // it is tried until it succeeds
			}
			if r.IsNil(x.Y) || r.Info.Types[x.Y].Value != nil {
				return r.asks(x.X, loop)
			}
		}
	case *ast.CallExpr:
		return r.isYield(x) || r.asksCall(x, loop, false)
	case *ast.Ident, *ast.SelectorExpr:
		v := r.VarOf(x.(ast.Expr))
		if v == nil {
			return r.Info.Types[x.(ast.Expr)].Value != nil // for true
		}
		if base := r.Base(x.(ast.Expr)); base != nil && base != v && r.moves(base, loop) {
			return false // for at.next != nil { at = at.next }
		}
		if v.IsField() {
			return !r.steps(v, loop) && !r.worksTowards(v, loop)
		}
		return !r.moves(v, loop)
	}
	return false
}

// steps reports whether the third clause of a loop moves a field on: for ; l.at != nil; l.at = l.at.next.
func (src source) steps(v *types.Var, loop ast.Stmt) bool {
	n, ok := loop.(*ast.ForStmt)
	if !ok {
		return false
	}
	switch post := n.Post.(type) {
	case *ast.AssignStmt:
		return slices.ContainsFunc(post.Lhs, func(lhs ast.Expr) bool { return src.VarOf(lhs) == v })
	case *ast.IncDecStmt:
		return src.VarOf(post.X) == v
	}
	return false
}

// moves reports whether a loop assigns to a local, and what it assigns does not tell whether something came.
func (r *waiting) moves(v *types.Var, loop ast.Stmt) bool {
	return !v.IsField() && v.Parent() != r.Types.Scope() && !r.isOK(v) && slices.ContainsFunc(r.Var(v).Values, func(value syntax.Value) bool {
		return loop.Pos() <= value.Pos && value.Pos < loop.End()
	})
}

// isBound reports whether what a condition asks beside others brings the loop to its end by itself: what it moves, but for
// errors, or a call that is no question.
func (r *waiting) isBound(cond ast.Expr, loop ast.Stmt) bool {
	if r.asks(cond, loop) {
		return false
	}
	bound := false
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			v, ok := r.Info.Uses[n].(*types.Var)
			bound = bound || ok && r.moves(v, loop) && !syntax.IsError(v.Type())
		case *ast.CallExpr:
			bound = bound || r.Builtin(n) == "" && !r.Info.Types[n.Fun].IsType() && !r.Waits(n) && !r.asksCall(n, loop, false)
		}
		return !bound
	})
	return bound
}

// asksCall reports whether a call asks whether to go on, in a loop that ends when it says ok.
func (r *waiting) asksCall(call *ast.CallExpr, loop ast.Stmt, ok bool) bool {
	if fn := r.Callee(call); known.Of(fn).Has(known.Asks) {
		return true
	}
	targets := r.inView(call.Fun)
	return len(targets) > 0 && !r.comesToEnd(call, loop, nil, ok) && !slices.ContainsFunc(targets, func(t target) bool {
		return !t.summary.Waits && (syntax.Body(t.node) == nil || !r.onlyReads(t.node))
	})
}

// onlyReads reports whether a function assigns to nothing but its own variables
// and calls nothing but locks and what is of the language.
func (src source) onlyReads(fn ast.Node) bool {
	body := syntax.Body(fn)
	ok := true
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				v := src.VarOf(lhs)
				ok = ok && v != nil && !v.IsField() && body.Pos() <= v.Pos() && v.Pos() < body.End()
			}
		case *ast.IncDecStmt:
			v := src.VarOf(n.X)
			ok = ok && v != nil && !v.IsField() && body.Pos() <= v.Pos() && v.Pos() < body.End()
		case *ast.GoStmt, *ast.SendStmt:
			ok = false
		case *ast.CallExpr:
			op, _, _ := src.atomicChange(n) // n.Add(1) <= max counts
			ok = ok && op == known.NotAtomic && (src.Builtin(n) != "" || src.Info.Types[n.Fun].IsType() || known.Of(src.Callee(n)) != nil)
		}
		return ok
	})
	return ok
}

// told reports whether all ways out of a loop body are taken only when the loop
// is told to end: by a channel, a context, a flag, the end of what it waits for.
// A way out that is its own success, count or last page is not.
func (r *waiting) told(body *ast.BlockStmt, loop ast.Stmt) bool {
	e := &exits{Result: r.Result, loop: loop, waits: r.waitsIn(body) || isRange(loop)}
	if n, ok := loop.(*ast.ForStmt); ok {
		e.waits = e.waits || r.waitsBetween(n)
	}
	e.list(body.List, nil, false)
	return !e.byItself
}

func isRange(loop ast.Stmt) bool {
	_, ok := loop.(*ast.RangeStmt)
	return ok
}

// exits looks at the ways out of a loop.
type exits struct {
	*Result
	loop     ast.Stmt
	waits    bool // the body waits for something outside
	byItself bool // there is a way out that nobody outside decides about
}

// A guard is a condition on the way to a statement.
type guard struct {
	cond    ast.Expr
	negated bool
	comm    ast.Stmt // of a select statement, instead
	told    bool     // decided already
}

func (e *exits) list(list []ast.Stmt, guards []guard, inner bool) {
	for _, s := range list {
		e.stmt(s, guards, inner)
		if g, ok := e.past(s); ok {
			guards = append(guards[:len(guards):len(guards)], g)
		}
	}
}

// past returns the condition for what stands behind a statement of which all other ways end in continue: the one case of a
// select, or what an if asks for.
//
//	select { case r := <-w.rows: w.add(r); continue; case <-ctx.Done(): }
//	w.flush()
//	return
func (e *exits) past(s ast.Stmt) (guard, bool) {
	switch n := s.(type) {
	case *ast.IfStmt:
		return guard{cond: n.Cond, negated: true}, n.Else == nil && e.endsPass(n.Body.List) && e.onlyAsks(n.Cond)
	case *ast.SelectStmt:
		var way *guard
		for _, c := range n.Body.List {
			if c := c.(*ast.CommClause); !e.endsPass(c.Body) {
				if way != nil || c.Comm == nil {
					return guard{}, false
				}
				way = &guard{comm: c.Comm}
			}
		}
		if way != nil {
			return *way, true
		}
	}
	return guard{}, false
}

// endsPass reports whether a list of statements ends in continue, of the loop itself.
func (e *exits) endsPass(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	last, ok := list[len(list)-1].(*ast.BranchStmt)
	return ok && last.Tok == token.CONTINUE && e.continues(last, e.loop)
}

// onlyAsks reports whether a condition calls nothing that does work, which may succeed.
func (e *exits) onlyAsks(cond ast.Expr) bool {
	ok := true
	ast.Inspect(cond, func(n ast.Node) bool {
		call, isCall := n.(*ast.CallExpr)
		ok = ok && (!isCall || known.Of(e.Callee(call)).Has(known.Asks))
		return ok
	})
	return ok
}

// stmt looks for ways out in a statement. inner says that a plain break ends
// something inside the loop.
func (e *exits) stmt(s ast.Stmt, guards []guard, inner bool) {
	with := func(g guard) []guard { return append(guards[:len(guards):len(guards)], g) }
	switch n := s.(type) {
	case *ast.BlockStmt:
		e.list(n.List, guards, inner)
	case *ast.LabeledStmt:
		e.stmt(n.Stmt, guards, inner)
	case *ast.IfStmt:
		e.list(n.Body.List, with(guard{cond: n.Cond}), inner)
		if n.Else != nil {
			e.stmt(n.Else, with(guard{cond: n.Cond, negated: true}), inner)
		}
	case *ast.ForStmt:
		e.stmt(n.Body, guards, true)
	case *ast.RangeStmt:
		e.stmt(n.Body, guards, true)
	case *ast.SwitchStmt:
		for _, c := range n.Body.List {
			c := c.(*ast.CaseClause)
			g := guard{told: n.Tag != nil && e.received(n.Tag)}
			if !g.told {
				g.cond, g.negated = caseOf(n, c)
			}
			e.list(c.Body, with(g), true)
		}
	case *ast.TypeSwitchStmt:
		for _, c := range n.Body.List {
			e.list(c.(*ast.CaseClause).Body, with(guard{told: e.waits}), true)
		}
	case *ast.SelectStmt:
		for _, c := range n.Body.List {
			c := c.(*ast.CommClause)
			e.list(c.Body, with(guard{comm: c.Comm}), true)
		}
	case *ast.ReturnStmt:
		e.exit(guards)
	case *ast.BranchStmt:
		switch {
		case n.Tok == token.GOTO && e.Info.Uses[n.Label].Pos() == e.loop.Pos(): // the next pass of a loop by goto
		case n.Tok == token.BREAK && (n.Label != nil && e.leaves(n) || n.Label == nil && !inner), n.Tok == token.GOTO:
			e.exit(guards)
		}
	}
}

// caseOf returns as a condition when the clause of a switch statement is taken, or the condition of which the default clause is the
// negation; nil if there is none.
//
//	switch err { case errClosed, context.Canceled: return }   if err == errClosed || err == context.Canceled { return }
func caseOf(n *ast.SwitchStmt, clause *ast.CaseClause) (cond ast.Expr, negated bool) {
	or := func(list []ast.Expr) {
		for _, x := range list {
			if n.Tag != nil {
				x = &ast.BinaryExpr{X: n.Tag, Op: token.EQL, Y: x}
			}
			if cond != nil {
				x = &ast.BinaryExpr{X: cond, Op: token.LOR, Y: x}
			}
			cond = x
		}
	}
	if clause.List != nil {
		or(clause.List)
		return cond, false
	}
	for _, other := range n.Body.List {
		or(other.(*ast.CaseClause).List)
	}
	return cond, cond != nil
}

// leaves reports whether a break with a label leaves the loop.
func (e *exits) leaves(n *ast.BranchStmt) bool {
	label := e.Info.Uses[n.Label]
	return label == nil || label.Pos() < e.loop.Pos()
}

// exit judges one way out.
func (e *exits) exit(guards []guard) {
	for _, g := range guards {
		if e.toldBy(g) {
			return
		}
	}
	e.byItself = true
}

func (e *exits) toldBy(g guard) bool {
	switch {
	case g.told:
		return true
	case g.cond != nil:
		return e.condition(g.cond, !g.negated)
	case g.comm != nil:
		return e.comm(g.comm)
	}
	return false
}

// comm reports whether a case of a select statement tells to end: a receive, but
// not from the loop's own clock, and not of a value that is looked at first.
func (e *exits) comm(s ast.Stmt) bool {
	var recv *ast.UnaryExpr
	switch s := s.(type) {
	case *ast.ExprStmt:
		recv, _ = ast.Unparen(s.X).(*ast.UnaryExpr)
	case *ast.AssignStmt:
		recv, _ = ast.Unparen(s.Rhs[0]).(*ast.UnaryExpr)
	}
	if recv == nil {
		return false
	}
	ch, ok := e.Info.TypeOf(recv.X).Underlying().(*types.Chan)
	return ok && !syntax.IsNamed(ch.Elem(), "time", "Time")
}

// condition reports whether it is from outside that cond is want.
func (e *exits) condition(cond ast.Expr, want bool) bool {
	switch x := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			return e.condition(x.X, !want)
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LAND, token.LOR:
			if (x.Op == token.LAND) == want {
				return e.condition(x.X, want) || e.condition(x.Y, want)
			}
			return e.condition(x.X, want) && e.condition(x.Y, want)
		case token.LSS, token.GEQ:
			if e.isEnd(x) {
				return (x.Op == token.LSS) == want
			}
		case token.EQL, token.NEQ:
			if e.isEnd(x) {
				return (x.Op == token.EQL) == want
			}
			return e.compares(x, want)
		}
		return e.received(x.X)
	case *ast.CallExpr:
		if fn := e.Callee(x); fn != nil && fn.FullName() == "errors.Is" {
			return want && e.waits && !e.isOwnEnd(x.Args[0], x.Args[1], false)
		}
		if e.isYield(x) {
			return !want && e.yields()
		}
		return e.waiting.asksCall(x, e.loop, want) || e.anyReceived(x.Args)
	case *ast.Ident:
		v, ok := e.Info.Uses[x].(*types.Var)
		if !ok {
			return false
		}
		if e.isYielded(v) {
			return !want && e.yields()
		}
		if e.waiting.isOK(v) {
			return e.waits && (!want || !e.fromReceive(v)) && !e.isOwnEnd(x, nil, want)
		}
		return e.waiting.asks(x, e.loop) || e.received(x)
	case *ast.SelectorExpr:
		return e.waiting.asks(x, e.loop) || e.received(x)
	}
	return false
}

// yields reports whether whoever ranges over the loop, of an iterator, decides when it ends: what is no more than compared
// in the condition of the loop, its consumer may work towards.
func (e *exits) yields() bool {
	loop, ok := e.loop.(*ast.ForStmt)
	if !ok || e.Unconditional(loop) {
		return true
	}
	asks := false
	ast.Inspect(loop.Cond, func(n ast.Node) bool {
		_, call := n.(*ast.CallExpr)
		asks = asks || call
		return !asks
	})
	return asks
}

// compares judges x == y and x != y.
func (e *exits) compares(x *ast.BinaryExpr, want bool) bool {
	equal := (x.Op == token.EQL) == want
	if syntax.IsError(e.Info.TypeOf(x.X)) {
		if call, ok := ast.Unparen(x.X).(*ast.CallExpr); ok && e.waiting.asksCall(call, e.loop, false) {
			return true
		}
		if e.IsNil(x.Y) {
			return !equal && e.waits && !e.isOwnEnd(x.X, nil, false)
		}
		return equal && e.waits && !e.isOwnEnd(x.X, x.Y, false) // err == io.EOF
	}
	if v := e.VarOf(x.X); v != nil && (v.IsField() || v.Parent() == e.Types.Scope()) && e.Info.Types[x.Y].Value != nil {
		return !e.isOfPass(x.X) && !e.waiting.worksTowards(v, e.loop)
	}
	return e.received(x.X) || e.received(x.Y)
}

// isOwnEnd reports whether x, an error or the ok of a call, tells of the end of what the loop works off: as the error end, or as any
// where that is nil. One that says that something is closed, or stops, tells what others have done.
func (e *exits) isOwnEnd(x, end ast.Expr, ok bool) bool {
	var is types.Object
	if end != nil {
		v := e.VarOf(end)
		if v == nil || known.SaysStop(v.Name()) {
			return false
		}
		is = v
	}
	v := e.VarOf(x)
	return v != nil && slices.ContainsFunc(e.Var(v).Values, func(value syntax.Value) bool {
		call, called := ast.Unparen(value.From).(*ast.CallExpr)
		return called && e.loop.Pos() <= call.Pos() && call.End() <= e.loop.End() && e.waiting.comesToEnd(call, e.loop, is, ok)
	})
}

// isOfPass reports whether a field is one of what each pass gets by a call, and not from others who give it when they have it:
//
//	p, err := api.list(ctx, cursor); …; if p.next == "" { return }
func (e *exits) isOfPass(x ast.Expr) bool {
	base := e.Base(x)
	if base == nil || base.IsField() || !e.waiting.moves(base, e.loop) || e.received(x) {
		return false
	}
	w := e.waiting.workOf(e.loop)
	return !slices.ContainsFunc(e.Var(base).Values, func(value syntax.Value) bool {
		call, ok := ast.Unparen(value.From).(*ast.CallExpr)
		return ok && e.waiting.hears(call) && !slices.ContainsFunc(call.Args, w.isCursor)
	})
}

// isOK reports whether local v is the ok of a receive, or the last result of a
// call that waits: it tells that nothing more comes.
func (r *waiting) isOK(v *types.Var) bool {
	if !isBool(v.Type()) {
		return false
	}
	for _, value := range r.Var(v).Values {
		switch from := ast.Unparen(value.From).(type) {
		case *ast.UnaryExpr:
			if from.Op == token.ARROW {
				return true
			}
		case *ast.CallExpr:
			if r.Waits(from) {
				return true
			}
		}
	}
	return false
}

// fromReceive reports whether v is the ok of a receive: not the last result of a
// call, which tells in either sense that nothing more comes.
func (src source) fromReceive(v *types.Var) bool {
	for _, value := range src.Var(v).Values {
		if from, ok := ast.Unparen(value.From).(*ast.UnaryExpr); ok && from.Op == token.ARROW {
			return true
		}
	}
	return false
}

// received reports whether what x starts from was received: whoever sent it decides.
func (e *exits) received(x ast.Expr) bool {
	v := e.Base(x)
	if v == nil || v.IsField() {
		return false
	}
	for _, value := range e.Var(v).Values {
		if from, ok := ast.Unparen(value.From).(*ast.UnaryExpr); ok && from.Op == token.ARROW {
			return true
		}
		if loop, ok := e.loop.(*ast.RangeStmt); ok && loop.Key != nil && value.Pos == loop.Key.Pos() {
			return true
		}
	}
	return false
}

func (e *exits) anyReceived(list []ast.Expr) bool {
	for _, x := range list {
		if e.received(x) {
			return true
		}
	}
	return false
}

// isTold reports whether a channel that is not the loop's input, or a context,
// tells the loop without bound to stop: then supervision can end with it.
func (s *scan) isTold() bool {
	if !isLoop(s.loop) {
		told := true
		syntax.Own(s.loop, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if targets := s.targets(call.Fun); s.isService(targets) {
					for _, t := range targets {
						told = told && t.summary.Told
					}
				}
			}
			return true
		})
		return told
	}
	if len(s.stops()) > 0 {
		return true
	}
	told := false
	for _, t := range s.iterators(s.loop) {
		told = told || t.summary.Told
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			fn := s.Callee(call)
			told = told || fn != nil && (fn.FullName() == "(context.Context).Done" || fn.FullName() == "(context.Context).Err")
		}
		return true
	})
	return told
}

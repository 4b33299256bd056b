package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A channel is closed at most once if at most one of the places that close it runs, and that at most once
// for each channel that is made.

// loopsIn reports whether a loop of fn is around c, or a goto is one.
func (j *channelFlow) loopsIn(fn ast.Node, c inspector.Cursor) bool {
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if up.Node() == fn {
			return jumpsBack(syntax.Body(fn))
		}
		if _, lit := up.Node().(*ast.FuncLit); lit || !leavesLoop(c, up) {
			return true
		}
	}
	return true
}

// jumpsBack reports whether a goto of body leads back, as a loop does.
func jumpsBack(body *ast.BlockStmt) bool {
	labels := make(map[string]token.Pos)
	back := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.LabeledStmt:
			labels[n.Label.Name] = n.Pos()
		case *ast.BranchStmt: // a label that comes later is not there yet
			back = back || n.Tok == token.GOTO && labels[n.Label.Name].IsValid()
		}
		_, expr := n.(ast.Expr)
		return !back && !expr
	})
	return back
}

// leavesLoop reports whether the statement of c is followed by leaving the loop, or
// the function, around it: a return ends its block, or a break that is for this loop.
func leavesLoop(c, loop inspector.Cursor) bool {
	_, ok := leavingBlock(c, loop)
	return ok
}

// leavingBlock returns the block around c that ends so.
func leavingBlock(c, loop inspector.Cursor) (block inspector.Cursor, ok bool) {
	for ; c != loop; c = c.Parent() {
		list := c.Parent()
		stmts := syntax.Stmts(list.Node())
		if len(stmts) == 0 {
			continue
		}
		switch last := stmts[len(stmts)-1].(type) {
		case *ast.ReturnStmt:
			return list, straight(stmts, c.Node())
		case *ast.BranchStmt:
			if last.Tok == token.BREAK && breaksLoop(list, loop, last.Label) {
				return list, straight(stmts, c.Node())
			}
		}
	}
	return c, false
}

// straight reports whether nothing after the statement at leads elsewhere than to
// the last one.
func straight(stmts []ast.Stmt, at ast.Node) bool {
	ok := true
	for _, s := range stmts[:len(stmts)-1] {
		if s.Pos() <= at.Pos() {
			continue
		}
		syntax.Own(s, func(n ast.Node) bool {
			if _, branch := n.(*ast.BranchStmt); branch {
				ok = false
			}
			return ok
		})
	}
	return ok
}

// breaksLoop reports whether a break in the statement list, with a label or nil, is for the loop, or one around that.
func breaksLoop(list, loop inspector.Cursor, label *ast.Ident) bool {
	if label != nil {
		for up := range list.Enclosing((*ast.LabeledStmt)(nil)) {
			if up.Node().(*ast.LabeledStmt).Label.Name == label.Name {
				return up.Contains(loop)
			}
		}
		return false
	}
	for up := range list.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.SwitchStmt)(nil), (*ast.TypeSwitchStmt)(nil), (*ast.SelectStmt)(nil)) {
		return up == loop
	}
	return false
}

// closesOnce reports whether at most one of the places closes v, and that at most
// once for one v.
func (j *channelFlow) closesOnce(v *types.Var, list []closing) bool {
	if len(list) > maxCloses {
		return false
	}
	for i := range list {
		if !j.onceRun(v, &list[i]) {
			return false
		}
		for k := range i {
			if !j.exclusive(&list[i], &list[k]) {
				return false
			}
		}
	}
	return true
}

// onceRun follows what runs a close up to the function that declares v: it is called
// on the spot, deferred, a goroutine, or handed to what runs it once. It reports
// whether that happens at most once for each v.
func (j *channelFlow) onceRun(v *types.Var, c *closing) bool {
	at := c.at
	for hops := 0; hops < maxHops; hops++ {
		c.runs = append(c.runs, at)
		g, gated := j.gateAround(at)
		var flag *types.Var // one goroutine alone sets it
		if gated && g.flag && g.lock == nil {
			flag = j.VarOf(g.x)
		} else if gated {
			c.once = j.gateName(v, g)
			return c.once != ""
		}
		var lit inspector.Cursor
		for up := range at.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
			n := up.Node()
			if n.Pos() <= v.Pos() && v.Pos() < n.End() {
				// v is new on each pass, and for each call.
				fn := j.FuncAround(at.Node())
				return fn != nil && !jumpsBack(syntax.Body(fn))
			}
			if _, ok := n.(*ast.FuncLit); ok {
				if jumpsBack(syntax.Body(n)) {
					return false
				}
				lit = up
				break
			}
			if _, ok := n.(*ast.FuncDecl); ok {
				return false
			}
			if within := flag != nil && n.Pos() <= flag.Pos() && flag.Pos() < n.End(); (flag == nil || within) && !leavesLoop(at, up) {
				return false
			}
		}
		if !lit.Valid() {
			return false
		}
		next, guarded, ok := j.runsOnce(lit)
		if !ok {
			return false
		}
		if guarded != nil {
			c.once = j.onceName(v, guarded)
			return c.once != ""
		}
		at = next
	}
	return false
}

// runsOncePer reports whether a goroutine is started at most once for each v, by a literal or the function
// that declares v.
func (j *channelFlow) runsOncePer(v *types.Var, goroutine inspector.Cursor) bool {
	if n := goroutine.Node(); n.Pos() <= v.Pos() && v.Pos() < n.End() {
		return true
	}
	next, once, ok := j.runsOnce(goroutine)
	start := closing{at: next}
	return ok && once == nil && j.onceRun(v, &start) && start.once == ""
}

// runsOnce finds what runs the function literal, once: a call, also one that is
// deferred or a goroutine, or a function that does so with its argument. Where that
// is (*sync.Once).Do, it returns the operand.
func (j *channelFlow) runsOnce(lit inspector.Cursor) (next inspector.Cursor, once ast.Expr, ok bool) {
	up := user(lit)
	switch n := up.Node().(type) {
	case *ast.CallExpr:
		if ast.Unparen(n.Fun) == lit.Node() {
			return up, nil, true
		}
		if j.Info.Types[n.Fun].IsType() {
			return up, nil, false
		}
		if j.callsOnce(n, lit.Node()) {
			return up, nil, true
		}
		switch fn := j.Resolve(n.Fun).Func; {
		case fn == nil:
			return up, nil, false
		case fn.FullName() == "(*sync.Once).Do":
			sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			if !ok {
				return up, nil, false
			}
			return up, sel.X, true
		case fn.FullName() == "sync.OnceFunc", known.Of(fn) != nil && len(known.Of(fn).Launches) > 0:
			if fn.FullName() == "time.AfterFunc" && !j.neverReset(up) {
				return up, nil, false
			}
			return up, nil, true
		}
	case *ast.AssignStmt, *ast.ValueSpec:
		v := j.assigned(n, lit.Node())
		if v == nil || j.Var(v).Taken || len(j.Var(v).Values) != 1 {
			return up, nil, false
		}
		uses := j.Uses(v)
		if len(uses) != 1 {
			return up, nil, false
		}
		call := uses[0].Parent()
		if n, ok := call.Node().(*ast.CallExpr); ok && ast.Unparen(n.Fun) == uses[0].Node() {
			return call, nil, true
		}
	}
	return up, nil, false
}

// callsOnce reports whether a function of this package calls at most once the literal that call hands it: where its parameter
// is named, in no loop, and that is named there alone.
func (j *channelFlow) callsOnce(call *ast.CallExpr, lit ast.Node) bool {
	t := j.Resolve(call.Fun)
	callee := j.Node(t)
	if callee == nil || syntax.Body(callee) == nil || jumpsBack(syntax.Body(callee)) {
		return false
	}
	v := j.param(callee, slices.IndexFunc(j.ownArgs(call, t), func(x ast.Expr) bool { return ast.Unparen(x) == lit }))
	if v == nil || j.Var(v).Taken || len(j.Uses(v)) != 1 {
		return false
	}
	use := j.Uses(v)[0]
	at := user(use)
	if c, ok := at.Node().(*ast.CallExpr); !ok || ast.Unparen(c.Fun) != use.Node() {
		return false
	}
	for up := range at.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		return up.Node() == callee
	}
	return false
}

// assigned returns the local variable that the assignment or declaration n defines
// with the value e, or nil.
func (j *channelFlow) assigned(n ast.Node, e ast.Node) *types.Var {
	var names []ast.Expr
	var values []ast.Expr
	switch n := n.(type) {
	case *ast.AssignStmt:
		names, values = n.Lhs, n.Rhs
	case *ast.ValueSpec:
		for _, name := range n.Names {
			names = append(names, name)
		}
		values = n.Values
	}
	for i, value := range values {
		if len(names) == len(values) && ast.Unparen(value) == e {
			if id, ok := names[i].(*ast.Ident); ok {
				v, _ := j.Info.Defs[id].(*types.Var)
				return v
			}
		}
	}
	return nil
}

// neverReset reports whether nothing starts the timer again that a call returns.
func (j *channelFlow) neverReset(call inspector.Cursor) bool {
	up := call.Parent()
	if _, ok := up.Node().(*ast.ExprStmt); ok {
		return true
	}
	v := j.assigned(up.Node(), call.Node())
	if v == nil {
		return false
	}
	for _, use := range j.Uses(v) {
		if sel, ok := use.Parent().Node().(*ast.SelectorExpr); !ok || sel.Sel.Name != "Stop" {
			return false
		}
	}
	return true
}

// onceName names the sync.Once x if there is at most one for each v: a variable
// declared with v, or a path from one outside; else it returns "".
func (j *channelFlow) onceName(v *types.Var, x ast.Expr) string {
	if base := j.Base(x); base != nil && base.Parent() != j.Types.Scope() {
		if r := j.Var(base); len(r.Values) > 1 || len(r.Values) == 1 && !r.Values[0].Decl {
			return ""
		}
	}
	return j.oneFor(v, x)
}

// oneFor names x if there is at most one for each v, likewise.
func (j *channelFlow) oneFor(v *types.Var, x ast.Expr) string {
	base := j.Base(x)
	if base == nil || !j.IsPath(x) {
		return ""
	}
	if base.Parent() == j.Types.Scope() {
		return j.Text(x)
	}
	// No loop, and no function that may run more than once, is around its declaration
	// and not around v's.
	fn := j.FuncAt(base.Pos())
	if fn == nil || v.Pos() < fn.Pos() || fn.End() <= v.Pos() {
		return ""
	}
	decl, ok := j.CursorAt(base.Pos())
	if !ok {
		return ""
	}
	for loop := range decl.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		if n := loop.Node(); v.Pos() < n.Pos() || n.End() <= v.Pos() {
			return ""
		}
	}
	return j.Text(x) + j.Fset.Position(base.Pos()).String()
}

// exclusive reports whether one of the closes rules the other out.
func (j *channelFlow) exclusive(a, b *closing) bool {
	if a.once != "" && a.once == b.once {
		return true
	}
	if a.once != "" || b.once != "" {
		return false
	}
	first, second, ok := j.meetIn(a.runs, b.runs)
	if !ok {
		return false
	}
	if second.Node().Pos() < first.Node().Pos() {
		first, second = second, first
	}
	fn := j.FuncAround(first.Node())
	if c, ok := j.FuncCursor(fn); ok { // also where one is deferred: the second is not come to
		if block, leaves := leavingBlock(first, c); leaves && !block.Contains(second) {
			return true // returns after the first
		}
	}
	return j.otherBranch(first, second)
}

// meetIn returns where two chains of calls first come to the same function.
func (j *channelFlow) meetIn(a, b []inspector.Cursor) (first, second inspector.Cursor, ok bool) {
	for _, x := range a {
		for _, y := range b {
			if j.FuncAround(x.Node()) == j.FuncAround(y.Node()) {
				return x, y, true
			}
		}
	}
	return first, second, false
}

func isDeferred(c inspector.Cursor) bool {
	switch c.Parent().Node().(type) {
	case *ast.DeferStmt, *ast.GoStmt:
		return true
	}
	return false
}

// otherBranch reports whether first and second stand in branches of one statement of
// which only one is taken.
func (j *channelFlow) otherBranch(first, second inspector.Cursor) bool {
	for up := range first.Enclosing((*ast.IfStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		switch n := up.Node().(type) {
		case *ast.IfStmt:
			if n.Else != nil && within(first, n.Body) && within(second, n.Else) {
				return true
			}
		default:
			if block := up.Parent(); block.Contains(second) && !up.Contains(second) {
				return !hasFallthrough(block.Node().(*ast.BlockStmt))
			}
		}
	}
	return false
}

func within(c inspector.Cursor, n ast.Node) bool {
	return n.Pos() <= c.Node().Pos() && c.Node().End() <= n.End()
}

func hasFallthrough(block *ast.BlockStmt) bool {
	found := false
	ast.Inspect(block, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Tok == token.FALLTHROUGH
		return !found
	})
	return found
}

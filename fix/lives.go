package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A life is a context that a function lives by: it asks whether that one is done,
// or hands it to what does. To be handed a context for its values, for a
// log line or for one bounded call of many is no life.
type life struct {
	base    *types.Var
	fields  []*types.Var // from base to the context; none if base is the context
	first   bool         // read on every path, before anything can leave or lock
	guarded bool         // the function compares base with nil
}

// lifeDepth bounds how far lives follows calls. What lies deeper is no life, and
// the goroutine is then supervised on a context that does not end.
const lifeDepth = 5

// lives lists the contexts that a function of the package lives by, in source
// order.
func (f *Fixer) lives(fn ast.Node) []life { return f.livesWithin(fn, lifeDepth) }

// A lifeKey is a question for the contexts that a function lives by, itself or
// in fewer than depth calls.
type lifeKey struct {
	fn    ast.Node
	depth int
}

func (f *Fixer) livesWithin(fn ast.Node, depth int) []life {
	body := syntax.Body(fn)
	if body == nil || depth == 0 {
		return nil
	}
	key := lifeKey{fn, depth}
	list, known := f.lifeOf[key]
	if !known {
		w := &lifeWalk{Fixer: f, body: body, depth: depth, first: f.firstReads(body), from: make(map[*types.Var]ast.Expr)}
		w.walk(body)
		list = w.list
		f.lifeOf[key] = list
	}
	return list
}

// A lifeWalk reads one body.
type lifeWalk struct {
	*Fixer
	body  *ast.BlockStmt
	depth int
	first []ast.Node
	from  map[*types.Var]ast.Expr // a local context and what it is, or is made, of
	list  []life
}

func (w *lifeWalk) walk(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.DeferStmt: // another goroutine's; too late
			return false
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			w.assigned(n)
		case *ast.RangeStmt:
			w.iterates(n)
		case *ast.CallExpr:
			if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				w.walk(lit.Body)
			}
			w.call(n)
		}
		return true
	})
}

// assigned notes what a local context is made of: ctx := s.ctx, or
// ctx, cancel := context.WithCancel(s.ctx).
func (w *lifeWalk) assigned(n *ast.AssignStmt) {
	for i, lhs := range n.Lhs {
		v := w.VarOf(lhs)
		if v == nil || v.IsField() || !isContext(v.Type()) || !declaredIn(w.body, v) {
			continue
		}
		if len(n.Rhs) == len(n.Lhs) {
			w.from[v] = n.Rhs[i]
		} else {
			w.from[v] = n.Rhs[0]
		}
	}
}

func (w *lifeWalk) call(call *ast.CallExpr) {
	fn := w.Callee(call)
	sel, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	switch {
	case fn == nil:
	case fn.FullName() == "(context.Context).Done", fn.FullName() == "(context.Context).Err":
		if sel != nil {
			w.add(sel.X, nil, w.isFirst(call), false)
		}
		return
	case fn.FullName() == "context.Cause":
		w.add(call.Args[0], nil, w.isFirst(call), false)
		return
	}
	if node := w.Node(w.Resolve(call.Fun)); node != nil {
		w.follow(call, sel, node, w.livesWithin(node, w.depth-1))
		return
	}
	elsewhere := fn != nil && fn.Pkg() != nil && fn.Pkg().Path() != "context" && w.endsWith(call)
	for i, arg := range call.Args {
		if isContext(w.Info.TypeOf(arg)) && (elsewhere || w.allLiveBy(w.StoredFuncs(call), i)) {
			w.add(arg, nil, w.isFirst(call), false)
		}
	}
}

// allLiveBy reports whether the functions that a list or map holds all live by their i-th parameter.
func (w *lifeWalk) allLiveBy(funcs []ast.Expr, i int) bool {
	return len(funcs) > 0 && !slices.ContainsFunc(funcs, func(x ast.Expr) bool {
		node := w.Node(w.Resolve(x))
		if node == nil {
			return true
		}
		params := w.ParamVars(node)
		return i >= len(params) || !haveLife(w.livesWithin(node, w.depth-1), params[i])
	})
}

// haveLife reports whether a context itself is one of some that a function lives by.
func haveLife(lives []life, ctx *types.Var) bool {
	return slices.ContainsFunc(lives, func(l life) bool { return l.base == ctx && len(l.fields) == 0 })
}

// iterates adds what the iterator lives by over which a loop ranges: for range ticks(ctx).
func (w *lifeWalk) iterates(loop *ast.RangeStmt) {
	t := w.Resolve(loop.X)
	if node := w.Node(t); node != nil { // for range s.all
		sel, _ := ast.Unparen(loop.X).(*ast.SelectorExpr)
		w.follow(syntax.CallOf(loop.X), sel, node, w.livesWithin(node, w.depth-1))
		return
	}
	call := t.Result
	if call == nil || !w.Endless(loop) {
		return
	}
	node := w.Node(w.Resolve(call.Fun))
	if node == nil { // of another package
		for _, arg := range call.Args {
			if isContext(w.Info.TypeOf(arg)) {
				w.add(arg, nil, w.isFirst(call), false)
			}
		}
		return
	}
	sel, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	for _, result := range w.Returns(node) {
		if it := w.Node(w.Resolve(result)); it != nil {
			w.follow(call, sel, node, w.livesWithin(it, w.depth-1))
		}
	}
}

// follow adds what a called function lives by, in terms of the call.
func (w *lifeWalk) follow(call *ast.CallExpr, sel *ast.SelectorExpr, node ast.Node, lives []life) {
	recv, params := w.receiverVar(node), w.ParamVars(node)
	for _, l := range lives {
		first := l.first && w.isFirst(call)
		if i := slices.Index(params, l.base); i >= 0 {
			if len(params) == len(call.Args) {
				w.add(call.Args[i], l.fields, first, l.guarded)
			}
		} else if l.base == recv && recv != nil {
			if sel != nil && w.selects(sel, l.fields) {
				w.add(sel.X, l.fields, first, l.guarded)
			}
		} else {
			w.list = append(w.list, life{l.base, l.fields, first, l.guarded})
		}
	}
}

// selects reports whether the fields mean the same behind the operand of a method
// call as behind its receiver: not so if an outer struct has a field of that name.
func (f *Fixer) selects(sel *ast.SelectorExpr, fields []*types.Var) bool {
	if len(fields) == 0 {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(f.Info.TypeOf(sel.X), true, f.Types, fields[0].Name())
	v, ok := obj.(*types.Var)
	return ok && v.Origin() == fields[0].Origin()
}

// add adds the context that fields lead to from x, if it can be named.
func (w *lifeWalk) add(x ast.Expr, fields []*types.Var, first, guarded bool) {
	for range lifeDepth {
		switch y := ast.Unparen(x).(type) {
		case *ast.CallExpr: // context.WithTimeout(ctx, …)
			fn := w.Callee(y)
			if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "context" && !isContextMaker(fn) || fn.Name() == "WithoutCancel" || len(y.Args) == 0 {
				return
			}
			x = y.Args[0]
			continue
		case *ast.Ident:
			v, ok := w.Info.ObjectOf(y).(*types.Var)
			if !ok {
				return
			}
			if from := w.from[v]; from != nil {
				x, first = from, first || w.isFirst(from)
				continue
			}
			w.list = append(w.list, life{v, fields, first, guarded || w.comparedWithNil(w.body, v)})
			return
		case *ast.SelectorExpr:
			path := w.fieldPath(y)
			base := w.Base(y)
			if path == nil || base == nil {
				return
			}
			w.list = append(w.list, life{base, append(path, fields...), first, guarded || w.comparedWithNil(w.body, base)})
			return
		default:
			return
		}
	}
}

// isContextMaker reports whether fn makes a context of its first argument, as
// errgroup.WithContext does: the name that all of these have.
func isContextMaker(fn *types.Func) bool {
	return fn.Name() == "WithContext" || fn.Name() == "NotifyContext"
}

// fieldPath returns the fields of a plain field path, those of embedded structs on
// the way as well; nil if x is none.
func (f *Fixer) fieldPath(x *ast.SelectorExpr) []*types.Var {
	if !f.IsPath(x) {
		return nil
	}
	sel, ok := f.Info.Selections[x]
	if !ok {
		return nil // pkg.Var
	}
	var path []*types.Var
	if inner, ok := ast.Unparen(x.X).(*ast.SelectorExpr); ok {
		if path = f.fieldPath(inner); path == nil {
			return nil
		}
	}
	t := sel.Recv()
	for _, i := range sel.Index() {
		st, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		path, t = append(path, st.Field(i)), st.Field(i).Type()
	}
	return path
}

// endsWith reports whether the body ends when a call into unknown code fails:
// the call is all that it does, or a return or break depends on its result.
func (w *lifeWalk) endsWith(call *ast.CallExpr) bool {
	c, ok := w.Root.FindByPos(call.Pos(), call.End())
	if !ok {
		return false
	}
	var stmt ast.Stmt
	for up := range c.Enclosing() {
		switch n := up.Node().(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return true // in no loop
		case *ast.ReturnStmt:
			return true
		case *ast.IfStmt:
			if (within(n.Init, call) || within(n.Cond, call)) && leaves(n.Body) {
				return true
			}
		case *ast.SwitchStmt:
			if within(n.Tag, call) || within(n.Init, call) {
				return slices.ContainsFunc(n.Body.List, func(stmt ast.Stmt) bool { return leaves(stmt.(*ast.CaseClause)) })
			}
		case *ast.ForStmt:
			return within(n.Cond, call)
		case *ast.RangeStmt:
			return false
		case *ast.BlockStmt:
			if w.failureLeaves(n.List, stmt) {
				return true
			}
		case *ast.CommClause:
			if w.failureLeaves(n.Body, stmt) {
				return true
			}
		case *ast.CaseClause:
			if w.failureLeaves(n.Body, stmt) {
				return true
			}
		}
		if n, ok := up.Node().(ast.Stmt); ok {
			stmt = n
		}
	}
	return false
}

// failureLeaves reports whether, in the list, what follows stmt is an if on a
// variable that stmt assigns, and leaves.
func (w *lifeWalk) failureLeaves(list []ast.Stmt, stmt ast.Stmt) bool {
	assign, ok := stmt.(*ast.AssignStmt)
	i := slices.Index(list, stmt)
	if !ok || i < 0 || i+1 == len(list) {
		return false
	}
	return slices.ContainsFunc(assign.Lhs, func(lhs ast.Expr) bool {
		v := w.VarOf(lhs)
		if v == nil {
			return false
		}
		switch test := list[i+1].(type) {
		case *ast.IfStmt:
			return leaves(test.Body) && w.mentions(test.Cond, v)
		case *ast.SwitchStmt:
			return w.switchLeaves(test, v)
		}
		return false
	})
}

// switchLeaves reports whether a switch statement on v, or of conditions with it, has a clause that leaves what is around it.
func (w *lifeWalk) switchLeaves(n *ast.SwitchStmt, v *types.Var) bool {
	on := n.Tag != nil && w.mentions(n.Tag, v)
	return slices.ContainsFunc(n.Body.List, func(stmt ast.Stmt) bool {
		clause := stmt.(*ast.CaseClause)
		asks := on || slices.ContainsFunc(clause.List, func(x ast.Expr) bool { return w.mentions(x, v) })
		return asks && leaves(clause)
	})
}

// leaves reports whether a body, or a clause of a switch statement, has a way out of what is around it.
func leaves(body ast.Node) bool {
	_, clause := body.(*ast.CaseClause)
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Tok == token.BREAK && (n.Label != nil || !clause) || n.Tok == token.GOTO
		}
		return !found
	})
	return found
}

func within(n ast.Node, x ast.Node) bool {
	if n == nil || n == ast.Expr(nil) || n == ast.Stmt(nil) {
		return false
	}
	return n.Pos() <= x.Pos() && x.End() <= n.End()
}

func (f *Fixer) mentions(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && f.Info.ObjectOf(id) == v
		return !found
	})
	return found
}

// comparedWithNil reports whether code in n compares v with nil.
func (f *Fixer) comparedWithNil(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if b, ok := n.(*ast.BinaryExpr); ok && (b.Op == token.EQL || b.Op == token.NEQ) {
			found = found || f.IsNil(b.Y) && f.VarOf(b.X) == v || f.IsNil(b.X) && f.VarOf(b.Y) == v
		}
		return !found
	})
	return found
}

// receiverVar returns the receiver of a method's declaration; nil if it has none, or no name.
func (f *Fixer) receiverVar(fn ast.Node) *types.Var {
	if decl, ok := fn.(*ast.FuncDecl); ok && decl.Recv != nil && len(decl.Recv.List) == 1 && len(decl.Recv.List[0].Names) == 1 {
		v, _ := f.Info.Defs[decl.Recv.List[0].Names[0]].(*types.Var)
		return v
	}
	return nil
}

func (w *lifeWalk) isFirst(x ast.Node) bool {
	return slices.ContainsFunc(w.first, func(n ast.Node) bool { return n.Pos() <= x.Pos() && x.End() <= n.End() })
}

// firstReads lists what a body evaluates on every path, up to the first
// statement that may leave, or that takes a lock.
func (f *Fixer) firstReads(body *ast.BlockStmt) []ast.Node {
	r := &firstReader{Fixer: f}
	r.stmts(body.List)
	return r.list
}

type firstReader struct {
	*Fixer
	list []ast.Node
}

// stmts reads a list and reports whether what follows is on every path, too.
func (r *firstReader) stmts(list []ast.Stmt) bool {
	for _, stmt := range list {
		if !r.stmt(stmt) {
			return false
		}
	}
	return true
}

func (r *firstReader) stmt(stmt ast.Stmt) bool {
	switch n := stmt.(type) {
	case nil:
		return true
	case *ast.LabeledStmt:
		return r.stmt(n.Stmt)
	case *ast.BlockStmt:
		return r.stmts(n.List)
	case *ast.IfStmt:
		ok := r.stmt(n.Init)
		r.expr(n.Cond)
		return ok && !exits(n)
	case *ast.SwitchStmt:
		ok := r.stmt(n.Init)
		r.expr(n.Tag)
		return ok && !exits(n)
	case *ast.ForStmt:
		r.stmt(n.Init)
		r.expr(n.Cond)
		if r.Unconditional(n) {
			r.stmts(n.Body.List)
		}
		return false
	case *ast.RangeStmt:
		r.expr(n.X)
		return false
	case *ast.SelectStmt:
		for _, c := range n.Body.List {
			r.comm(c.(*ast.CommClause).Comm)
		}
		return false
	case *ast.ExprStmt:
		if call, ok := ast.Unparen(n.X).(*ast.CallExpr); ok {
			if e := known.Of(r.Callee(call)); e.Has(known.Locks) || e.Has(known.RLocks) {
				return false
			}
		}
		r.expr(n.X)
		return true
	case *ast.AssignStmt, *ast.DeclStmt, *ast.IncDecStmt:
		r.expr(n)
		return true
	case *ast.DeferStmt:
		return true
	}
	return false
}

// comm reads the operand of a case of a select statement: all are evaluated.
func (r *firstReader) comm(stmt ast.Stmt) {
	switch n := stmt.(type) {
	case *ast.SendStmt:
		r.expr(n.Chan)
		r.expr(n.Value)
	case *ast.ExprStmt:
		r.expr(n.X)
	case *ast.AssignStmt:
		r.expr(n.Rhs[0])
	}
}

// expr adds what of n is evaluated on every path: not the right operand of && and ||.
func (r *firstReader) expr(n ast.Node) {
	if x, ok := n.(ast.Expr); ok {
		if b, ok := ast.Unparen(x).(*ast.BinaryExpr); ok && (b.Op == token.LAND || b.Op == token.LOR) {
			r.expr(b.X)
			return
		}
	}
	if n == nil || n == ast.Expr(nil) {
		return
	}
	r.list = append(r.list, n)
}

// exits reports whether anything in n leaves what is around it.
func exits(n ast.Node) bool {
	found := false
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt, *ast.BranchStmt:
			found = true
		case *ast.CallExpr:
			id, ok := ast.Unparen(n.Fun).(*ast.Ident)
			found = found || ok && id.Name == "panic"
		}
		return !found
	})
	return found
}

// declaredIn reports whether v is declared in body.
func declaredIn(body *ast.BlockStmt, v *types.Var) bool {
	return !v.IsField() && body.Lbrace < v.Pos() && v.Pos() < body.Rbrace
}

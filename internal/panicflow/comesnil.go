package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a variable holds is nil at times by where it comes from: a map that need not have it, or a function that returns nil. In a guard that
// counts by itself. Elsewhere, it is the operand of a synchronization operation that is not trusted then: of a parameter or a field nobody
// here can know, but of a local variable that is seen to be nil at times, s.mu.Lock() is judged as s.n++ is.
//
//	s := h.sessions[id]
//	s.mu.Lock()

// comesNil reports whether p is a local variable that is nil at times, and that a literal which captures it keeps as it is.
func (w *prover) comesNil(p *placeInfo) bool {
	if p.of != nowhere || p.v == nil || !w.nilness.isLocal(p.v) || !w.nilness.varAtTimesNil(p.v) {
		return false
	}
	lit, ok := w.fn.(*ast.FuncLit)
	return !ok || lit.Pos() <= p.v.Pos() && p.v.Pos() < lit.End() || w.places.keeps(p.v, lit)
}

// meetsComing reports whether call hands a function of another package, which is trusted to be given something, what is nil at times by
// where it comes from.
func (j *guarding) meetsComing(call *ast.CallExpr, t syntax.Target) bool {
	h := j.proving.handedTo(call)
	if h == nil || t.Func == nil || j.Node(t) != nil {
		return false
	}
	nils := j.facts.harmsOf(t.Func.Origin()).Trusted & h.seenNil
	comes := func(x ast.Expr) bool {
		v := j.VarOf(x)
		return v == nil || j.nilness.isLocal(v)
	}
	if x := j.receiverOf(call, t); nils&receiver != 0 && x != nil && comes(x) {
		return true
	}
	for i, arg := range j.ownArgs(call, t) {
		if i+1 < maxParams && nils&(receiver<<(i+1)) != 0 && comes(arg) {
			return true
		}
	}
	return false
}

// mayComeNil reports whether path, or the method of one, starts where there may be nil by what is seen: if not, no proofs are needed.
func (j *nilness) mayComeNil(path ast.Expr) bool {
	for {
		sel, ok := ast.Unparen(path).(*ast.SelectorExpr)
		if !ok || j.Info.Selections[sel] == nil {
			break
		}
		path = sel.X
	}
	v := j.VarOf(path)
	if v == nil {
		return j.isAtTimesNil(path)
	}
	return j.isLocal(v) && (j.settings.askedForNil(v) || j.varAtTimesNil(v) || slices.ContainsFunc(j.Var(v).Values, func(value syntax.Value) bool {
		return value.Expr == nil && value.From != nil // somebody may have asked what stands beside it
	}))
}

// isLocal reports whether v is a local variable of a type that is used by what it points to. A nil file answers with an error.
func (j *nilness) isLocal(v *types.Var) bool {
	if v.Kind() != types.LocalVar || v.Pkg() != j.Types || v.Parent() == j.Types.Scope() {
		return false
	}
	switch t := core(v.Type()).(type) {
	case *types.Pointer:
		return !syntax.IsNamed(t.Elem(), "os", "File")
	case *types.Interface, *types.Signature:
		return true
	}
	return false
}

// isAtTimesNil reports whether e is the element of a map, which is nil if there is none, or the result of a function
// that returns nil at times, or a variable that holds such, and nobody has asked: v := m[k], v, _ := find(k).
func (j *nilness) isAtTimesNil(e ast.Expr) bool {
	v := j.VarOf(e)
	switch {
	case v == nil:
		return j.givesNil(e, 0)
	case v.IsField() && len(j.Var(v).Values) == 1 && j.FuncAt(j.Var(v).Values[0].Pos) != j.FuncAround(e):
		return false
	}
	return (v.Kind() == types.LocalVar || v.IsField()) && j.varAtTimesNil(v)
}

// varAtTimesNil is isAtTimesNil for a variable that is given one value.
func (j *nilness) varAtTimesNil(v *types.Var) bool {
	r := j.Var(v)
	if r.Taken || len(r.Values) != 1 {
		return false
	}
	value := r.Values[0]
	if value.Expr != nil {
		return j.givesNil(value.Expr, 0)
	}
	result := j.resultAlone(value)
	return result >= 0 && j.givesNil(value.From, result)
}

// givesNil reports whether e gives nil at times, as its result of that index: the element of a map, an assertion that nobody asks for, a call of
// such a function, or what nobody ever sets.
func (j *nilness) givesNil(e ast.Expr, result int) bool {
	if v := j.VarOf(e); v != nil {
		return j.settings.neverSet(v)
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		return j.isMapElem(e)
	case *ast.TypeAssertExpr:
		_, pair := j.Info.TypeOf(e).(*types.Tuple)
		return pair && !j.pooling.isPooled(e)
	case *ast.CallExpr:
		t := j.Resolve(e.Fun)
		if t.Func != nil && t.Func.FullName() == "errors.Unwrap" {
			return true
		}
		if node := j.Node(t); node != nil {
			return j.returnsNilAt(node, result)
		}
		return t.Func != nil && j.facts.makesOf(t.Func.Origin()).Nil.has(result)
	}
	return false
}

// isMapElem reports whether e reads a map whose elements may be nil, and the function around it has neither asked for that element nor made
// it, and has not found its key in the map; nor has the literal that makes the map.
func (j *nilness) isMapElem(e ast.Expr) bool {
	ix, ok := ast.Unparen(e).(*ast.IndexExpr)
	if !ok {
		return false
	}
	m, ok := core(j.Info.TypeOf(ix.X)).(*types.Map)
	return ok && canBeNil(m.Elem()) && !j.knowsElem(ix)
}

// knowsElem reports whether the function around m[k] asks for that, or sets it, before, or stands in a loop over the keys of m.
func (j *nilness) knowsElem(ix *ast.IndexExpr) (known bool) {
	key, body := j.VarOf(ix.Index), syntax.Body(j.FuncAround(ix))
	if body == nil || j.isWrittenOut(ix) {
		return body != nil
	}
	same := func(e ast.Expr) bool {
		n, ok := ast.Unparen(e).(*ast.IndexExpr)
		return ok && n.Pos() < ix.Pos() && types.Identical(j.Info.TypeOf(n.X), j.Info.TypeOf(ix.X)) && j.Text(n) == j.Text(ix)
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt: // m[k] = v, and v, ok := m[k]
			known = known || slices.ContainsFunc(n.Lhs, same) || len(n.Lhs) == 2 && same(n.Rhs[0])
		case *ast.BinaryExpr:
			known = known || j.IsNil(n.Y) && same(n.X)
		case *ast.RangeStmt:
			known = known || key != nil && n.Key != nil && j.VarOf(n.Key) == key && j.Text(n.X) == j.Text(ix.X)
		}
		return !known
	})
	return known
}

// isWrittenOut reports whether the key of m[k] is a constant, and the literal that the variable m is made by has it.
func (j *nilness) isWrittenOut(ix *ast.IndexExpr) bool {
	key, m := j.Info.Types[ix.Index].Value, j.VarOf(ix.X)
	if key == nil || m == nil || len(j.Var(m).Values) != 1 || j.Var(m).Values[0].Expr == nil {
		return false
	}
	lit, ok := ast.Unparen(j.Var(m).Values[0].Expr).(*ast.CompositeLit)
	return ok && slices.ContainsFunc(lit.Elts, func(e ast.Expr) bool {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		value := j.Info.Types[kv.Key].Value
		return value != nil && value.Kind() == key.Kind() && constant.Compare(value, token.EQL, key)
	})
}

// resultAlone returns which result of a call, a look-up or an assertion value is, if those behind it, which would say whether it is nil,
// are dropped, or nobody asks them; else -1.
func (j *nilness) resultAlone(value syntax.Value) int {
	c, ok := j.CursorAt(value.Pos)
	if !ok {
		return -1
	}
	n, ok := c.Parent().Node().(*ast.AssignStmt)
	if !ok || len(n.Rhs) != 1 {
		return -1
	}
	i := slices.IndexFunc(n.Lhs, func(lhs ast.Expr) bool { return lhs == c.Node() })
	for k, lhs := range n.Lhs {
		if k != i && !j.isIgnored(lhs) {
			return -1
		}
	}
	return i
}

// isIgnored reports whether nobody asks e, a variable that is assigned beside a result, whether there is one.
func (j *nilness) isIgnored(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	if !ok || id.Name == "_" {
		return ok
	}
	v := j.VarOf(id)
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types || !says(v.Type()) || j.Var(v).Taken {
		return false
	}
	return !slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool {
		return use.Node() != id && (syntax.IsError(v.Type()) && j.harming.looksAt(use) || !syntax.IsError(v.Type()) && j.asksFor(use))
	})
}

// asksFor reports whether a bool decides more than what is printed, or done beside: if !ok { missed++ } goes on as if there were something.
func (j *nilness) asksFor(use inspector.Cursor) bool {
	up, not := user(use), false
	if n, ok := up.Node().(*ast.UnaryExpr); ok && n.Op == token.NOT {
		up, not = user(up), true
	}
	switch n := up.Node().(type) {
	case *ast.IfStmt:
		return n.Else != nil || !not || !j.FallsThrough(n.Body.List)
	case *ast.CallExpr:
		return !j.harming.callPrints(n)
	case *ast.AssignStmt: // _ = ok
		id, ok := n.Lhs[0].(*ast.Ident)
		return !ok || id.Name != "_"
	}
	return true
}

// returnsNilAt reports whether a return statement of fn has what is nil at times as its i-th result, and nobody has asked.
func (j *nilness) returnsNilAt(fn ast.Node, i int) bool {
	body := syntax.Body(fn)
	return body != nil && fixpoint.Ask(j.solver, anyLattice, question{kind: nilAt, fn: fn, result: resultOfFunc{i: i}}, func() (found bool) {
		syntax.Own(body, func(n ast.Node) bool {
			ret, ok := n.(*ast.ReturnStmt)
			found = found || ok && i < len(ret.Results) && (j.IsNil(ret.Results[i]) && !j.isForNone(ret, fn) || j.returnsUnasked(ret.Results[i]) || j.returnsFound(ret.Results, i))
			return !found
		})
		return found
	})
}

// isForNone reports whether a return statement of a method is reached only if its receiver is nil: who has one gets another answer.
func (j *nilness) isForNone(ret *ast.ReturnStmt, fn ast.Node) bool {
	recv := j.receiver(fn)
	c, ok := j.CursorOf(ret)
	if recv == nil || !ok {
		return false
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil)) {
		if e, ok := ast.Unparen(up.Node().(*ast.IfStmt).Cond).(*ast.BinaryExpr); ok && e.Op == token.EQL && j.isVar(e.X, recv) && j.IsNil(e.Y) {
			return up.Node().(*ast.IfStmt).Body.Pos() < ret.Pos() && ret.End() < up.Node().(*ast.IfStmt).Body.End()
		}
	}
	return false
}

// returnsUnasked reports whether e, which is returned, is at times nil; a variable, if nobody compares it.
func (j *nilness) returnsUnasked(e ast.Expr) bool {
	v := j.VarOf(e)
	return (v == nil || j.isLocal(v) && !j.settings.askedForNil(v)) && j.isAtTimesNil(e)
}

// returnsFound reports whether a list of results has as its i-th the element of a map, and at the end whether there is one: v, ok := m[k]; return v, ok.
func (j *nilness) returnsFound(list []ast.Expr, i int) bool {
	v, ok := j.VarOf(list[i]), j.VarOf(list[len(list)-1])
	if v == nil || ok == nil || v == ok || v.IsField() || len(j.Var(v).Values) != 1 || len(j.Var(ok).Values) != 1 {
		return false
	}
	from := j.Var(v).Values[0].From
	return from != nil && from == j.Var(ok).Values[0].From && j.isMapElem(from)
}

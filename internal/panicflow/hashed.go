package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Whoever looks up in a map what recover has returned panics if that cannot be hashed. In a handler that counts by itself; in what it calls, if it
// hands over what it has recovered:
//
//	if r := recover(); r != nil { s.seen.count(r) }
//	func (c *counter) count(v any) { c.n[v]++ }

// handsUnhashable reports whether call hands node what somebody has panicked with, and node takes that for a key.
func (j *harming) handsUnhashable(call *ast.CallExpr, t syntax.Target, node ast.Node) bool {
	for i, arg := range j.ownArgs(call, t) {
		if v := j.param(node, i); v != nil && !hashable(v.Type()) && j.isRecovered(arg) && j.takesForKey(node, v, 0) {
			return true
		}
	}
	return false
}

// takesForKey reports whether fn looks up in a map what its parameter v holds, or hands it on to a function of this package that does.
func (j *harming) takesForKey(fn ast.Node, v *types.Var, depth int) (found bool) {
	body := syntax.Body(fn)
	if body == nil || depth == maxMakers || j.Var(v).Taken || len(j.Var(v).Values) > 0 {
		return false
	}
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IndexExpr:
			t := j.Info.TypeOf(n.X)
			if t == nil {
				break
			}
			m, ok := core(t).(*types.Map)
			found = found || ok && j.unhashable(m.Key(), n.Index) && j.proving.operationNeeds(n)&never != 0 && j.isPart(n.Index, v)
		case *ast.CallExpr:
			t := j.Resolve(n.Fun)
			if node := j.Node(t); node != nil && node != fn {
				found = found || slices.ContainsFunc(j.ownArgs(n, t), func(arg ast.Expr) bool { return j.isPart(arg, v) }) && j.handsKeyOn(n, t, node, v, depth)
			}
		}
		return !found && !j.deadCode.isDead(n)
	})
	return found
}

// handsKeyOn is takesForKey for what call hands node.
func (j *harming) handsKeyOn(call *ast.CallExpr, t syntax.Target, node ast.Node, v *types.Var, depth int) bool {
	for i, arg := range j.ownArgs(call, t) {
		if param := j.param(node, i); param != nil && !hashable(param.Type()) && j.isPart(arg, v) && j.takesForKey(node, param, depth+1) {
			return true
		}
	}
	return false
}

// isPart reports whether e is v, or an interface that an assertion says it is.
func (j *harming) isPart(e ast.Expr, v *types.Var) bool {
	if j.isVar(e, v) {
		return true
	}
	if x, ok := ast.Unparen(e).(*ast.TypeAssertExpr); ok {
		return types.IsInterface(j.Info.TypeOf(x.Type)) && j.isPart(x.X, v)
	}
	held := j.VarOf(e)
	if held == nil || held.Kind() != types.LocalVar || !types.IsInterface(held.Type()) {
		return false
	}
	values := j.Var(held).Values
	return len(values) == 1 && values[0].From != nil && isAssertion(values[0].From) && j.isPart(values[0].From, v)
}

func isAssertion(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.TypeAssertExpr)
	return ok
}

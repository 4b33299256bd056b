package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A guard that uses what a field holds, and does not ask, panics once a method of another goroutine has set that to nil:
//
//	defer func() { if r := recover(); r != nil { c.session.failures++ } }()
//	func (c *client) disconnect() { c.session = nil }
//
// It comes later if it is of the function that defers the guard, or somebody has waited for something.

// isAtTimesNone reports whether e, which a guard uses, isAtTimesNil, or isGoneMeanwhile.
func (j *hooking) isAtTimesNone(e ast.Expr) bool {
	return j.nilness.isAtTimesNil(e) || j.isGoneMeanwhile(e)
}

// isGoneMeanwhile reports whether a function sets the field e of what it is handed to nil, in another goroutine, and nobody ever asks.
func (j *hooking) isGoneMeanwhile(e ast.Expr) bool {
	v := j.VarOf(e)
	if v == nil || !v.IsField() || v.Pkg() != j.Types || !holdsReference(v.Type()) || j.settings.askedForNil(v.Origin()) {
		return false
	}
	at, ok := j.CursorOf(ast.Unparen(e))
	if !ok {
		return false
	}
	use := j.closings.guardUse(at)
	return slices.ContainsFunc(j.Var(v.Origin()).Values, func(value syntax.Value) bool {
		return j.settings.drops(v, value) && j.comesMeanwhile(value.Expr, v, use, 0)
	})
}

// drops reports whether value is the nil that a function gives the field v of its receiver or parameter, which no option is.
func (j *settings) drops(v *types.Var, value syntax.Value) bool {
	if value.Init || value.Expr == nil || !j.isNilValue(value.Expr) {
		return false
	}
	c, ok := j.CursorAt(value.Pos)
	if !ok {
		return false
	}
	id, _ := c.Node().(*ast.Ident)
	root, ok := j.Info.Uses[id].(*types.Var)
	if !ok || root.Kind() != types.RecvVar && root.Kind() != types.ParamVar {
		return false
	}
	_, ok = j.FuncAt(root.Pos()).(*ast.FuncDecl)
	return ok
}

// comesMeanwhile reports whether n, by which v becomes nil, is executed while the guard may still use it: neither in its goroutine, nor behind
// something that waits, nor in front of what gives v a value again.
func (j *hooking) comesMeanwhile(n ast.Expr, v *types.Var, use guardUse, depth int) bool {
	c, ok := j.CursorOf(n)
	if !ok || depth == maxMakers {
		return false
	}
	home := j.closings.homeOf(c)
	if j.closings.waitsBefore(c, home, use) || j.closings.runsWithin(j.FuncAround(use.at.Node()), home, 0) || slices.ContainsFunc(j.Var(v.Origin()).Values, func(value syntax.Value) bool {
		return value.Pos > n.End() && j.FuncAt(value.Pos) == home && !(value.Expr != nil && j.settings.isNilValue(value.Expr))
	}) {
		return false
	}
	decl, ok := home.(*ast.FuncDecl)
	if !ok {
		return true
	}
	obj, ok := j.Info.Defs[decl.Name].(*types.Func)
	if !ok || !j.settings.isMentioned(obj) {
		return ok && (obj.Exported() || depth > 0)
	}
	return slices.ContainsFunc(j.callsOf(decl), func(call *ast.CallExpr) bool { return j.comesMeanwhile(call, v, use, depth+1) })
}

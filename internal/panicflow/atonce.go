package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
)

// A literal may be handed to what calls it at once, and has done so when it returns:
//
//	sort.Slice(t.xs, func(i, k int) bool { return t.xs[i] < t.xs[k] })
//	t.xs = t.xs[:n]
//
// Whatever becomes of t.xs later, in the literal it is as it was before, unless the literal changes it.

// calledAtOnce reports whether all calls of a literal are over when the function of the standard library that it is
// handed to returns, while no other code runs.
func (src source) calledAtOnce(lit *ast.FuncLit) bool {
	c, ok := src.FuncCursor(lit)
	if !ok {
		return false
	}
	up := user(c)
	call, ok := up.Node().(*ast.CallExpr)
	if !ok || ast.Unparen(call.Fun) == lit || isDeferred(up) {
		return false
	}
	fn := src.Callee(call)
	entry := known.Of(fn)
	return quiet(entry) && takesFunc(fn.Signature()) && len(entry.Launches) == 0 && !givesFunc(fn)
}

// givesFunc reports whether fn returns a function, which may call later what fn is handed.
func givesFunc(fn *types.Func) bool {
	for v := range fn.Signature().Results().Variables() {
		if isFunc(v.Type()) {
			return true
		}
	}
	return false
}

// changes lists the variables and fields that a literal assigns; false if it may do more than that, or calls what does.
func (src source) changes(lit *ast.FuncLit) (list map[*types.Var]bool, told bool) {
	list, told = make(map[*types.Var]bool), true
	assigns := func(targets ...ast.Expr) {
		for _, e := range targets {
			told = told && src.notes(e, list)
		}
	}
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			assigns(n.Lhs...)
		case *ast.IncDecStmt:
			assigns(n.X)
		case *ast.RangeStmt:
			assigns(n.Key, n.Value)
			told = told && !isFunc(src.Info.TypeOf(n.X)) && chanDir(src.Info.TypeOf(n.X)) < 0
		case *ast.UnaryExpr:
			told = told && n.Op != token.ARROW && n.Op != token.AND
		case *ast.SendStmt, *ast.GoStmt, *ast.SelectStmt:
			told = false
		case *ast.CallExpr:
			told = told && src.changesNothing(n)
		}
		return told
	})
	return list, told
}

// notes adds what target is to list; false if it may be part of anything else.
func (src source) notes(target ast.Expr, list map[*types.Var]bool) bool {
	if target == nil {
		return true
	}
	switch x := ast.Unparen(target).(type) {
	case *ast.StarExpr:
		return false
	case *ast.IndexExpr:
		return !isStruct(src.Info.TypeOf(x))
	}
	v := src.VarOf(target)
	if v == nil {
		id, name := target.(*ast.Ident)
		return name && id.Name == "_"
	}
	list[v.Origin()] = true
	return !isStruct(v.Type()) || v.Kind() == types.LocalVar && !src.Var(v).Taken
}

// changesNothing reports whether a call changes nothing but elements of lists and maps.
func (src source) changesNothing(call *ast.CallExpr) bool {
	switch name := src.Builtin(call); {
	case src.Info.Types[call.Fun].IsType():
		return true
	case name != "":
		return name != "copy" && name != "clear"
	}
	fn := src.Callee(call)
	return quiet(known.Of(fn)) && !takesFunc(fn.Signature())
}

package panicflow

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a handler does with the functions and values that it is handed is seen where they are:
// at the call of the guard, of the factory that makes it, of the function that defers it.

// A hook is a parameter of a function that is used by a handler which the function defers, as the
// handler's variable v.
type hook struct {
	param   *types.Var
	handler ast.Node
	v       *types.Var
}

// hooks lists what the handlers that fn defers use of what fn is handed.
func (j *harming) hooks(fn ast.Node) []hook {
	list, ok := j.hooked[fn]
	if ok {
		return list
	}
	eachDefer(syntax.Body(fn), func(d *ast.DeferStmt) {
		handler := j.Node(j.Resolve(d.Call.Fun))
		if handler == nil || syntax.Body(handler) == nil || !j.callsRecover(syntax.Body(handler)) {
			return
		}
		_, lit := ast.Unparen(d.Call.Fun).(*ast.FuncLit)
		for i := range syntax.FuncType(fn).Params.NumFields() {
			param := j.param(fn, i)
			if param == nil || !holdsReference(param.Type()) {
				continue
			}
			if lit && j.Mentions(handler, param) {
				list = append(list, hook{param, handler, param})
			}
			for k, arg := range d.Call.Args {
				if v := j.param(handler, k); v != nil && j.isVar(arg, param) {
					list = append(list, hook{param, handler, v})
				}
			}
		}
	})
	j.hooked[fn] = list
	return list
}

// hookFails reports whether call hands t what a handler of t uses behind its recover, and
// that is seen to panic there, or is nil.
func (j *harming) hookFails(call *ast.CallExpr, t syntax.Target) bool {
	guarded := j.Node(t)
	if guarded == nil || syntax.Body(guarded) == nil || len(call.Args) == 0 {
		return false
	}
	for _, hook := range j.hooks(guarded) {
		for i, arg := range j.ownArgs(call, t) {
			if j.param(guarded, i) == hook.param && j.handedHarm(hook.handler, hook.v, hook.param, arg) != nil {
				return true
			}
		}
	}
	return false
}

// hookHarm returns what is seen to panic in what a guard, or the factory that returns it, is handed by call,
// which is deferred: nil if nothing is.
func (j *harming) hookHarm(call *ast.CallExpr, t syntax.Target) (op ast.Node) {
	guard, maker := j.Node(t), j.Node(t)
	if t.Result != nil {
		call, t = t.Result, j.Resolve(t.Result.Fun)
		guard, maker = j.Node(j.product(call)), j.Node(t)
	}
	if guard == nil || maker == nil || syntax.Body(guard) == nil {
		return nil
	}
	for i, arg := range j.ownArgs(call, t) {
		v := j.param(maker, i)
		if v != nil && holdsReference(v.Type()) && op == nil {
			op = j.handedHarm(guard, v, v, arg)
		}
	}
	j.eachHanded(call, t, func(arg ast.Expr, param int) { // one of several
		if arg == nil || op != nil || guard != maker {
			return
		}
		if hook := j.Node(j.Resolve(arg)); hook != nil && j.paramUses(guard, param, None)&calledBare != 0 {
			op = j.harmIn(hook).op
		}
	})
	return op
}

// ownArgs lists the arguments of a call one for each parameter of t, from the first one on.
func (j *Judge) ownArgs(call *ast.CallExpr, t syntax.Target) []ast.Expr {
	if t.Func == nil {
		return call.Args
	}
	return call.Args[min(j.Shift(call, t.Func), len(call.Args)):]
}

// isReset reports whether the parameter v is given another value, or somebody asks whether it is nil.
func (j *harming) isReset(v *types.Var) bool {
	r := j.Var(v)
	return r.Taken || len(r.Values) > 0 || j.settings.askedForNil(v)
}

// handedHarm returns what is seen to panic in a handler of this package that uses what param is handed, as its own
// parameter or captured variable v, if that is arg: the argument itself if it is nil.
func (j *harming) handedHarm(handler ast.Node, v, param *types.Var, arg ast.Expr) (op ast.Node) {
	if j.settings.isNilValue(arg) || j.isNeverSetField(arg) {
		if !j.isReset(param) && j.needs(handler, v) {
			return arg
		}
		return nil
	}
	if !isFunc(v.Type()) && !types.IsInterface(v.Type()) {
		return nil
	}
	syntax.Own(syntax.Body(handler), func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || op != nil {
			return op == nil
		}
		var run ast.Node
		if j.isVar(call.Fun, v) {
			run = j.Node(j.Resolve(arg))
		} else if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && j.isVar(sel.X, v) {
			run = j.methodOf(arg, sel.Sel.Name)
		}
		if run != nil && j.harmIn(run).always() {
			op = j.harmIn(run).op
		}
		return op == nil
	})
	return op
}

// isNeverSetField reports whether e is a field that nobody ever sets.
func (j *harming) isNeverSetField(e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	return ok && j.settings.isUnset(e) && j.VarOf(sel) != nil && j.settings.neverSet(j.VarOf(sel))
}

// methodOf returns the method that a value has by the type that it is seen to be of, if it is declared here.
func (j *harming) methodOf(value ast.Expr, name string) ast.Node {
	if v := j.VarOf(value); v != nil && types.IsInterface(v.Type()) {
		if value = j.Once(v); value == nil {
			return nil
		}
	}
	t := j.Info.TypeOf(value)
	if t == nil || types.IsInterface(t) {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, j.Types, name)
	if fn, ok := obj.(*types.Func); ok {
		if decl := j.Decl(fn); decl != nil {
			return decl
		}
	}
	return nil
}

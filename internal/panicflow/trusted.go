package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What the default profile trusts not to panic beyond what the Go spec itself
// rules out is in package known. Under -strict none of it is trusted. What the
// language rules out is in panics.go and proofs.go.

// trusting tells what is trusted, by the table and its conditions.
type trusting struct {
	*Judge
	chains    *bool // calmChains; nil until the first question
	redirects *bool // setsOutput, likewise
}

// trusted reports whether call is taken not to panic. Its arguments are judged
// apart, and so is its operand, unless that is a plain path.
func (j *trusting) trusted(call *ast.CallExpr) bool {
	is, on := j.trustedIf(call)
	return is && (!on || j.conditions(known.Of(j.Callee(call)), call, nil) || j.proving.operationNeeds(call) == 0)
}

// trustedIf is trusted but for the conditions that the arguments of call must meet, if there are any.
func (j *trusting) trustedIf(call *ast.CallExpr) (is, on bool) {
	if j.strict {
		return false, false
	}
	fun := ast.Unparen(call.Fun)
	if syntax.IsCancelFunc(j.Info.TypeOf(fun)) {
		return j.IsPath(fun) && j.calmCancel(fun) && !j.settings.seenUnset(call, fun), false
	}
	if ix, ok := fun.(*ast.IndexExpr); ok { // an instance
		fun = ast.Unparen(ix.X)
	}
	var fn *types.Func
	switch fun := fun.(type) {
	case *ast.Ident:
		fn, _ = j.Info.Uses[fun].(*types.Func)
	case *ast.SelectorExpr:
		fn, _ = j.Info.Uses[fun.Sel].(*types.Func)
	}
	if j.isErrorText(call) {
		return true, false
	}
	entry := known.Of(fn)
	if !entry.Has(known.CannotPanic) && !j.isCondLocker(fn, fun) && !j.pooling.getsPooled(call) {
		return false, false
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok && j.Info.Selections[sel] != nil && !j.trustedOperand(call, sel) {
		return false, false
	}
	if entry == nil {
		return true, false
	}
	if len(entry.Launches) == 0 && !j.callbacksContain(fn, call) {
		return false, false
	}
	return true, len(entry.If) > 0
}

// trustedOperand reports whether the receiver of a known method is trusted: a
// plain path, a value, or a pointer that is provably not nil.
func (j *trusting) trustedOperand(call *ast.CallExpr, sel *ast.SelectorExpr) bool {
	if j.Info.Selections[sel].Kind() == types.MethodExpr {
		return false
	}
	if j.IsPath(sel.X) {
		return !j.settings.seenUnset(call, sel.X)
	}
	switch j.Info.TypeOf(sel.X).Underlying().(type) {
	case *types.Pointer, *types.Interface:
		if made, ok := ast.Unparen(sel.X).(*ast.CallExpr); ok && known.Of(j.Callee(made)).Has(known.Makes) {
			return true
		}
		h := j.proving.handedTo(call)
		return h != nil && h.notNil&receiver != 0
	}
	return true
}

// onLooseOperand reports whether a call is of a known method on what may be nil and is no plain path. What is found in the
// method's body does not count then, since it trusts the receiver there: m[k].Add(1) of a *atomic.Int64.
func (j *trusting) onLooseOperand(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if j.strict || !ok || j.Info.Selections[sel] == nil {
		return false
	}
	fn, _ := j.Info.Uses[sel.Sel].(*types.Func)
	return known.Of(fn).Has(known.CannotPanic) && !derefs(j.Info.Selections[sel]) && !j.trustedOperand(call, sel) // to dereference is an operation of its own
}

// isCondLocker reports whether fun is the Lock or Unlock of the L of a sync.Cond,
// which nearly always is a mutex.
func (j *trusting) isCondLocker(fn *types.Func, fun ast.Expr) bool {
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync" {
		return false
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	l, ok := ast.Unparen(sel.X).(*ast.SelectorExpr)
	return ok && l.Sel.Name == "L" && syntax.IsNamed(j.Info.TypeOf(l.X), "sync", "Cond") && !j.settings.isUnmade(l.X)
}

// fails reports whether this call of t is seen to panic, whatever is known of t.
func (j *trusting) fails(call *ast.CallExpr, t syntax.Target) bool {
	return j.onLooseOperand(call) || j.mayBeNil(call) || j.settings.handsNil(call, t) || j.settings.onUnmade(call) || j.settings.derivesFromNone(call, t) || j.guarding.meetsReceiver(call, call.Fun, t) || j.hooking.hookFails(call, t)
}

// mayBeNil reports whether the function that call calls is found through a variable
// that may still be nil: assigned once is not always set.
func (j *trusting) mayBeNil(call *ast.CallExpr) bool {
	return j.mayBeUnset(call.Fun) && !j.callable(call)
}

// mayBeUnset is MayBeUnset, but for a cancel function in a field or a variable of the package, which is trusted like any operand: that somebody
// makes a value without it does not tell that it is called there, unless only those who make one set it.
func (j *trusting) mayBeUnset(e ast.Expr) bool {
	if !j.MayBeUnset(e) {
		return false
	}
	v := j.VarOf(e)
	if j.strict || v == nil || !v.IsField() && v.Parent() != j.Types.Scope() {
		return true
	}
	value := j.Var(v).Values[0]
	if !syntax.IsCancelFunc(v.Type()) && !syntax.IsCancelFunc(j.Info.TypeOf(value.Expr)) || j.settings.isNilValue(value.Expr) {
		return true
	}
	if !value.Init || j.EverySetsHere(v) && !j.Overwritten(v) {
		return false
	}
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	return !ok || !j.settings.isSetIn(j.VarOf(sel.X), v)
}

// isMapKey reports whether e is the key that (*sync.Map).Range hands its callback: whatever it is, it has been hashed before.
func (src source) isMapKey(e ast.Expr) bool {
	v := src.VarOf(e)
	if v == nil || v.Kind() != types.ParamVar || src.Var(v).Taken || len(src.Var(v).Values) > 0 {
		return false
	}
	lit, ok := src.FuncAt(v.Pos()).(*ast.FuncLit)
	if !ok || src.param(lit, 0) != v {
		return false
	}
	c, ok := src.FuncCursor(lit)
	if !ok {
		return false
	}
	call, ok := user(c).Node().(*ast.CallExpr)
	return ok && ast.Unparen(call.Fun) != lit && src.Callee(call) != nil && src.Callee(call).FullName() == "(*sync.Map).Range"
}

// callable reports whether the function that call calls is provably not nil.
func (j *trusting) callable(call *ast.CallExpr) bool {
	if call == nil {
		return false
	}
	h := j.proving.handedTo(call)
	return h != nil && h.callable
}

// callbacksContain reports whether every function that call hands fn contains its
// panics, or is an iterator that gives.
func (j *trusting) callbacksContain(fn *types.Func, call *ast.CallExpr) bool {
	sig := fn.Signature()
	for i, arg := range call.Args {
		if _, typ := paramOf(sig, i); isFunc(typ) && j.valueLevel(arg) < Full && !(isIterating(typ) && j.containment.gives(arg)) {
			return false
		}
	}
	return true
}

// valueLevel returns what becomes of a panic in the function that e denotes, when
// it is called with arguments of which nothing is known.
func (j *trusting) valueLevel(e ast.Expr) Level {
	t := j.Resolve(e)
	if j.mayBeUnset(e) || j.settings.bindsNil(e, t) || j.guarding.meetsReceiver(ast.Unparen(e), e, t) {
		return None
	}
	if !j.strict {
		if syntax.IsCancelFunc(j.Info.TypeOf(e)) && j.IsPath(e) && j.calmCancel(e) {
			return Full
		}
		if t.Func != nil {
			if entry := known.Of(t.Func); entry.Has(known.CannotPanic) && len(entry.If) == 0 && !takesFunc(t.Func.Signature()) {
				sel, method := ast.Unparen(e).(*ast.SelectorExpr)
				if !method || j.Info.Selections[sel] == nil || j.IsPath(sel.X) {
					return Full
				}
			}
		}
	}
	level := j.containment.targetLevel(t)
	if !t.Known() {
		level = j.guarding.variableLevel(e, nil)
	}
	if level < Full && t.Result == nil {
		if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok && j.proving.handedTo(sel).needs(j.panicking.calleeNeeds(t)) == 0 {
			return Full
		}
	}
	return level
}

// wrapsContained reports whether call returns a function around one that contains its
// panics: sync.OnceFunc(f).
func (j *trusting) wrapsContained(call *ast.CallExpr) bool {
	fn := j.Callee(call)
	return !j.strict && known.Of(fn).Has(known.Wraps) && j.callbacksContain(fn, call)
}

// prints reports whether a function of this package prints, itself or in what it calls
// here. What becomes of that is up to the writer or handler that the program has set,
// of which another package cannot know.
func (j *trusting) prints(fn ast.Node) bool {
	body := syntax.Body(fn)
	if j.strict || body == nil {
		return false
	}
	return !fixpoint.Ask(j.solver, allLattice, question{kind: silentOf, fn: fn}, func() bool {
		found := false
		ast.Inspect(body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ReturnStmt: // a literal that is returned is not called
				return !found && !slices.ContainsFunc(n.Results, func(e ast.Expr) bool {
					_, lit := ast.Unparen(e).(*ast.FuncLit)
					return lit && len(n.Results) == 1
				})
			case *ast.CallExpr:
				node := j.Node(j.Resolve(n.Fun))
				found = found || known.Of(j.Callee(n)).Has(known.Prints) || node != nil && j.prints(node)
			}
			return !found
		})
		return !found
	})
}

// isOperand reports whether the i-th argument of call is trusted like a receiver.
func (j *trusting) isOperand(call *ast.CallExpr, i int) bool {
	entry := known.Of(j.Callee(call))
	if j.strict || entry == nil {
		return false
	}
	for _, c := range entry.If {
		if c.Param == i && (c.Is == known.Operand || c.Is == known.Context && !j.guarding.leadsThroughNil(call.Args[i])) {
			return j.condition(c.Is, ast.Unparen(call.Args[i]), nil)
		}
	}
	return false
}

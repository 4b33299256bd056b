package panicflow

import (
	"go/ast"
	"go/types"
	"maps"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function that is handed an iterator ranges over it, or calls it with functions of its own: count(upTo(3)). It contains panics if the
// iterator gives: contains them given that the functions do which that is handed. What contains its panics whatever it is handed is more.

// gives reports whether the function that e denotes contains panics given that those do which it is handed.
func (j *containment) gives(e ast.Expr) bool {
	t := j.Resolve(e)
	if j.trusting.mayBeUnset(e) || j.settings.bindsNil(e, t) {
		return false
	}
	return !j.guarding.meetsReceiver(ast.Unparen(e), e, t) && (j.targetGives(t) || j.adapts(e)) || j.iteratesOn(e)
}

// targetGives is gives for t.
func (j *containment) targetGives(t syntax.Target) bool { return j.given(t) || j.makesSequence(t) }

// isIterating reports whether t is the type of a function that is handed functions, as an iterator is.
func isIterating(t types.Type) bool {
	sig, ok := core(t).(*types.Signature)
	if !ok {
		return false
	}
	for param := range sig.Params().Variables() {
		if isFunc(param.Type()) {
			return true
		}
	}
	return false
}

// containedCall reports whether a call can panic only in what the body is handed, or a literal of the body that can panic only there:
// of a parameter that gives, or of a function of this package that is handed such.
func (f *frame) containedCall(call *ast.CallExpr) bool {
	if len(f.giving) == 0 {
		return false
	}
	t := f.Resolve(call.Fun)
	if f.isOne(call.Fun, f.giving) {
		all := true
		f.containment.eachHanded(call, t, func(arg ast.Expr, _ int) { all = all && (arg == nil || f.contains(arg)) })
		return all
	}
	b := f.boundBy(call, t)
	if b.giving == 0 || f.trusting.fails(call, t) {
		return false
	}
	if node := f.Node(t); node != nil {
		return f.containment.boundLevel(node, b) == Full
	}
	return f.containment.givenIterators(call, t, b)
}

// givesHere is gives where the body is executed.
func (f *frame) givesHere(e ast.Expr) bool {
	return isIterating(f.Info.TypeOf(e)) && (f.isOne(e, f.giving) || f.containment.gives(e))
}

// contains reports whether the function that e denotes contains its panics where the body is executed.
func (f *frame) contains(e ast.Expr) bool {
	if f.isOne(e, f.containing) || f.trusting.valueLevel(e) == Full {
		return true
	}
	lit, ok := ast.Unparen(e).(*ast.FuncLit)
	if !ok || len(f.containing)+len(f.giving) == 0 {
		return false
	}
	inner := f.frame(lit.Body)
	inner.containing, inner.giving = f.containing, f.giving
	return inner.level() == Full
}

// givenIterators reports whether t, of another package, contains panics given what b says of the functions that call hands it.
func (j *containment) givenIterators(call *ast.CallExpr, t syntax.Target, b bound) bool {
	if t.Func == nil || b.giving == 0 {
		return false
	}
	fact := j.facts.containsOf(t.Func.Origin())
	all := fact.Given
	j.eachHanded(call, t, func(_ ast.Expr, param int) {
		all = all && param < boundReceiver && (b.containing|b.setting|b.giving&fact.Giving)&(1<<param) != 0
	})
	return all
}

// needOnlyGive reports which parameters of fn, which contains panics given that what it is handed does, need but give. All others contain theirs.
func (j *containment) needOnlyGive(fn *ast.FuncDecl) (set uint32) {
	_, options := j.lists(fn)
	is := func(giving uint32) bool {
		return j.boundLevel(fn, bound{containing: ^(options | giving), giving: giving, setting: options}) == Full
	}
	for i := range min(syntax.FuncType(fn).Params.NumFields(), boundReceiver) {
		if v := j.param(fn, i); v != nil && isFunc(v.Type()) && isIterating(v.Type()) && is(1<<i) {
			set |= 1 << i
		}
	}
	if !is(set) {
		return 0
	}
	return set
}

// givesAs splits params into those that contain their panics and those that but give: iterators.
func givesAs(params map[*types.Var]bool) (containing, giving map[*types.Var]bool) {
	containing = maps.Clone(params)
	giving = make(map[*types.Var]bool)
	for v := range params {
		if isIterating(v.Type()) {
			giving[v] = true
			delete(containing, v)
		}
	}
	return containing, giving
}

// makesSequence reports whether t is the iterator that a function of the standard library returns, which is known to give.
func (j *containment) makesSequence(t syntax.Target) bool {
	return !j.strict && t.Result != nil && known.Of(j.Callee(t.Result)).Has(known.Stops)
}

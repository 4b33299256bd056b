package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is nil, given the facts at a point.

// nilness tells which values cannot be nil.
type nilness struct {
	*Judge
	owned  map[*types.Var]bool // ownsElements
	nulled map[*types.Var]bool // Overwritten; nil until the first question
}

// notNil reports whether the value of e, which has been evaluated, is not nil.
func (j *nilness) notNil(e ast.Expr, s state) bool {
	e = ast.Unparen(e)
	tv := j.Info.Types[e]
	if tv.Type == nil || tv.IsNil() { // a name that is being declared, or x.(type)
		return false
	}
	if tv.Value != nil || !canBeNil(tv.Type) {
		return true
	}
	switch e := e.(type) {
	case *ast.FuncLit, *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.AND
	case *ast.Ident:
		if _, ok := j.Info.Uses[e].(*types.Func); ok {
			return true
		}
	case *ast.SelectorExpr:
		if _, ok := j.Info.Uses[e.Sel].(*types.Func); ok {
			return true
		}
	case *ast.IndexExpr: // an instance
		if _, ok := tv.Type.Underlying().(*types.Signature); ok && j.Resolve(e).Func != nil {
			return true
		}
		if _, list := core(j.Info.TypeOf(e.X)).(*types.Slice); list && s.isFilled(j.places.placeOf(e.X)) {
			return true
		}
	case *ast.TypeAssertExpr: // to an interface; only a value that is not nil implements one
		if j.pooling.isPooled(e) {
			return true
		}
		return types.IsInterface(tv.Type) && !isTypeParam(tv.Type)
	case *ast.CallExpr:
		return j.callNotNil(e, s)
	}
	return j.proving.isSet(j.places.placeOf(e), s)
}

func canBeNil(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.UnsafePointer || u.Kind() == types.UntypedNil
	case *types.Struct, *types.Array:
		return false
	}
	return true
}

// callNotNil is notNil for the only result of a call.
func (j *nilness) callNotNil(call *ast.CallExpr, s state) bool {
	if j.Info.Types[call.Fun].IsType() {
		return len(call.Args) == 1 && j.notNil(call.Args[0], s)
	}
	switch j.Builtin(call) {
	case "new", "make":
		return true
	case "append":
		return j.notNil(call.Args[0], s) || len(call.Args) > 1 && !call.Ellipsis.IsValid()
	case "":
	default:
		return false
	}
	t := j.Resolve(call.Fun)
	if t.Func != nil && !j.strict && known.Of(t.Func).Has(known.Makes) {
		return true
	}
	if node := j.Node(t); node != nil {
		return j.resultNotNil(node)
	}
	return t.Func != nil && j.facts.makesOf(t.Func).Always
}

// resultNotNil reports whether the only result of a function of this package is
// never nil.
func (j *nilness) resultNotNil(fn ast.Node) bool {
	list := j.Returns(fn)
	if len(list) == 0 {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: madeOf, fn: fn}, func() bool {
		return !j.mayReplaceResult(fn) && !slices.ContainsFunc(list, func(e ast.Expr) bool { return !j.notNil(e, nil) })
	})
}

// mayReplaceResult reports whether a deferred function may make fn return something else
// than its return statements say: it sets a named result, or it recovers, and fn returns
// the zero value. See https://go.dev/ref/spec#Handling_panics.
func (j *nilness) mayReplaceResult(fn ast.Node) bool {
	found := false
	eachDefer(syntax.Body(fn), func(d *ast.DeferStmt) {
		t := j.Resolve(d.Call.Fun)
		inView := t.Known() && t.Result == nil || j.Interface(d.Call.Fun) != nil
		found = found || !inView || j.guarding.deferred(d.Call) > None
	})
	if !found && syntax.FuncType(fn).Results != nil {
		for _, field := range syntax.FuncType(fn).Results.List {
			for _, name := range field.Names {
				v, _ := j.Info.Defs[name].(*types.Var)
				found = found || v != nil && (j.Var(v).Taken || j.places.isShared(v))
			}
		}
	}
	return found
}

// alwaysSet reports whether p is a variable or field that is not nil at any time:
// everything that it is ever set to is not, and it is set where it is made.
func (j *nilness) alwaysSet(p *placeInfo) bool {
	if p.ghost != nil {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: setOf, v: p.v}, func() bool { return j.findAlwaysSet(p.v) })
}

func (j *nilness) findAlwaysSet(v *types.Var) bool {
	return j.isOnlyGiven(v, func(value syntax.Value) bool { return j.isNotNil(v, value) }) && (!v.IsField() || j.EverySets(v))
}

// isNotNil reports whether a value that v is given is not nil.
func (j *nilness) isNotNil(v *types.Var, value syntax.Value) bool {
	if value.Expr == nil {
		return j.isCancelFunc(value, v.Type())
	}
	return j.notNil(value.Expr, nil)
}

// isOnlyGiven reports whether all that v is ever set to is in view, and such.
func (j *nilness) isOnlyGiven(v *types.Var, such func(syntax.Value) bool) bool {
	if v.Pkg() != j.Types {
		return false
	}
	r := j.Var(v)
	if r.Taken || len(r.Values) == 0 {
		return false
	}
	switch {
	case v.IsField():
		if v.Exported() || j.strict || j.Overwritten(v) {
			return false
		}
	case v.Parent() == j.Types.Scope():
		if v.Exported() || !r.Values[0].Decl && !hasDecl(r.Values) {
			return false
		}
	case v.Kind() != types.LocalVar || !hasDecl(r.Values):
		return false
	}
	return !slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return !such(value) })
}

// isCancelFunc reports whether a value of a type is the cancel function of a context: ctx, cancel := context.WithCancel(ctx).
func (j *nilness) isCancelFunc(value syntax.Value, t types.Type) bool {
	call, ok := ast.Unparen(value.From).(*ast.CallExpr)
	return ok && syntax.IsCancelFunc(t) && j.ofContext(call)
}

func hasDecl(values []syntax.Value) bool {
	for _, value := range values {
		if value.Decl {
			return true
		}
	}
	return false
}

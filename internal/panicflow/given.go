package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function that does nothing that can panic but to call the functions that it
// is handed contains panics given that those do: forEach(list, f), an iterator.

// handsFull reports whether call hands its callee only functions that contain
// their panics, or that it supervises, and that is all that could panic in it.
func (j *containment) handsFull(call *ast.CallExpr, t syntax.Target) bool {
	return j.handsOnly(call, t, func(arg ast.Expr, option bool) bool {
		return j.trusting.valueLevel(arg) == Full || option && j.sets(arg)
	})
}

// handsOnly reports whether call hands its callee only functions that are fine,
// or that it supervises, at least one, and only those could panic in it.
func (j *containment) handsOnly(call *ast.CallExpr, t syntax.Target, fine func(arg ast.Expr, option bool) bool) bool {
	handed, all := false, true
	j.eachHanded(call, t, func(arg ast.Expr, param int) {
		handed = true
		all = all && (arg == nil || fine(arg, isOption(j.signature(call, t), param)) || t.Func != nil && j.supervises(t.Func, param))
	})
	return handed && all && j.given(t)
}

// given reports whether t contains panics given that the functions do which it
// is handed.
func (j *containment) given(t syntax.Target) bool {
	switch node := j.Node(t); {
	case node != nil:
		return j.nodeGiven(node)
	case t.Func != nil:
		return j.facts.containsOf(t.Func).Given
	case t.Result != nil:
		return j.resultGiven(j.Resolve(t.Result.Fun))
	}
	return false
}

// resultGiven is given for the function that t returns.
func (j *containment) resultGiven(t syntax.Target) bool {
	node := j.Node(t)
	if node == nil {
		return t.Func != nil && j.facts.containsOf(t.Func).ResultGiven
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: resultGivenOf, fn: node}, func() bool {
		list := j.Returns(node)
		return len(list) > 0 && !slices.ContainsFunc(list, func(e ast.Expr) bool { return !j.given(j.Resolve(e)) })
	})
}

// decoratesContained reports whether call returns a function that can panic only in the functions
// that call is handed, and those contain their panics: logging(safe(f)).
func (j *containment) decoratesContained(call *ast.CallExpr) bool {
	t := j.Resolve(call.Fun)
	handed, all := false, true
	j.eachHanded(call, t, func(arg ast.Expr, param int) {
		handed = true
		all = all && (arg == nil || isOption(j.signature(call, t), param) || j.trusting.valueLevel(arg) == Full)
	})
	return handed && all && j.decorates(t)
}

// passedLevel is the level of the functions that call hands over and gets back, as they are, as its i-th result:
// x, y := pair(safe(f), g).
func (j *containment) passedLevel(call *ast.CallExpr, i int) Level {
	t := j.Resolve(call.Fun)
	node := j.Node(t)
	if node == nil {
		return None
	}
	return lowest(j.Products(node, i), func(e ast.Expr) Level {
		level := None
		v := j.VarOf(e)
		if v == nil || j.Var(v).Taken || len(j.Var(v).Values) > 0 {
			return level
		}
		j.eachHanded(call, t, func(arg ast.Expr, param int) {
			if arg != nil && j.param(node, param) == v {
				level = j.trusting.valueLevel(arg)
			}
		})
		return level
	})
}

// decorates reports whether the function that t returns can panic only in those that t is handed.
func (j *containment) decorates(t syntax.Target) bool {
	node := j.Node(t)
	if node == nil {
		return t.Func != nil && j.facts.containsOf(t.Func).Decorates
	}
	params := j.funcParams(node)
	list := j.Returns(node)
	if len(params) == 0 || len(list) == 0 {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: decoratorOf, fn: node}, func() bool {
		return !slices.ContainsFunc(list, func(e ast.Expr) bool {
			made := j.Resolve(e)
			if made.Result != nil {
				return !j.decoratesOnly(made.Result, params)
			}
			lit, ok := j.Node(made).(*ast.FuncLit)
			if !ok {
				v := j.VarOf(e)
				return v == nil || !params[v] // or what it is handed, as it is
			}
			f := j.frame(lit.Body)
			f.containing = params
			return f.level() < Full
		})
	})
}

// decoratesOnly reports whether call decorates functions of params, or what decorates those.
func (j *containment) decoratesOnly(call *ast.CallExpr, params map[*types.Var]bool) bool {
	t := j.Resolve(call.Fun)
	all := j.decorates(t)
	j.eachHanded(call, t, func(arg ast.Expr, param int) {
		if v := j.VarOf(arg); !isOption(j.signature(call, t), param) && all && arg != nil && (v == nil || !params[v]) {
			inner := j.Resolve(arg).Result
			all = inner != nil && j.decoratesOnly(inner, params) || j.trusting.valueLevel(arg) == Full
		}
	})
	return all
}

// nodeGiven is given for a function of this package (a FuncDecl or FuncLit).
func (j *containment) nodeGiven(fn ast.Node) bool {
	body := syntax.Body(fn)
	if body == nil {
		return false
	}
	params := j.funcParams(fn)
	lists, options := j.lists(fn)
	if len(params) == 0 && lists == 0 {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: givenOf, fn: fn}, func() bool {
		yield := yieldOf(params)
		return j.boundLevel(fn, bound{containing: ^options, setting: options}) == Full && (yield == nil || j.stops(body, yield))
	})
}

func fullIf(is bool) Level {
	if is {
		return Full
	}
	return None
}

// funcParams lists the parameters of fn that are functions, and nothing else
// ever; none if one of them is something else at some time.
func (src source) funcParams(fn ast.Node) map[*types.Var]bool {
	params := make(map[*types.Var]bool)
	for _, field := range syntax.FuncType(fn).Params.List {
		for _, name := range field.Names {
			if v, ok := src.Info.Defs[name].(*types.Var); ok && isFunc(v.Type()) {
				if r := src.Var(v); r.Taken || len(r.Values) > 0 {
					return nil
				}
				params[v] = true
			}
		}
	}
	return params
}

// yieldOf returns the yield function if params are those of an iterator, which
// has no other; nil if not. See https://go.dev/ref/spec#For_range.
func yieldOf(params map[*types.Var]bool) *types.Var {
	for v := range params {
		sig, ok := core(v.Type()).(*types.Signature) // of a type parameter, too: [F ~func(T) bool]
		if !ok {
			return nil
		}
		if r := sig.Results(); len(params) == 1 && r.Len() == 1 && types.Identical(r.At(0).Type().Underlying(), types.Typ[types.Bool]) {
			return v
		}
	}
	return nil
}

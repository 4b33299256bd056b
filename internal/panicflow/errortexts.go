package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// The text of an error is asked for without a panic if package errors or fmt has made the error, wherever in this package
// it comes from:
//
//	if err := save(); err != nil { log.Print(err.Error()) }   // save returns what errors.New or fmt.Errorf makes, or nil
//	err := try(f)                                             // what f returns, or what try has recovered
//
// What is asked of a function is told by a paramSet, as in needs.go: those of its parameters that must return such errors, too.

// errorTexts tells which errors are made so.
type errorTexts struct{ *Judge }

// isErrorText reports whether call asks such an error, which is not nil, for its text.
func (j *trusting) isErrorText(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Error" || j.Interface(sel) == nil {
		return false
	}
	texts := errorTexts{j.Judge}
	if texts.isMade(sel.X) {
		return true
	}
	v := j.VarOf(sel.X)
	if v == nil || texts.needs(sel.X) != 0 {
		return false
	}
	if r := j.Var(v); v.Pkg() == j.Types && !r.Zero && !slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return value.Expr == nil || !texts.isMade(value.Expr) }) {
		return true
	}
	return j.proving.operationNeeds(sel) == 0
}

// isMade reports whether e makes an error.
func (j errorTexts) isMade(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	return known.MakesError(j.Callee(call))
}

// needs returns which parameters of the function around e must return such errors for e to be one, or nil.
func (j errorTexts) needs(e ast.Expr) paramSet {
	if j.IsNil(e) || j.isMade(e) {
		return 0
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		return j.call(call)
	}
	v := j.VarOf(e)
	switch {
	case v == nil || v.IsField() || !syntax.IsError(v.Type()):
		return never
	case v.Pkg() != j.Types && j.panicking.isSentinel(e):
		return 0
	case v.Pkg() != j.Types:
		return never
	}
	return j.variable(v)
}

// variable is needs for all that a variable of this package ever holds.
func (j errorTexts) variable(v *types.Var) paramSet {
	if v.Kind() == types.ParamVar || v.Kind() == types.RecvVar || j.Var(v).Taken {
		return never
	}
	return fixpoint.Ask(j.solver, needsLattice, question{kind: textIn, v: v}, func() (all paramSet) {
		for _, value := range j.Var(v).Values {
			if value.Expr != nil {
				all |= j.needs(value.Expr)
			} else if call, ok := ast.Unparen(value.From).(*ast.CallExpr); ok {
				all |= j.call(call)
			} else {
				all |= never
			}
		}
		return all
	})
}

// call is needs for the error that a call returns, alone or as the last result.
func (j errorTexts) call(call *ast.CallExpr) (all paramSet) {
	t := j.Resolve(call.Fun)
	if t.Func != nil && (t.Func.FullName() == "errors.Join" && !call.Ellipsis.IsValid() || t.Func.FullName() == "(context.Context).Err") {
		for _, arg := range call.Args {
			all |= j.needs(arg)
		}
		return all
	}
	around := j.FuncAround(call)
	if j.Node(t) == nil {
		return j.function(call.Fun, around)
	}
	need, args := j.returned(j.Node(t)), j.ownArgs(call, t)
	for i := range maxParams {
		switch bit := paramSet(1) << i; {
		case need&(bit|never) == 0:
		case need&never != 0 || i == 0 || i > len(args) || call.Ellipsis.IsValid():
			return never
		default:
			all |= j.function(args[i-1], around)
		}
	}
	return all
}

// function is needs for what the function in e, in the function around it, returns.
func (j errorTexts) function(e ast.Expr, around ast.Node) paramSet {
	if fn := j.Node(j.Resolve(e)); fn != nil {
		if j.returned(fn) != 0 {
			return never
		}
		return 0
	}
	v := j.VarOf(e)
	if v == nil || around == nil || len(j.Var(v).Values) > 0 || j.Var(v).Taken {
		return never
	}
	for i := range maxParams - 1 {
		if j.param(around, i) == v {
			return 1 << (i + 1)
		}
	}
	return never
}

// returned is needs for the last result of fn, a function of this package, if that and no other is an error.
func (j errorTexts) returned(fn ast.Node) paramSet {
	var results []*ast.Field
	if list := syntax.FuncType(fn).Results; list != nil {
		results = list.List
	}
	for i, field := range results {
		if syntax.IsError(j.Info.TypeOf(field.Type)) != (i == len(results)-1) || len(field.Names) > 1 && syntax.IsError(j.Info.TypeOf(field.Type)) {
			return never
		}
	}
	if len(results) == 0 || syntax.Body(fn) == nil {
		return never
	}
	return fixpoint.Ask(j.solver, needsLattice, question{kind: textOf, fn: fn}, func() (all paramSet) {
		for _, name := range results[len(results)-1].Names { // which a deferred function may set
			if v, ok := j.Info.Defs[name].(*types.Var); ok {
				all |= j.variable(v)
			}
		}
		j.eachReturn(fn, func(_ *ast.ReturnStmt, results []ast.Expr) {
			if len(results) > 0 && all&never == 0 {
				all |= j.needs(results[len(results)-1])
			}
		})
		return all
	})
}

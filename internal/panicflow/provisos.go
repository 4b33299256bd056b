package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A handler may hand a panic on only where it is told to, by a constant that it is handed:
//
//	func rescue(crash bool) { if r := recover(); r != nil && crash { panic(r) } }
//
//	defer rescue(false)

// A proviso says when a handler that hands some panics on stops all of them: where its parameter of that index is the constant, or (if Not)
// is another one.
type proviso struct {
	Param int
	Value string // as it is written exactly; "" if there is no proviso
	Not   bool
}

// proviso returns that of a function of this package.
func (j *guarding) proviso(fn ast.Node) proviso {
	out := j.handling(fn)
	if out.level != Partial || out.cond == nil {
		return proviso{}
	}
	for _, b := range (branch{out.cond, out.when}).parts() {
		v, value, is := j.comparedParam(b.cond)
		if v == nil || j.Var(v).Taken || len(j.Var(v).Values) > 0 {
			continue
		}
		h, start := newHandler(j.Judge, fn, nil)
		h.ruledOut = b
		if i := j.paramIndex(fn, v); i >= 0 && h.outcome(start).level == Full {
			return proviso{Param: i, Value: value.ExactString(), Not: is == b.when}
		}
	}
	return proviso{}
}

// parts lists the conditions that must all be what they are for b to be taken.
func (b branch) parts() []branch {
	e, ok := ast.Unparen(b.cond).(*ast.BinaryExpr)
	if ok && (e.Op == token.LAND && b.when || e.Op == token.LOR && !b.when) {
		return append(branch{e.X, b.when}.parts(), branch{e.Y, b.when}.parts()...)
	}
	return []branch{b}
}

// comparedParam returns the parameter that a condition compares with a constant, and whether it is true if it is that; nil for any other.
func (src source) comparedParam(cond ast.Expr) (v *types.Var, value constant.Value, is bool) {
	switch e := ast.Unparen(cond).(type) {
	case *ast.Ident:
		v, value, is = src.VarOf(e), constant.MakeBool(true), true
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			v, value, is = src.comparedParam(e.X)
			is = !is
		}
	case *ast.BinaryExpr:
		if e.Op == token.EQL || e.Op == token.NEQ {
			v, value, is = src.VarOf(e.X), src.Info.Types[e.Y].Value, e.Op == token.EQL
		}
	}
	if v == nil || value == nil || v.Kind() != types.ParamVar {
		return nil, nil, false
	}
	return v, value, is
}

// provided reports whether call hands t, which hands some panics on, a constant with which it stops all of them.
func (j *guarding) provided(call *ast.CallExpr, t syntax.Target) bool {
	var p proviso
	if fn := j.Node(t); fn != nil {
		p = j.proviso(fn)
	} else if t.Func != nil {
		p = j.facts.recoversOf(t.Func.Origin()).If
	}
	args := j.ownArgs(call, t)
	if p.Value == "" || p.Param >= len(args) {
		return false
	}
	value := j.Info.Types[args[p.Param]].Value
	return value != nil && (value.ExactString() == p.Value) != p.Not
}

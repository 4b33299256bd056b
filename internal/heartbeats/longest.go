package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"time"
)

// constant returns the value of a duration, or how long it is at most: of a constant, of a variable that
// never holds another one, of what is put together of such, or that of a parameter, which the calls tell.
//
//	time.Sleep(period + time.Duration(rand.Int63n(int64(period/10))))
//	wait = min(2*wait, time.Minute)
func (src text) constant(x ast.Expr) Period { return src.constantWithin(x, 8) }

func (src text) constantWithin(x ast.Expr, hops int) Period {
	v := src.Info.Types[x].Value
	if v == nil {
		switch n := ast.Unparen(x).(type) {
		case *ast.BinaryExpr:
			return src.calculated(n, hops-1)
		case *ast.CallExpr:
			return src.bounded(n, hops-1)
		}
		return src.heldAlways(src.VarOf(x), hops)
	}
	d, ok := constant.Int64Val(constant.ToInt(v))
	if !ok || d <= 0 {
		return Period{}
	}
	period := Period{Duration: time.Duration(d)}
	if id, ok := ast.Unparen(x).(*ast.Ident); ok {
		if c, ok := src.Info.Uses[id].(*types.Const); ok && c.Parent() == src.Types.Scope() {
			period.Const = c.Name()
		}
	}
	return period
}

// calculated returns a sum, a multiple or a part of durations.
func (src text) calculated(x *ast.BinaryExpr, hops int) Period {
	if hops <= 0 || !isInteger(src.Info.TypeOf(x)) {
		return Period{}
	}
	left, right := src.constantWithin(x.X, hops), src.constantWithin(x.Y, hops)
	switch isConst := func(x ast.Expr) bool { return src.Info.Types[x].Value != nil }; {
	case x.Op == token.ADD:
		return left.plus(right)
	case x.Op == token.MUL && isConst(x.X):
		return right.multiple(int64(left.Duration))
	case x.Op == token.MUL:
		return left.multiple(int64(right.Duration))
	case x.Op == token.QUO && isConst(x.Y) && left.Known() && right.Known():
		return Period{Duration: left.Duration / right.Duration}
	}
	return Period{}
}

// multiple returns a period so often; not known, if that is not positive.
func (p Period) multiple(n int64) Period {
	if n <= 0 {
		return Period{}
	}
	return p.times(n)
}

// random lists the functions and methods of math/rand and math/rand/v2 that return less than they are handed.
var random = []string{"Int31n", "Int63n", "Intn", "Int32N", "Int64N", "IntN", "N", "Uint32N", "Uint64N", "UintN"}

// bounded returns how much a call returns at most: a conversion, min, max, a random number.
func (src text) bounded(call *ast.CallExpr, hops int) Period {
	if hops <= 0 || len(call.Args) == 0 {
		return Period{}
	}
	most := src.constantWithin(call.Args[0], hops)
	switch fn := src.Callee(call); {
	case src.Info.Types[call.Fun].IsType():
		if isInteger(src.Info.TypeOf(call.Args[0])) {
			return most
		}
	case src.Builtin(call) == "min":
		for _, arg := range call.Args[1:] {
			if d := src.constantWithin(arg, hops); d.Known() && (!most.Known() || d.Duration < most.Duration) {
				most = d
			}
		}
		return most
	case src.Builtin(call) == "max":
		for _, arg := range call.Args[1:] {
			most = most.longest(src.constantWithin(arg, hops))
		}
		return most
	case fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == "math/rand" || fn.Pkg().Path() == "math/rand/v2") && slices.Contains(random, fn.Name()):
		return most
	}
	return Period{}
}

// isInteger reports whether a type is one of integers, as time.Duration is.
func isInteger(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsInteger != 0
}

// heldAlways returns the longest of the durations that a variable of the package ever holds.
func (src text) heldAlways(v *types.Var, hops int) Period {
	if v == nil || hops <= 0 || v.Pkg() != src.Types || v.Exported() && (v.IsField() || v.Parent() == src.Types.Scope()) {
		return Period{}
	}
	rec := src.Var(v)
	switch {
	case rec.Taken || v.Kind() == types.ResultVar: // which a return sets, too
		return Period{}
	case v.Kind() == types.ParamVar:
		if len(rec.Values) > 0 {
			return Period{}
		}
		return Period{param: v}
	}
	var period Period
	for i, value := range rec.Values {
		if value.Expr == nil {
			return Period{}
		}
		d := src.constantWithin(value.Expr, hops-2)
		if i > 0 {
			d = d.longest(period)
		}
		if d == (Period{}) || d.param != nil && v.Kind() != types.LocalVar {
			return Period{} // a field that a constructor's parameter sets, too
		}
		period = d
	}
	return period
}

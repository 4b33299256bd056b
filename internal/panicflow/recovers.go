package panicflow

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// guarding tells which guard a function is when it is deferred: whether it recovers, what it needs for that, and what it does then.
type guarding struct{ *Judge }

// recovers returns the guard that t is when it is the deferred function.
func (j *guarding) recovers(t syntax.Target) Level {
	if node := j.Node(t); node != nil {
		return j.handling(node).level
	}
	if t.Func != nil {
		return j.facts.recoversOf(t.Func).Self
	}
	return None
}

// recoversResult returns the guard that made, which a call returns, is; set says that it is seen not to be nil.
func (j *guarding) recoversResult(made syntax.Target, set bool) Level {
	t := j.Resolve(made.Result.Fun)
	if node := j.Node(t); node != nil {
		level := j.productRecovers(node, made.At)
		if level > None && !set && !j.results.of(node, resultOfFunc{made.At, false}, nil) {
			return None
		}
		return level
	}
	if t.Func != nil {
		fact := j.facts.recoversOf(t.Func)
		if !set && fact.IfTold.has(made.At) {
			return None
		}
		return fact.Results.at(made.At)
	}
	if t.Result != nil { // f()()()
		if node := j.Node(j.Resolve(t.Result.Fun)); node != nil {
			return lowest(j.Products(node, t.At), func(e ast.Expr) Level {
				if inner := j.Node(j.Resolve(e)); inner != nil {
					return j.productRecovers(inner, made.At)
				}
				return None
			})
		}
	}
	return byName(made.Result.Fun)
}

// productRecovers returns the guard that the function is which fn returns as its i-th result, where that is not nil.
func (j *guarding) productRecovers(fn ast.Node, i int) Level {
	list := j.Products(fn, i)
	if len(list) == 0 || !j.isFuncResult(list[0]) {
		return None
	}
	return fixpoint.Ask(j.solver, levelLattice, question{kind: productOf, fn: fn, result: resultOfFunc{i: i}}, func() Level {
		values := slices.DeleteFunc(slices.Clone(list), j.IsNil)
		return lowest(values, func(e ast.Expr) Level { return j.valueRecovers(e, nil) })
	})
}

// isFuncResult reports whether e, which is returned, is a function, or a call that returns one among others.
func (src source) isFuncResult(e ast.Expr) bool {
	return isFunc(src.Info.TypeOf(e)) || src.IsNil(e) || src.Resolve(e).Result != nil
}

// handling returns what a function of this package does with a panic when it is
// the deferred function. A guard that can panic itself is none.
func (j *guarding) handling(fn ast.Node) outcome {
	body := syntax.Body(fn)
	if body == nil {
		return outcome{}
	}
	return fixpoint.Ask(j.solver, outcomeLattice, question{kind: guardOf, fn: fn}, func() outcome {
		if !j.recoversIn(body) {
			if j.crashing.nodeEnding(fn) == exits {
				return outcome{level: Crash}
			}
			return outcome{}
		}
		h, start := newHandler(j.Judge, fn, nil)
		out := h.outcome(start)
		if out.level == Crash && j.panicsAnyway(body) { // which is nobody's purpose
			return outcome{}
		}
		if idle := j.idle(fn); idle.level == None && (out.level > Crash || out.level == Partial && j.isPanic(idle.harm)) {
			return outcome{harm: idle.harm} // it panics if nothing else does
		}
		return out
	})
}

func (src source) isPanic(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	return ok && src.Builtin(call) == "panic"
}

// panicsAnyway reports whether body calls panic(recover()) whatever is
// recovered: even if there was no panic, then there is one.
// See https://github.com/openshift/release-controller/pull/214.
func (src source) panicsAnyway(body *ast.BlockStmt) bool {
	return slices.ContainsFunc(body.List, func(stmt ast.Stmt) bool {
		call := syntax.CallStmt(stmt)
		return call != nil && src.Builtin(call) == "panic" && src.callsRecover(call)
	})
}

// recoversIn reports whether a function with the body recovers where it is deferred.
func (src source) recoversIn(body *ast.BlockStmt) bool {
	found := src.callsRecover(body)
	eachDefer(body, func(d *ast.DeferStmt) { found = found || src.Builtin(d.Call) == "recover" })
	return found
}

// mayRecover reports whether the function that call defers may stop a panic, whatever holds where it is deferred: that is
// asked while it is being proved what does.
func (j *guarding) mayRecover(call *ast.CallExpr) bool {
	may := func(e ast.Expr) bool {
		t := j.Resolve(e)
		if body := syntax.Body(j.Node(t)); body != nil {
			return j.recoversIn(body)
		}
		return t.Result != nil || t.Func != nil && j.facts.recoversOf(t.Func).Self > None || !t.Known() && byName(e) > None
	}
	if may(call.Fun) {
		return true
	}
	v := j.VarOf(ast.Unparen(call.Fun))
	if v == nil {
		return false
	}
	values, _ := j.valuesOf(v)
	return slices.ContainsFunc(values, may)
}

// surelyRecovers is callsRecover without what stands behind && or ||, which is
// executed or not: control-flow graphs do not tell.
func (src source) surelyRecovers(n ast.Node) bool {
	sure := src.callsRecover(n)
	syntax.Own(n, func(n ast.Node) bool {
		if x, ok := n.(*ast.BinaryExpr); ok && (x.Op == token.LAND || x.Op == token.LOR) {
			sure = sure && (src.callsRecover(x.X) || !src.callsRecover(x.Y))
		}
		return sure
	})
	return sure
}

// recoversIf reports whether recover has been called where a condition has the value when: with v && recover() != nil,
// where that is true.
func (src source) recoversIf(cond ast.Expr, when bool) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return src.recoversIf(e.X, !when)
		}
	case *ast.BinaryExpr:
		if when && e.Op == token.LAND || !when && e.Op == token.LOR {
			return src.recoversIf(e.X, when) || src.recoversIf(e.Y, when)
		}
	}
	return src.surelyRecovers(cond)
}

// callsRecover reports whether executing n calls the builtin recover where the call
// is effective if n is in the deferred function: directly, not as a
// deferred or spawned call itself, and not in a nested literal. The body of a
// loop over an iterator is such a literal.
func (src source) callsRecover(n ast.Node) bool {
	found := false
	src.eachRecover(n, func(*ast.CallExpr) { found = true })
	return found
}

func (src source) eachRecover(n ast.Node, f func(*ast.CallExpr)) {
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			return src.Builtin(n.Call) != "recover"
		case *ast.GoStmt:
			return src.Builtin(n.Call) != "recover"
		case *ast.RangeStmt:
			if t := src.Info.TypeOf(n.X); t != nil && isFunc(t) {
				src.eachRecover(n.X, f)
				return false
			}
		case *ast.CallExpr:
			if src.Builtin(n) == "recover" {
				f(n)
			}
		}
		return true
	})
}

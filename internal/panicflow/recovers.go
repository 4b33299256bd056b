package panicflow

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// recovers returns the guard that t is when it is the deferred function.
func (j *Judge) recovers(t syntax.Target) Level {
	if node := j.Node(t); node != nil {
		return j.handling(node).level
	}
	if t.Func != nil {
		return j.facts.recoversOf(t.Func).Self
	}
	return None
}

// recoversResult returns the guard that made, which a call returns, is; set says that it is seen not to be nil.
func (j *Judge) recoversResult(made syntax.Target, set bool) Level {
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
func (j *Judge) productRecovers(fn ast.Node, i int) Level {
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
func (j *Judge) isFuncResult(e ast.Expr) bool {
	return isFunc(j.Info.TypeOf(e)) || j.IsNil(e) || j.Resolve(e).Result != nil
}

// handling returns what a function of this package does with a panic when it is
// the deferred function. A guard that can panic itself is none.
func (j *Judge) handling(fn ast.Node) outcome {
	body := syntax.Body(fn)
	if body == nil {
		return outcome{}
	}
	return fixpoint.Ask(j.solver, outcomeLattice, question{kind: guardOf, fn: fn}, func() outcome {
		if !j.recoversIn(body) {
			if j.nodeEnding(fn) == exits {
				return outcome{level: Crash}
			}
			return outcome{}
		}
		h, start := newHandler(j, fn, nil)
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

func (j *Judge) isPanic(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	return ok && j.Builtin(call) == "panic"
}

// panicsAnyway reports whether body calls panic(recover()) whatever is
// recovered: even if there was no panic, then there is one.
// See https://github.com/openshift/release-controller/pull/214.
func (j *Judge) panicsAnyway(body *ast.BlockStmt) bool {
	return slices.ContainsFunc(body.List, func(stmt ast.Stmt) bool {
		call := syntax.CallStmt(stmt)
		return call != nil && j.Builtin(call) == "panic" && j.callsRecover(call)
	})
}

// recoversIn reports whether a function with the body recovers where it is deferred.
func (j *Judge) recoversIn(body *ast.BlockStmt) bool {
	found := j.callsRecover(body)
	eachDefer(body, func(d *ast.DeferStmt) { found = found || j.Builtin(d.Call) == "recover" })
	return found
}

// mayRecover reports whether the function that call defers may stop a panic, whatever holds where it is deferred: that is
// asked while it is being proved what does.
func (j *Judge) mayRecover(call *ast.CallExpr) bool {
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
func (j *Judge) surelyRecovers(n ast.Node) bool {
	sure := j.callsRecover(n)
	syntax.Own(n, func(n ast.Node) bool {
		if x, ok := n.(*ast.BinaryExpr); ok && (x.Op == token.LAND || x.Op == token.LOR) {
			sure = sure && (j.callsRecover(x.X) || !j.callsRecover(x.Y))
		}
		return sure
	})
	return sure
}

// recoversIf reports whether recover has been called where a condition has the value when: with v && recover() != nil,
// where that is true.
func (j *Judge) recoversIf(cond ast.Expr, when bool) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return j.recoversIf(e.X, !when)
		}
	case *ast.BinaryExpr:
		if when && e.Op == token.LAND || !when && e.Op == token.LOR {
			return j.recoversIf(e.X, when) || j.recoversIf(e.Y, when)
		}
	}
	return j.surelyRecovers(cond)
}

// callsRecover reports whether executing n calls the builtin recover where the call
// is effective if n is in the deferred function: directly, not as a
// deferred or spawned call itself, and not in a nested literal. The body of a
// loop over an iterator is such a literal.
func (j *Judge) callsRecover(n ast.Node) bool {
	found := false
	j.eachRecover(n, func(*ast.CallExpr) { found = true })
	return found
}

func (j *Judge) eachRecover(n ast.Node, f func(*ast.CallExpr)) {
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			return j.Builtin(n.Call) != "recover"
		case *ast.GoStmt:
			return j.Builtin(n.Call) != "recover"
		case *ast.RangeStmt:
			if t := j.Info.TypeOf(n.X); t != nil && isFunc(t) {
				j.eachRecover(n.X, f)
				return false
			}
		case *ast.CallExpr:
			if j.Builtin(n) == "recover" {
				f(n)
			}
		}
		return true
	})
}

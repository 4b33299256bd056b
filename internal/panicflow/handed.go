package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A use is what a function does with a function that it is handed.
type use uint8

const (
	guarded     use = 1 << iota // called where its panic is contained
	calledBare                  // called where it is not
	onGoroutine                 // run on a new goroutine, not contained there
	escapes                     // given to where nobody sees what becomes of it
)

// usesOf finds what the body of fn does with the function in v: a parameter,
// or a variable that holds one. start is the guard that is up when fn runs.
func (j *containment) usesOf(v *types.Var, fn ast.Node, start Level) use {
	body := syntax.Body(fn)
	if body == nil {
		return escapes
	}
	return fixpoint.Ask(j.solver, useLattice, question{kind: usesOfParam, fn: fn, v: v, start: start}, func() (all use) {
		j.frame(body).flow(start, func(n ast.Node, guard Level) bool {
			all |= j.usesIn(v, n, guard)
			return true
		})
		return all
	})
}

// paramUses finds what fn does with the function in its i-th parameter, or the
// functions in it. start is the guard that is up when fn runs.
func (j *containment) paramUses(fn ast.Node, i int, start Level) use {
	switch v := j.param(fn, i); {
	case syntax.Body(fn) == nil:
		return escapes
	case v == nil:
		return 0 // unnamed, never used
	case isFunc(v.Type()):
		return j.usesOf(v, fn, start)
	default:
		return j.elementUses(v, fn, start)
	}
}

// elementUses finds what the body of fn does with each function in list, a
// parameter or the receiver, if it does nothing but to go through them.
func (j *containment) elementUses(list *types.Var, fn ast.Node, start Level) use {
	return fixpoint.Ask(j.solver, useLattice, question{kind: usesOfParam, fn: fn, v: list, start: start}, func() use {
		return j.usesOfElements(list, fn, start)
	})
}

func (j *containment) usesOfElements(list *types.Var, fn ast.Node, start Level) use {
	var all use
	seen := 0
	ast.Inspect(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			if j.isVar(n.X, list) {
				seen++
				if f := j.rangeValue(n); f != nil {
					all |= j.usesOf(f, fn, start)
				}
			}
		case *ast.CallExpr:
			if j.Builtin(n) == "len" && j.isVar(n.Args[0], list) {
				seen++
			} else if u, handed := j.listUses(n, list, fn, start); handed > 0 {
				seen += handed
				all |= u
			}
		case *ast.Ident:
			if j.Info.Uses[n] == list {
				seen--
			}
		}
		return true
	})
	if seen != 0 {
		return all | escapes
	}
	return all
}

// listUses finds what the callee of call, in the body of fn, does with each function in list, and how often call hands it that: as the
// receiver, or as it is, f(list) or f(list...).
func (j *containment) listUses(call *ast.CallExpr, list *types.Var, fn ast.Node, start Level) (all use, handed int) {
	t := j.Resolve(call.Fun)
	callee := j.Node(t)
	if callee == nil || syntax.Body(callee) == nil {
		return 0, 0
	}
	guard := func() Level { return j.guardAt(call, fn, start) }
	if x := j.receiverOf(call, t); x != nil && j.isVar(x, list) {
		handed++
		if v := j.receiver(callee); v != nil {
			all |= j.elementUses(v, callee, guard())
		}
	}
	for i, arg := range j.ownArgs(call, t) {
		if v := j.param(callee, i); j.isVar(arg, list) && v != nil && isFuncList(v.Type()) {
			handed++
			all |= j.elementUses(v, callee, guard())
		}
	}
	return all, handed
}

// guardAt returns the guard that is up at n, in the body of fn, which begins under another: only its own in a literal of it.
func (j *containment) guardAt(n, fn ast.Node, start Level) (at Level) {
	if around := j.FuncAround(n); around != fn {
		fn, start = around, None
	}
	j.frame(syntax.Body(fn)).flow(start, func(m ast.Node, guard Level) bool {
		if m.Pos() <= n.Pos() && n.End() <= m.End() {
			at = guard
		}
		return true
	})
	return at
}

// rangeValue returns the variable of its own that a range statement sets to
// each element, or nil.
func (src source) rangeValue(n *ast.RangeStmt) *types.Var {
	if id, ok := n.Value.(*ast.Ident); ok {
		v, _ := src.Info.Defs[id].(*types.Var)
		return v
	}
	return nil
}

func (src source) isVar(e ast.Expr, v *types.Var) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && src.Info.Uses[id] == v
}

// usesIn finds what n does with v under a guard.
func (j *containment) usesIn(v *types.Var, n ast.Node, guard Level) use {
	if head, ok := n.(rangeHead); ok {
		n = head.X
		if j.isVar(head.X, v) {
			return bare(guard) // for x := range v calls v
		}
		return 0
	}
	var all use
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.FuncLit:
			if j.Mentions(m, v) {
				// Not in the place of a callee or argument, which call handles.
				uses := j.usesOf(v, m, None)
				if uses&^guarded != 0 {
					all |= escapes
				}
				all |= uses & guarded
			}
			return false
		case *ast.GoStmt:
			all |= goneAsync(j.callUses(v, m.Call, None))
			return false
		case *ast.DeferStmt:
			all |= j.callUses(v, m.Call, guard)
			return false
		case *ast.CallExpr:
			all |= j.callUses(v, m, guard)
			return false
		case *ast.BinaryExpr:
			if (m.Op == token.EQL || m.Op == token.NEQ) && (j.IsNil(m.X) || j.IsNil(m.Y)) {
				return false
			}
		case *ast.AssignStmt:
			if u, ok := j.aliasUses(v, m, guard); ok {
				all |= u
				return false
			}
		case *ast.RangeStmt:
			if j.isVar(m.X, v) {
				all |= bare(guard)
			}
		case *ast.Ident:
			if j.Info.Uses[m] == v {
				all |= escapes
			}
		}
		return true
	})
	return all
}

// bare is a call under a guard.
func bare(guard Level) use {
	switch guard {
	case Full:
		return guarded
	case Unknown:
		return escapes // neither supervised nor known to be bare
	}
	return calledBare
}

// goneAsync turns the uses of a call into those of the same call on a new goroutine.
func goneAsync(u use) use {
	if u&calledBare != 0 {
		return u&^calledBare | onGoroutine
	}
	return u
}

// callUses finds what a call does with v, as its callee or among its arguments.
func (j *containment) callUses(v *types.Var, call *ast.CallExpr, guard Level) use {
	var all use
	fun := ast.Unparen(call.Fun)
	if j.isVar(fun, v) {
		all |= bare(guard)
	} else if lit, ok := fun.(*ast.FuncLit); ok {
		if j.Mentions(lit, v) {
			all |= j.usesOf(v, lit, guard)
		}
	} else {
		all |= j.usesIn(v, fun, guard)
	}
	if j.Info.Types[call.Fun].IsType() || j.Builtin(call) != "" {
		for _, arg := range call.Args {
			all |= j.usesIn(v, arg, guard)
		}
		return all
	}
	for i, arg := range call.Args {
		switch a := ast.Unparen(arg).(type) {
		case *ast.Ident:
			if j.Info.Uses[a] == v {
				all |= j.argUses(calledBare, call, i, guard)
			}
		case *ast.FuncLit:
			if j.Mentions(a, v) {
				all |= j.argUses(j.usesOf(v, a, None), call, i, guard)
			}
		default:
			all |= j.usesIn(v, arg, guard)
		}
	}
	return all
}

// argUses finds what becomes of u, the uses that a function passed as the i-th
// argument of call makes when it is called.
func (j *containment) argUses(u use, call *ast.CallExpr, i int, guard Level) use {
	if u&calledBare == 0 {
		return u
	}
	rest := u &^ calledBare
	t := j.Resolve(call.Fun)
	sig, ok := j.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok { // of a type parameter
		return rest | escapes
	}
	if fn := t.Func; fn != nil {
		sig = fn.Signature()
		i -= j.Shift(call, fn)
	}
	param, typ := paramOf(sig, i)
	if fn := t.Func; fn != nil {
		switch {
		case j.isSupervisor(fn), j.supervises(fn, param):
			return rest | guarded
		case j.launches(fn, param):
			return rest | onGoroutine
		}
	}
	node := j.Node(t)
	if node == nil || !isFunc(typ) || j.param(node, param) == nil {
		return rest | escapes
	}
	return rest | j.paramUses(node, param, guard)
}

// aliasUses follows f := v, where f is assigned nothing else.
func (j *containment) aliasUses(v *types.Var, n *ast.AssignStmt, guard Level) (use, bool) {
	if len(n.Lhs) != 1 || len(n.Rhs) != 1 {
		return 0, false
	}
	to := j.VarOf(n.Lhs[0])
	if to == nil || to.IsField() || to == v || j.Once(to) != n.Rhs[0] {
		return 0, false
	}
	inner := calledBare
	switch rhs := ast.Unparen(n.Rhs[0]).(type) {
	case *ast.Ident:
		if j.Info.Uses[rhs] != v {
			return 0, false
		}
	case *ast.FuncLit:
		if !j.Mentions(rhs, v) {
			return 0, true
		}
		inner = j.usesOf(v, rhs, None)
	default:
		return 0, false
	}
	if inner&calledBare == 0 {
		return inner, true
	}
	c, ok := j.CursorOf(n)
	if !ok {
		return escapes, true
	}
	fn := syntax.EnclosingFunc(c)
	if fn == nil {
		return escapes, true
	}
	// The alias lives in this function only; the guards that are up at its
	// begin are not known here, so none is assumed.
	return inner&^calledBare | j.usesOf(to, fn, None), true
}

// supervises reports whether fn calls its i-th parameter, and only where a
// panic is contained.
func (j *containment) supervises(fn *types.Func, i int) bool {
	if decl := j.Decl(fn); decl != nil {
		return j.paramUses(decl, i, None) == guarded
	}
	return slices.Contains(j.facts.supervisesOf(fn.Origin()).Params, i)
}

// launches reports whether fn, of another package, runs its i-th parameter on
// a new goroutine without containing its panics.
func (j *containment) launches(fn *types.Func, i int) bool {
	return slices.Contains(j.facts.launchesOf(fn.Origin()).Params, i)
}

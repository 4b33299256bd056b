package panicflow

import (
	"cmp"
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An escape is the way by which a panic gets out of a function: the danger
// and the guard that was up there.
type escape struct {
	danger
	deferred bool // the danger is a deferred call, which runs after later guards
}

// compare puts the escape first that a person should be told of.
func (j *Judge) compare(e, f escape) int {
	telling := func(e escape) int {
		switch n := e.node.(type) {
		case *ast.SelectorExpr, *ast.StarExpr: // of a nil pointer: rarely the one
			return 1
		case *ast.CallExpr:
			if j.Builtin(n) == "" && j.crashCall(n) { // log.Fatal(serve()): serve is the one
				return 1
			}
		}
		return 0
	}
	conditional := func(e escape) int { // it may be that no caller hands it nil
		if e.needs != 0 {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(e.level, f.level),
		cmp.Compare(conditional(e), conditional(f)),
		cmp.Compare(telling(e), telling(f)),
		cmp.Compare(e.node.Pos(), f.node.Pos()))
}

// escapeOf returns the worst way out of body for a panic, the most telling of
// its kind and the first of those in the source; its level is Full if there is none.
func (j *Judge) escapeOf(body *ast.BlockStmt) escape {
	worst := escape{danger: danger{level: Full}}
	j.escapes(body, func(this escape) bool {
		if worst.node == nil || j.compare(this, worst) < 0 {
			worst = this
		}
		return true
	})
	return worst
}

// escapes calls f for each way out of body for a panic, until f returns false.
func (j *Judge) escapes(body *ast.BlockStmt, f func(escape) bool) {
	more := true
	consider := func(d danger, guard Level, deferred bool) bool {
		if this := (escape{danger{d.node, max(d.level, guard), d.needs}, deferred}); more && this.level < Full {
			more = f(this)
		}
		return more
	}
	j.flow(body, None, func(n ast.Node, guard Level) bool {
		j.dangers(n, func(d danger) bool { return consider(d, guard, false) })
		eachDefer(n, func(d *ast.DeferStmt) {
			if level := j.deferred(d.Call); level > None { // a guard
				if level == Crash && j.crashCall(d.Call) { // which lets nothing pass: defer os.Exit(3)
					consider(danger{node: d.Call, level: Crash}, guard, true)
				}
				return
			}
			if j.isSignal(d.Call) && j.delegates(body) {
				return
			}
			// It runs when the guards registered after it are spent.
			j.dangers(d.Call, func(in danger) bool {
				if in.node == d.Call {
					consider(in, guard, true)
				}
				return true
			})
		})
		return more
	})
}

// eachDefer calls f for the defer statements in n, nested literals left out.
func eachDefer(n ast.Node, f func(*ast.DeferStmt)) {
	switch n.(type) {
	case rangeHead, ast.Expr:
		return
	}
	syntax.Own(n, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			f(d)
		}
		_, expr := n.(ast.Expr)
		return !expr
	})
}

// delegates reports whether body hands work to a supervising function, or
// guards itself. A deferred completion signal beside that is what a rewrite
// leaves (and what people write), and taken not to panic.
func (j *Judge) delegates(body *ast.BlockStmt) bool {
	found := j.guards(body)
	syntax.Own(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found && j.Builtin(call) == "" {
			_, supervised := j.callLevel(call)
			found = supervised
		}
		return !found
	})
	return found
}

// isSignal reports whether call is a completion signal that others wait on:
// wg.Done(), close(ch), cancel(), mu.Unlock(), cond.Broadcast(), or the release
// of a timer. The operand must be a variable or a plain field path.
func (j *Judge) isSignal(call *ast.CallExpr) bool {
	if j.Builtin(call) == "close" {
		return j.IsPath(call.Args[0])
	}
	if syntax.IsCancelFunc(j.Info.TypeOf(call.Fun)) {
		return j.IsPath(call.Fun)
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !j.IsPath(sel.X) {
		return false
	}
	fn, ok := j.Info.Uses[sel.Sel].(*types.Func)
	return ok && fn.Signature().Recv() != nil && known.Of(fn).Has(known.CannotPanic|known.Signals)
}

// nodeLevel returns what becomes of a panic inside a function of this package
// (a FuncDecl or FuncLit) when it is called.
func (j *Judge) nodeLevel(fn ast.Node) Level {
	body := syntax.Body(fn)
	if body == nil {
		return None
	}
	return Level(j.ask(question{kind: levelOf, fn: fn}, uint8(Full), func() uint8 { return uint8(j.quickLevel(body)) }))
}

// quickLevel is escapeOf(body).level, found without naming the way out: most
// functions end at their first call.
func (j *Judge) quickLevel(body *ast.BlockStmt) Level {
	if !j.guards(body) {
		if j.surelyPanics(body) {
			return None
		}
		worst := Full
		j.dangers(body, func(d danger) bool {
			worst = min(worst, d.level)
			return worst > None
		})
		if worst == None || !hasDefer(body) {
			return worst
		}
	}
	return j.escapeOf(body).level
}

func hasDefer(body *ast.BlockStmt) bool {
	found := false
	eachDefer(body, func(*ast.DeferStmt) { found = true })
	return found
}

// targetLevel returns what becomes of a panic inside t when t is called with
// arguments of which nothing is known.
func (j *Judge) targetLevel(t syntax.Target) Level {
	switch {
	case t.Lit != nil:
		return j.nodeLevel(t.Lit)
	case t.Func != nil:
		if j.isSupervisor(t.Func) {
			return Full
		}
		if decl := j.Decl(t.Func); decl != nil {
			return j.nodeLevel(decl)
		}
		return j.facts.containsOf(t.Func).Self
	case t.Result != nil:
		if j.wrapsContained(t.Result) {
			return Full
		}
		return j.resultLevel(j.Resolve(t.Result.Fun))
	}
	return None
}

// resultLevel returns the level of the function that t returns.
func (j *Judge) resultLevel(t syntax.Target) Level {
	if node := j.Node(t); node != nil {
		return Level(j.ask(question{kind: resultOf, fn: node}, uint8(Full), func() uint8 {
			return uint8(lowest(j.Returns(node), func(e ast.Expr) Level { return j.funcLevel(e) }))
		}))
	}
	if t.Func != nil {
		return j.facts.containsOf(t.Func).Result
	}
	return None
}

// lowest returns the lowest level of list, None if it is empty.
func lowest(list []ast.Expr, level func(ast.Expr) Level) Level {
	if len(list) == 0 {
		return None
	}
	l := Full
	for _, e := range list {
		l = min(l, level(e))
	}
	return l
}

// callLevel returns what becomes of a panic inside the callee of call.
// supervised reports that the callee contains the panics of the functions that
// it is handed: its own few steps are then trusted as well.
func (j *Judge) callLevel(call *ast.CallExpr) (level Level, supervised bool) {
	t := j.Resolve(call.Fun)
	if j.mayBeNil(call) {
		return None, false
	}
	if t.Func != nil {
		if j.isSupervisor(t.Func) || j.supervisedCall(t.Func, call) {
			return Full, true
		}
	}
	if j.trusted(call) {
		return Full, false
	}
	level = j.targetLevel(t)
	if level < Full && j.handsFull(call, t) {
		level = Full
	}
	return level, false
}

// supervisedCall reports whether fn supervises every function that call hands
// it (at least one), or those that it does not supervise contain their panics.
func (j *Judge) supervisedCall(fn *types.Func, call *ast.CallExpr) bool {
	handed, supervised := 0, 0
	sig, shift := fn.Signature(), j.Shift(call, fn)
	for i, arg := range call.Args[min(shift, len(call.Args)):] {
		param, typ := paramOf(sig, i)
		if !isFunc(typ) {
			continue
		}
		handed++
		switch {
		case j.supervises(fn, param):
			supervised++
		case sig.Variadic() && param == sig.Params().Len()-1 && isOption(typ):
		case j.funcLevel(arg) < Full:
			return false
		}
	}
	return handed > 0 && supervised > 0
}

// isSupervisor reports whether -supervisors names fn.
func (j *Judge) isSupervisor(fn *types.Func) bool {
	return len(j.config.Supervisors) > 0 && j.config.Supervisors[fn.Origin().FullName()]
}

// paramOf returns the index of the parameter that takes the i-th argument of a
// call, and the type of what is passed for it, one by one if it is variadic;
// nil if there is none.
func paramOf(sig *types.Signature, i int) (int, types.Type) {
	switch last := sig.Params().Len() - 1; {
	case sig.Variadic() && i >= last:
		list, ok := sig.Params().At(last).Type().Underlying().(*types.Slice)
		if !ok {
			return last, nil // append([]byte, string...)
		}
		return last, list.Elem()
	case i < 0 || i > last:
		return i, nil
	}
	return i, sig.Params().At(i).Type()
}

// isFunc reports whether t is a function type.
func isFunc(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// isOption reports whether a variadic parameter takes functional options, which
// set something; they are not what the callee is there to run.
func isOption(t types.Type) bool {
	_, named := types.Unalias(t).(*types.Named)
	return named || t.Underlying().(*types.Signature).Params().Len() > 0
}

// param returns the variable of fn's i-th parameter, the slice of a variadic
// one; nil if it has no name.
func (j *Judge) param(fn ast.Node, i int) *types.Var {
	typ := syntax.FuncType(fn)
	if typ == nil {
		return nil
	}
	n := 0
	for _, field := range typ.Params.List {
		if len(field.Names) == 0 {
			n++
			continue
		}
		for _, name := range field.Names {
			if n == i {
				v, _ := j.Info.Defs[name].(*types.Var)
				return v
			}
			n++
		}
	}
	return nil
}

package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// containment tells how much of what panics in a function, a literal or a call is contained, by whom, and
// what becomes of the functions that are handed to it.
type containment struct {
	*Judge
	changed map[*types.Var]bool // changesList, of variables of the package; nil until the first question
}

// An escape is the way by which a panic gets out of a function: the danger
// and the guard that was up there.
type escape struct {
	danger
	deferred bool // the danger is a deferred call, which runs after later guards
}

// escapes calls yield for each way out of the body for a panic, until it
// returns false.
func (f *frame) escapes(yield func(escape) bool) {
	more := true
	consider := func(d danger, guard Level, deferred bool) bool {
		d.level = max(d.level, guard)
		more = more && (d.level == Full || yield(escape{d, deferred}))
		return more
	}
	f.flow(None, func(n ast.Node, guard Level) bool {
		f.dangers(n, func(d danger) bool {
			if f.readsForSignal(d.node) || f.readsContext(d.node) || guard == None && f.readsOrigin(d) && (f.guards() || f.handsOver(d.node)) {
				return true
			}
			return consider(d, guard, false)
		})
		eachDefer(n, func(d *ast.DeferStmt) {
			if level := f.deferred(d.Call); level > None { // a guard
				if level == Crash && f.crashing.callEnding(d.Call) == exits { // which lets nothing pass: defer os.Exit(3)
					consider(danger{node: d.Call, level: Crash}, guard, true)
				}
				return
			}
			if f.containment.isSignal(d.Call) && f.delegatesAs(d.Call) && f.signalsCalmly(d.Call) || f.delegates() && f.SignalsOnly(d.Call) {
				return
			}
			if !f.trusting.mayBeNil(d.Call) && f.guarding.idles(d.Call) { // it can panic only if something else has
				return
			}
			// It runs when the guards registered after it are spent. Whoever puts one up,
			// and panics behind it in any case, has decided.
			ends := f.crashing.callEnding(d.Call) == panics && f.guardsAfter(d)
			f.dangers(d.Call, func(in danger) bool {
				if ends {
					in.level = max(in.level, Crash)
				}
				return in.node != d.Call || consider(in, guard, true)
			})
		})
		return more
	})
}

// guardsAfter reports whether the body defers a guard behind d, which so runs before it.
func (f *frame) guardsAfter(d *ast.DeferStmt) bool {
	found := false
	eachDefer(f.body, func(guard *ast.DeferStmt) {
		found = found || guard.Pos() > d.Pos() && f.deferred(guard.Call) > Crash
	})
	return found
}

// level returns what becomes of a panic in the body.
func (f *frame) level() Level {
	// Most functions end at a call that can panic whatever is proved.
	if len(f.containing)+len(f.giving)+len(f.setting) == 0 && !f.guards() && f.panicking.surelyPanics(f.body) {
		return None
	}
	worst := Full
	f.escapes(func(e escape) bool {
		worst = min(worst, e.level)
		return worst > None
	})
	return worst
}

// readsOrigin reports whether d is only to dereference the receiver of the function
// that is executed, or a pointer that its literal captures: whoever started it
// has made that, in all code that works at all, unless it is seen to be nil. Such a
// read before the recover makes it none too late, and the operand of a call that
// supervises, as in supervised.Until(s.quit), none in vain. Under -strict it does.
func (f *frame) readsOrigin(d danger) bool {
	if f.strict || !f.isOrigin(d) || f.proving.operationNeeds(d.node)&seenNil != 0 {
		return false
	}
	x := d.node.(*ast.SelectorExpr).X
	return !f.tracing.isSeenNil(x) && !f.guarding.comesNil(x)
}

// isOriginVar reports whether e is the receiver, or a variable that is captured.
func (f *frame) isOriginVar(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, _ := f.Info.Uses[id].(*types.Var)
	if v == nil || v.IsField() || v.Parent() == f.Types.Scope() || v.Parent() == nil {
		return false
	}
	return v.Kind() == types.RecvVar || v.Pos() < f.body.Pos() && !f.isParam(v)
}

// isParam reports whether v is a parameter of the function whose body is executed.
func (f *frame) isParam(v *types.Var) bool {
	if v.Kind() != types.ParamVar {
		return false
	}
	c, ok := f.CursorOf(f.body)
	if !ok {
		return true
	}
	typ := syntax.FuncType(c.Parent().Node())
	return typ == nil || typ.Pos() <= v.Pos() && v.Pos() < typ.End()
}

// answerOnce is the answer to a question that need not be asked again.
type answerOnce struct{ asked, answer bool }

func (a *answerOnce) ask(question func() bool) bool {
	if !a.asked {
		a.asked, a.answer = true, question()
	}
	return a.answer
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

// delegatesAs reports whether the body hands work to a supervising function, or
// guards itself. A deferred completion signal beside that is what a rewrite
// leaves (and what people write), and taken not to panic. But nobody is trusted to close a channel
// once only but by what a rewrite leaves: elsewhere its close is judged like any
// other. Under -strict that holds of cancel functions, too, which may not be set.
func (f *frame) delegatesAs(signal *ast.CallExpr) bool {
	if f.Builtin(signal) == "close" ||
		f.strict && syntax.IsCancelFunc(f.Info.TypeOf(signal.Fun)) && f.Resolve(signal.Fun).Result == nil {
		return f.delegates() && (f.Builtin(signal) != "close" || !f.ClosedTwice(signal.Args[0]))
	}
	return f.guards() || f.delegates()
}

// signalsCalmly reports whether the functions that a signal is handed contain their panics: once.Do(func() { close(ch) })
// closes like any other.
func (f *frame) signalsCalmly(signal *ast.CallExpr) bool {
	fn := f.Callee(signal)
	return fn == nil || f.trusting.callbacksContain(fn, signal)
}

// delegates reports whether the body hands work to a supervising function.
func (f *frame) delegates() bool {
	return f.handing.ask(func() bool { return f.containment.supervisorIn(f.body, func(*ast.CallExpr) bool { return true }) })
}

// handsOver reports whether n is what the body hands to a supervising function.
func (f *frame) handsOver(n ast.Node) bool {
	return f.delegates() && f.containment.supervisorIn(f.body, func(call *ast.CallExpr) bool {
		return call.Lparen < n.Pos() && n.End() <= call.Rparen
	})
}

// readsContext reports whether n reads the context for a supervising function, which may be a plain path, as any context that is
// asked, unless it is seen to lead through nil: a rewrite leaves RunWithRecover(s.ctx, …).
func (f *frame) readsContext(n ast.Node) bool {
	sel, ok := n.(*ast.SelectorExpr)
	return ok && !f.strict && f.containment.supervisorIn(f.body, func(call *ast.CallExpr) bool {
		return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
			return arg.Pos() <= sel.Pos() && sel.End() <= arg.End() && f.IsPath(arg) && syntax.IsNamed(f.Info.TypeOf(arg), "context", "Context") && !f.guarding.leadsThroughNil(arg)
		})
	})
}

// supervisorIn reports whether body has a call of a supervising function with ok.
func (j *containment) supervisorIn(body *ast.BlockStmt, ok func(*ast.CallExpr) bool) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if call, is := n.(*ast.CallExpr); is && !found && j.Builtin(call) == "" && ok(call) {
			_, supervised := j.callLevel(call)
			found = supervised
		}
		return !found
	})
	return found
}

// IsSignal reports whether call is a completion signal that is taken not to panic.
func (j *Judge) IsSignal(call *ast.CallExpr) bool { return j.containment.isSignal(call) }

// isSignal reports whether call is a completion signal that others wait on:
// wg.Done(), close(ch), cancel(), mu.Unlock(), cond.Broadcast(), busy.Store(false),
// or the release of a timer. The operand must be a variable or a plain field path.
func (j *containment) isSignal(call *ast.CallExpr) bool {
	if j.Builtin(call) == "close" {
		return j.IsPath(call.Args[0])
	}
	if syntax.IsCancelFunc(j.Info.TypeOf(call.Fun)) && j.IsPath(call.Fun) {
		return j.trusting.calmCancel(call.Fun) && !j.settings.seenUnset(call, call.Fun)
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !j.IsPath(sel.X) || j.settings.seenUnset(call, sel.X) {
		return false
	}
	fn, ok := j.Info.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Signature().Recv() == nil || fn.Pkg() == nil || !known.Of(fn).Has(known.CannotPanic) {
		return false
	}
	switch fn.Pkg().Path() {
	case "sync", "sync/atomic", "time":
		return true
	}
	return known.Of(fn).Has(known.Signals)
}

// A bound says which functions a call hands to the parameters of its callee. Bit
// i stands for the i-th parameter.
type bound struct {
	recovering uint32   // they stop a panic where they are deferred
	containing uint32   // they contain their panics where they are called
	giving     uint32   // they do given that what they are handed does: iterators
	setting    uint32   // they do, where what they are handed is not nil: options
	fit        paramSet // and which of all parameters are fit, where a guard is asked for
}

// nodeLevel returns what becomes of a panic inside a function of this package
// (a FuncDecl or FuncLit) when it is called with whatever functions.
func (j *containment) nodeLevel(fn ast.Node) Level { return j.boundLevel(fn, bound{}) }

// boundLevel is nodeLevel when something is known of what fn is handed.
func (j *containment) boundLevel(fn ast.Node, b bound) Level {
	body := syntax.Body(fn)
	if body == nil {
		return None
	}
	return fixpoint.Ask(j.solver, levelLattice, question{kind: levelOf, fn: fn, bound: b}, func() Level {
		return j.bind(fn, b).level()
	})
}

// bind returns the frame of fn when something is known of what it is handed.
func (j *containment) bind(fn ast.Node, b bound) *frame {
	f := j.frame(syntax.Body(fn))
	f.bound, f.recovering, f.containing = b, j.params(fn, b.recovering), j.params(fn, b.containing)
	f.giving, f.setting = j.params(fn, b.giving), j.params(fn, b.setting)
	return f
}

// params returns the parameters that bits stand for: those that hold nothing
// else ever, and beside a list of functions the variables of the loops over it.
func (src source) params(fn ast.Node, bits uint32) map[*types.Var]bool {
	if bits == 0 {
		return nil
	}
	vars := make(map[*types.Var]bool)
	for i := range 32 {
		v := src.param(fn, i)
		if i == boundReceiver {
			v = src.receiver(fn)
		}
		if bits&(1<<i) == 0 || v == nil {
			continue
		}
		if r := src.Var(v); r.Taken || len(r.Values) > 0 {
			continue
		}
		if isFunc(v.Type()) {
			vars[v] = true
			continue
		}
		if !isFuncSlice(v.Type()) || slices.ContainsFunc(src.Uses(v), src.replacesElement) {
			continue
		}
		vars[v] = true
		syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
			if n, ok := n.(*ast.RangeStmt); ok && src.isVar(n.X, v) {
				if f := src.rangeValue(n); f != nil {
					vars[f] = true
				}
			}
			return true
		})
	}
	return vars
}

// boundReceiver is the bit of a receiver that is a function.
const boundReceiver = 31

// receiverOf returns the operand of which call calls the method t; nil if it calls none, or one of what is embedded in it.
func (src source) receiverOf(call *ast.CallExpr, t syntax.Target) ast.Expr {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || t.Func == nil || src.Info.Selections[sel] == nil || src.Info.Selections[sel].Kind() != types.MethodVal || len(src.Info.Selections[sel].Index()) != 1 {
		return nil
	}
	return sel.X
}

// boundBy returns what is known of the functions that call hands to fn.
// Of those that share a variadic parameter the worst counts.
func (j *containment) boundBy(call *ast.CallExpr, t syntax.Target) bound {
	return j.frame(nil).boundBy(call, t)
}

// boundBy is that in view of what is known of the functions that the body is handed.
func (j *frame) boundBy(call *ast.CallExpr, t syntax.Target) (b bound) {
	var others bound
	j.containment.eachHanded(call, t, func(arg ast.Expr, param int) {
		if param >= boundReceiver {
			return
		}
		contains := arg == nil || j.contains(arg)
		if contains {
			b.containing |= 1 << param
		} else {
			others.containing |= 1 << param
		}
		if contains || j.givesHere(arg) {
			b.giving |= 1 << param
		} else {
			others.giving |= 1 << param
		}
		if arg == nil || j.containment.sets(arg) {
			b.setting |= 1 << param
		} else {
			others.setting |= 1 << param
		}
		if arg != nil && j.guarding.recovers(j.Resolve(arg)) == Full {
			b.recovering |= 1 << param
		} else {
			others.recovering |= 1 << param
		}
	})
	b.containing &^= others.containing
	if x := j.receiverOf(call, t); x != nil && isFunc(j.Info.TypeOf(x)) { // HandlerFunc(f).Serve()
		if j.trusting.valueLevel(x) == Full {
			b.containing |= 1 << boundReceiver
		}
		if j.guarding.recovers(j.Resolve(x)) == Full {
			b.recovering |= 1 << boundReceiver
		}
	}
	b.giving &^= others.giving | b.containing
	return bound{recovering: b.recovering &^ others.recovering, containing: b.containing, giving: b.giving, setting: b.setting &^ (others.setting | b.containing)}
}

// eachHanded calls f for each function that call hands to its callee t, and the
// index of the parameter: one by one for a list that is written out; as the list for another,
// of which nothing is known. arg is nil for a list without any.
func (j *containment) eachHanded(call *ast.CallExpr, t syntax.Target, f func(arg ast.Expr, param int)) {
	sig, shift := j.signature(call, t), 0
	if sig == nil {
		return
	}
	if t.Func != nil {
		shift = j.Shift(call, t.Func)
	}
	for i, arg := range call.Args[min(shift, len(call.Args)):] {
		param, typ := paramOf(sig, i)
		if call.Ellipsis.IsValid() && param == sig.Params().Len()-1 {
			typ = sig.Params().At(param).Type()
		}
		if isFunc(typ) { // not that of arg, which may be nil
			f(arg, param)
		} else if isFuncSlice(typ) {
			j.eachListed(arg, func(arg ast.Expr) { f(arg, param) })
		}
	}
	if last := sig.Params().Len() - 1; sig.Variadic() && len(call.Args)-max(shift, 0) == last && isFuncSlice(sig.Params().At(last).Type()) {
		f(nil, last)
	}
}

// isFuncSlice reports whether t is a slice of functions.
func isFuncSlice(t types.Type) bool {
	if t == nil {
		return false
	}
	list, ok := t.Underlying().(*types.Slice)
	return ok && isFunc(list.Elem())
}

// eachListed calls f for the functions in a list, as eachHanded does.
func (j *containment) eachListed(list ast.Expr, f func(ast.Expr)) {
	if args, ok := j.listed(list); ok && len(args) > 0 {
		for _, arg := range args {
			f(arg)
		}
	} else if !ok && !j.IsNil(list) {
		f(list)
	} else {
		f(nil)
	}
}

// targetLevel returns what becomes of a panic inside t when t is called with
// arguments of which nothing is known.
func (j *containment) targetLevel(t syntax.Target) Level {
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
		if j.trusting.wrapsContained(t.Result) || !j.strict && j.ofContext(t.Result) {
			return Full
		}
		return max(j.resultLevel(j.Resolve(t.Result.Fun), t.At), fullIf(j.decoratesContained(t.Result)), j.passedLevel(t.Result, t.At))
	}
	return None
}

// resultLevel returns the level of the function that t returns as its i-th result.
func (j *containment) resultLevel(t syntax.Target, i int) Level {
	if node := j.Node(t); node != nil {
		return fixpoint.Ask(j.solver, levelLattice, question{kind: resultOf, fn: node, result: resultOfFunc{i: i}}, func() Level {
			level := lowest(j.Products(node, i), j.trusting.valueLevel)
			if level > None && len(syntax.FuncType(node).Results.List[0].Names) > 0 && !j.results.of(node, resultOfFunc{i, false}, nil) {
				return None
			}
			return level
		})
	}
	if t.Func != nil {
		return j.facts.containsOf(t.Func).Results.at(i)
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
// it is handed. What it does itself is judged like any code.
func (j *containment) callLevel(call *ast.CallExpr) (level Level, supervised bool) {
	t := j.Resolve(call.Fun)
	level, supervised = j.calleeLevel(call, t)
	if (level > None || supervised) && j.trusting.fails(call, t) { // which few calls are, and takes proofs
		return None, false
	}
	return level, supervised
}

// calleeLevel is callLevel of a call of t whose operands are fit.
func (j *containment) calleeLevel(call *ast.CallExpr, t syntax.Target) (level Level, supervised bool) {
	if t.Func != nil {
		if j.isSupervisor(t.Func) {
			return Full, true
		}
		supervised = j.supervisedCall(t.Func, call)
	}
	if j.trusting.trusted(call) {
		return Full, supervised
	}
	level = j.targetLevel(t)
	if !t.Known() {
		level = max(j.guarding.variableLevel(call.Fun, call), j.owning.level(call.Fun, call), j.foundLevel(call))
	}
	if level < Full {
		level = max(level, j.handedLevel(call, t))
	}
	return level, supervised
}

// handedLevel is the level of t in view of the functions that call hands it: as nobody knows of those, nobody does of t.
func (j *containment) handedLevel(call *ast.CallExpr, t syntax.Target) Level {
	level := j.handedFull(call, t)
	if level == None && j.handsOnly(call, t, func(arg ast.Expr, option bool) bool {
		return j.trusting.valueLevel(arg) > Crash || option && j.sets(arg)
	}) {
		return Unknown
	}
	return level
}

// handedFull is handedLevel in view of those that contain their panics for sure.
func (j *containment) handedFull(call *ast.CallExpr, t syntax.Target) Level {
	if node := j.Node(t); node != nil {
		if b := j.boundBy(call, t); b != (bound{}) {
			return max(j.boundLevel(node, b), fullIf(j.handsFull(call, t)))
		}
		return None
	}
	return fullIf(j.handsFull(call, t) || j.givenIterators(call, t, j.boundBy(call, t)))
}

// supervisedCall reports whether fn supervises a function that call hands it.
func (j *containment) supervisedCall(fn *types.Func, call *ast.CallExpr) (is bool) {
	j.eachHanded(call, syntax.Target{Func: fn}, func(arg ast.Expr, param int) {
		is = is || arg != nil && j.supervises(fn, param)
	})
	return is
}

// isSupervisor reports whether -supervisors names fn, or fn is a function of the
// runtime package that runs what it is handed.
func (j *containment) isSupervisor(fn *types.Func) bool {
	if pkg := fn.Pkg(); pkg != nil && takesFunc(fn.Signature()) && j.IsRuntime(pkg.Path()) {
		return true
	}
	return len(j.config.Supervisors) > 0 && j.config.Supervisors[fn.Origin().FullName()]
}

// IsRuntime reports whether path is that of the runtime package.
func (j *Judge) IsRuntime(path string) bool {
	return path == RuntimeSource || j.config.Runtime != nil && path == j.config.Runtime(j.Module)
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

// isFunc reports whether t is a function type, or a type parameter of such.
func isFunc(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := core(t).(*types.Signature)
	return ok
}

// param returns the variable of fn's i-th parameter, the slice of a variadic
// one; nil if it has no name.
func (src source) param(fn ast.Node, i int) *types.Var {
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
				v, _ := src.Info.Defs[name].(*types.Var)
				return v
			}
			n++
		}
	}
	return nil
}

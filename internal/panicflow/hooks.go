package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a handler does with the functions and values that it is handed is seen where they are:
// at the call of the guard, of the factory that makes it, of the function that defers it.

// hooking tells what is handed to handlers.
type hooking struct {
	*Judge
	hooked map[ast.Node][]hook // hooks
}

// A hook is a parameter of a function that is used by a handler which the function defers, as the
// handler's variable v.
type hook struct {
	param   *types.Var
	handler ast.Node
	v       *types.Var
}

// hooks lists what the handlers that fn defers use of what fn is handed.
func (j *hooking) hooks(fn ast.Node) []hook {
	list, ok := j.hooked[fn]
	if ok {
		return list
	}
	eachDefer(syntax.Body(fn), func(d *ast.DeferStmt) {
		handler := j.Node(j.Resolve(d.Call.Fun))
		if handler == nil || syntax.Body(handler) == nil || !j.callsRecover(syntax.Body(handler)) {
			return
		}
		_, lit := ast.Unparen(d.Call.Fun).(*ast.FuncLit)
		for i := range syntax.FuncType(fn).Params.NumFields() {
			param := j.param(fn, i)
			if param == nil || !holdsReference(param.Type()) && !j.isVariadic(fn, param) {
				continue
			}
			if lit && j.Mentions(handler, param) {
				list = append(list, hook{param, handler, param})
			}
			for k, arg := range d.Call.Args {
				if v := j.param(handler, k); v != nil && j.isVar(arg, param) {
					list = append(list, hook{param, handler, v})
				}
			}
		}
	})
	j.hooked[fn] = list
	return list
}

// hookFails reports whether call hands t what a handler of t uses behind its recover, and
// that is seen to panic there, or is nil.
func (j *hooking) hookFails(call *ast.CallExpr, t syntax.Target) bool {
	return j.failing(call, t).Kind != NoDefect
}

// failing returns what hookFails is about: the operation of a handler of t that panics, or the operand of call with which it does.
func (j *hooking) failing(call *ast.CallExpr, t syntax.Target) Defect {
	guarded := j.Node(t)
	if guarded == nil {
		return j.handedOver(call, j.farHarm(call, t), nil)
	}
	if syntax.Body(guarded) == nil {
		return Defect{}
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if d := j.keptFailing(guarded, j.receiver(guarded), sel.X); d.Kind != NoDefect {
			return d
		}
	}
	args := j.ownArgs(call, t)
	for i, arg := range args {
		if v := j.param(guarded, i); v != nil && keepsFields(v.Type()) {
			if d := j.keptFailing(guarded, v, arg); d.Kind != NoDefect {
				return d
			}
		}
	}
	for _, hook := range j.hooks(guarded) {
		last := syntax.FuncType(guarded).Params.NumFields() - 1
		for i, arg := range args {
			if j.isVariadic(guarded, hook.param) {
				if i < last || call.Ellipsis.IsValid() {
					continue
				}
				i = last
			}
			if j.param(guarded, i) != hook.param {
				continue
			}
			op := j.handedHarm(hook.handler, hook.v, hook.param, arg)
			if op == nil && (j.handsNilAs(call, i, arg) || j.guarding.comesNil(arg) && !j.handsNotNil(call, i)) && j.needsHook(hook) {
				op = arg
			}
			if op != nil {
				return j.handedOver(call, op, hook.handler)
			}
		}
	}
	return Defect{}
}

// handedOver is the defect of a handler that panics at op, or with it, if that is nil or what call hands over; there is none if there is no op.
func (j *hooking) handedOver(call *ast.CallExpr, op, handler ast.Node) Defect {
	if op == nil {
		return Defect{}
	}
	d := Defect{Kind: HarmedAfter, Node: op}
	if handler != nil {
		d.Func, _ = j.funcOf(syntax.Body(handler))
	}
	e, ok := op.(ast.Expr)
	if ok && j.IsNil(e) || call.Pos() <= op.Pos() && op.Pos() < call.End() && j.FuncAt(op.Pos()) == j.FuncAround(call) {
		d.Kind = HarmedByOperand
	}
	return d
}

// needsHook reports whether the handler uses what it is handed, and nobody asks whether it is nil, or sets it.
func (j *hooking) needsHook(h hook) bool {
	return !j.isReset(h.param) && (j.guarding.needs(h.handler, h.v) || j.guarding.needsElements(h.handler, h.v))
}

// seesNil reports whether what call hands the i-th parameter of its callee is seen to be nil.
func (j *hooking) seesNil(call *ast.CallExpr, i int) bool {
	h := j.proving.handedTo(call)
	return h != nil && i+1 < maxParams && h.seenNil&(receiver<<(i+1)) != 0
}

// handsNilAs is seesNil for one of the arguments that a variadic parameter gets.
func (j *hooking) handsNilAs(call *ast.CallExpr, i int, arg ast.Expr) bool {
	return j.seesNil(call, i) && !j.nilness.notNil(arg, nil)
}

// handsNotNil reports whether what call hands the i-th parameter of its callee is not nil.
func (j *hooking) handsNotNil(call *ast.CallExpr, i int) bool {
	h := j.proving.handedTo(call)
	return h != nil && i+1 < maxParams && h.notNil&(receiver<<(i+1)) != 0
}

// keepsFields reports whether t is a struct, or a pointer to one.
func keepsFields(t types.Type) bool {
	if ptr, ok := core(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	_, ok := core(t).(*types.Struct)
	return ok
}

// keptFailing is failing for what x, which fn is handed as v, keeps, and its handlers use.
func (j *hooking) keptFailing(fn ast.Node, v *types.Var, x ast.Expr) (found Defect) {
	if v == nil {
		return Defect{}
	}
	eachDefer(syntax.Body(fn), func(d *ast.DeferStmt) {
		if lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit); found.Kind != NoDefect {
			return
		} else if !ok {
			found = j.keptArgFailing(d.Call, v, x)
		} else if j.callsRecover(lit.Body) {
			found = j.handedOver(d.Call, j.keptHarm(lit, v, x), lit)
		}
	})
	return found
}

// keptArgFailing is keptFailing for a field of v that call, which is deferred, hands a handler: defer rescue(s.hook).
func (j *hooking) keptArgFailing(call *ast.CallExpr, v *types.Var, x ast.Expr) Defect {
	t := j.Resolve(call.Fun)
	handler := j.Node(t)
	if handler == nil || syntax.Body(handler) == nil || !j.callsRecover(syntax.Body(handler)) {
		return Defect{}
	}
	for i, arg := range j.ownArgs(call, t) {
		sel, ok := j.tracing.aliased(arg).(*ast.SelectorExpr)
		param := j.param(handler, i)
		if !ok || param == nil || !j.isVar(sel.X, v) || !holdsReference(param.Type()) {
			continue
		}
		f := j.VarOf(sel)
		if f == nil || !j.setOnlyByLiterals(f) || j.settings.askedForNil(f.Origin()) {
			continue
		}
		for _, x := range j.tracing.origins(x, 0) {
			if x == nil || !j.tracing.isHandedOn(x) && !(f.Pkg() == j.Types && !f.Exported()) && !j.staysHere(x) {
				continue
			}
			value, known := j.tracing.fieldOf(x, f)
			if known && (value == nil && !j.isReset(param) && j.guarding.needs(handler, param) || value != nil && j.handedHarm(handler, param, param, value) != nil) {
				return j.handedOver(call, arg, handler)
			}
		}
	}
	return Defect{}
}

// hookHarm returns what is seen to panic in what a guard, or the factory that returns it, is handed by call,
// which is deferred: nil if nothing is.
func (j *hooking) hookHarm(call *ast.CallExpr, t syntax.Target) (op ast.Node) {
	guard, maker := j.Node(t), j.Node(t)
	if t.Result != nil {
		guard = j.Node(j.product(t))
		call, t = t.Result, j.Resolve(t.Result.Fun)
		maker = j.Node(t)
	}
	if guard == nil && t.Func != nil {
		return j.farHarm(call, t)
	}
	if guard == nil || maker == nil || syntax.Body(guard) == nil {
		return nil
	}
	for i, arg := range j.ownArgs(call, t) {
		v := j.param(maker, i)
		if v != nil && holdsReference(v.Type()) && op == nil {
			if op = j.handedHarm(guard, v, v, arg); op == nil {
				op = j.keptHarm(guard, v, arg)
			}
		}
	}
	j.containment.eachHanded(call, t, func(arg ast.Expr, param int) { // one of several
		if arg == nil || op != nil || guard != maker {
			return
		}
		if hook := j.Node(j.Resolve(arg)); hook != nil && j.containment.paramUses(guard, param, None)&calledBare != 0 {
			op = j.harming.harmIn(hook).op
		} else if hook == nil && j.containment.paramUses(guard, param, None)&calledBare != 0 {
			op = j.runHarm(arg)
		}
	})
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && op == nil && j.Info.Selections[sel] != nil && j.Info.Selections[sel].Kind() == types.MethodVal {
		if recv := j.receiver(guard); recv != nil && (j.settings.isNilValue(sel.X) || j.embedsNil(sel)) && j.guarding.needs(guard, recv) {
			return sel
		}
		if op = j.keptHarm(guard, j.receiver(guard), sel.X); op == nil {
			op = j.listHarm(guard, j.receiver(guard), sel.X)
		}
	}
	return op
}

// listHarm returns what is seen to panic in one of the functions in the list x, which guard has as its receiver v and calls; nil if nothing is.
func (j *hooking) listHarm(guard ast.Node, v *types.Var, x ast.Expr) (op ast.Node) {
	if v == nil || !isFuncList(v.Type()) || j.containment.elementUses(v, guard, None)&calledBare == 0 {
		return nil
	}
	return j.memberHarm(x)
}

// memberHarm returns what is seen to panic in one of the functions that are put into the list x, which may be a receiver; nil if nothing is.
func (j *hooking) memberHarm(x ast.Expr) (op ast.Node) {
	members := j.tracing.members(x, 0)
	if v := j.VarOf(x); v != nil && v.Kind() == types.RecvVar && len(j.Var(v).Values) == 0 {
		members = j.tracing.passedMembers(v, 0)
	}
	for _, elem := range members {
		if op == nil && elem != nil {
			op = j.runHarm(elem)
		}
	}
	return op
}

// keptHarm returns what is seen to panic in what x, the v of a handler, keeps in its fields, for the handler to use: the
// operation itself if that is nil.
func (j *hooking) keptHarm(handler ast.Node, v *types.Var, x ast.Expr) ast.Node {
	return j.keptHarmIn(handler, v, x, maxMakers)
}

// keptHarmIn is keptHarm, through the methods of v that fn calls, if depth is less than maxMakers.
func (j *hooking) keptHarmIn(fn ast.Node, v *types.Var, x ast.Expr, depth int) (op ast.Node) {
	if v == nil || j.Var(v).Taken || len(j.Var(v).Values) > 0 {
		return nil
	}
	var made []ast.Expr
	asked, stays := false, j.staysHere(x)
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && depth < maxMakers && op == nil {
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && j.isVar(sel.X, v) {
				if callee := j.Node(j.Resolve(sel)); callee != nil && callee != fn && syntax.Body(callee) != nil && !j.frame(syntax.Body(callee)).guards() &&
					j.keptHarmIn(callee, j.receiver(callee), x, depth+1) != nil {
					op = call
				}
			}
		}
		sel, method, called := j.fieldUsed(n)
		if op != nil || sel == nil || !j.isVar(sel.X, v) {
			return op == nil
		}
		f := j.VarOf(sel)
		if f == nil || !f.IsField() {
			return true
		}
		literals := j.setOnlyByLiterals(f)
		if !literals && !j.setElsewhere(f, x) {
			return true
		}
		if !asked {
			made, asked = j.tracing.origins(x, 0), true
		}
		for _, x := range made {
			if call, ok := ast.Unparen(x).(*ast.CallExpr); ok && !literals {
				if op == nil && called && method == "" {
					op = j.tracing.optionsHarm(call, f)
				}
				continue
			}
			if !j.tracing.isHandedOn(x) && !(f.Pkg() == j.Types && !f.Exported()) && !stays {
				continue
			}
			if value, known := j.tracing.fieldOf(x, f); known && op == nil {
				op = j.usedHarm(f, value, n, method, called)
			}
		}
		return op == nil
	})
	return op
}

// usedHarm returns what is seen to panic where n uses the field f, as fieldUsed tells, which holds value.
func (j *hooking) usedHarm(f *types.Var, value ast.Expr, n ast.Node, method string, called bool) ast.Node {
	_, sends := n.(*ast.SendStmt)
	values := []ast.Expr{value}
	if value != nil && !j.settings.isNilValue(value) {
		values = j.tracing.origins(value, 1)
	}
	for _, value := range values {
		switch isNil := value == nil || j.settings.isNilValue(value); {
		case sends:
			if j.tracing.isClosedBefore(value) {
				return n
			}
		case isNil && (value == nil || j.IsNil(value) || !called || method == ""):
			if !j.settings.askedForNil(f.Origin()) {
				return n
			}
		case called:
			if op := j.tracing.valueHarm(f, value, method, n); op != nil {
				return op
			}
		}
	}
	return nil
}

// fieldUsed returns the selector of the field that n calls, s.f(…), or of which it calls a method by an interface,
// s.f.M(…), or that points to what it uses: s.f.g. It is nil for anything else.
func (j *hooking) fieldUsed(n ast.Node) (field *ast.SelectorExpr, method string, called bool) {
	switch n := n.(type) {
	case *ast.CallExpr:
		fun := ast.Unparen(n.Fun)
		if sel, ok := fun.(*ast.SelectorExpr); ok && j.Interface(sel) != nil {
			fun, method = ast.Unparen(sel.X), sel.Sel.Name
		}
		fun = j.tracing.aliased(fun)
		if field, _ = fun.(*ast.SelectorExpr); field != nil && (method != "" || isFunc(j.Info.TypeOf(field)) && j.VarOf(field) != nil) {
			return field, method, true
		}
	case *ast.IncDecStmt:
		return j.mapWritten(n.X), "", false
	case *ast.AssignStmt:
		for _, lhs := range n.Lhs {
			if field = j.mapWritten(lhs); field != nil {
				break
			}
		}
		return field, "", false
	case *ast.SendStmt:
		field, _ = ast.Unparen(n.Chan).(*ast.SelectorExpr)
		return field, "", false
	case *ast.SelectorExpr:
		inner, ok := j.tracing.aliased(n.X).(*ast.SelectorExpr)
		if sel := j.Info.Selections[n]; ok && sel != nil && (sel.Kind() == types.FieldVal || sel.Kind() == types.MethodVal &&
			j.guarding.usesReceiver(sel.Obj().(*types.Func).Origin())) {
			if _, pointer := core(j.Info.TypeOf(inner)).(*types.Pointer); pointer {
				return inner, "", false
			}
		}
	}
	return nil, "", false
}

// mapWritten returns the selector of the map that an assignment to lhs writes to; nil if it is none.
func (j *hooking) mapWritten(lhs ast.Expr) *ast.SelectorExpr {
	ix, ok := ast.Unparen(lhs).(*ast.IndexExpr)
	if !ok {
		return nil
	}
	if _, is := core(j.Info.TypeOf(ix.X)).(*types.Map); !is {
		return nil
	}
	sel, _ := ast.Unparen(ix.X).(*ast.SelectorExpr)
	return sel
}

// usesReceiver reports whether a method uses what its receiver points to: one of the standard library does, if it is
// not seen to contain its panics.
func (j *guarding) usesReceiver(fn *types.Func) bool {
	t := syntax.Target{Func: fn}
	if need := j.panicking.calleeNeeds(t); j.guardNeeds(t)&receiver != 0 || need&never == 0 && need&receiver != 0 {
		return true
	}
	return fn.Pkg() != nil && j.IsStd(fn.Pkg().Path()) && fn.Pkg() != j.Types && j.usesPointer(fn) && j.facts.containsOf(fn).Self < Full
}

// setByLiterals reports whether only composite literals of this package set the field f of x: other packages may set
// those that they can name of what they get.
func (j *hooking) setByLiterals(f *types.Var, x ast.Expr) bool {
	return f.IsField() && (f.Pkg() == j.Types && !f.Exported() || j.staysHere(x)) && j.setOnlyByLiterals(f)
}

// setOnlyByLiterals is setByLiterals for this package.
func (j *hooking) setOnlyByLiterals(f *types.Var) bool {
	r := j.Var(f)
	return !r.Taken && !j.Overwritten(f) &&
		!slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return !value.Init })
}

// setElsewhere reports whether what sets the field f, apart from what makes x, a local variable, does so in something else: by a
// variable that is neither x nor the receiver of a method, which is all that gets at what x points to. Of a call whose result is used where it stands,
// only options do.
func (j *hooking) setElsewhere(f *types.Var, x ast.Expr) bool {
	v, r := j.VarOf(x), j.Var(f)
	if r.Taken || j.Overwritten(f) || f.Pkg() != j.Types || f.Exported() {
		return false
	}
	if isCall(x) { // newServer(withHook(f)).run()
		return !slices.ContainsFunc(r.Values, func(value syntax.Value) bool {
			_, option := j.FuncAt(value.Pos).(*ast.FuncLit)
			return !value.Init && !option
		})
	}
	if v == nil || !j.staysHere(x) || len(j.Var(v).Values) != 1 {
		return false
	}
	if slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool {
		t := j.Resolve(user(use).Node().(ast.Expr))
		return t.Func != nil && !j.keepsReceiver(t, 0)
	}) {
		return false
	}
	return !slices.ContainsFunc(r.Values, func(value syntax.Value) bool {
		if value.Init {
			return false
		}
		c, ok := j.CursorAt(value.Pos)
		if !ok {
			return true
		}
		id, ok := c.Node().(*ast.Ident)
		if !ok {
			return true
		}
		root, ok := j.Info.Uses[id].(*types.Var)
		return !ok || root == v || root.Kind() != types.ParamVar && root.Kind() != types.LocalVar
	})
}

// keepsReceiver reports whether the method t only selects fields and methods of its receiver, and so do these.
func (j *hooking) keepsReceiver(t syntax.Target, depth int) bool {
	node := j.Node(t)
	if node == nil || depth == maxMakers {
		return false
	}
	v := j.receiver(node)
	return v == nil || !slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool {
		sel, ok := user(use).Node().(*ast.SelectorExpr)
		if !ok || j.Info.Selections[sel] == nil {
			return true
		}
		t := j.Resolve(sel)
		return j.Info.Selections[sel].Kind() != types.FieldVal && j.Node(t) != node && !j.keepsReceiver(t, depth+1)
	})
}

// staysHere reports whether x is a composite literal, or a local variable of which only fields and methods are selected, or copies made.
func (j *hooking) staysHere(x ast.Expr) bool {
	v := j.VarOf(x)
	if v == nil {
		x = ast.Unparen(x)
		if and, ok := x.(*ast.UnaryExpr); ok && and.Op == token.AND {
			x = ast.Unparen(and.X)
		}
		_, lit := x.(*ast.CompositeLit)
		return lit
	}
	if v.Kind() != types.LocalVar || v.Pkg() != j.Types || j.Var(v).Taken {
		return false
	}
	_, copied := v.Type().Underlying().(*types.Struct)
	return copied || !slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool {
		sel, ok := user(use).Node().(*ast.SelectorExpr)
		return !ok || j.Info.Selections[sel] == nil
	})
}

// runHarm returns what is seen to panic in the function that e is, e itself if that is one of another package of the module; nil if nothing is.
func (j *hooking) runHarm(e ast.Expr) ast.Node {
	if t := j.Resolve(e); t.Func != nil && t.Func.Pkg() != nil && t.Func.Pkg() != j.Types && j.InModule(t.Func.Pkg().Path()) && j.facts.harmsOf(t.Func.Origin()).Always {
		return e
	}
	if run := j.Node(j.Resolve(e)); run != nil && j.harming.harmIn(run).always() {
		return j.harming.harmIn(run).op
	}
	return nil
}

// kept returns what the field that e reads of a local variable was set to by the literal that makes it, nil if it was not:
// p.hook, after p := &guard{hook: f}.
func (j *hooking) kept(e ast.Expr) (value ast.Expr, known bool) {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return nil, false
	}
	f, v := j.VarOf(sel), j.VarOf(sel.X)
	if f == nil || v == nil || v.Kind() != types.LocalVar || !j.setByLiterals(f, sel.X) {
		return nil, false
	}
	return j.valueWithin(j.madeBy(sel.X, 0), f)
}

// isKeptNil reports whether e is a field of which kept says that it is nil, and nobody asks.
func (j *hooking) isKeptNil(e ast.Expr) bool {
	value, known := j.kept(e)
	return known && (value == nil || j.settings.isNilValue(value)) && !j.settings.askedForNil(j.VarOf(e).Origin())
}

// hookMembers lists what the handlers of fn, or fn as one, call of what fn is handed.
func (j *hooking) hookMembers(fn *ast.FuncDecl) (list []hookMember) {
	if fn.Body == nil {
		return nil
	}
	handlers := []ast.Node{fn}[:0]
	if j.callsRecover(fn.Body) {
		handlers = append(handlers, fn)
	}
	eachDefer(fn.Body, func(d *ast.DeferStmt) {
		if lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit); ok && j.callsRecover(lit.Body) {
			handlers = append(handlers, lit)
		}
	})
	for _, handler := range handlers {
		for i := -1; i < syntax.FuncType(fn).Params.NumFields(); i++ {
			v := j.receiver(fn)
			if i >= 0 {
				v = j.param(fn, i)
			}
			if v == nil || j.Var(v).Taken || len(j.Var(v).Values) > 0 {
				continue
			}
			switch {
			case i >= 0 && isFunc(v.Type()):
				if j.containment.usesOf(v, handler, None)&calledBare != 0 {
					list = append(list, hookMember{Param: i})
				}
			case isFuncSlice(v.Type()):
				if j.containment.elementUses(v, handler, None)&calledBare != 0 {
					list = append(list, hookMember{Param: i})
				}
			default:
				list = j.hookFields(list, handler, v, i)
			}
		}
	}
	if last, set := j.tracing.optionsSet(fn); set != nil {
		for _, handler := range handlers {
			if handler != fn {
				list = j.hookFields(list, handler, set, last)
			}
		}
	}
	return j.hooksNeeded(append(list, j.tracing.keptByOption(fn)...), fn)
}

// hooksNeeded adds to list, or notes in it, what must not be nil of what fn is handed, for the handlers that it defers.
func (j *hooking) hooksNeeded(list []hookMember, fn *ast.FuncDecl) []hookMember {
	for _, h := range j.hooks(fn) {
		if !j.needsHook(h) {
			continue
		}
		m := hookMember{Param: j.paramIndex(fn, h.param)}
		i := slices.Index(list, m)
		if m.Bare = true; i >= 0 {
			list[i] = m
		} else if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// hookFields adds to list the fields of v, the parameter i, that other packages can set and that the handler calls, or uses
// and nobody asks for.
func (j *hooking) hookFields(list []hookMember, handler ast.Node, v *types.Var, i int) []hookMember {
	t := core(v.Type())
	if ptr, ok := t.(*types.Pointer); ok {
		t = core(ptr.Elem())
	}
	if _, ok := t.(*types.Struct); !ok {
		return list
	}
	always := make(map[*ast.CallExpr]bool) // where something is recovered
	j.closings.eachLate(syntax.Body(handler).List, true, func(s ast.Stmt, _ bool) {
		if call, ok := callOf(s); ok {
			always[call] = true
		}
	})
	j.frame(syntax.Body(handler)).flow(None, func(n ast.Node, guard Level) bool {
		if head, ok := n.(rangeHead); ok {
			n = head.X
		}
		syntax.Own(n, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || guard > Crash {
				return true
			}
			sel, method, called := j.fieldUsed(call)
			if sel == nil {
				sel, method, called = j.fieldUsed(ast.Unparen(call.Fun))
			}
			if sel == nil || !j.isVar(sel.X, v) {
				return true
			}
			f := j.VarOf(sel)
			if f == nil || !f.Exported() && v.Kind() != types.LocalVar { // options set any
				return true
			}
			r := j.Var(f)
			set := r.Taken || slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return !value.Init })
			m := hookMember{Param: i, Name: f.Name(), Bare: always[call] && (!set && !j.settings.askedForNil(f.Origin()) || j.tracing.isOwnCopy(sel))}
			if (m.Bare || called && method == "") && !slices.Contains(list, m) {
				list = append(list, m)
			}
			return true
		})
		return true
	})
	return list
}

// farHarm returns what is seen to panic in what call hands t, of another package, for its handlers to call: the field
// itself if nobody has set that.
func (j *hooking) farHarm(call *ast.CallExpr, t syntax.Target) ast.Node {
	if t.Func == nil || t.Func.Pkg() == nil || t.Func.Pkg() == j.Types || j.IsStd(t.Func.Pkg().Path()) {
		return nil
	}
	for _, m := range j.facts.hooksOf(t.Func.Origin()).Members {
		if m.Kept {
			continue
		}
		if m.Param < 0 {
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
				op := j.farFieldHarm(sel.X, m)
				if m.Name == "" {
					op = j.memberHarm(sel.X)
				}
				if op != nil {
					return op
				}
			}
			continue
		}
		args := j.ownArgs(call, t)
		if m.Param >= len(args) {
			continue
		}
		args = args[m.Param:]
		variadic := t.Func.Signature().Variadic() && m.Param == t.Func.Signature().Params().Len()-1
		if !variadic {
			args = args[:1]
		}
		if m.Name == "" && m.Bare && !(variadic && call.Ellipsis.IsValid()) {
			for _, arg := range args {
				if j.isNilFor(call, m.Param, arg) {
					return arg
				}
			}
		}
		for _, arg := range args {
			for _, value := range j.tracing.origins(arg, 0) {
				var op ast.Node
				switch {
				case value == nil:
				case m.Name != "" && isFunc(j.Info.TypeOf(value)):
					op = j.tracing.optionHarm(value, m.Name, false, 0)
				case m.Name != "" && j.tracing.isHandedOn(value):
					op = j.farFieldHarm(value, m)
				case m.Name != "":
					op = j.farFieldHarm(arg, m)
				default:
					op = j.runHarm(value)
				}
				if op != nil {
					return op
				}
			}
		}
	}
	return nil
}

// isNilFor reports whether arg, which call hands the i-th parameter of its callee, is seen to be nil here, or in what some caller
// hands on, and nobody asks.
func (j *hooking) isNilFor(call *ast.CallExpr, i int, arg ast.Expr) bool {
	if j.handsNilAs(call, i, arg) || j.settings.isNilValue(arg) {
		return true
	}
	v := j.VarOf(arg)
	return v != nil && !j.settings.askedForNil(v.Origin()) && j.tracing.isNilOrigin(arg)
}

// farFieldHarm is farHarm for a field of the operand x.
func (j *hooking) farFieldHarm(x ast.Expr, m hookMember) ast.Node {
	lit := j.madeBy(x, 0)
	if lit == nil {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(j.Info.TypeOf(lit), true, j.Types, m.Name)
	f, ok := obj.(*types.Var)
	if !ok || !j.setByLiterals(f, x) {
		return nil
	}
	switch value, known := j.valueWithin(lit, f); {
	case !known:
		return nil
	case value != nil && !j.settings.isNilValue(value):
		return j.runHarm(value)
	case m.Bare:
		return &ast.SelectorExpr{X: x, Sel: ast.NewIdent(m.Name)}
	}
	return nil
}

// madeBy returns the composite literal that x, a variable that is set once, or the function that it is the result of makes
// the struct by; nil if that is not known.
func (j *hooking) madeBy(x ast.Expr, depth int) ast.Expr {
	x = ast.Unparen(x)
	if and, ok := x.(*ast.UnaryExpr); ok && and.Op == token.AND {
		x = ast.Unparen(and.X)
	}
	switch e := x.(type) {
	case *ast.CompositeLit:
		return e
	case *ast.CallExpr:
		if node := j.Node(j.Resolve(e.Fun)); node != nil && depth < maxMakers {
			if list := j.Returns(node); len(list) == 1 {
				return j.madeBy(list[0], depth+1)
			}
		}
	case *ast.Ident:
		v := j.VarOf(e)
		if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types || depth == maxMakers {
			return nil
		}
		if r := j.Var(v); len(r.Values) == 1 && r.Values[0].Decl && r.Values[0].Expr != nil {
			return j.madeBy(r.Values[0].Expr, depth+1)
		}
	}
	return nil
}

// maxMakers bounds a chain of variables and functions that make something.
const maxMakers = 4

// valueIn returns what a composite literal of a struct sets the field f to; nil if it does not.
func (j *hooking) valueIn(lit ast.Expr, f *types.Var) (value ast.Expr, known bool) {
	c, ok := lit.(*ast.CompositeLit)
	if !ok {
		return nil, false
	}
	st, ok := j.Info.TypeOf(c).Underlying().(*types.Struct)
	if !ok {
		return nil, false
	}
	for i := range st.NumFields() {
		known = known || st.Field(i).Origin() == f.Origin()
		if len(c.Elts) == 0 || st.Field(i).Origin() != f.Origin() {
			continue
		}
		if _, keyed := c.Elts[0].(*ast.KeyValueExpr); !keyed {
			return c.Elts[i], true
		}
	}
	for _, elt := range c.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if g := j.Info.Uses[kv.Key.(*ast.Ident)]; g != nil && g.(*types.Var).Origin() == f.Origin() {
				return kv.Value, true
			}
		}
	}
	return nil, known
}

// valueWithin is valueIn for a field of the struct, or of one that it embeds.
func (j *hooking) valueWithin(lit ast.Expr, f *types.Var) (value ast.Expr, known bool) {
	if value, known = j.valueIn(lit, f); known || lit == nil {
		return value, known
	}
	st, ok := core(j.Info.TypeOf(lit)).(*types.Struct)
	if !ok {
		return nil, false
	}
	for g := range st.Fields() {
		inner, ok := g.Type().Underlying().(*types.Struct)
		if !ok || !g.Embedded() || !slices.ContainsFunc(slices.Collect(inner.Fields()), func(h *types.Var) bool { return h.Origin() == f.Origin() }) {
			continue
		}
		if value, known := j.valueIn(lit, g); !known || value != nil {
			return j.valueIn(value, f)
		}
		return nil, true
	}
	return nil, false
}

// embedsNil reports whether the method sel is one of an embedded pointer that is nil in what the operand is seen to be.
func (j *hooking) embedsNil(sel *ast.SelectorExpr) bool {
	return j.promotesNil(sel.X, j.Info.Selections[sel].Index())
}

// promotesNil reports whether what is selected of x by index is promoted from an embedded pointer or interface that is nil in what x is
// seen to be.
func (j *hooking) promotesNil(x ast.Expr, index []int) bool {
	lit := j.madeBy(x, 0)
	if len(index) != 2 || lit == nil {
		return false
	}
	st, ok := core(j.Info.TypeOf(lit)).(*types.Struct)
	if !ok {
		return false
	}
	f := st.Field(index[0])
	if !holdsReference(f.Type()) || !j.setByLiterals(f, x) || j.settings.askedForNil(f.Origin()) {
		return false
	}
	value, known := j.valueIn(lit, f)
	return known && (value == nil || j.settings.isNilValue(value))
}

// callsOf lists the calls of a function that is declared here.
func (j *hooking) callsOf(fn ast.Node) []*ast.CallExpr {
	if j.harming.calls == nil {
		j.harming.calls = make(map[ast.Node][]*ast.CallExpr)
		for c := range j.Preorder((*ast.CallExpr)(nil)) {
			call := c.Node().(*ast.CallExpr)
			if callee := j.Callee(call); callee != nil {
				if decl := j.Decl(callee); decl != nil {
					j.harming.calls[decl] = append(j.harming.calls[decl], call)
				}
			}
		}
	}
	return j.harming.calls[fn]
}

// passedHarm returns what is seen to panic in what a caller of fn hands it as its parameter arg, which fn
// hands on as a hook.
func (j *hooking) passedHarm(handler ast.Node, v, param *types.Var, arg ast.Expr) ast.Node {
	own := j.VarOf(arg)
	if own == nil || own.IsField() {
		return nil
	}
	fn, ok := j.FuncAt(own.Pos()).(*ast.FuncDecl)
	if !ok || own.Kind() != types.ParamVar || len(j.Var(own).Values) > 0 || own == param {
		return nil
	}
	for i := range fn.Type.Params.NumFields() {
		if j.param(fn, i) != own {
			continue
		}
		for _, call := range j.callsOf(fn) {
			if args := j.ownArgs(call, j.Resolve(call.Fun)); i < len(args) && j.VarOf(args[i]) == nil {
				if op := j.handedHarm(handler, v, param, args[i]); op != nil {
					return op
				}
			}
		}
	}
	return nil
}

// ownArgs lists the arguments of a call one for each parameter of t, from the first one on.
func (src source) ownArgs(call *ast.CallExpr, t syntax.Target) []ast.Expr {
	if t.Func == nil {
		return call.Args
	}
	return call.Args[min(src.Shift(call, t.Func), len(call.Args)):]
}

// isReset reports whether the parameter v is given another value, or somebody asks whether it is nil.
func (j *hooking) isReset(v *types.Var) bool {
	r := j.Var(v)
	return r.Taken || len(r.Values) > 0 || j.settings.askedForNil(v)
}

// handedHarm returns what is seen to panic in a handler of this package that uses what param is handed, as its own
// parameter or captured variable v, if that is arg: the argument itself if it is nil.
func (j *hooking) handedHarm(handler ast.Node, v, param *types.Var, arg ast.Expr) (op ast.Node) {
	if j.settings.isNilValue(arg) || j.isNeverSet(arg) || j.tracing.isLeftToOthers(arg) {
		if !j.isReset(param) && (j.guarding.needs(handler, v) || j.guarding.needsElements(handler, v)) {
			return arg
		}
		return nil
	}
	if !isFunc(v.Type()) && !types.IsInterface(v.Type()) {
		return nil
	}
	if op := j.passedHarm(handler, v, param, arg); op != nil {
		return op
	}
	syntax.Own(syntax.Body(handler), func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || op != nil {
			return op == nil
		}
		if j.isVar(call.Fun, v) {
			op = j.runHarm(arg)
		} else if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && j.isVar(sel.X, v) {
			if run := j.methodOf(arg, sel.Sel.Name); run != nil && j.harming.harmIn(run).always() {
				op = j.harming.harmIn(run).op
			}
		}
		return op == nil
	})
	return op
}

// isNeverSet reports whether e is a field or variable of the package that nobody ever sets.
func (j *hooking) isNeverSet(e ast.Expr) bool {
	v := j.VarOf(e)
	return v != nil && j.settings.neverSet(v)
}

// methodOf returns the method that a value has by the type that it is seen to be of, if it is declared here.
func (j *hooking) methodOf(value ast.Expr, name string) ast.Node {
	if v := j.VarOf(value); v != nil && types.IsInterface(v.Type()) {
		if value = j.Once(v); value == nil {
			return nil
		}
	}
	t := j.Info.TypeOf(value)
	if t == nil || types.IsInterface(t) {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, j.Types, name)
	if fn, ok := obj.(*types.Func); ok {
		if decl := j.Decl(fn); decl != nil {
			return decl
		}
	}
	return nil
}

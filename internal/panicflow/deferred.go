package panicflow

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// deferred returns the guard that `defer call` puts up.
func (j *guarding) deferred(call *ast.CallExpr) Level {
	t := j.Resolve(call.Fun)
	switch {
	case j.trusting.mayBeNil(call), j.Interface(call.Fun) != nil && j.harming.onNil(call, t):
		return None
	case t.Builtin != nil: // defer recover() is recover as the deferred function, not called by it
		return None
	case t.Func != nil && j.crashing.funcEnding(t.Func) == exits:
		return Crash // defer os.Exit(3)
	}
	level := j.valueRecovers(call.Fun, call)
	if level == None {
		level = j.handedRecovers(call, t)
	} else if level == Partial && j.provided(call, t) {
		level = Full
	}
	if level > Crash && (j.meetsNil(call, t) || j.tracing.handsSeenNil(call, t) || j.hooking.hookHarm(call, t) != nil || j.closings.closesAgain(call, t) != nil) {
		return None
	}
	return level
}

// handedRecovers returns the guard that t is in view of what call hands it: where it can panic itself only if that is
// not fit, or in a function that it calls before its recover.
func (j *guarding) handedRecovers(call *ast.CallExpr, t syntax.Target) Level {
	fn := j.Node(t)
	if fn == nil || j.handling(fn).harm == nil {
		return None
	}
	b := j.containment.boundBy(call, t)
	b.recovering = 0
	if h := j.proving.handedTo(call); h != nil && (!j.strict || len(call.Args) > 0) { // strictly, others may set what a receiver keeps
		b.fit = h.fit(j.receiver(fn))
	}
	if b == (bound{}) {
		return None
	}
	return fixpoint.Ask(j.solver, outcomeLattice, question{kind: guardOf, fn: fn, bound: b}, func() outcome {
		idle, start := newHandler(j.Judge, fn, nil)
		idle.frame = j.containment.bind(fn, b)
		idle.idle, idle.reason.level = true, Full
		if idle.outcome(start); idle.reason.level == None {
			return outcome{}
		}
		h, start := newHandler(j.Judge, fn, nil)
		h.frame = j.containment.bind(fn, b)
		return h.outcome(start)
	}).level
}

// valueRecovers returns the guard that the function in e is when it is the
// deferred function, of call if that is not nil. What nobody can see is none, unless its
// name says so.
func (j *guarding) valueRecovers(e ast.Expr, call *ast.CallExpr) Level {
	t := j.Resolve(e)
	switch {
	case t.Result != nil: // defer f()()
		return j.recoversResult(t, j.trusting.callable(call))
	case t.Known():
		level := j.recovers(t)
		if j.strict && j.Interface(e) != nil { // what holds only as long as nobody gives the variable another value
			level = min(level, Unknown)
		}
		return level
	}
	if m := j.Interface(e); m != nil {
		if j.tracing.holdsNil(ast.Unparen(e).(*ast.SelectorExpr).X, m.Name()) {
			return None
		}
		return j.methodRecovers(e, m)
	}
	if level := j.owning.recovers(e, call); level > None {
		return level
	}
	if v := j.VarOf(ast.Unparen(e)); v != nil {
		if values, zero := j.valuesOf(v); len(values) > 0 && (!zero || j.trusting.callable(call)) {
			return fixpoint.Ask(j.solver, levelLattice, question{kind: guardInVar, v: v}, func() Level {
				return lowest(values, func(value ast.Expr) Level {
					if level := j.valueRecovers(value, nil); level > None || j.Resolve(value).Known() {
						return level
					}
					return byName(e)
				})
			})
		} else if zero {
			return None
		}
	}
	return byName(e)
}

// idles reports whether the function that call defers recovers, or tries to, and cannot
// panic where there is nothing to recover.
func (j *guarding) idles(call *ast.CallExpr) bool {
	t := j.Resolve(call.Fun)
	if node := j.Node(t); node != nil {
		return j.idle(node).level == Full
	}
	return t.Func != nil && j.facts.recoversOf(t.Func).Idle
}

// byName returns Unknown for a function that nobody can see, but whose name
// says that it recovers.
func byName(e ast.Expr) Level {
	var name string
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		name = e.Name
	case *ast.SelectorExpr:
		name = e.Sel.Name
	}
	name = strings.ToLower(name)
	for _, word := range []string{"recover", "panic", "crash"} {
		if strings.Contains(name, word) {
			return Unknown
		}
	}
	return None
}

// valuesOf lists everything but nil that v holds at some time, and reports whether it
// may be nil. The list is empty if that is not known, or if it is the value that v
// itself is about to be given.
func (src source) valuesOf(v *types.Var) (list []ast.Expr, zero bool) {
	global := v.Parent() == src.Types.Scope()
	if v.Pkg() != src.Types || !isFunc(v.Type()) || v.Exported() && (v.IsField() || global) ||
		v.Kind() != types.LocalVar && !global && !v.IsField() {
		return nil, false
	}
	r := src.Var(v)
	if r.Taken {
		return nil, false
	}
	zero = true
	for _, value := range r.Values {
		if value.Expr == nil {
			return nil, false
		}
		if id, ok := ast.Unparen(value.Expr).(*ast.Ident); ok && src.Info.Uses[id] == v {
			return nil, false
		}
		if value.Decl || v.IsField() && src.inLiteral(value.Expr) {
			zero = false
		}
	}
	for _, value := range r.Values {
		if src.IsNil(value.Expr) {
			zero = true
			continue
		}
		list = append(list, value.Expr)
	}
	return list, zero
}

// variableLevel returns what becomes of a panic in the function that the variable e
// holds, when it is called, by call if that is not nil; None if not all that it ever holds
// is known.
func (j *guarding) variableLevel(e ast.Expr, call *ast.CallExpr) Level {
	if list, ok := j.containment.elementsOf(e); ok {
		return lowest(list, j.trusting.valueLevel)
	}
	if level := j.gathering.gatheredLevel(e); level > None {
		return level
	}
	v := j.VarOf(ast.Unparen(e))
	if v == nil {
		return None
	}
	if arg := j.passedThrough(v); arg != nil {
		return j.trusting.valueLevel(arg)
	}
	values, zero := j.valuesOf(v)
	if len(values) == 0 || zero && !j.trusting.callable(call) {
		return None
	}
	return fixpoint.Ask(j.solver, levelLattice, question{kind: levelInVar, v: v}, func() Level {
		return lowest(values, j.trusting.valueLevel)
	})
}

// inLiteral reports whether e is the value of a field in a composite literal.
func (src source) inLiteral(e ast.Expr) bool {
	c, ok := src.CursorOf(e)
	if !ok {
		return false
	}
	switch c.Parent().Node().(type) {
	case *ast.KeyValueExpr, *ast.CompositeLit:
		return true
	}
	return false
}

// methodRecovers returns the guard that an interface method is, as far as its
// implementations can be seen: there may be more of them.
func (j *guarding) methodRecovers(e ast.Expr, m *types.Func) Level {
	iface, ok := j.Info.TypeOf(ast.Unparen(e).(*ast.SelectorExpr).X).Underlying().(*types.Interface)
	if !ok { // promoted from an embedded interface
		iface, ok = m.Signature().Recv().Type().Underlying().(*types.Interface)
		if !ok {
			return byName(e)
		}
	}
	seen, all := false, true
	j.eachImplementation(iface, m, func(fn *types.Func) {
		seen, all = true, all && j.recovers(syntax.Target{Func: fn.Origin()}) > Crash
	})
	switch {
	case !seen:
		return byName(e)
	case all:
		return Unknown
	}
	return None
}

// eachImplementation calls f for the method m of each type of this package, and
// of those that it imports from outside the standard library, that implements iface.
func (src source) eachImplementation(iface *types.Interface, m *types.Func, f func(*types.Func)) {
	if iface.NumMethods() == 0 {
		return
	}
	look := func(pkg *types.Package) {
		for _, name := range pkg.Scope().Names() {
			tn, ok := pkg.Scope().Lookup(name).(*types.TypeName)
			if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
				continue
			}
			ptr := types.NewPointer(tn.Type())
			if !types.Implements(ptr, iface) {
				continue
			}
			obj, _, _ := types.LookupFieldOrMethod(ptr, true, m.Pkg(), m.Name())
			if fn, ok := obj.(*types.Func); ok && !types.IsInterface(fn.Signature().Recv().Type()) {
				f(fn)
			}
		}
	}
	look(src.Types)
	for _, pkg := range src.Types.Imports() {
		if !src.IsStd(pkg.Path()) {
			look(pkg)
		}
	}
}

// meetsNil reports whether a handler t is deferred with a receiver or argument
// that is seen to be nil and that it uses: it panics then.
func (j *guarding) meetsNil(call *ast.CallExpr, t syntax.Target) bool {
	need := j.guardNeeds(t)
	if t.Func != nil && t.Func.Signature().Recv() != nil {
		if _, ptr := t.Func.Signature().Recv().Type().Underlying().(*types.Pointer); !ptr {
			need |= receiver // which is copied at the defer statement
		}
	}
	if need == 0 {
		return false
	}
	h := j.proving.handedTo(call)
	return h != nil && h.seenNil&need != 0
}

// guardNeeds returns what must not be nil for t to be a guard, or for a known function
// not to panic.
func (j *guarding) guardNeeds(t syntax.Target) (all paramSet) {
	fn := j.Node(t)
	if fn == nil {
		if t.Func == nil {
			return 0
		}
		all = j.facts.recoversOf(t.Func).NotNil | j.facts.harmsOf(t.Func.Origin()).Nil | j.nilNeeds(t.Func, j.facts.containsOf(t.Func.Origin()).NotNil)
		if j.usesPointer(t.Func) {
			all |= receiver
		}
		return all
	}
	if j.needs(fn, j.receiver(fn)) {
		all = receiver
	}
	for i := range maxParams - 1 {
		if v := j.param(fn, i); j.needs(fn, v) || v != nil && j.needsElements(fn, v) {
			all |= 1 << (i + 1)
		}
	}
	return all
}

// usesPointer reports whether fn is a method that looks at what its receiver points to: a known one, or one of the standard
// library, but for those that are known to have an answer. Atomics are trusted wherever they are.
func (src source) usesPointer(fn *types.Func) bool {
	if fn.Signature().Recv() == nil || fn.Pkg() == nil || known.Atomic(fn) != known.NotAtomic {
		return false
	}
	return (known.Of(fn) != nil || src.IsStd(fn.Pkg().Path())) && !known.AnswersNil(fn)
}

// needsElements reports whether fn uses each element of v, a variadic parameter, likewise: by a loop, or by an index.
func (j *guarding) needsElements(fn ast.Node, v *types.Var) bool {
	list, ok := v.Type().Underlying().(*types.Slice)
	if !ok || !holdsReference(list.Elem()) || syntax.Body(fn) == nil || !j.isVariadic(j.FuncAt(v.Pos()), v) {
		return false
	}
	needs, asks := false, false
	isElem := func(e ast.Expr) bool {
		ix, ok := ast.Unparen(e).(*ast.IndexExpr)
		return ok && j.isVar(ix.X, v)
	}
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			if elem := j.VarOf(n.Value); j.isVar(n.X, v) && elem != nil {
				needs = needs || j.needs(fn, elem)
			}
		case *ast.BinaryExpr:
			asks = asks || isElem(n.X) && j.IsNil(n.Y) || isElem(n.Y) && j.IsNil(n.X)
		case *ast.SelectorExpr:
			needs = needs || isElem(n.X) && j.selectionNeeds(n)
		case *ast.StarExpr:
			needs = needs || isElem(n.X)
		case *ast.CallExpr:
			needs = needs || isElem(n.Fun)
		}
		return true
	})
	return needs && !asks
}

// isVariadic reports whether v is the variadic parameter of fn.
func (src source) isVariadic(fn ast.Node, v *types.Var) bool {
	list := syntax.FuncType(fn).Params.List
	if len(list) == 0 {
		return false
	}
	_, is := list[len(list)-1].Type.(*ast.Ellipsis)
	return is && v != nil && v == src.param(fn, syntax.FuncType(fn).Params.NumFields()-1)
}

// receiver returns the receiver of a method that is declared here; nil if it has no name.
func (src source) receiver(fn ast.Node) *types.Var {
	decl, ok := fn.(*ast.FuncDecl)
	if !ok || decl.Recv == nil || len(decl.Recv.List) != 1 || len(decl.Recv.List[0].Names) != 1 {
		return nil
	}
	v, _ := src.Info.Defs[decl.Recv.List[0].Names[0]].(*types.Var)
	return v
}

// needs reports whether fn uses what its parameter or receiver v points to, or
// calls it, without asking whether it is nil, itself or in a method of v that it calls.
func (j *guarding) needs(fn ast.Node, v *types.Var) bool {
	body := syntax.Body(fn)
	if v == nil || body == nil {
		return false
	}
	return fixpoint.Ask(j.solver, anyLattice, question{kind: usedOf, fn: fn, v: v}, func() bool {
		needs, asks := false, false
		syntax.Own(body, func(n ast.Node) bool {
			if j.deadCode.isDead(n) {
				return false
			}
			switch n := n.(type) {
			case *ast.BinaryExpr:
				asks = asks || j.isVar(n.X, v) && j.IsNil(n.Y) || j.isVar(n.Y, v) && j.IsNil(n.X)
			case *ast.SelectorExpr:
				needs = needs || j.isVar(n.X, v) && j.selectionNeeds(n)
			case *ast.StarExpr:
				needs = needs || j.isVar(n.X, v)
			case *ast.CallExpr:
				needs = needs || j.isVar(n.Fun, v) || types.IsInterface(v.Type()) && j.isVar(j.writesTo(n), v)
			}
			return true
		})
		return needs && !asks
	})
}

// selectionNeeds reports whether a selection, or the method that it is of, uses what its
// operand points to: a method of a pointer need not.
func (j *guarding) selectionNeeds(n *ast.SelectorExpr) bool {
	sel := j.Info.Selections[n]
	if sel == nil || sel.Kind() != types.MethodVal || derefs(sel) {
		return true
	}
	decl := j.Decl(sel.Obj().(*types.Func))
	return decl == nil || j.needs(decl, j.receiver(decl))
}

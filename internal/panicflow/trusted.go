package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What the default profile trusts not to panic beyond what the Go spec itself
// rules out is in package known. Under -strict none of it is trusted. What the
// language rules out is in panics.go and proofs.go.

// trusted reports whether call is taken not to panic. Its arguments are judged
// apart, and so is its operand, unless that is a plain path.
func (j *Judge) trusted(call *ast.CallExpr) bool {
	is, on := j.trustedIf(call)
	return is && (!on || j.conditions(known.Of(j.Callee(call)), call, nil) || j.operationNeeds(call) == 0)
}

// trustedIf is trusted but for the conditions that the arguments of call must meet, if there are any.
func (j *Judge) trustedIf(call *ast.CallExpr) (is, on bool) {
	if j.strict {
		return false, false
	}
	fun := ast.Unparen(call.Fun)
	if syntax.IsCancelFunc(j.Info.TypeOf(fun)) {
		return j.IsPath(fun) && j.calmCancel(fun) && !j.settings.seenUnset(call, fun), false
	}
	if ix, ok := fun.(*ast.IndexExpr); ok { // an instance
		fun = ast.Unparen(ix.X)
	}
	var fn *types.Func
	switch fun := fun.(type) {
	case *ast.Ident:
		fn, _ = j.Info.Uses[fun].(*types.Func)
	case *ast.SelectorExpr:
		fn, _ = j.Info.Uses[fun.Sel].(*types.Func)
	}
	if j.isErrorText(call) {
		return true, false
	}
	entry := known.Of(fn)
	if !entry.Has(known.CannotPanic) && !j.isCondLocker(fn, fun) && !j.pooling.getsPooled(call) {
		return false, false
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok && j.Info.Selections[sel] != nil && !j.trustedOperand(call, sel) {
		return false, false
	}
	if entry == nil {
		return true, false
	}
	if len(entry.Launches) == 0 && !j.callbacksContain(fn, call) {
		return false, false
	}
	return true, len(entry.If) > 0
}

// trustedOperand reports whether the receiver of a known method is trusted: a
// plain path, a value, or a pointer that is provably not nil.
func (j *Judge) trustedOperand(call *ast.CallExpr, sel *ast.SelectorExpr) bool {
	if j.Info.Selections[sel].Kind() == types.MethodExpr {
		return false
	}
	if j.IsPath(sel.X) {
		return !j.settings.seenUnset(call, sel.X)
	}
	switch j.Info.TypeOf(sel.X).Underlying().(type) {
	case *types.Pointer, *types.Interface:
		if made, ok := ast.Unparen(sel.X).(*ast.CallExpr); ok && known.Of(j.Callee(made)).Has(known.Makes) {
			return true
		}
		h := j.handedTo(call)
		return h != nil && h.notNil&receiver != 0
	}
	return true
}

// onLooseOperand reports whether a call is of a known method, or of one that begins with a known one of its receiver's, on what may be nil and is no plain path. What is found in the
// method's body does not count then, since it trusts the receiver there: m[k].Add(1) of a *atomic.Int64.
func (j *Judge) onLooseOperand(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if j.strict || !ok || j.Info.Selections[sel] == nil {
		return false
	}
	fn, _ := j.Info.Uses[sel.Sel].(*types.Func)
	trusts := known.Of(fn).Has(known.CannotPanic) && !derefs(j.Info.Selections[sel]) // which is an operation of its own
	return (trusts || j.mayGiveNil(sel.X) && j.beginsOnReceiver(fn)) && !j.trustedOperand(call, sel)
}

// beginsOnReceiver reports whether the first that a method of this package does is a call on a part of what its receiver
// points to, which is trusted there: func (g *gauge) set(v int) { g.mu.Lock(); … }.
func (j *Judge) beginsOnReceiver(fn *types.Func) bool {
	decl := j.Decl(fn)
	if decl == nil || decl.Body == nil || len(decl.Body.List) == 0 || fn.Signature().Recv() == nil || !syntax.IsPointer(fn.Signature().Recv().Type()) {
		return false
	}
	call := syntax.CallStmt(decl.Body.List[0])
	if call == nil {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !known.Of(j.Callee(call)).Has(known.CannotPanic) || !j.IsPath(sel.X) {
		return false
	}
	on, ok := ast.Unparen(sel.X).(*ast.SelectorExpr)
	return ok && j.VarOf(on.X) == fn.Signature().Recv()
}

// mayGiveNil reports whether x is an element of a map, which need not be there, or what a function of this package returns that is
// seen to return nil, or such an element.
func (j *Judge) mayGiveNil(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.IndexExpr:
		t := j.Info.TypeOf(x.X)
		if t == nil {
			return false
		}
		_, isMap := core(t).(*types.Map)
		return isMap
	case *ast.CallExpr:
		node := j.Node(j.Resolve(x.Fun))
		return node != nil && slices.ContainsFunc(j.Returns(node), func(e ast.Expr) bool {
			_, call := ast.Unparen(e).(*ast.CallExpr)
			return j.IsNil(e) || !call && j.mayGiveNil(e)
		})
	}
	return false
}

// isCondLocker reports whether fun is the Lock or Unlock of the L of a sync.Cond,
// which nearly always is a mutex.
func (j *Judge) isCondLocker(fn *types.Func, fun ast.Expr) bool {
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync" {
		return false
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	l, ok := ast.Unparen(sel.X).(*ast.SelectorExpr)
	return ok && l.Sel.Name == "L" && syntax.IsNamed(j.Info.TypeOf(l.X), "sync", "Cond") && !j.settings.isUnmade(l.X)
}

// fails reports whether this call of t is seen to panic, whatever is known of t.
func (j *Judge) fails(call *ast.CallExpr, t syntax.Target) bool {
	return j.onLooseOperand(call) || j.mayBeNil(call) || j.settings.handsNil(call, t) || j.settings.onUnmade(call) || j.meetsReceiver(call, call.Fun, t) || j.harming.hookFails(call, t)
}

// mayBeNil reports whether the function that call calls is found through a variable
// that may still be nil: assigned once is not always set.
func (j *Judge) mayBeNil(call *ast.CallExpr) bool {
	return j.mayBeUnset(call.Fun) && !j.callable(call)
}

// mayBeUnset is MayBeUnset, but for a cancel function in a field or a variable of the package, which is trusted like any operand: that somebody
// makes a value without it does not tell that it is called there, unless only those who make one set it.
func (j *Judge) mayBeUnset(e ast.Expr) bool {
	if !j.MayBeUnset(e) {
		return false
	}
	v := j.VarOf(e)
	if j.strict || v == nil || !v.IsField() && v.Parent() != j.Types.Scope() {
		return true
	}
	value := j.Var(v).Values[0]
	if !syntax.IsCancelFunc(v.Type()) && !syntax.IsCancelFunc(j.Info.TypeOf(value.Expr)) || j.settings.isNilValue(value.Expr) {
		return true
	}
	if !value.Init || j.EverySetsHere(v) && !j.Overwritten(v) {
		return false
	}
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	return !ok || !j.settings.isSetIn(j.VarOf(sel.X), v)
}

// isMapKey reports whether e is the key that (*sync.Map).Range hands its callback: whatever it is, it has been hashed before.
func (j *Judge) isMapKey(e ast.Expr) bool {
	v := j.VarOf(e)
	if v == nil || v.Kind() != types.ParamVar || j.Var(v).Taken || len(j.Var(v).Values) > 0 {
		return false
	}
	lit, ok := j.FuncAt(v.Pos()).(*ast.FuncLit)
	if !ok || j.param(lit, 0) != v {
		return false
	}
	c, ok := j.FuncCursor(lit)
	if !ok {
		return false
	}
	call, ok := user(c).Node().(*ast.CallExpr)
	return ok && ast.Unparen(call.Fun) != lit && j.Callee(call) != nil && j.Callee(call).FullName() == "(*sync.Map).Range"
}

// callable reports whether the function that call calls is provably not nil.
func (j *Judge) callable(call *ast.CallExpr) bool {
	if call == nil {
		return false
	}
	h := j.handedTo(call)
	return h != nil && h.callable
}

// callbacksContain reports whether every function that call hands fn contains its
// panics, or is an iterator that gives.
func (j *Judge) callbacksContain(fn *types.Func, call *ast.CallExpr) bool {
	sig := fn.Signature()
	for i, arg := range call.Args {
		if _, typ := paramOf(sig, i); isFunc(typ) && j.valueLevel(arg) < Full && !(isIterating(typ) && j.gives(arg)) {
			return false
		}
	}
	return true
}

// valueLevel returns what becomes of a panic in the function that e denotes, when
// it is called with arguments of which nothing is known.
func (j *Judge) valueLevel(e ast.Expr) Level {
	t := j.Resolve(e)
	if j.mayBeUnset(e) || j.settings.bindsNil(e, t) || j.meetsReceiver(ast.Unparen(e), e, t) {
		return None
	}
	if !j.strict {
		if syntax.IsCancelFunc(j.Info.TypeOf(e)) && j.IsPath(e) && j.calmCancel(e) {
			return Full
		}
		if t.Func != nil {
			if entry := known.Of(t.Func); entry.Has(known.CannotPanic) && len(entry.If) == 0 && !takesFunc(t.Func.Signature()) {
				sel, method := ast.Unparen(e).(*ast.SelectorExpr)
				if !method || j.Info.Selections[sel] == nil || j.IsPath(sel.X) {
					return Full
				}
			}
		}
	}
	level := j.targetLevel(t)
	if !t.Known() {
		level = j.variableLevel(e, nil)
	}
	if level < Full && t.Result == nil {
		if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok && j.handedTo(sel).needs(j.calleeNeeds(t)) == 0 {
			return Full
		}
	}
	return level
}

// wrapsContained reports whether call returns a function around one that contains its
// panics: sync.OnceFunc(f).
func (j *Judge) wrapsContained(call *ast.CallExpr) bool {
	fn := j.Callee(call)
	return !j.strict && known.Of(fn).Has(known.Wraps) && j.callbacksContain(fn, call)
}

// prints reports whether a function of this package prints, itself or in what it calls
// here. What becomes of that is up to the writer or handler that the program has set,
// of which another package cannot know.
func (j *Judge) prints(fn ast.Node) bool {
	body := syntax.Body(fn)
	if j.strict || body == nil {
		return false
	}
	return !fixpoint.Ask(j.solver, allLattice, question{kind: silentOf, fn: fn}, func() bool {
		found := false
		ast.Inspect(body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ReturnStmt: // a literal that is returned is not called
				return !found && !slices.ContainsFunc(n.Results, func(e ast.Expr) bool {
					_, lit := ast.Unparen(e).(*ast.FuncLit)
					return lit && len(n.Results) == 1
				})
			case *ast.CallExpr:
				node := j.Node(j.Resolve(n.Fun))
				found = found || known.Of(j.Callee(n)).Has(known.Prints) || node != nil && j.prints(node)
			}
			return !found
		})
		return !found
	})
}

// conditions reports whether the arguments of a call of a known function are such
// that it cannot panic.
func (j *Judge) conditions(entry *known.Func, call *ast.CallExpr, s state) bool {
	for _, c := range entry.If {
		arg := argument(call, c.Param)
		if arg == nil || !j.condition(c.Is, arg, s) || c.Is == known.Bounds && !j.indexesInRange(call, s) ||
			c.Is == known.Pairs && (len(call.Args)%2 != 0 || call.Ellipsis.IsValid()) {
			return false
		}
	}
	return true
}

// argument returns the argument for the i-th parameter of a known function, or what a method is called on; nil if
// that is none of its own.
func argument(call *ast.CallExpr, i int) ast.Expr {
	if i == known.Receiver {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return sel.X
		}
		return nil
	}
	if i < len(call.Args) {
		return call.Args[i]
	}
	return nil
}

func (j *Judge) condition(is known.Condition, arg ast.Expr, s state) bool {
	arg = ast.Unparen(arg)
	switch is {
	case known.Positive:
		return j.atLeast(arg, 1, s)
	case known.NonNegative:
		return j.atLeast(arg, 0, s)
	case known.NotNil:
		return j.notNil(arg, s)
	case known.Hashable:
		return !j.IsNil(arg) && hashable(j.Info.TypeOf(arg)) || j.isMapKey(arg)
	case known.PlainElems:
		switch list := core(j.Info.TypeOf(arg)).(type) {
		case *types.Slice:
			return hashable(list.Elem())
		case *types.Map:
			return hashable(list.Elem())
		}
		return false
	case known.Operand:
		if x, ok := arg.(*ast.UnaryExpr); ok {
			arg = x.X
		}
		return j.IsPath(arg) || j.notNil(arg, s)
	case known.Context:
		if call, ok := arg.(*ast.CallExpr); ok {
			fn := j.Callee(call)
			return fn != nil && (fn.FullName() == "context.Background" || fn.FullName() == "context.TODO")
		}
		return j.IsPath(arg)
	case known.Writer:
		return j.isCalmWriter(arg)
	case known.Logger:
		return j.isStdLogger(arg, 0)
	case known.NotEmpty:
		if lit, ok := arg.(*ast.CompositeLit); ok {
			return len(lit.Elts) > 0
		}
		p := j.placeOf(arg)
		return p != nowhere && s.proves(zero, 1, lenOf(p), j.natural)
	case known.Bytes2:
		return j.isLong(arg, 2, s)
	case known.Bytes4:
		return j.isLong(arg, 4, s)
	case known.Bytes8:
		return j.isLong(arg, 8, s)
	case known.Bounds, known.Pairs: // see conditions
		return true
	case known.Calm:
		return j.calmChains()
	case known.ErrorTarget:
		return j.isErrorTarget(arg)
	case known.Zone:
		v := j.VarOf(arg)
		return v != nil && v.Pkg() != nil && v.Pkg().Path() == "time" && v.Parent() == v.Pkg().Scope()
	case known.Basic:
		return j.isBasicSlice(arg)
	case known.Sequence:
		call, ok := arg.(*ast.CallExpr)
		if !ok || j.targetGives(j.Resolve(arg)) {
			return ok
		}
		return known.Of(j.Callee(call)).Has(known.Stops | known.Pure)
	case known.Sentinel:
		return j.isSentinel(arg) && j.calmChains()
	case known.Encodable:
		return j.isEncodable(j.Info.TypeOf(arg), nil)
	case known.Pattern:
		v := j.Info.Types[arg].Value
		if v == nil || v.Kind() != constant.String {
			return false
		}
		_, err := regexp.Compile(constant.StringVal(v))
		return err == nil
	case known.Base:
		c, ok := j.constant(arg)
		return ok && 2 <= c && c <= 36
	case known.Slice:
		_, ok := core(j.Info.TypeOf(arg)).(*types.Slice)
		return ok
	case known.BitSize:
		c, ok := j.constant(arg)
		return ok && (c == 32 || c == 64)
	}
	return false
}

// isErrorTarget reports whether e is the address of what errors.As can set: an error, or an interface.
func (j *Judge) isErrorTarget(e ast.Expr) bool {
	if and, ok := e.(*ast.UnaryExpr); !ok || and.Op != token.AND {
		return false
	}
	ptr, ok := core(j.Info.TypeOf(e)).(*types.Pointer)
	return ok && !isTypeParam(ptr.Elem()) && (types.IsInterface(ptr.Elem()) || types.Implements(ptr.Elem(), errorType))
}

// isBasicSlice reports whether e is a slice of a type of package sort, as it is or reversed.
func (j *Judge) isBasicSlice(e ast.Expr) bool {
	e = ast.Unparen(e)
	if call, ok := e.(*ast.CallExpr); ok && len(call.Args) == 1 {
		if fn := j.Callee(call); fn != nil && fn.FullName() == "sort.Reverse" {
			return j.isBasicSlice(call.Args[0])
		}
	}
	t := j.Info.TypeOf(e)
	return syntax.IsNamed(t, "sort", "IntSlice") || syntax.IsNamed(t, "sort", "StringSlice") || syntax.IsNamed(t, "sort", "Float64Slice")
}

// calmChains reports whether no error of this package panics on purpose where errors.Is or errors.As asks it.
func (j *Judge) calmChains() bool {
	if j.chains == nil {
		calm := true
		for c := range j.Preorder((*ast.FuncDecl)(nil)) {
			decl := c.Node().(*ast.FuncDecl)
			if name := decl.Name.Name; decl.Recv == nil || decl.Body == nil || name != "Is" && name != "As" && name != "Unwrap" {
				continue
			}
			ast.Inspect(decl.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				calm = calm && !(ok && j.Builtin(call) == "panic")
				return calm
			})
		}
		j.chains = &calm
	}
	return *j.chains
}

// isEncodable reports whether package json encodes a value of t without a method that the module, or another one,
// has written, as far as that is seen by its type. The types above it, around, are seen to.
func (j *Judge) isEncodable(t types.Type, around []types.Type) bool {
	if t == nil || isTypeParam(t) || len(around) > 8 {
		return false
	}
	for _, method := range []string{"MarshalJSON", "MarshalText"} {
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, nil, method)
		if fn, ok := obj.(*types.Func); ok && (fn.Pkg() == nil || !j.IsStd(fn.Pkg().Path())) {
			return false
		}
	}
	if slices.ContainsFunc(around, func(u types.Type) bool { return types.Identical(t, u) }) {
		return true
	}
	around = append(around[:len(around):len(around)], t)
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return false
	case *types.Pointer:
		return j.isEncodable(u.Elem(), around)
	case *types.Slice:
		return j.isEncodable(u.Elem(), around)
	case *types.Array:
		return j.isEncodable(u.Elem(), around)
	case *types.Map:
		return j.isEncodable(u.Key(), around) && j.isEncodable(u.Elem(), around)
	case *types.Struct:
		for f := range u.Fields() {
			if !j.isEncodable(f.Type(), around) {
				return false
			}
		}
	}
	return true
}

// isLong reports whether a slice or string has at least n elements.
func (j *Judge) isLong(e ast.Expr, n int64, s state) bool {
	w := prover{Judge: j, proofs: new(proofs), s: s}
	length, _ := w.lengthOf(e)
	return length.ok && s.proves(zero, n-length.off, length.t, j.natural)
}

// isCalmWriter reports whether to write to w cannot panic: to a file, of which nil answers with an error, or to a
// builder or buffer, which is trusted like a receiver.
func (j *Judge) isCalmWriter(w ast.Expr) bool {
	t := j.Info.TypeOf(w)
	ptr, ok := types.Unalias(t).(*types.Pointer)
	switch {
	case !ok:
		return false
	case syntax.IsNamed(ptr.Elem(), "os", "File"):
		return true
	case !syntax.IsNamed(ptr.Elem(), "strings", "Builder") && !syntax.IsNamed(ptr.Elem(), "bytes", "Buffer"):
		return false
	}
	if x, ok := w.(*ast.UnaryExpr); ok {
		return j.IsPath(x.X)
	}
	return j.IsPath(w) && !j.settings.isUnset(w)
}

// indexesInRange reports whether the integers that call hands a function of package slices behind the slice are in
// bounds, and in order: slices.Delete(s, i, k).
func (j *Judge) indexesInRange(call *ast.CallExpr, s state) bool {
	indexes := call.Args[1:]
	if fn := j.Callee(call); fn.Name() == "Insert" {
		indexes = indexes[:1]
	} else if len(indexes) < 2 {
		return false // f(g())
	} else {
		indexes = indexes[:2]
	}
	for _, i := range indexes {
		if !j.inRange(call.Args[0], i, 0, s) {
			return false
		}
	}
	return len(indexes) == 1 || j.sums.inOrder(indexes[0], indexes[1], 0, s)
}

// isOperand reports whether the i-th argument of call is trusted like a receiver.
func (j *Judge) isOperand(call *ast.CallExpr, i int) bool {
	entry := known.Of(j.Callee(call))
	if j.strict || entry == nil {
		return false
	}
	for _, c := range entry.If {
		if c.Param == i && (c.Is == known.Operand || c.Is == known.Context) {
			return j.condition(c.Is, call.Args[i], nil)
		}
	}
	return false
}

package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What must hold of the arguments of a known function, for a call not to panic.

// conditions reports whether the arguments of a call of a known function are such
// that it cannot panic.
func (j *trusting) conditions(entry *known.Func, call *ast.CallExpr, s state) bool {
	return !slices.ContainsFunc(entry.If, func(c known.If) bool { return !j.meets(c, call, s) })
}

// meets reports whether the arguments of a call meet a condition.
func (j *trusting) meets(c known.If, call *ast.CallExpr, s state) bool {
	args := j.arguments(call, c)
	switch {
	case len(args) == 0:
		return false
	case c.Is == known.Bounds:
		return j.indexesInRange(call, s)
	case c.Is == known.Pairs:
		return len(call.Args)%2 == 0 && !call.Ellipsis.IsValid()
	}
	return !slices.ContainsFunc(args, func(e ast.Expr) bool { return !j.condition(c.Is, ast.Unparen(e), s) })
}

// arguments lists the arguments that a condition is about, or what a method is called on; none if
// that is none of its own.
func (src source) arguments(call *ast.CallExpr, c known.If) []ast.Expr {
	switch {
	case c.Param == known.Receiver:
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return []ast.Expr{sel.X}
		}
	case c.Param >= len(call.Args):
	case c.Is != known.Theirs || !src.Callee(call).Signature().Variadic():
		return call.Args[c.Param : c.Param+1]
	case !call.Ellipsis.IsValid():
		return call.Args[c.Param:]
	}
	return nil
}

// condition reports whether the argument e meets a condition that is about it alone.
func (j *trusting) condition(is known.Condition, e ast.Expr, s state) bool {
	t := j.Info.TypeOf(e)
	switch is {
	case known.Positive:
		return j.numbers.atLeast(e, 1, s)
	case known.NonNegative:
		return j.numbers.atLeast(e, 0, s)
	case known.NotNil:
		return j.nilness.notNil(e, s)
	case known.Theirs:
		return j.isTheirs(e) || j.nilness.notNil(e, s)
	case known.Operand:
		return j.isTrusted(e, s)
	case known.NotEmpty:
		return j.isNotEmpty(e, s)
	case known.Bytes2:
		return j.isLong(e, 2, s)
	case known.Bytes4:
		return j.isLong(e, 4, s)
	case known.Bytes8:
		return j.isLong(e, 8, s)
	case known.Hashable:
		return !j.IsNil(e) && hashable(t) || j.isMapKey(e)
	case known.PlainElems:
		return hasPlainElems(t)
	case known.Context:
		return j.isContext(e)
	case known.Writer:
		return j.isCalmWriter(e)
	case known.Logger:
		return j.isStdLogger(e, 0)
	case known.Calm:
		return j.calmChains()
	case known.Sentinel:
		return j.panicking.isSentinel(e) && j.calmChains()
	case known.ErrorTarget:
		return j.isErrorTarget(e)
	case known.Basic:
		return j.isBasicSlice(e)
	case known.Encodable:
		return j.isEncodable(t, nil)
	case known.Pattern:
		return isPattern(j.Info.Types[e].Value)
	case known.Sequence:
		return j.isCalmSequence(e)
	case known.Slice:
		return isSlice(t)
	case known.Base:
		c, ok := j.numbers.constant(e)
		return ok && 2 <= c && c <= 36
	case known.BitSize:
		c, ok := j.numbers.constant(e)
		return ok && (c == 32 || c == 64)
	}
	return false
}

// isTrusted reports whether e is trusted like a receiver: a variable or a plain field path, or the address of one.
func (j *trusting) isTrusted(e ast.Expr, s state) bool {
	if x, ok := e.(*ast.UnaryExpr); ok {
		e = x.X
	}
	return j.IsPath(e) || j.nilness.notNil(e, s)
}

// isTheirs reports whether e is a variable of a package of the standard library: time.UTC, unicode.Han.
func (src source) isTheirs(e ast.Expr) bool {
	v := src.VarOf(e)
	return v != nil && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() && src.IsStd(v.Pkg().Path())
}

// isNotEmpty reports whether a list has an element.
func (j *trusting) isNotEmpty(e ast.Expr, s state) bool {
	if lit, ok := e.(*ast.CompositeLit); ok {
		return len(lit.Elts) > 0
	}
	p := j.places.placeOf(e)
	return p != nowhere && s.proves(zero, 1, lenOf(p), j.numbers.natural)
}

// isContext reports whether e is a context that is trusted: a variable or plain field path, or one that package context has ready.
func (src source) isContext(e ast.Expr) bool {
	if call, ok := e.(*ast.CallExpr); ok {
		fn := src.Callee(call)
		return fn != nil && (fn.FullName() == "context.Background" || fn.FullName() == "context.TODO")
	}
	return src.IsPath(e)
}

// isCalmSequence reports whether e is a call that makes something to range over, which panics only if the loop does.
func (j *trusting) isCalmSequence(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	return ok && (j.containment.targetGives(j.Resolve(e)) || known.Of(j.Callee(call)).Has(known.Stops|known.Pure))
}

// hasPlainElems reports whether t is a slice or map whose elements can be compared, and hold no interface.
func hasPlainElems(t types.Type) bool {
	switch list := core(t).(type) {
	case *types.Slice:
		return hashable(list.Elem())
	case *types.Map:
		return hashable(list.Elem())
	}
	return false
}

func isSlice(t types.Type) bool {
	_, ok := core(t).(*types.Slice)
	return ok
}

// isPattern reports whether a constant is a regular expression.
func isPattern(v constant.Value) bool {
	if v == nil || v.Kind() != constant.String {
		return false
	}
	_, err := regexp.Compile(constant.StringVal(v))
	return err == nil
}

// isErrorTarget reports whether e is the address of what errors.As can set: an error, or an interface.
func (src source) isErrorTarget(e ast.Expr) bool {
	if and, ok := e.(*ast.UnaryExpr); !ok || and.Op != token.AND {
		return false
	}
	ptr, ok := core(src.Info.TypeOf(e)).(*types.Pointer)
	return ok && !isTypeParam(ptr.Elem()) && (types.IsInterface(ptr.Elem()) || types.Implements(ptr.Elem(), errorType))
}

// isBasicSlice reports whether e is a slice of a type of package sort, as it is or reversed.
func (src source) isBasicSlice(e ast.Expr) bool {
	e = ast.Unparen(e)
	if call, ok := e.(*ast.CallExpr); ok && len(call.Args) == 1 {
		if fn := src.Callee(call); fn != nil && fn.FullName() == "sort.Reverse" {
			return src.isBasicSlice(call.Args[0])
		}
	}
	t := src.Info.TypeOf(e)
	return syntax.IsNamed(t, "sort", "IntSlice") || syntax.IsNamed(t, "sort", "StringSlice") || syntax.IsNamed(t, "sort", "Float64Slice")
}

// calmChains reports whether no error of this package panics on purpose where errors.Is or errors.As asks it.
func (j *trusting) calmChains() bool {
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
func (src source) isEncodable(t types.Type, around []types.Type) bool {
	if t == nil || isTypeParam(t) || len(around) > 8 {
		return false
	}
	for _, method := range []string{"MarshalJSON", "MarshalText"} {
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, nil, method)
		if fn, ok := obj.(*types.Func); ok && (fn.Pkg() == nil || !src.IsStd(fn.Pkg().Path())) {
			return false
		}
		if isPromotedByPointer(t, method) {
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
		return src.isEncodable(u.Elem(), around)
	case *types.Slice:
		return src.isEncodable(u.Elem(), around)
	case *types.Array:
		return src.isEncodable(u.Elem(), around)
	case *types.Map:
		return src.isEncodable(u.Key(), around) && src.isEncodable(u.Elem(), around)
	case *types.Struct:
		for f := range u.Fields() {
			if !src.isEncodable(f.Type(), around) {
				return false
			}
		}
	}
	return true
}

// isPromotedByPointer reports whether a method of a value is one of a pointer that t embeds: where that is nil, there is none.
func isPromotedByPointer(t types.Type, method string) bool {
	if syntax.IsPointer(t) { // nil itself is no value to call a method of
		return false
	}
	obj, index, throughPointer := types.LookupFieldOrMethod(t, false, nil, method)
	fn, ok := obj.(*types.Func)
	return ok && len(index) > 1 && throughPointer && !syntax.IsPointer(fn.Signature().Recv().Type())
}

// isLong reports whether a slice or string has at least n elements.
func (j *trusting) isLong(e ast.Expr, n int64, s state) bool {
	w := prover{Judge: j.Judge, proofs: new(proofs), s: s}
	length, _ := w.lengthOf(e)
	return length.ok && s.proves(zero, n-length.off, length.t, j.numbers.natural)
}

// isCalmWriter reports whether to write to w cannot panic: to a file, of which nil answers with an error, or to a
// builder or buffer, which is trusted like a receiver.
func (j *trusting) isCalmWriter(w ast.Expr) bool {
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
func (j *trusting) indexesInRange(call *ast.CallExpr, s state) bool {
	indexes := call.Args[1:]
	if fn := j.Callee(call); fn.Name() == "Insert" {
		indexes = indexes[:1]
	} else if len(indexes) < 2 {
		return false // f(g())
	} else {
		indexes = indexes[:2]
	}
	for _, i := range indexes {
		if !j.numbers.inRange(call.Args[0], i, 0, s) {
			return false
		}
	}
	return len(indexes) == 1 || j.sums.inOrder(indexes[0], indexes[1], 0, s)
}

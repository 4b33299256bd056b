package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// stdLaunches adds to f what is known of fn by name.
func stdLaunches(fn *types.Func, f *launches) {
	if fn.Pkg() == nil {
		return
	}
	if fn.Pkg().Path() == "testing" {
		// t.Run, b.RunParallel, …: a panic there fails the test, which is its purpose.
		f.Params = nil
		return
	}
	if entry := known.Of(fn); entry != nil {
		for _, i := range entry.Launches {
			if !slices.Contains(f.Params, i) {
				f.Params = append(f.Params, i)
			}
		}
	}
}

func isKnownLauncher(fn *types.Func) bool {
	entry := known.Of(fn)
	return entry != nil && len(entry.Launches) > 0
}

// launching finds the functions that calls hand to launchers.
type launching struct{ *Judge }

// A launched is one function that a call hands to a launcher.
type launched struct {
	value  ast.Expr    // the function, or what it is a method of
	method *types.Func // nil if value is the function
}

// launcher returns the launcher that call hands functions to, if it is one whose
// own go statement is not reported, and those functions; nil if call is none.
func (j *launching) launcher(call *ast.CallExpr) (launcher *types.Func, list []launched) {
	fn, facts := j.calledLauncher(call)
	if fn == nil || len(facts.Params)+len(facts.Members) == 0 {
		return nil, nil
	}
	for _, m := range facts.Members {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && m.Param < 0 {
			list = append(list, j.launchedField(sel.X, m.Name)...)
		}
	}
	if len(call.Args) == 0 {
		return fn, list
	}
	sig, shift := fn.Signature(), 0
	if !j.isDynamic(call) {
		shift = j.Shift(call, fn)
	}
	if tuple, ok := j.Info.TypeOf(call.Args[0]).(*types.Tuple); ok { // f(g())
		if slices.ContainsFunc(facts.Params, func(i int) bool { return i < tuple.Len() && isFunc(tuple.At(i).Type()) }) {
			list = append(list, launched{value: call.Args[0]})
		}
		return fn, list
	}
	for i := max(shift, 0); i < len(call.Args); i++ {
		param, typ := paramOf(sig, i-shift)
		if slices.Contains(facts.Params, param) {
			list = append(list, j.launchedValues(call.Args[i], typ)...)
		}
		for _, m := range facts.Members {
			if m.Param == param {
				list = append(list, j.launchedMember(call.Args[i], m.Name)...)
			}
		}
	}
	return fn, list
}

// calledLauncher returns the callee of call and what it launches.
func (j *launching) calledLauncher(call *ast.CallExpr) (*types.Func, launches) {
	if len(j.config.Launchers) == 0 {
		if fn := j.Callee(call); fn != nil && fn.Pkg() != nil && !takesLaunched(fn.Signature()) && !holdsField(fn.Signature()) && !isKnownLauncher(fn) && !j.takesAsInstance(call) {
			return nil, launches{} // most calls; the others are worth a second look
		}
	}
	fn := j.Resolve(call.Fun).Func
	if fn == nil {
		fn = j.dynamicCallee(call)
	}
	if fn == nil {
		fn = j.fieldCallee(call)
	}
	if fn == nil {
		if v := j.calledVariable(call.Fun); v != nil {
			return j.launchedBy(v)
		}
	}
	if fn == nil || fn.Pkg() == nil {
		return nil, launches{}
	}
	switch {
	case j.containment.isSupervisor(fn):
		return nil, launches{}
	case j.config.Launchers[fn.Origin().FullName()]:
		return fn, launches{Params: funcParamsOf(fn.Signature())}
	case fn.Pkg() == j.Types:
		return fn, j.generatedLauncher(fn)
	case !takesLaunched(fn.Signature()) && !holdsField(fn.Signature()) && !isKnownLauncher(fn):
		return nil, launches{} // no fact is to be looked for in vain
	}
	facts := j.facts.launchesOf(fn.Origin())
	if !facts.Generated && j.sameModule(fn, facts) {
		return nil, launches{}
	}
	return fn, facts
}

// generatedLauncher returns what a function of this package launches in a
// generated file, where its own go statement is not reported.
func (j *launching) generatedLauncher(fn *types.Func) launches {
	decl := j.Decl(fn)
	if decl == nil || decl.Body == nil || !j.IsGenerated(decl.Pos()) {
		return launches{}
	}
	var f launches
	j.exporter.factOf(fn, decl, &f)
	return f
}

// dynamicCallee returns the method that a call through an interface, or a type parameter, calls: of the type of what a variable holds, or,
// if that launches what it is handed, of what some caller hands a parameter, or a literal sets an embedded field to.
func (j *launching) dynamicCallee(call *ast.CallExpr) *types.Func {
	m := j.Interface(call.Fun)
	if m == nil {
		return nil
	}
	sel := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	v := j.VarOf(sel.X)
	if v == nil || v.Pkg() != j.Types || v.Exported() {
		return nil
	}
	if v.Kind() == types.LocalVar || v.Parent() == j.Types.Scope() {
		if r := j.Var(v); !r.Taken && len(r.Values) == 1 && r.Values[0].Expr != nil {
			if fn := j.methodOf(r.Values[0].Expr, m); fn != nil {
				return fn
			}
		}
	}
	for _, value := range j.tracing.origins(sel.X, 0) {
		if selection := j.Info.Selections[sel]; value != nil && selection != nil && len(selection.Index()) == 2 {
			value = j.embedded(value, selection.Index()[0])
		}
		if value == nil {
			continue
		}
		if fn := j.methodOf(value, m); fn != nil && j.launches(fn) {
			return fn
		}
	}
	return nil
}

// embedded returns what the i-th field is set to in the struct that value makes; nil if that is not seen.
func (j *launching) embedded(value ast.Expr, i int) ast.Expr {
	t := j.Info.TypeOf(value)
	if ptr, ok := core(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	st, ok := core(t).(*types.Struct)
	if !ok || i >= st.NumFields() {
		return nil
	}
	inner, _ := j.tracing.fieldOf(value, st.Field(i))
	return inner
}

// methodOf returns the method m of the type of value; nil if that is an interface.
func (j *launching) methodOf(value ast.Expr, m *types.Func) *types.Func {
	t := j.Info.TypeOf(value)
	if t == nil || types.IsInterface(t) {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, m.Pkg(), m.Name())
	fn, _ := obj.(*types.Func)
	return fn
}

// launches reports whether fn, of another package, runs what it is handed on a goroutine.
func (j *launching) launches(fn *types.Func) bool {
	return fn.Pkg() != nil && fn.Pkg() != j.Types && (isKnownLauncher(fn) || takesFunc(fn.Signature()) && len(j.facts.launchesOf(fn.Origin()).Params) > 0)
}

// fieldCallee returns the launcher of another package that a field, or a variable of the package, is set to somewhere, or that is
// handed to a parameter: s.spawn = s.wg.Go.
func (j *launching) fieldCallee(call *ast.CallExpr) *types.Func {
	v := j.VarOf(call.Fun)
	if v == nil || v.Pkg() != j.Types || !isFunc(v.Type()) || !takesFunc(core(v.Type()).(*types.Signature)) {
		return nil
	}
	values := j.Var(v).Values
	switch {
	case v.Kind() == types.ParamVar:
		values = nil
		for _, x := range j.tracing.origins(call.Fun, 0) {
			values = append(values, syntax.Value{Expr: x})
		}
	case !v.IsField() && v.Parent() != j.Types.Scope():
		return nil
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && v.IsField() {
		if set, _ := j.tracing.fieldOf(sel.X, v); set != nil { // what others of its type are is no matter
			values = []syntax.Value{{Expr: set}}
		}
	}
	for _, value := range values {
		if value.Expr == nil {
			continue
		}
		if fn := j.Resolve(value.Expr).Func; fn != nil && j.launches(fn) {
			return fn
		}
	}
	return nil
}

// takesAsInstance reports whether call calls the method of a generic interface that takes functions by the type arguments of that.
func (j *launching) takesAsInstance(call *ast.CallExpr) bool {
	if len(call.Args) == 0 || !j.isDynamic(call) {
		return false
	}
	sig, ok := j.Info.TypeOf(call.Fun).(*types.Signature)
	return ok && takesFunc(sig)
}

func (j *launching) isDynamic(call *ast.CallExpr) bool { return j.Interface(call.Fun) != nil }

// calledVariable returns the variable of a package, which other packages can name, that holds what a call of fun calls: pool.Spawn, or a local
// variable that only holds that. It is nil for anything else.
func (j *launching) calledVariable(fun ast.Expr) *types.Var {
	v := j.VarOf(fun)
	if v != nil && v.Kind() == types.LocalVar && v.Pkg() == j.Types && j.Once(v) != nil {
		v = j.VarOf(j.Once(v))
	}
	if v == nil || v.IsField() || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() || !v.Exported() || !isFunc(v.Type()) {
		return nil
	}
	return v
}

// launchedBy returns a function that stands for an exported variable, and what that launches: as -launchers names it, or by what it is
// declared with.
func (j *launching) launchedBy(v *types.Var) (*types.Func, launches) {
	sig, ok := v.Type().Underlying().(*types.Signature)
	if !ok {
		return nil, launches{}
	}
	fn := types.NewFunc(v.Pos(), v.Pkg(), v.Name(), sig)
	if j.config.Launchers[fn.FullName()] {
		return fn, launches{Params: funcParamsOf(sig)}
	}
	if v.Pkg() == j.Types || !takesLaunched(sig) {
		return nil, launches{}
	}
	facts := j.facts.launchesBy(v)
	if len(facts.Params)+len(facts.Members) == 0 || !facts.Generated && j.sameModule(fn, facts) {
		return nil, launches{}
	}
	return fn, facts
}

// launchedValues lists the functions that arg is, for a parameter of type typ:
// itself, the elements of a list, or the operand of a conversion.
func (j *launching) launchedValues(arg ast.Expr, typ types.Type) []launched {
	if lit, ok := ast.Unparen(arg).(*ast.CompositeLit); ok {
		var list []launched
		for _, elt := range lit.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			list = append(list, launched{value: elt})
		}
		return list
	}
	if isFunc(typ) || isFunc(j.Info.TypeOf(arg)) || isFuncList(typ) {
		return []launched{{value: arg}}
	}
	return nil // of an interface that need not hold a function: SetFinalizer(x, nil)
}

// launchedMember lists the function that is the method or field called name of arg,
// if it can be seen: a field of a composite literal, the operand of a
// conversion to a function type, or a method of the module.
func (j *launching) launchedMember(arg ast.Expr, name string) []launched {
	if first, rest, ok := strings.Cut(name, "."); ok {
		return j.launchedWithin(arg, first, rest)
	}
	arg = ast.Unparen(arg)
	if and, ok := arg.(*ast.UnaryExpr); ok {
		arg = ast.Unparen(and.X)
	}
	if call, ok := arg.(*ast.CallExpr); ok && j.Info.Types[call.Fun].IsType() && len(call.Args) == 1 && isFunc(j.Info.TypeOf(call)) {
		return []launched{{value: call.Args[0]}}
	}
	if lit, ok := arg.(*ast.CompositeLit); ok && isFuncField(j.Info.TypeOf(lit), name) {
		return j.launchedInLiteral(lit, name)
	}
	if v := j.VarOf(arg); v != nil && v.Kind() == types.LocalVar && isFuncField(v.Type(), name) {
		return j.launchedInVariable(v, name)
	}
	t := j.Info.TypeOf(arg)
	if t == nil || types.IsInterface(t) {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, j.Types, name)
	if lit, ok := arg.(*ast.CompositeLit); ok && obj == nil && elemOf(t) != t { // a list of what has the method
		return j.launchedInLiteral(lit, name)
	}
	fn, ok := obj.(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg() != j.Types && !j.InModule(fn.Pkg().Path()) {
		return nil
	}
	return []launched{{value: arg, method: fn.Origin()}}
}

// launchedWithin lists the functions that are the field called name of the field called first of arg.
func (j *launching) launchedWithin(arg ast.Expr, first, name string) (list []launched) {
	arg = ast.Unparen(arg)
	if and, ok := arg.(*ast.UnaryExpr); ok && and.Op == token.AND {
		arg = ast.Unparen(and.X)
	}
	if lit, ok := arg.(*ast.CompositeLit); ok {
		if st, ok := structOf(j.Info.TypeOf(lit)); ok {
			for f := range st.Fields() {
				if value, known := j.hooking.valueIn(lit, f); f.Name() == first && known && value != nil {
					list = append(list, j.launchedMember(value, name)...)
				}
			}
		}
		return list
	}
	v := j.VarOf(arg)
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types {
		return nil
	}
	for _, value := range j.Var(v).Values {
		if value.Expr != nil && j.VarOf(value.Expr) == nil {
			list = append(list, j.launchedWithin(value.Expr, first, name)...)
		}
	}
	for _, use := range j.Uses(v) { // v.Hooks.OnTick = f, v.OnTick = f, or v.Hooks = Hooks{…}
		sel, ok := use.Parent().Node().(*ast.SelectorExpr)
		if !ok {
			continue
		}
		up := user(use.Parent())
		if inner, ok := up.Node().(*ast.SelectorExpr); ok && sel.Sel.Name == first {
			sel, up = inner, user(up)
		}
		set, ok := up.Node().(*ast.AssignStmt)
		if !ok || len(set.Lhs) != len(set.Rhs) {
			continue
		}
		for i, lhs := range set.Lhs {
			switch {
			case ast.Unparen(lhs) != sel:
			case sel.Sel.Name == name:
				list = append(list, launched{value: set.Rhs[i]})
			case sel.Sel.Name == first:
				list = append(list, j.launchedMember(set.Rhs[i], name)...)
			}
		}
	}
	return list
}

// isFuncField reports whether values of type t, or its elements, have a field of that name which
// is a function.
func isFuncField(t types.Type, name string) bool {
	t = elemOf(t)
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if f.Name() == name {
			return isFunc(f.Type())
		}
	}
	return false
}

// launchedInLiteral lists the function that a composite literal sets the field called name to, or
// those of its elements.
func (j *launching) launchedInLiteral(lit *ast.CompositeLit, name string) (list []launched) {
	st, isStruct := coreOf(j.Info.TypeOf(lit)).(*types.Struct)
	if ptr, ok := coreOf(j.Info.TypeOf(lit)).(*types.Pointer); ok { // &T elided inside a literal
		st, isStruct = ptr.Elem().Underlying().(*types.Struct)
	}
	for i, elt := range lit.Elts {
		field, value := "", elt
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			value = kv.Value
			if id, ok := kv.Key.(*ast.Ident); ok {
				field = id.Name
			}
		} else if isStruct && i < st.NumFields() {
			field = st.Field(i).Name()
		}
		switch {
		case !isStruct:
			list = append(list, j.launchedMember(value, name)...)
		case field == name && isFunc(j.Info.TypeOf(value)):
			list = append(list, launched{value: value})
		}
	}
	return list
}

// launchedInVariable lists the functions that the field called name of the local variable v, or of
// its elements, is set to.
func (j *launching) launchedInVariable(v *types.Var, name string) (list []launched) {
	for _, value := range j.Var(v).Values {
		e := value.Expr
		if and, ok := ast.Unparen(e).(*ast.UnaryExpr); ok {
			e = and.X
		}
		if lit, ok := ast.Unparen(e).(*ast.CompositeLit); ok {
			list = append(list, j.launchedInLiteral(lit, name)...)
		}
	}
	for _, use := range j.Uses(v) {
		sel, ok := use.Parent().Node().(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != name {
			continue
		}
		if n, ok := user(use.Parent()).Node().(*ast.AssignStmt); ok && len(n.Lhs) == len(n.Rhs) {
			for i, lhs := range n.Lhs {
				if ast.Unparen(lhs) == sel {
					list = append(list, launched{value: n.Rhs[i]})
				}
			}
		}
	}
	return list
}

// launchedField lists the function that the composite literal sets which x is, or which
// is all that the local variable x holds.
func (j *launching) launchedField(x ast.Expr, name string) []launched {
	x = ast.Unparen(x)
	if v := j.VarOf(x); v != nil {
		r := j.Var(v)
		if v.IsField() || v.Pkg() != j.Types || len(r.Values) != 1 || r.Values[0].Expr == nil || !r.Values[0].Decl {
			return nil
		}
		x = ast.Unparen(r.Values[0].Expr)
	}
	if and, ok := x.(*ast.UnaryExpr); ok {
		x = ast.Unparen(and.X)
	}
	if _, ok := x.(*ast.CompositeLit); !ok {
		return nil
	}
	return j.launchedMember(x, name)
}

// holdsField reports whether sig is that of a method of a struct with fields that can be
// launched.
func holdsField(sig *types.Signature) bool {
	if sig.Recv() == nil {
		return false
	}
	t := sig.Recv().Type()
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	return ok && hasFuncField(st)
}

// takesFunc reports whether a function has parameters that a fact can be about.
func takesFunc(sig *types.Signature) bool {
	for i := range sig.Params().Len() {
		if _, typ := paramOf(sig, i); holdsFunc(typ) {
			return true
		}
	}
	return false
}

// takesLaunched is takesFunc, or whether a function has parameters with such fields in their fields.
func takesLaunched(sig *types.Signature) bool {
	for i := range sig.Params().Len() {
		if _, typ := paramOf(sig, i); holdsLaunched(typ) {
			return true
		}
	}
	return false
}

// holdsLaunched is holdsFunc, or whether a struct has such a field in one of its fields.
func holdsLaunched(t types.Type) (is bool) {
	if t == nil || holdsFunc(t) {
		return t != nil
	}
	if st, ok := structOf(elemOf(t)); ok {
		eachFuncField(st, func(string) { is = true })
	}
	return is
}

// holdsFunc reports whether a parameter of type t can be launched: a function, a
// list of them, an interface of one method, a struct with such a field.
func holdsFunc(t types.Type) bool {
	if t == nil {
		return false
	}
	if isFunc(t) || isFuncList(t) {
		return true
	}
	switch u := elemOf(t).Underlying().(type) {
	case *types.Interface:
		return u.NumMethods() == 1
	case *types.Pointer:
		st, ok := u.Elem().Underlying().(*types.Struct)
		return ok && hasFuncField(st)
	case *types.Struct:
		return hasFuncField(u)
	}
	return false
}

func hasFuncField(st *types.Struct) bool {
	for i := range st.NumFields() {
		if isFunc(st.Field(i).Type()) {
			return true
		}
	}
	return false
}

// isFuncList reports whether t is a slice, array, map or channel of functions.
func isFuncList(t types.Type) bool {
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return isFunc(u.Elem())
	case *types.Array:
		return isFunc(u.Elem())
	case *types.Map:
		return isFunc(u.Elem())
	case *types.Chan:
		return isFunc(u.Elem())
	}
	return false
}

// funcParamsOf lists the function parameters of a signature.
func funcParamsOf(sig *types.Signature) []int {
	var list []int
	for i := range sig.Params().Len() {
		if _, typ := paramOf(sig, i); isFunc(typ) || isFuncList(typ) {
			list = append(list, i)
		}
	}
	return list
}

// sameModule reports whether fn belongs to the module under analysis. Packages
// of the standard library have no module. Where the driver names no modules at
// all (Bazel, GOPATH), the import paths decide.
func (j *launching) sameModule(fn *types.Func, known launches) bool {
	switch {
	case j.Module == "":
		return syntax.ModuleRoot(fn.Pkg().Path()) == syntax.ModuleRoot(j.Types.Path())
	case known.Module == "":
		return j.InModule(fn.Pkg().Path())
	}
	return known.Module == j.Module
}

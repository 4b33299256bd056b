package panicflow

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// deferred returns the guard that `defer call` puts up.
func (j *Judge) deferred(call *ast.CallExpr) Level {
	t := j.Resolve(call.Fun)
	switch {
	case j.mayBeNil(call):
		return None
	case t.Builtin != nil: // defer recover() is recover as the deferred function, not called by it
		return None
	case t.Func != nil && j.crashFunc(t.Func):
		return Crash // defer os.Exit(3)
	}
	level := j.valueRecovers(call.Fun)
	if level > Crash && j.meetsNil(call, t) {
		return None
	}
	return level
}

// valueRecovers returns the guard that the function in e is when it is the
// deferred function. What nobody can see is none, unless its name says so.
func (j *Judge) valueRecovers(e ast.Expr) Level {
	t := j.Resolve(e)
	switch {
	case t.Result != nil: // defer f()()
		return j.recoversResult(t.Result)
	case t.Known():
		return j.recovers(t)
	}
	if m := j.Interface(e); m != nil {
		return j.methodRecovers(e, m)
	}
	if v := j.VarOf(ast.Unparen(e)); v != nil {
		if values := j.valuesOf(v); len(values) > 0 {
			return fixpoint.Ask(j.solver, levelLattice, question{kind: guardInVar, v: v}, func() Level {
				return lowest(values, func(e ast.Expr) Level {
					if e == nil || j.IsNil(e) {
						return None
					}
					return j.valueRecovers(e)
				})
			})
		}
	}
	return byName(e)
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

// valuesOf lists everything that v holds at some time; nil stands for its zero
// value. The list is empty if that is not known, or if it is the value that v
// itself is about to be given.
func (j *Judge) valuesOf(v *types.Var) []ast.Expr {
	global := v.Parent() == j.Types.Scope()
	if v.Pkg() != j.Types || !isFunc(v.Type()) || v.Exported() && (v.IsField() || global) ||
		v.Kind() != types.LocalVar && !global && !v.IsField() {
		return nil
	}
	r := j.Var(v)
	if r.Taken {
		return nil
	}
	var list []ast.Expr
	zero := true
	for _, value := range r.Values {
		if value.Expr == nil {
			return nil
		}
		if id, ok := ast.Unparen(value.Expr).(*ast.Ident); ok && j.Info.Uses[id] == v {
			return nil
		}
		list = append(list, value.Expr)
		if value.Decl || v.IsField() && j.inLiteral(value.Expr) {
			zero = false
		}
	}
	if zero {
		list = append(list, nil)
	}
	return list
}

// inLiteral reports whether e is the value of a field in a composite literal.
func (j *Judge) inLiteral(e ast.Expr) bool {
	c, ok := j.Root.FindNode(e)
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
func (j *Judge) methodRecovers(e ast.Expr, m *types.Func) Level {
	iface, ok := j.Info.TypeOf(ast.Unparen(e).(*ast.SelectorExpr).X).Underlying().(*types.Interface)
	if !ok { // promoted from an embedded interface
		iface, ok = m.Signature().Recv().Type().Underlying().(*types.Interface)
		if !ok {
			return byName(e)
		}
	}
	seen, some, all := false, false, true
	j.eachImplementation(iface, m, func(fn *types.Func) {
		is := j.recovers(syntax.Target{Func: fn.Origin()}) > Crash
		seen, some, all = true, some || is, all && is
	})
	switch {
	case seen && all:
		return Unknown
	case some, !seen:
		return byName(e)
	}
	return None
}

// eachImplementation calls f for the method m of each type of this package, and
// of those that it imports from outside the standard library, that implements iface.
func (j *Judge) eachImplementation(iface *types.Interface, m *types.Func, f func(*types.Func)) {
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
	look(j.Types)
	for _, pkg := range j.Types.Imports() {
		if !j.IsStd(pkg.Path()) {
			look(pkg)
		}
	}
}

// meetsNil reports whether a handler t is deferred with a receiver or argument
// that is surely nil and that it uses: it panics then.
func (j *Judge) meetsNil(call *ast.CallExpr, t syntax.Target) bool {
	fn := j.Node(t)
	if fn == nil || syntax.Body(fn) == nil {
		return false
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && j.surelyNil(sel.X) && t.Func != nil && t.Func.Signature().Recv() != nil {
		_, ptr := t.Func.Signature().Recv().Type().Underlying().(*types.Pointer)
		if !ptr || j.needs(fn, j.receiver(fn)) { // a method of the value reads it at the defer statement
			return true
		}
	}
	shift := 0
	if t.Func != nil {
		shift = j.Shift(call, t.Func)
	}
	for i, arg := range call.Args {
		if j.surelyNil(arg) {
			if j.needs(fn, j.param(fn, i-shift)) {
				return true
			}
		}
	}
	return false
}

// receiver returns the receiver of a method that is declared here; nil if it has no name.
func (j *Judge) receiver(fn ast.Node) *types.Var {
	decl, ok := fn.(*ast.FuncDecl)
	if !ok || decl.Recv == nil || len(decl.Recv.List) != 1 || len(decl.Recv.List[0].Names) != 1 {
		return nil
	}
	v, _ := j.Info.Defs[decl.Recv.List[0].Names[0]].(*types.Var)
	return v
}

// surelyNil reports whether e is nil, or a local variable that holds nothing else ever.
func (j *Judge) surelyNil(e ast.Expr) bool {
	if j.IsNil(e) {
		return true
	}
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := j.Info.Uses[id].(*types.Var)
	if !ok || v.Kind() != types.LocalVar || v.Parent() == j.Types.Scope() {
		return false
	}
	switch v.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Signature, *types.Map:
	default:
		return false
	}
	r := j.Var(v)
	return !r.Taken && len(r.Values) == 0
}

// needs reports whether fn uses what its parameter or receiver v points to, or
// calls it, without asking whether it is nil.
func (j *Judge) needs(fn ast.Node, v *types.Var) bool {
	needs, asks := false, false
	if v == nil {
		return false
	}
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			asks = asks || j.isVar(n.X, v) && j.IsNil(n.Y) || j.isVar(n.Y, v) && j.IsNil(n.X)
		case *ast.SelectorExpr:
			needs = needs || j.isVar(n.X, v)
		case *ast.StarExpr:
			needs = needs || j.isVar(n.X, v)
		case *ast.CallExpr:
			needs = needs || j.isVar(n.Fun, v)
		}
		return true
	})
	return needs && !asks
}

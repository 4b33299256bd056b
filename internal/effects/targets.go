package effects

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Which functions a call comes to, through variables, fields, elements, channels, results and interfaces with implementations in view, and
// how each sees what it is handed.

// targets lists the functions that an expression can denote, if all are known:
// a function, all values of a variable, all methods of an interface's
// implementations in view.
func (s *scan) targets(fun ast.Expr) []target {
	t := s.Resolve(fun)
	if t.Known() {
		if t.Result != nil {
			if list := s.results(t.Result); len(list) > 0 {
				return list
			}
			return s.storedFuncs(fun) // take(key)
		}
		if known := s.target(t); known != nil {
			return []target{*known}
		}
		return nil
	}
	if m := s.Interface(fun); m != nil {
		if list := s.assignedMethods(fun, m); len(list) > 0 {
			return list // it never holds another implementation
		}
		return s.implementations(m)
	}
	if v := s.VarOf(fun); v != nil {
		if ch := s.naming.receivedFrom(v); ch != nil {
			return s.sentOver(ch)
		}
		if v.Exported() && v.IsField() {
			return nil // others set it
		}
		if list := s.assignedFuncs(v); list != nil {
			return list
		}
	}
	return s.storedFuncs(fun)
}

// assignedFuncs lists the functions that a variable or field is seen to hold, if all of them
// are known.
func (s *scan) assignedFuncs(v *types.Var) []target {
	rec := s.Var(v)
	if _, param := s.slots[v]; param || rec.Taken {
		return nil
	}
	var list []target
	for _, value := range rec.Values {
		if value.Expr == nil {
			return nil
		}
		if s.IsNil(value.Expr) {
			continue
		}
		known := s.target(s.Resolve(value.Expr))
		if known == nil {
			return nil
		}
		list = append(list, *known)
	}
	return list
}

// sentOver lists the functions that the package sends on a channel, if it knows all.
func (s *scan) sentOver(ch ast.Expr) []target {
	class := s.polling.class(ch)
	if class == "" {
		return nil
	}
	var list []target
	c, ok := s.Info.TypeOf(ch).Underlying().(*types.Chan)
	if !ok {
		return nil
	}
	for _, value := range s.polling.states().values[class] {
		if !types.AssignableTo(s.Info.TypeOf(value), c.Elem()) {
			continue // of another struct's field of this name
		}
		values := []ast.Expr{value}
		if s.isParam(value) {
			values = s.readers.passedFor(s.VarOf(value)) // func (e *executor) submit(f func()) { e.tasks <- f }
		}
		for _, value := range values {
			t := s.target(s.Resolve(value))
			if t == nil {
				return nil
			}
			list = append(list, *t)
		}
	}
	return list
}

// A target is a function of known effects.
type target struct {
	summary *Summary
	node    ast.Node    // nil if it is in another package
	fn      *types.Func // nil for a literal
	left    bool        // it is a method value that somebody has left for others to call
}

// results lists the functions that a call returns, if it is of this package.
func (s *scan) results(call *ast.CallExpr) []target {
	node := s.Node(s.Resolve(call.Fun))
	if node == nil {
		return nil
	}
	var list []target
	for _, e := range s.Returns(node) {
		if s.IsNil(e) {
			continue // with false, or an error
		}
		t := s.target(s.Resolve(e))
		if t == nil {
			t = s.releaser(e)
		}
		if t == nil {
			return nil
		}
		list = append(list, target{summary: blurred(t.summary)})
	}
	return list
}

// releaser returns the effects of a method value such as mu.Unlock or wg.Done, or of sync.OnceFunc(f).
func (s *scan) releaser(e ast.Expr) *target {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		if fn := s.Callee(call); fn != nil && fn.FullName() == "sync.OnceFunc" {
			return s.target(s.Resolve(call.Args[0]))
		}
	}
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	fn, _ := s.Info.Uses[sel.Sel].(*types.Func)
	on := noRef(s.polling.class(sel.X))
	switch k := known.Of(fn); {
	case k.Has(known.Unlocks), k.Has(known.RUnlocks):
		return &target{summary: &Summary{Releases: []Lock{{On: on, Read: k.Has(known.RUnlocks), Text: s.Text(sel.X)}}}}
	case k.Has(known.Signals):
		return &target{summary: &Summary{Effects: []Effect{{Kind: signalKind(k), On: on, Text: s.Text(e) + "()", Always: true}}}}
	}
	return nil
}

// blurred is a summary of a function that was made elsewhere: what it is on
// cannot be named here, but for variables of the package.
func blurred(sum *Summary) *Summary {
	out := *sum
	out.Effects = slices.Clone(sum.Effects)
	for i, e := range out.Effects {
		out.Effects[i].On = noRef(e.On.Class)
	}
	out.Releases = slices.Clone(sum.Releases)
	for i, l := range out.Releases {
		out.Releases[i].On = noRef(l.On.Class)
	}
	return &out
}

// implementations lists the methods that a call of an interface method of this
// package can reach, if all types that have it are in view: those of the package.
func (s *scan) implementations(m *types.Func) []target {
	if m.Pkg() != s.Types {
		return nil
	}
	iface, ok := m.Signature().Recv().Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	var list []target
	for _, ptr := range s.takers.concreteTypes() {
		if !types.Implements(ptr, iface) || embeds(ptr, m) {
			continue
		}
		t := s.methodOf(ptr, m)
		if t == nil {
			return nil
		}
		if !slices.ContainsFunc(list, func(other target) bool { return other.fn == t.fn }) { // of another instance
			list = append(list, *t)
		}
	}
	return list
}

// embeds reports whether a type has an interface method by embedding the interface: it is no implementation of its own.
func embeds(typ types.Type, m *types.Func) bool {
	obj, _, _ := types.LookupFieldOrMethod(typ, true, m.Pkg(), m.Name())
	return obj == m
}

// concreteTypes lists pointers to the types of the package that can implement an interface: of a generic one the instances that the
// package has, and that of its own type parameters, which others may make.
func (r *takers) concreteTypes() []*types.Pointer {
	if r.concrete == nil {
		r.concrete = []*types.Pointer{}
		scope := r.Types.Scope()
		for _, name := range scope.Names() {
			tn, ok := scope.Lookup(name).(*types.TypeName)
			if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
				continue
			}
			if named, ok := tn.Type().(*types.Named); ok {
				for _, instance := range r.instances(named) {
					r.concrete = append(r.concrete, types.NewPointer(instance))
				}
			}
		}
	}
	return r.concrete
}

// instances lists the instances of a type, which is itself the only one if it is not generic.
func (src source) instances(named *types.Named) []types.Type {
	params := named.TypeParams()
	if params.Len() == 0 {
		return []types.Type{named}
	}
	own := make([]types.Type, params.Len())
	for i := range own {
		own[i] = params.At(i)
	}
	var list []types.Type
	if t, err := types.Instantiate(nil, named, own, false); err == nil {
		list = append(list, t)
	}
	for _, instance := range src.Info.Instances {
		if t, ok := instance.Type.(*types.Named); ok && t.Origin() == named {
			list = append(list, t)
		}
	}
	return list
}

// assignedMethods lists the methods that a call of an interface method reaches on a variable
// or field, if all that is ever assigned to that is of types in view.
func (s *scan) assignedMethods(fun ast.Expr, m *types.Func) []target {
	sel, ok := ast.Unparen(fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	v := s.VarOf(sel.X)
	if v == nil || v.Kind() == types.ParamVar || v.Kind() == types.ResultVar || v.Pkg() != s.Types || v.Exported() && v.IsField() && s.Types.Name() != "main" {
		return nil
	}
	rec := s.Var(v)
	if rec.Taken || v.IsField() && s.Overwritten(v) {
		return nil
	}
	var list []target
	for _, value := range rec.Values {
		if value.Expr != nil && s.IsNil(value.Expr) {
			continue
		}
		if value.Expr == nil || types.IsInterface(s.Info.TypeOf(value.Expr)) {
			return nil
		}
		t := s.methodOf(s.Info.TypeOf(value.Expr), m)
		if t == nil {
			return nil
		}
		list = append(list, *t)
	}
	return list
}

// methodOf returns what typ has for an interface method; nil if that is not in view.
func (s *scan) methodOf(typ types.Type, m *types.Func) *target {
	obj, _, _ := types.LookupFieldOrMethod(typ, true, s.Types, m.Name())
	fn, ok := obj.(*types.Func)
	if !ok {
		return nil
	}
	return s.target(syntax.Target{Func: fn.Origin()})
}

// idOf names a callee.
func idOf(t target) FuncID {
	if t.fn != nil {
		return IDOf(t.fn)
	}
	return FuncID{} // a literal is a part of the function that calls it
}

// nameable returns the function in which something stands, or the callee that
// led there if that cannot be named: it is on the stack as well.
func nameable(id FuncID, t target) FuncID {
	inOther := t.node == nil && id.Pkg != "" && !id.exported()
	if id.Name == "" || id.Generic || inOther {
		if t.fn != nil {
			return IDOf(t.fn)
		}
	}
	return id
}

// deferrer returns the function that defers an effect of a callee, as far as it can be named.
func deferrer(e Effect, t target) FuncID {
	if !e.Deferred {
		return FuncID{}
	}
	return nameable(e.DeferIn, t)
}

package effects

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function value often comes to where it is called by a way of its own: a setter, an option, a constructor, a map or list of
// handlers, a channel of work.
//
//	func (p *P) on(name string, h handler) { p.handlers[name] = h }
//	p.on("hit", func(i int) { s.mu.Lock(); s.add(i); s.mu.Unlock() })
//	for { if h := p.handlers[<-p.hits]; h != nil { h(1) } }
//
// Which functions may come is seen in the package. If all are, they are the targets of the call. It may not be all of them: then they
// count for the locks alone that they hold while they panic.

// storedFuncs lists the functions that a call of a function value may come to, if it knows all. What a parameter of a function is, the
// callers of that know.
func (s *scan) storedFuncs(fun ast.Expr) []target {
	v := s.VarOf(fun)
	if _, own := s.slots[v]; own || v != nil && v.Kind() == types.ParamVar {
		return nil
	}
	f := s.leaving.flowOf(fun)
	if f.lost {
		return nil
	}
	var list []target
	for _, found := range f.found {
		t := s.target(s.Resolve(found))
		if t == nil {
			return nil
		}
		t.left = s.leaving.isLeft(found)
		list = append(list, *t)
	}
	return list
}

// Stored tells of the functions that a call of a function value may come to: one of them that is a service, if it may be another one as well,
// and whether all that a list or map has for it are known.
func (r *Result) Stored(call *ast.CallExpr) (service ast.Expr, known bool) {
	v := r.VarOf(call.Fun)
	if r.Callee(call) != nil || r.Builtin(call) != "" || r.Info.Types[call.Fun].IsType() || v != nil && v.Kind() == types.ParamVar || r.Resolve(call.Fun).Known() {
		return nil, true
	}
	s := &scan{Result: r}
	f := r.leaving.flowOf(call.Fun)
	others := f.lost
	for _, found := range f.found {
		if t := s.target(s.Resolve(found)); t == nil || !t.summary.Service {
			others = true
		} else if service == nil {
			service = found
		}
	}
	if !others {
		service = nil
	}
	return service, !f.lost || !r.isElement(call.Fun)
}

// StoredFuncs lists the functions that a call of a function value out of a list or map comes to; nil if some of them
// are not known.
func (r *Result) StoredFuncs(call *ast.CallExpr) []ast.Expr {
	if r.Callee(call) != nil || r.Builtin(call) != "" || r.Info.Types[call.Fun].IsType() || r.Resolve(call.Fun).Known() || !r.isElement(call.Fun) {
		return nil
	}
	if f := r.leaving.flowOf(call.Fun); !f.lost {
		return f.found
	}
	return nil
}

// isElement reports whether a function is one of a list or map.
func (src source) isElement(fun ast.Expr) bool {
	if _, ok := ast.Unparen(fun).(*ast.IndexExpr); ok {
		return true
	}
	v := src.VarOf(fun)
	if v == nil || v.IsField() {
		return false
	}
	for _, value := range src.Var(v).Values {
		loop := src.rangedBy(value)
		_, index := ast.Unparen(value.From).(*ast.IndexExpr)
		if index || loop != nil && loop.Value != nil && loop.Value.Pos() == value.Pos {
			return true
		}
	}
	return false
}

// isLeft reports whether a method value is one of an object that is made where it stands: whoever has left it for others to call
// waits for what it does.
//
//	r := &request{…}; m.pending[id] = r.answer; return <-r.reply
func (r *leaving) isLeft(fun ast.Expr) bool {
	sel, ok := ast.Unparen(fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v := r.VarOf(sel.X)
	return v != nil && v.Kind() == types.LocalVar && (&scan{Result: r.Result}).own(v)
}

// holdsStored notes the lock regions of the functions that an unresolved call of a function value may come to.
func (s *reading) holdsStored(call *ast.CallExpr) {
	if _, param := s.slots[s.VarOf(call.Fun)]; param {
		return
	}
	for _, found := range s.leaving.flowOf(call.Fun).found {
		if t := s.target(s.Resolve(found)); t != nil && len(t.summary.Regions) > 0 {
			s.calls = append(s.calls, *t)
			s.holdIn(*t, call)
		}
	}
}

// A flow follows function values back to where they are written.
type flow struct {
	*Result
	seen  map[any]bool // variables, and functions whose results are followed
	found []ast.Expr   // that denote the functions, in source order
	lost  bool         // there may be others
}

// flowOf follows an expression that is a function.
func (r *leaving) flowOf(fun ast.Expr) *flow {
	f := r.flows[fun]
	if f == nil {
		f = &flow{Result: r.Result, seen: make(map[any]bool)}
		r.flows[fun] = f
		f.from(fun)
		slices.SortFunc(f.found, func(a, b ast.Expr) int { return cmp.Compare(a.Pos(), b.Pos()) })
		f.found = slices.Compact(f.found)
	}
	return f
}

// from follows an expression that is a function, or a map, list or channel of functions.
func (f *flow) from(x ast.Expr) {
	if x == nil || f.IsNil(x) {
		return
	}
	x = ast.Unparen(x)
	if t := f.Resolve(x); t.Lit != nil || t.Func != nil {
		f.found = append(f.found, x)
		return
	}
	switch x := x.(type) {
	case *ast.CallExpr:
		f.fromCall(x)
	case *ast.CompositeLit:
		if _, ok := f.Info.TypeOf(x).Underlying().(*types.Struct); ok {
			return // its fields are asked for by name
		}
		for _, elt := range x.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			f.from(elt)
		}
	case *ast.IndexExpr:
		f.from(x.X)
	case *ast.SliceExpr:
		f.from(x.X)
	case *ast.StarExpr:
		f.from(x.X)
	case *ast.UnaryExpr:
		f.from(x.X)
	case *ast.Ident, *ast.SelectorExpr:
		if v := f.VarOf(x); v != nil {
			f.fromVar(v.Origin())
		} else {
			f.lost = true // of an interface
		}
	default:
		f.lost = true
	}
}

// fromCall follows what a call returns: a conversion, append, a copy, a function of the package.
func (f *flow) fromCall(call *ast.CallExpr) {
	fn := f.Callee(call)
	copies := fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == "slices" || fn.Pkg().Path() == "maps")
	switch name := f.Builtin(call); {
	case f.Info.Types[call.Fun].IsType(), name == "append", copies:
		for _, arg := range call.Args {
			if tv := f.Info.Types[arg]; !tv.IsType() && tv.Value == nil {
				f.from(arg)
			}
		}
		return
	case name == "make", name == "new":
		return
	}
	node := f.Node(f.Resolve(call.Fun))
	if node == nil {
		f.lost = true
		return
	}
	if f.seen[node] {
		return
	}
	f.seen[node] = true
	results := f.Returns(node)
	f.lost = f.lost || len(results) == 0
	for _, result := range results {
		f.from(result)
	}
}

// fromVar follows all that a variable or field is given, and its elements.
func (f *flow) fromVar(v *types.Var) {
	if f.seen[v] {
		return
	}
	f.seen[v] = true
	rec := f.Var(v)
	shared := v.Exported() && (v.IsField() || v.Parent() == f.Types.Scope()) && f.Types.Name() != "main"
	f.lost = f.lost || rec.Taken || shared || v.Pkg() != f.Types
	for _, value := range rec.Values {
		switch call, isCall := ast.Unparen(value.From).(*ast.CallExpr); {
		case value.Expr != nil:
			f.from(value.Expr)
		case value.From == nil:
			f.fromRange(v, value)
		case isCall: // h, err := s.handler()
			f.fromResult(call, value.At)
		default: // h, ok := m[k]
			f.from(value.From)
		}
	}
	for _, elem := range f.leaving.elementsSet()[v] {
		f.from(elem)
	}
	if _, ch := v.Type().Underlying().(*types.Chan); ch {
		for _, sent := range f.polling.states().values[f.naming.classOf(v)] {
			f.from(sent)
		}
	}
	if v.Kind() == types.ParamVar || v.Kind() == types.RecvVar {
		given := f.handedFor(v)
		f.lost = f.lost || len(given) == 0
		for _, arg := range given {
			f.from(arg)
		}
	}
}

// fromResult follows the one function among the results of a call.
func (f *flow) fromResult(call *ast.CallExpr, at int) {
	results, ok := f.Info.TypeOf(call).(*types.Tuple)
	if _, isFunc := f.Info.TypeOf(call.Fun).Underlying().(*types.Signature); !ok || !isFunc || at >= results.Len() {
		f.lost = true
		return
	}
	if _, isFunc := results.At(at).Type().Underlying().(*types.Signature); !isFunc {
		f.lost = true // a list of functions and an error
		return
	}
	f.fromCall(call)
}

// fromRange follows what a range statement goes through, if that is how a variable gets a value. An array gets one by its elements, too.
func (f *flow) fromRange(v *types.Var, value syntax.Value) {
	loop := f.rangedBy(value)
	_, isArray := v.Type().Underlying().(*types.Array)
	switch {
	case loop != nil && loop.Value != nil && loop.Value.Pos() == value.Pos, loop != nil && loop.Key != nil && loop.Key.Pos() == value.Pos:
		f.from(loop.X)
	case !isArray:
		f.lost = true
	}
}

// handedFor lists what the calls in the package hand over for a parameter, those of an interface's method and of a variadic one, too.
func (f *flow) handedFor(v *types.Var) []ast.Expr {
	if v.Kind() == types.RecvVar {
		return f.calledOn(v)
	}
	fn, index := f.parameter(v)
	if fn == nil {
		return f.readers.passedFor(v)
	}
	f.lost = f.lost || fn.Exported() && f.Types.Name() != "main"
	calls := slices.Clone(f.readers.joined().args[fn])
	if recv := fn.Signature().Recv(); recv != nil {
		for m, list := range f.readers.joined().args {
			if m.Name() == fn.Name() && m.Signature().Recv() != nil {
				iface, ok := m.Signature().Recv().Type().Underlying().(*types.Interface)
				if ok && types.Implements(recv.Type(), iface) {
					calls = append(calls, list...)
				}
			}
		}
	}
	return f.passedBy(calls, fn, index)
}

// calledOn lists what the method is called on of which v is the receiver.
func (f *flow) calledOn(v *types.Var) (list []ast.Expr) {
	decl, ok := f.FuncAt(v.Pos()).(*ast.FuncDecl)
	if !ok {
		return nil
	}
	fn, ok := f.Info.Defs[decl.Name].(*types.Func)
	if !ok {
		return nil
	}
	f.lost = f.lost || fn.Exported() && f.Types.Name() != "main"
	for _, call := range f.readers.joined().args[fn] {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && f.Shift(call, fn) == 0 {
			list = append(list, sel.X)
		}
	}
	return list
}

// elementsSet lists what is assigned to the elements of each variable and field.
func (r *leaving) elementsSet() map[*types.Var][]ast.Expr {
	if r.elems == nil {
		r.elems = make(map[*types.Var][]ast.Expr)
		for c := range r.Preorder((*ast.AssignStmt)(nil)) {
			n := c.Node().(*ast.AssignStmt)
			for i, lhs := range n.Lhs {
				if _, elem := ast.Unparen(lhs).(*ast.IndexExpr); !elem || len(n.Lhs) != len(n.Rhs) {
					continue
				}
				if v := r.container(lhs); v != nil {
					r.elems[v] = append(r.elems[v], n.Rhs[i])
				}
			}
		}
	}
	return r.elems
}

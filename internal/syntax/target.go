package syntax

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"
)

// A Target is the function that an expression denotes. Exactly one field is
// set, beside At; none where the function is not known statically (an interface method,
// a parameter, an element of a slice, a variable assigned twice, …).
type Target struct {
	Lit     *ast.FuncLit   // a literal, or a variable or field that only ever holds one
	Func    *types.Func    // a declared function or concrete method, in any package (the origin, if generic)
	Builtin *types.Builtin // a predeclared function, or one of package unsafe
	Result  *ast.CallExpr  // a function that a call returns: a factory's product
	At      int            // the index of that result
}

// CallOf returns the call of a function value that somebody else makes who is handed it: a launcher, an owner
// of callbacks, a loop that ranges over it. It stands where fun ends, and has no arguments, which are not in view.
// It is in no syntax tree, so nothing is known about it but about its Fun.
func CallOf(fun ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{Fun: fun, Lparen: fun.End(), Rparen: fun.End()}
}

// Known reports whether t is any function at all.
func (t Target) Known() bool { return t != Target{} }

// Node returns the FuncDecl or FuncLit of t in this package, or nil.
func (p *Package) Node(t Target) ast.Node {
	switch {
	case t.Lit != nil:
		return t.Lit
	case t.Func != nil:
		if decl := p.Decl(t.Func); decl != nil {
			return decl
		}
	}
	return nil
}

// Resolve finds the function that e denotes: through parentheses, generic
// instantiation, conversions, method values and expressions, promoted methods,
// and variables and unexported struct fields that are assigned exactly once.
func (p *Package) Resolve(e ast.Expr) Target {
	e = ast.Unparen(e)
	if p.active[e] { // var f = f2; var f2 = f
		return Target{}
	}
	p.active[e] = true
	defer delete(p.active, e)

	switch e := e.(type) {
	case *ast.FuncLit:
		return Target{Lit: e}
	case *ast.IndexExpr:
		if p.isInstance(e.X) {
			return p.Resolve(e.X)
		}
	case *ast.IndexListExpr:
		return p.Resolve(e.X)
	case *ast.Ident:
		return p.object(p.Info.Uses[e])
	case *ast.SelectorExpr:
		sel, ok := p.Info.Selections[e]
		if !ok { // qualified identifier
			return p.object(p.Info.Uses[e.Sel])
		}
		if sel.Kind() != types.FieldVal && interfaceRecv(sel) {
			return p.methodIn(e.X, sel)
		}
		return p.object(sel.Obj())
	case *ast.CallExpr:
		if p.Info.Types[e.Fun].IsType() {
			if len(e.Args) == 1 {
				return p.Resolve(e.Args[0])
			}
			return Target{}
		}
		return p.productOf(e)
	}
	return Target{}
}

// productOf returns the one function among what e, if it is a call, returns.
func (p *Package) productOf(e ast.Expr) Target {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || p.Info.Types[call.Fun].IsType() {
		return Target{}
	}
	at := 0
	if several, ok := p.Info.TypeOf(call).(*types.Tuple); ok {
		if at = oneFunc(several); at < 0 {
			return Target{}
		}
	}
	return Target{Result: call, At: at}
}

// methodIn returns the method of the one type that the interface variable x ever holds a value of.
func (p *Package) methodIn(x ast.Expr, sel *types.Selection) Target {
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok || len(sel.Index()) > 1 {
		return Target{}
	}
	v, ok := p.Info.Uses[id].(*types.Var)
	if !ok || v.Pkg() != p.Types || v.Kind() != types.LocalVar && (v.Parent() != p.Types.Scope() || v.Exported()) {
		return Target{}
	}
	r := p.Var(v)
	if r.Taken || r.Zero {
		return Target{}
	}
	var t types.Type
	for _, value := range r.Values {
		u := p.dynamicType(value.Expr)
		if u == nil || t != nil && !types.Identical(t, u) {
			return Target{}
		}
		t = u
	}
	if t == nil {
		return Target{}
	}
	obj, index, _ := types.LookupFieldOrMethod(t, true, p.Types, sel.Obj().Name())
	if fn, ok := obj.(*types.Func); ok && len(index) == 1 && !types.IsInterface(fn.Signature().Recv().Type()) {
		return Target{Func: fn.Origin()}
	}
	return Target{}
}

// dynamicType returns the type of the value that e, of any type, is seen to hold; nil if it is not.
func (p *Package) dynamicType(e ast.Expr) types.Type {
	if e == nil {
		return nil
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && p.Info.Types[call.Fun].IsType() && len(call.Args) == 1 && types.IsInterface(p.Info.TypeOf(call)) {
		return p.dynamicType(call.Args[0])
	}
	t := p.Info.TypeOf(e)
	if t == nil || types.IsInterface(t) || p.IsNil(e) {
		return nil
	}
	return t
}

func (p *Package) object(obj types.Object) Target {
	switch obj := obj.(type) {
	case *types.Func:
		return Target{Func: obj.Origin()}
	case *types.Builtin:
		return Target{Builtin: obj}
	case *types.Var:
		if value := p.Once(obj); value != nil {
			return p.Resolve(value)
		}
		return p.resultIn(obj)
	}
	return Target{}
}

// resultIn returns the result of a call that v holds, a function: release, err := acquire(). It is
// none if v holds anything else, too.
func (p *Package) resultIn(v *types.Var) Target {
	if v.Kind() != types.LocalVar || v.Parent() == nil || v.Parent() == p.Types.Scope() || v.Pkg() != p.Types || !isFunc(v.Type()) {
		return Target{}
	}
	r := p.Var(v)
	if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl || r.Values[0].Expr != nil {
		return Target{}
	}
	call, ok := ast.Unparen(r.Values[0].From).(*ast.CallExpr)
	if !ok || p.Info.Types[call.Fun].IsType() {
		return Target{}
	}
	return Target{Result: call, At: r.Values[0].At}
}

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// FuncResult returns the index of the one function among the results of sig, -1
// if there is none, or more than one.
func FuncResult(sig *types.Signature) int { return oneFunc(sig.Results()) }

func oneFunc(results *types.Tuple) int {
	found := -1
	for i := range results.Len() {
		if isFunc(results.At(i).Type()) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// isInstance reports whether e denotes a generic function, so that an index
// after it is an instantiation.
func (p *Package) isInstance(e ast.Expr) bool {
	var id *ast.Ident
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	default:
		return false
	}
	_, ok := p.Info.Uses[id].(*types.Func)
	return ok
}

// interfaceRecv reports whether a method selection is dispatched dynamically:
// through an interface, an embedded interface or a type parameter.
func interfaceRecv(sel *types.Selection) bool {
	fn, ok := sel.Obj().(*types.Func)
	if !ok {
		return false
	}
	recv := fn.Signature().Recv()
	return recv != nil && types.IsInterface(recv.Type())
}

// Shift returns the index of the argument of call that is passed for the first
// parameter of its callee fn: 1 for a method expression, which takes the
// receiver before, else 0.
func (p *Package) Shift(call *ast.CallExpr, fn *types.Func) int {
	sig, ok := p.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok {
		return 0
	}
	return sig.Params().Len() - fn.Signature().Params().Len()
}

// Interface returns the interface method that e selects, or nil.
func (p *Package) Interface(e ast.Expr) *types.Func {
	if e, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
		if sel, ok := p.Info.Selections[e]; ok && sel.Kind() != types.FieldVal && interfaceRecv(sel) {
			return sel.Obj().(*types.Func)
		}
	}
	return nil
}

// Builtin returns the name of the predeclared function that call invokes, "" if none.
// It is resolved through types: a shadowed recover is not the builtin.
func (p *Package) Builtin(call *ast.CallExpr) string {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		if b, ok := p.Info.Uses[fun].(*types.Builtin); ok {
			return b.Name()
		}
	case *ast.SelectorExpr:
		if b, ok := p.Info.Uses[fun.Sel].(*types.Builtin); ok {
			return "unsafe." + b.Name()
		}
	}
	return ""
}

// Returns lists the expressions that fn (a FuncDecl or FuncLit) returns as its
// only result, or as the one function among its results. It is nil if fn has no
// such result, or a bare return.
func (p *Package) Returns(fn ast.Node) []ast.Expr {
	if list, ok := p.returns[fn]; ok {
		return list
	}
	var list []ast.Expr
	if typ, body := FuncType(fn), Body(fn); typ != nil && body != nil {
		if i, n := p.resultOf(typ); i >= 0 {
			if all, known := returnsAt(body, i, n); known {
				list = all
			}
		}
	}
	p.returns[fn] = list
	return list
}

// resultOf returns the index of the result that Returns is about, and how many
// results there are; see FuncResult.
func (p *Package) resultOf(typ *ast.FuncType) (i, n int) {
	n = typ.Results.NumFields()
	if n == 1 {
		return 0, 1
	}
	i = -1
	if typ.Results == nil {
		return i, n
	}
	at := 0
	for _, field := range typ.Results.List {
		_, isFunc := p.Info.TypeOf(field.Type).Underlying().(*types.Signature)
		for range max(1, len(field.Names)) {
			if isFunc && i >= 0 {
				return -1, n
			}
			if isFunc {
				i = at
			}
			at++
		}
	}
	return i, n
}

// returnsAt lists what return statements of body return as its i-th of n results, and reports whether none is a bare one.
func returnsAt(body *ast.BlockStmt, i, n int) (list []ast.Expr, known bool) {
	known = true
	Own(body, func(node ast.Node) bool {
		if ret, ok := node.(*ast.ReturnStmt); ok {
			switch len(ret.Results) {
			case n:
				list = append(list, ret.Results[i])
			case 1: // return f()
				list = append(list, ret.Results[0])
			default:
				known = false
			}
		}
		return true
	})
	return list, known
}

// Products lists the functions that fn (a FuncDecl or FuncLit) returns as its i-th result: by return statements and, if
// the result has a name, by assignments to that. It is nil if they are not all known. One that is nil is in it only if it is written
// down: a named result may be so all the same. A call that returns all of several results stands for its one function.
func (p *Package) Products(fn ast.Node, i int) []ast.Expr {
	typ, body := FuncType(fn), Body(fn)
	if typ == nil || body == nil || typ.Results.NumFields() <= i {
		return nil
	}
	key := product{fn, i}
	list, ok := p.products[key]
	if !ok {
		list = p.productsAt(typ, body, i)
		p.products[key] = list
	}
	return list
}

// A product is the i-th result of a FuncDecl or FuncLit.
type product struct {
	fn ast.Node
	i  int
}

func (p *Package) productsAt(typ *ast.FuncType, body *ast.BlockStmt, i int) []ast.Expr {
	named := p.namedResult(typ, i)
	list, known := returnsAt(body, i, typ.Results.NumFields())
	if named == nil {
		if !known {
			return nil
		}
		return list
	}
	list = slices.DeleteFunc(list, func(e ast.Expr) bool { return p.VarOf(e) == named })
	r := p.Var(named)
	for _, value := range r.Values {
		if value.Expr == nil {
			if t := p.productOf(value.From); t.Result == nil || t.At != value.At {
				return nil
			}
		}
		list = append(list, value.From)
	}
	if r.Taken {
		return nil
	}
	return list
}

// namedResult returns the variable of the i-th result, if that has a name; else nil.
func (p *Package) namedResult(typ *ast.FuncType, i int) *types.Var {
	at := 0
	for _, field := range typ.Results.List {
		for _, name := range field.Names {
			if at == i {
				v, _ := p.Info.Defs[name].(*types.Var)
				return v
			}
			at++
		}
	}
	return nil
}

// Callee returns the function or (interface) method that call names, or nil.
// Unlike Resolve it does not look through variables, and does not skip what is
// dispatched dynamically.
func (p *Package) Callee(call *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(p.Info, call).(*types.Func)
	return fn
}

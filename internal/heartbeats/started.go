package heartbeats

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Helper is in the fact of a function that supervises what it is handed: func start(name string, fn
// func(context.Context)) { go supervised.RunWithRecover(ctx, name, fn) }.
type Helper struct {
	Func  int    // index of the parameter with the function, from 1; 0: it is no helper
	Named int    // index of that with the name, from 1; 0: it is always As
	As    string // "" if it is not constant
	Task  bool
}

// bindings are what parameters and the variables of loops hold for one of the services of a call.
type bindings map[*types.Var]ast.Expr

// A term is what an expression says of a value that may be bound: the value, its field sel, its method
// sel, or what that returns.
type term struct {
	x     ast.Expr
	sel   string
	calls bool
}

// Started lists the services of the package: those of Services, and where such a call is in a helper
// or in a loop over a list that is written out, one for each function that it is handed there.
func (r *Result) Started() []*Service {
	if r.supervising.started != nil {
		return r.supervising.started
	}
	r.supervising.started = []*Service{}
	for _, s := range r.supervising.starting() {
		r.supervising.expand(s, bindings{}, 0)
	}
	slices.SortStableFunc(r.supervising.started, func(a, b *Service) int { return int(a.At.Pos() - b.At.Pos()) })
	return r.supervising.started
}

// starting lists the calls that start services, those of helpers of other packages included.
func (r *supervising) starting() []*Service {
	if r.calling == nil {
		r.calling = append([]*Service{}, r.Services()...)
		for c := range r.Preorder((*ast.CallExpr)(nil)) {
			if s := r.byHelper(c.Node().(*ast.CallExpr)); s != nil {
				r.calling = append(r.calling, s)
			}
		}
	}
	return r.calling
}

// byHelper returns the service that a call of a helper of another package starts, or nil.
func (r *supervising) byHelper(call *ast.CallExpr) *Service {
	fn := r.Callee(call)
	if fn == nil || !r.beating.isOurs(fn) {
		return nil
	}
	h := r.beating.imported(fn).Helper
	shift := r.Shift(call, fn)
	if h.Func == 0 || len(call.Args) < fn.Signature().Params().Len()+shift-1 || len(call.Args) < h.Func+shift {
		return nil
	}
	s := &Service{Call: call, At: call.Fun, Name: h.As, Task: h.Task, Shared: true, fn: call.Args[h.Func-1+shift]}
	if h.Named > 0 {
		s.name = call.Args[h.Named-1+shift]
		s.Name, _ = r.ConstantString(s.name)
	}
	r.takeOptions(s, call)
	return s
}

// helper returns what a function that other packages can name supervises for its callers, itself or by way of a
// list: func (g *group) Add(name string, fn func(context.Context)) { g.list = append(g.list, entry{name, fn}) }.
func (r *supervising) helper(decl *ast.FuncDecl) Helper {
	params := r.ParamVars(decl)
	for _, s := range r.starting() {
		if s.Own || s.Theirs != nil || s.fn == nil {
			continue
		}
		for _, bound := range r.listed(s) {
			index := func(x ast.Expr) int {
				v, _ := r.resolve(r.termOf(x), bound)
				if v == nil {
					return 0 // as is a parameter without a name
				}
				return 1 + slices.Index(params, v)
			}
			if fn := index(s.fn); fn > 0 {
				h := Helper{Func: fn, As: s.Name, Task: s.Task}
				if s.name != nil && s.Name == "" {
					h.Named = index(s.name)
				}
				return h
			}
		}
	}
	return Helper{}
}

// listed returns what is bound for the elements of the list that a service is started out of; for another one,
// that nothing is.
func (r *supervising) listed(s *Service) []bindings {
	var n *ast.RangeStmt
	if v, _ := r.resolve(r.termOf(s.fn), nil); v != nil {
		n, _ = r.rangeOf(v)
	}
	if n == nil {
		return []bindings{nil}
	}
	lit, _ := r.giving.written(n.X)
	if lit == nil {
		return nil
	}
	var list []bindings
	for _, elem := range lit.Elts {
		list = append(list, r.bind(n, elem, bindings{}))
	}
	return list
}

// expand adds the services that a call starts, given what is bound so far.
func (r *supervising) expand(s *Service, bound bindings, depth int) {
	v := r.unbound(s, bound)
	if v == nil || depth > deepest {
		r.start(s, bound)
		return
	}
	if n, _ := r.rangeOf(v); n != nil {
		lit, all := r.giving.written(n.X)
		for _, elem := range lit.Elts {
			one := *s
			one.At, one.Shared = elem, true
			r.expand(&one, r.bind(n, elem, bound), depth+1)
		}
		if !all {
			r.start(s, bound)
		}
		return
	}
	fn := r.FuncAt(v.Pos())
	calls, _ := r.giving.callsOf(fn)
	for _, call := range calls {
		one, more := *s, maps.Clone(bound)
		one.At, one.Shared = call.Fun, true
		for _, param := range r.ParamVars(fn) {
			if param != nil {
				if arg := r.argumentFor(call, fn, param); arg != nil {
					more[param] = arg
				}
			}
		}
		r.takeOptions(&one, call)
		if more[v] == nil {
			r.start(s, bound)
		} else {
			r.expand(&one, more, depth+1)
		}
	}
	if !r.isKnownHelper(fn, len(calls)) {
		r.start(s, bound)
	}
}

// bind returns what is bound where a loop over a list has come to an element.
func (src text) bind(n *ast.RangeStmt, elem ast.Expr, bound bindings) bindings {
	more, value := maps.Clone(bound), elem
	if pair, ok := elem.(*ast.KeyValueExpr); ok {
		value = pair.Value
		if key := src.VarOf(n.Key); n.Key != nil && key != nil {
			more[key] = pair.Key
		}
	} else if key := src.VarOf(n.Key); n.Key != nil && key != nil {
		more[key] = elem // table[i]: see resolve
	}
	if held := src.VarOf(n.Value); n.Value != nil && held != nil {
		more[held] = value
	}
	return more
}

// isKnownHelper reports whether nobody calls a function but by the calls of this package, and by those
// of others that know it for a helper.
func (r *supervising) isKnownHelper(fn ast.Node, calls int) bool {
	decl, ok := fn.(*ast.FuncDecl)
	if !ok {
		_, all := r.giving.callsOf(fn)
		return all
	}
	obj, _ := r.Info.Defs[decl.Name].(*types.Func)
	if calls != r.giving.sites.uses[obj] || r.giving.sites.dynamic[obj.Name()] && obj.Signature().Recv() != nil {
		return false
	}
	return calls > 0 && (!obj.Exported() || r.Types.Name() == "main") || obj.Exported() && r.helper(decl).Func > 0
}

// start adds a service as it is bound.
func (r *supervising) start(s *Service, bound bindings) {
	one := *s
	one.bound = bound
	if one.name != nil && one.Name == "" {
		one.Name = r.stringOf(one.name, bound)
	}
	r.started = append(r.started, &one)
}

// unbound returns a parameter or the variable of a loop that the name or the function of a service
// depends on, and that can be bound; nil if there is none.
func (r *supervising) unbound(s *Service, bound bindings) *types.Var {
	if s.Own || s.fn == nil {
		return nil
	}
	var of []ast.Expr
	if !r.Resolve(s.fn).Known() {
		of = append(of, s.fn)
	}
	if lit, ok := ast.Unparen(s.fn).(*ast.FuncLit); ok && s.Name == "" {
		r.eachCall(lit.Body, func(call *ast.CallExpr) {
			if !r.Resolve(call.Fun).Known() {
				of = append(of, call.Fun)
			}
		})
	}
	if s.name != nil && s.Name == "" {
		for _, part := range r.parts(s.name) {
			if part.x != nil {
				of = append(of, part.x)
			}
		}
	}
	for _, x := range of {
		v, _ := r.resolve(r.termOf(x), bound)
		if v == nil || bound[v] != nil || len(r.Var(v).Values) > 1 || r.Var(v).Taken {
			continue
		}
		if n, _ := r.rangeOf(v); n != nil {
			if lit, _ := r.giving.written(n.X); lit != nil {
				return v
			}
		} else if v.Kind() == types.ParamVar && len(r.Var(v).Values) == 0 {
			if calls, _ := r.giving.callsOf(r.FuncAt(v.Pos())); len(calls) > 0 || r.isKnownHelper(r.FuncAt(v.Pos()), 0) {
				return v
			}
		}
	}
	return nil
}

// takeOptions takes the options that a call of a helper hands on.
func (r *supervising) takeOptions(s *Service, call *ast.CallExpr) {
	for _, arg := range call.Args {
		r.takeOption(s, arg)
	}
}

func (src text) termOf(x ast.Expr) term {
	switch x := ast.Unparen(x).(type) {
	case *ast.CallExpr: // s.Name()
		if sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok && len(x.Args) == 0 && src.Info.Selections[sel] != nil {
			return term{sel.X, sel.Sel.Name, true}
		}
	case *ast.SelectorExpr: // s.run
		if src.Info.Selections[x] != nil {
			return term{x.X, x.Sel.Name, false}
		}
	}
	return term{x: x}
}

// resolve returns a term as far as its value is bound, and the variable that it depends on then; nil if
// there is none.
func (src text) resolve(t term, bound bindings) (*types.Var, term) {
	for range deepest {
		x := t.x
		elem, isElem := ast.Unparen(x).(*ast.IndexExpr)
		if isElem {
			x = elem.Index
		}
		id, ok := ast.Unparen(x).(*ast.Ident)
		if !ok {
			return nil, t
		}
		v, _ := src.Info.ObjectOf(id).(*types.Var)
		if v == nil {
			return nil, t
		}
		value := bound[v]
		if isElem && !src.isIndexOf(v, elem.X) {
			return nil, t
		}
		if value == nil && !isElem && v.Kind() == types.LocalVar && v.Pkg() == src.Types {
			if rec := src.Var(v); len(rec.Values) == 1 && !rec.Taken {
				value = rec.Values[0].Expr
			}
		}
		if value == nil {
			return v, t
		}
		t = src.of(t, value)
	}
	return nil, t
}

// isIndexOf reports whether a variable runs through the indexes of a list: for i := range table { table[i] }.
func (src text) isIndexOf(v *types.Var, list ast.Expr) bool {
	n, value := src.rangeOf(v)
	return n != nil && !value && src.VarOf(list) != nil && src.VarOf(list) == src.VarOf(n.X)
}

// of returns a term with the value in place of its variable.
func (src text) of(t term, value ast.Expr) term {
	if t.sel == "" {
		return src.termOf(value)
	}
	if lit := literalOf(value); lit != nil && !t.calls {
		if x := src.fieldOf(lit, t.sel); x != nil {
			return src.termOf(x)
		}
	}
	return term{value, t.sel, t.calls}
}

// literalOf returns the composite literal that x is, or is the address of; else nil.
func literalOf(x ast.Expr) *ast.CompositeLit {
	if addr, ok := ast.Unparen(x).(*ast.UnaryExpr); ok {
		x = addr.X
	}
	lit, _ := ast.Unparen(x).(*ast.CompositeLit)
	return lit
}

// fieldOf returns the value of a field in the composite literal of a struct; nil if it has none.
func (src text) fieldOf(lit *ast.CompositeLit, name string) ast.Expr {
	t := src.Info.TypeOf(lit).Underlying()
	if ptr, ok := t.(*types.Pointer); ok { // elided, in a list of pointers
		t = ptr.Elem().Underlying()
	}
	of, ok := t.(*types.Struct)
	if !ok {
		return nil
	}
	for i, elem := range lit.Elts {
		if pair, ok := elem.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok && key.Name == name {
				return pair.Value
			}
		} else if i < of.NumFields() && of.Field(i).Name() == name {
			return elem
		}
	}
	return nil
}

// method returns the method that a term selects of a value whose type is known; nil if there is none.
func (src text) method(t term) *types.Func {
	typ := src.Info.TypeOf(t.x)
	if t.sel == "" || typ == nil || types.IsInterface(typ) {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(typ, true, src.Types, t.sel)
	fn, _ := obj.(*types.Func)
	return fn
}

// A part of a name that is put together is a text, or an expression.
type part struct {
	text string
	x    ast.Expr
}

// parts returns what a name is put together of: prefix + name, fmt.Sprintf("worker-%s", name); itself, if it is not.
func (src text) parts(x ast.Expr) []part {
	switch n := ast.Unparen(x).(type) {
	case *ast.BinaryExpr:
		if n.Op == token.ADD {
			return append(src.parts(n.X), src.parts(n.Y)...)
		}
	case *ast.CallExpr:
		if fn := src.Callee(n); fn != nil && fn.FullName() == "fmt.Sprintf" && !n.Ellipsis.IsValid() {
			if list, ok := src.printed(n); ok {
				return list
			}
		}
	}
	return []part{{x: x}}
}

// printed returns what fmt.Sprintf puts together by a constant format, if that says %s and %v only: strings
// are printed as they are then (https://pkg.go.dev/fmt#hdr-Printing).
func (src text) printed(call *ast.CallExpr) (list []part, ok bool) {
	format, ok := src.ConstantString(call.Args[0])
	args := call.Args[1:]
	for ok && format != "" {
		text, verb, found := strings.Cut(format, "%")
		if text != "" {
			list = append(list, part{text: text})
		}
		if !found {
			break
		}
		if verb == "" || verb[0] != 's' && verb[0] != 'v' || len(args) == 0 || types.NewMethodSet(src.Info.TypeOf(args[0])).Len() > 0 { // it may spell itself
			return nil, false
		}
		list, format, args = append(list, part{x: args[0]}), verb[1:], args[1:]
	}
	return list, ok && len(args) == 0
}

// stringOf returns the constant string that an expression is, as it is bound; else "".
func (r *supervising) stringOf(x ast.Expr, bound bindings) string {
	if list := r.parts(x); len(list) != 1 || list[0].x != x {
		whole := ""
		for _, part := range list {
			text := part.text
			if part.x != nil {
				text = r.stringOf(part.x, bound)
			}
			if text == "" {
				return ""
			}
			whole += text
		}
		return whole
	}
	_, t := r.resolve(r.termOf(x), bound)
	if t.sel == "" {
		s, _ := r.ConstantString(t.x)
		return s
	}
	fn := r.method(t)
	if fn == nil || !t.calls || r.Decl(fn) == nil {
		return ""
	}
	list := r.Returns(r.Decl(fn))
	if len(list) == 1 {
		if s, ok := r.ConstantString(list[0]); ok {
			return s
		}
	}
	if of := r.Info.Types[t.x].Value; of != nil { // kind.String()
		return r.spelled(r.Decl(fn), of)
	}
	if len(list) != 1 {
		return ""
	}
	lit := literalOf(t.x)
	if field := r.termOf(list[0]); lit != nil && field.sel != "" && !field.calls { // return s.name
		if x := r.fieldOf(lit, field.sel); x != nil {
			return r.stringOf(x, bound)
		}
	}
	return ""
}

// functionOf returns the function that an expression denotes, as it is bound.
func (src text) functionOf(x ast.Expr, bound bindings) syntax.Target {
	if t := src.Resolve(x); t.Known() {
		return t
	}
	_, t := src.resolve(src.termOf(x), bound)
	if fn := src.method(t); fn != nil && !t.calls {
		return syntax.Target{Func: fn.Origin()}
	}
	if t.sel == "" {
		return src.Resolve(t.x)
	}
	return syntax.Target{}
}

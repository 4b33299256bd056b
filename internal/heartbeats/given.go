package heartbeats

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// sites are the places of the package where its functions are named.
type sites struct {
	calls   map[*types.Func][]*ast.CallExpr
	uses    map[*types.Func]int // calls included
	dynamic map[string]bool     // names of the methods that are called by way of an interface
	methods map[string][]*ast.FuncDecl
}

// giving tells what functions and variables are given: by whom a function is called, and with what.
type giving struct {
	*Result
	sites   *sites                    // nil until somebody asks
	callers *callers                  // likewise
	puts    map[*types.Var][]ast.Expr // likewise
}

func (src text) findSites() *sites {
	s := &sites{make(map[*types.Func][]*ast.CallExpr), make(map[*types.Func]int), make(map[string]bool), make(map[string][]*ast.FuncDecl)}
	for c := range src.Preorder((*ast.Ident)(nil), (*ast.CallExpr)(nil), (*ast.FuncDecl)(nil)) {
		switch n := c.Node().(type) {
		case *ast.FuncDecl:
			if n.Recv != nil {
				s.methods[n.Name.Name] = append(s.methods[n.Name.Name], n)
			}
		case *ast.Ident:
			if fn, ok := src.Info.Uses[n].(*types.Func); ok {
				s.uses[fn.Origin()]++
			}
		case *ast.CallExpr:
			if fn := src.Callee(n); fn != nil {
				s.calls[fn.Origin()] = append(s.calls[fn.Origin()], n)
				s.dynamic[fn.Name()] = s.dynamic[fn.Name()] || src.Interface(n.Fun) != nil
			}
		}
	}
	return s
}

// callsOf lists the calls of a function of this package, FuncDecl or FuncLit, and reports whether those
// are all: nobody else can name it, and it is handed to nobody.
func (r *giving) callsOf(fn ast.Node) (calls []*ast.CallExpr, all bool) {
	if r.sites == nil {
		r.sites = r.findSites()
	}
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		obj, ok := r.Info.Defs[fn.Name].(*types.Func)
		if !ok {
			return nil, false
		}
		calls = r.sites.calls[obj]
		hidden := !obj.Exported() || obj.Signature().Recv() == nil && r.Types.Name() == "main"
		if obj.Signature().Recv() != nil && r.sites.dynamic[obj.Name()] {
			hidden = false
		}
		return calls, hidden && len(calls) > 0 && len(calls) == r.sites.uses[obj]
	case *ast.FuncLit:
		v := r.holder(fn)
		if v == nil {
			return nil, false
		}
		all = true
		for _, use := range r.Uses(v) {
			if call, ok := use.Parent().Node().(*ast.CallExpr); ok && ast.Unparen(call.Fun) == use.Node() {
				calls = append(calls, call)
			} else if assign, ok := use.Parent().Node().(*ast.AssignStmt); !ok || !slices.Contains(assign.Lhs, use.Node().(ast.Expr)) {
				all = false
			}
		}
		return calls, all && len(calls) > 0
	}
	return nil, false
}

// given lists what a parameter of a function of this package is given, and reports whether that is all
// that it ever holds.
func (r *giving) given(v *types.Var) (args []ast.Expr, all bool) {
	if v.Kind() != types.ParamVar || v.Pkg() != r.Types || len(r.Var(v).Values) > 0 || r.Var(v).Taken {
		return nil, false
	}
	fn := r.FuncAt(v.Pos())
	if fn == nil {
		return nil, false
	}
	calls, all := r.callsOf(fn)
	for _, call := range calls {
		if arg := r.argumentFor(call, fn, v); arg != nil {
			args = append(args, arg)
		} else {
			all = false
		}
	}
	return args, all
}

// argumentFor returns what a call of fn hands over for a parameter of it; nil if that is not one expression.
func (src text) argumentFor(call *ast.CallExpr, fn ast.Node, v *types.Var) ast.Expr {
	params := src.ParamVars(fn)
	i := slices.Index(params, v)
	if callee := src.Callee(call); callee != nil {
		i += src.Shift(call, callee)
		if callee.Signature().Variadic() && slices.Index(params, v) == len(params)-1 {
			return nil
		}
	}
	if i < 0 || i >= len(call.Args) || len(call.Args) == 1 && len(params) > 1 {
		return nil
	}
	return call.Args[i]
}

// functions lists the functions that an expression denotes, of which nothing else is known: a parameter by
// what it is given, a variable or a field by what it ever holds, an element by those of the list that
// is written out. all says that there are no others.
func (r *giving) functions(x ast.Expr) (list []syntax.Target, all bool) {
	return r.functionsWithin(x, make(map[types.Object]bool))
}

func (r *giving) functionsWithin(x ast.Expr, seen map[types.Object]bool) (list []syntax.Target, all bool) {
	add := func(of []ast.Expr) {
		for _, x := range of {
			if x == nil {
				all = false
			} else if !r.IsNil(x) {
				more, known := r.functionsWithin(x, seen)
				list, all = append(list, more...), all && known
			}
		}
	}
	t := r.Resolve(x)
	if t.Result != nil {
		maker := r.Node(r.Resolve(t.Result.Fun))
		if maker == nil {
			return nil, false
		}
		if v := r.Info.Defs[nameOf(maker)]; v != nil && !seen[v] {
			seen[v] = true
			made := r.Returns(maker)
			all = len(made) > 0
			add(made)
		}
		return list, all
	}
	if t.Known() {
		return []syntax.Target{t}, true
	}
	v := r.VarOf(x)
	if v == nil || seen[v] || v.Pkg() != r.Types {
		return nil, v != nil && seen[v]
	}
	seen[v] = true
	if v.Kind() == types.ParamVar {
		args, known := r.given(v)
		all = known
		add(args)
		return list, all
	}
	if over := r.rangedOver(v); over != nil {
		elements, known := r.elements(over)
		all = known
		add(elements)
		return list, all
	}
	rec := r.Var(v)
	all = !rec.Taken && len(rec.Values) > 0 && (!v.Exported() || !v.IsField() && v.Parent() != r.Types.Scope() || r.Types.Name() == "main")
	for _, value := range rec.Values {
		add([]ast.Expr{value.Expr})
	}
	return list, all
}

// nameOf returns the identifier of a declared function; of a literal, nil.
func nameOf(fn ast.Node) *ast.Ident {
	if decl, ok := fn.(*ast.FuncDecl); ok {
		return decl.Name
	}
	return nil
}

// rangedOver returns what the variable of a range statement takes its values from; nil if it is not one.
func (src text) rangedOver(v *types.Var) ast.Expr {
	n, value := src.rangeOf(v)
	if n == nil || !value {
		return nil
	}
	return n.X
}

// rangeOf returns the range statement that a variable belongs to, and whether it holds the values.
func (src text) rangeOf(v *types.Var) (n *ast.RangeStmt, value bool) {
	if v.Kind() != types.LocalVar || v.Pkg() != src.Types || v.Parent() == src.Types.Scope() || len(src.Var(v).Values) != 1 || src.Var(v).Taken {
		return nil, false
	}
	c, ok := src.CursorAt(v.Pos())
	if !ok {
		return nil, false
	}
	n, ok = c.Parent().Node().(*ast.RangeStmt)
	if !ok || n.Key != c.Node() && n.Value != c.Node() {
		return nil, false
	}
	return n, n.Value == c.Node()
}

// elements lists the elements of a list, or the values of a map, that is written out, and reports
// whether those are all: nobody else sets it.
func (r *giving) elements(x ast.Expr) (list []ast.Expr, all bool) {
	lit, all := r.written(x)
	if lit == nil {
		return nil, false
	}
	for _, elem := range lit.Elts {
		if pair, ok := elem.(*ast.KeyValueExpr); ok {
			elem = pair.Value
		}
		list = append(list, elem)
	}
	return list, all
}

// written returns the composite literal that an expression is, or that a variable always holds, with what is
// appended to it, or put into the map, elsewhere.
func (r *giving) written(x ast.Expr) (lit *ast.CompositeLit, all bool) {
	x = ast.Unparen(x)
	v := r.VarOf(x)
	if v == nil || v.Pkg() != r.Types || v.Kind() != types.LocalVar && v.Kind() != types.PackageVar && v.Kind() != types.FieldVar {
		lit, _ = x.(*ast.CompositeLit)
		return lit, true
	}
	rec := r.Var(v)
	var more []ast.Expr
	for _, value := range rec.Values {
		switch x := ast.Unparen(value.Expr).(type) {
		case *ast.CompositeLit:
			if lit != nil {
				return nil, false
			}
			lit = x
		case *ast.CallExpr:
			switch name := r.Builtin(x); {
			case name == "append" && r.VarOf(x.Args[0]) == v && !x.Ellipsis.IsValid():
				more = append(more, x.Args[1:]...)
			case name != "make":
				return nil, false
			}
		default:
			return nil, false
		}
	}
	more = append(more, r.put(v)...)
	if len(more) > 0 {
		grown := &ast.CompositeLit{Elts: more}
		if lit != nil {
			grown.Elts = slices.Concat(lit.Elts, more)
		}
		lit = grown
	}
	return lit, !rec.Taken && (v.Kind() == types.LocalVar || !v.Exported() || r.Types.Name() == "main")
}

// put lists what is put into a list, or into a map, by its keys: m["b"] = f.
func (r *giving) put(m *types.Var) []ast.Expr {
	if r.puts == nil {
		r.puts = make(map[*types.Var][]ast.Expr)
		for c := range r.Preorder((*ast.AssignStmt)(nil)) {
			n := c.Node().(*ast.AssignStmt)
			for i, left := range n.Lhs {
				if elem, ok := ast.Unparen(left).(*ast.IndexExpr); ok && len(n.Lhs) == len(n.Rhs) && r.VarOf(elem.X) != nil {
					v, value := r.VarOf(elem.X), n.Rhs[i]
					if _, ok := v.Type().Underlying().(*types.Map); ok {
						value = &ast.KeyValueExpr{Key: elem.Index, Value: value}
					}
					r.puts[v] = append(r.puts[v], value)
				}
			}
		}
	}
	return r.puts[m]
}

// implementing returns what is so of any method of this package that a call of an interface method may come
// to: how long those take, the name does not tell.
func (r *giving) implementing(call *ast.CallExpr) rhythm {
	var f rhythm
	if method := r.Interface(call.Fun); method != nil {
		for _, decl := range r.methodsFor(method) {
			f = f.either(r.beating.called(call, decl))
		}
	}
	return f
}

// methodsFor lists the methods of this package that implement one of an interface.
func (r *giving) methodsFor(method *types.Func) (list []*ast.FuncDecl) {
	of, ok := method.Signature().Recv().Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	if r.sites == nil {
		r.sites = r.findSites()
	}
	for _, decl := range r.sites.methods[method.Name()] {
		if fn, ok := r.Info.Defs[decl.Name].(*types.Func); ok && types.Implements(fn.Signature().Recv().Type(), of) {
			list = append(list, decl)
		}
	}
	return list
}

// node returns the function of this package that a call comes to: by an interface that others cannot
// name, the one method that implements it.
func (r *giving) node(call *ast.CallExpr) ast.Node {
	if node := r.Node(r.Resolve(call.Fun)); node != nil {
		return node
	}
	method := r.Interface(call.Fun)
	if method == nil || method.Pkg() != r.Types {
		return nil
	}
	named, ok := types.Unalias(method.Signature().Recv().Type()).(*types.Named)
	if !ok || named.Obj().Exported() {
		return nil
	}
	if found := r.methodsFor(method); len(found) == 1 && !r.holdsOther(call, found[0]) {
		return found[0]
	}
	return nil
}

// holdsOther reports whether the interface that a call is of is seen to hold another type than that of a
// method: one of another package has no method here.
func (r *giving) holdsOther(call *ast.CallExpr, method *ast.FuncDecl) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return true
	}
	v := r.VarOf(sel.X)
	if v == nil {
		return true
	}
	held, _ := r.given(v)
	for _, value := range r.Var(v).Values {
		held = append(held, value.Expr)
	}
	own := namedOf(r.Info.Defs[method.Name].(*types.Func).Signature().Recv().Type())
	return slices.ContainsFunc(held, func(x ast.Expr) bool {
		return x != nil && !r.IsNil(x) && !types.IsInterface(r.Info.TypeOf(x)) && namedOf(r.Info.TypeOf(x)) != own
	})
}

// namedOf returns the type that is declared, of itself or of a pointer to it; nil if none is.
func namedOf(t types.Type) *types.TypeName {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Obj()
	}
	return nil
}

// isForOthers reports whether a call is of an interface that an exported field or variable of a library holds:
// whoever imports that sets it, to what is not in view here. Loggers and contexts wait for nobody.
func (src text) isForOthers(call *ast.CallExpr, fn *types.Func) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || src.Interface(call.Fun) == nil || src.Types.Name() == "main" || known.Logs(fn) || syntax.IsContext(src.Info.TypeOf(sel.X)) {
		return false
	}
	v := src.VarOf(sel.X)
	return v != nil && v.Exported() && (v.IsField() || v.Parent() == v.Pkg().Scope())
}

// isValue reports whether a call is of a function value: which function that is, only its values tell.
func (src text) isValue(call *ast.CallExpr) bool {
	if src.Callee(call) != nil || src.Info.Types[call.Fun].IsType() || src.Builtin(call) != "" {
		return false
	}
	_, lit := ast.Unparen(call.Fun).(*ast.FuncLit)
	return !lit
}

// anyOf returns the rhythm of whichever of the functions a call of a value comes to.
func (r *giving) anyOf(call *ast.CallExpr) rhythm {
	list, _ := r.functions(call.Fun)
	var f rhythm
	for i, t := range list {
		var of rhythm
		if node := r.Node(t); node != nil {
			of = r.beating.called(call, node)
		} else if t.Func != nil && r.beating.isOurs(t.Func) {
			of = r.beating.calledFar(call, t.Func)
		} else if isSleep(t.Func) {
			of.Wait.clock(r.constant(call.Args[0]))
		} else if t.Func != nil {
			of = rhythm{Endless: serves(t.Func)}
		}
		if i == 0 {
			f = of
		} else {
			f = f.either(of)
		}
	}
	return f
}

// isSeen reports whether all functions are known that a call of a value comes to.
func (r *giving) isSeen(call *ast.CallExpr) bool {
	list, all := r.functions(call.Fun)
	return all && len(list) > 0 && !slices.ContainsFunc(list, func(t syntax.Target) bool {
		return r.Node(t) == nil && (t.Func == nil || !r.beating.isOurs(t.Func) && mayLast(t.Func))
	})
}

// either returns what is so of one of two functions.
func (f rhythm) either(of rhythm) rhythm {
	surely := f.Surely && of.Surely
	f.takes(of)
	f.Surely, f.Context = surely, f.Context || of.Context
	f.Wait = f.Wait.either(of.Wait)
	return f
}

func (w Wait) either(of Wait) Wait {
	both := w.or(of)
	switch {
	case !w.Clock:
		both.Period = of.Period
	case !of.Clock:
		both.Period = w.Period
	default:
		both.Period = w.Period.longest(of.Period)
	}
	switch {
	case !w.Limit.Some:
		both.Limit = of.Limit
	case !of.Limit.Some:
		both.Limit = w.Limit
	default:
		both.Limit.Period = w.Limit.longest(of.Limit.Period)
	}
	return both
}

// longest returns the longer one of two periods; unknown, if one is.
func (p Period) longest(other Period) Period {
	switch {
	case p == other:
		return p
	case !p.Known() || !other.Known():
		return Period{}
	case p.Duration >= other.Duration:
		return p
	}
	return other
}

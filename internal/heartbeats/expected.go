package heartbeats

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A list reads the names in an expression that a probe expects: a slice of them, the keys of a map.
// What it cannot read, it says: names.MoreAre.
type list struct {
	*Names
	seen  map[types.Object]bool // variables and functions, which may lead to themselves
	maybe bool                  // some of the names may be left out
}

// expect takes in the names that a probe expects.
func (n *Names) expect(x ast.Expr) {
	list{Names: n, seen: make(map[types.Object]bool)}.read(x)
}

func (l list) more() { l.own.MoreAre = true }

// add takes in a name that is expected.
func (l list) add(name string, node ast.Node) {
	use := l.use(name, "is expected", node)
	use.Maybe = l.maybe
	l.own.Expected = append(l.own.Expected, use)
}

// read takes in the elements of a slice or an iterator, or the keys of a map.
func (l list) read(x ast.Expr) {
	if x == nil {
		l.more()
		return
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.CompositeLit:
		l.literal(x)
	case *ast.CallExpr:
		l.call(x)
	case *ast.SliceExpr:
		l.maybe = l.maybe || isPart(x)
		l.read(x.X)
	default:
		if l.r.IsNil(x) {
			return
		}
		switch v := l.r.VarOf(x); {
		case v == nil:
			l.more()
		case v.Pkg() != l.r.Types:
			l.far(v, x)
		default:
			l.variable(v)
		}
	}
}

func (l list) literal(lit *ast.CompositeLit) {
	_, isMap := l.r.Info.TypeOf(lit).Underlying().(*types.Map)
	for _, elem := range lit.Elts {
		if pair, ok := elem.(*ast.KeyValueExpr); ok {
			elem = pair.Value
			if isMap {
				elem = pair.Key
			}
		}
		l.name(elem)
	}
}

// name takes in one name, or, of the variable of a loop, all that it ranges over.
func (l list) name(x ast.Expr) {
	if name, ok := l.r.ConstantString(x); ok {
		l.add(name, x)
		return
	}
	if v := l.r.VarOf(x); v != nil {
		if n, value := l.r.rangeOf(v); n != nil && value != l.r.hasKeys(n.X) {
			l.read(n.X)
			return
		}
	}
	if t := l.r.termOf(x); t.sel != "" && !t.calls {
		if v := l.r.VarOf(t.x); v != nil {
			if n, value := l.r.rangeOf(v); n != nil && value {
				l.fields(n.X, t.sel)
				return
			}
		}
	}
	l.more()
}

// fields takes in a field of the structs in a list, or in the values of a map, that is written out.
//
//	for _, p := range probes {
//		supervised.IsHealthy([]string{p.name}, p.stale)
//	}
func (l list) fields(x ast.Expr, field string) {
	elems, all := l.r.giving.elements(x)
	if v := l.r.VarOf(x); v != nil {
		l.maybe = l.maybe || l.changes(v)
	}
	for _, elem := range elems {
		lit := literalOf(elem)
		if lit == nil {
			l.more()
		} else if name := l.r.fieldOf(lit, field); name != nil {
			l.name(name)
		}
	}
	if !all {
		l.more()
	}
}

// hasKeys reports whether a range statement over x gets what a probe expects first: the keys of a map, the
// values of an iterator.
func (src text) hasKeys(x ast.Expr) bool {
	switch src.Info.TypeOf(x).Underlying().(type) {
	case *types.Map, *types.Signature:
		return true
	}
	return false
}

// passing lists functions of the standard library that hand on all that they are given.
var passing = []string{
	"maps.Clone", "maps.Keys", "slices.All", "slices.Clip", "slices.Clone", "slices.Collect", "slices.Compact", "slices.Concat",
	"slices.Sorted", "slices.Values",
}

// taking lists those that leave elements of their first argument out.
var taking = []string{"slices.Delete", "slices.DeleteFunc"}

func (l list) call(call *ast.CallExpr) {
	fn := l.r.Callee(call)
	switch {
	case l.r.Info.Types[call.Fun].IsType():
		l.read(call.Args[0])
	case l.r.Builtin(call) == "append":
		l.read(call.Args[0])
		for i, arg := range call.Args[1:] {
			if call.Ellipsis.IsValid() && i == len(call.Args)-2 {
				l.read(arg)
			} else {
				l.name(arg)
			}
		}
	case l.r.Builtin(call) == "make": // empty
	case fn != nil && slices.Contains(passing, fn.Origin().FullName()):
		for _, arg := range call.Args {
			l.read(arg)
		}
	case fn != nil && slices.Contains(taking, fn.Origin().FullName()):
		l.maybe = true
		l.read(call.Args[0])
	case fn != nil && fn.FullName() == "strings.Split":
		l.split(call)
	default:
		l.results(call)
	}
}

// split takes in the names of strings.Split("a,b", ",").
func (l list) split(call *ast.CallExpr) {
	text, ok := l.r.ConstantString(call.Args[0])
	sep, known := l.r.ConstantString(call.Args[1])
	if !ok || !known {
		l.more()
		return
	}
	for _, name := range strings.Split(text, sep) {
		l.add(name, call)
	}
}

// results takes in what a function of the package returns.
func (l list) results(call *ast.CallExpr) {
	fn := l.r.Node(l.r.Resolve(call.Fun))
	callee := l.r.Callee(call)
	if callee != nil && fn == nil {
		l.far(callee, call)
		return
	}
	if fn == nil || callee == nil || callee.Signature().Results().Len() != 1 || syntax.FuncType(fn).Results.List[0].Names != nil {
		l.more()
		return
	}
	l.returned(callee, fn)
}

// returned takes in what a function of the package returns.
func (l list) returned(callee *types.Func, fn ast.Node) {
	if l.seen[callee] {
		return
	}
	l.seen[callee] = true
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok {
			if len(ret.Results) == 1 {
				l.read(ret.Results[0])
			} else {
				l.more()
			}
		}
		return true
	})
}

// far takes in a variable or what a function returns of another package of the module, by its fact.
func (l list) far(obj types.Object, x ast.Expr) {
	var f names
	if obj.Pkg() == nil || !l.r.InModule(obj.Pkg().Path()) || obj.Parent() != obj.Pkg().Scope() || !l.pass.ImportPackageFact(obj.Pkg(), &f) {
		l.more()
		return
	}
	i := slices.IndexFunc(f.Lists, func(list List) bool { return list.Of == obj.Name() })
	if i < 0 {
		l.more()
		return
	}
	for _, name := range f.Lists[i].Names {
		l.add(name, x)
	}
	l.own.MoreAre = l.own.MoreAre || f.Lists[i].More
}

// variable takes in all that a variable is ever assigned, and the keys that are written to a map.
func (l list) variable(v *types.Var) {
	if l.seen[v] {
		return
	}
	l.seen[v] = true
	rec := l.r.Var(v)
	_, isArray := v.Type().Underlying().(*types.Array) // to slice one takes its address
	if rec.Taken && !isArray || v.Pkg() != l.r.Types || v.Kind() != types.LocalVar && v.Kind() != types.PackageVar || len(rec.Values) == 0 && !rec.Zero {
		l.more()
		return
	}
	l.maybe = l.maybe || l.changes(v)
	for _, value := range rec.Values {
		l.read(value.Expr)
	}
	for c := range l.r.Preorder((*ast.AssignStmt)(nil)) {
		for _, left := range c.Node().(*ast.AssignStmt).Lhs {
			elem, ok := ast.Unparen(left).(*ast.IndexExpr)
			if !ok || l.r.VarOf(elem.X) != v {
				continue
			}
			if _, isMap := v.Type().Underlying().(*types.Map); isMap {
				l.name(elem.Index)
			} else {
				l.more()
			}
		}
	}
}

// isPart reports whether a slice expression leaves elements out.
func isPart(x *ast.SliceExpr) bool { return x.Low != nil || x.High != nil }

// changes reports whether names are taken out of what a variable holds, or replaced: what it was once
// given, it may hold no more.
func (l list) changes(v *types.Var) bool {
	if slices.ContainsFunc(l.r.Var(v).Values, func(value syntax.Value) bool {
		switch x := ast.Unparen(value.Expr).(type) {
		case *ast.SliceExpr:
			return isPart(x)
		case *ast.CallExpr:
			fn := l.r.Callee(x)
			return fn != nil && slices.Contains(taking, fn.Origin().FullName())
		}
		return false
	}) {
		return true
	}
	_, isMap := v.Type().Underlying().(*types.Map)
	for use := range l.r.Preorder((*ast.Ident)(nil)) {
		if l.r.Info.Uses[use.Node().(*ast.Ident)] != v {
			continue
		}
		switch n := use.Parent().Node().(type) {
		case *ast.UnaryExpr: // &list
			return true
		case *ast.CallExpr: // delete(m, name)
			if name := l.r.Builtin(n); name == "delete" || name == "clear" {
				return true
			}
		case *ast.IndexExpr: // list[0] = name
			assign, ok := use.Parent().Parent().Node().(*ast.AssignStmt)
			if ok && !isMap && slices.Contains(assign.Lhs, ast.Expr(n)) {
				return true
			}
		}
	}
	return false
}

package effects

import (
	"cmp"
	"go/ast"
	"go/token"
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
// Which functions may come is seen in the package. It may not be all of them, so that they count for the locks alone that they hold
// while they panic: for what is owed in all of them, targets wants to know all.

// holdsStored notes the lock regions of the functions that an unresolved call of a function value may come to. What a parameter of
// the function itself is, its callers know.
func (s *scan) holdsStored(call *ast.CallExpr) {
	if _, param := s.slots[s.VarOf(call.Fun)]; param {
		return
	}
	f := flow{scan: s, seen: make(map[any]bool)}
	f.from(call.Fun)
	slices.SortFunc(f.nodes, func(a, b ast.Node) int { return cmp.Compare(a.Pos(), b.Pos()) })
	for _, node := range slices.Compact(f.nodes) {
		t := target{node: node, summary: s.summary(node)}
		if decl, ok := node.(*ast.FuncDecl); ok {
			t.fn, _ = s.Info.Defs[decl.Name].(*types.Func)
		}
		if len(t.summary.Regions) > 0 {
			s.calls = append(s.calls, t)
			s.holdIn(t, call)
		}
	}
}

// A flow follows function values back to where they are written.
type flow struct {
	*scan
	seen  map[any]bool // variables, and functions whose results are followed
	nodes []ast.Node   // the functions
}

// from follows an expression that is a function, or a map, list or channel of functions.
func (f *flow) from(x ast.Expr) {
	if x == nil || f.IsNil(x) {
		return
	}
	x = ast.Unparen(x)
	if node := f.Node(f.Resolve(x)); node != nil {
		if syntax.Body(node) != nil {
			f.nodes = append(f.nodes, node)
		}
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
		}
	}
}

// fromCall follows what a call returns: a conversion, append, a function of the package.
func (f *flow) fromCall(call *ast.CallExpr) {
	if f.Info.Types[call.Fun].IsType() || f.Builtin(call) == "append" {
		for _, arg := range call.Args {
			f.from(arg)
		}
	} else if node := f.Node(f.Resolve(call.Fun)); node != nil && !f.seen[node] {
		f.seen[node] = true
		for _, result := range f.Returns(node) {
			f.from(result)
		}
	}
}

// fromVar follows all that a variable or field is given, and its elements.
func (f *flow) fromVar(v *types.Var) {
	if f.seen[v] {
		return
	}
	f.seen[v] = true
	for _, value := range f.Var(v).Values {
		if value.Expr == nil && value.From == nil {
			f.fromRange(value.Pos)
		} else if value.Expr != nil {
			f.from(value.Expr)
		} else if _, call := ast.Unparen(value.From).(*ast.CallExpr); !call { // h, ok := m[k]
			f.from(value.From)
		}
	}
	for _, elem := range f.elementsSet()[v] {
		f.from(elem)
	}
	if _, ch := v.Type().Underlying().(*types.Chan); ch {
		for _, sent := range f.states().values[f.classOf(v)] {
			f.from(sent)
		}
	}
	for _, arg := range f.handedFor(v) {
		f.from(arg)
	}
}

// fromRange follows what a range statement goes through whose variable stands at pos.
func (f *flow) fromRange(pos token.Pos) {
	c, ok := f.CursorAt(pos)
	if !ok {
		return
	}
	for up := range c.Enclosing((*ast.RangeStmt)(nil)) {
		f.from(up.Node().(*ast.RangeStmt).X)
		return
	}
}

// handedFor lists what the calls in the package hand over for a parameter, those of an interface's method and of a variadic one, too.
func (f *flow) handedFor(v *types.Var) []ast.Expr {
	fn, index := f.parameter(v)
	if fn == nil {
		return f.passedFor(v)
	}
	calls := slices.Clone(f.joined().args[fn])
	if recv := fn.Signature().Recv(); recv != nil {
		for m, list := range f.joined().args {
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

// elementsSet lists what is assigned to the elements of each variable and field.
func (r *Result) elementsSet() map[*types.Var][]ast.Expr {
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

package effects

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a function has in hand often went through other hands before: somebody has left it in a channel, a map, a list, a
// sync.Map or an atomic variable, and waits for what is done with it. By which way it came out of there does not count, nor
// under which names it went on, nor that its type was asked for:
//
//	for msg := range s.inbox { switch m := msg.(type) { case *sum: m.reply <- s.add(m) } }
//	if v, ok := d.waiting.LoadAndDelete(id); ok { v.(*query).settle(r) }
//	r := m.current.Swap(nil)

// valuesOf lists all that a variable is assigned: that of a clause of a type switch gets what the switch is on.
func (r *naming) valuesOf(v *types.Var) []syntax.Value {
	if x := r.switched()[v]; x != nil {
		return []syntax.Value{{Pos: v.Pos(), Expr: x, From: x, Decl: true}}
	}
	return r.Var(v).Values
}

// switched has what a type switch is on, by the variables of its clauses.
func (r *naming) switched() map[*types.Var]ast.Expr {
	if r.clauses == nil {
		r.clauses = make(map[*types.Var]ast.Expr)
		for c := range r.Preorder((*ast.TypeSwitchStmt)(nil)) {
			n := c.Node().(*ast.TypeSwitchStmt)
			for _, v := range r.clauseVars(n) {
				r.clauses[v] = n.Assign.(*ast.AssignStmt).Rhs[0].(*ast.TypeAssertExpr).X
			}
		}
	}
	return r.clauses
}

// clauseVars lists the variables of the clauses of a type switch.
func (src source) clauseVars(n *ast.TypeSwitchStmt) []*types.Var {
	var list []*types.Var
	for _, clause := range n.Body.List {
		if v, ok := src.Info.Implicits[clause].(*types.Var); ok {
			list = append(list, v)
		}
	}
	return list
}

// definesClauses notes that the variables of the clauses of a type switch get a value, if n is what stands in its head.
func (s *reading) definesClauses(n *ast.AssignStmt) bool {
	x, ok := n.Rhs[0].(*ast.TypeAssertExpr)
	if !ok || x.Type != nil {
		return false
	}
	if c, ok := s.CursorOf(n); ok {
		for _, v := range s.clauseVars(c.Parent().Node().(*ast.TypeSwitchStmt)) {
			s.emit(event{def: v})
		}
	}
	return true
}

// sameObject returns the expression of which x is the value itself, in another type or read from an atomic variable; nil if x
// is none such.
func (src source) sameObject(x ast.Expr) ast.Expr {
	switch x := ast.Unparen(x).(type) {
	case *ast.TypeAssertExpr:
		return x.X
	case *ast.CallExpr:
		if src.Info.Types[x.Fun].IsType() && len(x.Args) == 1 {
			return x.Args[0]
		}
		if on, pkg := src.store(x); pkg == "sync/atomic" {
			return on
		}
	}
	return nil
}

// store returns what a call takes something out of that was stored there, with the package of that; nil if it is no such call.
func (src source) store(call *ast.CallExpr) (on ast.Expr, pkg string) {
	fn := src.Callee(call)
	if fn == nil || fn.Pkg() == nil {
		return nil, ""
	}
	pkg = fn.Pkg().Path()
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || src.Info.Selections[sel] == nil {
		if pkg == "container/heap" && len(call.Args) > 0 {
			return call.Args[0], pkg
		}
		return nil, ""
	}
	recv, ok := types.Unalias(deref(fn.Signature().Recv().Type())).(*types.Named)
	if !ok {
		return nil, ""
	}
	switch typ := recv.Obj().Name(); {
	case pkg == "sync" && typ == "Map", pkg == "sync/atomic" && (typ == "Pointer" || typ == "Value"):
		if !strings.HasPrefix(fn.Name(), "Load") && fn.Name() != "Swap" {
			return nil, ""
		}
	case pkg == "container/list", pkg == "container/ring", pkg == "context" && fn.Name() == "Value":
	default:
		return nil, ""
	}
	return sel.X, pkg
}

// sources lists where the object that a local variable holds comes from: what it is assigned, without the assertions and
// the names of other locals on the way, and without the path to one of its fields. It has nil for what is ranged over.
func (s *scan) sources(v *types.Var) []ast.Expr {
	var list []ast.Expr
	seen := make(map[*types.Var]bool)
	var from func(v *types.Var)
	follow := func(x ast.Expr) {
		for same := s.sameObject(x); same != nil; same = s.sameObject(x) {
			if call, ok := ast.Unparen(x).(*ast.CallExpr); ok && !s.Info.Types[call.Fun].IsType() {
				break // out of an atomic variable
			}
			x = same
		}
		if base := s.localBase(x); base != nil {
			from(base)
			return
		}
		list = append(list, ast.Unparen(x))
	}
	from = func(v *types.Var) {
		if seen[v] {
			return
		}
		seen[v] = true
		for _, value := range s.naming.valuesOf(v) {
			if x := cmp.Or(value.Expr, value.From); x != nil {
				follow(x)
			} else {
				list = append(list, nil)
			}
		}
	}
	from(v)
	return list
}

// localBase returns the local that x is, or is a field of; nil if there is none.
func (s *scan) localBase(x ast.Expr) *types.Var {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		if v, ok := s.Info.ObjectOf(x).(*types.Var); ok && s.declares(v) {
			return v
		}
	case *ast.SelectorExpr:
		return s.localBase(x.X)
	case *ast.StarExpr:
		return s.localBase(x.X)
	}
	return nil
}

// cameIn reports whether a local value was received, ranged over or taken from a
// collection: somebody may wait for what is done with it.
func (s *scan) cameIn(on Ref) bool {
	if on.root == nil {
		return true
	}
	for _, x := range s.sources(on.root) {
		switch x := x.(type) {
		case nil:
			return true // range
		case *ast.UnaryExpr:
			return true // received
		case *ast.IndexExpr:
			return true
		case *ast.CallExpr:
			if fn := s.Callee(x); fn != nil && strings.HasPrefix(fn.Name(), "Accept") {
				return true
			}
			if from, _ := s.store(x); from != nil {
				return true
			}
		}
	}
	return false
}

// lookedUp reports whether v is what a call or a map had for a key: somebody may
// have waited for it before.
func (s *scan) lookedUp(v *types.Var) bool {
	for _, x := range s.sources(v) {
		switch x := x.(type) {
		case *ast.IndexExpr:
			return true
		case *ast.CallExpr:
			if from, _ := s.store(x); from != nil {
				return true
			}
			if node := s.Node(s.Resolve(x.Fun)); node != nil && !s.constructs(x) {
				return true
			}
		}
	}
	return false
}

// isLookedUp reports whether a local value is lookedUp.
func (s *reading) isLookedUp(on Ref) bool { return on.root != nil && s.lookedUp(on.root) }

// receivedFrom returns the channel that local v is received from; nil if it is
// anything else.
func (r *naming) receivedFrom(v *types.Var) ast.Expr {
	if v.IsField() {
		return nil
	}
	if x := r.switched()[v]; x != nil {
		return r.receivedAs(x)
	}
	values := r.Var(v).Values
	if _, st := v.Type().Underlying().(*types.Struct); st && len(values) > 1 {
		values = slices.DeleteFunc(slices.Clone(values), r.setsField)
	}
	if len(values) != 1 {
		return nil
	}
	if from := values[0].From; from != nil {
		return r.receivedAs(from)
	}
	if loop := r.rangedBy(values[0]); loop != nil {
		if _, ch := r.Info.TypeOf(loop.X).Underlying().(*types.Chan); ch && loop.Key != nil && loop.Key.Pos() == values[0].Pos {
			return loop.X
		}
	}
	return nil
}

// setsField reports whether a value that a struct is assigned is one of a field: what came in is the same.
//
//	req := <-in; req.id = parse(req.id)
func (src source) setsField(value syntax.Value) bool {
	return value.Expr == nil && value.From == nil && src.rangedBy(value) == nil
}

// receivedAs returns the channel that x is received from, in whatever type it is asked for.
func (r *naming) receivedAs(x ast.Expr) ast.Expr {
	switch x := ast.Unparen(x).(type) {
	case *ast.UnaryExpr:
		if x.Op == token.ARROW {
			return x.X
		}
	case *ast.TypeAssertExpr:
		return r.receivedAs(x.X)
	case *ast.Ident:
		if v := r.VarOf(x); v != nil && (len(r.Var(v).Values) == 1 && r.Var(v).Values[0].Decl || r.switched()[v] != nil) {
			return r.receivedFrom(v) // it is declared in front of x
		}
	}
	return nil
}

package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A result that is entered in a map with the error in it leaves that error, whatever the map says that it holds: a pointer, an
// interface, what a type parameter stands for. Who lists the entries to see whether one has failed does not see that one is missing.
//
//	m[k] = &status{took, err}
//	t.set(k, entry{took, err})   func (t *table[K, V]) set(k K, v V) { …; t.m[k] = v }

// isEntry reports whether an assignment makes an entry of a map.
func (s *scan) isEntry(lhs ast.Expr) bool {
	x, ok := ast.Unparen(lhs).(*ast.IndexExpr)
	return ok && isMap(s.Info.TypeOf(x.X))
}

// tellsError reports whether a value is an error that may be one, or is made with such.
func (s *scan) tellsError(value ast.Expr) bool {
	if value == nil || s.IsNil(value) {
		return false
	}
	if syntax.IsError(s.Info.TypeOf(value)) {
		return true
	}
	if _, ok := ErrorField(deref(s.Info.TypeOf(value))); !ok {
		return false
	}
	switch x := ast.Unparen(value).(type) {
	case *ast.UnaryExpr:
		return x.Op == token.AND && s.tellsError(x.X)
	case *ast.CompositeLit:
		return slices.ContainsFunc(x.Elts, func(elt ast.Expr) bool {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			return syntax.IsError(s.Info.TypeOf(elt)) && !s.IsNil(elt)
		})
	case *ast.CallExpr: // newStatus(took, err)
		return slices.ContainsFunc(x.Args, func(arg ast.Expr) bool { return syntax.IsError(s.Info.TypeOf(arg)) && !s.IsNil(arg) })
	case *ast.Ident:
		return s.isMadeWithError(s.VarOf(x))
	}
	return false
}

// isMadeWithError reports whether a local variable is made with an error, or given one: st := &status{}; st.took, st.err = run()
func (s *scan) isMadeWithError(v *types.Var) bool {
	if v == nil || !s.declares(v) {
		return false
	}
	if slices.ContainsFunc(s.Var(v).Values, func(value syntax.Value) bool {
		_, again := ast.Unparen(value.Expr).(*ast.Ident)
		return value.Decl && value.Expr != nil && !again && s.tellsError(value.Expr)
	}) {
		return true
	}
	for _, use := range s.Uses(v) {
		sel, ok := use.Parent().Node().(*ast.SelectorExpr)
		a, assigned := use.Parent().Parent().Node().(*ast.AssignStmt)
		if ok && assigned && slices.Contains(a.Lhs, ast.Expr(sel)) && syntax.IsError(s.Info.TypeOf(sel)) {
			return true
		}
	}
	return false
}

// enters notes the error that a call enters in a map, of one of its arguments.
func (s *reading) enters(call *ast.CallExpr) {
	to := s.Resolve(call.Fun)
	fn := s.Node(to)
	if fn == nil || syntax.Body(fn) == nil || !slices.ContainsFunc(call.Args, s.tellsError) {
		return
	}
	params := s.ParamVars(fn)
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || a.Tok != token.ASSIGN || len(a.Lhs) != 1 || !s.isEntry(a.Lhs[0]) {
			return true
		}
		i := slices.Index(params, s.VarOf(a.Rhs[0]))
		if to.Func != nil {
			i += s.Shift(call, to.Func)
		}
		if _, told := ErrorField(s.Info.TypeOf(a.Lhs[0])); told || syntax.IsError(s.Info.TypeOf(a.Lhs[0])) || i < 0 || s.VarOf(a.Rhs[0]) == nil || i >= len(call.Args) || !s.tellsError(call.Args[i]) {
			return true // or it has the effect itself
		}
		on, ok := s.leaving.frame(fn).ref(a.Lhs[0])
		if !ok {
			return true
		}
		if on = s.mapped(on, target{node: fn, fn: to.Func}, call); !s.isOwn(on) {
			s.site(&Site{Effect: Effect{Kind: Fail, On: on, Text: s.Text(call), Always: true}, Node: call, Value: call.Args[i]})
		}
		return true
	})
}

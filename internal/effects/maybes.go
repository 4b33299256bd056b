package effects

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
)

// Of a call of a function value it is often not known which function that is: one of a map of operations, the state that the
// last one has returned. It may be each function of the package that is used as a value of that type. What those send is
// nothing that somebody waits for there, but the close of the channel says that all of it was sent:
//
//	for st := start; st != nil; st = st(l) {}   // some state does l.out <- t
//	close(l.out)

// maybes notes what a call may send on channels that the package closes. What a parameter is, its callers know.
func (s *scan) maybes(fn *types.Func, call *ast.CallExpr) {
	if v := s.VarOf(call.Fun); fn != nil || v != nil && v.Kind() == types.ParamVar && len(s.Var(v).Values) == 0 {
		return
	}
	t := s.Info.TypeOf(call.Fun)
	if t == nil {
		return
	}
	for _, value := range s.funcValues() {
		if !types.Identical(s.Info.TypeOf(value).Underlying(), t.Underlying()) {
			continue
		}
		known := s.target(s.Resolve(value))
		if known == nil {
			continue
		}
		for _, e := range known.summary.Effects {
			if e.Kind != Send || e.Returns || !s.states().closed[e.On.Class] {
				continue
			}
			on := s.mapped(e.On, *known, call)
			s.site(&Site{Effect: Effect{Kind: Send, On: on, Text: e.Text, In: idOf(*known), Skipped: e.Skipped, SkippedInPass: e.SkippedInPass, Maybe: true, Lossy: true}, Node: call})
		}
	}
}

// funcValues lists the functions of the package that are used as values, and the literals: not those that are called where
// they stand, or handed to another module, which calls them itself.
func (r *Result) funcValues() []ast.Expr {
	if r.valued {
		return r.values
	}
	r.valued = true
	for c := range r.Preorder((*ast.FuncLit)(nil), (*ast.Ident)(nil)) {
		if id, ok := c.Node().(*ast.Ident); ok {
			fn, ok := r.Info.Uses[id].(*types.Func)
			if !ok || fn.Pkg() != r.Types {
				continue
			}
			if sel, ok := c.Parent().Node().(*ast.SelectorExpr); ok && sel.Sel == id {
				c = c.Parent()
			}
		}
		if !r.isCalled(c) {
			r.values = append(r.values, c.Node().(ast.Expr))
		}
	}
	return r.values
}

// isCalled reports whether a function is called where it stands, or by what it is handed to.
func (r *Result) isCalled(c inspector.Cursor) bool {
	call, ok := c.Parent().Node().(*ast.CallExpr)
	if !ok || r.Info.Types[call.Fun].IsType() {
		return false
	}
	if ast.Unparen(call.Fun) == c.Node() {
		return true
	}
	fn := r.Callee(call)
	return fn != nil && (fn.Pkg() == nil || !r.InModule(fn.Pkg().Path()))
}

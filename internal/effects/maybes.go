package effects

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Of a call of a function value it is often not known which function that is: one of a map of operations, the state that the
// last one has returned. It may be each function of the package that is used as a value of that type. What those send is
// nothing that somebody waits for there, but the close of the channel says that all of it was sent:
//
//	for st := start; st != nil; st = st(l) {}   // some state does l.out <- t
//	close(l.out)

// MaySend reports whether the entry, or what it calls, calls a function value that is not resolved and may be one that sends
// on a channel. What a parameter is, its callers know.
func (e *Entry) MaySend(on Ref) bool {
	seen := make(map[ast.Node]bool)
	var follow func(node ast.Node) bool
	follow = func(node ast.Node) bool {
		if node == nil || seen[node] || syntax.Body(node) == nil {
			return false
		}
		seen[node] = true
		found := false
		s := e.result.leaving.frame(node)
		e.result.inline(s.body, func(n ast.Node) {
			call, ok := n.(*ast.CallExpr)
			if !ok || found || s.Info.Types[call.Fun].IsType() || s.Builtin(call) != "" {
				return
			}
			targets := s.targets(call.Fun)
			if len(targets) == 0 && s.Callee(call) == nil {
				targets = s.fitting(call.Fun)
				found = slices.ContainsFunc(targets, func(t target) bool {
					return slices.ContainsFunc(t.summary.Effects, func(sent Effect) bool { return sent.Kind == Send && !sent.Returns && sent.On.Class == on.Class })
				})
			}
			for _, t := range targets {
				found = found || follow(t.node)
			}
		})
		return found
	}
	return slices.ContainsFunc(e.targets, func(t target) bool { return follow(t.node) })
}

// fitting lists the functions that are used as values of the type of fun.
func (s *scan) fitting(fun ast.Expr) []target {
	t := s.Info.TypeOf(fun)
	if v := s.VarOf(fun); t == nil || v != nil && v.Kind() == types.ParamVar && len(s.Var(v).Values) == 0 {
		return nil
	}
	var list []target
	for _, value := range s.funcValues() {
		if types.Identical(s.Info.TypeOf(value).Underlying(), t.Underlying()) {
			if known := s.target(s.Resolve(value)); known != nil {
				list = append(list, *known)
			}
		}
	}
	return list
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
func (src source) isCalled(c inspector.Cursor) bool {
	call, ok := c.Parent().Node().(*ast.CallExpr)
	if !ok || src.Info.Types[call.Fun].IsType() {
		return false
	}
	if ast.Unparen(call.Fun) == c.Node() {
		return true
	}
	fn := src.Callee(call)
	return fn != nil && (fn.Pkg() == nil || !src.InModule(fn.Pkg().Path()))
}

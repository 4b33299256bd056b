package effects

import (
	"go/ast"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function that starts itself again, func (s *S) sweep() { …; time.AfterFunc(d, s.sweep) },
// is a service without a loop: it comes again and again as long as it does not
// panic before. Nobody waits for that, and still it must not end in silence: to
// start itself is a signal that it owes.

// rearmDepth is how far a helper that arms the timer can be away.
const rearmDepth = 3

// goesOnBy notes that the function starts itself again by a call.
func (s *scan) goesOnBy(call *ast.CallExpr) {
	text := s.Text(call)
	s.site(&Site{Effect: Effect{Kind: Done, On: noRef(text), Text: text, Always: true}, Node: call})
}

// rearms reports whether call starts fn on another goroutine: by a launcher, by
// the timer of one, or by a function of the package that does.
func (r *Result) rearms(call *ast.CallExpr, fn ast.Node, depth int) bool {
	callee := r.Callee(call)
	if e := known.Of(callee); e != nil {
		return r.launches(e, call, fn) || callee.FullName() == "(*time.Timer).Reset" && r.isTimerOf(call, fn)
	}
	node := r.Node(r.Resolve(call.Fun))
	if node == nil || node == fn || depth == 0 || syntax.Body(node) == nil {
		return false
	}
	found := false
	syntax.Own(syntax.Body(node), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			found = found || r.runs(n.Call, fn)
		case *ast.CallExpr:
			found = found || r.rearms(n, fn, depth-1)
		}
		return !found
	})
	return found
}

// started returns the functions that something in the package starts on another
// goroutine. Most are not among them, and none of their calls needs a look.
func (r *Result) started() map[ast.Node]bool {
	if r.starts != nil {
		return r.starts
	}
	r.starts = make(map[ast.Node]bool)
	add := func(e ast.Expr) { // what leadsTo accepts
		node := r.Node(r.Resolve(e))
		r.starts[node] = true
		if lit, ok := node.(*ast.FuncLit); ok {
			syntax.Own(lit.Body, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					r.starts[r.Node(r.Resolve(call.Fun))] = true
				}
				return true
			})
		}
	}
	for c := range r.Preorder((*ast.GoStmt)(nil), (*ast.CallExpr)(nil)) {
		switch n := c.Node().(type) {
		case *ast.GoStmt:
			add(n.Call.Fun)
		case *ast.CallExpr:
			if e := known.Of(r.Callee(n)); e != nil {
				for _, i := range e.Launches {
					if i < len(n.Args) {
						add(n.Args[i])
					}
				}
			}
		}
	}
	return r.starts
}

// launches reports whether a launcher is handed fn.
func (r *Result) launches(e *known.Func, call *ast.CallExpr, fn ast.Node) bool {
	for _, i := range e.Launches {
		if i < len(call.Args) && r.leadsTo(call.Args[i], fn) {
			return true
		}
	}
	return false
}

// isTimerOf reports whether call is of a method of a timer that runs fn.
func (r *Result) isTimerOf(call *ast.CallExpr, fn ast.Node) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v := r.VarOf(sel.X)
	if v == nil {
		return false
	}
	for _, value := range r.Var(v).Values {
		made, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		if !ok {
			continue
		}
		if e := known.Of(r.Callee(made)); e != nil && r.launches(e, made, fn) {
			return true
		}
	}
	return false
}

// runs reports whether call, of a go statement, runs fn.
func (r *Result) runs(call *ast.CallExpr, fn ast.Node) bool { return r.leadsTo(call.Fun, fn) }

// leadsTo reports whether the function value e is fn, or a literal that calls it.
func (r *Result) leadsTo(e ast.Expr, fn ast.Node) bool {
	node := r.Node(r.Resolve(e))
	if node == fn {
		return node != nil
	}
	lit, ok := node.(*ast.FuncLit)
	if !ok {
		return false
	}
	found := false
	syntax.Own(lit.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			found = found || r.Node(r.Resolve(call.Fun)) == fn
		}
		return !found
	})
	return found
}

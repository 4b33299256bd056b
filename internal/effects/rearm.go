package effects

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function that starts itself again, func (s *S) sweep() { …; time.AfterFunc(d, s.sweep) },
// is a service without a loop: it comes again and again as long as it does not
// panic before. Nobody waits for that, and still it must not end in silence: to
// start itself is a signal that it owes. Where that is the last that it does, it can be
// run again until it comes to it.

// rearmDepth is how far a helper that arms the timer can be away.
const rearmDepth = 3

// goesOnBy notes that the function starts itself again by a call; last says that
// nothing comes behind that in what it calls.
func (s *reading) goesOnBy(call *ast.CallExpr, last bool) {
	if s.fansOut(call) {
		return
	}
	text := s.Text(call)
	s.site(&Site{Effect: Effect{Kind: Done, On: noRef(text), Text: text, Always: true, Rearms: last}, Node: call})
}

// fansOut reports whether the function starts itself for the parts of what it was started for, which is no way to
// come again: go crawl(kid) for each kid, go visit(n.left).
func (s *scan) fansOut(call *ast.CallExpr) bool {
	operands := call.Args
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		operands = append(slices.Clone(operands), sel.X)
	}
	return s.inLoop(call.Pos()) || slices.ContainsFunc(operands, func(x ast.Expr) bool {
		whole := s.Base(x)
		_, param := s.slots[whole]
		return param && s.VarOf(x) != whole && types.Identical(s.Info.TypeOf(x), whole.Type())
	})
}

// armsLast reports whether the last that a helper does is to start fn again.
func (src source) armsLast(helper *ast.CallExpr, fn ast.Node, depth int) bool {
	if known.Of(src.Callee(helper)) != nil {
		return src.rearms(helper, fn, 0)
	}
	body := syntax.Body(src.Node(src.Resolve(helper.Fun)))
	if body == nil || len(body.List) == 0 || depth == 0 {
		return false
	}
	switch last := body.List[len(body.List)-1].(type) {
	case *ast.GoStmt:
		return src.runs(last.Call, fn)
	case *ast.ExprStmt:
		call, ok := ast.Unparen(last.X).(*ast.CallExpr)
		return ok && src.armsLast(call, fn, depth-1)
	case *ast.AssignStmt: // s.timer = time.AfterFunc(d, s.poll)
		call, ok := ast.Unparen(last.Rhs[len(last.Rhs)-1]).(*ast.CallExpr)
		return ok && src.armsLast(call, fn, depth-1)
	}
	return false
}

// goesOn reports whether the function starts itself again, as the last that it does.
func (s *Summary) goesOn() bool {
	return slices.ContainsFunc(s.Effects, func(e Effect) bool { return e.Rearms })
}

// findRearms finds whether the calls by which the function starts itself again are the last
// that it does: all operations that can panic are on a way to one of them, in front of it.
func (s skipping) findRearms() {
	var rearms []*Site
	ahead := make(map[ast.Node]bool)
	last := true
	after := s.opsAfter()
	for b, events := range s.events {
		for i, e := range events {
			if e.site == nil || !e.site.Rearms {
				continue
			}
			rearms = append(rearms, e.site)
			for _, op := range s.opsBefore(int32(b), i, false) {
				ahead[op] = true
			}
			last = last && !after[b] && !slices.ContainsFunc(events[i+1:], func(behind event) bool { return behind.op != nil && behind.op != e.site.Node })
			ahead[e.site.Node] = true
		}
	}
	for _, events := range s.events {
		for _, e := range events {
			last = last && (e.op == nil || ahead[e.op])
		}
	}
	for _, site := range rearms {
		site.Rearms = last
	}
}

// rearms reports whether call starts fn on another goroutine: by a launcher, by
// the timer of one, or by a function of the package that does.
func (src source) rearms(call *ast.CallExpr, fn ast.Node, depth int) bool {
	callee := src.Callee(call)
	if e := known.Of(callee); e != nil {
		return src.launches(e, call, fn) || isTimerReset(e) && src.isTimerOf(call, fn)
	}
	node := src.Node(src.Resolve(call.Fun))
	if node == nil || node == fn || depth == 0 || syntax.Body(node) == nil {
		return false
	}
	found := false
	syntax.Own(syntax.Body(node), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			found = found || src.runs(n.Call, fn)
		case *ast.CallExpr:
			found = found || src.rearms(n, fn, depth-1)
		}
		return !found
	})
	return found
}

// started returns the functions that something in the package starts on another
// goroutine. Most are not among them, and none of their calls needs a look.
func (r *polling) started() map[ast.Node]bool {
	if r.starts != nil {
		return r.starts
	}
	r.starts = make(map[ast.Node]bool)
	add := func(e ast.Expr) { // what leadsTo accepts
		node := r.Node(r.Resolve(e))
		r.starts[node] = true
		if lit, ok := node.(*ast.FuncLit); ok {
			ast.Inspect(lit.Body, func(n ast.Node) bool {
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
			for _, arg := range n.Call.Args {
				add(arg)
			}
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
func (src source) launches(e *known.Func, call *ast.CallExpr, fn ast.Node) bool {
	for _, i := range e.Launches {
		if i < len(call.Args) && src.leadsTo(call.Args[i], fn) {
			return true
		}
	}
	return false
}

// isTimerOf reports whether call is of a method of a timer that runs fn.
func (src source) isTimerOf(call *ast.CallExpr, fn ast.Node) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v := src.VarOf(sel.X)
	if v == nil {
		return false
	}
	for _, value := range src.Var(v).Values {
		made, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		if !ok {
			continue
		}
		if e := known.Of(src.Callee(made)); e != nil && src.launches(e, made, fn) {
			return true
		}
	}
	return false
}

// runs reports whether call, of a go statement, runs fn, or what it hands it to.
func (src source) runs(call *ast.CallExpr, fn ast.Node) bool {
	return src.leadsTo(call.Fun, fn) || slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return src.leadsTo(arg, fn) })
}

// leadsTo reports whether the function value e is fn, or a literal that calls it, itself or in one that it hands to somebody: a supervisor.
func (src source) leadsTo(e ast.Expr, fn ast.Node) bool {
	node := src.Node(src.Resolve(e))
	if node == fn {
		return node != nil
	}
	lit, ok := node.(*ast.FuncLit)
	if !ok {
		return false
	}
	found := false
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			found = found || src.Node(src.Resolve(call.Fun)) == fn
		}
		return !found
	})
	return found
}

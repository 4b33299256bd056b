package effects

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function that is returned can take back what the one that returns it has changed. Whoever has called that owes the
// call, be it of a counter, an entry or an amount, and in either direction:
//
//	func (r *reg) enter(k string) (leave func()) { r.live[k]++; return func() { r.live[k]-- } }
//	leave := r.enter(k); f(); leave()

// undoes reports whether a change of x in a function literal takes back what the function has changed that returns the literal,
// and somebody reads x.
func (s *reading) undoes(x ast.Expr, d direction) bool {
	v := s.container(x)
	c, ok := s.CursorOf(s.fn)
	if _, lit := s.fn.(*ast.FuncLit); !lit || !ok || v == nil || s.spawned {
		return false
	}
	for around := syntax.EnclosingFunc(c.Parent()); around != nil; around = syntax.EnclosingFunc(c.Parent()) {
		for _, e := range s.Returns(around) {
			if s.isReturned(e, s.fn) && s.changedBack(around, s.polling.class(x), d) {
				return s.IsRead(v)
			}
		}
		if c, ok = s.CursorOf(around); !ok {
			break
		}
	}
	return false
}

// isReturned reports whether a literal is, or is a part of, what is returned as e.
func (s *reading) isReturned(e ast.Expr, lit ast.Node) bool {
	within := func(n ast.Node) bool { return n.Pos() <= lit.Pos() && lit.End() <= n.End() }
	if within(e) {
		return true
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok { // sync.OnceFunc(undo)
		return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return s.isReturned(arg, lit) })
	}
	made := s.Resolve(e).Lit
	return made != nil && within(made)
}

// changedBack reports whether a function itself changes what has a class in the other direction.
func (s *reading) changedBack(fn ast.Node, class string, d direction) bool {
	found := false
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if d == lower {
			found = found || s.polling.raisedBy(n) == class
		} else {
			found = found || s.loweredBy(n) == class
		}
		return !found
	})
	return found && class != ""
}

// loweredBy returns the class of what a statement or call takes back, counts down or deletes; "" if nothing.
func (s *scan) loweredBy(n ast.Node) string {
	switch n := n.(type) {
	case *ast.IncDecStmt:
		if n.Tok == token.DEC {
			return s.polling.class(n.X)
		}
	case *ast.AssignStmt:
		for i, lhs := range n.Lhs {
			if n.Tok == token.SUB_ASSIGN || n.Tok == token.ASSIGN && len(n.Lhs) == len(n.Rhs) && s.direction(n.Rhs[i]) == lower {
				return s.polling.class(lhs)
			}
		}
	case *ast.CallExpr:
		if s.Builtin(n) == "delete" {
			return s.polling.class(n.Args[0])
		}
		op, x, value := s.atomicChange(n)
		if x == nil {
			break
		}
		if adds := op == known.AtomicAdd; adds && s.counts(value) == lower || !adds && s.direction(value) == lower {
			return s.polling.class(x)
		}
	}
	return ""
}

// madeBy returns the call that has returned the function that a call calls; nil for another call.
func (s *reading) madeBy(call *ast.CallExpr) *ast.CallExpr { return s.Resolve(call.Fun).Result }

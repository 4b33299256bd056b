package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// spends notes a sync.Once that a panic spends: its Do counts as done, and whoever calls
// it next takes for the result what is there. See https://pkg.go.dev/sync#Once.Do.
//
//	c.once.Do(func() { c.val, c.err = load() })
func (s *reading) spends(call *ast.CallExpr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) != 1 {
		return
	}
	on, ok := s.ref(sel.X)
	node := s.Node(s.Resolve(call.Args[0]))
	if base := s.Base(sel.X); base != nil && s.declares(base) && !syntax.IsPointer(base.Type()) {
		return // its own
	}
	if !ok || s.isOwn(on) || node == nil || syntax.Body(node) == nil {
		return
	}
	late := slices.ContainsFunc(s.leaving.leaves(node), func(l Left) bool { return l.skipped && !l.fills && l.as != aNumber }) ||
		slices.ContainsFunc(s.summary(node).Effects, func(e Effect) bool { return e.Kind == Fail && e.Skipped != "" })
	if late {
		text := s.Text(call.Fun)
		s.site(&Site{Effect: Effect{Kind: Spend, On: on, Text: text, Skipped: text, SkippedInPass: text}, Node: call})
	}
}

// spentFlags notes a flag that says that something is there, and is raised before it is: a panic in between spends it as it does
// a sync.Once. One that is lowered again says that somebody is at it.
//
//	if r.loaded { return }
//	r.loaded = true
//	r.rules = load()
func (s *scan) spentFlags() {
	syntax.Own(s.body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || a.Tok != token.ASSIGN || len(a.Lhs) != 1 || !s.IsBool(a.Rhs[0], true) {
			return true
		}
		flag := s.container(a.Lhs[0])
		on, others := s.outside(a.Lhs[0])
		if flag == nil || !others || on.Local || !s.onlyRaised(flag) || !s.asksBefore(a) {
			return true
		}
		if op := s.comesLate(a, flag); op != nil {
			s.sites = append(s.sites, &Site{Effect: Effect{Kind: Spend, On: on, Text: s.Text(a), Skipped: s.Text(op), SkippedInPass: s.Text(op)}, Node: a})
		}
		return true
	})
}

// onlyRaised reports whether a flag is set to true, and to nothing else.
func (s *scan) onlyRaised(flag *types.Var) bool {
	return !slices.ContainsFunc(s.Var(flag).Values, func(value syntax.Value) bool {
		return value.Expr == nil || !s.IsBool(value.Expr, true)
	})
}

// asksBefore reports whether the function comes to an assignment only if what that sets is not set yet.
func (s *scan) asksBefore(a *ast.AssignStmt) bool {
	class, found := s.polling.class(a.Lhs[0]), false
	syntax.Own(s.body, func(n ast.Node) bool {
		if cond, ok := n.(*ast.IfStmt); ok && cond.Pos() < a.Pos() {
			asked := make(map[string]bool)
			s.polling.polls(cond.Cond, asked, 0)
			found = found || asked[class] && (cond.End() <= a.Pos() && !s.FallsThrough(cond.Body.List) || cond.Body.Pos() <= a.Pos() && a.End() <= cond.Body.End())
		}
		return !found
	})
	return found
}

// comesLate returns what can panic between an assignment and another one that leaves something for others, but for the flag itself;
// nil if there is nothing.
func (s *scan) comesLate(a *ast.AssignStmt, flag *types.Var) ast.Node {
	var late ast.Node
	for _, l := range s.leaving.leaves(s.fn) {
		if l.v == nil || l.v == flag || !l.skipped || l.fills || l.as == aNumber {
			continue
		}
		class := s.naming.classOf(l.v)
		syntax.Own(s.body, func(n ast.Node) bool {
			leaves := false
			switch n := n.(type) {
			case *ast.AssignStmt:
				leaves = slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return s.polling.class(lhs) == class })
			case *ast.CallExpr:
				leaves = slices.ContainsFunc(s.targets(n.Fun), func(t target) bool { return slices.Contains(t.summary.Sets, class) })
			}
			if leaves && a.End() <= n.Pos() && late == nil {
				late = skipping{s}.opBetween(a.End(), n.End())
			}
			return late == nil
		})
	}
	return late
}

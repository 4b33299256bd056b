package effects

import (
	"go/ast"
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

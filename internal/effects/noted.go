package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A service that looks at the same thing again and again notes in a local what it has done about it, so as to do that once. Another
// run knows nothing of that, and does it again:
//
//	armed := true
//	for range t.C { if !high() { armed = true } else if armed { s.ring(); armed = false } }
//
//	last := ""
//	for range t.C { if name := leader(); name != last { s.announce(name); last = name } }
//
// What is done once for good is set-up (onetime.go). To set something to what it is already does no harm.

// noted returns a local in which the loop notes that it has done what that asks for; "" if there is none.
func (s restarting) noted() string {
	if s.head < 0 || !isLoop(s.loop) {
		return ""
	}
	name := ""
	ask := func(cond ast.Expr, list []ast.Stmt) {
		for _, v := range s.changedIn(list) {
			if name == "" && s.Mentions(cond, v) && s.isNote(v) && s.doesMore(list) && s.changesBack(v, list) {
				name = v.Name()
			}
		}
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		if cond, ok := n.(*ast.IfStmt); ok {
			ask(cond.Cond, cond.Body.List)
		}
		list := syntax.Stmts(n)
		for i, stmt := range list { // if name == last { continue }; …
			if cond, ok := stmt.(*ast.IfStmt); ok && len(cond.Body.List) == 1 && !s.FallsThrough(cond.Body.List) && cond.Else == nil {
				ask(cond.Cond, list[i+1:])
			}
		}
		return name == ""
	})
	return name
}

// changedIn lists the locals from before the loop that statements assign to.
func (s restarting) changedIn(list []ast.Stmt) (changed []*types.Var) {
	for _, stmt := range list {
		a, ok := stmt.(*ast.AssignStmt)
		if !ok || a.Tok != token.ASSIGN || len(a.Lhs) != len(a.Rhs) {
			continue
		}
		for _, lhs := range a.Lhs {
			if v := s.VarOf(lhs); v != nil && !v.IsField() && s.beforeLoop(v) {
				changed = append(changed, v)
			}
		}
	}
	return changed
}

// isNote reports whether a local begins as nothing that has been done: it is a plain value, or a moment, that is not asked of
// anybody, and is not counted.
func (s restarting) isNote(v *types.Var) bool {
	if !keepsState(v.Type()) && !syntax.IsNamed(v.Type(), "time", "Time") {
		return false
	}
	return !slices.ContainsFunc(s.Var(v).Values, func(value syntax.Value) bool {
		inLoop := s.loop.Pos() <= value.Pos && value.Pos < s.loop.End()
		return value.Expr == nil || !inLoop && s.Info.Types[value.Expr].Value == nil || inLoop && s.Mentions(value.Expr, v)
	})
}

// changesBack reports whether what statements assign to v may be something else in another pass, by another statement of the
// loop or by what it is made of.
func (s restarting) changesBack(v *types.Var, list []ast.Stmt) bool {
	return slices.ContainsFunc(s.Var(v).Values, func(value syntax.Value) bool {
		within := slices.ContainsFunc(list, func(stmt ast.Stmt) bool { return stmt.Pos() <= value.Pos && value.Pos < stmt.End() })
		if within {
			return s.Info.Types[value.Expr].Value == nil
		}
		return s.loop.Pos() <= value.Pos && value.Pos < s.loop.End()
	})
}

// doesMore reports whether statements do what others notice, and notice twice: they do more than to set something.
func (s restarting) doesMore(list []ast.Stmt) bool {
	found := false
	for _, stmt := range list {
		syntax.Own(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SendStmt, *ast.IncDecStmt, *ast.GoStmt:
				found = found || s.acts(n, actsDepth)
			case *ast.CallExpr:
				lhs, _ := s.setter(n)
				op, _, _ := s.atomicChange(n)
				fn := s.Callee(n)
				sets := lhs != nil || op != known.NotAtomic && op != known.AtomicAdd || known.Of(fn) != nil || known.Logs(fn)
				found = found || !sets && s.callActs(n, actsDepth)
			}
			return !found
		})
	}
	return found
}

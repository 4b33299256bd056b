package effects

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a loop makes where a state says that it is not there yet, and keeps in a local, belongs to that state. If the state
// outlives the run and the local does not, another run finds that all is there, and has nothing:
//
//	var d *device
//	for { if !s.opened { d, s.opened = open(), true }; d.read() }
//
// It is as well if the branch asks for the local itself, if each run sets the state back, or if the local begins with a value.

// companion returns a local that would start anew, and the text of the state that says that it is there; nil if there is none.
func (s restarting) companion() (*types.Var, string) {
	if s.head < 0 || !isLoop(s.loop) {
		return nil, ""
	}
	var found *types.Var
	state := ""
	syntax.Own(s.loop, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || a.Tok != token.ASSIGN {
			return found == nil
		}
		for i, lhs := range a.Lhs {
			v := s.VarOf(lhs)
			if v == nil || v.IsField() || !s.beforeLoop(v) || !s.beginsWithout(v) || s.Info.Types[a.Rhs[min(i, len(a.Rhs)-1)]].Value != nil {
				continue
			}
			if text := s.setBehind(a, v); text != "" && s.usedFromBefore(v) {
				found, state = v, text
			}
		}
		return found == nil
	})
	return found, state
}

// beginsWithout reports whether a local has no value of its own when a run begins. An error, a moment and a mark tell of what
// has been, and of a new run nothing has.
func (s restarting) beginsWithout(v *types.Var) bool {
	if syntax.IsError(v.Type()) || isMoment(v.Type()) || isBool(v.Type()) {
		return false
	}
	if s.Var(v).Zero {
		return true
	}
	for _, value := range s.Var(v).Values {
		if value.Decl {
			return value.Expr != nil && s.IsNil(value.Expr)
		}
	}
	return false
}

// setBehind returns the state by which it is decided whether a statement of the loop sets v: one that outlives the run, and that
// the loop changes. It is "" if there is none.
func (s restarting) setBehind(n ast.Node, v *types.Var) string {
	c, ok := s.CursorOf(n)
	if !ok {
		return ""
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.CaseClause)(nil), (*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		var asked []ast.Expr
		switch n := up.Node().(type) {
		case *ast.IfStmt:
			asked = []ast.Expr{n.Cond}
		case *ast.CaseClause:
			asked = n.List
			if sw, ok := s.switchOf(n); ok && sw.Tag != nil {
				asked = []ast.Expr{sw.Tag}
			}
		}
		if up.Node() == s.loop {
			break
		}
		for _, x := range asked {
			if s.Mentions(x, v) {
				return ""
			}
			if state := s.keptState(x); state != nil {
				return s.Text(state)
			}
		}
	}
	return ""
}

// keptState returns what a condition asks for that outlives the run, if the loop changes it, and no run begins by setting it back
// or ends so; nil if there is nothing.
func (s restarting) keptState(cond ast.Expr) ast.Expr {
	var state ast.Expr
	changed := s.polling.changes(syntax.LoopBody(s.loop), maxPolled)
	ast.Inspect(cond, func(n ast.Node) bool {
		x, ok := n.(ast.Expr)
		if !ok || state != nil {
			return state == nil
		}
		if call, ok := n.(*ast.CallExpr); ok && s.asksFor(call, changed) {
			state = call
		}
		class := s.polling.class(x)
		if class == "" || !changed[class] || s.madeBefore(class) || s.endsBack(class) {
			return true
		}
		if on, ok := s.outside(x); ok && !on.Local && (on.root == nil || on.Path != "" || !s.isMine(on.root)) {
			state = x
		}
		return true
	})
	return state
}

// asksFor reports whether a call asks for a state by a method of what outlives the run.
func (s restarting) asksFor(call *ast.CallExpr, changed map[string]bool) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || s.Info.Selections[sel] == nil {
		return false
	}
	if on, ok := s.outside(sel.X); !ok || on.Local {
		return false
	}
	asked := make(map[string]bool)
	for _, t := range s.targets(call.Fun) {
		if body := syntax.Body(t.node); body != nil {
			s.polling.polls(body, asked, maxPolled)
		}
	}
	for class := range asked {
		if !isLocalClass(class) && changed[class] && !s.madeBefore(class) && !s.endsBack(class) {
			return true
		}
	}
	return false
}

// endsBack reports whether a deferred call changes a state at the end of each run.
func (s restarting) endsBack(class string) bool {
	found := false
	syntax.Own(s.body, func(n ast.Node) bool {
		d, ok := n.(*ast.DeferStmt)
		if ok {
			node := s.Node(s.Resolve(d.Call.Fun))
			found = found || node != nil && syntax.Body(node) != nil && s.polling.changes(syntax.Body(node), maxPolled)[class]
		}
		return !found
	})
	return found
}

// usedFromBefore reports whether a pass of the loop can use v as the pass before has left it.
func (s restarting) usedFromBefore(v *types.Var) bool {
	return s.fromHead(func(n ast.Node) (found, ends bool) {
		if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN && s.gets(a, v) {
			return s.buildsOn(a, v), true
		}
		return s.loop.Pos() <= n.Pos() && n.End() <= s.loop.End() && s.Mentions(n, v), false
	})
}

package fix

import (
	"go/ast"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Who waits for an answer gets one, on whichever way it comes. Where something can panic behind the answer of one way, the hook, which
// knows of no way, would answer again: a good result becomes an error, or the hook waits for a receiver that has left. So it does not
// answer as another way does, either, and the crash is kept for what comes before the answer.
//
//	if err := dial(); err != nil { errc <- err; return }; errc <- nil; report()   CrashIn(dial), no hook

// isToldOnOtherWay reports whether an effect, or what is done because of the same error, is an answer that has come on another way by the
// time that something panics behind it there.
func (d *hooking) isToldOnOtherWay(s *effects.Site) bool {
	key := answerKey{s.Node, s.Kind, s.On.Class} // a call may have hundreds of effects
	told, ok := d.told[key]
	if !ok {
		told = d.findTold(s)
		if d.told == nil {
			d.told = make(map[answerKey]bool)
		}
		d.told[key] = told
	}
	return told
}

type answerKey struct {
	node  ast.Node
	kind  effects.Kind
	class string
}

func (d *hooking) findTold(s *effects.Site) bool {
	fn := d.function()
	if fn == nil {
		return false
	}
	sites := d.Body(fn).Sites // of a function that is started by its name, too: where they stand in it
	branch := d.ErrorBranch(s.Node)
	return slices.ContainsFunc(sites, func(answer *effects.Site) bool {
		same := answer.Node == s.Node || branch != nil && branch.Holds(answer.Node) || d.lit == nil && answer.Kind == s.Kind && answer.On.Class == s.On.Class
		return same && isAnswer(answer) && slices.ContainsFunc(sites, func(early *effects.Site) bool {
			return early.Node != answer.Node && d.isAnsweredEarly(early) && d.standsFor(early, answer) && d.onOtherWays(early.Node, answer.Node) && !slices.ContainsFunc(sites, func(more *effects.Site) bool {
				return isAnswer(more) && more.On == answer.On && d.goesOnTo(early.Node, more.Node)
			})
		})
	})
}

// answersEarly reports whether a call gives an answer which has come by the time that something panics behind it.
func (d *hooking) answersEarly(call *ast.CallExpr) bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool { return s.Node == ast.Node(call) && d.isAnsweredEarly(s) })
}

// isAnswer reports whether somebody counts on an effect, once.
func isAnswer(s *effects.Site) bool {
	return (s.Kind == effects.Send || s.Kind == effects.Close) && s.Defer == nil && !s.Lossy && !s.Looped && !s.Once
}

// isAnsweredEarly reports whether an effect is an answer behind which something can panic, other than the answer itself.
func (d *hooking) isAnsweredEarly(s *effects.Site) bool {
	return isAnswer(s) && s.Again && !d.outside(s) && d.panicsBehind(s.Node)
}

// panicsBehind reports whether something can panic in the statements behind that of n.
func (d *hooking) panicsBehind(n ast.Node) bool {
	c, ok := d.CursorOf(n)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if syntax.Body(up.Node()) != nil {
			return false
		}
		list := syntax.Stmts(up.Node())
		i := slices.IndexFunc(list, func(stmt ast.Stmt) bool { return n.End() <= stmt.Pos() })
		switch {
		case i < 0:
		case d.anyPanics(list[i:]):
			return true
		case !d.FallsThrough(list[i:]):
			return false
		}
	}
	return false
}

// standsFor reports whether whoever gets one answer waits for the other no more.
func (d *hooking) standsFor(answer, other *effects.Site) bool {
	return answer.On == other.On || answer.Skipped != "" && d.AlsoAwaits(answer.On, other.On)
}

// goesOnTo reports whether one node comes behind another one on its way: who has got a first answer waits for the next.
//
//	if err := listen(); err != nil { errc <- err; return }; close(ready); errc <- serve()
func (d *hooking) goesOnTo(from, to ast.Node) bool {
	return from.End() <= to.Pos() && !d.onOtherWays(from, to)
}

// onOtherWays reports whether a function comes to one of two nodes at most.
func (d *hooking) onOtherWays(a, b ast.Node) bool {
	if b.Pos() < a.Pos() {
		a, b = b, a
	}
	return d.leavesBefore(a, b) || d.inOtherBranch(a, b)
}

// inOtherBranch reports whether two nodes, in their order in the source, stand in branches of one statement.
func (d *hooking) inOtherBranch(a, b ast.Node) bool {
	c, ok := d.CursorOf(a)
	if !ok {
		return false
	}
	within := func(n, m ast.Node) bool { return m.Pos() <= n.Pos() && n.End() <= m.End() }
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		if n, ok := up.Node().(*ast.IfStmt); ok {
			if n.Else != nil && within(a, n.Body) && within(b, n.Else) {
				return true
			}
		} else if within(b, up.Parent().Node()) {
			return !within(b, up.Node())
		}
	}
	return false
}

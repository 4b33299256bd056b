package heartbeats

import (
	"go/ast"
	"go/token"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// surely reports whether every way through a pass of a loop beats. A loop that beats only where there
// is something to do is silent for as long as there is nothing.
func (r *looping) surely(loop ast.Stmt) bool {
	w := &ways{Result: r.Result, loop: loop, does: r.beats}
	return w.list(syntax.LoopBody(loop).List, false, false) && !w.missed
}

// onEveryWay reports whether every way through a function does something, which does tells of code that is evaluated.
func (r *looping) onEveryWay(body *ast.BlockStmt, does func(ast.Node) bool) bool {
	w := &ways{Result: r.Result, does: does}
	return w.list(body.List, false, false) && !w.missed
}

// ways looks at the ways through the pass of a loop, or through a function. Its methods are told
// whether all ways so far have beaten, or done what else is asked for, and whether a plain continue is that of a loop inside; they
// return whether all that go on behind have.
type ways struct {
	*Result
	loop   ast.Stmt            // nil for a function
	does   func(ast.Node) bool // whether code that is evaluated beats
	missed bool                // one ends without a heartbeat
}

func (w *ways) list(list []ast.Stmt, beaten, inner bool) bool {
	for _, s := range list {
		beaten = w.stmt(s, beaten, inner)
	}
	return beaten
}

func (w *ways) stmt(s ast.Stmt, beaten, inner bool) bool {
	switch n := s.(type) {
	case nil, *ast.GoStmt:
		return beaten
	case *ast.DeferStmt: // at the end of the function, and not of a pass
		return beaten || w.loop == nil && w.does(n)
	case *ast.BlockStmt:
		return w.list(n.List, beaten, inner)
	case *ast.LabeledStmt:
		return w.behind(n, beaten, w.stmt(n.Stmt, beaten, inner))
	case *ast.IfStmt:
		beaten = w.does(n.Cond) || w.stmt(n.Init, beaten, inner)
		then := w.list(n.Body.List, beaten, inner)
		return w.stmt(n.Else, beaten, inner) && then
	case *ast.SwitchStmt:
		return w.clauses(n, n.Body, w.stmt(n.Init, beaten, inner), inner, false)
	case *ast.TypeSwitchStmt:
		return w.clauses(n, n.Body, w.stmt(n.Init, beaten, inner), inner, false)
	case *ast.SelectStmt:
		return w.clauses(n, n.Body, beaten, inner, true)
	case *ast.ForStmt:
		w.list(n.Body.List, beaten, true)
		return w.behind(n, beaten, beaten || w.Unconditional(n)) // it may not come round, or for ever
	case *ast.RangeStmt:
		w.list(n.Body.List, beaten, true)
		return beaten
	case *ast.ReturnStmt:
		w.missed = w.missed || w.loop == nil && !beaten
		return true
	case *ast.BranchStmt:
		return w.branch(n, beaten, inner)
	}
	return beaten || w.does(s) || w.ends(s)
}

// ends reports whether a statement is a call that does not return, as panic(x).
func (w *ways) ends(s ast.Stmt) bool {
	call := syntax.CallStmt(s)
	return call != nil && !w.MayReturn(call)
}

// branch takes a jump, behind which nothing goes on.
func (w *ways) branch(n *ast.BranchStmt, beaten, inner bool) bool {
	switch n.Tok {
	case token.GOTO:
		w.missed = w.missed || !beaten
	case token.CONTINUE:
		if w.loop != nil && (n.Label == nil && !inner || n.Label != nil && w.IsLabelOf(w.loop, n.Label)) {
			w.missed = w.missed || !beaten
		}
	case token.FALLTHROUGH:
		return beaten
	}
	return true
}

// clauses takes the clauses of a statement. all says that one of them is always taken.
func (w *ways) clauses(n ast.Stmt, body *ast.BlockStmt, beaten, inner, all bool) bool {
	after := true
	for _, c := range body.List {
		if c, ok := c.(*ast.CaseClause); ok && c.List == nil {
			all = true
		}
		after = w.list(syntax.Stmts(c), beaten, inner) && after
	}
	return w.behind(n, beaten, after && (all || beaten))
}

// behind returns what is so behind a statement: where a break may come there, no more than in front.
func (w *ways) behind(n ast.Stmt, before, after bool) bool {
	syntax.Own(n, func(n ast.Node) bool {
		if jump, ok := n.(*ast.BranchStmt); ok && jump.Tok == token.BREAK {
			after = before
		}
		return true
	})
	return after
}

// beats reports whether code that is evaluated calls a heartbeat, or what surely does.
func (r *looping) beats(n ast.Node) bool {
	found := false
	syntax.Own(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			found = found || r.beating.beat(call) != "" || r.beating.callee(call).Surely
		}
		return !found
	})
	return found
}

package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Goroutines that each send one token when they are done are joined by as many receives:
//
//	for range n { go func() { out <- work(); done <- true }() }
//	for range n { <-done }
//	close(out)

// collects reports whether the statement s, which is executed once for each v, receives a token of each goroutine that runs sender, and that
// sends it behind send.
func (j *channelFlow) collects(v *types.Var, send, sender inspector.Cursor, s ast.Stmt) bool {
	done := j.receivedEach(s)
	if done == nil {
		return false
	}
	signal, own := j.ownChannel(done)
	if own == nil || !j.givesOne(signal, send, sender) {
		return false
	}
	starts, ok := j.startsOf(sender)
	if !ok || len(starts) != 1 || !j.onceFor(v, s) {
		return false
	}
	t, n, ok1 := j.runsOf(starts[0], s)
	u, m, ok2 := zero, int64(1), true
	if isLoop(s) {
		u, m, ok2 = j.passesFor(s)
	}
	return ok1 && ok2 && t == u && n <= m
}

// onceFor reports whether s is executed at most once for each v: else the next time more is sent to what has been closed.
func (j *channelFlow) onceFor(v *types.Var, s ast.Stmt) bool {
	at, ok := j.CursorOf(s)
	run := closing{at: at.Parent()} // s may be a loop itself
	return ok && j.onceRun(v, &run) && run.once == ""
}

// receivedEach returns the channel from which a statement receives, or a loop on each pass, which nothing leaves; nil if it does not.
func (j *channelFlow) receivedEach(s ast.Stmt) ast.Expr {
	if !isLoop(s) {
		return received(s)
	}
	stays := true
	syntax.Own(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BranchStmt:
			stays = stays && n.Tok == token.CONTINUE && n.Label == nil
		case *ast.ReturnStmt:
			stays = false
		}
		return stays
	})
	body := syntax.LoopBody(s).List
	if !stays || len(body) == 0 || !j.isPlain(s) {
		return nil
	}
	if cond, ok := body[0].(*ast.IfStmt); ok && cond.Init != nil { // if err := <-errs; err != nil { … }
		return received(cond.Init)
	}
	return received(body[0])
}

// givesOne reports whether all that is ever sent to signal is one token of each run of sender, at most, behind send.
func (j *channelFlow) givesOne(signal *types.Var, send, sender inspector.Cursor) bool {
	var tokens []inspector.Cursor
	for _, use := range j.Uses(signal) {
		switch n := user(use).Node().(type) {
		case *ast.SendStmt:
			if ast.Unparen(n.Chan) != use.Node() {
				return false
			}
			tokens = append(tokens, use)
		case *ast.UnaryExpr: // a receive
		default:
			return false
		}
	}
	if len(tokens) != 1 || j.goroutineOf(tokens[0]) != sender || !runsBefore(send, tokens[0], sender) {
		return false
	}
	for up := range tokens[0].Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil)) {
		if up == sender {
			return true
		}
		if !j.calledOnTheSpot(up) {
			return false
		}
	}
	return false
}

// runsOf returns how often a goroutine is started, at most, before s is executed, in the same list of statements: as often as the one loop
// around its start comes round.
func (j *channelFlow) runsOf(start inspector.Cursor, s ast.Stmt) (t term, off int64, ok bool) {
	t, off, ok = zero, 1, true
	loops := 0
	for c := start; ; c = c.Parent() {
		n := c.Node()
		stmt, is := n.(ast.Stmt)
		switch {
		case n == nil, c != start && isFuncNode(n):
			return 0, 0, false
		case is && isLoop(stmt):
			t, off, ok = j.passesFor(stmt)
			loops++
		}
		if list := syntax.Stmts(c.Parent().Node()); is && slices.Contains(list, s) {
			return t, off, ok && loops <= 1 && n.Pos() < s.Pos()
		}
	}
}

func isFuncNode(n ast.Node) bool {
	switch n.(type) {
	case *ast.FuncLit, *ast.FuncDecl:
		return true
	}
	return false
}

// passesFor is passes, where that is the same number wherever it is asked for: nobody sets what it is told by, and no pass counts by itself.
func (j *channelFlow) passesFor(loop ast.Stmt) (t term, off int64, ok bool) {
	t, off, ok = j.passes(loop)
	if !ok {
		return 0, 0, false
	}
	if n, is := loop.(*ast.ForStmt); is {
		i := j.VarOf(n.Init.(*ast.AssignStmt).Lhs[0])
		if j.Var(i).Taken || len(j.Var(i).Values) > 2 {
			return 0, 0, false
		}
	}
	if t == zero {
		return t, off, true
	}
	info := j.places.info(t.place())
	if info.of != nowhere || info.v == nil || info.volatile || len(j.Var(info.v).Values) > 1 {
		return 0, 0, false
	}
	return t, off, true
}

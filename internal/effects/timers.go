package effects

import (
	"go/ast"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A loop that sets its timer again at the end of each pass waits for it in the next one.
// A panic before that leaves a timer that has struck, so that a second run would wait for
// ever, unless it makes or sets the timer itself:
//
//	timer := time.NewTimer(d)
//	go func() {
//		for {
//			<-timer.C
//			j.work()
//			timer.Reset(d)
//		}
//	}()

// setsAgain notes that a call sets the timer again for which the loop waits.
func (s *reading) setsAgain(call *ast.CallExpr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || s.loop == nil || s.phase(call.Pos()) != Inside || !s.strikes(s.Text(sel.X)+".C") {
		return
	}
	on, ok := s.recvRef(sel)
	if !ok {
		on = noRef(s.Text(sel.X))
	}
	s.setBehind(sel.X, on, call)
}

// setsChannelAgain notes that the channel on which the loop has heard of a clock becomes another one, by a statement behind what it
// does then.
func (s *reading) setsChannelAgain(on Ref, ch, value ast.Expr, n ast.Node) {
	if s.loop == nil || s.phase(n.Pos()) != Inside || value != nil && s.IsNil(value) || !s.isClock(ch) || !s.strikes(s.Text(ch)) {
		return
	}
	if c, ok := s.CursorOf(n); ok {
		for up := range c.Enclosing((*ast.CommClause)(nil)) {
			recv := received(up.Node().(*ast.CommClause))
			if recv == nil || s.Text(recv.X) != s.Text(ch) {
				return // something else has come, and the clock goes on
			}
			break
		}
	}
	s.setBehind(ch, on, n)
}

// setBehind notes that n sets a timer again, unless each run makes or sets one.
func (s *reading) setBehind(timer ast.Expr, on Ref, n ast.Node) {
	if v := s.Base(timer); v == nil || s.declares(v) || s.setBefore(timer) {
		return
	}
	s.site(&Site{Effect: Effect{Kind: Set, On: on, Text: s.Text(n), Always: true}, Node: n})
}

// strikes reports whether the loop receives from a channel, of which it has the text.
func (s *reading) strikes(ch string) bool {
	found := false
	syntax.Own(s.loop, func(n ast.Node) bool {
		x := s.receivedChannel(n)
		found = found || x != nil && s.Text(x) == ch
		return !found
	})
	return found
}

// setBefore reports whether the function makes or sets a timer before its loop.
func (s *reading) setBefore(timer ast.Expr) bool {
	found := false
	syntax.Own(s.body, func(n ast.Node) bool {
		if n == nil || n.Pos() >= s.loop.Pos() {
			return false
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			found = found || ok && isTimerReset(known.Of(s.Callee(n))) && s.Text(sel.X) == s.Text(timer)
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				found = found || s.Text(lhs) == s.Text(timer)
			}
		}
		return !found
	})
	return found
}

func isTimerReset(e *known.Func) bool { return e != nil && e.Name == "(*time.Timer).Reset" }

package effects

import (
	"go/ast"
	"go/token"

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
	if !ok || s.loop == nil || s.phase(call.Pos()) != Inside || !s.strikes(sel.X) || s.setBefore(sel.X) {
		return
	}
	if v := s.Base(sel.X); v == nil || s.declares(v) {
		return // each run makes one
	}
	on, ok := s.recvRef(sel)
	if !ok {
		on = noRef(s.Text(sel.X))
	}
	s.site(&Site{Effect: Effect{Kind: Set, On: on, Text: s.Text(call), Always: true}, Node: call})
}

// strikes reports whether the loop receives from the channel of a timer.
func (s *reading) strikes(timer ast.Expr) bool {
	found := false
	is := func(x ast.Expr) bool {
		ch, ok := ast.Unparen(x).(*ast.SelectorExpr)
		return ok && ch.Sel.Name == "C" && s.Text(ch.X) == s.Text(timer)
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW && is(n.X)
		case *ast.RangeStmt:
			found = found || is(n.X)
		}
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

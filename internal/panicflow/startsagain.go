package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Who closes behind a Wait has waited for the goroutines that have started. One that starts behind the close sends to what is closed: in the
// next pass of a loop, or by another call.
//
//	for _, part := range parts {
//		wg.Go(func() { out <- sum(part) })
//		wg.Wait()
//		if bad(part) { close(out) }
//	}

// startsAgain reports whether the goroutine function sender, which sends to v where send stands, is seen to start behind a close of v.
func (j *channelFlow) startsAgain(v *types.Var, send, sender, close inspector.Cursor) bool {
	starts, _ := j.startsWith(send, sender)
	var again []step
	for _, start := range starts {
		again = j.stepsTo(v, start, again)
	}
	for _, c := range j.stepsTo(v, close, nil) {
		for _, s := range again {
			if j.FuncAround(c.at.Node()) == j.FuncAround(s.at.Node()) && j.comesNext(v, c, s) {
				return true
			}
		}
	}
	return false
}

// A step is a place that leads to what is asked about: that itself, or a call of the literal that has it.
type step struct {
	at   inspector.Cursor
	goes bool // in a goroutine of its own
}

// stepsTo adds the steps that lead to what stands at c, up to the function that declares v.
func (j *channelFlow) stepsTo(v *types.Var, c inspector.Cursor, list []step) []step {
	for _, s := range list {
		if s.at == c {
			return list
		}
	}
	list = append(list, step{c, isGo(c.Parent().Node())})
	lit, ok := j.FuncCursor(j.FuncAround(c.Node()))
	if n := lit.Node(); !ok || n.Pos() <= v.Pos() && v.Pos() < n.End() {
		return list
	}
	up := user(lit)
	switch n := up.Node().(type) {
	case *ast.CallExpr:
		if ast.Unparen(n.Fun) == lit.Node() || j.startsGoroutine(up) {
			return j.stepsTo(v, up, list)
		}
	case *ast.AssignStmt, *ast.ValueSpec:
		held := j.holds(n, lit.Node())
		if held == nil || j.Var(held).Taken || len(j.Var(held).Values) != 1 {
			return list
		}
		for _, use := range j.Uses(held) {
			if call, ok := user(use).Node().(*ast.CallExpr); ok && ast.Unparen(call.Fun) == use.Node() {
				list = j.stepsTo(v, user(use), list)
			}
		}
	}
	return list
}

// holds returns the variable to which n, an assignment or declaration, gives the literal lit; nil if it is none.
func (j *channelFlow) holds(n, lit ast.Node) *types.Var {
	if v := j.assigned(n, lit); v != nil {
		return v
	}
	if n, ok := n.(*ast.AssignStmt); ok && len(n.Lhs) == 1 && len(n.Rhs) == 1 && ast.Unparen(n.Rhs[0]) == lit {
		return j.VarOf(n.Lhs[0])
	}
	return nil
}

// comesNext reports whether start is seen to follow close, in one function: it stands behind that, or a loop that does not make v leads back.
func (j *channelFlow) comesNext(v *types.Var, close, start step) bool {
	if _, deferred := close.at.Parent().Node().(*ast.DeferStmt); deferred {
		return false // behind all
	}
	fn, ok := j.FuncCursor(j.FuncAround(close.at.Node()))
	if !ok {
		return false
	}
	from, to := close.at.Node().Pos(), start.at.Node().Pos()
	if !close.goes && from < to && !j.isMadeIn(v, from, to) {
		block, leaves := leavingBlock(close.at, fn)
		if !(leaves && !block.Contains(start.at)) && !j.otherBranch(close.at, start.at) {
			return true
		}
	}
	for loop, ok := loopAround(close.at); ok; loop, ok = loopAround(loop.Parent()) {
		if n := loop.Node(); j.isMadeIn(v, n.Pos(), n.End()) {
			return false
		}
		if loop.Contains(start.at) && !leavesLoop(close.at, loop) {
			return true
		}
	}
	return false
}

// isMadeIn reports whether v is declared, or given a value, between two places.
func (j *channelFlow) isMadeIn(v *types.Var, from, to token.Pos) bool {
	return from <= v.Pos() && v.Pos() < to || slices.ContainsFunc(j.Var(v).Values, func(value syntax.Value) bool { return from <= value.Pos && value.Pos < to })
}

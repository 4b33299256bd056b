package effects

import (
	"cmp"
	"go/ast"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Between what tells a service to stop and its end, a panic would leave behind who waits for that: a token is there once, and
// another run is not told. An end for a reason of its own, such as an error of what a pass does, is no stop.

// stopPath lists the operations that can panic once the loop is told to stop.
func (s *scan) stopPath() []ast.Node {
	if s.loop == nil {
		return nil
	}
	if s.head < 0 {
		return s.calledStopPath()
	}
	var found []ast.Node
	if loop, ok := s.loop.(*ast.RangeStmt); ok && s.iteratedStopPath(loop) {
		found = append(found, loop.X)
	}
	goesOn, returns := s.goesOn(), s.returning()
	for b, events := range s.events {
		if goesOn[b] || !returns[b] || len(s.preds[b]) == 0 {
			continue
		}
		for _, e := range events {
			if e.op != nil && !s.signalsEnd(e.op) && !s.endsItself(e.op) {
				found = append(found, e.op)
			}
		}
	}
	return inOrder(found)
}

// inOrder sorts nodes as they stand in the source.
func inOrder(list []ast.Node) []ast.Node {
	slices.SortStableFunc(list, func(a, b ast.Node) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return list
}

// returning reports from which blocks there is a way to a return.
func (s *scan) returning() []bool {
	var ends []int32
	for b := range s.events {
		if len(s.graph.Blocks[b].Succs) == 0 && s.returns(int32(b)) {
			ends = append(ends, int32(b))
		}
	}
	return s.reaching(ends)
}

// signalsEnd reports whether an operation closes a channel or sends: it can panic only if the channel is closed, so that
// nobody waits for it.
func (s *scan) signalsEnd(op ast.Node) bool {
	if _, ok := op.(*ast.SendStmt); ok {
		return true
	}
	call, ok := op.(*ast.CallExpr)
	return ok && s.Builtin(call) == "close"
}

// endsItself reports whether an operation comes because of an error of what a clause of the loop's select does, where another
// clause is what stops the service.
//
//	case <-t.C: if err := s.write(); errors.Is(err, errGone) { s.warn(err); return }
//	case <-quit: return
func (s *scan) endsItself(op ast.Node) bool {
	c, ok := s.CursorOf(op)
	if !ok {
		return false
	}
	failed := false
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.CommClause)(nil), (*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch n := up.Node().(type) {
		case *ast.IfStmt:
			in := n.Body.Pos() <= op.Pos() && op.End() <= n.Body.End()
			failed = failed || in && s.asksForOwnError(n.Cond)
		case *ast.CommClause:
			choice, ok := up.Parent().Parent().Node().(*ast.SelectStmt)
			return failed && ok && !s.stopsLoop(n.Body) && slices.ContainsFunc(choice.Body.List, func(other ast.Stmt) bool {
				return received(other) != nil && s.stopsLoop(other.(*ast.CommClause).Body)
			})
		default:
			return false
		}
	}
	return false
}

// asksForOwnError reports whether a condition asks for nothing but an error that a call returned.
func (s *scan) asksForOwnError(cond ast.Expr) bool {
	own, others := false, false
	ast.Inspect(cond, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v := s.VarOf(id)
		switch {
		case v == nil || v.Parent() == s.Types.Scope() || v.Pkg() != s.Types: // what it is compared with
		case !syntax.IsError(v.Type()) || v.IsField() || !s.declares(v) || len(s.Var(v).Values) == 0:
			others = true
		default:
			own = true
			for _, value := range s.Var(v).Values {
				_, call := ast.Unparen(value.From).(*ast.CallExpr)
				others = others || !call
			}
		}
		return true
	})
	return own && !others
}

// calledStopPath is the stopPath of the service that the function calls, and of
// what follows the call.
func (s *scan) calledStopPath() []ast.Node {
	var found []ast.Node
	syntax.Own(s.loop, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && s.isService(s.targets(call.Fun)) {
			if e := s.Call(call, s.fn); e != nil {
				found = append(found, e.StopPath...)
			}
		}
		return true
	})
	found = inOrder(found)
	var behind []ast.Node
	for _, events := range s.events {
		for _, e := range events {
			if e.op != nil && e.op.Pos() >= s.loop.End() {
				behind = append(behind, e.op)
			}
		}
	}
	return append(found, inOrder(behind)...)
}

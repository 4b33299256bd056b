package effects

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What says that there is work can be gone once it is taken, and the work is still there: one wake-up stands for all that a queue
// holds, a flag for all that has changed. After a panic the rest of it would wait until somebody says so again.
//
//	case <-m.kick: for s, ok := m.pop(); ok; s, ok = m.pop() { m.send(s) }
//	if s.dirty.Swap(false) { s.save() }
//
// To say it once more does no harm. A batch that is taken as a whole cannot be put back like that:
//
//	for _, s := range r.take() { r.send(s) }

// demandDepth is how far the loop that works a queue off can be away.
const demandDepth = 2

// demandsWork notes that a receive, or a loop over a channel, takes a token that stands for a queue: whoever sends one does not wait
// where there is one already.
func (s *reading) demandsWork(on Ref, ch ast.Expr, n ast.Node) {
	if s.mayBeDemand(n) && isEmptyStruct(chanElem(s.Info.TypeOf(ch))) && s.readers.nobodyWaitsToSend(ch) && s.worksOffQueue(s.behindReceive(n), demandDepth) {
		if s.polling.states().closed[s.polling.class(ch)] {
			on = noRef(on.Class) // nobody can send on it then
		}
		s.demand(on, s.Text(ch), true, n)
	}
}

// demandsByFlag notes that a call takes back an atomic flag for which the function asks by it, and that others raise.
func (s *reading) demandsByFlag(call *ast.CallExpr) {
	op, x, value := s.atomicChange(call)
	if op != known.AtomicSwap && op != known.AtomicCompareAndSwap || !s.IsBool(value, false) || !s.mayBeDemand(call) {
		return
	}
	on, ok := s.outside(x)
	if ok && !on.Local && slices.ContainsFunc(s.behindAsked(call), func(stmt ast.Stmt) bool { return s.Panics(stmt) }) && s.polling.raisedElsewhere(s.polling.class(x), s.fn) {
		s.demand(on, s.Text(x), false, call)
	}
}

// demandsBatch notes that a loop works off a batch that a call has taken out of a store.
func (s *reading) demandsBatch(loop *ast.RangeStmt) {
	x := loop.X
	if v := s.VarOf(x); v != nil && s.declares(v) && len(s.Var(v).Values) == 1 {
		x = s.Var(v).Values[0].Expr
	}
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok || !s.mayBeDemand(loop) || s.Builtin(call) != "" || !s.Panics(loop.Body) {
		return
	}
	for _, on := range s.droppedBy(call, droppingDepth) {
		if !on.Local {
			s.demand(noRef(on.Class), s.Text(call), false, loop)
			return
		}
	}
}

// mayBeDemand reports whether n can be in a pass of a service, here or in who calls this.
func (s *reading) mayBeDemand(n ast.Node) bool { return s.loop == nil || s.phase(n.Pos()) == Inside }

func (s *reading) demand(on Ref, text string, token bool, n ast.Node) {
	s.site(&Site{Effect: Effect{Kind: Demand, On: on, Text: text, Token: token, Skipped: text, SkippedInPass: text}, Node: n})
}

// behindReceive lists what is done once something has been received.
func (s *scan) behindReceive(n ast.Node) []ast.Stmt {
	if loop, ok := n.(*ast.RangeStmt); ok {
		return loop.Body.List
	}
	c, ok := s.CursorOf(n)
	if !ok {
		return nil
	}
	stmt, ok := c.Parent().Node().(ast.Stmt)
	if !ok {
		return nil
	}
	if clause, ok := c.Parent().Parent().Node().(*ast.CommClause); ok && clause.Comm == stmt {
		return clause.Body
	}
	return s.follow(stmt)
}

// behindAsked lists what is done where a call says true by which a branch asks.
func (s *scan) behindAsked(call *ast.CallExpr) []ast.Stmt {
	c, ok := s.CursorOf(call)
	if !ok {
		return nil
	}
	switch n := c.Parent().Node().(type) {
	case *ast.IfStmt:
		return n.Body.List
	case *ast.UnaryExpr: // if !s.dirty.Swap(false) { continue }
		if branch, ok := c.Parent().Parent().Node().(*ast.IfStmt); ok && n.Op == token.NOT && (leavesLoop(branch.Body.List) || endsIn(branch.Body.List, token.CONTINUE)) {
			return s.follow(branch)
		}
	}
	return nil
}

// follow lists the statements that follow one in its block.
func (s *scan) follow(stmt ast.Stmt) []ast.Stmt {
	c, ok := s.CursorOf(stmt)
	if !ok {
		return nil
	}
	list := syntax.Stmts(c.Parent().Node())
	return list[slices.Index(list, stmt)+1:]
}

// worksOffQueue reports whether statements, or functions of the package that they call, take items one by one out of a store, and
// can panic in between.
func (s *scan) worksOffQueue(list []ast.Stmt, depth int) bool {
	found := false
	for _, stmt := range list {
		syntax.Own(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ForStmt:
				found = found || s.takesItems(n) && s.Panics(n.Body)
			case *ast.CallExpr:
				if decl := s.declOf(n); decl != nil && decl.Body != nil && depth > 0 {
					found = found || s.leaving.frame(decl).worksOffQueue(decl.Body.List, depth-1)
				}
			}
			return !found
		})
	}
	return found
}

// takesItems reports whether a loop takes something out of a store that outlives the function.
func (s *scan) takesItems(loop *ast.ForStmt) bool {
	found := false
	syntax.Own(loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = found || slices.ContainsFunc(s.droppedBy(n, droppingDepth), func(on Ref) bool { return !on.Local })
		case *ast.AssignStmt: // m.q = m.q[1:]
			for i, lhs := range n.Lhs {
				if len(n.Lhs) == len(n.Rhs) && n.Tok == token.ASSIGN && s.leavesLess(lhs, n.Rhs[i]) {
					on, others := s.outside(lhs)
					found = found || others && !on.Local
				}
			}
		}
		return !found
	})
	return found
}

// raisedElsewhere reports whether something in the package but a function raises an atomic flag.
func (r *polling) raisedElsewhere(class string, fn ast.Node) bool {
	for c := range r.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if _, x, value := r.atomicChange(call); x != nil && !within(call, fn) && r.IsBool(value, true) && r.class(x) == class {
			return true
		}
	}
	return false
}

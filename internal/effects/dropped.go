package effects

import (
	"go/ast"
	"go/token"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A store may hide behind functions: one gives its first item, another one takes that out. Called behind the work, that is
// skipped by a panic in between, as if the list itself stood there:
//
//	s, ok := q.peek(); charge(s); q.pop()
//	for e := l.Front(); e != nil; e = e.Next() { post(e.Value) }; l.Init()
//	s, ok := w.front(); pay(s); w.commit()   func (w *wal) commit() { w.pos.Add(1) }

// droppingDepth bounds how far dropsBy follows calls.
const droppingDepth = 2

// dropsBy notes that a call takes from a store, or moves a cursor on, behind work that was found by it.
func (s *reading) dropsBy(call *ast.CallExpr) {
	for _, on := range s.droppedBy(call, droppingDepth) {
		if !on.Local && s.doneBy(on.Class, call) {
			s.site(&Site{Effect: Effect{Kind: Redo, On: on, Text: s.storeOf(call), Always: true}, Node: call})
			return
		}
	}
}

// storeOf returns what a call that takes from a store names it by.
func (s *scan) storeOf(call *ast.CallExpr) string {
	if x := known.Drops(s.Callee(call), call); x != nil {
		return s.Text(withoutAddress(x))
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && s.Info.Selections[sel] != nil {
		return s.Text(sel.X)
	}
	return s.Text(call)
}

func withoutAddress(x ast.Expr) ast.Expr {
	if u, ok := ast.Unparen(x).(*ast.UnaryExpr); ok && u.Op == token.AND {
		return u.X
	}
	return x
}

// droppedBy lists the stores from which a call takes something, and the cursors that it moves on.
func (s *scan) droppedBy(call *ast.CallExpr, depth int) []Ref {
	if x := known.Drops(s.Callee(call), call); x != nil {
		if on, ok := s.outside(withoutAddress(x)); ok {
			return []Ref{on}
		}
		return nil
	}
	if depth == 0 || s.Builtin(call) != "" || known.Of(s.Callee(call)) != nil {
		return nil
	}
	var list []Ref
	for _, t := range s.targets(call.Fun) {
		if t.node == nil || syntax.Body(t.node) == nil || t.summary.Service {
			continue
		}
		for _, on := range s.leaving.drops(t.node, depth-1) {
			if on = s.mapped(on, t, call); on.Class != "" && !s.isOwn(on) {
				list = append(list, on)
			}
		}
	}
	return list
}

// A dropKey is a question of drops.
type dropKey struct {
	fn    ast.Node
	depth int
}

// drops lists the stores from which a function takes something, and the cursors that it moves on, as it sees them.
func (r *leaving) drops(fn ast.Node, depth int) []Ref {
	key := dropKey{fn, depth}
	list, ok := r.dropped[key]
	if ok {
		return list
	}
	if r.dropped == nil {
		r.dropped = make(map[dropKey][]Ref)
	}
	r.dropped[key] = nil // a circle adds nothing
	s := r.frame(fn)
	add := func(x ast.Expr) {
		if on, ok := s.outside(x); ok {
			list = append(list, on)
		}
	}
	syntax.Own(s.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if n.Tok != token.DEFINE && len(n.Lhs) == len(n.Rhs) && (s.leavesLess(lhs, n.Rhs[i]) || s.isMoved(lhs, n.Rhs[i])) {
					add(lhs)
				}
			}
		case *ast.IncDecStmt:
			if s.isMoved(n.X, nil) {
				add(n.X)
			}
		case *ast.CallExpr:
			if s.Builtin(n) == "clear" {
				add(n.Args[0])
			} else if op, x, value := s.atomicChange(n); x != nil {
				if op == known.AtomicAdd && s.counts(value) != lower || op != known.AtomicAdd && s.isMoved(x, value) {
					add(x)
				}
			} else {
				list = append(list, s.droppedBy(n, depth)...)
			}
		}
		return true
	})
	r.dropped[key] = list
	return list
}

// isMoved reports whether a cursor gets another value by what it was or came: not a constant, nor what a setter is handed, which
// is seen where that is called.
func (s *scan) isMoved(x, value ast.Expr) bool {
	if _, elem := ast.Unparen(x).(*ast.IndexExpr); elem || s.polling.class(x) == "" || !isCursor(s.Info.TypeOf(x)) {
		return false
	}
	return value == nil || s.direction(value) == neither && !s.isParam(value)
}

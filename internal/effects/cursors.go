package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A cursor says how far the work has come, and outlives the run. One that moves on only behind the work is where it was
// after a panic between: the next run does again what has been done.
//
//	for i := s.pos; i < len(log); i++ { mail(log[i]) }
//	s.pos = len(log)
//
// Work that panics itself has not been done, so that to try it again is right: post(s.days[s.cur]); s.cur++.

// advances notes that n moves a cursor x on, behind work that was found by it.
func (s *reading) advances(on Ref, x ast.Expr, n ast.Node) {
	class := s.polling.class(x)
	if _, elem := ast.Unparen(x).(*ast.IndexExpr); elem || class == "" || s.body == nil || on.Local || !isCursor(s.Info.TypeOf(x)) || !s.doneBy(class, n) {
		return
	}
	s.site(&Site{Effect: Effect{Kind: Redo, On: on, Text: s.Text(x), Always: true}, Node: n})
}

// isCursor reports whether a value of type t can say how far something has come: a number, a text, a moment, or an atomic one.
func isCursor(t types.Type) bool {
	if named, ok := types.Unalias(deref(t)).(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync/atomic" {
		return named.Obj().Name() != "Bool" && named.Obj().Name() != "Value"
	}
	basic, ok := t.Underlying().(*types.Basic)
	return isMoment(t) || ok && basic.Info()&(types.IsNumeric|types.IsString) != 0
}

// doneBy reports whether what stands before n does work of which others notice that it is done twice, and which is found by
// a cursor or in a store, and whether something can panic between the two.
func (s *reading) doneBy(class string, n ast.Node) bool {
	c := &cursor{s, class, make(map[*types.Var]bool)}
	c.derive(n.Pos())
	found := false
	syntax.Own(s.body, func(m ast.Node) bool {
		if _, later := m.(*ast.DeferStmt); later {
			return false
		}
		if m != nil && m.End() <= n.Pos() && c.isWork(m) && !s.apart(m, n) && c.panicsBehind(m, n) && !c.movesBetween(m, n) {
			found = true
		}
		return !found && (m == nil || m.Pos() < n.Pos())
	})
	return found
}

// apart reports whether two nodes are in different clauses of a statement, of which one pass takes one.
func (s *scan) apart(a, b ast.Node) bool {
	c, ok := s.CursorOf(b)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		clause := up.Node()
		if clause.Pos() <= a.Pos() && a.End() <= clause.End() {
			return false
		}
		if all := up.Parent().Node(); all.Pos() <= a.Pos() && a.End() <= all.End() {
			return true
		}
	}
	return false
}

// A cursor is what a function reads of one, or of a store.
type cursor struct {
	*reading
	key   string
	found map[*types.Var]bool // locals that are made of it
}

// derive finds the locals before a position that are made of the cursor, or of what was found by it.
func (c *cursor) derive(end token.Pos) {
	for grown := true; grown; {
		grown = false
		mark := func(x ast.Expr) {
			if v := c.VarOf(x); v != nil && c.declares(v) && !syntax.IsError(v.Type()) && !c.found[v] {
				c.found[v], grown = true, true
			}
		}
		syntax.Own(c.body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i, lhs := range n.Lhs {
					if n.Pos() < end && c.reads(n.Rhs[min(i, len(n.Rhs)-1)]) {
						mark(lhs)
					}
				}
			case *ast.RangeStmt:
				if n.Pos() < end && c.reads(n.X) {
					mark(n.Key)
					mark(n.Value)
				}
			}
			return true
		})
	}
}

// reads reports whether a node reads the cursor, or what is made of it, itself or in a function of the package that it calls.
func (c *cursor) reads(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.Ident:
			v, ok := c.Info.Uses[m].(*types.Var)
			found = found || ok && (c.found[v] || c.naming.classOf(v) == c.key)
		case *ast.CallExpr:
			if name := c.Builtin(m); name == "len" || name == "cap" {
				return false // how many there are, none of them
			}
			found = found || slices.ContainsFunc(c.called(m), func(fn ast.Node) bool { return c.readers.readBy(fn)[c.key] })
		}
		return !found
	})
	return found
}

// called lists the functions of the package that a call comes to.
func (s *scan) called(call *ast.CallExpr) []ast.Node {
	list, ok := s.calledBy[call]
	if !ok {
		for _, t := range s.targets(call.Fun) {
			if t.node != nil && syntax.Body(t.node) != nil {
				list = append(list, t.node)
			}
		}
		s.calledBy[call] = list
	}
	return list
}

// readBy lists the classes of what a function itself reads, but to ask how many there are.
func (r *readers) readBy(fn ast.Node) map[string]bool {
	classes := r.readIn[fn]
	if classes == nil {
		classes = make(map[string]bool)
		ast.Inspect(syntax.Body(fn), func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if v, ok := r.Info.Uses[n].(*types.Var); ok {
					classes[r.naming.classOf(v)] = true
				}
			case *ast.CallExpr:
				if name := r.Builtin(n); name == "len" || name == "cap" {
					return false
				}
			}
			return true
		})
		r.readIn[fn] = classes
	}
	return classes
}

// movesBetween reports whether a call between two nodes takes from the store, or moves the cursor, already.
func (c *cursor) movesBetween(work, n ast.Node) bool {
	found := false
	syntax.Own(c.body, func(m ast.Node) bool {
		if call, ok := m.(*ast.CallExpr); ok && work.End() <= call.Pos() && call.End() <= n.Pos() && !c.apart(call, n) {
			found = found || c.moves(call)
		}
		return !found
	})
	return found
}

// isPosition reports whether x is by what the list is indexed.
//
//	s.next += i; s.list = s.list[s.next:]
func (c *cursor) isPosition(x ast.Expr) bool {
	class, found := c.polling.class(x), false
	by := func(list ast.Expr, indexes ...ast.Expr) {
		for _, i := range indexes {
			found = found || i != nil && c.polling.class(list) == c.key && c.polling.class(i) == class
		}
	}
	syntax.Own(c.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IndexExpr:
			by(n.X, n.Index)
		case *ast.SliceExpr:
			by(n.X, n.Low, n.High)
		}
		return !found
	})
	return found && class != ""
}

// isWork reports whether a node itself shows what is read by the cursor, so that others notice if it does so twice.
func (c *cursor) isWork(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.SendStmt:
		return c.reads(n.Value)
	case *ast.AssignStmt:
		for i, lhs := range n.Lhs {
			call, ok := ast.Unparen(n.Rhs[min(i, len(n.Rhs)-1)]).(*ast.CallExpr)
			adds := n.Tok != token.ASSIGN && n.Tok != token.DEFINE || ok && c.Builtin(call) == "append"
			if _, others := c.outside(lhs); others && adds && c.polling.class(lhs) != c.key && c.reads(n.Rhs[0]) && !c.isPosition(lhs) {
				return true
			}
		}
	case *ast.CallExpr:
		return c.Builtin(n) == "" && c.reads(n) && c.callActs(n, actsDepth) && onlyHow(c.Info.TypeOf(n)) && !c.moves(n)
	}
	return false
}

// moves reports whether a call changes the cursor, or the store, itself.
func (c *cursor) moves(call *ast.CallExpr) bool {
	_, x, _ := c.atomicChange(call)
	if lhs, _ := c.setter(call); lhs != nil {
		x = lhs
	}
	if x != nil && c.polling.class(x) == c.key {
		return true
	}
	targets := c.targets(call.Fun)
	for _, t := range targets {
		if body := syntax.Body(t.node); body != nil && c.polling.changes(body, droppingDepth)[c.key] {
			return true
		}
	}
	if slices.ContainsFunc(c.droppedBy(call, droppingDepth), func(on Ref) bool { return on.Class == c.key }) {
		return true
	}
	return len(targets) == 0 && !handsLiteral(call) && c.isOf(call) // l.PushBack(v), heap.Push(&q, v)
}

// isOf reports whether a call of another module is one of the store itself, not of an item.
func (c *cursor) isOf(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if ok && c.Info.Selections[sel] != nil {
		return c.polling.class(sel.X) == c.key
	}
	return len(call.Args) > 0 && c.polling.class(call.Args[0]) == c.key && withoutAddress(call.Args[0]) != call.Args[0]
}

func handsLiteral(call *ast.CallExpr) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		_, ok := ast.Unparen(arg).(*ast.FuncLit)
		return ok
	})
}

// panicsBehind reports whether something can panic when work is done and n is not yet: between the two, or, with other work of
// the same kind, in a loop around it.
func (c *cursor) panicsBehind(work, n ast.Node) bool {
	pos := work.End()
	syntax.Own(c.body, func(m ast.Node) bool {
		switch m.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if m.Pos() <= work.Pos() && work.End() <= m.End() && m.End() <= n.Pos() {
				pos = min(pos, m.Pos())
			}
		}
		return true
	})
	found := false
	c.Operations(c.body, func(op ast.Node) bool {
		found = pos <= op.Pos() && op.End() <= n.Pos() && c.canSkip(op) && !c.apart(op, n)
		return !found
	})
	return found
}

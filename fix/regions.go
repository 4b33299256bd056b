package fix

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A region is a lock region in the goroutine's own body that gets a deferred
// unlock as a part of the fix, since it is one statement with the spawn. It goes
// to the end of the function,
//
//	mu.Lock()
//	defer mu.Unlock()
//	…
//
// or becomes a function of its own:
//
//	func() {
//		mu.Lock()
//		defer mu.Unlock()
//		…
//	}()
type region struct {
	lock, unlock *ast.ExprStmt
	toEnd        bool
}

// regions returns how each of the lock regions in a literal is given a deferred
// unlock; false if one cannot be.
func (s *site) regions(lit *ast.FuncLit, held []effects.HeldRegion) ([]region, bool) {
	var list []region
	for _, h := range held {
		r, ok := s.region(lit, h)
		if !ok {
			return nil, false
		}
		list = append(list, r)
	}
	return list, true
}

// region finds the statements of a lock region: the lock, and its unlock in the
// same list, between which nothing jumps out and nothing is declared that is used
// behind it.
func (s *site) region(lit *ast.FuncLit, h effects.HeldRegion) (region, bool) {
	c, ok := s.Root.FindNode(h.Lock)
	if !ok || syntax.EnclosingFunc(c) != ast.Node(lit) {
		return region{}, false
	}
	lock, ok := c.Parent().Node().(*ast.ExprStmt)
	if !ok {
		return region{}, false
	}
	list := syntax.Stmts(c.Parent().Parent().Node())
	r := region{lock: lock}
	begin := -1
	for i, stmt := range list {
		switch {
		case stmt == ast.Stmt(lock):
			begin = i
		case begin >= 0 && s.unlocksOf(lock, stmt):
			r.unlock = stmt.(*ast.ExprStmt)
			r.toEnd = i == len(list)-1 && len(lit.Body.List) > 0 && &lit.Body.List[len(lit.Body.List)-1] == &list[len(list)-1]
			return r, !r.toEnd && s.closed(list[begin+1:i], list[i+1:]) || r.toEnd && s.plain(list[begin+1:i])
		}
	}
	return region{}, false
}

// unlocksOf reports whether stmt is the unlock that belongs to a lock.
func (s *site) unlocksOf(lock *ast.ExprStmt, stmt ast.Stmt) bool {
	x, ok := stmt.(*ast.ExprStmt)
	if !ok {
		return false
	}
	from, ok1 := ast.Unparen(lock.X).(*ast.CallExpr)
	to, ok2 := ast.Unparen(x.X).(*ast.CallExpr)
	if !ok1 || !ok2 {
		return false
	}
	a, ok1 := ast.Unparen(from.Fun).(*ast.SelectorExpr)
	b, ok2 := ast.Unparen(to.Fun).(*ast.SelectorExpr)
	if !ok1 || !ok2 || s.Source(a.X) != s.Source(b.X) {
		return false
	}
	l, u := known.Of(s.Callee(from)), known.Of(s.Callee(to))
	return l.Has(known.Locks) && u.Has(known.Unlocks) || l.Has(known.RLocks) && u.Has(known.RUnlocks)
}

// plain reports whether a region has no unlock of its own and no jump to a label
// behind it.
func (s *site) plain(list []ast.Stmt) bool {
	ok := true
	for _, stmt := range list {
		syntax.Own(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				e := known.Of(s.Callee(n))
				ok = ok && !e.Has(known.Unlocks) && !e.Has(known.RUnlocks)
			case *ast.BranchStmt:
				ok = ok && n.Tok != token.GOTO
			}
			return ok
		})
	}
	return ok
}

// closed reports whether statements can stand in a function of their own: they do
// not jump out of it, defer, or declare what is used in rest.
func (s *site) closed(list, rest []ast.Stmt) bool {
	if !s.plain(list) {
		return false
	}
	ok := true
	declared := make(map[types.Object]bool)
	for _, stmt := range list {
		depth := make(map[ast.Node]bool) // loops and switches inside
		syntax.Own(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ReturnStmt, *ast.DeferStmt, *ast.LabeledStmt:
				ok = false
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				depth[n] = true
			case *ast.BranchStmt:
				inside := false
				for outer := range depth {
					if outer.Pos() <= n.Pos() && n.End() <= outer.End() {
						_, isFor := outer.(*ast.ForStmt)
						_, isRange := outer.(*ast.RangeStmt)
						inside = inside || n.Tok == token.BREAK || isFor || isRange
					}
				}
				ok = ok && n.Label == nil && (inside || n.Tok == token.FALLTHROUGH)
			case *ast.Ident:
				if obj := s.Info.Defs[n]; obj != nil {
					declared[obj] = true
				}
			}
			return ok
		})
	}
	for _, stmt := range rest {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if id, isIdent := n.(*ast.Ident); isIdent && declared[s.Info.Uses[id]] {
				ok = false
			}
			return ok
		})
	}
	return ok
}

// printRegions edits the lock regions of the body.
func (p *printer) printRegions(list []region) {
	for _, r := range list {
		unlock := p.Source(r.unlock)
		if r.toEnd {
			p.insert(r.lock.End(), "\ndefer "+unlock)
			p.removeLine(r.unlock)
			continue
		}
		p.insert(r.lock.Pos(), "func() {\n")
		p.insert(r.lock.End(), "\ndefer "+unlock)
		p.replace(r.unlock.Pos(), r.unlock.End(), "}()")
	}
}

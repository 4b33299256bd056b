package effects

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Goroutines that take turns wait for a signal and then give the like of it to the next one. After
// a panic before the wait, a signal that comes all the same says that it is the next one's turn while
// another is still at work:
//
//	s := work(i)     // can panic
//	<-wait           // what the one before has for its next
//	write(s)
//	close(next)

// turnOf returns the receive behind something that can panic by which the function waits for its turn,
// to pass that on by a signal; nil if the signal passes on nothing.
func (s skipping) turnOf(site *Site) ast.Node {
	var next *types.Var
	var given ast.Expr
	switch n := site.Node.(type) {
	case *ast.SendStmt:
		given = n.Chan
	case *ast.CallExpr:
		if s.Builtin(n) == "close" {
			given = n.Args[0]
		}
	}
	if next = s.container(given); next == nil {
		return nil
	}
	var found ast.Node
	syntax.Own(s.body, func(m ast.Node) bool {
		recv, ok := m.(*ast.UnaryExpr)
		if ok && recv.Op == token.ARROW && found == nil && s.opBetween(s.body.Pos(), recv.Pos()) != nil {
			if wait := s.container(recv.X); wait != nil && (wait != next && s.comesFrom(wait, next, 0) || wait == next && s.areNeighbours(recv.X, given)) {
				found = recv
			}
		}
		return found == nil
	})
	return found
}

// areNeighbours reports whether two channels are elements of one list, of which each is the next one of another: turn[i],
// turn[i+1].
func (s skipping) areNeighbours(wait, given ast.Expr) bool {
	x, ok := ast.Unparen(wait).(*ast.IndexExpr)
	y, also := ast.Unparen(given).(*ast.IndexExpr)
	return ok && also && s.Text(x.X) == s.Text(y.X) && s.Text(x.Index) != s.Text(y.Index)
}

// comesFrom reports whether a variable or field is ever given what another one holds.
func (s skipping) comesFrom(v, other *types.Var, depth int) bool {
	if depth > 3 {
		return false
	}
	from := s.readers.passedFor(v)
	for _, value := range s.Var(v).Values {
		if value.Expr != nil {
			from = append(from, value.Expr)
		}
	}
	for _, x := range from {
		given := s.VarOf(x)
		if given == nil {
			continue
		}
		if given = given.Origin(); given == other.Origin() || given != v && s.comesFrom(given, other, depth+1) {
			return true
		}
	}
	// A parameter is what is passed for it, and that may hold what the other one does.
	for _, x := range s.readers.passedFor(other) {
		if given := s.VarOf(x); given != nil && given != other && s.comesFrom(v, given, depth+1) {
			return true
		}
	}
	return false
}

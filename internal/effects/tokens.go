package effects

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// A send tells no more than that something has happened if its value says nothing: struct{}{}, or one that is known before the
// goroutine starts and that no receiver looks at.
//
//	done <- true   <-done   for range n { <-done }   case <-done:

// IsToken reports whether what a send sends says nothing to anybody.
func (r *Result) IsToken(n *ast.SendStmt) bool {
	return r.isToken(n.Value) || r.Info.Types[n.Value].Value != nil && r.readers.unread(n.Chan)
}

// unread reports whether all who receive from a channel are in view, and drop what they receive.
func (r *readers) unread(x ast.Expr) bool {
	ch := &channel{Result: r.Result, names: make(map[*types.Var]bool), closes: true}
	v := r.VarOf(x)
	return v != nil && ch.follow(v) && len(ch.receives) > 0 && !slices.ContainsFunc(ch.receives, r.looksAt)
}

// looksAt reports whether a receive, or a loop over a channel, does something with what it receives.
func (src source) looksAt(c inspector.Cursor) bool {
	if loop, ok := c.Node().(*ast.RangeStmt); ok {
		return loop.Key != nil && !src.isBlank([]ast.Expr{loop.Key})
	}
	for isParen(c.Parent().Node()) {
		c = c.Parent()
	}
	switch n := c.Parent().Node().(type) {
	case *ast.ExprStmt:
		return false
	case *ast.AssignStmt: // _, ok := <-done
		return !src.isBlank(n.Lhs[:1])
	}
	return true
}

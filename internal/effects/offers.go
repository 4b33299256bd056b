package effects

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// Who sends only if there is room drops what is too much, and nobody counts on that. But of a channel with room the first
// value comes, and whoever waits for that alone, without another way out, waits for ever if it does not:
//
//	reply := make(chan answer, 1); …; select { case reply <- a: default: }; …; a := <-reply

// WaitsForOffer reports whether somebody waits so on a channel with room, by one of its names.
func (r *Result) WaitsForOffer(on Ref) bool {
	names := r.naming.allNames(on)
	if !slices.ContainsFunc(names, func(class string) bool { return r.polling.states().buffered[class] }) {
		return false
	}
	return slices.ContainsFunc(names, func(class string) bool { return slices.ContainsFunc(r.readers.receivesFrom(class), r.waitsOnce) })
}

// waitsOnce reports whether what is received at c is waited for alone, and not again and again.
func (src source) waitsOnce(c inspector.Cursor) bool {
	if _, ranges := c.Node().(*ast.RangeStmt); ranges {
		return false
	}
	for up := range c.Enclosing((*ast.CommClause)(nil), (*ast.ForStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch n := up.Node().(type) {
		case *ast.CommClause:
			if ast.Node(received(n)) == c.Node() {
				return false
			}
		case *ast.ForStmt:
			if src.Unconditional(n) {
				return false
			}
		default:
			return true
		}
	}
	return false
}

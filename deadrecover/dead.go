package deadrecover

import (
	"go/ast"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// isBehindReturn reports whether a return comes before the recover at c in its list of
// statements, and no label, to which a goto may lead, in between.
func (f *finder) isBehindReturn(c inspector.Cursor) bool {
	for ; ; c = c.Parent() {
		switch c.Node().(type) {
		case *ast.FuncLit, *ast.FuncDecl, nil:
			return false
		}
		gone := false
		for _, s := range syntax.Stmts(c.Parent().Node()) {
			if _, label := s.(*ast.LabeledStmt); label {
				gone = false
			}
			if s == c.Node() { // a return evaluates its own results first
				if gone {
					return true
				}
				break
			}
			if _, returns := s.(*ast.ReturnStmt); returns {
				gone = true
			}
		}
	}
}

// hasNothingToRecover reports whether the recover at c stands in a literal that is deferred by a
// deferred literal which does nothing else than to defer: what it recovers is a panic of that, and there is
// none. See https://go.dev/ref/spec#Handling_panics.
func (f *finder) hasNothingToRecover(c inspector.Cursor) bool {
	inner := f.deferredLiteral(f.FuncAround(c.Node()))
	if inner == nil {
		return false
	}
	outer, ok := f.FuncAround(inner).(*ast.FuncLit)
	if !ok || f.deferredLiteral(outer) == nil {
		return false
	}
	for _, s := range outer.Body.List {
		d, ok := s.(*ast.DeferStmt)
		if !ok {
			return false
		}
		lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit)
		if !ok || len(d.Call.Args) > 0 || d != inner && !f.onlyRecovers(lit.Body.List) {
			return false
		}
	}
	return true
}

// deferredLiteral returns the statement that defers fn, a literal, nil for another function.
func (f *finder) deferredLiteral(fn ast.Node) *ast.DeferStmt {
	lit, ok := fn.(*ast.FuncLit)
	if !ok {
		return nil
	}
	c, ok := f.FuncCursor(lit)
	if !ok {
		return nil
	}
	for isParen(c.Parent()) {
		c = c.Parent()
	}
	call, ok := c.Parent().Node().(*ast.CallExpr)
	if !ok || call.Fun != c.Node() {
		return nil
	}
	d, _ := c.Parent().Parent().Node().(*ast.DeferStmt)
	return d
}

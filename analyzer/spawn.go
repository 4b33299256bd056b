package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
)

// A spawn is a place that starts a goroutine: a go statement, or a call that
// hands a function to a launcher outside the module.
type spawn struct {
	cursor   inspector.Cursor
	stmt     *ast.GoStmt   // nil for a launcher
	call     *ast.CallExpr // the call that go starts, or the call of the launcher
	launcher *types.Func   // nil for a go statement
	arg      int           // index of the function handed to the launcher
}

// entry returns the expression of the function that the new goroutine runs.
func (s *spawn) entry() ast.Expr {
	if s.launcher != nil {
		return s.call.Args[s.arg]
	}
	return s.call.Fun
}

// pos and end span the diagnostic: from the go keyword, or the launcher, to
// the end of the callee, but for the body of a literal.
func (s *spawn) pos() token.Pos {
	if s.stmt != nil {
		return s.stmt.Pos()
	}
	return s.call.Pos()
}

func (s *spawn) end() token.Pos {
	if s.launcher == nil {
		if lit, ok := ast.Unparen(s.call.Fun).(*ast.FuncLit); ok {
			return lit.Type.End()
		}
	}
	return s.call.Fun.End()
}

// spawns lists the spawns of a file in source order.
func (j *judge) spawns(file *ast.File) []*spawn {
	var list []*spawn
	cursor, _ := j.Root.FindNode(file)
	for c := range cursor.Preorder((*ast.GoStmt)(nil), (*ast.CallExpr)(nil)) {
		switch n := c.Node().(type) {
		case *ast.GoStmt:
			list = append(list, &spawn{cursor: c, stmt: n, call: n.Call})
		case *ast.CallExpr:
			fn, args := j.launcher(n)
			for _, arg := range args {
				list = append(list, &spawn{cursor: c, call: n, launcher: fn, arg: arg})
			}
		}
	}
	return list
}

package analyzer

import (
	"go/ast"
	"go/token"

	"github.com/unsupervisedgo/unsupervisedgo/fix"
)

// span returns what the diagnostic of a spawn underlines: from the go keyword,
// or the launcher, to the end of the callee, but for the body of a literal.
func span(s *fix.Spawn) (pos, end token.Pos) {
	pos, end = s.Call.Pos(), s.Call.Fun.End()
	if s.Go != nil {
		pos = s.Go.Pos()
		if lit, ok := ast.Unparen(s.Call.Fun).(*ast.FuncLit); ok {
			end = lit.Type.End()
		}
	}
	return pos, end
}

// spawns lists the spawns of a file in source order.
func (j *judge) spawns(file *ast.File) []*fix.Spawn {
	var list []*fix.Spawn
	cursor, _ := j.Root.FindNode(file)
	for c := range cursor.Preorder((*ast.GoStmt)(nil), (*ast.CallExpr)(nil)) {
		switch n := c.Node().(type) {
		case *ast.GoStmt:
			list = append(list, &fix.Spawn{Cursor: c, Go: n, Call: n.Call})
		case *ast.CallExpr:
			fn, args := j.launcher(n)
			for _, arg := range args {
				list = append(list, &fix.Spawn{Cursor: c, Call: n, Launcher: fn, Arg: arg})
			}
		}
	}
	return list
}

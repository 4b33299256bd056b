package heartbeats

import (
	"go/ast"
	"go/token"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// comesRound reports whether a pass of a loop can end but by the end of the loop. What only goto leads on in has the
// loop by goto.
func (src text) comesRound(loop ast.Stmt) bool {
	if n, ok := loop.(*ast.ForStmt); !ok || src.FallsThrough(n.Body.List) {
		return true
	}
	found := false
	var look func(n ast.Node, inner bool)
	look = func(n ast.Node, inner bool) {
		syntax.Own(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.ForStmt, *ast.RangeStmt:
				look(syntax.LoopBody(m.(ast.Stmt)), true)
				return false
			case *ast.BranchStmt:
				found = found || m.Tok == token.CONTINUE && m.Label == nil && !inner || m.Label != nil && m.Tok != token.BREAK && src.IsLabelOf(loop, m.Label)
			}
			return !found
		})
	}
	look(syntax.LoopBody(loop), false)
	return found
}

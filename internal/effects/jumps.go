package effects

import (
	"go/ast"
	"go/token"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A loop may be a label and a goto back to it:
//
//	again: s.do(<-s.in); goto again
//
// All that reads loops reads the for statement that stands for it, from the label to the goto.

// JumpLoop returns the loop that begins with the i-th of some statements; nil if there is none, or control can get past its end.
func (r *Result) JumpLoop(list []ast.Stmt, i int) *ast.ForStmt {
	label, ok := list[i].(*ast.LabeledStmt)
	if !ok {
		return nil
	}
	if loop, known := r.waiting.jumps[label]; known {
		return loop
	}
	var loop *ast.ForStmt
	first := i
	switch label.Stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt: // from inside it, a goto is another way to its own next pass
		first++
	}
	for j := first; j < len(list); j++ {
		if r.jumpsTo(label, list[j]) {
			end := list[j].End()
			loop = &ast.ForStmt{For: label.Pos(), Body: &ast.BlockStmt{Lbrace: label.Pos(), List: list[i : j+1], Rbrace: end - 1}}
		}
	}
	if loop != nil && r.FallsThrough(loop.Body.List) {
		loop = nil
	}
	r.waiting.jumps[label] = loop
	return loop
}

// jumpsTo reports whether a statement has a goto to a label.
func (src source) jumpsTo(label *ast.LabeledStmt, stmt ast.Stmt) bool {
	found := false
	syntax.Own(stmt, func(n ast.Node) bool {
		jump, ok := n.(*ast.BranchStmt)
		found = found || ok && jump.Tok == token.GOTO && src.Info.Uses[jump.Label] == src.Info.Defs[label.Label]
		return !found
	})
	return found
}

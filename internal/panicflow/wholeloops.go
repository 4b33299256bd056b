package panicflow

import (
	"go/ast"
	"go/token"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A loop that nothing ends early asks an iterator for all that it has. Then yield never returns false, and it does not matter
// whether the iterator looks at that:
//
//	for x := range each(list) { log.Println(x) }

// asksForAll reports whether a loop over an iterator of this package is such a one, and the iterator can panic only in the loop.
func (j *containment) asksForAll(n *ast.RangeStmt) bool {
	t := j.Resolve(n.X)
	if t.Result != nil {
		t = j.product(t)
	}
	fn := j.Node(t)
	if fn == nil || syntax.Body(fn) == nil || j.receiver(fn) != nil || j.trusting.mayBeUnset(n.X) || leavesEarly(n.Body) {
		return false
	}
	_, options := j.lists(fn)
	return j.boundLevel(fn, bound{containing: ^options, setting: options}) == Full
}

// leavesEarly reports whether a statement in the body of a loop may end it: a return, a goto, what names a label, or a break that is not for
// a statement inside.
func leavesEarly(body *ast.BlockStmt) (leaves bool) {
	var look func(s ast.Node, inside bool)
	look = func(s ast.Node, inside bool) {
		syntax.Own(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ReturnStmt:
				leaves = true
			case *ast.BranchStmt:
				leaves = leaves || n.Label != nil || n.Tok == token.BREAK && !inside
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				if n != s {
					look(n, true)
					return false
				}
			}
			return !leaves
		})
	}
	look(body, false)
	return leaves
}

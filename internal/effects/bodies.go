package effects

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is asked of the body of a function for each of its statements is read once, so that a long function takes time in
// proportion. It is read off the code alone, and so does not change any more.

type bodyIndex struct {
	raisings []raising
	shared   map[*types.Var]bool // used in the literals that it starts on goroutines
}

// A raising is a place where a flag, a counter or a set is raised, or where a function of the package is called that may do so.
type raising struct {
	pos    token.Pos
	class  string        // "" if only the callee may
	callee *ast.FuncDecl // nil if nothing of the package is called
	taken  []string      // the classes of what is called for, to be the first
}

// indexOf returns the index of a body.
func (r *Result) indexOf(body *ast.BlockStmt) *bodyIndex {
	if index := r.bodies[body]; index != nil {
		return index
	}
	index := &bodyIndex{shared: make(map[*types.Var]bool)}
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil:
			return true
		case *ast.GoStmt:
			if lit, ok := ast.Unparen(n.Call.Fun).(*ast.FuncLit); ok {
				ast.Inspect(lit.Body, func(m ast.Node) bool {
					if id, ok := m.(*ast.Ident); ok {
						if v, ok := r.Info.Uses[id].(*types.Var); ok {
							index.shared[v] = true
						}
					}
					return true
				})
			}
		}
		m := raising{pos: n.Pos(), class: r.polling.raisedBy(n)}
		if call, ok := n.(*ast.CallExpr); ok {
			m.callee = r.declOf(call)
			if t := r.takers.takenBy(call); t != nil {
				m.taken = t.classes
			}
		}
		if m.class != "" || m.callee != nil || m.taken != nil {
			index.raisings = append(index.raisings, m)
		}
		return true
	})
	r.bodies[body] = index
	return index
}

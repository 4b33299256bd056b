package panicflow

import (
	"go/ast"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function that can panic only because a parameter may be nil contains its panics
// where the caller proves that it is not: func (h *hub) count() int { return h.n }.

// What is needed only ever grows; never is all there is.
var needsLattice = fixpoint.Of(0, func(a, b paramSet) paramSet {
	if (a|b)&never != 0 {
		return never
	}
	return a | b
})

// nodeNeeds returns what must not be nil for a function of this package (a FuncDecl
// or FuncLit) to contain its panics.
func (j *Judge) nodeNeeds(fn ast.Node) paramSet {
	body := syntax.Body(fn)
	if body == nil {
		return never
	}
	return fixpoint.Ask(j.solver, needsLattice, question{kind: needsOf, fn: fn}, func() paramSet {
		f := j.frame(body)
		if !f.guards() && j.surelyPanics(body) {
			return never
		}
		var all paramSet
		f.escapes(func(e escape) bool {
			if e.needs == 0 {
				all = never
			}
			all |= e.needs
			return all&never == 0
		})
		if all&never != 0 {
			all = never
		}
		return all
	})
}

// calleeNeeds is nodeNeeds for a function of any package.
func (j *Judge) calleeNeeds(t syntax.Target) paramSet {
	if node := j.Node(t); node != nil {
		return j.nodeNeeds(node)
	}
	if t.Func != nil {
		if need := j.facts.containsOf(t.Func).NotNil; need != 0 {
			return need
		}
	}
	return never
}

// surelyPanics reports whether something in body can panic whatever the facts are.
func (j *Judge) surelyPanics(body *ast.BlockStmt) bool {
	w := dangerWalk{Judge: j, sure: true, yield: func(d danger) bool { return d.level > None }}
	w.node(body)
	return w.stopped
}

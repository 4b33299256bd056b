package panicflow

import (
	"go/ast"
	"maps"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An adaptor makes an iterator of another one: filter(seq, keep). A loop over it contains panics given that the loop's body does, if
// what the adaptor is handed does.

// adapts reports whether e is a call of an adaptor that is handed only functions that contain their panics, and iterators like it.
func (j *containment) adapts(e ast.Expr) bool {
	call := j.Resolve(e).Result
	if call == nil {
		return false
	}
	t := j.Resolve(call.Fun)
	handed, all := false, true
	j.eachHanded(call, t, func(arg ast.Expr, _ int) {
		handed = true
		all = all && arg != nil && (j.trusting.valueLevel(arg) == Full || isIterating(j.Info.TypeOf(arg)) && j.gives(arg))
	})
	return handed && all && j.isAdaptor(t)
}

// isAdaptor reports whether all that t returns are iterators that can panic only in what they are handed, or t is.
func (j *containment) isAdaptor(t syntax.Target) bool {
	node := j.Node(t)
	if node == nil {
		return t.Func != nil && j.facts.containsOf(t.Func.Origin()).Adapts
	}
	params := j.funcParams(node)
	if len(params) == 0 {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: adaptorOf, fn: node}, func() bool {
		list := j.Returns(node)
		return len(list) > 0 && !slices.ContainsFunc(list, func(e ast.Expr) bool {
			lit, ok := j.Node(j.Resolve(e)).(*ast.FuncLit)
			if !ok {
				return true
			}
			own := j.funcParams(lit)
			yield := yieldOf(own)
			if yield == nil || !j.stops(lit.Body, yield) {
				return true
			}
			f := j.frame(lit.Body)
			f.containing, f.giving = givesAs(params)
			maps.Copy(f.containing, own)
			return f.level() < Full
		})
	})
}

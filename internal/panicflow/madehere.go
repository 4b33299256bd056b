package panicflow

import (
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An exported type has a constructor that makes its map, and its own package makes no value without one, and never asks:
//
//	func New() *Queue { return &Queue{byTo: map[string]int{}} }
//
//	func (q *Queue) Start() { go q.count() }   // q.byTo[k]++
//
// Others may declare a Queue, but it is not made for that. Who does so, and calls a method on it, is told there: the field is
// one that the method needs. On goroutines that the package starts itself it is trusted to be there.

// isMadeHere reports whether f is such a field.
func (j *results) isMadeHere(f *types.Var) bool {
	if f == nil || !f.IsField() || !canBeNil(f.Type()) {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: madeHereOf, v: f}, func() bool {
		return j.nilness.isOnlyGiven(f, func(value syntax.Value) bool { return j.nilness.isNotNil(f, value) }) &&
			j.EverySetsHere(f) && !j.settings.askedForNil(f)
	})
}

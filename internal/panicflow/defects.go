package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Way is how a panic gets out of a goroutine.
type Way struct {
	Node ast.Node // the operation that panics; nil if none is known
}

// WayOut returns the way out that a person should be told of first.
func (j *Judge) WayOut(s *Spawn) Way {
	body := j.body(s)
	if body == nil {
		return Way{}
	}
	return Way{j.innermost(j.escapeOf(body).node)}
}

// innermost returns the operation itself, or the first one inside if it is the
// call of a literal, which has no name.
func (j *Judge) innermost(op ast.Node) ast.Node {
	if call, ok := op.(*ast.CallExpr); ok {
		if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
			if inner := j.escapeOf(lit.Body).node; inner != nil {
				return j.innermost(inner)
			}
		}
	}
	return op
}

// A Defect is why a recover that is there does not stop the panics of a
// goroutine. See https://go.dev/ref/spec#Handling_panics: recover returns nil
// unless it is called directly by a deferred function.
type Defect struct {
	Kind DefectKind
	Node ast.Node    // what the kind is about
	Func *types.Func // the deferred function, for TooDeep; nil if it is a literal
	Line token.Pos   // the declaration, for NotBuiltin
}

// A DefectKind says what Node of a Defect is.
type DefectKind int

const (
	NoDefect DefectKind = iota

	// The guard is up too late; Node is the operation that can panic.
	DeferredBefore // Node is deferred before the guard and runs after it
	TooLate        // Node comes before the guard
	NotAlways      // Node is reached on a path without the guard

	// The recover has no effect; Node is a call.
	DeferredItself // defer recover()
	Argument       // of a deferred call
	NotDeferred    // recover() in the body itself
	CalledOnly     // Node recovers, but is called, not deferred
	ResultDropped  // Node, deferred, returns what recovers
	PanicsAgain    // panic(recover())
	TooDeep        // the deferred function does not call recover directly
	NotBuiltin     // recover is something else here
	CalledByGuard  // Node recovers, but is called by the deferred function
)

// Late reports whether the recover works but is not in time.
func (d Defect) Late() bool { return DeferredBefore <= d.Kind && d.Kind <= NotAlways }

// Defect returns the first defect of the recovers in the goroutine's function.
func (j *Judge) Defect(s *Spawn) Defect {
	body := j.body(s)
	if body == nil {
		return Defect{}
	}
	if d := j.late(body); d.Kind != NoDefect {
		return d
	}
	return j.ineffective(body)
}

// late finds a recover that works, but is not in time.
func (j *Judge) late(body *ast.BlockStmt) Defect {
	out := j.escapeOf(body)
	if out.node == nil {
		return Defect{}
	}
	var guard *ast.DeferStmt
	eachDefer(body, func(d *ast.DeferStmt) {
		if guard == nil && j.deferred(d.Call) == Full {
			guard = d
		}
	})
	if guard == nil {
		return Defect{}
	}
	what := j.innermost(out.node)
	switch {
	case out.deferred:
		return Defect{Kind: DeferredBefore, Node: what}
	case out.node.Pos() < guard.End(): // or an operand of the defer statement
		return Defect{Kind: TooLate, Node: what}
	}
	return Defect{Kind: NotAlways, Node: what}
}

// ineffective finds a recover that is there but cannot stop a panic.
func (j *Judge) ineffective(body *ast.BlockStmt) Defect {
	var found Defect
	syntax.Own(body, func(n ast.Node) bool {
		if found.Kind != NoDefect {
			return false
		}
		switch n := n.(type) {
		case *ast.DeferStmt:
			found = j.ineffectiveDefer(n.Call)
			return false
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			if j.Builtin(n) == "recover" {
				found = Defect{Kind: NotDeferred, Node: n}
			} else if t := j.Resolve(n.Fun); t.Known() && t.Result == nil && j.recovers(t) > Crash {
				found = Defect{Kind: CalledOnly, Node: n}
			}
		}
		return true
	})
	return found
}

// ineffectiveDefer finds the defect of a deferred call.
func (j *Judge) ineffectiveDefer(call *ast.CallExpr) Defect {
	if j.Builtin(call) == "recover" {
		return Defect{Kind: DeferredItself, Node: call}
	}
	for _, arg := range call.Args {
		if j.callsRecover(arg) {
			return Defect{Kind: Argument, Node: arg}
		}
	}
	if j.deferred(call) == None && !j.mayBeNil(call) {
		return j.tooDeep(call)
	}
	return Defect{}
}

// tooDeep finds a deferred function that calls what recovers, instead of
// recovering itself, and a factory whose product is thrown away.
func (j *Judge) tooDeep(call *ast.CallExpr) Defect {
	t := j.Resolve(call.Fun)
	if t.Result == nil && t.Known() {
		result := None
		if node := j.Node(t); node != nil {
			result = j.resultRecovers(node)
		} else if t.Func != nil {
			result = j.facts.recoversOf(t.Func).Result
		}
		if result > Crash {
			return Defect{Kind: ResultDropped, Node: call}
		}
	}
	node := j.Node(t)
	if node == nil || syntax.Body(node) == nil {
		return Defect{}
	}
	if j.panicsAnyway(syntax.Body(node)) {
		return Defect{Kind: PanicsAgain, Node: call}
	}
	var found Defect
	ast.Inspect(syntax.Body(node), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && found.Kind == NoDefect {
			if j.Builtin(call) == "recover" {
				found = Defect{Kind: TooDeep, Node: call, Func: t.Func}
			} else if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "recover" {
				found = Defect{Kind: NotBuiltin, Node: call, Line: j.Info.Uses[id].Pos()}
			} else if t := j.Resolve(call.Fun); t.Func != nil && j.recovers(t) > Crash {
				found = Defect{Kind: CalledByGuard, Node: call}
			}
		}
		return found.Kind == NoDefect
	})
	return found
}

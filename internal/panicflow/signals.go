package panicflow

import (
	"go/ast"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is deferred beside the supervised call may signal by a method, or in a literal: its closes are trusted as those that
// are written out there, and nothing else of it may panic.
//
//	defer s.end() // s.once.Do(func() { close(s.gone) })

// SignalsOnly reports whether a call of a function in view can panic only where it closes a channel.
func (j *Judge) SignalsOnly(call *ast.CallExpr) bool {
	return !j.strict && j.trusting.signalsOnly(call, signalDepth)
}

// CalmValue reports whether the call of a function value cannot panic, or only where it closes a channel.
func (j *Judge) CalmValue(fun ast.Expr) bool {
	if j.trusting.valueLevel(fun) == Full {
		return true
	}
	node := j.Node(j.Resolve(fun))
	return !j.strict && node != nil && j.trusting.signalNeeds(node, signalDepth) == 0
}

// signalDepth bounds how far signalsOnly follows calls.
const signalDepth = 3

func (j *trusting) signalsOnly(call *ast.CallExpr, depth int) bool {
	if depth == 0 {
		return false
	}
	if fn := j.Callee(call); fn != nil && fn.FullName() == "(*sync.Once).Do" {
		node := j.Node(j.Resolve(call.Args[0]))
		return node != nil && j.signalNeeds(node, depth) == 0
	}
	node := j.Node(j.Resolve(call.Fun))
	if node == nil || j.mayBeNil(call) {
		return false
	}
	need := j.signalNeeds(node, depth)
	if j.onPath(call) {
		need &^= receiver
	}
	h := j.proving.handedTo(call)
	return need == 0 || need&never == 0 && h != nil && need&^h.notNil == 0
}

// onPath reports whether a call is of a method on a variable or a plain field path that is not seen to be nil.
func (j *trusting) onPath(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && j.Info.Selections[sel] != nil && j.IsPath(sel.X) && !j.settings.seenUnset(call, sel.X)
}

// signalNeeds returns what must be fit for a function to panic nowhere but in the close of a channel; never if it can.
func (j *trusting) signalNeeds(fn ast.Node, depth int) (all paramSet) {
	body := syntax.Body(fn)
	if body == nil || !j.signalsIn(body, depth) {
		return never
	}
	f := j.frame(body)
	_, lit := fn.(*ast.FuncLit)
	f.escapes(func(e escape) bool {
		call, ok := e.node.(*ast.CallExpr)
		switch {
		case lit && f.readsOrigin(e.danger):
		case ok && j.Builtin(call) == "close" && j.containment.isSignal(call) && !j.ClosedTwice(call.Args[0]):
		case ok && j.Builtin(call) == "" && j.signalsOnly(call, depth-1):
		case e.needs == 0:
			all = never
		default:
			all |= e.needs
		}
		return all&never == 0
	})
	return all
}

// signalsIn reports whether a body has a signal at all.
func (j *trusting) signalsIn(body *ast.BlockStmt, depth int) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && (j.containment.isSignal(call) || j.Builtin(call) == "" && j.signalsOnly(call, depth-1) || j.callsCalmly(call))
		return !found
	})
	return found
}

// callsCalmly reports whether a call is of a function value, all values of which cannot panic: t.done, of task{…, wg.Done}.
func (j *trusting) callsCalmly(call *ast.CallExpr) bool {
	return j.VarOf(call.Fun) != nil && j.valueLevel(call.Fun) == Full
}

// readsForSignal reports whether an operation reads what a signal is deferred on: that is trusted like the operand of one that
// is written out.
func (f *frame) readsForSignal(op ast.Node) bool {
	found := false
	eachDefer(f.body, func(d *ast.DeferStmt) {
		found = found || d.Call.Pos() <= op.Pos() && op.End() <= d.Call.Fun.End() && f.trusting.onPath(d.Call) && f.delegates() && f.SignalsOnly(d.Call)
	})
	return found
}

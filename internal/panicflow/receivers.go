package panicflow

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A method that reads its receiver before its guard is up, or in its guard, trusts whoever calls it to have made that: see readsOrigin.
// Nobody has where nil is in view at the call:
//
//	func (c *conf) run() { defer rescue(c.name); … }
//
//	var c *conf
//	go c.run()

// meetsReceiver reports whether e, a method value or what a call calls, is of such a method, and its receiver may be seen to be nil. at is
// where that is bound: the call, or e itself.
func (j *guarding) meetsReceiver(at ast.Node, e ast.Expr, t syntax.Target) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if j.strict || !ok || t.Func == nil { // strictly, nobody is trusted
		return false
	}
	selection := j.Info.Selections[sel]
	if selection == nil || selection.Kind() != types.MethodVal || len(selection.Index()) != 1 || !j.mayBeNilAt(sel) || !j.trustsReceiver(t) {
		return false
	}
	h := j.proving.handedTo(at)
	return h == nil || h.notNil&receiver == 0
}

// mayBeNilAt reports whether the operand of a method, a pointer, is nil at times, by what is seen where it comes from.
func (j *guarding) mayBeNilAt(sel *ast.SelectorExpr) bool {
	if _, pointer := core(j.Info.TypeOf(sel.X)).(*types.Pointer); !pointer {
		return false
	}
	return j.comesNil(sel.X) || j.settings.mayBeSeenNil(sel.X) && j.settings.bindsSeenNil(sel)
}

// comesNil reports whether the pointer x is nil at times where it comes from.
func (j *guarding) comesNil(x ast.Expr) bool {
	return j.settings.isNilValue(x) || j.nilness.isAtTimesNil(x) || j.harming.isUntold(x) || j.harming.isOfZeros(x)
}

// bindsSeenNil reports whether the operand of a method is seen to be nil where it is bound.
func (j *settings) bindsSeenNil(sel *ast.SelectorExpr) bool {
	h := j.proving.handedTo(sel)
	return h != nil && h.seenNil&receiver != 0
}

// leadsThroughNil reports whether a path reads what a pointer points to that is nil at times.
func (j *guarding) leadsThroughNil(path ast.Expr) bool {
	for {
		sel, ok := ast.Unparen(path).(*ast.SelectorExpr)
		if !ok {
			return false
		}
		if need := j.proving.operationNeeds(sel); need&seenNil != 0 || need != 0 && j.comesNil(sel.X) {
			return true
		}
		path = sel.X
	}
}

// isOfZeros reports whether e is the element of a list that a loop goes through, and that nobody fills: make([]*T, n).
func (j *harming) isOfZeros(e ast.Expr) bool {
	v := j.VarOf(e)
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types {
		return false
	}
	loop := j.tracing.rangeOf(v)
	if loop == nil {
		return false
	}
	list := j.VarOf(loop.X)
	if list == nil || list.Kind() != types.LocalVar || j.Var(list).Taken {
		return false
	}
	values := j.Var(list).Values
	if len(values) != 1 || values[0].Expr == nil {
		return false
	}
	call, ok := ast.Unparen(values[0].Expr).(*ast.CallExpr)
	if !ok || j.Builtin(call) != "make" || len(call.Args) < 2 || !j.numbers.atLeast(call.Args[1], 1, nil) {
		return false
	}
	for _, use := range j.Uses(list) {
		if n, ok := user(use).Node().(*ast.RangeStmt); !ok || ast.Unparen(n.X) != use.Node() {
			return false
		}
	}
	return true
}

// trustsReceiver reports whether a method may read what its receiver points to where no guard is up, or in its guard, and is trusted
// to be called with one.
func (j *guarding) trustsReceiver(t syntax.Target) bool {
	fn := j.Node(t)
	if fn == nil {
		return j.facts.containsOf(t.Func.Origin()).Made
	}
	recv, body := j.receiver(fn), syntax.Body(fn)
	if recv == nil || body == nil || !holdsReference(recv.Type()) {
		return false
	}
	return fixpoint.Ask(j.solver, anyLattice, question{kind: originOf, fn: fn}, func() bool {
		return j.receiverRead(recv, body) != nil
	})
}

// receiverRead returns where a method is so trusted: a read, or the guard.
func (j *guarding) receiverRead(recv *types.Var, body *ast.BlockStmt) (op ast.Node) {
	f := j.frame(body)
	if !f.guards() && !f.delegates() {
		return nil
	}
	f.flow(None, func(n ast.Node, guard Level) bool {
		if guard == None {
			f.dangers(n, func(d danger) bool {
				if f.readsOrigin(d) && j.isVar(d.node.(*ast.SelectorExpr).X, recv) && (f.guards() || f.handsOver(d.node)) {
					op = d.node
				}
				return op == nil
			})
		}
		eachDefer(n, func(d *ast.DeferStmt) {
			if lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit); ok && op == nil && j.callsRecover(lit.Body) && j.needs(lit, recv) {
				op = d.Call
			}
		})
		return op == nil
	})
	return op
}

// receiverWay returns what panics in the goroutine of s where it meets no receiver.
func (j *guarding) receiverWay(s *Spawn) ast.Node {
	t := j.Target(s)
	fn := j.Node(t)
	if fn == nil || j.receiver(fn) == nil || !j.meetsReceiver(s.bound(), s.Entry(), t) {
		return nil
	}
	read, _ := j.receiverRead(j.receiver(fn), syntax.Body(fn)).(*ast.SelectorExpr)
	if read == nil {
		return nil
	}
	return read
}

// bound returns where the receiver of what the goroutine runs is bound.
func (s *Spawn) bound() ast.Node {
	if s.Launcher != nil {
		return ast.Unparen(s.Value)
	}
	return s.Call
}

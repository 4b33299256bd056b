package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Defect is why a recover that is there does not stop the panics of a
// goroutine. See https://go.dev/ref/spec#Handling_panics: recover returns nil
// unless it is called directly by a deferred function.
type Defect struct {
	Kind DefectKind
	Node ast.Node    // what the kind is about; nil in a function of another package
	Text string      // of Node, there
	Func *types.Func // the deferred function, for TooDeep and those that panic; nil if it is a literal
	Name string      // of it, in a function of another package
	Line token.Pos   // the declaration, for NotBuiltin
	In   *types.Func // the function one call down whose recover it is; nil for the goroutine's own
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
	CalledByGuard  // Node, a function, recovers, but is called by the deferred function
	DeferredAgain  // Node, a function, recovers, but is deferred by the deferred function
	NotReached     // the deferred function does not get to its recover where something has panicked

	// The guard panics itself; Node is the operation.
	HarmedBefore    // in the deferred function, before it recovers
	HarmedAfter     // in the deferred function, behind the recover
	HarmedByNil     // Node is deferred, with a receiver or argument that is nil
	HarmedByOperand // it uses Node, which the function that defers it, or the deferred function, is handed
)

// Late reports whether the recover works but is not in time.
func (d Defect) Late() bool { return DeferredBefore <= d.Kind && d.Kind <= NotAlways }

// Defect returns the first defect of the recovers in the goroutine's function,
// or in the function that it calls and in which it panics.
func (j *Judge) Defect(s *Spawn) Defect {
	f := j.explaining.frameOf(s)
	if f == nil {
		if t := j.Target(s); t.Func != nil && j.Node(t) == nil {
			return j.explaining.farDefect(s.Call, t.Func)
		}
		return Defect{}
	}
	if d := f.defect(); d.Kind != NoDefect {
		return d
	}
	out := f.worst(wayDepth).node
	if out == nil && s.Go != nil && j.guarding.receiverWay(s) == nil {
		return j.hooking.failing(s.Call, j.Target(s))
	}
	call, ok := out.(*ast.CallExpr)
	if !ok {
		return Defect{}
	}
	t := j.Resolve(call.Fun)
	if t.Func == nil {
		return Defect{}
	}
	node := j.Node(t)
	if node == nil {
		return j.explaining.farDefect(call, t.Func)
	}
	if syntax.Body(node) != nil {
		inner := j.containment.bind(node, j.containment.boundBy(call, t))
		d := inner.defect()
		if d.Kind == NoDefect && inner.worst(wayDepth).node == nil {
			d = j.hooking.failing(call, t)
		}
		d.In = t.Func
		if d.Kind != CalledOnly && d.Kind != NotDeferred { // which may be meant for whoever defers it
			return d
		}
	}
	return Defect{}
}

// farDefect is the defect in a function of another package, which call calls, or hands to a launcher.
func (j *explaining) farDefect(call *ast.CallExpr, fn *types.Func) Defect {
	fact := j.facts.containsOf(fn.Origin())
	d := Defect{Kind: fact.Flaw.Kind, Text: farText(fn, fact.Flaw.Text), Name: fact.Flaw.Func}
	if t := j.Resolve(call.Fun); d.Kind == NoDefect && fact.Self == Full && t.Func == fn {
		d = j.hooking.failing(call, t)
	}
	d.In = fn
	return d
}

func (f *frame) defect() Defect {
	if d := f.late(); d.Kind != NoDefect {
		return d
	}
	return f.explaining.ineffective(f.body)
}

// late finds a recover that works, but is not in time.
func (f *frame) late() Defect {
	out := f.worst(wayDepth)
	if out.node == nil {
		return Defect{}
	}
	var guard *ast.DeferStmt
	eachDefer(f.body, func(d *ast.DeferStmt) {
		if guard == nil && f.deferred(d.Call) == Full {
			guard = d
		}
	})
	if guard == nil {
		return Defect{}
	}
	switch {
	case out.level > None: // of a function that hands on what it recovers
		return Defect{}
	case out.deferred:
		return Defect{Kind: DeferredBefore, Node: out.node}
	case out.node.Pos() < guard.End(): // or an operand of the defer statement
		return Defect{Kind: TooLate, Node: out.node}
	}
	return Defect{Kind: NotAlways, Node: out.node}
}

// ineffective finds a recover that is there but cannot stop a panic.
func (j *explaining) ineffective(body *ast.BlockStmt) Defect {
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
			} else if t := j.Resolve(n.Fun); t.Known() && t.Result == nil && j.guarding.recovers(t) > Crash {
				found = Defect{Kind: CalledOnly, Node: n}
			}
		}
		return true
	})
	return found
}

// ineffectiveDefer finds the defect of a deferred call.
func (j *explaining) ineffectiveDefer(call *ast.CallExpr) Defect {
	if j.Builtin(call) == "recover" {
		return Defect{Kind: DeferredItself, Node: call}
	}
	for _, arg := range call.Args {
		if _, lit := ast.Unparen(arg).(*ast.FuncLit); !lit && j.callsRecover(arg) {
			return Defect{Kind: Argument, Node: arg}
		}
	}
	if j.guarding.deferred(call) > None || j.trusting.mayBeNil(call) {
		return Defect{}
	}
	if d := j.harmed(call); d.Kind != NoDefect {
		return d
	}
	return j.tooDeep(call)
}

// harmed finds a guard that panics itself.
func (j *explaining) harmed(call *ast.CallExpr) Defect {
	t := j.Resolve(call.Fun)
	if t.Result != nil {
		t = j.product(t)
	}
	node := j.Node(t)
	if node == nil {
		return j.harmedFar(call, t)
	}
	switch out := j.guarding.handling(node); {
	case out.harm != nil && out.early:
		return Defect{Kind: HarmedBefore, Node: out.harm, Func: t.Func}
	case out.harm != nil:
		return Defect{Kind: HarmedAfter, Node: out.harm, Func: t.Func}
	case out.level > Crash && j.guarding.meetsNil(call, t):
		return Defect{Kind: HarmedByNil, Node: call, Func: t.Func}
	case out.level > Crash:
		for _, op := range []ast.Node{j.hooking.hookHarm(call, t), j.closings.closesAgain(call, t)} {
			if op != nil {
				return Defect{Kind: HarmedAfter, Node: op, Func: t.Func}
			}
		}
	}
	return Defect{}
}

// harmedFar is harmed for a guard of another package.
func (j *explaining) harmedFar(call *ast.CallExpr, t syntax.Target) Defect {
	if t.Func == nil {
		return Defect{}
	}
	switch fact := j.facts.recoversOf(t.Func.Origin()); {
	case fact.Self > Crash && j.guarding.meetsNil(call, t):
		return Defect{Kind: HarmedByNil, Node: call, Func: t.Func}
	case fact.Self > Crash:
		if op := j.hooking.hookHarm(call, t); op != nil {
			return Defect{Kind: HarmedAfter, Node: op, Func: t.Func}
		}
		if op := j.closings.closesAgain(call, t); op != nil {
			return Defect{Kind: HarmedAfter, Node: op, Func: t.Func}
		}
	case fact.Flaw != NoDefect:
		return Defect{}
	case fact.Self == None && fact.Why != "" && fact.Early:
		return Defect{Kind: HarmedBefore, Text: fact.Why, Func: t.Func}
	case fact.Self == None && fact.Why != "":
		return Defect{Kind: HarmedAfter, Text: fact.Why, Func: t.Func}
	}
	return Defect{}
}

// product returns the function that made, of a factory of this package, is if it is not nil, and
// always the same one.
func (src source) product(made syntax.Target) syntax.Target {
	if factory := src.Node(src.Resolve(made.Result.Fun)); factory != nil {
		list := slices.DeleteFunc(slices.Clone(src.Products(factory, made.At)), src.IsNil)
		if len(list) == 1 {
			return src.Resolve(list[0])
		}
	}
	return syntax.Target{}
}

// A Condition is when a goroutine's recover hands a panic on: where Expr has
// the value When.
type Condition struct {
	Expr ast.Expr
	When bool

	In  *types.Func // of another package, of which only the text is known
	Far string

	Within *types.Func // the function that has the recover, if it is not the goroutine's
}

// Text says what the condition is.
func (c Condition) Text(j *Judge) string {
	switch {
	case c.In != nil:
		return c.Far
	case c.When:
		return j.Package.Text(c.Expr) + " is true"
	}
	return j.Package.Text(c.Expr) + " is false"
}

// Condition returns the condition of a partial recover in the goroutine's
// function, or in one that it calls; its Expr and In are nil if there is no one condition.
func (j *Judge) Condition(s *Spawn) Condition {
	f := j.explaining.frameOf(s)
	var within *types.Func
	for range wayDepth + 1 {
		if f == nil || f.body == nil {
			break
		}
		var found *Condition
		eachDefer(f.body, func(d *ast.DeferStmt) {
			if found != nil || j.guarding.deferred(d.Call) != Partial {
				return
			}
			t := j.Resolve(d.Call.Fun)
			if node := j.Node(t); node != nil {
				out := j.guarding.handling(node)
				found = &Condition{Expr: out.cond, When: out.when}
			} else if t.Func != nil {
				found = &Condition{}
				if why := j.facts.recoversOf(t.Func.Origin()).Why; why != "" {
					found.In, found.Far = t.Func, why
				}
			}
		})
		if found != nil {
			found.Within = within
			return *found
		}
		call, ok := f.worst(wayDepth).node.(*ast.CallExpr)
		if !ok {
			break
		}
		t := j.Resolve(call.Fun)
		f, within = j.frame(syntax.Body(j.Node(t))), t.Func
	}
	return Condition{}
}

// tooDeep finds a deferred function that calls what recovers, instead of
// recovering itself, and a factory whose product is thrown away.
func (j *explaining) tooDeep(call *ast.CallExpr) Defect {
	t := j.Resolve(call.Fun)
	if t.Result == nil && t.Known() {
		result := None
		if node := j.Node(t); node != nil {
			result = j.guarding.productRecovers(node, 0)
		} else if t.Func != nil {
			result = j.facts.recoversOf(t.Func).Results.at(0)
		}
		if result > Crash {
			return Defect{Kind: ResultDropped, Node: call}
		}
	}
	if d := j.handedGuard(call, t); d.Kind != NoDefect {
		return d
	}
	node := j.Node(t)
	if node != nil {
		return j.tooDeepIn(t, node)
	}
	if t.Func != nil {
		fact := j.facts.recoversOf(t.Func.Origin())
		return Defect{Kind: fact.Flaw, Text: farText(t.Func, fact.Why), Func: t.Func}
	}
	return Defect{}
}

// farText is text in the package of fn as others write it: Catch is kit.Catch to them.
func farText(fn *types.Func, text string) string {
	if pkg := fn.Pkg(); pkg != nil && token.IsExported(text) && pkg.Scope().Lookup(text) != nil {
		return pkg.Name() + "." + text
	}
	return text
}

// tooDeepIn is tooDeep for t, a function of this package.
func (j *explaining) tooDeepIn(t syntax.Target, node ast.Node) (found Defect) {
	body := syntax.Body(node)
	switch {
	case body == nil:
		return Defect{}
	case j.panicsAnyway(body):
		return Defect{Kind: PanicsAgain, Func: t.Func}
	case j.callsRecover(body):
		return Defect{Kind: NotReached, Func: t.Func}
	}
	again := make(map[*ast.CallExpr]bool)
	ast.Inspect(body, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			again[d.Call] = true
		}
		if call, ok := n.(*ast.CallExpr); ok && found.Kind == NoDefect {
			id, _ := ast.Unparen(call.Fun).(*ast.Ident)
			switch {
			case j.Builtin(call) == "recover":
				found = Defect{Kind: TooDeep, Func: t.Func}
			case id != nil && id.Name == "recover":
				found = Defect{Kind: NotBuiltin, Line: j.Info.Uses[id].Pos()}
			case !j.isGuard(call.Fun):
			case again[call]:
				found = Defect{Kind: DeferredAgain, Node: call.Fun, Func: t.Func}
			default:
				found = Defect{Kind: CalledByGuard, Node: call.Fun, Func: t.Func}
			}
		}
		return found.Kind == NoDefect
	})
	return found
}

// isGuard reports whether e is a declared function that recovers where it is deferred.
func (j *explaining) isGuard(e ast.Expr) bool {
	t := j.Resolve(e)
	if node := j.Node(t); node != nil && (syntax.Body(node) == nil || !j.recoversIn(syntax.Body(node))) {
		return false
	}
	return t.Func != nil && t.Func.Pkg() != nil && !j.IsStd(t.Func.Pkg().Path()) && j.guarding.recovers(t) > Crash
}

// handedGuard finds a guard that a deferred call hands to t, or to what makes t, which calls it.
func (j *explaining) handedGuard(call *ast.CallExpr, t syntax.Target) (found Defect) {
	maker := t
	if t.Result != nil {
		call, maker = t.Result, j.Resolve(t.Result.Fun)
	}
	for i, arg := range call.Args {
		lit, _ := ast.Unparen(arg).(*ast.FuncLit)
		switch {
		case found.Kind != NoDefect || !j.callsHanded(t, maker, i):
		case lit != nil && j.recoversIn(lit.Body):
			found = Defect{Kind: TooDeep, Func: maker.Func}
		case lit == nil && isFunc(j.Info.TypeOf(arg)) && j.isGuard(arg):
			found = Defect{Kind: CalledByGuard, Node: arg}
		}
	}
	return found
}

// callsHanded reports whether t, or if that is one that maker returns, calls what its i-th parameter is.
func (j *explaining) callsHanded(t, maker syntax.Target, i int) bool {
	node := j.Node(maker)
	switch {
	case node == nil && maker.Func == nil:
		return false
	case t.Result == nil && node != nil:
		return j.containment.paramUses(node, i, None)&(calledBare|guarded) != 0
	case t.Result == nil:
		return j.harming.runsHere(t, i) || j.containment.given(t)
	case node != nil:
		lit := j.Node(j.product(t))
		v := j.param(node, i)
		if lit == nil || v == nil || syntax.Body(lit) == nil {
			return false
		}
		calls := false
		ast.Inspect(syntax.Body(lit), func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			calls = calls || ok && j.isVar(c.Fun, v)
			return !calls
		})
		return calls
	}
	return known.Of(maker.Func).Has(known.Wraps) || j.facts.containsOf(maker.Func.Origin()).Decorates
}

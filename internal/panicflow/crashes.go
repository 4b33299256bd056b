package panicflow

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An ending is how a call ends that never returns. Control-flow graphs ask only
// whether it returns. That the process is meant to end says exits alone: a
// function that always panics may be a bug like any other.
type ending uint8

const (
	returns ending = iota // or it may
	panics
	exits // and the process with it: os.Exit, log.Fatal
)

var endingLattice = fixpoint.Of(returns, func(a, b ending) ending { return max(a, b) })

// crashing tells how calls, functions and statements end.
type crashing struct{ *Judge }

// neverReturns reports whether call panics or ends the process in any case.
func (j *crashing) neverReturns(call *ast.CallExpr) bool { return j.callEnding(call) != returns }

// callEnding returns how call ends.
func (j *crashing) callEnding(call *ast.CallExpr) ending {
	switch j.Builtin(call) {
	case "":
	case "panic":
		return panics
	default:
		return returns
	}
	if m := j.Interface(call.Fun); m != nil {
		return namedEnding(m)
	}
	t := j.Resolve(call.Fun)
	switch {
	case t.Lit != nil:
		return j.nodeEnding(t.Lit)
	case t.Func != nil:
		return j.funcEnding(t.Func)
	}
	return returns
}

// funcEnding returns how a call of fn ends. A function whose body is in view is
// judged by that, not by its name.
func (j *crashing) funcEnding(fn *types.Func) ending {
	if fn.Pkg() == nil {
		return returns
	}
	if known.Of(fn).Has(known.Exits) {
		return exits
	}
	if decl := j.Decl(fn); decl != nil && decl.Body != nil {
		return j.nodeEnding(decl)
	}
	if j.IsStd(fn.Pkg().Path()) {
		return namedEnding(fn) // there are no others: no fact is to be looked for in vain
	}
	if how := j.facts.endsOf(fn).How; how != returns || j.InModule(fn.Pkg().Path()) {
		return how
	}
	return namedEnding(fn)
}

// namedEnding accepts what every logger calls the functions that log and end the
// process or panic: their ends are often behind a variable (logrus' ExitFunc),
// where no fact reaches. Those of package testing only end the goroutine.
func namedEnding(fn *types.Func) ending {
	if fn.Pkg() != nil && fn.Pkg().Path() == "testing" {
		return returns
	}
	for word, how := range map[string]ending{"Fatal": exits, "Panic": panics} {
		if rest, ok := strings.CutPrefix(fn.Name(), word); ok {
			switch rest {
			case "", "f", "ln", "w", "Context", "Depth", "Depthf", "ContextDepth":
				if fn.Signature().Results().Len() == 0 {
					return how
				}
			}
		}
	}
	return returns
}

// nodeEnding returns how a function of this package ends. One that never returns
// has no return statement, ends in a call that does not return, and defers
// nothing that stops a panic.
func (j *crashing) nodeEnding(fn ast.Node) ending {
	body := syntax.Body(fn)
	if body == nil || len(body.List) == 0 {
		return returns
	}
	return fixpoint.Ask(j.solver, endingLattice, question{kind: endingOf, fn: fn}, func() ending {
		how := j.listEnding(body.List)
		if how != returns && (hasReturn(body) || j.stopsItself(body)) {
			return returns
		}
		return how
	})
}

// stopsItself reports whether body defers what may stop a panic.
func (j *crashing) stopsItself(body *ast.BlockStmt) bool {
	found := false
	eachDefer(body, func(d *ast.DeferStmt) {
		level := j.guarding.deferred(d.Call)
		found = found || level != None && level != Crash
	})
	return found
}

func hasReturn(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if _, ok := n.(*ast.ReturnStmt); ok {
			found = true
		}
		_, expr := n.(ast.Expr)
		return !found && !expr
	})
	return found
}

// listEnding returns how statements end that are executed one after the other.
func (j *crashing) listEnding(list []ast.Stmt) ending {
	if len(list) == 0 {
		return returns
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ExprStmt:
		if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok {
			return j.callEnding(call)
		}
	case *ast.BlockStmt:
		return j.listEnding(s.List)
	case *ast.IfStmt:
		if els, ok := s.Else.(*ast.BlockStmt); ok {
			return min(j.listEnding(s.Body.List), j.listEnding(els.List))
		}
	}
	return returns
}

package panicflow

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// crashCall reports whether call never returns: it panics or ends the process.
func (j *Judge) crashCall(call *ast.CallExpr) bool {
	switch j.Builtin(call) {
	case "":
	case "panic":
		return true
	default:
		return false
	}
	if m := j.Interface(call.Fun); m != nil {
		return fatalName(m)
	}
	t := j.Resolve(call.Fun)
	if t.Lit != nil {
		return j.alwaysCrashes(t.Lit)
	}
	return t.Func != nil && j.crashFunc(t.Func)
}

// crashFunc reports whether fn never returns. A function whose body is in view
// is judged by that, not by its name.
func (j *Judge) crashFunc(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	if known.Of(fn).Has(known.Exits) {
		return true
	}
	if decl := j.Decl(fn); decl != nil && decl.Body != nil {
		return j.alwaysCrashes(decl)
	}
	return j.facts.crashesAt(fn) || fatalName(fn) && !j.InModule(fn.Pkg().Path())
}

// fatalName accepts what every logger calls the functions that log and end the
// process or panic: their ends are often behind a variable (logrus' ExitFunc),
// where no fact reaches. Those of package testing only end the goroutine.
func fatalName(fn *types.Func) bool {
	if fn.Pkg() != nil && fn.Pkg().Path() == "testing" {
		return false
	}
	for _, word := range []string{"Fatal", "Panic"} {
		if rest, ok := strings.CutPrefix(fn.Name(), word); ok {
			switch rest {
			case "", "f", "ln", "w", "Context", "Depth", "Depthf", "ContextDepth":
				return fn.Signature().Results().Len() == 0
			}
		}
	}
	return false
}

// alwaysCrashes reports whether a function of this package never returns: it
// has no return statement, ends in a call that does not return, and defers
// nothing that stops a panic.
func (j *Judge) alwaysCrashes(fn ast.Node) bool {
	body := syntax.Body(fn)
	if body == nil || len(body.List) == 0 {
		return false
	}
	return !fixpoint.Ask(j.solver, allLattice, question{kind: returnsOf, fn: fn}, func() bool {
		return !j.endsInCrash(body.List) || hasReturn(body) || j.stopsItself(body)
	})
}

// stopsItself reports whether body defers what may stop a panic.
func (j *Judge) stopsItself(body *ast.BlockStmt) bool {
	found := false
	eachDefer(body, func(d *ast.DeferStmt) {
		level := j.deferred(d.Call)
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

func (j *Judge) endsInCrash(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ExprStmt:
		call, ok := ast.Unparen(s.X).(*ast.CallExpr)
		return ok && j.crashCall(call)
	case *ast.BlockStmt:
		return j.endsInCrash(s.List)
	case *ast.IfStmt:
		els, ok := s.Else.(*ast.BlockStmt)
		return ok && j.endsInCrash(s.Body.List) && j.endsInCrash(els.List)
	}
	return false
}

package panicflow

import (
	"go/ast"
	"go/types"
	"strings"

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
	return t.Func != nil && j.crashFunc(t.Func)
}

// crashFunc reports whether fn never returns.
func (j *Judge) crashFunc(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	if known.Of(fn).Has(known.Exits) || fatalName(fn) {
		return true
	}
	if decl := j.Decl(fn); decl != nil {
		return j.alwaysCrashes(decl)
	}
	return j.facts.crashesAt(fn)
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
// has no return statement and ends in a call that does not return.
func (j *Judge) alwaysCrashes(fn ast.Node) bool {
	if crashes, ok := j.crash[fn]; ok {
		return crashes
	}
	j.crash[fn] = false
	body := syntax.Body(fn)
	crashes := body != nil && j.endsInCrash(body.List) && !hasReturn(body)
	j.crash[fn] = crashes
	return crashes
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

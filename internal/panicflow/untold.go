package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A result that comes with an error is nil if there was one. Whoever has dropped the error, or has not yet looked at it, does not know:
// resp, err := http.Get(url); defer resp.Body.Close(). Elsewhere, such a use counts by itself; in a guard, only if nobody has looked.

// isUntold reports whether e is a variable that holds a result of a call, and nobody has looked at the error beside it.
func (j *harming) isUntold(e ast.Expr) bool {
	v := j.VarOf(e)
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types || !holdsReference(v.Type()) {
		return false
	}
	r := j.Var(v)
	if r.Taken || len(r.Values) != 1 || r.Values[0].Expr != nil || r.Values[0].From == nil {
		return false
	}
	call, ok := ast.Unparen(r.Values[0].From).(*ast.CallExpr)
	c, found := j.CursorAt(r.Values[0].Pos)
	if !ok || !found {
		return false
	}
	n, ok := c.Parent().Node().(*ast.AssignStmt)
	if !ok || n.Lhs[len(n.Lhs)-1] == c.Node() {
		return false
	}
	results, ok := j.Info.TypeOf(call).(*types.Tuple)
	if !ok || !syntax.IsError(results.At(results.Len()-1).Type()) {
		return false
	}
	last, ok := n.Lhs[len(n.Lhs)-1].(*ast.Ident)
	if !ok || last.Name == "_" {
		return ok
	}
	err := j.VarOf(last)
	return err != nil && !err.IsField() && !slices.ContainsFunc(j.Uses(err), func(use inspector.Cursor) bool {
		return n.End() <= use.Node().Pos() && use.Node().Pos() < e.Pos() && j.harming.looksAt(use)
	})
}

// looksAt reports whether an error is compared, for more than to print it, or handed to a function that does not merely do so.
func (j *harming) looksAt(use inspector.Cursor) bool {
	switch n := user(use).Node().(type) {
	case *ast.BinaryExpr:
		cond, ok := user(user(use)).Node().(*ast.IfStmt)
		return (n.Op == token.EQL || n.Op == token.NEQ) && !(ok && cond.Else == nil && j.harming.onlyPrints(cond.Body.List))
	case *ast.CallExpr:
		return !j.harming.callPrints(n)
	case *ast.SelectorExpr, *ast.UnaryExpr, *ast.TypeAssertExpr:
		return true
	}
	return false
}

// callPrints reports whether call prints, and returns.
func (j *harming) callPrints(call *ast.CallExpr) bool {
	return (strings.HasPrefix(j.Builtin(call), "print") || known.Of(j.Callee(call)).Has(known.Prints) || known.Logs(j.Callee(call))) && !j.crashing.neverReturns(call)
}

// onlyPrints reports whether statements print, and control gets behind them: who has seen that there was an error goes on.
func (j *harming) onlyPrints(list []ast.Stmt) bool {
	return !slices.ContainsFunc(list, func(s ast.Stmt) bool {
		call, ok := callOf(s)
		return !ok || !j.harming.callPrints(call)
	})
}

// isOnUntold reports whether call calls a method of what isUntold, which uses it. Those of a nil *os.File answer with an error, if they can.
func (j *harming) isOnUntold(call *ast.CallExpr, t syntax.Target) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || j.Info.Selections[sel] == nil || j.Info.Selections[sel].Kind() != types.MethodVal || !j.harming.isUntold(sel.X) {
		return false
	}
	if h := j.proving.handedTo(call); h != nil && h.notNil&receiver != 0 {
		return false
	}
	if j.Interface(sel) != nil {
		return true
	}
	if t.Func == nil || !j.guarding.usesReceiver(t.Func) {
		return false
	}
	list := t.Func.Signature().Results()
	return !syntax.IsNamed(j.Info.TypeOf(sel.X), "os", "File") || list.Len() == 0 || !syntax.IsError(list.At(list.Len()-1).Type())
}

// checksResult reports whether call hands t, which panics with an error, the results of a call, of which one is an error: must(os.Create(name)).
func (j *harming) checksResult(call *ast.CallExpr, t syntax.Target, shift int) bool {
	if len(call.Args) != 1 {
		return false
	}
	results, ok := j.Info.TypeOf(call.Args[0]).(*types.Tuple)
	if !ok {
		return false
	}
	for i := range results.Len() {
		if level := j.harming.handsOnNth(t, i-shift); (level == Crash || level == Partial) && syntax.IsError(results.At(i).Type()) {
			return true
		}
	}
	return false
}

// mustFails reports whether call is of a function of the standard library that panics on what is malformed, by its name, with what is no constant:
// regexp.MustCompile(pattern).
func (j *harming) mustFails(call *ast.CallExpr, fn *types.Func) bool {
	return fn != nil && fn.Pkg() != nil && strings.HasPrefix(fn.Name(), "Must") && j.IsStd(fn.Pkg().Path()) && fn.Pkg() != j.Types &&
		slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return j.Info.Types[arg].Value == nil && isString(core(j.Info.TypeOf(arg))) })
}

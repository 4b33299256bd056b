package fix

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// onlyCall returns the call that a literal consists of, but for what it logs,
// waits for and handles errors with; nil if it calls nothing, or several functions.
func (f *Fixer) onlyCall(lit *ast.FuncLit) *ast.CallExpr {
	var only *ast.CallExpr
	for _, call := range f.tellingCalls(lit) {
		if only != nil && f.callee(call) != f.callee(only) || f.callee(call) == nil {
			return nil
		}
		only = call
	}
	return only
}

// loops reports whether a literal is a service by its own loop, and not by what it calls.
func (f *Fixer) loops(lit *ast.FuncLit) bool {
	found := false
	syntax.Own(lit.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			found = found || f.Endless(n.(ast.Stmt))
		}
		return !found
	})
	return found
}

// callee returns the function that a call calls, or the field or variable that holds it; nil
// for a variable whose name is one word, which says little.
func (f *Fixer) callee(call *ast.CallExpr) types.Object {
	if fn := f.Callee(call); fn != nil {
		return fn.Origin()
	}
	if v := f.VarOf(call.Fun); v != nil && (v.IsField() || len(words(v.Name())) > 1) {
		return v
	}
	return nil
}

// tellingCalls lists the calls in a literal that tell what it does: those in arguments
// of others left out, and what nearly every goroutine does, too.
func (f *Fixer) tellingCalls(lit *ast.FuncLit) []*ast.CallExpr { return f.tellingIn(lit.Body) }

// tellingIn is tellingCalls of a part of a literal.
func (f *Fixer) tellingIn(part ast.Node) []*ast.CallExpr {
	var list []*ast.CallExpr
	ast.Inspect(part, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt, *ast.GoStmt, *ast.FuncLit:
			return false
		case *ast.IfStmt:
			if f.testsError(n.Cond) {
				if n.Init != nil {
					list = append(list, f.tellingIn(n.Init)...)
				}
				return false
			}
		case *ast.IndexExpr:
			if !f.Info.Types[n.Index].IsType() { // devices[dev.ID()] = dev asks what the key is
				list = append(list, f.tellingIn(n.X)...)
				return false
			}
		case *ast.CallExpr:
			if inner, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				list = append(list, f.tellingCalls(inner)...)
				return false
			}
			if f.Builtin(n) != "" || f.Info.Types[n.Fun].IsType() {
				return true
			}
			if fn := f.Callee(n); fn != nil && (fn.Pkg() == nil || everyday[fn.Pkg().Path()] || known.SaysLog(fn)) {
				return true
			}
			list = append(list, f.asked(n))
			return false
		}
		return true
	})
	return list
}

// asked returns the call of whose result a call only asks the error: c.Flush(ctx).Err().
func (f *Fixer) asked(call *ast.CallExpr) *ast.CallExpr {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Err" && sel.Sel.Name != "Error" && sel.Sel.Name != "Result" {
		return call
	}
	if inner, ok := ast.Unparen(sel.X).(*ast.CallExpr); ok && f.callee(inner) != nil {
		return inner
	}
	return call
}

// everyday are the packages whose functions say nothing of what a goroutine is for.
var everyday = map[string]bool{
	"bytes": true, "cmp": true, "context": true, "errors": true, "fmt": true, "log": true, "log/slog": true, "maps": true, "math": true,
	"runtime": true, "runtime/debug": true, "slices": true, "sort": true, "strconv": true, "strings": true, "sync": true, "sync/atomic": true,
	"time": true, "golang.org/x/sync/errgroup": true,
}

// testsError reports whether a condition asks for an error: what follows handles it.
func (f *Fixer) testsError(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		if x, ok := n.(ast.Expr); ok {
			t := f.Info.TypeOf(x)
			found = found || t != nil && syntax.IsError(t)
		}
		return !found
	})
	return found
}

package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A handler that closes a channel panics in the second goroutine, or for the second item, that panics, if all of them have the same one:
//
//	for range n {
//		go func() {
//			defer func() { if r := recover(); r != nil { close(failed) } }()

// closesRepeatedly reports whether a handler that asks for nothing but what it has recovered closes ch, and runs in a loop, or in goroutines
// that a loop starts, for one ch.
func (j *closings) closesRepeatedly(call *ast.CallExpr) bool {
	ch := call.Args[0]
	at, ok := j.CursorOf(call)
	return ok && j.IsPath(ch) && j.asksRecoveredOnly(at) && j.runsInLoop(j.Base(ch), at, 0)
}

// asksRecoveredOnly reports whether what stands at c, in a handler, is done whenever that has recovered a panic.
func (j *closings) asksRecoveredOnly(c inspector.Cursor) bool {
	for up := range c.Enclosing() {
		switch n := up.Node().(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return true
		case *ast.IfStmt:
			cond, ok := ast.Unparen(n.Cond).(*ast.BinaryExpr)
			if !ok || cond.Op != token.NEQ || !j.IsNil(cond.Y) || !j.harming.isRecovered(cond.X) || c.Node().Pos() < n.Body.Pos() || n.Body.End() <= c.Node().Pos() {
				return false
			}
		case *ast.CaseClause, *ast.CommClause, *ast.ForStmt, *ast.RangeStmt:
			return false
		}
	}
	return false
}

// runsInLoop reports whether a loop that does not declare v, a channel or what has it in a field, runs what stands at c.
func (j *closings) runsInLoop(v *types.Var, c inspector.Cursor, depth int) bool {
	if v == nil || v.Pkg() != j.Types || depth > maxHops {
		return false
	}
	if _, gated := j.channels.gateAround(c); gated {
		return false
	}
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		n := up.Node()
		decl, isDecl := n.(*ast.FuncDecl)
		switch {
		case isDecl:
			return slices.ContainsFunc(j.hooking.callsOf(decl), func(call *ast.CallExpr) bool {
				at, ok := j.CursorOf(call)
				given := j.handedFor(v, call, decl)
				_, alone := user(at).Node().(*ast.ExprStmt)
				return ok && given != nil && j.IsPath(given) && (alone || isGo(user(at).Node())) && j.runsInLoop(j.Base(given), at, depth+1)
			})
		case n.Pos() <= v.Pos() && v.Pos() < n.End():
			return false
		}
		if _, ok := n.(*ast.FuncLit); !ok {
			return !leavesLoop(c, up)
		}
		next, once, ok := j.channels.runsOnce(up)
		return ok && once == nil && j.runsInLoop(v, next, depth+1)
	}
	return false
}

// closesUnmade reports whether a handler, likewise, closes a variable to which the function that declares it, without a value, gives one
// on some ways only.
func (j *closings) closesUnmade(call *ast.CallExpr) bool {
	v := j.VarOf(call.Args[0])
	at, ok := j.CursorOf(call)
	if !ok || v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types {
		return false
	}
	r, fn := j.Var(v), j.FuncAt(v.Pos())
	if r.Taken || !r.Zero || len(r.Values) == 0 || !j.asksRecoveredOnly(at) {
		return false
	}
	var lit inspector.Cursor
	for up := range at.Enclosing() {
		if up.Node() == fn {
			break
		}
		switch n := up.Node().(type) {
		case *ast.FuncLit:
			lit = up
		case *ast.IfStmt, *ast.CaseClause, *ast.CommClause: // which may ask for what has given it one
			if lit.Valid() && j.FuncAround(n) == fn {
				return false
			}
		}
	}
	return lit.Valid() && !slices.ContainsFunc(r.Values, func(value syntax.Value) bool {
		return value.Pos > lit.Node().Pos() || j.FuncAt(value.Pos) != fn
	}) && !slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool {
		_, compared := user(use).Node().(*ast.BinaryExpr)
		return compared
	}) && !j.settings.setsBefore(syntax.Body(fn).List, v, lit.Node().Pos())
}

package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A worker takes its items from a function that waits for the next one. That there is no more is said by a second result, or by
// what cannot be an item:
//
//	for { v, ok := q.take(); if !ok { return }; q.handle(v) }
//	for s := r.next(); s != nil; s = r.next() { r.keep(s) }
//	for { n := q.take(); if n < 0 { return }; q.handle(n) }
//
// That is not so of what a call of a network gives, or of a page by its number: there the loop comes to its end by itself.

// isEnd reports whether a comparison asks whether there is another item: for nil, or a number below zero.
func (src source) isEnd(x *ast.BinaryExpr) bool {
	v := src.VarOf(x.X)
	if v == nil || v.IsField() || syntax.IsError(v.Type()) || !src.isNone(x) {
		return false
	}
	values := src.Var(v).Values
	for _, value := range values {
		call, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		if !ok || !src.takesItem(call) {
			return false
		}
	}
	return len(values) > 0
}

// isNone reports whether a comparison is with nil, with a number below zero, or with zero by order.
func (src source) isNone(x *ast.BinaryExpr) bool {
	order := x.Op == token.LSS || x.Op == token.GEQ
	if src.IsNil(x.Y) {
		return !order
	}
	v := src.Info.Types[x.Y].Value
	return v != nil && v.Kind() == constant.Int && (constant.Sign(v) < 0 || order && constant.Sign(v) == 0)
}

// takesItem reports whether a call waits for the next item of a queue of the package: by a condition variable, or by a channel.
// What it is handed says nothing of which item.
func (src source) takesItem(call *ast.CallExpr) bool {
	for _, arg := range call.Args {
		if !syntax.IsContext(src.Info.TypeOf(arg)) {
			return false
		}
	}
	node := src.Node(src.Resolve(call.Fun))
	return node != nil && syntax.Body(node) != nil && src.waitsForItem(syntax.Body(node))
}

// waitsForItem reports whether a body itself waits on a condition variable, or receives.
func (src source) waitsForItem(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW && !isTime(src.Info.TypeOf(n)) && !src.isToken(n)
		case *ast.CallExpr:
			fn := src.Callee(n)
			found = found || fn != nil && fn.FullName() == "(*sync.Cond).Wait"
		}
		return !found
	})
	return found
}

// isTime reports whether a value is what a clock sends.
func isTime(t types.Type) bool { return t != nil && syntax.IsNamed(t, "time", "Time") }

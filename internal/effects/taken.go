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
func (r *Result) isEnd(x *ast.BinaryExpr) bool {
	v := r.VarOf(x.X)
	if v == nil || v.IsField() || syntax.IsError(v.Type()) || !r.isNone(x) {
		return false
	}
	values := r.Var(v).Values
	for _, value := range values {
		call, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		if !ok || !r.takesItem(call) {
			return false
		}
	}
	return len(values) > 0
}

// isNone reports whether a comparison is with nil, with a number below zero, or with zero by order.
func (r *Result) isNone(x *ast.BinaryExpr) bool {
	order := x.Op == token.LSS || x.Op == token.GEQ
	if r.IsNil(x.Y) {
		return !order
	}
	v := r.Info.Types[x.Y].Value
	return v != nil && v.Kind() == constant.Int && (constant.Sign(v) < 0 || order && constant.Sign(v) == 0)
}

// takesItem reports whether a call waits for the next item of a queue of the package: by a condition variable, or by a channel.
// What it is handed says nothing of which item.
func (r *Result) takesItem(call *ast.CallExpr) bool {
	for _, arg := range call.Args {
		if !syntax.IsContext(r.Info.TypeOf(arg)) {
			return false
		}
	}
	node := r.Node(r.Resolve(call.Fun))
	return node != nil && syntax.Body(node) != nil && r.waitsForItem(syntax.Body(node))
}

// waitsForItem reports whether a body itself waits on a condition variable, or receives.
func (r *Result) waitsForItem(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW && !isTime(r.Info.TypeOf(n)) && !r.isToken(n)
		case *ast.CallExpr:
			fn := r.Callee(n)
			found = found || fn != nil && fn.FullName() == "(*sync.Cond).Wait"
		}
		return !found
	})
	return found
}

// isTime reports whether a value is what a clock sends.
func isTime(t types.Type) bool { return t != nil && syntax.IsNamed(t, "time", "Time") }

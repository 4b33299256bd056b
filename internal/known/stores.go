package known

import (
	"go/ast"
	"go/types"
)

// drops are the functions that take something out of what keeps things for later: of the receiver, or of the first argument.
var drops = map[string]bool{
	"(*container/list.List).Init":   true,
	"(*container/list.List).Remove": true,
	"container/heap.Pop":            true,
	"container/heap.Remove":         true,
	"(*sync.Map).Clear":             true,
	"(*bytes.Buffer).Reset":         true,
	"(*bytes.Buffer).Next":          true,
}

// Drops returns the store from which a call of fn takes something, which may be an address; nil if it takes from none.
func Drops(fn *types.Func, call *ast.CallExpr) ast.Expr {
	if fn == nil || !drops[fn.FullName()] {
		return nil
	}
	if fn.Signature().Recv() == nil {
		return call.Args[0]
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return sel.X
	}
	return nil
}

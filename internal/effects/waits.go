package effects

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// waitsIn reports whether code waits for something from outside, or asks whether
// to go on: by a channel, a clock, a condition, a listener, a context, an atomic
// flag; itself or in a function that it calls.
func (r *Result) waitsIn(body ast.Node) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.RangeStmt:
			_, ch := r.Info.TypeOf(n.X).Underlying().(*types.Chan)
			found = found || ch
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			found = found || r.Waits(n)
		}
		return !found
	})
	return found
}

// Waits reports whether a call waits for something from outside.
func (r *Result) Waits(call *ast.CallExpr) bool {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return r.waitsIn(lit.Body)
	}
	if node := r.Node(r.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
		return r.summary(node).Waits
	}
	fn := r.Callee(call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	if e := known.Of(fn); e != nil {
		return e.Props&(known.Waits|known.Asks) != 0
	}
	if !types.IsInterface(recvType(fn)) && fn.Pkg() != r.Types && r.InModule(fn.Pkg().Path()) {
		return r.imported(fn).Waits
	}
	return known.WaitsByName(fn)
}

func recvType(fn *types.Func) types.Type {
	if recv := fn.Signature().Recv(); recv != nil {
		return recv.Type()
	}
	return types.Typ[types.Invalid]
}

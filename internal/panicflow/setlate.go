package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What the guarded function sets is not there yet for a handler if the panic comes before:
// var f *file; defer func() { recover(); f.close() }(); f = open().

// usesUnset reports whether op uses a variable that the function which defers this handler declares without a value, and
// gives one only behind something that can panic.
func (h *handler) usesUnset(op ast.Node) bool {
	v := h.usedBy(op)
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != h.Types {
		return false
	}
	r := h.Var(v)
	if !r.Zero || r.Taken || len(r.Values) == 0 {
		return false
	}
	d := h.deferring()
	if d == nil || h.fn.Pos() <= v.Pos() && v.Pos() < h.fn.End() {
		return false
	}
	fn := h.FuncAround(d)
	if slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return value.Pos < d.End() || h.FuncAt(value.Pos) != fn }) {
		return false
	}
	return !h.Judge.dangers(syntax.Body(fn), func(in danger) bool {
		at := in.node.Pos()
		before := in.level == None && at > d.End() && !slices.ContainsFunc(r.Values, func(value syntax.Value) bool {
			return value.Pos <= at && (value.From == nil || value.From.End() <= at)
		})
		return !before
	})
}

// usedBy returns the variable that op uses what it points to of, or calls, and that it has not proved to be set; nil if it
// is none.
func (h *handler) usedBy(op ast.Node) *types.Var {
	switch op := op.(type) {
	case *ast.SelectorExpr:
		return h.VarOf(op.X)
	case *ast.StarExpr:
		return h.VarOf(op.X)
	case *ast.CallExpr:
		given := h.handedTo(op)
		if given == nil || given.callable && h.VarOf(op.Fun) != nil || given.notNil&receiver != 0 {
			return nil
		}
		if v := h.VarOf(op.Fun); v != nil && !v.IsField() {
			return v
		}
		sel, ok := ast.Unparen(op.Fun).(*ast.SelectorExpr)
		if !ok || h.Info.Selections[sel] == nil || h.Info.Selections[sel].Kind() != types.MethodVal {
			return nil
		}
		if t := h.Resolve(op.Fun); h.Interface(op.Fun) == nil && (t.Func == nil || !h.usesReceiver(t.Func)) {
			return nil
		}
		return h.VarOf(sel.X)
	}
	return nil
}

// deferring returns the statement that defers this handler, a literal; nil if it is another function.
func (h *handler) deferring() *ast.DeferStmt {
	lit, ok := h.FuncCursor(h.fn)
	if !ok {
		return nil
	}
	up := user(lit)
	call, ok := up.Node().(*ast.CallExpr)
	if !ok || ast.Unparen(call.Fun) != h.fn {
		return nil
	}
	d, _ := up.Parent().Node().(*ast.DeferStmt)
	return d
}

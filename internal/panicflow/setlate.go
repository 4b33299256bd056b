package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What the guarded function sets is not there yet for a handler if the panic comes before:
// var f *file; defer func() { recover(); f.close() }(); f = open(). What it sets to nil is gone: f = nil; work().

// usesUnset reports whether op uses a variable that the function which defers this handler declares without a value, and
// gives one only behind something that can panic.
func (h *handler) usesUnset(op ast.Node) bool {
	v := h.usedBy(op)
	if v == nil || v.Kind() != types.LocalVar && v.Kind() != types.ParamVar || v.Pkg() != h.Types {
		return false
	}
	r := h.Var(v)
	if r.Taken || len(r.Values) == 0 {
		return false
	}
	d := h.deferring()
	if d != nil && h.isDropped(v, d) {
		return true
	}
	if !r.Zero {
		return false
	}
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

// isDropped reports whether the function that d stands in sets v to nil behind it, and something can panic before v is given
// another value: f.close(); f = nil; work().
func (h *handler) isDropped(v *types.Var, d *ast.DeferStmt) bool {
	fn := h.FuncAround(d)
	if h.fn.Pos() <= v.Pos() && v.Pos() < h.fn.End() || h.harming.settings.askedForNil(v) {
		return false
	}
	for _, value := range h.Var(v).Values {
		if value.Expr == nil || value.Decl || value.Pos < d.End() || h.FuncAt(value.Pos) != fn || !h.harming.settings.isNilValue(value.Expr) {
			continue
		}
		until := h.nextValue(v, value)
		if !h.Judge.dangers(syntax.Body(fn), func(in danger) bool {
			at := in.node.Pos()
			return in.level != None || at <= value.Expr.End() || at >= until
		}) {
			return true
		}
	}
	return false
}

// nextValue returns where control that has given v a value gives it the next one, or ends.
func (h *handler) nextValue(v *types.Var, value syntax.Value) token.Pos {
	until := syntax.Body(h.FuncAt(value.Pos)).End()
	if c, ok := h.CursorOf(value.Expr); ok {
		if block := c.Parent().Parent().Node(); !h.FallsThrough(syntax.Stmts(block)) {
			until = block.End()
		}
	}
	for _, next := range h.Var(v).Values {
		end := next.Pos
		if next.From != nil {
			end = next.From.End()
		}
		if next.Pos > value.Pos {
			until = min(until, end)
		}
	}
	return until
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

// isLeftToOthers reports whether what e is, or is another name for, is nil until others set it.
func (j *harming) isLeftToOthers(e ast.Expr) bool {
	e = j.aliased(e)
	v := j.VarOf(e)
	if v == nil || !j.settings.isLeft(v, j.FuncAround(e)) {
		return false
	}
	sel, ok := e.(*ast.SelectorExpr)
	return !ok || !j.settings.isSetIn(j.VarOf(sel.X), v)
}

// leadsTo reports whether the function from calls, starts or defers fn, or has it in it, however far up.
func (j *harming) leadsTo(from, fn ast.Node, depth int) bool {
	if fn == from || depth == maxHops {
		return true
	}
	if lit, ok := fn.(*ast.FuncLit); ok {
		c, ok := j.FuncCursor(lit)
		return !ok || j.leadsTo(from, j.FuncAround(user(c).Node()), depth+1)
	}
	return slices.ContainsFunc(j.callsOf(fn), func(call *ast.CallExpr) bool { return j.leadsTo(from, j.FuncAround(call), depth+1) })
}

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
	v := h.VarOf(h.usedBy(op))
	if v == nil || v.IsField() || v.Pkg() != h.Types || v.Parent() == h.Types.Scope() {
		return false
	}
	r, result := h.Var(v), v.Kind() == types.ResultVar // of a function whose return statements set it
	if r.Taken || len(r.Values) == 0 && !result {
		return false
	}
	d := h.deferring()
	if d != nil && h.isDropped(v, d) {
		return true
	}
	if d == nil || !r.Zero && !result || h.fn.Pos() <= v.Pos() && v.Pos() < h.fn.End() {
		return false
	}
	fn, until := h.FuncAround(d), syntax.Body(h.FuncAround(d)).End()
	for _, value := range r.Values {
		if value.Pos < d.End() || h.FuncAt(value.Pos) != fn {
			return false
		}
		until = min(until, givenAt(value))
	}
	return !(result && h.FuncAt(v.Pos()) != fn) && h.panicsBetween(fn, d.End(), until)
}

// panicsBetween reports whether something in fn can panic between two positions.
func (h *handler) panicsBetween(fn ast.Node, from, to token.Pos) bool {
	return !h.Judge.dangers(syntax.Body(fn), func(in danger) bool {
		at := in.node.Pos()
		return in.level != None || at <= from || at >= to
	})
}

// givenAt returns behind what a variable has the value.
func givenAt(value syntax.Value) token.Pos {
	if value.From != nil {
		return max(value.Pos, value.From.End())
	}
	return value.Pos
}

// isDropped reports whether the function that d stands in sets v to nil behind it, and something can panic before v is given
// another value: f.close(); f = nil; work().
func (h *handler) isDropped(v *types.Var, d *ast.DeferStmt) bool {
	fn := h.FuncAround(d)
	if h.fn.Pos() <= v.Pos() && v.Pos() < h.fn.End() || h.harming.settings.askedForNil(v) {
		return false
	}
	return slices.ContainsFunc(h.Var(v).Values, func(value syntax.Value) bool {
		return value.Expr != nil && !value.Decl && value.Pos >= d.End() && h.FuncAt(value.Pos) == fn && h.harming.settings.isNilValue(value.Expr) &&
			h.panicsBetween(fn, value.Expr.End(), h.nextValue(v, value))
	})
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
		if next.Pos > value.Pos {
			until = min(until, givenAt(next))
		}
	}
	return until
}

// usedBy returns what op uses what it points to of, or calls, and that it has not proved to be set; nil if it does not.
func (h *handler) usedBy(op ast.Node) ast.Expr {
	switch op := op.(type) {
	case *ast.SelectorExpr:
		return op.X
	case *ast.StarExpr:
		return op.X
	case *ast.CallExpr:
		given := h.proving.handedTo(op)
		if given == nil || given.callable && h.VarOf(op.Fun) != nil || given.notNil&receiver != 0 {
			return nil
		}
		if v := h.VarOf(op.Fun); v != nil && !v.IsField() {
			return op.Fun
		}
		sel, ok := ast.Unparen(op.Fun).(*ast.SelectorExpr)
		if !ok || h.Info.Selections[sel] == nil || h.Info.Selections[sel].Kind() != types.MethodVal {
			return nil
		}
		if t := h.Resolve(op.Fun); h.Interface(op.Fun) == nil && (t.Func == nil || !h.guarding.usesReceiver(t.Func)) {
			return nil
		}
		return sel.X
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
func (j *tracing) isLeftToOthers(e ast.Expr) bool {
	e = j.aliased(e)
	v := j.VarOf(e)
	if v == nil || !j.settings.isLeft(v, j.FuncAround(e)) {
		return false
	}
	sel, ok := e.(*ast.SelectorExpr)
	return !ok || !j.settings.isSetIn(j.VarOf(sel.X), v)
}

// leadsTo reports whether the function from calls, starts or defers fn, or has it in it, however far up.
func (j *tracing) leadsTo(from, fn ast.Node, depth int) bool {
	if fn == from || depth == maxHops {
		return true
	}
	if lit, ok := fn.(*ast.FuncLit); ok {
		c, ok := j.FuncCursor(lit)
		return !ok || j.leadsTo(from, j.FuncAround(user(c).Node()), depth+1)
	}
	return slices.ContainsFunc(j.hooking.callsOf(fn), func(call *ast.CallExpr) bool { return j.leadsTo(from, j.FuncAround(call), depth+1) })
}

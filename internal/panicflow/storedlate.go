package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is loaded from an atomic.Pointer is nil until somebody has stored something. A guard meets that if only the guarded function does so, behind
// what panics, or nobody at all:
//
//	defer func() { if recover() != nil { log.Print(s.current.Load().name) } }()
//	load()
//	s.current.Store(&config{})

// usesUnstored reports whether op uses what is loaded so, and nobody asks whether there is something.
func (h *handler) usesUnstored(op ast.Node) bool {
	d, v := h.deferring(), h.loadedFrom(h.usedBy(op))
	if d == nil || v == nil || v.Pkg() != h.Types || v.Exported() {
		return false
	}
	fn := h.FuncAround(d)
	until := syntax.Body(fn).End()
	for _, use := range h.harming.atomicUses(v) {
		method, ok := user(use).Node().(*ast.SelectorExpr)
		if !ok {
			return false
		}
		call := user(user(use))
		switch {
		case method.Sel.Name != "Load":
			if call.Node().Pos() < d.End() || h.FuncAround(call.Node()) != fn {
				return false
			}
			until = min(until, call.Node().End())
		case isComparison(user(call).Node()):
			return false
		}
	}
	return h.panicsBetween(fn, d.End(), until)
}

// atomicUses lists where this package uses v, an atomic.Pointer: its name, or the selector of the field that it is.
func (j *harming) atomicUses(v *types.Var) []inspector.Cursor {
	if j.harming.atomics == nil {
		j.harming.atomics = make(map[*types.Var][]inspector.Cursor)
		for c := range j.Preorder((*ast.Ident)(nil)) {
			v, ok := j.Info.Uses[c.Node().(*ast.Ident)].(*types.Var)
			if !ok || !isAtomicPointer(v.Type()) {
				continue
			}
			if sel, ok := c.Parent().Node().(*ast.SelectorExpr); ok && sel.Sel == c.Node() {
				c = c.Parent()
			}
			j.harming.atomics[v.Origin()] = append(j.harming.atomics[v.Origin()], c)
		}
	}
	return j.harming.atomics[v.Origin()]
}

func isAtomicPointer(t types.Type) bool { return syntax.IsNamed(t, "sync/atomic", "Pointer") }

// loadedFrom returns the variable or field from which e, or what it is another name for, is loaded; nil if it is not.
func (h *handler) loadedFrom(e ast.Expr) *types.Var {
	if v := h.VarOf(e); v != nil && v.Kind() == types.LocalVar && v.Pkg() == h.Types && !h.harming.settings.askedForNil(v) {
		if r := h.Var(v); !r.Taken && len(r.Values) == 1 && r.Values[0].Decl && r.Values[0].Expr != nil { // c := s.current.Load()
			e = r.Values[0].Expr
		}
	}
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Load" || !isAtomicPointer(h.Info.TypeOf(sel.X)) {
		return nil
	}
	return h.VarOf(sel.X)
}

func isComparison(n ast.Node) bool {
	e, ok := n.(*ast.BinaryExpr)
	return ok && (e.Op == token.EQL || e.Op == token.NEQ)
}

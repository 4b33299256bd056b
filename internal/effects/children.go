package effects

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// By what a service makes before its loop and hands to the goroutines that its passes start, it knows of these: how many there are, and
// when they have ended. They go on while it is run again, and have what the run before has made:
//
//	sem := make(chan struct{}, 4)
//	for j := range jobs { sem <- struct{}{}; go func() { defer func() { <-sem }(); do(j) }() }
//
//	var wg sync.WaitGroup
//	for { select { case c := <-conns: wg.Go(func() { serve(c) }); case <-quit: wg.Wait(); return } }
//
// A run that waits for them in a deferred call leaves none, and neither does a pass that waits for those that it has started.

// children returns a local that the goroutines which the passes start have, and by which other passes, or the end, know of them; nil
// if there is none.
func (s restarting) children() *types.Var {
	if s.head < 0 || !isLoop(s.loop) {
		return nil
	}
	var found *types.Var
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			ast.Inspect(n, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && found == nil {
					if v, ok := s.Info.Uses[id].(*types.Var); ok && s.beforeLoop(v) && s.makesChan(v) && !s.endsInDefer(v) && s.usedAside(v) {
						found = v
					}
				}
				return found == nil
			})
		case *ast.CallExpr:
			if v := s.countsChild(n); v != nil && s.beforeLoop(v) && !s.endsInDefer(v) && s.waitsAtEnd(v) {
				found = v
			}
		}
		return found == nil
	})
	return found
}

// makesChan reports whether a local is a channel that the function makes.
func (s restarting) makesChan(v *types.Var) bool {
	return slices.ContainsFunc(s.Var(v).Values, func(value syntax.Value) bool {
		call, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		return ok && s.Builtin(call) == "make" && chanElem(v.Type()) != nil
	})
}

// usedAside reports whether a pass can use v before it starts a goroutine that has it: for those of the passes before.
func (s restarting) usedAside(v *types.Var) bool {
	return s.fromHead(func(n ast.Node) (found, ends bool) {
		if !s.Mentions(n, v) || n.Pos() < s.loop.Pos() {
			return false, false
		}
		_, starts := n.(*ast.GoStmt)
		return !starts, starts
	})
}

// countsChild returns the local group of which a call counts a goroutine up, or starts it; nil if it does not.
func (s restarting) countsChild(call *ast.CallExpr) *types.Var {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	v := s.VarOf(sel.X)
	if v == nil || v.IsField() {
		return nil
	}
	started := slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return s.Launched(call, arg) })
	if started || s.isOfGroup(call, "Add", s.naming.classOf(v)) {
		return v
	}
	return nil
}

// waitsAtEnd reports whether the service waits for a group on its way out.
func (s restarting) waitsAtEnd(v *types.Var) bool {
	found := false
	s.eachAtEnd(func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return
		}
		if sel, method := ast.Unparen(call.Fun).(*ast.SelectorExpr); method && s.VarOf(sel.X) == v {
			fn := s.Callee(call)
			found = found || known.Of(fn).Has(known.Waits) || fn != nil && known.WaitsByName(fn)
		}
	})
	return found
}

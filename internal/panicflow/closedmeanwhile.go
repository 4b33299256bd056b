package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A guard that sends to a channel panics once other code has closed that:
//
//	defer func() { if r := recover(); r != nil { s.errc <- fmt.Errorf("%v", r) } }()
//	func (s *server) Close() { close(s.errc) }
//
// The close comes later if it is of the function that defers the guard, or has waited for what may be its end (awaited.go).

// isClosedMeanwhile reports whether code closes the channel ch, to which a guard sends, and does not wait for it: a field, a variable of
// the package, an element of such a list, or a local that is made here.
func (j *closings) isClosedMeanwhile(ch ast.Expr) bool {
	at, ok := j.CursorOf(ast.Unparen(ch))
	v := j.VarOf(ch)
	if !ok || v == nil || v.Pkg() != j.Types || j.isGuardedSend(ch) {
		return false
	}
	use := j.guardUse(at)
	return slices.ContainsFunc(j.closesMeanwhile(v, use), func(c inspector.Cursor) bool {
		home := j.homeOf(c)
		return !j.waitsBefore(c, home, use) && !j.runsWithin(j.FuncAround(ch), home, 0)
	})
}

// closesMeanwhile lists where code closes what v holds, and not in the goroutine of the send if that can be told.
func (j *closings) closesMeanwhile(v *types.Var, use guardUse) (list []inspector.Cursor) {
	if v.IsField() || v.Parent() == j.Types.Scope() {
		return j.closesOf(v.Origin())
	}
	if loop := j.tracing.rangeOf(v); loop != nil {
		of := j.VarOf(loop.X)
		if of == nil || of.Pkg() != j.Types || !of.IsField() && of.Parent() != j.Types.Scope() {
			return nil
		}
		return slices.DeleteFunc(slices.Clone(j.closesOf(of.Origin())), func(c inspector.Cursor) bool { return j.takesOut(of, j.homeOf(c)) })
	}
	_, own := j.channels.ownChannel(use.at.Node().(ast.Expr))
	if own == nil {
		return nil
	}
	for _, c := range own.closes {
		if j.channels.goroutineOf(c.at) != j.channels.goroutineOf(use.at) && j.comesBehindStart(c.at, j.homeOf(c.at), use) {
			list = append(list, c.at)
		}
	}
	return list
}

// takesOut reports whether a function gives the list or map v another value, or deletes from it: what it closes is not in there then.
func (j *closings) takesOut(v *types.Var, fn ast.Node) (takes bool) {
	ast.Inspect(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			takes = takes || slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return j.VarOf(lhs) == v })
		case *ast.CallExpr:
			name := j.Builtin(n)
			takes = takes || (name == "delete" || name == "clear") && j.VarOf(n.Args[0]) == v
		}
		return !takes
	})
	return takes
}

// isGuardedSend reports whether the function asks before a send to ch for what others set: a flag may say that the channel is still open.
func (j *closings) isGuardedSend(ch ast.Expr) (asks bool) {
	fn := j.FuncAround(ch)
	isState := func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return false
		}
		v, ok := j.Info.Uses[id].(*types.Var)
		return ok && v.Pkg() == j.Types && (v.IsField() || v.Pos() < fn.Pos() || fn.End() <= v.Pos()) && chanDir(v.Type()) < 0 && !canBeNil(v.Type())
	}
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if n, ok := n.(*ast.IfStmt); ok && n.Pos() < ch.Pos() {
			ast.Inspect(n.Cond, func(n ast.Node) bool {
				asks = asks || isState(n)
				return !asks
			})
		}
		return !asks
	})
	return asks
}

// closesOf lists where code of this package closes v, a field or a variable of the package, or the elements of it.
func (j *closings) closesOf(v *types.Var) []inspector.Cursor {
	if j.closes == nil {
		j.closes = make(map[*types.Var][]inspector.Cursor)
		for c := range j.Preorder((*ast.CallExpr)(nil)) {
			call := c.Node().(*ast.CallExpr)
			if j.Builtin(call) != "close" {
				continue
			}
			closed := j.VarOf(call.Args[0])
			if closed != nil && closed.Pkg() == j.Types && !closed.IsField() {
				if loop := j.tracing.rangeOf(closed); loop != nil {
					closed = j.VarOf(loop.X)
				}
			}
			if closed != nil {
				j.closes[closed.Origin()] = append(j.closes[closed.Origin()], c)
			}
		}
	}
	return j.closes[v]
}

// homeOf returns the function that c is executed for: a literal that is deferred, called on the spot, or handed to a sync.Once is part of
// the one around it.
func (j *closings) homeOf(c inspector.Cursor) ast.Node {
	fn := j.FuncAround(c.Node())
	for {
		lit, ok := j.FuncCursor(fn)
		if _, is := fn.(*ast.FuncLit); !is || !ok {
			return fn
		}
		up := user(lit)
		call, ok := up.Node().(*ast.CallExpr)
		if !ok || isGo(up.Parent().Node()) || ast.Unparen(call.Fun) != fn && (j.Callee(call) == nil || j.Callee(call).FullName() != "(*sync.Once).Do") {
			return fn
		}
		fn = j.FuncAround(call)
	}
}

// runsWithin reports whether fn runs in the goroutine of home, and no longer, wherever it is called or deferred: all of its callers in
// this package do, and there is one.
func (j *closings) runsWithin(fn, home ast.Node, depth int) bool {
	switch {
	case fn == nil || depth == maxMakers:
		return false
	case fn == home:
		return true
	}
	var calls []ast.Node
	switch fn := fn.(type) {
	case *ast.FuncLit:
		lit, ok := j.FuncCursor(fn)
		if !ok {
			return false
		}
		calls = append(calls, user(lit).Node())
	default:
		for _, call := range j.hooking.callsOf(fn) {
			calls = append(calls, call)
		}
	}
	return len(calls) > 0 && !slices.ContainsFunc(calls, func(call ast.Node) bool {
		c, ok := j.CursorOf(call)
		return !ok || isGo(c.Parent().Node()) || !j.runsWithin(j.FuncAround(call), home, depth+1)
	})
}

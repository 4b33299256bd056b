package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A guard that sends to a channel which is kept in a field, or a variable of the package, panics once other code has closed that:
//
//	defer func() { if r := recover(); r != nil { s.errc <- fmt.Errorf("%v", r) } }()
//	func (s *server) Close() { close(s.errc) }
//
// The close comes later if it is of the function that defers the guard, or has waited for something.

// isClosedMeanwhile reports whether code closes the channel ch, to which a guard sends, and does not wait for it.
func (j *harming) isClosedMeanwhile(ch ast.Expr) bool {
	v := j.VarOf(ch)
	if v == nil || v.Pkg() != j.Types || !v.IsField() && v.Parent() != j.Types.Scope() || j.isGuardedSend(ch) {
		return false
	}
	return slices.ContainsFunc(j.closesOf(v.Origin()), func(c inspector.Cursor) bool {
		home := j.homeOf(c)
		return !j.waitsBefore(c.Node().Pos(), home) && !j.runsWithin(j.FuncAround(ch), home, 0)
	})
}

// isGuardedSend reports whether the function asks before a send to ch for what others set: a flag may say that the channel is still open.
func (j *harming) isGuardedSend(ch ast.Expr) (asks bool) {
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

// closesOf lists where code of this package closes v, a field or a variable of the package.
func (j *harming) closesOf(v *types.Var) []inspector.Cursor {
	if j.closes == nil {
		j.closes = make(map[*types.Var][]inspector.Cursor)
		for c := range j.Preorder((*ast.CallExpr)(nil)) {
			call := c.Node().(*ast.CallExpr)
			if j.Builtin(call) != "close" {
				continue
			}
			if closed := j.VarOf(call.Args[0]); closed != nil {
				j.closes[closed.Origin()] = append(j.closes[closed.Origin()], c)
			}
		}
	}
	return j.closes[v]
}

// homeOf returns the function that c is executed for: a literal that is deferred, called on the spot, or handed to a sync.Once is part of
// the one around it.
func (j *harming) homeOf(c inspector.Cursor) ast.Node {
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

// waitsBefore reports whether something before until, in the function home, may wait: it receives, or calls Wait.
func (j *harming) waitsBefore(until token.Pos, home ast.Node) (waits bool) {
	syntax.Own(syntax.Body(home), func(n ast.Node) bool {
		if n != nil && n.Pos() < until && !waits {
			waits = j.isWait(n)
			if call, ok := n.(*ast.CallExpr); ok && !waits {
				if callee := j.Node(j.Resolve(call.Fun)); callee != nil && callee != home && syntax.Body(callee) != nil {
					syntax.Own(syntax.Body(callee), func(n ast.Node) bool {
						waits = waits || j.isWait(n)
						return !waits
					})
				}
			}
		}
		return !waits
	})
	return waits
}

// isWait reports whether n receives, or calls a method Wait.
func (j *harming) isWait(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.UnaryExpr:
		return n.Op == token.ARROW
	case *ast.RangeStmt:
		return chanDir(j.Info.TypeOf(n.X)) >= 0
	case *ast.CallExpr:
		sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
		return ok && sel.Sel.Name == "Wait"
	}
	return false
}

// runsWithin reports whether fn runs in the goroutine of home, and no longer, wherever it is called or deferred: all of its callers in
// this package do, and there is one.
func (j *harming) runsWithin(fn, home ast.Node, depth int) bool {
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
		for _, call := range j.callsOf(fn) {
			calls = append(calls, call)
		}
	}
	return len(calls) > 0 && !slices.ContainsFunc(calls, func(call ast.Node) bool {
		c, ok := j.CursorOf(call)
		return !ok || isGo(c.Parent().Node()) || !j.runsWithin(j.FuncAround(call), home, depth+1)
	})
}

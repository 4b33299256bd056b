package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// endlessLoop returns the loop in a body that runs until it is told to stop:
// for without a condition that has no way out or waits on each pass, for over a
// channel, for while a flag or a context says so; or the call of a function of the module that has such a loop. It is
// nil if there is none. A loop inside a loop with a bound does not count: its
// end is in sight.
func (r *Result) endlessLoop(body *ast.BlockStmt) ast.Stmt {
	var found ast.Stmt
	var list func([]ast.Stmt)
	var one func(ast.Stmt)
	one = func(s ast.Stmt) {
		if found != nil {
			return
		}
		switch n := s.(type) {
		case *ast.ForStmt:
			if r.endless(n) {
				found = n
			}
		case *ast.RangeStmt:
			if t := r.Info.TypeOf(n.X); t != nil {
				if _, ok := t.Underlying().(*types.Chan); ok {
					found = n
				}
			}
		case *ast.LabeledStmt:
			one(n.Stmt)
		case *ast.BlockStmt:
			list(n.List)
		case *ast.IfStmt:
			list(n.Body.List)
			if n.Else != nil {
				one(n.Else)
			}
		case *ast.SwitchStmt:
			list(n.Body.List)
		case *ast.TypeSwitchStmt:
			list(n.Body.List)
		case *ast.SelectStmt:
			list(n.Body.List)
		case *ast.CaseClause:
			list(n.Body)
		case *ast.CommClause:
			list(n.Body)
		case *ast.ExprStmt:
			if call, ok := ast.Unparen(n.X).(*ast.CallExpr); ok && r.callsService(call) {
				found = n
			}
		}
	}
	list = func(l []ast.Stmt) {
		for _, s := range l {
			one(s)
		}
	}
	list(body.List)
	return found
}

// callsService reports whether call runs a service of the same module. How
// other modules loop inside (a mutex spins) says nothing of this entry.
func (r *Result) callsService(call *ast.CallExpr) bool {
	t := r.Resolve(call.Fun)
	if node := r.Node(t); node != nil {
		return r.WorkIn(node).Service
	}
	return t.Func != nil && t.Func.Pkg() != nil && r.InModule(t.Func.Pkg().Path()) && r.importWork(t.Func).Service
}

// endless reports whether a for statement has no bound of its own.
func (r *Result) endless(n *ast.ForStmt) bool {
	if n.Cond == nil {
		return !leavesAtOnce(n.Body) && !r.spins(n.Body) && (!leaves(n) || r.waits(n.Body))
	}
	return n.Init == nil && n.Post == nil && r.flag(n.Cond, n)
}

// leaves reports whether a loop without a condition has a way out. One that
// has, and does not wait for anything, comes to its end by itself: it reads a
// file, or page after page, and to start over would be to do it twice.
func leaves(loop *ast.ForStmt) bool {
	found := false
	var walk func(n ast.Node, inner bool)
	walk = func(n ast.Node, inner bool) { // inner: a plain break ends something inside
		ast.Inspect(n, func(m ast.Node) bool {
			if m == n {
				return true
			}
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				walk(m, true)
				return false
			case *ast.ReturnStmt:
				found = true
			case *ast.BranchStmt:
				// A label may be the loop's own: to continue it is no way out.
				found = found || m.Tok == token.GOTO || m.Tok == token.BREAK && (m.Label != nil || !inner)
			}
			return true
		})
	}
	walk(loop.Body, false)
	return found
}

// waits reports whether a loop body waits for something from outside, or asks
// whether to go on: by a channel, a clock, a condition, a listener, a context, an
// atomic flag; itself or in a function of the package that it calls.
func (r *Result) waits(body ast.Node) bool {
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
			found = found || r.callWaits(n)
		}
		return !found
	})
	return found
}

func (r *Result) callWaits(call *ast.CallExpr) bool {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return r.waits(lit.Body)
	}
	if node := r.Node(r.Resolve(call.Fun)); node != nil {
		waits, known := r.waiting[node]
		if !known {
			r.waiting[node] = false // of recursion
			if body := syntax.Body(node); body != nil {
				waits = r.waits(body)
				r.waiting[node] = waits
			}
		}
		return waits
	}
	fn := r.Callee(call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	if e := known.Of(fn); fn.Pkg().Path() != "sync" || fn.Name() == "Wait" && fn.Signature().Recv().Type().String() == "*sync.Cond" {
		if e.Has(known.Waits) || e.Has(known.Asks) {
			return true
		}
	}
	return strings.HasPrefix(fn.Name(), "Accept") // of a listener, of whatever package
}

// spins reports whether a loop only tries until an atomic operation succeeds.
func (r *Result) spins(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if s, ok := n.(*ast.IfStmt); ok {
			if call, ok := ast.Unparen(s.Cond).(*ast.CallExpr); ok {
				fn := r.Callee(call)
				found = found || fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "sync/atomic" && strings.HasPrefix(fn.Name(), "CompareAndSwap")
			}
		}
		return !found
	})
	return found
}

// leavesAtOnce reports whether a loop body ends in an unconditional break or
// return: it is no loop.
func leavesAtOnce(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	switch last := body.List[len(body.List)-1].(type) {
	case *ast.ReturnStmt:
		return !hasContinue(body)
	case *ast.BranchStmt:
		return last.Tok == token.BREAK && !hasContinue(body)
	}
	return false
}

func hasContinue(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == token.CONTINUE {
			found = true
		}
		return !found
	})
	return found
}

// flag reports whether a loop condition asks whether to go on: a context's
// Err, an atomic Load, a boolean from outside the loop. A condition that the
// loop itself works towards (i < n, rows.Next()) is a bound.
func (r *Result) flag(cond ast.Expr, loop *ast.ForStmt) bool {
	ok := true
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			fn := r.Callee(n)
			ok = ok && fn != nil && fn.Pkg() != nil &&
				(fn.Pkg().Path() == "context" && fn.Name() == "Err" || fn.Pkg().Path() == "sync/atomic" && strings.HasPrefix(fn.Name(), "Load"))
			return false
		case *ast.IndexExpr, *ast.StarExpr, *ast.TypeAssertExpr:
			ok = false
		case *ast.Ident:
			v, isVar := r.Info.Uses[n].(*types.Var)
			if !isVar || v.IsField() {
				return true
			}
			for _, value := range r.Var(v).Values {
				if loop.Pos() <= value.Pos && value.Pos < loop.End() && !isBool(v.Type()) {
					ok = false
				}
			}
		case *ast.BinaryExpr:
			switch n.Op {
			case token.LAND, token.LOR, token.EQL, token.NEQ:
			default:
				ok = false
			}
		}
		return ok
	})
	return ok
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a loop does on its first pass only, since a local of the function says so, is set-up as what stands before the loop
// is: another run has a new local, and does it again.
//
//	first := true
//	for range t.C { if first { first = false; s.welcome() }; s.check() }

// firstPass lists what the loop without bound does on its first pass only.
func (s restarting) firstPass() []*ast.BlockStmt {
	if !isLoop(s.loop) {
		return nil
	}
	var list []*ast.BlockStmt
	ast.Inspect(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			if v := s.asksFirst(n.Cond); v != nil && s.leavesFirst(v) {
				list = append(list, n.Body)
			}
		case *ast.CallExpr: // var once sync.Once; for … { once.Do(func() {…}) }
			if fn := s.Callee(n); fn == nil || fn.FullName() != "(*sync.Once).Do" {
				break
			}
			v := s.VarOf(ast.Unparen(n.Fun).(*ast.SelectorExpr).X)
			lit, ok := ast.Unparen(n.Args[0]).(*ast.FuncLit)
			if ok && v != nil && !v.IsField() && s.beforeLoop(v) {
				list = append(list, lit.Body)
			}
		}
		return true
	})
	return list
}

// asksFirst returns the local by which a condition is true on the first pass: first, !done, n == 0 as they begin.
func (s restarting) asksFirst(cond ast.Expr) *types.Var {
	want := constant.MakeBool(true)
	x := ast.Unparen(cond)
	switch n := x.(type) {
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			x, want = n.X, constant.MakeBool(false)
		}
	case *ast.BinaryExpr:
		if n.Op == token.EQL {
			x, want = n.X, s.Info.Types[n.Y].Value
		}
	}
	v := s.VarOf(x)
	if v == nil || v.IsField() || want == nil || !s.beforeLoop(v) && !s.inHeader(v) {
		return nil
	}
	begins := s.beginsAs(v)
	if begins == nil || begins.Kind() != want.Kind() || !constant.Compare(begins, token.EQL, want) {
		return nil
	}
	return v
}

// beginsAs returns the constant that a local begins with; nil if that is none.
func (s restarting) beginsAs(v *types.Var) constant.Value {
	for _, value := range s.Var(v).Values {
		if value.Decl && value.Expr != nil {
			return s.Info.Types[value.Expr].Value
		}
	}
	basic, ok := v.Type().Underlying().(*types.Basic)
	switch {
	case !ok || slices.ContainsFunc(s.Var(v).Values, func(value syntax.Value) bool { return value.Decl }):
		return nil
	case basic.Info()&types.IsBoolean != 0:
		return constant.MakeBool(false)
	case basic.Info()&types.IsInteger != 0:
		return constant.MakeInt64(0)
	}
	return nil
}

// leavesFirst reports whether the loop changes v to something else, for good: it counts up, or sets another constant.
func (s restarting) leavesFirst(v *types.Var) bool {
	begins, changed, back := s.beginsAs(v), false, false
	ast.Inspect(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			changed = changed || s.VarOf(n.X) == v && n.Tok == token.INC
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if s.VarOf(lhs) != v || n.Tok == token.DEFINE {
					continue
				}
				value := s.Info.Types[n.Rhs[min(i, len(n.Rhs)-1)]].Value
				switch {
				case n.Tok == token.ASSIGN && (value == nil || value.Kind() != begins.Kind() || constant.Compare(value, token.EQL, begins)):
					back = true
				default:
					changed = true
				}
			}
		}
		return true
	})
	return changed && !back
}

// inBlocks reports whether a node lies in one of some blocks.
func inBlocks(blocks []*ast.BlockStmt, n ast.Node) bool {
	return slices.ContainsFunc(blocks, func(b *ast.BlockStmt) bool { return b.Pos() <= n.Pos() && n.End() <= b.End() })
}

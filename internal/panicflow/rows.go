package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A matrix is a list of which one loop, right in the block that declares it, makes every row:
//
//	m := make([][]int, n)
//	for i := range m {
//		m[i] = make([]int, w)
//	}
//
// Behind the loop all rows are of one length, if nobody else gets the list, or sets a row.

// A matrix is what is known of a variable that holds one.
type matrix struct {
	filled token.Pos // from where on; token.NoPos: it is none
	length linear    // of a row
}

// rows tells how long the rows of matrices are.
type rows struct {
	*Judge
	matrices map[*types.Var]matrix // matrix
}

// rowLength returns the length of x, a row of a matrix.
func (j *rows) rowLength(x ast.Expr) (t term, off int64, ok bool) {
	ix, ok := ast.Unparen(x).(*ast.IndexExpr)
	if !ok {
		return 0, 0, false
	}
	v := j.VarOf(ix.X)
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types || v.Parent() == j.Types.Scope() {
		return 0, 0, false
	}
	list, ok := v.Type().Underlying().(*types.Slice)
	if !ok || !isList(list.Elem()) {
		return 0, 0, false
	}
	m, ok := j.matrices[v]
	if !ok {
		m = j.matrix(v)
		j.matrices[v] = m
	}
	return m.length.t, m.length.off, m.filled.IsValid() && m.filled <= x.Pos()
}

// matrix finds what is known of v.
func (j *rows) matrix(v *types.Var) (m matrix) {
	r := j.Var(v)
	if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl {
		return m
	}
	made, ok := ast.Unparen(r.Values[0].Expr).(*ast.CallExpr)
	if !ok || j.Builtin(made) != "make" {
		return m
	}
	for _, use := range j.Uses(v) {
		up := user(use)
		switch n := up.Node().(type) {
		case *ast.AssignStmt, *ast.ValueSpec: // the declaration
			if n.Pos() > v.Pos() || n.End() < v.Pos() {
				return matrix{}
			}
		case *ast.RangeStmt:
		case *ast.CallExpr:
			if j.Builtin(n) != "len" {
				return matrix{}
			}
		case *ast.IndexExpr:
			row := user(up)
			switch n := row.Node().(type) {
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					return matrix{}
				}
			case *ast.RangeStmt:
				if n.X != up.Node() {
					return matrix{} // for _, m[i] = range …
				}
			case *ast.AssignStmt:
				if !slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return ast.Unparen(lhs) == up.Node() }) {
					continue
				}
				if m.filled.IsValid() {
					return matrix{}
				}
				if m = j.fill(v, made, row); !m.filled.IsValid() {
					return matrix{}
				}
			}
		default:
			return matrix{}
		}
	}
	return m
}

// fill returns what the assignment of a row at c makes of v, which made has made.
func (j *rows) fill(v *types.Var, made *ast.CallExpr, c inspector.Cursor) (m matrix) {
	n := c.Node().(*ast.AssignStmt)
	body, ok := c.Parent().Node().(*ast.BlockStmt)
	if !ok || len(n.Lhs) != 1 || len(n.Rhs) != 1 || n.Tok != token.ASSIGN {
		return m
	}
	loop := c.Parent().Parent()
	block := syntax.Stmts(loop.Parent().Node())
	row, isCall := ast.Unparen(n.Rhs[0]).(*ast.CallExpr)
	index := j.VarOf(ast.Unparen(n.Lhs[0]).(*ast.IndexExpr).Index)
	if !isCall || j.Builtin(row) != "make" || len(row.Args) < 2 || index == nil || leaves(body) ||
		!slices.ContainsFunc(block, func(s ast.Stmt) bool { return s.Pos() <= v.Pos() && v.Pos() < s.End() && s.End() <= loop.Node().Pos() }) ||
		slices.ContainsFunc(block, func(s ast.Stmt) bool { return v.Pos() < s.Pos() && s.End() <= loop.Node().Pos() && hasGoto(s) }) {
		return m // a goto in front of the declaration cannot come behind it (Go spec, "Goto statements")
	}
	switch n := loop.Node().(type) {
	case *ast.RangeStmt:
		if !j.isVar(n.X, v) || n.Key == nil || j.VarOf(n.Key) != index || len(j.Var(index).Values) != 1 {
			return m
		}
	case *ast.ForStmt:
		if !j.countsAll(n, index, v, made) {
			return m
		}
	default:
		return m
	}
	t, off, ok := j.numbers.linear(row.Args[1], nil)
	if !ok || t != zero && !j.stays(t) {
		return m
	}
	return matrix{loop.Node().End(), linear{t, off, true}}
}

// countsAll reports whether index counts from 0 up to the length of v in a for statement.
func (j *rows) countsAll(n *ast.ForStmt, index, v *types.Var, made *ast.CallExpr) bool {
	init, ok1 := n.Init.(*ast.AssignStmt)
	cond, ok2 := n.Cond.(*ast.BinaryExpr)
	post, ok3 := n.Post.(*ast.IncDecStmt)
	if !ok1 || !ok2 || !ok3 || len(init.Lhs) != 1 || len(init.Rhs) != 1 || cond.Op != token.LSS || post.Tok != token.INC ||
		j.VarOf(init.Lhs[0]) != index || !j.isVar(cond.X, index) || !j.isVar(post.X, index) || len(j.Var(index).Values) != 2 {
		return false
	}
	if c, ok := j.numbers.constant(init.Rhs[0]); !ok || c != 0 {
		return false
	}
	if call, ok := ast.Unparen(cond.Y).(*ast.CallExpr); ok && j.Builtin(call) == "len" && j.isVar(call.Args[0], v) {
		return true
	}
	a, i, ok1 := j.numbers.linear(cond.Y, nil)
	b, k, ok2 := j.numbers.linear(made.Args[1], nil)
	return ok1 && ok2 && a == b && i == k && (a == zero || j.stays(a))
}

// stays reports whether the variable that t is about never changes.
func (j *rows) stays(t term) bool {
	info := j.places.info(t.place())
	if info.of != nowhere || info.v == nil || info.v.Parent() == info.v.Pkg().Scope() {
		return false
	}
	r := j.Var(info.v)
	return !r.Taken && (len(r.Values) == 0 && info.v.Kind() == types.ParamVar || len(r.Values) == 1 && r.Values[0].Decl)
}

// leaves reports whether a statement in the body of a loop ends a pass early.
func leaves(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.BranchStmt, *ast.ReturnStmt:
			found = true
		}
		return !found
	})
	return found
}

func hasGoto(s ast.Stmt) bool {
	found := false
	syntax.Own(s, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Tok == token.GOTO
		return !found
	})
	return found
}

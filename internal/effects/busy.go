package effects

import (
	"go/ast"
	"go/token"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A field need be no bool to say that something is under way: a timer, a connection, a cancel function in it does. Whoever finds one
// returns, or whoever finds none starts what takes it out again:
//
//	if d.timer != nil { return }
//	if d.timer == nil { d.timer = time.AfterFunc(delay, d.flush) }
//
// So does what others join: flights.go.

// saysBusy reports whether a value that is not nil keeps others out.
func (r *polling) saysBusy(class string, value ast.Expr) bool {
	if r.IsNil(value) {
		return false
	}
	if r.busy == nil {
		r.busy = make(map[string]bool)
		for c := range r.Preorder((*ast.IfStmt)(nil)) {
			n := c.Node().(*ast.IfStmt)
			if leavesLoop(n.Body.List) {
				r.busy[r.comparedWithNil(n.Cond, token.NEQ, token.LOR)] = true
			}
			if class := r.comparedWithNil(n.Cond, token.EQL, token.LAND); class != "" && r.startsIn(n.Body) && r.changes(n.Body, 0)[class] {
				r.busy[class] = true
			}
			r.startsFlight(n, r.busy)
		}
	}
	return r.busy[class]
}

// comparedWithNil returns the class of what a condition, or a part of it that decides alone, compares with nil; "" if there is none.
func (r *polling) comparedWithNil(cond ast.Expr, by, joined token.Token) string {
	for _, cond := range operandsOf(cond, joined) {
		if x, ok := cond.(*ast.BinaryExpr); ok && x.Op == by && r.IsNil(x.Y) && !syntax.IsError(r.Info.TypeOf(x.X)) {
			if class := r.class(x.X); class != "" {
				return class
			}
		}
	}
	return ""
}

// startsIn reports whether a branch itself starts a goroutine, or sets a timer.
func (src source) startsIn(branch *ast.BlockStmt) bool {
	starts := false
	syntax.Own(branch, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			starts = true
		case *ast.CallExpr:
			for _, arg := range n.Args {
				starts = starts || src.Launched(n, arg)
			}
		}
		return !starts
	})
	return starts
}

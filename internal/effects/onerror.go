package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An ErrorBranch is what is done because an error is not nil: the branch of the condition that asks for it, or what
// is left of the list behind one that leaves if there is none.
//
//	if err != nil { List }
//	if err != nil && first.CompareAndSwap(false, true) { List }
//	if err == nil { return }; List
type ErrorBranch struct {
	If     *ast.IfStmt
	Err    *types.Var // nil if the error is in none
	Claims []Claim    // in order
	List   []ast.Stmt
}

// A Claim is a condition beside that for the error which changes what it asks for: it is true for the first of several.
type Claim struct {
	Cond ast.Expr
	Not  bool // it must not hold
}

// Holds reports whether a node is a part of what is done.
func (b *ErrorBranch) Holds(n ast.Node) bool {
	within := func(m ast.Node) bool { return m.Pos() <= n.Pos() && n.End() <= m.End() }
	return slices.ContainsFunc(b.List, func(stmt ast.Stmt) bool { return within(stmt) }) ||
		slices.ContainsFunc(b.Claims, func(c Claim) bool { return within(c.Cond) })
}

// ErrorBranch returns the nearest branch of an error of which n is a part; nil if there is none.
func (r *Result) ErrorBranch(n ast.Node) *ErrorBranch {
	c, ok := r.CursorOf(n)
	if !ok {
		return nil
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		var branch *ErrorBranch
		switch up := up.Node().(type) {
		case *ast.IfStmt:
			branch = r.claiming.asksForError(up, token.NEQ)
		case *ast.FuncLit, *ast.FuncDecl:
			return nil
		default:
			branch = r.claiming.leftWithoutError(syntax.Stmts(up), n)
		}
		if branch != nil && branch.Holds(n) {
			return branch
		}
	}
	return nil
}

// TellsOfError reports whether n is done because an error is not nil.
func (r *Result) TellsOfError(n ast.Node) bool { return r.ErrorBranch(n) != nil }

// leftWithoutError returns what is done of a list behind a statement that leaves if there is no error, with nothing
// that can panic from there to n: what is done behind more than that need not be done because of the error.
func (r *claiming) leftWithoutError(list []ast.Stmt, n ast.Node) *ErrorBranch {
	at := slices.IndexFunc(list, func(stmt ast.Stmt) bool { return stmt.Pos() <= n.Pos() && n.End() <= stmt.End() })
	for i := at; i >= 0; i-- {
		stmt, ok := list[i].(*ast.IfStmt)
		if ok && stmt.Else == nil && len(stmt.Body.List) == 1 && !r.FallsThrough(stmt.Body.List) {
			if branch := r.asksForError(stmt, token.EQL); branch != nil {
				branch.List = list[i+1:]
				return branch
			}
		}
		if i < at && r.Panics(list[i]) {
			return nil
		}
	}
	return nil
}

// asksForError returns the branch of an if statement whose condition asks for an error, among claims: err != nil &&
// claim, or err == nil || claim for the branch that leaves. What else it asks for says which of the errors
// it is about, and of a panic nobody can say.
func (r *claiming) asksForError(n *ast.IfStmt, op token.Token) *ErrorBranch {
	join := token.LAND
	if op == token.EQL {
		join = token.LOR
	}
	branch := &ErrorBranch{If: n, List: n.Body.List}
	asked := false
	for _, cond := range operandsOf(n.Cond, join) {
		x, ok := cond.(*ast.BinaryExpr)
		switch {
		case ok && x.Op == op && r.IsNil(x.Y) && syntax.IsError(r.Info.TypeOf(x.X)) && !asked:
			asked, branch.Err = true, r.VarOf(x.X)
		case asked && r.Claims(cond):
			branch.Claims = append(branch.Claims, Claim{cond, op == token.EQL})
		default:
			return nil
		}
	}
	if !asked {
		return nil
	}
	return branch
}

// operandsOf lists what a condition joins by an operator.
func operandsOf(cond ast.Expr, op token.Token) []ast.Expr {
	cond = ast.Unparen(cond)
	if x, ok := cond.(*ast.BinaryExpr); ok && x.Op == op {
		return append(operandsOf(x.X, op), operandsOf(x.Y, op)...)
	}
	return []ast.Expr{cond}
}

// Claims reports whether a condition changes what it asks for, itself or in a function of the module: for
// one of several it is true, and what that one does then, nobody else does.
func (r *Result) Claims(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			decl := r.declOf(n)
			found = found || known.Atomic(r.Callee(n)).SetsAtomically() || decl != nil && decl.Body != nil && r.claiming.setsOrClaims(decl)
		case *ast.Ident: // first := s.failed.CompareAndSwap(false, true); if first {…}
			if v := r.VarOf(n); v != nil && v.Kind() == types.LocalVar {
				found = found || slices.ContainsFunc(r.Var(v).Values, func(value syntax.Value) bool {
					call, ok := ast.Unparen(value.From).(*ast.CallExpr)
					return ok && known.Atomic(r.Callee(call)).SetsAtomically()
				})
			}
		}
		return !found
	})
	return found
}

// setsOrClaims reports whether a function assigns to what is from outside, or claims.
func (r *claiming) setsOrClaims(decl *ast.FuncDecl) bool {
	s := r.leaving.frame(decl)
	found := false
	syntax.Own(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if id, plain := lhs.(*ast.Ident); n.Tok == token.DEFINE || plain && id.Name == "_" {
					continue
				}
				on, ok := s.outside(lhs)
				found = found || ok && !on.Local
			}
		case *ast.CallExpr:
			found = found || known.Atomic(r.Callee(n)).SetsAtomically()
		}
		return !found
	})
	return found
}

// countsBy notes that a call counts because of an error, by a function that does no more: m.failed.Inc().
func (s *reading) countsBy(call *ast.CallExpr, targets []target) {
	if !s.TellsOfError(call) {
		return
	}
	for _, t := range targets {
		x := s.countedBy(t.node)
		if x == nil {
			continue
		}
		if on, ok := s.leaving.frame(t.node).ref(x); ok {
			if on = s.mapped(on, t, call); !s.isOwn(on) {
				s.flagOn(on, x, raise, call, true)
				return
			}
		}
	}
}

// countedBy returns what a function counts up, if that is all that it does between its locks; nil for another one.
func (s *scan) countedBy(fn ast.Node) (counted ast.Expr) {
	body := syntax.Body(fn)
	if body == nil {
		return nil
	}
	for _, stmt := range body.List {
		x := countedUp(stmt)
		switch stmt.(type) {
		case *ast.ExprStmt, *ast.DeferStmt:
			call := syntax.CallStmt(stmt)
			if d, ok := stmt.(*ast.DeferStmt); ok {
				call = d.Call
			}
			if call == nil {
				return nil
			}
			if e := known.Of(s.Callee(call)); e.Has(known.Locks) || e.Has(known.Unlocks) {
				continue
			}
			if op, word, by := s.atomicChange(call); op == known.AtomicAdd && s.counts(by) != lower {
				x = word
			}
		}
		if x == nil || counted != nil {
			return nil
		}
		counted = x
	}
	return counted
}

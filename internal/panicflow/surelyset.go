package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Whether a function gives a field, or a variable of the package, a value on every way through it is told by its statements. One that asks
// for nil, and then sets it or leaves, does so, too. Ways that leave before are no matter: whoever is told of an error does not go on.

// surelySets reports whether fn, when it has been called, has given v a value.
func (j *settings) surelySets(fn ast.Node, v *types.Var) bool {
	body := syntax.Body(fn)
	return body != nil && fixpoint.Ask(j.solver, anyLattice, question{kind: surelySetOf, fn: fn, v: v}, func() bool {
		return j.setsBefore(body.List, v, body.End())
	})
}

// setsBefore reports whether control that has come through list to the position until has given v a value.
func (j *settings) setsBefore(list []ast.Stmt, v *types.Var, until token.Pos) bool {
	for _, s := range list {
		switch {
		case s.Pos() >= until:
			return false
		case s.End() > until: // somewhere in s
			return j.setsWithin(s, v, until)
		case j.stmtSets(s, v):
			return true
		}
	}
	return false
}

// setsWithin is setsBefore for the statements in n that until stands behind.
func (j *settings) setsWithin(n ast.Node, v *types.Var, until token.Pos) (sets bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil || sets || n.Pos() >= until || n.End() <= until {
			return false
		}
		switch n := n.(type) {
		case *ast.IfStmt:
			sets = n.Init != nil && n.Init.End() <= until && j.stmtSets(n.Init, v) ||
				n.Body.Pos() < until && j.evaluatedSets(n.Cond, v) ||
				n.Body.Pos() < until && until < n.Body.End() && j.asksForNil(n.Cond, v, token.NEQ)
		case *ast.CaseClause:
			sets = slices.ContainsFunc(n.List, func(e ast.Expr) bool { return j.asksForNil(e, v, token.NEQ) })
		}
		if list := syntax.Stmts(n); !sets && list != nil {
			sets = j.setsBefore(list, v, until)
			return false
		}
		return !sets
	})
	return sets
}

// stmtSets reports whether s gives v a value on every way to its end.
func (j *settings) stmtSets(s ast.Stmt, v *types.Var) bool {
	switch s := s.(type) {
	case *ast.AssignStmt:
		for i, lhs := range s.Lhs {
			if of := j.VarOf(lhs); of != nil && of.Origin() == v && !(len(s.Rhs) == len(s.Lhs) && j.isNilValue(s.Rhs[i])) {
				return true
			}
		}
		return j.evaluatedSets(s, v)
	case *ast.BlockStmt:
		return j.setsBefore(s.List, v, s.End())
	case *ast.LabeledStmt:
		return j.stmtSets(s.Stmt, v)
	case *ast.IfStmt:
		return s.Init != nil && j.stmtSets(s.Init, v) || j.evaluatedSets(s.Cond, v) || j.branchesSet(s, v)
	case *ast.SwitchStmt:
		return s.Init != nil && j.stmtSets(s.Init, v) || j.clausesSet(s.Body, v)
	case *ast.TypeSwitchStmt:
		return j.clausesSet(s.Body, v)
	case *ast.SelectStmt:
		return j.clausesSet(s.Body, v)
	case *ast.ForStmt:
		return s.Init != nil && j.stmtSets(s.Init, v) || s.Cond == nil && j.setsBefore(s.Body.List, v, s.Body.End())
	case *ast.ExprStmt, *ast.ReturnStmt, *ast.DeclStmt, *ast.SendStmt:
		return j.evaluatedSets(s, v)
	}
	return false
}

// branchesSet is stmtSets for the branches of s: if x.f == nil { x.f = f } does so, and so does if x.f == nil { return err }.
func (j *settings) branchesSet(s *ast.IfStmt, v *types.Var) bool {
	sets := func(b ast.Stmt) (sets, leaves bool) {
		if b == nil {
			return false, false
		}
		block, ok := b.(*ast.BlockStmt)
		return j.stmtSets(b, v), ok && !j.FallsThrough(block.List)
	}
	then, thenLeaves := sets(s.Body)
	other, otherLeaves := sets(s.Else)
	switch {
	case j.asksForNil(s.Cond, v, token.EQL):
		return then || thenLeaves
	case j.asksForNil(s.Cond, v, token.NEQ):
		return other || otherLeaves
	}
	return s.Else != nil && (then || other) && (then || thenLeaves) && (other || otherLeaves)
}

// clausesSet is stmtSets for the clauses of a switch or select statement.
func (j *settings) clausesSet(body *ast.BlockStmt, v *types.Var) bool {
	all, isDefault, some := true, false, false
	for _, clause := range body.List {
		list := syntax.Stmts(clause)
		sets := j.setsBefore(list, v, clause.End())
		if c, ok := clause.(*ast.CaseClause); ok {
			isDefault = isDefault || c.List == nil
			if slices.ContainsFunc(c.List, func(e ast.Expr) bool { return j.asksForNil(e, v, token.EQL) }) && (sets || !j.FallsThrough(list)) {
				return true
			}
		} else {
			isDefault = true
		}
		some = some || sets
		all = all && (sets || !j.FallsThrough(list))
	}
	return all && some && isDefault
}

// asksForNil reports whether cond compares v with nil by op, or by it among other things of which one is enough.
func (j *settings) asksForNil(cond ast.Expr, v *types.Var, op token.Token) bool {
	x, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	if op == token.EQL && x.Op == token.LOR || op == token.NEQ && x.Op == token.LAND {
		return j.asksForNil(x.X, v, op) || j.asksForNil(x.Y, v, op)
	}
	of := j.VarOf(x.X)
	return x.Op == op && j.IsNil(x.Y) && of != nil && of.Origin() == v
}

// evaluatedSets reports whether n calls, when it is evaluated, what gives v a value: a function that does, or one that makes an option of it.
func (j *settings) evaluatedSets(n ast.Node, v *types.Var) (sets bool) {
	syntax.Own(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if sets || !ok {
			return !sets
		}
		t := j.Resolve(call.Fun)
		node := j.Node(t)
		sets = node != nil && (j.surelySets(node, v) || j.setsByOption(node, v))
		if fn := j.Callee(call); fn != nil && !sets {
			for i, arg := range call.Args {
				if lit, ok := ast.Unparen(arg).(*ast.FuncLit); ok && (fn.FullName() == "(*sync.Once).Do" || j.harming.runsHere(t, i-j.Shift(call, fn))) {
					sets = sets || j.surelySets(lit, v)
				}
			}
		}
		return !sets
	})
	return sets
}

// setsByOption reports whether fn returns a function, or a value of a type with a method, that gives v a value: whoever calls it does so
// to have it applied.
func (j *settings) setsByOption(fn ast.Node, v *types.Var) bool {
	return slices.ContainsFunc(j.Returns(fn), func(e ast.Expr) bool {
		lit, ok := ast.Unparen(e).(*ast.FuncLit)
		if !ok {
			if call, is := ast.Unparen(e).(*ast.CallExpr); is && len(call.Args) == 1 { // a conversion, or a function that makes one an option
				lit, ok = ast.Unparen(call.Args[0]).(*ast.FuncLit)
			}
		}
		if ok {
			return j.surelySets(lit, v)
		}
		t := j.Info.TypeOf(e)
		return t != nil && j.hasSetter(t, v)
	})
}

// hasSetter reports whether t, no pointer to the struct of which v is a field, has a method that gives v a value.
func (j *settings) hasSetter(t types.Type, v *types.Var) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	if st, ok := named.Underlying().(*types.Struct); ok && slices.ContainsFunc(slices.Collect(st.Fields()), func(f *types.Var) bool { return f.Origin() == v }) {
		return false
	}
	for m := range named.Methods() {
		if decl := j.Decl(m); decl != nil && m.Signature().Params().Len() > 0 && j.surelySets(decl, v) {
			return true
		}
	}
	return false
}

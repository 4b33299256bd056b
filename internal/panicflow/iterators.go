package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An iterator that calls yield again after it returned false panics, whatever the
// loop does. stops reports whether one clearly stops when the loop does. It recognizes
// if !yield(x) { return }, also as if ok := yield(x); !ok { return }, a yield that is
// the last statement or returned, and a loop that is the last one and ends with a yield
// in its condition, or with if !yield(x) { break }, from however deep inside.
func (j *containment) stops(body *ast.BlockStmt, yield *types.Var) bool {
	y := &yields{Judge: j.Judge, good: make(map[ast.Expr]bool)}
	y.last(body)
	y.returns(body)
	ok := true
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			ok = ok && (!j.Mentions(n, yield) || j.isVar(n.Fun, yield) && y.good[n])
		case *ast.RangeStmt:
			ok = ok && !j.isVar(n.X, yield)
		}
		return ok
	})
	return ok
}

// yields are the calls in an iterator after which it stops, if they are calls of yield
// that return false.
type yields struct {
	*Judge
	good  map[ast.Expr]bool
	label string // of the statement that is being looked at
}

// last takes the calls in a statement after which the iterator returns.
func (y *yields) last(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.ExprStmt:
		y.good[ast.Unparen(s.X)] = true
	case *ast.ReturnStmt:
		for _, e := range s.Results {
			y.good[ast.Unparen(e)] = true
		}
	case *ast.LabeledStmt:
		y.label = s.Label.Name
		y.last(s.Stmt)
	case *ast.RangeStmt:
		y.breaks(s.Body)
	case *ast.ForStmt:
		y.breaks(s.Body)
		y.condition(s.Cond)
	case *ast.IfStmt:
		y.last(s.Body)
		if s.Else != nil {
			y.last(s.Else)
		}
	case *ast.BlockStmt:
		if len(s.List) > 0 {
			y.last(s.List[len(s.List)-1])
		}
	}
}

// condition takes the parts of a && b, the condition of the last loop.
func (y *yields) condition(cond ast.Expr) {
	for cond != nil {
		and, ok := ast.Unparen(cond).(*ast.BinaryExpr)
		if !ok || and.Op != token.LAND {
			y.good[ast.Unparen(cond)] = true
			return
		}
		y.good[ast.Unparen(and.Y)] = true
		cond = and.X
	}
}

// breaks takes the conditions on which the last loop is left.
func (y *yields) breaks(body *ast.BlockStmt) {
	syntax.Own(body, func(n ast.Node) bool {
		block, ok := n.(*ast.BlockStmt)
		if !ok {
			_, expr := n.(ast.Expr)
			return !expr
		}
		for i, s := range block.List {
			s, ok := s.(*ast.IfStmt)
			if !ok {
				continue
			}
			b, ok := lastOf(s.Body).(*ast.BranchStmt)
			if !ok || b.Tok != token.BREAK {
				continue
			}
			if b.Label == nil && block == body || b.Label != nil && b.Label.Name == y.label {
				y.leaves(s, before(block, i))
			}
		}
		return true
	})
}

// returns takes the conditions on which the iterator returns, and what it does last
// before it does.
func (y *yields) returns(body *ast.BlockStmt) {
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			if _, ok := lastOf(n.Body).(*ast.ReturnStmt); ok {
				y.leaves(n, nil)
			}
		case *ast.BlockStmt:
			for i, s := range n.List {
				if i == 0 {
					continue
				}
				switch s := s.(type) {
				case *ast.IfStmt:
					if _, ok := lastOf(s.Body).(*ast.ReturnStmt); ok {
						y.leaves(s, before(n, i))
					}
				case *ast.ReturnStmt:
					if len(s.Results) == 0 {
						y.last(before(n, i))
					}
				}
			}
		}
		return true
	})
}

// leaves takes the calls in the condition of ok := call; if cond { … }.
func (y *yields) leaves(s *ast.IfStmt, before ast.Stmt) {
	if s.Init != nil {
		before = s.Init
	}
	if a, ok := before.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 {
		y.negated(s.Cond, a.Lhs[0], ast.Unparen(a.Rhs[0]))
		return
	}
	y.negated(s.Cond, nil, nil)
}

// negated takes the calls in cond of which a false result makes it true; ok is what
// call has returned.
func (y *yields) negated(cond, ok, call ast.Expr) {
	switch x := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if x.Op != token.NOT {
			return
		}
		if v := y.VarOf(x.X); v != nil && ok != nil && v == y.VarOf(ok) {
			y.good[call] = true
		}
		y.good[ast.Unparen(x.X)] = true
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LOR:
			y.negated(x.X, ok, call)
			y.negated(x.Y, ok, call)
		case token.LAND: // what is called last
			y.negated(x.Y, nil, nil)
		}
	}
}

// lastOf returns the last statement of a block, nil if it is empty.
func lastOf(block *ast.BlockStmt) ast.Stmt {
	if len(block.List) == 0 {
		return nil
	}
	return block.List[len(block.List)-1]
}

// before returns the statement before the i-th of a block, nil if that is the first.
func before(block *ast.BlockStmt, i int) ast.Stmt {
	if i == 0 {
		return nil
	}
	return block.List[i-1]
}

// iteratesOn reports whether an iterator of this package can panic only where it uses its receiver, or that of the method which
// makes it, and this is not nil: for x := range list.All(), for x := range list.each.
func (j *containment) iteratesOn(x ast.Expr) bool {
	x = ast.Unparen(x)
	if h := j.proving.handedTo(x); h == nil || h.notNil&receiver == 0 {
		return false
	}
	of := x
	call, made := x.(*ast.CallExpr)
	if made {
		of = call.Fun
	}
	decl, ok := j.Node(j.Resolve(of)).(*ast.FuncDecl)
	if !ok || decl.Recv == nil {
		return false
	}
	fn, ok := j.Info.Defs[decl.Name].(*types.Func)
	if !ok || len(j.Var(fn.Signature().Recv()).Values) > 0 {
		return false
	}
	if !made {
		return j.usesOnly(decl, fn.Signature().Recv())
	}
	return j.panicking.nodeNeeds(decl)&^receiver == 0 && !slices.ContainsFunc(j.Returns(decl), func(e ast.Expr) bool {
		lit, ok := ast.Unparen(e).(*ast.FuncLit)
		return !ok || !j.usesOnly(lit, fn.Signature().Recv())
	})
}

// usesOnly reports whether an iterator stops when the loop does, and contains all panics but those of using a variable that is nil.
func (j *containment) usesOnly(fn ast.Node, v *types.Var) bool {
	yield := yieldOf(j.funcParams(fn))
	if yield == nil || !j.stops(syntax.Body(fn), yield) {
		return false
	}
	only := true
	j.bind(fn, bound{containing: ^uint32(0)}).escapes(func(e escape) bool {
		sel, ok := e.node.(*ast.SelectorExpr)
		only = ok && j.VarOf(sel.X) == v
		return only
	})
	return only
}

package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function that does nothing that can panic but to call the functions that it
// is handed contains panics given that those do: forEach(list, f), an iterator.

// handsFull reports whether call hands its callee only functions that contain
// their panics, or that it supervises, and that is all that could panic in it.
func (j *Judge) handsFull(call *ast.CallExpr, t syntax.Target) bool {
	return j.handsOnly(call, t, func(arg ast.Expr) bool { return j.valueLevel(arg) == Full })
}

// handsOnly reports whether call hands its callee only functions that are fine,
// or that it supervises, at least one, and only those could panic in it.
func (j *Judge) handsOnly(call *ast.CallExpr, t syntax.Target, fine func(ast.Expr) bool) bool {
	handed, all := false, true
	j.eachHanded(call, t, func(arg ast.Expr, param int) {
		handed = true
		all = all && (arg == nil || fine(arg) || t.Func != nil && j.supervises(t.Func, param))
	})
	return handed && all && j.given(t)
}

// given reports whether t contains panics given that the functions do which it
// is handed.
func (j *Judge) given(t syntax.Target) bool {
	switch node := j.Node(t); {
	case node != nil:
		return j.nodeGiven(node)
	case t.Func != nil:
		return j.facts.containsOf(t.Func).Given
	case t.Result != nil:
		return j.resultGiven(j.Resolve(t.Result.Fun))
	}
	return false
}

// resultGiven is given for the function that t returns.
func (j *Judge) resultGiven(t syntax.Target) bool {
	node := j.Node(t)
	if node == nil {
		return t.Func != nil && j.facts.containsOf(t.Func).ResultGiven
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: resultGivenOf, fn: node}, func() bool {
		list := j.Returns(node)
		return len(list) > 0 && !slices.ContainsFunc(list, func(e ast.Expr) bool { return !j.given(j.Resolve(e)) })
	})
}

// nodeGiven is given for a function of this package (a FuncDecl or FuncLit).
func (j *Judge) nodeGiven(fn ast.Node) bool {
	body := syntax.Body(fn)
	if body == nil {
		return false
	}
	params := j.funcParams(fn)
	if len(params) == 0 {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: givenOf, fn: fn}, func() bool {
		yield := yieldOf(params)
		return j.boundLevel(fn, bound{containing: ^uint32(0)}) == Full && (yield == nil || j.stops(body, yield))
	})
}

func fullIf(is bool) Level {
	if is {
		return Full
	}
	return None
}

// funcParams lists the parameters of fn that are functions, and nothing else
// ever; none if one of them is something else at some time.
func (j *Judge) funcParams(fn ast.Node) map[*types.Var]bool {
	params := make(map[*types.Var]bool)
	for _, field := range syntax.FuncType(fn).Params.List {
		for _, name := range field.Names {
			if v, ok := j.Info.Defs[name].(*types.Var); ok && isFunc(v.Type()) {
				if r := j.Var(v); r.Taken || len(r.Values) > 0 {
					return nil
				}
				params[v] = true
			}
		}
	}
	return params
}

// yieldOf returns the yield function if params are those of an iterator, which
// has no other; nil if not. See https://go.dev/ref/spec#For_range.
func yieldOf(params map[*types.Var]bool) *types.Var {
	for v := range params {
		r := v.Type().Underlying().(*types.Signature).Results()
		if len(params) == 1 && r.Len() == 1 && types.Identical(r.At(0).Type().Underlying(), types.Typ[types.Bool]) {
			return v
		}
	}
	return nil
}

// stops reports whether an iterator clearly stops when the loop does: one that
// calls yield again after it returned false panics. It recognizes
// if !yield(x) { return }, also as if ok := yield(x); !ok { return }, a yield that is
// the last statement or returned, and a loop that is the last one and ends with a yield
// in its condition, or with if !yield(x) { break }, from however deep inside.
func (j *Judge) stops(body *ast.BlockStmt, yield *types.Var) bool {
	good := make(map[ast.Expr]bool)                    // calls of yield after which it stops
	var negated func(cond, ok ast.Expr, call ast.Expr) // the calls in cond of which a false result makes it true
	negated = func(cond, ok, call ast.Expr) {
		switch x := ast.Unparen(cond).(type) {
		case *ast.UnaryExpr:
			if x.Op != token.NOT {
				return
			}
			if v := j.VarOf(x.X); v != nil && ok != nil && v == j.VarOf(ok) {
				good[call] = true
			}
			good[ast.Unparen(x.X)] = true
		case *ast.BinaryExpr:
			if x.Op == token.LOR {
				negated(x.X, ok, call)
				negated(x.Y, ok, call)
			}
		}
	}
	// leaves takes the calls in the condition of if ok := call; cond { … } as good.
	leaves := func(s *ast.IfStmt, before ast.Stmt) {
		if s.Init != nil {
			before = s.Init
		}
		if a, ok := before.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 {
			negated(s.Cond, a.Lhs[0], ast.Unparen(a.Rhs[0]))
			return
		}
		negated(s.Cond, nil, nil)
	}
	// lastLoop takes the ways out of a loop, the last statement with this label, as ends.
	lastLoop := func(body *ast.BlockStmt, label string) {
		syntax.Own(body, func(n ast.Node) bool {
			block, ok := n.(*ast.BlockStmt)
			if !ok {
				_, expr := n.(ast.Expr)
				return !expr
			}
			for i, s := range block.List {
				s, ok := s.(*ast.IfStmt)
				if !ok || len(s.Body.List) == 0 {
					continue
				}
				b, ok := s.Body.List[len(s.Body.List)-1].(*ast.BranchStmt)
				if !ok || b.Tok != token.BREAK {
					continue
				}
				if b.Label == nil && block == body || b.Label != nil && b.Label.Name == label {
					var before ast.Stmt
					if i > 0 {
						before = block.List[i-1]
					}
					leaves(s, before)
				}
			}
			return true
		})
	}
	label := ""
	var last func(ast.Stmt) // a statement after which the iterator returns
	last = func(s ast.Stmt) {
		switch s := s.(type) {
		case *ast.ExprStmt:
			good[ast.Unparen(s.X)] = true
		case *ast.ReturnStmt:
			for _, e := range s.Results {
				good[ast.Unparen(e)] = true
			}
		case *ast.LabeledStmt:
			label = s.Label.Name
			last(s.Stmt)
		case *ast.RangeStmt:
			lastLoop(s.Body, label)
		case *ast.ForStmt:
			lastLoop(s.Body, label)
			for cond := s.Cond; cond != nil; {
				and, ok := ast.Unparen(cond).(*ast.BinaryExpr)
				if !ok || and.Op != token.LAND {
					good[ast.Unparen(cond)] = true
					break
				}
				good[ast.Unparen(and.Y)] = true
				cond = and.X
			}
		case *ast.IfStmt:
			last(s.Body)
			if s.Else != nil {
				last(s.Else)
			}
		case *ast.BlockStmt:
			if len(s.List) > 0 {
				last(s.List[len(s.List)-1])
			}
		}
	}
	last(body)
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			if l := len(n.Body.List); l > 0 {
				if _, ok := n.Body.List[l-1].(*ast.ReturnStmt); ok {
					leaves(n, nil)
				}
			}
		case *ast.BlockStmt:
			for i, s := range n.List {
				if s, ok := s.(*ast.IfStmt); ok && len(s.Body.List) > 0 {
					if _, ok := s.Body.List[len(s.Body.List)-1].(*ast.ReturnStmt); ok && i > 0 {
						leaves(s, n.List[i-1])
					}
				}
				if ret, ok := s.(*ast.ReturnStmt); ok && i > 0 && len(ret.Results) == 0 {
					last(n.List[i-1])
				}
			}
		}
		return true
	})
	ok := true
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			ok = ok && (!j.mentions(n, yield) || j.isVar(n.Fun, yield) && good[n])
		case *ast.RangeStmt:
			ok = ok && !j.isVar(n.X, yield)
		}
		return ok
	})
	return ok
}

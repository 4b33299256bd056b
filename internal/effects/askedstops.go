package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function can receive what stops a loop, and tell that by what it returns, for which the loop asks:
//
//	for c.work() {…}                                    select { case <-c.off: return false }
//	cmd, err := l.next(); if err != nil { return }      select { case <-l.off: return "", errOff }
//
// With what it receives besides, the loop goes on: only a channel counts whose clause does nothing but to return what makes the
// loop end, for certain.

// askedStops lists the channels of which a function receives that then returns what ends the loop.
func (s *scan) askedStops() []Stop {
	var list []Stop
	if loop, ok := s.loop.(*ast.ForStmt); ok && loop.Cond != nil {
		for _, a := range s.askedCalls(loop.Cond) {
			list = append(list, s.stopsTold(a, func(a answered) bool { return s.whether(loop.Cond, a) == no })...)
		}
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		stmts := syntax.Stmts(n)
		for i, stmt := range stmts {
			behind := stmts[i:]
			if _, ok := stmt.(*ast.AssignStmt); ok {
				behind = stmts[i+1:]
			}
			for _, a := range s.askedCalls(stmt) {
				list = append(list, s.stopsTold(a, func(a answered) bool { return s.comesTo(behind, a) == yes })...)
			}
		}
		return true
	})
	return list
}

// stopsTold lists the channels of which a function receives that then does nothing but to return what ends the loop.
func (s *scan) stopsTold(a answered, ends func(answered) bool) []Stop {
	decl, ok := s.Node(s.Resolve(a.call.Fun)).(*ast.FuncDecl)
	if !ok || decl.Body == nil || len(decl.Body.List) > 2 {
		return nil
	}
	var list []Stop
	syntax.Own(decl.Body, func(n ast.Node) bool {
		recv := received(n)
		if recv == nil {
			return true
		}
		clause := n.(*ast.CommClause)
		if len(clause.Body) != 1 || s.leaving.frame(decl).acts(clause.Comm, 0) {
			return true
		}
		if ret, ok := clause.Body[0].(*ast.ReturnStmt); ok {
			if a.list = ret.Results; ends(a) {
				list = append(list, s.stopsIn(a.call, decl, recv.X)...)
			}
		}
		return true
	})
	return list
}

// An answered call is one of which it is known what it has returned.
type answered struct {
	call  *ast.CallExpr
	names map[*types.Var]int // the locals that hold one of its results alone, by its index
	list  []ast.Expr         // its results, in the function
}

// askedCalls lists the calls in a condition, and that of an assignment or of what stands before a condition.
func (s *scan) askedCalls(n ast.Node) []answered {
	var list []answered
	switch n := n.(type) {
	case *ast.AssignStmt:
		call, ok := ast.Unparen(n.Rhs[0]).(*ast.CallExpr)
		if !ok || len(n.Rhs) > 1 {
			return nil
		}
		names := make(map[*types.Var]int)
		for i, lhs := range n.Lhs {
			if v := s.VarOf(lhs); v != nil && s.declares(v) && !s.Var(v).Taken && len(s.Var(v).Values) == 1 {
				names[v] = i
			}
		}
		return []answered{{call: call, names: names}}
	case *ast.IfStmt:
		if n.Init != nil {
			list = s.askedCalls(n.Init)
		}
		return append(list, s.askedCalls(n.Cond)...)
	case ast.Expr:
		ast.Inspect(n, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				list = append(list, answered{call: call})
			}
			return true
		})
	}
	return list
}

// result returns what x, the call itself or a local that holds a result of it, is; nil for something else.
func (a answered) result(s *scan, x ast.Expr) ast.Expr {
	at, ok := a.names[s.VarOf(x)]
	if ast.Unparen(x) == ast.Expr(a.call) {
		at, ok = 0, len(a.list) == 1
	}
	if !ok || at >= len(a.list) {
		return nil
	}
	return a.list[at]
}

// comesTo tells what statements of a pass come to once a call has returned: yes, the end of the loop; no, what stands behind
// them, and nothing is done on the way that others can notice. What is done where the loop ends is what it Finishes with.
func (s *scan) comesTo(list []ast.Stmt, a answered) outcome {
	for _, stmt := range list {
		way := stmt
		switch n := stmt.(type) {
		case *ast.ReturnStmt:
			return yes
		case *ast.BranchStmt:
			if s.jumpsPast(n, s.loop) {
				return yes
			}
			return unknown
		case *ast.IfStmt:
			switch s.whether(n.Cond, a) {
			case yes:
				way = n.Body
			case no:
				way = n.Else
			}
		}
		if block, ok := way.(*ast.BlockStmt); ok && s.stopsLoop(block.List) {
			return yes
		}
		if way != nil && (s.jumpsOut(way) || s.acts(way, actsDepth)) {
			return unknown
		}
	}
	return no
}

// stopsLoop reports whether statements end the function or the loop, whatever they ask for before.
func (s *scan) stopsLoop(list []ast.Stmt) bool {
	if len(list) == 0 || slices.ContainsFunc(list[:len(list)-1], s.jumpsOut) {
		return false
	}
	switch last := list[len(list)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.jumpsPast(last, s.loop)
	}
	return false
}

// jumpsPast reports whether a break or goto ends a loop.
func (s *scan) jumpsPast(n *ast.BranchStmt, loop ast.Stmt) bool {
	switch {
	case n.Tok == token.GOTO:
		return s.Info.Uses[n.Label].Pos() >= loop.End()
	case n.Tok != token.BREAK:
		return false
	case n.Label != nil:
		return s.Info.Uses[n.Label].Pos() < loop.Pos()
	}
	return s.ownerOf(n) == ast.Node(loop)
}

// jumpsOut reports whether a statement may go on elsewhere than behind it, but by a return.
func (s *scan) jumpsOut(stmt ast.Stmt) bool {
	found := false
	syntax.Own(stmt, func(n ast.Node) bool {
		if jump, ok := n.(*ast.BranchStmt); ok && jump.Tok != token.FALLTHROUGH {
			to := token.NoPos
			if jump.Label != nil {
				to = s.Info.Uses[jump.Label].Pos()
			} else if owner := s.ownerOf(jump); owner != nil {
				to = owner.Pos()
			}
			found = found || to < stmt.Pos() || stmt.End() <= to
		}
		return !found
	})
	return found
}

// ownerOf returns the statement that a break or continue without a label is of; nil if that is not known.
func (s *scan) ownerOf(jump *ast.BranchStmt) ast.Node {
	c, ok := s.CursorOf(jump)
	if !ok {
		return nil
	}
	kinds := []ast.Node{(*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)}
	if jump.Tok == token.BREAK {
		kinds = append(kinds, (*ast.SwitchStmt)(nil), (*ast.TypeSwitchStmt)(nil), (*ast.SelectStmt)(nil))
	}
	for up := range c.Enclosing(kinds...) {
		return up.Node()
	}
	return nil
}

// whether returns whether a condition is true once a call has returned, as far as that decides it.
func (s *scan) whether(cond ast.Expr, a answered) outcome {
	if x := a.result(s, cond); x != nil {
		if value := s.Info.Types[x].Value; value != nil && value.Kind() == constant.Bool {
			return truth(constant.BoolVal(value))
		}
		return unknown
	}
	switch x := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			return not(s.whether(x.X, a))
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LAND:
			return both(s.whether(x.X, a), s.whether(x.Y, a))
		case token.LOR:
			return not(both(not(s.whether(x.X, a)), not(s.whether(x.Y, a))))
		case token.EQL:
			return s.isSame(a.result(s, x.X), x.Y)
		case token.NEQ:
			return not(s.isSame(a.result(s, x.X), x.Y))
		}
	case *ast.CallExpr:
		if fn := s.Callee(x); fn != nil && fn.FullName() == "errors.Is" {
			return s.isSame(a.result(s, x.Args[0]), x.Args[1])
		}
	}
	return unknown
}

// isSame returns whether an error that a function returns, nil or one that a package keeps, is what it is compared with.
func (s *scan) isSame(returned, with ast.Expr) outcome {
	switch {
	case returned == nil:
	case s.IsNil(with):
		if s.IsNil(returned) || s.isError(returned) {
			return truth(s.IsNil(returned))
		}
	case s.IsNil(returned):
		if s.isError(with) {
			return no
		}
	case s.VarOf(returned) == s.VarOf(with) && s.isError(with) && s.VarOf(with) != nil:
		return yes
	}
	return unknown
}

// isError reports whether x makes an error, or is one that a package keeps.
func (s *scan) isError(x ast.Expr) bool {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		return known.MakesError(s.Callee(call))
	}
	v := s.VarOf(x)
	if v == nil || v.IsField() || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() || !syntax.IsError(v.Type()) {
		return false
	}
	return v.Pkg() != s.Types || !s.Var(v).Zero
}

// truth is what a condition is that is known.
func truth(is bool) outcome {
	if is {
		return yes
	}
	return no
}

func not(o outcome) outcome {
	switch o {
	case yes:
		return no
	case no:
		return yes
	}
	return unknown
}

// both is what "and" makes of two: false if one of them is.
func both(a, b outcome) outcome {
	switch {
	case a == no || b == no:
		return no
	case a == yes && b == yes:
		return yes
	}
	return unknown
}

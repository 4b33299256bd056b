package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a loop keeps in its locals from pass to pass starts anew with another run: what it has collected, counted
// or remembered would be gone.

// collects returns a local map or list in which the loop keeps what has come, from pass to
// pass: the next run would have an empty one.
func (s *scan) collects() string {
	if !isLoop(s.loop) {
		return ""
	}
	name := ""
	keep := func(x ast.Expr) {
		if v := s.VarOf(x); v != nil && name == "" && !v.IsField() && s.beforeLoop(v) && !s.renewed(v) {
			name = v.Name()
		}
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			if x, ok := ast.Unparen(n.X).(*ast.IndexExpr); ok && isMap(s.Info.TypeOf(x.X)) {
				keep(x.X)
			}
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if x, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok && isMap(s.Info.TypeOf(x.X)) {
					keep(x.X)
				}
				if len(n.Lhs) == len(n.Rhs) {
					if call, ok := ast.Unparen(n.Rhs[i]).(*ast.CallExpr); ok && s.Builtin(call) == "append" && s.Text(call.Args[0]) == s.Text(lhs) {
						keep(lhs)
					}
				}
			}
		case *ast.CallExpr: // for f := range ops { f(m) }
			if s.Builtin(n) != "" || s.Info.Types[n.Fun].IsType() {
				break
			}
			for i, arg := range n.Args {
				if isMap(s.Info.TypeOf(arg)) && s.entersIn(n, i) {
					keep(arg)
				}
			}
		}
		return true
	})
	return name
}

// entersIn reports whether a call may add entries to the map that is its i-th argument.
func (s *scan) entersIn(call *ast.CallExpr, i int) bool {
	fn := s.Callee(call)
	if fn == nil {
		return true // a function value
	}
	decl := s.Decl(fn)
	if i -= s.Shift(call, fn); decl == nil || decl.Body == nil || i < 0 || i >= fn.Signature().Params().Len() {
		return false
	}
	param := fn.Signature().Params().At(i)
	found := false
	syntax.Own(decl.Body, func(n ast.Node) bool {
		var changed []ast.Expr
		switch n := n.(type) {
		case *ast.AssignStmt:
			changed = n.Lhs
		case *ast.IncDecStmt:
			changed = []ast.Expr{n.X}
		}
		for _, x := range changed {
			elem, ok := ast.Unparen(x).(*ast.IndexExpr)
			found = found || ok && s.VarOf(elem.X) == param
		}
		return !found
	})
	return found
}

// remembers returns a local in which the loop keeps from pass to pass what it sends, or
// what that depends on: an error that it answers with, the previous value.
func (s *scan) remembers() string {
	if s.head < 0 {
		return ""
	}
	name := ""
	syntax.Own(s.loop, func(n ast.Node) bool {
		if send, ok := n.(*ast.SendStmt); ok && name == "" {
			name = s.stepped(send.Value)
		}
		a, ok := n.(*ast.AssignStmt)
		if !ok || a.Tok != token.ASSIGN {
			return true
		}
		for _, lhs := range a.Lhs {
			if v := s.VarOf(lhs); v != nil && name == "" && !v.IsField() && s.beforeLoop(v) && s.sentFromBefore(v) {
				name = v.Name()
			}
		}
		return true
	})
	return name
}

// stepped returns a local that a value is asked of by a method that changes it: out <- m.step(v).
func (s *scan) stepped(value ast.Expr) string {
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	if !ok {
		return ""
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || s.Info.Selections[sel] == nil {
		return ""
	}
	v := s.VarOf(sel.X)
	if v == nil || v.IsField() || !s.beforeLoop(v) || !s.own(v) {
		return ""
	}
	for _, t := range s.targets(call.Fun) {
		if len(t.summary.Sets) > 0 {
			return v.Name()
		}
	}
	return ""
}

// sentFromBefore reports whether there is a way from the head of the loop to a send of what
// v says, on which v gets no value.
func (s *scan) sentFromBefore(v *types.Var) bool {
	seen := make(map[int32]bool)
	work := []int32{s.head}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		set := false
		for _, n := range s.graph.Blocks[b].Nodes {
			switch n := n.(type) {
			case *ast.SendStmt:
				if s.Mentions(n.Value, v) {
					return true
				}
			case *ast.AssignStmt:
				set = set || slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return s.VarOf(lhs) == v }) &&
					!slices.ContainsFunc(n.Rhs, func(rhs ast.Expr) bool { return s.Mentions(rhs, v) }) // n = n + 1 goes on
			}
			if set {
				break
			}
		}
		if !set {
			for _, succ := range s.graph.Blocks[b].Succs {
				work = append(work, succ.Index)
			}
		}
	}
	return false
}

// takesAll returns a local in which the loop takes all of a list from outside, to work it off
// one by one: a second run would find the list empty.
//
//	q := s.q; s.q = nil; for _, v := range q { s.do(v) }
func (s *scan) takesAll() string {
	if !isLoop(s.loop) {
		return ""
	}
	emptied := make(map[string]bool)
	syntax.Own(s.loop, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if ok && a.Tok == token.ASSIGN && len(a.Lhs) == len(a.Rhs) {
			for i, lhs := range a.Lhs {
				if s.isEmpty(a.Rhs[i]) {
					emptied[s.class(lhs)] = true
				}
			}
		}
		return true
	})
	name := ""
	syntax.Own(s.loop, func(n ast.Node) bool {
		loop, ok := n.(*ast.RangeStmt)
		if !ok || name != "" {
			return true
		}
		v := s.VarOf(loop.X)
		if v == nil || v.IsField() || !s.declares(v) || !s.Panics(loop.Body) {
			return true
		}
		for _, value := range s.Var(v).Values {
			if from := s.VarOf(value.Expr); value.Expr != nil && from != nil && from.IsField() && emptied[s.classOf(from)] {
				name = v.Name()
			}
		}
		return true
	})
	return name
}

// isEmpty reports whether a value is a list or map without anything in it.
func (s *scan) isEmpty(value ast.Expr) bool {
	switch x := ast.Unparen(value).(type) {
	case *ast.CompositeLit:
		return len(x.Elts) == 0
	case *ast.CallExpr:
		return s.Builtin(x) == "make"
	case *ast.SliceExpr: // s.q[:0]
		v := s.Info.Types[x.High].Value
		return v != nil && constant.Sign(v) == 0
	}
	return s.IsNil(value)
}

// renewed reports whether each pass of the loop without bound begins with a new value of
// a local, so that nothing is kept in it.
func (s *scan) renewed(v *types.Var) bool {
	var body *ast.BlockStmt
	switch loop := s.loop.(type) {
	case *ast.ForStmt:
		body = loop.Body
	case *ast.RangeStmt:
		body = loop.Body
	}
	return slices.ContainsFunc(body.List, func(stmt ast.Stmt) bool {
		switch n := stmt.(type) {
		case *ast.AssignStmt:
			return len(n.Lhs) == 1 && n.Tok == token.ASSIGN && s.VarOf(n.Lhs[0]) == v && (s.isEmpty(n.Rhs[0]) || !s.Mentions(n.Rhs[0], v))
		case *ast.ExprStmt:
			call, ok := ast.Unparen(n.X).(*ast.CallExpr)
			return ok && s.Builtin(call) == "clear" && s.VarOf(call.Args[0]) == v
		}
		return false
	})
}

// progress returns a local that counts on from pass to pass what has come, and that
// finds out by it what is next: a sequence number, a position.
func (s *scan) progress() string {
	if !isLoop(s.loop) {
		return ""
	}
	counts, other := make(map[*types.Var]bool), make(map[*types.Var]bool)
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			if v := s.VarOf(n.X); v != nil && n.Tok == token.INC && s.fromBefore(v) {
				counts[v] = true
			}
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if v := s.VarOf(lhs); v != nil {
					counts[v] = counts[v] || n.Tok == token.ADD_ASSIGN && s.fromBefore(v)
					other[v] = other[v] || n.Tok == token.ASSIGN
				}
			}
		}
		return true
	})
	name := ""
	decides := func(e ast.Expr) {
		if v := s.VarOf(e); v != nil && counts[v] && !other[v] && name == "" {
			name = v.Name()
		}
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			decides(n.Value)
			if v := s.VarOf(n.Value); v != nil && s.declares(v) { // v := read(off)
				for _, value := range s.Var(v).Values {
					if call, ok := ast.Unparen(value.From).(*ast.CallExpr); ok {
						for _, arg := range call.Args {
							decides(arg)
						}
					}
				}
			}
		case *ast.IndexExpr:
			if isMap(s.Info.TypeOf(n.X)) {
				decides(n.Index)
			}
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				for _, pair := range [2][2]ast.Expr{{n.X, n.Y}, {n.Y, n.X}} {
					if from := s.Base(pair[1]); from != nil && !from.IsField() && s.cameIn(Ref{root: from}) {
						decides(pair[0])
					}
				}
			}
		}
		return true
	})
	return name
}

// beforeLoop reports whether v is a local that is declared before the loop without
// bound.
func (s *scan) beforeLoop(v *types.Var) bool {
	return s.declares(v) && s.body.Pos() <= v.Pos() && v.Pos() < s.loop.Pos()
}

// fromBefore reports whether v is a local or a parameter that the loop begins with.
func (s *scan) fromBefore(v *types.Var) bool {
	slot, param := s.slots[v]
	return s.beforeLoop(v) || param && (slot > 0 || v.Kind() != types.RecvVar)
}

// countsOut returns the counter of the loop, if what the loop sends depends on it.
func (s *scan) countsOut() string {
	loop, ok := s.loop.(*ast.ForStmt)
	if !ok || loop.Init == nil || loop.Post == nil {
		return ""
	}
	init, ok := loop.Init.(*ast.AssignStmt)
	if !ok {
		return ""
	}
	name := ""
	for _, lhs := range init.Lhs {
		v := s.VarOf(lhs)
		syntax.Own(loop.Body, func(n ast.Node) bool {
			if send, ok := n.(*ast.SendStmt); ok {
				ast.Inspect(send.Value, func(m ast.Node) bool {
					if id, ok := m.(*ast.Ident); ok && v != nil && s.Info.Uses[id] == v {
						name = v.Name()
					}
					return true
				})
			}
			return true
		})
	}
	return name
}

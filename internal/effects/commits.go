package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A transaction, a batch, a buffer gathers what it is handed in itself, and hands it all on at the end. Where the end
// is deferred, it comes after a panic, too, and half of it is published as if it were all:
//
//	tx := db.Begin()
//	defer tx.End() // appends the rows of tx to those of db
//	for _, row := range rows {
//		tx.Insert(row)
//	}
//
// An end that asks for a flag which somebody else raises, t.ok, is told whether all went well.

// publishes reports whether a call makes what has been done so far visible at once: by the name of the function, or
// since that hands on what the receiver has gathered. Not where a flag says first that all went well, nor where a service ends.
func (s *reading) publishes(fn *types.Func, targets []target, call *ast.CallExpr) bool {
	if s.isGuarded(call) {
		return false
	}
	if fn != nil && known.Publishes(fn) {
		return true
	}
	if s.deferred != nil && s.loop != nil {
		return false
	}
	sel := s.methodSelector(call.Fun, 0)
	others := sel == nil || s.Base(sel.X) == s.receiver() // it lives longer than the function
	handsOn := func(node ast.Node) bool {
		if syntax.Body(node) == nil || s.takesData(node) {
			return false
		}
		frame := s.leaving.frame(node)
		return !(others && frame.deletes()) && slices.ContainsFunc(frame.gatherers(), frame.handsOnGathered) // it does not clear away
	}
	return slices.ContainsFunc(targets, func(t target) bool {
		decl, ok := t.node.(*ast.FuncDecl)
		return ok && decl.Recv != nil && handsOn(decl)
	}) || slices.ContainsFunc(s.returned(call), handsOn)
}

// takesData reports whether a function is handed what it works on, or gives out what there is: the end of a transaction is told
// of a context, an error or a flag at most, and returns an error or a number at most.
func (s *reading) takesData(fn ast.Node) bool {
	typ := syntax.FuncType(fn)
	return slices.ContainsFunc(typ.Params.List, func(field *ast.Field) bool {
		t := s.Info.TypeOf(field.Type)
		basic, ok := t.Underlying().(*types.Basic)
		return !syntax.IsContext(t) && !syntax.IsError(t) && !(ok && basic.Kind() == types.Bool)
	}) || typ.Results != nil && slices.ContainsFunc(typ.Results.List, func(field *ast.Field) bool {
		t := s.Info.TypeOf(field.Type)
		_, ok := t.Underlying().(*types.Basic)
		return !ok && !syntax.IsError(t)
	})
}

// returned lists the functions of which a call calls one that another call has returned, alone or with other results:
//
//	t, end := db.begin(); defer end()
func (s *reading) returned(call *ast.CallExpr) []ast.Node {
	from := s.Resolve(call.Fun).Result
	if from == nil {
		return nil
	}
	var list []ast.Node
	if node := s.Node(s.Resolve(from.Fun)); node != nil {
		for _, e := range s.Returns(node) {
			list = append(list, s.Node(s.Resolve(e)))
		}
	}
	return list
}

// gatherers lists what a function may hand on what was gathered in: the receiver of a method, the variables around a literal.
func (s *scan) gatherers() []*types.Var {
	lit, ok := s.fn.(*ast.FuncLit)
	if !ok {
		return []*types.Var{s.receiver()}
	}
	var list []*types.Var
	syntax.Own(lit.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := s.Info.Uses[id].(*types.Var); ok && !v.IsField() && (v.Pos() < lit.Pos() || lit.End() <= v.Pos()) && !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
		return true
	})
	return list
}

// opBehind reports whether an operation behind a defer statement can panic.
func (s *reading) opBehind(d *ast.DeferStmt) bool {
	found := false
	s.Operations(s.body, func(op ast.Node) bool {
		found = found || op.Pos() > d.End()
		return !found
	})
	return found
}

// isGuarded reports whether a statement stands in a branch that is taken if a flag is raised, which the function
// does not raise itself: if ok { tx.Commit() }.
func (s *scan) isGuarded(n ast.Node) bool {
	c, ok := s.CursorOf(n)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		cond, ok := up.Node().(*ast.IfStmt)
		if !ok {
			return false
		}
		if cond.Body.Pos() <= n.Pos() && n.End() <= cond.Body.End() && s.asksForFlag(cond.Cond, false) {
			return true
		}
	}
	return false
}

// asksForFlag reports whether a condition holds only if a flag is raised that the function does not raise itself;
// lowered says: only if it is not.
func (s *scan) asksForFlag(cond ast.Expr, lowered bool) bool {
	switch x := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return x.Op == token.NOT && s.asksForFlag(x.X, !lowered)
	case *ast.BinaryExpr:
		return (x.Op == token.LAND && !lowered || x.Op == token.LOR && lowered) && (s.asksForFlag(x.X, lowered) || s.asksForFlag(x.Y, lowered))
	case *ast.Ident, *ast.SelectorExpr:
		v := s.VarOf(x.(ast.Expr))
		if v == nil || lowered || !types.Identical(v.Type().Underlying(), types.Typ[types.Bool]) {
			return false
		}
		values := s.Var(v).Values
		return len(values) > 0 && !slices.ContainsFunc(values, func(value syntax.Value) bool {
			raised := value.Expr == nil || s.direction(value.Expr) != lower
			return raised && (value.Decl || s.body.Pos() <= value.Pos && value.Pos < s.body.End())
		})
	}
	return false
}

// deletes reports whether a function takes entries out of a map.
func (s *scan) deletes() bool {
	found := false
	syntax.Own(s.body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && s.Builtin(call) == "delete"
		return !found
	})
	return found
}

// handsOnGathered reports whether a function hands on what its receiver, or another variable, has gathered in a field: it
// assigns it to what is not a field of that itself, sends it, or calls somebody with it.
func (s *scan) handsOnGathered(recv *types.Var) bool {
	if recv == nil || s.callsRecover(s.body) || s.leavesUnless() {
		return false
	}
	var parts []*types.Var // what a loop finds in a gathered field, and other names of it
	of := func(x ast.Node) bool {
		found := false
		ast.Inspect(x, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				field := s.VarOf(n)
				found = found || field != nil && field.IsField() && s.VarOf(n.X) == recv && s.leaving.gathers(field.Origin())
			case *ast.Ident:
				v, ok := s.Info.Uses[n].(*types.Var)
				found = found || ok && slices.Contains(parts, v)
			case *ast.CallExpr:
				return s.Builtin(n) != "len"
			}
			return !found
		})
		return found
	}
	part := func(x ast.Expr) {
		if id, ok := x.(*ast.Ident); ok {
			if v, ok := s.Info.ObjectOf(id).(*types.Var); ok {
				parts = append(parts, v)
			}
		}
	}
	found := false
	syntax.Own(s.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			if of(n.X) {
				part(n.Key)
				part(n.Value)
			}
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if !of(n.Rhs[min(i, len(n.Rhs)-1)]) {
					continue
				}
				if v := s.VarOf(lhs); v != nil && s.declares(v) {
					part(lhs)
					continue
				}
				found = found || !s.isFieldOf(lhs, recv) && !s.isGuarded(n)
			}
		case *ast.SendStmt:
			found = found || of(n.Value) && !s.isGuarded(n)
		case *ast.CallExpr:
			found = found || !s.keeps(n, recv) && slices.ContainsFunc(n.Args, func(arg ast.Expr) bool { return of(arg) }) && !s.isGuarded(n)
		}
		return !found
	})
	return found
}

// receiver returns the variable of the receiver of a method; nil if it has no name.
func (s *scan) receiver() *types.Var {
	for v, slot := range s.slots {
		if decl, ok := s.fn.(*ast.FuncDecl); ok && decl.Recv != nil && slot == 0 {
			return v
		}
	}
	return nil
}

// isFieldOf reports whether x is a field of what v is or points to, or an element of a list or map that was made for one.
func (s *scan) isFieldOf(x ast.Expr, v *types.Var) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.IndexExpr:
		field := s.VarOf(x.X)
		return s.isFieldOf(x.X, v) && field != nil && !slices.ContainsFunc(s.Var(field).Values, func(value syntax.Value) bool {
			switch from := ast.Unparen(value.Expr).(type) {
			case *ast.CallExpr:
				return s.Builtin(from) == ""
			case *ast.CompositeLit:
				return false
			}
			return true // of somebody else
		})
	case *ast.SelectorExpr:
		return s.VarOf(x.X) == v
	}
	return false
}

// keeps reports whether a call does not hand on what it is handed: it only looks at it, writes a line in a log, or
// makes something of it.
func (s *scan) keeps(call *ast.CallExpr, recv *types.Var) bool {
	if s.Info.Types[call.Fun].IsType() || s.Builtin(call) != "" {
		return true
	}
	fn := s.Callee(call)
	if known.Of(fn) != nil || fn != nil && (isLog(fn) || fn.Pkg() != nil && quiet(fn.Pkg().Path()) && !known.HandsOn(fn.Name())) {
		return true
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && s.VarOf(sel.X) == recv && fn != nil {
		return true // its own
	}
	if fn != nil && (known.Ends(fn.Name()) || known.IsRelease(fn.Name()) || known.TakesBack(fn.Name())) {
		return true
	}
	return !restarting{s}.handsOut(call)
}

// leavesUnless reports whether a function leaves first thing unless a flag is raised: if !t.ok { return }.
func (s *scan) leavesUnless() bool {
	for _, stmt := range s.body.List {
		cond, ok := stmt.(*ast.IfStmt)
		if ok && leavesLoop(cond.Body.List) && s.asksForFlag(&ast.UnaryExpr{Op: token.NOT, X: cond.Cond}, false) {
			return true
		}
	}
	return false
}

// gathers reports whether something in the package adds to a list, a map or a buffer in a field.
func (r *leaving) gathers(field *types.Var) bool {
	if r.gathered == nil {
		r.gathered = r.findGathered()
	}
	return r.gathered[field]
}

// findGathered reads the package once for the fields to which something is added.
func (src source) findGathered() map[*types.Var]bool {
	set := make(map[*types.Var]bool)
	add := func(x ast.Expr) {
		if v := src.VarOf(x); v != nil && v.IsField() {
			set[v.Origin()] = true
		}
	}
	for c := range src.Preorder((*ast.AssignStmt)(nil), (*ast.CallExpr)(nil)) {
		switch n := c.Node().(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if x, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok && isMap(src.Info.TypeOf(x.X)) {
					add(x.X)
				}
				if len(n.Lhs) == len(n.Rhs) {
					if call, ok := ast.Unparen(n.Rhs[i]).(*ast.CallExpr); ok && src.Builtin(call) == "append" && src.Text(call.Args[0]) == src.Text(lhs) {
						add(lhs)
					}
				}
			}
		case *ast.CallExpr: // t.buf.WriteString(line), fmt.Fprintln(t.buf, line)
			sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			if !ok || len(n.Args) == 0 || !known.HandsOn(sel.Sel.Name) {
				break
			}
			to := ast.Unparen(n.Args[0])
			if src.Info.Selections[sel] != nil {
				to = sel.X
			} else if u, ok := to.(*ast.UnaryExpr); ok {
				to = ast.Unparen(u.X)
			}
			if t := src.Info.TypeOf(to); t != nil && (syntax.IsNamed(deref(t), "bytes", "Buffer") || syntax.IsNamed(deref(t), "strings", "Builder")) {
				add(to)
			}
		}
	}
	return set
}

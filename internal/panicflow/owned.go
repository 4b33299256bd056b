package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Of a struct that one local variable points to, and nobody else, all that its fields are ever set to is in view:
//
//	s := &state{seen: map[int]bool{}}   // or newState(), which makes one and keeps it nowhere
//	s.hook = log.Print
//	go func() { s.seen[1] = true; s.hook("done") }()

// An ownField is a field of what a local variable points to.
type ownField struct{ v, f *types.Var }

// owning tells of those fields.
type owning struct {
	*Judge
	staying map[ownField]bool // staysSet
}

// staysSet reports whether all that the field is ever set to is in view, and is not nil.
func (j *owning) staysSet(of ownField) bool {
	stays, ok := j.staying[of]
	if !ok {
		before := j.solver.Provisional()
		j.staying[of] = false // while it is asked for: nothing but values that are not nil, whoever is asked first
		values, inView := j.values(of, 0)
		stays = inView && !slices.ContainsFunc(values, func(e ast.Expr) bool { return !j.nilness.notNil(e, nil) })
		if j.staying[of] = stays; j.solver.Provisional() != before {
			delete(j.staying, of)
		}
	}
	return stays
}

// maxConstructors bounds how many constructors call each other.
const maxConstructors = 4

// values lists all that the field is ever set to; false if it may be something else, too, but for what it is where
// nobody sets it. A variable in a constructor (depth > 0) may be returned.
func (j *owning) values(of ownField, depth int) (list []ast.Expr, ok bool) {
	r := j.Var(of.v)
	if of.v.Kind() != types.LocalVar || of.v.Pkg() != j.Types || r.Taken || len(r.Values) == 0 || depth > maxConstructors {
		return nil, false
	}
	for _, value := range r.Values {
		if value.Expr == nil {
			return nil, false
		}
		made, ok := j.madeBy(value.Expr, of.f, depth)
		if !ok {
			return nil, false
		}
		list = append(list, made...)
	}
	for _, use := range j.Uses(of.v) {
		up := user(use)
		sel, ok := up.Node().(*ast.SelectorExpr)
		if !ok {
			ret, returned := up.Node().(*ast.ReturnStmt)
			if depth > 0 && returned && len(ret.Results) == 1 && j.FuncAround(ret) == j.FuncAt(of.v.Pos()) || j.isTarget(up.Node(), use.Node()) {
				continue
			}
			return nil, false
		}
		if s := j.Info.Selections[sel]; s == nil || s.Kind() != types.FieldVal {
			return nil, false
		}
		if v := j.VarOf(sel); v == nil || v.Origin() != of.f.Origin() {
			continue
		}
		switch n := user(up).Node().(type) {
		case *ast.AssignStmt:
			i := slices.IndexFunc(n.Lhs, func(lhs ast.Expr) bool { return ast.Unparen(lhs) == sel })
			if i < 0 {
				continue
			}
			if len(n.Lhs) != len(n.Rhs) {
				return nil, false
			}
			list = append(list, n.Rhs[i])
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				return nil, false
			}
		case *ast.RangeStmt:
			if ast.Unparen(n.X) != sel {
				return nil, false
			}
		}
	}
	return list, true
}

// isTarget reports whether n assigns to e, which is a variable.
func (j *owning) isTarget(n, e ast.Node) bool {
	assign, ok := n.(*ast.AssignStmt)
	return ok && slices.ContainsFunc(assign.Lhs, func(lhs ast.Expr) bool { return ast.Unparen(lhs) == e })
}

// madeBy lists what the field f is set to in the new struct that e makes; false if it is not new, or not
// all of that is in view.
func (j *owning) madeBy(e ast.Expr, f *types.Var, depth int) (list []ast.Expr, ok bool) {
	e = ast.Unparen(e)
	if x, ok := e.(*ast.UnaryExpr); ok && x.Op == token.AND {
		e = ast.Unparen(x.X)
	}
	switch x := e.(type) {
	case *ast.CompositeLit:
		st, ok := core(j.Info.TypeOf(x)).(*types.Struct)
		if !ok {
			return nil, false
		}
		for i, elt := range x.Elts {
			set := (*types.Var)(nil)
			if kv, keyed := elt.(*ast.KeyValueExpr); keyed {
				set, _ = j.Info.Uses[kv.Key.(*ast.Ident)].(*types.Var)
				elt = kv.Value
			} else {
				set = st.Field(i)
			}
			if set != nil && set.Origin() == f.Origin() {
				list = append(list, elt)
			}
		}
		return list, true
	case *ast.CallExpr:
		if j.Builtin(x) == "new" {
			return nil, j.Info.Types[x.Args[0]].IsType()
		}
		decl, ok := j.Node(j.Resolve(x.Fun)).(*ast.FuncDecl)
		if !ok || decl.Body == nil || depth >= maxConstructors || syntax.FuncType(decl).Results.NumFields() != 1 || j.nilness.mayReplaceResult(decl) {
			return nil, false
		}
		ok = true
		j.eachReturn(decl, func(_ *ast.ReturnStmt, results []ast.Expr) {
			if !ok || len(results) != 1 {
				ok = false
				return
			}
			var more []ast.Expr
			if v, local := j.Info.ObjectOf(identOf(results[0])).(*types.Var); local {
				more, ok = j.values(ownField{v, f}, depth+1)
			} else {
				more, ok = j.madeBy(results[0], f, depth+1)
			}
			list = append(list, more...)
		})
		return list, ok
	}
	return nil, false
}

// level returns what becomes of a panic in the function that e, such a field, holds; None if it is none.
func (j *owning) level(e ast.Expr, call *ast.CallExpr) Level {
	return lowest(j.functions(e, call), j.trusting.valueLevel)
}

// recovers returns the guard that the function in e, such a field, is when it is the deferred function; None if it is none.
func (j *owning) recovers(e ast.Expr, call *ast.CallExpr) Level {
	return lowest(j.functions(e, call), func(value ast.Expr) Level { return j.guarding.valueRecovers(value, nil) })
}

// functions lists what e, such a field, holds where call calls it, and is not nil; none if that is not known.
func (j *owning) functions(e ast.Expr, call *ast.CallExpr) []ast.Expr {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok || call == nil || j.strict || j.Info.Selections[sel] == nil || len(j.Info.Selections[sel].Index()) != 1 {
		return nil
	}
	v, _ := j.Info.ObjectOf(identOf(sel.X)).(*types.Var)
	f := j.VarOf(sel)
	if v == nil || f == nil || v.IsField() || !j.trusting.callable(call) {
		return nil
	}
	list, ok := j.values(ownField{v, f}, 0)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(list, j.IsNil)
}

// identOf returns the identifier that e is; an empty one for anything else.
func identOf(e ast.Expr) *ast.Ident {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok {
		return id
	}
	return new(ast.Ident)
}

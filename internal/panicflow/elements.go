package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Functions in a list that is written out: for _, f := range []func(){a, b} { go f() }.

// elementsOf lists the functions of which e is one: an element, or the variable of a loop over
// them.
func (j *containment) elementsOf(e ast.Expr) ([]ast.Expr, bool) {
	switch x := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		if _, isMap := core(j.Info.TypeOf(x.X)).(*types.Map); isMap {
			return nil, false // which may have no such key
		}
		return j.listed(x.X)
	case *ast.Ident:
		v, ok := j.Info.Uses[x].(*types.Var)
		if !ok || v.Kind() != types.LocalVar || v.Pkg() != j.Types || v.Parent() == j.Types.Scope() || !isFunc(v.Type()) {
			return nil, false
		}
		r := j.Var(v)
		if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl || r.Values[0].From != nil {
			return nil, false
		}
		c, ok := j.CursorAt(v.Pos())
		if !ok {
			return nil, false
		}
		n, ok := c.Parent().Node().(*ast.RangeStmt)
		if !ok || n.Value != c.Node() {
			return nil, false
		}
		return j.listed(n.X)
	}
	return nil, false
}

// foundIn lists the functions of which the local variable v is one, or nil: f, ok := table[k].
func (j *containment) foundIn(v *types.Var) ([]ast.Expr, bool) {
	if v.Kind() != types.LocalVar || v.Pkg() != j.Types || v.Parent() == j.Types.Scope() || !isFunc(v.Type()) {
		return nil, false
	}
	r := j.Var(v)
	if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl {
		return nil, false
	}
	from := r.Values[0].Expr
	if from == nil {
		from = r.Values[0].From
	}
	x, ok := ast.Unparen(from).(*ast.IndexExpr)
	if !ok {
		return nil, false
	}
	if _, isMap := core(j.Info.TypeOf(x.X)).(*types.Map); !isMap {
		return nil, false
	}
	return j.listed(x.X)
}

// foundLevel returns what becomes of a panic in the function that call calls, if that is found in a table.
func (j *containment) foundLevel(call *ast.CallExpr) Level {
	v := j.VarOf(call.Fun)
	if v == nil {
		return None
	}
	list, ok := j.foundIn(v)
	if !ok || !j.trusting.callable(call) {
		return None
	}
	return lowest(slices.DeleteFunc(list, j.IsNil), j.trusting.valueLevel)
}

// listed lists the elements of a composite literal, or of a variable, local or of the package, that holds one which
// nobody changes.
func (j *containment) listed(e ast.Expr) ([]ast.Expr, bool) {
	e = ast.Unparen(e)
	if v := j.VarOf(e); v != nil {
		global := v.Parent() == j.Types.Scope()
		if v.Pkg() != j.Types || !(global && !v.Exported() || !global && v.Kind() == types.LocalVar) {
			return nil, false
		}
		r := j.Var(v)
		if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl || r.Values[0].Expr == nil || j.changesList(v) {
			return nil, false
		}
		e = ast.Unparen(r.Values[0].Expr)
	}
	lit, ok := e.(*ast.CompositeLit)
	if !ok || !isFuncList(j.Info.TypeOf(lit)) {
		return nil, false
	}
	if a, ok := core(j.Info.TypeOf(lit)).(*types.Array); ok && a.Len() != int64(len(lit.Elts)) {
		return nil, false // the others are nil
	}
	list := make([]ast.Expr, 0, len(lit.Elts))
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if _, isMap := core(j.Info.TypeOf(lit)).(*types.Map); !isMap {
				return nil, false
			}
			elt = kv.Value
		}
		list = append(list, elt)
	}
	return list, true
}

// changesList reports whether a use of the list in v may do more than to read it.
func (j *containment) changesList(v *types.Var) bool {
	if v.Parent() != j.Types.Scope() {
		return slices.ContainsFunc(j.Uses(v), j.mayChangeList)
	}
	if j.changed == nil {
		j.changed = make(map[*types.Var]bool)
		for c := range j.Preorder((*ast.Ident)(nil)) {
			if v, ok := j.Info.Uses[c.Node().(*ast.Ident)].(*types.Var); ok && v.Parent() == j.Types.Scope() && isFuncList(v.Type()) && !j.changed[v] {
				j.changed[v] = j.mayChangeList(c)
			}
		}
	}
	return j.changed[v]
}

// mayChangeList reports whether the use of a list at c does more than to read it.
func (src source) mayChangeList(c inspector.Cursor) bool {
	up := user(c)
	switch n := up.Node().(type) {
	case *ast.RangeStmt:
		return ast.Unparen(n.X) != c.Node()
	case *ast.CallExpr:
		return src.Builtin(n) != "len"
	case *ast.IndexExpr:
		switch n := user(up).Node().(type) {
		case *ast.AssignStmt:
			return slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return ast.Unparen(lhs) == up.Node() })
		case *ast.UnaryExpr:
			return true
		}
		return false
	}
	return true
}

// passedThrough returns what a function of this package is handed and returns as it is, if that is
// all that v holds: x, y := pair(a, b).
func (src source) passedThrough(v *types.Var) ast.Expr {
	if v.Kind() != types.LocalVar || v.Pkg() != src.Types || v.Parent() == src.Types.Scope() || !isFunc(v.Type()) {
		return nil
	}
	r := src.Var(v)
	if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl || r.Values[0].Expr != nil || r.Values[0].From == nil {
		return nil
	}
	call, ok := ast.Unparen(r.Values[0].From).(*ast.CallExpr)
	if !ok {
		return nil
	}
	node := src.Node(src.Resolve(call.Fun))
	c, found := src.CursorAt(v.Pos())
	if node == nil || syntax.Body(node) == nil || !found {
		return nil
	}
	n, ok := c.Parent().Node().(*ast.AssignStmt)
	if !ok {
		return nil
	}
	i := slices.IndexFunc(n.Lhs, func(lhs ast.Expr) bool { return lhs == c.Node() })
	var param *types.Var
	same := i >= 0
	syntax.Own(syntax.Body(node), func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok {
			if len(ret.Results) <= i || i < 0 {
				same = false
				return false
			}
			p := src.VarOf(ret.Results[i])
			same = same && p != nil && (param == nil || param == p)
			param = p
		}
		return same
	})
	if !same || param == nil || len(src.Var(param).Values) > 0 || src.Var(param).Taken {
		return nil
	}
	for k, arg := range call.Args {
		if src.param(node, k) == param {
			return arg
		}
	}
	return nil
}

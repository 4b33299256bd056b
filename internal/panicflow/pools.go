package panicflow

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A sync.Pool gives back what was put into it, or what its New makes: where all of that is of one type, the
// assertion that everybody writes behind Get holds. See https://pkg.go.dev/sync#Pool.
//
//	var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
//	b := buffers.Get().(*bytes.Buffer)

// pooling tells what the pools of the package give.
type pooling struct {
	*Judge
	types map[*types.Var]types.Type // findPools; nil until the first question
}

// pooled returns the type of what e, a call of Get, gives back, which is not nil; nil if that is not known.
func (j *pooling) pooled(e ast.Expr) types.Type {
	v, t := j.poolOf(e)
	if v == nil {
		return nil
	}
	made := j.poolMakes(v)
	if made == nil || t != nil && !types.Identical(t, made) {
		return nil
	}
	return made
}

// poolOf returns the pool that e, a call of Get, is about, and the type of all that is put into it, nil if nothing is;
// no pool if something else is put in, or somebody else gets it.
func (j *pooling) poolOf(e ast.Expr) (*types.Var, types.Type) {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || j.strict || j.IsStd(j.Types.Path()) { // fmt.Scan has one beside a recover that hands on what it does not know
		return nil, nil
	}
	if fn := j.Callee(call); fn == nil || fn.FullName() != "(*sync.Pool).Get" {
		return nil, nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil, nil
	}
	v := j.VarOf(sel.X)
	if v == nil || v.Pkg() != j.Types {
		return nil, nil
	}
	if j.types == nil {
		j.findPools()
	}
	t, seen := j.types[v.Origin()]
	if seen && t == nil {
		return nil, nil
	}
	return v, t
}

// hasNoNew reports whether v, a pool of which all uses are in view, is declared without a New: Get returns nil where it
// has nothing.
func (j *pooling) hasNoNew(v *types.Var) bool {
	r := j.Var(v)
	if v.Kind() != types.LocalVar && (v.Exported() || v.Parent() != j.Types.Scope()) {
		return false
	}
	if _, pointer := v.Type().Underlying().(*types.Pointer); pointer || !r.Zero && len(r.Values) == 0 {
		return false
	}
	for _, value := range r.Values {
		if lit, ok := value.Expr.(*ast.CompositeLit); !ok || len(lit.Elts) > 0 {
			return false
		}
	}
	return true
}

// isPooled reports whether e asserts of what a pool gives back the type that it is of.
func (j *pooling) isPooled(e *ast.TypeAssertExpr) bool {
	t := j.pooled(e.X)
	return t != nil && e.Type != nil && types.Identical(t, j.Info.TypeOf(e.Type))
}

// getsPooled reports whether call is a Get without a New, or whose New, all that it calls, contains its panics.
func (j *pooling) getsPooled(call *ast.CallExpr) bool {
	if v, _ := j.poolOf(call); v != nil && j.hasNoNew(v) {
		return true
	}
	if j.pooled(call) == nil {
		return false
	}
	for _, value := range j.Var(j.VarOf(ast.Unparen(call.Fun).(*ast.SelectorExpr).X)).Values {
		if j.trusting.valueLevel(j.poolNew(value.Expr)) < Full {
			return false
		}
	}
	return true
}

// findPools finds the type of what is put into each pool: nil, if it is not one, or not known.
func (j *pooling) findPools() {
	j.types = make(map[*types.Var]types.Type)
	for c := range j.Preorder((*ast.Ident)(nil)) {
		v, ok := j.Info.Uses[c.Node().(*ast.Ident)].(*types.Var)
		if !ok || !syntax.IsNamed(v.Type(), "sync", "Pool") {
			continue
		}
		v = v.Origin()
		if sel, ok := c.Parent().Node().(*ast.SelectorExpr); ok && sel.Sel == c.Node() {
			c = c.Parent()
		}
		up := user(c)
		switch n := up.Node().(type) {
		case *ast.SelectorExpr:
			call, ok := user(up).Node().(*ast.CallExpr)
			if !ok || ast.Unparen(call.Fun) != n { // v.New = f
				j.types[v] = nil
				continue
			}
			if n.Sel.Name != "Put" {
				continue
			}
			if j.isGottenFrom(call.Args[0], v) {
				continue
			}
			t := j.Info.TypeOf(call.Args[0])
			if before, seen := j.types[v]; types.IsInterface(t) || j.IsNil(call.Args[0]) || seen && (before == nil || !types.Identical(before, t)) {
				t = nil
			}
			j.types[v] = t
		case *ast.KeyValueExpr:
			if n.Key != c.Node() {
				j.types[v] = nil
			}
		default:
			j.types[v] = nil
		}
	}
}

// isGottenFrom reports whether e is a variable that only holds what the pool v gave: to put that back makes no difference.
func (j *pooling) isGottenFrom(e ast.Expr, v *types.Var) bool {
	x := j.VarOf(e)
	if x == nil || x.Kind() != types.LocalVar || j.Var(x).Taken || len(j.Var(x).Values) != 1 {
		return false
	}
	call, ok := ast.Unparen(j.Var(x).Values[0].Expr).(*ast.CallExpr)
	if !ok || j.Callee(call) == nil || j.Callee(call).FullName() != "(*sync.Pool).Get" {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of := j.VarOf(sel.X)
	return of != nil && of.Origin() == v
}

// poolMakes returns the type of what New makes in all pools that v ever is; nil if it is not one.
func (j *pooling) poolMakes(v *types.Var) (all types.Type) {
	r := j.Var(v)
	switch {
	case v.Exported() && j.Types.Name() != "main", len(r.Values) == 0, r.Zero, v.IsField() && !j.EverySets(v):
		return nil
	}
	for _, value := range r.Values {
		made := j.newMakes(value.Expr)
		if made == nil || all != nil && !types.Identical(all, made) || !value.Decl && !value.Init {
			return nil
		}
		all = made
	}
	return all
}

// newMakes returns the type of what is made by the New of the pool that e is a composite literal of, and is not nil.
func (j *pooling) newMakes(e ast.Expr) (all types.Type) {
	node := j.Node(j.Resolve(j.poolNew(e)))
	if node == nil || syntax.Body(node) == nil {
		return nil
	}
	for _, result := range j.Returns(node) {
		t := j.Info.TypeOf(result)
		if types.IsInterface(t) || canBeNil(t) && !j.nilness.notNil(result, nil) || all != nil && !types.Identical(all, t) {
			return nil
		}
		all = t
	}
	return all
}

// poolNew returns the New of the pool that e is a composite literal of; nil if it is not one.
func (j *pooling) poolNew(e ast.Expr) ast.Expr {
	lit, ok := j.hooking.madeBy(e, maxMakers).(*ast.CompositeLit)
	if !ok {
		return nil
	}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if f, ok := j.Info.Uses[kv.Key.(*ast.Ident)].(*types.Var); ok && f.Name() == "New" {
			return kv.Value
		}
	}
	return nil
}

package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A place is what a fact is about: a variable, or a path of fields and elements from one. It is an
// index in places; nowhere is none.
type place int32

const nowhere place = -1

// placeKey tells places apart.
type placeKey struct {
	of    place      // what v is a field of, nowhere for a variable
	v     *types.Var // the variable or field; of an element, one for all of its type
	index place      // the variable by which an element is found, nowhere else
	ghost ast.Node   // instead of v: the range statement whose operand it is, which is evaluated once
}

// placeInfo is what is known of a place.
type placeInfo struct {
	placeKey
	root *types.Var // the variable; nil for a ghost
	// volatile: code that is called, or another goroutine, may assign it.
	volatile bool
}

// places remembers the places that were asked for, and tells who else can assign what is there.
type places struct {
	*Judge
	ids    map[placeKey]place
	list   []placeInfo
	elems  typeutil.Map          // elemVar
	consts map[string]*types.Var // constVar
	final  map[*types.Var]bool   // isFinal
	beside map[capture]bool      // assignedBeside
}

func (j *places) info(p place) *placeInfo { return &j.list[p] }

// under reports whether p is outer, or a path from it.
func (j *places) under(p, outer place) bool {
	for ; p != nowhere; p = j.list[p].of {
		if p == outer || j.under(j.list[p].index, outer) {
			return true
		}
	}
	return false
}

// throughElement reports whether the path p goes through an element of a type.
func (j *places) throughElement(p place, elem types.Type) bool {
	for ; p != nowhere; p = j.list[p].of {
		if j.list[p].index != nowhere && (elem == nil || types.Identical(j.list[p].v.Type(), elem)) {
			return true
		}
	}
	return false
}

// hasField reports whether f is a field on the path p.
func (j *places) hasField(p place, f *types.Var) bool {
	for ; p != nowhere && j.list[p].of != nowhere; p = j.list[p].of {
		if j.list[p].v == f {
			return true
		}
	}
	return false
}

// through reports whether the variable or a field on the path p is one of list.
func (j *places) through(p place, list map[*types.Var]bool) bool {
	for ; p != nowhere; p = j.list[p].of {
		if list[j.list[p].v] {
			return true
		}
	}
	return false
}

func (j *places) place(key placeKey, volatile bool) place {
	if p, ok := j.places.ids[key]; ok {
		return p
	}
	p := place(len(j.places.list))
	info := placeInfo{placeKey: key, root: key.v, volatile: volatile}
	if key.of != nowhere {
		outer := j.places.info(key.of)
		info.root = outer.root
		info.volatile = volatile || outer.volatile
	}
	j.places.list = append(j.places.list, info)
	j.places.ids[key] = p
	return p
}

// varPlace returns the place of a variable.
func (j *places) varPlace(v *types.Var) place {
	key := placeKey{of: nowhere, v: v, index: nowhere}
	if p, ok := j.places.ids[key]; ok {
		return p
	}
	return j.place(key, j.isShared(v))
}

// fieldPlace returns the place of the field f in what p holds or points to.
func (j *places) fieldPlace(p place, f *types.Var, pointer bool) place {
	if p == nowhere {
		return nowhere
	}
	f = f.Origin()
	key := placeKey{of: p, v: f, index: nowhere}
	if p, ok := j.places.ids[key]; ok {
		return p
	}
	return j.place(key, pointer && !j.isFinal(f))
}

// ghostPlace returns the place of the operand of a range statement.
func (j *places) ghostPlace(n *ast.RangeStmt) place {
	return j.place(placeKey{of: nowhere, index: nowhere, ghost: n}, false)
}

// elemPlace returns the place of x[i], where i is a variable. Numbers have none: what is known of them is mostly that
// they are indexes, which lists of them do not tell.
func (j *places) elemPlace(x *ast.IndexExpr) place {
	t, i := j.Info.TypeOf(x), j.VarOf(x.Index)
	if two, ok := t.(*types.Tuple); ok { // v, ok := m[k]
		t = two.At(0).Type()
	}
	c := j.Info.Types[x.Index].Value
	if c != nil {
		i = j.places.constVar(c, j.Info.TypeOf(x.Index))
	}
	if t == nil || i == nil || i.IsField() || isTypeParam(t) || !isInteger(i.Type()) && !isString(i.Type()) { // a NaN finds nothing twice
		return nowhere
	}
	if _, basic := t.Underlying().(*types.Basic); basic && !isString(t) {
		return nowhere
	}
	switch core(j.Info.TypeOf(x.X)).(type) {
	case *types.Slice, *types.Map:
	default:
		return nowhere
	}
	p := j.placeOf(x.X)
	if p == nowhere {
		return nowhere
	}
	if c != nil {
		return j.place(placeKey{of: p, v: j.places.elemVar(t), index: j.place(placeKey{of: nowhere, v: i, index: nowhere}, false)}, true)
	}
	return j.place(placeKey{of: p, v: j.places.elemVar(t), index: j.varPlace(i)}, true)
}

// elemVar returns the variable that stands for all elements of a type.
func (j *places) elemVar(t types.Type) *types.Var {
	v, ok := j.elems.At(t).(*types.Var)
	if !ok {
		v = types.NewField(token.NoPos, nil, "", t, false)
		j.elems.Set(t, v)
	}
	return v
}

// placeOf returns the place that e reads, or nowhere.
func (j *places) placeOf(e ast.Expr) place {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := j.Info.ObjectOf(e).(*types.Var); ok && !v.IsField() && e.Name != "_" {
			return j.varPlace(v)
		}
	case *ast.SelectorExpr:
		sel, ok := j.Info.Selections[e]
		if !ok {
			if v, ok := j.Info.Uses[e.Sel].(*types.Var); ok {
				return j.varPlace(v)
			}
			return nowhere
		}
		if sel.Kind() == types.FieldVal {
			p, _ := j.fields(e, sel, nil)
			return p
		}
	case *ast.IndexExpr:
		return j.elemPlace(e)
	case *ast.StarExpr: // (*p).f is p.f; *p itself is a place if it is a struct
		if _, ok := j.Info.TypeOf(e).Underlying().(*types.Struct); ok {
			return j.placeOf(e.X)
		}
	}
	return nowhere
}

// fields follows a selection through embedded fields. It returns the place that
// it ends at, the receiver for a method, and its type; deref is called for each
// pointer on the way that is dereferenced.
func (j *places) fields(e *ast.SelectorExpr, sel *types.Selection, deref func(p place, x ast.Expr)) (place, types.Type) {
	index := sel.Index()
	if sel.Kind() != types.FieldVal {
		index = index[:len(index)-1]
	}
	p, t, x := j.placeOf(e.X), j.Info.TypeOf(e.X), e.X
	for _, i := range index {
		ptr, pointer := core(t).(*types.Pointer)
		if pointer {
			if deref != nil {
				deref(p, x)
			}
			t = ptr.Elem()
		}
		st, ok := core(t).(*types.Struct)
		if !ok {
			return nowhere, t
		}
		f := st.Field(i)
		p, t, x = j.fieldPlace(p, f, pointer), f.Type(), nil
	}
	return p, t
}

// isShared reports whether v may change while other code runs: a variable of the
// package, one whose address is taken, or that a nested function assigns.
func (j *places) isShared(v *types.Var) bool {
	if v.Pkg() != j.Types || v.Parent() == j.Types.Scope() {
		return true
	}
	r := j.Var(v)
	if r.Taken {
		return true
	}
	for _, value := range r.Values {
		if fn := j.FuncAt(value.Pos); !value.Decl && fn != j.FuncAt(v.Pos()) {
			return !j.isLeftTo(v, fn)
		}
	}
	return false
}

// isLeftTo reports whether the function literal fn, a goroutine that is started once for each variable v, is the only one that uses v from then on.
func (j *places) isLeftTo(v *types.Var, fn ast.Node) bool {
	lit, ok := j.FuncCursor(fn)
	if !ok || v.Kind() == types.ResultVar {
		return false
	}
	call, ok := user(lit).Node().(*ast.CallExpr)
	if !ok || ast.Unparen(call.Fun) != fn || !isGo(user(lit).Parent().Node()) || !j.channels.runsOncePer(v, lit) {
		return false
	}
	return !slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool {
		around := j.FuncAround(use.Node())
		return around != fn && (around != j.FuncAt(v.Pos()) || use.Node().Pos() > fn.Pos())
	})
}

// A capture is a variable that a function literal captures.
type capture struct {
	v  *types.Var
	fn ast.Node
}

// assignedBeside reports whether the function that declares v, which the literal fn captures, may assign it
// while fn runs: behind it, in a literal that runs beside.
func (j *places) assignedBeside(v *types.Var, fn ast.Node) bool {
	if v.Pkg() != j.Types || v.IsField() || v.Parent() == j.Types.Scope() {
		return false
	}
	is, known := j.beside[capture{v, fn}]
	if known {
		return is
	}
	lit, ok := fn.(*ast.FuncLit)
	if ok && !(lit.Pos() <= v.Pos() && v.Pos() < lit.End()) {
		is = j.runsBeside(lit) && slices.ContainsFunc(j.Var(v).Values, func(value syntax.Value) bool {
			return !value.Decl && (value.Pos >= lit.End() || value.Pos < lit.Pos() && j.comesAgain(v, lit, value.Pos))
		}) || j.assignedBeside(v, j.FuncAround(lit))
	}
	put(&j.beside, capture{v, fn}, is)
	return is
}

// runsBeside reports whether what follows a literal may run while the literal does: it is not called where it stands.
func (src source) runsBeside(lit *ast.FuncLit) bool {
	c, ok := src.FuncCursor(lit)
	if !ok {
		return true
	}
	up := user(c)
	call, ok := up.Node().(*ast.CallExpr)
	return !ok || ast.Unparen(call.Fun) != lit || isGo(up.Parent().Node())
}

// comesAgain reports whether what stands at pos may run after lit begins, in the next pass of a loop around both in
// which v stays the same variable.
func (src source) comesAgain(v *types.Var, lit *ast.FuncLit, pos token.Pos) bool {
	c, ok := src.FuncCursor(lit)
	if !ok {
		return true
	}
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		if n := up.Node(); n.Pos() <= pos && !(n.Pos() <= v.Pos() && v.Pos() < n.End()) {
			return true
		}
	}
	return false
}

// isFinal reports whether the field f is never assigned after the value that it
// is part of is made: only composite literals of this package set it.
func (j *places) isFinal(f *types.Var) bool {
	if f.Pkg() != j.Types || f.Exported() {
		return false
	}
	final, ok := j.final[f]
	if !ok {
		r := j.Var(f)
		final = !r.Taken
		for _, value := range r.Values {
			final = final && value.Init
		}
		final = final && !j.Overwritten(f)
		j.final[f] = final
	}
	return final
}

// sharedByPasses reports whether v is the variable of a loop around the literal, in a file
// where all passes share it, which the next one so assigns while the literal may still run.
// See https://go.dev/blog/loopvar-preview.
func (src source) sharedByPasses(v *types.Var, lit *ast.FuncLit) bool {
	if !src.SharesLoopVars(v.Pos()) {
		return false
	}
	c, ok := src.FuncCursor(lit)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		var head ast.Node
		switch n := up.Node().(type) {
		case *ast.ForStmt:
			if n.Init == nil || len(src.Var(v).Values) == 1 {
				continue
			}
			head = n.Init
		case *ast.RangeStmt:
			if n.X.Pos() < v.Pos() {
				continue
			}
			head = n
		}
		if head.Pos() <= v.Pos() && v.Pos() < head.End() {
			call := user(c)
			n, ok := call.Node().(*ast.CallExpr)
			return !ok || ast.Unparen(n.Fun) != lit || isDeferred(call)
		}
	}
	return false
}

// keeps reports whether v has at every run of the literal the value that it had
// when the literal was evaluated.
func (j *places) keeps(v *types.Var, lit *ast.FuncLit) bool {
	if v.Pkg() != j.Types || v.Parent() == j.Types.Scope() || v.Kind() == types.ResultVar || j.isShared(v) {
		return false
	}
	if j.sharedByPasses(v, lit) {
		return false
	}
	values := j.Var(v).Values
	if len(values) == 0 || len(values) == 1 && values[0].Decl {
		return true
	}
	for _, value := range values {
		if value.Pos > lit.Pos() || value.From != nil && value.From.Pos() <= lit.Pos() && lit.End() <= value.From.End() {
			return false // t = time.AfterFunc(d, func() { t.Stop() })
		}
	}
	c, ok := j.FuncCursor(lit)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch n := up.Node().(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			if n.Pos() <= v.Pos() && v.Pos() < n.End() && n != lit {
				return !jumpsBack(syntax.Body(n))
			}
		default: // a loop: v is a new one for each pass, or one for all, which none of them assigns
			within := func(pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() }
			if !within(v.Pos()) && slices.ContainsFunc(values, func(value syntax.Value) bool { return within(value.Pos) }) {
				return false
			}
		}
	}
	return false
}

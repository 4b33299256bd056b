package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is nil because nobody has set it is trusted nowhere. That is seen of a variable that is
// declared without a value and given none on the way, of one that is nil on every path, and
// of a field or variable of the package that is never set at all.

// settings tells what is set, and what nobody sets.
type settings struct {
	*Judge
	unset     map[*types.Var]bool                // neverSet
	staying   map[*types.Var]bool                // staysSet
	asked     map[*types.Var]bool                // askedForNil; nil until the first question
	exported  map[*types.Var]bool                // isPartOfExported; nil until the first question
	left      map[*types.Var]leaving             // isLeft
	lent      map[*types.Var]bool                // lends; nil until the first question
	leftOut   map[*types.Var]bool                // isLeftOut; nil until the first question
	mentioned map[*types.Func][]inspector.Cursor // mentionsOf; likewise
	made      []ast.Expr                         // makingsOf; likewise
	converted map[*types.Var]bool                // askAll
	anywhere  bool                               // unsafe code writes to who knows where
}

// isUnset reports whether path, a method of one, or something on the way to it, may be nil by
// one of these: if not, which is nearly always so, no proofs are needed.
func (j *settings) isUnset(path ast.Expr) bool {
	canBe := false // what is selected of the variable can be nil: the zero value of a struct is not, but its fields may be
	for {
		sel, isSel := ast.Unparen(path).(*ast.SelectorExpr)
		selection := j.Info.Selections[sel]
		if selection != nil && len(selection.Index()) > 1 {
			if j.throughUnset(selection, j.Info.TypeOf(sel.X)) {
				return true
			}
			canBe = true // what is embedded
		}
		if v := j.VarOf(path); v != nil {
			canBe = canBe || canBeNil(v.Type())
			if canBe && (j.startsUnset(v) || j.neverSet(v) || j.isLeft(v, j.FuncAround(path)) && !(isSel && j.isSetIn(j.VarOf(sel.X), v))) {
				return true
			}
		}
		if !isSel {
			return false
		}
		path = sel.X
	}
}

// mayBeSeenNil is isUnset, also for what is nil at times by where it comes from.
func (j *settings) mayBeSeenNil(path ast.Expr) bool {
	return j.isUnset(path) || j.nilness.mayComeNil(path)
}

// throughUnset reports whether a selection goes through an embedded field that is never set.
func (j *settings) throughUnset(s *types.Selection, t types.Type) bool {
	for _, i := range s.Index()[:len(s.Index())-1] {
		if ptr, ok := core(t).(*types.Pointer); ok {
			t = ptr.Elem()
		}
		st, ok := core(t).(*types.Struct)
		if !ok {
			return false
		}
		f := st.Field(i)
		if j.neverSet(f) {
			return true
		}
		t = f.Type()
	}
	return false
}

// startsUnset reports whether v is a local variable that is declared without a value, or
// that is set to nil somewhere.
func (j *settings) startsUnset(v *types.Var) bool {
	if v.Kind() != types.LocalVar || v.Pkg() != j.Types {
		return false
	}
	r := j.Var(v)
	return r.Zero || slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return value.Expr != nil && j.isNilValue(value.Expr) })
}

// isNeverGiven reports whether v is a local variable that is declared without a value and never given one.
func (j *settings) isNeverGiven(v *types.Var) bool {
	r := j.Var(v)
	return v.Kind() == types.LocalVar && v.Pkg() == j.Types && r.Zero && !r.Taken && len(r.Values) == 0
}

// isNilValue reports whether e is nil, or a conversion of it: (*T)(nil).
func (j *settings) isNilValue(e ast.Expr) bool {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && len(call.Args) == 1 && j.Info.Types[call.Fun].IsType() {
		e = call.Args[0]
	}
	return j.IsNil(e)
}

// neverSet reports whether v, a field or a variable of the package, is nil at all times, and
// nobody asks whether it is. A file of another build may set it, if it names it; code that is unsafe what it can't name: the fields
// of what it has a pointer to.
func (j *settings) neverSet(v *types.Var) bool { return holdsReference(v.Type()) && j.nobodySets(v) }

// nobodySets is neverSet for a variable that is trusted, too.
func (j *settings) nobodySets(v *types.Var) bool {
	if v.Pkg() != j.Types || v.Exported() && !v.Embedded() {
		return false
	}
	if !v.IsField() && v.Parent() != j.Types.Scope() {
		return false
	}
	v = v.Origin()
	never, ok := j.unset[v]
	if !ok {
		r := j.Var(v)
		never = !r.Taken && !(v.Exported() && j.isPartOfExported(v)) && !j.askedForNil(v) &&
			!slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return value.Expr == nil || !j.isNilValue(value.Expr) }) &&
			!j.anywhere && !j.InOtherBuild(v.Name()) && !slices.ContainsFunc(j.Types.Imports(), func(p *types.Package) bool { return p.Path() == "C" })
		j.unset[v] = never
	}
	return never
}

// derivesFromNone reports whether call, of t, makes a context of one that nobody ever sets, which panics.
func (j *settings) derivesFromNone(call *ast.CallExpr, t syntax.Target) bool {
	if t.Func == nil || t.Func.Pkg() == nil || t.Func.Pkg().Path() != "context" || len(call.Args) == 0 {
		return false
	}
	v := j.VarOf(call.Args[0])
	return v != nil && syntax.IsNamed(v.Type(), "context", "Context") && (j.nobodySets(v) || j.isNeverGiven(v))
}

// holdsReference reports whether to use a nil value of type t may panic.
func holdsReference(t types.Type) bool {
	if syntax.IsNamed(t, "context", "Context") || syntax.IsCancelFunc(t) || isAtomic(t) {
		return false // trusted wherever they are, but for a cancel function in a guard: cancelsNil
	}
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Signature, *types.Map, *types.Chan:
		return !isTypeParam(t)
	}
	return false
}

func isAtomic(t types.Type) bool {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync/atomic"
}

// isPartOfExported reports whether f is a field of a type that other packages can name.
func (j *settings) isPartOfExported(f *types.Var) bool {
	if j.exported == nil {
		j.exported = make(map[*types.Var]bool)
		scope := j.Types.Scope()
		for _, name := range scope.Names() {
			t, ok := scope.Lookup(name).(*types.TypeName)
			if !ok || !t.Exported() {
				continue
			}
			if st, ok := t.Type().Underlying().(*types.Struct); ok {
				for f := range st.Fields() {
					j.exported[f.Origin()] = true
				}
			}
		}
	}
	return j.exported[f]
}

// askedForNil reports whether v is compared somewhere, so with nil, or is a field of a struct to
// which another one, or a pointer to anything, is converted, or the other way round.
func (j *settings) askedForNil(v *types.Var) bool {
	if j.asked == nil {
		j.asked, j.converted = make(map[*types.Var]bool), make(map[*types.Var]bool)
		for c := range j.Preorder((*ast.BinaryExpr)(nil), (*ast.CallExpr)(nil)) {
			switch n := c.Node().(type) {
			case *ast.BinaryExpr:
				if n.Op != token.EQL && n.Op != token.NEQ {
					continue
				}
				for _, e := range []ast.Expr{n.X, n.Y} {
					if v := j.VarOf(e); v != nil {
						j.asked[v.Origin()] = true
					}
				}
			case *ast.CallExpr:
				if !j.Info.Types[n.Fun].IsType() || len(n.Args) == 1 && j.IsNil(n.Args[0]) {
					continue
				}
				j.askAll(j.Info.TypeOf(n.Fun), 0)
				if b, ok := j.Info.TypeOf(n.Fun).Underlying().(*types.Basic); ok && b.Kind() == types.UnsafePointer && len(n.Args) == 1 {
					j.askAll(j.Info.TypeOf(n.Args[0]), 0)
					j.anywhere = j.anywhere || isInteger(j.Info.TypeOf(n.Args[0]))
				}
			}
		}
	}
	return j.asked[v]
}

// askAll notes that the fields of the struct that t is, or points to, are set by who knows whom.
func (j *settings) askAll(t types.Type, depth int) {
	if ptr, ok := t.Underlying().(*types.Pointer); ok && depth == 0 {
		t = ptr.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if !j.converted[f.Origin()] {
				j.asked[f.Origin()], j.converted[f.Origin()] = true, true
				j.askAll(f.Type(), depth+1)
			}
		}
	case *types.Array:
		j.askAll(u.Elem(), depth+1)
	}
}

// seenUnset reports whether the path that call calls, or whose method it calls, is seen to
// be nil, or to lead through nil: then it is not trusted, whatever the method.
func (j *settings) seenUnset(call *ast.CallExpr, path ast.Expr) bool {
	if !j.mayBeSeenNil(call.Fun) {
		return false
	}
	if h := j.proving.handedTo(call); h != nil && (h.unset || h.seenNil&receiver != 0) {
		return true
	}
	return j.unsetOn(path) != nil
}

// unsetOn returns the selector of a path that is seen to read through nil; nil if none is.
func (j *settings) unsetOn(path ast.Expr) ast.Expr {
	for {
		sel, ok := ast.Unparen(path).(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		if j.proving.operationNeeds(sel)&seenNil != 0 {
			return sel
		}
		path = sel.X
	}
}

// handsNil reports whether call hands t, as the receiver or an argument, what is seen to be
// nil and what t uses.
func (j *settings) handsNil(call *ast.CallExpr, t syntax.Target) bool {
	if t.Func == nil && t.Lit == nil {
		return false
	}
	isNil := func(arg ast.Expr) bool { return j.IsNil(arg) || j.mayBeSeenNil(arg) }
	if !j.mayBeSeenNil(call.Fun) && !slices.ContainsFunc(call.Args, isNil) || !j.guarding.meetsNil(call, t) && !j.guarding.meetsComing(call, t) {
		return false
	}
	node := j.Node(t)
	return node == nil || syntax.Body(node) != nil && !j.frame(syntax.Body(node)).guards()
}

// bindsNil reports whether e is a method value that binds what is seen to be nil, and t, the
// method, uses it.
func (j *settings) bindsNil(e ast.Expr, t syntax.Target) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok || t.Func == nil || j.Info.Selections[sel] == nil || !j.mayBeSeenNil(sel) || j.guarding.guardNeeds(t)&receiver == 0 {
		return false
	}
	h := j.proving.handedTo(sel)
	return h != nil && h.seenNil&receiver != 0
}

// onUnmade reports whether call calls a method on what had to be made first and is not.
func (j *settings) onUnmade(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && known.Of(j.Callee(call)).Has(known.OfMade) && j.isUnmade(sel.X)
}

// isUnmade reports whether x is a Timer, Ticker or Cond that is seen not to be made by the
// function that makes such: the zero value, whose methods panic, see
// https://pkg.go.dev/time#Timer and https://pkg.go.dev/sync#Cond.
func (j *settings) isUnmade(x ast.Expr) bool {
	x = ast.Unparen(x)
	if j.isZeroMade(x) {
		return true
	}
	v := j.VarOf(x)
	if v == nil || v.Pkg() != j.Types || v.Exported() {
		return false
	}
	if v.Kind() != types.LocalVar && !v.IsField() && v.Parent() != j.Types.Scope() {
		return false
	}
	r := j.Var(v)
	_, pointer := v.Type().Underlying().(*types.Pointer)
	captured := v.Kind() == types.LocalVar && j.FuncAt(v.Pos()) != j.FuncAround(x)
	if len(r.Values) == 0 && (pointer || captured) {
		return false // nil, or trusted like any operand that somebody else declares
	}
	for _, value := range r.Values {
		if value.Expr == nil || !j.isZeroMade(value.Expr) {
			return false
		}
	}
	return !j.lends(v)
}

// isZeroMade reports whether e is a zero value, a pointer to one, or sync.NewCond(nil).
func (j *settings) isZeroMade(e ast.Expr) bool {
	e = ast.Unparen(e)
	if and, ok := e.(*ast.UnaryExpr); ok && and.Op == token.AND {
		e = ast.Unparen(and.X)
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		return len(e.Elts) == 0
	case *ast.CallExpr:
		if j.Builtin(e) == "new" {
			return j.Info.Types[e.Args[0]].IsType()
		}
		fn := j.Callee(e)
		return fn != nil && fn.FullName() == "sync.NewCond" && len(e.Args) == 1 && j.IsNil(e.Args[0])
	}
	return false
}

// mustBeMade reports whether t, or what it points to, is a type with such methods.
func mustBeMade(t types.Type) bool {
	return syntax.IsNamed(t, "time", "Timer") || syntax.IsNamed(t, "time", "Ticker") || syntax.IsNamed(t, "sync", "Cond")
}

// lends reports whether somebody else gets v, or its address.
func (j *settings) lends(v *types.Var) bool {
	if j.lent == nil {
		j.lent = make(map[*types.Var]bool)
		for c := range j.Preorder((*ast.Ident)(nil)) {
			v, ok := j.Info.Uses[c.Node().(*ast.Ident)].(*types.Var)
			if !ok || !mustBeMade(v.Type()) {
				continue
			}
			if sel, ok := c.Parent().Node().(*ast.SelectorExpr); ok && sel.Sel == c.Node() {
				c = c.Parent()
			}
			switch up := user(c).Node().(type) {
			case *ast.SelectorExpr: // c.L = &mu makes it, and so may who gets &c.L
				j.lent[v.Origin()] = j.lent[v.Origin()] || j.setsPart(user(c))
			case *ast.KeyValueExpr:
				j.lent[v.Origin()] = j.lent[v.Origin()] || up.Key != c.Node()
			case *ast.AssignStmt:
				j.lent[v.Origin()] = j.lent[v.Origin()] || slices.ContainsFunc(up.Rhs, func(e ast.Expr) bool { return ast.Unparen(e) == c.Node() })
			default:
				j.lent[v.Origin()] = true
			}
		}
	}
	return j.lent[v.Origin()]
}

// setsPart reports whether the field that is selected at c is assigned, or its address is taken.
func (j *settings) setsPart(c inspector.Cursor) bool {
	switch up := user(c).Node().(type) {
	case *ast.AssignStmt:
		return slices.ContainsFunc(up.Lhs, func(e ast.Expr) bool { return ast.Unparen(e) == c.Node() })
	case *ast.UnaryExpr:
		return up.Op == token.AND
	}
	return false
}

// startsZero reports whether p is a local variable, or a field of one, that is
// declared without a value, and that only the code in view assigns.
func (j *settings) startsZero(p *placeInfo) bool {
	if p.root == nil || p.volatile || p.root.Kind() != types.LocalVar || p.root.Pkg() != j.Types {
		return false
	}
	r := j.Var(p.root)
	return r.Zero && !r.Taken
}

// staysSet reports whether f says of a field that it is not nil, and nobody ever sets it to nil: in what a
// variable points to that stays as it is, which other packages cannot get at if they can name the field.
func (j *settings) staysSet(f fact) bool {
	if f.b != notNil || f.a.place() == nowhere || j.strict {
		return false
	}
	p := j.places.info(f.a.place())
	if p.of == nowhere || j.places.info(p.of).volatile || p.v.Pkg() != j.Types {
		return false
	}
	if j.stays(p.v) && (!p.v.Exported() || j.Types.Name() == "main" || !j.isPartOfExported(p.v) || j.isOwn(p.root)) {
		return true
	}
	return j.places.info(p.of).of == nowhere && j.owning.staysSet(ownField{p.root, p.v})
}

// stays reports whether nobody in this package ever sets the field f to nil.
func (j *settings) stays(f *types.Var) bool {
	return fixpoint.Keep(j.solver, j.staying, f, func() bool {
		r := j.Var(f)
		return !r.Taken && !j.Overwritten(f) && !slices.ContainsFunc(r.Values, func(value syntax.Value) bool {
			return value.Expr == nil || !j.nilness.notNil(value.Expr, nil)
		})
	})
}

// staysFar is staysSet for an exported field of another package, of which the constructor tells that nobody there
// sets it to nil: in what this package keeps for itself.
func (j *settings) staysFar(p *placeInfo) bool {
	return !j.strict && p.v.Pkg() != j.Types && j.places.info(p.of).of == nowhere && !j.places.info(p.of).volatile && j.isOwn(p.root) && j.stays(p.v)
}

// isOwn reports whether nothing is done with the local variable v but to select fields of what it points to.
func (j *settings) isOwn(v *types.Var) bool {
	return v != nil && v.Kind() == types.LocalVar && !j.Var(v).Taken && !slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool {
		sel, ok := user(use).Node().(*ast.SelectorExpr)
		return !ok || j.Info.Selections[sel] == nil || j.Info.Selections[sel].Kind() != types.FieldVal
	})
}

// learnSet notes that p has been given a value.
func (w *prover) learnSet(p place) {
	if p != nowhere && w.settings.startsZero(w.places.info(p)) {
		w.learn(fact{valueOf(p), assigned, 0})
	}
}

// mayBeZero reports whether p is seen to be zero: on every path, at all times, or still on some
// path, where it is declared without a value and not given one. Nobody knows whether that path
// is ever taken; but of a variable that is there anyway, nobody would have written it so.
func (w *prover) mayBeZero(p place) bool {
	info := w.places.info(p)
	switch {
	case w.s.has(p, isNil), info.v != nil && (w.settings.neverSet(info.v) || w.settings.isLeft(info.v, w.fn) && !w.settings.isSetIn(info.root, info.v)):
		return true
	case info.root != nil && info.v != nil && canBeNil(info.v.Type()) && w.settings.isNeverGiven(info.root):
		return true
	case len(w.s) >= maxFacts:
		return false
	case w.comesNil(info):
		return true
	case !w.settings.startsZero(info):
		return false
	}
	if lit, ok := w.fn.(*ast.FuncLit); ok && (info.root.Pos() < lit.Pos() || lit.End() <= info.root.Pos()) && !w.places.keeps(info.root, lit) {
		return false // captured, and assigned later
	}
	for ; p != nowhere; p = w.places.info(p).of {
		if w.s.has(p, assigned) {
			return false
		}
	}
	return true
}

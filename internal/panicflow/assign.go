package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
)

// What assignments do to facts.

// A value is what is known of an expression that is assigned.
type value struct {
	zero   bool // it is nil, or the variable is declared without a value
	notNil bool
	number linear // the value, if it is an integer
	length linear // its length, or what that is at least if more
	more   bool
	least  int64 // a lower bound of the value, if low
	low    bool
	most   int64 // an upper bound, if high
	high   bool
	upper  linear // likewise
	within place  // a list or string that has an element behind the value, if inside
	inside bool
	fills  []place        // lists that are at least as long as the value
	fields [][]*types.Var // of a new struct, or what is pointed to: the ones that are not nil
}

// A linear value is term + off, if ok.
type linear struct {
	t   term
	off int64
	ok  bool
}

// describe returns what is known of e.
func (w *prover) describe(e ast.Expr) value {
	v := value{notNil: w.notNil(e, w.s), zero: w.isNilValue(e)}
	t := w.Info.TypeOf(e)
	if t == nil {
		return v
	}
	if isInteger(t) {
		v.number.t, v.number.off, v.number.ok = w.linear(e)
		for _, k := range []int64{1, 0} {
			if !v.low && w.atLeast(e, k, w.s) {
				v.least, v.low = k, true
			}
		}
		if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
			for _, list := range w.Judge.fills(call) {
				if p := w.placeOf(list); p != nowhere {
					v.fills = append(v.fills, p)
				}
			}
			if s := w.searched(call); s != nil {
				v.least, v.low = -1, true
				if p := w.placeOf(s); p != nowhere {
					v.within, v.inside = p, true
				}
			}
			if w.Builtin(call) == "min" {
				for _, arg := range call.Args {
					if t, off, ok := w.linear(arg); ok && t.isLen() && off <= 0 {
						v.fills = append(v.fills, t.place())
					}
				}
			}
		}
		if x, ok := ast.Unparen(e).(*ast.BinaryExpr); ok {
			if x.Op == token.SUB && !v.number.ok && w.isWide(t) && w.atLeast(x.Y, 0, w.s) {
				v.upper.t, v.upper.off, v.upper.ok = w.linear(x.X)
			}
			if c, ok := w.constant(x.Y); ok && (x.Op == token.REM && w.atMost(e, zero, c-1, w.s) || x.Op == token.AND && w.atMost(e, zero, c, w.s)) {
				v.most, v.high = c, true
				if x.Op == token.REM {
					v.most--
				}
			}
		}
		return v
	}
	v.length, v.more = w.lengthOf(e)
	v.fields = w.fieldsSet(e, nil)
	return v
}

// fieldsSet lists the fields that a composite literal, or the pointer to one, sets to
// what is not nil, by their paths.
func (w *prover) fieldsSet(e ast.Expr, path []*types.Var) [][]*types.Var {
	e = ast.Unparen(e)
	if x, ok := e.(*ast.UnaryExpr); ok && x.Op == token.AND {
		e = ast.Unparen(x.X)
	}
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	st, ok := w.Info.TypeOf(lit).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var list [][]*types.Var
	for i, elt := range lit.Elts {
		var f *types.Var
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			f, _ = w.Info.Uses[kv.Key.(*ast.Ident)].(*types.Var)
			elt = kv.Value
		} else {
			f = st.Field(i)
		}
		inner := append(path[:len(path):len(path)], f)
		if canBeNil(f.Type()) && w.notNil(elt, w.s) {
			list = append(list, inner)
		}
		list = append(list, w.fieldsSet(elt, inner)...)
	}
	return list
}

// lengthOf returns the length of e, or what that is at least if more.
func (w *prover) lengthOf(e ast.Expr) (length linear, more bool) {
	e = ast.Unparen(e)
	if n, ok := w.stringLength(e); ok {
		return linear{zero, n, true}, false
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		if n, ok := w.literalLength(e); ok {
			return linear{zero, n, true}, false
		}
	case *ast.SliceExpr:
		low := int64(0)
		if e.Low != nil {
			c, ok := w.constant(e.Low)
			if !ok {
				return linear{}, false
			}
			low = c
		}
		if e.High != nil {
			t, off, ok := w.linear(e.High)
			return linear{t, off - low, ok}, false
		}
		if a, ok := arrayOf(w.Info.TypeOf(e.X)); ok {
			return linear{zero, a.Len() - low, true}, false
		}
		if p := w.placeOf(e.X); p != nowhere {
			return linear{lenOf(p), -low, true}, false
		}
	case *ast.CallExpr:
		switch w.Builtin(e) {
		case "make":
			if len(e.Args) > 1 {
				if _, ok := core(w.Info.TypeOf(e)).(*types.Slice); ok {
					t, off, ok := w.linear(e.Args[1])
					return linear{t, off, ok}, false
				}
			}
		case "append":
			p := w.placeOf(e.Args[0])
			n := int64(len(e.Args) - 1)
			if p == nowhere {
				return linear{}, false
			}
			if e.Ellipsis.IsValid() {
				return linear{lenOf(p), 0, true}, true
			}
			return linear{lenOf(p), n, true}, false
		}
		if w.splits(e) {
			return linear{zero, 1, true}, true
		}
		if w.Info.Types[e.Fun].IsType() && len(e.Args) == 1 {
			if _, ok := w.Info.TypeOf(e.Args[0]).Underlying().(*types.Slice); ok {
				if _, ok := w.Info.TypeOf(e).Underlying().(*types.Slice); ok {
					return w.lengthOf(e.Args[0])
				}
			}
		}
	}
	if p := w.placeOf(e); p != nowhere {
		switch core(w.Info.TypeOf(e)).(type) {
		case *types.Slice, *types.Basic:
			return linear{lenOf(p), 0, true}, false
		}
	}
	return linear{}, false
}

func arrayOf(t types.Type) (*types.Array, bool) {
	t = core(t)
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem().Underlying()
	}
	a, ok := t.(*types.Array)
	return a, ok
}

// plus is the value of x + off, for x++ and x += off.
func (w *prover) plus(x ast.Expr, off int64) value {
	v := value{}
	p := w.placeOf(x)
	if p == nowhere || !isInteger(w.Info.TypeOf(x)) {
		return v
	}
	t := valueOf(p)
	v.number = linear{t, off, true}
	if w.isWide(w.Info.TypeOf(x)) && !w.strict {
		return v
	}
	if off > 0 && w.hasUpper(t) || off < 0 && w.s.proves(zero, -off, t, w.natural) {
		return v // it cannot wrap around
	}
	v.number.ok = false
	return v
}

// hasUpper reports whether t is less than something, so that t + 1 is in range.
func (w *prover) hasUpper(t term) bool {
	i, _ := w.s.find(t, zero)
	for ; i < len(w.s) && w.s[i].a == t; i++ {
		if w.s[i].k >= 1 && (w.s[i].b.isLen() || w.s[i].b == zero) {
			return true
		}
	}
	return false
}

func (w *prover) assignStmt(n *ast.AssignStmt) {
	switch {
	case n.Tok != token.ASSIGN && n.Tok != token.DEFINE:
		w.expr(n.Lhs[0])
		w.expr(n.Rhs[0])
		switch n.Tok {
		case token.QUO_ASSIGN, token.REM_ASSIGN:
			w.mark(n, safeIf(w.notZero(n.Rhs[0], w.s)))
		case token.SHL_ASSIGN, token.SHR_ASSIGN:
			w.mark(n, safeIf(w.atLeast(n.Rhs[0], 0, w.s)))
		}
		w.target(n.Lhs[0])
		v := value{}
		if c, ok := w.constant(n.Rhs[0]); ok && (n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN) {
			if n.Tok == token.SUB_ASSIGN {
				c = -c
			}
			v = w.plus(n.Lhs[0], c)
		}
		if n.Tok == token.ADD_ASSIGN && w.atLeast(n.Rhs[0], 0, w.s) && w.atLeast(n.Lhs[0], 0, w.s) && w.isWide(w.Info.TypeOf(n.Lhs[0])) && !w.strict {
			v.low = true
		}
		w.assign(n.Lhs, []value{v})
	case len(n.Lhs) == len(n.Rhs):
		values := make([]value, len(n.Rhs))
		w.exprs(n.Rhs)
		for i, e := range n.Rhs {
			values[i] = w.describe(e)
		}
		if w.comm[n] { // the variables are set if this is the one that happens
			w.forget(n.Lhs)
			return
		}
		for _, lhs := range n.Lhs {
			w.target(lhs)
		}
		if order := w.oneByOne(n.Lhs, values); order != nil {
			for _, i := range order {
				w.assign(n.Lhs[i:i+1], values[i:i+1])
			}
			return
		}
		w.assign(n.Lhs, values)
	default:
		w.exprs(n.Rhs)
		if w.comm[n] {
			w.forget(n.Lhs)
			return
		}
		for _, lhs := range n.Lhs {
			w.target(lhs)
		}
		w.assign(n.Lhs, make([]value, len(n.Lhs)))
	}
}

// oneByOne returns an order in which a parallel assignment of numbers can as well be done one after
// the other, since no value is about what has been assigned before; nil if there is none.
func (w *prover) oneByOne(targets []ast.Expr, values []value) []int {
	if len(targets) != 2 {
		return nil
	}
	for _, e := range targets {
		if !isInteger(w.Info.TypeOf(e)) || w.placeOf(e) == nowhere {
			return nil
		}
	}
	about := func(i, k int) bool { // value i, and target k
		v := values[i].number
		return v.ok && w.places.under(v.t.place(), w.placeOf(targets[k]))
	}
	switch {
	case !about(1, 0):
		return []int{0, 1}
	case !about(0, 1):
		return []int{1, 0}
	}
	return nil
}

func (w *prover) valueSpec(n *ast.ValueSpec) {
	w.exprs(n.Values)
	lhs := make([]ast.Expr, len(n.Names))
	values := make([]value, len(n.Names))
	for i, name := range n.Names {
		lhs[i] = name
		if len(n.Values) == len(n.Names) {
			values[i] = w.describe(n.Values[i])
		} else if len(n.Values) == 0 {
			values[i] = value{zero: true, number: linear{zero, 0, isInteger(w.Info.TypeOf(name))}}
		}
	}
	w.assign(lhs, values)
}

// target evaluates the operands of what is assigned to.
func (w *prover) target(lhs ast.Expr) {
	switch x := ast.Unparen(lhs).(type) {
	case *ast.Ident:
	case *ast.IndexExpr:
		w.expr(x.X)
		w.expr(x.Index)
		switch t := core(w.Info.TypeOf(x.X)).(type) {
		case *types.Map:
			need := safeIf(!w.unhashable(t.Key(), x.Index)) | w.deref(w.placeOf(x.X), x.X)
			w.mark(x, need)
		case *types.Pointer:
			w.mark(x, w.deref(w.placeOf(x.X), x.X)|safeIf(w.inRange(x.X, x.Index, 1, w.s)))
		default:
			w.mark(x, safeIf(w.inRange(x.X, x.Index, 1, w.s)))
			w.indexed(x)
		}
	default:
		w.expr(x)
	}
}

// forget drops what is known of what is assigned to.
func (w *prover) forget(targets []ast.Expr) {
	for _, lhs := range targets {
		w.kill(lhs)
		w.learnSet(w.placeOf(lhs))
	}
}

func (w *prover) kill(lhs ast.Expr) {
	switch x := ast.Unparen(lhs).(type) {
	case *ast.StarExpr, *ast.IndexExpr:
		// Some variable of its type, or part of one.
		t := w.Info.TypeOf(x)
		if x, ok := x.(*ast.IndexExpr); ok {
			if _, array := core(w.Info.TypeOf(x.X)).(*types.Array); !array {
				if t == nil || !isStruct(t) {
					return // an element is no place
				}
			} else if !isStruct(t) {
				return
			}
		}
		w.others()
		w.s = w.s.without(func(f fact) bool { return w.throughField(f.a) || w.throughField(f.b) })
		return
	}
	p := w.placeOf(lhs)
	if p == nowhere {
		if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok { // f(x).f = y
			if v, ok := w.Info.Uses[sel.Sel].(*types.Var); ok {
				w.killField(v.Origin())
			}
		}
		return
	}
	info := w.places.info(p)
	if info.of != nowhere {
		w.killField(info.v)
		return
	}
	w.s = w.s.without(func(f fact) bool { return w.places.under(f.a.place(), p) || w.places.under(f.b.place(), p) })
}

// killField drops what is known of every path with the field f: the struct may
// have other names.
func (w *prover) killField(f *types.Var) {
	w.s = w.s.without(func(g fact) bool { return w.places.hasField(g.a.place(), f) || w.places.hasField(g.b.place(), f) })
}

func (w *prover) throughField(t term) bool {
	p := t.place()
	return p != nowhere && w.places.info(p).of != nowhere
}

func isStruct(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return false
}

// assign sets targets to values.
func (w *prover) assign(targets []ast.Expr, values []value) {
	places := make([]place, len(targets))
	var moved []fact
	for i, lhs := range targets {
		places[i] = w.placeOf(lhs)
		if p := places[i]; p != nowhere && len(targets) == 1 {
			v := &values[i]
			if v.number.ok && v.number.t == valueOf(p) {
				moved = append(moved, w.move(valueOf(p), v.number.off)...)
			}
			if v.length.ok && v.length.t == lenOf(p) {
				list := w.move(lenOf(p), v.length.off)
				if v.more {
					list = dropUpper(list, lenOf(p))
				}
				moved = append(moved, list...)
				moved = append(moved, fact{zero, lenOf(p), v.length.off}) // it was at least 0
			}
		}
	}
	for _, lhs := range targets {
		w.kill(lhs)
	}
	for _, f := range moved {
		w.learn(f)
	}
	free := func(t term) bool { // not of what has just been assigned
		for _, p := range places {
			if p != nowhere && t.place() != nowhere && w.places.under(t.place(), p) {
				return false
			}
		}
		return true
	}
	for i, p := range places {
		if p == nowhere {
			continue
		}
		v := &values[i]
		if !v.zero {
			w.learnSet(p)
		} else if canBeNil(w.Info.TypeOf(targets[i])) {
			w.learn(fact{valueOf(p), isNil, 0})
		}
		if v.notNil && canBeNil(w.Info.TypeOf(targets[i])) {
			w.learnNotNil(p)
		}
		for _, path := range v.fields {
			q, t := p, w.Info.TypeOf(targets[i])
			for _, f := range path {
				_, pointer := t.Underlying().(*types.Pointer)
				q, t = w.fieldPlace(q, f, pointer), f.Type()
			}
			w.learnNotNil(q)
		}
		if v.number.ok && free(v.number.t) {
			w.learn(fact{v.number.t, valueOf(p), v.number.off})
			w.learn(fact{valueOf(p), v.number.t, -v.number.off})
		}
		if v.low {
			w.learn(fact{zero, valueOf(p), v.least})
		}
		if v.high {
			w.learn(fact{valueOf(p), zero, -v.most})
		}
		if v.upper.ok && free(v.upper.t) {
			w.learn(fact{valueOf(p), v.upper.t, -v.upper.off})
		}
		if v.inside && free(lenOf(v.within)) {
			w.learn(fact{valueOf(p), lenOf(v.within), 1})
		}
		for _, list := range v.fills {
			if free(lenOf(list)) {
				w.learn(fact{valueOf(p), lenOf(list), 0})
			}
		}
		if v.length.ok && free(v.length.t) {
			w.learn(fact{v.length.t, lenOf(p), v.length.off})
			if !v.more {
				w.learn(fact{lenOf(p), v.length.t, -v.length.off})
			}
		}
	}
}

// move returns the facts about t as they are when t has grown by off. Lower bounds
// do not grow with it, so that a loop comes to an end.
func (w *prover) move(t term, off int64) []fact {
	var list []fact
	for _, f := range w.s {
		switch {
		case f.a == t && f.b == t:
		case f.a == t && f.b >= zero && !w.places.under(f.b.place(), t.place()):
			list = append(list, fact{f.a, f.b, f.k - off})
		case f.b == t && (f.a == zero || !w.places.under(f.a.place(), t.place())):
			list = append(list, fact{f.a, f.b, f.k + min(off, 0)})
		}
	}
	return list
}

// dropUpper drops upper bounds of t.
func dropUpper(list []fact, t term) []fact {
	var rest []fact
	for _, f := range list {
		if f.a != t {
			rest = append(rest, f)
		}
	}
	return rest
}

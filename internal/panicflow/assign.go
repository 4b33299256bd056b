package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// What assignments do to facts.

// A value is what is known of an expression that is assigned.
type value struct {
	zero            bool // it is nil, or the variable is declared without a value
	notNil          bool
	number          linear // the value, if it is an integer
	length          linear // its length, or what that is at least if more
	more            bool
	filled          bool     // it is a list or map, and none of its elements is nil
	decoded         ast.Expr // the text of which it is the runes
	least           int64    // a lower bound of the value, if low
	low             bool
	most            int64 // an upper bound, if high
	high            bool
	between         []fact         // bounds of the value, in the place of which zero stands, by what it is made of
	search          *ast.CallExpr  // it is the result of a search
	made            *ast.CallExpr  // it is the result of a call, which may be a new struct
	typ             types.Type     // its type
	fields          [][]*types.Var // of a new struct, or what is pointed to: the ones that are not nil, or greater than 0
	then, otherwise state          // what holds if it is true, and if it is false
}

// A linear value is term + off, if ok.
type linear struct {
	t   term
	off int64
	ok  bool
}

// describe returns what is known of e.
func (w *prover) describe(e ast.Expr) value {
	v := value{notNil: w.nilness.notNil(e, w.s), zero: w.settings.isNilValue(e), decoded: w.decodes(e)}
	t := w.Info.TypeOf(e)
	if t == nil {
		return v
	}
	if !types.IsInterface(t) && !v.zero {
		v.typ = t
	}
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
		v.then, v.otherwise = w.decide(e)
		return v
	}
	if isInteger(t) {
		v.number.t, v.number.off, v.number.ok = w.numbers.linear(e, w.s)
		for _, k := range []int64{1, 0, -1} {
			if !v.low && w.numbers.atLeast(e, k, w.s) {
				v.least, v.low = k, true
			}
		}
		if !v.number.ok {
			v.between = w.between(e)
			if v.search, _ = ast.Unparen(e).(*ast.CallExpr); v.search != nil {
				if low, p, less, ok := w.results.lies(v.search, resultOfFunc{}); ok {
					v.least, v.low = low, true
					if p != nowhere {
						v.between = append(v.between, fact{zero, lenOf(p), less})
					}
				}
			}
		}
		if x, ok := ast.Unparen(e).(*ast.BinaryExpr); ok {
			if c, ok := w.numbers.constant(x.Y); ok && (x.Op == token.REM && w.numbers.atMost(e, zero, c-1, w.s) || x.Op == token.AND && w.numbers.atMost(e, zero, c, w.s)) {
				v.most, v.high = c, true
				if x.Op == token.REM {
					v.most--
				}
			}
		}
		return v
	}
	if _, pointer := core(t).(*types.Pointer); pointer {
		v.made, _ = ast.Unparen(e).(*ast.CallExpr)
		v.fields = w.fieldsKnown(w.places.placeOf(e))
		if v.fields != nil {
			return v
		}
	}
	if isStruct(t) {
		v.made, _ = ast.Unparen(e).(*ast.CallExpr)
	}
	v.filled = w.fillsAll(e)
	v.length, v.more = w.lengthOf(e)
	v.fields = w.fieldsSet(e, nil)
	return v
}

// fieldsKnown lists the fields of what is at p that are known not to be nil, or to be greater than 0, likewise.
func (w *prover) fieldsKnown(p place) (list [][]*types.Var) {
	for _, f := range w.s {
		q := f.a.place()
		if f.a == zero && f.k > 0 && !f.b.isLen() {
			q = f.b.place()
		} else if f.b != notNil {
			continue
		}
		if p != nowhere && q != nowhere && w.places.info(q).of == p {
			list = append(list, []*types.Var{w.places.info(q).v})
		}
	}
	return list
}

// fieldsSet lists the fields that a composite literal, or the pointer to one, sets to
// what is not nil, or greater than 0, by their paths.
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
		if canBeNil(f.Type()) && w.nilness.notNil(elt, w.s) || isInteger(f.Type()) && w.numbers.atLeast(elt, 1, w.s) {
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
	if w.IsNil(e) {
		return linear{zero, 0, true}, false
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		if n, ok := w.numbers.literalLength(e); ok {
			return linear{zero, n, true}, false
		}
	case *ast.SliceExpr:
		low := int64(0)
		if e.Low != nil {
			c, ok := w.numbers.constant(e.Low)
			if !ok {
				return linear{}, false
			}
			low = c
		}
		if e.High != nil {
			t, off, ok := w.numbers.linear(e.High, w.s)
			return linear{t, off - low, ok}, false
		}
		if a, ok := arrayOf(w.Info.TypeOf(e.X)); ok {
			return linear{zero, a.Len() - low, true}, false
		}
		if p := w.places.placeOf(e.X); p != nowhere {
			return linear{lenOf(p), -low, true}, false
		}
	case *ast.CallExpr:
		switch w.Builtin(e) {
		case "make":
			if len(e.Args) > 1 {
				if _, ok := core(w.Info.TypeOf(e)).(*types.Slice); ok {
					t, off, ok := w.numbers.linear(e.Args[1], w.s)
					return linear{t, off, ok}, false
				}
			}
		case "append":
			n, more := w.lengthOf(e.Args[0])
			if !e.Ellipsis.IsValid() {
				n.off += int64(len(e.Args) - 1)
				return n, more
			}
			if n.ok && !more && w.s.proves(n.t, n.off, zero, w.numbers.natural) { // to what is empty
				return w.lengthOf(e.Args[1])
			}
			return n, true
		}
		if n := w.numbers.splits(e, w.s); n > 0 {
			return linear{zero, n, true}, true
		}
		if x := w.asLong(e); x != nil {
			return w.lengthOf(x)
		}
	}
	if p := w.places.placeOf(e); p != nowhere {
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
	p := w.places.placeOf(x)
	if p == nowhere || !isInteger(w.Info.TypeOf(x)) {
		return v
	}
	t := valueOf(p)
	v.number = linear{t, off, true}
	if w.isWide(w.Info.TypeOf(x)) && w.sums.fits(t, off, w.s) {
		return v
	}
	if off > 0 && w.hasUpper(t) || off < 0 && w.s.proves(zero, -off, t, w.numbers.natural) {
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
			w.judge(n, func() paramSet { return w.needNotZero(n.Rhs[0]) })
		case token.SHL_ASSIGN, token.SHR_ASSIGN:
			w.judge(n, func() paramSet { return w.needCount(n.Rhs[0]) })
		}
		w.target(n.Lhs[0])
		v := value{}
		if c, ok := w.numbers.constant(n.Rhs[0]); ok && (n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN) {
			if n.Tok == token.SUB_ASSIGN {
				c = -c
			}
			v = w.plus(n.Lhs[0], c)
		}
		if n.Tok == token.ADD_ASSIGN && w.numbers.atLeast(n.Rhs[0], 0, w.s) && w.numbers.atLeast(n.Lhs[0], 0, w.s) && w.isWide(w.Info.TypeOf(n.Lhs[0])) && w.sums.addsUp(n.Lhs[0], n.Rhs[0], w.s) {
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
		if v := values[0].number; w.inits[n] && v.ok && v.t == zero && len(values) == 1 {
			if p := w.places.placeOf(n.Lhs[0]); p != nowhere {
				w.relate(valueOf(p), v.off)
			}
		}
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
		w.learnResults(n.Lhs, n.Rhs[0])
	}
}

// oneByOne returns an order in which a parallel assignment of numbers can as well be done one after
// the other, since no value is about what has been assigned before; nil if there is none.
func (w *prover) oneByOne(targets []ast.Expr, values []value) []int {
	if len(targets) != 2 {
		return nil
	}
	for _, e := range targets {
		if !isInteger(w.Info.TypeOf(e)) || w.places.placeOf(e) == nowhere {
			return nil
		}
	}
	about := func(i, k int) bool { // value i, and target k
		v := values[i].number
		return v.ok && w.places.under(v.t.place(), w.places.placeOf(targets[k]))
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
			values[i] = value{zero: true, filled: true, number: linear{zero, 0, isInteger(w.Info.TypeOf(name))}}
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
			w.judge(x, func() paramSet { return w.needHashable(t.Key(), x.Index) })
			w.mark(x, w.deref(w.places.placeOf(x.X), x.X))
		case *types.Pointer:
			w.mark(x, w.deref(w.places.placeOf(x.X), x.X))
			w.judge(x, func() paramSet { return safeIf(w.numbers.inRange(x.X, x.Index, 1, w.s)) })
		default:
			w.judge(x, func() paramSet { return w.needInRange(x) })
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
		w.learnSet(w.places.placeOf(lhs))
	}
}

func (w *prover) kill(lhs ast.Expr) {
	switch x := ast.Unparen(lhs).(type) {
	case *ast.StarExpr, *ast.IndexExpr:
		w.s = w.s.without(isFilled)
		// Some variable of its type, or part of one.
		t := w.Info.TypeOf(x)
		w.killElements(t)
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
		w.forgetAll(w.throughField)
		return
	}
	p := w.places.placeOf(lhs)
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
	w.s = w.s.through(valueOf(p)).through(lenOf(p))
	w.forgetAll(func(t term) bool { return w.places.under(t.place(), p) })
}

// killElements drops what is known of the elements of a type: two lists may be one. A nil type stands for all.
func (w *prover) killElements(elem types.Type) {
	w.forgetAll(func(t term) bool { return w.places.throughElement(t.place(), elem) })
}

// killField drops what is known of every path with the field f: the struct may
// have other names.
func (w *prover) killField(f *types.Var) {
	w.forgetAll(func(t term) bool { return w.places.hasField(t.place(), f) })
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
		if places[i] = w.places.placeOf(lhs); len(targets) > 1 && places[i] != nowhere && w.places.info(places[i]).index != nowhere {
			places[i] = nowhere // xs[i], xs[k] = a, b: they may be one
		}
		if len(targets) == 1 && places[i] != nowhere {
			moved = w.movedBy(places[i], &values[i])
		}
	}
	full := w.keepsFilled(targets, values)
	for _, lhs := range targets {
		w.kill(lhs)
	}
	for _, f := range moved {
		w.learn(f)
	}
	free := func(t term) bool { // not of what has just been assigned
		return !slices.ContainsFunc(places, func(p place) bool {
			return p != nowhere && t.place() != nowhere && w.places.under(t.place(), p)
		})
	}
	for _, f := range full {
		if free(f.a) {
			w.learn(f)
		}
	}
	for i, p := range places {
		if p == nowhere {
			continue
		}
		v, t := &values[i], w.Info.TypeOf(targets[i])
		w.learnHeld(p, t, v)
		if v.typ != nil {
			w.learnType(targets[i], v.typ)
		}
		w.learnNumber(p, v, free)
		if v.search != nil && len(targets) == 1 {
			w.learnFind(valueOf(p), v.search)
		}
		w.learnLength(p, v, free)
		w.learnDecision(p, v, free)
	}
}

// learnDecision notes what follows from p, a bool, once it is v.
func (w *prover) learnDecision(p place, v *value, free func(term) bool) {
	taken := func(f fact) bool { return !free(f.a) || !free(f.b) }
	if then := v.then.without(taken); len(then) > 0 {
		w.learn(fact{valueOf(p), implies, w.marks.then(then)})
	}
	if otherwise := v.otherwise.without(taken); len(otherwise) > 0 {
		w.learn(fact{valueOf(p), denies, w.marks.then(otherwise)})
	}
}

// movedBy returns the facts about p, and about its length, as they are once it is changed by a constant.
func (w *prover) movedBy(p place, v *value) (moved []fact) {
	if v.number.ok && v.number.t == valueOf(p) {
		moved = w.move(valueOf(p), v.number.off)
	}
	if v.length.ok && v.length.t == lenOf(p) {
		list := w.move(lenOf(p), v.length.off)
		if v.more {
			list = dropUpper(list, lenOf(p))
		}
		moved = append(moved, list...)
		moved = append(moved, fact{zero, lenOf(p), v.length.off}) // it was at least 0
	}
	return moved
}

// learnHeld learns what is nil of p, of type t, once it is v, and what is not.
func (w *prover) learnHeld(p place, t types.Type, v *value) {
	if v.filled && elements(t) != nil {
		w.fill(p)
	}
	if !v.zero {
		w.learnSet(p)
	} else if canBeNil(t) {
		w.learn(fact{valueOf(p), isNil, 0})
	}
	if v.notNil && canBeNil(t) {
		w.learnNotNil(p)
	}
	if v.made != nil && w.Info.Types[v.made.Fun].IsValue() && w.Builtin(v.made) == "" {
		w.learn(fact{valueOf(p), givenBy, w.marks.result(callResult{call: v.made, cond: nowhere})})
	}
	for _, path := range v.fields {
		q, t := p, t
		for _, f := range path {
			_, pointer := t.Underlying().(*types.Pointer)
			q, t = w.places.fieldPlace(q, f, pointer), f.Type()
		}
		if isInteger(t) {
			w.learn(fact{zero, valueOf(q), 1})
		} else {
			w.learnNotNil(q)
		}
	}
}

// learnNumber learns where the number p lies once it is v; free are the terms that are not assigned themselves.
func (w *prover) learnNumber(p place, v *value, free func(term) bool) {
	if v.number.ok && free(v.number.t) {
		w.learn(fact{v.number.t, valueOf(p), v.number.off})
		w.learn(fact{valueOf(p), v.number.t, -v.number.off})
		if v.number.t == zero && v.number.off != 0 { // as it is where it was asked: if n == 0 { n = 1 }
			w.learn(fact{valueOf(p), notZero, 0})
		}
	}
	if v.low {
		w.learn(fact{zero, valueOf(p), v.least})
	}
	if v.high {
		w.learn(fact{valueOf(p), zero, -v.most})
	}
	for _, f := range v.between {
		switch {
		case f.a == zero && free(f.b):
			w.learn(fact{valueOf(p), f.b, f.k})
		case f.b == zero && free(f.a):
			w.learn(fact{f.a, valueOf(p), f.k})
		}
	}
}

// learnLength learns how long p is once it is v, likewise.
func (w *prover) learnLength(p place, v *value, free func(term) bool) {
	if q := w.places.placeOf(v.decoded); q != nowhere && free(lenOf(q)) {
		w.learn(fact{lenOf(p), lenOf(q), 0})
	}
	if v.length.ok && free(v.length.t) {
		w.learn(fact{v.length.t, lenOf(p), v.length.off})
		if v.length.off > 0 && v.length.t.isLen() { // what is appended is there
			w.learn(fact{zero, lenOf(p), v.length.off})
		}
		if !v.more {
			w.learn(fact{lenOf(p), v.length.t, -v.length.off})
		}
	}
}

// move returns the facts about t as they are when t has grown by off.
func (w *prover) move(t term, off int64) []fact {
	var list []fact
	for _, f := range w.s {
		switch {
		case f.a == t && f.b == t:
		case f.a == t && f.b >= zero && !w.places.under(f.b.place(), t.place()):
			list = append(list, fact{f.a, f.b, f.k - off})
		case f.b == t && (f.a == zero || !w.places.under(f.a.place(), t.place())):
			list = append(list, fact{f.a, f.b, f.k + off})
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

// maxParts bounds the terms in an expression with which its value is compared.
const maxParts = 6

// between returns bounds of the value of e by the terms that it is made of: x % len(s) is less than
// len(s), and min(i+n, len(s)) lies between i and len(s). Zero stands for the value.
func (w *prover) between(e ast.Expr) (list []fact) {
	parts := 0
	ast.Inspect(e, func(n ast.Node) bool {
		x, ok := n.(ast.Expr)
		if !ok || n == e {
			return ok
		}
		if _, lit := n.(*ast.FuncLit); lit || parts == maxParts {
			return false
		}
		t, off, ok := w.numbers.linear(x, w.s)
		if _, text := w.lengthTerm(x); !ok && text {
			t, off = lenOf(w.places.placeOf(x)), 0
		} else if !ok || t == zero {
			return true
		}
		parts++
		for k := int64(-1); k <= 0; k++ {
			if w.numbers.atMost(e, t, off+k, w.s) {
				list = append(list, fact{zero, t, -off - k})
				break
			}
		}
		for _, k := range []int64{off, 0} {
			if w.numbers.reaches(t, k, e, w.s) {
				list = append(list, fact{t, zero, k})
				break
			}
		}
		return false
	})
	return list
}

// lengthTerm returns the length of the list or string that e is, if that is a place.
func (w *prover) lengthTerm(e ast.Expr) (t term, ok bool) {
	p := w.places.placeOf(e)
	if p == nowhere {
		return 0, false
	}
	switch u := core(w.Info.TypeOf(e)).(type) {
	case *types.Slice:
		return lenOf(p), true
	case *types.Basic:
		return lenOf(p), u.Info()&types.IsString != 0
	}
	return 0, false
}

// meet returns what holds in both s and t; also that a place is not nil if that follows in either one from what a call has returned.
func (j *places) meet(s, t state, weaken bool) state {
	both := s.meet(t, weaken, j.numbers.natural)
	for _, pair := range [][2]state{{s, t}, {t, s}} {
		for _, f := range pair[0] {
			if f.b == notNil || f.b == givenBy || f.b == perhaps {
				both = j.results.meet(both, f, pair[1])
			}
		}
	}
	return both
}

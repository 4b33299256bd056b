package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// What is known of an index: the conditions that have been tested, and the bounds that follow from them.

// maxFactor bounds what the size of something in memory may be multiplied with to be
// small still: an element of a list that takes this many bytes is rare.
const maxFactor = 1 << 16

// bounded reports whether a size is near that of something in memory, or small: make
// panics if there could never be as much.
func (w *prover) bounded(e ast.Expr) bool {
	e = ast.Unparen(e)
	if w.isConstant(e) || w.numbers.atMost(e, zero, 1<<20, w.s) {
		return true
	}
	switch x := e.(type) {
	case *ast.CallExpr:
		if w.Info.Types[x.Fun].IsType() && len(x.Args) == 1 {
			return w.bounded(x.Args[0])
		}
		switch w.Builtin(x) {
		case "len", "cap":
			return true
		case "min":
			for _, arg := range x.Args {
				if w.bounded(arg) {
					return true
				}
			}
		case "max":
			for _, arg := range x.Args {
				if !w.bounded(arg) {
					return false
				}
			}
			return true
		}
		return false
	case *ast.BinaryExpr:
		switch x.Op {
		case token.ADD:
			return w.bounded(x.X) && w.bounded(x.Y)
		case token.SUB: // of what is negative, it is larger
			return w.bounded(x.X) && w.numbers.atLeast(x.Y, 0, w.s) && !isUnsigned(w.Info.TypeOf(x))
		case token.QUO, token.REM, token.SHR:
			return w.bounded(x.X)
		case token.MUL:
			c, ok := w.numbers.constant(x.Y)
			return ok && 0 <= c && c <= maxFactor && w.bounded(x.X)
		}
		return false
	}
	// n := len(list)
	p := w.places.placeOf(e)
	if p == nowhere {
		return false
	}
	i, _ := w.s.find(valueOf(p), zero)
	for ; i < len(w.s) && w.s[i].a == valueOf(p); i++ {
		if w.s[i].b.isLen() {
			return true
		}
	}
	return false
}

// index1 evaluates x[i].
func (w *prover) index1(e *ast.IndexExpr) {
	if w.Info.Types[e].IsType() || w.isFuncInstance(e.X) {
		return
	}
	w.expr(e.X)
	w.expr(e.Index)
	switch t := core(w.Info.TypeOf(e.X)).(type) {
	case *types.Map:
		w.judge(e, func() paramSet { return w.needHashable(t.Key(), e.Index) })
	case *types.Pointer:
		w.mark(e, w.deref(w.places.placeOf(e.X), e.X))
		w.judge(e, func() paramSet { return safeIf(w.numbers.inRange(e.X, e.Index, 1, w.s)) })
	case *types.Slice, *types.Array, *types.Basic:
		w.judge(e, func() paramSet { return w.needInRange(e) })
		w.indexed(e)
	}
}

// indexed learns from x[i], which did not panic.
func (w *prover) indexed(e *ast.IndexExpr) {
	t, off, ok := w.numbers.linear(e.Index, w.s)
	if !ok {
		return
	}
	if a, array := arrayOf(w.Info.TypeOf(e.X)); array && t != zero {
		w.learn(fact{t, zero, off + 1 - a.Len()})
		w.learn(fact{zero, t, -off})
	} else if p := w.places.placeOf(e.X); p != nowhere {
		w.learn(fact{t, lenOf(p), off + 1})
		if t != zero {
			w.learn(fact{zero, t, -off})
		}
	}
}

// slice evaluates x[low:high:max].
func (w *prover) slice(e *ast.SliceExpr) {
	w.expr(e.X)
	for _, i := range []ast.Expr{e.Low, e.High, e.Max} {
		if i != nil {
			w.expr(i)
		}
	}
	if _, ok := core(w.Info.TypeOf(e.X)).(*types.Pointer); ok {
		w.mark(e, w.deref(w.places.placeOf(e.X), e.X))
	}
	w.judge(e, func() paramSet { return safeIf(w.sliceInRange(e)) })
}

func (w *prover) sliceInRange(e *ast.SliceExpr) bool {
	if e.Max != nil {
		return w.numbers.inRange(e.X, e.Max, 0, w.s) && w.ordered(e.High, e.Max) && w.numbers.atLeast(e.High, 0, w.s) &&
			(e.Low == nil || w.numbers.atLeast(e.Low, 0, w.s) && w.ordered(e.Low, e.High))
	}
	if e.High != nil && !w.numbers.inRange(e.X, e.High, 0, w.s) {
		if c, ok := w.numbers.constant(e.High); !ok || c != 0 {
			return false
		}
	}
	switch {
	case e.Low == nil:
		return true
	case !w.numbers.atLeast(e.Low, 0, w.s):
		return false
	case e.High == nil:
		c, ok := w.numbers.constant(e.Low)
		return ok && c == 0 || w.numbers.inRange(e.X, e.Low, 0, w.s)
	}
	return w.ordered(e.Low, e.High)
}

// ordered reports whether low ≤ high.
func (w *prover) ordered(low, high ast.Expr) bool {
	if t, off, ok := w.numbers.linear(low, w.s); ok && w.numbers.reaches(t, off, high, w.s) {
		return true
	}
	return w.sums.inOrder(low, high, 0, w.s)
}

// cond evaluates a condition and returns the facts if it is true and if it is false.
func (w *prover) cond(e ast.Expr) (t, f state) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return w.cond(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			t, f = w.cond(e.X)
			return f, t
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			t1, f1 := w.cond(e.X)
			w.s = t1
			t2, f2 := w.cond(e.Y)
			return t2, w.places.meet(f1, f2, true)
		case token.LOR:
			t1, f1 := w.cond(e.X)
			w.s = f1
			t2, f2 := w.cond(e.Y)
			return w.places.meet(t1, t2, true), f2
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			w.expr(e.X)
			w.expr(e.Y)
			w.judge(e, func() paramSet { return w.needComparables(e.X, e.Y) })
			return w.compare(e.Op, e.X, e.Y)
		}
	}
	w.expr(e)
	t, f = w.ifTrue(e), w.ifFalse(e)
	if x := w.errorTarget(e); x != nil {
		w.learnNotNil(w.places.placeOf(x))
		t, w.s = w.s, f
	}
	if call, ok := e.(*ast.CallExpr); ok && w.holds(call) {
		p := w.places.placeOf(call.Args[0])
		if n, _ := w.lengthOf(call.Args[1]); p != nowhere && n.ok {
			w.learn(fact{n.t, lenOf(p), n.off})
			if text, ok := w.constantText(call.Args[1]); ok && text != "" {
				w.learn(fact{lenOf(p), hasText, w.marks.text(text)})
			}
			t, w.s = w.s, f
		}
	}
	return t, f
}

// errorTarget returns the x of errors.As(err, &x), which is an error if that is true; nil for anything else.
func (w *prover) errorTarget(e ast.Expr) ast.Expr {
	call, ok := e.(*ast.CallExpr)
	if !ok || w.strict || len(call.Args) != 2 {
		return nil
	}
	if fn := w.Callee(call); fn == nil || fn.FullName() != "errors.As" {
		return nil
	}
	if and, ok := ast.Unparen(call.Args[1]).(*ast.UnaryExpr); ok && and.Op == token.AND {
		return and.X
	}
	return nil
}

// compare returns the facts if x op y, and if not.
func (w *prover) compare(op token.Token, x, y ast.Expr) (t, f state) {
	switch op {
	case token.NEQ:
		f, t = w.compare(token.EQL, x, y)
		return t, f
	case token.GTR:
		return w.less(y, x)
	case token.GEQ:
		f, t = w.less(x, y)
		return t, f
	case token.LEQ:
		f, t = w.less(y, x)
		return t, f
	case token.EQL:
		return w.equal(x, y)
	}
	return w.less(x, y)
}

// either returns what is known behind each of two things that may be learned.
func (w *prover) either(yes, no func()) (t, f state) {
	given := w.s
	yes()
	t, w.s = w.s, given
	no()
	f, w.s = w.s, given
	return t, f
}

// equal returns the facts if x == y, and if not.
func (w *prover) equal(x, y ast.Expr) (t, f state) {
	if w.IsNil(x) {
		x, y = y, x
	}
	if w.IsNil(y) {
		return w.either(func() { w.learnNil(w.places.placeOf(x)) }, func() { w.learnNotNil(w.places.placeOf(x)) })
	}
	if n, ok := w.stringLength(y); ok {
		if p := w.places.placeOf(x); p != nowhere {
			return w.either(func() { w.learn(fact{zero, lenOf(p), n}) }, func() {
				if n == 0 {
					w.learn(fact{zero, lenOf(p), 1})
				}
			})
		}
	}
	if !isInteger(w.Info.TypeOf(x)) {
		if c, ok := w.numbers.constant(y); ok && c == 0 && isTypeParam(w.Info.TypeOf(x)) && w.places.placeOf(x) != nowhere {
			return w.either(func() {}, func() { w.learn(fact{valueOf(w.places.placeOf(x)), notZero, 0}) })
		}
		return w.s, w.s
	}
	a, i, ok1 := w.numbers.linear(x, w.s)
	b, k, ok2 := w.numbers.linear(y, w.s)
	if !ok1 || !ok2 {
		return w.s, w.s
	}
	return w.either(func() {
		w.learnLess(a, i, b, k)
		w.learnLess(b, k, a, i)
	}, func() { w.learnUnequal(a, i, b, k) })
}

// learnUnequal learns that a + i is not b + k: what is at most as large is less then.
func (w *prover) learnUnequal(a term, i int64, b term, k int64) {
	given := w.s
	for _, f := range []fact{{a, b, i - k}, {b, a, k - i}} {
		switch {
		case a == b:
			return
		case f.b == zero && f.k == 0:
			w.learn(fact{f.a, notZero, 0})
		}
		if given.proves(f.a, f.k, f.b, w.numbers.natural) {
			w.learn(fact{f.a, f.b, f.k + 1})
		}
	}
}

// less returns the facts if x < y, and if not.
func (w *prover) less(x, y ast.Expr) (t, f state) {
	if !isInteger(w.Info.TypeOf(x)) {
		return w.s, w.s
	}
	a, i, ok1 := w.numbers.linear(x, w.s)
	b, k, ok2 := w.numbers.linear(y, w.s)
	if part, ok := ast.Unparen(y).(*ast.BinaryExpr); ok && ok1 && !ok2 && w.atMostItself(part) { // i < len(s)/2
		if b, k, ok2 = w.numbers.linear(part.X, w.s); ok2 {
			return w.either(func() { w.learnLess(a, i+1, b, k) }, func() {})
		}
	}
	if c, ok := w.numbers.reinterpreted(x); ok && ok2 && (b == zero || b.isLen()) { // uint(i) < uint(len(s)): i ≥ 0, too
		if t, off, ok := w.numbers.linear(c, w.s); ok {
			return w.either(func() {
				w.learnLess(t, off+1, b, k)
				w.learnLess(zero, 0, t, off)
			}, func() {})
		}
	}
	if !ok1 || !ok2 {
		return w.s, w.s
	}
	return w.either(func() { w.learnLess(a, i+1, b, k) }, func() { w.learnLess(b, k, a, i) })
}

// reinterpreted returns the signed number of which e is the conversion to the unsigned type of its size, or
// a larger one: what is negative is more than half of all that there is then.
func (j *numbers) reinterpreted(e ast.Expr) (x ast.Expr, ok bool) {
	call, is := ast.Unparen(e).(*ast.CallExpr)
	if !is || !j.Info.Types[call.Fun].IsType() || len(call.Args) != 1 {
		return nil, false
	}
	from := j.Info.TypeOf(call.Args[0])
	return call.Args[0], isUnsigned(j.Info.TypeOf(call.Fun)) && isInteger(from) && !isUnsigned(from) && j.widens(call)
}

// atMostItself reports whether e is a part of its first operand, which is not negative.
func (w *prover) atMostItself(e *ast.BinaryExpr) bool {
	switch e.Op {
	case token.QUO:
		return w.numbers.atLeast(e.X, 0, w.s) && w.numbers.atLeast(e.Y, 1, w.s)
	case token.SHR:
		return w.numbers.atLeast(e.X, 0, w.s) && w.numbers.atLeast(e.Y, 0, w.s)
	}
	return false
}

// learnLess learns that a + i ≤ b + k.
func (w *prover) learnLess(a term, i int64, b term, k int64) {
	if a != b {
		w.learn(fact{a, b, i - k})
	}
}

func (src source) stringLength(e ast.Expr) (int64, bool) {
	if v := src.Info.Types[e].Value; v != nil && v.Kind() == constant.String {
		return int64(len(constant.StringVal(v))), true
	}
	return 0, false
}

// rangeOperand learns what the operand of a range statement is for all passes.
func (w *prover) rangeOperand(n *ast.RangeStmt) {
	g := w.places.ghostPlace(n)
	w.s = w.s.without(func(f fact) bool { return f.a.place() == g || f.b.place() == g })
	if isInteger(w.Info.TypeOf(n.X)) {
		if t, off, ok := w.numbers.linear(n.X, w.s); ok {
			w.learn(fact{valueOf(g), t, -off})
			return
		}
		for _, f := range w.between(n.X) {
			if f.a == zero {
				w.learn(fact{valueOf(g), f.b, f.k})
			}
		}
		return
	}
	// The value of the ghost is the number of passes that have begun, or of bytes that they have read.
	w.learn(fact{valueOf(g), zero, 0})
	w.learn(fact{zero, valueOf(g), 0})
	w.relate(valueOf(g), 0)
	if elements(w.Info.TypeOf(n.X)) != nil && w.fillsAll(n.X) {
		w.learn(filled(g))
	}
	if p := w.places.placeOf(n.X); p != nowhere {
		w.learn(fact{lenOf(g), lenOf(p), 0})
	} else if p := w.places.placeOf(w.decodes(n.X)); p != nowhere {
		w.learn(fact{lenOf(g), lenOf(p), 0})
	}
	if t, off, ok := w.rows.rowLength(n.X); ok {
		w.learn(fact{lenOf(g), t, -off})
	}
	if c, ok := w.numbers.fixedLength(n.X); ok {
		w.learn(fact{lenOf(g), zero, -c})
	}
}

// nextPass assigns the variables of a range statement.
func (w *prover) nextPass(n *ast.RangeStmt) {
	t := core(w.Info.TypeOf(n.X))
	if _, ok := t.(*types.Signature); ok {
		w.others()
	}
	if _, ok := t.(*types.Chan); ok {
		w.others()
	}
	var targets []ast.Expr
	for _, e := range []ast.Expr{n.Key, n.Value} {
		if e != nil {
			w.target(e)
			targets = append(targets, e)
		}
	}
	w.assign(targets, make([]value, len(targets)))
	g := w.places.ghostPlace(n)
	if n.Value != nil && w.s.isFilled(g) {
		w.learnNotNil(w.places.placeOf(n.Value))
	}
	if !isInteger(w.Info.TypeOf(n.X)) {
		text := isString(t)
		if text {
			w.reads(valueOf(g), n.Key)
		}
		w.nextOf(valueOf(g))
		if _, ok := t.(*types.Slice); ok || text {
			w.learn(fact{valueOf(g), lenOf(g), 0})
		}
	}
	if n.Key == nil {
		return
	}
	p := w.places.placeOf(n.Key)
	if p == nowhere {
		return
	}
	key := valueOf(p)
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem().Underlying()
	}
	switch t := t.(type) {
	case *types.Slice:
		w.learn(fact{key, valueOf(g), 1})
		w.learn(fact{valueOf(g), key, -1})
		w.learn(fact{zero, key, 0})
		w.learn(fact{key, lenOf(g), 1})
	case *types.Array:
		w.learn(fact{zero, key, 0})
		w.learn(fact{key, zero, 1 - t.Len()})
	case *types.Basic:
		w.learn(fact{zero, key, 0})
		if t.Info()&types.IsString != 0 {
			w.learn(fact{key, lenOf(g), 1})
		} else if c, ok := w.numbers.constant(n.X); ok {
			w.learn(fact{key, zero, 1 - c})
		} else {
			w.learn(fact{key, valueOf(g), 1})
		}
	}
}

// reads notes that a rune is read which starts at key, behind the bytes of t, and is one byte long at least.
func (w *prover) reads(t term, key ast.Expr) {
	if p := w.places.placeOf(key); p != nowhere {
		w.learn(fact{valueOf(p), t, 0})
		w.learn(fact{t, valueOf(p), 0})
		w.s = w.s.through(t)
	}
	w.s = w.s.without(func(f fact) bool { return f.a == t })
}

// relate notes how t, which a loop counts from c on, stands to other counters: where some of the passes count
// in n, too, n is at most the number of passes.
func (w *prover) relate(t term, c int64) {
	for _, f := range w.s {
		if p := f.a.place(); f.b == zero && p != nowhere && f.a != t && !f.a.isLen() && w.places.info(p).v != nil && len(w.Var(w.places.info(p).v).Values) > 1 {
			w.learn(fact{f.a, t, f.k + c})
		}
	}
}

// nextOf counts one more in t.
func (w *prover) nextOf(t term) {
	moved := w.move(t, 1)
	w.s = w.s.without(func(f fact) bool { return f.a == t || f.b == t })
	for _, f := range moved {
		w.learn(f)
	}
}

package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// What numbers are, given the facts at a point.

// numbers tells how large numbers and lengths are.
type numbers struct{ *Judge }

// linear writes e as t + off, if no sum on the way wraps around.
func (j *numbers) linear(e ast.Expr, s state) (t term, off int64, ok bool) {
	return j.linearIf(e, s, func(t term, off int64) bool { return j.sums.fits(t, off, s) })
}

// sum writes e as t + off, which may wrap around.
func (j *numbers) sum(e ast.Expr) (t term, off int64, ok bool) {
	return j.linearIf(e, nil, func(term, int64) bool { return true })
}

// linearIf is linear where fits says which sums to take for what they are.
func (j *numbers) linearIf(e ast.Expr, s state, fits func(t term, off int64) bool) (t term, off int64, ok bool) {
	e = ast.Unparen(e)
	tv := j.Info.Types[e]
	if tv.Value != nil {
		c, exact := constant.Int64Val(constant.ToInt(tv.Value))
		return zero, c, exact && constant.ToInt(tv.Value).Kind() == constant.Int && small(c)
	}
	switch e := e.(type) {
	case *ast.CallExpr:
		if j.Builtin(e) == "len" {
			switch core(j.Info.TypeOf(e.Args[0])).(type) {
			case *types.Slice, *types.Basic: // the length of a map or channel changes without an assignment
			default:
				return 0, 0, false
			}
			if n, ok := j.fixedLength(e.Args[0]); ok {
				return zero, n, true
			}
			if p := j.places.placeOf(e.Args[0]); p != nowhere {
				return lenOf(p), 0, true
			}
		}
		if j.Info.Types[e.Fun].IsType() && len(e.Args) == 1 && isInteger(j.Info.TypeOf(e.Args[0])) {
			t, off, ok := j.linearIf(e.Args[0], s, fits)
			return t, off, ok && (j.keepsAll(e) || j.widens(e) && s.proves(zero, -off, t, j.natural) || j.sums.keepsLength(e, t))
		}
		return 0, 0, false
	case *ast.BinaryExpr:
		if e.Op != token.ADD && e.Op != token.SUB || !j.isWide(tv.Type) {
			return 0, 0, false
		}
		t, off, ok := j.linearIf(e.X, s, fits)
		c, cok := j.constant(e.Y)
		if !cok && e.Op == token.ADD {
			t, off, ok = j.linearIf(e.Y, s, fits)
			c, cok = j.constant(e.X)
		}
		if e.Op == token.SUB {
			c = -c
		}
		return t, off + c, ok && cok && small(off+c) && fits(t, off+c)
	}
	if !isInteger(tv.Type) {
		return 0, 0, false
	}
	if value := j.fixed(e); value != nil && j.isConstant(value) {
		return j.linearIf(value, s, fits)
	}
	p := j.places.placeOf(e)
	return valueOf(p), 0, p != nowhere
}

// small keeps sums of offsets far from the ends of int64.
func small(c int64) bool { return -1<<56 < c && c < 1<<56 }

func (j *numbers) constant(e ast.Expr) (int64, bool) {
	t, c, ok := j.linear(e, nil)
	return c, ok && t == zero
}

func isInteger(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

func isUnsigned(t types.Type) bool {
	return allTypes(t, func(t types.Type) bool {
		b, ok := t.Underlying().(*types.Basic)
		return ok && b.Info()&types.IsUnsigned != 0
	})
}

// isWide reports whether t is an integer type that counting does not overflow.
func (src source) isWide(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && (b.Kind() == types.Int || b.Kind() == types.Int64)
}

// natural reports whether t is never negative by its type.
func (j *numbers) natural(t term) bool {
	if t.isLen() {
		return true
	}
	p := t.place()
	return p != nowhere && j.places.info(p).v != nil && isUnsigned(j.places.info(p).v.Type())
}

// atLeast reports whether e ≥ k.
func (j *numbers) atLeast(e ast.Expr, k int64, s state) bool { return j.reaches(zero, k, e, s) }

// reaches reports whether a + k ≤ e; a may be zero.
func (j *numbers) reaches(a term, k int64, e ast.Expr, s state) bool {
	if t, off, ok := j.linear(e, s); ok && s.proves(a, k-off, t, j.natural) {
		return true
	}
	e = ast.Unparen(e)
	if _, field := e.(*ast.SelectorExpr); field && a == zero && k <= 1 && j.results.positive(j.places.placeOf(e), s) {
		return true
	}
	if _, name := e.(*ast.Ident); name && a == zero && k <= 1 && isInteger(j.Info.TypeOf(e)) && j.results.alwaysHandedPositive(j.VarOf(e)) {
		return true
	}
	if a == zero && k <= 0 && isUnsigned(j.Info.TypeOf(e)) {
		return true
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return j.operationReaches(a, k, e, s)
	case *ast.CallExpr:
		return j.callReaches(a, k, e, s)
	}
	return false
}

// operationReaches is reaches for what an operator gives.
func (j *numbers) operationReaches(a term, k int64, e *ast.BinaryExpr, s state) bool {
	natural := a == zero && k <= 0
	if m, ok := j.sums.middle(e, s); ok {
		return j.reaches(a, k, m.low, s) && j.reaches(a, k, m.high, s)
	}
	switch e.Op {
	case token.ADD:
		if !j.isWide(j.Info.TypeOf(e)) || !j.sums.addsUp(e.X, e.Y, s) {
			return false
		}
		if c, ok := j.constant(e.Y); ok {
			return j.reaches(a, k-c, e.X, s)
		}
		return j.reaches(a, k, e.X, s) && j.atLeast(e.Y, 0, s) || j.atLeast(e.X, 0, s) && j.reaches(a, k, e.Y, s)
	case token.SUB: // x - y ≥ k if y ≤ x - k
		t, off, ok := j.linear(e.X, s)
		return a == zero && ok && j.isWide(j.Info.TypeOf(e)) && j.atLeast(e.X, 0, s) && j.atLeast(e.Y, 0, s) && j.atMost(e.Y, t, off-k, s)
	case token.MUL:
		return a == zero && k <= 1 && j.isWide(j.Info.TypeOf(e)) && j.sums.addsUp(e.X, e.Y, s) && j.atLeast(e.X, k, s) && j.atLeast(e.Y, k, s)
	case token.QUO:
		return natural && j.atLeast(e.X, 0, s) && j.atLeast(e.Y, 1, s)
	case token.REM, token.SHR:
		return natural && j.atLeast(e.X, 0, s)
	case token.AND:
		return natural && (j.atLeast(e.X, 0, s) || j.atLeast(e.Y, 0, s))
	}
	return false
}

// callReaches is reaches for what a call or a conversion gives.
func (j *numbers) callReaches(a term, k int64, e *ast.CallExpr, s state) bool {
	natural := a == zero && k <= 0
	if j.Info.Types[e.Fun].IsType() && len(e.Args) == 1 {
		m, ok := j.sums.middle(e, s)
		return ok && j.reaches(a, k, m.low, s) && j.reaches(a, k, m.high, s) || isInteger(j.Info.TypeOf(e.Args[0])) && j.widens(e) && j.atLeast(e.Args[0], 0, s) && j.reaches(a, k, e.Args[0], s)
	}
	if end, _ := j.upTo(e); end != nil || len(j.fills(e)) > 0 {
		return natural
	}
	if x, _ := j.searched(e); x != nil {
		return a == zero && k <= -1
	}
	if low, _, _, ok := j.results.lies(e, resultOfFunc{}); ok {
		return a == zero && k <= low
	}
	some, all := false, true
	switch name := j.Builtin(e); name {
	case "len", "cap":
		return natural
	case "min", "max":
		for _, arg := range e.Args {
			ok := j.reaches(a, k, arg, s)
			some, all = some || ok, all && ok
		}
		return all || name == "max" && some
	}
	return false
}

// widens reports whether a conversion keeps the value of every integer that is
// not negative.
func (j *numbers) widens(call *ast.CallExpr) bool {
	to, ok1 := j.Info.TypeOf(call.Fun).Underlying().(*types.Basic)
	from, ok2 := j.Info.TypeOf(call.Args[0]).Underlying().(*types.Basic)
	if !ok1 || !ok2 || to.Info()&from.Info()&types.IsInteger == 0 {
		return false
	}
	bits := func(b *types.Basic) int64 {
		n := 8 * j.pass.TypesSizes.Sizeof(b)
		if b.Info()&types.IsUnsigned == 0 {
			n--
		}
		return n
	}
	return bits(from) <= bits(to)
}

// keepsAll reports whether a conversion keeps the value of every integer.
func (j *numbers) keepsAll(call *ast.CallExpr) bool {
	to, ok1 := j.Info.TypeOf(call.Fun).Underlying().(*types.Basic)
	from, ok2 := j.Info.TypeOf(call.Args[0]).Underlying().(*types.Basic)
	return ok1 && ok2 && j.widens(call) && (from.Info()&types.IsUnsigned != 0 || to.Info()&types.IsUnsigned == 0)
}

// fixedLength returns the length that x has at all times, if it is fixed.
func (j *numbers) fixedLength(x ast.Expr) (int64, bool) {
	value := j.fixed(x)
	if value == nil {
		return 0, false
	}
	if n, ok := j.stringLength(value); ok {
		return n, true
	}
	switch e := ast.Unparen(value).(type) {
	case *ast.CompositeLit:
		return j.literalLength(e)
	case *ast.CallExpr:
		if _, ok := core(j.Info.TypeOf(e)).(*types.Slice); ok && j.Builtin(e) == "make" {
			return j.constant(e.Args[1])
		}
	}
	return 0, false
}

// fixed returns the value that x has at all times: an unexported variable of the package that is given it where it is declared, and never
// assigned; nil if it is none.
func (src source) fixed(x ast.Expr) ast.Expr {
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := src.Info.Uses[id].(*types.Var)
	if !ok || v.Parent() != src.Types.Scope() || v.Exported() {
		return nil
	}
	r := src.Var(v)
	if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl || src.InOtherBuild(v.Name()) {
		return nil
	}
	return r.Values[0].Expr
}

// literalLength returns the length of a slice that a composite literal makes.
func (j *numbers) literalLength(e *ast.CompositeLit) (int64, bool) {
	if _, ok := core(j.Info.TypeOf(e)).(*types.Slice); !ok {
		return 0, false
	}
	next, longest := int64(0), int64(0)
	for _, elt := range e.Elts {
		if kv, keyed := elt.(*ast.KeyValueExpr); keyed {
			c, ok := j.constant(kv.Key)
			if !ok {
				return 0, false
			}
			next = c
		}
		next++
		longest = max(longest, next)
	}
	return longest, true
}

// notZero reports whether e is not 0. What wraps around is far from it.
func (j *numbers) notZero(e ast.Expr, s state) bool {
	t, off, ok := j.sum(e)
	if ok && (s.proves(t, off+1, zero, j.natural) || s.proves(zero, 1-off, t, j.natural) || off == 0 && s.has(t.place(), notZero) && !t.isLen()) {
		return true
	}
	if x, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && x.Op == token.OR {
		return j.notZero(x.X, s) || j.notZero(x.Y, s)
	}
	return s.has(j.places.placeOf(e), notZero) || j.atLeast(e, 1, s)
}

// atMost reports whether e ≤ b + k; b may be zero.
func (j *numbers) atMost(e ast.Expr, b term, k int64, s state) bool {
	if t, off, ok := j.linear(e, s); ok && s.proves(t, off-k, b, j.natural) {
		return true
	}
	e = ast.Unparen(e)
	if b.isLen() && j.behindFound(e, b, k, s) {
		return true
	}
	if b == zero {
		if basic, ok := j.Info.TypeOf(e).Underlying().(*types.Basic); ok {
			switch basic.Kind() {
			case types.Uint8:
				if k >= 1<<8-1 {
					return true
				}
			case types.Uint16:
				if k >= 1<<16-1 {
					return true
				}
			}
		}
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return j.operationAtMost(e, b, k, s)
	case *ast.CallExpr:
		return j.callAtMost(e, b, k, s)
	}
	return false
}

// operationAtMost is atMost for what an operator gives.
func (j *numbers) operationAtMost(e *ast.BinaryExpr, b term, k int64, s state) bool {
	if m, ok := j.sums.middle(e, s); ok && j.sums.belowHigh(m, b, k, s) {
		return true
	}
	switch e.Op {
	case token.ADD:
		c, ok := j.constant(e.Y)
		return ok && j.isWide(j.Info.TypeOf(e)) && j.sums.addsUp(e.X, e.Y, s) && j.atMost(e.X, b, k-c, s)
	case token.SUB:
		return j.isWide(j.Info.TypeOf(e)) && j.atLeast(e.Y, 0, s) && j.atLeast(e.X, 0, s) && j.atMost(e.X, b, k, s)
	case token.REM: // less than the divisor
		return j.atLeast(e.X, 0, s) && j.atLeast(e.Y, 0, s) && j.atMost(e.Y, b, k+1, s)
	case token.AND:
		return j.atLeast(e.X, 0, s) && j.atLeast(e.Y, 0, s) && (j.atMost(e.X, b, k, s) || j.atMost(e.Y, b, k, s)) ||
			j.isConstant(e.Y) && j.atLeast(e.Y, 0, s) && j.atMost(e.Y, b, k, s)
	case token.QUO:
		if c, ok := j.constant(e.Y); ok && b == zero && 1 <= c && c < 1<<16 && 0 <= k && k < 1<<32 && j.atLeast(e.X, 0, s) && j.atMost(e.X, zero, (k+1)*c-1, s) {
			return true
		}
		if j.atLeast(e.X, 1, s) && j.atLeast(e.Y, 2, s) { // which makes it less
			k++
		}
		return j.atLeast(e.X, 0, s) && j.atLeast(e.Y, 1, s) && j.atMost(e.X, b, k, s)
	case token.SHR:
		if c, ok := j.constant(e.Y); ok && b == zero && 0 <= c && c < 32 && j.atLeast(e.X, 0, s) && j.atMost(e.X, zero, (k+1)<<c-1, s) {
			return true
		}
		return j.atLeast(e.X, 0, s) && j.atMost(e.X, b, k, s)
	}
	return false
}

// callAtMost is atMost for what a call or a conversion gives.
func (j *numbers) callAtMost(e *ast.CallExpr, b term, k int64, s state) bool {
	if j.Info.Types[e.Fun].IsType() && len(e.Args) == 1 && isInteger(j.Info.TypeOf(e.Args[0])) {
		if m, ok := j.sums.middle(e, s); ok && j.sums.belowHigh(m, b, k, s) {
			return true
		}
		return j.widens(e) && j.atLeast(e.Args[0], 0, s) && j.atMost(e.Args[0], b, k, s)
	}
	if end, less := j.upTo(e); end != nil {
		return j.atMost(end, b, k+less, s)
	}
	if x, less := j.searched(e); x != nil {
		p := j.places.placeOf(x)
		return p != nowhere && s.proves(lenOf(p), -k-less, b, j.natural)
	}
	if _, p, less, ok := j.results.lies(e, resultOfFunc{}); ok {
		return p != nowhere && s.proves(lenOf(p), -k-less, b, j.natural)
	}
	for _, list := range j.fills(e) {
		if p := j.places.placeOf(list); p != nowhere && s.proves(lenOf(p), -k, b, j.natural) {
			return true
		}
	}
	some, all := false, true
	switch name := j.Builtin(e); name {
	case "min", "max":
		for _, arg := range e.Args {
			ok := j.atMost(arg, b, k, s)
			some, all = some || ok, all && ok
		}
		return all || name == "min" && some
	}
	return false
}

// behindFound reports whether e ≤ b + k since it is not behind the end of what has been found in a text, whose
// length b is: i + len(sep).
func (j *numbers) behindFound(e ast.Expr, b term, k int64, s state) bool {
	if t, off, ok := j.linear(e, s); ok {
		f, ok := j.findAt(t, s)
		return ok && lenOf(f.text) == b && off <= f.size+k
	}
	sum, ok := e.(*ast.BinaryExpr)
	if !ok || sum.Op != token.ADD || k < 0 {
		return false
	}
	t, off, ok1 := j.linear(sum.X, s)
	n, more, ok2 := j.linear(sum.Y, s)
	f, ok3 := j.findAt(t, s)
	return ok1 && ok2 && ok3 && f.sep != nowhere && lenOf(f.text) == b && n == lenOf(f.sep) && off+more <= k
}

// fills lists the arguments of call that are at least as long as its result says:
// of copy(dst, src), see https://go.dev/ref/spec#Appending_and_copying_slices, of
// runtime.Stack(buf, all), which every handler of panics knows, and of a search in what is sorted.
func (src source) fills(call *ast.CallExpr) []ast.Expr {
	if src.Builtin(call) == "copy" {
		return call.Args
	}
	fn := src.Callee(call)
	if fn == nil || len(call.Args) != 2 {
		return nil
	}
	switch fn.FullName() {
	case "runtime.Stack", "sort.SearchInts", "sort.SearchStrings", "sort.SearchFloat64s":
		return call.Args[:1]
	}
	return nil
}

// upTo returns the number that the result of call, which is not negative, is at most, and how much it is less:
// of rand.Intn(n), and of sort.Search(n, f). It is nil for another call.
func (src source) upTo(call *ast.CallExpr) (end ast.Expr, less int64) {
	fn := src.Callee(call)
	if fn == nil || fn.Pkg() == nil || len(call.Args) == 0 {
		return nil, 0
	}
	switch fn.Pkg().Path() {
	case "math/rand", "math/rand/v2":
		switch fn.Name() {
		case "Intn", "Int31n", "Int63n", "IntN", "Int32N", "Int64N", "UintN", "Uint32N", "Uint64N", "N":
			return call.Args[0], 1
		}
	case "sort":
		if fn.Name() == "Search" {
			return call.Args[0], 0
		}
	}
	return nil, 0
}

func (src source) isConstant(e ast.Expr) bool { return src.Info.Types[e].Value != nil }

// inRange reports whether 0 ≤ i and i + less ≤ len(x).
func (j *numbers) inRange(x, i ast.Expr, less int64, s state) bool {
	if !j.atLeast(i, 0, s) {
		return false
	}
	t := core(j.Info.TypeOf(x))
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem().Underlying()
	}
	if a, ok := t.(*types.Array); ok {
		return j.atMost(i, zero, a.Len()-less, s)
	}
	if v := j.Info.Types[x].Value; v != nil && v.Kind() == constant.String {
		return j.atMost(i, zero, int64(len(constant.StringVal(v)))-less, s)
	}
	if n, ok := j.fixedLength(x); ok {
		return j.atMost(i, zero, n-less, s)
	}
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		if n := j.splits(call, s); n > 0 {
			return j.atMost(i, zero, n-less, s)
		}
	}
	if t, off, ok := j.rows.rowLength(x); ok && j.atMost(i, t, off-less, s) {
		return true
	}
	p := j.places.placeOf(x)
	return p != nowhere && j.atMost(i, lenOf(p), -less, s)
}

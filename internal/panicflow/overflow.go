package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Integers wrap around (https://go.dev/ref/spec#Integer_overflow), so i+1 < len(s) says nothing of i+1 ≥ 0
// where i can be anything. What is less than a length, or is only ever counted, does not get that far: to
// count to 1<<63 takes centuries. Under -strict only the former is taken for sure.

// sums tells which sums do not wrap around.
type sums struct {
	*Judge
	counters map[*types.Var]bool // counts
}

// maxCount bounds a constant that is added to a counter.
const maxCount = 1 << 40

// fits reports whether t + off does not wrap around.
func (j *sums) fits(t term, off int64, s state) bool {
	if off == 0 || t == zero || t.isLen() {
		return true
	}
	if off > 0 {
		from, _ := s.find(t, zero)
		for i := from; i < len(s) && s[i].a == t; i++ {
			if s[i].k >= off {
				return true
			}
		}
		if s.ends(t, maxSteps) && !j.strict {
			return true
		}
	} else if slices.ContainsFunc(s, func(f fact) bool { return f.b == t && (f.a == zero || f.k >= -off) }) {
		return true
	}
	p := t.place()
	return !j.strict && p != nowhere && j.places.info(p).v != nil && j.counts(j.places.info(p).v, 0)
}

// ends reports whether t is at most a length or a constant, by a chain of facts.
func (s state) ends(t term, steps int) bool {
	i, _ := s.find(t, zero)
	for ; steps > 0 && i < len(s) && s[i].a == t; i++ {
		if b := s[i].b; b == zero || b.isLen() || b > zero && s.ends(b, steps-1) {
			return true
		}
	}
	return false
}

// addsUp reports whether x + y, both of which are not negative or one of which is constant, does not wrap around.
func (j *sums) addsUp(x, y ast.Expr, s state) bool {
	if j.strict {
		return false
	}
	return j.modest(x, s, 0) && j.modest(y, s, 0) || j.stepsBy(x, y, s)
}

// stepsBy reports whether i, which is less than something, starts at 0 and only ever grows by n, which is
// always the same and more than 0: there is still room for n then, as it is 0, or not less than n.
func (j *sums) stepsBy(i, n ast.Expr, s state) bool {
	v, step := j.VarOf(i), j.VarOf(n)
	if v == nil || step == nil || v.IsField() || step.IsField() || v.Kind() != types.LocalVar || v.Pkg() != j.Types || step.Pkg() != j.Types || step.Parent() == j.Types.Scope() {
		return false
	}
	if r := j.Var(step); r.Taken || len(r.Values) > 1 || len(r.Values) == 1 && !r.Values[0].Decl {
		return false
	}
	r := j.Var(v)
	if p := j.places.placeOf(i); r.Taken || !s.ends(valueOf(p), maxSteps) {
		return false
	}
	for _, value := range r.Values {
		if value.Expr != nil {
			if c, ok := j.numbers.constant(value.Expr); !ok || c != 0 {
				return false
			}
			continue
		}
		n, ok := j.assignAt(value.Pos).(*ast.AssignStmt)
		if !ok || n.Tok != token.ADD_ASSIGN || j.VarOf(n.Rhs[0]) != step {
			return false
		}
	}
	return true
}

// assignAt returns the statement that assigns the variable or field named at pos.
func (j *sums) assignAt(pos token.Pos) ast.Node {
	c, ok := j.CursorAt(pos)
	if !ok {
		return nil
	}
	for up := range c.Enclosing((*ast.AssignStmt)(nil), (*ast.IncDecStmt)(nil), (*ast.RangeStmt)(nil), (*ast.ValueSpec)(nil)) {
		return up.Node()
	}
	return nil
}

// modest reports whether e is of the size of what is in memory, or of what can be counted: far from where sums
// wrap around.
func (j *sums) modest(e ast.Expr, s state, depth int) bool {
	e = ast.Unparen(e)
	if j.isConstant(e) {
		c, ok := j.numbers.constant(e)
		return ok && -maxCount <= c && c <= maxCount
	}
	if depth > maxHops {
		return false
	}
	switch x := e.(type) {
	case *ast.CallExpr:
		if j.Info.Types[x.Fun].IsType() && len(x.Args) == 1 {
			return j.isNarrow(j.Info.TypeOf(x.Args[0])) || isInteger(j.Info.TypeOf(x.Args[0])) && j.numbers.widens(x) && j.modest(x.Args[0], s, depth+1)
		}
		modest := func(arg ast.Expr) bool { return j.modest(arg, s, depth+1) }
		switch j.Builtin(x) {
		case "len", "cap":
			return true
		case "min":
			return slices.ContainsFunc(x.Args, modest)
		case "max":
			return !slices.ContainsFunc(x.Args, func(arg ast.Expr) bool { return !modest(arg) })
		}
		if end, _ := j.upTo(x); end != nil && modest(end) {
			return true
		}
		text, _ := j.searched(x)
		return len(j.fills(x)) > 0 || text != nil
	case *ast.BinaryExpr:
		switch x.Op {
		case token.ADD, token.SUB, token.MUL:
			return j.modest(x.X, s, depth+1) && j.modest(x.Y, s, depth+1)
		case token.QUO, token.SHR:
			return j.modest(x.X, s, depth+1)
		case token.REM, token.AND:
			return j.modest(x.X, s, depth+1) || j.modest(x.Y, s, depth+1)
		}
		return false
	}
	if j.isNarrow(j.Info.TypeOf(e)) {
		return true
	}
	p := j.places.placeOf(e)
	return p != nowhere && (s.ends(valueOf(p), maxSteps) || j.places.info(p).v != nil && j.counts(j.places.info(p).v, depth))
}

// isNarrow reports whether t is an integer type of which an int holds the sum of many.
func (j *sums) isNarrow(t types.Type) bool {
	if !isInteger(t) {
		return false
	}
	size := func(t types.Type) int64 { return j.pass.TypesSizes.Sizeof(t) }
	return size(t) < size(types.Typ[types.Int])
}

// counts reports whether v only ever holds what is modest, or is counted from there.
func (j *sums) counts(v *types.Var, depth int) bool {
	known, seen := j.counters[v]
	if seen {
		return known
	}
	if v.Pkg() != j.Types || !j.isWide(v.Type()) || v.Kind() == types.ParamVar || (v.IsField() || v.Parent() == j.Types.Scope()) && v.Exported() {
		return false
	}
	r := j.Var(v)
	if r.Taken || depth > maxHops {
		return false
	}
	j.counters[v] = false // what is found through v itself
	known = !slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return !j.isCount(v, value, depth+1) })
	if known || depth == 0 {
		j.counters[v] = known
	} else {
		delete(j.counters, v) // it may be bounded by what is asked for further up
	}
	return known
}

// isCount reports whether a value that v is given is modest, or one that v has had and a step.
func (j *sums) isCount(v *types.Var, value syntax.Value, depth int) bool {
	if value.Expr != nil {
		if x, ok := ast.Unparen(value.Expr).(*ast.BinaryExpr); ok && (x.Op == token.ADD || x.Op == token.SUB) && j.VarOf(x.X) == v {
			return j.modest(x.Y, nil, depth) // v = v + 1
		}
		return j.modest(value.Expr, nil, depth)
	}
	switch n := j.assignAt(value.Pos).(type) {
	case *ast.IncDecStmt:
		return j.VarOf(n.X) == v
	case *ast.RangeStmt:
		if n.Key == nil || j.VarOf(n.Key) != v {
			return false
		}
		switch core(j.Info.TypeOf(n.X)).(type) {
		case *types.Slice, *types.Array, *types.Pointer, *types.Basic:
			return true
		}
	case *ast.AssignStmt:
		switch n.Tok {
		case token.ADD_ASSIGN, token.SUB_ASSIGN:
			return j.modest(n.Rhs[0], nil, depth)
		case token.QUO_ASSIGN, token.REM_ASSIGN, token.SHR_ASSIGN:
			return true
		}
	}
	return false
}

// keepsLength reports whether a conversion keeps a number that is a length, or near one: there are no lists
// of 1<<31 elements where code counts them with so few bits.
func (j *sums) keepsLength(call *ast.CallExpr, t term) bool {
	to, ok := j.Info.TypeOf(call.Fun).Underlying().(*types.Basic) // a type parameter has no size
	return ok && !j.strict && t.isLen() && j.pass.TypesSizes.Sizeof(to) >= 4
}

// A middle is what lies half-way between two numbers, of which none is negative: (low + high) / 2.
type middle struct{ low, high ast.Expr }

// middle returns the numbers of which e is the middle.
func (j *sums) middle(e ast.Expr, s state) (m middle, ok bool) {
	e = ast.Unparen(e)
	unsigned := false
	if call, is := e.(*ast.CallExpr); is && j.Info.Types[call.Fun].IsType() && len(call.Args) == 1 { // int(uint(low+high) >> 1)
		e, unsigned = ast.Unparen(call.Args[0]), true
	}
	if sum, is := e.(*ast.BinaryExpr); is && sum.Op == token.ADD && !unsigned { // low + (high-low)/2
		if half, ok := j.halved(sum.Y); ok {
			diff, is := ast.Unparen(half).(*ast.BinaryExpr)
			if is && diff.Op == token.SUB && j.IsPath(sum.X) && j.Text(diff.Y) == j.Text(sum.X) {
				m = middle{sum.X, diff.X}
				return m, j.numbers.atLeast(m.low, 0, s) && j.inOrder(m.low, m.high, 0, s)
			}
		}
		return m, false
	}
	half, ok := j.halved(e)
	if !ok {
		return m, false
	}
	half = ast.Unparen(half)
	if call, is := half.(*ast.CallExpr); is && unsigned && j.Info.Types[call.Fun].IsType() && len(call.Args) == 1 && isUnsigned(j.Info.TypeOf(call.Fun)) && j.isWide(j.Info.TypeOf(call.Args[0])) {
		half = ast.Unparen(call.Args[0])
	} else if unsigned {
		return m, false
	}
	sum, is := half.(*ast.BinaryExpr)
	if !is || sum.Op != token.ADD || !j.isWide(j.Info.TypeOf(sum)) {
		return m, false
	}
	m = middle{sum.X, sum.Y}
	return m, j.numbers.atLeast(m.low, 0, s) && j.numbers.atLeast(m.high, 0, s) && (unsigned || j.addsUp(m.low, m.high, s))
}

// halved returns x of x/2 and x>>1.
func (j *sums) halved(e ast.Expr) (x ast.Expr, ok bool) {
	half, is := ast.Unparen(e).(*ast.BinaryExpr)
	if !is {
		return nil, false
	}
	c, ok := j.numbers.constant(half.Y)
	return half.X, ok && (half.Op == token.QUO && c == 2 || half.Op == token.SHR && c == 1)
}

// belowHigh reports whether the middle is at most b + k: it is less than the end if there is anything between.
func (j *sums) belowHigh(m middle, b term, k int64, s state) bool {
	switch {
	case j.inOrder(m.low, m.high, 1, s):
		return j.numbers.atMost(m.high, b, k+1, s)
	case j.inOrder(m.low, m.high, 0, s):
		return j.numbers.atMost(m.high, b, k, s)
	}
	return false
}

// inOrder reports whether low + k ≤ high.
func (j *sums) inOrder(low, high ast.Expr, k int64, s state) bool {
	t, off, ok := j.numbers.linear(high, s)
	return ok && j.numbers.atMost(low, t, off-k, s)
}

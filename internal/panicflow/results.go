package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a call returns is told by the return statements of its callee, and what holds there:
//
//	s := newStore()             // a field of what it points to is not nil, if every newStore sets it
//	v, ok := find(k)            // v is not nil if ok is true
//	v, err := open(name)        // v is not nil if err is
//	i := indexOf(list, x)       // i is -1, or an index of list
//	i, ok := indexOf(list, x)   // i is an index of list if ok is true
//
// Nothing of that is looked for before somebody asks, but for the last.

// A callResult is a result of a call, if cond, the variable that holds the last one, says that there is one; nowhere if
// the callee always returns one, or somebody has asked already (if given).
type callResult struct {
	call  *ast.CallExpr
	i     int
	cond  place
	given bool
}

// resultOfFunc is the i-th result of a function, alone or given that the last one says that there is one.
type resultOfFunc struct {
	i     int
	given bool
}

// results tells what is returned.
type results struct{ *Judge }

// learnCall notes what the variables in lhs hold: several results of call.
func (w *prover) learnCall(lhs []ast.Expr, call *ast.CallExpr) {
	last := len(lhs) - 1
	cond := w.places.placeOf(lhs[last])
	for i, e := range lhs[:last] {
		if p := w.places.placeOf(e); p != nowhere && p != cond && canBeNil(w.Info.TypeOf(e)) {
			r := callResult{call: call, i: i, cond: cond}
			kind := givenBy
			if cond != nowhere && says(w.Info.TypeOf(lhs[last])) {
				kind = perhaps
			} else {
				r.cond = nowhere
			}
			w.learn(fact{valueOf(p), kind, w.marks.result(r)})
			if w.results.givesNone(call, i) {
				w.learnNone(e, lhs[last])
			}
		} else if p != nowhere && p != cond && isInteger(w.Info.TypeOf(e)) {
			w.learnSpan(p, call, resultOfFunc{i, false}, w.learn)
			if cond != nowhere && says(w.Info.TypeOf(lhs[last])) {
				var then []fact
				w.learnSpan(p, call, resultOfFunc{i, true}, func(f fact) { then = append(then, f) })
				w.learnImplied(lhs[last], then...)
			}
		}
	}
}

// learnNone notes that e is nil if what is assigned beside it says that there is none.
func (w *prover) learnNone(e, cond ast.Expr) {
	p, told := w.places.placeOf(e), w.places.placeOf(cond)
	if p != nowhere && told != nowhere && canBeNil(w.Info.TypeOf(e)) && says(w.Info.TypeOf(cond)) {
		w.learn(fact{valueOf(told), denies, w.marks.then(state{{valueOf(p), isNil, 0}})})
	}
}

// givesNone reports whether call is of a function of this package whose i-th result is nil wherever the last one says that there is none.
func (j *results) givesNone(call *ast.CallExpr, i int) bool {
	fn := j.Node(j.Resolve(call.Fun))
	if fn == nil || syntax.Body(fn) == nil {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: noneAt, fn: fn, result: resultOfFunc{i: i}}, func() bool {
		all := !j.nilness.mayReplaceResult(fn)
		j.eachReturn(fn, func(_ *ast.ReturnStmt, list []ast.Expr) {
			all = all && len(list) == syntax.FuncType(fn).Results.NumFields() && (j.IsNil(list[i]) || j.saysOne(list[len(list)-1]) || j.nilness.returnsFound(list, i))
		})
		return all
	})
}

// saysOne reports whether e, the last result, says that there is another one: it is true, or no error.
func (j *results) saysOne(e ast.Expr) bool {
	v := j.Info.Types[e].Value
	return j.IsNil(e) || v != nil && constantTruth(v) == yes
}

// learnSpan calls learn for what is known of the result of call that p holds.
func (w *prover) learnSpan(p place, call *ast.CallExpr, r resultOfFunc, learn func(fact)) {
	low, list, less, ok := w.results.lies(call, r)
	if !ok {
		return
	}
	learn(fact{zero, valueOf(p), low})
	if list != nowhere && !w.places.under(list, p) {
		learn(fact{valueOf(p), lenOf(list), less})
	}
}

// says reports whether a value of type t says whether there is a result: an error, or a bool.
func says(t types.Type) bool {
	return syntax.IsError(t) || types.Identical(t, types.Typ[types.Bool])
}

// told returns s where p, an error that is nil or a bool that is true, says that there is a result, or that some facts hold.
func (w *prover) told(p place, s state) state {
	for _, f := range s {
		if f.b == perhaps && w.marks.results[f.k].cond == p {
			r := w.marks.results[f.k]
			r.cond, r.given = nowhere, true
			s = s.with(fact{f.a, givenBy, w.marks.result(r)})
		}
	}
	return w.follows(p, implies, s)
}

// positive reports whether p is a field, of the result of a call or of any value of its type, that is a number greater than 0, and that
// nobody sets once it is made.
func (j *results) positive(p place, s state) bool {
	if p == nowhere || j.places.info(p).of == nowhere || j.strict {
		return false
	}
	info := j.places.info(p)
	if info.v == nil || !isInteger(info.v.Type()) {
		return false
	}
	if j.places.isPositivePart(info) {
		return true
	}
	if !j.places.isFinal(info.v) {
		return false
	}
	r, ok := j.at(info.of, s)
	return ok && !j.places.info(info.of).volatile && j.hold(r, info.v) || j.alwaysMadePositive(info.v)
}

// at returns the result that p holds.
func (j *results) at(p place, s state) (r callResult, ok bool) {
	if p == nowhere {
		return callResult{}, false
	}
	i, ok := s.find(valueOf(p), givenBy)
	if !ok {
		return callResult{}, false
	}
	return j.marks.results[s[i].k], true
}

// sets reports whether p holds a result that is not nil, or is a field of what one points to that nobody
// sets to nil later.
func (j *results) sets(p place, s state) bool {
	if r, ok := j.at(p, s); ok {
		return j.hold(r, nil)
	}
	info := j.places.info(p)
	if info.of == nowhere {
		return false
	}
	r, ok := j.at(info.of, s)
	return ok && (j.settings.staysSet(fact{valueOf(p), notNil, 0}) || j.settings.staysFar(info)) && j.hold(r, info.v)
}

// meet returns both, which holds in two states, and that of f, a fact of one of them about a place, what is so in the
// other one by another reason: there is the result of another call, or nothing that can be nil.
func (j *results) meet(both state, f fact, other state) state {
	p := f.a.place()
	if _, ok := both.find(f.a, f.b); ok || f.a.isLen() || p == nowhere {
		return both
	}
	if f.b != perhaps {
		if r, ok := j.at(p, other); ok && j.hold(r, nil) && (f.b == notNil || j.hold(j.marks.results[f.k], nil)) {
			return both.with(fact{f.a, notNil, 0})
		}
		return both
	}
	r := j.marks.results[f.k]
	known := r
	known.cond, known.given = nowhere, true
	if !j.hold(known, nil) {
		return both
	}
	if i, ok := other.find(f.a, perhaps); ok {
		from := j.marks.results[other[i].k]
		same := from.cond == r.cond
		from.cond, from.given = nowhere, true
		if !same || !j.hold(from, nil) {
			return both
		}
	} else if !j.proving.isSet(p, other) {
		return both
	}
	return both.with(fact{f.a, perhaps, j.marks.result(callResult{cond: r.cond})})
}

// hold reports whether a result is not nil, or, if field is not nil, that field of what it points to.
func (j *results) hold(r callResult, field *types.Var) bool {
	if r.call == nil {
		return field == nil // asked already, by meet
	}
	t := j.Resolve(r.call.Fun)
	if node := j.Node(t); node != nil && syntax.Body(node) != nil {
		return j.of(node, resultOfFunc{r.i, r.given}, field)
	}
	if t.Func == nil {
		return false
	}
	made := j.facts.makesOf(t.Func)
	if field != nil {
		list := t.Func.Signature().Results()
		return r.i == 0 && (list.Len() == 1 || r.given) && !j.Overwritten(field) && made.Fields&fieldBit(list.At(0).Type(), field) != 0
	}
	return r.given && (slices.Contains(made.Given, r.i) || isFunc(t.Func.Signature().Results().At(r.i).Type()) && j.facts.recoversOf(t.Func).IfTold.has(r.i))
}

// direct reports whether x is a call whose result is not nil.
func (j *results) direct(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	return ok && j.Builtin(call) == "" && j.Info.Types[call.Fun].IsValue() && j.hold(callResult{call: call, cond: nowhere}, nil)
}

// of is hold for a function of this package.
func (j *results) of(fn ast.Node, r resultOfFunc, field *types.Var) bool {
	typ := syntax.FuncType(fn)
	if typ.Results == nil || j.nilness.mayReplaceResult(fn) {
		return false
	}
	return fixpoint.Ask(j.solver, allLattice, question{kind: resultsOf, fn: fn, v: field, result: r}, func() bool {
		proofs, all := j.proving.proofsOf(fn), true
		j.eachReturn(fn, func(ret *ast.ReturnStmt, list []ast.Expr) {
			s, reached := proofs.returns[ret]
			switch {
			case !all || !reached:
			case len(list) == typ.Results.NumFields():
				last := list[len(list)-1]
				all = r.given && j.saysNone(last, s) || j.isGiven(list[r.i], last, r, field, s)
			case len(list) == 1: // return f()
				call, ok := ast.Unparen(list[0]).(*ast.CallExpr)
				all = ok && j.hold(callResult{call, r.i, nowhere, r.given}, field)
			}
		})
		return all
	})
}

// isGiven reports whether e, which is returned beside last, is not nil, or a field of what it points to.
func (j *results) isGiven(e, last ast.Expr, r resultOfFunc, field *types.Var, s state) bool {
	p := j.places.placeOf(e)
	if p != nowhere && r.given {
		if i, ok := s.find(valueOf(p), perhaps); ok && j.marks.results[s[i].k].cond == j.places.placeOf(last) {
			from := j.marks.results[s[i].k]
			from.cond, from.given = nowhere, true
			return j.hold(from, field) // v, ok := m.find(k); return v, ok
		}
	}
	number := field != nil && isInteger(field.Type()) // which is to be greater than 0
	switch {
	case field == nil:
		return j.proving.isSet(p, s) || j.nilness.notNil(e, s)
	case p != nowhere:
		_, pointer := core(j.Info.TypeOf(e)).(*types.Pointer)
		q := j.places.fieldPlace(p, field, pointer)
		if number {
			return s.proves(zero, 1, valueOf(q), j.numbers.natural) || j.positive(q, s)
		}
		return j.proving.isSet(q, s)
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && j.Builtin(call) == "" && j.Info.Types[call.Fun].IsValue() {
		return j.hold(callResult{call: call, cond: nowhere}, field)
	}
	if number {
		values, ok := j.owning.madeBy(e, field, 0)
		return ok && len(values) == 1 && j.numbers.atLeast(values[0], 1, s)
	}
	w := prover{Judge: j.Judge, s: s}
	return slices.ContainsFunc(w.fieldsSet(e, nil), func(path []*types.Var) bool { return len(path) == 1 && path[0].Origin() == field.Origin() })
}

// saysNone reports whether e, the last result, says that there is no other one: it is false, or an error.
func (j *results) saysNone(e ast.Expr, s state) bool {
	if v := j.Info.Types[e].Value; v != nil {
		return constantTruth(v) == no
	}
	if v := j.VarOf(e); v != nil && v.Kind() == types.ResultVar && types.Identical(v.Type(), types.Typ[types.Bool]) { // as it is declared
		r := j.Var(v)
		return len(r.Values) == 0 && !r.Taken
	}
	return types.IsInterface(j.Info.TypeOf(e)) && (j.proving.isSet(j.places.placeOf(e), s) || j.nilness.notNil(e, s) || !j.IsNil(e) && j.isMadeError(e))
}

// isMadeError reports whether e makes an error, or is one that the package keeps, or another one.
func (j *results) isMadeError(e ast.Expr) bool {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		return known.MakesError(j.Callee(call))
	}
	v := j.VarOf(e)
	return v != nil && !v.IsField() && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() && j.panicking.isSentinel(e)
}

// eachReturn calls f for each return statement of fn, with what it returns: the named results, if it says nothing.
func (src source) eachReturn(fn ast.Node, f func(ret *ast.ReturnStmt, list []ast.Expr)) {
	var named []ast.Expr
	for _, field := range syntax.FuncType(fn).Results.List {
		for _, name := range field.Names {
			named = append(named, name)
		}
	}
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok {
			list := ret.Results
			if len(list) == 0 {
				list = named
			}
			f(ret, list)
		}
		_, expr := n.(ast.Expr)
		return !expr
	})
}

// A span says of an integer that a function returns where it lies: from Low on, and by Less before the end of a
// list: the parameter of that index, or the receiver if that is -1, or a field of it.
type span struct {
	OK    bool
	Low   int64
	Param int
	Less  int64
	field *types.Var
}

// span returns the span of a result of a function of this package.
func (j *results) span(fn ast.Node, r resultOfFunc) span {
	typ := syntax.FuncType(fn)
	if typ.Results.NumFields() <= r.i || j.nilness.mayReplaceResult(fn) || !j.takesList(fn) {
		return span{}
	}
	return fixpoint.Ask(j.solver, spanLattice, question{kind: spanOf, fn: fn, result: r}, func() span { return j.findSpan(fn, r) })
}

// Nothing is known of the result while it is being asked for: what is returned from recursion is not followed.
var spanLattice = fixpoint.Of(span{}, func(found, _ span) span { return found })

// takesList reports whether fn has a list to look into, in a parameter or the receiver's fields.
func (j *results) takesList(fn ast.Node) bool {
	if j.receiver(fn) != nil {
		return true
	}
	for i := range syntax.FuncType(fn).Params.NumFields() {
		if v := j.param(fn, i); v != nil && isList(v.Type()) {
			return true
		}
	}
	return false
}

func (j *results) findSpan(fn ast.Node, r resultOfFunc) (all span) {
	type end struct {
		list place
		less int64
	}
	proofs := j.proving.proofsOf(fn)
	var ends []end // those that hold of all that is returned so far
	low, first, known := int64(0), true, true
	j.eachReturn(fn, func(ret *ast.ReturnStmt, list []ast.Expr) {
		s, reached := proofs.returns[ret]
		if !known || !reached {
			return
		}
		if known = len(list) == syntax.FuncType(fn).Results.NumFields(); !known { // return f()
			return
		}
		if r.given && j.saysNone(list[len(list)-1], s) {
			return
		}
		e := list[r.i]
		if c, ok := j.numbers.constant(e); ok && c < 0 { // before the begin of any list
			low = min(low, c)
			return
		}
		t, off, ok := j.numbers.linear(e, s)
		if known = ok && t != zero && j.numbers.atLeast(e, 0, s); !known {
			return
		}
		holds := func(e end) bool { return s.proves(t, e.less-off, lenOf(e.list), j.numbers.natural) }
		if !first {
			var rest []end
			for _, e := range ends {
				for ; e.less >= 0; e.less-- {
					if holds(e) {
						rest = append(rest, e)
						break
					}
				}
			}
			ends = rest
			return
		}
		first = false
		for _, f := range s {
			for _, u := range []term{f.a, f.b} {
				if p := u.place(); u.isLen() && j.isHandedIn(p, proofs) {
					for _, less := range []int64{1, 0} {
						if e := (end{p, less}); holds(e) && !slices.ContainsFunc(ends, func(other end) bool { return other.list == p }) {
							ends = append(ends, e)
						}
					}
				}
			}
		}
	})
	if !known || len(ends) == 0 {
		return span{}
	}
	info := j.places.info(ends[0].list)
	all = span{OK: true, Low: low, Less: ends[0].less}
	if info.of != nowhere {
		all.field, info = info.v, j.places.info(info.of)
	}
	for bit := range maxParams {
		if proofs.own[info.v]&(1<<bit) != 0 {
			all.Param = bit - 1
		}
	}
	return all
}

// isHandedIn reports whether p is a parameter or receiver, or a field of one.
func (j *results) isHandedIn(p place, in *proofs) bool {
	info := j.places.info(p)
	return info.v != nil && info.index == nowhere && (in.own[info.v] != 0 || info.of != nowhere && j.places.info(info.of).of == nowhere && in.own[j.places.info(info.of).v] != 0)
}

// lies returns where a result of call lies: at least at low, and less before the end of the list at p, which may
// be nowhere; false if that is not known.
func (j *results) lies(call *ast.CallExpr, of resultOfFunc) (low int64, p place, less int64, ok bool) {
	t := j.Resolve(call.Fun)
	var r span
	if fn := j.Node(t); fn != nil && syntax.Body(fn) != nil {
		r = j.span(fn, of)
	} else if fn == nil && t.Func != nil {
		for _, s := range j.facts.makesOf(t.Func).Spans {
			if s.Result == of.i && s.Given == of.given {
				r = s.Span
			}
		}
	}
	if !r.OK {
		return 0, nowhere, 0, false
	}
	var x ast.Expr
	if args := j.ownArgs(call, t); r.Param >= 0 && r.Param < len(args) && !call.Ellipsis.IsValid() {
		x = args[r.Param]
	} else if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && r.Param < 0 && j.Info.Selections[sel] != nil && len(j.Info.Selections[sel].Index()) == 1 {
		x = sel.X
	} else {
		return r.Low, nowhere, 0, true
	}
	p = j.places.placeOf(x)
	if r.field != nil && p != nowhere {
		_, pointer := core(j.Info.TypeOf(x)).(*types.Pointer)
		p = j.places.fieldPlace(p, r.field, pointer)
	}
	return r.Low, p, r.Less, true
}

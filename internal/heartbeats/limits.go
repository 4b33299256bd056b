package heartbeats

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// timing tells how long something takes at most.
type timing struct{ *Result }

// A Limit is how long all takes at most that has a timeout: that is not known if one of them is not.
type Limit struct {
	Period
	Some bool // there is one
	Own  bool // and one is set in the pass itself
}

// add adds a timeout.
func (l *Limit) add(timeout Period) {
	if l.Some {
		timeout = l.Period.plus(timeout)
	}
	l.Some, l.Period = true, timeout
}

// limits are the timeouts that a pass sets itself, for the contexts that it hands on and the
// connections that it reads from. What is under one has a bound; those that nothing is seen to be under
// count all the same (rest): a context may be handed on in a struct, a connection to a decoder.
type limits struct {
	Limit
	*Result
	from     token.Pos           // where the body begins
	outer    *limits             // of the pass, if this is a loop in it
	contexts []timed             // made with a timeout, in source order
	reading  []deadline          // SetReadDeadline, SetDeadline
	used     map[*types.Var]bool // contexts that count already
	read     map[token.Pos]bool  // deadlines that do
}

type timed struct {
	pos     token.Pos
	v       *types.Var
	timeout Period
}

// A deadline is one of a connection.
type deadline struct {
	pos     token.Pos
	conn    ast.Expr
	timeout Period
}

// limitsIn returns the timeouts that a body sets.
func (r *timing) limitsIn(body *ast.BlockStmt) *limits {
	l := &limits{Result: r.Result, from: body.Pos(), used: make(map[*types.Var]bool), read: make(map[token.Pos]bool)}
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.DeferStmt:
			return false
		case *ast.AssignStmt: // short, cancel := context.WithTimeout(ctx, d)
			if call, ok := ast.Unparen(n.Rhs[0]).(*ast.CallExpr); ok && len(n.Lhs) == 2 && len(n.Rhs) == 1 {
				if timeout, ok := r.timeout(call); ok {
					if v := r.VarOf(n.Lhs[0]); v != nil {
						l.contexts = append(l.contexts, timed{call.Pos(), v, timeout})
					}
				}
			}
		case *ast.CallExpr:
			if fn := r.Callee(n); fn != nil && (fn.Name() == "SetDeadline" || fn.Name() == "SetReadDeadline" || fn.Name() == "SetWriteDeadline") && len(n.Args) == 1 {
				if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && !r.isZeroTime(n.Args[0]) {
					l.reading = append(l.reading, deadline{n.Pos(), sel.X, r.fromNow(n.Args[0])})
				}
			}
		}
		return true
	})
	return l
}

// within returns the timeouts that a loop in the pass sets each time that it comes round.
func (l *limits) within(body *ast.BlockStmt) *limits {
	in := l.timing.limitsIn(body)
	in.outer = l
	for _, made := range in.contexts {
		l.used[made.v] = true // there, and not here as well
	}
	for _, d := range in.reading {
		l.read[d.pos] = true
	}
	return in
}

// apart returns the same timeouts, to ask of them without counting any.
func (l *limits) apart() *limits {
	in := *l
	in.used, in.read = maps.Clone(l.used), maps.Clone(l.read)
	if l.outer != nil {
		in.outer = l.outer.apart()
	}
	return &in
}

// until forgets what is set behind a position.
func (l *limits) until(pos token.Pos) {
	l.contexts = slices.DeleteFunc(l.contexts, func(made timed) bool { return made.pos >= pos })
	l.reading = slices.DeleteFunc(l.reading, func(d deadline) bool { return d.pos >= pos })
}

// rest counts the timeouts that nothing is seen to be under.
func (l *limits) rest() {
	for _, made := range l.contexts {
		if !l.used[made.v] {
			l.used[made.v] = true
			l.add(made.timeout)
		}
	}
	for _, d := range l.reading {
		if !l.read[d.pos] {
			l.read[d.pos] = true
			l.add(d.timeout)
		}
	}
}

// inner adds the timeouts of a loop inside that comes round so often.
func (l *limits) inner(of Limit, times int64) {
	if of.Some {
		l.add(of.Period.times(times))
		l.Own = l.Own || of.Own
	}
}

// HasTimeout reports whether a call gives the context that it makes a timeout.
func (r *Result) HasTimeout(call *ast.CallExpr) bool {
	_, ok := r.timing.timeout(call)
	return ok
}

// timeout returns the time that a call of package context gives the context that it makes.
func (r *timing) timeout(call *ast.CallExpr) (Period, bool) {
	if !r.makesContext(call) {
		return r.timeoutWithin(call)
	}
	switch r.Callee(call).Name() {
	case "WithTimeout", "WithTimeoutCause":
		return r.constant(call.Args[1]), true
	case "WithDeadline", "WithDeadlineCause":
		return r.fromNow(call.Args[1]), true
	}
	return Period{}, false
}

// timeoutWithin returns the time that a function of the module gives the context that it returns:
// short, cancel := s.budget(ctx). It is not known, if there may be one that is not seen.
func (r *timing) timeoutWithin(call *ast.CallExpr) (timeout Period, ok bool) {
	fn := r.Callee(call)
	if fn == nil || !slices.ContainsFunc(results(fn.Signature()), syntax.IsCancelFunc) {
		return Period{}, false
	}
	node := r.Node(r.Resolve(call.Fun))
	if node == nil {
		return Period{}, r.beating.isOurs(fn)
	}
	params := r.ParamVars(node)
	var of Limit
	syntax.Own(syntax.Body(node), func(n ast.Node) bool {
		if made, ok := n.(*ast.CallExpr); ok && r.makesContext(made) {
			if timeout, ok := r.timeout(made); ok {
				if i := slices.Index(params, timeout.param); timeout.param != nil && i >= 0 {
					timeout = timeout.with(r.argument(call, i, len(params)))
				}
				of = of.either(Limit{Some: true, Period: timeout})
			}
		}
		return true
	})
	return of.Period, of.Some
}

// results lists the types of what a function returns.
func results(sig *types.Signature) []types.Type {
	var list []types.Type
	for v := range sig.Results().Variables() {
		list = append(list, v.Type())
	}
	return list
}

// fromNow returns the constant d of time.Now().Add(d).
func (src text) fromNow(x ast.Expr) Period {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return Period{}
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if fn := src.Callee(call); !ok || fn == nil || fn.FullName() != "(time.Time).Add" {
		return Period{}
	}
	now, ok := ast.Unparen(sel.X).(*ast.CallExpr)
	if !ok {
		return Period{}
	}
	if fn := src.Callee(now); fn == nil || fn.FullName() != "time.Now" {
		return Period{}
	}
	return src.constant(call.Args[0])
}

// isZeroTime reports whether x is time.Time{}, which takes a deadline away.
func (src text) isZeroTime(x ast.Expr) bool {
	lit, ok := ast.Unparen(x).(*ast.CompositeLit)
	return ok && len(lit.Elts) == 0
}

// use counts a timeout, once for each variable.
func (l *limits) use(v *types.Var, timeout Period) {
	if !l.used[v] {
		l.used[v] = true
		l.add(timeout)
		l.Own = true
	}
}

// handed reports whether a call is handed a context with a timeout, or something made with one.
func (l *limits) handed(call *ast.CallExpr) bool {
	return !l.makesContext(call) && slices.ContainsFunc(call.Args, l.carried)
}

// makesContext reports whether a call is of package context, whose functions wait for nothing.
func (src text) makesContext(call *ast.CallExpr) bool {
	fn := src.Callee(call)
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "context"
}

// carried reports whether an expression is a context with a timeout, or one made from it, and counts
// that.
func (l *limits) carried(x ast.Expr) bool {
	made, ok := l.timed(x)
	if ok {
		l.use(made.v, made.timeout)
	}
	return ok || l.outer != nil && l.outer.carried(x)
}

// timed returns the context with a timeout that an expression is, or is made from.
func (l *limits) timed(x ast.Expr) (timed, bool) {
	if syntax.IsContext(l.Info.TypeOf(x)) {
		for _, made := range slices.Backward(l.contexts) { // the last one is the shortest
			if (carrier{l.Package}).is(x, made.v, 0) {
				return made, true
			}
		}
	}
	return timed{}, false
}

// times reports whether a call has a timeout: by a context that it is handed, by what is made with one, as a
// request, or by the deadline of what it reads from. It counts none.
func (l *limits) times(call *ast.CallExpr) bool {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if _, ok := l.deadline(sel.X); ok {
			return true
		}
	}
	return l.takes(call) || slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return l.made(arg, l.takes) }) ||
		l.outer != nil && l.outer.times(call)
}

// takes reports whether an argument of a call is a context with a timeout. It counts none.
func (l *limits) takes(call *ast.CallExpr) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		_, ok := l.timed(arg)
		return ok
	})
}

// starts reports whether the program that a call waits for was started with a context that has a
// timeout.
func (l *limits) starts(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if command, ok := ast.Unparen(sel.X).(*ast.CallExpr); ok {
		return l.handed(command)
	}
	return l.made(sel.X, l.handed)
}

// ends reports whether a channel is closed when a timeout has passed: short.Done().
func (l *limits) ends(ch ast.Expr) bool {
	call, ok := ast.Unparen(ch).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Done" && l.carried(sel.X)
}

// bounds reports whether what is read from has a deadline, or was made with a context that has a
// timeout, in the pass.
func (l *limits) bounds(from ast.Expr) bool {
	if timeout, ok := l.deadline(from); ok {
		l.underDeadline(from, timeout)
		return true
	}
	return l.made(from, l.handed) || l.outer != nil && l.outer.bounds(from)
}

// answersIn reports whether what is read from is the body of a response to a request that has a timeout, which is
// above that of reading it (https://pkg.go.dev/net/http#Client).
func (l *limits) answersIn(from ast.Expr) bool {
	sel, ok := ast.Unparen(from).(*ast.SelectorExpr)
	return ok && l.made(sel.X, func(call *ast.CallExpr) bool {
		_, own := l.timing.ownTimeout(call)
		return own || l.times(call)
	})
}

// underDeadline counts the deadline of what is read from, once.
func (l *limits) underDeadline(x ast.Expr, timeout Period) {
	counted := false
	for _, d := range l.reading {
		if l.isOf(x, d.conn) {
			counted = counted || l.read[d.pos]
			l.read[d.pos] = true
		}
	}
	if !counted {
		l.add(timeout)
		l.Own = true
	}
}

// deadline returns that of a connection, or of what reads from it; not constant, if there are several.
func (l *limits) deadline(x ast.Expr) (timeout Period, ok bool) {
	for _, d := range l.reading {
		if !l.isOf(x, d.conn) {
			continue
		}
		if ok && d.timeout != timeout {
			return Period{}, true
		}
		timeout, ok = d.timeout, true
	}
	if !ok && l.outer != nil {
		return l.outer.deadline(x)
	}
	return timeout, ok
}

// isOf reports whether x is a connection, a part of what holds it, or made with it, as a bufio.Reader.
func (l *limits) isOf(x, conn ast.Expr) bool {
	base := l.asserted(conn)
	if base != nil && base == l.asserted(x) {
		return true
	}
	with := func(call *ast.CallExpr) bool {
		return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return base != nil && l.asserted(arg) == base })
	}
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok { // json.NewDecoder(conn).Decode(&v)
		return with(call)
	}
	return l.made(x, with)
}

// asserted returns the variable that holds what x is a part of, by another type: tcp := l.(*net.TCPListener)
func (l *limits) asserted(x ast.Expr) *types.Var {
	v := l.Base(x)
	for range deepest {
		if v == nil || v.Kind() != types.LocalVar || len(l.Var(v).Values) != 1 || l.Var(v).Taken {
			break
		}
		as, ok := l.Var(v).Values[0].From.(*ast.TypeAssertExpr)
		if !ok || l.Base(as.X) == nil {
			break
		}
		v = l.Base(as.X)
	}
	return v
}

// made reports whether a call of which that is true has made all that a variable holds.
func (l *limits) made(x ast.Expr, by func(*ast.CallExpr) bool) bool {
	v := l.VarOf(x)
	if v == nil {
		return false
	}
	values := l.Var(v).Values
	return len(values) > 0 && !slices.ContainsFunc(values, func(value syntax.Value) bool {
		call, ok := value.From.(*ast.CallExpr)
		return !ok || !by(call)
	})
}

// callee counts the timeouts that a callee sets itself.
func (l *limits) callee(of Limit) {
	if of.Some {
		l.add(of.Period)
	}
}

package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// builtin notes the effects of a predeclared function.
func (s *reading) builtin(name string, call *ast.CallExpr) {
	switch name {
	case "close":
		if on, ok := s.outside(call.Args[0]); ok {
			s.site(&Site{Effect: Effect{Kind: Close, On: on, Text: s.Text(call), Always: true}, Node: call})
		}
	case "clear":
		s.redoes(call.Args[0], call)
	case "delete":
		s.flag(call.Args[0], lower, call, false)
	}
}

// outside returns the ref of an operand that others can see: not of a value
// that the function has made itself.
func (s *scan) outside(e ast.Expr) (Ref, bool) {
	on, ok := s.ref(e)
	if !ok {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok && id.Name == "_" {
			return Ref{}, false
		}
		return noRef(s.Text(e)), true
	}
	if s.isOwn(on) {
		return Ref{}, false
	}
	return on, true
}

// send notes a send, if somebody else can receive.
func (s *reading) send(n *ast.SendStmt) {
	if on, ok := s.outside(n.Chan); ok && !s.takesSlot(n, on) {
		since := s.tokenTaken(on.Class, n.Pos())
		s.site(&Site{Effect: Effect{Kind: Send, On: on, Text: s.Text(n.Chan), Token: s.IsToken(n) || s.givesBack(n), Passes: s.leaving.passesOn(n), Error: s.sendsError(n), Maybe: s.TellsOfError(n), Given: s.sendsGiven(n), Object: isObject(s.Info.TypeOf(n.Value)), Failure: s.isFailure(n.Value), Always: true, Returns: since.IsValid()}, Node: n, Value: n.Value, since: since})
	}
}

// sendsError reports whether a send tells of an error: it sends one, or a struct with one because there is one.
func (s *reading) sendsError(n *ast.SendStmt) bool {
	elem := chanElem(s.Info.TypeOf(n.Chan))
	if elem == nil || syntax.IsError(elem) {
		return elem != nil
	}
	_, ok := ErrorField(deref(elem))
	return ok && s.TellsOfError(n)
}

// chanElem returns the type of what is sent on a channel of type t; nil if that is none.
func chanElem(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	if ch, ok := t.Underlying().(*types.Chan); ok {
		return ch.Elem()
	}
	return nil
}

// givesBack reports whether a send puts back what was received from the same channel: x := <-free; …; free <- x.
func (s *reading) givesBack(n *ast.SendStmt) bool {
	v := s.VarOf(n.Value)
	if v == nil || v.IsField() || len(s.Var(v).Values) != 1 {
		return false
	}
	recv, ok := ast.Unparen(s.Var(v).Values[0].From).(*ast.UnaryExpr)
	return ok && recv.Op == token.ARROW && s.polling.class(recv.X) == s.polling.class(n.Chan)
}

// isToken reports whether a value says nothing.
func (src source) isToken(value ast.Expr) bool {
	return isEmptyStruct(src.Info.TypeOf(value))
}

func isEmptyStruct(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	return ok && st.NumFields() == 0
}

// receive notes a receive from a channel on which somebody may wait to send:
// not from that of a timer or a context.
func (s *reading) receive(ch ast.Expr, n ast.Node) {
	on, ok := s.ref(ch)
	if !ok || s.isOwn(on) || s.isClock(ch) || !s.mayBeSent(ch) && !s.isSlot(on, ch, n) || s.polling.states().tokens[on.Class] {
		return
	}
	s.demandsWork(on, ch, n)
	since := s.slotTaken(on.Class, n)
	s.site(&Site{
		Effect: Effect{Kind: Receive, On: on, Text: s.Text(ch), Always: true, Returns: since.IsValid(), Optional: s.readers.nobodyWaitsToSend(ch)},
		Node:   n, since: since,
	})
}

// isSlot reports whether a plain receive from a parameter can give back a slot of
// a semaphore: the callers send on it, under another name.
func (s *reading) isSlot(on Ref, ch ast.Expr, n ast.Node) bool {
	t, ok := s.Info.TypeOf(ch).Underlying().(*types.Chan)
	if !ok || t.Dir() != types.SendRecv || on.Slot < 0 || on.Path != "" {
		return false
	}
	plain := false
	syntax.Own(s.body, func(m ast.Node) bool {
		x, ok := m.(*ast.ExprStmt)
		plain = plain || ok && ast.Unparen(x.X) == n
		return !plain
	})
	return plain && !s.lossy
}

// isClock reports whether ch is the channel of a timer or ticker: nobody waits
// to send on it.
func (src source) isClock(ch ast.Expr) bool {
	t, ok := src.Info.TypeOf(ch).Underlying().(*types.Chan)
	return ok && syntax.IsNamed(t.Elem(), "time", "Time")
}

// assign notes what an assignment leaves for others to read: an error, a flag.
func (s *reading) assign(n *ast.AssignStmt) {
	if s.definesClauses(n) {
		return
	}
	for i, lhs := range n.Lhs {
		var value ast.Expr
		if len(n.Lhs) == len(n.Rhs) && (n.Tok == token.ASSIGN || n.Tok == token.DEFINE) {
			value = n.Rhs[i]
		}
		if id, ok := ast.Unparen(lhs).(*ast.Ident); ok {
			if id.Name == "_" {
				continue
			}
			if v, ok := s.Info.ObjectOf(id).(*types.Var); ok && s.isMine(v) {
				s.emit(event{def: v})
				continue
			}
		}
		on, ok := s.outside(lhs)
		if !ok || on.Local && !s.cameIn(on) && !s.isLookedUp(on) || s.isInCopy(lhs) {
			continue
		}
		s.sets = append(s.sets, on.Class)
		s.setsChannelAgain(on, lhs, value, n)
		if value != nil {
			s.parks(lhs, value, n)
		}
		if value != nil && s.leavesLess(lhs, value) {
			s.redoes(lhs, n)
		}
		if value == nil || s.direction(value) == neither && !s.isEmpty(value) {
			s.advances(on, lhs, n)
		}
		switch {
		case s.appendsError(lhs, value):
			s.site(&Site{Effect: Effect{Kind: Fail, On: on, Text: s.Text(lhs), Always: true}, Node: n, Value: value})
		case s.holdsError(lhs, value):
			s.site(&Site{Effect: Effect{Kind: Fail, On: on, Text: s.Text(lhs), Always: true}, Node: n, Value: value})
		case s.isEntry(lhs) && s.tellsError(value):
			s.site(&Site{Effect: Effect{Kind: Fail, On: on, Text: s.Text(lhs), Always: true}, Node: n, Value: value})
		case value != nil && s.isArgument(value):
			// a setter: what it sets is seen where it is called
		case value != nil:
			s.flag(lhs, s.tells(value), n, false)
		case n.Tok == token.SUB_ASSIGN:
			s.flag(lhs, lower, n, true)
		case n.Tok == token.ADD_ASSIGN:
			s.flag(lhs, raise, n, true)
		}
	}
}

// isArgument reports whether a value is what the function, a method, was called with.
func (s *reading) isArgument(value ast.Expr) bool {
	decl, ok := s.fn.(*ast.FuncDecl)
	if !ok || decl.Recv == nil {
		return false
	}
	slot, param := s.slots[s.VarOf(value)]
	return param && slot > 0
}

// appendsError reports whether errs = append(errs, err) is assigned.
func (s *scan) appendsError(lhs, value ast.Expr) bool {
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	return ok && AppendedError(s.Package, lhs, call) != nil
}

// AppendedError returns the err of errs = append(errs, err); nil for another
// assignment.
func AppendedError(p *syntax.Package, lhs ast.Expr, call *ast.CallExpr) ast.Expr {
	if p.Builtin(call) != "append" || len(call.Args) != 2 || call.Ellipsis.IsValid() || p.Text(call.Args[0]) != p.Text(lhs) {
		return nil
	}
	slice, ok := p.Info.TypeOf(lhs).Underlying().(*types.Slice)
	if !ok || !syntax.IsError(slice.Elem()) {
		return nil
	}
	return call.Args[1]
}

// holdsError reports whether what is assigned to lhs is an error, or a struct
// with one field for an error.
func (s *reading) holdsError(lhs, value ast.Expr) bool {
	t := s.Info.TypeOf(lhs)
	if t == nil {
		return false
	}
	if syntax.IsError(t) {
		return value == nil || !s.IsNil(value)
	}
	_, ok := ErrorField(t)
	return ok && value != nil
}

// ErrorField returns the one field of type error of a struct type.
func ErrorField(t types.Type) (*types.Var, bool) {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, false
	}
	var found *types.Var
	for i := range st.NumFields() {
		if f := st.Field(i); syntax.IsError(f.Type()) {
			if found != nil {
				return nil, false
			}
			found = f
		}
	}
	return found, found != nil
}

// count notes x++ and x--.
func (s *reading) count(n *ast.IncDecStmt) {
	if on, ok := s.outside(n.X); ok {
		s.advances(on, n.X, n)
	}
	if n.Tok == token.DEC {
		s.flag(n.X, lower, n, true)
	} else {
		s.flag(n.X, raise, n, true)
	}
}

// atomicCall notes what a function of sync/atomic stores, or a sync.Map forgets.
func (s *reading) atomicCall(fn *types.Func, call *ast.CallExpr) {
	if fn == nil || fn.Pkg() == nil {
		return
	}
	switch fn.FullName() {
	case "(*sync.Map).Store", "(*sync.Map).Swap": // of an error, as a status
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && s.TellsOfError(call) {
			s.flag(sel.X, raise, call, false)
		}
		return
	case "(*sync.Map).Delete", "(*sync.Map).LoadAndDelete", "(*sync.Map).CompareAndDelete":
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			s.flag(sel.X, lower, call, false)
		}
		return
	}
	op, x, value := s.atomicChange(call)
	if x == nil {
		return
	}
	s.demandsByFlag(call)
	if on, ok := s.outside(x); ok && (op == known.AtomicAdd || s.direction(value) == neither) {
		s.advances(on, x, call)
	}
	switch op {
	case known.AtomicStore, known.AtomicSwap, known.AtomicCompareAndSwap:
		s.flag(x, s.direction(value), call, false)
	case known.AtomicAdd:
		s.flag(x, s.counts(value), call, true)
	}
}

// counts tells whether adding a value counts up or down.
func (s *scan) counts(value ast.Expr) direction {
	if v := s.Info.Types[value].Value; v != nil {
		if constant.Sign(v) < 0 {
			return lower
		}
		return raise
	}
	if call, ok := ast.Unparen(value).(*ast.CallExpr); ok && len(call.Args) == 1 && s.Info.Types[call.Fun].IsType() {
		return s.counts(call.Args[0]) // int64(-n)
	}
	if u, ok := ast.Unparen(value).(*ast.UnaryExpr); ok && (u.Op == token.SUB || u.Op == token.XOR) {
		return lower
	}
	return raise
}

// A direction is how a flag, a counter or a set changes.
type direction uint8

const (
	neither direction = iota
	raise             // true, not zero, up, an entry more
	lower             // false, zero, down, an entry less
)

// direction tells whether a value raises a flag or lowers it; neither if it is
// neither nil nor a constant.
func (s *scan) direction(value ast.Expr) direction {
	if s.IsNil(value) {
		return lower
	}
	v := s.Info.Types[value].Value
	if v == nil {
		return neither
	}
	switch v.Kind() {
	case constant.Bool:
		if constant.BoolVal(v) {
			return raise
		}
		return lower
	case constant.Int:
		if constant.Sign(v) == 0 {
			return lower
		}
		return raise
	}
	return neither
}

// tells is direction for a status as well: a string that is written down, or one
// of several that a local takes, status := "done".
func (s *reading) tells(value ast.Expr) direction {
	if d := s.direction(value); d != neither || s.body == nil {
		return d
	}
	written := func(e ast.Expr) bool {
		v := s.Info.Types[e].Value
		return v != nil && v.Kind() == constant.String && constant.StringVal(v) != ""
	}
	if written(value) {
		return raise
	}
	v := s.VarOf(value)
	if v == nil || !s.declares(v) {
		return neither
	}
	values := s.Var(v).Values
	if len(values) == 0 || slices.ContainsFunc(values, func(value syntax.Value) bool { return value.Expr == nil || !written(value.Expr) }) {
		return neither
	}
	return raise
}

// flag notes a change of what others may poll or test: one that takes back a
// change made elsewhere, or one that a loop waits for.
func (s *reading) flag(x ast.Expr, d direction, n ast.Node, counts bool) {
	if id, ok := ast.Unparen(x).(*ast.Ident); ok {
		if v, ok := s.Info.Uses[id].(*types.Var); ok && s.isMine(v) {
			return
		}
	}
	if on, ok := s.outside(x); ok && !s.isInCopy(x) && !s.isHandedByte(x) {
		s.flagOn(on, x, d, n, counts)
	}
}

// isInCopy reports whether x is a part of the function's own copy of a value, which nobody else sees:
// opt.all = true, of an opt that is no pointer, be it a parameter or a local variable.
func (s *reading) isInCopy(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.SelectorExpr:
		sel := s.Info.Selections[x]
		if sel == nil || sel.Indirect() {
			return false
		}
		return s.isCopy(x.X) || s.isInCopy(x.X)
	case *ast.IndexExpr:
		_, array := s.Info.TypeOf(x.X).Underlying().(*types.Array)
		return array && (s.isCopy(x.X) || s.isInCopy(x.X))
	}
	return false
}

// isCopy reports whether x is a variable of the function, and no literal uses it.
func (s *reading) isCopy(x ast.Expr) bool {
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok {
		return false
	}
	v, _ := s.Info.Uses[id].(*types.Var)
	if v == nil || !s.isMine(v) || s.Var(v).Taken {
		return false
	}
	captured := false
	syntax.Own(s.body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok {
			ast.Inspect(lit.Body, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				captured = captured || ok && s.Info.Uses[id] == v
				return !captured
			})
		}
		return !captured
	})
	return !captured
}

// isHandedByte reports whether x is a byte of a text that the function is handed to write to.
func (s *reading) isHandedByte(x ast.Expr) bool {
	index, ok := ast.Unparen(x).(*ast.IndexExpr)
	if !ok {
		return false
	}
	list, ok := s.Info.TypeOf(index.X).Underlying().(*types.Slice)
	_, param := s.slots[s.VarOf(index.X)]
	return ok && param && types.Identical(list.Elem().Underlying(), types.Typ[types.Byte])
}

// setBy notes the flags that a call of a setter changes, by the values that are passed.
func (s *reading) setBy(call *ast.CallExpr) {
	for lhs, value := range s.setters(call) {
		fn := s.Callee(call)
		decl := s.Decl(fn)
		on, ok := s.leaving.frame(decl).ref(lhs)
		if !ok {
			continue
		}
		if on = s.mapped(on, target{node: decl, fn: fn}, call); !s.isOwn(on) {
			if s.direction(value) == neither {
				s.advances(on, lhs, call)
			}
			s.flagOn(on, lhs, s.tells(value), call, false)
		}
	}
}

// setter returns the first of what setters yields; nil if there is none.
func (src source) setter(call *ast.CallExpr) (lhs, value ast.Expr) {
	for lhs, value = range src.setters(call) {
		break
	}
	return lhs, value
}

// setters yields what a method of the package assigns its arguments to, and the
// arguments: p.setState(2); js.finish(id, "failed", err). There is nothing for another call.
func (src source) setters(call *ast.CallExpr) iter.Seq2[ast.Expr, ast.Expr] {
	return func(yield func(lhs, value ast.Expr) bool) {
		fn := src.Callee(call)
		if fn == nil {
			return
		}
		decl := src.Decl(fn)
		if decl == nil || decl.Body == nil || decl.Recv == nil || len(decl.Body.List) > 4 {
			return
		}
		for _, stmt := range decl.Body.List {
			var to, values []ast.Expr
			switch n := stmt.(type) {
			case *ast.AssignStmt:
				if len(n.Lhs) == len(n.Rhs) && n.Tok == token.ASSIGN {
					to, values = n.Lhs, n.Rhs
				}
			case *ast.ExprStmt:
				if inner, ok := ast.Unparen(n.X).(*ast.CallExpr); ok {
					if op, word, value := src.atomicChange(inner); op == known.AtomicStore {
						to, values = []ast.Expr{word}, []ast.Expr{value}
					}
				}
			}
			for k, value := range values {
				v := src.VarOf(value)
				if v == nil {
					continue
				}
				for i := range fn.Signature().Params().Len() {
					if at := i + src.Shift(call, fn); v == fn.Signature().Params().At(i) && at < len(call.Args) && !yield(to[k], call.Args[at]) {
						return
					}
				}
			}
		}
	}
}

// flagOn is flag for what x denotes, here or in a callee.
func (s *reading) flagOn(on Ref, x ast.Expr, d direction, n ast.Node, counts bool) {
	leased := s.polling.states().leased[s.polling.class(x)]
	if d == neither && leased && s.empties(n) {
		d = lower
	}
	fails := (d != lower || s.isVerdict(x, n)) && s.TellsOfError(n)
	data := d == neither && s.appended(n)
	if d == neither && !fails { // of what is no constant it is known that somebody waits for it
		if st := s.polling.states(); !st.polled[s.polling.class(x)] && !st.rises[s.polling.class(x)] && !st.falls[s.polling.class(x)] && !(st.compared[s.polling.class(x)] && s.loop == nil) {
			return
		}
		d = raise
	}
	if on.Local && !s.cameIn(on) && !(d == raise && s.isLookedUp(on)) {
		return
	}
	state, class := s.polling.states(), strings.TrimSuffix(on.Class, "[]") // an element is one of its map or list
	if fails {
		s.site(&Site{Effect: Effect{Kind: Fail, On: on, Text: s.Text(n), Always: true}, Node: n})
		return
	}
	site := &Site{Effect: Effect{Kind: Flag, On: on, Text: s.Text(n), Raise: d == raise, Counts: counts, Data: data, Always: true}, Node: n}
	if data {
		site.Text = s.Text(x)
	}
	site.Own = d == lower && s.body != nil && s.raises(class, n).IsValid()
	switch {
	case state.polled[class], d == raise && state.rises[class], d == lower && state.falls[class]:
	case d == raise && !counts && state.shown[s.polling.class(x)]:
	case s.undoes(x, d):
		site.Raise, site.Own = false, true
	case d == lower && state.amounts[class]: // nobody is kept out by it
		return
	case d == lower && (leased || s.testsEntries(x)) && s.raises(class, n).IsValid():
		site.Paired, site.since = true, s.raises(class, n)
	case d == lower && (leased || s.testsEntries(x)) && state.raised[class]:
	case d == lower && s.entersBefore(x, n):
	case d == raise && counts && state.lowered[class] && s.loop != nil && s.phase(n.Pos()) == Before:
	default:
		return
	}
	s.site(site)
}

// empties reports whether n assigns an empty text.
func (s *reading) empties(n ast.Node) bool {
	a, ok := n.(*ast.AssignStmt)
	if !ok || len(a.Rhs) != 1 {
		return false
	}
	v := s.Info.Types[a.Rhs[0]].Value
	return v != nil && v.Kind() == constant.String && constant.StringVal(v) == ""
}

// appended reports whether n appends to a list.
func (s *reading) appended(n ast.Node) bool {
	a, ok := n.(*ast.AssignStmt)
	if !ok || len(a.Rhs) != 1 {
		return false
	}
	call, ok := ast.Unparen(a.Rhs[0]).(*ast.CallExpr)
	return ok && s.Builtin(call) == "append"
}

// entersBefore reports whether n deletes, in a literal, the entry of a map that the function
// around it makes: what is started for the entry ends with it.
//
//	c.m[k] = v; time.AfterFunc(ttl, func() { c.evicted(k); delete(c.m, k) })
func (s *reading) entersBefore(x ast.Expr, n ast.Node) bool {
	_, isCall := n.(*ast.CallExpr)
	c, ok := s.CursorOf(s.fn)
	if _, lit := s.fn.(*ast.FuncLit); !lit || !isCall || !ok || !isMap(s.Info.TypeOf(x)) {
		return false
	}
	around := syntax.EnclosingFunc(c.Parent())
	if around == nil {
		return false
	}
	entered := false
	syntax.Own(syntax.Body(around), func(m ast.Node) bool {
		if a, ok := m.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN {
			for _, lhs := range a.Lhs {
				elem, ok := ast.Unparen(lhs).(*ast.IndexExpr)
				entered = entered || ok && s.Text(elem.X) == s.Text(x)
			}
		}
		return !entered
	})
	return entered
}

// isVerdict reports whether n sets a variable of the function around to false, which
// says of all goroutines whether they have succeeded, or in a task a field that is made true: what it belongs to is well until somebody
// says otherwise.
//
//	h := &host{healthy: true}; …; if err := h.ping(); err != nil { h.healthy = false }
func (s *reading) isVerdict(x ast.Expr, n ast.Node) bool {
	v := s.VarOf(x)
	a, assign := n.(*ast.AssignStmt)
	if !assign || v == nil {
		return false
	}
	if v.IsField() {
		return s.loop == nil && s.polling.states().presumed[s.polling.class(x)] && slices.ContainsFunc(a.Rhs, func(value ast.Expr) bool { return s.IsBool(value, false) })
	}
	return v.Parent() != s.Types.Scope()
}

// testsEntries reports whether entries of x can be a lock: a map of nothing but
// whether something is there, of channels to wait on, or of what is worked out for all who wait for it, and fails for all of them as long
// as it is there. Of what is no map it is true.
func (s *reading) testsEntries(x ast.Expr) bool {
	m, ok := s.Info.TypeOf(x).Underlying().(*types.Map)
	if !ok {
		return true
	}
	switch elem := m.Elem().Underlying().(type) {
	case *types.Basic:
		return elem.Kind() == types.Bool
	case *types.Struct:
		return elem.NumFields() == 0
	}
	return isJoined(m.Elem())
}

// raises returns where the function itself changes what n takes back, before it.
func (s *reading) raises(class string, n ast.Node) token.Pos {
	for _, m := range s.indexOf(s.body).raisings { // in the order of the code
		if m.pos < n.Pos() && (m.class == class || s.polling.states().taken[m.callee][class] || slices.Contains(m.taken, class)) {
			return m.pos
		}
	}
	return token.NoPos
}

// declOf returns the declaration of what a call calls, if it is of the package.
func (src source) declOf(call *ast.CallExpr) *ast.FuncDecl {
	if fn := src.Callee(call); fn != nil {
		return src.Decl(fn)
	}
	return nil
}

// raisedBy returns the class of what a statement or call raises; "" if nothing.
func (r *polling) raisedBy(n ast.Node) string {
	s := &scan{Result: r.Result}
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, lhs := range n.Lhs {
			class := r.class(lhs)
			if class == "" {
				continue
			}
			if x, elem := ast.Unparen(lhs).(*ast.IndexExpr); elem && isMap(r.Info.TypeOf(x.X)) || n.Tok == token.ADD_ASSIGN || len(n.Lhs) == len(n.Rhs) && s.direction(n.Rhs[i]) == raise || r.saysBusy(class, n.Rhs[min(i, len(n.Rhs)-1)]) {
				return class
			}
		}
	case *ast.IncDecStmt:
		if n.Tok == token.INC {
			return r.class(n.X)
		}
	case *ast.CallExpr:
		if x := r.entered(n); x != nil {
			return r.class(x)
		}
		if op, x, value := r.atomicChange(n); x != nil {
			if up := op == known.AtomicAdd; up && s.counts(value) == raise || !up && s.direction(value) == raise {
				return r.class(x)
			}
		} else if lhs, value := r.setter(n); lhs != nil && s.direction(value) == raise {
			return r.class(lhs)
		}
	}
	return ""
}

// entered returns the sync.Map in which a call enters a mark that keeps others out;
// nil for another call.
func (r *polling) entered(call *ast.CallExpr) ast.Expr {
	fn := r.Callee(call)
	if fn == nil || len(call.Args) != 2 {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	switch fn.FullName() {
	case "(*sync.Map).LoadOrStore":
		return sel.X
	case "(*sync.Map).Store", "(*sync.Map).Swap": // of what only says that it is there
		st, empty := r.Info.TypeOf(call.Args[1]).Underlying().(*types.Struct)
		if empty && st.NumFields() == 0 || r.Info.Types[call.Args[1]].Value != nil && (&scan{Result: r.Result}).direction(call.Args[1]) == raise {
			return sel.X
		}
	}
	return nil
}

func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// atomicChange returns what a call of package sync/atomic does that changes a word, to which, and the value that it
// stores or adds; NotAtomic and nil for another call.
func (src source) atomicChange(call *ast.CallExpr) (op known.AtomicOp, x, value ast.Expr) {
	op, x, args := known.AtomicCall(src.Callee(call), call)
	if len(args) == 0 {
		return known.NotAtomic, nil, nil
	}
	return op, x, args[len(args)-1]
}

// maxPolled bounds how far polls follows calls.
const maxPolled = 2

// class returns the class of what e's path ends in, or what gives an entry of it by a call; "" if it is no path.
func (r *polling) class(e ast.Expr) string {
	switch x := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return r.class(x.X)
	case *ast.StarExpr:
		return r.class(x.X)
	case *ast.IndexExpr:
		return r.class(x.X)
	case *ast.CallExpr:
		if in := r.lookedUpIn(x); in != nil {
			return r.class(in)
		}
	}
	if v := r.VarOf(e); v != nil {
		return r.naming.classOf(v)
	}
	return ""
}

package effects

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// call notes the effects of a call, in the order: it may panic, then it has its
// effects; those that it has even when it panics say so.
func (s *reading) call(call *ast.CallExpr) {
	if s.Info.Types[call.Fun].IsType() {
		s.op(call)
		return
	}
	if name := s.Builtin(call); name != "" {
		s.builtin(name, call) // not skipped by its own panic
		s.op(call)
		return
	}
	fn := s.Callee(call)
	if known.Drops(fn, call) != nil {
		s.dropsBy(call)
	}
	s.answer(call)
	s.readsPipe(call)
	s.releasedByResult(call)
	rearms := s.polling.started()[s.fn] && s.rearms(call, s.fn, rearmDepth)
	if e := known.Of(fn); e != nil {
		if rearms {
			s.op(call)
			s.goesOnBy(call, true)
			return
		}
		if s.handsFunc(call) { // what it is handed panics, and each effect says whether that skips it
			if e.Name == "(*sync.Once).Do" {
				s.spends(call)
			}
			s.knownCall(e, fn, call)
			s.op(call)
			return
		}
		s.op(call)
		if e.Has(known.Exits) && s.isLast(call) {
			// The process waits for it.
			s.site(&Site{Effect: Effect{Kind: Done, On: noRef(e.Name), Text: s.Text(call), Always: true}, Node: call})
			return
		}
		s.knownCall(e, fn, call)
		return
	}
	if fn == nil && s.signalValue(call) {
		return
	}
	if s.lockMethod(fn, call) {
		s.op(call)
		return
	}
	targets := s.targets(call.Fun)
	if s.publishes(fn, targets, call) {
		s.site(&Site{Effect: Effect{Kind: Publish, On: noRef(s.Text(call.Fun)), Text: s.Text(call), Always: true}, Node: call})
	}
	s.tellsWell(fn, targets, call)
	if len(targets) == 0 {
		// What it does by itself is not skipped by its own panic.
		s.unknownCall(fn, call)
		if fn == nil {
			s.holdsStored(call)
		}
		s.op(call)
		return
	}
	// The effects of a callee come after what can panic in it, and each says
	// whether that skips it. So the callee as an operation comes last, but
	// before its effects for those of its caller that follow.
	for _, t := range targets {
		s.apply(t, call)
	}
	s.setBy(call)
	s.countsBy(call, targets)
	s.dropsBy(call)
	s.enters(call)
	s.gives(call)
	s.op(call)
	s.handed(fn, call)
	if rearms && !slices.ContainsFunc(targets, func(t target) bool { return t.summary.goesOn() }) {
		s.goesOnBy(call, s.armsLast(call, s.fn, rearmDepth))
	}
}

// gives notes that a call puts back on a list what another one has taken from it:
//
//	x := p.take(); …; p.give(x)
func (s *reading) gives(call *ast.CallExpr) {
	fn := s.Callee(call)
	if fn == nil || s.Decl(fn) == nil || s.Decl(fn).Body == nil {
		return
	}
	params := fn.Signature().Params()
	for i, arg := range call.Args {
		v := s.VarOf(arg)
		i -= s.Shift(call, fn)
		if i < 0 || i >= params.Len() || v == nil || v.IsField() || !s.declares(v) || len(s.Var(v).Values) != 1 {
			continue
		}
		taken, ok := ast.Unparen(s.Var(v).Values[0].From).(*ast.CallExpr)
		if !ok {
			continue
		}
		list := s.appendedTo(s.Decl(fn), params.At(i))
		for _, t := range s.targets(taken.Fun) {
			if list != "" && slices.Contains(t.summary.Sets, list) {
				s.site(&Site{Effect: Effect{Kind: Done, On: noRef(list), Text: s.Text(call), Paired: true}, Node: call, since: taken.End()})
				return
			}
		}
	}
}

// appendedTo returns the class of the list to which a function appends its parameter.
func (s *reading) appendedTo(decl *ast.FuncDecl, param *types.Var) string {
	class := ""
	syntax.Own(decl.Body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
			return true
		}
		if call, ok := ast.Unparen(a.Rhs[0]).(*ast.CallExpr); ok && s.Builtin(call) == "append" && len(call.Args) == 2 && s.VarOf(call.Args[1]) == param && s.Text(call.Args[0]) == s.Text(a.Lhs[0]) {
			class = s.polling.class(a.Lhs[0])
		}
		return true
	})
	return class
}

// signalValue notes the call of a variable that holds a signal: fin := wg.Done.
func (s *reading) signalValue(call *ast.CallExpr) bool {
	sel := s.methodSelector(call.Fun, 0)
	if sel == nil {
		return false
	}
	m, _ := s.Info.Uses[sel.Sel].(*types.Func)
	e := known.Of(m)
	if !e.Has(known.Signals) || e.Has(known.Unlocks) || e.Has(known.RUnlocks) || e.Has(known.Idempotent) {
		return false
	}
	on, ok := s.recvRef(sel)
	if !ok {
		on = noRef(s.Text(sel.X))
	}
	s.site(&Site{Effect: Effect{Kind: signalKind(e), On: on, Text: s.Text(call), Always: true}, Node: call})
	return true
}

// isLast reports whether a call is the last statement of the function.
func (s *reading) isLast(call *ast.CallExpr) bool {
	if len(s.body.List) == 0 {
		return false
	}
	x, ok := s.body.List[len(s.body.List)-1].(*ast.ExprStmt)
	return ok && ast.Unparen(x.X) == call
}

// target returns the effects of a function of this module; nil if they are not known.
func (s *scan) target(t syntax.Target) *target {
	if node := s.Node(t); node != nil {
		if syntax.Body(node) == nil {
			return nil
		}
		return &target{summary: s.summary(node), node: node, fn: t.Func}
	}
	if t.Func != nil && t.Func.Pkg() != nil && t.Func.Pkg() != s.Types && s.IsRuntime(t.Func.Pkg().Path()) {
		return &target{summary: new(Summary), fn: t.Func} // it owes nothing when what it runs panics: that is what it is for
	}
	if t.Func != nil && t.Func.Pkg() != nil && t.Func.Pkg() != s.Types && s.InModule(t.Func.Pkg().Path()) {
		return &target{summary: s.imported(t.Func), fn: t.Func}
	}
	return nil
}

// apply notes the effects of a callee.
func (s *reading) apply(t target, call *ast.CallExpr) {
	s.calls = append(s.calls, t)
	name := idOf(t)
	for _, l := range t.summary.Releases {
		l.At = cmp.Or(l.At, name)
		l.On = s.mapped(l.On, t, call)
		s.releaseIn(l, call)
	}
	for _, e := range t.summary.Effects {
		if (e.Kind == Half || e.saysAnyway()) && !s.spawned && !s.Panics(call) {
			if e.Kind == Half {
				continue
			}
			e.Deferred = false // no panic gets out of it: it has made an answer of one itself
		}
		for _, site := range s.mappedEffect(e, t, call, name) {
			s.site(site)
		}
	}
	s.holdIn(t, call)
	s.sets = append(s.sets, t.summary.Sets...)
	if s.loop == nil && !t.summary.Service || s.loop != nil && t.summary.Service && s.loop.Pos() <= call.Pos() && call.End() <= s.loop.End() {
		for _, ch := range t.summary.Drains { // the loop is in what is called
			if ch = s.mapped(ch, t, call); !s.isOwn(ch) {
				s.drain(ch)
			}
		}
	}
	for _, l := range t.summary.Acquires {
		s.acquire(s.mapped(l.On, t, call), l.Read, call, l.Text)
	}
}

// holdIn notes the lock regions of a callee.
func (s *reading) holdIn(t target, call *ast.CallExpr) {
	for _, region := range t.summary.Regions {
		region.On = s.mapped(region.On, t, call)
		if in := nameable(region.In, t); in != region.In {
			if region.In.Name != "" {
				region.At = cmp.Or(region.At, region.In)
			}
			region.In = in
		}
		region.Below = region.Below || region.In.Name == "" && t.fn == nil && t.node != nil && (t.node.Pos() < s.body.Pos() || s.body.End() < t.node.End())
		if t.node == nil && !region.Call.exported() {
			region.Call = FuncID{}
		}
		if !s.isOwn(region.On) {
			s.regions = append(s.regions, region)
		}
	}
}

// mapped returns what a callee's ref is for its caller.
func (s *scan) mapped(r Ref, t target, call *ast.CallExpr) Ref {
	if r.Slot < 0 {
		if r.Local {
			return noRef(r.Class)
		}
		if r.root != nil { // captured by a literal, or a variable of the package
			base, _ := s.refVar(r.root, 0)
			return r.below(base)
		}
		return r
	}
	arg := s.argument(r.Slot, t, call)
	if arg == nil {
		return noRef(r.Class)
	}
	if sel, ok := arg.(*ast.SelectorExpr); ok && arg == ast.Unparen(call.Fun) {
		base, ok := s.recvRef(sel)
		if !ok {
			return noRef(r.Class)
		}
		return r.below(base)
	}
	base, ok := s.ref(arg)
	if !ok {
		return noRef(r.Class)
	}
	return r.below(base)
}

// mappedOn is mapped for what an effect is on: of a reader that is handed over, the pipe that it was made of.
//
//	d := json.NewDecoder(r); next(d)
func (s *reading) mappedOn(e Effect, t target, call *ast.CallExpr) Ref {
	if e.Kind == Read && e.On.Path == "" {
		if arg := s.argument(e.On.Slot, t, call); arg != nil {
			on, _ := s.stream(arg)
			return on
		}
	}
	return s.mapped(e.On, t, call)
}

// argument returns the expression that is passed for a slot of the callee: for
// the receiver of a method the selector that names the method; nil if there is none.
func (s *scan) argument(slot int, t target, call *ast.CallExpr) ast.Expr {
	var sig *types.Signature
	method := false
	if t.fn != nil {
		sig = t.fn.Signature()
		method = sig.Recv() != nil
	}
	if method {
		if slot == 0 {
			if sel := s.methodSelector(call.Fun, 0); sel != nil {
				return sel
			}
		}
		if s.Shift(call, t.fn) == 0 { // not a method expression
			slot--
		}
	}
	if slot < 0 || slot >= len(call.Args) {
		return nil
	}
	if sig != nil && sig.Variadic() && slot >= sig.Params().Len()-1 {
		return nil
	}
	return ast.Unparen(call.Args[slot])
}

// methodSelector returns the selector of the method that a call calls, also
// through a variable that holds a method value.
func (s *scan) methodSelector(fun ast.Expr, depth int) *ast.SelectorExpr {
	switch fun := ast.Unparen(fun).(type) {
	case *ast.SelectorExpr:
		sel := s.Info.Selections[fun]
		if sel == nil || depth > 8 {
			return nil
		}
		switch sel.Kind() {
		case types.MethodVal:
			return fun
		case types.FieldVal:
			if v, ok := sel.Obj().(*types.Var); ok {
				if value := s.Once(v); value != nil {
					return s.methodSelector(value, depth+1)
				}
			}
		}
	case *ast.Ident:
		if v, ok := s.Info.Uses[fun].(*types.Var); ok && depth < 8 {
			if value := s.Once(v); value != nil {
				return s.methodSelector(value, depth+1)
			}
		}
	case *ast.IndexExpr:
		return s.methodSelector(fun.X, depth+1)
	}
	return nil
}

// mappedEffect returns a callee's effect as the caller has it. A call of a
// function that the caller hands over is what that function does.
func (s *reading) mappedEffect(e Effect, t target, call *ast.CallExpr, name FuncID) []*Site {
	if e.Kind == Call && e.On.Slot >= 0 && e.On.Path == "" {
		if arg := s.argument(e.On.Slot, t, call); arg != nil {
			if sites, ok := s.handedEffects(arg, e, call, name); ok {
				return sites
			}
		}
	}
	if e.Paired && e.Skipped == "" {
		return nil
	}
	if arg := s.argument(e.On.Slot, t, call); e.Kind == Send && e.On.Path == "" && arg != nil { // of a generic function
		elem := chanElem(s.Info.TypeOf(arg))
		e.Error = e.Error || elem != nil && syntax.IsError(elem)
	}
	paired := e.Paired
	e.Paired, e.Given = false, e.Given && s.keepsGiven(t, call)
	e.On = s.mappedOn(e, t, call)
	if paired { // owed inside the callee only
		e.On = noRef(e.On.Class)
	}
	if s.isOwn(e.On) || (e.Kind == Release || e.Kind == Fail || e.Kind == Flag) && e.On.Local && e.On.root != nil && !s.cameIn(e.On) && !(e.answers() && s.isLookedUp(e.On)) {
		return nil
	}
	if e.Kind == Park && !s.parksIn(e.On, call) || e.Kind == Half && e.On.Local && e.On.root != nil && !s.handedIn(e.On) {
		return nil
	}
	in := nameable(e.In, t)
	if in != e.In && e.In.Name != "" {
		e.At = cmp.Or(e.At, e.In)
	}
	elsewhere := in != e.In && e.In != (FuncID{})
	e.Below = e.Below || e.At == (FuncID{}) && (elsewhere || t.fn == nil && t.node != nil && (t.node.Pos() < s.body.Pos() || s.body.End() < t.node.End()))
	if e.In = in; in == (FuncID{}) {
		e.In = name
	}
	if e.DeferIn = deferrer(e, t); e.Deferred && e.DeferIn == (FuncID{}) {
		e.DeferIn = name
	}
	site := &Site{Effect: e, Node: call, left: t.left}
	if e.Kind == Flag && !e.Raise && !paired { // if !t.begin(id) { return }; …; t.end(id)
		site.since = s.raises(e.On.Class, call)
		site.Paired = site.since.IsValid() && !s.spawned  // not by whoever starts it
		if made := s.madeBy(call); made != nil && e.Own { // leave := r.enter(); …; leave()
			site.Paired, site.since, site.Text = true, made.End(), s.Text(call)
		}
	}
	switch {
	case e.Returns:
	case e.Kind == Send: // d.acquire(); …; d.release()
		site.since = s.tokenTaken(e.On.Class, call.Pos())
		site.Returns = site.since.IsValid()
	case e.Kind == Receive: // sem <- struct{}{}; defer func() { <-sem }()
		site.since = s.slotTaken(e.On.Class, call)
		site.Returns = site.since.IsValid()
	}
	return []*Site{site}
}

// handedEffects returns what a call of a function value does, if it is known:
// e is the effect of calling it.
func (s *reading) handedEffects(arg ast.Expr, e Effect, call *ast.CallExpr, name FuncID) ([]*Site, bool) {
	var sites []*Site
	add := func(inner Effect) {
		if inner.Skipped == "" {
			inner.Skipped, inner.SkippedInPass = e.Skipped, e.SkippedInPass
		}
		inner.Always = inner.Always && e.Always
		inner.Lossy = inner.Lossy || e.Lossy
		if e.Deferred || inner.Deferred && inner.DeferIn == (FuncID{}) {
			inner.Deferred, inner.DeferIn = true, name // which defers it, or calls a literal that does
		}
		if inner.In == (FuncID{}) {
			inner.In, inner.Below = name, inner.Below || inner.At == (FuncID{})
		}
		sites = append(sites, &Site{Effect: inner, Node: call})
	}
	if sel, ok := ast.Unparen(arg).(*ast.SelectorExpr); ok { // wg.Done
		if fn, ok := s.Info.Uses[sel.Sel].(*types.Func); ok {
			if k := known.Of(fn); k != nil {
				if k.Has(known.Signals) {
					if on, ok := s.recvRef(sel); ok {
						add(Effect{Kind: signalKind(k), On: on, Text: s.Text(arg) + "()", Always: e.Always})
						return sites, true
					}
				}
				return nil, true
			}
		}
	}
	if s.readers.isCancel(arg) {
		if on, ok := s.ref(arg); ok {
			add(Effect{Kind: Cancel, On: on, Text: s.Text(arg) + "()", Always: e.Always})
			return sites, true
		}
	}
	list := s.targets(arg)
	if len(list) == 0 {
		return nil, s.IsNil(arg)
	}
	for _, t := range list {
		s.calls = append(s.calls, t)
		// A method value's receiver is what it was taken from; its parameters are
		// not in view.
		made := syntax.CallOf(arg)
		for _, inner := range t.summary.Effects {
			inner.On = s.mapped(inner.On, t, made)
			inner.DeferIn = deferrer(inner, t)
			add(inner)
		}
		if s.publishes(t.fn, []target{t}, made) {
			add(Effect{Kind: Publish, On: noRef(s.Text(arg)), Text: s.Text(arg) + "()", Always: e.Always})
		}
		s.regions = append(s.regions, t.summary.Regions...)
	}
	return sites, true
}

// handed notes the effects of functions that are handed to a callee whose body
// is not in view, or which may call them: once.Do(func() { close(ready) }).
func (s *reading) handed(fn *types.Func, call *ast.CallExpr) {
	if fn != nil && fn.Pkg() != nil && s.IsRuntime(fn.Pkg().Path()) {
		s.startsLater(call, call) // no panic of that comes out
		return
	}
	if fn == nil || s.Decl(fn) != nil || fn.Pkg() == nil || s.InModule(fn.Pkg().Path()) {
		return // apply has followed them
	}
	s.handedAll(fn, call)
}

func (s *reading) handedAll(fn *types.Func, call *ast.CallExpr) {
	for _, arg := range call.Args {
		if _, ok := s.Info.TypeOf(arg).Underlying().(*types.Signature); !ok {
			continue
		}
		if s.Launched(call, arg) {
			s.releasedBy(syntax.CallOf(arg))
			s.owesUntil(syntax.CallOf(arg), call)
			continue
		}
		if sites, ok := s.handedEffects(arg, Effect{Kind: Call}, call, FuncID{}); ok {
			for _, site := range sites {
				site.Once = site.Once || s.isOnce(fn, call, site.On)
				s.site(site)
			}
		}
	}
}

// isOnce reports whether a call is that of Do of a sync.Once beside what an effect of it is on: these two are
// new together, and another run finds it done.
//
//	l.once.Do(func() { close(l.ch) })
func (s *reading) isOnce(fn *types.Func, call *ast.CallExpr, effect Ref) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || fn == nil || fn.FullName() != "(*sync.Once).Do" {
		return false
	}
	on, ok := s.ref(sel.X)
	return ok && on.Path != "" && (on.Slot >= 0 || on.root != nil) && on.Slot == effect.Slot && on.root == effect.root
}

// handsFunc reports whether call hands its callee a function.
func (s *reading) handsFunc(call *ast.CallExpr) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		_, ok := s.Info.TypeOf(arg).Underlying().(*types.Signature)
		return ok
	})
}

// knownCall notes the effects of a function in the table.
func (s *reading) knownCall(e *known.Func, fn *types.Func, call *ast.CallExpr) {
	sel, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if sel == nil || s.Info.Selections[sel] == nil {
		s.handedAll(fn, call)
		s.atomicCall(fn, call)
		return
	}
	on, ok := s.recvRef(sel)
	if !ok {
		on = noRef(s.Text(sel.X))
	}
	switch text := s.Text(sel.X); {
	case strings.HasPrefix(fn.Name(), "Try") && e.Props&(known.Locks|known.RLocks) == 0 && fn.Pkg().Path() == "sync":
		s.acquireTry(on, fn.Name() == "TryRLock", call, text)
	case e.Has(known.Locks), e.Has(known.RLocks):
		s.acquire(on, e.Has(known.RLocks), call, text)
	case e.Has(known.Unlocks), e.Has(known.RUnlocks):
		s.release(on, e.Has(known.RUnlocks), call, text)
	case e.Name == "(*sync.WaitGroup).Add" && len(call.Args) == 1 && s.counts(call.Args[0]) == lower:
		s.site(&Site{Effect: Effect{Kind: Done, On: on, Text: s.Text(call), Always: true}, Node: call})
	case e.Has(known.Signals):
		if !e.Has(known.Idempotent) {
			s.site(&Site{Effect: Effect{Kind: signalKind(e), On: on, Text: s.Text(call), Always: true}, Node: call})
		}
	case isTimerReset(e):
		s.setsAgain(call)
	default:
		if fn.Pkg().Path() == "os" || known.FirstEnd(fn) != "" { // a file, a pipe
			s.releaseBy(fn, sel, call)
		}
		s.handedAll(fn, call)
		s.atomicCall(fn, call)
	}
}

// signalKind tells the signals that count from those that do not.
func signalKind(e *known.Func) Kind {
	if strings.HasPrefix(e.Name, "(*sync.Cond)") {
		return Wake
	}
	return Done
}

// unknownCall notes what a call of a function that is not in view does, as far
// as what it is called on and how it is named tell.
func (s *reading) unknownCall(fn *types.Func, call *ast.CallExpr) {
	defer s.handedAll(fn, call)
	fun := ast.Unparen(call.Fun)
	s.atomicCall(fn, call)
	if s.readers.isCancel(fun) {
		on, ok := s.ref(fun)
		if _, lit := fun.(*ast.FuncLit); !ok && !lit { // ctx.Value(key{}).(context.CancelFunc)()
			on, ok = Ref{Slot: -1, Class: s.Text(fun)}, true
		}
		if ok && (!on.Local || on.Path != "" && s.cameIn(on)) { // its own context is nobody else's
			s.site(&Site{Effect: Effect{Kind: Cancel, On: on, Text: s.Text(call), Always: true, Commits: s.causeSaysWell(call)}, Node: call})
		}
		return
	}
	if fn == nil {
		on, ok := s.ref(fun)
		if !ok {
			on = noRef(s.Text(fun))
		}
		result := s.tellsResult(call)
		named := !s.decorates(fun) && s.isCallback(fun, on) || s.tellsOutcome(call) || s.handsSignal(call) || result && s.completes(on, call)
		if s.isOwn(on) || !named && !result && (on.Slot < 0 || on.Path != "") {
			return
		}
		s.site(&Site{Effect: Effect{Kind: Call, On: on, Text: s.Text(call), Plain: !named, Commits: result}, Node: call})
		return
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok && s.Info.Selections[sel] != nil {
		s.releaseBy(fn, sel, call)
	}
}

// releaseBy notes that a method releases what it is called on, if its name says so.
func (s *reading) releaseBy(fn *types.Func, sel *ast.SelectorExpr, call *ast.CallExpr) {
	flush := fn.Name() == "Flush" && s.loop == nil // what was written is there only then
	if !known.IsRelease(fn.Name()) && !flush || len(call.Args) > 1 && fn.Name() != "CloseWithError" {
		return
	}
	on, ok := s.recvRef(sel)
	stream := s.isStream(sel.X)
	if !ok || (fn.Name() == "Cancel" || fn.Name() == "Stop") && s.isTimer(sel.X) || on.Local && !s.cameIn(on) || strings.HasPrefix(fn.Name(), "Close") && !stream && !s.readers.isPipe(sel.X) {
		return
	}
	since := s.took(sel, call)
	s.site(&Site{Effect: Effect{Kind: Release, On: on, Text: s.Text(call), Commits: stream && s.commits(sel.X, fn) || s.closesWell(fn, call), File: syntax.IsNamed(s.Info.TypeOf(sel.X), "os", "File"), Paired: since.IsValid()}, Node: call, since: since})
}

// isTimer reports whether a variable or field only ever holds what calls have returned that take a time and a function: what runs
// that later, unless it is cancelled. Nobody waits for that.
//
//	c.timer = scheduler.Schedule(time.Second, c.expire); …; c.timer.Cancel()
func (s *reading) isTimer(x ast.Expr) bool {
	v := s.VarOf(x)
	if v == nil || v.Pkg() != s.Types || v.Exported() && v.IsField() || s.Var(v).Taken {
		return false
	}
	found := false
	for _, value := range s.Var(v.Origin()).Values {
		call, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		if value.Expr == nil || !ok && !s.IsNil(value.Expr) || ok && !s.takesTimeAndFunc(call) {
			return false
		}
		found = found || ok
	}
	return found
}

func (s *reading) takesTimeAndFunc(call *ast.CallExpr) bool {
	sig, ok := s.Info.TypeOf(call.Fun).(*types.Signature)
	if !ok {
		return false
	}
	after, does := false, false
	for param := range sig.Params().Variables() {
		f, isFunc := param.Type().Underlying().(*types.Signature)
		after = after || syntax.IsNamed(param.Type(), "time", "Duration")
		does = does || isFunc && f.Params().Len() == 0 && f.Results().Len() == 0
	}
	return after && does
}

// took returns the end of the call by which this function has taken what a call gives back,
// so that it owes it from then on; none if it did not.
//
//	key, _ := q.Get(); …; q.Done(key)
//	s.Acquire(ctx, n); …; s.Release(n)
func (s *reading) took(sel *ast.SelectorExpr, call *ast.CallExpr) token.Pos {
	on := s.Text(sel.X)
	same := func(x ast.Expr) *ast.SelectorExpr {
		from, ok := ast.Unparen(x).(*ast.CallExpr)
		if !ok || from.End() > call.Pos() {
			return nil
		}
		took, _ := ast.Unparen(from.Fun).(*ast.SelectorExpr)
		if took == nil || s.Text(took.X) != on {
			return nil
		}
		return took
	}
	for _, arg := range call.Args {
		v := s.VarOf(arg)
		if v == nil || v.IsField() || !s.declares(v) || len(s.Var(v).Values) != 1 {
			continue
		}
		if from := s.Var(v).Values[0].From; same(from) != nil {
			return from.End()
		}
	}
	took := token.NoPos
	if sel.Sel.Name == "Release" {
		syntax.Own(s.body, func(n ast.Node) bool {
			if x, ok := n.(*ast.CallExpr); ok {
				if acquire := same(x); acquire != nil && known.Acquires(acquire.Sel.Name) {
					took = x.End()
				}
			}
			return true
		})
	}
	return took
}

// isStream reports whether something is written to x, so that somebody may read
// until it is closed, or accepted from it.
func (s *reading) isStream(x ast.Expr) bool {
	t := s.Info.TypeOf(x)
	if syntax.IsNamed(t, "os", "File") && s.isPlainFile(x) {
		return false
	}
	if _, ptr := t.Underlying().(*types.Pointer); !ptr && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		if name := set.At(i).Obj().Name(); strings.HasPrefix(name, "Write") || strings.HasPrefix(name, "Send") || strings.HasPrefix(name, "Accept") {
			return true
		}
	}
	return false
}

// isPlainFile reports whether a file is none that was handed in, in a package that makes no pipes: nobody waits at
// its other end.
func (s *reading) isPlainFile(x ast.Expr) bool {
	v := s.VarOf(x)
	if v == nil || v.Kind() == types.ParamVar || v.Exported() && v.IsField() || s.polling.states().pipes {
		return false
	}
	return !slices.ContainsFunc(s.Var(v.Origin()).Values, func(value syntax.Value) bool {
		from := s.VarOf(value.Expr)
		return value.Expr != nil && from != nil && from.Kind() == types.ParamVar
	})
}

// commits reports whether a method such as Close tells who reads what was written
// to x that it is complete. The end of a process closes connections as well, so that for
// those on which there is an answer it says nothing more; files are data that is left.
func (s *reading) commits(x ast.Expr, fn *types.Func) bool {
	if fn.Name() != "Close" && fn.Name() != "CloseWrite" && fn.Name() != "CloseSend" {
		return false
	}
	t := s.Info.TypeOf(x)
	has := func(name string) bool {
		obj, _, _ := types.LookupFieldOrMethod(t, true, s.Types, name)
		_, ok := obj.(*types.Func)
		return ok
	}
	if has("CloseWithError") || has("CancelWrite") || has("Abort") || fn.Name() == "CloseSend" {
		return true
	}
	return has("Write") && !syntax.IsNamed(t, "os", "File") && (!has("RemoteAddr") || s.loop == nil && s.onlyWritten(x))
}

// onlyWritten reports whether a connection is never read from, under any name that it has in the
// package: what is sent over it ends with its close, and the reader takes what has come by then for
// all of it. Who has asked over a connection knows what the answer must look like.
func (s *reading) onlyWritten(x ast.Expr) bool {
	v := s.VarOf(x)
	return v != nil && !s.isReadFrom(v.Origin(), make(map[*types.Var]bool))
}

// isReadFrom reports whether something may read from what a variable or field holds.
func (s *reading) isReadFrom(v *types.Var, seen map[*types.Var]bool) bool {
	if seen[v] {
		return false
	}
	seen[v] = true
	for _, from := range s.Var(v).Values { // its other names
		if other := s.VarOf(from.Expr); from.Expr != nil && other != nil && s.isReadFrom(other.Origin(), seen) {
			return true
		}
	}
	for _, arg := range s.readers.passedFor(v) {
		if other := s.VarOf(arg); other != nil && s.isReadFrom(other.Origin(), seen) {
			return true
		}
	}
	return slices.ContainsFunc(s.usesOf(s.readers.joined(), v), func(use inspector.Cursor) bool {
		up := use.Parent()
		if sel, ok := up.Node().(*ast.SelectorExpr); ok && sel.Sel == use.Node() { // the field of a path
			use, up = up, up.Parent()
		}
		switch n := up.Node().(type) {
		case *ast.SelectorExpr:
			name := n.Sel.Name
			return !(strings.HasPrefix(name, "Write") || strings.HasPrefix(name, "Close") || strings.HasPrefix(name, "Set") || strings.HasSuffix(name, "Addr"))
		case *ast.CallExpr:
			sig, ok := s.Info.TypeOf(n.Fun).Underlying().(*types.Signature)
			i := slices.Index(n.Args, use.Node().(ast.Expr))
			if !ok || i < 0 || i >= sig.Params().Len() {
				return true
			}
			if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				return s.isReadFrom(s.Info.TypeOf(lit).(*types.Signature).Params().At(i), seen)
			}
			if fn := s.Callee(n); fn != nil && s.Decl(fn) != nil && i < fn.Signature().Params().Len() {
				return s.isReadFrom(fn.Signature().Params().At(i), seen)
			}
			read, _, _ := types.LookupFieldOrMethod(sig.Params().At(i).Type(), true, s.Types, "Read")
			return read != nil
		case *ast.KeyValueExpr:
			field := s.VarOf(n.Key)
			return n.Value == use.Node() && (field == nil || s.isReadFrom(field.Origin(), seen))
		case *ast.AssignStmt:
			i := slices.Index(n.Rhs, use.Node().(ast.Expr))
			if i < 0 || len(n.Lhs) != len(n.Rhs) {
				return false // it gets a value
			}
			other := s.VarOf(n.Lhs[i])
			return other == nil || s.isReadFrom(other.Origin(), seen)
		case *ast.CompositeLit:
			st, ok := deref(s.Info.TypeOf(n)).Underlying().(*types.Struct)
			i := slices.Index(n.Elts, use.Node().(ast.Expr))
			return !ok || i < 0 || s.isReadFrom(st.Field(i).Origin(), seen)
		}
		return true
	})
}

// closesWell reports whether a writer is closed with an error that is nil unless
// something is assigned to it, or that of a good end: defer func() { pw.CloseWithError(err) }().
func (s *reading) closesWell(fn *types.Func, call *ast.CallExpr) bool {
	return fn.Name() == "CloseWithError" && s.saysWell(call)
}

// passesErrorVar reports whether the last argument of a call is an error that is nil unless
// something is assigned to it.
func (s *reading) passesErrorVar(call *ast.CallExpr) bool {
	if len(call.Args) == 0 {
		return false
	}
	arg := call.Args[len(call.Args)-1]
	v := s.VarOf(arg)
	return s.IsNil(arg) || v != nil && syntax.IsError(v.Type()) && !v.IsField() && v.Parent() != v.Pkg().Scope()
}

// tellsResult reports whether a function value does no more than to take an error that may be nil: nobody has said so yet
// that there was a panic.
func (s *reading) tellsResult(call *ast.CallExpr) bool {
	sig, ok := s.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	n := len(call.Args)
	return ok && n > 0 && n == sig.Params().Len() && sig.Results().Len() == 0 && syntax.IsError(sig.Params().At(n-1).Type()) && (s.passesErrorVar(call) || s.passesErrorOf(call))
}

// passesErrorOf reports whether the last argument of a call is what another call returns, as in c.user(c.commit()), and that
// may be nil.
func (s *reading) passesErrorOf(call *ast.CallExpr) bool {
	arg, ok := ast.Unparen(call.Args[len(call.Args)-1]).(*ast.CallExpr)
	return ok && !s.Info.Types[arg.Fun].IsType() && !s.isFailure(arg)
}

// handsSignal reports whether what a call hands over goes to a parameter for which somebody in the package passes a function that
// gives a signal: async(load, p.resolve).
func (s *reading) handsSignal(call *ast.CallExpr) bool {
	return len(call.Args) > 0 && s.isParam(call.Fun) && slices.ContainsFunc(s.readers.passedFor(s.VarOf(call.Fun)), func(arg ast.Expr) bool {
		t := s.target(s.Resolve(arg))
		return t != nil && slices.ContainsFunc(t.summary.Effects, func(e Effect) bool {
			return !e.On.Local && (e.Kind == Done || e.Kind == Wake || e.Kind == Close || e.Kind == Send && !e.Lossy)
		})
	})
}

// decorates reports whether a function value returns a function: it tells nobody of anything, but makes another one.
//
//	h = m.Handler(h)
func (s *reading) decorates(fun ast.Expr) bool {
	sig, ok := s.Info.TypeOf(fun).Underlying().(*types.Signature)
	return ok && syntax.FuncResult(sig) >= 0
}

// completes reports whether a call tells a function value in a field of what came in how the whole went, and not only of
// an error: whoever has put it there waits for that, whatever it is called.
//
//	err := c.commit(); c.user(err)
func (s *reading) completes(on Ref, call *ast.CallExpr) bool {
	if on.Slot < 0 || on.Path == "" || s.loop != nil || s.inLoop(call.Pos()) || s.TellsOfError(call) {
		return false
	}
	c, ok := s.CursorOf(call)
	if !ok {
		return false
	}
	_, plain := c.Parent().Node().(*ast.ExprStmt)
	return plain
}

// isCallback reports whether a call of a function value that nobody can see tells
// of an end, rather than does the work: it is a part of what was received, or has
// the name of a callback.
func (s *reading) isCallback(fun ast.Expr, on Ref) bool {
	if on.Local && on.Path != "" && (on.root == nil || s.cameIn(on)) {
		return !makes(s.Info.TypeOf(fun))
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return known.IsCallback(fun.Name)
	case *ast.SelectorExpr:
		return known.IsCallback(fun.Sel.Name) || s.holdsCallback(s.VarOf(fun))
	}
	return false
}

// makes reports whether a function of type t is called for what it returns, which is more than whether all went well: module.New().
func makes(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	return ok && !onlyHow(sig.Results())
}

// holdsCallback reports whether a field is given a function that is called a callback where it comes from:
//
//	func start(done func(int)) { o := &op{then: done}; go o.run() }
func (s *reading) holdsCallback(v *types.Var) bool {
	return v != nil && v.IsField() && slices.ContainsFunc(s.Var(v.Origin()).Values, func(value syntax.Value) bool {
		return value.Expr != nil && known.IsCallback(nameOf(value.Expr))
	})
}

// tellsOutcome reports whether a call hands what has come of the work to a function value,
// where another way hands that of an error to one: if err != nil { fail(err); return }; ok(v).
func (s *reading) tellsOutcome(call *ast.CallExpr) bool {
	c, ok := s.CursorOf(call)
	if !ok || s.loop != nil || s.inLoop(call.Pos()) || s.ErrorCall(s.body) == nil {
		return false
	}
	_, plain := c.Parent().Node().(*ast.ExprStmt)
	return plain
}

// ErrorCall returns the call by which a body tells a function value of an error; nil if
// it does not.
func (r *Result) ErrorCall(body *ast.BlockStmt) *ast.CallExpr {
	var found *ast.CallExpr
	syntax.Own(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && found == nil && r.Callee(call) == nil && r.Builtin(call) == "" && !r.Info.Types[call.Fun].IsType() &&
			slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return syntax.IsError(r.Info.TypeOf(arg)) }) && r.TellsOfError(call) {
			found = call
		}
		return found == nil
	})
	return found
}

// deferCall notes a deferred call: its effects come when the function ends,
// however that is, if the statement is reached.
func (s *reading) deferCall(n *ast.DeferStmt) {
	before := len(s.events[s.block])
	s.deferred = n
	s.call(n.Call)
	s.deferred = nil
	events := s.events[s.block]
	kept := events[:before]
	for _, e := range events[before:] {
		switch {
		case e.op != nil:
			continue // when it runs, it skips nothing but itself
		case e.site != nil:
			e.site.Always = e.site.Skipped == ""
			e.site.Deferred, e.site.DeferIn = e.site.Kind != Publish || s.opBehind(n), FuncID{} // else it says so as the last step
			if _, made := ast.Unparen(n.Call.Fun).(*ast.CallExpr); made {
				// defer x.take()(): owed once x.take has come back.
				e.site.Paired, e.site.since = true, n.End()
			}
		case e.lock != nil:
			if !e.lock.release {
				continue // what a deferred call takes it must give back itself
			}
			e.lock.deferred = true
		}
		kept = append(kept, e)
	}
	s.events[s.block] = kept
}

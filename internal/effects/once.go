package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Repeat is why a service must not run twice: what it does around its loop
// would happen again, or find something gone.
type Repeat struct {
	Why   string
	Defer *ast.DeferStmt // the deferred call that would run again; nil for another reason
	Ahead ast.Node       // what stands before the loop and would be done again, so that it can be done once; nil for another reason
	Holds *types.Var     // the local that would start anew, and holds something; nil for another reason
}

// restarting asks of a service that has been read what another run would do again, and what it would not find any more.
type restarting struct{ *scan }

// once returns the first reason why the function must not run twice; "" if it may.
func (s restarting) once() string {
	for _, r := range s.repeats() {
		return r.Why
	}
	return ""
}

// repeats lists the reasons why a service must not run twice.
func (s restarting) repeats() []Repeat {
	if s.loop == nil {
		return nil
	}
	var list []Repeat
	first := s.firstPass()
	for _, site := range s.sites {
		switch {
		case site.Returns, s.takesAgain(site): // each run takes it again
		case site.Defer != nil:
			if site.Kind != Wake && site.Kind != Fail && !(syntax.IsCancelFunc(s.Info.TypeOf(site.Defer.Call.Fun)) && s.madeBefore(site.On.Class)) {
				list = append(list, Repeat{Why: site.Words() + " would run again", Defer: site.Defer, Ahead: site.Defer})
			}
		case site.Phase == Before && !s.tickDoes(site):
			list = append(list, ahead(site.setsUp("before its loop"), site.Node)...)
		}
	}
	for _, stop := range s.stops() {
		if slices.Contains(s.sets, stop.On.Class) {
			list = append(list, Repeat{Why: "it makes " + stop.Text + ", which whoever stops it closes"})
		}
	}
	if !isLoop(s.loop) {
		syntax.Own(s.loop, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				for _, t := range s.targets(call.Fun) {
					if t.summary.Service && t.summary.Once != "" {
						list = append(list, Repeat{Why: t.summary.Once})
					}
				}
			}
			return true
		})
	}
	for _, t := range s.iterators(s.loop) { // each run calls it anew
		if t.summary.Once != "" {
			list = append(list, Repeat{Why: t.summary.Once})
		}
	}
	if name := s.remembers(); name != "" {
		list = append(list, Repeat{Why: name + " would start anew, and what it sends depends on it"})
	}
	if why := s.progress(); why != "" {
		list = append(list, Repeat{Why: why})
	}
	if name := s.follows(); name != "" {
		list = append(list, Repeat{Why: name + " would start anew, and what is done next depends on it"})
	}
	if v, state := s.companion(); v != nil {
		list = append(list, Repeat{Why: v.Name() + " would start anew, while " + state + " is what it was"})
	}
	if name := s.noted(); name != "" {
		list = append(list, Repeat{Why: name + " would start anew, and what it says is done would be done again"})
	}
	if name := s.takesAll(); name != "" {
		list = append(list, Repeat{Why: "what is left of " + name + " would be lost"})
	}
	if v := s.collects(); v != nil {
		list = append(list, Repeat{Holds: v, Why: v.Name() + " would start anew, and what it holds would be lost"})
	}
	if call := s.begun(); call != "" {
		list = append(list, Repeat{Why: call + " would run again, and has not ended"})
	}
	if call := s.heading(); call != "" {
		list = append(list, Repeat{Why: call + " would run again, to where the passes write"})
	}
	if v := s.gathered(); v != nil {
		list = append(list, Repeat{Why: v.Name() + " would start anew, and what it holds comes at the end"}) // it would lack the item in hand
	}
	if v := s.children(); v != nil {
		list = append(list, Repeat{Holds: v, Why: v.Name() + " would start anew, and the goroutines that the passes have started still use the old one"})
	}
	if v := s.keeps(); v != nil {
		list = append(list, Repeat{Holds: v, Why: v.Name() + " would start anew, and what it was told would be lost"})
	}
	for _, site := range s.sites {
		if inBlocks(first, site.Node) && site.Defer == nil && !site.Returns {
			list = append(list, site.setsUp("on its first pass")...)
		}
	}
	return slices.Concat(list, s.runsAlready(), s.setUp(first))
}

// ahead notes what stands before the loop and is why.
func ahead(list []Repeat, n ast.Node) []Repeat {
	for i := range list {
		list[i].Ahead = n
	}
	return list
}

// setsUp tells why an effect must not happen again that a service has when it begins.
func (site *Site) setsUp(when string) []Repeat {
	if site.Lossy || site.Once {
		return nil
	}
	switch site.Kind {
	case Send:
		return []Repeat{{Why: "it sends on " + site.Text + " " + when}}
	case Receive:
		return []Repeat{{Why: "it receives from " + site.Text + " " + when}}
	case Flag:
		if site.Counts {
			return []Repeat{{Why: site.Words() + " would count again"}}
		}
	case Done, Close, Release, Call:
		return []Repeat{{Why: site.Words() + " would run again"}}
	}
	return nil
}

// setUp lists what the function does before its loop, or on the first pass only, that must not be done
// again: a goroutine, a listener, a registration, a flag that says that it runs.
func (s restarting) setUp(first []*ast.BlockStmt) []Repeat {
	var list []Repeat
	inLoop := s.calledInLoop(first)
	syntax.Own(s.body, func(n ast.Node) bool {
		if n.Pos() >= s.loop.Pos() && !s.isRangeOperand(n) {
			return n == ast.Node(s.loop) // what follows comes after the loop
		}
		again, inside := s.again(n, inLoop)
		list = append(list, ahead(again, n)...)
		return inside
	})
	for _, block := range first {
		syntax.Own(block, func(n ast.Node) bool {
			again, inside := s.again(n, inLoop)
			list = append(list, again...)
			return inside
		})
	}
	return list
}

// again lists why a node must not be run again, and tells whether what it is made of is to be asked, too.
func (s restarting) again(n ast.Node, inLoop map[*types.Func][]*ast.CallExpr) (list []Repeat, inside bool) {
	switch n := n.(type) {
	case *ast.GoStmt:
		return []Repeat{{Why: "each run would start another goroutine"}}, false
	case *ast.DeferStmt:
		if !s.harmlessAgain(n) || s.endsForLoop(n) {
			list = append(list, Repeat{Why: s.Text(n.Call) + " would run again", Defer: n})
		}
		return list, false
	case *ast.AssignStmt:
		if why := s.appends(n); why != "" {
			list = append(list, Repeat{Why: s.Text(n) + " would run again: " + why})
		}
		if s.saysThatItRuns(n) && !s.givesBackInRun(s.polling.class(n.Lhs[0])) {
			list = append(list, Repeat{Why: s.Text(n) + " says that it runs already"})
		}
		if s.countsUp(n) != nil {
			list = append(list, Repeat{Why: s.Text(n) + " would count again"})
		}
	case *ast.IncDecStmt:
		if s.countsUp(n) != nil {
			list = append(list, Repeat{Why: s.Text(n) + " would count again"})
		}
	case *ast.CallExpr:
		if s.launches(n) {
			list = append(list, Repeat{Why: s.Text(n.Fun) + " would run again: it starts a goroutine"})
		}
		if s.countsUp(n) != nil || s.addsToGroup(n) {
			list = append(list, Repeat{Why: s.Text(n) + " would count again"})
		}
		if why := s.notAgain(n, inLoop); why != "" {
			list = append(list, Repeat{Why: why})
		}
	}
	return list, true
}

// isRangeOperand reports whether n is, or is a part of, what the loop without
// bound ranges over: it is evaluated once, before the loop.
func (s restarting) isRangeOperand(n ast.Node) bool {
	loop, ok := s.loop.(*ast.RangeStmt)
	return ok && loop.X.Pos() <= n.Pos() && n.End() <= loop.X.End()
}

// calledInLoop lists the calls in the loop without bound, by function: what it does on
// each pass can be done once more.
func (s restarting) calledInLoop(first []*ast.BlockStmt) map[*types.Func][]*ast.CallExpr {
	set := make(map[*types.Func][]*ast.CallExpr)
	syntax.Own(s.loop, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !s.isRangeOperand(n) && !inBlocks(first, n) {
			if fn := s.Callee(call); fn != nil {
				set[fn] = append(set[fn], call)
			}
		}
		return true
	})
	return set
}

// handsOver reports whether a call before the loop hands a function something of its own, where
// the calls in the loop hand it what each pass has: that would be handed over again.
//
//	for _, old := range history { save(old) }
//	for v := range live { save(v) }
func (s restarting) handsOver(call *ast.CallExpr, passes []*ast.CallExpr) bool {
	for i, arg := range call.Args {
		if s.Base(arg) == nil && s.Info.Types[arg].Value == nil || syntax.IsContext(s.Info.TypeOf(arg)) {
			continue
		}
		of := func(pass *ast.CallExpr) bool { // an item of the pass, not the same thing again
			return i < len(pass.Args) && s.ofPass(pass.Args[i])
		}
		if slices.ContainsFunc(passes, of) {
			return true
		}
	}
	return false
}

// countsUp returns what a node counts up of what is from outside, if somebody in the package
// reads the count; nil if it does not. A count that is taken back as well is a flag.
func (s restarting) countsUp(n ast.Node) ast.Expr {
	x := countedUp(n)
	if call, ok := n.(*ast.CallExpr); ok {
		if op, on, value := s.atomicChange(call); op == known.AtomicAdd && s.counts(value) == raise {
			x = on
		}
	}
	v := s.container(x)
	if x == nil || v == nil || s.polling.states().lowered[s.naming.classOf(v)] {
		return nil
	}
	if on, ok := s.outside(x); !ok || on.Local {
		return nil
	}
	for _, use := range s.usesOf(s.readers.joined(), v) {
		if s.isRead(use, Left{fills: true}) {
			return x
		}
	}
	return nil
}

// countedUp returns what a statement counts up, as x++ and x += n do; nil for another one.
func countedUp(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.IncDecStmt:
		if n.Tok == token.INC {
			return n.X
		}
	case *ast.AssignStmt:
		if n.Tok == token.ADD_ASSIGN {
			return n.Lhs[0]
		}
	}
	return nil
}

// addsToGroup reports whether a call counts up a WaitGroup from outside: a deferred Done of the same run counts it down
// too early, at the end of the first run, and one that moves outside only once.
func (s restarting) addsToGroup(call *ast.CallExpr) bool {
	fn := s.Callee(call)
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if fn == nil || !ok || fn.FullName() != "(*sync.WaitGroup).Add" {
		return false
	}
	_, others := s.outside(sel.X)
	return others
}

// notAgain returns why a call before the loop must not be made again.
func (s restarting) notAgain(call *ast.CallExpr, inLoop map[*types.Func][]*ast.CallExpr) string {
	if s.Builtin(call) != "" || s.Info.Types[call.Fun].IsType() {
		return ""
	}
	fn := s.Callee(call)
	passes := inLoop[fn]
	item := s.handsOver(call, passes)
	if v := s.VarOf(call.Fun); v != nil && v.IsField() {
		return s.valueNotAgain(call, v)
	}
	if fn == nil || len(passes) > 0 && !item {
		return ""
	}
	if item && s.inLoop(call.Pos()) && known.Of(fn) == nil && s.Decl(fn) == nil && known.HandsOn(fn.Name()) {
		return s.Text(call.Fun) + " would run again for what it has had"
	}
	if op, x, _ := s.atomicChange(call); op.SetsAtomically() && !s.givesBackInRun(s.polling.class(x)) {
		return s.Text(call) + " says that it runs already"
	}
	if fn.FullName() == "(*sync.Once).Do" && s.Panics(call) {
		return s.Text(call.Fun) + " counts as done after a panic"
	}
	if known.Of(fn) != nil {
		return ""
	}
	if does := s.changesFiles(call); does != "" {
		return s.Text(call.Fun) + " would run again: it " + does
	}
	if s.readsAhead(call, actsDepth) {
		return s.Text(call.Fun) + " reads ahead"
	}
	if node := s.Node(s.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
		if why := s.grows(node, item, 0); why != "" && !s.givesToken(call) {
			return s.Text(call.Fun) + " would run again: " + why
		}
		if known.Registers(fn.Name()) && !s.releasedInDefer(call) {
			return s.Text(call.Fun) + " would run again"
		}
		return ""
	}
	if known.HappensOnce(fn.Name()) && !s.releasedInDefer(call) {
		return s.Text(call.Fun) + " would run again"
	}
	return ""
}

// valueNotAgain is notAgain for what a field holds: by what it does, or by its name if that is not known.
func (s restarting) valueNotAgain(call *ast.CallExpr, field *types.Var) string {
	again := false
	if node := s.Node(s.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
		again = s.grows(node, false, 0) != ""
	} else {
		again = known.HappensOnce(field.Name())
	}
	if !again {
		return ""
	}
	return s.Text(call.Fun) + " would run again"
}

// readsAhead reports whether a call makes what reads ahead from a stream, itself or in a function whose result that is.
func (s restarting) readsAhead(call *ast.CallExpr, depth int) bool {
	if fn := s.Callee(call); fn != nil && known.KeepsState(fn) {
		return true
	}
	node := s.Node(s.Resolve(call.Fun))
	return depth > 0 && node != nil && slices.ContainsFunc(s.Returns(node), func(x ast.Expr) bool {
		made, ok := ast.Unparen(x).(*ast.CallExpr)
		return ok && s.readsAhead(made, depth-1)
	})
}

// launches reports whether a call starts a goroutine, wg.Go(f), or one that comes later and does something for others, time.AfterFunc(d, f): each run
// would start another one. Of those that a deferred call keeps from coming, what may have come by then must be done once.
func (s restarting) launches(call *ast.CallExpr) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		if !s.Launched(call, arg) {
			return false
		}
		fn := s.Callee(call)
		later := fn != nil && (fn.FullName() == "time.AfterFunc" || fn.FullName() == "context.AfterFunc")
		switch {
		case !later:
			return true
		case !s.releasedInDefer(call):
			return s.callActs(syntax.CallOf(arg), actsDepth)
		case fn.Pkg().Path() == "context":
			return false // it comes when the run ends
		}
		node := s.Node(s.Resolve(arg))
		return node != nil && syntax.Body(node) != nil && s.grows(node, false, 0) != ""
	})
}

// changesFiles returns what a call does to files that must not be done again; "" if nothing, or if the
// function asks first whether that is to be done.
func (s restarting) changesFiles(call *ast.CallExpr) string {
	var flags constant.Value
	if len(call.Args) > 1 {
		flags = s.Info.Types[call.Args[1]].Value
	}
	does := known.ChangesFiles(s.Callee(call), flags)
	c, ok := s.CursorOf(call)
	if does == "" || !ok {
		return does
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		asks, ok := up.Node().(*ast.IfStmt)
		if !ok {
			break
		}
		if asks.Body.Pos() <= call.Pos() && call.End() <= asks.Body.End() && s.asksForState(asks) {
			return ""
		}
	}
	return does
}

// grows returns what a function adds to something from outside, starts or sends,
// so that to call it again is to do it twice. item says that it is handed one of many, which it
// may hand on or print.
func (s restarting) grows(fn ast.Node, item bool, depth int) string {
	body := syntax.Body(fn)
	frame := restarting{s.leaving.frame(fn)}
	why := ""
	outside := func(e ast.Expr) bool {
		v := s.Base(e)
		return v == nil || v.IsField() || v.Pos() < body.Pos() || v.Pos() > body.End()
	}
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			why = "it starts a goroutine"
		case *ast.SendStmt:
			if outside(n.Chan) && !frame.endsWithSlot(n) {
				why = "it sends on " + s.Text(n.Chan)
			}
		case *ast.AssignStmt:
			for i, rhs := range n.Rhs {
				call, ok := ast.Unparen(rhs).(*ast.CallExpr)
				if ok && s.Builtin(call) == "append" && i < len(n.Lhs) && outside(n.Lhs[i]) && s.Text(n.Lhs[i]) == s.Text(call.Args[0]) {
					why = "it appends to " + s.Text(n.Lhs[i])
				}
			}
			if x := frame.countsUp(n); x != nil && why == "" {
				why = "it counts " + s.Text(x)
			}
		case *ast.IncDecStmt:
			if x := frame.countsUp(n); x != nil {
				why = "it counts " + s.Text(x)
			}
		case *ast.CallExpr:
			if s.Builtin(n) == "close" {
				why = s.Text(n)
				break
			}
			if frame.launches(n) {
				why = "it starts a goroutine"
				break
			}
			if x := frame.countsUp(n); x != nil {
				why = "it counts " + s.Text(x)
				break
			}
			if does := frame.changesFiles(n); does != "" && known.Of(s.Callee(n)) == nil {
				why = "it calls " + s.Text(n.Fun) + ", which " + does
				break
			}
			if callee := s.Callee(n); item && callee != nil && !isLog(callee) && (known.Of(callee).Has(known.Prints) || known.Of(callee) == nil && s.Decl(callee) == nil && known.HandsOn(callee.Name())) {
				why = "it calls " + s.Text(n.Fun)
				break
			}
			if inner := s.Node(s.Resolve(n.Fun)); inner != nil && syntax.Body(inner) != nil {
				if depth < 4 && !frame.givesToken(n) {
					why = s.grows(inner, item, depth+1)
				}
			} else if callee := s.Callee(n); callee != nil && known.Of(callee) == nil && known.HappensOnce(callee.Name()) && !appendsTo(callee) {
				why = "it calls " + s.Text(n.Fun)
			}
		}
		return why == ""
	})
	return why
}

// appendsTo reports whether a function returns what it is handed with more in it, as
// append does, so that it changes nothing itself.
func appendsTo(fn *types.Func) bool {
	sig := fn.Signature()
	return sig.Recv() == nil && sig.Params().Len() > 0 && sig.Results().Len() > 0 && types.Identical(sig.Params().At(0).Type(), sig.Results().At(0).Type())
}

// appends returns what an assignment appends to, if that is from outside.
func (s restarting) appends(n *ast.AssignStmt) string {
	for i, rhs := range n.Rhs {
		call, ok := ast.Unparen(rhs).(*ast.CallExpr)
		if !ok || s.Builtin(call) != "append" || i >= len(n.Lhs) || s.Text(n.Lhs[i]) != s.Text(call.Args[0]) {
			continue
		}
		if v := s.Base(n.Lhs[i]); v == nil || !s.isMine(v) || v.Pos() < s.body.Pos() && s.Text(n.Lhs[i]) != v.Name() {
			return "it appends to " + s.Text(n.Lhs[i])
		}
	}
	return ""
}

// releasedInDefer reports whether what a call returns is released by a deferred
// call, so that it can be made again: but not what creates, which also empties.
func (s restarting) releasedInDefer(call *ast.CallExpr) bool {
	if fn := s.Callee(call); fn != nil && strings.HasPrefix(fn.Name(), "Create") {
		return false
	}
	var results []*types.Var
	syntax.Own(s.body, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Rhs) == 1 && ast.Unparen(a.Rhs[0]) == call {
			for _, lhs := range a.Lhs {
				if v := s.VarOf(lhs); v != nil && s.declares(v) && !syntax.IsError(v.Type()) {
					results = append(results, v)
				}
			}
		}
		return true
	})
	released := false
	syntax.Own(s.body, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			ast.Inspect(d, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					for _, v := range results {
						released = released || s.Info.Uses[id] == v
					}
				}
				return true
			})
		}
		return true
	})
	return released
}

// harmlessAgain reports whether a deferred call concerns only what the function
// has made in the same run: a ticker, a listener, a span.
func (s restarting) harmlessAgain(d *ast.DeferStmt) bool {
	if syntax.IsCancelFunc(s.Info.TypeOf(d.Call.Fun)) {
		return true
	}
	ok := true
	check := func(e ast.Expr) {
		v := s.Base(e)
		if s.Info.Types[e].Value == nil && !s.IsNil(e) && (v == nil || v.IsField() || !s.declares(v)) {
			ok = false
		}
	}
	switch fun := ast.Unparen(d.Call.Fun).(type) {
	case *ast.FuncLit:
		return true // its effects are sites
	case *ast.SelectorExpr:
		if fn := s.Callee(d.Call); known.Of(fn) != nil || fn != nil && fn.Pkg() != nil && quiet(fn.Pkg().Path()) {
			return true // its effect, if any, is a site
		}
		if node := s.Node(s.Resolve(fun)); node != nil {
			return true // its effects are sites
		}
		if _, method := s.Info.Selections[fun]; method {
			check(fun.X)
		}
	case *ast.Ident:
		if node := s.Node(s.Resolve(fun)); node != nil || s.Builtin(d.Call) != "" {
			return true
		}
		if _, isVar := s.Info.Uses[fun].(*types.Var); isVar {
			check(fun)
		}
	default:
		check(d.Call.Fun)
	}
	for _, arg := range d.Call.Args {
		if _, lit := ast.Unparen(arg).(*ast.FuncLit); !lit {
			check(arg)
		}
	}
	return ok
}

// endsForLoop reports whether a deferred call ends what the loop uses and the function
// has not made itself: the next run would find it closed or stopped.
//
//	func (t *poller) run() { defer t.tick.Stop(); for range t.tick.C {…} }
func (s restarting) endsForLoop(d *ast.DeferStmt) bool {
	sel, ok := ast.Unparen(d.Call.Fun).(*ast.SelectorExpr)
	if !ok || s.Info.Selections[sel] == nil || !known.Ends(sel.Sel.Name) {
		return false
	}
	base := s.Base(sel.X)
	if base == nil || s.declares(base) {
		return false
	}
	ends := []string{s.polling.class(sel.X)}
	if s.VarOf(sel.X) == base && base.Kind() == types.RecvVar {
		ends = nil // its own method: what that sets
		for _, t := range s.targets(d.Call.Fun) {
			ends = append(ends, t.summary.Sets...)
		}
	}
	used := make(map[string]bool)
	s.polling.polls(s.loop, used, 1)
	return slices.ContainsFunc(ends, func(class string) bool { return class != "" && used[class] && !s.madeBefore(class) })
}

// madeBefore reports whether the function, or one that it calls, gives a variable or field its value before
// the loop, so that each run has a new one.
func (s restarting) madeBefore(class string) bool {
	made := false
	syntax.Own(s.body, func(n ast.Node) bool {
		if n.Pos() >= s.loop.Pos() {
			return false
		}
		switch n := n.(type) {
		case *ast.DeferStmt, *ast.GoStmt:
			return false
		case *ast.AssignStmt:
			made = made || slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return s.polling.class(lhs) == class })
		case *ast.CallExpr:
			for _, t := range s.targets(n.Fun) {
				made = made || slices.Contains(t.summary.Sets, class)
			}
		}
		return !made
	})
	return made
}

// quiet reports whether the functions of a package do nothing that counts.
func quiet(path string) bool {
	switch path {
	case "fmt", "log", "log/slog", "strings", "strconv", "errors", "time", "context", "runtime", "runtime/debug", "runtime/trace", "runtime/pprof", "math":
		return true
	}
	return false
}

// leavesUnlessNil reports whether the function returns, before the assignment n, where what n sets is there already:
// if s.out != nil { return }.
func (s restarting) leavesUnlessNil(class string, n *ast.AssignStmt) bool {
	leaves := false
	syntax.Own(s.body, func(m ast.Node) bool {
		if cond, ok := m.(*ast.IfStmt); ok && cond.End() <= n.Pos() && !s.FallsThrough(cond.Body.List) {
			ast.Inspect(cond.Cond, func(e ast.Node) bool {
				cmp, ok := e.(*ast.BinaryExpr)
				leaves = leaves || ok && cmp.Op == token.NEQ && s.IsNil(cmp.Y) && s.polling.class(cmp.X) == class
				return !leaves
			})
		}
		return !leaves
	})
	return leaves
}

// saysThatItRuns reports whether an assignment sets a flag from outside that the
// function asks for before, or what it would find to be there.
func (s restarting) saysThatItRuns(n *ast.AssignStmt) bool {
	if n.Tok != token.ASSIGN || len(n.Lhs) != 1 || len(n.Rhs) != 1 {
		return false
	}
	if v := s.VarOf(n.Lhs[0]); v != nil && !v.IsField() && s.isMine(v) {
		return false // each run has its own
	}
	class := s.polling.class(n.Lhs[0])
	v := s.Info.Types[n.Rhs[0]].Value
	if v == nil || v.Kind() != constant.Bool || !constant.BoolVal(v) {
		return s.leavesUnlessNil(class, n)
	}
	asked := false
	syntax.Own(s.body, func(m ast.Node) bool {
		if cond, ok := m.(*ast.IfStmt); ok && cond.Pos() < n.Pos() {
			into := make(map[string]bool)
			s.polling.polls(cond.Cond, into, 0)
			asked = asked || into[class]
		}
		return true
	})
	return asked
}

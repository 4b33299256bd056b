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
}

// once returns the first reason why the function must not run twice; "" if it may.
func (s *scan) once() string {
	for _, r := range s.repeats() {
		return r.Why
	}
	return ""
}

// repeats lists the reasons why a service must not run twice.
func (s *scan) repeats() []Repeat {
	if s.loop == nil {
		return nil
	}
	var list []Repeat
	for _, site := range s.sites {
		switch {
		case site.Defer != nil:
			if site.Kind != Wake && site.Kind != Fail {
				list = append(list, Repeat{site.Words() + " would run again", site.Defer})
			}
		case site.Phase == Before && !site.Lossy:
			switch site.Kind {
			case Send:
				list = append(list, Repeat{Why: "it sends on " + site.Text + " before its loop"})
			case Receive:
				list = append(list, Repeat{Why: "it receives from " + site.Text + " before its loop"})
			case Flag:
				if site.Counts {
					list = append(list, Repeat{Why: site.Words() + " would count again"})
				}
			case Done, Close, Release, Call:
				list = append(list, Repeat{Why: site.Words() + " would run again"})
			}
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
	if n := s.countsOut(); n != "" {
		list = append(list, Repeat{Why: n + " would start anew, and what it sends would come again"})
	}
	if n := s.progress(); n != "" {
		list = append(list, Repeat{Why: n + " would start anew, while what comes goes on"})
	}
	if name := s.remembers(); name != "" {
		list = append(list, Repeat{Why: name + " would start anew, and what it sends depends on it"})
	}
	if name := s.takesAll(); name != "" {
		list = append(list, Repeat{Why: "what is left of " + name + " would be lost"})
	}
	if name := s.collects(); name != "" {
		list = append(list, Repeat{Why: name + " would start anew, and what it holds would be lost"})
	}
	return append(list, s.setUp()...)
}

// collects returns a local map or list in which the loop keeps what has come, from pass to
// pass: the next run would have an empty one.
func (s *scan) collects() string {
	if !isLoop(s.loop) {
		return ""
	}
	name := ""
	keep := func(x ast.Expr) {
		if v := s.VarOf(x); v != nil && name == "" && !v.IsField() && s.beforeLoop(v) && !s.renewed(v) {
			name = v.Name()
		}
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			if x, ok := ast.Unparen(n.X).(*ast.IndexExpr); ok && isMap(s.Info.TypeOf(x.X)) {
				keep(x.X)
			}
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if x, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok && isMap(s.Info.TypeOf(x.X)) {
					keep(x.X)
				}
				if len(n.Lhs) == len(n.Rhs) {
					if call, ok := ast.Unparen(n.Rhs[i]).(*ast.CallExpr); ok && s.Builtin(call) == "append" && s.Text(call.Args[0]) == s.Text(lhs) {
						keep(lhs)
					}
				}
			}
		case *ast.CallExpr: // for f := range ops { f(m) }
			if s.Builtin(n) != "" || s.Info.Types[n.Fun].IsType() {
				break
			}
			for i, arg := range n.Args {
				if isMap(s.Info.TypeOf(arg)) && s.entersIn(n, i) {
					keep(arg)
				}
			}
		}
		return true
	})
	return name
}

// entersIn reports whether a call may add entries to the map that is its i-th argument.
func (s *scan) entersIn(call *ast.CallExpr, i int) bool {
	fn := s.Callee(call)
	if fn == nil {
		return true // a function value
	}
	decl := s.Decl(fn)
	if i -= s.Shift(call, fn); decl == nil || decl.Body == nil || i < 0 || i >= fn.Signature().Params().Len() {
		return false
	}
	param := fn.Signature().Params().At(i)
	found := false
	syntax.Own(decl.Body, func(n ast.Node) bool {
		var changed []ast.Expr
		switch n := n.(type) {
		case *ast.AssignStmt:
			changed = n.Lhs
		case *ast.IncDecStmt:
			changed = []ast.Expr{n.X}
		}
		for _, x := range changed {
			elem, ok := ast.Unparen(x).(*ast.IndexExpr)
			found = found || ok && s.VarOf(elem.X) == param
		}
		return !found
	})
	return found
}

// remembers returns a local in which the loop keeps from pass to pass what it sends, or
// what that depends on: an error that it answers with, the previous value.
func (s *scan) remembers() string {
	if s.head < 0 {
		return ""
	}
	name := ""
	syntax.Own(s.loop, func(n ast.Node) bool {
		if send, ok := n.(*ast.SendStmt); ok && name == "" {
			name = s.stepped(send.Value)
		}
		a, ok := n.(*ast.AssignStmt)
		if !ok || a.Tok != token.ASSIGN {
			return true
		}
		for _, lhs := range a.Lhs {
			if v := s.VarOf(lhs); v != nil && name == "" && !v.IsField() && s.beforeLoop(v) && s.sentFromBefore(v) {
				name = v.Name()
			}
		}
		return true
	})
	return name
}

// stepped returns a local that a value is asked of by a method that changes it: out <- m.step(v).
func (s *scan) stepped(value ast.Expr) string {
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	if !ok {
		return ""
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || s.Info.Selections[sel] == nil {
		return ""
	}
	v := s.VarOf(sel.X)
	if v == nil || v.IsField() || !s.beforeLoop(v) || !s.own(v) {
		return ""
	}
	for _, t := range s.targets(call.Fun) {
		if len(t.summary.Sets) > 0 {
			return v.Name()
		}
	}
	return ""
}

// sentFromBefore reports whether there is a way from the head of the loop to a send of what
// v says, on which v gets no value.
func (s *scan) sentFromBefore(v *types.Var) bool {
	mentions := func(n ast.Node) bool {
		found := false
		ast.Inspect(n, func(m ast.Node) bool {
			id, ok := m.(*ast.Ident)
			found = found || ok && s.Info.Uses[id] == v
			return !found
		})
		return found
	}
	seen := make(map[int32]bool)
	work := []int32{s.head}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		set := false
		for _, n := range s.graph.Blocks[b].Nodes {
			switch n := n.(type) {
			case *ast.SendStmt:
				if mentions(n.Value) {
					return true
				}
			case *ast.AssignStmt:
				set = set || slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return s.VarOf(lhs) == v }) &&
					!slices.ContainsFunc(n.Rhs, func(rhs ast.Expr) bool { return mentions(rhs) }) // n = n + 1 goes on
			}
			if set {
				break
			}
		}
		if !set {
			for _, succ := range s.graph.Blocks[b].Succs {
				work = append(work, succ.Index)
			}
		}
	}
	return false
}

// takesAll returns a local in which the loop takes all of a list from outside, to work it off
// one by one: a second run would find the list empty.
//
//	q := s.q; s.q = nil; for _, v := range q { s.do(v) }
func (s *scan) takesAll() string {
	if !isLoop(s.loop) {
		return ""
	}
	emptied := make(map[string]bool)
	syntax.Own(s.loop, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if ok && a.Tok == token.ASSIGN && len(a.Lhs) == len(a.Rhs) {
			for i, lhs := range a.Lhs {
				if s.isEmpty(a.Rhs[i]) {
					emptied[s.class(lhs)] = true
				}
			}
		}
		return true
	})
	name := ""
	syntax.Own(s.loop, func(n ast.Node) bool {
		loop, ok := n.(*ast.RangeStmt)
		if !ok || name != "" {
			return true
		}
		v := s.VarOf(loop.X)
		if v == nil || v.IsField() || !s.declares(v) || !s.Panics(loop.Body) {
			return true
		}
		for _, value := range s.Var(v).Values {
			if from := s.VarOf(value.Expr); value.Expr != nil && from != nil && from.IsField() && emptied[s.classOf(from)] {
				name = v.Name()
			}
		}
		return true
	})
	return name
}

// isEmpty reports whether a value is a list or map without anything in it.
func (s *scan) isEmpty(value ast.Expr) bool {
	switch x := ast.Unparen(value).(type) {
	case *ast.CompositeLit:
		return len(x.Elts) == 0
	case *ast.CallExpr:
		return s.Builtin(x) == "make"
	case *ast.SliceExpr: // s.q[:0]
		v := s.Info.Types[x.High].Value
		return v != nil && constant.Sign(v) == 0
	}
	return s.IsNil(value)
}

// renewed reports whether each pass of the loop without bound begins with a new value of
// a local, so that nothing is kept in it.
func (s *scan) renewed(v *types.Var) bool {
	var body *ast.BlockStmt
	switch loop := s.loop.(type) {
	case *ast.ForStmt:
		body = loop.Body
	case *ast.RangeStmt:
		body = loop.Body
	}
	return slices.ContainsFunc(body.List, func(stmt ast.Stmt) bool {
		switch n := stmt.(type) {
		case *ast.AssignStmt:
			return len(n.Lhs) == 1 && s.VarOf(n.Lhs[0]) == v
		case *ast.ExprStmt:
			call, ok := ast.Unparen(n.X).(*ast.CallExpr)
			return ok && s.Builtin(call) == "clear" && s.VarOf(call.Args[0]) == v
		}
		return false
	})
}

// progress returns a local that counts on from pass to pass what has come, and that
// finds out by it what is next: a sequence number, a position.
func (s *scan) progress() string {
	if !isLoop(s.loop) {
		return ""
	}
	counts, other := make(map[*types.Var]bool), make(map[*types.Var]bool)
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			if v := s.VarOf(n.X); v != nil && n.Tok == token.INC && s.fromBefore(v) {
				counts[v] = true
			}
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if v := s.VarOf(lhs); v != nil {
					counts[v] = counts[v] || n.Tok == token.ADD_ASSIGN && s.fromBefore(v)
					other[v] = other[v] || n.Tok == token.ASSIGN
				}
			}
		}
		return true
	})
	name := ""
	decides := func(e ast.Expr) {
		if v := s.VarOf(e); v != nil && counts[v] && !other[v] && name == "" {
			name = v.Name()
		}
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			decides(n.Value)
			if v := s.VarOf(n.Value); v != nil && s.declares(v) { // v := read(off)
				for _, value := range s.Var(v).Values {
					if call, ok := ast.Unparen(value.From).(*ast.CallExpr); ok {
						for _, arg := range call.Args {
							decides(arg)
						}
					}
				}
			}
		case *ast.IndexExpr:
			if isMap(s.Info.TypeOf(n.X)) {
				decides(n.Index)
			}
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				for _, pair := range [2][2]ast.Expr{{n.X, n.Y}, {n.Y, n.X}} {
					if from := s.Base(pair[1]); from != nil && !from.IsField() && s.cameIn(Ref{root: from}) {
						decides(pair[0])
					}
				}
			}
		}
		return true
	})
	return name
}

// beforeLoop reports whether v is a local that is declared before the loop without
// bound.
func (s *scan) beforeLoop(v *types.Var) bool {
	return s.declares(v) && s.body.Pos() <= v.Pos() && v.Pos() < s.loop.Pos()
}

// fromBefore reports whether v is a local or a parameter that the loop begins with.
func (s *scan) fromBefore(v *types.Var) bool {
	slot, param := s.slots[v]
	return s.beforeLoop(v) || param && (slot > 0 || v.Kind() != types.RecvVar)
}

// countsOut returns the counter of the loop, if what the loop sends depends on it.
func (s *scan) countsOut() string {
	loop, ok := s.loop.(*ast.ForStmt)
	if !ok || loop.Init == nil || loop.Post == nil {
		return ""
	}
	init, ok := loop.Init.(*ast.AssignStmt)
	if !ok {
		return ""
	}
	name := ""
	for _, lhs := range init.Lhs {
		v := s.VarOf(lhs)
		syntax.Own(loop.Body, func(n ast.Node) bool {
			if send, ok := n.(*ast.SendStmt); ok {
				ast.Inspect(send.Value, func(m ast.Node) bool {
					if id, ok := m.(*ast.Ident); ok && v != nil && s.Info.Uses[id] == v {
						name = v.Name()
					}
					return true
				})
			}
			return true
		})
	}
	return name
}

// setUp lists what the function does before its loop that must not be done
// again: a goroutine, a listener, a registration, a flag that says that it runs.
func (s *scan) setUp() []Repeat {
	var list []Repeat
	inLoop := s.calledInLoop()
	syntax.Own(s.body, func(n ast.Node) bool {
		if n.Pos() >= s.loop.Pos() && !s.isRangeOperand(n) {
			return n == ast.Node(s.loop) // what follows comes after the loop
		}
		switch n := n.(type) {
		case *ast.GoStmt:
			list = append(list, Repeat{Why: "each run would start another goroutine"})
			return false
		case *ast.DeferStmt:
			if !s.harmlessAgain(n) || s.endsForLoop(n) {
				list = append(list, Repeat{s.Text(n.Call) + " would run again", n})
			}
			return false
		case *ast.AssignStmt:
			if why := s.appends(n); why != "" {
				list = append(list, Repeat{Why: s.Text(n) + " would run again: " + why})
			}
			if s.saysThatItRuns(n) {
				list = append(list, Repeat{Why: s.Text(n) + " says that it runs already"})
			}
		case *ast.CallExpr:
			if why := s.notAgain(n, inLoop); why != "" {
				list = append(list, Repeat{Why: why})
			}
		}
		return true
	})
	return list
}

// isRangeOperand reports whether n is, or is a part of, what the loop without
// bound ranges over: it is evaluated once, before the loop.
func (s *scan) isRangeOperand(n ast.Node) bool {
	loop, ok := s.loop.(*ast.RangeStmt)
	return ok && loop.X.Pos() <= n.Pos() && n.End() <= loop.X.End()
}

// calledInLoop lists the functions that the loop without bound calls as well:
// what it does on each pass can be done once more.
func (s *scan) calledInLoop() map[*types.Func]bool {
	set := make(map[*types.Func]bool)
	syntax.Own(s.loop, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !s.isRangeOperand(n) {
			if fn := s.Callee(call); fn != nil {
				set[fn] = true
			}
		}
		return true
	})
	return set
}

// notAgain returns why a call before the loop must not be made again.
func (s *scan) notAgain(call *ast.CallExpr, inLoop map[*types.Func]bool) string {
	if s.Builtin(call) != "" || s.Info.Types[call.Fun].IsType() {
		return ""
	}
	fn := s.Callee(call)
	if fn == nil || inLoop[fn] {
		return ""
	}
	if (strings.HasPrefix(fn.Name(), "CompareAndSwap") || strings.HasPrefix(fn.Name(), "Swap")) && fn.Pkg() != nil && fn.Pkg().Path() == "sync/atomic" {
		return s.Text(call) + " says that it runs already"
	}
	if fn.FullName() == "(*sync.Once).Do" && s.Panics(call) {
		return s.Text(call.Fun) + " counts as done after a panic"
	}
	if known.Of(fn) != nil {
		return ""
	}
	if known.KeepsState(fn) {
		return s.Text(call.Fun) + " reads ahead"
	}
	if node := s.Node(s.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
		if why := s.grows(node, 0); why != "" {
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

// grows returns what a function adds to something from outside, starts or sends,
// so that to call it again is to do it twice.
func (s *scan) grows(fn ast.Node, depth int) string {
	body := syntax.Body(fn)
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
			if outside(n.Chan) {
				why = "it sends on " + s.Text(n.Chan)
			}
		case *ast.AssignStmt:
			for i, rhs := range n.Rhs {
				call, ok := ast.Unparen(rhs).(*ast.CallExpr)
				if ok && s.Builtin(call) == "append" && i < len(n.Lhs) && outside(n.Lhs[i]) && s.Text(n.Lhs[i]) == s.Text(call.Args[0]) {
					why = "it appends to " + s.Text(n.Lhs[i])
				}
			}
		case *ast.CallExpr:
			if s.Builtin(n) == "close" {
				why = s.Text(n)
				break
			}
			if inner := s.Node(s.Resolve(n.Fun)); inner != nil && syntax.Body(inner) != nil {
				if depth < 4 {
					why = s.grows(inner, depth+1)
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
func (s *scan) appends(n *ast.AssignStmt) string {
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
func (s *scan) releasedInDefer(call *ast.CallExpr) bool {
	if fn := s.Callee(call); fn != nil && strings.HasPrefix(fn.Name(), "Create") {
		return false
	}
	var results []*types.Var
	syntax.Own(s.body, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Rhs) == 1 && ast.Unparen(a.Rhs[0]) == call {
			for _, lhs := range a.Lhs {
				if v := s.VarOf(lhs); v != nil && s.declares(v) && !IsError(v.Type()) {
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
func (s *scan) harmlessAgain(d *ast.DeferStmt) bool {
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
func (s *scan) endsForLoop(d *ast.DeferStmt) bool {
	sel, ok := ast.Unparen(d.Call.Fun).(*ast.SelectorExpr)
	if !ok || s.Info.Selections[sel] == nil || !known.Ends(sel.Sel.Name) {
		return false
	}
	base := s.Base(sel.X)
	if base == nil || s.declares(base) {
		return false
	}
	ends := []string{s.class(sel.X)}
	if s.VarOf(sel.X) == base && base.Kind() == types.RecvVar {
		ends = nil // its own method: what that sets
		for _, t := range s.targets(d.Call.Fun) {
			ends = append(ends, t.summary.Sets...)
		}
	}
	used := make(map[string]bool)
	s.polls(s.loop, used, 1)
	return slices.ContainsFunc(ends, func(class string) bool { return class != "" && used[class] && !s.madeBefore(class) })
}

// madeBefore reports whether the function gives a variable or field its value before
// the loop, so that each run has a new one.
func (s *scan) madeBefore(class string) bool {
	made := false
	syntax.Own(s.body, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && a.Pos() < s.loop.Pos() {
			made = made || slices.ContainsFunc(a.Lhs, func(lhs ast.Expr) bool { return s.class(lhs) == class })
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

// saysThatItRuns reports whether an assignment sets a flag from outside that the
// function asks for before.
func (s *scan) saysThatItRuns(n *ast.AssignStmt) bool {
	if n.Tok != token.ASSIGN || len(n.Lhs) != 1 || len(n.Rhs) != 1 {
		return false
	}
	v := s.Info.Types[n.Rhs[0]].Value
	if v == nil || v.Kind() != constant.Bool || !constant.BoolVal(v) {
		return false
	}
	class := s.class(n.Lhs[0])
	asked := false
	syntax.Own(s.body, func(m ast.Node) bool {
		if cond, ok := m.(*ast.IfStmt); ok && cond.Pos() < n.Pos() {
			into := make(map[string]bool)
			s.polls(cond.Cond, into, 0)
			asked = asked || into[class]
		}
		return true
	})
	return asked
}

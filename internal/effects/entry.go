package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An Entry is what a rewrite must know of the function that a goroutine runs.
type Entry struct {
	*Summary
	Sites   []*Site      // its effects
	Held    []HeldRegion // the lock regions in its own body
	Repeats []Repeat     // why it must not run twice, for a service
	Stops   []Stop       // what ends the loop
	Flag    ast.Expr     // the condition that asks for a flag which ends it; nil if there is none

	Loop   ast.Stmt // of its own body, the one without bound, or what calls that; nil for a task
	Locked bool     // its own body takes a lock
	// StopPath is the operations that can panic behind the loop, the first in the source in front.
	StopPath []ast.Node

	result  *Result
	targets []target // the functions themselves
	handed  []target // functions that they are handed, and call
}

// A Stop is a channel of which a receive ends a service.
type Stop struct {
	On   Ref
	Text string
	Sent bool // something sends on it: a token, which is there once
	Asks bool // what is received wants an answer: errc := <-s.closing; errc <- nil

	Method string // that gives out the channel of On; "" if On is the channel

	Own Ref // On as the function that a call starts names it itself; see [Result.Call]
}

// Body returns the Entry of a function of this package that has a body. A service that
// leads back to itself, since it calls itself or ranges over itself, adds nothing there.
func (r *Result) Body(fn ast.Node) *Entry {
	if e := r.entries[fn]; e != nil {
		return e
	}
	if r.opened[fn] {
		r.reopened++
		return &Entry{Summary: r.summary(fn), result: r, targets: []target{{node: fn}}}
	}
	r.opened[fn] = true
	provisional, reopened := r.summaries.Provisional(), r.reopened
	sum := r.summary(fn)
	s := r.newScan(fn)
	e := &Entry{Summary: sum, Sites: append(s.ownSites(), s.orphans...), Held: s.held, Repeats: restarting{s}.repeats(), Stops: s.stops(), Flag: s.stopFlag(), Loop: s.loop, StopPath: s.stopPath(), Locked: s.locks(), result: r, targets: []target{{node: fn}}}
	delete(r.opened, fn)
	if r.summaries.Provisional() == provisional && (r.reopened == reopened || len(r.opened) == 0) {
		r.entries[fn] = e
	}
	return e
}

// Call returns the Entry of what a call calls, as seen from the function around
// it: its effects are on the arguments of the call. It is nil if what is called
// is not known.
func (r *Result) Call(call *ast.CallExpr, around ast.Node) *Entry {
	s := &scan{Result: r, fn: around, body: syntax.Body(around), slots: slotsOf(r.Info, around), head: -1, spawned: true}
	s.events = make([][]event, 1)
	targets := s.targets(call.Fun)
	if v := r.VarOf(call.Fun); len(targets) == 0 && v != nil && v.IsField() {
		targets = s.assignedFuncs(v) // as with an interface, those in view count
	}
	if len(targets) == 0 {
		return nil
	}
	e := &Entry{Summary: new(Summary), result: r, targets: targets}
	e.Service = r.isService(targets)
	reads := &reading{scan: s}
	for _, t := range targets {
		reads.apply(t, call)
		e.WorksOff = e.WorksOff || t.summary.WorksOff
		e.Told = e.Told || t.summary.Told
		e.Finishes = e.Finishes || t.summary.Finishes
		if e.Once == "" {
			e.Once = t.summary.Once
		}
		for _, ch := range t.summary.Drains {
			e.Drains = append(e.Drains, s.mapped(ch, t, call))
		}
		e.Acquires = append(e.Acquires, t.summary.Acquires...)
		for _, l := range t.summary.Releases {
			s.sites = append(s.sites, &Site{Effect: Effect{
				Kind: Done, On: s.mapped(l.On, t, call), Text: l.Text + ".Unlock()", In: idOf(t), At: l.At, Skipped: l.Skipped, SkippedInPass: l.Skipped, Always: l.Skipped == "",
			}, Node: call})
		}
		if t.node != nil && len(targets) == 1 {
			own := r.Body(t.node)
			e.Held, e.Repeats, e.Flag, e.StopPath = own.Held, own.Repeats, own.Flag, own.StopPath
			for _, stop := range own.Stops {
				stop.On, stop.Own = s.mapped(stop.On, t, call), stop.On
				e.Stops = append(e.Stops, stop)
			}
		}
	}
	if !e.Service {
		e.Once = ""
	}
	e.handed = slices.DeleteFunc(s.calls, func(t target) bool { return slices.Contains(targets, t) })
	e.Sites, e.Regions, e.Sets = s.ownSites(), s.regions, s.sets
	return e
}

// HandsOnlyIn reports whether the functions that the entry is handed are all in a list.
func (e *Entry) HandsOnlyIn(list []FuncID) bool {
	return len(e.handed) > 0 && !slices.ContainsFunc(e.handed, func(t target) bool { return !slices.Contains(list, idOf(t)) })
}

// locks reports whether the function itself takes a lock.
func (s *scan) locks() bool {
	for _, events := range s.events {
		for _, e := range events {
			if e.lock != nil {
				return true
			}
		}
	}
	return len(s.tries) > 0
}

// stops lists the channels of which a receive ends the loop.
func (s *scan) stops() []Stop {
	var list []Stop
	switch s.loop.(type) {
	case nil:
		return nil
	case *ast.ForStmt, *ast.RangeStmt:
	default:
		return s.calledStops()
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		if recv := received(n); recv != nil && s.stopsLoop(n.(*ast.CommClause).Body) {
			list = append(list, s.stop(recv.X)...)
		}
		return true
	})
	return slices.Concat(list, s.askedStops(), s.iteratedStops())
}

// stop returns the channel of a receive as a stop: a path, or what a method gives out.
func (s *scan) stop(ch ast.Expr) []Stop {
	if s.isClock(ch) {
		return nil
	}
	if on, ok := s.ref(ch); ok {
		return []Stop{s.stopOn(on, ch)}
	}
	call, ok := ast.Unparen(ch).(*ast.CallExpr)
	if !ok {
		return nil
	}
	decl, ok := s.Node(s.Resolve(call.Fun)).(*ast.FuncDecl)
	if ok && decl.Body != nil && len(decl.Body.List) == 1 {
		if ret, ok := decl.Body.List[0].(*ast.ReturnStmt); ok && len(ret.Results) == 1 {
			if stops := s.stopsIn(call, decl, ret.Results[0]); stops != nil {
				return stops
			}
		}
	}
	return s.stopGiven(call)
}

// stopGiven returns as a stop what a method gives out without doing anything else, which may be of another package:
//
//	case <-c.HasBeenClosed():
func (s *scan) stopGiven(call *ast.CallExpr) []Stop {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	fn := s.Callee(call)
	if !ok || fn == nil || len(call.Args) > 0 || syntax.IsContext(s.Info.TypeOf(sel.X)) || !s.givesChannel(fn) {
		return nil
	}
	on, ok := s.ref(sel.X)
	if !ok || on.Local {
		return nil
	}
	return []Stop{{On: on, Text: s.Text(call), Method: fn.Name()}}
}

// givesChannel reports whether a method does no more than to give out a channel on which nothing is sent; see Summary.Gives.
func (s *scan) givesChannel(fn *types.Func) bool {
	switch decl := s.Decl(fn); {
	case decl != nil:
		return decl.Body != nil && s.leaving.frame(decl).onlyGives()
	case fn.Pkg() == nil || fn.Pkg() == s.Types || s.IsStd(fn.Pkg().Path()):
		return false
	}
	return s.imported(fn).Gives
}

// onlyGives reports whether a method returns a channel that is closed and never sent on, and does nothing else: a field, or the Done of a
// context in one.
func (s *scan) onlyGives() bool {
	typ := syntax.FuncType(s.fn)
	if s.receiver() == nil || typ.Params.NumFields() > 0 || typ.Results.NumFields() != 1 {
		return false
	}
	if _, ok := s.Info.TypeOf(typ.Results.List[0].Type).Underlying().(*types.Chan); !ok {
		return false
	}
	ok := true
	syntax.Own(s.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.Ident:
		case *ast.IfStmt:
			x, compares := ast.Unparen(n.Cond).(*ast.BinaryExpr)
			ok = ok && n.Init == nil && compares && (s.IsNil(x.X) || s.IsNil(x.Y)) // of the receiver, which may be nil
			if ok {
				ok = s.IsPath(x.X) || s.IsPath(x.Y)
			}
		case *ast.ReturnStmt:
			ok = ok && len(n.Results) == 1 && s.isGiven(n.Results[0])
			return false
		case ast.Stmt:
			ok = false
		}
		return ok
	})
	return ok
}

// isGiven reports whether x is a channel on which nothing is sent, read from where it is kept.
func (s *scan) isGiven(x ast.Expr) bool {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		return ok && sel.Sel.Name == "Done" && syntax.IsContext(s.Info.TypeOf(sel.X)) && s.IsPath(sel.X)
	}
	return s.IsNil(x) || s.IsPath(x) && !s.isClock(x) && !s.polling.states().sent[s.polling.class(x)]
}

// stopsIn is stop for a channel that is a path in a function that is called.
func (s *scan) stopsIn(call *ast.CallExpr, decl *ast.FuncDecl, ch ast.Expr) []Stop {
	on, ok := s.leaving.frame(decl).ref(ch)
	if !ok || on.Local || s.isClock(ch) {
		return nil
	}
	on = s.mapped(on, target{node: decl, fn: s.Callee(call)}, call)
	return []Stop{s.stopOn(on, ch)}
}

func (s *scan) stopOn(on Ref, ch ast.Expr) Stop {
	t, ok := s.Info.TypeOf(ch).Underlying().(*types.Chan)
	return Stop{On: on, Text: s.Text(ch), Sent: s.polling.states().sent[s.polling.class(ch)], Asks: ok && canBeAnswered(t.Elem())}
}

// received returns the receive of a clause of a select statement, or nil.
func received(n ast.Node) *ast.UnaryExpr {
	c, ok := n.(*ast.CommClause)
	if !ok {
		return nil
	}
	var recv *ast.UnaryExpr
	switch comm := c.Comm.(type) {
	case *ast.ExprStmt:
		recv, _ = ast.Unparen(comm.X).(*ast.UnaryExpr)
	case *ast.AssignStmt:
		recv, _ = ast.Unparen(comm.Rhs[0]).(*ast.UnaryExpr)
	}
	return recv
}

// calledStops lists the stops of the service that the function calls.
func (s *scan) calledStops() []Stop {
	var list []Stop
	syntax.Own(s.loop, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && s.isService(s.targets(call.Fun)) {
			if e := s.Call(call, s.fn); e != nil {
				list = append(list, e.Stops...)
			}
		}
		return true
	})
	return list
}

// leavesLoop reports whether a clause ends the function or jumps to a label.
func leavesLoop(body []ast.Stmt) bool {
	if len(body) == 0 {
		return false
	}
	switch last := body[len(body)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Label != nil
	}
	return false
}

// Name returns the text of a ref from where its variable is in scope; "" if it
// has none. The variable is the second result.
func (r Ref) Name() (string, *types.Var) {
	if r.root == nil || strings.Contains(r.Path, "[") {
		return "", nil
	}
	return r.root.Name() + r.Path, r.root
}

// drains lists the channels from outside on which somebody may wait to send
// while the loop is gone, which may be one of what is called.
func (s *scan) drains() []Ref {
	list := slices.Clone(s.drained)
	for _, site := range s.sites {
		if site.Kind != Receive || site.Returns || site.Defer != nil || !s.repeated(site.Node) {
			continue
		}
		if !slices.ContainsFunc(list, site.On.same) {
			list = append(list, site.On)
		}
	}
	return list
}

// maxAlike is how many channels of one class a service is known to take from by their paths. Where readers wrap readers, there is
// a path for each way to wrap them; of more it is enough to know what they are.
const maxAlike = 8

// drain notes a channel from which a service takes that is called.
func (s *scan) drain(ch Ref) {
	if slices.ContainsFunc(s.drained, ch.same) {
		return
	}
	alike := 0
	for _, have := range s.drained {
		if have.Class == ch.Class {
			alike++
		}
	}
	if alike >= maxAlike {
		ch = noRef(ch.Class) // the same as each of them
	}
	s.drained = append(s.drained, ch)
}

// repeated reports whether a node lies in a loop of the function.
func (s *scan) repeated(n ast.Node) bool { return s.inLoop(n.Pos()) }

// isLastOfAll reports whether the statement of a node is followed by a return, so that it comes
// once, whatever loop it is in: errc <- err; return.
func (s *reading) isLastOfAll(n ast.Node) bool {
	c, ok := s.CursorOf(n)
	if !ok || syntax.EnclosingFunc(c) != s.fn {
		return false
	}
	for ; c.Node().Pos() > s.body.Pos(); c = c.Parent() {
		stmt, _ := c.Node().(ast.Stmt)
		switch stmt.(type) {
		case nil:
			continue
		case *ast.ForStmt, *ast.RangeStmt:
			return false // it is the loop
		}
		list := syntax.Stmts(c.Parent().Node())
		i := slices.Index(list, stmt)
		if i < 0 || i+1 == len(list) {
			return false
		}
		_, returns := list[i+1].(*ast.ReturnStmt)
		return returns
	}
	return false
}

// inLoop reports whether a position lies in a loop of the function.
func (s *scan) inLoop(pos token.Pos) bool {
	found := isLoop(s.loop) && s.loop.Pos() <= pos && pos < s.loop.End() // by goto, too
	syntax.Own(s.body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			found = found || n.Pos() <= pos && pos < n.End()
		}
		return !found
	})
	return found
}

// mayBeSent reports whether somebody may send on ch: not if the package only
// closes it.
func (s *reading) mayBeSent(ch ast.Expr) bool {
	t, ok := s.Info.TypeOf(ch).Underlying().(*types.Chan)
	if !ok {
		return true
	}
	st := s.polling.states()
	class := s.polling.class(ch)
	if st.sent[class] {
		return true
	}
	if st.closed[class] {
		return false
	}
	elem, ok := t.Elem().Underlying().(*types.Struct)
	return !ok || elem.NumFields() > 0
}

// Class names a variable or field for comparison with those of a Summary.
func (r *Result) Class(v *types.Var) string { return r.naming.classOf(v) }

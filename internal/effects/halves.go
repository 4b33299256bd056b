package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What came in, a request or a task, gets its result in a field, and its signal in a deferred call. A
// panic between the two makes a half answer: whoever waits for the signal reads the field as it was
// before:
//
//	func handle(t *task) { defer close(t.done); t.out = sq(t.in) }
//
// Only whoever calls handle knows whether t came in, pass by pass, or is what the goroutine is
// started for; of that, Lost tells.

// halves notes what a panic keeps the function from leaving before a signal that it gives all the same,
// if somebody reads it behind that.
func (s *scan) halves() {
	var signals []*Site
	for _, site := range s.sites {
		if site.signalsAnyway() && !s.IsSlot(site) && (s.loop == nil || site.Phase == Inside) {
			signals = append(signals, site)
		}
	}
	if len(signals) == 0 {
		return
	}
	for _, l := range s.leaving.leaves(s.fn) {
		if l.v == nil || !l.skipped || l.fills || l.as == aNumber || l.on.Local && !s.handedIn(l.on) || s.failsFirst(l.on) {
			continue
		}
		for _, signal := range signals {
			op := skipping{s}.opBetween(signal.Defer.Pos(), s.body.End())
			if op == nil || s.rescuedAfter(signal.Defer) || !s.tellsOf(signal.On, l) {
				continue
			}
			s.sites = append(s.sites, &Site{Effect: Effect{Kind: Half, On: l.on, Text: l.What, Skipped: s.Text(op), SkippedInPass: s.Text(op), Phase: signal.Phase}, Node: signal.Node})
			break
		}
	}
}

// signalsAnyway reports whether a site is a signal that comes however the function ends. A deferred send
// of a value is no signal, but an answer.
func (site *Site) signalsAnyway() bool {
	if site.Defer == nil || !site.Always {
		return false
	}
	switch site.Kind {
	case Done, Wake, Close, Cancel, Call:
		return true
	case Send:
		return site.Token
	}
	return false
}

// tellsOf reports whether whoever waits for a signal reads then what is left. A signal of something else,
// such as the WaitGroup of a pool, must be one that is waited for in the package.
func (s *scan) tellsOf(signal Ref, l Left) bool {
	if (signal.Slot != l.on.Slot || signal.root != l.on.root) && len(s.readers.joined().waitsFor(signal.Class)) == 0 {
		return false
	}
	return s.readers.reads(l, []Ref{signal}, s.fn) || s.readElsewhere(l, signal)
}

// readElsewhere reports whether other packages can wait for a signal by a function of this one, and then read
// what is left.
func (s *scan) readElsewhere(l Left, signal Ref) bool {
	if s.Types.Name() == "main" || !l.v.IsField() || !l.v.Exported() && !s.readers.readInAPI(l) {
		return false
	}
	behind := make(map[ast.Node]token.Pos)
	s.readers.await(signal.Class, signal.root, behind, make(map[string]bool))
	for fn := range behind {
		if s.isAPI(fn) {
			return true
		}
	}
	return false
}

// failsFirst reports whether the value that something is left in has an error from the start, before
// anything can panic: it is taken back when all is done.
//
//	t.err = errUnfinished; t.out = sq(t.in); t.err = nil
func (s *scan) failsFirst(on Ref) bool {
	for _, site := range s.sites {
		if site.Kind == Fail && site.Defer == nil && site.Skipped == "" && site.On.Slot == on.Slot && site.On.root == on.root {
			return true
		}
	}
	return false
}

// handedIn reports whether a local value came in, or is what a call has waited for: t := q.pop().
func (s *scan) handedIn(on Ref) bool {
	if on.root == nil || s.isOwn(on) {
		return false
	}
	return s.cameIn(on) || slices.ContainsFunc(s.Var(on.root).Values, func(value syntax.Value) bool {
		call, ok := ast.Unparen(value.From).(*ast.CallExpr)
		return ok && s.Waits(call)
	})
}

// CameWithFunc reports whether an effect is on a local variable of a function that does not start the goroutine: that has come to it
// with a function which somebody has sent or handed it since.
//
//	s.cmds <- func() { defer close(done); seat = s.place() }
func (r *Result) CameWithFunc(on Ref, starter ast.Node) bool {
	v := on.root
	return v != nil && (v.Kind() == types.LocalVar || v.Kind() == types.ResultVar) && !containsPos(starter, v.Pos())
}

// rescuedAfter reports whether a call that is deferred behind another one, or is that itself, recovers and does
// not panic again: whoever waits for the signal finds what that makes of a panic.
func (s *scan) rescuedAfter(signal *ast.DeferStmt) bool {
	rescued := false
	syntax.Own(s.body, func(n ast.Node) bool {
		d, ok := n.(*ast.DeferStmt)
		if !ok || d.Pos() < signal.Pos() {
			return true
		}
		for _, t := range s.targets(d.Call.Fun) {
			if t.node != nil && s.callsBuiltin(t.node, "recover") && !s.callsBuiltin(t.node, "panic") {
				rescued = true
			}
		}
		return true
	})
	return rescued
}

// callsBuiltin reports whether a function itself calls a predeclared one.
func (s *scan) callsBuiltin(fn ast.Node, name string) bool {
	found := false
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && s.Builtin(call) == name
		return !found
	})
	return found
}

// leftElsewhere lists the fields of what is passed to a function of another package that it assigns
// to. What of that a panic can come before is not known.
func (s *scan) leftElsewhere(call *ast.CallExpr, t target) []Left {
	if t.fn == nil || len(t.summary.Sets) == 0 {
		return nil
	}
	args := call.Args
	if sel := s.methodSelector(call.Fun, 0); sel != nil {
		args = append([]ast.Expr{sel.X}, args...)
	}
	var list []Left
	for _, arg := range args {
		st, ok := deref(s.Info.TypeOf(arg)).Underlying().(*types.Struct)
		on, named := s.ref(arg)
		if !ok || !named {
			continue
		}
		for field := range st.Fields() {
			class := s.naming.classOf(field)
			if !syntax.IsError(field.Type()) && slices.Contains(t.summary.Sets, class) {
				list = append(list, Left{
					What: s.Text(arg) + "." + field.Name(), In: idOf(t), on: Ref{Path: "." + field.Name(), Class: class}.below(on),
					v: field.Origin(), skipped: s.Panics(call),
				})
			}
		}
	}
	return list
}

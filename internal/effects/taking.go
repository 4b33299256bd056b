package effects

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function takes a flag, an entry or a count for whoever comes first, if what it says depends on whether it has: who
// calls it next is told that it is taken, until somebody takes it back. It does not count how it is written:
//
//	return a.busy.CompareAndSwap(false, true)
//	was := x.busy; x.busy = true; return !was
//	if _, ok := r.m[k]; ok { return errDuplicate }; r.m[k] = v; return nil
//
// So its ways are walked (ways.go), and one on which it is raised is compared with one that finds it raised.

// takers tells what functions take for whoever comes first.
type takers struct {
	*Result
	takings  *fixpoint.Solver[ast.Node] // takesFirst
	concrete []*types.Pointer           // concreteTypes; nil until somebody asks
}

// A taking is what a function takes, and how it turns away who comes too late.
type taking struct {
	classes []string
	away    outcome
	result  int // the index of the result that says so
}

// takingLattice has what is known to be taken, which others that are found later do not change.
var takingLattice = fixpoint.Of(nil, func(found, before *taking) *taking { return cmp.Or(before, found) })

// takesFirst returns what a function takes; nil if nothing.
func (r *takers) takesFirst(fn ast.Node) *taking {
	return fixpoint.Ask(r.takings, takingLattice, fn, func() *taking {
		if w := r.newWalk(fn, nil); w != nil {
			w.walk()
			return w.taking()
		}
		return nil
	})
}

// takenBy returns what a call takes, as the caller names it; nil if nothing.
func (r *takers) takenBy(call *ast.CallExpr) *taking {
	for _, fn := range r.callees(call) {
		if t := r.takesFirst(fn); t != nil {
			own := *t
			own.classes = nil
			for _, class := range t.classes {
				own.classes = append(own.classes, r.passedAs(class, call, fn))
			}
			return &own
		}
	}
	return nil
}

// callees lists the functions of the package that a call may call, if it names one or a method of an interface.
func (r *takers) callees(call *ast.CallExpr) []ast.Node {
	if node := r.Node(r.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
		return []ast.Node{node}
	}
	m := r.Interface(call.Fun)
	if m == nil || m.Pkg() != r.Types {
		return nil
	}
	iface, ok := m.Signature().Recv().Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	var list []ast.Node
	for _, ptr := range r.concreteTypes() {
		if !types.Implements(ptr, iface) {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(ptr, true, r.Types, m.Name())
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		if decl := r.Decl(fn.Origin()); decl != nil && decl.Body != nil && !slices.Contains(list, ast.Node(decl)) {
			list = append(list, decl)
		}
	}
	return list
}

// passedAs returns the class that a class of a callee has for its caller: that of the argument for a parameter's, or of what a
// method is called on.
func (r *takers) passedAs(class string, call *ast.CallExpr, fn ast.Node) string {
	for v, slot := range slotsOf(r.Info, fn) {
		if r.naming.classOf(v) != class {
			continue
		}
		decl, ok := fn.(*ast.FuncDecl)
		if ok && decl.Recv != nil {
			if slot == 0 {
				if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
					return r.polling.class(sel.X)
				}
			}
			slot--
		}
		if slot >= 0 && slot < len(call.Args) {
			return r.polling.class(call.Args[slot])
		}
	}
	return class
}

// candidates lists the classes of what a function raises of what is not its own, itself or by what it calls.
func (r *takers) candidates(fn ast.Node) map[string]bool {
	body, set := syntax.Body(fn), make(map[string]bool)
	add := func(x ast.Expr) {
		if id, ok := ast.Unparen(x).(*ast.Ident); ok && r.isMineIn(id, fn) {
			return
		}
		if v := r.container(x); v != nil && (v.IsField() || v.Pos() < body.Pos() || body.End() <= v.Pos()) {
			set[r.polling.class(x)] = true
		}
	}
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, lhs := range n.Lhs {
					add(lhs)
				}
			}
		case *ast.IncDecStmt:
			add(n.X)
		case *ast.CallExpr:
			if x := r.polling.entered(n); x != nil {
				add(x)
			} else if _, x, _ := r.atomicChange(n); x != nil {
				add(x)
			} else if t := r.takenBy(n); t != nil {
				for _, class := range t.classes {
					set[class] = true
				}
			}
		}
		return true
	})
	delete(set, "")
	return set
}

// isMineIn reports whether a name is that of a parameter, result or local of a function, and of a type that others do not change.
func (src source) isMineIn(id *ast.Ident, fn ast.Node) bool {
	v, ok := src.Info.ObjectOf(id).(*types.Var)
	if !ok || v.Pos() < fn.Pos() || fn.End() <= v.Pos() {
		return false
	}
	_, pointer := v.Type().Underlying().(*types.Pointer)
	return !pointer
}

// marks reports whether an assignment of a value to x can mark that as taken: an entry of a map, or what is neither nil, false, zero
// nor empty.
func (r *takers) marks(x, value ast.Expr) bool {
	s := &scan{Result: r.Result}
	if s.direction(value) == lower {
		return false
	}
	if v := r.Info.Types[value].Value; v != nil {
		return s.direction(value) == raise || v.String() != `""`
	}
	elem, ok := ast.Unparen(x).(*ast.IndexExpr)
	if ok && isMap(r.Info.TypeOf(elem.X)) {
		return true
	}
	return !isBool(r.Info.TypeOf(x))
}

// taking compares the ways of a function.
func (w *walk) taking() *taking {
	found := &taking{}
	for _, class := range slices.Sorted(maps.Keys(w.candidates)) {
		for i := range w.results() {
			if away := w.turnsAway(class, i); away != unknown && (found.away == unknown || found.away == away && found.result == i) {
				found.classes, found.away, found.result = append(found.classes, class), away, i
				break
			}
		}
	}
	if found.away == unknown {
		return nil
	}
	return found
}

// results is the number of results of the function, at least one: a panic is in place of all.
func (w *walk) results() int { return max(1, syntax.FuncType(w.fn).Results.NumFields()) }

// turnsAway returns how the i-th result of the function tells those that find a class taken, in contrast to who takes it; unknown if it does not.
func (w *walk) turnsAway(class string, i int) outcome {
	took, late := make(map[outcome]bool), make(map[outcome]bool)
	for _, way := range w.ended {
		v := way.result(i)
		taken, known := way.found[class]
		switch {
		case slices.Contains(v.classes, class) && (v.takes || way.at[class] != nil): // it says itself what it has found
			free, busy := yes, no
			if v.err {
				free, busy = fine, fails
			} else if !v.neg {
				free, busy = no, yes
			}
			took[free], late[busy] = true, true
		case !way.asked[class]:
		case way.at[class] != nil && !taken:
			took[v.out] = true
		case way.at[class] == nil && (taken || !known):
			late[v.out] = true
		}
	}
	switch {
	case late[panics] && len(took) > 0 && !took[panics] && !took[loops]:
		return panics
	case late[no] && took[yes]:
		return no
	case late[fails] && took[fine]:
		return fails
	case late[yes] && took[no] && !took[yes]:
		return yes
	case took[loops] && len(late) > 0 && !late[loops]:
		return loops
	}
	return unknown
}

// runsAlready tells of what is taken before the loop of a service: a second run would find it taken, and end without having come to the loop.
// What a deferred call takes back that stays in the run is free again.
func (s restarting) runsAlready() []Repeat {
	w := s.takers.newWalk(s.fn, s.loop)
	if w == nil {
		return nil
	}
	w.walk()
	for _, class := range slices.Sorted(maps.Keys(w.candidates)) {
		if w.turnsAway(class, 0) != loops || s.givesBackInRun(class) {
			continue
		}
		for _, way := range w.ended {
			at := way.at[class]
			if way.end != loops || at == nil {
				continue
			}
			why := s.Text(at) + " says that it runs already"
			if slices.ContainsFunc(w.ended, func(late *route) bool { return late.end == panics && late.found[class] }) {
				why = s.Text(at) + " would find what the first run has entered, and panic"
			}
			return []Repeat{{Why: why, Ahead: at}}
		}
	}
	return nil
}

// takesAgain reports whether an effect is that a deferred call takes back a mark which the function itself has set before its loop,
// if that was not there. Each run does both; who asks for the mark meanwhile finds that it does not run, and nobody waits for that.
//
//	if !s.running.CompareAndSwap(false, true) { return errBusy }; defer s.running.Store(false)
func (s restarting) takesAgain(site *Site) bool {
	class := strings.TrimSuffix(site.On.Class, "[]")
	if site.Defer == nil || site.Kind != Flag || site.Raise || s.polling.states().polled[class] || s.polling.states().falls[class] {
		return false
	}
	takes := false
	syntax.Own(s.body, func(n ast.Node) bool {
		if n != nil && n.Pos() >= site.Defer.Pos() {
			return false
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			op, x, _ := s.atomicChange(n)
			takes = takes || op.SetsAtomically() && s.polling.class(x) == class
		case *ast.AssignStmt:
			takes = takes || s.saysThatItRuns(n) && s.polling.class(n.Lhs[0]) == class
		}
		return !takes
	})
	return takes
}

// givesBackInRun reports whether a deferred call of the function takes back what has a class, and no other goroutine waits for
// that, so that it is done by each run.
func (s restarting) givesBackInRun(class string) bool {
	if slices.ContainsFunc(s.sites, func(site *Site) bool {
		return site.Defer != nil && site.Kind == Flag && strings.TrimSuffix(site.On.Class, "[]") == class && !s.takesAgain(site)
	}) {
		return false
	}
	gives := false
	syntax.Own(s.body, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			gives = gives || s.takers.lowers(d.Call, class)
		}
		return true
	})
	return gives
}

// lowers reports whether a call takes back what has a class, itself or in the body of what it calls.
func (r *takers) lowers(call *ast.CallExpr, class string) bool {
	s := &scan{Result: r.Result}
	if s.loweredBy(call) == class {
		return true
	}
	for _, fn := range r.callees(call) {
		found := false
		syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
			if n != nil {
				lowered := s.loweredBy(n)
				found = found || lowered != "" && r.passedAs(lowered, call, fn) == class
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

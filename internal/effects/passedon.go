package effects

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is owed can be passed on: to a goroutine, to a timer, to whoever finds it in a list. They owe it from then on, and until
// then the function does, since a panic in front of that leaves it to nobody:
//
//	for r := range s.in { s.check(r.id); go s.answer(r) }
//	for r := range s.in { r.id = s.parse(r.id); s.waiting = append(s.waiting, r) }
//
// What the function begins itself for those that it starts is owed from then on only:
//
//	check(c); s.wg.Add(1); go s.serve(c)   wg.Done() is skipped by nothing, c.Close() by check(c)

// startsLater notes what is owed by a goroutine that a call starts at node, and what that is handed to call.
func (s *reading) startsLater(call *ast.CallExpr, node ast.Node) {
	s.owesUntil(call, node)
	for _, arg := range call.Args {
		if _, ok := s.Info.TypeOf(arg).Underlying().(*types.Signature); ok {
			s.owesUntil(syntax.CallOf(arg), node)
		}
	}
}

// owesUntil notes at node what the functions that a call calls will owe in a goroutine of their own.
func (s *reading) owesUntil(call *ast.CallExpr, node ast.Node) {
	if s.spawned || s.loop != nil && s.phase(node.Pos()) != Inside {
		return
	}
	for _, t := range s.targets(call.Fun) {
		for _, e := range t.summary.Effects {
			if e.On.Local || e.Paired || e.Returns || !e.isPassedOn() {
				continue // it is owed there only
			}
			for _, site := range s.mappedEffect(e, t, call, idOf(t)) {
				if !s.isOwedHere(site, e) || site.Kind == Done && s.countsItself(site.On.Class, cmp.Or(e.In, e.At, idOf(t))) {
					continue
				}
				site.Node, site.Apart, site.Always = node, true, true
				site.At, site.In, site.Below = cmp.Or(site.At, site.In), FuncID{}, false
				site.Skipped, site.SkippedInPass = "", ""
				site.Deferred, site.DeferIn, site.Again, site.Commits = false, FuncID{}, false, false
				if since := s.begins(site.On.Class, call.Pos()); !site.since.IsValid() && since.IsValid() {
					site.Paired, site.since = true, since
				}
				s.site(site)
			}
		}
	}
}

// isElsewhere reports whether an effect is none of the function itself: what that starts does it, and nothing comes before that.
func (e Effect) isElsewhere() bool { return e.Apart && e.Skipped == "" && e.SkippedInPass == "" }

// isOwedHere reports whether a site is of what somebody waits for already: it came in, or is there for all. Of that, a Done
// counts, and what the started function does itself: what is far below it others may do as well.
func (s *reading) isOwedHere(site *Site, there Effect) bool {
	switch on := site.On; {
	case there.Kind == Receive && !site.Returns:
		return false
	case on.Local:
		return on.root != nil && s.cameIn(on)
	}
	return there.Kind == Done || there.In == (FuncID{})
}

// ownSites lists the sites of the function itself.
func (s *scan) ownSites() []*Site {
	return slices.DeleteFunc(slices.Clone(s.sites), func(site *Site) bool { return site.isElsewhere() })
}

// isPassedOn reports whether somebody can wait for an effect, whoever has it.
func (e Effect) isPassedOn() bool {
	switch e.Kind {
	case Done, Close, Cancel, Release, Receive:
		return true
	case Send:
		return !e.Lossy
	case Call:
		return !e.Plain
	case Flag:
		return !e.Data
	}
	return false
}

// countsItself reports whether the function in which a group's Done stands counts it as well: c.wg.Add(1); defer c.wg.Done().
// Before it runs nobody waits for it.
func (s *reading) countsItself(class string, in FuncID) bool {
	for c := range s.Preorder((*ast.CallExpr)(nil)) {
		if !s.isOfGroup(c.Node().(*ast.CallExpr), "Add", class) {
			continue
		}
		decl, ok := syntax.EnclosingFunc(c).(*ast.FuncDecl)
		if !ok {
			continue
		}
		if obj, ok := s.Info.Defs[decl.Name].(*types.Func); ok && IDOf(obj) == in && s.doesIn(decl.Body, class) {
			return true
		}
	}
	return false
}

// doesIn reports whether a body itself has a Done of a group.
func (s *reading) doesIn(body *ast.BlockStmt, class string) (found bool) {
	syntax.Own(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && s.isOfGroup(call, "Done", class)
		return !found
	})
	return found
}

// isOfGroup reports whether a call is of a method of the sync.WaitGroup that has a class.
func (s *scan) isOfGroup(call *ast.CallExpr, method, class string) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	fn := s.Callee(call)
	return ok && fn != nil && fn.FullName() == "(*sync.WaitGroup)."+method && s.polling.class(sel.X) == class
}

// begins returns the end of the last call or assignment before a position by which the function makes what has a class, or
// counts it up: nobody waits for it before. It is no position if there is none.
func (s *reading) begins(class string, before token.Pos) (since token.Pos) {
	syntax.Own(s.body, func(n ast.Node) bool {
		if n == nil || n.Pos() >= before {
			return true
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			if s.isOfGroup(n, "Add", class) {
				since = n.End()
			}
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if s.polling.class(lhs) == class {
					since = n.End()
				}
			}
		}
		return true
	})
	return since
}

// parks notes that an assignment leaves what the function was sent where others find it: whoever has sent it waits for their
// answer.
func (s *reading) parks(lhs, value ast.Expr, n ast.Node) {
	values := []ast.Expr{value}
	if call, ok := ast.Unparen(value).(*ast.CallExpr); ok && s.Builtin(call) == "append" {
		values = call.Args[1:]
	}
	for _, x := range values {
		v := s.VarOf(x)
		if v == nil || v.IsField() || !canBeAnswered(v.Type()) {
			continue
		}
		if on, ok := s.ref(x); ok && (on.Slot >= 0 || s.naming.receivedFrom(v) != nil) {
			s.site(&Site{Effect: Effect{Kind: Park, On: on, Text: s.Text(lhs), Always: true}, Node: n})
		}
	}
}

// parksIn reports whether what a call leaves for others came in here, or is what the function is called with. One of several
// methods that do that, or do not, is none that the sender can count on.
func (s *reading) parksIn(on Ref, call *ast.CallExpr) bool {
	return s.Interface(call.Fun) == nil && (on.Slot >= 0 || on.root == nil || s.naming.receivedFrom(on.root) != nil)
}

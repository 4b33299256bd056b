package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A lockRegion is a lock region, from Lock to Unlock, that gets a deferred unlock. If
// all that is left of the function is in it, its unlocks become one:
//
//	mu.Lock()
//	defer mu.Unlock()
//	…
//
// Else it becomes a function of its own, out of which a continue at the end of a
// loop is a return:
//
//	var x T // used below
//	func() {
//		mu.Lock()
//		defer mu.Unlock()
//		…
//	}()
//
// If other ways out of it are all the same, with what is done between the unlock and the jump, it says
// whether one was taken:
//
//	if func() bool {
//		mu.Lock()
//		defer mu.Unlock()
//		if closed {
//			return true
//		}
//		…
//		return false
//	}() {
//		return err
//	}
//
// If all of them return, each its own, it returns that as well:
//
//	if result, done := func() (result int, done bool) {
//		mu.Lock()
//		defer mu.Unlock()
//		if closed {
//			return 0, true
//		}
//		if full {
//			return len(m), true
//		}
//		…
//		return
//	}(); done {
//		return result
//	}
type lockRegion struct {
	place   effects.Place
	lock    *ast.ExprStmt
	unlocks []*ast.ExprStmt   // the last one ends the function that it becomes
	toEnd   bool              // it goes to the end of the function that is there
	exits   []exit            // ways out, which become returns
	jump    string            // what they do, if it is done behind the function
	results []result          // what they return, if each returns its own
	done    string            // the last result, which says that one was taken
	hoisted []*ast.AssignStmt // definitions of what is used behind it
	moved   []*ast.DeclStmt   // declarations of such, which move
	vars    []string          // which are declared in front: "var x T"
}

// An exit is a way out of a lock region: an unlock, and the statements behind it, of which
// the last one is a jump.
type exit struct {
	unlock *ast.ExprStmt
	stmts  []ast.Stmt
}

func (e exit) jump() ast.Stmt { return e.stmts[len(e.stmts)-1] }

// A result is one of the function that a lock region becomes.
type result struct{ name, text string }

// regions returns the lock regions of a function that can be given a deferred
// unlock.
func (s *site) regions(fn ast.Node, held []effects.HeldRegion) []lockRegion {
	var list []lockRegion
	for _, h := range held {
		if r, why := s.region(fn, h); why == nil {
			list = append(list, r)
		}
	}
	return list
}

// region finds the statements of a lock region and what becomes of them, or why it
// cannot be given a deferred unlock where it stands.
func (s *site) region(fn ast.Node, h effects.HeldRegion) (lockRegion, *Refusal) {
	r := lockRegion{place: h.Place}
	c, ok := s.CursorOf(h.Lock)
	if !ok || syntax.EnclosingFunc(c) != fn {
		return r, refuse(UnlockedElsewhere)
	}
	if r.lock, ok = c.Parent().Node().(*ast.ExprStmt); !ok {
		return r, refuse(UnlockedElsewhere)
	}
	around := c.Parent().Parent()
	list := syntax.Stmts(around.Node())
	begin := slices.Index(list, ast.Stmt(r.lock))
	if begin < 0 {
		return r, refuse(UnlockedElsewhere)
	}
	list = list[begin+1:]
	if around.Node() == ast.Node(syntax.Body(fn)) && s.reachesEnd(fn, &r, list) {
		r.toEnd = true
		return r, s.keepsPath(r.lock, list)
	}
	for i, stmt := range list {
		if !s.unlocksOf(r.lock, stmt) {
			continue
		}
		r.unlocks, r.exits = nil, nil
		_, loop := around.Parent().Node().(*ast.ForStmt)
		_, ranges := around.Parent().Node().(*ast.RangeStmt)
		ends := (loop || ranges) && i == len(list)-1
		switch {
		case slices.ContainsFunc(list[:i], defers):
			return r, refuse(DefersInside)
		case !s.canLeave(&r, fn, list[:i], ends):
			return r, refuse(ManyWaysOut)
		case !s.hoist(&r, list[:i], list[i+1:]):
			return r, refuse(DefinedInside)
		}
		r.unlocks = append(r.unlocks, stmt.(*ast.ExprStmt))
		return r, s.keepsPath(r.lock, list[:i])
	}
	return r, refuse(UnlockedElsewhere)
}

// defers reports whether a statement, or one in it, defers a call, which is for the end of the whole function.
func defers(stmt ast.Stmt) bool {
	found := false
	syntax.Own(stmt, func(n ast.Node) bool {
		_, is := n.(*ast.DeferStmt)
		found = found || is
		return !found
	})
	return found
}

// reachesEnd reports whether each unlock in what is left of a function is the last
// thing that it does, and finds them.
func (s *site) reachesEnd(fn ast.Node, r *lockRegion, list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	ok, returns := true, 0
	for _, stmt := range list {
		syntax.Own(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ReturnStmt:
				returns++
			case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
				ok = ok && s.unlocksReturn(r, syntax.Stmts(n))
			case *ast.DeferStmt: // what it calls would come before the unlock
				ok = false
			case *ast.BranchStmt:
				ok = ok && n.Tok != token.GOTO
			}
			return ok
		})
	}
	if ok = ok && s.unlocksReturn(r, list); !ok || len(r.unlocks) != returns {
		return false
	}
	last := list[len(list)-1]
	if s.unlocksOf(r.lock, last) {
		r.unlocks = append(r.unlocks, last.(*ast.ExprStmt))
	} else if _, returns := last.(*ast.ReturnStmt); !returns && syntax.FuncType(fn).Results.NumFields() == 0 {
		return false
	}
	return len(r.unlocks) > 0 && s.unlockCount(r.lock, list) == len(r.unlocks)
}

// unlocksReturn finds the unlocks of a list that a return follows, of what calls
// nothing: to return first and to unlock then is the same. It is false where a return
// follows no unlock.
func (s *site) unlocksReturn(r *lockRegion, list []ast.Stmt) bool {
	for i, stmt := range list {
		ret, ok := stmt.(*ast.ReturnStmt)
		if !ok {
			continue
		}
		if i == 0 || !s.unlocksOf(r.lock, list[i-1]) || !s.calm(ret) {
			return false
		}
		r.unlocks = append(r.unlocks, list[i-1].(*ast.ExprStmt))
	}
	return true
}

// canLeave reports whether statements can stand in a function of their own, and
// finds the ways out of it, each behind an unlock: all of them continue, where what
// is behind the region is the end of a loop's body, or all the same jump, or each of them
// returns its own.
func (s *site) canLeave(r *lockRegion, fn ast.Node, list []ast.Stmt, ends bool) bool {
	if !s.jumpsOut(r, list) || s.unlockCount(r.lock, list) != len(r.exits) || !s.balanced(r.lock, list) {
		return false
	}
	alone := !slices.ContainsFunc(r.exits, func(e exit) bool { return len(e.stmts) > 1 })
	if len(r.exits) == 0 || alone && ends && !slices.ContainsFunc(r.exits, func(e exit) bool { return !e.continues() }) {
		return true
	}
	first := s.exitSource(r.exits[0])
	if !slices.ContainsFunc(r.exits, func(e exit) bool { return s.exitSource(e) != first || !s.readsAlike(e, list) }) {
		r.jump = first
		return true
	}
	return alone && s.returnsOwn(r, fn, list)
}

// continues reports whether an exit goes on with the next pass of the innermost loop.
func (e exit) continues() bool {
	b, ok := e.jump().(*ast.BranchStmt)
	return ok && b.Tok == token.CONTINUE && b.Label == nil
}

// exitSource returns the statements of an exit as they read.
func (s *site) exitSource(e exit) string {
	var lines []string
	for _, stmt := range e.stmts {
		lines = append(lines, s.Source(stmt))
	}
	return strings.Join(lines, "\n")
}

// jumpsOut finds the jumps out of statements, each of which is behind an unlock. It is false
// where the statements cannot stand in a function of their own.
func (s *site) jumpsOut(r *lockRegion, list []ast.Stmt) bool {
	ok := true
	for _, stmt := range list {
		var inner []ast.Node // loops, switches and selects
		syntax.Own(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.DeferStmt, *ast.LabeledStmt:
				ok = false
			case *ast.CallExpr:
				ok = ok && s.Builtin(n) != "recover"
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				inner = append(inner, n)
			case *ast.ReturnStmt:
				ok = ok && s.leaves(r, n)
			case *ast.BranchStmt:
				switch {
				case n.Label == nil && (n.Tok == token.FALLTHROUGH || staysIn(n, inner)):
				case n.Tok == token.GOTO || n.Label != nil && s.labels(n.Label, list):
					ok = false
				default:
					ok = ok && s.leaves(r, n)
				}
			}
			return ok
		})
	}
	return ok
}

// returnsOwn reports whether all jumps out of statements return, what calls nothing, and
// names the results of the function that the statements become.
func (s *site) returnsOwn(r *lockRegion, fn ast.Node, list []ast.Stmt) bool {
	n := syntax.FuncType(fn).Results.NumFields()
	for _, e := range r.exits {
		ret, ok := e.jump().(*ast.ReturnStmt)
		if !ok || n == 0 || len(ret.Results) != n || !s.calm(ret) {
			return false
		}
	}
	used := make(map[string]bool)
	for _, stmt := range list {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				v, isVar := s.Info.Uses[id].(*types.Var)
				used[id.Name] = used[id.Name] || !isVar || !v.IsField()
			}
			return true
		})
	}
	name := func(base string) string {
		name := base
		for i := 2; used[name]; i++ {
			name = base + strconv.Itoa(i)
		}
		used[name] = true
		return name
	}
	for _, field := range syntax.FuncType(fn).Results.List {
		t := s.Info.TypeOf(field.Type)
		text, ok := s.spell(t, r.lock.Pos())
		if !ok || strings.Contains(text, "\n") {
			return false
		}
		base := "result"
		if syntax.IsError(t) {
			base = "err"
		}
		for range max(1, len(field.Names)) {
			r.results = append(r.results, result{name(base), text})
		}
	}
	r.done = name("done")
	return true
}

// labels reports whether a label is one of statements.
func (s *site) labels(label *ast.Ident, list []ast.Stmt) bool {
	obj := s.Info.Uses[label]
	return obj == nil || list[0].Pos() <= obj.Pos() && obj.Pos() < list[len(list)-1].End()
}

// staysIn reports whether a break or continue is about one of inner.
func staysIn(b *ast.BranchStmt, inner []ast.Node) bool {
	return slices.ContainsFunc(inner, func(n ast.Node) bool {
		_, isFor := n.(*ast.ForStmt)
		_, isRange := n.(*ast.RangeStmt)
		return n.Pos() <= b.Pos() && b.End() <= n.End() && (b.Tok == token.BREAK || isFor || isRange)
	})
}

// leaves notes a jump out of the statements of a region, if an unlock is in front
// of it, with plain statements in between at most.
func (s *site) leaves(r *lockRegion, jump ast.Stmt) bool {
	c, ok := s.CursorOf(jump)
	if !ok {
		return false
	}
	around := syntax.Stmts(c.Parent().Node())
	last := slices.Index(around, jump)
	for i := last - 1; i >= 0; i-- {
		if s.unlocksOf(r.lock, around[i]) {
			r.exits = append(r.exits, exit{around[i].(*ast.ExprStmt), around[i+1 : last+1]})
			return last-i == 1 || !s.hasComment(around[i].End(), jump.End())
		}
		switch around[i].(type) {
		case *ast.ExprStmt, *ast.AssignStmt, *ast.IncDecStmt, *ast.SendStmt, *ast.GoStmt:
		default:
			return false
		}
	}
	return false
}

// readsAlike reports whether an exit reads the same behind the statements of a region: it names
// nothing that is defined in them, but for what it defines itself.
func (s *site) readsAlike(e exit, list []ast.Stmt) bool {
	ok := true
	for _, stmt := range e.stmts {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if id, isIdent := n.(*ast.Ident); isIdent {
				obj := s.Info.Uses[id]
				v, isVar := obj.(*types.Var)
				ok = ok && (obj == nil || isVar && v.IsField() || obj.Pos() < list[0].Pos() || obj.Pos() >= e.stmts[0].Pos() && obj.Pos() < e.jump().End() || list[len(list)-1].End() <= obj.Pos())
			}
			return ok
		})
	}
	return ok
}

// balanced reports whether what statements lock they unlock, and the other way round.
func (s *site) balanced(lock *ast.ExprStmt, list []ast.Stmt) bool {
	count := make(map[string]int)
	for _, stmt := range list {
		ast.Inspect(stmt, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch e := known.Of(s.Callee(call)); {
			case e.Has(known.Locks), e.Has(known.RLocks):
				count[s.Source(sel.X)] |= 1
			case e.Has(known.Unlocks), e.Has(known.RUnlocks):
				count[s.Source(sel.X)] |= 2
			}
			return true
		})
	}
	delete(count, s.Source(ast.Unparen(ast.Unparen(lock.X).(*ast.CallExpr).Fun).(*ast.SelectorExpr).X))
	for _, both := range count {
		if both != 3 {
			return false
		}
	}
	return true
}

// unlocksOf reports whether stmt is the unlock that belongs to a lock.
func (s *site) unlocksOf(lock *ast.ExprStmt, stmt ast.Stmt) bool {
	call := syntax.CallStmt(stmt)
	return call != nil && s.unlockCall(lock, call)
}

func (s *site) unlockCall(lock *ast.ExprStmt, to *ast.CallExpr) bool {
	from, ok := ast.Unparen(lock.X).(*ast.CallExpr)
	if !ok {
		return false
	}
	a, ok1 := ast.Unparen(from.Fun).(*ast.SelectorExpr)
	b, ok2 := ast.Unparen(to.Fun).(*ast.SelectorExpr)
	if !ok1 || !ok2 || s.Source(a.X) != s.Source(b.X) {
		return false
	}
	l, u := known.Of(s.Callee(from)), known.Of(s.Callee(to))
	return l.Has(known.Locks) && u.Has(known.Unlocks) || l.Has(known.RLocks) && u.Has(known.RUnlocks)
}

// unlockCount counts the unlocks of a lock in statements, in literals too, but in those that lock it themselves.
func (s *site) unlockCount(lock *ast.ExprStmt, list []ast.Stmt) int {
	n := 0
	for _, stmt := range list {
		ast.Inspect(stmt, func(node ast.Node) bool {
			if lit, ok := node.(*ast.FuncLit); ok && s.locksItself(lock, lit.Body.List) {
				return false
			}
			if call, ok := node.(*ast.CallExpr); ok && s.unlockCall(lock, call) {
				n++
			}
			return true
		})
	}
	return n
}

// locksItself reports whether statements begin with the same lock: what they unlock is theirs.
//
//	time.AfterFunc(d, func() { q.mu.Lock(); …; q.mu.Unlock() })
func (s *site) locksItself(lock *ast.ExprStmt, list []ast.Stmt) bool {
	return len(list) > 0 && syntax.CallStmt(list[0]) != nil && s.Source(list[0]) == s.Source(lock)
}

// keepsPath refuses unless the operand of a lock still means the same where it is
// unlocked: it is a plain path, and statements assign to nothing in it.
func (s *site) keepsPath(lock *ast.ExprStmt, list []ast.Stmt) *Refusal {
	operand := ast.Unparen(ast.Unparen(lock.X).(*ast.CallExpr).Fun).(*ast.SelectorExpr).X
	if !s.IsPath(operand) {
		return refuse(LockChanges)
	}
	in := make(map[*types.Var]bool)
	ast.Inspect(operand, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := s.Info.Uses[id].(*types.Var); ok {
				in[v] = true
			}
		}
		return true
	})
	if len(list) == 0 {
		return nil
	}
	for v := range in {
		for _, value := range s.Var(v).Values {
			if list[0].Pos() <= value.Pos && value.Pos < list[len(list)-1].End() {
				return refuse(LockChanges)
			}
		}
	}
	return nil
}

// plainVar returns what a statement declares that is var x, y T; nil for another one.
func plainVar(stmt ast.Stmt) *ast.ValueSpec {
	if decl, ok := stmt.(*ast.DeclStmt); ok {
		if gen := decl.Decl.(*ast.GenDecl); len(gen.Specs) == 1 && !gen.Lparen.IsValid() {
			if spec, ok := gen.Specs[0].(*ast.ValueSpec); ok && gen.Tok == token.VAR && len(spec.Values) == 0 {
				return spec
			}
		}
	}
	return nil
}

// withComments returns where a declaration begins and ends, with the comments above and behind it that are about it.
func withComments(stmt *ast.DeclStmt) (from, to token.Pos) {
	from, to = stmt.Pos(), stmt.End()
	decl := stmt.Decl.(*ast.GenDecl)
	if decl.Doc != nil {
		from = decl.Doc.Pos()
	}
	if c := decl.Specs[0].(*ast.ValueSpec).Comment; c != nil {
		to = c.End()
	}
	return from, to
}

// otherOf reports whether statements up to a position use something else of the
// name of obj: in x := f(x), x is another one.
func (s *site) otherOf(obj types.Object, list []ast.Stmt, until token.Pos) bool {
	found := false
	for _, stmt := range list {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == obj.Name() && id.Pos() < until {
				other := s.Info.Uses[id]
				v, isVar := other.(*types.Var)
				found = found || other != nil && other != obj && !(isVar && v.IsField())
			}
			return !found
		})
	}
	return found
}

// printRegions edits the lock regions of the entry.
func (p *printer) printRegions(list []lockRegion) {
	for _, r := range list {
		last := r.unlocks[len(r.unlocks)-1]
		p.insert(r.lock.End(), "\ndefer "+p.Source(last))
		if r.toEnd {
			for _, unlock := range r.unlocks {
				p.removeLine(unlock)
			}
			continue
		}
		head := ""
		for _, v := range r.vars {
			head += v + "\n"
		}
		intro, leave, tail := "func() {\n", "return", "}()"
		switch {
		case r.jump != "":
			intro, leave, tail = "if func() bool {\n", "return true", "return false\n}() {\n"+r.jump+"\n}"
		case r.results != nil:
			var names, results []string
			for _, v := range r.results {
				names, results = append(names, v.name), append(results, v.name+" "+v.text)
			}
			left := strings.Join(names, ", ")
			intro = "if " + left + ", " + r.done + " := func() (" + strings.Join(results, ", ") + ", " + r.done + " bool) {\n"
			tail = "return\n}(); " + r.done + " {\nreturn " + left + "\n}"
		}
		p.insert(r.lock.Pos(), head+intro)
		for _, def := range r.hoisted {
			p.replace(def.TokPos, def.TokPos+token.Pos(len(":=")), "=")
		}
		for _, decl := range r.moved {
			from, to := withComments(decl)
			p.removeLines(decl, from, to)
		}
		for _, e := range r.exits {
			p.removeLine(e.unlock)
			if r.results != nil {
				p.insert(e.jump().End(), ", true")
			} else {
				p.replace(e.stmts[0].Pos(), e.jump().End(), leave)
			}
		}
		p.replace(last.Pos(), last.End(), tail)
	}
}

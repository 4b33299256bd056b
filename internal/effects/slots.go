package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/cfg"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A channel with room can be a semaphore. To take a slot of it is no effect: nobody waits for that. To give the slot back
// is one, and owed from when it was taken. A function that does both leaves nothing open, and can do it again. A slot is
// what there is room for, or one of the tokens with which the channel has been filled:
//
//	sem <- struct{}{}; work(); <-sem
//	<-tokens; work(); tokens <- struct{}{}

// takesSlot reports whether a send takes a slot of a semaphore: what it sends
// says nothing, there is room for some, and the function, or a goroutine that it
// starts, gives the slot back by a receive.
func (s *scan) takesSlot(n *ast.SendStmt, on Ref) bool {
	t, ok := s.Info.TypeOf(n.Value).Underlying().(*types.Struct)
	if !ok || t.NumFields() > 0 || !s.polling.states().buffered[on.Class] {
		return false
	}
	gives := false
	ast.Inspect(s.body, func(m ast.Node) bool {
		if x, ok := m.(*ast.ExprStmt); ok && m.Pos() > n.Pos() {
			recv, ok := ast.Unparen(x.X).(*ast.UnaryExpr)
			gives = gives || ok && recv.Op == token.ARROW && s.polling.class(recv.X) == on.Class
		}
		return !gives
	})
	return gives
}

// slotTaken returns where the function has taken the slot that a receive gives back: the end of the send that is
// nearest before it; NoPos if there is none.
func (s *reading) slotTaken(class string, recv ast.Node) (since token.Pos) {
	if s.spawned {
		return token.NoPos
	}
	syntax.Own(s.body, func(n ast.Node) bool {
		if n == nil || n.Pos() >= recv.Pos() {
			return true
		}
		switch n := n.(type) {
		case *ast.SendStmt:
			if on, ok := s.ref(n.Chan); ok && s.polling.class(n.Chan) == class && s.takesSlot(n, on) {
				since = n.End()
			}
		case *ast.CallExpr: // g.in(); defer g.out(): without the defer, it is a signal as another one
			if s.deferred != nil && s.polling.states().buffered[class] && s.polling.slotFilled(n) == class {
				since = n.End()
			}
		}
		return true
	})
	return since
}

// slotFilled returns the class of the channel to which a function of the package that is called sends what says nothing, and
// from which it takes nothing: func (g *gate) in() { g.ch <- struct{}{} }. It is "" for another call.
func (r *polling) slotFilled(call *ast.CallExpr) string {
	decl := r.declOf(call)
	if decl == nil || decl.Body == nil {
		return ""
	}
	class, takes := "", false
	syntax.Own(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			if r.isToken(n.Value) {
				class = r.class(n.Chan)
			}
		case *ast.UnaryExpr:
			takes = takes || n.Op == token.ARROW
		}
		return !takes
	})
	if takes {
		return ""
	}
	return class
}

// IsSlot reports whether what is given back says nothing of the goroutine's end: a slot that it has taken itself, and for which
// others wait one by one. Who collects all of them waits for all who work.
//
//	for range cap(sem) { sem <- struct{}{} }
func (r *Result) IsSlot(s *Site) bool {
	return s.Returns && (s.Kind == Send || s.Kind == Receive) && !r.polling.collectsSlots(strings.TrimSuffix(s.On.Class, "[]"))
}

// collectsSlots reports whether a loop of the package does no more than to take slots, or tokens, of a class.
func (r *polling) collectsSlots(class string) bool {
	for c := range r.Preorder((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		var body []ast.Stmt
		switch n := c.Node().(type) {
		case *ast.ForStmt:
			body = n.Body.List
		case *ast.RangeStmt:
			body = n.Body.List
		}
		if len(body) != 1 {
			continue
		}
		switch n := body[0].(type) {
		case *ast.SendStmt:
			if r.class(n.Chan) == class && !r.fillsUp(c, n) {
				return true
			}
		case *ast.ExprStmt:
			x := ast.Unparen(n.X)
			if call, ok := x.(*ast.CallExpr); r.takesToken(x, class) || ok && r.slotFilled(call) == class {
				return true
			}
		}
	}
	return false
}

// tokenTaken returns where the function has taken the token that is given back at pos, by a receive or by a call of a
// function that does no more than to take one: the nearest before it; NoPos if there is none.
func (s *scan) tokenTaken(class string, pos token.Pos) (since token.Pos) {
	if !s.polling.states().tokens[class] || s.spawned {
		return token.NoPos
	}
	syntax.Own(s.body, func(n ast.Node) bool {
		if n != nil && n.Pos() < pos && s.polling.takesToken(n, class) {
			since = n.End()
		}
		return true
	})
	return since
}

// surelyTaken reports whether a statement that ends at a position takes a slot before all that can panic, on every way to that.
//
//	select { case <-tokens: case <-ctx.Done(): return }; work(); tokens <- struct{}{}
func (s skipping) surelyTaken(end token.Pos) bool {
	found := false
	seen := make([]bool, len(s.events))
	for work := []int32{0}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		from := s.holdsFrom(s.graph.Blocks[b], end)
		for _, e := range s.events[b] {
			if e.op != nil && (!from.IsValid() || e.op.Pos() < from) {
				return false
			}
		}
		if found = found || from.IsValid(); from.IsValid() {
			continue
		}
		for _, succ := range s.graph.Blocks[b].Succs {
			work = append(work, succ.Index)
		}
	}
	return found
}

// holdsFrom returns where a block begins to hold the slot that a statement takes which ends at a position; NoPos if it does not. The cases of a
// select statement are all read in front of it, but one of them alone is done.
func (s skipping) holdsFrom(b *cfg.Block, end token.Pos) token.Pos {
	if clause, ok := b.Stmt.(*ast.CommClause); ok && b.Kind == cfg.KindSelectCaseBody && clause.Comm != nil && clause.Comm.End() == end {
		return clause.Pos()
	}
	for _, n := range b.Nodes {
		if stmt, ok := n.(ast.Stmt); ok && n.End() == end && !s.isComm(stmt) {
			return n.Pos()
		}
	}
	return token.NoPos
}

// isComm reports whether a statement is what a case of a select statement does.
func (s *scan) isComm(stmt ast.Stmt) bool {
	c, ok := s.CursorOf(stmt)
	if !ok {
		return false
	}
	clause, ok := c.Parent().Node().(*ast.CommClause)
	return ok && clause.Comm == stmt
}

// endsWithSlot reports whether a send takes a slot that the function gives back, or gives back a token that it has taken.
func (s *scan) endsWithSlot(send *ast.SendStmt) bool {
	on, ok := s.ref(send.Chan)
	return ok && (s.takesSlot(send, on) || s.tokenTaken(on.Class, send.Pos()).IsValid())
}

// givesToken reports whether a call does no more than to give back a token that the function has taken.
func (s *scan) givesToken(call *ast.CallExpr) bool {
	gives := false
	for _, t := range s.targets(call.Fun) {
		for _, e := range t.summary.Effects {
			if gives = e.Kind == Send && s.tokenTaken(e.On.Class, call.Pos()).IsValid(); !gives {
				return false
			}
		}
	}
	return gives
}

// takesToken reports whether n receives from a channel of tokens, or calls a function that does, and does not send there.
func (r *polling) takesToken(n ast.Node, class string) bool {
	switch n := n.(type) {
	case *ast.UnaryExpr:
		return n.Op == token.ARROW && r.class(n.X) == class
	case *ast.CallExpr:
		decl := r.declOf(n)
		if decl == nil || decl.Body == nil {
			return false
		}
		takes, gives := false, false
		syntax.Own(decl.Body, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.UnaryExpr:
				takes = takes || m.Op == token.ARROW && r.class(m.X) == class
			case *ast.SendStmt:
				gives = gives || r.class(m.Chan) == class
			}
			return true
		})
		return takes && !gives
	}
	return false
}

// fillsUp reports whether a send is one of those by which a function fills the channel that it makes, to the last
// place, with what says nothing:
//
//	ch := make(chan struct{}, n)
//	for range n { ch <- struct{}{} }
//
// Where there is room for one, it need be no loop.
func (r *polling) fillsUp(c inspector.Cursor, send *ast.SendStmt) bool {
	if !r.isToken(send.Value) {
		return false
	}
	if fn := syntax.EnclosingFunc(c); fn != nil && slices.Contains(syntax.Body(fn).List, ast.Stmt(send)) {
		room := r.roomOf(fn, r.class(send.Chan))
		if room == nil || r.doesBetween(fn, room.End(), send.Pos()) {
			return false
		}
		n := r.Info.Types[room].Value
		return n != nil && n.String() == "1"
	}
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		var bound ast.Expr
		switch loop := up.Node().(type) {
		case *ast.RangeStmt:
			bound = loop.X
		case *ast.ForStmt:
			if cond, ok := loop.Cond.(*ast.BinaryExpr); ok && cond.Op == token.LSS && r.startsAtZero(loop) {
				bound = cond.Y
			}
		}
		if bound == nil {
			return false
		}
		if basic, ok := r.Info.TypeOf(bound).Underlying().(*types.Basic); !ok || basic.Info()&types.IsInteger == 0 {
			return false
		}
		fn := syntax.EnclosingFunc(up)
		room := r.roomOf(fn, r.class(send.Chan))
		if room == nil || r.doesBetween(fn, room.End(), up.Node().Pos()) {
			return false // to fill it later is to wait until all slots are given back
		}
		if call, ok := ast.Unparen(bound).(*ast.CallExpr); ok && r.Builtin(call) == "cap" {
			return r.class(call.Args[0]) == r.class(send.Chan)
		}
		return r.Text(room) == r.Text(bound)
	}
	return false
}

// doesBetween reports whether a function sends, starts or calls anything between two positions.
func (src source) doesBetween(fn ast.Node, from, to token.Pos) bool {
	does := false
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt, *ast.GoStmt:
			does = does || from <= n.Pos() && n.Pos() < to
		case *ast.CallExpr:
			does = does || from <= n.Pos() && n.Pos() < to && src.Builtin(n) == ""
		}
		return !does
	})
	return does || to < from
}

// startsAtZero reports whether a loop counts up by one from zero.
func (src source) startsAtZero(loop *ast.ForStmt) bool {
	init, ok := loop.Init.(*ast.AssignStmt)
	post, counts := loop.Post.(*ast.IncDecStmt)
	if !ok || !counts || post.Tok != token.INC || len(init.Rhs) != 1 {
		return false
	}
	v := src.Info.Types[init.Rhs[0]].Value
	return v != nil && v.String() == "0"
}

// roomOf returns the capacity with which a function makes the channel of a class; nil if it makes none.
func (r *polling) roomOf(fn ast.Node, class string) (room ast.Expr) {
	made := func(x, value ast.Expr) {
		set := make(map[string]bool)
		if r.madeBuffered(x, value, set); set[class] {
			room = ast.Unparen(value).(*ast.CallExpr).Args[1]
		}
	}
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i := range n.Lhs {
				if len(n.Lhs) == len(n.Rhs) {
					made(n.Lhs[i], n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i := range n.Values {
				if len(n.Names) == len(n.Values) {
					made(n.Names[i], n.Values[i])
				}
			}
		case *ast.KeyValueExpr:
			made(n.Key, n.Value)
		}
		return true
	})
	return room
}

// givesBack are the effects by which something is given back, for which nobody needs to know what has come of the work.
var givesBack = map[Kind]bool{Done: true, Wake: true, Receive: true, Flag: true, Send: true}

// GivesBack reports whether a call of a function of the package, which has the effects sites, does no more than to give back
// a slot, or what was taken before and it is handed, or to count down, so that it can be deferred whatever happens.
//
//	k.leave()   func (k *kitchen) leave() { <-k.sinks }
//	b.free(n)   func (b *basins) free(n int) { b.list = append(b.list, n) }, n := b.take()
func (r *Result) GivesBack(call *ast.CallExpr, sites []*Site) bool {
	decl := r.declOf(call)
	if decl == nil || decl.Body == nil || len(sites) == 0 {
		return false
	}
	return !slices.ContainsFunc(sites, func(site *Site) bool {
		switch {
		case !givesBack[site.Kind], site.Returns && site.Again:
			return true
		case site.Kind == Send && !site.Token, site.Data:
			return !slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return r.polling.takenFrom(arg, site, 3) })
		case site.Kind == Flag && site.Raise:
			return !site.Counts || !r.polling.subtracts(site.On.Class)
		}
		return false
	})
}

// takenFrom reports whether x is a variable that holds what was taken from a channel or a list, and nothing else: what is
// passed for a parameter was taken.
func (r *polling) takenFrom(x ast.Expr, site *Site, depth int) bool {
	v := r.VarOf(x)
	if v == nil || v.IsField() || depth == 0 {
		return false
	}
	if v.Kind() == types.ParamVar && len(r.Var(v).Values) == 0 {
		passed := r.readers.passedFor(v)
		return len(passed) > 0 && !slices.ContainsFunc(passed, func(arg ast.Expr) bool { return !r.takenFrom(arg, site, depth-1) })
	}
	if len(r.Var(v).Values) != 1 {
		return false
	}
	switch from := ast.Unparen(r.Var(v).Values[0].From).(type) {
	case *ast.UnaryExpr:
		return from.Op == token.ARROW && r.Touches(from, []*Site{site})
	case *ast.CallExpr:
		return r.declOf(from) != nil && r.Touches(from, []*Site{site})
	}
	return false
}

// subtracts reports whether the package subtracts from what has a class, so that to add to it can be to give back.
func (r *polling) subtracts(class string) bool {
	for c := range r.Preorder((*ast.AssignStmt)(nil), (*ast.IncDecStmt)(nil)) {
		switch n := c.Node().(type) {
		case *ast.AssignStmt:
			if n.Tok == token.SUB_ASSIGN && r.class(n.Lhs[0]) == class {
				return true
			}
		case *ast.IncDecStmt:
			if n.Tok == token.DEC && r.class(n.X) == class {
				return true
			}
		}
	}
	return false
}

// Touches reports whether a statement does something to what one of the sites is on, itself or in functions of the package that
// it calls: it may take what they give back.
func (r *Result) Touches(stmt ast.Node, sites []*Site) bool { return r.polling.touches(stmt, sites, 3) }

func (r *polling) touches(n ast.Node, sites []*Site, depth int) bool {
	found := false
	on := func(x ast.Expr) {
		class := r.class(x)
		found = found || class != "" && slices.ContainsFunc(sites, func(site *Site) bool { return strings.TrimSuffix(site.On.Class, "[]") == class })
	}
	syntax.Own(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.SendStmt:
			on(m.Chan)
		case *ast.UnaryExpr:
			if m.Op == token.ARROW {
				on(m.X)
			}
		case *ast.IncDecStmt:
			on(m.X)
		case *ast.AssignStmt:
			for _, lhs := range m.Lhs {
				on(lhs)
			}
		case *ast.CallExpr:
			if _, x, _ := r.atomicChange(m); x != nil {
				on(x)
			}
			sel, ok := ast.Unparen(m.Fun).(*ast.SelectorExpr)
			if decl := r.declOf(m); decl != nil && decl.Body != nil && depth > 0 {
				// Of a receiver or a parameter, the class has another name there.
				found = found || r.touches(decl.Body, append(slices.Clone(sites), r.renamedIn(decl, m, sites)...), depth-1)
			} else if ok && r.Info.Selections[sel] != nil {
				on(sel.X)
			}
		}
		return !found
	})
	return found
}

// renamedIn lists the sites that are on what a call hands over, as the callee calls that.
func (r *polling) renamedIn(decl *ast.FuncDecl, call *ast.CallExpr, sites []*Site) []*Site {
	var list []*Site
	as := func(x ast.Expr, v *types.Var) {
		for _, site := range sites {
			if class := r.class(x); class != "" && class == site.On.Class && v != nil {
				list = append(list, &Site{Effect: Effect{On: Ref{Slot: -1, Class: r.naming.classOf(v)}}})
			}
		}
	}
	fn, _ := r.Info.Defs[decl.Name].(*types.Func)
	if fn == nil {
		return nil
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn.Signature().Recv() != nil {
		if s := r.Info.Selections[sel]; s != nil && len(s.Index()) > 1 { // through embedding: the field has the value
			t := s.Recv()
			for _, i := range s.Index()[:len(s.Index())-1] {
				st, ok := deref(t).Underlying().(*types.Struct)
				if !ok {
					break
				}
				for _, site := range sites {
					if r.naming.classOf(st.Field(i)) == site.On.Class {
						list = append(list, &Site{Effect: Effect{On: Ref{Slot: -1, Class: r.naming.classOf(fn.Signature().Recv())}}})
					}
				}
				t = st.Field(i).Type()
			}
		} else {
			as(sel.X, fn.Signature().Recv())
		}
	}
	for i, arg := range call.Args {
		if i < fn.Signature().Params().Len() {
			as(arg, fn.Signature().Params().At(i))
		}
	}
	return list
}

package effects

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
)

// skipping asks which operations a panic would end before which effects.
type skipping struct{ *scan }

// findSkips finds, for each effect, an operation whose panic would skip it: one
// from which there is a way to the effect. An effect on a value that came in
// while the function ran is owed from then on only.
func (s skipping) findSkips() {
	s.pastPanics()
	s.findRearms()
	anywhere := s.firstOps(false)
	inPass := anywhere
	if s.head >= 0 {
		inPass = s.firstOps(true)
	}
	after := s.opsAfter()
	for b, events := range s.events {
		before, pass := anywhere[b], inPass[b]
		for i, e := range events {
			switch {
			case e.op != nil:
				before, pass = first(before, e.op), first(pass, e.op)
			case e.lock != nil && e.lock.orphan:
				s.orphan(e.lock, before)
			case e.site != nil:
				site := e.site
				site.late = site.Skipped != ""
				site.Op, site.OpInPass = before, pass
				if site.operand != nil && site.Defer == nil && !s.kept(site.operand) && !(site.answers() && (s.lookedUp(site.operand) || site.Kind != Done && s.listed(site.operand))) {
					op := s.opSince(site.operand, site.On, int32(b), i)
					site.Op, site.OpInPass = op, op
				}
				switch {
				case site.Kind == Spend, site.Kind == Demand, site.Kind == Half, site.Kind == Redo && site.In != (FuncID{}):
					site.Op, site.OpInPass = nil, nil // only what it calls spends it, leaves half of it, or works it off
				case site.Kind == Wake && s.wakesAgain(site):
					site.OpInPass = nil
				case site.Kind == Answer && site.since.IsValid():
					site.Op = s.opsOfAnswer(site)
					site.OpInPass = site.Op
				case site.Kind == Answer:
					site.Op, site.OpInPass = nil, nil // its callee is owed it
				case site.Returns && !site.since.IsValid():
					site.Op, site.OpInPass = nil, nil // its callee has taken it
				case site.Paired, site.Returns:
					site.Op = s.opOnWay(site.since, int32(b), i)
					site.OpInPass = site.Op
					if event := s.ownEvent(site); s.isSwept(site) {
						site.OpInPass = nil
					} else if event != nil {
						site.OpInPass = s.opIn(event, int32(b), i)
					}
				case site.left && site.answers():
				case site.On.Local && site.On.root == nil && site.In != (FuncID{}) && !s.spawned:
					site.Op, site.OpInPass = nil, nil // its callee is owed it, from when it came in
				}
				if site.Kind == Fail && site.Defer == nil && site.Op == nil {
					site.Op = s.opBeside(int32(b))
				}
				if recv := s.turnOf(site); recv != nil {
					site.Turn = s.Text(recv)
				}
				if site.Returns && site.since.IsValid() && !s.surelyTaken(site.since) {
					site.Again = true // a panic before it is taken: there is nothing to give back
				}
				site.Again = site.Again || after[b] || followed(events[i+1:])
				if site.Op != nil && site.Skipped == "" {
					site.Skipped = s.Text(site.Op)
				}
				if site.OpInPass != nil && site.SkippedInPass == "" {
					site.SkippedInPass = s.Text(site.OpInPass)
				}
				if site.Op != nil {
					site.Always = false
					site.inner, site.In = site.In, FuncID{} // it is this function in which the panic skips it
					site.At = cmp.Or(site.At, site.inner)
					if site.Kind == Flag && !site.Data && site.inner != (FuncID{}) {
						site.Text, site.At = s.Text(site.Node), FuncID{} // the call: which of several changes it makes, that decides
					}
				}
			}
		}
	}
}

// opBeside returns the first operation in the source that is on a way which does not come by a block: an error that is left in
// there alone is owed there as well, or who reads it takes a panic of the other way for success.
//
//	if n < 0 { r.err = errNegative; return }; work()
func (s skipping) opBeside(block int32) ast.Node {
	var found ast.Node
	seen := make([]bool, len(s.events))
	seen[block] = true
	for work := []int32{0}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		for _, e := range s.events[b] {
			found = first(found, e.op)
		}
		for _, succ := range s.graph.Blocks[b].Succs {
			work = append(work, succ.Index)
		}
	}
	return found
}

// pastPanics finds what comes behind a call that never returns, because it always
// panics: if bad { panic("bad") }; wg.Done(). Control never gets there from the
// call, but that is what the panic skips.
func (s skipping) pastPanics() {
	ends := make(map[ast.Node]int32)
	for b, events := range s.events {
		nodes := s.graph.Blocks[b].Nodes
		if len(nodes) == 0 || !followed(events) {
			continue
		}
		if end, ok := nodes[len(nodes)-1].(*ast.ExprStmt); ok {
			ends[end] = int32(b)
		}
	}
	s.past, s.before = make(map[int32][]*cfg.Block), make(map[int32][]int32)
	for _, b := range s.graph.Blocks {
		if from, ok := ends[b.Stmt]; ok && b.Kind == cfg.KindUnreachable {
			s.past[from] = b.Succs
			for _, succ := range b.Succs {
				s.before[succ.Index] = append(s.before[succ.Index], from)
			}
		}
	}
}

// kept reports whether v is an element of a collection that the function keeps
// from pass to pass: it is owed from when it came there.
func (s skipping) kept(v *types.Var) bool {
	for _, value := range s.Var(v).Values {
		c, ok := s.CursorAt(value.Pos)
		if !ok {
			continue
		}
		for up := range c.Enclosing((*ast.RangeStmt)(nil)) {
			loop := up.Node().(*ast.RangeStmt)
			if loop.Value != nil && loop.Value.Pos() == value.Pos {
				from := s.Base(loop.X)
				return from != nil && s.isMine(from) && (s.loop == nil || from.Pos() < s.loop.Pos())
			}
			break
		}
	}
	return false
}

// listed reports whether v is an element of a list that a task finds where others have left it: who is in it waits from then on.
//
//	err := load(); for _, ch := range s.waiting { ch <- err }
func (s skipping) listed(v *types.Var) bool {
	if s.loop != nil || v.IsField() || len(s.Var(v).Values) != 1 {
		return false
	}
	loop := s.rangedBy(s.Var(v).Values[0])
	if loop == nil || !s.IsPath(loop.X) {
		return false
	}
	switch s.Info.TypeOf(loop.X).Underlying().(type) {
	case *types.Slice, *types.Map:
		from := s.Base(loop.X)
		return from != nil && (!s.isMine(from) || s.VarOf(loop.X) != from)
	}
	return false
}

// answers reports whether an effect can be what somebody waits for who has left something where the function finds it: a
// signal, or what he asks for again and again, as behind a condition variable.
func (e Effect) answers() bool {
	switch e.Kind {
	case Send, Close, Call, Done, Fail:
		return true
	}
	return e.Kind == Flag && e.Raise
}

// passesOn reports whether a send passes on what the function was sent itself, and whose
// sender may wait for an answer: a message with a channel, a callback or an Ack.
func (r *leaving) passesOn(send *ast.SendStmt) bool {
	v := r.VarOf(send.Value)
	return v != nil && r.naming.receivedFrom(v) != nil && canBeAnswered(v.Type())
}

// canBeAnswered reports whether a value says to whom to answer.
func canBeAnswered(t types.Type) bool {
	if ch, ok := t.Underlying().(*types.Chan); ok {
		return ch.Dir() != types.RecvOnly
	}
	if st, ok := deref(t).Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			switch u := f.Type().Underlying().(type) {
			case *types.Chan:
				return u.Dir() != types.RecvOnly
			case *types.Signature:
				return known.IsCallback(f.Name())
			}
		}
	}
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		switch set.At(i).Obj().Name() {
		case "Ack", "Nack", "Reply", "Respond":
			return true
		}
	}
	return false
}

// opBetween returns an operation between two positions.
func (s skipping) opBetween(from, to token.Pos) ast.Node {
	var found ast.Node
	for _, events := range s.events {
		for _, e := range events {
			if e.op != nil && from < e.op.Pos() && e.op.Pos() < to {
				found = first(found, e.op)
			}
		}
	}
	return found
}

// opOnWay returns an operation behind a position, on a way to the i-th event of block b. What stands on other ways does not count:
// they do not come there without a panic, either.
func (s skipping) opOnWay(from token.Pos, b int32, i int) ast.Node {
	var found ast.Node
	for _, op := range s.opsBefore(b, i, false) {
		if from < op.Pos() {
			found = first(found, op)
		}
	}
	return found
}

// ownEvent returns the case of a select that an effect stands in, in a service, where what it takes back was taken at the end of another one:
// each comes on a pass of its own, and a panic on another pass does not keep it from coming. What can panic behind the taking may be
// what would bring it.
//
//	select { case c := <-join: m[c] = true; case c := <-leave: delete(m, c) }
func (s skipping) ownEvent(site *Site) ast.Node {
	taken, ok := s.CursorAt(site.since)
	if !ok || s.head < 0 || !site.Paired {
		return nil
	}
	for up := range taken.Enclosing((*ast.CommClause)(nil), (*ast.FuncLit)(nil)) {
		clause, ok := up.Node().(*ast.CommClause)
		if !ok {
			return nil
		}
		for _, other := range up.Parent().Node().(*ast.BlockStmt).List {
			if other == clause || !containsPos(other, site.Node.Pos()) {
				continue
			}
			if s.panicsBehind(clause, site.since) {
				return nil
			}
			return other
		}
	}
	return nil
}

// isSwept reports whether an effect takes an entry out of a map in a loop over that: the next one finds the entry there.
//
//	for c := range h.clients { select { case c.send <- m: default: close(c.send); delete(h.clients, c) } }
func (s skipping) isSwept(site *Site) bool {
	call, ok := site.Node.(*ast.CallExpr)
	if !ok || s.Builtin(call) != "delete" {
		return false
	}
	c, ok := s.CursorOf(call)
	if !ok {
		return false
	}
	for up := range c.Enclosing((*ast.RangeStmt)(nil), (*ast.FuncLit)(nil)) {
		if loop, ok := up.Node().(*ast.RangeStmt); ok && loop.Key != nil && s.VarOf(loop.Key) == s.VarOf(call.Args[1]) && s.Text(loop.X) == s.Text(call.Args[0]) {
			return true
		}
	}
	return false
}

// panicsBehind reports whether something can panic in a part of the function behind a position.
func (s skipping) panicsBehind(part ast.Node, pos token.Pos) bool {
	for _, events := range s.events {
		for _, e := range events {
			if e.op != nil && containsPos(part, e.op.Pos()) && e.op.Pos() > pos {
				return true
			}
		}
	}
	return false
}

func containsPos(n ast.Node, pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() }

// opIn returns an operation in a part of the function, on a way to the i-th event of block b within one pass.
func (s skipping) opIn(part ast.Node, b int32, i int) ast.Node {
	var found ast.Node
	for _, op := range s.opsBefore(b, i, true) {
		if containsPos(part, op.Pos()) {
			found = first(found, op)
		}
	}
	return found
}

// followed reports whether an operation that can panic is among the events.
func followed(events []event) bool {
	for _, e := range events {
		if e.op != nil {
			return true
		}
	}
	return false
}

// first returns the operation that comes first in the source.
func first(a, b ast.Node) ast.Node {
	if a == nil || b != nil && b.Pos() < a.Pos() {
		return b
	}
	return a
}

// firstOps returns, for each block, the first operation in the source from which
// there is a way to it; within one pass of the loop without bound if pass is set.
func (s skipping) firstOps(pass bool) []ast.Node {
	in := make([]ast.Node, len(s.events))
	work := make([]int32, 0, len(s.events))
	for b := range s.events {
		work = append(work, int32(b))
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		out := in[b]
		for _, e := range s.events[b] {
			out = first(out, e.op)
		}
		if out == nil {
			continue
		}
		for _, succ := range slices.Concat(s.graph.Blocks[b].Succs, s.past[b]) {
			if pass && succ.Index == s.head {
				continue
			}
			if merged := first(in[succ.Index], out); merged != in[succ.Index] {
				in[succ.Index] = merged
				work = append(work, succ.Index)
			}
		}
	}
	return in
}

// opsAfter tells, for each block, whether an operation can come after its end.
// Within the loop without bound that is: in the same pass.
func (s skipping) opsAfter() []bool {
	after := make([]bool, len(s.events))
	var work []int32
	reach := func(b int32) {
		if b == s.head {
			return
		}
		for _, p := range s.preds[b] {
			if !after[p] {
				after[p] = true
				work = append(work, p)
			}
		}
	}
	for b := range s.events {
		if followed(s.events[b]) {
			reach(int32(b))
		}
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		reach(b)
	}
	return after
}

// opSince returns an operation on a way to the i-th event of block b that lies
// behind the last point where v gets a value, of which an effect is a part.
func (s skipping) opSince(v *types.Var, on Ref, b int32, i int) ast.Node {
	var found ast.Node
	seen := make(map[int32]bool)
	var back func(b int32, i int)
	back = func(b int32, i int) {
		for i--; i >= 0; i-- {
			e := s.events[b][i]
			if e.def != nil && e.def == v {
				return
			}
			if e.op != nil && !s.onSameNil(e.op, on) {
				found = first(found, e.op)
			}
		}
		for _, p := range slices.Concat(s.preds[b], s.before[b]) {
			if !seen[p] {
				seen[p] = true
				back(p, len(s.events[p]))
			}
		}
	}
	back(b, i)
	return found
}

package effects

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A lockEvent takes or releases a lock.
type lockEvent struct {
	on       Ref
	read     bool
	release  bool
	deferred bool
	orphan   bool         // released, though not taken here
	try      bool         // taken only if the condition at the block's end says so
	ifs      []assumption // it is reached only if they hold
	node     ast.Node
	text     string
	skipped  string // of a release in a callee: an operation there whose panic skips it
	at       FuncID // of a release in a callee: the function in which it is
}

// A tryLock is a condition that takes a lock if it is true.
type tryLock struct {
	lock    *lockEvent
	negated bool
}

func (s *reading) acquire(on Ref, read bool, node ast.Node, text string) {
	if s.isOwn(on) {
		return
	}
	s.emit(event{lock: &lockEvent{on: on, read: read, node: node, text: text, ifs: s.assumed(node)}})
}

func (s *reading) acquireTry(on Ref, read bool, node ast.Node, text string) {
	if s.isOwn(on) {
		return
	}
	s.emit(event{lock: &lockEvent{on: on, read: read, node: node, text: text, try: true}})
}

// An assumption is that a variable that never changes is true, or false.
type assumption struct {
	v  *types.Var
	is bool
}

// assumed lists what holds where a node stands: in if safe { … }, that safe is true.
func (s *reading) assumed(n ast.Node) []assumption {
	c, ok := s.CursorOf(n)
	if !ok {
		return nil
	}
	var list []assumption
	for up := range c.Enclosing((*ast.IfStmt)(nil)) {
		branch := up.Node().(*ast.IfStmt)
		if branch.Pos() < s.body.Pos() {
			break
		}
		if a, ok := s.assumption(branch.Cond); ok && n.Pos() >= branch.Body.Pos() {
			a.is = a.is == (n.Pos() < branch.Body.End())
			list = append(list, a)
		}
	}
	return list
}

// assumption returns what a condition says of a variable, if it is true.
func (s *scan) assumption(n ast.Node) (assumption, bool) {
	cond, negated := condition(n)
	id, ok := cond.(*ast.Ident)
	if !ok {
		return assumption{}, false
	}
	v, ok := s.Info.Uses[id].(*types.Var)
	if !ok || v.IsField() || !s.isMine(v) {
		return assumption{}, false
	}
	rec := s.Var(v)
	once := len(rec.Values) == 0 || len(rec.Values) == 1 && rec.Values[0].Decl && !s.inLoop(rec.Values[0].Pos)
	return assumption{v, !negated}, once && !rec.Taken
}

// condition strips parentheses and negations of a condition.
func condition(n ast.Node) (cond ast.Expr, negated bool) {
	cond, ok := n.(ast.Expr)
	if !ok {
		return nil, false
	}
	for {
		cond = ast.Unparen(cond)
		not, ok := cond.(*ast.UnaryExpr)
		if !ok || not.Op != token.NOT {
			return cond, negated
		}
		cond, negated = not.X, !negated
	}
}

func (s *reading) release(on Ref, read bool, node ast.Node, text string) {
	s.releaseIn(Lock{On: on, Read: read, Text: text}, node)
}

// releaseIn notes the release of a lock at node, by a callee if l says so.
func (s *reading) releaseIn(l Lock, node ast.Node) {
	if s.isOwn(l.On) {
		return
	}
	s.emit(event{lock: &lockEvent{on: l.On, read: l.Read, release: true, node: node, text: l.Text, skipped: l.Skipped, at: l.At}})
}

// handOver notes that a new goroutine releases a lock that is taken here: what is
// called, or what that is handed to call, go recovering(func() { defer mu.Unlock(); … }).
func (s *reading) handOver(call *ast.CallExpr) {
	s.releasedBy(call)
	for _, arg := range call.Args {
		if _, ok := s.Info.TypeOf(arg).Underlying().(*types.Signature); ok {
			s.releasedBy(syntax.CallOf(arg))
		}
	}
}

// releasedByResult notes that a call calls, or is handed, a function that another call
// has returned together with a lock: buf, unlock := v.read(); defer run(unlock).
func (s *reading) releasedByResult(call *ast.CallExpr) {
	for _, x := range append([]ast.Expr{call.Fun}, call.Args...) {
		v := s.VarOf(x)
		if v == nil || v.IsField() || !s.declares(v) {
			continue
		}
		if _, ok := v.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		for _, value := range s.Var(v).Values {
			for _, e := range s.acquiredBy(value.From) {
				s.release(e.on, e.read, call, e.text)
			}
		}
	}
}

// acquiredBy lists the locks that the function that a call calls leaves to its caller.
func (s *reading) acquiredBy(x ast.Expr) []*lockEvent {
	from, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return nil
	}
	var list []*lockEvent
	for _, events := range s.events {
		for _, e := range events {
			if e.lock != nil && e.lock.node == ast.Node(from) && !e.lock.release {
				list = append(list, e.lock)
			}
		}
	}
	return list
}

func (s *reading) releasedBy(call *ast.CallExpr) {
	for _, t := range s.targets(call.Fun) {
		for _, l := range t.summary.Releases {
			s.releaseIn(Lock{On: s.mapped(l.On, t, call), Read: l.Read, Text: l.Text, At: cmp.Or(l.At, idOf(t))}, call)
		}
	}
}

// lockMethod notes a call of a method that by its name, of an interface or of
// another module, takes or releases a lock. What is in view speaks for itself.
func (s *reading) lockMethod(fn *types.Func, call *ast.CallExpr) bool {
	if fn == nil || fn.Signature().Recv() == nil || fn.Signature().Params().Len() > 0 || s.Decl(fn) != nil {
		return false
	}
	if !types.IsInterface(fn.Signature().Recv().Type()) && (fn.Pkg() == nil || s.InModule(fn.Pkg().Path())) {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	on, ok := s.recvRef(sel)
	if !ok {
		on = noRef(s.Text(sel.X))
	}
	switch fn.Name() {
	case "Lock", "RLock":
		s.acquire(on, fn.Name() == "RLock", call, s.Text(sel.X))
	case "Unlock", "RUnlock":
		s.release(on, fn.Name() == "RUnlock", call, s.Text(sel.X))
	default:
		return false
	}
	return true
}

// tryCondition notes that the block ends with if mu.TryLock() or its negation.
func (s *scan) tryCondition(block int32, n ast.Node) {
	cond, negated := condition(n)
	call, ok := cond.(*ast.CallExpr)
	if !ok {
		return
	}
	events := s.events[block]
	for i, e := range events {
		if e.lock != nil && e.lock.try && e.lock.node == call {
			s.tries[block] = &tryLock{e.lock, negated}
			s.events[block] = append(events[:i:i], events[i+1:]...)
			return
		}
	}
}

// A lockSet is the locks that are held, and those that a deferred call will
// release.
type lockSet struct {
	held     []*lockEvent // on some path, without one that a deferred call releases there
	deferred []*lockEvent // on every path
}

type lockSets = []lockSet

func (l lockSet) with(e *lockEvent) lockSet {
	switch {
	case e.release && e.deferred:
		return lockSet{l.without(e), add(l.deferred, e)}
	case e.release:
		return lockSet{l.without(e), l.deferred}
	}
	return lockSet{add(l.held, e), l.deferred}
}

// without lists the locks that are held but for those that e releases.
func (l lockSet) without(e *lockEvent) []*lockEvent {
	var held []*lockEvent
	for _, h := range l.held {
		if !h.frees(e) {
			held = append(held, h)
		}
	}
	return held
}

// frees reports whether release e releases l.
func (l *lockEvent) frees(e *lockEvent) bool { return l.read == e.read && l.on.same(e.on) }

func add(list []*lockEvent, e *lockEvent) []*lockEvent {
	for _, have := range list {
		if have == e {
			return list
		}
	}
	return append(list[:len(list):len(list)], e)
}

// open lists the locks that are held and that no deferred call releases.
func (l lockSet) open() []*lockEvent {
	var open []*lockEvent
	for _, h := range l.held {
		if !h.freedBy(l.deferred) {
			open = append(open, h)
		}
	}
	return open
}

func (l *lockEvent) freedBy(releases []*lockEvent) bool {
	for _, d := range releases {
		if l.frees(d) {
			return true
		}
	}
	return false
}

// join is what holds where two paths meet; changed reports whether a differs from it.
func join(a, b lockSet) (joined lockSet, changed bool) {
	joined.held = a.held
	for _, h := range b.held {
		if list := add(joined.held, h); len(list) > len(joined.held) {
			joined.held, changed = list, true
		}
	}
	for _, d := range a.deferred {
		if contains(b.deferred, d) {
			joined.deferred = append(joined.deferred, d)
		} else {
			changed = true
		}
	}
	return joined, changed
}

func contains(list []*lockEvent, e *lockEvent) bool {
	for _, have := range list {
		if have == e {
			return true
		}
	}
	return false
}

// A HeldRegion is a lock that this function takes, and an operation that can
// panic while it is held and nothing will release it.
type HeldRegion struct {
	Lock ast.Node // the call that takes it
	Op   ast.Node
	Text string
	Place
}

// Regions lists the lock regions of a function that is declared in the package, and
// of what it calls.
func (r *Result) Regions(fn *types.Func) []Region {
	if decl := r.Decl(fn); decl != nil && decl.Body != nil {
		return r.summary(decl).Regions
	}
	return nil
}

// Held lists the lock regions of all functions of the package, by function.
func (r *Result) Held() iter.Seq2[ast.Node, HeldRegion] {
	return func(yield func(ast.Node, HeldRegion) bool) {
		for c := range r.Preorder((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
			if syntax.Body(c.Node()) == nil {
				continue
			}
			for _, h := range r.Body(c.Node()).Held {
				if !yield(c.Node(), h) {
					return
				}
			}
		}
	}
}

// findLocks follows the locks along the control-flow graph: a forward analysis,
// in which a lock counts as held where it is on some path.
func (s *scan) findLocks() {
	any := false
	for _, events := range s.events {
		for _, e := range events {
			any = any || e.lock != nil
		}
	}
	if !any && len(s.tries) == 0 {
		return
	}
	in := make([]lockSet, len(s.events))
	seen := make([]bool, len(s.events))
	seen[0] = true
	for work := []int32{0}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		out := in[b]
		for _, e := range s.events[b] {
			if e.lock != nil {
				out = out.with(e.lock)
			}
		}
		for i, succ := range s.graph.Blocks[b].Succs {
			state := out
			if try := s.tries[b]; try != nil && (i == 0) != try.negated {
				state = out.with(try.lock)
			}
			if a, ok := s.branch(int32(b), i); ok {
				state.held = assuming(state.held, a)
			}
			if !seen[succ.Index] {
				in[succ.Index], seen[succ.Index] = state, true
				work = append(work, succ.Index)
			} else if joined, changed := join(in[succ.Index], state); changed {
				in[succ.Index] = joined
				work = append(work, succ.Index)
			}
		}
	}
	s.judgeLocks(in, seen)
}

// branch returns what holds if control goes from block b to its i-th successor.
func (s *scan) branch(b int32, i int) (assumption, bool) {
	block := s.graph.Blocks[b]
	if len(block.Succs) != 2 || len(block.Nodes) == 0 {
		return assumption{}, false
	}
	a, ok := s.assumption(block.Nodes[len(block.Nodes)-1])
	a.is = a.is == (i == 0)
	return a, ok
}

// assuming lists the locks that are held if a holds.
func assuming(held []*lockEvent, a assumption) []*lockEvent {
	return slices.DeleteFunc(slices.Clone(held), func(l *lockEvent) bool {
		return slices.Contains(l.ifs, assumption{a.v, !a.is})
	})
}

// judgeLocks finds the operations that panic under a lock, the locks that are
// held at the end, and the releases of what was not taken here.
func (s *scan) judgeLocks(in []lockSet, seen []bool) {
	var order []*lockEvent
	ops := make(map[*lockEvent][]ast.Node)
	for b, events := range s.events {
		if !seen[b] {
			continue
		}
		state := in[b]
		for _, e := range events {
			switch {
			case e.op != nil:
				for _, l := range state.open() {
					if s.readBefore(e.op, l) {
						continue
					}
					if ops[l] == nil {
						order = append(order, l)
					}
					ops[l] = append(ops[l], e.op)
				}
			case e.lock != nil:
				e.lock.orphan = e.lock.orphan || e.lock.release && !s.takes(e.lock)
				state = state.with(e.lock)
			}
		}
		if len(s.graph.Blocks[b].Succs) == 0 && s.returns(int32(b)) {
			s.exits = append(s.exits, state)
		}
	}
	for _, l := range order {
		s.hold(l, ops[l])
	}
}

// orphan notes the release of a lock that was taken elsewhere: who waits for it
// waits for this function. op is an operation whose panic would skip it.
func (s *scan) orphan(l *lockEvent, op ast.Node) {
	site := &Site{Effect: Effect{Kind: Done, On: l.on, Text: s.Text(l.node), Phase: s.phase(l.node.Pos()), Always: op == nil}, Node: l.node, Op: op, OpInPass: op}
	if op != nil {
		site.Skipped = s.Text(op)
		site.SkippedInPass = site.Skipped
	} else if l.skipped != "" {
		site.Skipped, site.SkippedInPass, site.Always = l.skipped, l.skipped, false
	}
	if l.deferred {
		site.Defer = s.deferOf(l.node)
	}
	s.orphans = append(s.orphans, site)
	lock := Lock{On: l.on, Read: l.read, Text: l.text, Skipped: site.Skipped, At: l.at}
	if !hasLock(s.taken, lock) {
		s.taken = append(s.taken, lock)
	}
}

// deferOf returns the defer statement that a deferred call stands in.
func (s *scan) deferOf(n ast.Node) *ast.DeferStmt {
	var found *ast.DeferStmt
	syntax.Own(s.body, func(m ast.Node) bool {
		if d, ok := m.(*ast.DeferStmt); ok && d.Pos() <= n.Pos() && n.End() <= d.End() {
			found = d
		}
		return true
	})
	return found
}

// takes reports whether the function takes the lock that e releases, anywhere.
func (s *scan) takes(e *lockEvent) bool {
	for _, events := range s.events {
		for _, other := range events {
			if other.lock != nil && !other.lock.release && other.lock.frees(e) {
				return true
			}
		}
	}
	for _, try := range s.tries {
		if try.lock.frees(e) {
			return true
		}
	}
	return false
}

// returns reports whether a block without successors ends in a return, not in a
// call that never returns.
func (s *scan) returns(b int32) bool { return s.graph.Blocks[b].Return() != nil || s.fallsOff(b) }

// fallsOff reports whether control reaches the end of the body from block b.
func (s *scan) fallsOff(b int32) bool {
	nodes := s.graph.Blocks[b].Nodes
	if len(nodes) == 0 {
		return true
	}
	stmt, ok := nodes[len(nodes)-1].(*ast.ExprStmt)
	if !ok {
		return true
	}
	call, ok := ast.Unparen(stmt.X).(*ast.CallExpr)
	return !ok || s.MayReturn(call)
}

// readBefore reports whether op only reads what the lock's own path has read:
// s.mu.Lock() has shown that s can be dereferenced.
func (s *scan) readBefore(op ast.Node, l *lockEvent) bool {
	sel, ok := op.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	prefix, ok := s.ref(sel.X)
	if !ok {
		return false
	}
	a, b := prefix.key(), l.on.key()
	return a.slot == b.slot && a.root == b.root && strings.HasPrefix(b.path+".", a.path+".")
}

// handsLock reports whether a lock that a callee has taken is nowhere given back here: it is for others to do that, or the callee has done it on
// a way that is not seen, by if locked { mu.Unlock() }. Whichever it is, there is no region here to be given a deferred unlock.
func (s *scan) handsLock(l *lockEvent) bool {
	call, ok := l.node.(*ast.CallExpr)
	if !ok {
		return false
	}
	if e := known.Of(s.Callee(call)); e.Has(known.Locks) || e.Has(known.RLocks) {
		return false
	}
	for _, events := range s.events {
		for _, e := range events {
			if e.lock != nil && e.lock.release && l.frees(e.lock) {
				return false
			}
		}
	}
	return true
}

// maxCalls is how many callees a region is told by.
const maxCalls = 3

// hold notes a region of this function: one Region for each of the calls in which
// alone something can panic, or one in all.
func (s *scan) hold(l *lockEvent, ops []ast.Node) {
	pos := s.Fset.Position(l.node.Pos())
	place := Place{s.Types.Path(), filepath.Base(pos.Filename), pos.Line}
	if !s.handsLock(l) {
		s.held = append(s.held, HeldRegion{l.node, ops[0], l.text, place})
	}
	region := Region{On: l.on, Lock: l.text, Op: s.Text(ops[0]), Place: place, In: s.id(s.fn)}
	regions := []Region{region}
	for i, op := range ops {
		call := s.panicsWithin(op)
		if call == (FuncID{}) || i == maxCalls {
			regions = []Region{region}
			break
		}
		region := region
		region.Op, region.Call = s.Text(op), call
		if i == 0 {
			regions = nil
		}
		regions = append(regions, region)
	}
	s.regions = append(s.regions, regions...)
}

// panicsWithin returns the function that an operation calls, if that is one of
// the module and nothing in front of the call can panic; else the zero FuncID.
func (s *scan) panicsWithin(op ast.Node) FuncID {
	call, ok := op.(*ast.CallExpr)
	if !ok {
		return FuncID{}
	}
	fn := s.Callee(call)
	if fn == nil || fn.Pkg() == nil || !s.InModule(fn.Pkg().Path()) {
		return FuncID{}
	}
	id := IDOf(fn)
	if fn.Pkg() != s.Types && !id.exported() {
		return FuncID{}
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return id
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || types.IsInterface(recv.Type()) {
		return FuncID{}
	}
	// A method that is promoted, or of a value behind a pointer, is reached through
	// a dereference.
	selection := s.Info.Selections[sel]
	if selection == nil || selection.Kind() != types.MethodVal || len(selection.Index()) > 1 || s.Panics(sel.X) {
		return FuncID{}
	}
	if _, byPointer := types.Unalias(recv.Type()).(*types.Pointer); !byPointer && isPointer(selection.Recv()) {
		return FuncID{}
	}
	return id
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// id names a function of this package.
func (src source) id(fn ast.Node) FuncID {
	id := FuncID{Pkg: src.Types.Path()}
	if decl, ok := fn.(*ast.FuncDecl); ok {
		if fn, ok := src.Info.Defs[decl.Name].(*types.Func); ok {
			return IDOf(fn)
		}
	}
	return id
}

// IDOf names a declared function.
func IDOf(fn *types.Func) FuncID {
	fn = fn.Origin()
	id := FuncID{Name: fn.Name()}
	if fn.Pkg() != nil {
		id.Pkg = fn.Pkg().Path()
	}
	params := fn.Signature().TypeParams()
	if recv := fn.Signature().Recv(); recv != nil {
		id.Recv, params = recvName(recv.Type())
	}
	id.Anys = params.Len()
	for p := range params.TypeParams() {
		if constraint, ok := p.Constraint().Underlying().(*types.Interface); !ok || !constraint.Empty() {
			id.Anys, id.Generic = 0, true
		}
	}
	return id
}

// exported reports whether other packages can name the function.
func (f FuncID) exported() bool {
	return token.IsExported(f.Name) && (f.Recv == "" || token.IsExported(strings.TrimPrefix(f.Recv, "*")))
}

// recvName is the receiver's type as a method expression names it, "*T" or "T",
// and its type parameters.
func recvName(t types.Type) (string, *types.TypeParamList) {
	star := ""
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		star, t = "*", ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return "", nil
	}
	return star + named.Obj().Name(), named.TypeParams()
}

// acquired lists the locks that are held when the function returns.
func (s *scan) acquired() []Lock {
	var list []Lock
	for _, exit := range s.exits {
		for _, l := range exit.open() {
			lock := Lock{On: l.on, Read: l.read, Text: l.text}
			list = addLock(list, lock)
		}
	}
	return list
}

// addLock adds a lock, if it is not there: as for channels, maxAlike of one class are told apart by their paths.
func addLock(list []Lock, l Lock) []Lock {
	if hasLock(list, l) {
		return list
	}
	alike := 0
	for _, have := range list {
		if have.On.Class == l.On.Class {
			alike++
		}
	}
	if alike >= maxAlike {
		l.On = noRef(l.On.Class)
	}
	return append(list, l)
}

func hasLock(list []Lock, l Lock) bool {
	for _, have := range list {
		if have.Read == l.Read && have.On.same(l.On) {
			return true
		}
	}
	return false
}

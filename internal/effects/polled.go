package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What others poll: the package is read once for the fields and variables that some loop waits for, and for those
// that a function tells of.

// polling tells what is asked again and again until it changes: flags, counts, entries, slots.
type polling struct {
	*Result
	state   *states                        // nil until somebody asks
	busy    map[string]bool                // saysBusy; nil until somebody asks
	changed map[changesKey]map[string]bool // changes; nil until somebody asks
	starts  map[ast.Node]bool              // started; nil until somebody asks
}

// states is what the whole package does to variables and fields, by class.
type states struct {
	raised   map[string]bool        // a function that starts goroutines sets it, counts it up, adds an entry
	lowered  map[string]bool        // something counts it down
	polled   map[string]bool        // a loop waits for it to change
	rises    map[string]bool        // a loop waits for it to be raised
	falls    map[string]bool        // a loop waits for it to be taken back
	shown    map[string]bool        // a function does no more than to say what it is
	compared map[string]bool        // what such a function says is compared with a constant
	presumed map[string]bool        // it is made true: all is well, until somebody says otherwise
	amounts  map[string]bool        // it is given a number that is no constant: how much, not whether
	sent     map[string]bool        // channels: something sends
	closed   map[string]bool        // channels: something closes
	buffered map[string]bool        // channels: made with a capacity
	tokens   map[string]bool        // channels: filled with tokens where they are made
	set      map[string][]token.Pos // where it is given another value
	values   map[string][]ast.Expr
	taken    map[*ast.FuncDecl]map[string]bool // what a function takes, or turns its caller away
	leased   map[string]bool                   // such a function says false to those whom it turns away
	pipes    bool                              // it makes files that may be pipes
	dialogs  []dialog
}

// states reads the package once.
func (r *polling) states() *states {
	if r.state != nil {
		return r.state
	}
	st := &states{
		raised: make(map[string]bool), lowered: make(map[string]bool), polled: make(map[string]bool), rises: make(map[string]bool), falls: make(map[string]bool),
		shown: make(map[string]bool), compared: make(map[string]bool), presumed: make(map[string]bool), amounts: make(map[string]bool), sent: make(map[string]bool),
		closed: make(map[string]bool), buffered: make(map[string]bool), tokens: make(map[string]bool), set: make(map[string][]token.Pos), values: make(map[string][]ast.Expr), taken: make(map[*ast.FuncDecl]map[string]bool),
		leased: make(map[string]bool),
	}
	r.state = st
	var taken []string // by calls
	for c := range r.Preorder((*ast.GoStmt)(nil), (*ast.IncDecStmt)(nil), (*ast.CallExpr)(nil), (*ast.SendStmt)(nil), (*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.KeyValueExpr)(nil), (*ast.BinaryExpr)(nil)) {
		switch n := c.Node().(type) {
		case *ast.GoStmt:
			r.raisesAround(c, st)
		case *ast.AssignStmt:
			r.stateSet(n, st)
		case *ast.ValueSpec:
			if len(n.Names) == len(n.Values) {
				for i := range n.Names {
					r.madeBuffered(n.Names[i], n.Values[i], st.buffered)
				}
			}
		case *ast.BinaryExpr:
			if call, ok := ast.Unparen(n.X).(*ast.CallExpr); ok && (n.Op == token.EQL || n.Op == token.GEQ) && (&scan{Result: r.Result}).direction(n.Y) == raise {
				if decl := r.declOf(call); decl != nil && decl.Body != nil {
					r.shows(decl, st.compared)
				}
			}
		case *ast.KeyValueExpr:
			r.madeBuffered(n.Key, n.Value, st.buffered)
			if r.IsBool(n.Value, true) {
				st.presumed[r.class(n.Key)] = true
			}
		case *ast.IncDecStmt:
			if n.Tok == token.DEC {
				st.lowered[r.class(n.X)] = true
			}
		case *ast.SendStmt:
			class := r.class(n.Chan)
			st.sent[class] = true
			if r.fillsUp(c, n) {
				st.tokens[class] = true
			}
			st.values[class] = append(st.values[class], n.Value)
		case *ast.CallExpr:
			r.stateCalled(c, n, st)
			if t := r.takers.takenBy(n); t != nil {
				taken = append(taken, t.classes...)
			}
		case *ast.ForStmt:
			r.stateAwaited(n, st)
		case *ast.RangeStmt:
			if r.isClock(n.X) { // for range ticker.C { if done() { break } }
				r.stateAwaited(n, st)
			}
		}
	}
	for _, file := range r.Files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok && decl.Body != nil {
				r.shows(decl, st.shown)
				if taken := r.occupies(decl, st.leased); len(taken) > 0 {
					st.taken[decl] = taken
					maps.Copy(st.raised, taken)
					maps.DeleteFunc(st.amounts, func(class string, _ bool) bool { return taken[class] })
				}
				r.noteDialogs(decl, st)
			}
		}
	}
	for _, class := range taken {
		st.raised[class] = true
		delete(st.amounts, class)
	}
	return st
}

// raisesAround notes what is raised in the function that starts a goroutine at start.
func (r *polling) raisesAround(start inspector.Cursor, st *states) {
	if fn := syntax.EnclosingFunc(start); fn != nil {
		syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
			if class := r.raisedBy(n); class != "" {
				st.raised[class] = true
			}
			return true
		})
	}
}

// stateSet notes what an assignment says of its targets.
func (r *polling) stateSet(n *ast.AssignStmt, st *states) {
	if n.Tok == token.ASSIGN {
		for _, lhs := range n.Lhs {
			class := r.class(lhs)
			st.set[class] = append(st.set[class], n.Pos())
		}
	}
	if len(n.Lhs) == len(n.Rhs) {
		for i := range n.Lhs {
			r.madeBuffered(n.Lhs[i], n.Rhs[i], st.buffered)
			r.measures(n.Lhs[i], n.Rhs[i], st.amounts)
		}
	}
}

// stateCalled notes what the call at c starts, makes, closes or stores.
func (r *polling) stateCalled(c inspector.Cursor, call *ast.CallExpr, st *states) {
	if slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return r.Launched(call, arg) }) {
		r.raisesAround(c, st)
	}
	if fn := r.Callee(call); fn != nil {
		switch fn.FullName() {
		case "os.Pipe", "os.NewFile", "syscall.Mkfifo", "golang.org/x/sys/unix.Mkfifo":
			st.pipes = true
		}
	}
	if r.Builtin(call) == "close" {
		st.closed[r.class(call.Args[0])] = true
	} else if op, x, value := r.atomicChange(call); x != nil {
		class := r.class(x)
		st.set[class] = append(st.set[class], call.Pos())
		r.measures(x, value, st.amounts)
		if op == known.AtomicAdd && (&scan{Result: r.Result}).counts(value) == lower {
			st.lowered[class] = true
		}
	}
}

// stateAwaited notes what a loop waits for: not for what it counts itself.
func (r *polling) stateAwaited(n ast.Stmt, st *states) {
	own := &states{polled: make(map[string]bool), rises: make(map[string]bool), falls: make(map[string]bool)}
	r.asksUntil(n, own)
	counted := make(map[string]direction)
	r.countsIn(n, counted, 0)
	for _, asked := range [][2]map[string]bool{{st.polled, own.polled}, {st.rises, own.rises}, {st.falls, own.falls}} {
		maps.DeleteFunc(asked[1], func(class string, _ bool) bool { return counted[class] != neither })
		maps.Copy(asked[0], asked[1])
	}
}

// countsIn notes which way a loop counts atomic words, itself or in what it calls; neither if both ways: that takes and gives back.
//
//	for !s.enough() { time.Sleep(pause) }   func (s *sender) enough() bool { return s.tries.Add(1) > 3 }
func (r *polling) countsIn(n ast.Node, counted map[string]direction, depth int) {
	syntax.Own(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if op, x, by := r.atomicChange(call); op == known.AtomicAdd {
			way := (&scan{Result: r.Result}).counts(by)
			if before, again := counted[r.class(x)]; again && before != way {
				way = neither
			}
			counted[r.class(x)] = way
		} else if node := r.Node(r.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil && depth < maxPolled {
			r.countsIn(syntax.Body(node), counted, depth+1)
		}
		return true
	})
}

// asksUntil notes what a loop asks for until it ends. A loop over something is one over the ticks of a clock.
func (r *polling) asksUntil(loop ast.Stmt, st *states) {
	body := syntax.LoopBody(loop)
	n, _ := loop.(*ast.ForStmt)
	endless := n == nil || r.Unconditional(n)
	if !endless && n.Post == nil && n.Init == nil && !r.worksOff(n) {
		r.awaits(n.Cond, true, st)
	}
	if n == nil || endless && r.sleeps(body) {
		depth := maxPolled // itself: what a pass works on may ask for anything
		if r.onlyAsks(body) {
			depth = 0
		}
		for _, cond := range r.endsBy(body) {
			r.polls(cond, st.polled, depth)
			r.pollsResult(cond, body, st.polled)
			r.pollsUntil(cond, st.polled)
		}
	}
	if endless && waitsBetween(body) {
		r.takesShare(body.List, st.polled, 0)
	}
}

// measures adds the class of x if it is given a number that is no constant.
func (r *polling) measures(x, value ast.Expr, into map[string]bool) {
	t := r.Info.TypeOf(value) // nil for the x := of a type switch
	if t == nil || r.Info.Types[value].Value != nil {
		return
	}
	if basic, ok := t.Underlying().(*types.Basic); ok && basic.Info()&types.IsNumeric != 0 {
		if _, negative := ast.Unparen(value).(*ast.UnaryExpr); !negative { // ^uint32(0)
			into[r.class(x)] = true
		}
	}
}

// shows adds the classes of what a method does no more than to return: whoever calls
// it may do so again and again until that changes.
//
//	func (j *job) State() state { j.mu.Lock(); defer j.mu.Unlock(); return j.state }
func (r *polling) shows(decl *ast.FuncDecl, into map[string]bool) {
	if decl.Recv == nil {
		return
	}
	last := len(decl.Body.List) - 1
	for i, stmt := range decl.Body.List {
		var call ast.Expr
		switch n := stmt.(type) {
		case *ast.ReturnStmt:
			if i != last {
				return
			}
			for _, result := range n.Results {
				r.polls(result, into, 1)
			}
			return
		case *ast.ExprStmt:
			call = n.X
		case *ast.DeferStmt:
			call = n.Call
		}
		locks, ok := ast.Unparen(call).(*ast.CallExpr)
		if !ok {
			return
		}
		if e := known.Of(r.Callee(locks)); e == nil || e.Props&(known.Locks|known.RLocks|known.Unlocks|known.RUnlocks) == 0 {
			return
		}
	}
}

// occupies returns the classes of what a function takes for whoever calls it first, and
// turns the others away for: if t.running[id] { return false }; t.running[id] = true. It adds to leased what it
// says false for, so that any value marks it as taken: if s.owner != "" { return false }; s.owner = id.
func (r *polling) occupies(decl *ast.FuncDecl, leased map[string]bool) map[string]bool {
	asked, taken, away := make(map[string]bool), make(map[string]bool), make(map[string]bool)
	s := &scan{Result: r.Result}
	syntax.Own(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			if leavesLoop(n.Body.List) {
				if init, ok := n.Init.(*ast.AssignStmt); ok {
					r.polls(init.Rhs[0], asked, 0)
				}
				r.polls(n.Cond, asked, 0)
				if r.saysFalse(n.Body) {
					if init, ok := n.Init.(*ast.AssignStmt); ok {
						r.polls(init.Rhs[0], away, 0)
					}
					r.polls(n.Cond, away, 0)
				}
				again := r.changes(n.Body, 0) // if r.i == len(r.list) { r.i = 0; … }: it begins again
				maps.DeleteFunc(asked, func(class string, _ bool) bool { return again[class] })
			}
		case *ast.ForStmt: // for p.inUse { p.idle.Wait() }; p.inUse = true
			if n.Cond != nil && n.Post == nil && n.Init == nil {
				r.polls(n.Cond, asked, 0)
			}
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				_, elem := ast.Unparen(lhs).(*ast.IndexExpr)
				class := r.class(lhs)
				if !asked[class] || len(n.Lhs) != len(n.Rhs) {
					continue
				}
				_, plain := r.Info.TypeOf(lhs).Underlying().(*types.Basic) // an owner's number or name, not what is registered
				marks := away[class] && plain && s.direction(n.Rhs[i]) != lower
				if elem || marks || s.direction(n.Rhs[i]) == raise {
					taken[class] = true
				}
				if marks {
					leased[class] = true
				}
			}
		case *ast.IncDecStmt: // if l.n == l.max { return false }; l.n++
			if class := r.class(n.X); n.Tok == token.INC && asked[class] {
				taken[class] = true
			}
		case *ast.CallExpr:
			if class := r.raisedBy(n); class != "" && asked[class] && r.declOf(n) == nil {
				taken[class] = true
			}
		}
		return true
	})
	return taken
}

// saysFalse reports whether a branch returns false.
func (src source) saysFalse(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	ret, ok := body.List[len(body.List)-1].(*ast.ReturnStmt)
	return ok && slices.ContainsFunc(ret.Results, func(x ast.Expr) bool { return src.IsBool(x, false) })
}

// pollsResult adds the classes of what decides about a variable that a condition in
// a loop asks for: n := q.n, or if n, over := q.all(); over { break }.
func (r *polling) pollsResult(cond ast.Expr, loop *ast.BlockStmt, into map[string]bool) {
	ast.Inspect(cond, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := r.Info.Uses[id].(*types.Var)
		if !ok || v.IsField() || v.Pos() < loop.Pos() || loop.End() < v.Pos() {
			return true
		}
		r.pollsChanges(v, loop, into)
		for _, value := range r.Var(v).Values {
			if value.Expr != nil {
				r.polls(value.Expr, into, 0)
			} else if call, ok := ast.Unparen(value.From).(*ast.CallExpr); ok {
				r.inResults(call, value.At, func(x ast.Expr, _ *ast.IfStmt) { r.polls(x, into, maxPolled) })
			}
		}
		return true
	})
}

// pollsChanges adds the classes of what is asked in a loop before its variable v changes: n := 0; for … { if b.state == running { n++ } }.
func (r *polling) pollsChanges(v *types.Var, loop *ast.BlockStmt, into map[string]bool) {
	syntax.Own(loop, func(n ast.Node) bool {
		branch, ok := n.(*ast.IfStmt)
		if !ok {
			return true
		}
		syntax.Own(branch.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.IncDecStmt:
				if r.VarOf(n.X) == v {
					r.polls(branch.Cond, into, maxPolled)
				}
			case *ast.AssignStmt:
				if slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return r.VarOf(lhs) == v }) {
					r.polls(branch.Cond, into, maxPolled)
				}
			}
			return true
		})
		return true
	})
}

// pollsUntil adds the classes of what decides whether a function returns what ends the loop that asks with a condition, which
// is one of its results: if k, ok := p.take(); ok { return k }, where that says if len(p.free) == 0 { return 0, false }.
func (r *polling) pollsUntil(cond ast.Expr, into map[string]bool) {
	x, ends := ast.Unparen(cond), true
	if not, ok := x.(*ast.UnaryExpr); ok && not.Op == token.NOT {
		x, ends = ast.Unparen(not.X), false
	}
	v := r.VarOf(x)
	if v == nil || v.IsField() {
		return
	}
	for _, value := range r.Var(v).Values {
		call, ok := ast.Unparen(value.From).(*ast.CallExpr)
		if !ok {
			continue
		}
		r.inResults(call, value.At, func(x ast.Expr, branch *ast.IfStmt) {
			if is := r.Info.Types[x].Value; branch != nil && is != nil && is.Kind() == constant.Bool && constant.BoolVal(is) != ends {
				r.polls(branch.Cond, into, maxPolled)
			}
		})
	}
}

// inResults calls f for what a function returns at an index, with the branch at whose end that stands, if it does.
func (src source) inResults(call *ast.CallExpr, at int, f func(x ast.Expr, branch *ast.IfStmt)) {
	node := src.Node(src.Resolve(call.Fun))
	if node == nil || syntax.Body(node) == nil {
		return
	}
	branches := make(map[ast.Stmt]*ast.IfStmt)
	syntax.Own(syntax.Body(node), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			if last := len(n.Body.List) - 1; last >= 0 {
				branches[n.Body.List[last]] = n
			}
		case *ast.ReturnStmt:
			if at < len(n.Results) {
				f(n.Results[at], branches[n])
			}
		}
		return true
	})
}

// sleeps reports whether a loop asks again after a while.
func (src source) sleeps(body *ast.BlockStmt) bool {
	return slices.ContainsFunc(body.List, src.isSleep)
}

// isSleep reports whether a statement waits for a clock: by a sleep, a receive, a case of a select.
func (src source) isSleep(stmt ast.Stmt) bool {
	switch n := stmt.(type) {
	case *ast.ExprStmt:
		if recv, ok := ast.Unparen(n.X).(*ast.UnaryExpr); ok && recv.Op == token.ARROW {
			return src.isClock(recv.X)
		}
	case *ast.SelectStmt:
		return slices.ContainsFunc(n.Body.List, src.isTick)
	}
	call := syntax.CallStmt(stmt)
	if call == nil {
		return false
	}
	fn := src.Callee(call)
	return fn != nil && (fn.FullName() == "time.Sleep" || fn.FullName() == "runtime.Gosched")
}

// isTick reports whether a clause of a select is that of a clock.
func (src source) isTick(clause ast.Stmt) bool {
	recv := received(clause)
	return recv != nil && src.isClock(recv.X)
}

// onlyAsks reports whether a loop does nothing but ask whether to end, and sleep.
func (src source) onlyAsks(body *ast.BlockStmt) bool {
	return !slices.ContainsFunc(body.List, func(stmt ast.Stmt) bool {
		branch, ok := stmt.(*ast.IfStmt)
		return !src.isSleep(stmt) && !(ok && branch.Else == nil && endsLoop(branch.Body.List))
	})
}

// endsBy lists what the statements of a loop's own list ask whether to end it: the conditions of branches that leave it,
// the tags and cases of switches of which one does, and what is asked at each tick of a clock.
func (src source) endsBy(body *ast.BlockStmt) []ast.Expr {
	var list []ast.Expr
	for _, stmt := range body.List {
		switch n := stmt.(type) {
		case *ast.IfStmt:
			if endsLoop(n.Body.List) {
				list = append(list, n.Cond)
			}
		case *ast.SwitchStmt:
			for _, c := range n.Body.List {
				if c := c.(*ast.CaseClause); leavesLoop(c.Body) && n.Tag != nil {
					list = append(list, n.Tag)
				} else if leavesLoop(c.Body) {
					list = append(list, c.List...)
				}
			}
		case *ast.SelectStmt:
			for _, c := range n.Body.List {
				if !src.isTick(c) {
					continue
				}
				for _, stmt := range c.(*ast.CommClause).Body {
					if branch, ok := stmt.(*ast.IfStmt); ok && leavesLoop(branch.Body.List) {
						list = append(list, branch.Cond)
					}
				}
			}
		}
	}
	return list
}

// endsLoop reports whether a branch in a loop's own list of statements ends the loop.
func endsLoop(list []ast.Stmt) bool {
	return leavesLoop(list) || endsIn(list, token.BREAK)
}

// endsIn reports whether the last of some statements is a break, or a continue.
func endsIn(list []ast.Stmt, tok token.Token) bool {
	if len(list) == 0 {
		return false
	}
	last, ok := list[len(list)-1].(*ast.BranchStmt)
	return ok && last.Tok == tok
}

// noteDialogs notes the dialogs of a function and of the literals in it.
func (r *polling) noteDialogs(decl *ast.FuncDecl, st *states) {
	ast.Inspect(decl, func(n ast.Node) bool {
		if body := syntax.Body(n); body != nil {
			if d := r.dialogIn(body); len(d.asked) > 0 && len(d.answered) > 0 {
				st.dialogs = append(st.dialogs, d)
			}
		}
		return true
	})
}

// A dialog is the channels on which one function sends, and those from which it
// then receives one value: it asks and waits for the answer.
type dialog struct{ asked, answered map[string]bool }

func (r *polling) dialogIn(body *ast.BlockStmt) dialog {
	d := dialog{make(map[string]bool), make(map[string]bool)}
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			d.asked[r.class(n.Chan)] = true
		case *ast.UnaryExpr:
			if n.Op == token.ARROW && len(d.asked) > 0 {
				d.answered[r.class(n.X)] = true
			}
		case *ast.RangeStmt: // for v := range answers { questions <- next(v) }
			if _, ok := r.Info.TypeOf(n.X).Underlying().(*types.Chan); ok && r.sendsIn(n.Body) {
				d.answered[r.class(n.X)] = true
			}
		}
		return true
	})
	return d
}

// sendsIn reports whether a body itself sends.
func (src source) sendsIn(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		_, send := n.(*ast.SendStmt)
		found = found || send
		return !found
	})
	return found
}

// Answers reports whether some function asks on one channel and waits for the
// answer on another.
func (r *Result) Answers(question, answer Ref) bool {
	for _, d := range r.polling.states().dialogs {
		if d.asked[question.Class] && d.answered[answer.Class] {
			return true
		}
	}
	return false
}

// madeBuffered notes that x is given a channel with a capacity.
func (r *polling) madeBuffered(x, value ast.Expr, into map[string]bool) {
	if call, ok := ast.Unparen(value).(*ast.CallExpr); ok && r.Builtin(call) == "make" && len(call.Args) == 2 {
		if class := r.class(x); class != "" {
			into[class] = true
		}
	}
}

// worksOff reports whether a loop changes what its condition asks for, and waits for
// nobody: for q.n > 0 { q.pop(); q.n-- }.
func (r *polling) worksOff(loop *ast.ForStmt) bool {
	asked := make(map[string]bool)
	r.polls(loop.Cond, asked, maxPolled)
	changes, waits := false, false
	syntax.Own(loop.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			changes = changes || asked[r.class(n.X)]
		case *ast.AssignStmt:
			changes = changes || slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return asked[r.class(lhs)] })
		case *ast.SelectStmt:
			waits = true
		case *ast.UnaryExpr:
			waits = waits || n.Op == token.ARROW
		case *ast.CallExpr:
			if op, x, _ := r.atomicChange(n); op == known.AtomicAdd {
				changes = changes || asked[r.class(x)]
			}
			if fn := r.Callee(n); fn != nil {
				waits = waits || known.Of(fn).Has(known.Waits) || fn.Name() == "Sleep" || fn.Name() == "Gosched" || known.WaitsByName(fn)
			}
		}
		return true
	})
	return changes && !waits
}

// changes returns the classes of what a body assigns to, or the functions that it calls, to
// a depth.
func (r *polling) changes(body *ast.BlockStmt, depth int) map[string]bool {
	key := changesKey{body, depth}
	if found, ok := r.changed[key]; ok {
		return found
	}
	if r.changed == nil {
		r.changed = make(map[changesKey]map[string]bool)
	}
	found := make(map[string]bool)
	r.changed[key] = found
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			found[r.class(n.X)] = true
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				found[r.class(lhs)] = true
			}
		case *ast.CallExpr:
			if depth == 0 {
				break
			}
			if node := r.Node(r.Resolve(n.Fun)); node != nil && syntax.Body(node) != nil {
				maps.Copy(found, r.changes(syntax.Body(node), depth-1))
			}
		}
		return true
	})
	return found
}

// A changesKey is a question of changes.
type changesKey struct {
	body  *ast.BlockStmt
	depth int
}

// awaits adds the classes of what a loop waits for that goes on while a condition is
// true, or false: to be raised, to be taken back, or to change.
func (r *polling) awaits(cond ast.Expr, on bool, st *states) {
	waits := func(x ast.Expr, raised bool) {
		into := st.falls
		if raised {
			into = st.rises
		}
		if r.asksFunction(x) {
			into = st.polled
		}
		r.polls(x, into, 0)
	}
	switch x := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			r.awaits(x.X, !on, st)
			return
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LAND, token.LOR:
			r.awaits(x.X, on, st)
			r.awaits(x.Y, on, st)
			return
		case token.LSS, token.LEQ:
			waits(x.X, on)
			waits(x.Y, !on)
			return
		case token.GTR, token.GEQ:
			waits(x.X, !on)
			waits(x.Y, on)
			return
		case token.EQL, token.NEQ:
			if (&scan{Result: r.Result}).direction(x.Y) == lower { // nil, false, 0
				waits(x.X, on == (x.Op == token.EQL))
				return
			}
		}
	default:
		waits(cond, !on)
		return
	}
	r.polls(cond, st.polled, 0)
}

// asksFunction reports whether a function of the module is called to find a value: what
// that makes of what it reads is not followed.
func (src source) asksFunction(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && src.Builtin(call) == "" && !src.Info.Types[call.Fun].IsType() {
			found = found || known.Atomic(src.Callee(call)) == known.NotAtomic
		}
		return !found
	})
	return found
}

// polls adds the classes of what a loop condition reads from outside, itself or
// in a function that it calls.
func (r *polling) polls(cond ast.Node, into map[string]bool, depth int) {
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if sel := r.Info.Selections[n]; sel != nil && sel.Kind() == types.FieldVal {
				into[r.class(n)] = true
			}
		case *ast.Ident:
			if v, ok := r.Info.Uses[n].(*types.Var); ok && !v.IsField() {
				into[r.naming.classOf(v)] = true
			}
		case *ast.CallExpr:
			if node := r.Node(r.Resolve(n.Fun)); node != nil && depth < maxPolled {
				if body := syntax.Body(node); body != nil && len(body.List) <= 4 {
					asked := make(map[string]bool)
					r.polls(body, asked, depth+1)
					if len(asked) == 0 {
						return true
					}
					itself := r.changes(body, maxPolled) // for it.Next() { … } goes on by itself
					maps.DeleteFunc(asked, func(class string, _ bool) bool { return itself[class] })
					maps.Copy(into, asked)
				}
			}
		}
		return true
	})
}

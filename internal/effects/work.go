package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Work is what the rewrite must know of a function that a goroutine runs, or
// that its entry calls: whether it may run again, and who waits for it. The
// analyzer exports it as a fact. Only the function's own code counts, with the
// literals that it defers or calls on the spot.
type Work struct {
	Service bool   // loops until told to stop, and can start over
	Locks   string // a mutex that a panic leaves locked
	Signals string // a completion signal that a panic skips
	Sends   string // a channel on which a panic leaves a receiver waiting, for a task
	Drains  string // a channel on which a panic leaves senders waiting, for want of a restart
}

// String names the properties, as in "service", "locks(s.mu)".
func (w Work) String() string {
	var parts []string
	if w.Service {
		parts = append(parts, "service")
	}
	for _, p := range []struct{ word, what string }{{"locks", w.Locks}, {"signals", w.Signals}, {"sends", w.Sends}, {"drains", w.Drains}} {
		if p.what != "" {
			parts = append(parts, p.word+"("+p.what+")")
		}
	}
	return strings.Join(parts, ", ")
}

// Drained returns the channel from outside that the loop without bound ranges
// over, if a panic can end that loop; "" otherwise.
func (s *Survey) Drained() string {
	loop, ok := s.Loop.(*ast.RangeStmt)
	if !ok || !s.outside(loop.X) || !s.Panics(loop.Body) {
		return ""
	}
	return s.Text(loop.X)
}

// WorkOf returns the Work of what a call calls.
func (r *Result) WorkOf(call *ast.CallExpr) Work { return r.WorkOfTarget(r.Resolve(call.Fun)) }

// WorkOfTarget returns the Work of a function; of one that is not known it is empty.
func (r *Result) WorkOfTarget(t syntax.Target) Work {
	if node := r.Node(t); node != nil {
		return r.WorkIn(node)
	}
	if t.Func != nil {
		return r.importWork(t.Func)
	}
	return Work{}
}

// WorkIn returns the Work of a function of this package (a FuncDecl or FuncLit).
func (r *Result) WorkIn(fn ast.Node) Work {
	if w := r.works[fn]; w != nil {
		return *w
	}
	w := new(Work)
	r.works[fn] = w // of a recursive function: nothing yet
	if body := syntax.Body(fn); body != nil {
		s := r.Survey(body)
		service := s.Loop != nil && s.once == "" && !s.defersSignal(nil)
		*w = Work{
			Service: service,
			Locks:   s.Locks,
			Signals: s.Skipped(nil, service),
			Sends:   s.Sends,
		}
		if !service {
			w.Drains = s.Drained()
		}
	}
	return *w
}

// A Survey is what one body does that a rewrite must know.
type Survey struct {
	*Result
	body    *ast.BlockStmt
	owner   *ast.BlockStmt // the body itself, or the one around a literal that is called on the spot
	Loop    ast.Stmt       // the loop without bound, if there is one
	once    string         // why the body must not run twice; "" if it may
	Locks   string
	Sends   string          // a channel of a result, or of an answer
	Sent    []*ast.SendStmt // the sends of results in the body itself
	Signals []Signal
	held    map[string]bool // mutexes that the body locks
}

// A Signal is a completion signal, or another release of something from
// outside the body, in the order of the source.
type Signal struct {
	Stmt     ast.Stmt // an ExprStmt, SendStmt or DeferStmt
	What     string   // its text
	Deferred bool
	Looped   bool // inside the loop without bound
	Final    bool // a return follows: it is the last thing that the body does
}

// Survey reads a body. Which signals may move out is for the caller to say.
func (r *Result) Survey(body *ast.BlockStmt) *Survey { return r.surveyIn(body, body) }

// surveyIn reads a body; what owner declares is not from outside.
func (r *Result) surveyIn(body, owner *ast.BlockStmt) *Survey {
	s := &Survey{Result: r, body: body, owner: owner}
	s.Loop = r.endlessLoop(body)
	s.held = make(map[string]bool)
	syntax.Own(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if op, x := r.LockOp(call); op == "Lock" || op == "RLock" {
				s.held[r.Text(x)] = true
			}
		}
		return true
	})
	s.stmts(body.List, false)
	return s
}

// outside reports whether the operand of a signal is from outside the body: a
// captured variable, a parameter, the receiver, or a part of one.
func (s *Survey) outside(x ast.Expr) bool {
	v := s.Base(x)
	return v == nil || v.IsField() || v.Pos() < s.owner.Lbrace || v.Pos() > s.owner.Rbrace
}

func (s *Survey) setOnce(why string) {
	if s.once == "" {
		s.once = why
	}
}

// before reports whether pos lies before the loop without bound.
func (s *Survey) before(pos token.Pos) bool { return s.Loop == nil || pos < s.Loop.Pos() }

// stmts reads a statement list. looped says that it is inside the loop without bound.
func (s *Survey) stmts(list []ast.Stmt, looped bool) {
	for i, stmt := range list {
		s.stmt(stmt, list[i+1:], looped)
	}
}

func (s *Survey) stmt(stmt ast.Stmt, rest []ast.Stmt, looped bool) {
	switch n := stmt.(type) {
	case *ast.LabeledStmt:
		s.stmt(n.Stmt, rest, looped)
	case *ast.BlockStmt:
		s.stmts(n.List, looped)
	case *ast.IfStmt:
		s.init(n.Init, looped)
		s.exprs(n.Cond, looped)
		s.stmts(n.Body.List, looped)
		if n.Else != nil {
			s.stmt(n.Else, nil, looped)
		}
	case *ast.SwitchStmt:
		s.init(n.Init, looped)
		s.clauses(n.Body, looped)
	case *ast.TypeSwitchStmt:
		s.init(n.Init, looped)
		s.clauses(n.Body, looped)
	case *ast.ForStmt:
		s.init(n.Init, looped)
		s.stmts(n.Body.List, looped || n == s.Loop)
	case *ast.RangeStmt:
		s.exprs(n.X, looped)
		s.stmts(n.Body.List, looped || n == s.Loop)
	case *ast.SelectStmt:
		s.selects(n, looped)
	case *ast.DeferStmt:
		s.deferred(n, looped)
	case *ast.GoStmt:
		if !looped && s.Loop != nil && s.before(n.Pos()) {
			s.setOnce("each run would start another goroutine")
		}
	case *ast.SendStmt:
		s.exprs(n.Value, looped)
		s.send(n, looped)
	case *ast.ExprStmt:
		if call, ok := ast.Unparen(n.X).(*ast.CallExpr); ok {
			s.callStmt(n, call, rest, looped)
			return
		}
		if sem := s.slot(n); sem != nil && !looped {
			what := s.Text(n.X)
			s.Signals = append(s.Signals, Signal{Stmt: n, What: what, Final: returnsNext(rest)})
			s.setOnce(what + " would run again")
			return
		}
		s.exprs(n.X, looped)
	default:
		s.exprs(n, looped)
	}
}

func (s *Survey) init(stmt ast.Stmt, looped bool) {
	if stmt != nil {
		s.stmt(stmt, nil, looped)
	}
}

func (s *Survey) clauses(body *ast.BlockStmt, looped bool) {
	for _, c := range body.List {
		if c, ok := c.(*ast.CaseClause); ok {
			s.stmts(c.Body, looped)
		}
	}
}

// selects reads a select statement: a send in it is no signal if another case
// lets it go, since its receiver cannot count on it.
func (s *Survey) selects(n *ast.SelectStmt, looped bool) {
	hasDefault := false
	for _, c := range n.Body.List {
		hasDefault = hasDefault || c.(*ast.CommClause).Comm == nil
	}
	for _, c := range n.Body.List {
		c := c.(*ast.CommClause)
		switch comm := c.Comm.(type) {
		case *ast.SendStmt:
			s.exprs(comm.Value, looped)
			if !hasDefault {
				s.send(comm, looped)
			}
		case nil:
		default:
			// A receive among others is waiting, not a hand-over.
		}
		s.stmts(c.Body, looped)
	}
}

// send reads a send: a stream inside the loop without bound, else a result.
func (s *Survey) send(n *ast.SendStmt, looped bool) {
	ch := s.Text(n.Chan)
	if !s.outside(n.Chan) {
		// The channel is the body's own, unless it came in with a message:
		// then somebody waits for the answer to that message.
		if s.cameIn(n.Chan) && s.Sends == "" {
			s.Sends = ch
			s.Signals = append(s.Signals, Signal{Stmt: n, What: "the send on " + ch, Looped: looped})
		}
		return
	}
	if looped {
		return
	}
	if s.Loop != nil && s.before(n.Pos()) {
		s.setOnce("it sends on " + ch + " before its loop")
		return
	}
	s.setOnce("it sends on " + ch)
	s.Sent = append(s.Sent, n)
	if s.Sends == "" {
		s.Sends = ch
	}
}

// cameIn reports whether ch is a field of a local that was received or ranged
// over: the channel for an answer.
func (s *Survey) cameIn(ch ast.Expr) bool {
	_, field := ast.Unparen(ch).(*ast.SelectorExpr)
	return field
}

// callStmt reads a call that is a statement.
func (s *Survey) callStmt(stmt *ast.ExprStmt, call *ast.CallExpr, rest []ast.Stmt, looped bool) {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		s.nested(lit, looped)
		return
	}
	if op, x := s.LockOp(call); op == "Lock" || op == "RLock" {
		s.lock(x, op, rest)
		return
	} else if op != "" && s.held[s.Text(x)] {
		return
	}
	if what, x := s.SignalOf(call); what != "" {
		if s.outside(x) {
			s.Signals = append(s.Signals, Signal{Stmt: stmt, What: what, Looped: looped, Final: returnsNext(rest)})
			if !looped {
				s.setOnce(what + " would run again")
			}
		}
		return
	}
	if s.releases(call) && !looped {
		s.setOnce(s.Text(call) + " would run again")
	}
	mark := len(s.Signals)
	s.exprs(stmt.X, looped)
	for i := range s.Signals[mark:] {
		s.Signals[mark+i].Final = returnsNext(rest)
	}
}

func returnsNext(rest []ast.Stmt) bool { return len(rest) > 0 && syntax.IsBareReturn(rest[0]) }

// nested reads a literal that is called on the spot: what it defers is done
// when it ends, panic or not, so only its plain statements count.
func (s *Survey) nested(lit *ast.FuncLit, looped bool) {
	inner := s.surveyIn(lit.Body, s.owner)
	if s.Locks == "" {
		s.Locks = inner.Locks
	}
	for _, sig := range inner.Signals {
		if !sig.Deferred {
			sig.Looped = sig.Looped || looped
			s.Signals = append(s.Signals, sig)
		}
		if !looped {
			s.setOnce(sig.What + " would run again")
		}
	}
	if s.Sends == "" && !looped {
		s.Sends = inner.Sends
	}
}

// deferred reads a defer statement.
func (s *Survey) deferred(n *ast.DeferStmt, looped bool) {
	if op, x := s.LockOp(n.Call); op != "" && s.held[s.Text(x)] {
		return
	}
	if s.harmless(n.Call) {
		return
	}
	s.Signals = append(s.Signals, Signal{Stmt: n, What: s.Text(n.Call), Deferred: true, Looped: looped})
}

// harmless reports whether a deferred call touches nothing from outside but
// the log: it can run at the end of each run.
func (s *Survey) harmless(call *ast.CallExpr) bool {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		harmless := true
		ast.Inspect(lit.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SendStmt:
				harmless = harmless && !s.outside(n.Chan)
			case *ast.CallExpr:
				if s.Builtin(n) == "recover" {
					return false
				}
				harmless = harmless && s.harmless(n)
			}
			return harmless
		})
		return harmless
	}
	if name := s.Builtin(call); name != "" {
		return name != "close" || !s.outside(call.Args[0])
	}
	if s.Info.Types[call.Fun].IsType() {
		return true
	}
	if fn := s.Resolve(call.Fun).Func; fn != nil && fn.Pkg() != nil {
		switch fn.Pkg().Path() {
		case "fmt", "log", "log/slog", "runtime", "runtime/debug", "errors", "strings", "time", "math":
			if fn.Signature().Recv() == nil || fn.Pkg().Path() == "log" || fn.Pkg().Path() == "log/slog" {
				return true
			}
		}
	}
	operands := call.Args
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		if _, ok := s.Info.Selections[fun]; ok {
			operands = append([]ast.Expr{fun.X}, operands...)
		}
	case *ast.Ident:
		if _, ok := s.Info.Uses[fun].(*types.Var); ok {
			operands = append([]ast.Expr{fun}, operands...)
		}
	default:
		return false
	}
	for _, x := range operands {
		if s.Info.Types[x].Value != nil || s.IsNil(x) {
			continue
		}
		if s.Base(x) == nil || s.outside(x) {
			return false
		}
	}
	return true
}

// releases reports whether a plain call closes or stops something from outside.
func (s *Survey) releases(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !s.outside(sel.X) {
		return false
	}
	_, method := s.Info.Selections[sel]
	return method && (sel.Sel.Name == "Close" || sel.Sel.Name == "CloseSend" || sel.Sel.Name == "CloseWrite")
}

// exprs reads the calls and receives in an expression or simple statement.
func (s *Survey) exprs(n ast.Node, looped bool) {
	if n == nil {
		return
	}
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				s.nested(lit, looped)
				return true
			}
			s.called(n, looped)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW && !looped && s.Loop != nil && s.before(n.Pos()) && s.IsPath(n.X) && s.outside(n.X) {
				s.setOnce("it receives from " + s.Text(n.X) + " before its loop")
			}
		}
		return true
	})
}

// called adds what a called function of known body does.
func (s *Survey) called(call *ast.CallExpr, looped bool) {
	if s.Builtin(call) != "" || s.Info.Types[call.Fun].IsType() {
		return
	}
	// Other packages are taken to guard their own state. Their functions count
	// as entries, not as what an entry calls.
	node := s.Node(s.Resolve(call.Fun))
	if node == nil {
		return
	}
	w := s.WorkIn(node)
	if s.Locks == "" {
		s.Locks = w.Locks
	}
	if w.Signals != "" {
		s.Signals = append(s.Signals, Signal{Stmt: &ast.ExprStmt{X: call}, What: w.Signals + " in " + s.Text(call.Fun), Looped: looped})
		if !looped {
			s.setOnce(w.Signals + " would run again")
		}
	}
	if w.Sends != "" && !looped && s.Sends == "" {
		s.Sends = w.Sends
		s.setOnce("it sends on " + w.Sends)
	}
}

// defersSignal reports whether the body defers a signal that stays in it.
func (s *Survey) defersSignal(moved map[ast.Stmt]bool) bool {
	for _, sig := range s.Signals {
		if sig.Deferred && !moved[sig.Stmt] {
			return true
		}
	}
	return false
}

// Skipped returns a signal that a panic would skip, so that somebody waits for
// ever: one that is not deferred and has something before it that can panic.
// Signals in moved are taken care of. A restart catches up with one that is the
// last thing that the body does.
func (s *Survey) Skipped(moved map[ast.Stmt]bool, restart bool) string {
	for _, sig := range s.Signals {
		if sig.Deferred || moved[sig.Stmt] || restart && sig.Final {
			continue
		}
		if sig.Looped || s.panicsBefore(sig.Stmt) {
			return sig.What
		}
	}
	return ""
}

// panicsBefore reports whether anything in the body can panic before stmt is
// done. Inside a loop, what follows stmt comes before its next pass.
func (s *Survey) panicsBefore(stmt ast.Stmt) bool {
	found := false
	s.Operations(s.body, func(n ast.Node) bool {
		found = n.Pos() < stmt.Pos()
		return !found
	})
	return found
}

// OnceWithout returns why the body must not run twice when the statements in
// moved are outside it.
func (s *Survey) OnceWithout(moved map[ast.Stmt]bool) string {
	rest := &Survey{Result: s.Result, body: s.body, owner: s.owner, Loop: s.Loop, held: s.held}
	var list []ast.Stmt
	for _, stmt := range s.body.List {
		if !moved[stmt] {
			list = append(list, stmt)
		}
	}
	rest.stmts(list, false)
	for _, sig := range rest.Signals {
		if sig.Deferred {
			rest.setOnce(sig.What + " would run again")
		}
	}
	return rest.once
}

package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer/code"
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

// refuseHang refuses to contain the panics of a function called name if
// somebody would wait for ever after one (rule R4). others says that more
// goroutines may run it, which go on.
func (w Work) refuseHang(name string, others bool) {
	switch {
	case w.Locks != "":
		refuse("after a contained panic " + w.Locks + " would stay locked: unlock it in a defer in " + name)
	case w.Signals != "":
		refuse("a panic would skip " + w.Signals + " in " + name + ", and who waits for it would wait for ever: defer it")
	case w.Sends != "" && !w.Service:
		refuse("a receiver from " + w.Sends + " in " + name + " would wait for ever after a contained panic")
	case w.Drains != "" && !others:
		refuse("a sender on " + w.Drains + " in " + name + " would wait for ever after a contained panic, since " + name + " cannot run twice")
	}
}

// drained returns the channel from outside that the loop without bound ranges
// over, if a panic can end that loop; "" otherwise.
func (s *survey) drained() string {
	loop, ok := s.loop.(*ast.RangeStmt)
	if !ok || !s.outside(loop.X) || !s.panics(loop.Body) {
		return ""
	}
	return s.Text(loop.X)
}

// amongOthers reports whether the spawn is in a loop, so that what it starts may be
// one of several workers.
func (e *editor) amongOthers() bool {
	for c := range e.Cursor.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch c.Node().(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
		return false
	}
	return false
}

// workOf returns the Work of what a call calls.
func (f *Fixer) workOf(call *ast.CallExpr) Work {
	t := f.Resolve(call.Fun)
	if node := f.Node(t); node != nil {
		return f.WorkIn(node)
	}
	if t.Func != nil {
		return f.WorkOf(t.Func)
	}
	return Work{}
}

// WorkIn returns the Work of a function of this package (a FuncDecl or FuncLit).
func (f *Fixer) WorkIn(fn ast.Node) Work {
	if w := f.works[fn]; w != nil {
		return *w
	}
	w := new(Work)
	f.works[fn] = w // of a recursive function: nothing yet
	if body := code.Body(fn); body != nil {
		s := f.survey(body)
		service := s.loop != nil && s.once == "" && !s.defersSignal(nil)
		*w = Work{
			Service: service,
			Locks:   s.locks,
			Signals: s.skipped(nil, service),
			Sends:   s.sends,
		}
		if !service {
			w.Drains = s.drained()
		}
	}
	return *w
}

// A survey is what one body does that a rewrite must know.
type survey struct {
	*Fixer
	body   *ast.BlockStmt
	owner  *ast.BlockStmt // the body itself, or the one around a literal that is called on the spot
	loop   ast.Stmt       // the loop without bound, if there is one
	once   string         // why the body must not run twice; "" if it may
	locks  string
	sends  string          // a channel of a result, or of an answer
	sent   []*ast.SendStmt // the sends of results in the body itself
	signal []signal
	held   map[string]bool // mutexes that the body locks
}

// A signal is a completion signal, or another release of something from
// outside the body, in the order of the source.
type signal struct {
	stmt     ast.Stmt // an ExprStmt, SendStmt or DeferStmt
	what     string   // its text
	deferred bool
	looped   bool // inside the loop without bound
	final    bool // a return follows: it is the last thing that the body does
}

// survey reads a body. Which signals may move out is for the caller to say.
func (f *Fixer) survey(body *ast.BlockStmt) *survey { return f.surveyIn(body, body) }

// surveyIn reads a body; what owner declares is not from outside.
func (f *Fixer) surveyIn(body, owner *ast.BlockStmt) *survey {
	s := &survey{Fixer: f, body: body, owner: owner}
	s.loop = f.endlessLoop(body)
	s.held = make(map[string]bool)
	code.Own(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if op, x := f.lockOp(call); op == "Lock" || op == "RLock" {
				s.held[f.Text(x)] = true
			}
		}
		return true
	})
	s.stmts(body.List, false)
	return s
}

// outside reports whether the operand of a signal is from outside the body: a
// captured variable, a parameter, the receiver, or a part of one.
func (s *survey) outside(x ast.Expr) bool {
	v := s.Base(x)
	return v == nil || v.IsField() || v.Pos() < s.owner.Lbrace || v.Pos() > s.owner.Rbrace
}

func (s *survey) setOnce(why string) {
	if s.once == "" {
		s.once = why
	}
}

// before reports whether pos lies before the loop without bound.
func (s *survey) before(pos token.Pos) bool { return s.loop == nil || pos < s.loop.Pos() }

// stmts reads a statement list. looped says that it is inside the loop without bound.
func (s *survey) stmts(list []ast.Stmt, looped bool) {
	for i, stmt := range list {
		s.stmt(stmt, list[i+1:], looped)
	}
}

func (s *survey) stmt(stmt ast.Stmt, rest []ast.Stmt, looped bool) {
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
		s.stmts(n.Body.List, looped || n == s.loop)
	case *ast.RangeStmt:
		s.exprs(n.X, looped)
		s.stmts(n.Body.List, looped || n == s.loop)
	case *ast.SelectStmt:
		s.selects(n, looped)
	case *ast.DeferStmt:
		s.deferred(n, looped)
	case *ast.GoStmt:
		if !looped && s.loop != nil && s.before(n.Pos()) {
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
			s.signal = append(s.signal, signal{stmt: n, what: what, final: returnsNext(rest)})
			s.setOnce(what + " would run again")
			return
		}
		s.exprs(n.X, looped)
	default:
		s.exprs(n, looped)
	}
}

func (s *survey) init(stmt ast.Stmt, looped bool) {
	if stmt != nil {
		s.stmt(stmt, nil, looped)
	}
}

func (s *survey) clauses(body *ast.BlockStmt, looped bool) {
	for _, c := range body.List {
		if c, ok := c.(*ast.CaseClause); ok {
			s.stmts(c.Body, looped)
		}
	}
}

// selects reads a select statement: a send in it is no signal if another case
// lets it go, since its receiver cannot count on it.
func (s *survey) selects(n *ast.SelectStmt, looped bool) {
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
func (s *survey) send(n *ast.SendStmt, looped bool) {
	ch := s.Text(n.Chan)
	if !s.outside(n.Chan) {
		// The channel is the body's own, unless it came in with a message:
		// then somebody waits for the answer to that message.
		if s.cameIn(n.Chan) && s.sends == "" {
			s.sends = ch
			s.signal = append(s.signal, signal{stmt: n, what: "the send on " + ch, looped: looped})
		}
		return
	}
	if looped {
		return
	}
	if s.loop != nil && s.before(n.Pos()) {
		s.setOnce("it sends on " + ch + " before its loop")
		return
	}
	s.setOnce("it sends on " + ch)
	s.sent = append(s.sent, n)
	if s.sends == "" {
		s.sends = ch
	}
}

// cameIn reports whether ch is a field of a local that was received or ranged
// over: the channel for an answer.
func (s *survey) cameIn(ch ast.Expr) bool {
	_, field := ast.Unparen(ch).(*ast.SelectorExpr)
	return field
}

// callStmt reads a call that is a statement.
func (s *survey) callStmt(stmt *ast.ExprStmt, call *ast.CallExpr, rest []ast.Stmt, looped bool) {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		s.nested(lit, looped)
		return
	}
	if op, x := s.lockOp(call); op == "Lock" || op == "RLock" {
		s.lock(x, op, rest)
		return
	} else if op != "" && s.held[s.Text(x)] {
		return
	}
	if what, x := s.signalOf(call); what != "" {
		if s.outside(x) {
			s.signal = append(s.signal, signal{stmt: stmt, what: what, looped: looped, final: returnsNext(rest)})
			if !looped {
				s.setOnce(what + " would run again")
			}
		}
		return
	}
	if s.releases(call) && !looped {
		s.setOnce(s.Text(call) + " would run again")
	}
	mark := len(s.signal)
	s.exprs(stmt.X, looped)
	for i := range s.signal[mark:] {
		s.signal[mark+i].final = returnsNext(rest)
	}
}

func returnsNext(rest []ast.Stmt) bool { return len(rest) > 0 && isBareReturn(rest[0]) }

// nested reads a literal that is called on the spot: what it defers is done
// when it ends, panic or not, so only its plain statements count.
func (s *survey) nested(lit *ast.FuncLit, looped bool) {
	inner := s.surveyIn(lit.Body, s.owner)
	if s.locks == "" {
		s.locks = inner.locks
	}
	for _, sig := range inner.signal {
		if !sig.deferred {
			sig.looped = sig.looped || looped
			s.signal = append(s.signal, sig)
		}
		if !looped {
			s.setOnce(sig.what + " would run again")
		}
	}
	if s.sends == "" && !looped {
		s.sends = inner.sends
	}
}

// deferred reads a defer statement.
func (s *survey) deferred(n *ast.DeferStmt, looped bool) {
	if op, x := s.lockOp(n.Call); op != "" && s.held[s.Text(x)] {
		return
	}
	if s.harmless(n.Call) {
		return
	}
	s.signal = append(s.signal, signal{stmt: n, what: s.Text(n.Call), deferred: true, looped: looped})
}

// harmless reports whether a deferred call touches nothing from outside but
// the log: it can run at the end of each run.
func (s *survey) harmless(call *ast.CallExpr) bool {
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
func (s *survey) releases(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !s.outside(sel.X) {
		return false
	}
	_, method := s.Info.Selections[sel]
	return method && (sel.Sel.Name == "Close" || sel.Sel.Name == "CloseSend" || sel.Sel.Name == "CloseWrite")
}

// exprs reads the calls and receives in an expression or simple statement.
func (s *survey) exprs(n ast.Node, looped bool) {
	if n == nil {
		return
	}
	code.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				s.nested(lit, looped)
				return true
			}
			s.called(n, looped)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW && !looped && s.loop != nil && s.before(n.Pos()) && s.IsPath(n.X) && s.outside(n.X) {
				s.setOnce("it receives from " + s.Text(n.X) + " before its loop")
			}
		}
		return true
	})
}

// called adds what a called function of known body does.
func (s *survey) called(call *ast.CallExpr, looped bool) {
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
	if s.locks == "" {
		s.locks = w.Locks
	}
	if w.Signals != "" {
		s.signal = append(s.signal, signal{stmt: &ast.ExprStmt{X: call}, what: w.Signals + " in " + s.Text(call.Fun), looped: looped})
		if !looped {
			s.setOnce(w.Signals + " would run again")
		}
	}
	if w.Sends != "" && !looped && s.sends == "" {
		s.sends = w.Sends
		s.setOnce("it sends on " + w.Sends)
	}
}

// defersSignal reports whether the body defers a signal that stays in it.
func (s *survey) defersSignal(moved map[ast.Stmt]bool) bool {
	for _, sig := range s.signal {
		if sig.deferred && !moved[sig.stmt] {
			return true
		}
	}
	return false
}

// skipped returns a signal that a panic would skip, so that somebody waits for
// ever: one that is not deferred and has something before it that can panic.
// Signals in moved are taken care of. A restart catches up with one that is the
// last thing that the body does.
func (s *survey) skipped(moved map[ast.Stmt]bool, restart bool) string {
	for _, sig := range s.signal {
		if sig.deferred || moved[sig.stmt] || restart && sig.final {
			continue
		}
		if sig.looped || s.panicsBefore(sig.stmt) {
			return sig.what
		}
	}
	return ""
}

// panicsBefore reports whether anything in the body can panic before stmt is
// done. Inside a loop, what follows stmt comes before its next pass.
func (s *survey) panicsBefore(stmt ast.Stmt) bool {
	found := false
	s.Dangers(s.body, func(n ast.Node) bool {
		found = n.Pos() < stmt.Pos()
		return !found
	})
	return found
}

package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What follows all that can panic and only tells what has come of it goes out as one deferred literal, where it comes after a
// panic, too. The error of which it tells is declared in front, so that the hook can leave the panic there.
//
//	err := load()                         var err error
//	s.mu.Lock()                           defer func() {
//	s.busy = false                              s.mu.Lock()
//	for _, ch := range s.waiting {              …
//		ch <- err                       }()
//	}                                     supervised.RunWithRecover(…, func(context.Context) { err = load() }, …)
//	s.mu.Unlock()

// A tail is what of the body of a task follows all that can panic.
type tail struct {
	*duties
	list []ast.Stmt
	told *types.Var      // the local error of which it tells; nil if there is none
	set  *ast.AssignStmt // that declares it, behind what leads; nil if there is none
}

// layOutTail is layOut for a task whose end only tells; false if it does not.
func (s *site) layOutTail(lit *ast.FuncLit, fn ast.Node) (Run, layout, bool) {
	var run Run
	entry := s.Body(fn)
	if entry.Service || s.Launcher != nil && !s.runsOnce() || lit.Type.Results.NumFields() > 0 || syntax.HasReturn(lit.Body) {
		return run, layout{}, false
	}
	l := layout{leading: s.needed(s.leading(lit, true))}
	d := newDuties(duties{site: s, entry: entry, fn: fn, lit: lit, layout: &l, started: s.started()})
	t := &tail{duties: d}
	if r := d.restarts(); r != nil || d.restart || !t.split() {
		return run, l, false
	}
	l.tail, l.told, l.set = t.list, t.told, t.set
	l.again = d.cancels()
	if t.told != nil {
		d.hooking.addHook(t.told.Name() + " = " + d.hooking.panicName())
	}
	options, r := d.decide()
	if r != nil || len(d.crash) > 0 || len(d.regions) > 0 {
		return run, l, false
	}
	run.Why, run.Options = d.why(), options
	return run, l, true
}

// split finds the tail: from the first statement behind all that can panic, of which nothing else is deferred.
func (t *tail) split() bool {
	body := t.lit.Body.List
	i := len(body)
	for i > 0 && t.tells(body[i-1]) {
		i--
	}
	for i < len(body) && !t.anyPanics(body[:i]) {
		i++
	}
	t.list = body[i:]
	return len(t.list) > 0 && !t.defersBefore(t.list[0]) && !t.labelled() && t.tellsOfNoLocals() && t.declares()
}

// labelled reports whether the body has a label, to which what stays inside could jump.
func (t *tail) labelled() bool {
	found := false
	syntax.Own(t.lit.Body, func(n ast.Node) bool {
		_, label := n.(*ast.LabeledStmt)
		found = found || label
		return !found
	})
	return found
}

// defersBefore reports whether a call is deferred before the tail that does not stay outside: it would come before it.
func (t *tail) defersBefore(first ast.Stmt) bool {
	found := false
	syntax.Own(t.lit.Body, func(n ast.Node) bool {
		d, ok := n.(*ast.DeferStmt)
		found = found || ok && n.Pos() < first.Pos() && !slices.Contains(t.layout.leading, ast.Stmt(d))
		return !found
	})
	return found
}

// tellsOfNoLocals reports whether the tail names no local of what is before it but one error, and finds that.
func (t *tail) tellsOfNoLocals() bool {
	ok := true
	for _, stmt := range t.list {
		ast.Inspect(stmt, func(n ast.Node) bool {
			id, is := n.(*ast.Ident)
			if !is {
				return ok
			}
			if v := t.local(t.Info.Uses[id]); v != nil {
				ok = ok && (t.told == nil || t.told == v)
				t.told = v
			}
			return ok
		})
	}
	return ok && (t.told == nil || syntax.IsError(t.told.Type()))
}

// local returns a variable that the body declares before the tail; nil for another object.
func (t *tail) local(obj types.Object) *types.Var {
	v, ok := obj.(*types.Var)
	if !ok || v.IsField() || v.Pos() < t.lit.Body.Pos() || t.list[0].Pos() <= v.Pos() {
		return nil
	}
	return v
}

// declares reports whether the told error can be declared in front: what leads does, or a definition that declares nothing else,
// in front of which its name does not mean another thing.
func (t *tail) declares() bool {
	if t.told == nil {
		return true
	}
	for _, stmt := range t.layout.leading {
		if slices.Contains(t.localsOf(stmt), t.told) {
			return true
		}
	}
	for _, stmt := range t.lit.Body.List {
		set, ok := stmt.(*ast.AssignStmt)
		if !ok || !slices.Contains(t.declaredBy(set), t.told) {
			if t.names(stmt, stmt.Pos()) {
				return false
			}
			continue
		}
		t.set = set
		others := slices.ContainsFunc(t.declaredBy(set), func(v *types.Var) bool { return v != t.told && v.Name() != "_" })
		return !others && !t.names(set, set.TokPos)
	}
	return false
}

// names reports whether the name of the told error stands in a statement from a position on.
func (t *tail) names(stmt ast.Stmt, from token.Pos) bool {
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Pos() >= from && id.Name == t.told.Name()
		return !found
	})
	return found
}

// tells reports whether a statement does no more than to tell: of the told error, if it says what has come of the work, and it
// cannot panic but where it signals.
func (t *tail) tells(stmt ast.Stmt) bool {
	switch n := stmt.(type) {
	case *ast.ExprStmt:
		return t.tellsBy(n)
	case *ast.DeferStmt:
		return known.Of(t.Callee(n.Call)).Has(known.Unlocks) && t.IsSignal(n.Call)
	case *ast.SendStmt:
		return t.IsPath(n.Chan) && !t.Panics(n) && (t.isError(n.Value) || t.isToken(n))
	case *ast.AssignStmt:
		return t.takesBackOrTells(n)
	case *ast.IncDecStmt:
		return n.Tok == token.DEC && t.IsPath(n.X) && !t.Panics(n)
	case *ast.IfStmt:
		return n.Init == nil && t.asks(n.Cond) && t.tellsAll(n.Body.List) && (n.Else == nil || t.tells(n.Else))
	case *ast.BlockStmt:
		return t.tellsAll(n.List)
	case *ast.RangeStmt:
		return t.IsPath(n.X) && !t.Panics(n.X) && !isChannel(t.Info.TypeOf(n.X)) && n.Tok != token.ASSIGN && t.tellsAll(n.Body.List)
	}
	return false
}

func isChannel(typ types.Type) bool {
	_, ok := typ.Underlying().(*types.Chan)
	return ok
}

func (t *tail) tellsAll(list []ast.Stmt) bool {
	return !slices.ContainsFunc(list, func(stmt ast.Stmt) bool { return !t.tells(stmt) })
}

// isError reports whether x is a local error: tellsOfNoLocals sees to it that there is one.
func (t *tail) isError(x ast.Expr) bool {
	v := t.VarOf(x)
	return v != nil && !v.IsField() && syntax.IsError(v.Type()) && t.lit.Body.Pos() <= v.Pos() && v.Pos() < t.lit.Body.End()
}

// asks reports whether a condition asks whether the told error, or what else never changes, is nil.
func (t *tail) asks(cond ast.Expr) bool {
	x, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	return ok && (x.Op == token.EQL || x.Op == token.NEQ) && t.IsNil(x.Y) && (t.isError(x.X) || t.IsPath(x.X) && t.stableAt(x.X)) && !t.Panics(x)
}

// takesBackOrTells reports whether an assignment leaves the told error, takes back a flag, or drops what a list holds.
func (t *tail) takesBackOrTells(n *ast.AssignStmt) bool {
	if n.Tok != token.ASSIGN || len(n.Lhs) != 1 || len(n.Rhs) != 1 || t.Panics(n) || !t.IsPath(n.Lhs[0]) {
		return false
	}
	if t.isError(n.Rhs[0]) || t.IsNil(n.Rhs[0]) {
		return !t.isError(n.Lhs[0])
	}
	if x, ok := ast.Unparen(n.Rhs[0]).(*ast.SliceExpr); ok { // list = list[:0]
		high := t.Info.Types[x.High].Value
		return x.Low == nil && x.High != nil && high != nil && high.String() == "0" && t.Text(x.X) == t.Text(n.Lhs[0])
	}
	return t.Info.Types[n.Rhs[0]].Value != nil && !slices.ContainsFunc(t.within(n), func(s *effects.Site) bool { return s.Kind != effects.Flag || s.Raise || s.Data })
}

// within lists the effects of a statement.
func (t *tail) within(stmt ast.Stmt) []*effects.Site {
	var list []*effects.Site
	for _, s := range t.entry.Sites {
		if stmt.Pos() <= s.Node.Pos() && s.Node.End() <= stmt.End() {
			list = append(list, s)
		}
	}
	return list
}

// tellsBy reports whether a call only tells: a signal, a lock, a release, a line in a log, or what the package does with the told
// error, or to give something back.
func (t *tail) tellsBy(stmt *ast.ExprStmt) bool {
	call := syntax.CallStmt(stmt)
	if call == nil {
		return false
	}
	props := known.Of(t.Callee(call))
	told := false
	for _, arg := range call.Args {
		is := t.isError(arg)
		told = told || is
		if !is && !t.IsPath(arg) && t.Info.Types[arg].Value == nil {
			return false
		}
	}
	switch {
	case t.Builtin(call) == "close", t.Builtin(call) == "delete":
		return t.calmDefer(call) && (t.Builtin(call) == "close" || t.IsPath(call.Args[0]))
	case props.Has(known.Locks), props.Has(known.Unlocks):
		return !t.Panics(call) || t.IsSignal(call)
	case t.isLog(stmt):
		return !t.Panics(call)
	case !t.calmDefer(call):
		return false
	}
	sites := t.within(stmt)
	return len(sites) > 0 && !slices.ContainsFunc(sites, func(s *effects.Site) bool { return !told && !t.onlySignals(s) })
}

// onlySignals reports whether an effect tells nothing of what has come of the work.
func (t *tail) onlySignals(s *effects.Site) bool {
	switch s.Kind {
	case effects.Done, effects.Wake, effects.Close, effects.Cancel:
		return !s.Commits
	case effects.Receive:
		return s.Returns
	case effects.Send:
		return s.Token
	case effects.Flag:
		return !s.Raise && !s.Paired && !s.Data
	}
	return false
}

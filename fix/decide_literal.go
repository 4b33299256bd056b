package fix

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// decideLiteral decides about go func(…) {…}(…). The literal itself is supervised
// if it takes nothing but a context and nothing stays outside, else its body is, inside it.
func (s *site) decideLiteral(lit *ast.FuncLit) (*Plan, *Refusal) {
	run, l, r := s.layOut(lit)
	if r != nil {
		return nil, r
	}
	if !l.outside() && s.takesContext(lit, run.Restart) {
		run.Context = s.Source(s.Call.Args[0])
		return &Plan{run, literalItself{lit}}, nil
	}
	inside := lit.Type.Params.NumFields() > 0 || len(s.Call.Args) > 0 || l.outside()
	choice := s.literalContext(lit, run.Restart, inside)
	run.Context, run.Param = choice.expr, s.paramOf(choice, lit, &l)
	switch {
	case inside:
		return &Plan{run, insideLiteral{lit, l}}, nil
	case lit.Type.Results.NumFields() > 0:
		// go func() T {…}(): the result is dropped, now by the function around it.
		return &Plan{run, wrapped{}}, nil
	}
	return &Plan{run, literalItself{lit}}, nil
}

// takesContext reports whether a literal has the signature of a supervised
// function, and is handed a context that it lives by, which the supervised call can hand on.
func (s *site) takesContext(lit *ast.FuncLit, restart bool) bool {
	params := lit.Type.Params
	if params.NumFields() != 1 || !isContext(s.Info.TypeOf(params.List[0].Type)) || lit.Type.Results.NumFields() > 0 || !s.imp.hasContext {
		return false
	}
	if s.requestExpr(s.Call.Args[0], 0) || !s.handsOn(0) || s.awaitedContexts(lit)[s.paramVars(lit)[0]] {
		return false
	}
	return !restart || s.livesByParam(lit, 0)
}

// paramOf returns the name under which the function takes the context that it is
// supervised on: that of the variable, if what is supervised of the literal uses
// it; "" if it does not, or if the two could differ.
func (s *site) paramOf(choice contextChoice, lit *ast.FuncLit, l *layout) string {
	v := choice.v
	if v == nil || v.Pkg() != s.Types {
		return ""
	}
	own := lit.Pos() <= v.Pos() && v.Pos() < lit.Body.Lbrace
	if own && s.assigned(v) || !own && !s.stable(v) {
		return ""
	}
	// The name must be free in the block of the function.
	if obj := s.Info.Scopes[lit.Type].Lookup(v.Name()); obj != nil && obj != v {
		return ""
	}
	moved := l.moved()
	if !slices.ContainsFunc(lit.Body.List, func(stmt ast.Stmt) bool { return !moved[stmt] && s.mentions(stmt, v) }) {
		return ""
	}
	return v.Name()
}

// layOut decides about the body of an entry that is a literal: how it is run,
// and what of it stays outside. It refuses where a contained panic would become
// a hang (rules R3, R4, R5).
func (s *site) layOut(lit *ast.FuncLit) (Run, layout, *Refusal) {
	survey := s.Survey(lit.Body)
	l := layout{leading: leadingSignals(survey, lit)}
	s.trailingSignals(survey, lit, &l)

	moved := l.moved()
	once := survey.OnceWithout(moved)
	run := Run{Restart: survey.Loop != nil && once == ""}
	if survey.Locks != "" {
		return run, l, &Refusal{Kind: StaysLocked, What: survey.Locks}
	}
	if what := survey.Skipped(moved, run.Restart); what != "" {
		return run, l, &Refusal{Kind: SkipsSignal, What: what}
	}
	if ch := survey.Drained(); ch != "" && !run.Restart && !s.amongOthers() {
		return run, l, &Refusal{Kind: BlocksSenderOnce, What: ch, Why: once}
	}
	hook, r := s.results(survey, lit, moved)
	if r != nil {
		return run, l, r
	}
	if hook != "" {
		run.Options = append(run.Options, Option{"OnPanic", hook})
	}
	if run.Restart {
		l.renew = s.changedParams(lit)
	}
	return run, l, nil
}

// leadingSignals lists the deferred signals on top of the body. They stay where
// they are: outside.
func leadingSignals(survey *effects.Survey, lit *ast.FuncLit) []ast.Stmt {
	var list []ast.Stmt
	for _, stmt := range lit.Body.List {
		if _, ok := stmt.(*ast.DeferStmt); !ok {
			break
		}
		if _, ok := survey.Movable(stmt); !ok {
			break
		}
		list = append(list, stmt)
	}
	return list
}

// trailingSignals adds the signals at the very end of the body, which become
// deferred ones, outside.
func (s *site) trailingSignals(survey *effects.Survey, lit *ast.FuncLit, l *layout) {
	if syntax.HasReturn(lit.Body) {
		return
	}
	list := lit.Body.List
	for i := len(list) - 1; i >= 0; i-- {
		text, ok := survey.Movable(list[i])
		if _, deferred := list[i].(*ast.DeferStmt); !ok || deferred || !s.anyPanics(list[:i]) {
			break // nothing before it could skip it
		}
		l.trailing = append(l.trailing, list[i])
		l.deferred = append(l.deferred, text)
	}
}

// anyPanics reports whether anything in the statements can panic.
func (s *site) anyPanics(list []ast.Stmt) bool {
	return slices.ContainsFunc(list, func(stmt ast.Stmt) bool { return s.Panics(stmt) })
}

// results decides what becomes of the results that a task sends: on a channel
// of error the panic takes their place (rule R4), a struct{}{} says only that
// the task has ended, so a panic sends it as well, a channel that is closed in a
// defer lets its receivers go, and for any other there is no fix. It returns
// the hook that sends.
func (s *site) results(survey *effects.Survey, lit *ast.FuncLit, moved map[ast.Stmt]bool) (string, *Refusal) {
	if survey.Sends == "" {
		return "", nil
	}
	closed := s.closedInDefer(survey, moved)
	channel, hook := "", ""
	open := false
	for _, send := range survey.Sent {
		ch := s.Text(send.Chan)
		if closed[ch] || moved[send] {
			continue
		}
		open = true
		channel = cmp.Or(channel, ch)
		hook = s.sendHook(send)
		if hook == "" || channel != ch || !s.IsPath(send.Chan) || survey.Assigned(send.Chan) || !isTail(lit.Body.List, send, true) {
			return "", &Refusal{Kind: LosesResult, What: ch}
		}
	}
	if !open && len(survey.Sent) == 0 && !closed[survey.Sends] {
		return "", &Refusal{Kind: LosesResult, What: survey.Sends}
	}
	return hook, nil
}

// closedInDefer returns the text of the channels that are closed whether
// the body panics or not.
func (s *site) closedInDefer(survey *effects.Survey, moved map[ast.Stmt]bool) map[string]bool {
	closed := make(map[string]bool)
	for _, sig := range survey.Signals {
		if d, ok := sig.Stmt.(*ast.DeferStmt); ok && s.Builtin(d.Call) == "close" {
			closed[s.Text(d.Call.Args[0])] = true
		}
	}
	for stmt := range moved {
		if x, ok := stmt.(*ast.ExprStmt); ok {
			if call, ok := ast.Unparen(x.X).(*ast.CallExpr); ok && s.Builtin(call) == "close" {
				closed[s.Text(call.Args[0])] = true
			}
		}
	}
	return closed
}

// sendHook returns the hook that sends a panic in place of send; "" if the
// channel takes neither errors nor just struct{}{}.
func (s *site) sendHook(send *ast.SendStmt) string {
	switch ch := s.Text(send.Chan); {
	case s.isErrorChan(send.Chan):
		v := "err"
		if base, _, _ := strings.Cut(ch, "."); base == v {
			v = "p"
		}
		return "func(" + v + " *" + s.imp.supervised + "PanicError) { " + ch + " <- " + v + " }"
	case s.IsToken(send):
		return "func(*" + s.imp.supervised + "PanicError) { " + s.Source(send) + " }"
	}
	return ""
}

func (s *site) isErrorChan(ch ast.Expr) bool {
	c, ok := s.Info.TypeOf(ch).Underlying().(*types.Chan)
	return ok && types.Identical(c.Elem(), types.Universe.Lookup("error").Type())
}

// isTail reports whether nothing of a body runs after stmt. atEnd says that
// nothing runs after list either.
func isTail(list []ast.Stmt, stmt ast.Stmt, atEnd bool) bool {
	for i, s := range list {
		if stmt.Pos() < s.Pos() || s.End() < stmt.End() {
			continue
		}
		atEnd := atEnd && i == len(list)-1 || i+1 < len(list) && syntax.IsBareReturn(list[i+1])
		if s == stmt {
			return atEnd
		}
		for _, inner := range branches(s) {
			if isTail(inner, stmt, atEnd) {
				return true
			}
		}
	}
	return false
}

// branches returns the statement lists of which s executes one, once.
func branches(s ast.Stmt) [][]ast.Stmt {
	switch n := s.(type) {
	case *ast.BlockStmt:
		return [][]ast.Stmt{n.List}
	case *ast.LabeledStmt:
		return branches(n.Stmt)
	case *ast.IfStmt:
		if n.Else != nil {
			return [][]ast.Stmt{n.Body.List, {n.Else}}
		}
		return [][]ast.Stmt{n.Body.List}
	case *ast.SwitchStmt:
		return clauseLists(n.Body)
	case *ast.TypeSwitchStmt:
		return clauseLists(n.Body)
	}
	return nil // a loop, a select, a literal
}

func clauseLists(body *ast.BlockStmt) [][]ast.Stmt {
	var lists [][]ast.Stmt
	for _, c := range body.List {
		lists = append(lists, c.(*ast.CaseClause).Body)
	}
	return lists
}

// changedParams lists the parameters of a literal that its body assigns to and
// reads. A copy that is never read would not compile.
func (s *site) changedParams(lit *ast.FuncLit) []string {
	var list []string
	for _, v := range s.paramVars(lit) {
		if v != nil && v.Name() != "_" && s.assigned(v) && s.isRead(lit.Body, v) {
			list = append(list, v.Name())
		}
	}
	return list
}

// assigned reports whether anything is assigned to a parameter.
func (s *site) assigned(v *types.Var) bool {
	r := s.Var(v)
	return r.Taken || len(r.Values) > 0
}

// isRead reports whether a body does more with v than to assign to it. See
// https://go.dev/ref/spec#Variable_declarations for what counts as a use.
func (s *site) isRead(body *ast.BlockStmt, v *types.Var) bool {
	written := make(map[ast.Expr]bool)
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				written[ast.Unparen(lhs)] = n.Tok == token.ASSIGN || n.Tok == token.DEFINE
			}
		case *ast.Ident:
			found = found || s.Info.ObjectOf(n) == v && !written[n]
		}
		return !found
	})
	return found
}

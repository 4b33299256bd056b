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

// A layout says which statements of a literal stay outside the supervised
// function, and how the rest is supervised.
type layout struct {
	plan
	inner   token.Pos // where the supervised part begins: behind the brace or the last defer that stays outside
	last    token.Pos // where it ends
	outer   bool      // something stays outside
	trailer []string  // deferred calls made of trailing signals, in the order to be written
	cut     token.Pos // what stands from here to last is deleted, the trailing statements; NoPos if none
	renew   []string  // parameters that the body changes, to start anew on each run
}

// layOut decides about the body of an entry that is a literal. It refuses
// where a contained panic would become a hang (rules R3, R4, R5).
func (e *editor) layOut(lit *ast.FuncLit) layout {
	s := e.Survey(lit.Body)
	l := layout{inner: lit.Body.Lbrace + 1, last: lit.Body.Rbrace}
	moved := make(map[ast.Stmt]bool)

	// Deferred signals on top of the body stay where they are: outside.
	for _, stmt := range lit.Body.List {
		if _, ok := stmt.(*ast.DeferStmt); !ok {
			break
		}
		if _, ok := s.Movable(stmt); !ok {
			break
		}
		moved[stmt] = true
		l.inner = stmt.End()
		l.outer = true
	}
	// Signals at the very end become deferred ones, outside.
	if !syntax.HasReturn(lit.Body) {
		list := lit.Body.List
		for i := len(list) - 1; i >= 0; i-- {
			text, ok := s.Movable(list[i])
			if _, deferred := list[i].(*ast.DeferStmt); !ok || deferred || !e.anyPanics(list[:i]) {
				break // nothing before it could skip it
			}
			moved[list[i]] = true
			l.outer = true
			// Its comments, above and behind, go with it.
			l.cut = lit.Body.Lbrace + 1
			if i > 0 {
				l.cut = list[i-1].End()
			}
			l.cut = e.behindComment(lit, l.cut)
			start, end := list[i].Pos(), list[i].End()
			text = e.comments(l.cut, start) + text + " " + e.comments(end, e.behindComment(lit, end))
			l.trailer = append(l.trailer, strings.TrimSpace(text))
		}
	}

	l.restart = s.Loop != nil && s.OnceWithout(moved) == ""
	if s.Locks != "" {
		refuse("after a contained panic " + s.Locks + " would stay locked: unlock it in a defer")
	}
	if what := s.Skipped(moved, l.restart); what != "" {
		refuse("a panic would skip " + what + ", and who waits for it would wait for ever: defer it")
	}
	if ch := s.Drained(); ch != "" && !l.restart && !e.amongOthers() {
		refuse("a sender on " + ch + " would wait for ever after a contained panic, since the literal cannot run twice: " + s.OnceWithout(moved))
	}
	l.onPanic = e.results(s, lit, moved)
	if l.restart {
		l.renew = e.changedParams(lit)
	}
	return l
}

// anyPanics reports whether anything in the statements can panic.
func (e *editor) anyPanics(list []ast.Stmt) bool {
	return slices.ContainsFunc(list, func(stmt ast.Stmt) bool { return e.Panics(stmt) })
}

// results decides what becomes of the results that a task sends: on a channel
// of error the panic takes their place (rule R4), a struct{}{} says only that
// the task has ended, so a panic sends it as well, a channel that is closed in a
// defer lets its receivers go, and for any other there is no fix. It returns
// the hook that sends.
func (e *editor) results(s *effects.Survey, lit *ast.FuncLit, moved map[ast.Stmt]bool) string {
	if s.Sends == "" {
		return ""
	}
	closed := make(map[string]bool)
	for _, sig := range s.Signals {
		if d, ok := sig.Stmt.(*ast.DeferStmt); ok && e.Builtin(d.Call) == "close" {
			closed[e.Text(d.Call.Args[0])] = true
		}
	}
	for stmt := range moved {
		if x, ok := stmt.(*ast.ExprStmt); ok {
			if call, ok := ast.Unparen(x.X).(*ast.CallExpr); ok && e.Builtin(call) == "close" {
				closed[e.Text(call.Args[0])] = true
			}
		}
	}
	channel, hook := "", ""
	open := false
	for _, send := range s.Sent {
		ch := e.Text(send.Chan)
		if closed[ch] || moved[send] {
			continue
		}
		open = true
		channel = cmp.Or(channel, ch)
		hook = e.sendHook(send)
		if hook == "" || channel != ch || !e.IsPath(send.Chan) || s.Assigned(send.Chan) || !isTail(lit.Body.List, send, true) {
			refuse("a receiver from " + ch + " would wait for ever after a contained panic")
		}
	}
	if !open && len(s.Sent) == 0 && !closed[s.Sends] {
		refuse("a receiver from " + s.Sends + " would wait for ever after a contained panic")
	}
	return hook
}

// sendHook returns the hook that sends a panic in place of send; "" if the
// channel takes neither errors nor just struct{}{}.
func (e *editor) sendHook(send *ast.SendStmt) string {
	switch ch := e.Text(send.Chan); {
	case e.isErrorChan(send.Chan):
		v := "err"
		if base, _, _ := strings.Cut(ch, "."); base == v {
			v = "p"
		}
		return "func(" + v + " *" + e.imp.supervised + "PanicError) { " + ch + " <- " + v + " }"
	case e.IsToken(send):
		return "func(*" + e.imp.supervised + "PanicError) { " + e.Source(send) + " }"
	}
	return ""
}

func (e *editor) isErrorChan(ch ast.Expr) bool {
	c, ok := e.Info.TypeOf(ch).Underlying().(*types.Chan)
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

// changedParams lists the parameters of a literal that its body assigns to.
func (e *editor) changedParams(lit *ast.FuncLit) []string {
	var list []string
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			v, ok := e.Info.Defs[name].(*types.Var)
			if !ok || name.Name == "_" {
				continue
			}
			if r := e.Var(v); r.Taken || len(r.Values) > 0 {
				list = append(list, name.Name)
			}
		}
	}
	return list
}

// literal rewrites go func(…) {…}(…).
func (e *editor) literal(lit *ast.FuncLit) {
	l := e.layOut(lit)
	params, args := lit.Type.Params.NumFields(), len(e.Call.Args)
	results := lit.Type.Results.NumFields()
	if e.inside = params > 0 || args > 0 || l.outer; e.inside {
		if results > 0 {
			e.replace(lit.Type.Params.End(), lit.Type.Results.End(), "")
		}
		l.ctx = e.context(lit.Body.Lbrace+1, lit)
		e.pickName()
		e.superviseBody(lit, l, results > 0)
		return
	}
	l.ctx = e.context(e.Call.Pos(), lit)
	e.pickName()
	if results > 0 {
		// go func() T {…}(): the result is dropped, now by the function around it.
		e.insert(e.Call.Fun.Pos(), e.runHead(l.plan)+e.funcHead()+"\n")
		e.insert(e.Call.End(), "\n}"+e.runTail(l.plan))
		return
	}
	e.replace(e.Call.Fun.Pos(), lit.Pos(), e.runHead(l.plan))
	param := e.imp.context + "Context"
	if e.line(lit.Type.Params.Opening) != e.line(lit.Type.Params.Closing) {
		param += "," // a comment with a line break follows
	}
	e.insert(lit.Type.Params.Opening+1, param)
	e.breakLines(lit)
	e.replace(lit.End(), e.Call.End(), e.runTail(l.plan))
}

// hasComment reports whether there is a comment between two positions.
func (e *editor) hasComment(from, to token.Pos) bool { return e.commentBetween(from, to) != to }

// comments returns the comments between two positions, a line each.
func (e *editor) comments(from, to token.Pos) string {
	var b strings.Builder
	for _, group := range e.file.Comments {
		for _, c := range group.List {
			if from <= c.Pos() && c.End() <= to {
				b.WriteString(c.Text + "\n")
			}
		}
	}
	return b.String()
}

// breakLines gives a body that stands on one line lines of its own.
func (e *editor) breakLines(lit *ast.FuncLit) {
	if e.line(lit.Body.Lbrace) == e.line(lit.Body.Rbrace) && len(lit.Body.List) > 0 {
		e.insert(lit.Body.Lbrace+1, "\n")
		e.insert(lit.Body.Rbrace, "\n")
	}
}

func (e *editor) line(pos token.Pos) int { return e.Fset.PositionFor(pos, false).Line }

// superviseBody puts the supervised call inside the literal, around what does
// not stay outside. dropped says that the literal had results, which the
// supervised function cannot return: they are dropped one literal further in.
func (e *editor) superviseBody(lit *ast.FuncLit, l layout, dropped bool) {
	head := []string{e.runHead(l.plan) + e.funcHead()}
	for _, name := range l.renew {
		head = append(head, name+" := "+name)
	}
	tail := "}" + e.runTail(l.plan) + "\n"
	if dropped {
		head = append(head, e.Source(&ast.FuncType{Params: new(ast.FieldList), Results: lit.Type.Results})+" {")
		tail = "}()\n" + tail
	}
	at, next := e.behindComment(lit, l.inner), e.nextToken(lit, l.inner)
	var outer string
	for _, text := range l.trailer {
		outer += "\n" + text
	}
	switch text := strings.Join(head, "\n"); {
	case e.line(at) == e.line(next): // the rest begins on the same line
		e.insert(at, outer+"\n"+text+"\n")
	case l.inner > lit.Body.Lbrace+1: // a blank line below the defers stays there
		e.insert(at, outer)
		e.insert(next, text+"\n")
	default:
		e.insert(at, outer+"\n"+text)
	}
	switch {
	case l.cut.IsValid():
		e.replace(l.cut, l.last, "\n"+tail)
	case e.line(lit.Body.Rbrace) == e.line(lit.Body.Lbrace):
		e.insert(l.last, "\n"+tail)
	default:
		e.insert(l.last, tail) // the brace stands on a line of its own
	}
}

// nextToken returns the begin of the first statement of a body at or behind
// pos, or of the comment above it, or its closing brace.
func (e *editor) nextToken(lit *ast.FuncLit, pos token.Pos) token.Pos {
	return e.commentBetween(e.behindComment(lit, pos), nextStmt(lit, pos))
}

// nextStmt returns the begin of the first statement of a body at or behind
// pos, or its closing brace.
func nextStmt(lit *ast.FuncLit, pos token.Pos) token.Pos {
	for _, stmt := range lit.Body.List {
		if stmt.Pos() >= pos {
			return stmt.Pos()
		}
	}
	return lit.Body.Rbrace
}

// commentBetween returns the begin of the first comment between two positions,
// or the second one if there is none.
func (e *editor) commentBetween(from, to token.Pos) token.Pos {
	for _, group := range e.file.Comments {
		if from <= group.Pos() && group.Pos() < to {
			return group.Pos()
		}
	}
	return to
}

// behindComment returns pos, or the end of the line comment that stands behind
// it: a comment on go func() { // why stays on that line. One behind a literal
// that ends on the line is not the body's.
func (e *editor) behindComment(lit *ast.FuncLit, pos token.Pos) token.Pos {
	next := nextStmt(lit, pos)
	for _, group := range e.file.Comments {
		for _, c := range group.List {
			if pos <= c.Pos() && c.Pos() < next && e.line(c.Pos()) == e.line(pos) && strings.HasPrefix(c.Text, "//") {
				return c.End()
			}
		}
	}
	return pos
}

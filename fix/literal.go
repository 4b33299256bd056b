package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer/code"
)

// A layout says which statements of a literal stay outside the supervised
// function, and how the rest is supervised.
type layout struct {
	plan
	inner   token.Pos // where the supervised part begins: behind the brace or the last defer that stays outside
	last    token.Pos // where it ends
	outer   bool      // something stays outside
	trailer []string  // deferred calls made of trailing signals, in the order to be written
	cut     token.Pos // trailing statements from here to last are deleted; NoPos if none
	renew   []string  // parameters that the body changes, to start anew on each run
}

// layOut decides about the body of an entry that is a literal. It refuses
// where a contained panic would become a hang (rules R3, R4, R5).
func (e *editor) layOut(lit *ast.FuncLit) layout {
	s := e.survey(lit.Body)
	l := layout{inner: lit.Body.Lbrace + 1, last: lit.Body.Rbrace}
	moved := make(map[ast.Stmt]bool)

	// Deferred signals on top of the body stay where they are: outside.
	for _, stmt := range lit.Body.List {
		if _, ok := stmt.(*ast.DeferStmt); !ok {
			break
		}
		if _, ok := s.movable(stmt); !ok {
			break
		}
		moved[stmt] = true
		l.inner = stmt.End()
		l.outer = true
	}
	// Signals at the very end become deferred ones, outside.
	if !hasOwnReturn(lit.Body) {
		list := lit.Body.List
		for i := len(list) - 1; i >= 0; i-- {
			text, ok := s.movable(list[i])
			if _, deferred := list[i].(*ast.DeferStmt); !ok || deferred {
				break
			}
			moved[list[i]] = true
			l.trailer = append(l.trailer, text)
			l.cut = list[i].Pos()
			l.outer = true
		}
	}

	l.restart = s.loop != nil && s.onceWithout(moved) == ""
	if s.locks != "" {
		refuse("after a contained panic " + s.locks + " would stay locked: unlock it in a defer")
	}
	if what := s.skipped(moved, l.restart); what != "" {
		refuse("a panic would skip " + what + ", and who waits for it would wait for ever: defer it")
	}
	l.onPanic = e.results(s, lit, moved)
	if l.restart {
		l.renew = e.changedParams(lit)
	}
	return l
}

// onceWithout returns why the body must not run twice when the statements in
// moved are outside it.
func (s *survey) onceWithout(moved map[ast.Stmt]bool) string {
	rest := &survey{Fixer: s.Fixer, body: s.body, loop: s.loop, held: s.held}
	var list []ast.Stmt
	for _, stmt := range s.body.List {
		if !moved[stmt] {
			list = append(list, stmt)
		}
	}
	rest.stmts(list, false)
	for _, sig := range rest.signal {
		if sig.deferred {
			rest.setOnce(sig.what)
		}
	}
	return rest.once
}

// results decides what becomes of the results that a task sends: the panic
// goes to an error channel in their place (rule R4), a channel that is closed
// in a defer lets its receivers go, and for any other there is no fix.
func (e *editor) results(s *survey, lit *ast.FuncLit, moved map[ast.Stmt]bool) string {
	if s.sends == "" {
		return ""
	}
	closed := make(map[string]bool)
	for _, sig := range s.signal {
		if d, ok := sig.stmt.(*ast.DeferStmt); ok && e.Builtin(d.Call) == "close" {
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
	channel := ""
	open := false
	for _, send := range s.sent {
		ch := e.Text(send.Chan)
		if closed[ch] || moved[send] {
			continue
		}
		open = true
		if !e.isErrorChan(send.Chan) || !e.IsPath(send.Chan) || channel != "" && channel != ch || !isTail(lit.Body.List, send, true) || s.assigned(send.Chan) {
			refuse("a receiver from " + ch + " would wait for ever after a contained panic")
		}
		channel = ch
	}
	if !open && len(s.sent) == 0 && !closed[s.sends] {
		refuse("a receiver from " + s.sends + " would wait for ever after a contained panic")
	}
	return channel
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
		atEnd := atEnd && i == len(list)-1 || i+1 < len(list) && isBareReturn(list[i+1])
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

func isBareReturn(s ast.Stmt) bool {
	ret, ok := s.(*ast.ReturnStmt)
	return ok && len(ret.Results) == 0
}

// hasOwnReturn reports whether a body returns before its end.
func hasOwnReturn(body *ast.BlockStmt) bool {
	found := false
	code.Own(body, func(n ast.Node) bool {
		if _, ok := n.(*ast.ReturnStmt); ok {
			found = true
		}
		return !found
	})
	return found
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
	if params > 0 || args > 0 || l.outer {
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
	e.insert(lit.Type.Params.Opening+1, e.imp.context+"Context")
	e.breakLines(lit)
	e.replace(lit.End(), e.Call.End(), e.runTail(l.plan))
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
	head := []string{""}
	head = append(head, l.trailer...)
	head = append(head, e.runHead(l.plan)+e.funcHead())
	for _, name := range l.renew {
		head = append(head, name+" := "+name)
	}
	tail := "}" + e.runTail(l.plan) + "\n"
	if dropped {
		head = append(head, "func() "+e.Source(lit.Type.Results)+" {")
		tail = "}()\n" + tail
	}
	at := e.behindComment(l.inner)
	text := strings.Join(head, "\n")
	if e.line(at) == e.line(e.nextToken(lit, l.inner)) {
		text += "\n" // the rest begins on the same line
	}
	e.insert(at, text)
	switch {
	case l.cut.IsValid():
		e.replace(l.cut, l.last, tail)
	case e.line(lit.Body.Rbrace) == e.line(lit.Body.Lbrace):
		e.insert(l.last, "\n"+tail)
	default:
		e.insert(l.last, tail) // the brace stands on a line of its own
	}
}

// nextToken returns the begin of the first statement of a body at or behind
// pos, or its closing brace.
func (e *editor) nextToken(lit *ast.FuncLit, pos token.Pos) token.Pos {
	for _, stmt := range lit.Body.List {
		if stmt.Pos() >= pos {
			return stmt.Pos()
		}
	}
	return lit.Body.Rbrace
}

// behindComment returns pos, or the end of the line comment that stands behind
// it: a comment on go func() { // why stays on that line.
func (e *editor) behindComment(pos token.Pos) token.Pos {
	for _, group := range e.file.Comments {
		for _, c := range group.List {
			if c.Pos() >= pos && e.line(c.Pos()) == e.line(pos) && strings.HasPrefix(c.Text, "//") {
				return c.End()
			}
		}
	}
	return pos
}

package effects

import (
	"go/ast"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function that starts itself again by a timer ends when somebody stops that. After a panic the timer has struck and is not set:
// to stop it then does nothing, and the next run, which waits for its turn, would set it again.
//
//	func (l *lease) renew() { l.store(); l.timer.Reset(d) }
//	func (l *lease) release() { l.timer.Stop() }
//
// It is as well if whoever stops it leaves word of that, for which the function asks.

// TimerStop returns the call that stops the timer by which the entry starts itself again, where nothing else says that it is to
// end; "" if there is none.
func (e *Entry) TimerStop() string {
	for _, t := range e.targets {
		if syntax.Body(t.node) == nil {
			continue
		}
		if text := e.result.polling.timerStop(t.node); text != "" {
			return text
		}
	}
	return ""
}

func (r *polling) timerStop(fn ast.Node) string {
	runs := []ast.Node{fn}
	if _, lit := fn.(*ast.FuncLit); lit {
		syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if node := r.Node(r.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
					runs = append(runs, node)
				}
			}
			return true
		})
	}
	for c := range r.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if e := known.Of(r.Callee(call)); e == nil || e.Name != "(*time.Timer).Stop" {
			continue
		}
		for _, run := range runs {
			if r.isTimerOf(call, run) && !within(call, run) && !r.leavesWord(c, run) {
				return r.Text(call)
			}
		}
	}
	return ""
}

func within(n, fn ast.Node) bool { return fn.Pos() <= n.Pos() && n.End() <= fn.End() }

// leavesWord reports whether the function around a call changes something for which another one asks: a flag, a channel that it
// closes, a context that it ends.
func (r *polling) leavesWord(c inspector.Cursor, asks ast.Node) bool {
	around := syntax.EnclosingFunc(c)
	if around == nil {
		return false
	}
	asked, context := make(map[string]bool), false
	note := func(x ast.Expr) {
		r.polls(x, asked, 0)
		ast.Inspect(x, func(n ast.Node) bool {
			x, ok := n.(ast.Expr)
			context = context || ok && r.Info.Types[x].IsValue() && syntax.IsContext(r.Info.TypeOf(x))
			return true
		})
	}
	syntax.Own(syntax.Body(asks), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			note(n.Cond)
		case *ast.CommClause:
			if recv := received(n); recv != nil {
				note(recv.X)
			}
		}
		return true
	})
	leaves := false
	for class := range r.changes(syntax.Body(around), maxPolled) {
		leaves = leaves || asked[class] && !isLocalClass(class)
	}
	syntax.Own(syntax.Body(around), func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		_, x, _ := r.atomicChange(call)
		if r.Builtin(call) == "close" {
			x = call.Args[0]
		}
		leaves = leaves || x != nil && asked[r.class(x)] || context && syntax.IsCancelFunc(r.Info.TypeOf(call.Fun))
		return !leaves
	})
	return leaves
}

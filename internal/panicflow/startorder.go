package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
)

// A Wait is for what is counted when it begins ("calls with a positive delta that occur when the counter is zero must
// happen before a Wait", https://pkg.go.dev/sync#WaitGroup.Add): what another goroutine starts meanwhile it does not wait for,
// unless that goroutine is counted itself.

// isFound reports whether s, the Wait for a group, is not seen to begin before the sending goroutine, a member, is started.
func (j *channelFlow) isFound(send, sender inspector.Cursor, s ast.Stmt, group ast.Expr) bool {
	wait, ok := j.CursorOf(s)
	seen := make(map[ast.Node]bool)
	switch v := j.VarOf(group); {
	case !ok || v == nil || v.Kind() != types.LocalVar:
		return true // it may be counted where the group comes from
	case startedWith(send):
		return j.comesAhead(user(send), wait, group, seen)
	}
	return j.startsAhead(sender, wait, group, seen)
}

// startsAhead reports whether what starts the goroutine function sender, a member of a group, is not seen to come behind, or
// beside, the statement wait, the Wait for the group. seen has the functions that lead there already.
func (j *channelFlow) startsAhead(sender, wait inspector.Cursor, group ast.Expr, seen map[ast.Node]bool) bool {
	if seen[sender.Node()] {
		return true
	}
	seen[sender.Node()] = true
	starts, ok := j.startsOf(sender)
	if !ok {
		return true
	}
	return !slices.ContainsFunc(starts, func(start inspector.Cursor) bool { return !j.comesAhead(start, wait, group, seen) })
}

// comesAhead is startsAhead for one start.
func (j *channelFlow) comesAhead(start, wait inspector.Cursor, group ast.Expr, seen map[ast.Node]bool) bool {
	fn, ok := j.FuncCursor(j.FuncAround(start.Node()))
	if !ok {
		return true
	}
	if fn.Contains(wait) {
		return !j.beginsAhead(wait, j.countedAt(start, fn, group), fn)
	}
	if _, ok := fn.Node().(*ast.FuncLit); !ok {
		return true
	}
	calls, ok := j.startsOf(fn)
	if !ok || seen[fn.Node()] {
		return true
	}
	return !slices.ContainsFunc(calls, func(call inspector.Cursor) bool {
		if j.startsGoroutine(call) {
			return !j.joins(start, fn, group) || !j.startsAhead(fn, wait, group, seen)
		}
		return !j.comesAhead(call, wait, group, seen)
	})
}

// countedAt returns where the member that start starts, in the function fn, is counted: by the last Add in front of it, or by start.
func (j *channelFlow) countedAt(start, fn inspector.Cursor, group ast.Expr) inspector.Cursor {
	adds, _ := j.addsTo(j.VarOf(group))
	var last ast.Stmt
	for stmt := range adds {
		if j.FuncAround(stmt) == fn.Node() && stmt.Pos() < start.Node().Pos() && (last == nil || stmt.Pos() > last.Pos()) {
			last = stmt
		}
	}
	if last == nil {
		return start
	}
	if add, ok := j.CursorOf(last); ok {
		return add
	}
	return start
}

// startsGoroutine reports whether a call is that of a go statement, or of what is known to start what it is handed.
func (j *channelFlow) startsGoroutine(call inspector.Cursor) bool {
	if isGo(call.Parent().Node()) {
		return true
	}
	e := known.Of(j.Callee(call.Node().(*ast.CallExpr)))
	return e != nil && len(e.Launches) > 0
}

// beginsAhead reports whether wait, somewhere in the function fn, is seen to run before start, or at the same time: it stands in
// front of it in fn, or in a goroutine that fn starts there.
func (j *channelFlow) beginsAhead(wait, start, fn inspector.Cursor) bool {
	at := wait
	for up := range wait.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if up == fn {
			break
		}
		call := user(up)
		if _, ok := call.Node().(*ast.CallExpr); !ok {
			return false
		}
		if call.Node().(*ast.CallExpr).Fun != up.Node() && !j.startsGoroutine(call) {
			return false // who knows when
		}
		at = call
	}
	return deferIn(fn, at) == nil && at.Node().Pos() < start.Node().Pos()
}

package panicflow

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A channel may itself be the flag that says whether it is closed, as long as a lock is held, or one goroutine alone has it:
//
//	if s.quit != nil { close(s.quit); s.quit = nil }
//	select { case <-s.quit: default: close(s.quit) }
//	close(s.changed); s.changed = make(chan struct{})

// closes returns the channel that c, a statement of its own, closes; nil if it does something else.
func (j *channelFlow) closes(c inspector.Cursor) (ch ast.Expr) {
	call, ok := c.Node().(*ast.CallExpr)
	if _, stmt := c.Parent().Node().(*ast.ExprStmt); !ok || !stmt || j.Builtin(call) != "close" || !j.IsPath(call.Args[0]) || j.VarOf(call.Args[0]) == nil {
		return nil
	}
	return call.Args[0]
}

// thereGate returns the gate that x != nil is for what closes x and gives it another value at once.
func (j *channelFlow) thereGate(x ast.Expr, at inspector.Cursor) (g gate, ok bool) {
	ch := j.closes(at)
	if ch == nil || j.Text(ch) != j.Text(x) || !j.isRenewed(j.VarOf(ch)) || !j.renews(ch, at.Parent()) {
		return gate{}, false
	}
	return j.heldGate(ch, x.Pos(), at.Parent())
}

// renewGate returns the gate that a channel is which is there at all times, and is closed and replaced at once.
func (j *channelFlow) renewGate(at inspector.Cursor) (g gate, ok bool) {
	ch := j.closes(at)
	if ch == nil || !j.VarOf(ch).IsField() || !j.isThere(j.VarOf(ch)) || !j.renews(ch, at.Parent()) {
		return gate{}, false
	}
	return j.heldGate(ch, at.Node().Pos(), at.Parent())
}

// openGate returns the gate that the default of a select is for what closes a channel from which another case receives:
// from one that is closed, that can always be done.
func (j *channelFlow) openGate(clause, at inspector.Cursor) (g gate, ok bool) {
	ch := j.closes(at)
	if ch == nil || clause.Node().(*ast.CommClause).Comm != nil {
		return gate{}, false
	}
	if v := j.VarOf(ch); v.IsField() && !j.isThere(v) { // from nil, it never can
		return gate{}, false
	}
	if !slices.ContainsFunc(syntax.Stmts(clause.Parent().Node()), func(s ast.Stmt) bool {
		x := received(s.(*ast.CommClause).Comm)
		return x != nil && j.Text(x) == j.Text(ch)
	}) {
		return gate{}, false
	}
	return j.heldGate(ch, clause.Parent().Node().Pos(), at.Parent())
}

// renews reports whether the statement behind stmt, with nothing in between, gives ch another value.
func (j *channelFlow) renews(ch ast.Expr, stmt inspector.Cursor) bool {
	shut, ok := j.setsBeside(ch, stmt)
	return ok && shut == stmt
}

// isRenewed reports whether the field f only ever holds what make returns, or nil.
func (j *channelFlow) isRenewed(f *types.Var) bool {
	r := j.Var(f)
	return f.IsField() && f.Pkg() == j.Types && !f.Exported() && !r.Taken && !j.Overwritten(f) && !slices.ContainsFunc(r.Values, func(value syntax.Value) bool {
		return value.Expr == nil || !j.IsNil(value.Expr) && !j.makes(value.Expr)
	})
}

// isThere reports whether each value of its type has a channel in the field f at all times.
func (j *channelFlow) isThere(f *types.Var) bool {
	return j.isRenewed(f) && j.EverySetsHere(f) && !slices.ContainsFunc(j.Var(f).Values, func(value syntax.Value) bool { return j.IsNil(value.Expr) })
}

// makes reports whether e makes a channel.
func (j *channelFlow) makes(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && j.Builtin(call) == "make"
}

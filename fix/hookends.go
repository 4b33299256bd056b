package fix

import (
	"go/ast"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An end that says that all went well, or nothing at all, is told in the hook as what it is after a panic: with the panic
// as its cause where it takes one, or as the goroutine itself makes it after an error.

// closesErrors returns a channel of errors that the entry closes without a send:
// who receives then takes that for no error. Where nothing but the close itself can panic, nobody could have received more.
func (d *hooking) closesErrors() ast.Expr {
	for _, s := range d.entry.Sites {
		call, ok := s.Node.(*ast.CallExpr)
		if !ok || s.Kind != effects.Close || s.In != (effects.FuncID{}) || d.lit == nil || d.Builtin(call) != "close" || !syntax.IsError(d.elem(call.Args[0])) {
			continue
		}
		if s.Defer == nil && s.Skipped == "" {
			continue
		}
		if !slices.ContainsFunc(d.entry.Sites, func(sent *effects.Site) bool { return sent.Kind == effects.Send && sent.On == s.On }) {
			return call.Args[0]
		}
	}
	return nil
}

// failingClose is a close that comes because of an error, as the hook makes it after a panic: it is the last that is done on its
// way, so that it has not come before a panic, or a sync.Once guards it. It is "" for another effect.
//
//	if err == nil { return }; if n > max { close(failed); return }
func (d *hooking) failingClose(s *effects.Site) string {
	call, ok := s.Node.(*ast.CallExpr)
	if !ok || s.Kind != effects.Close || d.lit == nil || s.Defer != nil || !d.TellsOfError(call) || d.inLiteral(call) {
		return ""
	}
	if d.Builtin(call) == "close" {
		if d.layout == nil || d.defersInside(d.lit, d.layout) || !d.stableAt(call.Args[0]) || d.ClosedTwice(call.Args[0]) || slices.ContainsFunc(d.entry.Sites, func(other *effects.Site) bool {
			return other.Kind == effects.Close && other.On == s.On && !d.returnsBehind(other.Node) // it may have come before a panic
		}) {
			return ""
		}
		return d.Source(call)
	}
	if !s.Once || len(call.Args) > 0 || !d.IsPath(call.Fun) || !d.stableAt(call.Fun) {
		return ""
	}
	return d.Source(call)
}

// returnsBehind reports whether nothing but a return follows the statement that a node is.
func (d *hooking) returnsBehind(call ast.Node) bool {
	c, ok := d.CursorOf(call)
	if !ok {
		return false
	}
	stmt, ok := c.Parent().Node().(*ast.ExprStmt)
	if !ok {
		return false
	}
	list := syntax.Stmts(c.Parent().Parent().Node())
	i := slices.Index(list, ast.Stmt(stmt))
	if i < 0 || i+1 == len(list) {
		return false
	}
	_, returns := list[i+1].(*ast.ReturnStmt)
	return returns
}

// givenUp is the call with which a literal gives something up after an error, as the
// hook does after a panic: if err != nil { conn.CloseWithError(code, "") }.
func (d *hooking) givenUp(call *ast.CallExpr) string {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || d.lit == nil || !d.stableAt(sel.X) || d.exitsAfter(call) {
		return ""
	}
	if d.tellsLocal(call) { // pw.CloseWithError(err)
		return d.Source(call.Fun) + "(" + d.panicName() + ")"
	}
	if !d.TellsOfError(call) {
		return ""
	}
	for _, arg := range call.Args {
		if d.Info.Types[arg].Value == nil {
			return ""
		}
	}
	return d.Source(call)
}

// toldFirst is the call by which an end tells of a panic, where only the first end of several is believed, so that the same
// one behind it says nothing any more. It is "" for a call that is none, or not the same by then.
//
//	cancel(errComplete)   cancel(p)
//	pw.Close()            pw.CloseWithError(p)
func (d *hooking) toldFirst(call *ast.CallExpr) string {
	if d.lit == nil {
		return ""
	}
	if syntax.IsNamed(d.Info.TypeOf(call.Fun), "context", "CancelCauseFunc") {
		if !d.IsPath(call.Fun) || !d.stableAt(call.Fun) {
			return ""
		}
		return d.Source(call.Fun) + "(" + d.panicName() + ")"
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	fn := d.Callee(call)
	if !ok || fn == nil || !d.IsPath(sel.X) || !d.stableAt(sel.X) {
		return ""
	}
	if by := known.FirstEnd(fn); by != "" {
		return d.Source(sel.X) + "." + by + "(" + d.panicName() + ")"
	}
	return ""
}

// endsAnyway reports whether the goroutine comes to an end on every way, or tells of an error by the same call where it does not.
func (d *hooking) endsAnyway(call *ast.CallExpr) bool {
	return d.comesAlways(call) || slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		other, ok := s.Node.(*ast.CallExpr)
		return ok && other != call && d.Text(other.Fun) == d.Text(call.Fun) && d.TellsOfError(other)
	})
}

// tellFirst lets the hook tell of the panic in place of the deferred ends that stay outside and would say that all went well. It refuses where
// a writer on top is closed before, which says so, too.
//
//	defer pw.Close(); tw := tar.NewWriter(pw); defer tw.Close()
func (d *hooking) tellFirst() *Refusal {
	for _, s := range d.entry.Sites {
		if s.Defer == nil || !s.Commits || !slices.Contains(d.layout.leading, ast.Stmt(s.Defer)) {
			continue
		}
		text := d.toldFirst(s.Defer.Call)
		if text == "" {
			continue
		}
		if sel, ok := ast.Unparen(s.Defer.Call.Fun).(*ast.SelectorExpr); ok && d.closesOnTop(sel.X) {
			return d.refuse(CommitsHalf, s, s.Words(), "")
		}
		d.addHook(text)
	}
	return nil
}

// closesOnTop reports whether a deferred call that stays inside ends what was made of x.
func (d *hooking) closesOnTop(x ast.Expr) bool {
	found := false
	syntax.Own(d.lit.Body, func(n ast.Node) bool {
		if end, ok := n.(*ast.DeferStmt); ok && !slices.Contains(d.layout.leading, ast.Stmt(end)) {
			if sel, ok := ast.Unparen(end.Call.Fun).(*ast.SelectorExpr); ok {
				found = found || d.madeOf(sel.X, x, maxOnTop)
			}
		}
		return !found
	})
	return found
}

// maxOnTop is how many writers on top of each other are looked through.
const maxOnTop = 4

// madeOf reports whether a variable holds what a call makes of x.
func (d *hooking) madeOf(made, x ast.Expr, depth int) bool {
	v := d.VarOf(made)
	return v != nil && depth > 0 && slices.ContainsFunc(d.Var(v).Values, func(value syntax.Value) bool {
		call, ok := ast.Unparen(value.From).(*ast.CallExpr)
		return ok && slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return d.Text(arg) == d.Text(x) || d.madeOf(arg, x, depth-1) })
	})
}

// tellsLocal reports whether a call, which comes on every way through the body, is handed the error
// of what can panic before it, and nothing else: to whoever is told, the panic is as good an error.
//
//	n, err := work(); res = n; cancel(err)
func (d *hooking) tellsLocal(call *ast.CallExpr) bool {
	if len(call.Args) != 1 || call.Ellipsis.IsValid() {
		return false
	}
	if from, ok := ast.Unparen(call.Args[0]).(*ast.CallExpr); ok { // cancel(work())
		return syntax.IsError(d.Info.TypeOf(from)) && d.Panics(from) && d.comesAlways(call)
	}
	v := d.VarOf(call.Args[0])
	if v == nil || !syntax.IsError(v.Type()) || v.Pos() < d.lit.Body.Pos() || d.lit.Body.End() <= v.Pos() || !d.comesAlways(call) {
		return false
	}
	return slices.ContainsFunc(d.Var(v).Values, func(value syntax.Value) bool {
		from, ok := ast.Unparen(value.From).(*ast.CallExpr)
		return ok && d.Panics(from)
	})
}

// exitsAfter reports whether the process ends in the branch that a call stands in: to
// give up is then not all that an error does.
func (d *hooking) exitsAfter(call *ast.CallExpr) bool {
	c, ok := d.CursorOf(call)
	if !ok {
		return true
	}
	for up := range c.Enclosing((*ast.BlockStmt)(nil)) {
		exits := false
		syntax.Own(up.Node(), func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			exits = exits || ok && known.Of(d.Callee(call)).Has(known.Exits)
			return !exits
		})
		return exits
	}
	return true
}

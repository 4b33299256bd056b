package effects

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// waiting tells what waits, and which loops are services.
type waiting struct {
	*Result
	jumps map[*ast.LabeledStmt]*ast.ForStmt // loops by goto
}

// waitsIn reports whether code waits for something from outside, or asks whether
// to go on: by a channel, a clock, a condition, a listener, a context, an atomic
// flag; itself or in a function that it calls.
func (r *waiting) waitsIn(body ast.Node) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.RangeStmt:
			_, ch := r.Info.TypeOf(n.X).Underlying().(*types.Chan)
			found = found || ch
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			found = found || r.Waits(n)
		}
		return !found
	})
	return found
}

// Waits reports whether a call waits for something from outside. Where all that it comes to is in view, that decides, and no
// name: a Fetch that slices a list waits for nothing, and a Next that receives does.
func (r *Result) Waits(call *ast.CallExpr) bool {
	return r.waiting.comesToWait(call, r.waiting.waitsIn, func(s *Summary) bool { return s.Waits }, func(fn *types.Func) bool {
		return known.Of(fn).Props&(known.Waits|known.Asks) != 0
	})
}

// comesToWait reports whether what a call calls waits, by its body, its summary, its entry in package known, or else its name.
func (r *waiting) comesToWait(call *ast.CallExpr, in func(ast.Node) bool, is func(*Summary) bool, isKnown func(*types.Func) bool) bool {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return in(lit.Body)
	}
	if node := r.Node(r.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
		return is(r.summary(node))
	}
	fn := r.Callee(call)
	if known.Of(fn) != nil {
		return isKnown(fn)
	}
	if targets := r.inView(call.Fun); len(targets) > 0 {
		return r.allAre(targets, is)
	}
	return fn != nil && fn.Pkg() != nil && known.WaitsByName(fn)
}

// hearsIn reports whether code waits for what others give: it receives, but not from a clock or of the end of a context, waits on a
// condition variable, or reads; itself or in a function that it calls.
func (r *waiting) hearsIn(body ast.Node) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW && !isTime(r.Info.TypeOf(n)) && !r.isContextDone(n.X)
		case *ast.RangeStmt:
			ch, ok := r.Info.TypeOf(n.X).Underlying().(*types.Chan)
			found = found || ok && !isTime(ch.Elem())
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			found = found || r.hears(n)
		}
		return !found
	})
	return found
}

// hears reports whether a call waits for what others give; see Waits.
func (r *waiting) hears(call *ast.CallExpr) bool {
	return r.comesToWait(call, r.hearsIn, func(s *Summary) bool { return s.Hears }, func(fn *types.Func) bool {
		return known.Of(fn).Has(known.Waits) && fn.Pkg().Path() != "time"
	})
}

// isContextDone reports whether a channel is that of the end of a context.
func (src source) isContextDone(ch ast.Expr) bool {
	call, ok := ast.Unparen(ch).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := src.Callee(call)
	return fn != nil && fn.FullName() == "(context.Context).Done"
}

// inView lists the functions that an expression can denote, if all are known.
func (r *waiting) inView(fun ast.Expr) []target { return (&scan{Result: r.Result}).targets(fun) }

// allAre reports whether functions are what is asked for, but for those in which nothing can panic: an implementation
// of Poll that has nothing to poll returns at once, and is never run again.
func (src source) allAre(targets []target, is func(*Summary) bool) bool {
	one := false
	for _, t := range targets {
		body := syntax.Body(t.node)
		if !is(t.summary) && (body == nil || src.Panics(body)) {
			return false
		}
		one = one || is(t.summary)
	}
	return one
}

// ClosedBeside reports whether something closes a channel that is a local variable: who ranges over it goes on then.
func (r *Result) ClosedBeside(on Ref) bool {
	v := r.readers.varOf(on)
	return v != nil && !v.IsField() && v.Parent() != r.Types.Scope() && r.polling.states().closed[on.Class]
}

// GivesUp reports whether all who receive from a channel in view do so in a select that a clock ends as well, so that nobody waits
// for ever for what is not sent.
//
//	select { case n := <-p.booked: …; case <-time.After(time.Second): }
func (r *Result) GivesUp(on Ref) bool {
	name := on.Class[strings.LastIndex(on.Class, ".")+1:]
	if on.Slot >= 0 && on.Path == "" || ast.IsExported(name) && r.Types.Name() != "main" {
		return false // others have it
	}
	receives := r.readers.receivesFrom(on.Class)
	return len(receives) > 0 && !slices.ContainsFunc(receives, func(c inspector.Cursor) bool { return !r.waiting.endsByClock(c) })
}

// GivesUpClose is GivesUp of a channel that is not closed. Who waits for that may do so under any name of it, and so all of them
// must be in view.
func (r *Result) GivesUpClose(on Ref) bool {
	if !r.GivesUp(on) {
		return false
	}
	ch := &channel{Result: r, names: make(map[*types.Var]bool), closes: true}
	for _, c := range r.readers.receivesFrom(on.Class) {
		n, ok := c.Node().(*ast.UnaryExpr) // what ranges over it does not give up
		if !ok {
			return false
		}
		if v := r.VarOf(n.X); v == nil || !ch.follow(v) {
			return false
		}
	}
	return !slices.ContainsFunc(ch.receives, func(c inspector.Cursor) bool { return !r.waiting.endsByClock(c) })
}

// endsByClock reports whether the receive at c is a case of a select statement, of which a clock is another that ends the wait: in
// a loop it leaves that, or the receive is none that does.
func (r *waiting) endsByClock(c inspector.Cursor) bool {
	var clause *ast.CommClause
	var choice *ast.SelectStmt
	for up := range c.Enclosing((*ast.CommClause)(nil), (*ast.SelectStmt)(nil), (*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch n := up.Node().(type) {
		case *ast.CommClause:
			if clause == nil && received(n) != c.Node() {
				return false
			}
			clause = cmp.Or(clause, n)
		case *ast.SelectStmt:
			choice = cmp.Or(choice, n)
		case *ast.ForStmt, *ast.RangeStmt:
			return choice != nil && r.clockEnds(choice, func(clock []ast.Stmt) bool { return leavesLoop(clock) || !mayLeave(clause) })
		default:
			return choice != nil && r.clockEnds(choice, func([]ast.Stmt) bool { return true })
		}
	}
	return false
}

// clockEnds reports whether a clock is a case of a select statement, by statements of which something is true.
func (r *waiting) clockEnds(choice *ast.SelectStmt, ends func([]ast.Stmt) bool) bool {
	s := &scan{Result: r.Result}
	return slices.ContainsFunc(choice.Body.List, func(stmt ast.Stmt) bool {
		recv := received(stmt)
		return recv != nil && s.isClock(recv.X) && ends(stmt.(*ast.CommClause).Body)
	})
}

// mayLeave reports whether a clause may end the loop that it stands in.
func mayLeave(clause *ast.CommClause) bool {
	found := false
	syntax.Own(clause, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Label != nil || n.Tok == token.GOTO
		}
		return !found
	})
	return found
}

package panicflow

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/cfg"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A frame is a function body that is executed, and what is known of the
// functions that it was handed.
type frame struct {
	*Judge
	body *ast.BlockStmt

	bound      bound
	recovering map[*types.Var]bool // the parameters that stop a panic where they are deferred
	containing map[*types.Var]bool // the parameters that contain their panics where they are called
	giving     map[*types.Var]bool // those that do given that what they are handed does

	setting map[*types.Var]bool // those that do where what they are handed is not nil

	guarded, handing answerOnce // guards, handsOver
}

// frame returns the frame of body when nothing is known of its parameters.
func (j *Judge) frame(body *ast.BlockStmt) *frame { return &frame{Judge: j, body: body} }

// rangeHead is the part of a range statement that runs on each pass; the
// control-flow graph has no node of its own for it.
type rangeHead struct{ *ast.RangeStmt }

// flow visits the nodes of the body that are executed without entering nested
// literals, each with the guard that is up when it starts: registered by
// deferred calls on every path to it. start is the guard at the body's begin.
// A false result of visit ends the walk.
func (f *frame) flow(start Level, visit func(ast.Node, Level) bool) {
	if start == Full || !f.guards() {
		visit(f.body, start)
		return
	}
	g := cfg.New(f.body, func(call *ast.CallExpr) bool { return !f.crashing.neverReturns(call) })

	// Forward analysis over the lattice of levels: in[b] is the lowest guard
	// over b's predecessors. Levels only fall, so this ends.
	in := make([]Level, len(g.Blocks))
	seen := make([]bool, len(g.Blocks))
	in[0], seen[0] = start, true
	for work := []*cfg.Block{g.Blocks[0]}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		out := in[b.Index]
		for _, n := range b.Nodes {
			out = f.after(n, out)
		}
		for _, s := range f.deadCode.taken(b) {
			if !seen[s.Index] || out < in[s.Index] {
				in[s.Index], seen[s.Index] = out, true
				work = append(work, s)
			}
		}
	}
	for _, b := range g.Blocks {
		if !seen[b.Index] {
			continue
		}
		level := in[b.Index]
		if b.Kind == cfg.KindRangeLoop && !visit(rangeHead{b.Stmt.(*ast.RangeStmt)}, level) {
			return
		}
		for _, n := range b.Nodes {
			if !visit(n, level) {
				return
			}
			level = f.after(n, level)
		}
	}
}

// after returns the guard that is up after n, given the one before it.
func (f *frame) after(n ast.Node, level Level) Level {
	if d, ok := n.(*ast.DeferStmt); ok {
		return max(level, f.deferred(d.Call))
	}
	return level
}

// guards reports whether the body defers anything that could be a guard.
func (f *frame) guards() bool {
	return f.guarded.ask(func() bool {
		found := false
		syntax.Own(f.body, func(n ast.Node) bool {
			if d, ok := n.(*ast.DeferStmt); ok && f.deferred(d.Call) > None {
				found = true
			}
			_, expr := n.(ast.Expr)
			return !found && !expr
		})
		return found
	})
}

// deferred returns the guard that `defer call` puts up.
func (f *frame) deferred(call *ast.CallExpr) Level {
	if f.isOne(call.Fun, f.recovering) {
		return Full
	}
	return f.Judge.guarding.deferred(call)
}

// dangers is Judge.dangers but for calls of parameters that contain their
// panics, and of functions that only call those.
func (f *frame) dangers(n ast.Node, yield func(danger) bool) bool {
	if len(f.containing)+len(f.giving)+len(f.setting) == 0 {
		return f.Judge.dangers(n, yield)
	}
	return f.Judge.dangers(n, func(d danger) bool {
		if f.contained(d.node) {
			d.level = Full
		}
		return yield(d)
	})
}

// contained reports whether an operation can panic only in a parameter that
// contains its panics.
func (f *frame) contained(op ast.Node) bool {
	given := func(e ast.Expr) bool { return f.isOne(e, f.containing) }
	if call, ok := op.(*ast.CallExpr); ok {
		return given(call.Fun) || f.isOne(call.Fun, f.setting) && f.containment.handsSet(call) ||
			f.containment.handsOnly(call, f.Resolve(call.Fun), func(e ast.Expr, option bool) bool { return given(e) || option && f.isOne(e, f.setting) }) ||
			f.containedCall(call)
	}
	e, ok := op.(ast.Expr)
	return ok && (given(e) || f.isOne(e, f.giving)) // for x := range yield
}

// isOne reports whether e names one of vars.
func (f *frame) isOne(e ast.Expr, vars map[*types.Var]bool) bool {
	if len(vars) == 0 {
		return false
	}
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, _ := f.Info.Uses[id].(*types.Var)
	return vars[v]
}

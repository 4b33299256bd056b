package panicflow

import (
	"go/ast"

	"golang.org/x/tools/go/cfg"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// rangeHead is the part of a range statement that runs on each pass; the
// control-flow graph has no node of its own for it.
type rangeHead struct{ *ast.RangeStmt }

// flow visits the nodes of a body that are executed without entering nested
// literals, each with the guard that is up when it starts: registered by
// deferred calls on every path to it. start is the guard at the body's begin.
// A false result of visit ends the walk.
func (j *Judge) flow(body *ast.BlockStmt, start Level, visit func(ast.Node, Level) bool) {
	if start == Full || !j.guards(body) {
		visit(body, start)
		return
	}
	g := cfg.New(body, func(call *ast.CallExpr) bool { return !j.crashCall(call) })

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
			out = j.after(n, out)
		}
		for _, s := range b.Succs {
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
			level = j.after(n, level)
		}
	}
}

// after returns the guard that is up after n, given the one before it.
func (j *Judge) after(n ast.Node, level Level) Level {
	if d, ok := n.(*ast.DeferStmt); ok {
		return max(level, j.deferred(d.Call))
	}
	return level
}

// guards reports whether body defers anything that could be a guard.
func (j *Judge) guards(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok && j.deferred(d.Call) > None {
			found = true
		}
		_, expr := n.(ast.Expr)
		return !found && !expr
	})
	return found
}

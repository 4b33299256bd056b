package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"time"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// inner takes a loop inside: while an endless one without a pass goes on, there is none
// of the outer one either. One with a bound is a part of the pass, for as long as its waits take as
// often as it comes round; for how long, nobody knows, where that is not constant. One that works until a time has
// passed takes that: see budget.
func (p *pacer) inner(loop ast.Stmt, always bool) {
	if p.locked && p.waitsForCond(loop) {
		return
	}
	if p.Endless(loop) {
		p.Idle = p.Idle || !p.looping.waitOf(loop).Paced()
		p.inside = true
		return
	}
	rounds := p.rounds(loop)
	in := &pacer{Result: p.Result, loop: loop, limits: p.limits.within(syntax.LoopBody(loop)), deferred: p.deferred, locked: p.locked, told: p.told}
	n, ok := loop.(*ast.ForStmt)
	if ok {
		in.exprs(n.Cond, false)
		in.stmt(n.Post, false)
		p.Idle = p.Idle || always && n.Cond != nil && p.waitsForCond(loop)
	}
	in.list(syntax.LoopBody(loop).List, always && ok && p.Unconditional(n)) // every way comes by its body
	in.limits.rest()
	p.takes(in)
	switch {
	case rounds > 0:
		if in.Clock {
			p.clock(in.Period.times(rounds))
		}
		p.limits.inner(in.limits.Limit, rounds)
	case in.Clock || in.limits.Some:
		p.Long, p.Polls = true, p.Polls || in.Clock
		p.limits.inner(in.limits.Limit, 1)
	}
	if end := p.looping.ownEnd(loop); end != nil && !p.limits.carried(end) {
		p.Long = true // it was made in front of the pass, or that is not seen
	}
	if d, ok := p.budget(loop); ok {
		p.limits.add(d)
	}
}

// waitsForCond reports whether a loop waits for a condition: for len(queue) == 0 { cond.Wait() }
func (p *pacer) waitsForCond(loop ast.Stmt) bool {
	found := false
	p.eachCall(syntax.LoopBody(loop), func(call *ast.CallExpr) { found = found || p.isCondWait(call) })
	return found
}

// rounds returns how often a loop comes round at most, if that is constant; else 0.
func (src text) rounds(loop ast.Stmt) int64 {
	number := func(x ast.Expr) (int64, bool) {
		v := src.Info.Types[x].Value
		if v == nil || v.Kind() != constant.Int {
			return 0, false
		}
		return constant.Int64Val(v)
	}
	switch n := loop.(type) {
	case *ast.RangeStmt:
		if lit, ok := ast.Unparen(n.X).(*ast.CompositeLit); ok {
			return int64(len(lit.Elts))
		}
		t := src.Info.TypeOf(n.X).Underlying()
		if ptr, ok := t.(*types.Pointer); ok {
			t = ptr.Elem().Underlying()
		}
		if array, ok := t.(*types.Array); ok {
			return array.Len()
		}
		count, _ := number(n.X)
		return max(count, 0)
	case *ast.ForStmt: // for i := 0; i < 3; i++
		init, ok1 := n.Init.(*ast.AssignStmt)
		cond, ok2 := n.Cond.(*ast.BinaryExpr)
		post, ok3 := n.Post.(*ast.IncDecStmt)
		if !ok1 || !ok2 || !ok3 || len(init.Lhs) != 1 || len(init.Rhs) != 1 || post.Tok != token.INC {
			return 0
		}
		v := src.VarOf(init.Lhs[0])
		if v == nil || src.VarOf(cond.X) != v || src.VarOf(post.X) != v || len(src.Var(v).Values) != 2 || src.Var(v).Taken {
			return 0
		}
		from, ok1 := number(init.Rhs[0])
		to, ok2 := number(cond.Y)
		switch {
		case !ok1 || !ok2:
		case cond.Op == token.LSS:
			return max(to-from, 0)
		case cond.Op == token.LEQ:
			return max(to-from+1, 0)
		}
	}
	return 0
}

// times returns a period so often. A caller's parameter tells no multiple.
func (p Period) times(n int64) Period {
	switch {
	case n == 1:
		return p
	case !p.Known() || n > int64(math.MaxInt64/p.Duration):
		return Period{}
	}
	return Period{Duration: p.Duration * time.Duration(n)}
}

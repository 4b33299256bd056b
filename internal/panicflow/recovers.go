package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// deferred returns the guard that `defer call` puts up.
func (j *Judge) deferred(call *ast.CallExpr) Level {
	if level, ok := j.guard[call]; ok {
		return level
	}
	level := j.deferredTarget(call)
	j.guard[call] = level
	return level
}

func (j *Judge) deferredTarget(call *ast.CallExpr) Level {
	t := j.Resolve(call.Fun)
	switch {
	case j.mayBeNil(call):
		return None
	case t.Builtin != nil: // defer recover() is recover as the deferred function, not called by it
		return None
	case t.Result != nil: // defer f()()
		return j.recoversResult(t.Result)
	case t.Known():
		if t.Func != nil && j.crashFunc(t.Func) {
			return Crash // defer os.Exit(3)
		}
		return j.recovers(t)
	}
	// Nobody can see what a function value or an interface method does. But a
	// cancel function does not recover, and neither do the methods of the
	// standard library's interfaces: Close, Unlock, Write, ….
	if syntax.IsCancelFunc(j.Info.TypeOf(call.Fun)) {
		return None
	}
	if m := j.Interface(call.Fun); m != nil && (m.Pkg() == nil || syntax.IsStd(m.Pkg().Path())) {
		return None
	}
	return Unknown
}

// recovers returns the guard that t is when it is the deferred function.
func (j *Judge) recovers(t syntax.Target) Level {
	if node := j.Node(t); node != nil {
		return j.nodeRecovers(node)
	}
	if t.Func != nil {
		return j.facts.recoversOf(t.Func).Self
	}
	return None
}

// recoversResult returns the guard that the function returned by call is.
func (j *Judge) recoversResult(call *ast.CallExpr) Level {
	t := j.Resolve(call.Fun)
	if node := j.Node(t); node != nil {
		return j.resultRecovers(node)
	}
	if t.Func != nil {
		return j.facts.recoversOf(t.Func).Result
	}
	return Unknown
}

// resultRecovers returns the guard that the function returned by fn is.
func (j *Judge) resultRecovers(fn ast.Node) Level {
	if level, ok := j.products[fn]; ok {
		return level
	}
	if t := syntax.FuncType(fn); t == nil || t.Results.NumFields() != 1 || !isFunc(j.Info.TypeOf(t.Results.List[0].Type)) {
		return None
	}
	j.products[fn] = Full // of a factory that returns what it makes of itself
	level := lowest(j.Returns(fn), func(e ast.Expr) Level {
		r := j.Resolve(e)
		switch {
		case r.Result != nil:
			return j.recoversResult(r.Result)
		case r.Known():
			return j.recovers(r)
		}
		return Unknown
	})
	j.products[fn] = level
	return level
}

// nodeRecovers returns the guard that a function of this package is when it is
// the deferred function.
func (j *Judge) nodeRecovers(fn ast.Node) Level {
	if level, ok := j.recover[fn]; ok {
		return level
	}
	j.recover[fn] = None
	level := None
	if body := syntax.Body(fn); body != nil {
		if j.callsRecover(body) {
			level = (&handler{Judge: j, body: body}).outcome(false)
			if level == Crash && j.panicsAnyway(body) {
				level = None // which is nobody's purpose
			}
		} else if j.alwaysCrashes(fn) {
			level = Crash
		}
	}
	j.recover[fn] = level
	return level
}

// panicsAnyway reports whether body calls panic(recover()) whatever is
// recovered: even if there was no panic, then there is one.
// See https://github.com/openshift/release-controller/pull/214.
func (j *Judge) panicsAnyway(body *ast.BlockStmt) bool {
	return slices.ContainsFunc(body.List, func(stmt ast.Stmt) bool {
		x, ok := stmt.(*ast.ExprStmt)
		if !ok {
			return false
		}
		call, ok := ast.Unparen(x.X).(*ast.CallExpr)
		return ok && j.Builtin(call) == "panic" && j.callsRecover(call)
	})
}

// surelyRecovers is callsRecover without what stands behind && or ||, which is
// executed or not: control-flow graphs do not tell.
func (j *Judge) surelyRecovers(n ast.Node) bool {
	sure := j.callsRecover(n)
	syntax.Own(n, func(n ast.Node) bool {
		if x, ok := n.(*ast.BinaryExpr); ok && (x.Op == token.LAND || x.Op == token.LOR) {
			sure = sure && (j.callsRecover(x.X) || !j.callsRecover(x.Y))
		}
		return sure
	})
	return sure
}

// callsRecover reports whether body calls the builtin recover where the call
// is effective if body is that of the deferred function: directly, not as a
// deferred or spawned call itself, and not in a nested literal.
func (j *Judge) callsRecover(n ast.Node) bool {
	found := false
	j.eachRecover(n, func(*ast.CallExpr) { found = true })
	return found
}

func (j *Judge) eachRecover(n ast.Node, f func(*ast.CallExpr)) {
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			return j.Builtin(n.Call) != "recover"
		case *ast.GoStmt:
			return j.Builtin(n.Call) != "recover"
		case *ast.CallExpr:
			if j.Builtin(n) == "recover" {
				f(n)
			}
		}
		return true
	})
}

// A handler follows a panic through the function that handles it: which of
// its paths recover and return, which hand the panic on. The recovered value
// is known not to be nil on the way, so that `if r := recover(); r != nil`
// has one branch only.
type handler struct {
	*Judge
	body  *ast.BlockStmt
	value map[*types.Var]bool      // variables that hold the recovered value
	skip  map[*ast.CaseClause]bool // clauses for a nil value
	ends  [3]bool                  // seen: returned with the panic on, returned recovered, crashed
}

const (
	endUnrecovered = iota
	endRecovered
	endCrashed
)

// outcome follows every path. recovered says that the panic is over when the
// function starts: it is then a helper that gets the value as a parameter.
func (h *handler) outcome(recovered bool) Level {
	if h.value == nil {
		h.value = make(map[*types.Var]bool)
	}
	h.skip = make(map[*ast.CaseClause]bool)
	h.bind()
	g := cfg.New(h.body, func(call *ast.CallExpr) bool { return !h.crashCall(call) })
	type state struct {
		block     int32
		recovered bool
	}
	seen := make(map[state]bool)
	var follow func(*cfg.Block, bool)
	var step func(b *cfg.Block, recovered, again bool)
	follow = func(b *cfg.Block, recovered bool) {
		if seen[state{b.Index, recovered}] {
			return
		}
		seen[state{b.Index, recovered}] = true
		if clause, ok := b.Stmt.(*ast.CaseClause); ok && b.Kind == cfg.KindSwitchCaseBody && h.skip[clause] {
			return
		}
		maybe, again := false, false
		for _, n := range b.Nodes {
			if h.surelyRecovers(n) {
				again = again || recovered
				recovered = true
			} else if h.callsRecover(n) {
				maybe = true
			}
			switch h.handsOn(n) {
			case Crash:
				h.ends[endCrashed] = true
				return
			case Partial:
				h.ends[endCrashed] = true
			}
		}
		if maybe && !recovered {
			step(b, true, again)
		}
		step(b, recovered, again)
	}
	step = func(b *cfg.Block, recovered, again bool) {
		switch {
		case len(b.Succs) == 2 && again: // a second recover returns nil
			follow(b.Succs[0], recovered)
			follow(b.Succs[1], recovered)
		case len(b.Succs) == 2:
			switch h.decide(b) {
			case 1:
				follow(b.Succs[0], recovered)
			case 0:
				follow(b.Succs[1], recovered)
			default:
				follow(b.Succs[0], recovered)
				follow(b.Succs[1], recovered)
			}
		case len(b.Succs) == 1:
			follow(b.Succs[0], recovered)
		case recovered:
			h.ends[endRecovered] = true
		default:
			h.ends[endUnrecovered] = true
		}
	}
	follow(g.Blocks[0], recovered)
	switch {
	case h.ends[endCrashed] && !h.ends[endRecovered]:
		return Crash
	case h.ends[endRecovered] && (h.ends[endCrashed] || h.ends[endUnrecovered]):
		return Partial
	case h.ends[endRecovered]:
		return Full
	}
	return None
}

// bind finds the variables that hold the recovered value and the switch
// clauses that a value other than nil never reaches.
func (h *handler) bind() {
	hold := func(lhs, rhs ast.Expr) {
		if call, ok := ast.Unparen(rhs).(*ast.CallExpr); ok && h.Builtin(call) == "recover" || h.isValue(rhs) {
			if v := h.VarOf(lhs); v != nil && !v.IsField() {
				h.value[v] = true
			}
		}
	}
	syntax.Own(h.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) == len(n.Rhs) {
				for i := range n.Lhs {
					hold(n.Lhs[i], n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			if len(n.Names) == len(n.Values) {
				for i := range n.Names {
					hold(n.Names[i], n.Values[i])
				}
			}
		case *ast.SwitchStmt:
			if n.Init != nil {
				h.bindStmt(n.Init, hold)
			}
			if n.Tag != nil && h.isValue(n.Tag) {
				h.skipNil(n.Body)
			}
		case *ast.TypeSwitchStmt:
			if n.Init != nil {
				h.bindStmt(n.Init, hold)
			}
			if x := switched(n); h.isValue(x) {
				h.skipNil(n.Body)
				for _, clause := range n.Body.List {
					if v, ok := h.Info.Implicits[clause].(*types.Var); ok {
						h.value[v] = true
					}
				}
			}
		}
		return true
	})
}

func (h *handler) bindStmt(s ast.Stmt, hold func(lhs, rhs ast.Expr)) {
	if n, ok := s.(*ast.AssignStmt); ok && len(n.Lhs) == len(n.Rhs) {
		for i := range n.Lhs {
			hold(n.Lhs[i], n.Rhs[i])
		}
	}
}

// switched returns the x of switch x.(type) and switch v := x.(type).
func switched(n *ast.TypeSwitchStmt) ast.Expr {
	var e ast.Expr
	switch s := n.Assign.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		e = s.Rhs[0]
	}
	if ta, ok := ast.Unparen(e).(*ast.TypeAssertExpr); ok {
		return ta.X
	}
	return e
}

func (h *handler) skipNil(body *ast.BlockStmt) {
	for _, s := range body.List {
		clause := s.(*ast.CaseClause)
		nils := len(clause.List) > 0
		for _, e := range clause.List {
			nils = nils && h.IsNil(e)
		}
		h.skip[clause] = nils
	}
}

// isValue reports whether e is the recovered value.
func (h *handler) isValue(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return h.Builtin(e) == "recover"
	case *ast.Ident:
		v, ok := h.Info.ObjectOf(e).(*types.Var)
		return ok && h.value[v]
	}
	return false
}

// decide says which way the condition at the end of b goes when there was a
// panic: 1 true, 0 false, -1 either.
func (h *handler) decide(b *cfg.Block) int {
	if len(b.Nodes) == 0 {
		return -1
	}
	cond, ok := b.Nodes[len(b.Nodes)-1].(ast.Expr)
	if !ok {
		return -1
	}
	return h.truth(cond)
}

func (h *handler) truth(e ast.Expr) int {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			if t := h.truth(e.X); t >= 0 {
				return 1 - t
			}
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			x, y := h.truth(e.X), h.truth(e.Y)
			if x == 0 || y == 0 {
				return 0
			}
			return min(x, y)
		case token.LOR:
			x, y := h.truth(e.X), h.truth(e.Y)
			if x == 1 || y == 1 {
				return 1
			}
			if x == 0 && y == 0 {
				return 0
			}
		case token.EQL, token.NEQ:
			if h.isValue(e.X) && h.IsNil(e.Y) || h.IsNil(e.X) && h.isValue(e.Y) {
				if e.Op == token.NEQ {
					return 1
				}
				return 0
			}
		}
	}
	return -1
}

// handsOn says whether executing n hands the panic on: Crash always, Partial
// under a condition inside a helper that gets the recovered value, None not.
func (h *handler) handsOn(n ast.Node) Level {
	level := None
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			if h.crashCall(n) {
				level = Crash
			} else if l := h.helper(n); level != Crash && l != None {
				level = l
			}
		}
		return level != Crash
	})
	return level
}

// helper judges a call of a function of this package that gets the recovered value.
func (h *handler) helper(call *ast.CallExpr) Level {
	var fn ast.Node
	value := make(map[*types.Var]bool)
	for i, arg := range call.Args {
		if !h.isValue(arg) {
			continue
		}
		if fn == nil {
			if fn = h.Node(h.Resolve(call.Fun)); fn == nil || syntax.Body(fn) == nil {
				return None
			}
		}
		if v := h.param(fn, i); v != nil {
			value[v] = true
		}
	}
	if len(value) == 0 || h.depth > maxDepth {
		return None
	}
	h.depth++
	defer func() { h.depth-- }()
	switch (&handler{Judge: h.Judge, body: syntax.Body(fn), value: value}).outcome(true) {
	case Crash:
		return Crash
	case Partial:
		return Partial
	}
	return None
}

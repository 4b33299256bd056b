package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A reading turns the nodes of a function's control-flow graph into events, in the order of evaluation.
type reading struct {
	*scan
	block    int32             // whose nodes are read
	ops      map[ast.Node]bool // what can panic in the node that is read
	lossy    bool              // the node is in a select with a default
	optional []ast.Stmt        // sends of select statements with another case
	deferred *ast.DeferStmt    // whose call is read
}

// lossyComms marks the sends of select statements with a default, and the
// receives of select statements: nobody can count on them, and who waits to send
// may have to wait for the next one.
func (s *reading) lossyComms() map[ast.Node]bool {
	marks := make(map[ast.Node]bool)
	syntax.Own(s.body, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectStmt)
		if !ok {
			return true
		}
		hasDefault := false
		for _, c := range sel.Body.List {
			hasDefault = hasDefault || c.(*ast.CommClause).Comm == nil
		}
		for _, c := range sel.Body.List {
			comm := c.(*ast.CommClause).Comm
			if _, send := comm.(*ast.SendStmt); comm != nil && (!send || hasDefault) {
				marks[comm] = len(sel.Body.List) > 1
			} else if send && len(sel.Body.List) > 1 {
				s.optional = append(s.optional, comm)
			}
		}
		return true
	})
	return marks
}

func (s *reading) emit(e event) { s.events[s.block] = append(s.events[s.block], e) }

// read reads one node of the graph: what in it can panic, and its effects, in
// the order of evaluation.
func (s *reading) read(n ast.Node) {
	s.ops = make(map[ast.Node]bool)
	s.Operations(n, func(op ast.Node) bool {
		s.ops[op] = s.canSkip(op)
		return true
	})
	s.walk(n)
}

// canSkip reports whether a panic of an operation skips what the function owes.
func (s *reading) canSkip(op ast.Node) bool {
	return !s.readsRoot(op) && !s.logs(op) && !s.handlesPaths(op) && !s.assertedBefore(op)
}

// readsRoot reports whether an operation panics only if a parameter, the
// receiver or a captured variable itself is nil: then what the function owes,
// on that variable, cannot be met either.
func (s *scan) readsRoot(op ast.Node) bool {
	sel, ok := op.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := s.Info.Uses[id].(*types.Var)
	return ok && !s.declares(v)
}

// logs reports whether an operation is a call of a logger. What it does with its
// arguments is guarded by the loggers in use, as package fmt does, also behind a Debugf of the program itself; a logger that
// panics by itself is not looked for.
func (s *scan) logs(op ast.Node) bool {
	call, ok := op.(*ast.CallExpr)
	return ok && (known.Logs(s.Callee(call)) || known.LogsWords(s.Callee(call))) && !s.callsPanic(call)
}

// callsPanic reports whether a function of the package calls panic itself, as the Errorf of a parser does.
func (s *scan) callsPanic(call *ast.CallExpr) bool {
	decl := s.declOf(call)
	if decl == nil || decl.Body == nil {
		return false
	}
	found := false
	syntax.Own(decl.Body, func(n ast.Node) bool {
		inner, ok := n.(*ast.CallExpr)
		found = found || ok && s.Builtin(inner) == "panic"
		return !found
	})
	return found
}

// handlesPaths reports whether an operation is a call that can only fail.
func (s *reading) handlesPaths(op ast.Node) bool {
	call, ok := op.(*ast.CallExpr)
	return ok && known.HandlesPaths(s.Callee(call))
}

// rangeHead reads what a range statement does on each pass.
func (s *reading) rangeHead(loop *ast.RangeStmt) {
	s.ops = make(map[ast.Node]bool)
	s.Operations(panicflow.RangeHead{RangeStmt: loop}, func(op ast.Node) bool {
		s.emit(event{op: op})
		return true
	})
	switch s.Info.TypeOf(loop.X).Underlying().(type) {
	case *types.Chan:
		s.receive(loop.X, loop)
	case *types.Slice:
		s.demandsBatch(loop)
	case *types.Signature: // the body of the loop runs inside the iterator
		for _, t := range s.iterators(loop) {
			s.apply(t, syntax.CallOf(loop.X))
		}
	}
	s.define(loop.Key)
	s.define(loop.Value)
}

// walk visits n after what it is made of.
func (s *reading) walk(n ast.Node) {
	switch n := n.(type) {
	case nil, *ast.FuncLit:
		return
	case *ast.CallExpr:
		s.operands(n)
		s.call(n)
		return
	case *ast.DeferStmt:
		s.operands(n.Call)
		s.deferCall(n)
		return
	case *ast.GoStmt:
		s.operands(n.Call)
		if s.runs(n.Call, s.fn) {
			s.goesOnBy(n.Call, true)
		}
		s.handOver(n.Call)
		s.startsLater(n.Call, n.Call)
		return
	case *ast.SendStmt:
		s.walk(n.Chan)
		s.walk(n.Value)
		s.send(n)
		return
	case *ast.UnaryExpr:
		s.children(n)
		if n.Op == token.ARROW {
			s.receive(n.X, n)
		}
		return
	case *ast.AssignStmt:
		s.children(n)
		s.op(n)
		s.assign(n)
		return
	case *ast.IncDecStmt:
		s.children(n)
		s.op(n)
		s.count(n)
		return
	case *ast.ValueSpec:
		s.children(n)
		for _, name := range n.Names {
			s.define(name)
		}
		return
	}
	s.children(n)
	s.op(n)
}

// children walks what n is made of.
func (s *reading) children(n ast.Node) {
	ast.Inspect(n, func(m ast.Node) bool {
		if m == n {
			return true
		}
		if m != nil {
			s.walk(m)
		}
		return false
	})
}

// operands walks what a call evaluates before it calls.
func (s *reading) operands(call *ast.CallExpr) {
	if _, lit := ast.Unparen(call.Fun).(*ast.FuncLit); !lit {
		s.walk(call.Fun)
	}
	for _, arg := range call.Args {
		s.walk(arg)
	}
}

// op notes n if it can panic.
func (s *reading) op(n ast.Node) {
	if s.ops[n] {
		s.emit(event{op: n})
	}
}

// define notes that a local variable gets a value.
func (s *reading) define(e ast.Expr) {
	if e == nil {
		return
	}
	if id, ok := ast.Unparen(e).(*ast.Ident); ok {
		if v, ok := s.Info.ObjectOf(id).(*types.Var); ok && s.declares(v) {
			s.emit(event{def: v})
		}
	}
}

// site notes an effect.
func (s *reading) site(site *Site) {
	if site.On.Local && site.On.root != nil {
		site.operand = site.On.root
	}
	if !s.spawned && !s.isLoopCall(site.Node) { // whose effects have phases of their own
		site.Phase = s.phase(site.Node.Pos())
		if site.Phase == Inside && !isLoop(s.loop) {
			site.Phase = After // what is made of the result of a service
		}
	}
	site.Lossy = site.Lossy || s.lossy
	if send, ok := site.Node.(*ast.SendStmt); ok && slices.Contains(s.optional, ast.Stmt(send)) {
		site.Optional = true
	}
	site.Looped = site.Looped || !s.spawned && s.repeated(site.Node) && !s.isLastOfAll(site.Node)
	if site.Defer == nil {
		site.Defer = s.deferred
	}
	s.sites = append(s.sites, site)
	s.emit(event{site: site})
}

// isLoopCall reports whether n is the call of a service in the statement that
// stands for the loop without bound.
func (s *reading) isLoopCall(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if loop, is := s.loop.(*ast.RangeStmt); is && ok && call.Fun == loop.X {
		return true // of an iterator
	}
	return ok && s.loop != nil && !isLoop(s.loop) && s.loop.Pos() <= n.Pos() && n.End() <= s.loop.End() && s.isService(s.targets(call.Fun))
}

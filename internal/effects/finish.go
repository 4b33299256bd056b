package effects

import (
	"go/ast"
	"go/types"
	"iter"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a service does on its way out is done once, by the run that is told to stop:
//
//	case <-w.quit: w.flush(); return
//
// If it is told while it waits for its next run, nobody would do it. Whoever reads what
// was to be flushed would miss it, and the lease would be held for ever.

// finishes reports whether the function does something that others can notice once
// its loop has ended: not in a deferred call, which comes after each run.
func (s *scan) finishes() bool {
	if s.loop == nil {
		return false
	}
	if s.head < 0 {
		return s.calledFinishes()
	}
	for _, t := range s.iterators(s.loop) {
		if t.summary.Finishes {
			return true
		}
	}
	for n := range s.behindHead(false) {
		if s.acts(n, actsDepth) {
			return true
		}
	}
	return false
}

// calledFinishes is finishes for the service that the function calls, and for what
// follows the call.
func (s *scan) calledFinishes() bool {
	called := s.loop.Pos()
	found := false
	syntax.Own(s.loop, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if targets := s.targets(call.Fun); s.isService(targets) {
				called = max(called, call.End())
				for _, t := range targets {
					found = found || t.summary.Finishes
				}
			}
		}
		return true
	})
	for _, b := range s.graph.Blocks {
		for _, n := range b.Nodes {
			found = found || n.Pos() > called && s.acts(n, actsDepth)
		}
	}
	return found
}

// behindHead returns the nodes to which the head of the loop leads, and that lead back to it, or do not.
func (s *scan) behindHead(back bool) iter.Seq[ast.Node] {
	return func(yield func(ast.Node) bool) {
		if s.head < 0 {
			return
		}
		goesOn, reached := s.goesOn(), s.reached()
		for _, b := range s.graph.Blocks {
			if !reached[b.Index] || goesOn[b.Index] != back {
				continue
			}
			for _, n := range b.Nodes {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// reached marks the blocks that can be reached from the head of the loop.
func (s *scan) reached() []bool {
	marks := make([]bool, len(s.events))
	marks[s.head] = true
	for work := []int32{s.head}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, succ := range s.graph.Blocks[b].Succs {
			if !marks[succ.Index] {
				marks[succ.Index] = true
				work = append(work, succ.Index)
			}
		}
	}
	return marks
}

// actsDepth bounds how far acts follows calls; what lies deeper acts.
const actsDepth = 4

// acts reports whether code does something that others can notice: it changes what is
// not its own, sends, or calls something of which that is not known.
func (s *scan) acts(n ast.Node, depth int) bool {
	found := false
	changes := func(x ast.Expr) {
		if id, ok := ast.Unparen(x).(*ast.Ident); ok {
			if v, ok := s.Info.ObjectOf(id).(*types.Var); !ok || s.isMine(v) {
				return
			}
		}
		_, others := s.outside(x)
		found = found || others
	}
	syntax.Own(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			found = found || s.callActs(n.Call, depth)
			return false
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				changes(lhs)
			}
		case *ast.IncDecStmt:
			changes(n.X)
		case *ast.SendStmt:
			_, others := s.outside(n.Chan)
			found = found || others
		case *ast.GoStmt:
			found = true
		case *ast.CallExpr:
			found = found || s.callActs(n, depth)
		}
		return !found
	})
	return found
}

// callActs is acts for a call, its operands apart.
func (s *scan) callActs(call *ast.CallExpr, depth int) bool {
	if s.Info.Types[call.Fun].IsType() {
		return false
	}
	switch s.Builtin(call) {
	case "":
	case "close", "delete", "clear", "copy":
		_, others := s.outside(call.Args[0])
		return others
	default:
		return false
	}
	for _, arg := range call.Args { // once.Do(func() { close(s.done) })
		if lit, ok := ast.Unparen(arg).(*ast.FuncLit); ok && s.acts(lit.Body, depth) {
			return true
		}
	}
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return s.acts(lit.Body, depth)
	}
	sel, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if sel != nil && s.Info.Selections[sel] != nil { // of what each run makes: ticker.Stop()
		if on, ok := s.ref(sel.X); ok && s.isOwn(on) {
			return false
		}
	}
	if syntax.IsCancelFunc(s.Info.TypeOf(call.Fun)) {
		on, ok := s.ref(call.Fun)
		return !ok || !on.Local
	}
	fn := s.Callee(call)
	if node := s.Node(s.Resolve(call.Fun)); node != nil && syntax.Body(node) != nil {
		return depth == 0 || s.leaving.frame(node).acts(syntax.Body(node), depth-1)
	}
	if fn == nil || fn.Pkg() == nil {
		return fn == nil // but for the Error of an error
	}
	path, name := fn.Pkg().Path(), fn.Name()
	switch e := known.Of(fn); {
	case isLog(fn), fn.Pkg().Name() == "errors":
		return false
	case known.Atomic(fn) == known.AtomicLoad:
		return false
	case known.Atomic(fn) != known.NotAtomic:
		return true
	case strings.HasPrefix(fn.FullName(), "(*sync.Map)."):
		return name != "Load" && name != "Range"
	case e != nil:
		return e.Props&(known.Signals|known.Exits) != 0 && e.Props&(known.Unlocks|known.RUnlocks) == 0
	case quiet(path):
		return strings.HasPrefix(name, "Fprint")
	}
	return true
}

package effects

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A loop over an iterator is what the loop of that is (https://go.dev/ref/spec#For_range): it has no bound if the iterator
// is a service that its consumer can tell to stop, by leaving its loop, and each run calls the iterator anew.
//
//	for v := range ticks(ctx) { s.do(v) }
//
// Of an iterator that nobody can see, the end is not known: such a loop is a task.

// isYield reports whether an expression is a call of the yield of an iterator: it is false once its consumer has left the loop.
func (src source) isYield(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return false
	}
	v := src.VarOf(call.Fun)
	if v == nil || v.Kind() != types.ParamVar || v.Pkg() != src.Types || len(call.Args) == 0 && v.Name() != "yield" { // for next() {}
		return false
	}
	switch fn := src.FuncAt(v.Pos()).(type) {
	case *ast.FuncLit:
		return syntax.IsIterator(src.Info.TypeOf(fn))
	case *ast.FuncDecl:
		return syntax.IsIterator(src.Info.Defs[fn.Name].Type())
	}
	return false
}

// isYielded reports whether a local is what yield has returned.
func (src source) isYielded(v *types.Var) bool {
	values := src.Var(v).Values
	return len(values) == 1 && values[0].From != nil && src.isYield(values[0].From)
}

// iterators lists the functions that a loop ranges over, if it does and all are known: those of another
// package of the module only if they are services.
func (s *scan) iterators(loop ast.Stmt) []target {
	n, ok := loop.(*ast.RangeStmt)
	if !ok || !syntax.IsIterator(s.Info.TypeOf(n.X)) {
		return nil
	}
	if list := s.targets(n.X); len(list) > 0 {
		return list
	}
	if call := s.Resolve(n.X).Result; call != nil {
		if fn := s.Callee(call); fn != nil && fn.Pkg() != nil && fn.Pkg() != s.Types && s.InModule(fn.Pkg().Path()) {
			if it := s.imported(fn).Iterator; it != nil {
				return []target{{summary: it}}
			}
		}
	}
	return nil
}

// iterator returns the summary of what the function returns, if that is an iterator and a service.
func (s *scan) iterator() *Summary {
	list := s.Returns(s.fn)
	if len(list) != 1 || !syntax.IsIterator(s.Info.TypeOf(list[0])) {
		return nil
	}
	targets := s.targets(list[0])
	if len(targets) != 1 || !targets[0].summary.Service {
		return nil
	}
	return targets[0].summary
}

// iteratedStops lists what ends the iterator that the loop ranges over, as it is called here.
func (s *scan) iteratedStops() []Stop {
	loop, ok := s.loop.(*ast.RangeStmt)
	if !ok || len(s.iterators(loop)) != 1 {
		return nil
	}
	var list []Stop
	add := func(it ast.Node, seen func(Ref) Ref) {
		e := s.iteratorEntry(it)
		if e == nil {
			return
		}
		for _, stop := range e.Stops {
			if stop.On = seen(stop.On); !stop.On.Local {
				list = append(list, stop)
			}
		}
	}
	t := s.Resolve(loop.X)
	if t.Result == nil { // for v := range s.all
		call := syntax.CallOf(loop.X)
		add(s.Node(t), func(on Ref) Ref { return s.mapped(on, target{node: s.Node(t), fn: t.Func}, call) })
		return list
	}
	decl, ok := s.Node(s.Resolve(t.Result.Fun)).(*ast.FuncDecl)
	if !ok {
		return nil
	}
	frame := s.leaving.frame(decl)
	for _, x := range s.Returns(decl) {
		add(s.Node(s.Resolve(x)), func(on Ref) Ref {
			if on.root == nil {
				return noRef(on.Class)
			}
			base, _ := frame.refVar(on.root, 0) // a parameter of what makes the iterator
			return s.mapped(on.below(base), target{node: decl, fn: s.Callee(t.Result)}, t.Result)
		})
	}
	return list
}

// iteratedStopPath reports whether something can panic in the iterator that the loop ranges over once that is told to stop.
func (s *scan) iteratedStopPath(loop *ast.RangeStmt) bool {
	t := s.Resolve(loop.X)
	its := []ast.Expr{loop.X}
	if t.Result != nil {
		its = s.Returns(s.Node(s.Resolve(t.Result.Fun)))
	}
	for _, x := range its {
		if e := s.iteratorEntry(s.Node(s.Resolve(x))); e != nil && syntax.IsIterator(s.Info.TypeOf(x)) && len(e.StopPath) > 0 {
			return true
		}
	}
	return false
}

// iteratorEntry returns the Entry of an iterator; nil if that is not in view.
func (s *scan) iteratorEntry(it ast.Node) *Entry {
	if it == nil || syntax.Body(it) == nil {
		return nil
	}
	return s.Body(it)
}

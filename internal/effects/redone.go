package effects

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is worked off item by item from a list that outlives the run, and dropped from it only behind that, is still there
// after a panic: the next run does again what has been done of it.
//
//	for _, c := range b.batch { b.charge(c) }
//	b.batch = nil
//
// A list that is dropped first, or item by item, is none of it, nor is work of which nobody notices that it is done twice.

// redoes notes that n, which takes from a list all that has been worked off, may be skipped while half of that is done.
func (s *reading) redoes(list ast.Expr, n ast.Node) {
	on, ok := s.outside(list)
	if !ok || on.Local && on.root != nil && s.declares(on.root) && !s.spawned && on.Path == "" {
		return
	}
	class := s.polling.class(list)
	if class == "" || !s.workedOff(class, n.Pos()) && !s.doneBy(class, n) {
		return
	}
	s.site(&Site{Effect: Effect{Kind: Redo, On: on, Text: s.Text(list), Always: true}, Node: n})
}

// workedOff reports whether a loop before pos, or a function that is called there, does for each item of a list what others
// notice, and can panic in between.
func (s *reading) workedOff(class string, pos token.Pos) bool {
	return s.worksOffList(class, pos, maxStages)
}

func (s *scan) worksOffList(class string, pos token.Pos, depth int) bool {
	found := false
	ast.Inspect(s.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			found = found || n.End() <= pos && s.listIs(n.X, class) && s.worksOffIn(n.Body, class)
		case *ast.ForStmt: // for i := 0; i < len(b.batch); i++, for len(q) > 0
			found = found || n.End() <= pos && s.indexes(n, class) && s.worksOffIn(n.Body, class)
		case *ast.CallExpr:
			found = found || n.End() <= pos && depth > 0 && s.callWorksOff(n, class, depth)
		}
		return !found
	})
	return found
}

func (s *scan) worksOffIn(body *ast.BlockStmt, class string) bool {
	return s.Panics(body) && !s.dropsIn(body, class) && s.showsAgain(body)
}

// indexes reports whether a loop takes elements of a list.
func (s *scan) indexes(loop *ast.ForStmt, class string) bool {
	found := false
	ast.Inspect(loop, func(n ast.Node) bool {
		x, ok := n.(*ast.IndexExpr)
		found = found || ok && s.listIs(x.X, class)
		return !found
	})
	return found
}

// callWorksOff reports whether a function of the package that is called works off the list, which it may be handed.
func (s *scan) callWorksOff(call *ast.CallExpr, class string, depth int) bool {
	decl := s.declOf(call)
	if decl == nil || decl.Body == nil || decl == s.fn {
		return false
	}
	if s.leaving.worksOffWhole(decl, class, depth-1) {
		return true
	}
	fn := s.Callee(call)
	for i, arg := range call.Args {
		if i -= s.Shift(call, fn); i >= 0 && i < fn.Signature().Params().Len() && s.listIs(arg, class) {
			return s.leaving.worksOffWhole(decl, s.naming.classOf(fn.Signature().Params().At(i)), depth-1)
		}
	}
	return false
}

// A workOffKey is a question of worksOffWhole.
type workOffKey struct {
	fn    *ast.FuncDecl
	class string
	depth int
}

// worksOffWhole is worksOffList for all that a function does.
func (r *leaving) worksOffWhole(fn *ast.FuncDecl, class string, depth int) bool {
	key := workOffKey{fn, class, depth}
	found, ok := r.workOff[key]
	if !ok {
		found = r.frame(fn).worksOffList(class, fn.End(), depth)
		if r.workOff == nil {
			r.workOff = make(map[workOffKey]bool)
		}
		r.workOff[key] = found
	}
	return found
}

// listIs reports whether x is a list of that class, or a local that holds it.
func (s *scan) listIs(x ast.Expr, class string) bool {
	if s.polling.class(x) == class {
		return true
	}
	v := s.VarOf(x)
	return v != nil && !v.IsField() && s.declares(v) && slices.ContainsFunc(s.Var(v).Values, func(value syntax.Value) bool {
		return value.Expr != nil && s.polling.class(value.Expr) == class
	})
}

// dropsIn reports whether a body takes something from a list or map.
func (s *scan) dropsIn(body ast.Node, class string) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			found = found || slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return s.VarOf(lhs) != nil && s.polling.class(lhs) == class })
		case *ast.CallExpr:
			found = found || s.Builtin(n) == "delete" && s.polling.class(n.Args[0]) == class
		}
		return !found
	})
	return found
}

// showsAgain reports whether others notice that a body is run a second time for the same item: it
// counts, appends, sends, or calls what acts. To assign the same once more is no harm.
func (s *scan) showsAgain(body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			found = true
		case *ast.IncDecStmt:
			_, others := s.outside(n.X)
			found = found || others
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if _, others := s.outside(lhs); others && n.Tok != token.DEFINE {
					call, ok := ast.Unparen(n.Rhs[min(i, len(n.Rhs)-1)]).(*ast.CallExpr)
					found = found || n.Tok != token.ASSIGN || ok && s.Builtin(call) == "append"
				}
			}
		case *ast.CallExpr:
			found = found || s.Builtin(n) == "" && s.callActs(n, actsDepth)
		}
		return !found
	})
	return found
}

// leavesLess reports whether a value of a list is what is left of it, or nothing.
func (s *scan) leavesLess(list, value ast.Expr) bool {
	if s.isEmpty(value) {
		return true
	}
	x, ok := ast.Unparen(value).(*ast.SliceExpr)
	return ok && s.Text(x.X) == s.Text(list)
}

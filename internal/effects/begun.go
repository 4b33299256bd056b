package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a service does behind its loop is done once, by the run that ends it. A run that
// comes after a panic finds begun what was to be ended there, and hands over what it has
// gathered alone.

// begun returns a call before the loop, on something from outside, that another call on the same
// thing ends behind the loop; "" if there is none. The next run would begin again what has not ended:
//
//	l.Acquire()
//	for { select { case <-ctx.Done(): l.Release(); return; … } }
func (s restarting) begun() string {
	ended := make(map[string]bool)
	s.eachAtEnd(func(n ast.Node) {
		if on, _ := s.actsOn(n); on != "" {
			ended[on] = true
		}
	})
	if len(ended) == 0 {
		return ""
	}
	inLoop := s.calledInPass()
	text := ""
	syntax.Own(s.body, func(n ast.Node) bool {
		if n.Pos() >= s.loop.Pos() || text != "" {
			return false
		}
		if _, deferred := n.(*ast.DeferStmt); deferred {
			return false
		}
		if on, fn := s.actsOn(n); ended[on] && !inLoop[fn] && !strings.HasPrefix(fn.Name(), "Set") {
			text = s.Text(n)
		}
		return true
	})
	return text
}

// actsOn returns the text of what a call of a method is on, and the method, if others can notice the call:
// nothing of what package known has, nor a line in a log.
func (s restarting) actsOn(n ast.Node) (on string, fn *types.Func) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return "", nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || s.Info.Selections[sel] == nil {
		return "", nil
	}
	fn = s.Callee(call)
	if fn == nil || known.Of(fn) != nil || known.Logs(fn) || !s.callActs(call, actsDepth) {
		return "", nil
	}
	return s.Text(sel.X), fn
}

// gathered returns a local that the passes of the loop add to, and that is used behind the loop; "" if
// there is none:
//
//	sum := 0
//	for v := range in { sum += v; check(v) }
//	out <- sum
func (s restarting) gathered() *types.Var {
	if !isLoop(s.loop) {
		return nil
	}
	added := make(map[*types.Var]bool)
	add := func(x ast.Expr) {
		if v := s.rootVar(x); v != nil && s.beforeLoop(v) && !s.renewed(v) {
			added[v] = true
		}
	}
	syntax.Own(s.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			add(n.X)
		case *ast.AssignStmt:
			if n.Tok != token.ASSIGN && n.Tok != token.DEFINE {
				add(n.Lhs[0])
			}
		}
		return true
	})
	var holds *types.Var
	if len(added) > 0 {
		s.eachAtEnd(func(n ast.Node) {
			if id, ok := n.(*ast.Ident); ok && holds == nil {
				if v, ok := s.Info.Uses[id].(*types.Var); ok && added[v] {
					holds = v
				}
			}
		})
	}
	return holds
}

// rootVar returns the local variable of which x is a field, an element, what it points to, or itself.
func (s restarting) rootVar(x ast.Expr) *types.Var {
	for {
		switch e := ast.Unparen(x).(type) {
		case *ast.SelectorExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.UnaryExpr:
			if e.Op != token.AND {
				return nil
			}
			x = e.X
		case *ast.Ident:
			v, _ := s.Info.ObjectOf(e).(*types.Var)
			return v
		default:
			return nil
		}
	}
}

// eachAtEnd calls f for the nodes from which there is no way back to the head of the loop,
// but for deferred calls and lines in a log.
func (s restarting) eachAtEnd(f func(ast.Node)) {
	visit := func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && (known.Logs(s.Callee(call)) || known.Of(s.Callee(call)).Has(known.Prints)) {
			return false
		}
		if _, deferred := n.(*ast.DeferStmt); deferred {
			return false
		}
		f(n)
		return true
	}
	for n := range s.behindHead(false) {
		syntax.Own(n, visit)
	}
}

// calledInPass lists the functions that the passes of the loop call.
func (s restarting) calledInPass() map[*types.Func]bool {
	set := make(map[*types.Func]bool)
	for n := range s.behindHead(true) {
		syntax.Own(n, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				set[s.Callee(call)] = true
			}
			return true
		})
	}
	return set
}

package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A flight is what is worked out once for all who ask for it: who comes first starts it, who comes later waits for the same one, until it is
// taken back. Left there by a panic, it would fail for ever.

// isFlight reports whether a struct has a field for an error, and one by which others wait until that is there.
//
//	type flight struct { wg sync.WaitGroup; val int; err error }
func isFlight(t types.Type) bool {
	if _, ok := ErrorField(t); !ok {
		return false
	}
	for field := range t.Underlying().(*types.Struct).Fields() {
		if _, ch := field.Type().Underlying().(*types.Chan); ch || syntax.IsNamed(deref(field.Type()), "sync", "WaitGroup") || syntax.IsNamed(deref(field.Type()), "sync", "Cond") {
			return true
		}
	}
	return false
}

// isJoined reports whether others can wait for what a value of a type stands for: a channel, or a flight.
func isJoined(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Pointer:
		return isFlight(t.Elem())
	}
	return false
}

// startsFlight adds the classes of what a branch sets because there is none yet, so that others wait for it.
//
//	if s.cur == nil { s.cur = &call{done: make(chan struct{})}; go s.fetch(s.cur) }; <-s.cur.done
func (r *polling) startsFlight(branch *ast.IfStmt, into map[string]bool) {
	var missing []string
	for _, cond := range operandsOf(branch.Cond, token.LAND) {
		if x, ok := cond.(*ast.BinaryExpr); ok && x.Op == token.EQL && r.IsNil(x.Y) && isJoined(r.Info.TypeOf(x.X)) {
			missing = append(missing, r.class(x.X))
			if v := r.VarOf(x.X); v != nil && !v.IsField() { // c := s.cur; if c == nil
				for _, value := range r.Var(v).Values {
					if value.Expr != nil {
						missing = append(missing, r.class(value.Expr))
					}
				}
			}
		}
	}
	if missing == nil {
		return
	}
	syntax.Own(branch.Body, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN {
			for _, lhs := range a.Lhs {
				if class := r.class(lhs); class != "" && slices.Contains(missing, class) {
					into[class] = true
				}
			}
		}
		return true
	})
}

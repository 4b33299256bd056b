package fix

import (
	"go/ast"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// failsFast returns the call by which the goroutine's own code ends the process on
// purpose, as in
//
//	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
//		panic(err)
//	}
//
// or nil. Whoever writes panic into the function of a goroutine knows what it does
// there; in a function that is called, it may be meant for a recover.
func (s *site) failsFast() *ast.CallExpr {
	body := syntax.Body(s.Node(s.Resolve(s.Entry())))
	if body == nil {
		return nil
	}
	return s.failsFastIn(body)
}

// failsFastIn looks through a block, and through literals that it calls on the
// spot and that let panics out.
func (s *site) failsFastIn(body *ast.BlockStmt) *ast.CallExpr {
	var found *ast.CallExpr
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.DeferStmt, *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if found != nil {
				return false
			}
			if s.crashes(n) {
				found = n
			} else if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok && s.Panics(n) {
				found = s.failsFastIn(lit.Body)
			}
		}
		return found == nil
	})
	return found
}

// crashes reports whether a call does nothing but panic.
func (s *site) crashes(call *ast.CallExpr) bool {
	if s.Builtin(call) == "panic" {
		return true
	}
	fn := s.Callee(call)
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "log" && strings.HasPrefix(fn.Name(), "Panic")
}

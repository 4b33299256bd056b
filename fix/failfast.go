package fix

import (
	"go/ast"
	"go/types"
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
// or nil: it panics with an error, or where it has tested one, or whatever happens, as
// a watchdog does. A panic of another kind says that something has happened which
// cannot: that one is a bug like any other, and is contained like any other.
func (s *site) failsFast() *ast.CallExpr {
	body := syntax.Body(s.Node(s.Resolve(s.Entry())))
	if body == nil {
		return nil
	}
	for _, stmt := range body.List {
		if call := syntax.CallStmt(stmt); call != nil && s.crashes(call) {
			return call
		}
	}
	return s.failsFastIn(body, false, s.crashes)
}

// endsProcess returns the call by which the goroutine's own code ends the process when what it does fails, as in
//
//	log.Fatal(http.ListenAndServe(addr, nil))
//
// or nil. What is not run again after a panic is gone then, and the process would live on without it.
func (s *site) endsProcess() *ast.CallExpr {
	body := syntax.Body(s.Node(s.Resolve(s.Entry())))
	if body == nil {
		return nil
	}
	return s.failsFastIn(body, false, s.exits)
}

// exits reports whether a call ends the process, and not by a panic.
func (s *site) exits(call *ast.CallExpr) bool {
	fn := s.Callee(call)
	return fn != nil && fn.FullName() != "runtime.Goexit" && !s.crashes(call) && !s.MayReturn(call)
}

// failsFastIn looks for a call that is such an end through a statement, and through literals that it calls on the
// spot and that let panics out. tested says that an error has been tested.
func (s *site) failsFastIn(n ast.Node, tested bool, is func(*ast.CallExpr) bool) *ast.CallExpr {
	var found *ast.CallExpr
	ast.Inspect(n, func(m ast.Node) bool {
		if found != nil {
			return false
		}
		switch m := m.(type) {
		case *ast.GoStmt, *ast.DeferStmt, *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if is(m) && (tested || s.holdsError(m)) {
				found = m
			} else if lit, ok := ast.Unparen(m.Fun).(*ast.FuncLit); ok && s.Panics(m) {
				found = s.failsFastIn(lit.Body, tested, is)
			}
		case *ast.IfStmt:
			if !tested && s.testsError(m.Cond) {
				found = s.failsFastIn(m, true, is)
				return false
			}
		}
		return true
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

// holdsError reports whether a call is handed an error, or something made of one.
func (s *site) holdsError(call *ast.CallExpr) bool {
	errorType := types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
	found := false
	for _, arg := range call.Args {
		ast.Inspect(arg, func(n ast.Node) bool {
			if x, ok := n.(ast.Expr); ok {
				t := s.Info.TypeOf(x)
				found = found || t != nil && !s.IsNil(x) && types.Implements(t, errorType)
			}
			return !found
		})
	}
	return found
}

// ofTest returns a test that a goroutine is handed or uses, or whatever else is to fail now: a panic
// is to end it, as the crash does, and a Goexit of FailNow is no news. It is nil if there is none.
func (s *site) ofTest() ast.Expr {
	var found ast.Expr
	ast.Inspect(s.Call, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && found == nil {
			if v, ok := s.Info.Uses[id].(*types.Var); ok {
				obj, _, _ := types.LookupFieldOrMethod(v.Type(), true, s.Types, "FailNow")
				if m, ok := obj.(*types.Func); ok && m.Signature().Params().Len()+m.Signature().Results().Len() == 0 {
					found = id
				}
			}
		}
		return found == nil
	})
	return found
}

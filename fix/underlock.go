package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a return behind an unlock says is found under the lock, once the unlock is deferred. That is the same if it calls nothing
// but pure functions. But those call methods of what they are handed, which may take the lock:
//
//	s.mu.Unlock(); return fmt.Sprintf("%v", s)   func (s *store) String() string { s.mu.Lock(); … }

// calm reports whether evaluating a statement calls nothing but pure functions, which take no lock, and waits for nothing.
func (s *site) calm(stmt ast.Stmt) bool {
	ok := true
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			name := s.Builtin(n)
			ok = ok && (s.Info.Types[n.Fun].IsType() || name == "len" || name == "cap" || known.Of(s.Callee(n)).Has(known.Pure) && !s.callsBack(n))
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		}
		return ok
	})
	return ok
}

// calledBack are the methods that package fmt, errors, sort or slices may call of what it is handed.
var calledBack = []string{"Error", "String", "GoString", "Format", "Is", "As", "Unwrap", "Len", "Less", "Swap", "Compare"}

// callsBack reports whether a function may come back by what a call hands it, and take a lock there or wait. A type of another
// package has no lock of this one to take.
func (s *site) callsBack(call *ast.CallExpr) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		t := s.Info.TypeOf(arg)
		if t == nil || s.Info.Types[arg].Value != nil {
			return false
		}
		if _, ok := t.Underlying().(*types.Signature); ok {
			body := syntax.Body(s.Node(s.Resolve(arg)))
			return body == nil || s.takesLock(body, backDepth)
		}
		return s.hasLocking(t, make(map[types.Type]bool))
	})
}

// hasLocking reports whether a type, or one of its parts, has a method that may be called back and that takes a lock or waits.
func (s *site) hasLocking(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if iface, ok := t.Underlying().(*types.Interface); ok {
		scope := s.Types.Scope()
		return slices.ContainsFunc(scope.Names(), func(name string) bool {
			tn, ok := scope.Lookup(name).(*types.TypeName)
			if !ok || types.IsInterface(tn.Type()) {
				return false
			}
			named, _ := tn.Type().(*types.Named)
			generic := named != nil && named.TypeParams().Len() > 0 // which of its instances implement it is not known
			return (generic || types.Implements(types.NewPointer(tn.Type()), iface)) && s.locksCalledBack(tn.Type())
		})
	}
	if s.locksCalledBack(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return s.hasLocking(u.Elem(), seen)
	case *types.Slice:
		return s.hasLocking(u.Elem(), seen)
	case *types.Array:
		return s.hasLocking(u.Elem(), seen)
	case *types.Map:
		return s.hasLocking(u.Elem(), seen) || s.hasLocking(u.Key(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if s.hasLocking(f.Type(), seen) {
				return true
			}
		}
	}
	return false
}

// locksCalledBack reports whether a method of a type itself, or of a pointer to it, that may be called back takes a lock or waits.
func (s *site) locksCalledBack(t types.Type) bool {
	return slices.ContainsFunc(calledBack, func(name string) bool {
		m, _, _ := types.LookupFieldOrMethod(t, true, s.Types, name)
		fn, ok := m.(*types.Func)
		if !ok {
			return false
		}
		decl := s.Decl(fn)
		return decl != nil && decl.Body != nil && s.takesLock(decl.Body, backDepth)
	})
}

// backDepth bounds how far takesLock follows calls.
const backDepth = 3

// takesLock reports whether a body, or a function of the package that it calls, takes a lock or waits for others.
func (s *site) takesLock(body ast.Node, depth int) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt, *ast.SelectStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.CallExpr:
			e := known.Of(s.Callee(n))
			found = found || e.Has(known.Locks) || e.Has(known.RLocks) || s.Waits(n)
			if inner := syntax.Body(s.Node(s.Resolve(n.Fun))); inner != nil && !found {
				found = depth == 0 || s.takesLock(inner, depth-1)
			}
		}
		return !found
	})
	return found
}

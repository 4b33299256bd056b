package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A deferred send comes after a panic as well. It takes that for success if it sends a result, but not if it says who
// has ended, tells of an error whatever has happened, or is one of many of which any may be missing:
//
//	defer func() { h.gone <- c }()   // c is what the goroutine was started with

// sendsGiven reports whether a literal, deferred or called, sends a variable from outside the goroutine that nothing in that
// assigns to. Of an object, nobody is handed the parts but by their names, so that it is seen who leaves what in them.
func (s *reading) sendsGiven(n *ast.SendStmt) bool {
	v := s.VarOf(n.Value)
	if v == nil || v.IsField() || v.Pkg() != s.Types || s.Var(v).Taken {
		return false
	}
	run := s.runAround()
	if run == nil || run == s.fn {
		return false
	}
	if body := syntax.Body(run); body.Pos() <= v.Pos() && v.Pos() < body.End() {
		return false
	}
	for _, value := range s.Var(v).Values {
		if run.Pos() <= value.Pos && value.Pos < run.End() {
			return false
		}
	}
	switch t := v.Type().Underlying().(type) {
	case *types.Basic, *types.Chan:
		return true
	case *types.Pointer:
		named, ok := types.Unalias(t.Elem()).(*types.Named)
		if !ok || named.Obj().Pkg() != s.Types {
			return false
		}
		_, ok = named.Underlying().(*types.Struct)
		return ok && s.onlyInParts(run, v, 3)
	}
	return false
}

// isObject reports whether a type is a pointer.
func isObject(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// keepsGiven reports whether what a function that is called sends anyway, and was called with, is fixed when that begins: not
// where it is deferred itself, and called with what the goroutine has come to by then.
func (s *reading) keepsGiven(t target, call *ast.CallExpr) bool {
	if t.fn == nil || s.spawned {
		return true
	}
	c, ok := s.CursorOf(call)
	if !ok {
		return false
	}
	_, deferred := c.Parent().Node().(*ast.DeferStmt)
	return !deferred && s.runAround() == s.fn
}

// runAround returns the function of a goroutine, or a declared one, around the function of the scan.
func (s *reading) runAround() ast.Node {
	c, ok := s.CursorOf(s.fn)
	if !ok {
		return nil
	}
	for up := range c.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if _, decl := up.Node().(*ast.FuncDecl); decl || s.runsApart(up) {
			return up.Node()
		}
	}
	return nil
}

// onlyInParts reports whether a function uses a pointer to a struct for its fields, its identity and in functions of the
// package that do no more.
func (src source) onlyInParts(fn ast.Node, v *types.Var, depth int) bool {
	for _, use := range src.Uses(v) {
		if use.Node().Pos() < fn.Pos() || fn.End() <= use.Node().Pos() {
			continue
		}
		up := use.Parent()
		switch n := up.Node().(type) {
		case *ast.SelectorExpr:
			sel := src.Info.Selections[n]
			if sel == nil || sel.Kind() != types.FieldVal && !src.methodOnlyInParts(up, sel, depth) {
				return false
			}
		case *ast.SendStmt:
		case *ast.BinaryExpr:
		case *ast.IndexExpr:
			if n.X == use.Node() {
				return false
			}
		case *ast.CallExpr:
			if src.Builtin(n) == "delete" {
				continue
			}
			decl, fn := src.declOf(n), src.Callee(n)
			i := slices.IndexFunc(n.Args, func(arg ast.Expr) bool { return ast.Node(arg) == use.Node() })
			if decl == nil || decl.Body == nil || depth == 0 || i < 0 || fn.Signature().Variadic() || src.Shift(n, fn) > i ||
				!src.onlyInParts(decl, fn.Signature().Params().At(i-src.Shift(n, fn)), depth-1) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// methodOnlyInParts is onlyInParts of the receiver of a method that is called.
func (src source) methodOnlyInParts(sel inspector.Cursor, s *types.Selection, depth int) bool {
	call, ok := sel.Parent().Node().(*ast.CallExpr)
	if !ok || ast.Node(call.Fun) != sel.Node() || len(s.Index()) != 1 || depth == 0 {
		return false
	}
	decl := src.declOf(call)
	if decl == nil || decl.Body == nil || len(decl.Recv.List[0].Names) == 0 {
		return decl != nil && decl.Body != nil
	}
	recv, ok := src.Info.Defs[decl.Recv.List[0].Names[0]].(*types.Var)
	return ok && src.onlyInParts(decl, recv, depth-1)
}

// isFailure reports whether a value is made as an error: errors.New("closed"), fmt.Errorf("…"), &ClosedError{}.
func (src source) isFailure(value ast.Expr) bool {
	x := ast.Unparen(value)
	if call, ok := x.(*ast.CallExpr); ok {
		return known.MakesError(src.Callee(call))
	}
	if u, ok := x.(*ast.UnaryExpr); ok && u.Op == token.AND {
		x = ast.Unparen(u.X)
	}
	_, lit := x.(*ast.CompositeLit)
	t := src.Info.TypeOf(value)
	return lit && t != nil && types.Implements(t, types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
}

// IsStream reports whether all who receive what is sent take it in a loop that goes on: nobody waits for one value that may
// be missing, as it may where a send has a default.
func (r *Result) IsStream(on Ref) bool {
	if r.readers.isHandedOut(r.readers.varOf(on)) {
		return false
	}
	receives := r.readers.receivesFrom(on.Class)
	return len(receives) > 0 && !slices.ContainsFunc(receives, func(c inspector.Cursor) bool {
		if _, ranges := c.Node().(*ast.RangeStmt); ranges {
			return false
		}
		for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
			loop, ok := up.Node().(*ast.ForStmt)
			return !ok || !r.Unconditional(loop)
		}
		return true
	})
}

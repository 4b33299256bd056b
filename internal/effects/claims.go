package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is deferred is done after a panic, too. For a signal, that is what it is for. But
// a state that says that the work has succeeded is not true then:
//
//	defer j.set("completed")
//	for _, row := range rows {
//		j.apply(row)
//	}
//
// A flag that says that something is over, however it went, is a signal: done, closed.

// claiming tells what says that work has succeeded, and what tells of an error.
type claiming struct{ *Result }

// maxClaims is how far away from the goroutine's function a claim is looked for.
const maxClaims = 4

// Claim returns what fn, or a function of the package that it calls and that can panic,
// does in a defer and that says that its work has succeeded; nil if there is none. In a
// service, what fn itself defers comes at its end.
func (r *Result) Claim(fn ast.Node, service bool) ast.Node {
	if syntax.Body(fn) == nil {
		return nil
	}
	seen := map[ast.Node]bool{fn: true}
	for near, depth := []ast.Node{fn}, 0; len(near) > 0 && depth <= maxClaims; depth++ {
		var next []ast.Node
		for _, fn := range near {
			if !service || depth > 0 {
				if found := r.claiming.claimIn(fn); found != nil {
					return found
				}
			}
			r.Operations(syntax.Body(fn), func(op ast.Node) bool {
				if call, ok := op.(*ast.CallExpr); ok {
					if node := r.Node(r.Resolve(call.Fun)); syntax.Body(node) != nil && !seen[node] {
						seen[node], next = true, append(next, node)
					}
				}
				return true
			})
		}
		near = next
	}
	return nil
}

// claimIn is Claim for what a function itself defers.
func (r *claiming) claimIn(fn ast.Node) (found ast.Node) {
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok && found == nil {
			found = r.claimBy(d.Call, maxPolled)
		}
		return found == nil
	})
	return found
}

// claimBy returns what a deferred call does that is a claim.
func (r *claiming) claimBy(call *ast.CallExpr, depth int) (found ast.Node) {
	if op, x, value := r.atomicChange(call); x != nil {
		counts := op == known.AtomicAdd
		if counts && known.SaysSuccess(nameOf(x)) || !counts && r.isClaim(x, value) {
			return call
		}
		return nil
	}
	if lhs, value := r.setter(call); lhs != nil {
		if r.isClaim(lhs, value) {
			return call
		}
		return nil
	}
	fn := r.Node(r.Resolve(call.Fun))
	body := syntax.Body(fn)
	if body == nil || depth == 0 || r.callsRecover(body) {
		return nil
	}
	if lit, ok := fn.(*ast.FuncLit); ok {
		if found = r.claimUnless(lit); found != nil {
			return found
		}
	}
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = r.claimBy(n, depth-1)
		case *ast.IncDecStmt:
			if n.Tok == token.INC && r.isOutside(n.X, body) && known.SaysSuccess(nameOf(n.X)) {
				found = n
			}
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if len(n.Lhs) == len(n.Rhs) && n.Tok == token.ASSIGN && r.isOutside(lhs, body) && r.isClaim(lhs, n.Rhs[i]) {
					found = n
				}
			}
		}
		return found == nil
	})
	return found
}

// IsClaim reports whether a call or an assignment would be a claim in a defer.
func (r *Result) IsClaim(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		return r.claiming.claimBy(n, maxPolled) != nil
	case *ast.AssignStmt:
		return n.Tok == token.ASSIGN && len(n.Lhs) == 1 && len(n.Rhs) == 1 && r.isClaim(n.Lhs[0], n.Rhs[0])
	}
	return false
}

// claimUnless returns what a deferred literal does unless an error is set, where it does something else if it is: a panic
// sets none.
//
//	defer func() { if err != nil { t.undo(); return }; t.apply() }()
func (r *claiming) claimUnless(lit *ast.FuncLit) ast.Node {
	s := r.leaving.frame(lit)
	acts := func(list []ast.Stmt) ast.Node {
		for _, stmt := range list {
			if x, ok := stmt.(*ast.ExprStmt); ok {
				if call, ok := ast.Unparen(x.X).(*ast.CallExpr); ok && !s.onlyTells(call) && s.callActs(call, actsDepth) {
					return call
				}
			}
		}
		return nil
	}
	for i, stmt := range lit.Body.List {
		cond, ok := stmt.(*ast.IfStmt)
		if !ok {
			continue
		}
		x, ok := ast.Unparen(cond.Cond).(*ast.BinaryExpr)
		if !ok || !r.IsNil(x.Y) || x.Op != token.NEQ && x.Op != token.EQL || !r.isUnset(x.X, lit) {
			continue
		}
		var other []ast.Stmt // what is done in place of the branch
		if block, ok := cond.Else.(*ast.BlockStmt); ok {
			other = block.List
		} else if leavesLoop(cond.Body.List) {
			other = lit.Body.List[i+1:]
		}
		failed, went := cond.Body.List, other
		if x.Op == token.EQL {
			failed, went = other, failed
		}
		if acts(failed) != nil {
			if claim := acts(went); claim != nil {
				return claim
			}
		}
	}
	return nil
}

// onlyTells reports whether a call tells of an end, however that came: a signal, a release, a log line.
func (s *scan) onlyTells(call *ast.CallExpr) bool {
	fn := s.Callee(call)
	return s.Builtin(call) != "" || known.Of(fn) != nil || known.Logs(fn) || syntax.IsCancelFunc(s.Info.TypeOf(call.Fun)) || fn != nil && (isLog(fn) || known.Ends(fn.Name()) || known.IsRelease(fn.Name()))
}

// isUnset reports whether x is an error of the function around a deferred literal that is nil until something is assigned to it.
func (src source) isUnset(x ast.Expr, lit *ast.FuncLit) bool {
	v := src.VarOf(x)
	if v == nil || v.IsField() || !syntax.IsError(v.Type()) || lit.Pos() <= v.Pos() && v.Pos() < lit.End() || v.Parent() == src.Types.Scope() {
		return false
	}
	for _, value := range src.Var(v).Values {
		if !value.Decl || value.Expr == nil || src.IsNil(value.Expr) {
			continue
		}
		call, ok := ast.Unparen(value.Expr).(*ast.CallExpr)
		if !ok {
			return false // errUnfinished
		}
		if known.MakesError(src.Callee(call)) {
			return false
		}
	}
	return true
}

// isClaim reports whether x is given a value that says that something was reached: true or
// a state, and neither its name nor that of x says that it is over, however it went.
func (src source) isClaim(x, value ast.Expr) bool {
	v := src.Info.Types[value].Value
	if v == nil || known.SaysOver(nameOf(value)) {
		return false
	}
	switch v.Kind() {
	case constant.Bool:
		return constant.BoolVal(v) && !known.SaysEnded(nameOf(x))
	case constant.Int:
		return constant.Sign(v) > 0 && !known.SaysEnded(nameOf(x))
	case constant.String:
		return constant.StringVal(v) != "" && !known.SaysOver(constant.StringVal(v))
	}
	return false
}

// isOutside reports whether x is no local of a body: a field, or a variable from around.
func (src source) isOutside(x ast.Expr, body *ast.BlockStmt) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.SelectorExpr, *ast.IndexExpr, *ast.StarExpr:
		return true
	case *ast.Ident:
		v, ok := src.Info.Uses[x].(*types.Var)
		return ok && (v.Pos() < body.Pos() || body.End() <= v.Pos())
	}
	return false
}

// nameOf is the name that a path ends in.
func nameOf(x ast.Expr) string {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.UnaryExpr:
		return nameOf(x.X)
	case *ast.IndexExpr:
		return nameOf(x.X)
	}
	return ""
}

// callsRecover reports whether a body asks whether there was a panic.
func (src source) callsRecover(body *ast.BlockStmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && strings.Contains(strings.ToLower(src.Text(call.Fun)), "recover") // or a helper of such a name
		return !found
	})
	return found
}

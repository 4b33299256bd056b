package fix

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// isRequest reports whether v holds the context of an HTTP request, or one
// derived from it. context.WithoutCancel detaches.
func (s *site) isRequest(v *types.Var, depth int) bool {
	if depth > 8 {
		return false
	}
	r := s.Var(v)
	for _, value := range r.Values {
		if s.requestExpr(value.From, depth) {
			return true
		}
	}
	return len(r.Values) == 0 && v.Kind() == types.ParamVar && s.besideRequest(v)
}

func (s *site) requestExpr(x ast.Expr, depth int) bool {
	switch x := ast.Unparen(x).(type) {
	case nil:
		return false
	case *ast.Ident:
		v, ok := s.Info.Uses[x].(*types.Var)
		return ok && s.isRequest(v, depth+1)
	case *ast.CallExpr:
		fn := s.Callee(x)
		if fn == nil || fn.Pkg() == nil {
			return false
		}
		if fn.FullName() == "(*net/http.Request).Context" {
			return true
		}
		if fn.Pkg().Path() == "context" && strings.HasPrefix(fn.Name(), "With") && fn.Name() != "WithoutCancel" && len(x.Args) > 0 {
			return s.requestExpr(x.Args[0], depth+1)
		}
	}
	return false
}

// besideRequest reports whether context parameter v belongs to a function that
// also has a *http.Request parameter: an HTTP handler of some framework.
func (s *site) besideRequest(v *types.Var) bool {
	for c := range s.Cursor.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		typ := syntax.FuncType(c.Node())
		if v.Pos() < typ.Pos() || typ.End() < v.Pos() {
			continue
		}
		for _, field := range typ.Params.List {
			if syntax.IsNamed(s.Info.TypeOf(field.Type), "net/http", "Request") {
				return true
			}
		}
	}
	return false
}

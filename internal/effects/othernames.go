package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// Who waits for a signal may know its channel, or its WaitGroup, by another name than who gives it: a copy of a field, an entry of a map
// or a list, a parameter, what a function returns. All that is one for the question who waits.
//
//	w := s.waiting; s.mu.Unlock(); <-w
//	ch := r.done[key]; <-ch

// otherNames lists, by the class of a channel, the classes of what holds it as well.
func (r *naming) otherNames() map[string][]string {
	names := make(map[string][]string)
	add := func(holds, held string) {
		if holds != "" && held != "" && holds != held && !slices.Contains(names[held], holds) {
			names[held] = append(names[held], holds)
		}
	}
	same := func(x ast.Expr, value ast.Expr, at int) {
		if r.signals(x) {
			add(r.nameOf(x, 0), r.nameOf(value, at))
			add(r.nameOf(value, at), r.nameOf(x, 0))
		}
	}
	for c := range r.Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.KeyValueExpr)(nil), (*ast.RangeStmt)(nil), (*ast.CallExpr)(nil), (*ast.ReturnStmt)(nil)) {
		switch n := c.Node().(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if len(n.Lhs) == len(n.Rhs) {
					same(lhs, n.Rhs[i], 0)
				} else {
					same(lhs, n.Rhs[0], i)
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if len(n.Names) == len(n.Values) {
					same(name, n.Values[i], 0)
				}
			}
		case *ast.KeyValueExpr:
			same(n.Key, n.Value, 0)
		case *ast.RangeStmt:
			if _, ch := r.Info.TypeOf(n.X).Underlying().(*types.Chan); !ch && n.Value != nil {
				same(n.Value, n.X, 0)
			}
		case *ast.CallExpr: // one way: a function is called with many
			fn := r.Callee(n)
			if fn == nil || r.Decl(fn) == nil {
				continue
			}
			params := fn.Signature().Params()
			for i, arg := range n.Args {
				if i = min(i-r.Shift(n, fn), params.Len()-1); i >= 0 && r.signals(arg) { // all the last ones of a variadic function
					add(r.classOf(params.At(i)), r.nameOf(arg, 0))
				}
			}
		case *ast.ReturnStmt:
			decl, ok := syntax.EnclosingFunc(c).(*ast.FuncDecl)
			if !ok {
				continue
			}
			fn, _ := r.Info.Defs[decl.Name].(*types.Func)
			for i, result := range n.Results {
				if r.signals(result) {
					add(resultName(fn, i), r.nameOf(result, 0))
				}
			}
		}
	}
	return names
}

// allNames lists the classes of all that holds what a ref is on.
func (r *naming) allNames(on Ref) []string {
	list := []string{on.Class}
	if on.root != nil && on.Path == "" {
		for _, v := range r.readers.aliases(on.root, 0) { // what callers pass for it
			list = append(list, r.classOf(v))
		}
	}
	for i := 0; i < len(list); i++ {
		for _, other := range r.readers.joined().names[list[i]] {
			if !slices.Contains(list, other) {
				list = append(list, other)
			}
		}
	}
	return list
}

// signals reports whether x is a channel or a WaitGroup that others may hold as well, or what has such.
func (src source) signals(x ast.Expr) bool {
	t := src.Info.TypeOf(x)
	for t != nil {
		switch u := t.Underlying().(type) {
		case *types.Chan:
			return true
		case *types.Pointer:
			return syntax.IsNamed(u.Elem(), "sync", "WaitGroup")
		case *types.Slice:
			t = u.Elem()
		case *types.Map:
			t = u.Elem()
		default:
			return false
		}
	}
	return false
}

// nameOf is the class of a path, or of the result at an index of a call of a function of the package; "" for another expression.
func (r *naming) nameOf(x ast.Expr, at int) string {
	switch n := ast.Unparen(x).(type) {
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			return "" // something else than the channel that it comes by
		}
	case *ast.CallExpr:
		if r.Builtin(n) == "append" && len(n.Args) == 2 {
			return r.nameOf(n.Args[1], 0)
		}
		if fn := r.Callee(n); fn != nil && r.Decl(fn) != nil {
			return resultName(fn, at)
		}
		return ""
	}
	return r.polling.class(x)
}

// resultName is the name of a result of a function, where a class is asked for.
func resultName(fn *types.Func, at int) string { return fn.FullName() + "()" + strconv.Itoa(at) }

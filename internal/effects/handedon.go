package effects

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
)

// What a goroutine has left in a field is also read by whoever gets, behind the wait, what it is a field of:
//
//	r := &report{}
//	go func() { defer close(done); r.Users = count() }()
//	<-done
//	return r

// A handing follows the variables that hold a whole from one to the next.
type handing struct {
	*Result
	left   Left
	behind map[ast.Node]token.Pos
	seen   map[*types.Var]bool
}

// handedOn reports whether the whole of which what is left is a field is handed on, behind a wait, to somebody who can read it.
func (r *readers) handedOn(l Left, behind map[ast.Node]token.Pos) bool {
	if l.on.root == nil {
		return false
	}
	h := &handing{r.Result, l, behind, make(map[*types.Var]bool)}
	for _, v := range r.aliases(l.on.root, 0) {
		if h.from(v) {
			return true
		}
	}
	for _, value := range r.Var(l.on.root).Values { // for _, img := range imgs
		if loop := r.rangedBy(value); loop != nil {
			if v := r.VarOf(loop.X); v != nil && h.from(v.Origin()) {
				return true
			}
		}
	}
	return false
}

// from reports whether what a variable holds is handed on.
func (h *handing) from(v *types.Var) bool {
	if h.seen[v] {
		return false
	}
	h.seen[v] = true
	for _, use := range h.usesOf(h.readers.joined(), v) {
		if h.readers.comesBehind(h.pointAt(use), h.behind, make(map[ast.Node]bool)) && h.at(use) {
			return true
		}
	}
	return false
}

// at reports whether a use of a variable hands on all that it holds.
func (h *handing) at(c inspector.Cursor) bool {
	for path := c; ; path = path.Parent() {
		up := path.Parent()
		switch n := up.Node().(type) {
		case *ast.ParenExpr, *ast.StarExpr, *ast.UnaryExpr, *ast.SliceExpr:
		case *ast.IndexExpr:
			if n.X != path.Node() {
				return false
			}
		case *ast.SelectorExpr: // a method
			fn, ok := h.Info.Uses[n.Sel].(*types.Func)
			if !ok || n.Sel == path.Node() {
				return false
			}
			decl := h.Decl(fn)
			return decl != nil && decl.Recv != nil && len(decl.Recv.List[0].Names) > 0 && h.to(decl.Recv.List[0].Names[0])
		case *ast.ReturnStmt, *ast.CompositeLit, *ast.KeyValueExpr:
			return h.isSeen()
		case *ast.SendStmt:
			return n.Value == path.Node() && h.isSeen()
		case *ast.AssignStmt:
			for i, rhs := range n.Rhs {
				if rhs != path.Node() || len(n.Lhs) != len(n.Rhs) {
					continue
				}
				if id, ok := n.Lhs[i].(*ast.Ident); ok {
					return h.to(id)
				}
				return h.isSeen()
			}
			return false
		case *ast.RangeStmt:
			id, ok := n.Value.(*ast.Ident)
			return n.X == path.Node() && ok && h.to(id)
		case *ast.CallExpr:
			return h.passed(n, path.Node())
		default:
			return false
		}
	}
}

// to follows the variable that a whole goes to.
func (h *handing) to(id *ast.Ident) bool {
	v, ok := h.Info.ObjectOf(id).(*types.Var)
	return ok && h.from(v.Origin())
}

// passed reports whether a call that is handed a whole hands it on: a function of the package if it does so itself.
// Another one can read all of it.
func (h *handing) passed(call *ast.CallExpr, arg ast.Node) bool {
	fn := h.Callee(call)
	if h.Builtin(call) != "" || h.Info.Types[call.Fun].IsType() || fn == nil {
		return h.Builtin(call) == "append" && h.isSeen()
	}
	if decl := h.Decl(fn); decl != nil {
		params := fn.Signature().Params()
		for i, x := range call.Args {
			if x == arg && params.Len() > 0 {
				return h.from(params.At(min(max(i-h.Shift(call, fn), 0), params.Len()-1)))
			}
		}
		return false
	}
	return fn.Pkg() != nil && (h.isSeen() || fn.Pkg().Path() == "fmt")
}

// isSeen reports whether somebody who has the whole reads what is left of it.
func (h *handing) isSeen() bool {
	if h.left.v.Exported() {
		return true
	}
	for _, use := range h.readers.joined().uses[h.left.v] {
		if h.isRead(use, h.left) {
			return true
		}
	}
	return false
}

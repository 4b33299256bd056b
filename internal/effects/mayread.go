package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// An error that is left is the result of a goroutine for whoever waits for its end and reads it then. To take it for
// nobody's would be a lie if somebody does, so here what is not seen counts: a signal that is handed out, a function
// that others can call, a loop that reads at its head what it has waited for at its end.

// MayReadAfter reports whether somebody may wait for a signal and then read an error that is left.
func (r *Result) MayReadAfter(on, signal Ref) bool {
	v := r.readers.varOf(on)
	if v == nil && r.readers.isResultOfCallee(on) {
		return false
	}
	behind, classes := make(map[ast.Node]token.Pos), make(map[string]bool)
	r.readers.await(signal.Class, signal.root, behind, classes)
	if v == nil || v.Pkg() != r.Types || len(behind) == 0 { // who reads it, or waits, is not in view
		return true
	}
	unseen := r.readers.isHandedOut(r.readers.varOf(signal))
	for class := range classes {
		unseen = unseen || class != signal.Class && r.readers.isHandedOut(r.readers.fieldOf(class))
	}
	for fn, pos := range behind {
		first, inLiteral := firstAround(fn, pos)
		behind[fn] = first
		unseen = unseen || inLiteral || r.isAPI(fn) || r.readers.isDynamic(fn)
	}
	for _, alias := range r.readers.aliases(v, 0) {
		if r.readers.callersUnseen(alias) || unseen && r.namedElsewhere(alias) {
			return true
		}
		for _, use := range r.usesOf(r.readers.joined(), alias) {
			if r.isRead(use, Left{}) && (unseen || r.readers.mayComeBehind(use, behind)) {
				return true
			}
		}
	}
	return v.IsField() && slices.ContainsFunc(r.readers.holders(on), func(whole Ref) bool { return r.readers.handedOn(Left{v: v, on: whole}, behind) })
}

// holders lists a ref as the function knows it and, below a receiver, as its callers do.
func (r *readers) holders(on Ref) []Ref {
	list := []Ref{on}
	if on.root == nil || on.root.Kind() != types.RecvVar {
		return list
	}
	decl, ok := r.FuncAt(on.root.Pos()).(*ast.FuncDecl)
	if !ok {
		return list
	}
	fn, _ := r.Info.Defs[decl.Name].(*types.Func)
	for _, call := range r.joined().args[fn] {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			if whole := on; r.container(sel.X) != nil {
				whole.root = r.container(sel.X)
				list = append(list, whole)
			}
		}
	}
	return list
}

// namedElsewhere reports whether other packages can name a field or variable.
func (src source) namedElsewhere(v *types.Var) bool {
	return v.Exported() && src.Types.Name() != "main" && (v.IsField() || v.Parent() == src.Types.Scope())
}

// isResultOfCallee reports whether a ref is a local variable of a function that the goroutine calls, and which does not
// outlive the call: nothing but what it calls itself or defers is handed it.
//
//	defer func() { if e := undo(); err == nil { err = e } }()
func (r *readers) isResultOfCallee(on Ref) bool {
	_, at, local := strings.Cut(on.Class, "@")
	pos, err := strconv.Atoi(at)
	if !on.Local || on.root != nil || !local || err != nil {
		return false
	}
	c, ok := r.CursorAt(token.Pos(pos))
	if !ok {
		return false
	}
	id, ok := c.Node().(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := r.Info.Defs[id].(*types.Var)
	if !ok || r.naming.classOf(v) != on.Class || r.Var(v).Taken || v.Kind() == types.ParamVar || !syntax.IsError(v.Type()) {
		return false // what is handed in, or is a list, outlives it
	}
	fn := r.FuncAt(v.Pos())
	return !slices.ContainsFunc(r.Uses(v), func(use inspector.Cursor) bool {
		for up := range use.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
			if up.Node() == fn {
				return false
			}
			call, ok := up.Parent().Node().(*ast.CallExpr)
			if !ok || ast.Unparen(call.Fun) != up.Node() || r.runsApart(up) {
				return true
			}
		}
		return true
	})
}

// varOf returns the field or variable that a ref ends in; nil if it is not in view.
func (r *readers) varOf(on Ref) *types.Var {
	if on.root != nil && strings.Trim(on.Path, "[]") == "" {
		return on.root
	}
	return r.fieldOf(strings.TrimRight(on.Class, "[]"))
}

// fieldOf returns the field or variable of the package that has a class; nil if it is a local one or not in view.
func (r *readers) fieldOf(class string) *types.Var {
	for v := range r.joined().uses {
		if r.naming.classOf(v) == class {
			return v
		}
	}
	return nil
}

// mayComeBehind reports whether a use may be reached by who has waited.
func (r *readers) mayComeBehind(use inspector.Cursor, behind map[ast.Node]token.Pos) bool {
	p := r.pointAt(use)
	if p.fn == nil || r.comesBehind(p, behind, make(map[ast.Node]bool)) {
		return true
	}
	_, inLiteral := firstAround(p.fn, use.Node().Pos())
	return inLiteral || r.callersDynamic(p.fn, make(map[ast.Node]bool))
}

// callersDynamic reports whether a function, or one that comes to it by a call, is called by a value or an interface.
func (r *readers) callersDynamic(fn ast.Node, seen map[ast.Node]bool) bool {
	decl, ok := fn.(*ast.FuncDecl)
	if !ok || seen[fn] {
		return false
	}
	seen[fn] = true
	if r.isDynamic(decl) {
		return true
	}
	f, _ := r.Info.Defs[decl.Name].(*types.Func)
	return slices.ContainsFunc(r.joined().calls[f], func(p point) bool { return r.callersDynamic(p.fn, seen) })
}

// isDynamic reports whether a declared function is used as a value, or can be what an interface method in the package is.
func (r *readers) isDynamic(fn ast.Node) bool {
	decl, ok := fn.(*ast.FuncDecl)
	if !ok {
		return false
	}
	f, _ := r.Info.Defs[decl.Name].(*types.Func)
	return f != nil && (r.dynamics().values[f] || decl.Recv != nil && r.dynamics().methods[f.Name()])
}

// dynamics are functions of which the package does not name all callers.
type dynamics struct {
	values  map[*types.Func]bool // used as a value
	methods map[string]bool      // names of interface methods that are called
}

// dynamics reads the package once.
func (r *readers) dynamics() *dynamics {
	if r.dynamic != nil {
		return r.dynamic
	}
	d := &dynamics{make(map[*types.Func]bool), make(map[string]bool)}
	r.dynamic = d
	for c := range r.Preorder((*ast.Ident)(nil)) {
		fn, ok := r.Info.Uses[c.Node().(*ast.Ident)].(*types.Func)
		if !ok {
			continue
		}
		if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
			d.methods[fn.Name()] = true
			continue
		}
		x, up := c.Node(), c.Parent()
		for ; ; up = up.Parent() {
			switch n := up.Node().(type) {
			case *ast.SelectorExpr, *ast.IndexExpr, *ast.IndexListExpr, *ast.ParenExpr:
				x = n
				continue
			}
			break
		}
		if call, ok := up.Node().(*ast.CallExpr); !ok || ast.Node(call.Fun) != x {
			d.values[fn.Origin()] = true
		}
	}
	return d
}

// callersUnseen reports whether v is a parameter of a function of which not all callers are in view.
func (r *readers) callersUnseen(v *types.Var) bool {
	if v.Kind() != types.ParamVar && v.Kind() != types.RecvVar {
		return false
	}
	fn := r.FuncAt(v.Pos())
	return len(r.passedFor(v)) == 0 && v.Kind() == types.ParamVar || r.isAPI(fn) || r.isDynamic(fn)
}

// MayBeSeenElsewhere reports whether others may have a signal under another name.
func (r *Result) MayBeSeenElsewhere(signal Ref) bool {
	return r.readers.isHandedOut(r.readers.varOf(signal))
}

// isHandedOut reports whether others may wait for a signal under another name: its variable is not in view or not of the
// package, other packages can name it, or it is returned, passed on or kept elsewhere.
func (r *readers) isHandedOut(v *types.Var) bool {
	if v == nil || v.Pkg() != r.Types {
		return true
	}
	for _, alias := range r.aliases(v, 0) {
		if r.callersUnseen(alias) || r.namedElsewhere(alias) {
			return true
		}
		if slices.ContainsFunc(r.usesOf(r.joined(), alias), r.handsOut) || slices.ContainsFunc(r.Var(alias).Values, r.isNamedAlready) {
			return true
		}
	}
	return false
}

// isNamedAlready reports whether what a variable or field is set to may have another name: it is neither nil nor made for it.
func (src source) isNamedAlready(value syntax.Value) bool {
	x := ast.Unparen(value.Expr)
	if u, ok := x.(*ast.UnaryExpr); ok && u.Op == token.AND {
		x = ast.Unparen(u.X)
	}
	switch x := x.(type) {
	case *ast.CompositeLit:
		return false
	case *ast.CallExpr:
		return src.Builtin(x) != "make" && src.Builtin(x) != "new"
	}
	return x == nil || !src.IsNil(x)
}

// handsOut reports whether a use of a variable or field of a channel, a WaitGroup or the like does more than to wait, to
// signal, to ask for nil and to set it.
func (src source) handsOut(use inspector.Cursor) bool {
	for path := use; ; path = path.Parent() {
		switch n := path.Parent().Node().(type) {
		case *ast.ParenExpr, *ast.StarExpr, *ast.IndexExpr:
		case *ast.SelectorExpr:
			if n.Sel == path.Node() {
				continue
			}
			if _, method := src.Info.Uses[n.Sel].(*types.Func); !method {
				return true
			}
			call, ok := path.Parent().Parent().Node().(*ast.CallExpr)
			return !ok || ast.Node(call.Fun) != ast.Node(n)
		case *ast.UnaryExpr:
			return n.Op != token.ARROW
		case *ast.RangeStmt:
			return n.X != path.Node()
		case *ast.SendStmt:
			return n.Chan != path.Node()
		case *ast.CallExpr:
			return n.Fun != path.Node() && src.Builtin(n) == ""
		case *ast.AssignStmt:
			return !slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return ast.Node(lhs) == path.Node() })
		case *ast.KeyValueExpr:
			return n.Key != path.Node()
		case *ast.BinaryExpr:
			return false
		default:
			return true
		}
	}
}

// firstAround returns from where on a function comes to what stands behind a position: the head of the outermost loop around it,
// or its own. inLiteral says that it stands in a literal, which may be called at any time.
func firstAround(fn ast.Node, pos token.Pos) (first token.Pos, inLiteral bool) {
	first = pos
	ast.Inspect(fn, func(n ast.Node) bool {
		if n == nil || n == fn {
			return true
		}
		if pos <= n.Pos() || n.End() < pos {
			return false
		}
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			_, lit := n.(*ast.FuncLit)
			first, inLiteral = min(first, n.Pos()), inLiteral || lit
		}
		return true
	})
	return first, inLiteral
}

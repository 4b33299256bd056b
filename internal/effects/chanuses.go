package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// All that is done with a channel is in view where the variables and fields that hold it are, and the functions that are handed it.

// A channel is followed through the variables and fields that hold it.
type channel struct {
	*Result
	names    map[*types.Var]bool
	receives []inspector.Cursor
	closes   bool // it may be closed, and what is sent is not asked for
	closed   bool // it is closed somewhere
}

// follow reports whether all that is done with the channel that v holds is in view: nobody receives from it, or closes it, but where
// it says so.
func (ch *channel) follow(v *types.Var) bool {
	v = v.Origin()
	if ch.names[v] {
		return true
	}
	ch.names[v] = true
	typ, ok := v.Type().Underlying().(*types.Chan)
	if !ok || v.Pkg() != ch.Types || !ch.closes && canAnswer(typ.Elem(), 0) {
		return false
	}
	if ch.namedElsewhere(v) || v.Kind() == types.ParamVar && !ch.followArguments(v) || v.Kind() == types.ResultVar {
		return false
	}
	for _, use := range ch.usesOf(ch.readers.joined(), v) {
		if !ch.use(use) {
			return false
		}
	}
	for _, value := range ch.Var(v).Values {
		if !ch.given(value.Expr) && !value.Decl {
			return false
		}
	}
	return true
}

// followArguments reports whether what is passed for a parameter is in view: that of a literal that is called where it stands, or
// of a function that is only called.
func (ch *channel) followArguments(v *types.Var) bool {
	if decl, ok := ch.FuncAt(v.Pos()).(*ast.FuncDecl); ok {
		if decl.Recv != nil || ch.isAPI(decl) || ch.readers.isDynamic(decl) {
			return false
		}
	}
	args := ch.readers.passedFor(v)
	return len(args) > 0 && !slices.ContainsFunc(args, func(x ast.Expr) bool { return !ch.given(x) })
}

// given follows what the channel is said to be: a new one, or what another variable holds.
func (ch *channel) given(x ast.Expr) bool {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		return ch.Builtin(call) == "make"
	}
	if x == nil || ch.IsNil(x) {
		return x != nil
	}
	v := ch.VarOf(x)
	return v != nil && ch.follow(v)
}

// use reports whether what is done with the channel by one of its names is in view, and notes where that receives.
func (ch *channel) use(c inspector.Cursor) bool {
	if sel, ok := c.Parent().Node().(*ast.SelectorExpr); ok && ast.Node(sel.Sel) == c.Node() {
		c = c.Parent()
	}
	for isParen(c.Parent().Node()) {
		c = c.Parent()
	}
	x := c.Node()
	switch n := c.Parent().Node().(type) {
	case *ast.SendStmt:
		return n.Chan == x
	case *ast.UnaryExpr:
		ch.receives = append(ch.receives, c.Parent())
		return n.Op == token.ARROW
	case *ast.RangeStmt:
		ch.receives = append(ch.receives, c.Parent())
		return n.X == x
	case *ast.BinaryExpr:
		return true // it is compared
	case *ast.KeyValueExpr:
		return n.Key == x || ch.gives(n.Key)
	case *ast.AssignStmt:
		i := slices.Index(n.Rhs, x.(ast.Expr))
		return i < 0 || len(n.Lhs) == len(n.Rhs) && ch.gives(n.Lhs[i])
	case *ast.ValueSpec:
		i := slices.Index(n.Values, x.(ast.Expr))
		return i >= 0 && len(n.Names) == len(n.Values) && ch.gives(n.Names[i])
	case *ast.CallExpr:
		return ch.passes(n, x.(ast.Expr))
	}
	return false
}

// gives follows the channel to a variable that is given it.
func (ch *channel) gives(to ast.Expr) bool {
	if id, ok := to.(*ast.Ident); ok && id.Name == "_" {
		return true
	}
	v := ch.VarOf(to)
	return v != nil && ch.follow(v)
}

// passes follows the channel to the parameter for which a call passes it.
func (ch *channel) passes(call *ast.CallExpr, arg ast.Expr) bool {
	switch ch.Builtin(call) {
	case "":
	case "close":
		ch.closed = true
		return true
	case "len", "cap":
		return true
	default:
		return false
	}
	fn := ch.Node(ch.Resolve(call.Fun))
	if fn == nil {
		return false
	}
	sig, ok := ch.Info.TypeOf(call.Fun).(*types.Signature)
	params := ch.ParamVars(fn)
	i := slices.Index(call.Args, arg)
	return ok && !sig.Variadic() && i >= 0 && len(params) == len(call.Args) && !slices.Contains(params, nil) && ch.follow(params[i])
}

func isParen(n ast.Node) bool {
	_, ok := n.(*ast.ParenExpr)
	return ok
}

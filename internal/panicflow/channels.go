package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// ownChannel reports whether ch is a channel that an enclosing function made
// for itself and that is closed in at most max places, so that a send on it
// (max 1) or the one close (max 1, at) cannot panic.
func (j *Judge) ownChannel(ch ast.Expr) bool {
	if j.strict {
		return false
	}
	id, ok := ast.Unparen(ch).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := j.Info.Uses[id].(*types.Var)
	if !ok || v.Kind() != types.LocalVar || v.Parent() == j.Types.Scope() {
		return false
	}
	if own, ok := j.channels[v]; ok {
		return own
	}
	own := j.madeHere(v) && j.closedOnce(v)
	j.channels[v] = own
	return own
}

// madeHere reports whether v only ever holds the result of one make.
func (j *Judge) madeHere(v *types.Var) bool {
	r := j.Var(v)
	if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl {
		return false
	}
	call, ok := ast.Unparen(r.Values[0].Expr).(*ast.CallExpr)
	return ok && j.Builtin(call) == "make"
}

// closedOnce looks at every use of v: at most one close, which runs at most
// once, and no way for v to get where it could be closed unseen.
func (j *Judge) closedOnce(v *types.Var) bool {
	closes := 0
	for c := range j.Root.Preorder((*ast.Ident)(nil)) {
		id := c.Node().(*ast.Ident)
		if j.Info.Uses[id] != v {
			continue
		}
		up := c.Parent()
		for {
			if _, ok := up.Node().(*ast.ParenExpr); !ok {
				break
			}
			up = up.Parent()
		}
		switch n := up.Node().(type) {
		case *ast.CallExpr:
			if ast.Unparen(n.Fun) == id {
				return false
			}
			switch j.Builtin(n) {
			case "close":
				closes++
				if closes > 1 || j.repeats(v, n) {
					return false
				}
				continue
			case "len", "cap", "print", "println":
				continue
			}
			if j.mayClose(n, id) {
				return false
			}
		case *ast.SendStmt:
			if n.Chan != id && ast.Unparen(n.Chan) != id {
				return false // v itself is sent away
			}
		case *ast.UnaryExpr, *ast.RangeStmt, *ast.BinaryExpr, *ast.CaseClause:
		case *ast.ReturnStmt:
			if !j.returnsReceiveOnly(n, id) {
				// The caller gets a channel that it may close.
				return false
			}
		case *ast.AssignStmt:
			if !receiveOnlyTarget(j, n, id) {
				return false
			}
		case *ast.ValueSpec:
			if n.Type == nil || !isReceiveOnly(j.Info.TypeOf(n.Type)) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// repeats reports whether the call that closes v can run more than once for
// one v: a loop or a callback stands between v's declaration and the call.
func (j *Judge) repeats(v *types.Var, call *ast.CallExpr) bool {
	c, ok := j.Root.FindNode(call)
	if !ok {
		return true
	}
	for up := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		n := up.Node()
		if n.Pos() <= v.Pos() && v.Pos() < n.End() {
			return false // v is new on each pass
		}
		if _, lit := n.(*ast.FuncLit); !lit {
			return true
		}
		parent, ok := up.Parent().Node().(*ast.CallExpr)
		if !ok {
			return true
		}
		if ast.Unparen(parent.Fun) != n && !j.isWaitGroupGo(parent) {
			return true
		}
	}
	return true
}

func (j *Judge) isWaitGroupGo(call *ast.CallExpr) bool {
	fn := j.Resolve(call.Fun).Func
	return fn != nil && fn.FullName() == "(*sync.WaitGroup).Go"
}

// mayClose reports whether the callee could close the channel that it gets
// as argument arg.
func (j *Judge) mayClose(call *ast.CallExpr, arg *ast.Ident) bool {
	if j.Info.Types[call.Fun].IsType() {
		return !isReceiveOnly(j.Info.TypeOf(call.Fun))
	}
	sig, ok := j.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok {
		return true
	}
	for i, a := range call.Args {
		if ast.Unparen(a) != arg {
			continue
		}
		if sig.Variadic() && i >= sig.Params().Len()-1 {
			return true
		}
		param := sig.Params().At(i)
		if isReceiveOnly(param.Type()) {
			continue
		}
		t := j.Resolve(call.Fun)
		node := j.Node(t)
		if node == nil {
			return !isSendOnly(param.Type()) // another package: trust a send-only parameter
		}
		if t.Func != nil {
			i -= j.Shift(call, t.Func)
		}
		if j.closesParam(node, i) {
			return true
		}
	}
	return false
}

// closesParam reports whether fn closes its i-th parameter, or hands it on.
func (j *Judge) closesParam(fn ast.Node, i int) bool {
	v := j.param(fn, i)
	if v == nil {
		return false // unnamed or blank: never used
	}
	found := false
	ast.Inspect(syntax.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			for _, a := range n.Args {
				if id, ok := ast.Unparen(a).(*ast.Ident); ok && j.Info.Uses[id] == v {
					switch j.Builtin(n) {
					case "len", "cap":
					default:
						found = true
					}
				}
			}
		}
		return !found
	})
	return found
}

// returnsReceiveOnly reports whether ret gives id away as a receive-only channel.
func (j *Judge) returnsReceiveOnly(ret *ast.ReturnStmt, id *ast.Ident) bool {
	c, ok := j.Root.FindNode(ret)
	if !ok {
		return false
	}
	typ := syntax.FuncType(syntax.EnclosingFunc(c))
	if typ == nil || typ.Results == nil {
		return false
	}
	i := 0
	for _, field := range typ.Results.List {
		for range max(1, len(field.Names)) {
			if i < len(ret.Results) && ast.Unparen(ret.Results[i]) == id {
				return isReceiveOnly(j.Info.TypeOf(field.Type))
			}
			i++
		}
	}
	return false
}

// receiveOnlyTarget reports whether an assignment from id keeps receive rights only.
func receiveOnlyTarget(j *Judge, n *ast.AssignStmt, id *ast.Ident) bool {
	for i, rhs := range n.Rhs {
		if ast.Unparen(rhs) == id && n.Tok == token.ASSIGN && len(n.Lhs) == len(n.Rhs) {
			if b, ok := n.Lhs[i].(*ast.Ident); ok && b.Name == "_" {
				return true
			}
			return isReceiveOnly(j.Info.TypeOf(n.Lhs[i]))
		}
	}
	return false
}

func isReceiveOnly(t types.Type) bool { return chanDir(t) == types.RecvOnly }
func isSendOnly(t types.Type) bool    { return chanDir(t) == types.SendOnly }

// chanDir returns the direction of a channel type, -1 for another type.
func chanDir(t types.Type) types.ChanDir {
	if t != nil {
		if ch, ok := t.Underlying().(*types.Chan); ok {
			return ch.Dir()
		}
	}
	return -1
}

package fix

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// skipping completes the refusal for a signal that a panic of op skips. Where the finding already
// says that the signal itself can panic, op is what the reader lacks.
func (d *duties) skipping(r *Refusal, s *effects.Site, op string) *Refusal {
	if way := d.WayOut(d.Spawn).Node; way != nil && d.Text(way) == s.Text && op != s.Text {
		r.Why = op
	}
	key := skip{in: s.Stands(), text: s.Text}
	if key.in == (effects.FuncID{}) {
		key.node = s.Node
	}
	kind, ok := d.advised[key]
	if !ok {
		kind = d.advise(key)
		d.advised[key] = kind
	}
	r.Kind = kind
	return r
}

// A skip is a signal that a panic skips: a node, or the text of one in a declared function.
type skip struct {
	in   effects.FuncID
	text string
	node ast.Node
}

// advise says what is to be done about a signal, as the kind of the refusal. Deferred, it comes at the end
// of its function: in a loop, that is too late; behind a return, more often than before. What is done
// with what has been worked out, or does more than to signal, is no signal that can be deferred.
func (d *duties) advise(s skip) RefusalKind {
	fn, at, call := d.standing(s)
	switch {
	case fn == nil || syntax.Body(fn) == nil || at == token.NoPos:
		return SkipsSignal
	case call != nil && d.isWork(fn, call):
		return SkipsWork
	}
	loop, behind := false, false
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			loop = loop || n.Pos() <= at && at < n.End()
		case *ast.ReturnStmt:
			behind = behind || n.End() <= at
		}
		return true
	})
	switch {
	case loop:
		return SkipsInPass
	case behind:
		return SkipsBehindReturn
	}
	return SkipsSignal
}

// standing returns the function of this package that has a signal, where in it, and the call, if it is one.
func (d *duties) standing(s skip) (fn ast.Node, at token.Pos, call *ast.CallExpr) {
	if s.node != nil {
		call, _ = s.node.(*ast.CallExpr)
		if c, ok := d.CursorOf(s.node); ok {
			fn = syntax.EnclosingFunc(c)
		}
		return fn, s.node.Pos(), call
	}
	for _, file := range d.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Name.Name != s.in.Name {
				continue
			}
			if f, ok := d.Info.Defs[decl.Name].(*types.Func); !ok || effects.IDOf(f) != s.in {
				continue
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if x, ok := n.(*ast.CallExpr); ok && call == nil && d.Text(x) == s.text {
					call, at = x, x.Pos()
				}
				return call == nil
			})
			return decl, at, call
		}
	}
	return nil, token.NoPos, nil
}

// isWork reports whether a call does more than to signal: its result is used, it is told what has been
// worked out, or what it calls calls others in turn.
func (d *duties) isWork(fn ast.Node, call *ast.CallExpr) bool {
	if d.Builtin(call) != "" {
		return false
	}
	c, ok := d.CursorOf(call)
	if !ok {
		return false
	}
	switch stmt := c.Parent().Node().(type) {
	case *ast.ExprStmt, *ast.DeferStmt:
	case *ast.AssignStmt:
		for _, x := range stmt.Lhs {
			if id, ok := x.(*ast.Ident); !ok || id.Name != "_" {
				return true
			}
		}
	default:
		return true
	}
	for _, arg := range call.Args {
		if d.isWorkedOut(fn, arg) {
			return true
		}
	}
	callee := d.Node(d.Resolve(call.Fun))
	if callee == nil || syntax.Body(callee) == nil {
		return false
	}
	calls := false
	d.Operations(syntax.Body(callee), func(op ast.Node) bool {
		calls = d.follows(op)
		return !calls
	})
	return calls
}

// isWorkedOut reports whether an expression uses a local variable of fn that gets its value from the last thing
// in front of it that is called: before that, there is nothing to be told.
func (d *duties) isWorkedOut(fn ast.Node, x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || found {
			return !found
		}
		if v, ok := d.Info.Uses[id].(*types.Var); ok && v.Kind() == types.LocalVar && fn.Pos() <= v.Pos() && v.Pos() < fn.End() {
			found = !d.callsBetween(fn, d.lastSet(v, x.Pos()), x.Pos())
		}
		return !found
	})
	return found
}

// lastSet returns where a variable last gets a value in front of pos, in source order.
func (d *duties) lastSet(v *types.Var, pos token.Pos) token.Pos {
	last := v.Pos()
	for _, value := range d.Var(v).Values {
		if value.Pos < pos {
			last = max(last, value.Pos)
		}
	}
	return last
}

// callsBetween reports whether a call that can panic stands between two places, beyond the statement at
// the first.
func (d *duties) callsBetween(fn ast.Node, from, to token.Pos) bool {
	if c, ok := d.CursorAt(from); ok {
		for up := range c.Enclosing((*ast.AssignStmt)(nil), (*ast.DeclStmt)(nil)) {
			from = max(from, up.Node().End())
			break
		}
	}
	found := false
	d.Operations(syntax.Body(fn), func(op ast.Node) bool {
		call, ok := op.(*ast.CallExpr)
		found = ok && from < call.Pos() && call.End() <= to
		return !found
	})
	return found
}

package fix

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// skipping completes the refusal for a signal that a panic of op skips. Where the finding already
// says that the signal itself can panic, op is what the reader lacks. Where a call gives the signal and op, of the entry itself, skips
// that (own), the call is what is to be deferred.
func (d *duties) skipping(r *Refusal, s *effects.Site, op string, own bool) *Refusal {
	key := skip{in: s.Stands(), text: s.Text}
	if call, ok := s.Node.(*ast.CallExpr); ok && own && key.in != (effects.FuncID{}) && op != d.Text(call) && d.standsIn(call) {
		r.What, r.In, r.Below = d.Text(call), d.name, false
		key = skip{node: call}
	}
	if way := d.WayOut(d.Spawn).Node; way != nil && d.Text(way) == s.Text && op != s.Text {
		r.Why = op
	}
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
// of its function: in a loop, that is too late; on one way of several or behind a return, more often than before. What is done
// with what has been worked out, or does more than to signal, is no signal that can be deferred.
func (d *duties) advise(s skip) RefusalKind {
	fn, at := d.standing(s)
	if fn == nil || syntax.Body(fn) == nil || at == nil {
		return SkipsSignal
	}
	if call, ok := at.(*ast.CallExpr); ok && d.isWork(fn, call) {
		return SkipsWork
	}
	if d.saysMore(at) || d.IsClaim(at) || d.saysWell(at) {
		return SkipsWork
	}
	deferred, loop, conditional, behind := false, false, false, false
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		within := n.Pos() <= at.Pos() && at.End() <= n.End()
		switch n.(type) {
		case *ast.DeferStmt:
			deferred = deferred || within
		case *ast.ForStmt, *ast.RangeStmt:
			loop = loop || within
		case *ast.IfStmt, *ast.CaseClause, *ast.CommClause:
			conditional = conditional || within && !d.leavesBehind(n, at)
		case *ast.ReturnStmt:
			behind = behind || n.End() <= at.Pos()
		}
		return true
	})
	switch {
	case deferred:
		return SkipsLateDefer
	case conditional:
		return SkipsWork
	case loop:
		return SkipsInPass
	case behind:
		return SkipsBehindReturn
	}
	return SkipsSignal
}

// saysMore reports whether a statement says more than that something has ended: it leaves what was worked out, or says that
// all is there. In a defer it would say so of half of it.
//
//	m.words, m.loaded = words, true
func (d *duties) saysMore(at ast.Node) bool {
	var x ast.Expr
	var values []ast.Expr
	switch n := at.(type) {
	case *ast.AssignStmt:
		x, values = n.Lhs[0], n.Rhs
		if n.Tok != token.ASSIGN {
			return false
		}
	case *ast.CallExpr: // m.loaded.Store(true)
		sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
		if !ok || d.Info.Selections[sel] == nil || known.Atomic(d.Callee(n)) != known.AtomicStore {
			return false
		}
		x, values = sel.X, n.Args
	}
	for _, value := range values {
		v := d.Info.Types[value].Value
		switch {
		case v == nil && !d.IsNil(value):
			return true
		case v != nil && v.Kind() == constant.Bool && constant.BoolVal(v):
			name := d.VarOf(x)
			return name != nil && !known.SaysEnded(name.Name())
		}
	}
	return false
}

// saysWell reports whether a call says that all went well: in a defer, it would say so after a panic, too.
func (d *duties) saysWell(at ast.Node) bool {
	return slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool { return s.Node == at && s.Commits })
}

// leavesBehind reports whether a return comes right behind a signal, in the branch n: then it is given on another way as well.
func (d *duties) leavesBehind(n, at ast.Node) bool {
	var list []ast.Stmt
	switch n := n.(type) {
	case *ast.IfStmt:
		list = n.Body.List
	case *ast.CaseClause:
		list = n.Body
	case *ast.CommClause:
		list = n.Body
	}
	if len(list) < 2 {
		return false
	}
	_, leaves := list[len(list)-1].(*ast.ReturnStmt)
	return leaves && list[0].Pos() <= at.Pos() && at.End() <= list[len(list)-1].Pos()
}

// standsIn reports whether a call stands in the entry itself.
func (d *duties) standsIn(call *ast.CallExpr) bool {
	fn := d.function()
	return fn != nil && fn.Pos() <= call.Pos() && call.End() <= fn.End()
}

// standing returns the function of this package that has a signal, and the signal there.
func (d *duties) standing(s skip) (fn, at ast.Node) {
	if s.node != nil {
		if c, ok := d.CursorOf(s.node); ok {
			fn = syntax.EnclosingFunc(c)
		}
		return fn, s.node
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
				switch n.(type) {
				case *ast.CallExpr, *ast.AssignStmt, *ast.IncDecStmt:
					if at == nil && d.Text(n) == s.text {
						at = n
					}
				}
				return at == nil
			})
			return decl, at
		}
	}
	return nil, nil
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
// in front of it that is called, or bit by bit: before that, there is nothing to be told.
func (d *duties) isWorkedOut(fn ast.Node, x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || found {
			return !found
		}
		if v, ok := d.Info.Uses[id].(*types.Var); ok && v.Kind() == types.LocalVar && fn.Pos() <= v.Pos() && v.Pos() < fn.End() {
			found = len(d.Var(v).Values) > 1 || !d.callsBetween(fn, d.lastSet(v, x.Pos()), x.Pos())
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

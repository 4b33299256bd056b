package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A loop that works something off comes to its end by itself, even if it looks at a context or sleeps where something fails. That
// nothing is left is said by a function that looks at what the loop moves on: a cursor, a position, a list that becomes shorter.
//
//	for ctx.Err() == nil { m, err := b.peek(); if errors.Is(err, errEmpty) { return }; …; b.remove() }
//	for c.next(ctx) {…}   func (c *rows) next(ctx context.Context) bool { if ctx.Err() != nil || c.pos == len(c.list) { return false }; c.pos++; … }
//
// Where that function waits for what others give, its end is that they have closed it, unless it is handed the cursor.

// A work is what a loop moves on.
type work struct {
	*Result
	loop   ast.Stmt
	bodies []*ast.BlockStmt    // of the loop, and of what is called in it that is asked about
	handed map[*types.Var]bool // parameters for what the loop moves
	asked  map[ast.Node]bool
	end    types.Object // the error for which the loop asks; nil if it asks for any, or for a result
	ok     bool         // the result at which the loop ends, true or false
	given  bool         // one of handed decides
}

// maxWork bounds how many calls down the end of the work may be told.
const maxWork = 3

// comesToEnd reports whether what a call in a loop returns can be that the work of the loop is done: the error end, or any if that is
// nil, or ok, for a call that returns true or false.
func (r *waiting) comesToEnd(call *ast.CallExpr, loop ast.Stmt, end types.Object, ok bool) bool {
	w := r.workOf(loop)
	w.end, w.ok = end, ok
	targets := r.inView(call.Fun)
	if !slices.ContainsFunc(targets, func(t target) bool { return t.node != nil }) {
		return slices.ContainsFunc(call.Args, w.isCursor)
	}
	return slices.ContainsFunc(targets, func(t target) bool {
		w.given = false
		return t.node != nil && w.ends(t.node, call, maxWork) && (w.given || !t.summary.Hears)
	})
}

func (r *waiting) workOf(loop ast.Stmt) *work {
	w := &work{Result: r.Result, loop: loop, handed: make(map[*types.Var]bool), asked: make(map[ast.Node]bool)}
	if body := syntax.LoopBody(loop); body != nil {
		w.bodies = append(w.bodies, body)
	}
	return w
}

// worksTowards reports whether a loop itself moves on a field that it looks at: for c.cursor != "" {…; c.cursor = p.next }.
func (r *waiting) worksTowards(v *types.Var, loop ast.Stmt) bool {
	body := syntax.LoopBody(loop)
	return body != nil && r.movesOn(v, []*ast.BlockStmt{body})
}

// isCursor reports whether an argument says how far the loop has come: a local, or a field, that it moves.
func (w *work) isCursor(arg ast.Expr) bool {
	v := w.VarOf(arg)
	return v != nil && isCursor(v.Type()) && w.moves(v)
}

// moves reports whether the loop moves a variable on: not what it only says to stop.
func (w *work) moves(v *types.Var) bool {
	if !v.IsField() && v.Parent() != w.Types.Scope() {
		return v.Pos() < w.loop.Pos() && w.Result.waiting.moves(v, w.loop)
	}
	return w.waiting.movesOn(v, w.bodies)
}

// movesOn reports whether bodies, or what they call, give a field or variable of the package another value by what it was or came:
// a constant is no progress.
func (r *waiting) movesOn(v *types.Var, bodies []*ast.BlockStmt) bool {
	class := r.naming.classOf(v)
	if !slices.ContainsFunc(bodies, func(body *ast.BlockStmt) bool { return r.polling.changes(body, maxPolled)[class] }) {
		return false
	}
	on, told := false, false
	for _, value := range r.Var(v).Values {
		switch {
		case value.Init:
		case value.Expr != nil && (r.IsNil(value.Expr) || r.Info.Types[value.Expr].Value != nil):
			told = true
		default:
			on = on || !isBool(v.Type()) || value.Expr == nil || !r.isParam(value.Expr)
		}
	}
	_, list := v.Type().Underlying().(*types.Slice)
	return on && (!told || list || isCursor(v.Type()))
}

func isBool(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsBoolean != 0
}

func (src source) isParam(x ast.Expr) bool {
	v := src.VarOf(x)
	return v != nil && v.Kind() == types.ParamVar
}

// ends reports whether a function that is called tells of its end by what the loop moves.
func (w *work) ends(fn ast.Node, call *ast.CallExpr, depth int) bool {
	body := syntax.Body(fn)
	if body == nil || depth == 0 || w.asked[fn] {
		return false
	}
	w.asked[fn] = true
	w.bodies = append(w.bodies, body)
	w.hand(fn, call)
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			found = found || len(n.Results) > 0 && w.tellsEnd(n, n.Results[len(n.Results)-1])
		case *ast.CallExpr:
			if node := w.Node(w.Resolve(n.Fun)); node != nil && !found && w.givesError(call) && w.givesError(n) {
				found = w.ends(node, n, depth-1)
			}
		}
		return !found
	})
	return found
}

// givesError reports whether the last result of a call is an error.
func (w *work) givesError(call *ast.CallExpr) bool {
	t := w.Info.TypeOf(call)
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		t = tuple.At(tuple.Len() - 1).Type()
	}
	return t != nil && syntax.IsError(t)
}

// hand notes which parameters of a function stand for what the loop moves.
func (w *work) hand(fn ast.Node, call *ast.CallExpr) {
	i := 0
	for _, field := range syntax.FuncType(fn).Params.List {
		for _, name := range field.Names {
			if v, ok := w.Info.Defs[name].(*types.Var); ok && i < len(call.Args) && isCursor(v.Type()) && w.reads(call.Args[i]) {
				w.handed[v] = true
			}
			i++
		}
		i += max(0, 1-len(field.Names))
	}
}

// tellsEnd reports whether a return tells that the work is done, in its last result: an error that has a name, or true or false, as
// is decided by what the loop moves.
func (w *work) tellsEnd(ret *ast.ReturnStmt, last ast.Expr) bool {
	t := w.Info.TypeOf(last)
	switch {
	case t == nil:
		return false
	case syntax.IsError(t):
		v := w.VarOf(last)
		if v == nil || v.IsField() || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() || w.end != nil && v != w.end {
			return false
		}
	case !isBool(t):
		return false
	case w.Info.Types[last].Value == nil:
		return w.reads(last)
	case constant.BoolVal(w.Info.Types[last].Value) != w.ok:
		return false
	}
	return slices.ContainsFunc(w.deciding(ret), w.reads)
}

// deciding lists the conditions that decide whether a return is reached: those around it, or else those before it that leave.
func (w *work) deciding(ret *ast.ReturnStmt) []ast.Expr {
	c, ok := w.CursorOf(ret)
	if !ok {
		return nil
	}
	var list []ast.Expr
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.CaseClause)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch n := up.Node().(type) {
		case *ast.IfStmt:
			list = append(list, n.Cond)
		case *ast.CaseClause:
			list = append(list, n.List...)
		default:
			if len(list) > 0 {
				return list
			}
			for _, stmt := range syntax.Stmts(c.Parent().Node()) {
				if branch, ok := stmt.(*ast.IfStmt); ok && stmt.Pos() < ret.Pos() && syntax.HasReturn(branch.Body) {
					list = append(list, branch.Cond)
				}
			}
			return list
		}
	}
	return list
}

// reads reports whether an expression reads what the loop moves: itself, by a parameter, or by a local that is made of it.
func (w *work) reads(x ast.Expr) bool { return w.readsIn(x, make(map[*types.Var]bool)) }

func (w *work) readsIn(x ast.Node, seen map[*types.Var]bool) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || found {
			return !found
		}
		v, ok := w.Info.Uses[id].(*types.Var)
		if !ok || seen[v] || syntax.IsError(v.Type()) {
			return true
		}
		seen[v] = true
		switch {
		case w.handed[v]:
			found, w.given = true, true
		case w.moves(v):
			found = true
		case !v.IsField() && v.Parent() != w.Types.Scope():
			for _, value := range w.Var(v).Values {
				found = found || value.From != nil && value.From.Pos() != token.NoPos && !isCall(value.From) && w.readsIn(value.From, seen)
			}
		}
		return !found
	})
	return found
}

func isCall(x ast.Expr) bool {
	_, ok := ast.Unparen(x).(*ast.CallExpr)
	return ok
}

package fix

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// errorBranch is what a literal does after an error, as the hook does it with a panic p:
// to those who wait, the one is as good as the other. It is "" if there is none around n,
// or if the hook cannot say the same.
//
//	if err := load(); err != nil { failed.Store(true); cancel(err); return }
//	OnPanic(func(p *supervised.PanicError) { failed.Store(true); cancel(p) })
//
//	if err != nil && first.CompareAndSwap(nil, &err) { stop() }
//	OnPanic(func(p *supervised.PanicError) { var err error = p; if first.CompareAndSwap(nil, &err) { stop() } })
func (d *hooking) errorBranch(n ast.Node) string {
	branch := d.ErrorBranch(n)
	if branch == nil || d.lit == nil || d.branch != nil && d.branch.If != branch.If || d.inLiteral(branch.If) {
		return ""
	}
	say := d.renames(branch)
	var list []string
	for i, stmt := range branch.List {
		if ret, ok := stmt.(*ast.ReturnStmt); ok && i == len(branch.List)-1 && len(ret.Results) == 0 {
			break
		}
		if d.isLog(stmt) {
			continue
		}
		text, ok := d.withPanic(stmt, branch.Err, say)
		if !ok || i < len(branch.List)-1 && d.mayEndHook(stmt, branch.Err) {
			return ""
		}
		list = append(list, text)
	}
	list, ok := d.claiming(branch, list, say)
	if !ok {
		return ""
	}
	lock, ok := d.lockOf(branch.If)
	if !ok && d.entry.Locked {
		return ""
	}
	if lock != "" {
		list = append([]string{lock + ".Lock()"}, append(list, lock+".Unlock()")...)
	}
	d.branch = branch
	if say != d.panicName() {
		list = append([]string{"var " + say + " error = " + d.panicName()}, list...)
	} else if text := strings.Join(list, "; "); !strings.Contains(text, "\n") {
		return text
	}
	return strings.Join(list, "\n")
}

// mayEndHook reports whether a statement counts or notes something beside the error, and can panic: the hook would end with it, and
// not come to what tells of the panic. A variable that is nil itself keeps that from being told as well.
//
//	if err != nil { s.failed[name]++; s.err = err }
func (d *hooking) mayEndHook(stmt ast.Stmt, err *types.Var) bool {
	switch n := stmt.(type) {
	case *ast.IncDecStmt:
	case *ast.AssignStmt:
		if slices.ContainsFunc(n.Rhs, func(x ast.Expr) bool { return err != nil && d.VarOf(x) == err }) {
			return false
		}
	default:
		return false
	}
	ends := false
	d.Operations(stmt, func(op ast.Node) bool {
		ends = ends || !d.isIncidental(op)
		return !ends
	})
	return ends
}

// claiming is what is done of a branch under the claims that it makes first.
func (d *hooking) claiming(branch *effects.ErrorBranch, list []string, say string) ([]string, bool) {
	var conds []string
	for _, claim := range branch.Claims {
		text, ok := d.withPanic(&ast.ExprStmt{X: claim.Cond}, branch.Err, say)
		if !ok {
			return nil, false
		}
		if bare, not := strings.CutPrefix(text, "!"); claim.Not && not {
			text = bare
		} else if claim.Not {
			text = "!" + text
		}
		conds = append(conds, text)
	}
	if len(conds) == 0 {
		return list, true
	}
	return []string{"if " + strings.Join(conds, " && ") + " {\n" + strings.Join(list, "\n") + "\n}"}, len(list) > 0
}

// renames is the name of the panic in a branch: that of the error, if the branch takes its address, so that the panic
// is in a variable of its own.
func (d *hooking) renames(branch *effects.ErrorBranch) string {
	if branch.Err == nil || !types.Identical(branch.Err.Type(), types.Universe.Lookup("error").Type()) {
		return d.panicName()
	}
	taken := false
	look := func(n ast.Node) bool {
		taken = taken || d.takes(n, branch.Err)
		return !taken
	}
	for _, stmt := range branch.List {
		ast.Inspect(stmt, look)
	}
	for _, claim := range branch.Claims {
		ast.Inspect(claim.Cond, look)
	}
	if !taken {
		return d.panicName()
	}
	return branch.Err.Name()
}

// takes reports whether n takes the address of a variable.
func (d *hooking) takes(n ast.Node, v *types.Var) bool {
	x, ok := n.(*ast.UnaryExpr)
	return ok && v != nil && x.Op == token.AND && d.VarOf(x.X) == v
}

// isClaimed reports whether a node is done only by the first of several who come to it, as a condition in the
// literal says that changes what it asks for: without asking, the hook must not do it.
//
//	if failed.CompareAndSwap(false, true) { s.err = err }
//	if failed.Swap(true) { return }; s.err = err
func (d *hooking) isClaimed(n ast.Node) bool {
	c, ok := d.CursorOf(n)
	if !ok || d.lit == nil {
		return false
	}
	asks := func(stmt ast.Node) bool {
		switch stmt := stmt.(type) {
		case *ast.IfStmt:
			return d.Claims(stmt.Cond)
		case *ast.CaseClause:
			return slices.ContainsFunc(stmt.List, d.Claims)
		}
		return false
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if syntax.Body(up.Node()) != nil {
			return false
		}
		if asks(up.Node()) {
			return true
		}
		for _, stmt := range syntax.Stmts(up.Node()) {
			if leaves, ok := stmt.(*ast.IfStmt); ok && stmt.End() <= n.Pos() && asks(stmt) && !d.FallsThrough(leaves.Body.List) {
				return true
			}
		}
	}
	return false
}

// afterError is the node of an effect that an error has: s itself, or one of its kind on the
// same thing, such as the other status. It is nil if there is none.
//
//	if err != nil { errc <- err; wg.Done(); return }; …; wg.Done()
func (d *hooking) afterError(s *effects.Site) ast.Node {
	if d.TellsOfError(s.Node) {
		return s.Node
	}
	for _, other := range d.entry.Sites {
		same := other.Kind == s.Kind || s.Kind == effects.Flag && other.Kind == effects.Fail
		if same && other.On == s.On && other.In == (effects.FuncID{}) && !other.Looped && d.TellsOfError(other.Node) && !d.isToldOnOtherWay(other) {
			return other.Node
		}
	}
	return nil
}

// counts reports whether a node counts: after a panic in a loop, the rest of what there is
// to count is not looked at.
func counts(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IncDecStmt, *ast.CallExpr:
		return true
	case *ast.AssignStmt:
		return n.Tok != token.ASSIGN
	}
	return false
}

// toldOf is a call of which an error is the only argument, or the last one behind what has come with it, with the panic in its place.
func (d *hooking) toldOf(call *ast.CallExpr) string {
	if text := d.toldWithout(call); text != "" {
		return text
	}
	if d.lit == nil || len(call.Args) != 1 || !syntax.IsError(d.Info.TypeOf(call.Args[0])) || !(d.TellsOfError(call) || d.tellsLocal(call)) || !d.staysSame(call.Fun) || d.exitsAfter(call) {
		return ""
	}
	return d.Source(call.Fun) + "(" + d.panicName() + ")"
}

// toldWithout is a call, which comes on every way, that is handed what another call returns, the last of which is an error: with the panic in place
// of that, and nothing in place of the rest. It is "" for another call.
//
//	host, err := find(name); l.resolve(host, err)   l.resolve("", p)
//	t.complete(book(seat))                          t.complete("", p)
func (d *hooking) toldWithout(call *ast.CallExpr) string {
	sig, ok := d.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok || d.lit == nil || sig.Params().Len() < 2 || sig.Variadic() || !syntax.IsError(sig.Params().At(sig.Params().Len()-1).Type()) || !d.comesAlways(call) || !d.staysSame(call.Fun) || d.exitsAfter(call) {
		return ""
	}
	last := sig.Params().Len() - 1
	from, direct := ast.Unparen(call.Args[0]).(*ast.CallExpr)
	if direct = direct && len(call.Args) == 1; !direct {
		from = d.madeBy(call.Args[last])
	}
	if from == nil {
		return ""
	}
	text := d.Source(call.Fun) + "("
	for i := range last {
		switch {
		case direct, d.madeBy(call.Args[i]) == from:
			zero := d.zero(sig.Params().At(i).Type())
			if zero == "" {
				return ""
			}
			text += zero + ", "
		case d.stableAt(call.Args[i]):
			text += d.Source(call.Args[i]) + ", "
		default:
			return ""
		}
	}
	return text + d.panicName() + ")"
}

// staysSame reports whether a function value, or the receiver of a method, is the same when the hook calls it.
func (d *hooking) staysSame(fun ast.Expr) bool {
	if sel, ok := ast.Unparen(fun).(*ast.SelectorExpr); ok && d.isMethod(d.Info.Uses[sel.Sel]) {
		fun = sel.X
	}
	return d.IsPath(fun) && d.stableAt(fun)
}

// madeBy returns the call of which a local of the body holds a result, and nothing else; nil if there is none.
func (d *hooking) madeBy(x ast.Expr) *ast.CallExpr {
	v := d.VarOf(x)
	if v == nil || v.IsField() || v.Pos() < d.lit.Body.Pos() || d.lit.Body.End() <= v.Pos() || len(d.Var(v).Values) != 1 {
		return nil
	}
	call, _ := ast.Unparen(d.Var(v).Values[0].From).(*ast.CallExpr)
	return call
}

// zero is the text of the zero value of a type; "" if that cannot be written.
func (d *hooking) zero(t types.Type) string {
	if _, param := types.Unalias(t).(*types.TypeParam); !param {
		switch u := t.Underlying().(type) {
		case *types.Basic:
			switch info := u.Info(); {
			case info&types.IsString != 0:
				return `""`
			case info&types.IsBoolean != 0:
				return "false"
			case info&types.IsNumeric != 0:
				return "0"
			}
		case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
			return "nil"
		}
	}
	typ, ok := d.spell(t, d.optionPos())
	if !ok {
		return ""
	}
	return "*new(" + typ + ")"
}

// asAfterError is the call by which an error has the same effect, on its own way.
//
//	if err != nil { o.reject(err); return }; o.accept(id)
func (d *hooking) asAfterError(s *effects.Site) string {
	for _, other := range d.entry.Sites {
		call, ok := other.Node.(*ast.CallExpr)
		if ok && other != s && other.Kind == s.Kind && other.On == s.On && !other.Looped && d.TellsOfError(call) {
			if text := d.toldOf(call); text != "" {
				return text
			}
		}
	}
	return ""
}

// sharesBranch reports whether an error has more than one effect where s is one of them, or something is assigned
// because of it beside what s leaves: then the hook does all of the branch.
//
//	if err != nil { o.valid = false; o.err = err }
func (d *hooking) sharesBranch(s *effects.Site) bool {
	branch := d.ErrorBranch(s.Node)
	return branch != nil && (slices.ContainsFunc(d.entry.Sites, func(other *effects.Site) bool {
		return other.Node != s.Node && branch.Holds(other.Node)
	}) || slices.ContainsFunc(branch.List, func(stmt ast.Stmt) bool {
		a, ok := stmt.(*ast.AssignStmt)
		return ok && a.Tok == token.ASSIGN && len(a.Lhs) == len(a.Rhs) && (ast.Node(a) != s.Node || len(a.Lhs) > 1)
	}))
}

// isConditional reports whether the effect s comes after some errors only, or where there is somebody to tell.
//
//	if err != nil { if g.cancel != nil { g.cancel() } }
func (d *hooking) isConditional(s *effects.Site) bool {
	branch := d.ErrorBranch(s.Node)
	c, ok := d.CursorOf(s.Node)
	if branch == nil || !ok {
		return false
	}
	for up := range c.Enclosing((*ast.IfStmt)(nil), (*ast.SwitchStmt)(nil), (*ast.TypeSwitchStmt)(nil)) {
		return branch.Holds(up.Node())
	}
	return false
}

// inLiteral reports whether a statement stands in a literal of the one that is started.
func (d *hooking) inLiteral(stmt ast.Node) bool {
	c, ok := d.CursorOf(stmt)
	if !ok {
		return true
	}
	for up := range c.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		return syntax.Body(up.Node()) != d.lit.Body
	}
	return true
}

// isLog reports whether a statement only logs: the runtime logs the panic.
func (d *duties) isLog(stmt ast.Stmt) bool {
	call := syntax.CallStmt(stmt)
	if call == nil {
		return false
	}
	fn := d.Callee(call)
	if fn == nil || !d.MayReturn(call) {
		return false
	}
	return known.Logs(fn) || fn.Pkg() != nil && (fn.Pkg().Path() == "log" || fn.Pkg().Path() == "log/slog") || known.Of(fn).Has(known.Prints)
}

// withPanic is the text of a statement with the panic, as it is called in the hook, in place of the error; false if it
// does more than to leave, call and send, or reads what the hook does not see.
func (d *hooking) withPanic(stmt ast.Stmt, err *types.Var, say string) (string, bool) {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt, *ast.SendStmt, *ast.IncDecStmt, *ast.SelectStmt, *ast.IfStmt:
	case *ast.AssignStmt:
		if stmt.Tok == token.DEFINE {
			return "", false
		}
	default:
		return "", false
	}
	assigned := make(map[*ast.Ident]bool)
	var errs []*ast.Ident
	ok := true
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			ok = ok && n.Tok != token.DEFINE
			for _, lhs := range n.Lhs {
				if id, plain := ast.Unparen(lhs).(*ast.Ident); plain {
					assigned[id] = true
				}
			}
		case *ast.UnaryExpr:
			ok = ok && (!d.takes(n, err) || say == err.Name()) // else it would have the panic's type
		case *ast.TypeAssertExpr:
			ok = ok && d.VarOf(n.X) != err // likewise
		case *ast.IfStmt:
			ok = ok && !d.asksOf(n.Cond, err) // which of the errors is told of, of a panic nobody can say
		case *ast.ReturnStmt, *ast.BranchStmt, *ast.GoStmt:
			ok = false
		case *ast.CallExpr:
			ok = ok && d.MayReturn(n)
		case *ast.Ident:
			v, isVar := d.Info.Uses[n].(*types.Var)
			switch {
			case !isVar || v.IsField():
			case v == err:
				errs = append(errs, n)
			case d.toldOutside(v):
			case d.lit.Body.Pos() <= v.Pos() && v.Pos() < d.lit.Body.End():
				ok = false
			case !assigned[n]:
				ok = ok && (!d.changes(v) || d.isResult(v))
			}
		}
		return ok
	})
	if !ok {
		return "", false
	}
	return d.renamed(stmt, errs, say)
}

// asksOf reports whether a condition asks something of an error, and does not only hand on where it is.
func (d *hooking) asksOf(cond ast.Expr, err *types.Var) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		if d.takes(n, err) {
			return false
		}
		id, ok := n.(*ast.Ident)
		found = found || ok && err != nil && d.Info.Uses[id] == err
		return !found
	})
	return found
}

// renamed is the text of a statement with other names in it.
func (d *hooking) renamed(stmt ast.Stmt, ids []*ast.Ident, name string) (string, bool) {
	if len(ids) == 0 {
		return d.Source(stmt), true
	}
	var all []*ast.Ident
	ast.Inspect(stmt, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			all = append(all, id)
		}
		return true
	})
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", "package p; func _() {\n"+d.Source(stmt)+"\n}", parser.SkipObjectResolution)
	if err != nil {
		return "", false
	}
	copied := f.Decls[0].(*ast.FuncDecl).Body.List[0]
	i := 0
	ast.Inspect(copied, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && i < len(all) {
			if slices.Contains(ids, all[i]) {
				id.Name = name
			}
			i++
		}
		return true
	})
	var buf bytes.Buffer
	if i != len(all) || format.Node(&buf, fset, copied) != nil {
		return "", false
	}
	return buf.String(), true
}

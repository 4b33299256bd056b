package fix

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A hoist is a deferred signal of the function that is started, which belongs
// outside: it must come once, when supervision ends, not after each run.
//
//	func (s *server) loop() {
//		defer s.wg.Done()
//
// goes from loop to the go statement, where nothing else calls loop.
type hoist struct {
	stmt  *ast.DeferStmt
	why   string       // it keeps the service from being run again
	roots []*types.Var // the parameters and the receiver that it names
	texts []string     // what is around those
	same  []*types.Var // those that must have their names at the go statement
}

// hoists returns the deferred signals that keep a service from being run again,
// if all of them can be moved to the go statement.
func (d *duties) hoists() []hoist {
	decl, ok := d.Node(d.Resolve(d.Call.Fun)).(*ast.FuncDecl)
	if !ok || d.Launcher != nil || !d.onlyHere(decl) {
		return nil
	}
	var list []hoist
	for _, r := range d.entry.Repeats {
		if r.Defer == nil {
			return nil
		}
		h, ok := d.hoist(decl, r.Defer)
		if !ok {
			return nil
		}
		h.why = r.Why
		if !slices.ContainsFunc(list, func(other hoist) bool { return other.stmt == h.stmt }) {
			list = append(list, h)
		}
	}
	return list
}

// onlyHere reports whether the spawn is the only place that names the function,
// in this file: then the two can change together.
func (d *duties) onlyHere(decl *ast.FuncDecl) bool {
	fn, ok := d.Info.Defs[decl.Name].(*types.Func)
	if !ok || d.File(decl.Pos()) != d.file || fn.Exported() && d.Types.Name() != "main" {
		return false
	}
	if fn.Signature().Recv() != nil && d.inInterface(fn.Name()) {
		return false // it may be called by way of that
	}
	if d.namedAt == nil {
		d.namedAt = make(map[*types.Func]int)
		for _, obj := range d.Info.Uses {
			if used, ok := obj.(*types.Func); ok {
				d.namedAt[used.Origin()]++
			}
		}
	}
	return d.namedAt[fn] == 1
}

// inInterface reports whether an interface of the package has a method of that name.
func (d *duties) inInterface(name string) bool {
	for c := range d.Preorder((*ast.InterfaceType)(nil)) {
		for _, method := range c.Node().(*ast.InterfaceType).Methods.List {
			if slices.ContainsFunc(method.Names, func(id *ast.Ident) bool { return id.Name == name }) {
				return true
			}
		}
	}
	return false
}

// hoist returns a deferred call as it is moved, a signal or one that cannot panic: a
// statement of the body itself, which every run reaches, on a path from a parameter that
// never changes.
func (d *duties) hoist(decl *ast.FuncDecl, stmt *ast.DeferStmt) (hoist, bool) {
	if !slices.Contains(decl.Body.List, ast.Stmt(stmt)) || d.hasComment(stmt.Call.Pos(), stmt.Call.End()) || returnsBefore(decl.Body, stmt) || d.waitsBehind(decl.Body, stmt) {
		return hoist{}, false
	}
	h := hoist{stmt: stmt}
	call, late := soleCall(stmt)
	if !d.calmDefer(call) && d.PanicsAs(call, d.Call) && !d.isHandedCalm(call.Fun) {
		return h, false
	}
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return h, len(call.Args) == 0 && d.hoistLit(decl, &h, lit)
	}
	operand, before, behind := call.Fun, "", "()"
	if d.Builtin(call) == "close" {
		operand, before, behind = call.Args[0], "close(", ")"
	} else if len(call.Args) > 0 {
		return hoist{}, false
	}
	first := operand
	for {
		sel, ok := ast.Unparen(first).(*ast.SelectorExpr)
		if !ok {
			break
		}
		v := d.VarOf(sel)
		if v != nil && slices.Contains(d.entry.Sets, d.Class(v)) {
			return hoist{}, false
		}
		if _, inPlace := d.Info.TypeOf(sel).Underlying().(*types.Struct); late && !inPlace && (v == nil || !d.settled(v)) {
			return hoist{}, false // it would be read earlier
		}
		first = sel.X
	}
	id, ok := first.(*ast.Ident)
	if !ok {
		return hoist{}, false
	}
	v, ok := d.Info.Uses[id].(*types.Var)
	if !ok || !d.isSteadyParam(decl, v) {
		return hoist{}, false
	}
	h.roots, h.texts = []*types.Var{v}, []string{before, d.Source(operand)[len(id.Name):] + behind}
	return h, true
}

// isHandedCalm reports whether fun is a parameter of the started function, and a call of what it is handed there cannot
// panic: go w.run(wg.Done).
func (d *duties) isHandedCalm(fun ast.Expr) bool {
	v := d.VarOf(fun)
	if v == nil {
		return false
	}
	x, i := d.operandOf(v)
	return i >= 0 && d.CalmValue(x)
}

// hoistLit fills in a hoist for a deferred literal, which reads what it does when it runs, wherever it stands: of the function
// around it, it may name parameters that never change, and are called the same at the go statement, and it must not recover.
func (d *duties) hoistLit(decl *ast.FuncDecl, h *hoist, lit *ast.FuncLit) bool {
	ok := true
	ast.Inspect(lit, func(n ast.Node) bool {
		id, is := n.(*ast.Ident)
		if !is {
			return ok
		}
		obj := d.Info.Uses[id]
		v, isVar := obj.(*types.Var)
		switch {
		case obj == nil || isVar && v.IsField() || lit.Pos() <= obj.Pos() && obj.Pos() < lit.End() || d.isMethod(obj):
		case isVar && d.isSteadyParam(decl, v):
			h.same = append(h.same, v)
		default:
			ok = ok && obj.Name() != "recover" && d.means(id, obj)
		}
		return ok
	})
	h.texts = []string{d.Source(lit) + "()"}
	return ok
}

// isMethod reports whether an object is a method, whose name is looked up behind a selector.
func (s *site) isMethod(obj types.Object) bool {
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Recv() != nil
}

// means reports whether a name means the same at the go statement.
func (d *duties) means(id *ast.Ident, obj types.Object) bool {
	scope := d.Info.Scopes[d.file].Innermost(d.Call.Pos())
	if scope == nil {
		return false
	}
	_, found := scope.LookupParent(id.Name, d.Call.Pos())
	return found == obj
}

// soleCall returns the call that a defer statement makes in the end, that of a literal which does no more, and
// whether it is in one, so that its operands are read then.
func soleCall(stmt *ast.DeferStmt) (call *ast.CallExpr, late bool) {
	lit, ok := ast.Unparen(stmt.Call.Fun).(*ast.FuncLit)
	if !ok || len(lit.Body.List) != 1 || len(stmt.Call.Args) > 0 {
		return stmt.Call, false
	}
	if call := syntax.CallStmt(lit.Body.List[0]); call != nil {
		return call, true
	}
	return stmt.Call, false
}

// isSteadyParam reports whether v is a parameter or the receiver of a function, and never changes.
func (d *duties) isSteadyParam(decl *ast.FuncDecl, v *types.Var) bool {
	return decl.Pos() <= v.Pos() && v.Pos() < decl.Body.Pos() && len(d.Var(v).Values) == 0 && !d.Var(v).Taken
}

// hoistsInside returns the deferred signals below the top of a literal that keep the service from being run
// again, if all of them can move to its top, outside the supervised call:
//
//	go func() {
//		tick := time.NewTicker(every)
//		defer tick.Stop()
//		defer wg.Done()
func (d *duties) hoistsInside() []ast.Stmt {
	var list []ast.Stmt
	for _, r := range d.entry.Repeats {
		if r.Defer == nil {
			return nil
		}
		stmt := ast.Stmt(r.Defer)
		if slices.Contains(d.layout.leading, stmt) || slices.Contains(list, stmt) {
			continue
		}
		operand := r.Defer.Call.Fun
		if d.Builtin(r.Defer.Call) == "close" {
			operand = r.Defer.Call.Args[0]
		} else if len(r.Defer.Call.Args) > 0 {
			return nil
		}
		body := d.lit.Body
		i := slices.Index(body.List, stmt)
		if i < 0 || !d.IsSignal(r.Defer.Call) || !d.calmDefer(r.Defer.Call) || !d.stableAt(operand) || returnsBefore(body, stmt) || d.waitsBehind(body, stmt) {
			return nil
		}
		list = append(list, stmt)
	}
	return list
}

// waitsBehind reports whether a call waits that is deferred before another one, and so comes after it, and before it
// if that moves.
func (d *duties) waitsBehind(body *ast.BlockStmt, stmt ast.Stmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if before, ok := n.(*ast.DeferStmt); ok && n.Pos() < stmt.Pos() {
			found = found || d.Waits(before.Call)
		}
		return !found
	})
	return found
}

// returnsBefore reports whether a body can return before a statement of it.
func returnsBefore(body *ast.BlockStmt, stmt ast.Stmt) bool {
	found := false
	syntax.Own(body, func(n ast.Node) bool {
		if _, ok := n.(*ast.ReturnStmt); ok && n.Pos() < stmt.Pos() {
			found = true
		}
		return !found
	})
	return found
}

// text is the deferred call as it reads at the go statement.
func (h *hoist) text(s *site, ops *operands) (string, bool) {
	for _, v := range h.same {
		if s.rootText(v, ops) != v.Name() {
			return "", false
		}
	}
	text := "defer "
	for i, root := range h.roots {
		as := s.rootText(root, ops)
		if as == "" {
			return "", false
		}
		text += h.texts[i] + as
	}
	return text + h.texts[len(h.roots)], true
}

// rootText is what the receiver or a parameter of the called function is at the go statement; "" if that has no name.
func (s *site) rootText(root *types.Var, ops *operands) string {
	x, i := s.operandOf(root)
	if x == nil {
		return ""
	}
	return cmp.Or(ops.param(i), s.operandText(x))
}

// operandOf returns the operand of the call that the receiver or a parameter of the called function is, and which argument that
// is, -1 for the receiver; nil if it is not seen.
func (s *site) operandOf(root *types.Var) (ast.Expr, int) {
	node := s.Node(s.Resolve(s.Call.Fun))
	if node == nil {
		return nil, -1
	}
	if s.receiverVar(node) == root {
		if sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr); ok {
			return sel.X, -1
		}
		return nil, -1
	}
	if i := slices.Index(s.ParamVars(node), root); i >= 0 && i < len(s.Call.Args) {
		return s.Call.Args[i], i
	}
	return nil, -1
}

// operandText is the text of an operand in front of a selector, or of a call; "" if it is neither a path nor a method of one.
func (s *site) operandText(x ast.Expr) string {
	if u, ok := ast.Unparen(x).(*ast.UnaryExpr); ok {
		x = u.X // &wg: wg.Done() takes the address itself
	}
	path := x
	if sel, ok := ast.Unparen(x).(*ast.SelectorExpr); ok && s.isMethod(s.Info.Uses[sel.Sel]) {
		path = sel.X
	}
	if !s.IsPath(path) {
		return ""
	}
	return s.Source(x)
}

// commentAbove returns the comment on the lines right above a statement of a body; nil if there is none.
func (s *site) commentAbove(body *ast.BlockStmt, stmt ast.Stmt) *ast.CommentGroup {
	last := s.line(body.Lbrace)
	if i := slices.Index(body.List, stmt); i > 0 {
		last = s.line(body.List[i-1].End())
	}
	for _, group := range s.file.Comments {
		if body.Lbrace < group.Pos() && s.line(group.Pos()) > last && s.line(group.End()) == s.line(stmt.Pos())-1 {
			return group
		}
	}
	return nil
}

// removeStmt deletes a statement of a body, with the comment right above it, and returns that, a line each.
func (p *printer) removeStmt(body *ast.BlockStmt, stmt ast.Stmt) string {
	p.removeLine(stmt)
	above := p.commentAbove(body, stmt)
	if above == nil {
		return ""
	}
	tf := p.Fset.File(stmt.Pos())
	p.replace(tf.LineStart(tf.Line(above.Pos())), tf.LineStart(tf.Line(above.End())+1), "")
	return p.comments(above.Pos(), above.End())
}

// removeLine deletes a statement, with its line if it stands there alone.
func (p *printer) removeLine(stmt ast.Stmt) { p.removeLines(stmt, stmt.Pos(), stmt.End()) }

// removeLines deletes a statement with its comments, which stand between two positions, and their lines if nothing else
// stands there.
func (p *printer) removeLines(stmt ast.Stmt, from, to token.Pos) {
	tf := p.Fset.File(stmt.Pos())
	first, last := tf.Line(from), tf.Line(to)
	alone := last < tf.LineCount()
	ast.Inspect(p.file, func(n ast.Node) bool {
		if n == nil || n == ast.Node(stmt) {
			return false
		}
		if _, file := n.(*ast.File); file {
			return true
		}
		for _, pos := range []int{tf.Line(n.Pos()), tf.Line(n.End())} {
			if pos >= first && pos <= last {
				if n.Pos() < stmt.Pos() && tf.Line(n.Pos()) >= first || n.End() > stmt.End() && tf.Line(n.End()) <= last {
					alone = false
				}
			}
		}
		return true
	})
	if begin, end := tf.LineStart(first), token.NoPos; alone {
		if end = tf.LineStart(last + 1); !p.hasComment(begin, from) && !p.hasComment(to, end) {
			from, to = begin, end
		}
	}
	p.replace(from, to, "")
}

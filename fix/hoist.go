package fix

import (
	"go/ast"
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
	stmt *ast.DeferStmt
	root *types.Var // the parameter or receiver that its operand starts from
	rest string     // the call, without that
	wrap string     // "close(" for close(s.done)
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
	uses := 0
	for c := range d.Preorder((*ast.Ident)(nil)) {
		if used, ok := d.Info.Uses[c.Node().(*ast.Ident)].(*types.Func); ok && used.Origin() == fn {
			uses++
		}
	}
	return uses == 1
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
	if !slices.Contains(decl.Body.List, ast.Stmt(stmt)) || !d.calmDefer(stmt) || len(stmt.Call.Args) > 1 || returnsBefore(decl.Body, stmt) {
		return hoist{}, false
	}
	h := hoist{stmt: stmt}
	operand := stmt.Call.Fun
	if d.Builtin(stmt.Call) == "close" {
		operand, h.wrap = stmt.Call.Args[0], "close("
	} else if len(stmt.Call.Args) > 0 {
		return hoist{}, false
	}
	first := operand
	for {
		sel, ok := ast.Unparen(first).(*ast.SelectorExpr)
		if !ok {
			break
		}
		if v := d.VarOf(sel); v != nil && slices.Contains(d.entry.Sets, d.Class(v)) {
			return hoist{}, false
		}
		first = sel.X
	}
	id, ok := first.(*ast.Ident)
	if !ok {
		return hoist{}, false
	}
	v, ok := d.Info.Uses[id].(*types.Var)
	if !ok || v.Pos() < decl.Pos() || decl.Body.Pos() < v.Pos() || len(d.Var(v).Values) > 0 {
		return hoist{}, false
	}
	h.root, h.rest = v, d.Source(operand)[len(id.Name):]
	if h.wrap == "" {
		h.rest += "()"
	} else {
		h.rest += ")"
	}
	return h, true
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
	decl := s.Node(s.Resolve(s.Call.Fun)).(*ast.FuncDecl)
	root, ok := "", false
	if decl.Recv != nil && len(decl.Recv.List[0].Names) > 0 && s.Info.Defs[decl.Recv.List[0].Names[0]] == h.root {
		sel, isSel := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr)
		if !isSel {
			return "", false
		}
		if root = ops.param(-1); root == "" {
			root = s.operandText(sel.X)
		}
		ok = true
	}
	i := 0
	for _, field := range decl.Type.Params.List {
		for _, name := range field.Names {
			if s.Info.Defs[name] == h.root && i < len(s.Call.Args) {
				if root = ops.param(i); root == "" {
					root = s.operandText(s.Call.Args[i])
				}
				ok = true
			}
			i++
		}
	}
	return "defer " + h.wrap + root + h.rest, ok && root != ""
}

// operandText is the text of an operand in front of a selector; "" if it is not
// a path.
func (s *site) operandText(x ast.Expr) string {
	if u, ok := ast.Unparen(x).(*ast.UnaryExpr); ok {
		x = u.X // &wg: wg.Done() takes the address itself
	}
	if !s.IsPath(x) {
		return ""
	}
	return s.Source(x)
}

// removeLine deletes a statement, with its line if it stands there alone.
func (p *printer) removeLine(stmt ast.Stmt) {
	tf := p.Fset.File(stmt.Pos())
	first, last := tf.Line(stmt.Pos()), tf.Line(stmt.End())
	from, to := stmt.Pos(), stmt.End()
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
	if alone && !p.hasComment(tf.LineStart(first), tf.LineStart(last+1)) {
		from, to = tf.LineStart(first), tf.LineStart(last+1)
	}
	p.replace(from, to, "")
}

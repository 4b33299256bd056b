package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What is deferred on top of a body can stay there, around the supervised call, where it comes once, and after the
// hook. So can the locals that it tells of: the hook leaves the panic in the one for an error.
//
//	var err error
//	defer func() { errc <- err }()
//	err = load()

// leading lists the deferred calls on top of the body that can stay where they are, outside: nothing in them can
// panic, where nothing would contain it. With locals, it lists those as well that they tell an error of.
func (s *site) leading(lit *ast.FuncLit, locals bool) []ast.Stmt {
	var list []ast.Stmt
	last := 0 // behind the last deferred call
	tells := false
	for _, stmt := range lit.Body.List {
		d, deferred := stmt.(*ast.DeferStmt)
		if deferred && (!s.calmDefer(d.Call) || !s.tellsOnlyErrors(list, d)) || !deferred && (!locals || s.localsOf(stmt) == nil) {
			break
		}
		tells = tells || deferred && len(s.toldBy(list, d)) > 0
		if list = append(list, stmt); deferred {
			last = len(list)
		}
	}
	if !tells {
		return beforeLocals(list[:last])
	}
	return list[:last]
}

// calmDefer reports whether a deferred call can stand outside. Signals are trusted
// there, but for the close of what is seen to be closed elsewhere, too.
func (s *site) calmDefer(call *ast.CallExpr) bool {
	if s.Builtin(call) == "close" && s.ClosedTwice(call.Args[0]) {
		return false
	}
	return s.IsSignal(call) || !s.Panics(call) || s.SignalsOnly(call)
}

// localsOf returns the locals that a statement declares without doing anything that can panic; nil for another one.
func (s *site) localsOf(stmt ast.Stmt) []*types.Var {
	if s.Panics(stmt) {
		return nil
	}
	return s.declaredBy(stmt)
}

// declaredBy lists the locals that a statement declares for those behind it.
func (s *site) declaredBy(stmt ast.Stmt) []*types.Var {
	var names []*ast.Ident
	switch n := stmt.(type) {
	case *ast.DeclStmt:
		if decl := n.Decl.(*ast.GenDecl); decl.Tok == token.VAR {
			for _, spec := range decl.Specs {
				names = append(names, spec.(*ast.ValueSpec).Names...)
			}
		}
	case *ast.AssignStmt:
		for _, lhs := range n.Lhs {
			if id, ok := lhs.(*ast.Ident); ok && n.Tok == token.DEFINE {
				names = append(names, id)
			}
		}
	}
	var list []*types.Var
	for _, name := range names {
		if v, ok := s.Info.Defs[name].(*types.Var); ok {
			list = append(list, v)
		}
	}
	return list
}

// toldBy lists those of the locals that leading statements declare of which a deferred call tells.
func (s *site) toldBy(leading []ast.Stmt, d *ast.DeferStmt) []*types.Var {
	var list []*types.Var
	for _, stmt := range leading {
		for _, v := range s.localsOf(stmt) {
			if s.mentions(d, v) {
				list = append(list, v)
			}
		}
	}
	return list
}

// tellsOnlyErrors reports whether a deferred call tells of no local, or of one in which an error can be left.
func (s *site) tellsOnlyErrors(leading []ast.Stmt, d *ast.DeferStmt) bool {
	told := s.toldBy(leading, d)
	return len(told) == 0 || slices.ContainsFunc(told, func(v *types.Var) bool { return s.errorIn(v) != "" })
}

// errorIn returns where a local has room for an error: the local itself, or its one field for one, also of what was made
// where it points. It is "" if there is none.
func (s *site) errorIn(v *types.Var) string {
	t := v.Type()
	if syntax.IsError(t) {
		return v.Name()
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		if values := s.Var(v).Values; len(values) != 1 || !s.makes(values[0].Expr) {
			return ""
		}
		t = ptr.Elem()
	}
	if field, ok := effects.ErrorField(t); ok && (field.Exported() || field.Pkg() == v.Pkg()) {
		return v.Name() + "." + field.Name()
	}
	return ""
}

// makes reports whether a value is a pointer to something new: new(T), &T{…}.
func (s *site) makes(value ast.Expr) bool {
	switch x := ast.Unparen(value).(type) {
	case *ast.CallExpr:
		return s.Builtin(x) == "new"
	case *ast.UnaryExpr:
		_, lit := ast.Unparen(x.X).(*ast.CompositeLit)
		return lit
	}
	return false
}

// beforeLocals returns the leading statements before the first that is no deferred call: another run has locals of its own.
func beforeLocals(leading []ast.Stmt) []ast.Stmt {
	for i, stmt := range leading {
		if _, ok := stmt.(*ast.DeferStmt); !ok {
			return leading[:i]
		}
	}
	return leading
}

// needed keeps of the deferred calls on top of a task those that must stand
// outside: all, if one of them is a signal, gives back a slot, tells of an error, or ends what can be ended with one before.
func (s *site) needed(leading []ast.Stmt) []ast.Stmt {
	for i := len(leading) - 1; i >= 0; i-- {
		if d, ok := leading[i].(*ast.DeferStmt); ok && (s.IsSignal(d.Call) || s.countsDown(d.Call) || s.endsFirst(d.Call) || len(s.toldBy(leading[:i], d)) > 0) {
			return leading[:i+1]
		}
	}
	return nil
}

// endsFirst reports whether a deferred call ends what the hook can end with the panic before, so that this says nothing any more.
func (s *site) endsFirst(call *ast.CallExpr) bool {
	fn := s.Callee(call)
	return fn != nil && known.FirstEnd(fn) != ""
}

// countsDown reports whether a deferred call does no more than to give back a slot or to count down a group, and to signal:
// func() { <-sem; wg.Done() }(), p.leave(), g.done().
func (s *site) countsDown(call *ast.CallExpr) bool {
	node := s.Node(s.Resolve(call.Fun))
	return node != nil && syntax.Body(node) != nil && s.countsDownIn(syntax.Body(node).List)
}

func (s *site) countsDownIn(list []ast.Stmt) bool {
	gives := false
	for _, stmt := range list {
		if branch, ok := stmt.(*ast.IfStmt); ok && branch.Init == nil && branch.Else == nil && s.asksForNil(branch.Cond) { // if g.sem != nil { <-g.sem }
			if !s.countsDownIn(branch.Body.List) {
				return false
			}
			gives = true
			continue
		}
		x, ok := stmt.(*ast.ExprStmt)
		if !ok {
			return false
		}
		recv, isRecv := ast.Unparen(x.X).(*ast.UnaryExpr)
		signal, isCall := ast.Unparen(x.X).(*ast.CallExpr)
		switch {
		case isRecv && recv.Op == token.ARROW && s.IsPath(recv.X):
			gives = true
		case !isCall || !s.IsSignal(signal):
			return false
		default:
			fn := s.Callee(signal)
			gives = gives || fn != nil && fn.FullName() == "(*sync.WaitGroup).Done"
		}
	}
	return gives
}

// asksForNil reports whether a condition asks no more than whether something is nil.
func (s *site) asksForNil(cond ast.Expr) bool {
	x, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	return ok && x.Op == token.NEQ && s.IsNil(x.Y) && s.IsPath(x.X)
}

// tellLocals lets the hook leave the panic in the locals of which the deferred calls tell that stay outside, and do with
// them what the body does because of an error. It refuses where one of them says that all went well until the body says otherwise.
//
//	a := answer{ok: true}; defer func() { ch <- a }(); if err := check(); err != nil { a.ok, a.err = false, err }
func (d *duties) tellLocals() *Refusal {
	for i, stmt := range d.layout.leading {
		call, ok := stmt.(*ast.DeferStmt)
		if !ok {
			continue
		}
		told := d.toldBy(d.layout.leading[:i], call)
		branch, left := d.afterErrorIn(told)
		for _, v := range told {
			if where := d.errorIn(v); where != "" && !slices.Contains(left, where) {
				d.hooking.addHook(where + " = " + d.hooking.panicName())
			}
		}
		if d.hooking.addHook(branch) {
			continue
		}
		for _, v := range told {
			if lhs := d.saysOtherwise(v); lhs != nil {
				return &Refusal{Kind: LosesError, What: d.Text(lhs), In: d.name}
			}
		}
	}
	return nil
}

// afterErrorIn is what the body does because of an error, if that sets one of the locals, as the hook does it, and the paths that
// it sets; "" if it does no such thing.
func (d *duties) afterErrorIn(told []*types.Var) (text string, sets []string) {
	syntax.Own(d.lit.Body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || text != "" || a.Tok != token.ASSIGN || !slices.ContainsFunc(a.Lhs, func(lhs ast.Expr) bool { return slices.Contains(told, d.Base(lhs)) }) {
			return true
		}
		if text = d.hooking.errorBranch(a); text != "" {
			for _, stmt := range d.hooking.branch.List {
				if a, ok := stmt.(*ast.AssignStmt); ok {
					for _, lhs := range a.Lhs {
						sets = append(sets, d.Text(lhs))
					}
				}
			}
		}
		return true
	})
	return text, sets
}

// saysOtherwise returns what the body sets to false in a local that is made with a true there; nil if nothing.
func (d *duties) saysOtherwise(v *types.Var) (found ast.Expr) {
	holdsTrue := slices.ContainsFunc(d.Var(v).Values, func(value syntax.Value) bool {
		made := false
		if value.Decl && value.Expr != nil {
			ast.Inspect(value.Expr, func(n ast.Node) bool {
				x, ok := n.(ast.Expr)
				made = made || ok && d.IsBool(x, true)
				return !made
			})
		}
		return made
	})
	syntax.Own(d.lit.Body, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && holdsTrue && len(a.Lhs) == len(a.Rhs) {
			for i, lhs := range a.Lhs {
				if d.Base(lhs) == v && d.IsBool(a.Rhs[i], false) {
					found = lhs
				}
			}
		}
		return found == nil
	})
	return found
}

// toldOutside reports whether a variable is one of those locals.
func (d *duties) toldOutside(v *types.Var) bool {
	return d.layout != nil && slices.ContainsFunc(d.layout.leading, func(stmt ast.Stmt) bool { return slices.Contains(d.localsOf(stmt), v) })
}

// leftInLocal reports whether an effect is an error in one of those locals.
func (d *duties) leftInLocal(s *effects.Site) bool {
	n, ok := s.Node.(*ast.AssignStmt)
	if !ok || d.layout == nil {
		return false
	}
	for i, stmt := range d.layout.leading {
		if call, ok := stmt.(*ast.DeferStmt); ok {
			for _, v := range d.toldBy(d.layout.leading[:i], call) {
				if slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool { return d.Base(lhs) == v }) {
					return true
				}
			}
		}
	}
	return false
}

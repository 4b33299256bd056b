package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A field is nil in what a literal makes without it, and a variable of the package where it is declared without a value. It arrives as that where
// it is used if there is a way from there that nobody sets it on: newServer(addr), which returns &server{addr: addr}, then
// go s.run(), whose guard calls s.hook. That somebody else may set it, or asks for nil elsewhere, does not help those who come that way.

// A making is an expression by which a field is nil in a new value, or in what a function that makes one returns.
type making struct {
	expr ast.Node
	fn   ast.Node // in which it stands; nil for a variable of the package
}

// arrivesNil reports whether v is nil in fn on some way.
func (j *settings) arrivesNil(v *types.Var, fn ast.Node) bool {
	return fn != nil && !j.IsStd(j.Types.Path()) && fixpoint.Ask(j.solver, anyLattice, question{kind: arrivesOf, fn: fn, v: v}, func() bool {
		return j.canArrive(v) && !j.asksBeside(fn, v) && j.arrivesFrom(v, fn)
	})
}

// canArrive reports whether v is a field or a variable of the package, and all that sets it is in view.
func (j *settings) canArrive(v *types.Var) bool {
	if v.Pkg() != j.Types || !v.IsField() && v.Parent() != j.Types.Scope() {
		return false
	}
	j.askedForNil(v) // who converts
	return !j.Var(v).Taken && !j.Overwritten(v) && !j.converted[v] && !j.anywhere && !j.InOtherBuild(v.Name()) &&
		(!v.Exported() || v.IsField() && (j.Types.Name() == "main" || !j.isPartOfExported(v))) &&
		!slices.ContainsFunc(j.Types.Imports(), func(p *types.Package) bool { return p.Path() == "C" })
}

// asksBeside reports whether fn asks another function whether v is nil: if s.logs() { s.log.Print() }.
func (j *settings) asksBeside(fn ast.Node, v *types.Var) (asks bool) {
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !asks {
			decl, ok := j.Node(j.Resolve(call.Fun)).(*ast.FuncDecl)
			t := j.Info.TypeOf(call)
			asks = ok && decl != fn && decl.Body != nil && t != nil && types.Identical(t.Underlying(), types.Typ[types.Bool]) && j.comparesWithNil(decl.Body, v)
		}
		return !asks
	})
	return asks
}

func (j *settings) comparesWithNil(body ast.Node, v *types.Var) (found bool) {
	syntax.Own(body, func(n ast.Node) bool {
		e, ok := n.(*ast.BinaryExpr)
		found = found || ok && (j.asksForNil(e, v, token.EQL) || j.asksForNil(e, v, token.NEQ))
		return !found
	})
	return found
}

// arrivesFrom is arrivesNil for what can.
func (j *settings) arrivesFrom(v *types.Var, fn ast.Node) bool {
	makings := j.makingsOf(v)
	if len(makings) == 0 || slices.ContainsFunc(j.Var(v).Values, func(value syntax.Value) bool { return j.setsForSome(v, value) }) {
		return false
	}
	leads, open, set := j.leadsWithout(v, fn)
	if set {
		return false
	}
	elsewhere := false // it gets to where nobody sees what becomes of it
	for n := 0; n < len(makings) && n < maxMakings; n++ {
		m := makings[n]
		x, holder := j.holderOf(m)
		var what becomes
		switch holder.(type) {
		case *ast.CallExpr: // handed on as it is
			if leads.in(m.fn, holder.Pos(), holder.End()) {
				return true
			}
			what = lent
		case *ast.ReturnStmt:
			what = returned
		default:
			if what = lent; x != nil {
				what = j.becomesOf(x, v)
				if slices.ContainsFunc(leads, func(l lead) bool { return l.fn == m.fn && l.pos > m.expr.Pos() && l.mentions(j.Uses(x)) }) && what != setAway {
					return true
				}
			}
		}
		switch decl, ok := m.fn.(*ast.FuncDecl); {
		case what&returned != 0 && ok && !(x != nil && j.surelySets(decl, v)):
			for _, call := range j.hooking.callsOf(decl) {
				makings = append(makings, making{call, j.FuncAround(call)})
			}
			elsewhere = elsewhere || decl.Name.IsExported() && j.Types.Name() != "main"
		case what&lent != 0:
			elsewhere = true
		}
	}
	return elsewhere && open && j.onlyOptional(v) || !v.IsField() && j.isSetLater(v, fn, leads)
}

// isSetLater reports whether all that gives a variable of the program a value is done behind the ways to where it is used, in the same
// functions, and nobody waits for something on the way from there.
func (j *settings) isSetLater(v *types.Var, fn ast.Node, ways leads) bool {
	values := j.Var(v).Values
	return j.Types.Name() == "main" && len(values) > 0 && !j.harming.mayWait(fn) && !slices.ContainsFunc(values, func(value syntax.Value) bool {
		setter, ok := j.FuncAt(value.Pos).(*ast.FuncDecl)
		if !ok {
			return true
		}
		sets, _, _ := j.leadsWithout(v, setter)
		sets = append(sets, lead{setter, value.Pos, value.Pos})
		return !sets.reach(ways, func(l, way lead) bool { return l.pos > way.pos }) || sets.reach(ways, func(l, way lead) bool { return l.pos < way.pos }) ||
			slices.ContainsFunc(ways, func(way lead) bool {
				same := func(l lead) bool { return l.fn == way.fn }
				return !slices.ContainsFunc(sets, same) && j.harming.mayWait(way.fn)
			})
	})
}

// reach reports whether a lead of one list is as told to one of others in the same function.
func (list leads) reach(others leads, is func(l, other lead) bool) bool {
	return slices.ContainsFunc(list, func(l lead) bool {
		return slices.ContainsFunc(others, func(other lead) bool { return l.fn == other.fn && is(l, other) })
	})
}

// setsForSome reports whether value is given to v where it may be what fn uses, as far as its statement tells: by a literal, with a flag that others
// ask for, or by an option that this package makes and applies itself. It depends on the value that is used then, which origins tells of.
func (j *settings) setsForSome(v *types.Var, value syntax.Value) bool {
	if value.Expr != nil && j.isNilValue(value.Expr) || value.Decl {
		return false
	}
	fn := j.FuncAt(value.Pos)
	if value.Init || fn == nil || j.setsFlag(fn) {
		return true
	}
	decl, ok := fn.(*ast.FuncDecl)
	if !ok || !v.IsField() || decl.Recv == nil || j.setsReceiver(decl, value) {
		return false
	}
	obj, ok := j.Info.Defs[decl.Name].(*types.Func)
	return ok && !j.isMentioned(obj) && !j.appliesOption(decl)
}

// setsReceiver reports whether a method gives value to a field of its own receiver.
func (j *settings) setsReceiver(decl *ast.FuncDecl, value syntax.Value) bool {
	c, ok := j.CursorAt(value.Pos)
	if !ok {
		return false
	}
	id, ok := c.Node().(*ast.Ident)
	return ok && j.isVar(id, j.receiver(decl))
}

// maxMakings bounds what is looked at of one field.
const maxMakings = 256

// makingsOf lists where v is made without a value.
func (j *settings) makingsOf(v *types.Var) (list []making) {
	if !v.IsField() {
		if r := j.Var(v); !j.setsAtStart(v) && (r.Zero || slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return value.Decl && value.Expr != nil && j.isNilValue(value.Expr) })) {
			return []making{{nil, nil}}
		}
		return nil
	}
	if j.made == nil {
		for c := range j.Preorder((*ast.CompositeLit)(nil), (*ast.CallExpr)(nil), (*ast.ValueSpec)(nil)) {
			switch n := c.Node().(type) {
			case *ast.CompositeLit:
				if ret, ok := user(c).Node().(*ast.ReturnStmt); !ok || len(n.Elts) > 0 || len(ret.Results) == 1 { // no return server{}, err
					j.made = append(j.made, n)
				}
			case *ast.CallExpr:
				if j.Builtin(n) == "new" && j.Info.Types[n.Args[0]].IsType() {
					j.made = append(j.made, n)
				}
			case *ast.ValueSpec:
				if len(n.Values) == 0 {
					for _, name := range n.Names {
						j.made = append(j.made, name)
					}
				}
			}
		}
	}
	for _, e := range j.made {
		t := j.Info.TypeOf(e)
		lit, ok := e.(*ast.CompositeLit)
		if call, is := e.(*ast.CallExpr); is {
			t = j.Info.TypeOf(call.Args[0])
		}
		if t != nil && (ok && j.leavesNil(lit, t, v) || !ok && containsField(t, v)) {
			list = append(list, making{e, j.FuncAround(e)})
		}
	}
	return list
}

// setsAtStart reports whether a func init sets the variable v of the package.
func (j *settings) setsAtStart(v *types.Var) bool {
	for _, file := range j.Files {
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" && j.surelySets(fn, v) {
				return true
			}
		}
	}
	return false
}

// leavesNil reports whether a struct of type t that lit makes has the field v, or one that has it, and does not set it.
func (j *settings) leavesNil(lit *ast.CompositeLit, t types.Type, v *types.Var) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if f.Origin() == v {
			return j.hooking.leavesOut(lit, f)
		}
		if containsField(f.Type(), v) {
			value, _ := j.hooking.valueIn(lit, f)
			return value == nil
		}
	}
	return false
}

// containsField reports whether a struct of type t has the field v, itself or in one that it holds.
func containsField(t types.Type, v *types.Var) bool {
	st, ok := t.Underlying().(*types.Struct)
	return ok && slices.ContainsFunc(slices.Collect(st.Fields()), func(f *types.Var) bool { return f.Origin() == v || containsField(f.Type(), v) })
}

// holderOf returns the variable that is set to what m makes, or the return statement or call in which it is used where it stands.
func (j *settings) holderOf(m making) (x *types.Var, holder ast.Node) {
	if m.expr == nil {
		return nil, nil
	}
	if id, ok := m.expr.(*ast.Ident); ok { // var s server
		x, _ = j.Info.Defs[id].(*types.Var)
		return j.localVar(x), nil
	}
	c, ok := j.CursorOf(m.expr)
	if !ok {
		return nil, nil
	}
	at := c.Node()
	up := user(c)
	if and, ok := up.Node().(*ast.UnaryExpr); ok && and.Op == token.AND {
		at, up = and, user(up)
	}
	switch n := up.Node().(type) {
	case *ast.AssignStmt:
		i := max(slices.IndexFunc(n.Rhs, func(e ast.Expr) bool { return ast.Unparen(e) == at }), 0)
		return j.localVar(j.VarOf(n.Lhs[i])), nil
	case *ast.ValueSpec:
		i := max(slices.IndexFunc(n.Values, func(e ast.Expr) bool { return ast.Unparen(e) == at }), 0)
		return j.localVar(j.VarOf(n.Names[i])), nil
	case *ast.SelectorExpr:
		if call, ok := user(up).Node().(*ast.CallExpr); ok {
			return nil, call
		}
	case *ast.ReturnStmt, *ast.CallExpr:
		return nil, n
	}
	return nil, nil
}

// localVar returns v if it is a local variable, else nil.
func (j *settings) localVar(v *types.Var) *types.Var {
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types || v.Parent() == j.Types.Scope() {
		return nil
	}
	return v
}

// becomes is what a function does with a value that it makes.
type becomes uint8

const (
	returned becomes = 1 << iota
	lent             // to where nobody sees what becomes of it
	setAway          // by another package, as json.Unmarshal does
)

// becomesOf returns what becomes of what the variable x holds, or points to, whose field v is not set.
func (j *settings) becomesOf(x, v *types.Var) (all becomes) {
	for _, use := range j.Uses(x) {
		at, up := use.Node(), user(use)
		if and, ok := up.Node().(*ast.UnaryExpr); ok && and.Op == token.AND {
			at, up = and, user(up)
		}
		switch n := up.Node().(type) {
		case *ast.SelectorExpr, *ast.BinaryExpr, *ast.StarExpr:
		case *ast.ReturnStmt:
			all |= returned
		case *ast.AssignStmt:
			if slices.ContainsFunc(n.Rhs, func(e ast.Expr) bool { return ast.Unparen(e) == at }) {
				all |= lent
			}
		case *ast.CallExpr:
			switch t := j.Resolve(n.Fun); {
			case t.Func == nil && t.Lit == nil && j.Builtin(n) == "", j.Interface(n.Fun) != nil: // an option
			case v.Exported() && j.Node(t) == nil && j.Builtin(n) == "":
				return setAway
			default:
				all |= lent
			}
		default:
			all |= lent
		}
	}
	return all
}

// A lead is a place in fn from where control gets to another function: its call, or the literal that it is.
type lead struct {
	fn       ast.Node
	pos, end token.Pos
}

type leads []lead

// in reports whether a lead of fn stands between pos and end.
func (list leads) in(fn ast.Node, pos, end token.Pos) bool {
	return slices.ContainsFunc(list, func(l lead) bool { return l.fn == fn && pos <= l.pos && l.pos < end })
}

// mentions reports whether one of the uses of a variable stands in the lead.
func (l lead) mentions(uses []inspector.Cursor) bool {
	return slices.ContainsFunc(uses, func(use inspector.Cursor) bool { return l.pos <= use.Node().Pos() && use.Node().Pos() < l.end })
}

// leadsWithout lists the leads to fn, however far up; open: one of them comes from where nobody sees it; set: v is given a value on some way.
func (j *settings) leadsWithout(v *types.Var, fn ast.Node) (list leads, open, set bool) {
	seen := map[ast.Node]bool{fn: true}
	for queue := []ast.Node{fn}; len(queue) > 0 && len(list) < maxMakings; queue = queue[1:] {
		ups := j.leadsOf(queue[0])
		decl, ok := queue[0].(*ast.FuncDecl)
		open = open || ok && (len(ups) == 0 || decl.Name.IsExported() && j.Types.Name() != "main")
		for _, up := range ups {
			if up.fn == nil {
				open = true
				continue
			}
			if j.setsBefore(syntax.Body(up.fn).List, v, up.pos) {
				return nil, false, true
			}
			list = append(list, up)
			if !seen[up.fn] {
				seen[up.fn] = true
				queue = append(queue, up.fn)
			}
		}
	}
	return list, open, false
}

// leadsOf lists the leads to fn.
func (j *settings) leadsOf(fn ast.Node) (list leads) {
	add := func(c inspector.Cursor) {
		at, up := c.Node(), user(c)
		if sel, ok := up.Node().(*ast.SelectorExpr); ok && sel.Sel == at {
			at, up = sel, user(up)
		}
		if call, ok := up.Node().(*ast.CallExpr); ok {
			at = call
		}
		list = append(list, lead{j.FuncAround(at), at.Pos(), at.End()})
	}
	switch fn := fn.(type) {
	case *ast.FuncLit:
		if c, ok := j.FuncCursor(fn); ok {
			add(c)
		}
	case *ast.FuncDecl:
		if obj, ok := j.Info.Defs[fn.Name].(*types.Func); ok {
			for _, use := range j.mentionsOf(obj) {
				add(use)
			}
		}
	}
	return list
}

// onlyOptional reports whether all that sets v, a field that other functions have got, or a variable of the package, need not come before
// the way of those who use it: setters that nobody here calls, and that do nothing else, options, and what works with what it makes itself.
func (j *settings) onlyOptional(v *types.Var) bool {
	setters := 0
	for _, value := range j.Var(v).Values {
		switch {
		case value.Expr != nil && j.isNilValue(value.Expr):
		case !j.isOptional(v, value):
			return false
		default:
			setters++
		}
	}
	return setters > 0
}

// isOptional is onlyOptional for one value.
func (j *settings) isOptional(v *types.Var, value syntax.Value) bool {
	if v.IsField() {
		c, ok := j.CursorAt(value.Pos)
		if !ok {
			return false
		}
		id, _ := c.Node().(*ast.Ident)
		if root, ok := j.Info.Uses[id].(*types.Var); !ok || root.Kind() == types.LocalVar {
			return ok && j.isMadeHere(root)
		}
	}
	switch fn := j.FuncAt(value.Pos).(type) {
	case *ast.FuncLit:
		_, ok := j.makerOf(fn)
		return ok && v.IsField()
	case *ast.FuncDecl:
		obj, ok := j.Info.Defs[fn.Name].(*types.Func)
		switch {
		case !ok, j.setsFlag(fn):
			return !ok && !v.IsField() // func init
		case !v.IsField() && fn.Recv == nil && (fn.Name.Name == "main" && j.Types.Name() == "main" || fn.Name.Name == "init"):
			return true
		case !j.isMentioned(obj) && obj.Exported():
			return j.onlySets(fn)
		case !j.isMentioned(obj): // by tests, maybe, which hand it what they like
			x := j.VarOf(value.Expr)
			return v.IsField() || x == nil || x.Kind() != types.ParamVar
		}
		return v.IsField() && !slices.ContainsFunc(j.mentionsOf(obj), func(use inspector.Cursor) bool {
			sel, ok := user(use).Node().(*ast.SelectorExpr)
			return !ok || sel.Sel != use.Node() || j.VarOf(sel.X) == nil || !j.isMadeHere(j.VarOf(sel.X))
		})
	}
	return false
}

// isMadeHere reports whether x is a local variable that is set to what its function makes, or a function of the package that it calls.
func (j *settings) isMadeHere(x *types.Var) bool {
	if j.localVar(x) == nil {
		return false
	}
	r := j.Var(x)
	return r.Zero || len(r.Values) == 1 && r.Values[0].Expr != nil && j.hooking.madeBy(r.Values[0].Expr, 0) != nil
}

// mayWait reports whether something in the function home, or right in what it calls, may wait: it receives, or calls Wait.
func (j *harming) mayWait(home ast.Node) (waits bool) {
	syntax.Own(syntax.Body(home), func(n ast.Node) bool {
		if n != nil && !waits {
			waits = j.harming.isWait(n)
			if call, ok := n.(*ast.CallExpr); ok && !waits {
				if callee := j.Node(j.Resolve(call.Fun)); callee != nil && callee != home && syntax.Body(callee) != nil {
					syntax.Own(syntax.Body(callee), func(n ast.Node) bool {
						waits = waits || j.harming.isWait(n)
						return !waits
					})
				}
			}
		}
		return !waits
	})
	return waits
}

// isWait reports whether n receives, or calls a method Wait.
func (j *harming) isWait(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.UnaryExpr:
		return n.Op == token.ARROW
	case *ast.RangeStmt:
		return chanDir(j.Info.TypeOf(n.X)) >= 0
	case *ast.CallExpr:
		sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
		return ok && sel.Sel.Name == "Wait"
	}
	return false
}

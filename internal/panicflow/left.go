package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What only an option or a setter sets is nil for those who use none: New() returns &server{}, and WithHook(f) is what sets
// s.hook. Whoever uses it and does not ask panics then.

// A leaving tells who sets a variable that is nil without them, or to nil: nobody else is there.
type leaving struct {
	isNil   bool
	setters []ast.Node
}

// isLeft reports whether v, a field or a variable of the package that fn uses, is nil until somebody else sets it, or from then on,
// and that nobody asks: all that gives it a value are options, setters, and literals, of which another one leaves it out.
func (j *settings) isLeft(v *types.Var, fn ast.Node) bool {
	if v.Pkg() != j.Types || !holdsReference(v.Type()) || !v.IsField() && v.Parent() != j.Types.Scope() {
		return false
	}
	v = v.Origin()
	if j.arrivesNil(v, fn) {
		return true
	}
	left, ok := j.left[v]
	if !ok {
		left = j.leftTo(v)
		j.left[v] = left
	}
	return left.isNil && !slices.ContainsFunc(left.setters, func(setter ast.Node) bool { return j.tracing.leadsTo(setter, fn, 0) })
}

// isSetIn reports whether x, a local variable, is made by a literal that sets the field v: what others of its type are is no matter.
func (j *settings) isSetIn(x, v *types.Var) bool {
	if x == nil || x.Kind() != types.LocalVar || x.Pkg() != j.Types {
		return false
	}
	r := j.Var(x)
	if len(r.Values) != 1 || r.Values[0].Expr == nil {
		return false
	}
	lit, ok := j.hooking.madeBy(r.Values[0].Expr, 0).(*ast.CompositeLit)
	return ok && j.hooking.setsField(lit, v)
}

// leftTo returns to whom v is left.
func (j *settings) leftTo(v *types.Var) leaving {
	r := j.Var(v)
	if r.Taken || v.Exported() || j.Types.Name() == "main" || j.InOtherBuild(v.Name()) {
		return leaving{}
	}
	left := j.reset(v)
	if !left.isNil && !j.Overwritten(v) {
		left = j.onlySet(v)
	}
	left.isNil = left.isNil && !j.askedForNil(v)
	return left
}

// onlySet is leftTo for what only others set.
func (j *settings) onlySet(v *types.Var) (left leaving) {
	values := j.Var(v).Values
	lax := isFunc(v.Type()) // it is called where nobody asks, and nowhere used in passing
	inits := false
	for _, value := range values {
		switch by := j.setterOf(v, value); {
		case value.Init:
			inits = true
		case by == nil, !lax && (!v.IsField() || !j.onlySets(by)):
			return leaving{}
		default:
			left.setters = append(left.setters, by)
			lax = lax && !j.isOption(by)
		}
	}
	left.isNil = len(left.setters) > 0 && !slices.ContainsFunc(left.setters, j.setsFlag) && (lax && !inits || j.isLeftOut(v))
	return left
}

// setsFlag reports whether a setter says in another field that it has been there, for others to ask: s.metrics, s.measures = m, true.
func (j *settings) setsFlag(setter ast.Node) (found bool) {
	syntax.Own(syntax.Body(setter), func(n ast.Node) bool {
		if n, ok := n.(*ast.AssignStmt); ok {
			found = found || slices.ContainsFunc(n.Rhs, func(e ast.Expr) bool {
				value := j.Info.Types[e].Value
				return value != nil && value.Kind() == constant.Bool
			})
		}
		return !found
	})
	return found
}

// reset is leftTo for a field that methods for others set to nil: s.hook = nil, *s = server{}.
func (j *settings) reset(v *types.Var) (left leaving) {
	if !v.IsField() {
		return left
	}
	for _, value := range j.Var(v).Values {
		if value.Expr != nil && !value.Init && j.isNilValue(value.Expr) && j.setterOf(v, value) != nil {
			left.setters = append(left.setters, j.FuncAt(value.Pos))
		}
	}
	if j.Overwritten(v) {
		for c := range j.Preorder((*ast.AssignStmt)(nil)) {
			n := c.Node().(*ast.AssignStmt)
			fn, ok := j.FuncAround(n).(*ast.FuncDecl)
			if !ok || len(n.Lhs) != 1 || len(n.Rhs) != 1 || !j.isForOthers(fn) {
				continue
			}
			star, ok1 := ast.Unparen(n.Lhs[0]).(*ast.StarExpr)
			lit, ok2 := ast.Unparen(n.Rhs[0]).(*ast.CompositeLit)
			if ok1 && ok2 && j.harming.receiver(fn) != nil && j.isVar(star.X, j.harming.receiver(fn)) && j.hooking.leavesOut(lit, v) {
				left.setters = append(left.setters, fn)
			}
		}
	}
	left.isNil = len(left.setters) > 0
	return left
}

// setterOf returns the function by which others give v the value: an exported one that nobody here calls and that gets at what the field
// is of as its receiver or parameter, or an option that such a one returns. It is nil if that is no such function.
func (j *settings) setterOf(v *types.Var, value syntax.Value) ast.Node {
	if value.Init || value.Decl {
		return nil
	}
	fn := j.FuncAt(value.Pos)
	if v.IsField() {
		c, ok := j.CursorAt(value.Pos)
		if !ok {
			return nil
		}
		id, _ := c.Node().(*ast.Ident)
		root, ok := j.Info.Uses[id].(*types.Var)
		if !ok || root.Kind() != types.RecvVar && root.Kind() != types.ParamVar || j.FuncAt(root.Pos()) != fn {
			return nil
		}
	}
	switch fn := fn.(type) {
	case *ast.FuncLit:
		if maker, ok := j.makerOf(fn); ok && v.IsField() && j.isForOthers(maker) {
			return fn
		}
	case *ast.FuncDecl:
		if j.isForOthers(fn) || v.IsField() && j.appliesOption(fn) {
			return fn
		}
	}
	return nil
}

// isForOthers reports whether fn is exported, and nobody in this package uses it.
func (j *settings) isForOthers(fn *ast.FuncDecl) bool {
	obj, ok := j.Info.Defs[fn.Name].(*types.Func)
	return ok && obj.Exported() && !j.isMentioned(obj)
}

// isMentioned reports whether this package calls fn, or uses it as a value.
func (j *settings) isMentioned(fn *types.Func) bool { return len(j.mentionsOf(fn)) > 0 }

// mentionsOf lists where this package calls fn, or uses it as a value.
func (j *settings) mentionsOf(fn *types.Func) []inspector.Cursor {
	if j.mentioned == nil {
		j.mentioned = make(map[*types.Func][]inspector.Cursor)
		for c := range j.Preorder((*ast.Ident)(nil)) {
			if fn, ok := j.Info.Uses[c.Node().(*ast.Ident)].(*types.Func); ok && fn.Pkg() == j.Types {
				j.mentioned[fn.Origin()] = append(j.mentioned[fn.Origin()], c)
			}
		}
	}
	return j.mentioned[fn]
}

// makerOf returns the function that returns lit: func WithHook(f func(any)) Option { return func(s *server) { s.hook = f } }.
func (j *settings) makerOf(lit *ast.FuncLit) (*ast.FuncDecl, bool) {
	c, ok := j.FuncCursor(lit)
	if !ok {
		return nil, false
	}
	up := user(c)
	for {
		call, ok := up.Node().(*ast.CallExpr)
		if !ok || len(call.Args) != 1 { // a conversion, or a function that makes one an option
			break
		}
		up = user(up)
	}
	if _, ok := up.Node().(*ast.ReturnStmt); !ok {
		return nil, false
	}
	maker, ok := j.FuncAround(lit).(*ast.FuncDecl)
	return maker, ok
}

// appliesOption reports whether fn is the method of an option that is a value of a type: func (o hookOption) apply(s *server) { s.hook = o.hook },
// and functions for others make all values of that type.
func (j *settings) appliesOption(fn *ast.FuncDecl) bool {
	obj, ok := j.Info.Defs[fn.Name].(*types.Func)
	if !ok || fn.Recv == nil || j.isMentioned(obj) && obj.Exported() {
		return false
	}
	t := obj.Signature().Recv().Type()
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := t.(*types.Named)
	if !ok || named.Obj().Exported() {
		return false
	}
	made := false
	for c := range j.Preorder((*ast.Ident)(nil)) {
		id := c.Node().(*ast.Ident)
		if j.Info.Uses[id] != named.Obj() {
			continue
		}
		maker, ok := j.FuncAround(id).(*ast.FuncDecl)
		switch {
		case !ok, maker.Recv != nil && maker.Recv.Pos() <= id.Pos() && id.Pos() < maker.Recv.End():
			continue
		case !j.isForOthers(maker):
			return false
		}
		made = true
	}
	return made
}

// isOption reports whether a setter is an option: what it sets the field of is a parameter.
func (j *settings) isOption(setter ast.Node) bool {
	decl, ok := setter.(*ast.FuncDecl)
	return !ok || j.appliesOption(decl)
}

// onlySets reports whether fn does nothing but set what it is handed, under a lock or not: what else would do so works
// with it, and comes before those that work on.
func (j *settings) onlySets(fn ast.Node) bool {
	return !slices.ContainsFunc(syntax.Body(fn).List, func(s ast.Stmt) bool {
		var call *ast.CallExpr
		switch s := s.(type) {
		case *ast.AssignStmt:
			return s.Tok != token.ASSIGN || slices.ContainsFunc(s.Rhs, func(e ast.Expr) bool {
				_, ok := ast.Unparen(e).(*ast.CallExpr)
				return ok
			})
		case *ast.IfStmt: // if l != nil { s.log = l }
			return s.Init != nil || s.Else != nil
		case *ast.ReturnStmt:
			return false
		case *ast.DeferStmt:
			call = s.Call
		case *ast.ExprStmt:
			call, _ = ast.Unparen(s.X).(*ast.CallExpr)
		}
		return call == nil || !known.Of(j.Callee(call)).Has(known.CannotPanic)
	})
}

// isLeftOut reports whether a composite literal of this package leaves the field v out, or new or a declaration does so with all.
func (j *settings) isLeftOut(v *types.Var) bool {
	if j.leftOut == nil {
		j.leftOut = make(map[*types.Var]bool)
		for c := range j.Preorder((*ast.CompositeLit)(nil), (*ast.CallExpr)(nil), (*ast.ValueSpec)(nil)) {
			switch n := c.Node().(type) {
			case *ast.CompositeLit:
				if ret, ok := user(c).Node().(*ast.ReturnStmt); !ok || len(n.Elts) > 0 || len(ret.Results) == 1 { // no return server{}, err
					j.leaveOut(j.Info.TypeOf(n), n)
				}
			case *ast.CallExpr:
				if j.Builtin(n) == "new" && j.Info.Types[n.Args[0]].IsType() {
					j.leaveOut(j.Info.TypeOf(n.Args[0]), nil)
				}
			case *ast.ValueSpec:
				if len(n.Values) == 0 {
					j.leaveOut(j.Info.TypeOf(n.Names[0]), nil)
				}
			}
		}
	}
	return j.leftOut[v]
}

// leaveOut notes which fields of the struct t the literal lit, or the zero value, leaves out, and those of structs in them.
func (j *settings) leaveOut(t types.Type, lit *ast.CompositeLit) {
	if t == nil {
		return
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || lit != nil && len(lit.Elts) > 0 && !isKeyed(lit) {
		return
	}
	for f := range st.Fields() {
		if f = f.Origin(); lit != nil && j.hooking.setsField(lit, f) || f.Pkg() != j.Types || j.leftOut[f] {
			continue
		}
		j.leftOut[f] = true
		j.leaveOut(f.Type(), nil)
	}
}

// leavesOut reports whether lit makes a struct with the field f, and does not set it, or to nil.
func (j *hooking) leavesOut(lit *ast.CompositeLit, f *types.Var) bool {
	value, known := j.valueIn(lit, f)
	return known && (value == nil || j.settings.isNilValue(value))
}

// setsField reports whether the literal sets the field f to what is not nil.
func (j *hooking) setsField(lit *ast.CompositeLit, f *types.Var) bool {
	value, _ := j.valueIn(lit, f)
	return value != nil && !j.settings.isNilValue(value)
}

func isKeyed(lit *ast.CompositeLit) bool {
	_, ok := lit.Elts[0].(*ast.KeyValueExpr)
	return ok
}

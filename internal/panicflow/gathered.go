package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
)

// Functions that are gathered, one by one, in a list, map or channel that only this package sees, and taken from there:
//
//	p.tasks = append(p.tasks, safely(f))
//	for _, task := range p.tasks { go task() }
//
// Each of them is as good as the worst that is ever put in. Like all that is kept in fields, they are followed by field, not by object.

// gathering follows functions through what gathers them.
type gathering struct {
	*Judge
	uses map[*types.Var][]inspector.Cursor // usesAnywhere; nil until the first question
}

// gatheredLevel returns what becomes of a panic in the function in e, if it is taken from where functions are gathered.
func (j *gathering) gatheredLevel(e ast.Expr) Level {
	v := j.VarOf(j.takenFrom(e))
	if v == nil || v.Pkg() != j.Types || !isFuncList(v.Type()) {
		return None
	}
	if _, array := core(v.Type()).(*types.Array); array { // which begins with nil
		return None
	}
	if global := v.Parent() == j.Types.Scope(); global || v.IsField() {
		if v.Exported() || j.strict {
			return None
		}
	} else if v.Kind() != types.LocalVar {
		return None
	}
	v = v.Origin()
	return fixpoint.Ask(j.solver, levelLattice, question{kind: levelInVar, v: v}, func() Level {
		list, ok := j.gathered(v)
		if !ok {
			return None
		}
		return lowest(list, j.trusting.valueLevel)
	})
}

// takenFrom returns the list, map or channel of which e is an element, and not nil for want of one; or nil.
func (j *gathering) takenFrom(e ast.Expr) ast.Expr {
	switch x := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		if _, list := core(j.Info.TypeOf(x.X)).(*types.Slice); list {
			return x.X
		}
	case *ast.Ident:
		v, ok := j.Info.Uses[x].(*types.Var)
		if !ok || v.Kind() != types.LocalVar || v.Pkg() != j.Types || v.Parent() == j.Types.Scope() || !isFunc(v.Type()) {
			return nil
		}
		r := j.Var(v)
		if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl {
			return nil
		}
		if value, ok := ast.Unparen(r.Values[0].Expr).(*ast.UnaryExpr); ok && value.Op == token.ARROW && !j.explaining.isClosed(value.X) {
			return value.X
		} else if r.Values[0].Expr != nil {
			return j.takenFrom(r.Values[0].Expr)
		}
		c, ok := j.CursorAt(v.Pos())
		if !ok {
			return nil
		}
		if n, ok := c.Parent().Node().(*ast.RangeStmt); ok && (n.Value == c.Node() || n.Key == c.Node()) {
			return n.X
		}
	}
	return nil
}

// gathered lists all that is ever put into v; false if somebody else may put something there.
func (j *gathering) gathered(v *types.Var) (list []ast.Expr, ok bool) {
	r := j.Var(v)
	if r.Taken {
		return nil, false
	}
	for _, value := range r.Values {
		if value.Expr == nil {
			return nil, false
		}
		put, ok := j.putBy(v, value.Expr)
		if !ok {
			return nil, false
		}
		list = append(list, put...)
	}
	for _, use := range j.usesAnywhere(v) {
		put, ok := j.putAt(use)
		if !ok {
			return nil, false
		}
		if put != nil {
			list = append(list, put)
		}
	}
	return list, true
}

// putBy lists the functions in e, which v is set to, beside those that were there before; false if that is not known.
func (j *gathering) putBy(v *types.Var, e ast.Expr) (list []ast.Expr, ok bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return j.containment.listed(e)
	case *ast.SliceExpr: // what is behind the end of a slice is nil
		end, constant := int64(0), e.High == nil
		if !constant {
			end, constant = j.numbers.constant(e.High)
		}
		return nil, j.VarOf(e.X) == v && constant && end == 0
	case *ast.CallExpr:
		switch j.Builtin(e) {
		case "make":
			_, slice := core(j.Info.TypeOf(e)).(*types.Slice)
			n, constant := int64(0), true
			if slice {
				n, constant = j.numbers.constant(e.Args[1])
			}
			return nil, constant && n == 0
		case "append":
			if e.Ellipsis.IsValid() {
				return nil, false
			}
			if j.VarOf(e.Args[0]) == v {
				return e.Args[1:], true
			}
			list, ok := j.putBy(v, e.Args[0])
			return append(list[:len(list):len(list)], e.Args[1:]...), ok
		}
	}
	return nil, j.IsNil(e)
}

// putAt returns what is put into a list, map or channel where it is used, if anything is; false if more may become of it.
func (j *gathering) putAt(c inspector.Cursor) (put ast.Expr, ok bool) {
	if sel, is := c.Parent().Node().(*ast.SelectorExpr); is && sel.Sel == c.Node() {
		c = c.Parent()
	}
	up := user(c)
	switch n := up.Node().(type) {
	case *ast.RangeStmt:
		return nil, ast.Unparen(n.X) == c.Node()
	case *ast.SendStmt:
		return n.Value, ast.Unparen(n.Chan) == c.Node()
	case *ast.UnaryExpr:
		return nil, n.Op == token.ARROW
	case *ast.KeyValueExpr: // the field of a literal: see putBy
		v := j.VarOf(n.Key)
		return nil, n.Key == c.Node() && v != nil && v.IsField()
	case *ast.AssignStmt:
		for _, lhs := range n.Lhs {
			if ast.Unparen(lhs) == c.Node() {
				return nil, true
			}
		}
	case *ast.BinaryExpr: // with nil
		return nil, true
	case *ast.SliceExpr:
		set, is := user(up).Node().(*ast.AssignStmt)
		return nil, is && ast.Unparen(n.X) == c.Node() && len(set.Lhs) == 1 && j.VarOf(set.Lhs[0]) == j.VarOf(n.X)
	case *ast.CallExpr:
		switch j.Builtin(n) {
		case "len", "cap", "delete", "close": // clear(list) leaves nil
			return nil, true
		case "append":
			set, is := user(up).Node().(*ast.AssignStmt)
			return nil, is && ast.Unparen(n.Args[0]) == c.Node() && len(set.Lhs) == 1 && j.VarOf(set.Lhs[0]) == j.VarOf(n.Args[0])
		}
	case *ast.IndexExpr:
		switch at := user(up).Node().(type) {
		case *ast.AssignStmt:
			for i, lhs := range at.Lhs {
				if ast.Unparen(lhs) == up.Node() {
					if len(at.Lhs) != len(at.Rhs) {
						return nil, false
					}
					return at.Rhs[i], true
				}
			}
		case *ast.RangeStmt: // over one of them, not into it
			return nil, ast.Unparen(at.X) == up.Node()
		case *ast.UnaryExpr, *ast.SelectorExpr:
			return nil, false
		}
		return nil, ast.Unparen(n.X) == c.Node()
	}
	return nil, false
}

// usesAnywhere lists where v is used: a local variable, or a list of functions of the package, or in a field.
func (j *gathering) usesAnywhere(v *types.Var) []inspector.Cursor {
	if !v.IsField() && v.Parent() != j.Types.Scope() {
		return j.Uses(v)
	}
	if j.uses == nil {
		j.uses = make(map[*types.Var][]inspector.Cursor)
		for c := range j.Preorder((*ast.Ident)(nil)) {
			if v, ok := j.Info.Uses[c.Node().(*ast.Ident)].(*types.Var); ok && v.Pkg() == j.Types && (v.IsField() || v.Parent() == j.Types.Scope()) && isFuncList(v.Type()) {
				j.uses[v.Origin()] = append(j.uses[v.Origin()], c)
			}
		}
	}
	return j.uses[v]
}

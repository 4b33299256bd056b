package heartbeats

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A list reads the names in an expression that a probe expects: a slice of them, the keys of a map.
// What it cannot read, it says: names.MoreAre.
type list struct {
	*Names
	seen map[types.Object]bool // variables and functions, which may lead to themselves
}

// expect takes in the names that a probe expects.
func (n *Names) expect(x ast.Expr) {
	list{n, make(map[types.Object]bool)}.read(x)
}

func (l list) more() { l.own.MoreAre = true }

// read takes in the elements of a slice or an iterator, or the keys of a map.
func (l list) read(x ast.Expr) {
	if x == nil {
		l.more()
		return
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.CompositeLit:
		l.literal(x)
	case *ast.CallExpr:
		l.call(x)
	case *ast.SliceExpr:
		l.read(x.X)
	default:
		if l.r.IsNil(x) {
			return
		}
		if v := l.r.VarOf(x); v != nil {
			l.variable(v)
		} else {
			l.more()
		}
	}
}

func (l list) literal(lit *ast.CompositeLit) {
	_, isMap := l.r.Info.TypeOf(lit).Underlying().(*types.Map)
	for _, elem := range lit.Elts {
		if pair, ok := elem.(*ast.KeyValueExpr); ok {
			elem = pair.Value
			if isMap {
				elem = pair.Key
			}
		}
		l.name(elem)
	}
}

// name takes in one name, or, of the variable of a loop, all that it ranges over.
func (l list) name(x ast.Expr) {
	if name, ok := l.r.ConstantString(x); ok {
		l.own.Expected = append(l.own.Expected, l.use(name, "is expected", x))
		return
	}
	if v := l.r.VarOf(x); v != nil {
		if over := l.rangedOver(v); over != nil {
			l.read(over)
			return
		}
	}
	l.more()
}

// rangedOver returns what the variable of a range statement takes its values from: elements, or the
// keys of a map.
func (l list) rangedOver(v *types.Var) ast.Expr {
	if v.Kind() != types.LocalVar || len(l.r.Var(v).Values) > 1 {
		return nil
	}
	c, ok := l.r.FuncCursor(l.r.FuncAt(v.Pos()))
	if !ok {
		return nil
	}
	for c := range c.Preorder((*ast.RangeStmt)(nil)) {
		n := c.Node().(*ast.RangeStmt)
		key, _ := n.Key.(*ast.Ident)
		value, _ := n.Value.(*ast.Ident)
		switch l.r.Info.TypeOf(n.X).Underlying().(type) {
		case *types.Map, *types.Signature:
			value = key
		}
		if value != nil && l.r.Info.Defs[value] == v {
			return n.X
		}
	}
	return nil
}

// passing lists functions of the standard library that hand on all that they are given.
var passing = []string{
	"maps.Clone", "maps.Keys", "slices.All", "slices.Clip", "slices.Clone", "slices.Collect", "slices.Compact", "slices.Concat",
	"slices.Sorted", "slices.Values",
}

func (l list) call(call *ast.CallExpr) {
	fn := l.r.Callee(call)
	switch {
	case l.r.Info.Types[call.Fun].IsType():
		l.read(call.Args[0])
	case l.r.Builtin(call) == "append":
		l.read(call.Args[0])
		for i, arg := range call.Args[1:] {
			if call.Ellipsis.IsValid() && i == len(call.Args)-2 {
				l.read(arg)
			} else {
				l.name(arg)
			}
		}
	case l.r.Builtin(call) == "make": // empty
	case fn != nil && slices.Contains(passing, fn.Origin().FullName()):
		for _, arg := range call.Args {
			l.read(arg)
		}
	case fn != nil && fn.FullName() == "strings.Split":
		l.split(call)
	default:
		l.results(call)
	}
}

// split takes in the names of strings.Split("a,b", ",").
func (l list) split(call *ast.CallExpr) {
	text, ok := l.r.ConstantString(call.Args[0])
	sep, known := l.r.ConstantString(call.Args[1])
	if !ok || !known {
		l.more()
		return
	}
	for _, name := range strings.Split(text, sep) {
		l.own.Expected = append(l.own.Expected, l.use(name, "is expected", call))
	}
}

// results takes in what a function of the package returns.
func (l list) results(call *ast.CallExpr) {
	fn := l.r.Node(l.r.Resolve(call.Fun))
	callee := l.r.Callee(call)
	if fn == nil || callee == nil || callee.Signature().Results().Len() != 1 || syntax.FuncType(fn).Results.List[0].Names != nil {
		l.more()
		return
	}
	if l.seen[callee] {
		return
	}
	l.seen[callee] = true
	syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok {
			l.read(ret.Results[0])
		}
		return true
	})
}

// variable takes in all that a variable is ever assigned, and the keys that are written to a map.
func (l list) variable(v *types.Var) {
	if l.seen[v] {
		return
	}
	l.seen[v] = true
	rec := l.r.Var(v)
	if rec.Taken || v.Pkg() != l.r.Types || v.Kind() != types.LocalVar && v.Kind() != types.PackageVar || len(rec.Values) == 0 && !rec.Zero {
		l.more()
		return
	}
	for _, value := range rec.Values {
		l.read(value.Expr)
	}
	for c := range l.r.Preorder((*ast.AssignStmt)(nil)) {
		for _, left := range c.Node().(*ast.AssignStmt).Lhs {
			elem, ok := ast.Unparen(left).(*ast.IndexExpr)
			if !ok || l.r.VarOf(elem.X) != v {
				continue
			}
			if _, isMap := v.Type().Underlying().(*types.Map); isMap {
				l.name(elem.Index)
			} else {
				l.more()
			}
		}
	}
}

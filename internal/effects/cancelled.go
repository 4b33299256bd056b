package effects

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A cancel function is a signal to whoever waits on the Done of its context, under all the names that the
// two have in the package:
//
//	ctx, done := context.WithCancel(parent)
//	j := &job{done: done}
//	go func() { defer j.done(); j.out = gen() }()
//	<-ctx.Done()

// An endings is what ends when a cancel function is called or a context ends, by class: the context
// of the one, the children of the other, and what is another name of them.
type endings map[string][]string

// endings reads the package once.
func (r *readers) endings() endings {
	e := make(endings)
	link := func(from, to *types.Var) {
		if from != nil && to != nil && from != to {
			e[r.naming.classOf(from)] = append(e[r.naming.classOf(from)], r.naming.classOf(to))
		}
	}
	named := func(name *types.Var, value ast.Expr) {
		switch t := r.Info.TypeOf(value); {
		case name == nil || t == nil:
		case syntax.IsCancelFunc(t) || syntax.IsCancelFunc(name.Type()):
			link(name, r.VarOf(value))
		case syntax.IsContext(name.Type()):
			link(r.parent(value), name)
		}
	}
	assigned := func(names []*types.Var, values []ast.Expr) {
		if len(names) == len(values) {
			for i, value := range values {
				named(names[i], value)
			}
			return
		}
		if len(values) != 1 {
			return
		}
		if len(names) == 2 && names[0] != nil && names[1] != nil && syntax.IsContext(names[0].Type()) && syntax.IsCancelFunc(names[1].Type()) {
			link(names[1], names[0])
			link(r.parent(values[0]), names[0])
		}
		if call, ok := ast.Unparen(values[0]).(*ast.CallExpr); ok {
			r.eachReturn(call, func(results []ast.Expr) {
				for i := range min(len(results), len(names)) {
					named(names[i], results[i])
				}
			})
		}
	}
	for c := range r.Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.CompositeLit)(nil), (*ast.CallExpr)(nil)) {
		switch n := c.Node().(type) {
		case *ast.AssignStmt:
			assigned(r.varsOf(n.Lhs), n.Rhs)
		case *ast.ValueSpec:
			names := make([]*types.Var, len(n.Names))
			for i, name := range n.Names {
				names[i], _ = r.Info.Defs[name].(*types.Var)
			}
			assigned(names, n.Values)
		case *ast.CompositeLit:
			st, ok := deref(r.Info.TypeOf(n)).Underlying().(*types.Struct)
			if !ok {
				break
			}
			for i, elt := range n.Elts {
				if kv, ok := elt.(*ast.KeyValueExpr); ok {
					named(r.VarOf(kv.Key), kv.Value)
				} else if i < st.NumFields() {
					named(st.Field(i), elt)
				}
			}
		case *ast.CallExpr:
			params, shift := r.paramsOf(n)
			for i, arg := range n.Args {
				if i -= shift; params != nil && i >= 0 && i < params.Len() {
					named(params.At(i), arg)
				}
			}
		}
	}
	return e
}

// varsOf lists the variables and fields that expressions denote; nil for another expression.
func (src source) varsOf(list []ast.Expr) []*types.Var {
	vars := make([]*types.Var, len(list))
	for i, x := range list {
		vars[i] = src.VarOf(x)
	}
	return vars
}

// parent returns the variable of the context that x is, or is made of.
func (src source) parent(x ast.Expr) *types.Var {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		fn := src.Callee(call)
		if fn == nil || len(call.Args) == 0 || fn.FullName() == "context.WithoutCancel" {
			return nil
		}
		x = call.Args[0]
	}
	if v := src.VarOf(x); v != nil && syntax.IsContext(v.Type()) {
		return v
	}
	return nil
}

// paramsOf returns the parameters of the function of the package, or of the literal, that a call calls, and
// how many arguments come before them.
func (src source) paramsOf(call *ast.CallExpr) (*types.Tuple, int) {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return src.Info.TypeOf(lit).(*types.Signature).Params(), 0
	}
	if src.declOf(call) == nil {
		return nil, 0
	}
	fn := src.Callee(call)
	return fn.Signature().Params(), src.Shift(call, fn)
}

// eachReturn visits the results that a function of the package returns.
func (src source) eachReturn(call *ast.CallExpr, f func(results []ast.Expr)) {
	decl := src.declOf(call)
	if decl == nil || decl.Body == nil {
		return
	}
	syntax.Own(decl.Body, func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok {
			f(ret.Results)
		}
		return true
	})
}

// waitAt is the point behind what waits at c: the end of the function where it only gives up
// once a context ends.
//
//	select { case <-ctx.Done(): return ctx.Err(); case … }
func (src source) waitAt(c inspector.Cursor) point {
	p := src.pointAt(c)
	for up := range c.Enclosing((*ast.CommClause)(nil), (*ast.FuncLit)(nil)) {
		clause, ok := up.Node().(*ast.CommClause)
		if !ok || p.fn == nil || ast.Node(received(clause)) != c.Node() || len(clause.Body) != 1 {
			break
		}
		if _, isCall := ast.Unparen(received(clause).X).(*ast.CallExpr); !isCall {
			break
		}
		if ret, ok := clause.Body[0].(*ast.ReturnStmt); ok && src.saysNothing(ret.Results) {
			p.pos = p.fn.End()
		}
		break
	}
	return p
}

// saysNothing reports whether results are errors, constants and nil.
func (src source) saysNothing(results []ast.Expr) bool {
	for _, x := range results {
		if t := src.Info.TypeOf(x); src.Info.Types[x].Value == nil && !src.IsNil(x) && (t == nil || !syntax.IsError(t)) {
			return false
		}
	}
	return true
}

// isCancel reports whether x is a cancel function: by its type, or since it is a parameter for which nothing else is passed.
//
//	func ring(off func()) { …; off() }
//	ctx, cancel := context.WithCancel(parent); go ring(cancel)
func (r *readers) isCancel(x ast.Expr) bool {
	if syntax.IsCancelFunc(r.Info.TypeOf(x)) {
		return true
	}
	v := r.VarOf(x)
	if v == nil || v.Kind() != types.ParamVar || len(r.Var(v).Values) > 0 {
		return false
	}
	if fn, _ := r.parameter(v); fn != nil && fn.Exported() && r.Types.Name() != "main" {
		return false // what others pass is not in view
	}
	passed := r.passedFor(v)
	return len(passed) > 0 && !slices.ContainsFunc(passed, func(arg ast.Expr) bool { return !syntax.IsCancelFunc(r.Info.TypeOf(arg)) })
}

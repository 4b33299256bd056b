package syntax

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A Var is what the package does to one variable or struct field.
type Var struct {
	Values []Value // everything ever assigned to it, in source order
	Taken  bool    // its address is taken, also implicitly by a pointer method
}

// A Value is one assignment, definition or composite-literal field.
type Value struct {
	Pos  token.Pos
	Expr ast.Expr // nil: not a single expression (range, x++, multi-value call)
	From ast.Expr // Expr, or the call of which the value is one result
	Decl bool     // the variable's own declaration
}

// Var returns the record of v; a variable that nothing touches has an empty one.
func (p *Package) Var(v *types.Var) *Var {
	if p.vars == nil {
		p.indexVars()
	}
	if r := p.vars[v.Origin()]; r != nil {
		return r
	}
	return &Var{}
}

// Once returns the only expression that v ever holds, or nil if there is none
// or more than one, or if code outside this package could assign another.
func (p *Package) Once(v *types.Var) ast.Expr {
	if v.Pkg() != p.Types {
		return nil
	}
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return nil
	}
	global := v.Parent() == p.Types.Scope()
	if v.Exported() && (v.IsField() || global) {
		return nil
	}
	r := p.Var(v)
	if r.Taken || len(r.Values) != 1 {
		return nil
	}
	if !v.IsField() && !global && v.Kind() != types.LocalVar {
		return nil // a parameter or result holds what the caller gives, too
	}
	return r.Values[0].Expr
}

// indexVars reads every file once.
func (p *Package) indexVars() {
	p.vars = make(map[*types.Var]*Var)
	rec := func(v *types.Var) *Var {
		v = v.Origin()
		r := p.vars[v]
		if r == nil {
			r = &Var{}
			p.vars[v] = r
		}
		return r
	}
	assign := func(lhs, rhs, from ast.Expr) {
		if v := p.VarOf(lhs); v != nil {
			_, decl := p.Info.Defs[identOf(lhs)].(*types.Var)
			r := rec(v)
			r.Values = append(r.Values, Value{lhs.Pos(), rhs, from, decl})
		}
		// x.f = y and x[i] = y change x as well, if x holds f, or i, itself.
		for {
			switch x := ast.Unparen(lhs).(type) {
			case *ast.SelectorExpr:
				if sel, ok := p.Info.Selections[x]; !ok || sel.Indirect() {
					return
				}
				lhs = x.X
			case *ast.IndexExpr:
				if t := p.Info.TypeOf(x.X); t == nil || !isArray(t) {
					return
				}
				lhs = x.X
			default:
				return
			}
			if v := p.VarOf(lhs); v != nil {
				r := rec(v)
				r.Values = append(r.Values, Value{Pos: lhs.Pos()})
			}
		}
	}
	take := func(e ast.Expr) {
		for { // &x.f takes a part of x as well
			if v := p.VarOf(e); v != nil {
				rec(v).Taken = true
			}
			switch x := ast.Unparen(e).(type) {
			case *ast.SelectorExpr:
				if sel, ok := p.Info.Selections[x]; !ok || sel.Indirect() {
					return
				}
				e = x.X
			case *ast.IndexExpr:
				if t := p.Info.TypeOf(x.X); t == nil || !isArray(t) {
					return
				}
				e = x.X
			default:
				return
			}
		}
	}
	for c := range p.Preorder(
		(*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.RangeStmt)(nil), (*ast.IncDecStmt)(nil),
		(*ast.UnaryExpr)(nil), (*ast.SelectorExpr)(nil), (*ast.SliceExpr)(nil), (*ast.CompositeLit)(nil)) {
		switch n := c.Node().(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				switch {
				case n.Tok != token.ASSIGN && n.Tok != token.DEFINE: // x += y
					assign(lhs, nil, nil)
				case len(n.Lhs) == len(n.Rhs):
					assign(lhs, n.Rhs[i], n.Rhs[i])
				default:
					assign(lhs, nil, n.Rhs[0])
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if len(n.Values) == len(n.Names) {
					assign(name, n.Values[i], n.Values[i])
				} else if len(n.Values) > 0 {
					assign(name, nil, n.Values[0])
				}
			}
		case *ast.RangeStmt:
			if n.Key != nil {
				assign(n.Key, nil, nil)
			}
			if n.Value != nil {
				assign(n.Value, nil, nil)
			}
		case *ast.IncDecStmt:
			assign(n.X, nil, nil)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				take(n.X)
			}
		case *ast.SliceExpr:
			if t := p.Info.TypeOf(n.X); t != nil && isArray(t) {
				take(n.X)
			}
		case *ast.SelectorExpr:
			// x.m() with a pointer method on an addressable x means (&x).m().
			sel, ok := p.Info.Selections[n]
			if !ok || sel.Kind() != types.MethodVal {
				continue
			}
			recv := sel.Obj().(*types.Func).Signature().Recv()
			if recv == nil {
				continue
			}
			if _, ptr := recv.Type().Underlying().(*types.Pointer); ptr && !sel.Indirect() {
				if _, isPtr := p.Info.TypeOf(n.X).Underlying().(*types.Pointer); !isPtr {
					take(n.X)
				}
			}
		case *ast.CompositeLit:
			st, ok := coreStruct(p.Info.TypeOf(n))
			if !ok {
				continue
			}
			for i, elt := range n.Elts {
				if kv, ok := elt.(*ast.KeyValueExpr); ok {
					if id, ok := kv.Key.(*ast.Ident); ok {
						if v, ok := p.Info.Uses[id].(*types.Var); ok {
							r := rec(v)
							r.Values = append(r.Values, Value{kv.Pos(), kv.Value, kv.Value, false})
						}
					}
				} else if i < st.NumFields() {
					r := rec(st.Field(i))
					r.Values = append(r.Values, Value{elt.Pos(), elt, elt, false})
				}
			}
		}
	}
}

// VarOf returns the variable or field that e names directly, or nil.
func (p *Package) VarOf(e ast.Expr) *types.Var {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, _ := p.Info.ObjectOf(e).(*types.Var)
		return v
	case *ast.SelectorExpr:
		v, _ := p.Info.Uses[e.Sel].(*types.Var)
		return v
	}
	return nil
}

func identOf(e ast.Expr) *ast.Ident {
	id, _ := ast.Unparen(e).(*ast.Ident)
	return id
}

func isArray(t types.Type) bool {
	_, ok := t.Underlying().(*types.Array)
	return ok
}

func coreStruct(t types.Type) (*types.Struct, bool) {
	if t == nil {
		return nil, false
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok { // &T elided inside a literal
		t = ptr.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	return st, ok
}

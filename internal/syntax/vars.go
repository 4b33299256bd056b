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
	Zero   bool    // it is declared without a value: var v T
}

// A Value is one assignment, definition or composite-literal field.
type Value struct {
	Pos  token.Pos
	Expr ast.Expr // nil: not a single expression (range, x++, multi-value call)
	From ast.Expr // Expr, or the call of which the value is one result
	At   int      // the index of that result
	Decl bool     // the variable's own declaration
	Init bool     // a field of a composite literal: part of a new value
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

// Once returns the only expression that v is ever assigned, or nil if there is none
// or more than one, or if code outside this package could assign another. Unless
// IsSet(v), v may be nil as well.
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

// IsSet reports whether v, which is assigned once, is so before anybody can use it.
func (p *Package) IsSet(v *types.Var) bool {
	switch value := p.Var(v).Values[0]; {
	case v.IsField():
		return value.Init && p.EverySets(v)
	case v.Parent() == p.Types.Scope():
		return value.Decl
	default:
		return value.Decl || p.setFirst(v, value)
	}
}

// MayBeUnset reports whether Resolve finds the function of e through a variable or
// field that may still be nil.
func (p *Package) MayBeUnset(e ast.Expr) bool {
	for range maxHops {
		if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && p.Info.Types[call.Fun].IsType() && len(call.Args) == 1 {
			e = call.Args[0]
			continue
		}
		v := p.VarOf(e)
		if v == nil {
			return false
		}
		value := p.Once(v)
		if value == nil {
			return false
		}
		if !p.IsSet(v) {
			return true
		}
		e = value
	}
	return true
}

// maxHops bounds a chain of variables.
const maxHops = 8

// setFirst reports whether the assignment of value to v stands in the block that
// declares v, before every use: var visit func(n); visit = func(n) { … visit(m) … }.
// What the function literal on the right does comes later.
func (p *Package) setFirst(v *types.Var, value Value) bool {
	lit, _ := ast.Unparen(value.Expr).(*ast.FuncLit)
	for _, use := range p.Uses(v) {
		id := use.Node()
		switch {
		case id.Pos() == value.Pos:
			up := use.Parent().Parent() // of the assignment
			if lit == nil {
				return false // its operands may panic, or use v
			}
			block, ok := up.Node().(*ast.BlockStmt)
			return ok && p.declaredIn(block, v)
		default:
			return false // before the assignment: uses come in source order
		}
	}
	return false
}

// declaredIn reports whether a statement of block itself declares v.
func (p *Package) declaredIn(block *ast.BlockStmt, v *types.Var) bool {
	for _, s := range block.List {
		if d, ok := s.(*ast.DeclStmt); ok && d.Pos() <= v.Pos() && v.Pos() < d.End() {
			return true
		}
	}
	return false
}

// Overwritten reports whether the package ever assigns a whole value of the struct
// that the field f is part of over another: *p = T{}.
func (p *Package) Overwritten(f *types.Var) bool {
	if p.vars == nil {
		p.indexVars()
	}
	return p.overwritten[f.Origin()]
}

// overwrite records that a value of type t is assigned over another.
func (p *Package) overwrite(t types.Type) {
	if t == nil {
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if f = f.Origin(); !p.overwritten[f] {
				p.overwritten[f] = true
				p.overwrite(f.Type())
			}
		}
	case *types.Array:
		p.overwrite(u.Elem())
	}
}

// indexVars reads every file once.
func (p *Package) indexVars() {
	p.vars = make(map[*types.Var]*Var)
	p.overwritten = make(map[*types.Var]bool)
	for c := range p.Preorder(
		(*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.RangeStmt)(nil), (*ast.IncDecStmt)(nil),
		(*ast.UnaryExpr)(nil), (*ast.SelectorExpr)(nil), (*ast.SliceExpr)(nil), (*ast.CompositeLit)(nil)) {
		switch n := c.Node().(type) {
		case *ast.AssignStmt:
			p.recordAssign(n)
		case *ast.ValueSpec:
			p.recordSpec(n)
		case *ast.RangeStmt:
			for _, lhs := range []ast.Expr{n.Key, n.Value} {
				if lhs != nil {
					p.recordValue(lhs, nil, nil, 0)
				}
			}
		case *ast.IncDecStmt:
			p.recordValue(n.X, nil, nil, 0)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				p.recordAddress(n.X)
			}
		case *ast.SliceExpr:
			if t := p.Info.TypeOf(n.X); t != nil && isArray(t) {
				p.recordAddress(n.X)
			}
		case *ast.SelectorExpr:
			p.recordSelector(n)
		case *ast.CompositeLit:
			p.recordFields(n)
		}
	}
}

// record returns the record of v for indexVars to fill in.
func (p *Package) record(v *types.Var) *Var {
	v = v.Origin()
	r := p.vars[v]
	if r == nil {
		r = &Var{}
		p.vars[v] = r
	}
	return r
}

// recordValue records that lhs is assigned rhs, the result of from at that index, or what cannot be told.
func (p *Package) recordValue(lhs, rhs, from ast.Expr, at int) {
	decl := false
	if v := p.VarOf(lhs); v != nil {
		_, decl = p.Info.Defs[identOf(lhs)].(*types.Var)
		r := p.record(v)
		r.Values = append(r.Values, Value{Pos: lhs.Pos(), Expr: rhs, From: from, At: at, Decl: decl})
	}
	if !decl {
		p.overwrite(p.Info.TypeOf(lhs))
	}
	// x.f = y and x[i] = y change x as well, if x holds f, or i, itself.
	for lhs = p.holder(lhs); lhs != nil; lhs = p.holder(lhs) {
		if v := p.VarOf(lhs); v != nil {
			r := p.record(v)
			r.Values = append(r.Values, Value{Pos: lhs.Pos()})
		}
	}
}

// recordAddress records that the address of e is taken. &x.f takes a part of x as well.
func (p *Package) recordAddress(e ast.Expr) {
	for ; e != nil; e = p.holder(e) {
		if v := p.VarOf(e); v != nil {
			p.record(v).Taken = true
		}
	}
}

// holder returns x of x.f and x[i], if x holds f, or i, itself: not behind a pointer;
// else nil.
func (p *Package) holder(e ast.Expr) ast.Expr {
	switch x := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		if sel, ok := p.Info.Selections[x]; ok && !sel.Indirect() {
			return x.X
		}
	case *ast.IndexExpr:
		if t := p.Info.TypeOf(x.X); t != nil && isArray(t) {
			return x.X
		}
	}
	return nil
}

func (p *Package) recordAssign(n *ast.AssignStmt) {
	for i, lhs := range n.Lhs {
		switch {
		case n.Tok != token.ASSIGN && n.Tok != token.DEFINE: // x += y
			p.recordValue(lhs, nil, nil, 0)
		case len(n.Lhs) == len(n.Rhs):
			p.recordValue(lhs, n.Rhs[i], n.Rhs[i], 0)
		default:
			p.recordValue(lhs, nil, n.Rhs[0], i)
		}
	}
}

func (p *Package) recordSpec(n *ast.ValueSpec) {
	for i, name := range n.Names {
		if len(n.Values) == len(n.Names) {
			p.recordValue(name, n.Values[i], n.Values[i], 0)
		} else if len(n.Values) > 0 {
			p.recordValue(name, nil, n.Values[0], i)
		} else if v := p.VarOf(name); v != nil {
			p.record(v).Zero = true
		}
	}
}

// recordSelector records that x.m(), with a pointer method and an addressable x, is
// (&x).m().
func (p *Package) recordSelector(n *ast.SelectorExpr) {
	sel, ok := p.Info.Selections[n]
	if !ok || sel.Kind() != types.MethodVal || sel.Indirect() {
		return
	}
	recv := sel.Obj().(*types.Func).Signature().Recv()
	if recv == nil {
		return
	}
	_, wantsPtr := recv.Type().Underlying().(*types.Pointer)
	_, isPtr := p.Info.TypeOf(n.X).Underlying().(*types.Pointer)
	if wantsPtr && !isPtr {
		p.recordAddress(n.X)
	}
}

// recordFields records the values of fields in a composite literal.
func (p *Package) recordFields(n *ast.CompositeLit) {
	st, ok := coreStruct(p.Info.TypeOf(n))
	if !ok {
		return
	}
	for i, elt := range n.Elts {
		var field *types.Var
		value := elt
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				field, _ = p.Info.Uses[id].(*types.Var)
			}
			value = kv.Value
		} else if i < st.NumFields() {
			field = st.Field(i)
		}
		if field != nil {
			r := p.record(field)
			r.Values = append(r.Values, Value{Pos: elt.Pos(), Expr: value, From: value, Init: true})
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

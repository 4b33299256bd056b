package syntax

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// EverySets reports whether every value of the struct type that the field v
// belongs to comes from a composite literal that sets v: there is no new(T), no
// variable, field, element or result of the type T itself, and no T{} without v.
// That can be seen of types that other packages cannot name.
func (p *Package) EverySets(v *types.Var) bool {
	owner := p.structOf(v)
	return owner != nil && !(owner.Exported() && p.Types.Name() != "main") && p.EverySetsHere(v)
}

// EverySetsHere is EverySets for the values that this package makes.
func (p *Package) EverySetsHere(v *types.Var) bool {
	sets, ok := p.sets[v.Origin()]
	if !ok {
		if p.sets == nil {
			p.sets = make(map[*types.Var]bool)
		}
		sets = p.findSets(v.Origin())
		p.sets[v.Origin()] = sets
	}
	return sets
}

// structOf returns the struct type that the field v belongs to; nil if there is more than one name for it.
func (p *Package) structOf(v *types.Var) *types.TypeName {
	v = v.Origin()
	if p.owners == nil {
		p.owners = make(map[*types.Var]*types.TypeName)
		for name := range p.typeUses() {
			if st, ok := name.Type().Underlying().(*types.Struct); ok {
				for f := range st.Fields() {
					f = f.Origin()
					owner := name
					if _, twice := p.owners[f]; twice || name.IsAlias() { // type other T
						owner = nil
					}
					p.owners[f] = owner
				}
			}
		}
	}
	return p.owners[v]
}

func (p *Package) findSets(v *types.Var) bool {
	owner := p.structOf(v)
	return owner != nil && p.makesNone(owner, v, make(map[*types.TypeName]bool))
}

// makesNone reports whether the package makes no value of the type name, or of what is handed to this type
// parameter, that does not set v. What has been asked before is seen to.
func (p *Package) makesNone(name *types.TypeName, v *types.Var, asked map[*types.TypeName]bool) bool {
	if asked[name] {
		return true
	}
	asked[name] = true
	for _, param := range p.inferredAs()[name] {
		if param == nil || !p.makesNone(param, v, asked) {
			return false
		}
	}
	for _, use := range p.typeUses()[name] {
		up := use.Parent()
		for isGeneric(up.Node(), use.Node()) { // T[int]
			use, up = up, up.Parent()
		}
		switch n := up.Node().(type) {
		case *ast.StarExpr:
			if inElided(up) {
				return false
			}
		case *ast.Field: // of a receiver; another parameter may be a value of the type as well
			if holdsValue(up, n) {
				return false
			}
		case *ast.CompositeLit:
			if n.Type != use.Node() || !p.litSets(n, v) {
				return false
			}
		case *ast.IndexExpr:
			if n.Index != use.Node() || !p.instanceMakesNone(n.X, 0, v, asked) {
				return false
			}
		case *ast.IndexListExpr:
			if i := slices.IndexFunc(n.Indices, func(e ast.Expr) bool { return e == use.Node() }); i < 0 || !p.instanceMakesNone(n.X, i, v, asked) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// holdsValue reports whether a field of that type is one of another struct, or a result that may be zero.
func holdsValue(c inspector.Cursor, f *ast.Field) bool {
	switch t := c.Parent().Parent().Node().(type) {
	case *ast.StructType:
		return true
	case *ast.FuncType:
		if isResult(t, f) {
			return true
		}
	}
	return len(f.Names) == 0
}

// instanceMakesNone reports whether what is generic makes no value of its i-th type argument: the type, its
// methods or the function use no more than pointers to one.
//
//	type box[T any] struct{ p *T }
func (p *Package) instanceMakesNone(generic ast.Expr, i int, v *types.Var, asked map[*types.TypeName]bool) bool {
	id, ok := ast.Unparen(generic).(*ast.Ident)
	if sel, qualified := ast.Unparen(generic).(*ast.SelectorExpr); qualified {
		id, ok = sel.Sel, true
	}
	if !ok {
		return false
	}
	switch obj := p.Info.Uses[id].(type) {
	case *types.Func:
		obj = obj.Origin()
		return obj.Pkg() == p.Types && p.makesNone(obj.Signature().TypeParams().At(i).Obj(), v, asked)
	case *types.TypeName:
		if obj.Pkg() != p.Types { // the two of the standard library that keep what they are handed
			return IsNamed(obj.Type(), "sync/atomic", "Pointer") || IsNamed(obj.Type(), "weak", "Pointer")
		}
		named, ok := types.Unalias(obj.Type()).(*types.Named)
		if !ok || obj.IsAlias() || !p.makesNone(named.TypeParams().At(i).Obj(), v, asked) {
			return false
		}
		for m := range named.Methods() {
			if params := m.Signature().RecvTypeParams(); i < params.Len() && !p.makesNone(params.At(i).Obj(), v, asked) {
				return false
			}
		}
		return true
	}
	return false
}

// inferredAs lists the type parameters of functions for which each type of the package, or type parameter, is
// handed over, in most calls without a word: clone(e). One of another module is nil; the standard library makes none.
func (p *Package) inferredAs() map[*types.TypeName][]*types.TypeName {
	if p.inferred == nil {
		p.inferred = make(map[*types.TypeName][]*types.TypeName)
		for id, instance := range p.Info.Instances {
			fn, ok := p.Info.Uses[id].(*types.Func)
			if !ok || fn.Pkg() != p.Types && p.IsStd(fn.Pkg().Path()) {
				continue
			}
			for i := range instance.TypeArgs.Len() {
				var name *types.TypeName
				switch t := types.Unalias(instance.TypeArgs.At(i)).(type) {
				case *types.Named:
					name = t.Obj()
				case *types.TypeParam:
					name = t.Obj()
				}
				if name == nil || name.Pkg() != p.Types {
					continue
				}
				var param *types.TypeName
				if fn.Pkg() == p.Types {
					param = fn.Origin().Signature().TypeParams().At(i).Obj()
				}
				p.inferred[name] = append(p.inferred[name], param)
			}
		}
	}
	return p.inferred
}

// inElided reports whether the pointer type at c may be that of elements of
// composite literals that do not repeat it: []*T{{}}.
func inElided(c inspector.Cursor) bool {
	for up := c.Parent(); ; up = up.Parent() {
		switch up.Node().(type) {
		case *ast.ArrayType, *ast.MapType, *ast.StarExpr:
			c = up
			continue
		case *ast.CompositeLit, *ast.TypeSpec:
			_, direct := c.Node().(*ast.StarExpr)
			return !direct
		}
		return false
	}
}

func isResult(t *ast.FuncType, f *ast.Field) bool {
	return t.Results != nil && t.Results.Pos() <= f.Pos() && f.End() <= t.Results.End()
}

// isGeneric reports whether n is what up hands type arguments to.
func isGeneric(up, n ast.Node) bool {
	switch x := up.(type) {
	case *ast.IndexExpr:
		return x.X == n
	case *ast.IndexListExpr:
		return x.X == n
	}
	return false
}

// litSets reports whether a composite literal sets the field v.
func (p *Package) litSets(lit *ast.CompositeLit, v *types.Var) bool {
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return true // without keys, all fields are there
		}
		if id, ok := kv.Key.(*ast.Ident); ok {
			if f, ok := p.Info.Uses[id].(*types.Var); ok && f.Origin() == v {
				return true
			}
		}
	}
	return false
}

// typeUses lists where the type names that the package itself declares, at any
// level, are used.
func (p *Package) typeUses() map[*types.TypeName][]inspector.Cursor {
	if p.types == nil {
		p.types = make(map[*types.TypeName][]inspector.Cursor)
		for c := range p.Preorder((*ast.Ident)(nil)) {
			id := c.Node().(*ast.Ident)
			if name, ok := p.Info.Uses[id].(*types.TypeName); ok && name.Pkg() == p.Types {
				p.types[name] = append(p.types[name], c)
			} else if name, ok := p.Info.Defs[id].(*types.TypeName); ok {
				if p.types[name] == nil {
					p.types[name] = []inspector.Cursor{}
				}
			}
		}
	}
	return p.types
}

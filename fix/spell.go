package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// spell returns the type expression of t as it reads at pos in the file, or
// false if it cannot be written there: an unexported name of another package,
// a package that the file does not import, a name that is shadowed.
func (s *site) spell(t types.Type, at token.Pos) (string, bool) {
	sp := speller{site: s, at: at, ok: true}
	sp.check(t, make(map[types.Type]bool))
	if !sp.ok {
		return "", false
	}
	return types.TypeString(t, sp.qualify), sp.ok
}

type speller struct {
	*site
	at token.Pos
	ok bool
}

// qualify returns the name of an imported package.
func (s *speller) qualify(pkg *types.Package) string {
	if pkg == s.Types {
		return ""
	}
	for _, spec := range s.file.Imports {
		name := s.Info.PkgNameOf(spec)
		if name == nil || name.Imported() != pkg || name.Name() == "_" {
			continue
		}
		if name.Name() == "." {
			return ""
		}
		if s.means(name.Name(), name) {
			return name.Name()
		}
	}
	s.ok = false
	return pkg.Name()
}

// means reports whether name, at the position, means obj.
func (s *speller) means(name string, obj types.Object) bool {
	scope := s.Info.Scopes[s.file].Innermost(s.at)
	if scope == nil {
		scope = s.Info.Scopes[s.file]
	}
	_, found := scope.LookupParent(name, s.at)
	return found == obj
}

// check looks for parts of t that have no name at the position.
func (s *speller) check(t types.Type, seen map[types.Type]bool) {
	if seen[t] || !s.ok {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer || t.Info()&types.IsUntyped != 0 || !s.means(t.Name(), types.Universe.Lookup(t.Name())) {
			s.ok = false
		}
	case *types.Named:
		s.typeName(t.Obj())
		for i := range t.TypeArgs().Len() {
			s.check(t.TypeArgs().At(i), seen)
		}
	case *types.Alias:
		s.typeName(t.Obj())
		for i := range t.TypeArgs().Len() {
			s.check(t.TypeArgs().At(i), seen)
		}
	case *types.TypeParam:
		if !s.means(t.Obj().Name(), t.Obj()) {
			s.ok = false
		}
	case *types.Pointer:
		s.check(t.Elem(), seen)
	case *types.Slice:
		s.check(t.Elem(), seen)
	case *types.Array:
		s.check(t.Elem(), seen)
	case *types.Chan:
		s.check(t.Elem(), seen)
	case *types.Map:
		s.check(t.Key(), seen)
		s.check(t.Elem(), seen)
	case *types.Signature:
		s.tuple(t.Params(), seen)
		s.tuple(t.Results(), seen)
	case *types.Tuple:
		s.tuple(t, seen)
	case *types.Struct:
		for i := range t.NumFields() {
			if f := t.Field(i); !f.Exported() && f.Pkg() != s.Types {
				s.ok = false
			} else {
				s.check(f.Type(), seen)
			}
		}
	case *types.Interface:
		for i := range t.NumMethods() {
			if m := t.Method(i); !m.Exported() && m.Pkg() != s.Types {
				s.ok = false
			} else {
				s.check(m.Type(), seen)
			}
		}
		for i := range t.NumEmbeddeds() {
			s.check(t.EmbeddedType(i), seen)
		}
	default:
		s.ok = false
	}
}

func (s *speller) tuple(t *types.Tuple, seen map[types.Type]bool) {
	for i := range t.Len() {
		s.check(t.At(i).Type(), seen)
	}
}

func (s *speller) typeName(obj *types.TypeName) {
	switch {
	case obj.Pkg() == nil || obj.Pkg() == s.Types:
		if !s.means(obj.Name(), obj) {
			s.ok = false
		}
	case !obj.Exported():
		s.ok = false
	default:
		s.qualify(obj.Pkg())
	}
}

// fresh returns a name for a new parameter that hides nothing that is used.
func fresh(want string, taken map[string]bool) string {
	want = strings.TrimLeft(want, "_")
	if want == "" || !token.IsIdentifier(want) {
		want = "arg"
	}
	name := want
	for i := 2; taken[name] || types.Universe.Lookup(name) != nil; i++ {
		name = want + strconv.Itoa(i)
	}
	taken[name] = true
	return name
}

// namesIn adds every identifier in n to set.
func namesIn(n ast.Node, set map[string]bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			set[id.Name] = true
		}
		return true
	})
}

package effects

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A Ref names what an effect is on: a variable, and a path of fields and
// elements from it. In the summary of a function the variable is a parameter,
// by its slot, or one from outside; what is local to the function, such as a
// value that it has received, cannot be named by its callers.
type Ref struct {
	Slot  int    // 0 is the receiver of a method, or the first parameter; -1 for none
	Path  string // ".mu", ".subs[]"
	Class string // of the last field or variable, to compare what paths cannot
	Local bool   // it came in while the function ran

	root *types.Var // if it is in this package; for a slot, the parameter
}

// naming tells by which class something is known, and by which other names.
type naming struct {
	*Result
	owners  map[*types.Package]map[*types.Var]string // classOf: the types of fields
	clauses map[*types.Var]ast.Expr                  // switched; nil until somebody asks
}

// maxPath bounds the paths that recursion makes longer and longer.
const maxPath = 60

// noRef is what nobody can name.
func noRef(class string) Ref { return Ref{Slot: -1, Class: class, Local: true} }

// same reports whether two refs name the same thing, or may: where one cannot
// be named, the class decides.
func (r Ref) same(s Ref) bool {
	if r.Local && r.root == nil || s.Local && s.root == nil {
		return r.Class == s.Class
	}
	return r.key() == s.key()
}

// key is equal for refs to the same path.
func (r Ref) key() refKey {
	if r.Slot >= 0 {
		return refKey{slot: r.Slot, path: r.Path}
	}
	return refKey{-1, r.Path, r.root, r.Class}
}

type refKey struct {
	slot  int
	path  string
	root  *types.Var
	class string
}

// below returns the ref of what r's path leads to from base.
func (r Ref) below(base Ref) Ref {
	base.Path += r.Path
	if r.Path != "" {
		base.Class = r.Class
	}
	if len(base.Path) > maxPath {
		return noRef(base.Class)
	}
	return base
}

// ref returns the Ref of an expression as the function sees it: of a variable,
// a field path, an element. A local that only ever holds the value of another
// path stands for that path. It is false for what is not a path.
func (s *scan) ref(e ast.Expr) (Ref, bool) { return s.refDepth(e, 0) }

func (s *scan) refDepth(e ast.Expr, depth int) (Ref, bool) {
	if depth > 16 {
		return Ref{}, false
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := s.Info.ObjectOf(x).(*types.Var)
		if !ok {
			return Ref{}, false
		}
		return s.refVar(v, depth)
	case *ast.SelectorExpr:
		sel, ok := s.Info.Selections[x]
		if !ok { // pkg.Var
			v, ok := s.Info.Uses[x.Sel].(*types.Var)
			if !ok {
				return Ref{}, false
			}
			return s.refVar(v, depth)
		}
		if sel.Kind() != types.FieldVal {
			return Ref{}, false
		}
		base, ok := s.refDepth(x.X, depth+1)
		if !ok {
			return Ref{}, false
		}
		return s.naming.fieldRef(base, sel), true
	case *ast.StarExpr:
		return s.refDepth(x.X, depth+1)
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			return s.refDepth(x.X, depth+1)
		}
	case *ast.IndexExpr:
		base, ok := s.refDepth(x.X, depth+1)
		if !ok {
			return Ref{}, false
		}
		return Ref{Path: "[]", Class: base.Class + "[]"}.below(base), true
	default:
		if same := s.sameObject(x); same != nil {
			return s.refDepth(same, depth+1)
		}
		if call, ok := x.(*ast.CallExpr); ok {
			return s.lookedUpRef(call)
		}
	}
	return Ref{}, false
}

// fieldRef follows the fields of a selection, embedded ones too.
func (r *naming) fieldRef(base Ref, sel *types.Selection) Ref {
	t := sel.Recv()
	for _, i := range sel.Index() {
		st, ok := deref(t).Underlying().(*types.Struct)
		if !ok || i >= st.NumFields() {
			break
		}
		f := st.Field(i)
		base = Ref{Path: "." + f.Name(), Class: r.classOf(f)}.below(base)
		t = f.Type()
	}
	return base
}

// recvRef is the ref of the receiver of a method call: of an embedded field if
// the method is promoted from one.
func (s *scan) recvRef(sel *ast.SelectorExpr) (Ref, bool) {
	base, ok := s.ref(sel.X)
	selection := s.Info.Selections[sel]
	if !ok || selection == nil {
		return Ref{}, false
	}
	t := selection.Recv()
	index := selection.Index()
	for _, i := range index[:len(index)-1] {
		st, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			break
		}
		f := st.Field(i)
		base = Ref{Path: "." + f.Name(), Class: s.naming.classOf(f)}.below(base)
		t = f.Type()
	}
	return base, true
}

// refVar is the ref of a variable itself.
func (s *scan) refVar(v *types.Var, depth int) (Ref, bool) {
	if slot, ok := s.slots[v]; ok {
		return Ref{Slot: slot, Class: s.naming.classOf(v), root: v}, true
	}
	if s.spawned || !s.declares(v) {
		return Ref{Slot: -1, Class: s.naming.classOf(v), root: v}, true
	}
	if values := s.naming.valuesOf(v); !s.Var(v).Taken && len(values) == 1 && values[0].Decl {
		x := values[0].Expr
		if assert, ok := ast.Unparen(values[0].From).(*ast.TypeAssertExpr); ok && values[0].At == 0 { // with ok
			x = assert.X
		}
		if x != nil {
			if from, ok := s.refDepth(x, depth+1); ok && !strings.HasSuffix(from.Path, "[]") {
				return from, true
			}
		}
	}
	return Ref{Slot: -1, Class: s.naming.classOf(v), Local: true, root: v}, true
}

// declares reports whether v is a variable of the function, but for its parameters.
func (s *scan) declares(v *types.Var) bool {
	if _, param := s.slots[v]; param || v.IsField() {
		return false
	}
	return s.fn.Pos() <= v.Pos() && v.Pos() < s.fn.End() // its results, too
}

// elementRef returns the ref of local v as an element of a collection from
// outside: for _, ch := range s.subs, or c := s.calls[id].
func (s *scan) elementRef(v *types.Var) (Ref, bool) {
	from := s.collectionOf(v)
	if from == nil {
		return Ref{}, false
	}
	if _, ch := s.Info.TypeOf(from).Underlying().(*types.Chan); ch {
		return Ref{}, false // it came in
	}
	base, ok := s.ref(from)
	if !ok || base.Local {
		return Ref{}, false
	}
	return Ref{Path: "[]", Class: base.Class + "[]"}.below(base), true
}

// collectionOf returns the collection of which local v holds an element; nil if v holds something else.
func (s *scan) collectionOf(v *types.Var) ast.Expr {
	if v == nil {
		return nil
	}
	rec := s.Var(v)
	if len(rec.Values) != 1 {
		return nil
	}
	value := rec.Values[0]
	from := value.From
	for assert, ok := ast.Unparen(from).(*ast.TypeAssertExpr); ok; assert, ok = ast.Unparen(from).(*ast.TypeAssertExpr) {
		from = assert.X
	}
	switch x := ast.Unparen(from).(type) {
	case *ast.IndexExpr:
		return x.X
	case *ast.CallExpr:
		if on, pkg := s.store(x); pkg == "sync" && value.At == 0 {
			return on
		}
	}
	if from != nil {
		return nil
	}
	if c, ok := s.CursorAt(value.Pos); ok {
		for up := range c.Enclosing((*ast.RangeStmt)(nil)) {
			loop := up.Node().(*ast.RangeStmt)
			if loop.Value != nil && loop.Value.Pos() == value.Pos || loop.Key != nil && loop.Key.Pos() == value.Pos {
				return loop.X
			}
			break
		}
	}
	return nil
}

// isOwn reports whether a ref is on what the function has made itself: nobody
// else can wait for it. What is handed to a goroutine is its own no more.
func (s *scan) isOwn(r Ref) bool {
	return r.Local && r.root != nil && !s.spawned && s.own(r.root)
}

// isMine reports whether v itself is a variable of the function: a local, a
// result, or its copy of an argument.
func (s *scan) isMine(v *types.Var) bool {
	_, param := s.slots[v]
	return param || s.declares(v)
}

// own reports whether local v is made by the function itself: of a literal, make,
// new or nothing. What it is then has not come in from outside.
func (s *scan) own(v *types.Var) bool {
	if s.body != nil && s.isShared(v) {
		return false
	}
	for _, value := range s.naming.valuesOf(v) {
		switch x := ast.Unparen(cmp.Or(value.Expr, value.From)).(type) {
		case nil:
			return false // received, ranged over, one of several results
		case *ast.CompositeLit, *ast.BasicLit, *ast.FuncLit:
		case *ast.UnaryExpr:
			if _, lit := ast.Unparen(x.X).(*ast.CompositeLit); !lit || x.Op != token.AND {
				return false
			}
		case *ast.CallExpr:
			if name := s.Builtin(x); name != "make" && name != "new" && !s.constructs(x) {
				return false
			}
		default:
			if !s.IsNil(x) {
				return false
			}
		}
	}
	return true
}

// isShared reports whether a goroutine that the function starts uses v: then
// that one may wait for what is done with it.
func (s *scan) isShared(v *types.Var) bool { return s.indexOf(s.body).shared[v] }

// constructs reports whether a call makes something new, by the name of the function.
func (s *scan) constructs(call *ast.CallExpr) bool {
	fn := s.Callee(call)
	return fn != nil && (strings.HasPrefix(fn.Name(), "New") || strings.HasPrefix(fn.Name(), "new"))
}

// classOf names a variable or field for comparison across paths, and packages.
func (r *naming) classOf(v *types.Var) string {
	switch {
	case v.Pkg() == nil:
		return v.Name()
	case v.IsField():
		return v.Pkg().Path() + "." + r.owner(v.Origin()) + v.Name()
	case v.Parent() == v.Pkg().Scope():
		return v.Pkg().Path() + "." + v.Name()
	}
	return v.Pkg().Path() + "." + v.Name() + "@" + strconv.Itoa(int(v.Pos())) // a local, of which there are many
}

// isLocalClass reports whether classOf has named a local by it.
func isLocalClass(class string) bool { return strings.Contains(class, "@") }

// owner returns the name of the type that a field is of, with a dot; "" if that is
// declared in a function.
func (r *naming) owner(field *types.Var) string {
	fields, ok := r.owners[field.Pkg()]
	if !ok {
		fields = make(map[*types.Var]string)
		r.owners[field.Pkg()] = fields
		for _, name := range field.Pkg().Scope().Names() {
			if t, ok := field.Pkg().Scope().Lookup(name).(*types.TypeName); ok && !t.IsAlias() {
				ownFields(t.Type().Underlying(), name+".", fields)
			}
		}
	}
	return fields[field]
}

// ownFields notes the fields of a struct type as those of a named one.
func ownFields(t types.Type, name string, fields map[*types.Var]string) {
	st, ok := t.(*types.Struct)
	if !ok {
		return
	}
	for f := range st.Fields() {
		if _, ok := fields[f]; !ok {
			fields[f] = name
			ownFields(f.Type(), name+f.Name()+".", fields) // of a type without a name
		}
	}
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// slotsOf numbers the parameters of a function, its receiver first.
func slotsOf(info *types.Info, fn ast.Node) map[*types.Var]int {
	slots := make(map[*types.Var]int)
	n := 0
	add := func(list *ast.FieldList) {
		if list == nil {
			return
		}
		for _, field := range list.List {
			if len(field.Names) == 0 {
				n++
				continue
			}
			for _, name := range field.Names {
				if v, ok := info.Defs[name].(*types.Var); ok {
					slots[v] = n
				}
				n++
			}
		}
	}
	if decl, ok := fn.(*ast.FuncDecl); ok {
		add(decl.Recv)
	}
	add(syntax.FuncType(fn).Params)
	return slots
}

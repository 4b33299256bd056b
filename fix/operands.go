package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A bound is an operand of the call that is evaluated at go time.
type bound struct {
	name string
	typ  string // "" where it cannot be spelled
	expr string // its text at the go statement; "" for the further results of a multi-value argument
	arg  int    // index of the argument; -1 for the callee or its receiver
}

// The operands of a call are those that can be evaluated late, which stand in
// call, and those that are bound at go time.
type operands struct {
	bound   []bound
	callee  receiver // if it is bound
	call    string   // the call as it reads inside
	spelled bool     // every type can be written

	// The context that the function is handed to live by: as it reads where the
	// supervised call stands, and in the supervised function; "" if there is none.
	context, inner string
}

// params reports whether the operands are bound as parameters.
func (o *operands) params() bool { return o != nil && len(o.bound) > 0 && o.spelled }

// param returns the name of the parameter that the i-th argument is bound as, or
// the receiver, for -1; "" if it is not.
func (o *operands) param(i int) string {
	if o != nil && o.spelled {
		for _, x := range o.bound {
			if x.arg == i {
				return x.name
			}
		}
	}
	return ""
}

// A binder splits the operands of a call.
type binder struct {
	*site
	operands
	living   int             // index of the context argument that the function lives by; -1 if there is none
	taken    map[string]bool // names that mean something else inside
	lateFunc bool            // the function can be evaluated late
	some     bool            // some operand is bound
	all      bool            // all are
}

// operands splits the operands of the call into those that can be evaluated
// late and those that are bound at go time. The context that the function lives
// by, the argument of index living, is bound by the supervised call itself, which
// hands it on, if it is the only one to be bound.
func (s *site) operands(living int) operands {
	b := &binder{site: s, operands: operands{spelled: true}, living: living, taken: s.qualifiers()}
	b.lateFunc = s.Builtin(s.Call) != "" || s.lateFunc(s.Call.Fun)
	handsOn := living >= 0 && s.handsOn(living)
	b.some = !b.lateFunc
	for i, arg := range s.Call.Args {
		b.some = b.some || !s.late(arg) && !(i == living && handsOn)
	}
	b.all = b.some && s.hasComment(s.Call.Lparen, s.Call.Rparen)
	if b.lateFunc {
		namesIn(s.Call.Fun, b.taken)
	}
	for i, arg := range s.Call.Args {
		if b.isLate(arg) && i != living {
			namesIn(arg, b.taken)
		}
	}
	if living < 0 {
		for _, v := range s.contextsInScope(s.Call.Pos()) {
			b.taken[v.Name()] = true
		}
	}
	b.call = b.fun() + "(" + strings.Join(b.args(), ", ") + ")"
	return b.operands
}

// handsOn reports whether the supervised call can evaluate an argument, the
// context, and hand it on: its text moves, and its name hides no other value.
func (s *site) handsOn(i int) bool {
	arg := s.Call.Args[i]
	if v := s.VarOf(arg); v != nil && !v.IsField() {
		return s.late(arg) || !slices.ContainsFunc(s.Call.Args, func(other ast.Expr) bool { return other != arg && s.mentions(other, v) })
	}
	return !holdsLit(arg) && !s.hasComment(arg.Pos(), arg.End())
}

// qualifiers are the names of the packages that the fixed code uses.
func (s *site) qualifiers() map[string]bool {
	return map[string]bool{"context": true, strings.TrimSuffix(s.imp.context, "."): true, strings.TrimSuffix(s.imp.supervised, "."): true}
}

// isLate reports whether an argument is evaluated late. If any operand is bound,
// so is what would lose its comments, or the edits of spawns inside it, on the way.
func (b *binder) isLate(arg ast.Expr) bool {
	return !b.all && b.late(arg) && !(b.some && holdsLit(arg))
}

// bind binds an operand, and returns its name inside.
func (b *binder) bind(want string, t types.Type, expr string, arg int) string {
	name := fresh(want, b.taken)
	typ, ok := b.spell(t, b.Call.Pos())
	b.spelled = b.spelled && ok
	b.bound = append(b.bound, bound{name, typ, expr, arg})
	return name
}

// fun returns the function as it reads inside.
func (b *binder) fun() string {
	if b.lateFunc {
		return b.Source(b.Call.Fun)
	}
	b.callee = b.bindCallee()
	return b.bind(b.callee.name, b.callee.typ, b.callee.expr(b.site), -1) + b.callee.method
}

// args returns the arguments as they read inside.
func (b *binder) args() []string {
	if len(b.Call.Args) == 1 {
		if tuple, ok := b.Info.TypeOf(b.Call.Args[0]).(*types.Tuple); ok {
			return b.results(tuple)
		}
	}
	var args []string
	sig := b.signature()
	for i, arg := range b.Call.Args {
		text := b.Source(arg)
		switch {
		case i == b.living && !b.some:
			b.context, b.inner = text, b.contextName(arg)
			text = b.inner
		case !b.isLate(arg):
			t := b.Info.TypeOf(arg)
			if b.Builtin(b.Call) == "" {
				t = b.argType(t, paramType(sig, i, b.Call.Ellipsis.IsValid()))
			}
			text = b.bind(b.argName(arg, paramName(sig, i)), t, text, i)
		}
		if i == b.living && b.some {
			b.context, b.inner = text, text
		}
		args = append(args, text)
	}
	if b.Call.Ellipsis.IsValid() {
		args[len(args)-1] += "..."
	}
	return args
}

// contextName names the context in the supervised function: as it is named outside.
func (b *binder) contextName(arg ast.Expr) string {
	if id, ok := ast.Unparen(arg).(*ast.Ident); ok {
		return id.Name
	}
	return fresh("ctx", b.taken)
}

// results returns the results of a call that is the only argument.
func (b *binder) results(tuple *types.Tuple) []string {
	b.spelled = b.spelled && b.lateFunc // or it would be an argument among others
	var args []string
	sig := b.signature()
	for i := range tuple.Len() {
		want := paramName(sig, i)
		if name := tuple.At(i).Name(); name != "" && name != "_" {
			want = name
		}
		expr := ""
		if i == 0 {
			expr = b.Source(b.Call.Args[0])
		}
		args = append(args, b.bind(want, b.argType(tuple.At(i).Type(), paramType(sig, i, false)), expr, 0))
	}
	return args
}

// signature returns the signature of the callee; nil if it has none.
func (s *site) signature() *types.Signature {
	sig, _ := s.Info.TypeOf(s.Call.Fun).Underlying().(*types.Signature)
	return sig
}

// A receiver is what of a callee is evaluated at go time: the receiver of a
// method call, else the function value.
type receiver struct {
	name   string // for a parameter
	typ    types.Type
	method string // ".m", to be called on it
	base   ast.Expr
	before string // what makes an operand of type typ of base
	after  string
}

func (r *receiver) expr(s *site) string { return r.before + s.Source(r.base) + r.after }

// bindCallee returns what is to be bound of the callee.
func (s *site) bindCallee() receiver {
	r := receiver{name: "f", typ: s.Info.TypeOf(s.Call.Fun), base: s.Call.Fun}
	switch x := s.Call.Fun.(type) {
	case *ast.Ident:
		r.name = x.Name
	case *ast.SelectorExpr:
		r.name = x.Sel.Name
		if m, ok := s.Info.Selections[x]; ok && m.Kind() == types.MethodVal {
			if recv, ok := s.receiver(x, m); ok {
				return recv
			}
		}
	}
	return r
}

// receiver returns the receiver of a method call: the operand itself, its
// address, what it points to, or, of a promoted method, the field that has it.
// It is false if that field cannot be named.
func (s *site) receiver(sel *ast.SelectorExpr, m *types.Selection) (receiver, bool) {
	r := receiver{name: s.receiverName(sel), typ: s.Info.TypeOf(sel.X), method: "." + sel.Sel.Name, base: sel.X}
	path := m.Index()[:len(m.Index())-1]
	for _, i := range path {
		st, ok := deref(r.typ).Underlying().(*types.Struct)
		if !ok {
			return r, false
		}
		field := st.Field(i)
		if !field.Exported() && field.Pkg() != s.Types {
			return r, false
		}
		r.name, r.typ = field.Name(), field.Type()
		r.after += "." + field.Name()
	}
	if w := words(r.name); len(w) > 0 {
		r.name = w[len(w)-1]
	}
	if id, ok := ast.Unparen(sel.X).(*ast.Ident); ok && len(path) == 0 {
		r.name = id.Name
	}
	switch recv := m.Obj().(*types.Func).Signature().Recv().Type(); {
	case types.IsInterface(recv):
	case syntax.IsPointer(recv) && !syntax.IsPointer(r.typ):
		r.typ, r.before = types.NewPointer(r.typ), "&"
	case !syntax.IsPointer(recv) && syntax.IsPointer(r.typ):
		r.typ, r.before = deref(r.typ), "*"
	}
	return r, true
}

// deref returns what t points to, or t if it is no pointer.
func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// paramName returns the name of the parameter that the i-th argument is for.
func paramName(sig *types.Signature, i int) string {
	if sig == nil || sig.Params().Len() == 0 {
		return "arg"
	}
	i = min(i, sig.Params().Len()-1)
	if name := sig.Params().At(i).Name(); name != "_" {
		return name
	}
	return "arg"
}

// paramType returns the type that the i-th argument is converted to.
func paramType(sig *types.Signature, i int, ellipsis bool) types.Type {
	if sig == nil {
		return nil
	}
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		t := sig.Params().At(n - 1).Type()
		if ellipsis {
			return t
		}
		if slice, ok := t.Underlying().(*types.Slice); ok {
			return slice.Elem()
		}
		return nil
	}
	if i >= n {
		return nil
	}
	return sig.Params().At(i).Type()
}

// argType returns the type in which an argument of type arg is bound: that of
// the callee's parameter, but its own where the parameter takes many types.
func (s *site) argType(arg, param types.Type) types.Type {
	switch {
	case param == nil:
		return arg
	case types.IsInterface(param) && !types.Identical(arg, param):
		if b, ok := arg.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			return param
		}
		if _, ok := s.spell(arg, s.Call.Pos()); ok {
			return arg
		}
	}
	return param
}

// argName names the parameter for an argument: by the variable passed, else as
// the callee names it.
func (s *site) argName(arg ast.Expr, param string) string {
	x := ast.Unparen(arg)
	switch inner := x.(type) {
	case *ast.UnaryExpr:
		if inner.Op == token.AND {
			x = ast.Unparen(inner.X)
		}
	case *ast.StarExpr:
		x = ast.Unparen(inner.X)
	}
	if id, ok := x.(*ast.Ident); ok {
		if _, ok := s.Info.Uses[id].(*types.Var); ok {
			return id.Name
		}
	}
	return param
}

// holdsLit reports whether x contains a function literal: moved text would
// not meet the edits of spawns inside it.
func holdsLit(x ast.Node) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok {
			found = true
		}
		return !found
	})
	return found
}

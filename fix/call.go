package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// call rewrites go f(…) for any callee that is not a literal, in the first of
// these forms that keeps what is evaluated at go time (rule R1):
//
//	go supervised.RunWithRecover(ctx, "name", f)                      f is a func(context.Context)
//	go supervised.RunWithRecover(ctx, "name", func(context.Context) {
//		f(x)
//	})                                                                f and x cannot change
//	go func(x X) {
//		supervised.RunWithRecover(ctx, "name", func(context.Context) {
//			f(x)
//		})
//	}(x)                                                              they can
//	go supervised.RunWithRecover(ctx, "name", func() func(context.Context) {
//		x := x
//		return func(context.Context) {
//			f(x)
//		}
//	}())                                                              and X cannot be written here
func (e *editor) call() {
	p := e.callPlan()
	if e.passes(&p) {
		return
	}
	b := e.bind()
	p.ctx = e.callContext(&b)
	e.pickName()
	switch {
	case len(b.bound) == 0:
		e.insert(e.Call.Pos(), e.runHead(p)+e.funcHead()+"\n")
		e.insert(e.Call.End(), "\n}"+e.runTail(p))
	case b.spelled:
		e.bindParams(p, b)
	default:
		e.bindLocals(p, b)
	}
}

// callPlan decides how a named entry is supervised, from what is known of it.
func (e *editor) callPlan() plan {
	switch e.Builtin(e.Call) {
	case "":
	case "panic":
		refuse("the crash is its purpose")
	}
	w := e.WorkOf(e.Call)
	refuseWork(w, e.Text(e.Call.Fun), e.amongOthers())
	return plan{restart: w.Service}
}

// passes rewrites go f(ctx) where f can be passed as it is.
func (e *editor) passes(p *plan) bool {
	sig, ok := e.Info.TypeOf(e.Call.Fun).Underlying().(*types.Signature)
	if !ok || !e.imp.hasContext || sig.Variadic() || sig.Results().Len() > 0 || sig.Params().Len() != 1 || !isContext(sig.Params().At(0).Type()) || len(e.Call.Args) != 1 {
		return false
	}
	arg := ast.Unparen(e.Call.Args[0])
	switch x := arg.(type) {
	case *ast.Ident:
		v, ok := e.Info.Uses[x].(*types.Var)
		if !ok || !isContext(v.Type()) || e.isRequest(v, 0) {
			return false
		}
	case *ast.SelectorExpr:
		if !e.IsPath(x) || !isContext(e.Info.TypeOf(x)) {
			return false
		}
	case *ast.CallExpr: // context.Background()
		fn := e.Callee(x)
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "context" || len(x.Args) > 0 && !e.lateFunc(e.Call.Fun) || e.requestExpr(x, 0) {
			return false
		}
	default:
		return false
	}
	if !e.callsNothing(e.Call.Fun) {
		return false // its evaluation would come after the context's
	}
	if fn := e.Resolve(e.Call.Fun).Func; fn == nil && e.Interface(e.Call.Fun) == nil {
		if _, lit := ast.Unparen(e.Call.Fun).(*ast.FuncLit); lit {
			return false
		}
	}
	p.ctx = e.Source(arg)
	e.pickName()
	e.insert(e.Call.Fun.Pos(), e.runHead(*p))
	e.replace(e.Call.Fun.End(), e.Call.End(), e.runTail(*p))
	return true
}

// callsNothing reports whether evaluating a callee runs no code.
func (e *editor) callsNothing(fun ast.Expr) bool {
	switch x := ast.Unparen(fun).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		if _, ok := e.Info.Selections[x]; !ok {
			return true
		}
		return e.IsPath(x.X)
	case *ast.IndexExpr:
		return e.Info.Types[x.Index].IsType() && e.callsNothing(x.X)
	case *ast.IndexListExpr:
		return e.callsNothing(x.X)
	}
	return false
}

// A bound is an operand of the call that is evaluated at go time.
type bound struct {
	name string
	typ  string // "" where it cannot be spelled
	expr string // its text at the go statement; "" for the further results of a multi-value argument
	arg  int    // index of the argument; -1 for the callee or its receiver
}

// A binding is how the operands of a call reach the supervised function.
type binding struct {
	bound   []bound
	callee  receiver // if it is bound
	inner   string   // the call as it reads inside
	spelled bool     // every type can be written
}

// bind splits the operands of the call into those that can be evaluated late
// and those that are bound at go time.
func (e *editor) bind() binding {
	b := binding{spelled: true}
	taken := map[string]bool{"context": true}
	for _, q := range []string{e.imp.context, e.imp.supervised} {
		taken[strings.TrimSuffix(q, ".")] = true
	}
	lateFun := e.Builtin(e.Call) != "" || e.lateFunc(e.Call.Fun)
	if lateFun {
		namesIn(e.Call.Fun, taken)
	}
	// If any operand is bound, so is what would lose its comments, or the edits of
	// spawns inside it, on the way.
	some := !lateFun || slices.ContainsFunc(e.Call.Args, func(arg ast.Expr) bool { return !e.late(arg) })
	all := some && e.hasComment(e.Call.Lparen, e.Call.Rparen)
	isLate := func(arg ast.Expr) bool { return !all && e.late(arg) && !(some && holdsLit(arg)) }
	for _, arg := range e.Call.Args {
		if isLate(arg) {
			namesIn(arg, taken)
		}
	}
	if e.handedContext() < 0 {
		for _, v := range e.contextsInScope(e.Call.Pos()) {
			taken[v.Name()] = true
		}
	}
	add := func(want string, t types.Type, expr string, arg int) string {
		name := fresh(want, taken)
		typ, ok := e.spell(t, e.Call.Pos())
		b.spelled = b.spelled && ok
		b.bound = append(b.bound, bound{name, typ, expr, arg})
		return name
	}

	fun := e.Source(e.Call.Fun)
	if !lateFun {
		b.callee = e.bindCallee()
		fun = add(b.callee.name, b.callee.typ, b.callee.expr(e), -1) + b.callee.method
	}
	var args []string
	builtin := e.Builtin(e.Call) != ""
	sig, _ := e.Info.TypeOf(e.Call.Fun).Underlying().(*types.Signature)
	if tuple, ok := e.Info.TypeOf(firstArg(e.Call)).(*types.Tuple); ok && len(e.Call.Args) == 1 {
		b.spelled = b.spelled && lateFun // or it would be an argument among others
		for i := range tuple.Len() {
			want, t := paramName(sig, i), e.argType(tuple.At(i).Type(), paramType(sig, i, false))
			if name := tuple.At(i).Name(); name != "" && name != "_" {
				want = name
			}
			expr := ""
			if i == 0 {
				expr = e.Source(e.Call.Args[0])
			}
			args = append(args, add(want, t, expr, 0))
		}
	} else {
		for i, arg := range e.Call.Args {
			text := e.Source(arg)
			if !isLate(arg) {
				t := e.Info.TypeOf(arg)
				if !builtin {
					t = e.argType(t, paramType(sig, i, e.Call.Ellipsis.IsValid()))
				}
				text = add(e.argName(arg, paramName(sig, i)), t, text, i)
			}
			args = append(args, text)
		}
		if e.Call.Ellipsis.IsValid() {
			args[len(args)-1] += "..."
		}
	}
	b.inner = fun + "(" + strings.Join(args, ", ") + ")"
	return b
}

// params reports whether the operands are bound as parameters.
func (b *binding) params() bool { return len(b.bound) > 0 && b.spelled }

// param returns the name of the parameter that the i-th argument is bound as, or
// the receiver, for -1; "" if it is not.
func (b *binding) param(i int) string {
	if b.spelled {
		for _, x := range b.bound {
			if x.arg == i {
				return x.name
			}
		}
	}
	return ""
}

func firstArg(call *ast.CallExpr) ast.Expr {
	if len(call.Args) == 0 {
		return call.Fun
	}
	return call.Args[0]
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

func (r *receiver) expr(e *editor) string { return r.before + e.Source(r.base) + r.after }

// bindCallee returns what is to be bound of the callee.
func (e *editor) bindCallee() receiver {
	r := receiver{name: "f", typ: e.Info.TypeOf(e.Call.Fun), base: e.Call.Fun}
	switch x := e.Call.Fun.(type) {
	case *ast.Ident:
		r.name = x.Name
	case *ast.SelectorExpr:
		r.name = x.Sel.Name
		if s, ok := e.Info.Selections[x]; ok && s.Kind() == types.MethodVal {
			if recv, ok := e.receiver(x, s); ok {
				return recv
			}
		}
	}
	return r
}

// receiver returns the receiver of a method call: the operand itself, its
// address, what it points to, or, of a promoted method, the field that has it.
// It is false if that field cannot be named.
func (e *editor) receiver(sel *ast.SelectorExpr, s *types.Selection) (receiver, bool) {
	r := receiver{name: e.receiverName(sel), typ: e.Info.TypeOf(sel.X), method: "." + sel.Sel.Name, base: sel.X}
	path := s.Index()[:len(s.Index())-1]
	for _, i := range path {
		st, ok := deref(r.typ).Underlying().(*types.Struct)
		if !ok {
			return r, false
		}
		field := st.Field(i)
		if !field.Exported() && field.Pkg() != e.Types {
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
	switch recv := s.Obj().(*types.Func).Signature().Recv().Type(); {
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
		if s, ok := t.Underlying().(*types.Slice); ok {
			return s.Elem()
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
func (e *editor) argType(arg, param types.Type) types.Type {
	switch {
	case param == nil:
		return arg
	case types.IsInterface(param) && !types.Identical(arg, param):
		if b, ok := arg.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			return param
		}
		if _, ok := e.spell(arg, e.Call.Pos()); ok {
			return arg
		}
	}
	return param
}

// argName names the parameter for an argument: by the variable passed, else as
// the callee names it.
func (e *editor) argName(arg ast.Expr, param string) string {
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
		if _, ok := e.Info.Uses[id].(*types.Var); ok {
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

// bindParams writes go func(x X) {…}(x). The operands that are bound stay where
// they are, with their comments; the others are deleted there.
func (e *editor) bindParams(p plan, b binding) {
	var params []string
	for i, x := range b.bound {
		if i+1 < len(b.bound) && b.bound[i+1].typ == x.typ {
			params = append(params, x.name)
			continue
		}
		params = append(params, x.name+" "+x.typ)
	}
	keep := make(map[int]bool)
	for _, x := range b.bound {
		if x.arg >= 0 {
			keep[x.arg] = true
		}
	}
	outer := "func(" + strings.Join(params, ", ") + ") {\n" + e.runHead(p) + e.funcHead() + "\n" + b.inner + "\n}" + e.runTail(p) + "\n}"
	if c := b.callee; c.base == nil {
		e.replace(e.Call.Fun.Pos(), e.Call.Fun.End(), outer)
	} else {
		comma := ""
		if len(keep) > 0 {
			comma = ", "
		}
		e.insert(e.Call.Fun.Pos(), outer+"("+c.before)
		e.replace(c.base.End(), e.Call.Lparen+1, c.after+comma)
	}
	args := e.Call.Args
	if e.Call.Ellipsis.IsValid() && keep[len(args)-1] {
		e.replace(e.Call.Ellipsis, e.Call.Ellipsis+3, "")
	}
	// Delete each run of arguments that are not kept, with one comma.
	for i := 0; i < len(args); {
		if keep[i] {
			i++
			continue
		}
		k := i
		for k < len(args) && !keep[k] {
			k++
		}
		from, to := args[i].Pos(), args[k-1].End()
		if k == len(args) && e.Call.Ellipsis.IsValid() {
			to = e.Call.Ellipsis + 3
		}
		switch {
		case k < len(args):
			to = args[k].Pos()
		case i > 0:
			from = args[i-1].End()
		}
		e.replace(from, to, "")
		i = k
	}
}

// bindLocals binds operands whose types cannot be written, by a literal that
// is called at go time and returns the supervised function.
func (e *editor) bindLocals(p plan, b binding) {
	if holdsLit(e.Call) {
		refuse("a type of its operands cannot be written here: bind them to variables first")
	}
	var head strings.Builder
	for i := 0; i < len(b.bound); {
		names := []string{b.bound[i].name}
		k := i + 1
		for k < len(b.bound) && b.bound[k].expr == "" {
			names = append(names, b.bound[k].name)
			k++
		}
		head.WriteString(strings.Join(names, ", ") + " := " + b.bound[i].expr + "\n")
		i = k
	}
	e.replace(e.Call.Pos(), e.Call.End(), e.runHead(p)+"func() func("+e.imp.context+"Context) {\n"+head.String()+
		"return "+e.funcHead()+"\n"+b.inner+"\n}\n}()"+e.runTail(p))
}

package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
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
	p.ctx = e.context(e.Call.Pos(), nil)
	b := e.bind()
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
	w := e.workOf(e.Call)
	w.refuseHang(e.Text(e.Call.Fun))
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
		fn, _ := e.calleeFunc(x)
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "context" || len(x.Args) > 0 {
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
	inner   string // the call as it reads inside
	spelled bool   // every type can be written
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
	for _, arg := range e.Call.Args {
		if e.late(arg) {
			namesIn(arg, taken)
		}
	}
	for _, word := range strings.FieldsFunc(e.context(e.Call.Pos(), nil), func(r rune) bool { return r == '.' || r == '(' || r == ')' }) {
		taken[word] = true
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
		fun = e.bindCallee(add)
	}
	var args []string
	builtin := e.Builtin(e.Call) != ""
	sig, _ := e.Info.TypeOf(e.Call.Fun).Underlying().(*types.Signature)
	if tuple, ok := e.Info.TypeOf(firstArg(e.Call)).(*types.Tuple); ok && len(e.Call.Args) == 1 {
		for i := range tuple.Len() {
			want, t := paramName(sig, i), tuple.At(i).Type()
			if p := paramType(sig, i, false); p != nil {
				t = p
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
			if !e.late(arg) || !lateFun && holdsLit(arg) {
				t := e.Info.TypeOf(arg)
				if p := paramType(sig, i, e.Call.Ellipsis.IsValid()); p != nil && !builtin {
					t = p
				}
				text = add(argName(arg, paramName(sig, i)), t, text, i)
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

func firstArg(call *ast.CallExpr) ast.Expr {
	if len(call.Args) == 0 {
		return call.Fun
	}
	return call.Args[0]
}

// bindCallee binds the receiver of a direct method call, else the function
// value, and returns the callee as it reads inside.
func (e *editor) bindCallee(add func(want string, t types.Type, expr string, arg int) string) string {
	fun := ast.Unparen(e.Call.Fun)
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if s, ok := e.Info.Selections[sel]; ok && s.Kind() == types.MethodVal && e.directMethod(s) {
			t, expr := e.Info.TypeOf(sel.X), e.Source(sel.X)
			if isPointer(s.Obj().(*types.Func).Signature().Recv().Type()) && !isPointer(t) {
				t, expr = types.NewPointer(t), "&"+expr
			}
			want := e.receiverName(sel)
			if w := words(want); len(w) > 0 {
				want = w[len(w)-1]
			}
			return add(want, t, expr, -1) + "." + sel.Sel.Name
		}
		if s, ok := e.Info.Selections[sel]; ok && s.Kind() == types.MethodVal {
			return add(sel.Sel.Name, e.Info.TypeOf(fun), e.Source(fun), -1)
		}
		return add(sel.Sel.Name, e.Info.TypeOf(fun), e.Source(fun), -1)
	}
	want := "f"
	if id, ok := fun.(*ast.Ident); ok {
		want = id.Name
	}
	return add(want, e.Info.TypeOf(fun), e.Source(fun), -1)
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

// argName names the parameter for an argument: by the variable passed, else as
// the callee names it.
func argName(arg ast.Expr, param string) string {
	switch x := ast.Unparen(arg).(type) {
	case *ast.Ident:
		return x.Name
	case *ast.UnaryExpr:
		if id, ok := ast.Unparen(x.X).(*ast.Ident); ok && x.Op == token.AND {
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

// bindParams writes go func(x X) {…}(x). The arguments that are bound stay
// where they are, with their comments; the others are deleted there.
func (e *editor) bindParams(p plan, b binding) {
	if holdsLit(e.Call.Fun) {
		refuse("its callee holds a function literal: bind it to a variable first")
	}
	var params []string
	for i, x := range b.bound {
		if i+1 < len(b.bound) && b.bound[i+1].typ == x.typ {
			params = append(params, x.name)
			continue
		}
		params = append(params, x.name+" "+x.typ)
	}
	e.replace(e.Call.Fun.Pos(), e.Call.Fun.End(), "func("+strings.Join(params, ", ")+") {\n"+
		e.runHead(p)+e.funcHead()+"\n"+b.inner+"\n}"+e.runTail(p)+"\n}")

	keep := make(map[int]bool)
	kept := 0
	recv := ""
	for _, x := range b.bound {
		if x.arg < 0 {
			recv = x.expr
		} else if !keep[x.arg] {
			keep[x.arg] = true
			kept++
		}
	}
	args := e.Call.Args
	if recv != "" {
		if kept > 0 {
			recv += ", "
		}
		e.insert(e.Call.Lparen+1, recv)
	}
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

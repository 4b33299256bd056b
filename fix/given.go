package fix

import (
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a helper starts is for whoever hands it over to say, a service or a task:
//
//	func (g *Group) Wrap(f func()) { g.wg.Add(1); go func() { defer g.wg.Done(); f() }() }
//
// A service that is run as a task is dead after its first panic, in silence.

// restartsGiven decides about a function that is a parameter of the function around the spawn. Where
// all that is handed over are services that live by the context that they are handed, go f(ctx) is run
// again; where some of it is a service, or others may hand one over, there is no fix.
func (d *duties) restartsGiven() *Refusal {
	param, entry := d.runsParam()
	if param == nil {
		if arg := d.handsService(); arg != nil {
			return &Refusal{Kind: GivenService, What: "as " + d.serviceText(arg) + " is, "}
		}
		return d.listsService()
	}
	given, all := d.given(param)
	services, again := "", all && entry && takesContext(param.Type())
	for _, arg := range given {
		e := d.entryOf(syntax.CallOf(arg))
		if e == nil || !e.Service {
			again = false
			continue
		}
		services = d.serviceText(arg)
		again = again && e.Once == "" && len(e.Repeats) == 0
	}
	switch {
	case again && services != "":
		d.restart = true
	case d.tellsErrorOf(param):
		// whoever hands it over gets the panic as its error
	case services != "":
		return &Refusal{Kind: GivenService, What: "as " + services + " is, "}
	case !all:
		return refuse(GivenService)
	}
	return nil
}

// tellsErrorOf reports whether the goroutine leaves or sends the error that a function returns which it is handed, as a group does
// that waits for all: a service that ends by a panic does not end in silence there.
func (d *duties) tellsErrorOf(param *types.Var) bool {
	sig, ok := param.Type().Underlying().(*types.Signature)
	return ok && d.entry != nil && sig.Results().Len() == 1 && slices.ContainsFunc(d.entry.Sites, func(s *effects.Site) bool {
		return s.Kind == effects.Fail || s.Kind == effects.Send && s.Error
	})
}

// serviceText names a service that is handed over; a literal, which has no name, by its place.
func (d *duties) serviceText(service ast.Expr) string {
	if _, isLit := ast.Unparen(service).(*ast.FuncLit); isLit {
		at := d.Fset.PositionFor(service.Pos(), false)
		return "the function literal in " + filepath.Base(at.Filename) + ":" + strconv.Itoa(at.Line)
	}
	return d.Text(service)
}

// listsService refuses where the goroutine runs a function out of a list or map in which not all are services: that some of it is,
// or that others may put one there: what is handed a context and no more.
func (d *duties) listsService() (refusal *Refusal) {
	d.eachCall(func(call *ast.CallExpr) bool {
		service, all := d.Stored(call)
		switch {
		case service != nil:
			refusal = &Refusal{Kind: GivenService, What: "as " + d.serviceText(service) + " is, "}
		case !all && runsAlone(d.Info.TypeOf(call.Fun)) && takesContext(d.Info.TypeOf(call.Fun).Underlying()):
			refusal = refuse(GivenService)
		}
		return refusal == nil
	})
	return refusal
}

// eachCall calls f for the calls of the goroutine's literal, or for its own, until f returns false.
func (d *duties) eachCall(f func(*ast.CallExpr) bool) {
	if d.lit == nil {
		f(d.Call)
		return
	}
	more := true
	syntax.Own(d.lit.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && more {
			more = f(call)
		}
		return more
	})
}

// handsService returns a service that the goroutine hands to what calls it there and then: go s.once.Do(s.loop). It is nil if
// there is none.
func (d *duties) handsService() (service ast.Expr) {
	d.eachCall(func(call *ast.CallExpr) bool {
		for i, arg := range call.Args {
			if _, isFunc := d.Info.TypeOf(arg).Underlying().(*types.Signature); !isFunc || !d.callsArgument(call, i) {
				continue
			}
			if e := d.entryOf(syntax.CallOf(arg)); e != nil && e.Service {
				service = arg
			}
		}
		return service == nil
	})
	return service
}

// callsArgument reports whether what a call calls does so with the function that it is handed.
func (d *duties) callsArgument(call *ast.CallExpr, i int) bool {
	if fn := d.Callee(call); fn != nil && fn.FullName() == "(*sync.Once).Do" {
		return true
	}
	node := d.Node(d.Resolve(call.Fun))
	if node == nil || syntax.Body(node) == nil {
		return false
	}
	params := d.ParamVars(node)
	if i >= len(params) || params[i] == nil {
		return false
	}
	calls := false
	syntax.Own(syntax.Body(node), func(n ast.Node) bool {
		if _, ok := n.(*ast.GoStmt); ok {
			return false
		}
		inner, ok := n.(*ast.CallExpr)
		calls = calls || ok && d.VarOf(inner.Fun) == params[i]
		return !calls
	})
	return calls
}

// runsParam returns the parameter that the goroutine runs, which is a function without operands but a
// context, and reports whether that is the entry itself.
func (d *duties) runsParam() (param *types.Var, entry bool) {
	outer, ok := d.outermost().(*ast.FuncDecl)
	if !ok {
		return nil, false
	}
	isParam := func(fun ast.Expr) *types.Var {
		v := d.VarOf(fun)
		if v == nil || !runsAlone(v.Type()) {
			return nil
		}
		if lit := d.lit; lit != nil { // go func(f func()) { f() }(f)
			if i := slices.Index(d.ParamVars(lit), v); i >= 0 && i < len(d.Call.Args) && d.Launcher == nil {
				v = d.VarOf(d.Call.Args[i])
			}
		}
		if v == nil || v.Kind() != types.ParamVar || !slices.Contains(d.declared(outer), v) || len(d.Var(v).Values) > 0 || d.Var(v).Taken {
			return nil
		}
		return v
	}
	if d.lit == nil {
		return isParam(d.Entry()), true
	}
	syntax.Own(d.lit.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && param == nil {
			param = isParam(call.Fun)
		}
		return param == nil
	})
	return param, false
}

// outermost returns the declaration that the spawn stands in.
func (d *duties) outermost() ast.Node {
	for c := range d.Cursor.Enclosing((*ast.FuncDecl)(nil)) {
		return c.Node()
	}
	return nil
}

// declared lists the parameters of a declaration.
func (d *duties) declared(decl *ast.FuncDecl) []*types.Var {
	var list []*types.Var
	for v := range d.Info.Defs[decl.Name].(*types.Func).Signature().Params().Variables() {
		list = append(list, v)
	}
	return list
}

// given lists what a parameter of a declaration is handed in this package, and reports whether that is
// all that it ever is.
func (d *duties) given(param *types.Var) (list []ast.Expr, all bool) {
	decl := d.outermost().(*ast.FuncDecl)
	fn := d.Info.Defs[decl.Name].(*types.Func)
	index := slices.Index(d.declared(decl), param)
	uses := 0
	for c := range d.Preorder((*ast.Ident)(nil), (*ast.CallExpr)(nil)) {
		switch n := c.Node().(type) {
		case *ast.Ident:
			if used, ok := d.Info.Uses[n].(*types.Func); ok && used.Origin() == fn {
				uses++
			}
		case *ast.CallExpr:
			if d.Callee(n) == fn || d.Callee(n) != nil && d.Callee(n).Origin() == fn {
				if i := index + d.Shift(n, fn); i < len(n.Args) && !fn.Signature().Variadic() {
					list = append(list, n.Args[i])
				}
			}
		}
	}
	hidden := !fn.Exported() || d.Types.Name() == "main"
	return list, hidden && len(list) == uses
}

// runsAlone reports whether a function wants no operand but a context, and gives no result but an error.
func runsAlone(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() > 1 || sig.Results().Len() > 1 {
		return false
	}
	return (sig.Params().Len() == 0 || takesContext(t)) && (sig.Results().Len() == 0 || syntax.IsError(sig.Results().At(0).Type()))
}

func takesContext(t types.Type) bool {
	sig := t.Underlying().(*types.Signature)
	return sig.Params().Len() == 1 && isContext(sig.Params().At(0).Type())
}

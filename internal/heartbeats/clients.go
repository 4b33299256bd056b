package heartbeats

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// ownTimeout returns the timeout of a call by what it is made with: the Timeout of an http.Client or
// a net.Dialer, the argument of net.DialTimeout and of what polls. It is not known, if the code has one that is not seen.
func (r *timing) ownTimeout(call *ast.CallExpr) (timeout Period, ok bool) {
	fn := r.Callee(call)
	if fn == nil {
		return Period{}, false
	}
	if timeout, ok := r.polls(call, fn); ok {
		return timeout, true
	}
	var of Limit
	switch fn.FullName() {
	case "net.DialTimeout":
		return r.constant(call.Args[2]), true
	case "net/http.Get", "net/http.Head", "net/http.Post", "net/http.PostForm": // http.DefaultClient
		of = r.timeoutsSet(fn.Pkg(), "Client")
		if !of.Some && r.setsTransport(fn.Pkg()) {
			of = unseen
		}
	default:
		recv := fn.Signature().Recv()
		sel, isSel := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if recv == nil || !isSel || fn.Name() == "CloseIdleConnections" {
			return Period{}, false
		}
		switch {
		case syntax.IsNamed(recv.Type(), "net/http", "Client"):
			of = r.timeoutsSet(fn.Pkg(), "Client")
		case syntax.IsNamed(recv.Type(), "net", "Dialer"):
			of = r.timeoutsSet(fn.Pkg(), "Dialer")
		default:
			return Period{}, false
		}
		of = of.either(r.timeoutOf(sel.X, make(map[types.Object]bool)))
		if !of.Some && syntax.IsNamed(recv.Type(), "net/http", "Client") && r.setsTransport(fn.Pkg()) {
			of = unseen
		}
	}
	return of.Period, of.Some
}

// polls reports whether a method that cannot be looked into waits for something no longer than it is told to, by its name
// and what it is handed: consumer.Poll(500), consumer.ReadMessage(time.Second). Less than zero is for ever.
func (r *timing) polls(call *ast.CallExpr, fn *types.Func) (timeout Period, ok bool) {
	sig := fn.Signature()
	if sig.Recv() == nil || sig.Variadic() || !r.beating.isForeign(call) || !known.WaitsByName(fn) || mayLast(fn) || r.Shift(call, fn) != 0 {
		return Period{}, false
	}
	for i := range sig.Params().Len() {
		v := sig.Params().At(i)
		isDuration := syntax.IsNamed(v.Type(), "time", "Duration")
		if !isDuration && !(isInteger(v.Type()) && strings.HasPrefix(strings.ToLower(v.Name()), "timeout")) {
			continue
		}
		arg := call.Args[i]
		if d := r.Info.Types[arg].Value; d != nil && constant.Sign(constant.ToInt(d)) <= 0 {
			return Period{}, false
		}
		if isDuration {
			timeout = r.constant(arg)
		}
		return timeout, true
	}
	return Period{}, false
}

// unseen is a timeout that is not known.
var unseen = Limit{Some: true}

// either returns the longer one of two timeouts.
func (l Limit) either(of Limit) Limit {
	switch {
	case !l.Some:
		return of
	case of.Some:
		return Limit{Some: true, Period: l.longest(of.Period)}
	}
	return l
}

// timeoutsSet returns the longest timeout that the package assigns to the Timeout of any client:
// client.Timeout = d. Which one it is, is not asked.
func (src text) timeoutsSet(pkg *types.Package, name string) (of Limit) {
	for _, value := range src.valuesOf(pkg, name, "Timeout") {
		if !value.Init {
			of = of.either(src.timeoutSaid(value.Expr))
		}
	}
	return of
}

// valuesOf lists what the package sets a field of a type of another package to.
func (src text) valuesOf(pkg *types.Package, name, field string) []syntax.Value {
	named, ok := pkg.Scope().Lookup(name).(*types.TypeName)
	if !ok {
		return nil
	}
	found, _, _ := types.LookupFieldOrMethod(named.Type(), false, pkg, field)
	v, ok := found.(*types.Var)
	if !ok {
		return nil
	}
	return src.Var(v).Values
}

// setsTransport reports whether the package makes clients with a transport that may have timeouts of its
// own (https://pkg.go.dev/net/http#Transport): which ones add up, nobody sees. Where a client has a Timeout,
// that is above all of them.
func (src text) setsTransport(pkg *types.Package) bool {
	for _, field := range []string{"ResponseHeaderTimeout", "TLSHandshakeTimeout", "DialContext", "Dial", "DialTLSContext", "DialTLS"} {
		if len(src.valuesOf(pkg, "Transport", field)) > 0 {
			return true
		}
	}
	return slices.ContainsFunc(src.valuesOf(pkg, "Client", "Transport"), func(value syntax.Value) bool {
		return value.Expr == nil || !src.IsNil(value.Expr) && !src.isPlainTransport(value.Expr)
	})
}

// isPlainTransport reports whether an expression is http.DefaultTransport, or a transport that is
// written out.
func (src text) isPlainTransport(x ast.Expr) bool {
	if v := src.VarOf(x); v != nil && v.Name() == "DefaultTransport" && v.Pkg().Path() == "net/http" {
		return true
	}
	if at, ok := ast.Unparen(x).(*ast.UnaryExpr); ok {
		x = at.X
	}
	lit, ok := ast.Unparen(x).(*ast.CompositeLit)
	return ok && syntax.IsNamed(src.Info.TypeOf(lit), "net/http", "Transport")
}

// timeoutSaid returns a timeout as an expression says it; 0 is none.
func (src text) timeoutSaid(x ast.Expr) Limit {
	if x == nil {
		return unseen
	}
	if v := src.Info.Types[x].Value; v != nil && v.String() == "0" {
		return Limit{}
	}
	return Limit{Some: true, Period: src.constant(x)}
}

// timeoutOf returns the timeout of a client by where it is made.
func (r *timing) timeoutOf(client ast.Expr, seen map[types.Object]bool) (of Limit) {
	switch x := ast.Unparen(client).(type) {
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			return r.timeoutOf(x.X, seen)
		}
	case *ast.StarExpr:
		return r.timeoutOf(x.X, seen)
	case *ast.CompositeLit:
		return r.timeoutField(x)
	case *ast.CallExpr:
		return r.timeoutMade(x, seen)
	}
	v := r.VarOf(client)
	switch {
	case v == nil:
		return unseen
	case v.Pkg() != r.Types:
		if v.Pkg().Path() == "net/http" && v.Name() == "DefaultClient" {
			return Limit{} // what the package sets there is asked for by the field
		}
		return unseen
	case seen[v]:
		return Limit{}
	}
	seen[v] = true
	var values []ast.Expr
	rec := r.Var(v)
	if v.Kind() == types.ParamVar {
		given, all := r.giving.given(v)
		if !all {
			of = unseen
		}
		values = given
	} else if len(rec.Values) == 0 && !rec.Zero && !v.IsField() || v.Exported() && (v.IsField() || v.Parent() == r.Types.Scope()) && r.Types.Name() != "main" {
		return unseen
	}
	for _, value := range rec.Values {
		if value.Expr == nil && value.From == nil && value.Pos.IsValid() && !value.Decl {
			continue // a field of it
		}
		values = append(values, value.Expr)
	}
	for _, x := range values {
		switch {
		case x == nil:
			of = of.either(unseen)
		case !r.IsNil(x):
			of = of.either(r.timeoutOf(x, seen))
		}
	}
	return of
}

// timeoutMade returns the timeout of the client that a call makes.
func (r *timing) timeoutMade(call *ast.CallExpr, seen map[types.Object]bool) (of Limit) {
	if r.Builtin(call) == "new" {
		return Limit{}
	}
	node := r.Node(r.Resolve(call.Fun))
	if node == nil {
		return unseen
	}
	made := r.Returns(node)
	if len(made) == 0 {
		return unseen
	}
	params := r.ParamVars(node)
	for _, x := range made {
		one := r.timeoutOf(x, seen)
		for i, v := range params {
			if v != nil && one.param == v {
				one.Period = one.with(r.argument(call, i, len(params)))
			}
		}
		of = of.either(one)
	}
	return of
}

// timeoutField returns the Timeout in a composite literal.
func (src text) timeoutField(lit *ast.CompositeLit) Limit {
	for _, elem := range lit.Elts {
		pair, ok := elem.(*ast.KeyValueExpr)
		if !ok {
			return unseen
		}
		if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Timeout" {
			return src.timeoutSaid(pair.Value)
		}
	}
	return Limit{}
}

package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a guard uses of what is outside of it is followed to where it is made, through the calls of this package: watch(&server{})
// starts a goroutine whose guard calls s.hook, which is nil.

// tracing follows values back to the expressions that make them.
type tracing struct {
	*Judge
	traced map[tracedVar][]ast.Expr // origins
}

// origins lists the expressions of this package that give x its value: what a local variable is set to, and what callers
// hand a parameter or receiver. Those that nobody sees are left out.
func (j *tracing) origins(x ast.Expr, depth int) []ast.Expr {
	x = ast.Unparen(x)
	v := j.VarOf(x)
	if v == nil || v.IsField() {
		return j.trace(x, depth, make(map[*types.Var]bool))
	}
	list, ok := j.traced[tracedVar{v, depth}]
	if !ok {
		list = j.trace(x, depth, make(map[*types.Var]bool))
		j.traced[tracedVar{v, depth}] = list
	}
	return list
}

type tracedVar struct {
	v     *types.Var
	depth int // of fields
}

// trace is origins, without the variables seen on the way.
func (j *tracing) trace(x ast.Expr, depth int, seen map[*types.Var]bool) []ast.Expr {
	x = ast.Unparen(x)
	if depth >= maxMakers {
		return nil
	}
	if sel, ok := x.(*ast.SelectorExpr); ok && j.Info.Selections[sel] != nil && j.Info.Selections[sel].Kind() == types.FieldVal {
		return j.fieldOrigins(sel, depth+1)
	}
	v := j.VarOf(x)
	if v == nil || v.Pkg() != j.Types {
		return []ast.Expr{x}
	}
	if seen[v] {
		return nil
	}
	seen[v] = true
	if v.Parent() == j.Types.Scope() && j.settings.neverSet(v) {
		return []ast.Expr{nil}
	}
	var list []ast.Expr
	r := j.Var(v)
	switch {
	case v.Kind() == types.ParamVar || v.Kind() == types.RecvVar:
		if len(r.Values) > 0 {
			return nil
		}
		for _, arg := range j.passed(v) {
			list = append(list, j.trace(arg, depth, seen)...)
		}
	case chanDir(v.Type()) >= 0, j.isZero(x) && keepsFields(v.Type()) && !holdsReference(v.Type()):
		return []ast.Expr{x}
	case j.settings.isNeverGiven(v) && holdsReference(v.Type()):
		if _, pointer := core(v.Type()).(*types.Pointer); pointer {
			return []ast.Expr{x} // of which the type counts, in an interface
		}
		return []ast.Expr{nil}
	case isFunc(v.Type()) || types.IsInterface(v.Type()) || v.Kind() == types.LocalVar && len(r.Values) == 1:
		for _, value := range r.Values {
			if value.Expr != nil && (len(r.Values) == 1 || !j.settings.isNilValue(value.Expr)) {
				list = append(list, j.trace(value.Expr, depth, seen)...)
			} else if n := j.rangeOf(v); n != nil {
				for _, elem := range j.members(n.X, depth+1) {
					list = append(list, j.trace(elem, depth, seen)...)
				}
			} else if _, pointer := core(v.Type()).(*types.Pointer); pointer && value.From != nil { // g, ctx := errgroup.WithContext(ctx)
				list = append(list, x) // of which the type counts, in an interface
			}
		}
	}
	if len(list) > maxOrigins {
		list = list[:maxOrigins]
	}
	return list
}

// maxOrigins bounds what is looked at of one variable.
const maxOrigins = 64

// passed lists what calls in this package hand the parameter or receiver v.
func (j *tracing) passed(v *types.Var) (list []ast.Expr) {
	switch fn := j.FuncAt(v.Pos()).(type) {
	case *ast.FuncDecl:
		i := j.paramIndex(fn, v)
		for _, call := range j.hooking.callsOf(fn) {
			if v.Kind() == types.RecvVar {
				if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && j.Info.Selections[sel] != nil &&
					j.Info.Selections[sel].Kind() == types.MethodVal && len(j.Info.Selections[sel].Index()) == 1 {
					list = append(list, sel.X)
				}
			} else if args := j.ownArgs(call, j.Resolve(call.Fun)); i >= 0 && i < len(args) && !j.isVariadic(fn, v) {
				list = append(list, args[i])
			}
		}
	case *ast.FuncLit: // that is called where it is
		c, ok := j.FuncCursor(fn)
		if !ok {
			return nil
		}
		call, ok := user(c).Node().(*ast.CallExpr)
		if i := j.paramIndex(fn, v); ok && ast.Unparen(call.Fun) == fn && i >= 0 && i < len(call.Args) && !j.isVariadic(fn, v) {
			list = append(list, call.Args[i])
		}
	}
	return list
}

// paramIndex returns the index of the parameter v of fn, -1 if it is none.
func (src source) paramIndex(fn ast.Node, v *types.Var) int {
	for i := range syntax.FuncType(fn).Params.NumFields() {
		if src.param(fn, i) == v {
			return i
		}
	}
	return -1
}

// rangeOf returns the loop of which v is the element; nil if it is none.
func (j *tracing) rangeOf(v *types.Var) *ast.RangeStmt {
	c, ok := j.CursorAt(v.Pos())
	if !ok {
		return nil
	}
	if n, ok := c.Parent().Node().(*ast.RangeStmt); ok && n.Value == c.Node() {
		return n
	}
	return nil
}

// members lists what is put into the list that e is: by a literal, or an append.
func (j *tracing) members(e ast.Expr, depth int) (list []ast.Expr) {
	values := []ast.Expr{e}
	if ix, ok := ast.Unparen(e).(*ast.IndexExpr); ok && depth < maxMakers { // a list of lists
		for _, inner := range j.members(ix.X, depth+1) {
			list = append(list, j.members(inner, depth+1)...)
		}
		return list
	}
	if v := j.VarOf(e); v != nil {
		values = values[:0]
		if v.Kind() == types.ParamVar && len(j.Var(v).Values) == 0 && depth < maxMakers {
			list = j.passedMembers(v, depth+1)
		} else if v.Pkg() == j.Types {
			for _, value := range j.Var(v).Values {
				values = append(values, value.Expr)
			}
		}
	}
	for _, value := range values {
		switch value := ast.Unparen(value).(type) {
		case *ast.CompositeLit:
			for _, elt := range value.Elts {
				if kv, ok := elt.(*ast.KeyValueExpr); ok {
					elt = kv.Value
				}
				list = append(list, elt)
			}
		case *ast.CallExpr:
			if j.Builtin(value) == "append" && !value.Ellipsis.IsValid() {
				list = append(list, value.Args[1:]...)
			} else if j.Info.Types[value.Fun].IsType() && len(value.Args) == 1 && depth < maxMakers {
				list = append(list, j.members(value.Args[0], depth+1)...)
			}
		}
	}
	return list
}

// passedMembers is members for a parameter.
func (j *tracing) passedMembers(v *types.Var, depth int) (list []ast.Expr) {
	for _, arg := range j.passed(v) {
		list = append(list, j.members(arg, depth)...)
	}
	fn, ok := j.FuncAt(v.Pos()).(*ast.FuncDecl)
	if !ok || !j.isVariadic(fn, v) {
		return list
	}
	last := fn.Type.Params.NumFields() - 1
	for _, call := range j.hooking.callsOf(fn) {
		switch args := j.ownArgs(call, j.Resolve(call.Fun)); {
		case len(args) <= last:
		case call.Ellipsis.IsValid():
			list = append(list, j.members(args[last], depth)...)
		default:
			list = append(list, args[last:]...)
		}
	}
	return list
}

// fieldOrigins is origins for a field: nil stands for one that a literal leaves out.
func (j *tracing) fieldOrigins(sel *ast.SelectorExpr, depth int) (list []ast.Expr) {
	f := j.VarOf(sel)
	if f == nil || f.Pkg() != j.Types {
		return nil
	}
	r, own := j.Var(f), j.isOwnCopy(sel)
	if !own && (r.Taken || j.Overwritten(f)) {
		return nil
	}
	if !own && slices.ContainsFunc(r.Values, func(value syntax.Value) bool { return !value.Init }) {
		for _, value := range r.Values {
			if value.Expr != nil && !j.settings.isNilValue(value.Expr) && (isFunc(f.Type()) || types.IsInterface(f.Type())) {
				list = append(list, j.origins(value.Expr, depth+1)...)
			}
		}
		return list
	}
	for _, x := range j.origins(sel.X, depth+1) {
		if f.Exported() && !j.hooking.staysHere(sel.X) && !j.isHandedOn(x) {
			continue
		}
		switch value, known := j.fieldOf(x, f); {
		case !known:
		case value == nil:
			list = append(list, nil)
		default:
			list = append(list, j.origins(value, depth+1)...)
		}
	}
	return list
}

// isOwnCopy reports whether e reads a field of a parameter that is a struct itself, and of which nobody sets a part, or asks whether this
// one is nil: others may do so with copies of their own.
func (j *tracing) isOwnCopy(e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, v := j.VarOf(sel), j.VarOf(sel.X)
	if f == nil || v == nil || v.Kind() != types.ParamVar || j.Var(v).Taken || len(j.Var(v).Values) > 0 {
		return false
	}
	if _, is := v.Type().Underlying().(*types.Struct); !is {
		return false
	}
	return !slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool {
		part := user(use)
		read, ok := part.Node().(*ast.SelectorExpr)
		if !ok || j.VarOf(read) != f {
			return false
		}
		cond, ok := user(part).Node().(*ast.BinaryExpr)
		return ok && (cond.Op == token.EQL || cond.Op == token.NEQ)
	})
}

// isHandedOn reports whether x is a composite literal that is handed on where it stands: nobody else can set its
// exported fields, as by reflection.
func (j *tracing) isHandedOn(x ast.Expr) bool {
	c, ok := j.CursorOf(x)
	if _, call := ast.Unparen(x).(*ast.CallExpr); !ok || call || !j.hooking.staysHere(x) {
		return false
	}
	switch user(c).Node().(type) {
	case *ast.CallExpr, *ast.SelectorExpr:
		return true
	}
	return false
}

// fieldOf returns what the field f is set to in what x makes; nil if it is not.
func (j *tracing) fieldOf(x ast.Expr, f *types.Var) (value ast.Expr, known bool) {
	if j.isZero(x) {
		return nil, containsField(j.Info.TypeOf(x), f.Origin())
	}
	value, known = j.hooking.valueWithin(j.hooking.madeBy(x, 0), f)
	if arg := j.substituted(value, x); arg != nil {
		value = arg
	}
	return value, known
}

// isZero reports whether x is a local variable that is declared without a value, and never given one.
func (j *tracing) isZero(x ast.Expr) bool {
	v := j.VarOf(x)
	return v != nil && v.Kind() == types.LocalVar && v.Pkg() == j.Types && j.Var(v).Zero && len(j.Var(v).Values) == 0
}

// substituted returns what the call that x is hands the parameter which value is, and stays; nil if these are something else.
func (j *tracing) substituted(value, x ast.Expr) ast.Expr {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok || value == nil {
		return nil
	}
	v := j.VarOf(value)
	if v == nil || v.Kind() != types.ParamVar || len(j.Var(v).Values) > 0 {
		return nil
	}
	node := j.Node(j.Resolve(call.Fun))
	if node == nil || j.FuncAt(v.Pos()) != node {
		return nil
	}
	if args, i := j.ownArgs(call, j.Resolve(call.Fun)), j.paramIndex(node, v); i >= 0 && i < len(args) {
		return args[i]
	}
	return nil
}

// isOutside reports whether the path e begins with what the function that it stands in does not make itself, and is not
// handed: it is seen where it is made. What the handler is handed is looked at where it is deferred.
func (j *tracing) isOutside(e ast.Expr) bool {
	for {
		sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
		if !ok {
			break
		}
		e = sel.X
	}
	v := j.VarOf(e)
	if v == nil || v.Pkg() != j.Types {
		return false
	}
	if n := j.rangeOf(v); n != nil && j.FuncAt(v.Pos()) == j.FuncAround(e) {
		return j.isOutside(n.X)
	}
	if of := j.VarOf(j.aliased(e)); of != nil && of.Parent() == j.Types.Scope() { // h := hook
		return true
	}
	return v.Parent() == j.Types.Scope() || j.startsBetween(j.FuncAt(v.Pos()), j.FuncAround(e))
}

// aliased returns what the local variable e is another name for, as hook := s.hook makes one, of which nobody asks whether it is nil: e
// itself if it is none.
func (j *tracing) aliased(e ast.Expr) ast.Expr {
	v := j.VarOf(e)
	if v == nil || v.Kind() != types.LocalVar || v.Pkg() != j.Types {
		return e
	}
	r := j.Var(v)
	if r.Taken || len(r.Values) != 1 || !r.Values[0].Decl || r.Values[0].Expr == nil || !j.IsPath(r.Values[0].Expr) || j.settings.askedForNil(v) {
		return e
	}
	return ast.Unparen(r.Values[0].Expr)
}

// startsBetween reports whether a literal in outer, and around inner, or inner itself, is started there, and so runs once for a call of
// outer: it is not merely deferred, or called on the spot.
func (j *tracing) startsBetween(outer, inner ast.Node) bool {
	for inner != outer {
		lit, ok := j.FuncCursor(inner)
		if _, is := inner.(*ast.FuncLit); !is || !ok {
			return false
		}
		up := user(lit)
		call, is := up.Node().(*ast.CallExpr)
		switch {
		case !is:
			_, returned := up.Node().(*ast.ReturnStmt) // by a factory, whose calls are looked at one by one
			return !returned
		case ast.Unparen(call.Fun) == inner:
			if isGo(up.Parent().Node()) {
				return true
			}
		default:
			i := slices.IndexFunc(call.Args, func(arg ast.Expr) bool { return ast.Unparen(arg) == inner })
			if t := j.Resolve(call.Fun); t.Func == nil || !j.harming.runsHere(t, i-j.Shift(call, t.Func)) {
				return true
			}
		}
		inner = j.FuncAround(up.Node())
	}
	return false
}

// isSeenNil reports whether e, from outside, is nil in what some caller hands on, and nobody asks.
func (j *tracing) isSeenNil(e ast.Expr) bool {
	v := j.VarOf(e)
	if v == nil || !j.isOutside(e) || j.settings.askedForNil(v.Origin()) {
		return false
	}
	return j.isNilOrigin(e)
}

// originHarm returns what is seen to panic in what e, a function or, with a method, an interface from outside, holds at
// some time: e itself if that is nil, and nobody asks.
func (j *tracing) originHarm(e ast.Expr, method string) ast.Node {
	v := j.VarOf(e)
	if v == nil || !j.isOutside(e) {
		return nil
	}
	for _, value := range j.origins(e, 0) {
		if (value == nil || j.IsNil(value)) && j.isOwnCopy(e) {
			return e
		}
		if op := j.valueHarm(v, value, method, e); op != nil {
			return op
		}
	}
	return nil
}

// valueHarm returns what is seen to panic in value, which v holds, when it is called, or the method of it: shown if it
// is nil, and nobody asks.
func (j *tracing) valueHarm(v *types.Var, value ast.Expr, method string, shown ast.Node) ast.Node {
	if value == nil || j.IsNil(value) {
		if j.settings.askedForNil(v.Origin()) {
			return nil
		}
		return shown
	}
	if method == "" {
		return j.hooking.runHarm(value)
	}
	if j.isOfNil(value, method) {
		return shown
	}
	if run := j.hooking.methodOf(value, method); run != nil && j.harming.harmIn(run).always() {
		return j.harming.harmIn(run).op
	}
	return nil
}

// isOfNil reports whether method, of the type that value is of, is one of a nil pointer that it uses, as of (*T)(nil), which is not nil
// as an interface, or is promoted from what is nil.
func (j *tracing) isOfNil(value ast.Expr, method string) bool {
	t := j.Info.TypeOf(value)
	if t == nil {
		return false
	}
	if made := j.returned(value); types.IsInterface(t) && len(made) > 0 {
		return slices.ContainsFunc(made, func(value ast.Expr) bool { return !types.IsInterface(j.Info.TypeOf(value)) && j.isOfNil(value, method) })
	}
	obj, index, _ := types.LookupFieldOrMethod(t, true, j.Types, method)
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	return j.isNilPointer(value) && j.guarding.usesReceiver(fn.Origin()) || j.hooking.promotesNil(value, index)
}

// returned lists what the function that value is a call of returns; nil for anything else.
func (j *tracing) returned(value ast.Expr) []ast.Expr {
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	if !ok || j.Info.Types[call.Fun].IsType() {
		return nil
	}
	return j.Returns(j.Node(j.Resolve(call.Fun)))
}

// isNilPointer reports whether value is a pointer that is seen to be nil, at times if a function returns it.
func (j *tracing) isNilPointer(value ast.Expr) bool {
	if _, pointer := core(j.Info.TypeOf(value)).(*types.Pointer); !pointer {
		return false
	}
	return slices.ContainsFunc(append(j.returned(value), value), func(e ast.Expr) bool {
		v := j.VarOf(e)
		return j.settings.isNilValue(e) || v != nil && j.settings.isNeverGiven(v)
	})
}

// methodFails reports whether method, of what value is seen to be, panics.
func (j *tracing) methodFails(value ast.Expr, method string) bool {
	if j.isOfNil(value, method) {
		return true
	}
	run := j.hooking.methodOf(value, method)
	return run != nil && j.harming.harmIn(run).always()
}

// holdsNil reports whether the interface e holds a nil pointer, whose method uses it, in what some caller hands on, or a function that makes
// it returns.
func (j *tracing) holdsNil(e ast.Expr, method string) bool {
	return slices.ContainsFunc(j.origins(e, 0), func(value ast.Expr) bool { return value != nil && j.isOfNil(value, method) })
}

// calledHarm is originHarm for what call calls.
func (j *tracing) calledHarm(call *ast.CallExpr) ast.Node {
	if m := j.Interface(call.Fun); m != nil {
		return j.originHarm(ast.Unparen(call.Fun).(*ast.SelectorExpr).X, m.Name())
	}
	return j.originHarm(call.Fun, "")
}

// logsHarm reports whether call is of a method of a slog.Logger that is seen to be nil, or to be made with a handler of this package
// that panics, or of another known method of what is seen to be nil.
func (j *tracing) logsHarm(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || j.Info.Selections[sel] == nil || j.Info.Selections[sel].Kind() != types.MethodVal {
		return false
	}
	if j.printsToNil(sel) {
		return true
	}
	if j.VarOf(sel.X) == nil {
		return false
	}
	if _, pointer := core(j.Info.TypeOf(sel.X)).(*types.Pointer); !pointer || !j.isOutside(sel.X) {
		return false
	}
	if fn := j.Callee(call); fn != nil && j.guarding.usesReceiver(fn.Origin()) && j.isSeenNil(sel.X) {
		return true
	}
	if !syntax.IsNamed(j.Info.TypeOf(sel.X), "log/slog", "Logger") {
		return false
	}
	return slices.ContainsFunc(j.origins(sel.X, 0), func(value ast.Expr) bool {
		made, ok := value.(*ast.CallExpr)
		if !ok || j.Callee(made) == nil || j.Callee(made).FullName() != "log/slog.New" {
			return false
		}
		return slices.ContainsFunc([]string{"Enabled", "Handle"}, func(method string) bool {
			return slices.ContainsFunc(j.origins(made.Args[0], 0), func(h ast.Expr) bool { return h != nil && j.methodFails(h, method) })
		})
	})
}

// printsToNil reports whether sel is a printing method of a log.Logger that is made without a writer, and given none.
func (j *tracing) printsToNil(sel *ast.SelectorExpr) bool {
	fn, _ := j.Info.Uses[sel.Sel].(*types.Func)
	if fn == nil || !strings.HasPrefix(fn.FullName(), "(*log.Logger).Print") {
		return false
	}
	made := ast.Unparen(sel.X)
	if v := j.VarOf(made); v != nil {
		if !j.hooking.staysHere(made) || len(j.Var(v).Values) != 1 || j.Var(v).Values[0].Expr == nil || slices.ContainsFunc(j.Uses(v), func(use inspector.Cursor) bool {
			sel, ok := user(use).Node().(*ast.SelectorExpr)
			return ok && sel.Sel.Name == "SetOutput"
		}) {
			return false
		}
		made = ast.Unparen(j.Var(v).Values[0].Expr)
	}
	call, ok := made.(*ast.CallExpr)
	return ok && j.Callee(call) != nil && j.Callee(call).FullName() == "log.New" && len(call.Args) > 0 && j.hooking.seesNil(call, 0)
}

// isSeenClosed reports whether the channel e, from outside, is closed in what some caller hands on, before it does so.
func (j *tracing) isSeenClosed(e ast.Expr) bool {
	return chanDir(j.Info.TypeOf(e)) >= 0 && j.VarOf(e) != nil && j.isOutside(e) && slices.ContainsFunc(j.origins(e, 0), j.isClosedBefore)
}

// isClosedBefore reports whether value is a variable that a statement closes in the block in which it is handed on, before that.
func (j *tracing) isClosedBefore(value ast.Expr) bool {
	if value == nil {
		return false
	}
	v := j.VarOf(value)
	fn := j.FuncAround(value)
	if v == nil || v.IsField() || fn == nil {
		return false
	}
	return slices.ContainsFunc(j.closings.stmtsAround(value, fn), func(s ast.Stmt) bool {
		call, ok := callOf(s)
		return ok && s.End() <= value.Pos() && j.Builtin(call) == "close" && j.isVar(call.Args[0], v)
	})
}

// handsSeenNil reports whether call hands t, which it defers, nil for what t uses, in what some caller hands on.
func (j *tracing) handsSeenNil(call *ast.CallExpr, t syntax.Target) bool {
	need := j.guarding.guardNeeds(t)
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && j.Info.Selections[sel] != nil && j.Info.Selections[sel].Kind() == types.MethodVal {
		if need&receiver != 0 || derefs(j.Info.Selections[sel]) {
			if j.isSeenNil(sel.X) {
				return true
			}
		}
	}
	for i, arg := range j.ownArgs(call, t) {
		if i+1 >= maxParams || need&(1<<(i+1)) == 0 {
			continue
		}
		if j.isSeenNil(arg) || call.Ellipsis.IsValid() && i == len(call.Args)-1 && j.isOutside(arg) && slices.ContainsFunc(j.members(arg, 0), j.isNilOrigin) {
			return true
		}
	}
	return false
}

// isNilOrigin reports whether e is seen to be nil where somebody hands it on.
func (j *tracing) isNilOrigin(e ast.Expr) bool {
	return slices.ContainsFunc(j.origins(e, 0), func(value ast.Expr) bool { return value == nil || j.settings.isNilValue(value) })
}

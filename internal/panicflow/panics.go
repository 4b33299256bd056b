package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// A danger is an operation that can panic, and what becomes of that panic
// where the operation alone decides: a call of a function that re-panics on
// purpose is Crash, anything unguarded None.
type danger struct {
	node  ast.Node
	level Level
}

// dangers calls f for everything in n that can panic when n is executed, in
// source order, until f returns false; it reports whether f never did.
// Nested function literals are not executed by n, and neither are the calls
// of go and defer statements (only their operands are evaluated).
func (j *Judge) dangers(n ast.Node, f func(danger) bool) bool {
	w := dangerWalk{Judge: j, yield: f}
	w.node(n)
	return !w.stopped
}

type dangerWalk struct {
	*Judge
	yield   func(danger) bool
	stopped bool
}

func (w *dangerWalk) report(n ast.Node, level Level) {
	if !w.stopped && !w.yield(danger{n, level}) {
		w.stopped = true
	}
}

func (w *dangerWalk) node(n ast.Node) {
	switch n := n.(type) {
	case rangeHead:
		w.rangeOver(n.RangeStmt)
		return
	case ast.Expr:
		if chanDir(w.Info.TypeOf(n)) >= 0 { // the operand of a range statement, in a control-flow graph
			w.receiver(n)
			return
		}
		if sw := w.switchOf(n); sw != nil { // the tag of a switch statement, likewise
			for _, e := range w.panickyCases(sw) {
				w.report(e, None)
			}
		}
	}
	ast.Inspect(n, w.visit)
}

func (w *dangerWalk) exprs(list []ast.Expr) {
	for _, e := range list {
		w.node(e)
	}
}

// visit judges one node and says whether its children are still to be looked at.
func (w *dangerWalk) visit(n ast.Node) bool {
	if w.stopped {
		return false
	}
	switch n := n.(type) {
	case nil, *ast.FuncLit, *ast.FuncType, *ast.StructType, *ast.InterfaceType, *ast.MapType, *ast.ArrayType, *ast.ChanType:
		return false

	case *ast.CallExpr:
		w.call(n, false)
		return false

	case *ast.GoStmt:
		w.callee(n.Call)
		lit, ok := ast.Unparen(n.Call.Fun).(*ast.FuncLit)
		w.args(n.Call, ok && w.delegates(lit.Body))
		return false

	case *ast.DeferStmt:
		w.operands(n.Call)
		return false

	case *ast.AssignStmt:
		switch n.Tok {
		case token.QUO_ASSIGN, token.REM_ASSIGN:
			if w.divides(n.Lhs[0], n.Rhs[0]) {
				w.report(n, None)
			}
		case token.SHL_ASSIGN, token.SHR_ASSIGN:
			if w.shifts(n.Rhs[0]) {
				w.report(n, None)
			}
		}
		if len(n.Lhs) == 2 && len(n.Rhs) == 1 {
			w.commaOK(n.Rhs[0])
		} else {
			w.exprs(n.Rhs)
		}
		for _, lhs := range n.Lhs {
			if ix, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok {
				w.node(ix.X)
				w.node(ix.Index)
				w.report(n, None) // the whole statement reads best: m[k] = v
				continue
			}
			w.node(lhs)
		}
		return false

	case *ast.ValueSpec:
		if len(n.Names) == 2 && len(n.Values) == 1 {
			w.commaOK(n.Values[0])
			return false
		}
		w.exprs(n.Values)
		return false

	case *ast.RangeStmt:
		w.node(n.X)
		if n.Key != nil {
			w.node(n.Key)
		}
		if n.Value != nil {
			w.node(n.Value)
		}
		w.rangeOver(n)
		w.node(n.Body)
		return false

	case *ast.SendStmt:
		if w.ownChannel(n.Chan) {
			w.node(n.Value)
			return false
		}
		w.receiver(n.Chan)
		w.node(n.Value)
		w.report(n, None)
		return false

	case *ast.IndexExpr:
		if w.Info.Types[n].IsType() || w.isFuncInstance(n.X) {
			return false
		}
		w.report(n, None)
	case *ast.IndexListExpr:
		return false
	case *ast.SliceExpr:
		w.report(n, None)

	case *ast.StarExpr:
		if !w.Info.Types[n].IsType() {
			w.report(n, None)
		}

	case *ast.SelectorExpr:
		sel, ok := w.Info.Selections[n]
		if !ok {
			return false // qualified identifier
		}
		switch sel.Kind() {
		case types.MethodExpr:
			return false
		case types.FieldVal:
			if sel.Indirect() {
				w.report(n, None)
			}
		case types.MethodVal: // a method value, not called
			if derefs(sel) {
				w.report(n, None)
			}
		}
		w.node(n.X)
		return false

	case *ast.TypeAssertExpr:
		if n.Type != nil {
			w.report(n, None)
		}
		w.node(n.X)
		return false

	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			w.receiver(n.X)
			return false
		}

	case *ast.BinaryExpr:
		switch n.Op {
		case token.QUO, token.REM:
			if w.divides(n.X, n.Y) {
				w.report(n, None)
			}
		case token.SHL, token.SHR:
			if w.shifts(n.Y) {
				w.report(n, None)
			}
		case token.EQL, token.NEQ:
			if w.comparesInterfaces(n.X, n.Y) {
				w.report(n, None)
			}
		}

	case *ast.CompositeLit:
		if m, ok := w.Info.TypeOf(n).Underlying().(*types.Map); ok && types.IsInterface(m.Key()) {
			w.report(n, None) // an unhashable key panics
		}
		for _, elt := range n.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				w.node(kv.Value)
			} else {
				w.node(elt)
			}
		}
		return false

	case *ast.SwitchStmt:
		for _, e := range w.panickyCases(n) {
			w.report(e, None)
		}

	case *ast.BranchStmt, *ast.LabeledStmt:
		if l, ok := n.(*ast.LabeledStmt); ok {
			w.node(l.Stmt)
		}
		return false
	}
	return true
}

// receiver judges the operand of a channel operation: a plain path is read
// without a word in the default profile.
func (w *dangerWalk) receiver(ch ast.Expr) {
	if !w.strict && w.IsPath(ch) {
		return
	}
	ast.Inspect(ch, w.visit)
}

// commaOK judges v, ok := e, which does not panic where e alone would.
func (w *dangerWalk) commaOK(e ast.Expr) {
	switch x := ast.Unparen(e).(type) {
	case *ast.TypeAssertExpr:
		w.node(x.X)
	default:
		w.node(e) // a map index may still meet an unhashable key
	}
}

// operands judges what a defer statement evaluates on the spot.
func (w *dangerWalk) operands(call *ast.CallExpr) {
	w.callee(call)
	w.args(call, false)
}

// callee judges the evaluation of the function value of a call.
func (w *dangerWalk) callee(call *ast.CallExpr) {
	fun := ast.Unparen(call.Fun)
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if s, ok := w.Info.Selections[sel]; ok {
			if s.Kind() == types.MethodExpr {
				return
			}
			if w.IsPath(sel.X) && !w.strict {
				return
			}
			w.node(sel.X)
			return
		}
	}
	w.node(fun)
}

// args judges the arguments of a call. Where paths is set, a plain field path
// or a method value of one is read without a word: such is the call of a
// supervising function that a rewrite leaves behind.
func (w *dangerWalk) args(call *ast.CallExpr, paths bool) {
	for _, arg := range call.Args {
		if paths {
			arg = ast.Unparen(arg)
			if w.IsPath(arg) {
				continue
			}
			if sel, ok := arg.(*ast.SelectorExpr); ok {
				if s, ok := w.Info.Selections[sel]; ok && s.Kind() == types.MethodVal && w.IsPath(sel.X) {
					continue
				}
			}
			if inner, ok := arg.(*ast.CallExpr); ok {
				w.call(inner, true)
				continue
			}
		}
		w.node(arg)
	}
}

// call judges a call expression: operands first, then the call itself.
func (w *dangerWalk) call(call *ast.CallExpr, paths bool) {
	if w.Info.Types[call.Fun].IsType() {
		w.exprs(call.Args)
		if w.convertsToArray(call) {
			w.report(call, None)
		}
		return
	}
	if name := w.Builtin(call); name != "" {
		w.builtin(name, call)
		return
	}
	level, supervised := w.callLevel(call)
	if _, lit := ast.Unparen(call.Fun).(*ast.FuncLit); !lit {
		w.calleeOf(call, level)
	}
	w.args(call, supervised || paths)
	if level < Full {
		w.report(call, level)
	}
}

// calleeOf judges the callee's operand unless the call is to be reported as a
// whole anyway, or is on the trusted list, whose operands are checked there.
func (w *dangerWalk) calleeOf(call *ast.CallExpr, level Level) {
	if level < Full || w.trusted(call) {
		return
	}
	w.callee(call)
}

// builtin judges a call of a predeclared function.
func (w *dangerWalk) builtin(name string, call *ast.CallExpr) {
	if name == "close" && w.ownChannel(call.Args[0]) {
		return
	}
	for _, arg := range call.Args {
		if !w.Info.Types[arg].IsType() {
			w.node(arg)
		}
	}
	if w.builtinPanics(name, call) {
		w.report(call, None)
	}
}

func (j *Judge) builtinPanics(name string, call *ast.CallExpr) bool {
	switch name {
	case "panic", "close", "unsafe.Slice", "unsafe.String":
		return true
	case "make": // a negative size panics
		for _, arg := range call.Args[1:] {
			if j.Info.Types[arg].Value == nil {
				return true
			}
		}
	case "delete": // an unhashable key panics
		if m, ok := j.Info.TypeOf(call.Args[0]).Underlying().(*types.Map); ok {
			return types.IsInterface(m.Key())
		}
		return true
	}
	return false
}

// rangeOver judges what a range statement does on each pass.
func (w *dangerWalk) rangeOver(n *ast.RangeStmt) {
	t := w.Info.TypeOf(n.X)
	if t == nil {
		return
	}
	switch core(t).(type) {
	case *types.Signature: // an iterator is a call
		if target := w.Resolve(n.X); w.targetLevel(target) < Full && !w.given(target) {
			w.report(n.X, None)
		}
	case *types.Pointer: // to an array
		if n.Value != nil {
			w.report(n.X, None)
		}
	case *types.Interface: // a type parameter without a core type
		w.report(n.X, None)
	}
}

// core returns the underlying type of t; for a type parameter the one of all
// types in its type set, if its constraint names it: ~[]E.
func core(t types.Type) types.Type {
	u, ok := t.Underlying().(*types.Interface)
	if !ok || !isTypeParam(t) {
		return t.Underlying()
	}
	for embedded := range u.EmbeddedTypes() {
		if list, ok := embedded.(*types.Union); ok && list.Len() == 1 {
			embedded = list.Term(0).Type()
		}
		if !types.IsInterface(embedded) {
			return embedded.Underlying()
		}
	}
	return u
}

func (j *Judge) divides(x, y ast.Expr) bool {
	t, ok := j.Info.TypeOf(x).Underlying().(*types.Basic)
	if ok && t.Info()&types.IsInteger == 0 {
		return false // floats and complex numbers do not panic
	}
	v := j.Info.Types[y].Value
	return v == nil || constant.Sign(v) == 0
}

// shifts reports whether a shift by y can panic: by a negative count.
func (j *Judge) shifts(y ast.Expr) bool {
	if j.Info.Types[y].Value != nil {
		return false
	}
	t, ok := j.Info.TypeOf(y).Underlying().(*types.Basic)
	return !ok || t.Info()&types.IsUnsigned == 0
}

// comparesInterfaces reports whether x == y can meet two equal dynamic types
// that are not comparable.
func (j *Judge) comparesInterfaces(x, y ast.Expr) bool {
	if j.IsNil(x) || j.IsNil(y) {
		return false
	}
	return holdsInterface(j.Info.TypeOf(x), 0) && holdsInterface(j.Info.TypeOf(y), 0)
}

// panickyCases lists the cases that the tag of n is compared with in a way that
// can panic.
func (j *Judge) panickyCases(n *ast.SwitchStmt) []ast.Expr {
	if n.Tag == nil || !holdsInterface(j.Info.TypeOf(n.Tag), 0) {
		return nil
	}
	var list []ast.Expr
	for _, clause := range n.Body.List {
		for _, e := range clause.(*ast.CaseClause).List {
			if j.comparesInterfaces(n.Tag, e) {
				list = append(list, e)
			}
		}
	}
	return list
}

// switchOf returns the switch statement whose tag e is, if that holds an interface.
func (j *Judge) switchOf(e ast.Expr) *ast.SwitchStmt {
	if j.switches == nil {
		j.switches = make(map[ast.Expr]*ast.SwitchStmt)
		for c := range j.Preorder((*ast.SwitchStmt)(nil)) {
			if sw := c.Node().(*ast.SwitchStmt); sw.Tag != nil && holdsInterface(j.Info.TypeOf(sw.Tag), 0) {
				j.switches[sw.Tag] = sw
			}
		}
	}
	return j.switches[e]
}

func holdsInterface(t types.Type, depth int) bool {
	if t == nil || depth > 8 {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Struct:
		for i := range u.NumFields() {
			if holdsInterface(u.Field(i).Type(), depth+1) {
				return true
			}
		}
	case *types.Array:
		return holdsInterface(u.Elem(), depth+1)
	}
	return false
}

// convertsToArray reports whether a conversion turns a slice into an array or
// a pointer to one, which panics if the slice is too short.
func (j *Judge) convertsToArray(call *ast.CallExpr) bool {
	if len(call.Args) != 1 {
		return false
	}
	from := j.Info.TypeOf(call.Args[0])
	if from == nil {
		return false
	}
	if _, ok := from.Underlying().(*types.Slice); !ok {
		return types.IsInterface(from) && isTypeParam(from)
	}
	to := j.Info.TypeOf(call.Fun).Underlying()
	if ptr, ok := to.(*types.Pointer); ok {
		to = ptr.Elem().Underlying()
	}
	_, ok := to.(*types.Array)
	return ok
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// derefs reports whether evaluating a method value dereferences its operand: a
// value method through a pointer, or an interface.
func derefs(sel *types.Selection) bool {
	recv := sel.Obj().(*types.Func).Signature().Recv()
	if recv == nil || types.IsInterface(recv.Type()) {
		return true
	}
	_, ptr := recv.Type().Underlying().(*types.Pointer)
	return sel.Indirect() && !ptr || len(sel.Index()) > 1 && sel.Indirect()
}

func (j *Judge) isFuncInstance(e ast.Expr) bool {
	_, ok := j.Info.TypeOf(e).Underlying().(*types.Signature)
	return ok
}

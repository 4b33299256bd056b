package panicflow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A danger is an operation that can panic, and what becomes of that panic
// where the operation alone decides: a call of a function that re-panics on
// purpose is Crash, anything unguarded None.
type danger struct {
	node  ast.Node
	level Level
	needs paramSet // it cannot panic if these are not nil; empty if it can anyway
	later bool     // what panics is not node itself, but what is done with its value: range, compare
}

// panicking tells which operations can panic by what they are.
type panicking struct {
	*Judge
	ranged   map[ast.Expr]bool            // isRangeOperand; nil until the first question
	switches map[ast.Expr]*ast.SwitchStmt // switchOf; likewise
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
	sure    bool // leave out what facts may rule out
}

func (w *dangerWalk) report(n ast.Node, level Level) { w.say(danger{node: n, level: level}) }

func (w *dangerWalk) say(d danger) {
	if !w.stopped && !w.deadCode.isDead(d.node) && !w.yield(d) {
		w.stopped = true
	}
}

// reportUse reports that what is done with the value of e can panic.
func (w *dangerWalk) reportUse(e ast.Expr) { w.say(danger{node: e, level: None, later: true}) }

// unproved reports shown unless facts rule out that the operation op panics.
func (w *dangerWalk) unproved(op, shown ast.Node) {
	if w.stopped || w.sure {
		return
	}
	switch need := w.proving.operationNeeds(op); {
	case need == 0:
	case need&never != 0:
		w.report(shown, None)
	default:
		w.say(danger{node: shown, level: None, needs: need})
	}
}

func (w *dangerWalk) node(n ast.Node) {
	switch n := n.(type) {
	case rangeHead:
		w.rangeOver(n.RangeStmt)
		return
	case ast.Expr:
		if chanDir(w.Info.TypeOf(n)) >= 0 && w.panicking.isRangeOperand(n) { // in a control-flow graph
			w.receiver(n)
			return
		}
		if sw := w.panicking.switchOf(n); sw != nil { // the tag of a switch statement, likewise
			for _, e := range w.panicking.panickyCases(sw) {
				w.reportUse(e)
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
	case nil, *ast.FuncLit, *ast.FuncType, *ast.StructType, *ast.InterfaceType, *ast.MapType, *ast.ArrayType, *ast.ChanType, *ast.IndexListExpr, *ast.BranchStmt:
		return false
	case *ast.CallExpr:
		w.call(n)
	case *ast.GoStmt:
		w.operands(n.Call)
	case *ast.DeferStmt:
		w.operands(n.Call)
	case *ast.AssignStmt:
		w.assign(n)
	case *ast.ValueSpec:
		w.values(len(n.Names), n.Values)
	case *ast.RangeStmt:
		w.rangeStmt(n)
	case *ast.SendStmt:
		w.send(n)
	case *ast.IncDecStmt:
		w.target(n.X, n)
	case *ast.SelectorExpr:
		w.selector(n)
	case *ast.CompositeLit:
		w.compositeLit(n)
	case *ast.LabeledStmt:
		w.node(n.Stmt)
	case *ast.TypeAssertExpr:
		if n.Type != nil {
			w.unproved(n, n)
		}
		w.node(n.X)
	case *ast.UnaryExpr:
		if n.Op != token.ARROW {
			return true
		}
		w.receiver(n.X)
	case *ast.IndexExpr:
		return w.index(n)
	default:
		w.operation(n)
		return true
	}
	return false
}

// operation judges a node whose operands are judged one by one after it.
func (w *dangerWalk) operation(n ast.Node) {
	switch n := n.(type) {
	case *ast.SliceExpr:
		w.unproved(n, n)
	case *ast.StarExpr:
		if !w.Info.Types[n].IsType() {
			w.unproved(n, n)
		}
	case *ast.BinaryExpr:
		w.binary(n)
	case *ast.SwitchStmt:
		for _, e := range w.panicking.panickyCases(n) {
			w.reportUse(e)
		}
	}
}

func (w *dangerWalk) assign(n *ast.AssignStmt) {
	switch n.Tok {
	case token.QUO_ASSIGN, token.REM_ASSIGN:
		if w.divides(n.Lhs[0], n.Rhs[0]) {
			w.unproved(n, n)
		}
	case token.SHL_ASSIGN, token.SHR_ASSIGN:
		if w.shifts(n.Rhs[0]) {
			w.unproved(n, n)
		}
	}
	w.values(len(n.Lhs), n.Rhs)
	for _, lhs := range n.Lhs {
		w.target(lhs, n)
	}
}

// values judges what is assigned to n variables.
func (w *dangerWalk) values(n int, list []ast.Expr) {
	if n == 2 && len(list) == 1 {
		w.commaOK(list[0])
		return
	}
	w.exprs(list)
}

// target judges what a statement assigns to. Of m[k] = v the whole statement reads
// best.
func (w *dangerWalk) target(lhs ast.Expr, stmt ast.Stmt) {
	ix, ok := ast.Unparen(lhs).(*ast.IndexExpr)
	if !ok {
		w.node(lhs)
		return
	}
	w.node(ix.X)
	w.node(ix.Index)
	w.unproved(ix, stmt)
}

func (w *dangerWalk) rangeStmt(n *ast.RangeStmt) {
	if chanDir(w.Info.TypeOf(n.X)) >= 0 {
		w.receiver(n.X)
	} else {
		w.node(n.X)
	}
	if n.Key != nil {
		w.node(n.Key)
	}
	if n.Value != nil {
		w.node(n.Value)
	}
	w.rangeOver(n)
	w.node(n.Body)
}

func (w *dangerWalk) send(n *ast.SendStmt) {
	if w.channels.sendIsSafe(n) {
		w.node(n.Value)
		return
	}
	if need := w.channels.sendNeeds(n); need != 0 {
		w.node(n.Value)
		if !w.sure {
			w.say(danger{node: n, level: None, needs: need})
		}
		return
	}
	w.receiver(n.Chan)
	w.node(n.Value)
	w.report(n, None)
}

// index judges an index expression that is read, and says whether its operands are
// still to be looked at.
func (w *dangerWalk) index(n *ast.IndexExpr) bool {
	if w.Info.Types[n].IsType() || w.isFuncInstance(n.X) {
		return false
	}
	if m, ok := core(w.Info.TypeOf(n.X)).(*types.Map); !ok {
		w.unproved(n, n)
	} else if w.unhashable(m.Key(), n.Index) {
		w.unproved(n, n)
	}
	return true
}

func (w *dangerWalk) selector(n *ast.SelectorExpr) {
	sel, ok := w.Info.Selections[n]
	if !ok {
		return // qualified identifier
	}
	switch sel.Kind() {
	case types.MethodExpr:
		return
	case types.FieldVal:
		if sel.Indirect() {
			w.unproved(n, n)
		}
	case types.MethodVal: // a method value, not called
		if derefs(sel) {
			w.unproved(n, n)
		}
	}
	w.node(n.X)
}

func (w *dangerWalk) binary(n *ast.BinaryExpr) {
	switch n.Op {
	case token.QUO, token.REM:
		if w.divides(n.X, n.Y) {
			w.unproved(n, n)
		}
	case token.SHL, token.SHR:
		if w.shifts(n.Y) {
			w.unproved(n, n)
		}
	case token.EQL, token.NEQ:
		if w.panicking.comparesInterfaces(n.X, n.Y) {
			w.unproved(n, n)
		}
	}
}

func (w *dangerWalk) compositeLit(n *ast.CompositeLit) {
	_, isStruct := core(w.Info.TypeOf(n)).(*types.Struct)
	m, isMap := core(w.Info.TypeOf(n)).(*types.Map)
	for _, elt := range n.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			w.node(elt)
			continue
		}
		if isMap && w.unhashable(m.Key(), kv.Key) {
			w.report(n, None)
		}
		if !isStruct {
			w.node(kv.Key)
		}
		w.node(kv.Value)
	}
}

// receiver judges the operand of a channel operation: a plain path is read
// without a word in the default profile, unless it is seen to lead through nil.
func (w *dangerWalk) receiver(ch ast.Expr) {
	if !w.strict && w.IsPath(ch) {
		if w.settings.mayBeSeenNil(ch) {
			if sel := w.settings.unsetOn(ch); sel != nil {
				w.report(sel, None)
			}
		}
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

// isRangeOperand reports whether e is the operand of a range statement.
func (j *panicking) isRangeOperand(e ast.Expr) bool {
	if j.ranged == nil {
		j.ranged = make(map[ast.Expr]bool)
		for c := range j.Preorder((*ast.RangeStmt)(nil)) {
			j.ranged[c.Node().(*ast.RangeStmt).X] = true
		}
	}
	return j.ranged[e]
}

// operands judges what go and defer statements evaluate on the spot.
func (w *dangerWalk) operands(call *ast.CallExpr) {
	if w.Builtin(call) == "close" { // a rewrite leaves defer close(f.done)
		w.receiver(call.Args[0])
		return
	}
	w.callee(call)
	w.args(call)
}

// callee judges the evaluation of the function value of a call. The operand of a
// known method is not judged if it is a plain path, and neither is that of a cancel function.
func (w *dangerWalk) callee(call *ast.CallExpr) {
	fun := ast.Unparen(call.Fun)
	if syntax.IsCancelFunc(w.Info.TypeOf(fun)) && w.trusting.trusted(call) {
		return
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok || w.Info.Selections[sel] == nil || w.Info.Selections[sel].Kind() != types.MethodVal {
		w.node(fun)
		return
	}
	s := w.Info.Selections[sel]
	if w.trusting.trusted(call) && w.IsPath(sel.X) && !copies(s) {
		return
	}
	w.node(sel.X)
	if derefs(s) && (!interfaceMethod(s) || w.Resolve(sel).Known()) {
		w.unproved(sel, sel)
	}
}

// interfaceMethod reports whether a selection is dispatched by an interface: then
// the call itself is what panics.
func interfaceMethod(sel *types.Selection) bool {
	recv := sel.Obj().(*types.Func).Signature().Recv()
	return recv != nil && types.IsInterface(recv.Type())
}

// args judges the arguments of a call.
func (w *dangerWalk) args(call *ast.CallExpr) {
	for i, arg := range call.Args {
		if !w.trusting.isOperand(call, i) {
			w.node(arg)
		}
	}
}

// call judges a call expression: operands first, then the call itself.
func (w *dangerWalk) call(call *ast.CallExpr) {
	if w.Info.Types[call.Fun].IsType() {
		w.exprs(call.Args)
		if w.convertsToArray(call) {
			w.unproved(call, call)
		}
		return
	}
	if name := w.Builtin(call); name != "" {
		w.builtin(name, call)
		return
	}
	level, _ := w.containment.callLevel(call)
	var need paramSet
	if level < Full && w.trusting.fails(call, w.Resolve(call.Fun)) {
		need = never
	} else if level < Full {
		if is, on := w.trusting.trustedIf(call); is && on {
			need = w.proving.operationNeeds(call)
		} else if need = w.panicking.calleeNeeds(w.Resolve(call.Fun)); !w.sure && need&never == 0 {
			need = w.proving.handedTo(call).needs(need)
		}
	}
	possible := level == Full || need&never == 0
	if _, lit := ast.Unparen(call.Fun).(*ast.FuncLit); !lit && possible { // else it is reported as a whole
		w.callee(call)
	}
	w.args(call)
	switch {
	case !possible:
		w.report(call, level)
	case need != 0 && !w.sure:
		w.say(danger{node: call, level: level, needs: need})
	}
}

// builtin judges a call of a predeclared function.
func (w *dangerWalk) builtin(name string, call *ast.CallExpr) {
	if name == "close" {
		if w.channels.closeIsSafe(call.Args[0]) {
			return
		}
		if need := w.channels.closeNeeds(call); need != 0 {
			if !w.sure {
				w.say(danger{node: call, level: None, needs: need})
			}
			return
		}
	}
	for _, arg := range call.Args {
		if !w.Info.Types[arg].IsType() {
			w.node(arg)
		}
	}
	switch {
	case !w.builtinPanics(name, call):
	case name == "make", name == "delete":
		w.unproved(call, call)
	default:
		w.report(call, None)
	}
}

func (src source) builtinPanics(name string, call *ast.CallExpr) bool {
	switch name {
	case "panic", "close":
		return true
	case "delete": // an unhashable key panics
		m, ok := core(src.Info.TypeOf(call.Args[0])).(*types.Map)
		return !ok || src.unhashable(m.Key(), call.Args[1])
	case "unsafe.Slice", "unsafe.String":
		return !src.reinterprets(call)
	case "make": // a negative size panics, but for a map, where it is a hint
		if _, ok := core(src.Info.TypeOf(call)).(*types.Map); ok {
			return false
		}
		for _, arg := range call.Args[1:] {
			if src.Info.Types[arg].Value == nil {
				return true
			}
		}
	}
	return false
}

// reinterprets reports whether call is unsafe.String(unsafe.SliceData(b), len(b)), or the way
// back: all of one thing as another, which cannot be too long.
func (src source) reinterprets(call *ast.CallExpr) bool {
	data, ok1 := ast.Unparen(call.Args[0]).(*ast.CallExpr)
	size, ok2 := ast.Unparen(call.Args[1]).(*ast.CallExpr)
	if !ok1 || !ok2 || src.Builtin(size) != "len" {
		return false
	}
	switch src.Builtin(data) {
	case "unsafe.SliceData", "unsafe.StringData":
		return src.IsPath(data.Args[0]) && src.Text(data.Args[0]) == src.Text(size.Args[0])
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
		if target := w.Resolve(n.X); w.containment.targetLevel(target) < Full && !w.containment.gives(n.X) && !w.containment.asksForAll(n) {
			w.reportUse(n.X)
		}
	case *types.Pointer: // to an array
		if n.Value != nil {
			w.reportUse(n.X)
		}
	case *types.Interface: // a type parameter without a core type
		w.reportUse(n.X)
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

func (src source) divides(x, y ast.Expr) bool {
	if allTypes(src.Info.TypeOf(x), func(t types.Type) bool {
		b, ok := t.Underlying().(*types.Basic)
		return ok && b.Info()&types.IsInteger == 0
	}) {
		return false // floats and complex numbers do not panic
	}
	v := src.Info.Types[y].Value
	return v == nil || constant.Sign(v) == 0
}

// shifts reports whether a shift by y can panic: by a negative count.
func (src source) shifts(y ast.Expr) bool {
	if src.Info.Types[y].Value != nil {
		return false
	}
	return !isUnsigned(src.Info.TypeOf(y))
}

// comparesInterfaces reports whether x == y can meet two equal dynamic types
// that are not comparable.
func (j *panicking) comparesInterfaces(x, y ast.Expr) bool {
	if j.IsNil(x) || j.IsNil(y) || j.isSentinel(x) || j.isSentinel(y) {
		return false
	}
	return holdsInterface(j.Info.TypeOf(x), 0) && holdsInterface(j.Info.TypeOf(y), 0)
}

// isSentinel reports whether e is what code compares errors and recovered values with: an error of another package,
// as io.EOF, or a variable that only ever holds what is comparable.
func (j *panicking) isSentinel(e ast.Expr) bool {
	v := j.VarOf(e)
	if j.strict || v == nil || v.IsField() || v.Pkg() == nil || v.Kind() == types.ParamVar || v.Kind() == types.ResultVar || v.Kind() == types.RecvVar {
		return false
	}
	global := v.Parent() == v.Pkg().Scope()
	if global && (v.Pkg() != j.Types || v.Exported()) && !syntax.IsError(v.Type()) {
		return false
	}
	if v.Pkg() != j.Types {
		return global
	}
	r := j.Var(v)
	for _, value := range r.Values {
		if value.Expr == nil || !j.isComparableError(value.Expr) {
			return false
		}
	}
	return !r.Taken
}

// isComparableError reports whether e is an error of a type that can be compared.
func (j *panicking) isComparableError(e ast.Expr) bool {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		if known.MakesError(j.Callee(call)) {
			return true
		}
	}
	return hashable(j.Info.TypeOf(e)) || j.isSentinel(e)
}

// unhashable reports whether a key for a map with keys of a type can be of a type
// that cannot be hashed.
func (src source) unhashable(key types.Type, e ast.Expr) bool {
	return holdsInterface(key, 0) && !hashable(src.Info.TypeOf(e))
}

// hashable reports whether every value of t can be hashed and compared.
func hashable(t types.Type) bool { return t != nil && types.Comparable(t) && !holdsInterface(t, 0) }

// panickyCases lists the cases that the tag of n is compared with in a way that
// can panic.
func (j *panicking) panickyCases(n *ast.SwitchStmt) []ast.Expr {
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
func (j *panicking) switchOf(e ast.Expr) *ast.SwitchStmt {
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
		return !isTypeParam(t) || !allTypes(t, func(t types.Type) bool { return !holdsInterface(t, depth+1) })
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
func (src source) convertsToArray(call *ast.CallExpr) bool {
	if len(call.Args) != 1 {
		return false
	}
	isSlice := func(t types.Type) bool {
		_, ok := t.Underlying().(*types.Slice)
		return ok
	}
	isArray := func(t types.Type) bool {
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		_, ok := t.Underlying().(*types.Array)
		return ok
	}
	return someType(src.Info.TypeOf(call.Args[0]), isSlice) && someType(src.Info.TypeOf(call.Fun), isArray)
}

// typesOf lists the types of which t, if it is a type parameter, may be one, nil if
// it may be any; else it is t alone.
func typesOf(t types.Type) []types.Type {
	if !isTypeParam(t) {
		return []types.Type{t}
	}
	return termsOf(t.Underlying().(*types.Interface))
}

// termsOf lists the types that a constraint allows by one of its unions; nil if any.
func termsOf(u *types.Interface) []types.Type {
	for embedded := range u.EmbeddedTypes() {
		var list []types.Type
		union, ok := embedded.(*types.Union)
		if !ok {
			union = types.NewUnion([]*types.Term{types.NewTerm(false, embedded)})
		}
		for term := range union.Terms() {
			if inner, ok := term.Type().Underlying().(*types.Interface); ok {
				terms := termsOf(inner)
				if terms == nil {
					list = nil
					break
				}
				list = append(list, terms...)
			} else {
				list = append(list, term.Type())
			}
		}
		if list != nil {
			return list
		}
	}
	return nil
}

// allTypes reports whether f holds for t, or for each type that the type parameter t
// may be.
func allTypes(t types.Type, f func(types.Type) bool) bool {
	if t == nil {
		return false
	}
	list := typesOf(t)
	for _, t := range list {
		if !f(t) {
			return false
		}
	}
	return len(list) > 0
}

// someType reports whether f may hold for t. A value of a type parameter that may
// be any type converts to interfaces only.
func someType(t types.Type, f func(types.Type) bool) bool {
	if t == nil {
		return false
	}
	for _, t := range typesOf(t) {
		if f(t) {
			return true
		}
	}
	return false
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

// copies reports whether a method of a value is selected through a pointer to it, whose value is copied then:
// t.IsZero() of a *time.Time.
func copies(sel *types.Selection) bool {
	recv := sel.Obj().(*types.Func).Signature().Recv()
	_, ptr := recv.Type().Underlying().(*types.Pointer)
	return sel.Indirect() && !ptr && !types.IsInterface(recv.Type()) && len(sel.Index()) == 1
}

func (src source) isFuncInstance(e ast.Expr) bool {
	_, ok := src.Info.TypeOf(e).Underlying().(*types.Signature)
	return ok
}

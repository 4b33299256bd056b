package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A function launches what it is handed also where it only keeps it, in a field,
// a slice, a map, a channel, an option, and other code of the package calls it on a
// goroutine: cron's AddFunc, run's Add, the Submit of every pool.
//
// What flows where is followed by variables and fields, whatever the object:
// all values of one field are one cell, and so are a container and its
// elements. That is found backwards, from what goroutines call to the
// parameters of the functions that other packages call. The standard library is left
// out: what it launches is in package known.

// A cell holds functions: a variable, parameter or field (*types.Var), a
// function itself (ast.Node), or its result.
type cell any

// A result is what a function of the package returns.
type result struct{ fn ast.Node }

// A member is a method or field of what a cell holds, or a field of a field of it, as "Hooks.OnTick"; "" is the value itself.
type member struct {
	cell cell
	name string
}

// stores knows what the goroutines of a package call.
type stores struct {
	*Judge
	from     map[cell][]cell   // what flows into a cell
	parts    map[cell][]member // fields that do, of what is a parameter or receiver
	launched map[member]bool
	names    map[cell][]string     // of the launched members, by their cells
	running  map[ast.Node]bool     // functions whose body is executed on a goroutine, not contained
	inside   map[ast.Node]ast.Node // literals by the function that calls them at once
	handed   []ast.Expr            // what is handed to launchers
}

// launchedMembers returns the members of v that the package runs on a goroutine
// without containing their panics.
func (j *launching) launchedMembers(v *types.Var) []string {
	if v == nil || j.IsStd(j.Types.Path()) {
		return nil
	}
	if j.stores == nil {
		j.stores = newStores(j.Judge)
	}
	var list []string
	if j.stores.launched[member{v, ""}] {
		list = append(list, "")
	}
	switch t := elemOf(v.Type()).Underlying().(type) {
	case *types.Interface:
		if t.NumMethods() == 1 && j.stores.launched[member{v, t.Method(0).Name()}] {
			list = append(list, t.Method(0).Name())
		}
	case *types.Pointer:
		if st, ok := t.Elem().Underlying().(*types.Struct); ok {
			list = append(list, j.stores.launchedFields(v, st)...)
		}
	case *types.Struct:
		list = append(list, j.stores.launchedFields(v, t)...)
	}
	return list
}

// elemOf returns the type of the elements of a list, or t itself.
func elemOf(t types.Type) types.Type {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Map:
		return u.Elem()
	case *types.Chan:
		return u.Elem()
	}
	return t
}

func (s *stores) launchedFields(v *types.Var, st *types.Struct) (list []string) {
	eachFuncField(st, func(name string) {
		if s.launched[member{v, name}] {
			list = append(list, name)
		}
	})
	return list
}

// eachFuncField calls f for the fields of a struct that are functions, and for those that other packages can set in its fields.
func eachFuncField(st *types.Struct, f func(name string)) {
	for field := range st.Fields() {
		if isFunc(field.Type()) {
			f(field.Name())
		}
		inner, ok := structOf(field.Type())
		if !ok || !field.Exported() {
			continue
		}
		for g := range inner.Fields() {
			if g.Exported() && isFunc(g.Type()) {
				f(joinNames(field.Name(), g.Name()))
			}
		}
	}
}

// structOf returns the struct that t is, or points to.
func structOf(t types.Type) (*types.Struct, bool) {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	return st, ok
}

// newStores reads the package once, if it starts goroutines.
func newStores(j *Judge) *stores {
	s := &stores{
		Judge:    j,
		from:     make(map[cell][]cell),
		parts:    make(map[cell][]member),
		launched: make(map[member]bool),
		names:    make(map[cell][]string),
		running:  make(map[ast.Node]bool),
		inside:   make(map[ast.Node]ast.Node),
	}
	var spawns []*ast.CallExpr
	for c := range j.Preorder((*ast.GoStmt)(nil)) {
		spawns = append(spawns, c.Node().(*ast.GoStmt).Call)
	}
	if len(spawns) == 0 {
		return s
	}
	for c := range j.Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.SendStmt)(nil), (*ast.CompositeLit)(nil),
		(*ast.RangeStmt)(nil), (*ast.CallExpr)(nil), (*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		s.index(c.Node())
	}
	for _, call := range spawns {
		s.launch(call.Fun, nil)
	}
	for _, f := range s.handed {
		s.launch(f, nil)
	}
	return s
}

// index notes what flows where in one node.
func (s *stores) index(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if len(n.Lhs) == len(n.Rhs) {
			for i, lhs := range n.Lhs {
				s.flowTo(lhs, n.Rhs[i])
			}
		} else if len(n.Rhs) == 1 { // v, ok := m[k]
			s.flowTo(n.Lhs[0], n.Rhs[0])
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if len(n.Names) == len(n.Values) {
				s.flowTo(name, n.Values[i])
			}
		}
	case *ast.SendStmt:
		s.flowTo(n.Chan, n.Value)
	case *ast.RangeStmt:
		if n.Value != nil {
			s.flowTo(n.Value, n.X)
		} else if n.Key != nil {
			s.flowTo(n.Key, n.X) // of a channel
		}
	case *ast.CompositeLit:
		s.literal(n)
	case *ast.CallExpr:
		s.call(n)
	case *ast.FuncDecl, *ast.FuncLit:
		for _, e := range s.Returns(n) {
			s.add(result{n}, e)
		}
	}
}

// add notes that what e carries flows into to.
func (s *stores) add(to cell, e ast.Expr) {
	if to != nil && s.carries(s.Info.TypeOf(e)) {
		s.from[to] = append(s.from[to], s.sources(e)...)
		if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
			s.parts[to] = append(s.parts[to], s.fieldsOf(sel)...)
		}
	}
}

// fieldsOf lists the members that sel, a field, is of parameters and receivers: by one field, or two.
func (s *stores) fieldsOf(sel *ast.SelectorExpr) (list []member) {
	names := ""
	for range 2 {
		selection := s.Info.Selections[sel]
		if selection == nil || selection.Kind() != types.FieldVal {
			return list
		}
		names = joinNames(s.pathOf(selection), names)
		if v := s.VarOf(sel.X); v != nil && (v.Kind() == types.ParamVar || v.Kind() == types.RecvVar) {
			return append(list, member{v, names})
		}
		x, ok := ast.Unparen(sel.X).(*ast.SelectorExpr)
		if !ok {
			return list
		}
		if f := s.VarOf(x); f != nil && f.IsField() {
			list = append(list, member{f.Origin(), names})
		}
		sel = x
	}
	return list
}

// pathOf returns the names of the fields, and at last the method, that a selection goes by.
func (s *stores) pathOf(selection *types.Selection) (names string) {
	t := selection.Recv()
	for _, i := range selection.Index()[:len(selection.Index())-1] {
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		f := t.Underlying().(*types.Struct).Field(i)
		names, t = joinNames(names, f.Name()), f.Type()
	}
	return joinNames(names, selection.Obj().Name())
}

func joinNames(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "." + b
}

// flowTo notes that what rhs carries flows into lhs, or into the container that it is a part of.
func (s *stores) flowTo(lhs, rhs ast.Expr) {
	if v := s.holder(lhs); v != nil {
		s.add(v, rhs)
	}
}

// holder returns the variable or field that e is, or is an element of; or nil.
func (s *stores) holder(e ast.Expr) *types.Var {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return s.originOf(s.VarOf(e))
	case *ast.IndexExpr:
		return s.holder(e.X)
	case *ast.StarExpr:
		return s.holder(e.X)
	case *ast.SliceExpr:
		return s.holder(e.X)
	}
	return nil
}

func (s *stores) originOf(v *types.Var) *types.Var {
	if v == nil {
		return nil
	}
	return v.Origin()
}

// carries reports whether a value of type t can hold a function: other values
// need not be followed.
func (s *stores) carries(t types.Type) bool {
	switch u := types.Unalias(t).(type) {
	case nil, *types.Basic:
		return false
	case *types.Named:
		if b, ok := u.Underlying().(*types.Basic); ok && b.Kind() != types.UnsafePointer {
			return false
		}
	}
	return true
}

// sources lists the cells whose content e can be.
func (s *stores) sources(e ast.Expr) []cell {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		if v := s.VarOf(e); v != nil {
			return []cell{v.Origin()}
		}
		if node := s.Node(s.Resolve(e)); node != nil {
			return []cell{node}
		}
	case *ast.FuncLit:
		return []cell{e}
	case *ast.IndexExpr:
		return s.sources(e.X)
	case *ast.SliceExpr:
		return s.sources(e.X)
	case *ast.StarExpr:
		return s.sources(e.X)
	case *ast.TypeAssertExpr:
		return s.sources(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.ARROW || e.Op == token.AND {
			return s.sources(e.X)
		}
	case *ast.CompositeLit: // of a slice, an array or a map
		if _, is := coreOf(s.Info.TypeOf(e)).(*types.Struct); !is {
			var list []cell
			for _, elt := range e.Elts {
				if kv, ok := elt.(*ast.KeyValueExpr); ok {
					elt = kv.Value
				}
				list = append(list, s.sources(elt)...)
			}
			return list
		}
	case *ast.CallExpr:
		return s.resultOf(e)
	}
	return nil
}

// resultOf lists the cells whose content a call can return.
func (s *stores) resultOf(call *ast.CallExpr) []cell {
	switch {
	case s.Info.Types[call.Fun].IsType():
		if len(call.Args) == 1 {
			return s.sources(call.Args[0])
		}
	case s.Builtin(call) == "append":
		var list []cell
		for _, arg := range call.Args {
			list = append(list, s.sources(arg)...)
		}
		return list
	default:
		if node := s.Node(s.Resolve(call.Fun)); node != nil {
			return []cell{result{node}}
		}
	}
	return nil
}

func coreOf(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return core(t)
}

// literal notes what flows into the fields of a struct.
func (s *stores) literal(n *ast.CompositeLit) {
	t := coreOf(s.Info.TypeOf(n))
	if ptr, ok := t.(*types.Pointer); ok { // &T elided inside a literal
		t = ptr.Elem().Underlying()
	}
	st, ok := t.(*types.Struct)
	if !ok {
		return
	}
	for i, elt := range n.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				if v, ok := s.Info.Uses[id].(*types.Var); ok {
					s.add(v.Origin(), kv.Value)
				}
			}
		} else if i < st.NumFields() {
			s.add(st.Field(i).Origin(), elt)
		}
	}
}

// call notes what a call hands to a function of this package, and to the methods
// of the function type that it converts to.
func (s *stores) call(call *ast.CallExpr) {
	if s.Info.Types[call.Fun].IsType() {
		named, ok := types.Unalias(s.Info.TypeOf(call.Fun)).(*types.Named)
		if !ok || !isFunc(named) || len(call.Args) != 1 {
			return
		}
		for m := range named.Origin().Methods() {
			if decl := s.Decl(m); decl != nil {
				if v := s.receiver(decl); v != nil {
					s.add(v, call.Args[0])
				}
			}
		}
		return
	}
	t := s.Resolve(call.Fun)
	node := s.Node(t)
	if node == nil || s.Builtin(call) != "" {
		_, list := s.launching.launcher(call)
		for _, f := range list {
			s.handed = append(s.handed, f.value)
		}
		return
	}
	shift := 0
	if t.Func != nil {
		shift = s.Shift(call, t.Func)
	}
	for i, arg := range call.Args {
		if v := s.param(node, i-shift); v != nil {
			s.add(v, arg)
		}
	}
}

// launch notes that a goroutine calls what fun denotes, in the body of fn if it is
// not the goroutine's own function. A parameter that a declared function only calls
// is left to usesOf: others may call the same function on their own goroutine.
func (s *stores) launch(fun ast.Expr, fn ast.Node) {
	if node := s.Node(s.Resolve(fun)); node != nil {
		if _, lit := node.(*ast.FuncLit); lit && fn != nil { // called at once: singleflight's Do
			s.inside[node] = fn
		}
		s.feedReceiver(fun, node, fn)
		s.run(node)
		return
	}
	for _, c := range s.sources(fun) {
		if !s.ownParam(fn, c) {
			s.mark(member{c, ""})
		}
	}
	sel, ok := ast.Unparen(fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	if _, ok := s.Info.Selections[sel]; ok { // a field or method of what sel.X holds
		for _, c := range s.sources(sel.X) {
			if !s.ownParam(fn, c) {
				s.mark(member{c, sel.Sel.Name})
			}
		}
		for _, m := range s.fieldsOf(sel) {
			if !s.ownParam(fn, m.cell) {
				s.mark(m)
			}
		}
	}
}

// feedReceiver notes that the method fun is called on a goroutine, in the body of fn, and so
// for what it is called on. Who calls it elsewhere does not count.
func (s *stores) feedReceiver(fun ast.Expr, method, fn ast.Node) {
	sel, ok := ast.Unparen(fun).(*ast.SelectorExpr)
	recv := s.receiver(method)
	if !ok || recv == nil || s.Info.Selections[sel] == nil {
		return
	}
	for _, c := range s.sources(sel.X) {
		if c == cell(recv) || s.ownParam(fn, c) {
			continue
		}
		s.from[recv] = append(s.from[recv], c)
		for _, name := range s.names[recv] {
			s.mark(member{c, name})
		}
	}
}

// mark notes that a goroutine calls a member of a cell, and so of all that flows into that.
func (s *stores) mark(m member) {
	if s.launched[m] {
		return
	}
	s.launched[m] = true
	s.names[m.cell] = append(s.names[m.cell], m.name)
	if node, ok := m.cell.(ast.Node); ok && m.name == "" {
		s.run(node)
	}
	if v, ok := m.cell.(*types.Var); ok && isFunc(v.Type()) {
		m.name = "" // a function is called, whatever the method of its type
		s.launched[m] = true
	}
	for _, c := range s.from[m.cell] {
		s.mark(member{c, m.name})
	}
	for _, part := range s.parts[m.cell] {
		if names := joinNames(part.name, m.name); strings.Count(names, ".") < 2 {
			s.mark(member{part.cell, names})
		}
	}
}

// run notes what the body of a function calls that is executed on a goroutine.
func (s *stores) run(fn ast.Node) {
	body := syntax.Body(fn)
	if body == nil || s.running[fn] {
		return
	}
	s.running[fn] = true
	s.frame(body).flow(None, func(n ast.Node, guard Level) bool {
		if head, ok := n.(rangeHead); ok {
			n = head.X
		}
		if guard > Crash {
			return true
		}
		syntax.Own(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				return false // one of its own
			case *ast.CallExpr:
				if s.Builtin(n) == "" && !s.Info.Types[n.Fun].IsType() {
					s.launch(n.Fun, fn)
				}
			}
			return true
		})
		return true
	})
}

// ownParam reports whether c is a parameter of the declared function fn, or of
// the one that calls the literal fn at once.
func (s *stores) ownParam(fn ast.Node, c cell) bool {
	if outer := s.inside[fn]; outer != nil && outer != fn {
		return s.ownParam(outer, c)
	}
	decl, ok := fn.(*ast.FuncDecl)
	if !ok {
		return false
	}
	v, ok := c.(*types.Var)
	return ok && v.Kind() == types.ParamVar && decl.Type.Pos() <= v.Pos() && v.Pos() < decl.Type.End()
}

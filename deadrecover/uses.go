package deadrecover

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A use is what is done with a function, the most hopeful one first: one defer
// statement is enough for its recover to work.
type use int

const (
	deferred use = iota
	unknown      // handed on: somebody may defer it
	spawned      // run on a goroutine, by go or a launcher
	called
	dropped // returned by a function whose result nobody takes
	unused
)

// A finder looks for what is done with the functions that recover.
type finder struct {
	*syntax.Package
	funcs map[types.Object][]inspector.Cursor // where functions are named; nil until the first question
	asked map[ast.Node]bool                   // functions of whose use the question is open
}

// role returns what the statement around the call at c does with what is called.
func role(c inspector.Cursor) use {
	switch c.Parent().Node().(type) {
	case *ast.DeferStmt:
		return deferred
	case *ast.GoStmt:
		return spawned
	}
	return called
}

// argument reports whether the call at c is part of an argument of a deferred call.
func argument(c inspector.Cursor) bool {
	for up := range c.Enclosing((*ast.DeferStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		d, ok := up.Node().(*ast.DeferStmt)
		return ok && d.Call != c.Node()
	}
	return false
}

// uses returns the most hopeful use of a FuncDecl or FuncLit.
func (f *finder) uses(fn ast.Node) use {
	if f.asked[fn] { // it is handed to itself
		return unused
	}
	f.asked[fn] = true
	defer delete(f.asked, fn)
	switch fn := fn.(type) {
	case *ast.FuncLit:
		if c, ok := f.FuncCursor(fn); ok {
			return f.valueUse(c)
		}
	case *ast.FuncDecl:
		if obj, ok := f.Info.Defs[fn.Name].(*types.Func); ok {
			return f.funcUse(obj)
		}
	}
	return unknown
}

// funcUse returns the most hopeful use of a declared function or method.
func (f *finder) funcUse(fn *types.Func) use {
	method, main := fn.Signature().Recv() != nil, f.Types.Name() == "main"
	switch {
	case method && f.isAbstract(fn), !main && fn.Exported(), f.Partial && f.best(fn) > unknown: // a file of another build may defer it
		return unknown
	case !method && (fn.Name() == "init" || main && fn.Name() == "main"): // by the runtime
		return min(called, f.best(fn))
	}
	return f.best(fn)
}

// best returns the most hopeful of the places that name obj.
func (f *finder) best(obj types.Object) use {
	if f.funcs == nil {
		f.funcs = make(map[types.Object][]inspector.Cursor)
		for c := range f.Preorder((*ast.Ident)(nil)) {
			if fn, ok := f.Info.Uses[c.Node().(*ast.Ident)].(*types.Func); ok {
				f.funcs[fn.Origin()] = append(f.funcs[fn.Origin()], c)
			}
		}
	}
	found := unused
	for _, c := range f.funcs[obj] {
		found = min(found, f.valueUse(operand(c)))
	}
	return found
}

// operand returns the expression that denotes what the identifier at c names: with
// its receiver, package and type arguments.
func operand(c inspector.Cursor) inspector.Cursor {
	for {
		switch up := c.Parent().Node().(type) {
		case *ast.SelectorExpr:
			if up.Sel != c.Node() {
				return c
			}
		case *ast.IndexExpr:
			if up.X != c.Node() {
				return c
			}
		case *ast.IndexListExpr:
			if up.X != c.Node() {
				return c
			}
		default:
			return c
		}
		c = c.Parent()
	}
}

// isAbstract reports whether a method may be called through an interface.
func (f *finder) isAbstract(fn *types.Func) bool {
	if fn.Exported() {
		return true
	}
	for c := range f.Preorder((*ast.InterfaceType)(nil)) {
		t, ok := f.Info.TypeOf(c.Node().(*ast.InterfaceType)).(*types.Interface)
		if !ok {
			continue
		}
		for m := range t.Methods() {
			if m.Name() == fn.Name() {
				return true
			}
		}
	}
	return false
}

// valueUse returns what is done with the function value at c.
func (f *finder) valueUse(c inspector.Cursor) use {
	for isParen(c.Parent()) {
		c = c.Parent()
	}
	switch up := c.Parent().Node().(type) {
	case *ast.CallExpr:
		if up.Fun == c.Node() {
			return role(c.Parent())
		}
		if f.launches(up, c.Node()) {
			return spawned
		}
		return f.argumentUse(up, c.Node())
	case *ast.ReturnStmt:
		if len(up.Results) == 1 && f.isDropped(f.FuncAround(up)) {
			return dropped
		}
	case *ast.AssignStmt:
		if len(up.Lhs) == 1 && up.Tok == token.DEFINE {
			return f.variableUse(up.Lhs[0])
		}
	case *ast.ValueSpec:
		if len(up.Names) == 1 && len(up.Values) == 1 {
			return f.variableUse(up.Names[0])
		}
	}
	return unknown
}

// argumentUse returns what the callee of call does with the function that is its argument arg.
func (f *finder) argumentUse(call *ast.CallExpr, arg ast.Node) use {
	fn := f.Callee(call)
	if fn == nil {
		return unknown
	}
	if e := known.Of(fn); e.Has(known.CannotPanic) && !e.Has(known.Wraps) && len(e.Launches) == 0 {
		return called // as sync.Once does
	}
	decl := f.Decl(fn)
	if decl == nil || decl.Body == nil || f.asked[decl] || call.Ellipsis.IsValid() {
		return unknown
	}
	i := -f.Shift(call, fn)
	for _, a := range call.Args {
		if ast.Unparen(a) == arg {
			break
		}
		i++
	}
	for _, field := range decl.Type.Params.List {
		for _, name := range field.Names {
			if i--; i == -1 {
				return f.paramUse(decl, name, field)
			}
		}
	}
	return unknown
}

// paramUse returns what fn does with the function in a parameter.
func (f *finder) paramUse(fn *ast.FuncDecl, name *ast.Ident, field *ast.Field) use {
	v, ok := f.Info.Defs[name].(*types.Var)
	if _, variadic := field.Type.(*ast.Ellipsis); !ok || variadic {
		return unknown
	}
	f.asked[fn] = true
	defer delete(f.asked, fn)
	found := unused
	for _, c := range f.Uses(v) {
		found = min(found, f.valueUse(c))
	}
	return found
}

// isDropped reports whether fn is a function that is only ever called for nothing: the statement
// drops what it returns.
func (f *finder) isDropped(fn ast.Node) bool {
	decl, ok := fn.(*ast.FuncDecl)
	if !ok {
		return false
	}
	obj, ok := f.Info.Defs[decl.Name].(*types.Func)
	if !ok || !f.isPrivate(obj) || f.Partial {
		return false
	}
	f.best(obj)
	for _, c := range f.funcs[obj] {
		call := operand(c).Parent()
		if n, ok := call.Node().(*ast.CallExpr); !ok || ast.Unparen(n.Fun) != operand(c).Node() {
			return false
		}
		switch call.Parent().Node().(type) {
		case *ast.DeferStmt, *ast.GoStmt, *ast.ExprStmt:
		default:
			return false
		}
	}
	return len(f.funcs[obj]) > 0
}

// isPrivate reports whether all places that call fn are in the package.
func (f *finder) isPrivate(fn *types.Func) bool {
	return !(fn.Signature().Recv() != nil && f.isAbstract(fn)) && (f.Types.Name() == "main" || !fn.Exported())
}

// variableUse returns what is done with the function that a local variable is
// defined with.
func (f *finder) variableUse(e ast.Expr) use {
	id, ok := e.(*ast.Ident)
	if !ok {
		return unknown
	}
	v, ok := f.Info.Defs[id].(*types.Var)
	if !ok || v.Kind() != types.LocalVar {
		return unknown
	}
	found := unused
	for _, c := range f.Uses(v) {
		found = min(found, f.valueUse(c))
	}
	return found
}

func isParen(c inspector.Cursor) bool {
	_, ok := c.Node().(*ast.ParenExpr)
	return ok
}

// launches reports whether a known launcher runs the argument arg of call on a
// goroutine.
func (f *finder) launches(call *ast.CallExpr, arg ast.Node) bool {
	e := known.Of(f.Callee(call))
	if e == nil {
		return false
	}
	for _, i := range e.Launches {
		if i < len(call.Args) && call.Args[i] == arg {
			return true
		}
	}
	return false
}

// rescuer returns the function of the package that call calls, if all that it does
// is to recover and to see to the panic: to call it does nothing.
func (f *finder) rescuer(call *ast.CallExpr) *types.Func {
	t := f.Resolve(call.Fun)
	if t.Func == nil {
		return nil
	}
	decl, ok := f.Node(t).(*ast.FuncDecl)
	if !ok || decl.Body == nil || !f.onlyRecovers(decl.Body.List) || f.funcUse(t.Func) > unknown {
		return nil // what is never deferred is reported at its recover
	}
	return t.Func
}

// onlyRecovers reports whether statements do nothing unless there is a panic.
func (f *finder) onlyRecovers(list []ast.Stmt) bool {
	switch len(list) {
	case 1:
		switch s := list[0].(type) {
		case *ast.ExprStmt:
			return f.isRecover(s.X)
		case *ast.AssignStmt:
			return len(s.Rhs) == 1 && f.isRecover(s.Rhs[0])
		case *ast.IfStmt:
			if s.Else != nil {
				return false
			}
			if s.Init == nil {
				b, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr)
				return ok && b.Op == token.NEQ && f.isRecover(b.X) && f.IsNil(b.Y)
			}
			return f.ifRecovered(s.Init, s)
		}
	case 2:
		s, ok := list[1].(*ast.IfStmt)
		return ok && s.Init == nil && s.Else == nil && f.ifRecovered(list[0], s)
	}
	return false
}

// ifRecovered reports whether s, without an else branch, asks for what init has
// recovered: r := recover(); if r != nil { … }.
func (f *finder) ifRecovered(init ast.Stmt, s *ast.IfStmt) bool {
	assign, ok := init.(*ast.AssignStmt)
	if !ok || len(assign.Lhs) != 1 || !f.isRecover(assign.Rhs[0]) {
		return false
	}
	b, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.NEQ || !f.IsNil(b.Y) {
		return false
	}
	v := f.VarOf(assign.Lhs[0])
	return v != nil && v == f.VarOf(b.X)
}

func (f *finder) isRecover(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && f.Builtin(call) == "recover"
}

// name names a function in a message.
func (f *finder) name(fn ast.Node) string {
	if decl, ok := fn.(*ast.FuncDecl); ok {
		if obj, ok := f.Info.Defs[decl.Name].(*types.Func); ok {
			return f.FuncName(obj)
		}
	}
	return "the function literal around it"
}

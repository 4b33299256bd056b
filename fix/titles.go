package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A title is what a supervised goroutine can be called (rule R7).
type title struct {
	name string
	more []string // names that say more, one after the other, for where others would have that one
	of   subject
}

// A subject is what a goroutine runs.
type subject struct {
	fn types.Object // the function; nil for a literal that is more than a call
	// on is what a method of another package is called on, a field or a variable; for a local variable
	// the function around it. The Serve of two servers is two subjects; a method of this package is one.
	on types.Object
}

// same reports whether two subjects are known to be one.
func (s subject) same(other subject) bool { return s.fn != nil && s == other }

// all lists the names.
func (t *title) all() []string { return append([]string{t.name}, t.more...) }

// or adds a name that says more, if it does.
func (t *title) or(name string) {
	if name != t.name && !slices.Contains(t.more, name) {
		t.more = append(t.more, name)
	}
}

// title returns what the goroutine can be called: after its function, or the one call
// in its literal, else after the function around it.
func (s *site) title() title {
	fn := s.declAround(s.Call.Pos())
	t, ok := s.titleOf(s.Entry())
	if s.Launcher == nil {
		t, ok = s.titleOfCall(s.Call)
	}
	switch {
	case !ok && fn == nil:
		return s.titleOutside()
	case !ok && nameless(fn):
		return s.titleInMain()
	case !ok:
		return s.titleAround(fn)
	case fn == nil || nameless(fn):
		return t
	}
	around := join(words(s.nameOfDecl(fn)), words(t.name))
	if _, declared := t.of.fn.(*types.Func); t.of.on != nil && t.of.on == fn {
		t.more = slices.Insert(t.more, 0, around) // a local variable tells nothing more
	} else if !declared { // what is declared has other words of its own
		t.or(around)
	}
	return t
}

// titleAround names a goroutine after the function around it, with what it calls first behind it: where that
// is all it calls, at once, else where others would have the same name.
func (s *site) titleAround(around *types.Func) title {
	t := title{name: s.nameOfDecl(around)}
	long := t.name
	if call := s.firstCall(); call != nil {
		long = join(words(t.name), s.wordsOfCall(call))
	}
	if lit := s.literal(); lit == nil || s.onlyCall(lit) != nil {
		t.name = long
	}
	t.or(long)
	t.or(join(words(receiverType(around)), words(long)))
	return t
}

// literal returns the literal that is started, or handed to a helper that is; nil if there is none.
func (s *site) literal() *ast.FuncLit {
	if lit, ok := ast.Unparen(s.Entry()).(*ast.FuncLit); ok || s.Launcher != nil {
		return lit
	}
	return s.handedOn(s.Call)
}

// firstCall returns the first call of the literal that tells what it does, or the call that is started; nil if there is none.
func (s *site) firstCall() *ast.CallExpr {
	lit := s.literal()
	if lit == nil {
		return syntax.CallOf(s.Entry())
	}
	for _, call := range s.tellingCalls(lit) {
		return call
	}
	return nil
}

// wordsOfCall returns the words for a call in a name: those of its title, or of the method and its type.
func (f *Fixer) wordsOfCall(call *ast.CallExpr) []string {
	if t, ok := f.titleOf(call.Fun); ok {
		return words(t.name)
	}
	if fn := f.Callee(call); fn != nil {
		return append(words(receiverType(fn)), words(fn.Name())...)
	}
	return nil
}

// declAround returns the declared function around a position, or nil.
func (f *Fixer) declAround(pos token.Pos) *types.Func {
	c, ok := f.CursorAt(pos)
	if !ok {
		return nil
	}
	for c := range c.Enclosing((*ast.FuncDecl)(nil)) {
		fn, _ := f.Info.Defs[c.Node().(*ast.FuncDecl).Name].(*types.Func)
		return fn
	}
	return nil
}

// nameless reports whether the name of a function says nothing: main and init.
func nameless(fn *types.Func) bool {
	return fn.Signature().Recv() == nil && (fn.Name() == "main" || fn.Name() == "init")
}

// nameOfDecl names a goroutine after the function around it. What a constructor starts is of what it makes.
func (f *Fixer) nameOfDecl(fn *types.Func) string {
	all, recv := words(fn.Name()), words(receiverType(fn))
	if len(all) > 1 && all[0] == "new" {
		all = all[1:]
	}
	if len(recv) > 0 && f.saysLittle(fn) {
		return join(recv, all)
	}
	return nameOf(all, recv)
}

// titleOutside names a literal that is the value of a variable: var start = func() {…}.
func (s *site) titleOutside() title {
	for c := range s.Cursor.Enclosing((*ast.ValueSpec)(nil)) {
		return title{name: nameOf(words(c.Node().(*ast.ValueSpec).Names[0].Name), nil)}
	}
	return title{name: nameOf(words(s.Types.Name()), nil)}
}

// titleInMain returns what a literal can be called where the function around it says nothing:
// after its first call, else after the command.
func (s *site) titleInMain() title {
	if call := s.firstCall(); call != nil {
		if t, ok := s.titleOf(call.Fun); ok {
			t.of = subject{}
			return t
		}
	}
	path := s.Types.Path()
	name := path[strings.LastIndex(path, "/")+1:]
	if name == "main" || name == "command-line-arguments" {
		name = ""
	}
	return title{name: nameOf(words(name), nil)}
}

// titleOfCall returns the title of a goroutine that makes a call.
func (f *Fixer) titleOfCall(call *ast.CallExpr) (title, bool) {
	if lit := f.handedOn(call); lit != nil {
		return f.titleOf(lit)
	}
	return f.titleOf(call.Fun)
}

// handedOn returns the literal that is handed to a helper of which only is known that it runs it, as
// runForever(func() {…}); nil for any other call.
func (f *Fixer) handedOn(call *ast.CallExpr) *ast.FuncLit {
	if fn := f.Callee(call); fn != nil && len(call.Args) == 1 && onlyStarts(words(fn.Name())) {
		lit, _ := ast.Unparen(call.Args[0]).(*ast.FuncLit)
		return lit
	}
	return nil
}

// titleOf returns the title of a goroutine that runs a function; false if the
// expression tells nothing of it.
func (f *Fixer) titleOf(fun ast.Expr) (title, bool) {
	switch x := ast.Unparen(fun).(type) {
	case *ast.FuncLit:
		if call := f.onlyCall(x); call != nil {
			if f.ofResult(call) {
				return title{}, false
			}
			t, ok := f.titleOfCall(call)
			if f.loops(x) {
				t.of = subject{} // two loops that call one function are two services
			}
			return t, ok
		}
	case *ast.SelectorExpr:
		sel, ok := f.Info.Selections[x]
		switch {
		case !ok: // pkg.Func
			return f.qualified(f.Info.Uses[x.Sel], words(f.Source(x.X))), true
		case sel.Kind() == types.FieldVal:
			t := title{name: nameOf(words(x.Sel.Name), nil), of: subject{fn: sel.Obj()}}
			t.or(join(words(typeName(f.Info.TypeOf(x.X))), words(x.Sel.Name)))
			return t, true
		}
		return f.titleOfMethod(x, sel.Obj().(*types.Func)), true
	case *ast.Ident:
		obj := f.Info.Uses[x]
		if _, fn := obj.(*types.Func); fn || len(x.Name) > 2 {
			return newTitle(x.Name, obj), true
		}
	case *ast.IndexExpr:
		return f.instance(x.X)
	case *ast.IndexListExpr:
		return f.instance(x.X)
	}
	return title{}, false
}

// instance returns the title of an instance of a generic function, or of an
// element of a slice of functions.
func (f *Fixer) instance(x ast.Expr) (title, bool) {
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok {
		return title{}, false
	}
	obj := f.Info.Uses[id]
	if _, fn := obj.(*types.Func); !fn {
		obj = nil // each element is another function
	}
	return newTitle(id.Name, obj), true
}

func newTitle(name string, of types.Object) title {
	if of != nil {
		of = origin(of)
	}
	return title{name: nameOf(words(name), nil), of: subject{fn: of}}
}

// ofResult reports whether a call is of a method of another package on what a call returns, and the method's name says
// little: gauge(name).Set(1) is about what is around it.
func (f *Fixer) ofResult(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	_, made := ast.Unparen(sel.X).(*ast.CallExpr)
	fn := f.Callee(call)
	return made && fn != nil && fn.Pkg() != f.Types && f.saysLittle(fn)
}

// titleOfMethod returns the title of a goroutine that runs a method.
func (f *Fixer) titleOfMethod(x *ast.SelectorExpr, fn *types.Func) title {
	recv := words(f.receiverName(x))
	t := f.qualified(fn, recv)
	if fn.Pkg() != f.Types {
		t.of.on = f.operand(x.X)
	}
	if field, ok := ast.Unparen(x.X).(*ast.SelectorExpr); ok && t.name == join(recv) { // its owner tells it from others
		owner := words(typeName(f.Info.TypeOf(field.X)))
		t.more = append([]string{join(owner, recv), join(owner, recv, words(fn.Name()))}, t.more...)
	}
	if of := namedType(f.Info.TypeOf(x.X)); of != nil && t.name == join(words(of.Name())) && !strings.EqualFold(lastName(x.X), of.Name()) && f.saysWithPackage(of) {
		t.name = join(words(of.Pkg().Name()), words(of.Name()))
	}
	return t
}

// saysWithPackage reports whether the name of a type of another package says too little without that: http.Server,
// beacon.Interface.
func (f *Fixer) saysWithPackage(of *types.TypeName) bool {
	return of.Pkg() != nil && of.Pkg() != f.Types && (syntax.IsStd(of.Pkg().Path()) || of.Name() == "Interface")
}

// qualified returns the title of a goroutine that runs what is called on a receiver, or of a package.
func (f *Fixer) qualified(obj types.Object, recv []string) title {
	all, owner := words(obj.Name()), recv
	fn, _ := obj.(*types.Func)
	if fn != nil {
		if of := words(receiverType(fn)); len(of) > 0 && fn.Pkg() == f.Types {
			owner = of // whatever it is called on: the function is the same
		}
	}
	t := title{name: nameOf(all, recv), of: subject{fn: origin(obj)}}
	switch {
	case obj.Pkg() != f.Types && len(recv) > 0 && (all[0] == "serve" || all[0] == "listen"):
		t.name = join(recv) // ServeTLS says how, not what
	case t.name == join(all) && fn != nil && f.saysLittle(fn):
		t.name = join(owner, all)
		if isAgentOf(owner, all[0]) { // watcher.watch
			t.name = join(owner)
			t.or(join(owner, all))
		}
	}
	if t.name != join(recv) {
		t.or(join(owner, words(t.name)))
	}
	t.or(join(recv, all))
	return t
}

// saysLittle reports whether the name of a function that is one word says too little without what it is
// a function of: cmd.Wait, of another package; sender, somebody who does something for another;
// close, if the package says it of several things.
func (f *Fixer) saysLittle(fn *types.Func) bool {
	all := words(fn.Name())
	if len(all) != 1 || startVerbs[all[0]] {
		return false
	}
	return isAgent(all[0]) || fn.Pkg() != f.Types || len(f.oneWord()[all[0]]) > 1
}

// oneWord lists the functions, and fields that hold one, by their names that the package declares or uses, where
// those are one word.
func (f *Fixer) oneWord() map[string]map[types.Object]bool {
	if f.byWord != nil {
		return f.byWord
	}
	f.byWord = make(map[string]map[types.Object]bool)
	for _, file := range f.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			obj := f.Info.ObjectOf(id)
			if obj == nil || obj.Pkg() == nil || len(words(obj.Name())) != 1 {
				return true
			}
			if _, isFunc := obj.Type().Underlying().(*types.Signature); isFunc && (isField(obj) || isDeclared(obj)) {
				word := words(obj.Name())[0]
				if f.byWord[word] == nil {
					f.byWord[word] = make(map[types.Object]bool)
				}
				f.byWord[word][origin(obj)] = true
			}
			return true
		})
	}
	return f.byWord
}

func isField(obj types.Object) bool {
	v, ok := obj.(*types.Var)
	return ok && v.IsField()
}

func isDeclared(obj types.Object) bool {
	_, ok := obj.(*types.Func)
	return ok
}

// origin returns what an object of an instance is of the generic type or function.
func origin(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Func:
		return obj.Origin()
	case *types.Var:
		return obj.Origin()
	}
	return obj
}

// operand returns what a method is called on: a field or a variable; the function around a local one, whose
// variables of a name are one thing.
func (f *Fixer) operand(x ast.Expr) types.Object {
	v := f.VarOf(x)
	switch {
	case v == nil:
		return nil
	case v.IsField() || v.Pkg() == nil || v.Parent() == v.Pkg().Scope():
		return v
	}
	if fn := f.declAround(x.Pos()); fn != nil {
		return fn
	}
	return v
}

// receiverName names the receiver of a method call: its last identifier, or
// its type where that is a letter or two, or letters of the name of a type of the package.
func (f *Fixer) receiverName(sel *ast.SelectorExpr) string {
	name := lastName(sel.X)
	if id, ok := ast.Unparen(sel.X).(*ast.Ident); ok {
		name = f.standsFor(id)
	}
	t := f.Info.TypeOf(sel.X)
	if len(name) > 2 && name != "this" && name != "self" && (strings.ContainsAny(strings.ToLower(name), "aeiouy") || !f.declares(t)) {
		return name
	}
	if t := typeName(t); t != "" {
		return t
	}
	return name
}

// lastName returns the last identifier of a path; "" for anything else.
func lastName(x ast.Expr) string {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

// standsFor returns the name of a variable, or of the one that it only stands for, if that says more:
// server := remoteAdminServer.
func (f *Fixer) standsFor(x *ast.Ident) string {
	v := f.VarOf(x)
	if v == nil || v.Kind() != types.LocalVar {
		return x.Name
	}
	values := f.Var(v).Values
	if len(values) != 1 || values[0].Expr == nil {
		return x.Name
	}
	if of := f.VarOf(values[0].Expr); of != nil && f.IsPath(values[0].Expr) && len(words(of.Name())) > len(words(x.Name)) {
		return of.Name()
	}
	return x.Name
}

// declares reports whether the package declares a type, or what it points to.
func (f *Fixer) declares(t types.Type) bool {
	obj := namedType(t)
	return obj != nil && obj.Pkg() == f.Types
}

// receiverType returns the name of the type of which a function is a method; "" if it is none.
func receiverType(fn *types.Func) string {
	if recv := fn.Signature().Recv(); recv != nil {
		return typeName(recv.Type())
	}
	return ""
}

// typeName returns the name of a type or of what it points to; "" if it has none.
func typeName(t types.Type) string {
	if obj := namedType(t); obj != nil {
		return obj.Name()
	}
	return ""
}

func namedType(t types.Type) *types.TypeName {
	if t == nil {
		return nil
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if named, ok := types.Unalias(t).(interface{ Obj() *types.TypeName }); ok {
		return named.Obj()
	}
	return nil
}

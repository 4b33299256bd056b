package fix

import (
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// startVerbs are the words that say that something is started, not what.
// A name that begins with one is about the rest; one that has no rest is
// about its receiver: registry.StartHealthSweep is "health-sweep",
// broadcaster.Subscribe is "broadcaster".
var startVerbs = map[string]bool{
	"start": true, "run": true, "serve": true, "subscribe": true, "listen": true, "launch": true,
	"begin": true, "loop": true, "do": true, "exec": true, "execute": true, "spawn": true, "go": true,
}

// fillers are words that say nothing of their own behind a verb.
var fillers = map[string]bool{"and": true, "loop": true, "forever": true, "background": true, "async": true, "once": true, "all": true, "context": true}

// prepositions tie what follows to the verb: listenForUpdates is no "for-updates".
var prepositions = map[string]bool{
	"for": true, "on": true, "to": true, "in": true, "with": true, "until": true, "from": true, "at": true, "by": true, "if": true, "as": true,
}

// A title is what a supervised goroutine can be called (rule R7).
type title struct {
	name string
	long string       // with more in front or behind, where name says too little; "" if there is none
	of   types.Object // the function that it runs; nil for a literal that is more than a call
}

// names are the names of supervised goroutines in the package.
type names struct {
	taken  map[string]types.Object // and the functions that have them
	shared map[string]bool         // names that several fixes would take for different things
}

// spend returns a name that is unique in the package, and takes it. Goroutines
// that run the same function share a name, since they are told apart by nothing
// else. Where different ones would have the same, all have the long one: which comes
// first in the source decides only where that does not help.
func (f *Fixer) spend(t title) string {
	if f.names == nil {
		f.names = &names{f.writtenNames(), f.sharedNames()}
	}
	free := func(name string) bool {
		of, taken := f.names.taken[name]
		return !taken || of != nil && of == t.of
	}
	name := t.name
	if (f.names.shared[name] || !free(name)) && t.long != "" {
		name = t.long
	}
	base := name
	for i := 2; !free(name); i++ {
		name = base + "-" + strconv.Itoa(i)
	}
	f.names.taken[name] = t.of
	return name
}

// sharedNames lists the names that the fixes of the package would take for
// different goroutines.
func (f *Fixer) sharedNames() map[string]bool {
	shared := make(map[string]bool)
	claimed := make(map[string]types.Object)
	for _, file := range f.Files {
		if f.IsGenerated(file.Package) {
			continue
		}
		for _, s := range f.Spawns(file) {
			if f.Level(s) == panicflow.Full || f.outOfReachAt(s.Call.Pos()) != nil {
				continue
			}
			at := f.site(s)
			if _, r := f.plan(at); r != nil {
				continue // it spends none
			}
			t := at.title()
			if of, ok := claimed[t.name]; ok && (of == nil || of != t.of) {
				shared[t.name] = true
			}
			claimed[t.name] = t.of
		}
	}
	return shared
}

// writtenNames are the names that stand in the source.
func (f *Fixer) writtenNames() map[string]types.Object {
	set := make(map[string]types.Object)
	for c := range f.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if len(call.Args) < 3 {
			continue
		}
		fn := f.Resolve(call.Fun).Func
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != f.runtime && !f.HasSupervisor(fn.Pkg()) {
			continue
		}
		if lit, ok := ast.Unparen(call.Args[1]).(*ast.BasicLit); ok {
			if name, err := strconv.Unquote(lit.Value); err == nil {
				t, _ := f.titleOf(call.Args[2])
				set[name] = t.of
			}
		}
	}
	return set
}

// title returns what the goroutine can be called: after its function, or the one call
// in its literal, else after the function around it.
func (s *site) title() title {
	if t, ok := s.titleOf(s.Entry()); ok {
		return t
	}
	for c := range s.Cursor.Enclosing((*ast.FuncDecl)(nil)) {
		decl := c.Node().(*ast.FuncDecl)
		fn, ok := s.Info.Defs[decl.Name].(*types.Func)
		if !ok || fn.Signature().Recv() == nil && (fn.Name() == "main" || fn.Name() == "init") {
			return s.titleInMain()
		}
		recv := ""
		if fn.Signature().Recv() != nil {
			recv = typeName(fn.Signature().Recv().Type())
		}
		return s.withCall(title{name: nameOf(decl.Name.Name, recv)})
	}
	for c := range s.Cursor.Enclosing((*ast.ValueSpec)(nil)) { // var start = func() {…}
		return title{name: nameOf(c.Node().(*ast.ValueSpec).Names[0].Name, "")}
	}
	return title{name: nameOf(s.Types.Name(), "")}
}

// withCall adds a long name to that of a literal: what it calls first behind it.
func (s *site) withCall(t title) title {
	if lit, ok := ast.Unparen(s.Entry()).(*ast.FuncLit); ok {
		for _, call := range s.tellingCalls(lit) {
			if first, ok := s.titleOf(call.Fun); ok && first.name != t.name {
				t.long = t.name + "-" + first.name
			}
			break
		}
	}
	return t
}

// titleInMain returns what a literal can be called where the function around it says nothing:
// after its first call, else after the command.
func (s *site) titleInMain() title {
	if lit, ok := ast.Unparen(s.Entry()).(*ast.FuncLit); ok {
		for _, call := range s.tellingCalls(lit) {
			if t, ok := s.titleOf(call.Fun); ok {
				return title{name: t.name, long: t.long}
			}
		}
	}
	path := s.Types.Path()
	name := path[strings.LastIndex(path, "/")+1:]
	if name == "main" || name == "command-line-arguments" {
		name = ""
	}
	return title{name: nameOf(name, "")}
}

// titleOf returns the title of a goroutine that runs a function; false if the
// expression tells nothing of it.
func (f *Fixer) titleOf(fun ast.Expr) (title, bool) {
	switch x := ast.Unparen(fun).(type) {
	case *ast.FuncLit:
		if call := f.onlyCall(x); call != nil {
			t, ok := f.titleOf(call.Fun)
			if f.loops(x) {
				t.of = nil // two loops that call one function are two services
			}
			return t, ok
		}
	case *ast.SelectorExpr:
		fn := x.Sel.Name
		sel, ok := f.Info.Selections[x]
		if !ok { // pkg.Func
			pkg := f.Source(x.X)
			return newTitle(fn, pkg, f.Info.Uses[x.Sel]), true
		}
		if sel.Kind() == types.FieldVal {
			return newTitle(fn, "", sel.Obj()), true
		}
		return newTitle(fn, f.receiverName(x), sel.Obj()), true
	case *ast.Ident:
		obj := f.Info.Uses[x]
		if _, fn := obj.(*types.Func); fn || len(x.Name) > 2 {
			return newTitle(x.Name, "", obj), true
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
	return newTitle(id.Name, "", obj), true
}

func newTitle(fn, recv string, of types.Object) title {
	if m, ok := of.(*types.Func); ok {
		of = m.Origin()
	}
	t := title{name: nameOf(fn, recv), of: of}
	if recv != "" {
		long := append(words(recv), words(fn)...)
		t.long = strings.Join(slices.Compact(long), "-") // logStream.stream is no stream-stream
	}
	return t
}

// onlyCall returns the call that a literal consists of, but for what it logs,
// waits for and handles errors with; nil if it calls nothing, or several functions.
func (f *Fixer) onlyCall(lit *ast.FuncLit) *ast.CallExpr {
	var only *ast.CallExpr
	for _, call := range f.tellingCalls(lit) {
		if only != nil && f.callee(call) != f.callee(only) || f.callee(call) == nil {
			return nil
		}
		only = call
	}
	return only
}

// loops reports whether a literal is a service by its own loop, and not by what it calls.
func (f *Fixer) loops(lit *ast.FuncLit) bool {
	found := false
	syntax.Own(lit.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			found = found || f.Endless(n.(ast.Stmt))
		}
		return !found
	})
	return found
}

// callee returns the function that a call calls, or the field that holds it; nil
// for a variable, whose name says little.
func (f *Fixer) callee(call *ast.CallExpr) types.Object {
	if fn := f.Callee(call); fn != nil {
		return fn.Origin()
	}
	if v := f.VarOf(call.Fun); v != nil && v.IsField() {
		return v
	}
	return nil
}

// tellingCalls lists the calls in a literal that tell what it does: those in arguments
// of others left out, and what nearly every goroutine does, too.
func (f *Fixer) tellingCalls(lit *ast.FuncLit) []*ast.CallExpr {
	var list []*ast.CallExpr
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt, *ast.GoStmt, *ast.FuncLit:
			return false
		case *ast.IfStmt:
			if f.testsError(n.Cond) {
				if n.Init != nil {
					list = append(list, f.tellingCalls(&ast.FuncLit{Body: &ast.BlockStmt{List: []ast.Stmt{n.Init}}})...)
				}
				return false
			}
		case *ast.CallExpr:
			if inner, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				list = append(list, f.tellingCalls(inner)...)
				return false
			}
			if f.Builtin(n) != "" || f.Info.Types[n.Fun].IsType() {
				return true
			}
			if fn := f.Callee(n); fn != nil && (fn.Pkg() == nil || everyday[fn.Pkg().Path()] || known.SaysLog(fn)) {
				return true
			}
			list = append(list, f.asked(n))
			return false
		}
		return true
	})
	return list
}

// asked returns the call of whose result a call only asks the error: c.Flush(ctx).Err().
func (f *Fixer) asked(call *ast.CallExpr) *ast.CallExpr {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Err" && sel.Sel.Name != "Error" && sel.Sel.Name != "Result" {
		return call
	}
	if inner, ok := ast.Unparen(sel.X).(*ast.CallExpr); ok && f.callee(inner) != nil {
		return inner
	}
	return call
}

// everyday are the packages whose functions say nothing of what a goroutine is for.
var everyday = map[string]bool{
	"context": true, "errors": true, "fmt": true, "log": true, "log/slog": true, "math": true, "runtime": true, "runtime/debug": true,
	"strconv": true, "strings": true, "sync": true, "sync/atomic": true, "time": true,
}

// testsError reports whether a condition asks for an error: what follows handles it.
func (f *Fixer) testsError(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		if x, ok := n.(ast.Expr); ok {
			t := f.Info.TypeOf(x)
			found = found || t != nil && syntax.IsError(t)
		}
		return !found
	})
	return found
}

// receiverName names the receiver of a method call: its last identifier, or
// its type where that is a letter or two.
func (f *Fixer) receiverName(sel *ast.SelectorExpr) string {
	name := ""
	switch x := ast.Unparen(sel.X).(type) {
	case *ast.Ident:
		name = x.Name
	case *ast.SelectorExpr:
		name = x.Sel.Name
	}
	if len(name) > 2 && name != "this" && name != "self" {
		return name
	}
	if t := typeName(f.Info.TypeOf(sel.X)); t != "" {
		return t
	}
	return name
}

// typeName returns the name of a type or of what it points to; "" if it has none.
func typeName(t types.Type) string {
	if t == nil {
		return ""
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if named, ok := types.Unalias(t).(interface{ Obj() *types.TypeName }); ok {
		return named.Obj().Name()
	}
	return ""
}

// nameOf makes a name from a function's name, and the receiver's where the
// function's says only that something starts.
func nameOf(fn, recv string) string {
	all := words(fn)
	if r := words(recv); len(all) == 1 && (all[0] == "main" || all[0] == "init") && len(r) > 0 {
		return strings.Join(r, "-")
	}
	if len(all) > 0 && startVerbs[all[0]] {
		rest := all[1:]
		for len(rest) > 0 && (fillers[rest[0]] || startVerbs[rest[0]]) {
			rest = rest[1:]
		}
		r := words(recv)
		switch {
		case len(rest) == 0 && len(r) > 0:
			all = r
		case len(rest) > 0 && !prepositions[rest[0]]:
			all = rest
		}
	}
	if len(all) == 0 {
		return "goroutine"
	}
	return strings.Join(all, "-")
}

// words splits an identifier into its lower-case words: cronSched, HTTPServer
// and read_loop have two each.
func words(s string) []string {
	var list []string
	runes := []rune(s)
	start := 0
	cut := func(end int) {
		if start < end {
			list = append(list, strings.ToLower(string(runes[start:end])))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			cut(i)
			start = i + 1
		case unicode.IsUpper(r) && i > start:
			next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if !unicode.IsUpper(runes[i-1]) || next {
				cut(i)
			}
		}
	}
	cut(len(runes))
	return list
}

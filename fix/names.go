package fix

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
	"unicode"
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
var fillers = map[string]bool{"and": true, "loop": true, "forever": true, "background": true, "async": true, "once": true, "all": true}

// prepositions tie what follows to the verb: listenForUpdates is no "for-updates".
var prepositions = map[string]bool{
	"for": true, "on": true, "to": true, "in": true, "with": true, "until": true, "from": true, "at": true, "by": true, "if": true, "as": true,
}

// names are the names of supervised goroutines in the package; nil until the
// first question.
type names map[string]bool

// spend returns a name that is unique in the package, base or one made of it, and takes it.
func (f *Fixer) spend(base string) string {
	if f.names == nil {
		f.names = f.writtenNames()
	}
	name := base
	for i := 2; f.names[name]; i++ {
		name = base + "-" + strconv.Itoa(i)
	}
	f.names[name] = true
	return name
}

// writtenNames are the names that stand in the source.
func (f *Fixer) writtenNames() names {
	set := make(names)
	for c := range f.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if len(call.Args) < 3 {
			continue
		}
		fn := f.Resolve(call.Fun).Func
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != f.runtime {
			continue
		}
		if lit, ok := ast.Unparen(call.Args[1]).(*ast.BasicLit); ok {
			if name, err := strconv.Unquote(lit.Value); err == nil {
				set[name] = true
			}
		}
	}
	return set
}

func (s *site) baseName() string {
	switch x := ast.Unparen(s.Entry()).(type) {
	case *ast.FuncLit:
	case *ast.SelectorExpr:
		if _, ok := s.Info.Selections[x]; !ok { // pkg.Func
			return nameOf(x.Sel.Name, s.Source(x.X))
		}
		if sel := s.Info.Selections[x]; sel.Kind() == types.FieldVal {
			return nameOf(x.Sel.Name, "")
		}
		return nameOf(x.Sel.Name, s.receiverName(x))
	case *ast.Ident:
		if _, fn := s.Info.Uses[x].(*types.Func); fn || len(x.Name) > 2 {
			return nameOf(x.Name, "")
		}
	case *ast.IndexExpr:
		if id, ok := ast.Unparen(x.X).(*ast.Ident); ok {
			return nameOf(id.Name, "")
		}
	}
	// A literal, or an expression without a name: the function around it.
	for c := range s.Cursor.Enclosing((*ast.FuncDecl)(nil)) {
		decl := c.Node().(*ast.FuncDecl)
		recv := ""
		if fn, ok := s.Info.Defs[decl.Name].(*types.Func); ok && fn.Signature().Recv() != nil {
			recv = typeName(fn.Signature().Recv().Type())
		}
		return nameOf(decl.Name.Name, recv)
	}
	for c := range s.Cursor.Enclosing((*ast.ValueSpec)(nil)) { // var start = func() {…}
		return nameOf(c.Node().(*ast.ValueSpec).Names[0].Name, "")
	}
	return nameOf(s.Types.Name(), "")
}

// receiverName names the receiver of a method call: its last identifier, or
// its type where that is a letter or two.
func (s *site) receiverName(sel *ast.SelectorExpr) string {
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
	if t := typeName(s.Info.TypeOf(sel.X)); t != "" {
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

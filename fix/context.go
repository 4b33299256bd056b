package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// context returns the expression of the context that the goroutine is
// supervised on, as it reads at pos (rule R6): the one that the goroutine
// itself uses, else the nearest in scope that outlives the spawn, else
// context.Background(). A request's context is never taken for work that can
// outlive the request. What counts is the type, not the name ctx. inside says
// that the new goroutine reads it, not the one that starts it.
func (s *site) context(pos token.Pos, lit *ast.FuncLit, inside bool) string {
	inScope := s.contextsInScope(pos)
	var awaited map[*types.Var]bool
	if lit != nil {
		awaited = s.awaitedContexts(lit)
	}
	done := s.doneContexts()
	usable := func(v *types.Var) bool { return !awaited[v] && !done[v] && !s.isRequest(v, 0) }
	if lit != nil {
		for _, x := range s.contextsUsed(lit) {
			if id, ok := x.(*ast.Ident); ok {
				v, _ := s.Info.Uses[id].(*types.Var)
				if v != nil && inScope.has(v) && usable(v) && s.keeps(v, inside) {
					return v.Name()
				}
				continue
			}
			if base := s.Base(x); base != nil && !s.declaredIn(lit.Body, base) && s.IsPath(x) && s.keeps(base, inside) {
				return s.Source(x)
			}
		}
	}
	for _, v := range inScope {
		if usable(v) && s.keeps(v, inside) && !s.cancelledBySpawner(v) {
			return v.Name()
		}
	}
	return s.background()
}

// callContext returns the context for the call of a named function: one that it
// is handed, else the field of its receiver that it uses, else as for a literal.
func (s *site) callContext(b *operands) string {
	if i := s.handedContext(); i >= 0 {
		if name := b.param(i); name != "" {
			return name
		}
		if id, ok := ast.Unparen(s.Call.Args[i]).(*ast.Ident); ok {
			return id.Name
		}
	}
	if field := s.receiverContext(); field != "" {
		if name := b.param(-1); name != "" {
			return name + "." + field
		}
		if sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr); ok && s.IsPath(sel.X) {
			return s.Source(sel.X) + "." + field
		}
	}
	return s.context(s.Call.Pos(), nil, b.params())
}

// handedContext returns the index of the context among the arguments of the
// call; -1 if there is none.
func (s *site) handedContext() int {
	return slices.IndexFunc(s.Call.Args, func(arg ast.Expr) bool {
		return isContext(s.Info.TypeOf(arg)) && !s.requestExpr(arg, 0)
	})
}

func (s *site) background() string { return s.imp.context + "Background()" }

type varList []*types.Var

func (l varList) has(v *types.Var) bool {
	for _, x := range l {
		if x == v {
			return true
		}
	}
	return false
}

// contextsInScope lists the context variables that can be named at pos, the
// nearest first.
func (s *site) contextsInScope(pos token.Pos) varList {
	var list varList
	hidden := make(map[string]bool)
	scope := s.Info.Scopes[s.file].Innermost(pos)
	for ; scope != nil && scope != types.Universe; scope = scope.Parent() {
		var here varList
		for _, name := range scope.Names() {
			obj := scope.Lookup(name)
			local := scope != s.Types.Scope() && scope.Parent() != s.Types.Scope()
			if local && obj.Pos() > pos || hidden[name] {
				continue
			}
			if v, ok := obj.(*types.Var); ok && name != "_" && isContext(v.Type()) {
				if !local || s.declaredBefore(v, pos) {
					here = append(here, v)
				}
			}
		}
		for _, name := range scope.Names() {
			if obj := scope.Lookup(name); scope == s.Types.Scope() || obj.Pos() <= pos {
				hidden[name] = true
			}
		}
		// The latest declaration of a scope is the nearest.
		for i := len(here) - 1; i >= 0; i-- {
			for k := 0; k < i; k++ {
				if here[k].Pos() < here[k+1].Pos() {
					here[k], here[k+1] = here[k+1], here[k]
				}
			}
		}
		list = append(list, here...)
	}
	return list
}

// declaredBefore reports whether the scope of local v has begun at pos.
func (s *site) declaredBefore(v *types.Var, pos token.Pos) bool {
	_, found := s.Info.Scopes[s.file].Innermost(pos).LookupParent(v.Name(), pos)
	return found == v
}

func isContext(t types.Type) bool {
	if t == nil {
		return false
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == "Context" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context"
}

// contextsUsed lists the contexts that a literal uses, in source order:
// captured variables, parameters and plain field paths.
func (s *site) contextsUsed(lit *ast.FuncLit) []ast.Expr {
	var list []ast.Expr
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		x, ok := n.(ast.Expr)
		if !ok || !isContext(s.Info.TypeOf(x)) {
			return true
		}
		switch x := x.(type) {
		case *ast.Ident:
			if _, ok := s.Info.Uses[x].(*types.Var); ok {
				list = append(list, x)
			}
		case *ast.SelectorExpr:
			if s.IsPath(x) {
				list = append(list, x)
				return false
			}
		}
		return true
	})
	return list
}

// awaitedContexts lists the contexts whose end the literal waits for as a
// plain statement: work that begins when its parent is done must not be
// supervised on that parent.
func (s *site) awaitedContexts(lit *ast.FuncLit) map[*types.Var]bool {
	set := make(map[*types.Var]bool)
	for _, stmt := range lit.Body.List {
		if v := s.awaits(stmt); v != nil {
			set[v] = true
		}
	}
	return set
}

// awaits returns the context whose end a statement waits for, <-ctx.Done(), or nil.
func (s *site) awaits(stmt ast.Stmt) *types.Var {
	x, ok := stmt.(*ast.ExprStmt)
	if !ok {
		return nil
	}
	recv, ok := ast.Unparen(x.X).(*ast.UnaryExpr)
	if !ok || recv.Op != token.ARROW {
		return nil
	}
	if call, ok := ast.Unparen(recv.X).(*ast.CallExpr); ok {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Done" && isContext(s.Info.TypeOf(sel.X)) {
			return s.Base(sel.X)
		}
	}
	return nil
}

// doneContexts lists the contexts that are done when the spawn runs: those
// that a statement before it has waited for, and that of a context.AfterFunc
// around it.
func (s *site) doneContexts() map[*types.Var]bool {
	set := make(map[*types.Var]bool)
	add := func(list ...ast.Stmt) {
		for _, stmt := range list {
			if stmt != nil && stmt.End() <= s.Call.Pos() {
				if v := s.awaits(stmt); v != nil {
					set[v] = true
				}
			}
		}
	}
	for c := range s.Cursor.Enclosing((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil), (*ast.CallExpr)(nil)) {
		switch n := c.Node().(type) {
		case *ast.BlockStmt:
			add(n.List...)
		case *ast.CaseClause:
			add(n.Body...)
		case *ast.CommClause:
			add(n.Comm)
			add(n.Body...)
		case *ast.CallExpr:
			if fn := s.Callee(n); fn != nil && fn.FullName() == "context.AfterFunc" {
				if v := s.VarOf(n.Args[0]); v != nil {
					set[v] = true
				}
			}
		}
	}
	return set
}

// declaredIn reports whether v is declared in body.
func (s *site) declaredIn(body *ast.BlockStmt, v *types.Var) bool {
	return !v.IsField() && body.Lbrace < v.Pos() && v.Pos() < body.Rbrace
}

// keeps reports whether v can be named where the supervised call is evaluated
// and has the value there that it has at the spawn.
func (s *site) keeps(v *types.Var, inside bool) bool {
	if lit, ok := ast.Unparen(s.Entry()).(*ast.FuncLit); ok && declares(lit, v) {
		return true // the entry's own parameter
	}
	return !inside || v.Parent() == s.Types.Scope() || s.stable(v)
}

// receiverContext returns the context field of its receiver that the spawned
// method uses: go s.Loop() with <-s.ctx.Done() in loop gives ctx.
func (s *site) receiverContext() string {
	sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	fn := s.Resolve(sel).Func
	if fn == nil {
		return ""
	}
	decl := s.Decl(fn)
	if decl == nil || decl.Recv == nil || len(decl.Recv.List) == 0 || len(decl.Recv.List[0].Names) == 0 || decl.Body == nil {
		return ""
	}
	recv, ok := s.Info.Defs[decl.Recv.List[0].Names[0]].(*types.Var)
	if !ok {
		return ""
	}
	field := ""
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		x, ok := n.(*ast.SelectorExpr)
		if !ok || field != "" || !isContext(s.Info.TypeOf(x)) {
			return field == ""
		}
		id, ok := ast.Unparen(x.X).(*ast.Ident)
		if ok && s.Info.Uses[id] == recv && s.IsPath(x) {
			field = x.Sel.Name
		}
		return field == ""
	})
	return field
}

// isRequest reports whether v holds the context of an HTTP request, or one
// derived from it. context.WithoutCancel detaches.
func (s *site) isRequest(v *types.Var, depth int) bool {
	if depth > 8 {
		return false
	}
	r := s.Var(v)
	for _, value := range r.Values {
		if s.requestExpr(value.From, depth) {
			return true
		}
	}
	return len(r.Values) == 0 && v.Kind() == types.ParamVar && s.besideRequest(v)
}

func (s *site) requestExpr(x ast.Expr, depth int) bool {
	switch x := ast.Unparen(x).(type) {
	case nil:
		return false
	case *ast.Ident:
		v, ok := s.Info.Uses[x].(*types.Var)
		return ok && s.isRequest(v, depth+1)
	case *ast.CallExpr:
		fn := s.Callee(x)
		if fn == nil || fn.Pkg() == nil {
			return false
		}
		if fn.FullName() == "(*net/http.Request).Context" {
			return true
		}
		if fn.Pkg().Path() == "context" && strings.HasPrefix(fn.Name(), "With") && fn.Name() != "WithoutCancel" && len(x.Args) > 0 {
			return s.requestExpr(x.Args[0], depth+1)
		}
	}
	return false
}

// besideRequest reports whether context parameter v belongs to a function that
// also has a *http.Request parameter: an HTTP handler of some framework.
func (s *site) besideRequest(v *types.Var) bool {
	for c := range s.Cursor.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		typ := syntax.FuncType(c.Node())
		if v.Pos() < typ.Pos() || typ.End() < v.Pos() {
			continue
		}
		for _, field := range typ.Params.List {
			if syntax.IsNamed(s.Info.TypeOf(field.Type), "net/http", "Request") {
				return true
			}
		}
	}
	return false
}

// cancelledBySpawner reports whether the function that starts the goroutine
// cancels v when it returns: then v does not outlive the spawn. What main
// cancels at its end outlives everything.
func (s *site) cancelledBySpawner(v *types.Var) bool {
	r := s.Var(v)
	for _, value := range r.Values {
		if _, ok := value.From.(*ast.CallExpr); !ok || value.Expr != nil {
			continue
		}
		c, ok := s.Root.FindByPos(value.Pos, value.Pos)
		if !ok {
			continue
		}
		fn := syntax.EnclosingFunc(c)
		if decl, ok := fn.(*ast.FuncDecl); ok && decl.Name.Name == "main" && decl.Recv == nil && s.Types.Name() == "main" {
			continue
		}
		var cancel types.Object
		for up := range c.Enclosing((*ast.AssignStmt)(nil)) {
			if n := up.Node().(*ast.AssignStmt); len(n.Lhs) == 2 {
				if id, ok := ast.Unparen(n.Lhs[1]).(*ast.Ident); ok {
					cancel = s.Info.ObjectOf(id)
				}
			}
			break
		}
		if cancel == nil || fn == nil {
			continue
		}
		deferred := false
		syntax.Own(syntax.Body(fn), func(n ast.Node) bool {
			if d, ok := n.(*ast.DeferStmt); ok {
				ast.Inspect(d, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok && s.Info.Uses[id] == cancel {
						deferred = true
					}
					return true
				})
			}
			return true
		})
		if deferred {
			return true
		}
	}
	return false
}

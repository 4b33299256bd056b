package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// A contextChoice is the context that a goroutine is supervised on (rule R6): one
// that the goroutine itself uses, where it can be read without a new race or a
// guard skipped; else one that the function around it has made for the process;
// else context.Background(). What counts is the type, not the name ctx.
//
// A service is supervised on a context only if it lives by it: supervised on another, it
// would not come back after a panic once that one is done. A task runs once whatever its
// context does, so that any that it uses will do.
type contextChoice struct {
	expr string     // as it reads where the supervised call stands
	v    *types.Var // if expr is no more than a variable
}

// A reader says where a context is to be read.
type reader struct {
	*site
	pos    token.Pos // what can be named is what can be named here
	inside bool      // by the new goroutine, not by the one that starts it
	lit    *ast.FuncLit
}

// literalContext returns the context for an entry that is a literal.
func (s *site) literalContext(lit *ast.FuncLit, restart, inside bool, loop ast.Stmt) contextChoice {
	r := &reader{site: s, pos: s.Call.Pos(), inside: inside, lit: lit}
	if inside {
		r.pos = lit.Body.Lbrace + 1
	}
	if loop != nil {
		r.pos = loop.Pos()
	}
	used := s.lives(lit)
	if !restart {
		used = s.contextsUsed(lit)
	}
	for _, l := range used {
		if choice, ok := r.read(l); ok {
			return choice
		}
	}
	return r.other()
}

// valueContext returns the context for a function value that is handed to a
// launcher: that of the receiver, if it is a method.
func (s *site) valueContext(fun ast.Expr) contextChoice {
	r := &reader{site: s, pos: s.Call.Pos(), inside: true}
	if choice, ok := r.operandContext(syntax.CallOf(fun), nil); ok {
		return choice
	}
	return r.other()
}

// callContext returns the context for the call of a named function that is not
// handed one to live by: that of its receiver or of an argument, or one that it captures.
func (s *site) callContext(ops *operands) contextChoice {
	r := &reader{site: s, pos: s.Call.Pos(), inside: ops.params()}
	if choice, ok := r.operandContext(s.Call, ops); ok {
		return choice
	}
	return r.other()
}

// other returns the context for a goroutine that uses none.
func (r *reader) other() contextChoice {
	for _, v := range r.contextsInScope(r.pos) {
		if r.forProcess(v) && r.keeps(v) && !r.doneContexts()[v] {
			return contextChoice{v.Name(), v}
		}
	}
	return contextChoice{expr: r.imp.context + "Background()"}
}

// livingArgument returns the index of the argument that is a context for the
// function to live by; -1 if there is none. restart says that the function is a service.
func (s *site) livingArgument(restart bool) int {
	node := s.Node(s.Resolve(s.Call.Fun))
	for i, arg := range s.Call.Args {
		if !isContext(s.Info.TypeOf(arg)) || s.requestExpr(arg, 0) {
			continue
		}
		if v := s.VarOf(arg); v != nil && s.doneContexts()[v] {
			continue
		}
		if node == nil || !restart || s.livesByParam(node, i) {
			return i
		}
	}
	return -1
}

// livesByParam reports whether a service lives by the context that is its i-th
// parameter. One that does nothing with it says so by its signature only; one that hands
// it to calls that come back says that it lives on.
func (s *site) livesByParam(fn ast.Node, i int) bool {
	params := s.ParamVars(fn)
	if syntax.Body(fn) == nil || i >= len(params) || params[i] == nil || !s.mentions(syntax.Body(fn), params[i]) {
		return true
	}
	return haveLife(s.lives(fn), params[i])
}

// operandContext returns the context that a called function lives by: in a field of its
// receiver or of an argument, or one that it captures. ops says as what those are
// bound; nil if none is.
func (r *reader) operandContext(call *ast.CallExpr, ops *operands) (contextChoice, bool) {
	node := r.Node(r.Resolve(call.Fun))
	if node == nil {
		return contextChoice{}, false
	}
	recv, params := r.receiverVar(node), r.ParamVars(node)
	sel, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	for _, l := range r.lives(node) {
		i := slices.Index(params, l.base)
		var choice contextChoice
		ok := false
		switch {
		case recv != nil && l.base == recv:
			if sel != nil && r.selects(sel, l.fields) {
				choice, ok = r.behind(sel.X, ops.param(-1), l)
			}
		case i >= 0:
			if len(params) == len(call.Args) && len(l.fields) > 0 {
				choice, ok = r.behind(call.Args[i], ops.param(i), l)
			}
		default:
			choice, ok = r.read(l)
		}
		if ok {
			return choice, true
		}
	}
	return contextChoice{}, false
}

// behind returns the context in a field of an operand. bound is the name that the
// operand is bound as; "" if it is not.
func (r *reader) behind(x ast.Expr, bound string, l life) (contextChoice, bool) {
	if bound != "" {
		return contextChoice{expr: bound + fieldText(l.base.Type(), l.fields)}, r.harmless(l)
	}
	if u, ok := ast.Unparen(x).(*ast.UnaryExpr); ok {
		x = u.X // &s: s.ctx reads the same
	}
	if !r.IsPath(x) {
		return contextChoice{}, false
	}
	var path []*types.Var
	if x, ok := ast.Unparen(x).(*ast.SelectorExpr); ok {
		path = r.fieldPath(x)
	}
	return r.read(life{r.Base(x), append(path, l.fields...), l.first, l.guarded})
}

// fieldText returns how a field path reads behind an operand of type t. An embedded
// field is named only where it has to be.
func fieldText(t types.Type, fields []*types.Var) string {
	text := ""
	for i, f := range fields {
		if f.Embedded() && i+1 < len(fields) {
			if obj, _, _ := types.LookupFieldOrMethod(t, true, f.Pkg(), fields[i+1].Name()); obj == fields[i+1] {
				continue
			}
		}
		text += "." + f.Name()
		t = f.Type()
	}
	return text
}

// read returns the context of a life, if it can be read where the supervised call
// stands.
func (r *reader) read(l life) (contextChoice, bool) {
	v := l.base
	if !r.nameable(v) || !r.keeps(v) {
		return contextChoice{}, false
	}
	if len(l.fields) > 0 {
		return contextChoice{expr: v.Name() + fieldText(v.Type(), l.fields)}, r.harmless(l)
	}
	if r.isRequest(v, 0) || r.doneContexts()[v] || r.lit != nil && r.awaitedContexts(r.lit)[v] {
		return contextChoice{}, false
	}
	return contextChoice{v.Name(), v}, true
}

// nameable reports whether the name of v means v where the call stands.
func (r *reader) nameable(v *types.Var) bool {
	scope := r.Info.Scopes[r.file].Innermost(r.pos)
	if scope == nil || v.IsField() {
		return false
	}
	_, found := scope.LookupParent(v.Name(), r.pos)
	return found == v
}

// keeps reports whether v has the value where the supervised call is evaluated
// that it has at the spawn.
func (r *reader) keeps(v *types.Var) bool {
	switch {
	case r.lit != nil && v.Pos() >= r.lit.Type.Pos() && v.Pos() < r.lit.Body.Lbrace:
		return true // the entry's own parameter
	case v.Parent() == r.Types.Scope():
		return true
	case r.inside:
		return r.stable(v)
	}
	// No other goroutine assigns to it.
	return !r.Var(v).Taken && !slices.ContainsFunc(r.Var(v).Values, func(value syntax.Value) bool {
		return r.inNestedLit(v, value.Pos) && !r.sameFunc(value.Pos)
	})
}

// sameFunc reports whether pos lies in the function that starts the goroutine,
// and in no literal inside it.
func (s *site) sameFunc(pos token.Pos) bool {
	c, ok := s.CursorAt(pos)
	return ok && syntax.EnclosingFunc(c) == syntax.EnclosingFunc(s.Cursor)
}

// harmless reports whether the field that a goroutine lives by can be read by the
// supervised call: nobody writes to it meanwhile, and no pointer on the way is nil
// that the goroutine would not have followed itself.
func (r *reader) harmless(l life) bool {
	if !l.first && (l.guarded || !r.reachable(l)) {
		return false
	}
	if !slices.ContainsFunc(l.fields, func(f *types.Var) bool { return !r.settled(f) }) {
		return true
	}
	return (!r.inside || l.first) && r.justAssigned(l)
}

// reachable reports whether the pointers on the way to the context of l are known
// not to be nil: there is but one, the receiver of the method around the spawn,
// or a struct that is made here.
func (s *site) reachable(l life) bool {
	for _, f := range l.fields[:len(l.fields)-1] {
		if syntax.IsPointer(f.Type()) {
			return false
		}
	}
	if !syntax.IsPointer(l.base.Type()) {
		return true
	}
	for c := range s.Cursor.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		if s.isFresh(l.base, c.Node()) || s.receiverVar(c.Node()) == l.base && !s.comparedWithNil(c.Node(), l.base) {
			return true
		}
	}
	return false
}

// justAssigned reports whether the function that starts the goroutine assigns to
// the field before, on every path, and holds on to a lock that it took: then it reads what it has
// written.
func (r *reader) justAssigned(l life) bool {
	for c := range r.Cursor.Enclosing((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch c.Node().(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		}
		for _, stmt := range slices.Backward(syntax.Stmts(c.Node())) {
			if stmt.End() > r.Call.Pos() {
				continue
			}
			if r.assigns(stmt, l, lifeDepth) {
				return true
			}
			if r.unlocks(stmt) {
				return false
			}
		}
	}
	return false
}

// assigns reports whether a statement assigns to the field that l leads to, or to a struct that has it, itself or in a
// method that it calls: l.ctx, l.cancel = context.WithCancel(ctx), l.lifecycle = newLifecycle(), l.reset(). What is
// reached through a pointer that is assigned must be settled.
func (f *Fixer) assigns(stmt ast.Stmt, l life, depth int) bool {
	switch n := stmt.(type) {
	case *ast.AssignStmt:
		return slices.ContainsFunc(n.Lhs, func(lhs ast.Expr) bool {
			sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr)
			if !ok || f.Base(lhs) != l.base {
				return false
			}
			path := f.fieldPath(sel)
			return path != nil && len(path) <= len(l.fields) && slices.Equal(path, l.fields[:len(path)]) &&
				!slices.ContainsFunc(l.fields[len(path):], func(field *types.Var) bool { return syntax.IsPointer(path[len(path)-1].Type()) && !f.settled(field) })
		})
	case *ast.ExprStmt:
		call, ok := ast.Unparen(n.X).(*ast.CallExpr)
		if !ok || depth == 0 {
			return false
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		decl, _ := f.Node(f.Resolve(call.Fun)).(*ast.FuncDecl)
		if !ok || decl == nil || decl.Body == nil || f.receiverVar(decl) == nil || f.Base(sel.X) != l.base {
			return false
		}
		return f.leavesAssigned(decl.Body, life{base: f.receiverVar(decl), fields: f.behindReceiver(sel, l.fields)}, depth)
	}
	return false
}

// behindReceiver returns the fields that are left to go from the receiver of a method that is called on a path.
func (f *Fixer) behindReceiver(sel *ast.SelectorExpr, fields []*types.Var) []*types.Var {
	n := 0
	if x, ok := ast.Unparen(sel.X).(*ast.SelectorExpr); ok {
		path := f.fieldPath(x)
		if len(path) > len(fields) || !slices.Equal(path, fields[:len(path)]) {
			return nil
		}
		n = len(path)
	}
	if s := f.Info.Selections[sel]; s != nil { // through embedded structs
		n += len(s.Index()) - 1
	}
	if n >= len(fields) {
		return nil
	}
	return fields[n:]
}

// leavesAssigned reports whether a body assigns to a field on every path, and gives no lock back from then on.
func (f *Fixer) leavesAssigned(body *ast.BlockStmt, l life, depth int) bool {
	if len(l.fields) == 0 {
		return false
	}
	assigned := false
	for _, stmt := range body.List {
		if d, ok := stmt.(*ast.DeferStmt); ok && f.gives(d.Call) || f.unlocks(stmt) {
			return false
		}
		if !assigned && exits(stmt) {
			return false
		}
		assigned = assigned || f.assigns(stmt, l, depth-1)
	}
	return assigned
}

// gives reports whether a call gives a lock back.
func (f *Fixer) gives(call *ast.CallExpr) bool {
	e := known.Of(f.Callee(call))
	return e.Has(known.Unlocks) || e.Has(known.RUnlocks)
}

// unlocks reports whether a statement gives a lock back, now.
func (f *Fixer) unlocks(stmt ast.Stmt) bool {
	if _, deferred := stmt.(*ast.DeferStmt); deferred {
		return false
	}
	found := false
	syntax.Own(stmt, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			found = found || f.gives(call)
		}
		return !found
	})
	return found
}

// contextsUsed lists the contexts that a literal uses, in source order:
// captured variables, parameters and plain field paths. To ask one for a value is no use.
func (s *site) contextsUsed(lit *ast.FuncLit) []life {
	var list []life
	first := s.firstReads(lit.Body)
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if fn := s.Callee(call); fn != nil && fn.FullName() == "(context.Context).Value" {
				return false
			}
		}
		x, ok := n.(ast.Expr)
		if !ok || !isContext(s.Info.TypeOf(x)) {
			return true
		}
		switch x := x.(type) {
		case *ast.Ident:
			if v, ok := s.Info.Uses[x].(*types.Var); ok && !declaredIn(lit.Body, v) {
				list = append(list, life{base: v})
			}
		case *ast.SelectorExpr:
			if path, base := s.fieldPath(x), s.Base(x); path != nil && base != nil && !declaredIn(lit.Body, base) {
				w := &lifeWalk{first: first}
				list = append(list, life{base, path, w.isFirst(x), s.comparedWithNil(lit.Body, base)})
				return false
			}
		}
		return true
	})
	return list
}

// contextsInScope lists the context variables that can be named at pos, the
// nearest first.
func (s *site) contextsInScope(pos token.Pos) []*types.Var {
	var list []*types.Var
	hidden := make(map[string]bool)
	scope := s.Info.Scopes[s.file].Innermost(pos)
	for ; scope != nil && scope != types.Universe; scope = scope.Parent() {
		var here []*types.Var
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

func isContext(t types.Type) bool { return syntax.IsContext(t) }

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

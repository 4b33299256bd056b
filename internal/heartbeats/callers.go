package heartbeats

import (
	"go/ast"
	"go/types"
	"slices"
)

// callers are the places of the package that functions run from.
type callers struct {
	uses    map[*types.Func][]*ast.Ident // of the functions of the package
	served  map[ast.Node]bool            // identifiers and literals that a service runs
	started map[ast.Node]bool            // that a go statement does
}

func (r *giving) findCallers() *callers {
	c := &callers{make(map[*types.Func][]*ast.Ident), make(map[ast.Node]bool), make(map[ast.Node]bool)}
	for cursor := range r.Preorder((*ast.Ident)(nil), (*ast.GoStmt)(nil)) {
		switch n := cursor.Node().(type) {
		case *ast.Ident:
			if fn, ok := r.Info.Uses[n].(*types.Func); ok && r.Decl(fn) != nil {
				c.uses[fn.Origin()] = append(c.uses[fn.Origin()], n)
			}
		case *ast.GoStmt:
			if lit, ok := ast.Unparen(n.Call.Fun).(*ast.FuncLit); ok {
				c.started[lit] = true
			} else if id := identOf(n.Call.Fun); id != nil {
				c.started[id] = true
			}
		}
	}
	for _, s := range r.Started() {
		if s.Task {
			continue
		}
		if lit, ok := r.supervised(s).(*ast.FuncLit); ok {
			c.served[lit] = true
		} else {
			_, t := r.resolve(r.termOf(s.fn), s.bound)
			if id := identOf(t.x); id != nil && t.sel == "" {
				c.served[id] = true
			} else if sel := identOf(s.fn); sel != nil {
				c.served[sel] = true
			}
		}
	}
	return c
}

// runsLoose reports whether a function also runs where no service of the package supervises it:
// main calls it, a go statement starts it, a task does. A heartbeat by the name of the service
// would then hide that the service is gone.
func (r *giving) runsLoose(fn ast.Node, seen map[ast.Node]bool) bool {
	if r.callers == nil {
		r.callers = r.findCallers()
	}
	if fn == nil || seen[fn] || r.callers.served[fn] {
		return false
	}
	seen[fn] = true
	var uses []*ast.Ident
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		obj, _ := r.Info.Defs[fn.Name].(*types.Func)
		uses = r.callers.uses[obj]
		if len(uses) == 0 {
			return true // main, and what others call
		}
	case *ast.FuncLit:
		v := r.holder(fn)
		if v == nil {
			return r.callers.started[fn] || r.runsLoose(r.FuncAround(fn), seen)
		}
		for _, use := range r.Uses(v) {
			uses = append(uses, use.Node().(*ast.Ident))
		}
	}
	return slices.ContainsFunc(uses, func(id *ast.Ident) bool {
		return !r.callers.served[id] && (r.callers.started[id] || r.runsLoose(r.FuncAround(id), seen))
	})
}

// holder returns the local variable that a literal is assigned to, and nothing else is; nil if there
// is none.
func (src text) holder(lit *ast.FuncLit) *types.Var {
	c, ok := src.FuncCursor(lit)
	if !ok {
		return nil
	}
	assign, ok := c.Parent().Node().(*ast.AssignStmt)
	if !ok || len(assign.Lhs) != len(assign.Rhs) {
		return nil
	}
	v := src.VarOf(assign.Lhs[slices.Index(assign.Rhs, ast.Expr(lit))])
	if v == nil || v.Kind() != types.LocalVar || len(src.Var(v).Values) != 1 {
		return nil
	}
	return v
}

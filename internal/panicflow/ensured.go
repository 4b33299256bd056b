package panicflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a method makes for its receiver, at once or by a sync.Once of that, is there behind its call, and stays if nobody ever sets it to nil:
//
//	func (c *cache) init() { c.once.Do(func() { c.hits = make(map[string]int) }) }
//
//	c.init()
//	c.hits[k]++

// ensuring tells what is made so.
type ensuring struct {
	*Judge
	made map[ast.Node][]*types.Var // by
}

// learnEnsured notes what call has made.
func (w *prover) learnEnsured(call *ast.CallExpr) {
	x, list := w.ensuring.byCall(call)
	if p := w.places.placeOf(x); p != nowhere {
		_, pointer := core(w.Info.TypeOf(x)).(*types.Pointer)
		for _, f := range list {
			if w.settings.stays(f) {
				w.learnNotNil(w.places.fieldPlace(p, f, pointer))
			}
		}
	}
}

// byCall returns which fields call surely sets, and of what.
func (j *ensuring) byCall(call *ast.CallExpr) (x ast.Expr, list []*types.Var) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || j.Info.Selections[sel] == nil || j.Info.Selections[sel].Kind() != types.MethodVal {
		return nil, nil
	}
	if fn := j.Callee(call); fn == nil || fn.FullName() != "(*sync.Once).Do" {
		return sel.X, j.by(j.Node(j.Resolve(sel)), nil)
	}
	once, ok := ast.Unparen(sel.X).(*ast.SelectorExpr)
	if x = sel.X; len(j.Info.Selections[sel].Index()) == 1 { // not embedded
		if !ok {
			return nil, nil // one for all
		}
		x = once.X
	}
	v := j.VarOf(x)
	if v == nil || v.IsField() {
		return nil, nil
	}
	switch f := ast.Unparen(call.Args[0]).(type) {
	case *ast.FuncLit:
		return x, j.by(f, v)
	case *ast.SelectorExpr:
		if j.isVar(f.X, v) {
			return x, j.by(j.Node(j.Resolve(f)), nil)
		}
	}
	return nil, nil
}

// by returns which fields fn, a method or a literal, sets of what v points to, its receiver if v is nil.
func (j *ensuring) by(fn ast.Node, v *types.Var) []*types.Var {
	if syntax.Body(fn) == nil {
		return nil
	}
	if v == nil {
		v = j.receiver(fn)
	}
	list, ok := j.made[fn]
	if !ok {
		before := j.solver.Provisional()
		j.made[fn] = nil // while it is asked for
		list = j.find(fn, v)
		if j.made[fn] = list; j.solver.Provisional() != before {
			delete(j.made, fn)
		}
	}
	return list
}

// find is by, for the first time.
func (j *ensuring) find(fn ast.Node, v *types.Var) (list []*types.Var) {
	body := syntax.Body(fn)
	if v == nil || j.Var(v).Taken || hasReturn(body) || j.frame(body).guards() ||
		slices.ContainsFunc(j.Var(v).Values, func(value syntax.Value) bool { return j.FuncAt(value.Pos) == fn }) {
		return nil
	}
	if _, pointer := core(v.Type()).(*types.Pointer); !pointer {
		return nil
	}
	for _, s := range body.List {
		list = append(list, j.byStmt(s, v)...)
	}
	return list
}

// byStmt is by for a statement.
func (j *ensuring) byStmt(s ast.Stmt, v *types.Var) (list []*types.Var) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		for _, lhs := range s.Lhs {
			if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok && j.isVar(sel.X, v) && j.VarOf(sel) != nil {
				list = append(list, j.VarOf(sel))
			}
		}
	case *ast.IfStmt: // if c.hits == nil { c.hits = … }
		for _, inner := range s.Body.List {
			for _, f := range j.byStmt(inner, v) {
				if j.settings.asksForNil(s.Cond, f, token.EQL) {
					list = append(list, f)
				}
			}
		}
	case *ast.ExprStmt:
		if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok {
			if x, fields := j.byCall(call); j.isVar(x, v) {
				return fields
			}
		}
	}
	return list
}

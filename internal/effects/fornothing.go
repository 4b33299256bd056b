package effects

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What services do for nobody: of what they take they leave nothing that somebody could look for, or nobody waits for their end.

// endsUnseen reports whether nobody waits for the end of the service that receives at c: of a channel that is closed, who receives could
// tell what has come so far.
func (r *serving) endsUnseen(c inspector.Cursor) bool {
	fn := syntax.EnclosingFunc(c)
	return r.onlySpawned(fn) && !slices.ContainsFunc(r.Body(fn).Sites, func(s *Site) bool {
		return s.Kind == Done || s.Kind == Close || s.Kind == Wake || s.Kind == Cancel || s.Kind == Flag
	})
}

// ServedForNothing reports whether services that receive what is sent on a channel leave nothing of it that somebody could look for later: they
// only send it on to such services.
func (r *Result) ServedForNothing(on Ref) bool { return r.serving.leavesNothing(on.Class, maxCarried) }

func (r *serving) leavesNothing(class string, depth int) bool {
	return depth > 0 && !slices.ContainsFunc(r.readers.receivesFrom(class), func(c inspector.Cursor) bool { return !r.changesNothing(c, depth) })
}

// changesNothing is leavesNothing for what is done with the values of one receive.
func (r *serving) changesNothing(c inspector.Cursor, depth int) bool {
	body := c.Node()
	if loop, ok := body.(*ast.RangeStmt); ok {
		body = loop.Body
	} else {
		for up := range c.Enclosing((*ast.CommClause)(nil)) {
			body = up.Node()
			break
		}
	}
	changed := make(map[string]bool)
	r.changesOf(body, changed, make(map[ast.Node]bool))
	leaves := len(changed) > 0
	syntax.Own(body, func(n ast.Node) bool {
		if send, ok := n.(*ast.SendStmt); ok {
			leaves = leaves || !r.leavesNothing(r.polling.class(send.Chan), depth-1)
		}
		return !leaves
	})
	return !leaves
}

// onlySpawned reports whether a function is named in go statements alone: only by a signal of its own can somebody wait for its end.
func (src source) onlySpawned(fn ast.Node) bool {
	spawns := func(c inspector.Cursor, ok bool) bool {
		if !ok {
			return false
		}
		for isParen(c.Parent().Node()) {
			c = c.Parent()
		}
		call, ok := c.Parent().Node().(*ast.CallExpr)
		if !ok || call.Fun != c.Node() {
			return false
		}
		_, spawned := c.Parent().Parent().Node().(*ast.GoStmt)
		return spawned
	}
	decl, ok := fn.(*ast.FuncDecl)
	if !ok {
		return spawns(src.FuncCursor(fn))
	}
	for id, obj := range src.Info.Uses {
		if obj != src.Info.Defs[decl.Name] {
			continue
		}
		c, ok := src.CursorOf(id)
		if sel, isSel := c.Parent().Node().(*ast.SelectorExpr); ok && isSel && sel.Sel == id {
			c = c.Parent()
		}
		if !spawns(c, ok) {
			return false
		}
	}
	return true
}

func stands(v *types.Var, n ast.Node) bool { return containsPos(n, v.Pos()) }

// changesOf adds the classes of what a function, or a part of one, assigns to that it has not declared, itself or in what it
// calls.
func (r *serving) changesOf(part ast.Node, into map[string]bool, seen map[ast.Node]bool) {
	if seen[part] {
		return
	}
	seen[part] = true
	note := func(x ast.Expr) {
		if v := r.VarOf(x); v == nil || v.IsField() || !stands(v, part) {
			into[r.polling.class(x)] = true
		}
	}
	ast.Inspect(part, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			note(n.X)
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				note(lhs)
			}
		case *ast.CallExpr:
			if _, x, _ := r.atomicChange(n); x != nil {
				note(x)
				break
			}
			for _, t := range r.waiting.inView(n.Fun) {
				if t.node != nil {
					r.changesOf(t.node, into, seen)
				}
			}
		}
		return true
	})
}

package fix

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/effects"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// The panic is sent in the hook where the goroutine, or what it calls, sends a result: as the error of the value, on the same channel,
// with the same other ways out. What is sent on one of these is sent there, instead: the panic is told once.
//
//	select { case out <- r: case <-ctx.Done(): out <- result{err: ctx.Err()} }

// sentPanic is a send of the body with the panic for its error, or the same token.
func (d *hooking) sentPanic(n *ast.SendStmt, s *effects.Site) string {
	if d.lit == nil || !d.stableAt(n.Chan) {
		return ""
	}
	if value := d.panicFor(d.elem(n.Chan), d.sendsOn(n)...); value != "" {
		return d.offered(n, d.Source(n.Chan)+" <- "+value)
	}
	if !d.isToken(n) {
		return ""
	}
	text := d.offered(n, d.Source(n))
	if text != "" && !slices.Contains(d.hook, text) {
		d.tokens = append(d.tokens, s.On)
	}
	return text
}

// sentByCallee is a send of a callee with the panic for its error.
func (d *hooking) sentByCallee(call *ast.CallExpr, s *effects.Site) string {
	ch, elem, ok := d.sentOn(s)
	if !ok || s.Optional {
		return ""
	}
	value := d.panicFor(elem, d.sentBy(call, nil, elem)...)
	if value == "" {
		return ""
	}
	if s.Lossy {
		return "select {\ncase " + ch + " <- " + value + ":\ndefault:\n}"
	}
	return ch + " <- " + value
}

// offered is a send in the hook: in a select with the other ways out that the
// goroutine's own send has, or whoever has left is waited for.
func (d *hooking) offered(n *ast.SendStmt, send string) string {
	c, ok := d.CursorOf(n)
	if !ok {
		return ""
	}
	clause, ok := c.Parent().Node().(*ast.CommClause)
	if !ok || clause.Comm != ast.Stmt(n) {
		return send
	}
	text := "select {\ncase " + send + ":\n"
	for up := range c.Enclosing((*ast.SelectStmt)(nil)) {
		for _, other := range up.Node().(*ast.SelectStmt).Body.List {
			other := other.(*ast.CommClause)
			if other == clause {
				continue
			}
			way := "default:\n"
			if other.Comm != nil {
				x, ok := other.Comm.(*ast.ExprStmt)
				if !ok || !d.readable(x.X) {
					return ""
				}
				way = "case " + d.Source(x.X) + ":\n"
			}
			instead, ok := d.sentInstead(other)
			if !ok {
				return ""
			}
			text += way + instead
		}
		break
	}
	return text + "}"
}

// sentInstead is what the body of another way out sends, with the panic; false if that cannot be written.
func (d *hooking) sentInstead(way *ast.CommClause) (text string, ok bool) {
	for _, stmt := range way.Body {
		send, ok := stmt.(*ast.SendStmt)
		if !ok {
			continue
		}
		value := d.panicFor(d.elem(send.Chan), d.sendsOn(send)...)
		if d.isToken(send) {
			value = d.Source(send.Value)
		}
		if value == "" || !d.stableAt(send.Chan) {
			return "", false
		}
		text += d.Source(send.Chan) + " <- " + value + "\n"
	}
	return text, true
}

// isSentInstead reports whether a send stands in the body of a way out beside another send, which the hook makes with that.
func (d *hooking) isSentInstead(s *effects.Site) bool {
	send, ok := s.Node.(*ast.SendStmt)
	if !ok || d.lit == nil || s.In != (effects.FuncID{}) {
		return false
	}
	c, ok := d.CursorOf(send)
	if !ok {
		return false
	}
	way, ok := c.Parent().Node().(*ast.CommClause)
	if !ok || way.Comm == ast.Stmt(send) {
		return false
	}
	list := c.Parent().Parent().Node().(*ast.BlockStmt).List
	return slices.ContainsFunc(list, func(stmt ast.Stmt) bool {
		other, ok := stmt.(*ast.CommClause).Comm.(*ast.SendStmt)
		return ok && !d.isToken(other)
	})
}

// readable reports whether a receive reads the same in the hook: from a path, or
// from a context's Done.
func (d *hooking) readable(x ast.Expr) bool {
	recv, ok := ast.Unparen(x).(*ast.UnaryExpr)
	if !ok {
		return false
	}
	if call, ok := ast.Unparen(recv.X).(*ast.CallExpr); ok {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		return ok && len(call.Args) == 0 && isContext(d.Info.TypeOf(sel.X)) && d.stableAt(sel.X)
	}
	return d.stableAt(recv.X)
}

// sentOn returns the channel on which a callee sends, as it reads at the spawn,
// and the type of its elements.
func (d *hooking) sentOn(s *effects.Site) (ch string, elem types.Type, ok bool) {
	text, root := s.On.Name()
	if s.Kind != effects.Send || text == "" || slices.Contains(d.entry.Sets, s.On.Class) {
		return "", nil, false
	}
	_, obj := d.Info.Scopes[d.file].Innermost(d.optionPos()).LookupParent(root.Name(), d.optionPos())
	if obj != root || !d.stable(root) {
		return "", nil, false
	}
	t := root.Type()
	for _, name := range strings.Split(text, ".")[1:] {
		field, _, _ := types.LookupFieldOrMethod(t, true, d.Types, name)
		if field == nil {
			return "", nil, false
		}
		t = field.Type()
	}
	c, ok := t.Underlying().(*types.Chan)
	if !ok || c.Dir() == types.RecvOnly {
		return "", nil, false
	}
	return text, c.Elem(), true
}

func (d *duties) elem(ch ast.Expr) types.Type {
	if c, ok := d.Info.TypeOf(ch).Underlying().(*types.Chan); ok {
		return c.Elem()
	}
	return types.Typ[types.Invalid]
}

// panicValue returns the text of a value of type t that carries the panic p as
// its error; "" if there is none.
func (d *hooking) panicValue(t types.Type) string {
	if syntax.IsError(t) {
		return d.panicName()
	}
	star := ""
	if ptr, ok := t.(*types.Pointer); ok {
		star, t = "&", ptr.Elem()
	}
	field, ok := effects.ErrorField(t)
	if !ok || !field.Exported() && field.Pkg() != d.Types {
		return ""
	}
	if _, named := types.Unalias(t).(*types.Named); !named {
		return ""
	}
	typ, ok := d.spell(t, d.optionPos())
	if !ok {
		return ""
	}
	return star + typ + "{" + field.Name() + ": " + d.panicName() + "}"
}

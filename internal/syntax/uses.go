package syntax

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// A function is a FuncDecl or FuncLit of the package.
type function struct {
	cursor inspector.Cursor
	outer  int                               // index of the function around it, -1 if none
	uses   map[*types.Var][]inspector.Cursor // of local variables, in an outermost function; nil until the first question
}

// Mentions reports whether n uses v.
func (p *Package) Mentions(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && p.Info.Uses[id] == v
		return !found
	})
	return found
}

// functions lists the functions of the package by position.
func (p *Package) functions() []*function {
	if p.funcs == nil {
		p.funcs = []*function{}
		for c := range p.Preorder((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
			p.funcs = append(p.funcs, &function{cursor: c})
		}
		slices.SortFunc(p.funcs, func(f, g *function) int { return cmp.Compare(f.cursor.Node().Pos(), g.cursor.Node().Pos()) })
		for i, f := range p.funcs {
			f.outer = i - 1
			for f.outer >= 0 && p.funcs[f.outer].cursor.Node().End() < f.cursor.Node().End() {
				f.outer = p.funcs[f.outer].outer
			}
		}
	}
	return p.funcs
}

// around returns the index of the innermost function around the range, one that
// is the range itself left out; -1 if there is none.
func (p *Package) around(pos, end token.Pos) int {
	list := p.functions()
	i, found := slices.BinarySearchFunc(list, pos, func(f *function, pos token.Pos) int {
		return cmp.Compare(f.cursor.Node().Pos(), pos)
	})
	if !found {
		i--
	}
	for i >= 0 {
		n := list[i].cursor.Node()
		if end <= n.End() && (n.Pos() != pos || n.End() != end) {
			break
		}
		i = list[i].outer
	}
	return i
}

// FuncAround returns the innermost FuncDecl or FuncLit around n, n itself not
// counted; nil at package level and in test files that are not analysed.
func (p *Package) FuncAround(n ast.Node) ast.Node { return p.funcAt(p.around(n.Pos(), n.End())) }

// FuncAt returns the innermost FuncDecl or FuncLit that holds pos, or nil.
func (p *Package) FuncAt(pos token.Pos) ast.Node { return p.funcAt(p.around(pos, pos)) }

func (p *Package) funcAt(i int) ast.Node {
	if i < 0 {
		return nil
	}
	return p.funcs[i].cursor.Node()
}

// FuncCursor returns the cursor of a FuncDecl or FuncLit of the package.
func (p *Package) FuncCursor(fn ast.Node) (inspector.Cursor, bool) {
	if fn == nil {
		return inspector.Cursor{}, false
	}
	list := p.functions()
	i, found := slices.BinarySearchFunc(list, fn.Pos(), func(f *function, pos token.Pos) int {
		return cmp.Compare(f.cursor.Node().Pos(), pos)
	})
	if !found || list[i].cursor.Node() != fn {
		return inspector.Cursor{}, false
	}
	return list[i].cursor, true
}

// Uses lists where the local variable v is used, its declaration left out, in
// source order. The first question about a function reads all of it.
func (p *Package) Uses(v *types.Var) []inspector.Cursor {
	i := p.around(v.Pos(), v.Pos())
	if i < 0 {
		return nil
	}
	for p.funcs[i].outer >= 0 {
		i = p.funcs[i].outer
	}
	f := p.funcs[i]
	if f.uses == nil {
		f.uses = make(map[*types.Var][]inspector.Cursor)
		for c := range f.cursor.Preorder((*ast.Ident)(nil)) {
			if v, ok := p.Info.Uses[c.Node().(*ast.Ident)].(*types.Var); ok && !v.IsField() {
				f.uses[v] = append(f.uses[v], c)
			}
		}
	}
	return f.uses[v]
}

// CursorOf returns the cursor of a node of the package. The search is as long as the
// function around the node; of the whole package it would be, from Root, and with a
// question a function that is quadratic.
func (p *Package) CursorOf(n ast.Node) (inspector.Cursor, bool) {
	if c, ok := p.FuncCursor(n); ok {
		return c, true
	}
	if c, ok := p.FuncCursor(p.FuncAround(n)); ok {
		return c.FindNode(n)
	}
	return p.Root.FindNode(n)
}

// CursorAt returns the cursor of the innermost node that holds pos, likewise.
func (p *Package) CursorAt(pos token.Pos) (inspector.Cursor, bool) {
	if c, ok := p.FuncCursor(p.FuncAt(pos)); ok {
		return c.FindByPos(pos, pos)
	}
	return p.Root.FindByPos(pos, pos)
}

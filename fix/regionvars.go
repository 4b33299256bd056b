package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode"

	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// What a region that becomes a literal defines, and what stands behind it uses, is declared in front of the literal.

// hoist finds what statements define and others behind them use: it is declared in
// front, if it is defined in the list itself and its type can be written. So is what is defined
// together with a variable that is there already, such as a named result: in a function of
// its own, := would define another one.
func (s *site) hoist(r *lockRegion, list, rest []ast.Stmt) bool {
	h := hoisting{site: s, r: r, list: list, used: make(map[types.Object]bool)}
	for _, stmt := range rest {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				h.used[s.Info.Uses[id]] = true
			}
			return true
		})
	}
	return !slices.ContainsFunc(list, func(stmt ast.Stmt) bool { return !h.statement(stmt) }) &&
		!slices.ContainsFunc(h.hides, func(id *ast.Ident) bool { return namedIn(id.Name, h.spelled) })
}

// A hoisting is the search of a region for what is to be declared in front of it.
type hoisting struct {
	*site
	r    *lockRegion
	list []ast.Stmt
	used map[types.Object]bool // behind the list

	hides   []*ast.Ident // what is declared in front,
	spelled []string     // and as what
}

// statement hoists what one statement defines; false if that cannot be done.
func (h *hoisting) statement(stmt ast.Stmt) bool {
	def, isDef := stmt.(*ast.AssignStmt)
	isDef = isDef && def.Tok == token.DEFINE
	decl := plainVar(stmt)
	moves, ok := false, true
	syntax.Own(stmt, func(n ast.Node) bool {
		id, isIdent := n.(*ast.Ident)
		if !isIdent {
			return true
		}
		if obj := h.Info.Defs[id]; obj != nil && h.used[obj] {
			moves = true
			ok = ok && (isDef && slices.Contains(def.Lhs, ast.Expr(id)) || decl != nil && slices.Contains(decl.Names, id))
		}
		return ok
	})
	if !ok {
		return false
	}
	if isDef { // v, err := f() where v is there already, and stays outside
		for _, lhs := range def.Lhs {
			obj := h.Info.Uses[lhs.(*ast.Ident)]
			moves = moves || obj != nil && (h.used[obj] || obj.Pos() < h.list[0].Pos())
		}
	}
	switch {
	case !moves:
		return true
	case decl != nil:
		return h.declaration(stmt.(*ast.DeclStmt), decl)
	}
	return h.definition(def)
}

// declaration moves a declaration of variables as it is.
func (h *hoisting) declaration(stmt *ast.DeclStmt, decl *ast.ValueSpec) bool {
	var names []string
	for _, name := range decl.Names {
		if h.otherOf(h.Info.Defs[name], h.list, decl.End()) {
			return false
		}
		names = append(names, name.Name)
	}
	from, to := withComments(stmt)
	text := h.comments(from, stmt.Pos()) + "var " + strings.Join(names, ", ") + " " + h.Source(decl.Type)
	for _, c := range h.commentsIn(stmt.End(), to) {
		text += " " + c.Text
	}
	h.r.moved, h.r.vars = append(h.r.moved, stmt), append(h.r.vars, text)
	h.hides, h.spelled = append(h.hides, decl.Names...), append(h.spelled, h.Source(decl.Type))
	return true
}

// definition declares what := defines in front, so that it assigns.
func (h *hoisting) definition(def *ast.AssignStmt) bool {
	h.r.hoisted = append(h.r.hoisted, def)
	for _, lhs := range def.Lhs {
		obj := h.Info.Defs[lhs.(*ast.Ident)]
		if obj == nil || obj.Name() == "_" { // it is there already
			continue
		}
		if h.otherOf(obj, h.list, def.End()) {
			return false
		}
		text, ok := h.spell(obj.Type(), h.r.lock.Pos())
		if !ok || strings.Contains(text, "\n") {
			return false
		}
		h.r.vars = append(h.r.vars, "var "+obj.Name()+" "+text)
		h.hides, h.spelled = append(h.hides, lhs.(*ast.Ident)), append(h.spelled, text)
	}
	return true
}

// namedIn reports whether spelled types name something, a package or a type, so that a variable of that name
// would hide it: url in *url.URL.
func namedIn(name string, spelled []string) bool {
	return slices.ContainsFunc(spelled, func(text string) bool {
		return slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }), name)
	})
}

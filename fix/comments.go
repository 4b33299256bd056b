package fix

import (
	"go/ast"
	"go/token"
	"strings"
)

// hasComment reports whether there is a comment between two positions.
func (s *site) hasComment(from, to token.Pos) bool { return s.commentBetween(from, to) != to }

// comments returns the comments between two positions, a line each.
func (s *site) comments(from, to token.Pos) string {
	var b strings.Builder
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			if from <= c.Pos() && c.End() <= to {
				b.WriteString(c.Text + "\n")
			}
		}
	}
	return b.String()
}

// oneLine reports whether the body of a literal stands on one line.
func (s *site) oneLine(lit *ast.FuncLit) bool {
	return s.line(lit.Body.Lbrace) == s.line(lit.Body.Rbrace)
}

func (s *site) line(pos token.Pos) int { return s.Fset.PositionFor(pos, false).Line }

// nextToken returns the begin of the first statement of a body at or behind
// pos, or of the comment above it, or its closing brace.
func (s *site) nextToken(lit *ast.FuncLit, pos token.Pos) token.Pos {
	return s.commentBetween(s.behindComment(lit, pos), nextStmt(lit, pos))
}

// nextStmt returns the begin of the first statement of a body at or behind
// pos, or its closing brace.
func nextStmt(lit *ast.FuncLit, pos token.Pos) token.Pos {
	for _, stmt := range lit.Body.List {
		if stmt.Pos() >= pos {
			return stmt.Pos()
		}
	}
	return lit.Body.Rbrace
}

// commentBetween returns the begin of the first comment between two positions,
// or the second one if there is none.
func (s *site) commentBetween(from, to token.Pos) token.Pos {
	for _, group := range s.file.Comments {
		if from <= group.Pos() && group.Pos() < to {
			return group.Pos()
		}
	}
	return to
}

// behindComment returns pos, or the end of the line comment that stands behind
// it: a comment on go func() { // why stays on that line. One behind a literal
// that ends on the line is not the body's.
func (s *site) behindComment(lit *ast.FuncLit, pos token.Pos) token.Pos {
	next := nextStmt(lit, pos)
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			if pos <= c.Pos() && c.Pos() < next && s.line(c.Pos()) == s.line(pos) && strings.HasPrefix(c.Text, "//") {
				return c.End()
			}
		}
	}
	return pos
}

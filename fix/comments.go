package fix

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
	"github.com/unsupervisedgo/unsupervisedgo/internal/syntax"
)

// commentsIn lists the comments between two positions.
func (s *site) commentsIn(from, to token.Pos) []*ast.Comment {
	var list []*ast.Comment
	groups := s.file.Comments
	i, _ := slices.BinarySearchFunc(groups, from, func(g *ast.CommentGroup, pos token.Pos) int { return int(g.End() - pos) })
	for ; i < len(groups) && groups[i].Pos() < to; i++ {
		for _, c := range groups[i].List {
			if from <= c.Pos() && c.End() <= to {
				list = append(list, c)
			}
		}
	}
	return list
}

// hasComment reports whether there is a comment between two positions.
func (s *site) hasComment(from, to token.Pos) bool { return len(s.commentsIn(from, to)) > 0 }

// commentBetween returns the begin of the first comment between two positions,
// or the second one if there is none.
func (s *site) commentBetween(from, to token.Pos) token.Pos {
	for _, c := range s.commentsIn(from, to) {
		return c.Pos()
	}
	return to
}

// comments returns the comments between two positions, a line each.
func (s *site) comments(from, to token.Pos) string {
	var b strings.Builder
	for _, c := range s.commentsIn(from, to) {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

// before returns the comments between two positions for a place before an
// operand, where a line may break.
func (s *site) before(from, to token.Pos) string {
	var b strings.Builder
	for _, c := range s.commentsIn(from, to) {
		b.WriteString(c.Text)
		if isLine(c) {
			b.WriteString("\n")
		} else {
			b.WriteString(" ")
		}
	}
	return b.String()
}

// behind returns the comments between two positions for a place behind an operand
// in a list that rest ends, followed by rest. Where a line breaks, a comma comes first.
func (s *site) behind(from, to token.Pos, rest string) string {
	var b strings.Builder
	broken := false
	for _, c := range s.commentsIn(from, to) {
		if !broken && (isLine(c) || strings.Contains(c.Text, "\n")) { // which acts like a line break
			broken = true
			b.WriteString(",")
		}
		b.WriteString(" " + c.Text)
		if isLine(c) {
			b.WriteString("\n")
		}
	}
	if broken {
		rest = strings.TrimPrefix(rest, ", ")
	}
	return b.String() + rest
}

func isLine(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//") }

// linterDirective matches a comment for a linter that is about the code on its line.
var linterDirective = lazy.Regexp(`^//\s?(nolint\b|#nosec\b|gosec:|lint:)`)

// directive returns the comment for a linter behind the go statement, if it stands
// right behind it on its line: it is about what is called. It is nil if there is none.
func (s *site) directive() *ast.Comment {
	if s.Go == nil {
		return nil
	}
	end := s.Go.End()
	next := s.nextPart(end)
	for _, c := range s.commentsIn(end, s.file.FileEnd) {
		if c.Pos() < next && s.line(c.Pos()) == s.line(end) && linterDirective().MatchString(c.Text) {
			return c
		}
		break
	}
	return nil
}

// nextPart returns the begin of what stands behind the spawn's statement, which ends
// at end: another statement, a clause, or the brace of its block.
func (s *site) nextPart(end token.Pos) token.Pos {
	for c := range s.Cursor.Enclosing((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		for _, stmt := range syntax.Stmts(c.Node()) {
			if stmt.Pos() >= end {
				return stmt.Pos()
			}
		}
		if block, ok := c.Node().(*ast.BlockStmt); ok {
			return block.Rbrace
		}
	}
	return end
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

// behindComment returns pos, or the end of the line comment that stands behind
// it: a comment on go func() { // why stays on that line. One behind a literal
// that ends on the line is not the body's.
func (s *site) behindComment(lit *ast.FuncLit, pos token.Pos) token.Pos {
	for _, c := range s.commentsIn(pos, nextStmt(lit, pos)) {
		if s.line(c.Pos()) == s.line(pos) && isLine(c) {
			return c.End()
		}
	}
	return pos
}

package analyzer

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/internal/suggest"
)

// A directive silences the spawn whose first line it stands on or above.
type directive struct {
	pos, end token.Pos
	ignore   bool // by the tool's own directive; else by a nolint
	reason   string
	used     bool
}

// directives are the directives of one file by the line that they speak for.
type directives map[int][]*directive

// findDirectives reads the directives of a file. One that stands alone on its
// line speaks for the next line, one behind code for its own line only:
// otherwise the directive of one go statement would silence the next as well.
func (c *reporter) findDirectives(file *ast.File, nolintByDriver bool) directives {
	tf := c.Fset.File(file.FileStart)
	var found directives
	var codeEnds map[int]bool // lines on which a token of code stands; made when needed
	for _, group := range file.Comments {
		for _, c := range group.List {
			d := parseDirective(c)
			if d == nil || nolintByDriver && !d.ignore {
				continue
			}
			if codeEnds == nil {
				codeEnds = codeLines(tf, file)
			}
			line := tf.PositionFor(c.Pos(), false).Line
			if !codeEnds[line] {
				line++
			}
			if found == nil {
				found = make(directives)
			}
			found[line] = append(found[line], d)
		}
	}
	return found
}

// parseDirective returns the directive that c is, or nil.
func parseDirective(c *ast.Comment) *directive {
	if d, ok := ast.ParseDirective(c.Pos(), c.Text); ok && d.Tool == Name && d.Name == "ignore" {
		reason, _, _ := strings.Cut(d.Args, "//")
		return &directive{pos: c.Pos(), end: c.End(), ignore: true, reason: strings.TrimSpace(reason)}
	}
	names, ok := nolintNames(c)
	if ok && (names == nil || slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, Name) || name == "all" })) {
		return &directive{pos: c.Pos(), end: c.End()}
	}
	return nil
}

// nolintNames returns the linters that a //nolint is for, nil if it is for all, and whether c is one.
// golangci-lint accepts //nolint, //nolint:a,b and spaces after //.
func nolintNames(c *ast.Comment) (names []string, ok bool) {
	text, ok := strings.CutPrefix(strings.TrimLeft(strings.TrimPrefix(c.Text, "//"), " "), "nolint")
	if !ok || !strings.HasPrefix(c.Text, "//") {
		return nil, false
	}
	text, _, _ = strings.Cut(text, "//")
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, true
	}
	list, ok := strings.CutPrefix(text, ":")
	if !ok {
		return nil, false
	}
	for _, name := range strings.Split(list, ",") {
		name, _, _ = strings.Cut(strings.TrimSpace(name), " ")
		names = append(names, name)
	}
	return names, true
}

// misspelt returns the comments that are meant for a directive and are none,
// so that whoever wrote them believes that they silence something.
func misspelt(file *ast.File) []*ast.Comment {
	var list []*ast.Comment
	for _, group := range file.Comments {
		for i, c := range group.List {
			text := strings.TrimPrefix(c.Text, "//")
			tool, word, ok := strings.Cut(strings.TrimLeft(text, " \t"), ":")
			switch {
			case parseDirective(c) != nil:
			case misspeltNolint(c) != "":
				list = append(list, c)
			case !ok || tool != Name && !(strings.HasPrefix(word, "ignore") && isNearName(tool)) || word == "" || word[0] == ' ':
			case text[0] == ' ' && i < len(group.List)-1: // a line of prose that happens to begin so
			default:
				list = append(list, c)
			}
		}
	}
	return list
}

// misspeltNolint returns the name in a //nolint that is nearly this analyzer's, or "".
func misspeltNolint(c *ast.Comment) string {
	names, _ := nolintNames(c)
	for _, name := range names {
		if isNearName(name) {
			return name
		}
	}
	return ""
}

// isNearName reports whether a name is mistyped for this analyzer's. A longer one that begins with that is
// somebody else's.
func isNearName(name string) bool {
	name = strings.ToLower(name)
	return !strings.HasPrefix(name, Name) && suggest.Meant(name, []string{Name}) != ""
}

// misspeltMessage says what is wrong with a comment of misspelt.
func misspeltMessage(c *ast.Comment) string {
	if name := misspeltNolint(c); name != "" {
		return "this is not the directive that it looks like: write //nolint:" + Name + ", not " + name
	}
	text := strings.TrimPrefix(c.Text, "//")
	wrong := "without a space before it"
	if text == strings.TrimLeft(text, " \t") {
		tool, rest, _ := strings.Cut(text, ":")
		word, _, _ := strings.Cut(rest, " ")
		wrong = "not " + word
		if tool != Name {
			wrong = "not " + tool
		}
	}
	return "this is not the directive that it looks like: write //unsupervisedgo:ignore REASON, " + wrong
}

// codeLines returns the lines of a file on which code begins or ends.
func codeLines(tf *token.File, file *ast.File) map[int]bool {
	lines := make(map[int]bool)
	mark := func(pos token.Pos) {
		if pos.IsValid() && pos >= file.FileStart && pos <= file.FileEnd {
			lines[tf.PositionFor(pos, false).Line] = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil:
		case *ast.CommentGroup, *ast.Comment:
			return false
		case *ast.File:
			mark(n.Package)
			mark(n.Name.Pos())
		case *ast.CallExpr:
			mark(n.Pos())
			mark(n.Lparen)
			mark(n.Rparen)
		case *ast.FieldList:
			mark(n.Opening)
			mark(n.Closing)
		case *ast.BlockStmt:
			mark(n.Lbrace)
			mark(n.Rbrace)
		case *ast.CompositeLit:
			mark(n.Lbrace)
			mark(n.Rbrace)
		case *ast.GenDecl:
			mark(n.TokPos)
			mark(n.Lparen)
			mark(n.Rparen)
		default:
			mark(n.Pos())
			mark(n.End() - 1)
		}
		return true
	})
	return lines
}

// at returns the directives that silence a spawn on the given line.
func (d directives) at(line int) []*directive { return d[line] }

// all returns the directives in source order.
func (d directives) all() []*directive {
	var list []*directive
	for _, ds := range d {
		list = append(list, ds...)
	}
	slices.SortFunc(list, func(a, b *directive) int { return int(a.pos - b.pos) })
	return list
}

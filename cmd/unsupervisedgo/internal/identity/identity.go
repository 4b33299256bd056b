// Package identity tells which finding is which from one commit to the next:
// for the baseline, for code scanning, and between the passes of -fix.
package identity

import (
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// An ID is made of what stays when lines are added or removed elsewhere, when
// the file is renamed, and when the message is worded anew. Spawns that look
// the same, several "go func()" in one function, have the same ID but for Text.
type ID struct {
	Package  string `json:"package"`
	Func     string `json:"func,omitempty"` // the function around it: "main", "Hub.Run", "(*Hub).Run"
	Category string `json:"category"`
	Entry    string `json:"entry"` // the source that is marked: "go h.run", "go func(id int)"
	Text     string `json:"text"`  // a hash of the whole statement, which changes with it
}

// Loose returns the ID without the part that changes with the statement.
func (id ID) Loose() ID {
	id.Text = ""
	return id
}

// Of returns the IDs of findings, in their order.
func Of(list []finding.Finding) []ID {
	files := make(map[string]*source)
	var ids []ID
	for _, f := range list {
		src := files[f.Pos.File]
		if src == nil {
			src = read(f.Pos.File)
			files[f.Pos.File] = src
		}
		ids = append(ids, src.id(f))
	}
	return ids
}

// Fingerprints returns a short string for each finding, different for each.
// Findings with the same loose ID are told apart by their order.
func Fingerprints(list []finding.Finding) []string {
	seen := make(map[ID]int)
	var prints []string
	for _, id := range Of(list) {
		id = id.Loose()
		seen[id]++
		prints = append(prints, fmt.Sprintf("%s:%d", hash(id.Package, id.Func, id.Category, id.Entry), seen[id]))
	}
	return prints
}

func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return fmt.Sprintf("%x", sum[:8])
}

// A source is a file with findings. What cannot be read or is no Go, as below
// a //line directive that names a template, is no reason to fail.
type source struct {
	text string
	tok  *token.File
	file *ast.File // nil if it is no Go
}

func read(name string) *source {
	content, _ := os.ReadFile(name)
	fset := token.NewFileSet()
	s := &source{text: string(content)}
	if s.file, _ = parser.ParseFile(fset, name, content, parser.SkipObjectResolution); s.file != nil {
		s.tok = fset.File(s.file.FileStart)
		return s
	}
	s.tok = fset.AddFile(name, -1, len(content))
	s.tok.SetLinesForContent(content)
	return s
}

func (s *source) id(f finding.Finding) ID {
	id := ID{Package: f.Package, Category: f.Category}
	start, end := s.offset(f.Pos), s.offset(f.End)
	if start < 0 {
		// The words of the message up to what may be worded anew.
		id.Entry, _, _ = strings.Cut(f.Message, " (")
		return id
	}
	line, _, _ := strings.Cut(s.text[start:], "\n")
	marked, whole := line, line
	if end > start {
		marked = s.text[start:end]
	}
	if s.file != nil {
		pos := s.tok.Pos(start)
		for _, decl := range s.file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Pos() <= pos && pos < fn.End() {
				id.Func = funcName(fn)
			}
		}
		if n := statement(s.file, pos); n != nil {
			whole = s.text[s.tok.Offset(n.Pos()):s.tok.Offset(n.End())]
		}
	}
	id.Entry, id.Text = short(oneLine(marked)), hash(oneLine(whole))[:8]
	return id
}

// offset returns the offset of a position in the file, or -1.
func (s *source) offset(p finding.Position) int {
	if p.Line < 1 || p.Line > s.tok.LineCount() || p.Col < 1 {
		return -1
	}
	off := s.tok.Offset(s.tok.LineStart(p.Line)) + p.Col - 1
	if off > len(s.text) {
		return -1
	}
	return off
}

// statement returns the outermost go statement or call that begins at pos.
func statement(file *ast.File, pos token.Pos) (found ast.Node) {
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || found != nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		switch n.(type) {
		case *ast.GoStmt, *ast.CallExpr:
			if n.Pos() == pos {
				found = n
			}
		}
		return true
	})
	return found
}

// funcName returns the name of a function as people write it, without type parameters.
func funcName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	typ, pointer := ast.Unparen(fn.Recv.List[0].Type), false
	if star, ok := typ.(*ast.StarExpr); ok {
		typ, pointer = ast.Unparen(star.X), true
	}
	switch t := typ.(type) {
	case *ast.IndexExpr:
		typ = t.X
	case *ast.IndexListExpr:
		typ = t.X
	}
	name := "?"
	if ident, ok := typ.(*ast.Ident); ok {
		name = ident.Name
	}
	if pointer {
		name = "(*" + name + ")"
	}
	return name + "." + fn.Name.Name
}

// oneLine makes the text the same whatever the line ends and the indentation.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// short keeps a line readable.
func short(text string) string {
	const most = 80
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

package lsp

import (
	"bytes"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// Encodings of positions: what a column counts.
const (
	utf8Encoding  = "utf-8"  // bytes, as package go/token does
	utf16Encoding = "utf-16" // code units; what every client knows
)

// place returns the place of a finding in the text of its file.
func place(encoding string, text []byte, pos finding.Position) position {
	line := text
	for n := pos.Line; n > 1; n-- {
		_, line, _ = bytes.Cut(line, []byte("\n"))
	}
	line, _, _ = bytes.Cut(line, []byte("\n"))
	before := line[:max(0, min(pos.Col-1, len(line)))]
	column := len(before)
	if encoding == utf16Encoding {
		column = 0
		for len(before) > 0 {
			r, size := utf8.DecodeRune(before)
			if column++; r > 0xffff { // a surrogate pair
				column++
			}
			before = before[size:]
		}
	}
	return position{Line: max(0, pos.Line-1), Character: column}
}

// overlaps reports whether two spans have a place in common.
func (s span) overlaps(t span) bool { return !before(s.End, t.Start) && !before(t.End, s.Start) }

func before(p, q position) bool {
	return p.Line < q.Line || p.Line == q.Line && p.Character < q.Character
}

// textEdits returns edits of whole lines that turn one text into the other, so
// that an editor keeps its marks and folds in the lines between them.
func textEdits(old, new []byte) []textEdit {
	var edits []textEdit
	line, open := 0, false // of the old text; whether the last edit goes on
	at := func() *textEdit {
		if !open {
			edits = append(edits, textEdit{Range: span{position{Line: line}, position{Line: line}}})
			open = true
		}
		return &edits[len(edits)-1]
	}
	inHunk := false // and no more in the head of the diff
	for text := range strings.Lines(string(diff.Diff("old", old, "new", new))) {
		var first, count int // of the lines of the old text that a hunk is about
		if n, _ := fmt.Sscanf(text, "@@ -%d,%d +", &first, &count); n == 2 {
			line = first
			if count > 0 { // else it is the line after which there is more
				line--
			}
			inHunk, open = true, false
			continue
		}
		if !inHunk {
			continue
		}
		switch text[0] {
		case ' ':
			line++
			open = false
		case '-':
			e := at()
			line++
			e.Range.End = position{Line: line}
		case '+':
			at().NewText += text[1:]
		case '\\': // there is no newline at the end of the line above
			if open && strings.HasSuffix(edits[len(edits)-1].NewText, "\n") {
				e := &edits[len(edits)-1]
				e.NewText = strings.TrimSuffix(e.NewText, "\n")
			}
		}
	}
	return edits
}

// uriOf returns the URI of a file.
func uriOf(file string) string {
	path := filepath.ToSlash(file)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// fileOf returns the file that a URI names, or "" if it names none.
func fileOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	path := u.Path
	if len(path) > 2 && path[0] == '/' && path[2] == ':' { // /C:/…
		path = path[1:]
	}
	return filepath.Clean(filepath.FromSlash(path))
}

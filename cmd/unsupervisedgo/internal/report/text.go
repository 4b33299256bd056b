package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// text prints a finding a line, as the Go tools do: file:line:col: message
// (category). For a person at a terminal it shows the source below.
func text(w io.Writer, r *Report) error {
	var b bytes.Buffer
	style := func(code, s string) string {
		if !r.Color || s == "" {
			return s
		}
		return "\x1b[" + code + "m" + s + "\x1b[m"
	}
	const bold, red, dim = "1", "31", "2"
	src := make(sources)
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s: %s %s\n", style(bold, Position(f.Pos, r.Dir)), f.Message, style(dim, "("+f.Category+")"))
		if r.Related {
			for _, rel := range f.Related {
				fmt.Fprintf(&b, "\t%s\n", rel.Message)
			}
		}
		if line, mark := snippet(src, f); r.Snippets && line != "" {
			number := fmt.Sprintf("%6d", f.Pos.Line)
			fmt.Fprintf(&b, "%s%s\n", style(dim, number+" | "), line)
			fmt.Fprintf(&b, "%s%s\n", style(dim, strings.Repeat(" ", len(number))+" | "), style(red, mark))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// snippet returns the first line of the finding's source, and below it a caret
// where the finding begins and a line to where it ends.
func snippet(src sources, f finding.Finding) (line, mark string) {
	text := src.line(f.Pos.File, f.Pos.Line)
	start := f.Pos.Col - 1
	if start < 0 || start >= len(text) {
		return "", ""
	}
	end := len(text)
	if f.End.Line == f.Pos.Line {
		end = max(start, min(f.End.Col-1, len(text)))
	}
	// A tab is as wide below as it is above.
	indent := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, string(text[:start]))
	return string(text), indent + "^" + strings.Repeat("~", max(0, utf8.RuneCount(text[start:end])-1))
}

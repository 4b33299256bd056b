package report

import (
	"bytes"
	"os"
	"unicode/utf8"
)

// sources gives the text of files, each read once. A file that cannot be read
// is empty: a report is worth printing without it.
type sources map[string][]byte

func (s sources) content(file string) []byte {
	content, ok := s[file]
	if !ok {
		content, _ = os.ReadFile(file)
		s[file] = content
	}
	return content
}

// line returns a line, counted from 1, without its end.
func (s sources) line(file string, n int) []byte {
	rest := s.content(file)
	for ; n > 1; n-- {
		_, rest, _ = bytes.Cut(rest, []byte("\n"))
	}
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

// at returns the line and column, counted from 1 and in characters, of an offset.
func (s sources) at(file string, offset int) (line, col int) {
	before := s.content(file)
	before = before[:min(offset, len(before))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return 1 + bytes.Count(before, []byte("\n")), 1 + utf8.RuneCount(before[start:])
}

// column turns a column in bytes into one in characters.
func (s sources) column(file string, line, col int) int {
	text := s.line(file, line)
	return 1 + utf8.RuneCount(text[:max(0, min(col-1, len(text)))])
}

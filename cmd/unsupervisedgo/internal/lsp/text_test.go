package lsp

import (
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

func TestPlace(t *testing.T) {
	const text = "package p\n\nvar Ω, 𝛀, x = 1, 2, 3\n"
	x := strings.Index("var Ω, 𝛀, x", "x") + 1 // its column, in bytes
	for _, tt := range []struct {
		encoding string
		pos      finding.Position
		want     position
	}{
		{utf8Encoding, finding.Position{Line: 3, Col: x}, position{2, x - 1}},
		{utf16Encoding, finding.Position{Line: 3, Col: x}, position{2, 11}}, // Ω is one unit, 𝛀 two
		{utf16Encoding, finding.Position{Line: 1, Col: 9}, position{0, 8}},
		{utf16Encoding, finding.Position{Line: 1, Col: 99}, position{0, 9}},
		{utf16Encoding, finding.Position{}, position{0, 0}}, // a place that is not known
	} {
		if got := place(tt.encoding, []byte(text), tt.pos); got != tt.want {
			t.Errorf("%s, %+v: %v, want %v", tt.encoding, tt.pos, got, tt.want)
		}
	}
}

// apply makes edits of whole lines, as an editor does.
func apply(text string, edits []textEdit) string {
	lines := strings.SplitAfter(text, "\n")
	for i := len(edits) - 1; i >= 0; i-- {
		e := edits[i]
		from, to := min(e.Range.Start.Line, len(lines)), min(e.Range.End.Line, len(lines))
		lines = append(lines[:from:from], append([]string{e.NewText}, lines[to:]...)...)
	}
	return strings.Join(lines, "")
}

func TestTextEdits(t *testing.T) {
	lines := "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n"
	for _, tt := range []struct{ old, new string }{
		{lines, lines},
		{lines, "x\n" + lines},
		{lines, lines + "x\n"},
		{lines, strings.ReplaceAll(lines, "b\n", "")},
		{lines, strings.NewReplacer("a\n", "a\nnew\n", "k\n", "changed\n", "e\n", "").Replace(lines)},
		{"a\n-- b\n++ c\n", "a\n++ b\n-- c\n"},
		{"-- a\n", "++ a\n"}, // which a diff shows as --- and +++
		{"", "a\n"},
		{"a\n", ""},
		{"a\nb", "a\nc"},
		{"a\nb", "a\nb\n"},
		{"a\nb\n", "a\nb"},
	} {
		edits := textEdits([]byte(tt.old), []byte(tt.new))
		if got := apply(tt.old, edits); got != tt.new {
			t.Errorf("%q to %q: got %q by %+v", tt.old, tt.new, got, edits)
		}
		for _, e := range edits {
			if e.Range.Start.Character != 0 || e.Range.End.Character != 0 {
				t.Errorf("%q to %q: not whole lines: %+v", tt.old, tt.new, e)
			}
		}
	}
	// What is between two changes is not replaced.
	edits := textEdits([]byte(lines), []byte(strings.NewReplacer("a\n", "A\n", "l\n", "L\n").Replace(lines)))
	if len(edits) != 2 || edits[0].NewText != "A\n" || edits[1].NewText != "L\n" {
		t.Errorf("edits %+v", edits)
	}
}

func TestURI(t *testing.T) {
	for file, uri := range map[string]string{
		"/home/a b/ü.go": "file:///home/a%20b/%C3%BC.go",
		"/m/x.go":        "file:///m/x.go",
	} {
		if got := uriOf(file); got != uri {
			t.Errorf("%s: %s, want %s", file, got, uri)
		}
		if got := fileOf(uri); got != file {
			t.Errorf("%s: %s, want %s", uri, got, file)
		}
	}
	for _, uri := range []string{"untitled:Untitled-1", "git:/m/x.go?ref", "%", ""} {
		if got := fileOf(uri); got != "" {
			t.Errorf("%s: %s, want no file", uri, got)
		}
	}
}

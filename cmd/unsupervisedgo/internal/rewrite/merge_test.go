package rewrite

import (
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

type edits = []finding.Edit

func edit(start, end int, new string) finding.Edit {
	return finding.Edit{Start: start, End: end, New: new}
}

func TestMerge(t *testing.T) {
	const src = "abcdefgh"
	tests := []struct {
		name string
		x, y edits
		want string // "" is a conflict
	}{
		{"one after the other", edits{edit(0, 1, "A")}, edits{edit(1, 2, "B")}, "ABcdefgh"},
		{"the later one first", edits{edit(6, 7, "G")}, edits{edit(1, 2, "B")}, "aBcdefGh"},
		{"identical insertions", edits{edit(2, 2, "+")}, edits{edit(2, 2, "+")}, "ab+cdefgh"},
		{"identical replacements", edits{edit(2, 4, "+")}, edits{edit(2, 4, "+")}, "ab+efgh"},
		{"different insertions at a point", edits{edit(2, 2, "x")}, edits{edit(2, 2, "y")}, "abxycdefgh"},
		{"insertion before a replacement", edits{edit(2, 4, "x")}, edits{edit(2, 2, "y")}, "abyxefgh"},
		{"insertion after a replacement", edits{edit(2, 4, "x")}, edits{edit(4, 4, "y")}, "abxyefgh"},
		{"insertion inside a replacement", edits{edit(2, 6, "x")}, edits{edit(4, 4, "y")}, "abyxgh"},
		{"different replacements at a point", edits{edit(2, 4, "x")}, edits{edit(2, 4, "y")}, ""},
		{"different ends", edits{edit(2, 4, "")}, edits{edit(2, 5, "")}, ""},
		{"overlapping deletions", edits{edit(2, 5, "")}, edits{edit(4, 6, "")}, ""},
		{"nested", edits{edit(1, 7, "x")}, edits{edit(3, 4, "y")}, ""},
		{"nothing", nil, edits{edit(2, 3, "y")}, "abydefgh"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			merged, ok := merge(test.x, test.y)
			if !ok {
				if test.want != "" {
					t.Errorf("conflict, want %q", test.want)
				}
				return
			}
			if got, _ := apply([]byte(src), merged); string(got) != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// FuzzMerge merges lists of edits that the fuzzer's bytes spell. What is merged
// can be applied, and what conflicts does so in either order. (The result does
// depend on the order: of several insertions at a point, equal ones coalesce
// only if they meet.)
func FuzzMerge(f *testing.F) {
	f.Add([]byte{1, 2, 3, 0, 4, 1}, []byte{1, 2, 9, 9})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		src := make([]byte, 600)
		x, y := spell(a), spell(b)
		xy, ok := merge(x, y)
		if _, ok2 := merge(y, x); ok != ok2 {
			t.Errorf("a conflict in one order only: %v %v", x, y)
		}
		if ok {
			apply(src, xy)
		}
	})
}

// spell makes edits that do not overlap: two bytes are the distance from the
// edit before and the length of what is replaced, modulo 4.
func spell(b []byte) edits {
	var list edits
	at := 0
	for i := 0; i+1 < len(b) && i < 100; i += 2 {
		start := at + int(b[i]%4)
		at = start + int(b[i+1]%4)
		list = append(list, edit(start, at, string(rune('a'+b[i+1]%8))))
	}
	return list
}

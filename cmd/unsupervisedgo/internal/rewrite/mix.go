package rewrite

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/aymanbagabas/go-udiff"
)

// mix returns a file in which the lines in touched, which is by index of the
// lines of src, are as they are in the formatted file, and all others are as
// they are in src. Lines are the same that differ in white space alone. Where
// the format has other lines, a touched one among them decides for all.
func mix(src, formatted []byte, touched map[int]bool) []byte {
	old, new := lines(src), lines(formatted)
	var out bytes.Buffer
	i, j := 0, 0 // of old and new, behind what is in out
	same := func(to int) {
		for ; i < to; i, j = i+1, j+1 {
			if touched[i] {
				out.WriteString(new[j])
			} else {
				out.WriteString(old[i])
			}
		}
	}
	oldText := bare(old)
	for _, e := range udiff.Lines(oldText, bare(new)) {
		from := strings.Count(oldText[:e.Start], "\n")
		to := from + strings.Count(oldText[e.Start:e.End], "\n")
		same(from)
		count := strings.Count(e.New, "\n")
		take := false
		for at := from; at < to; at++ {
			take = take || touched[at]
		}
		if from == to { // lines between two, one of which is touched
			take = touched[from-1] || touched[from]
		}
		if take {
			out.WriteString(strings.Join(new[j:j+count], ""))
		} else {
			out.WriteString(strings.Join(old[i:to], ""))
		}
		i, j = to, j+count
	}
	same(len(old))
	return out.Bytes()
}

// lines splits a text behind each line end.
func lines(src []byte) []string { return strings.SplitAfter(string(src), "\n") }

// bare returns lines without their white space, each with a line end.
func bare(list []string) string {
	var b strings.Builder
	for _, line := range list {
		for _, r := range line {
			if !unicode.IsSpace(r) {
				b.WriteRune(r)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

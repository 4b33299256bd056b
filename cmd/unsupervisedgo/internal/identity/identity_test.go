package identity

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

const text = `package p

var start = func() { go run() }

func main() {
	go func() { one() }()
	go func() { two() }()
}

func (h *Hub[K, V]) Run() { time.AfterFunc(d, func() {}) }

func (Hub) Stop() { go h.
	stop(h) }
`

// find returns a finding for each of the marked texts, in their order.
func find(t *testing.T, file, src string, marked ...string) (list []finding.Finding) {
	t.Helper()
	if err := os.WriteFile(file, []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	from := 0
	for _, m := range marked {
		i := strings.Index(src[from:], m)
		if i < 0 {
			t.Fatalf("no %q", m)
		}
		start := from + i
		from = start + len(m)
		at := func(off int) finding.Position {
			before := src[:off]
			return finding.Position{File: file, Line: 1 + strings.Count(before, "\n"), Col: off - strings.LastIndex(before, "\n")}
		}
		list = append(list, finding.Finding{Package: "m/p", Category: "bare-go", Pos: at(start), End: at(from), Message: "it is bare (because)"})
	}
	return list
}

func TestOf(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.go")
	ids := Of(find(t, file, text, "go run", "go func()", "go func()", "time.AfterFunc", "go h.\n\tstop"))
	var got []string
	seen := make(map[string]bool)
	for _, id := range ids {
		if id.Package != "m/p" || id.Category != "bare-go" || len(id.Text) != 8 || seen[id.Text] {
			t.Errorf("%+v", id)
		}
		seen[id.Text] = true
		got = append(got, id.Func+": "+id.Entry)
	}
	want := []string{": go run", "main: go func()", "main: go func()", "(*Hub).Run: time.AfterFunc", "Hub.Stop: go h. stop"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// Lines above, another file and another wording do not make it another finding.
func TestStays(t *testing.T) {
	dir := t.TempDir()
	before := find(t, filepath.Join(dir, "a.go"), text, "go run", "go func()", "go func()")
	after := find(t, filepath.Join(dir, "b.go"), strings.ReplaceAll("// Package p.\n\n"+text, "\n", "\r\n"), "go run", "go func()", "go func()")
	for i := range after {
		after[i].Message = "in other words"
	}
	if a, b := Of(before), Of(after); !slices.Equal(a, b) {
		t.Errorf("%+v became %+v", a, b)
	}
	a, b := Fingerprints(before), Fingerprints(after)
	if !slices.Equal(a, b) || a[1] == a[2] || a[0] == a[1] {
		t.Errorf("%q became %q", a, b)
	}

	// What is in the goroutine changes the text alone.
	edited := Of(find(t, filepath.Join(dir, "a.go"), strings.Replace(text, "two", "three", 1), "go run", "go func()", "go func()"))
	if old := Of(before); old[2] != edited[2] { // a.go is edited by now
		t.Fatal("the IDs are not of the file as it is")
	}
	if edited[2] == Of(after)[2] || edited[2].Loose() != Of(after)[2].Loose() {
		t.Errorf("%+v", edited[2])
	}
}

// Files that are gone, are no Go, or are shorter than the position says.
func TestNoSource(t *testing.T) {
	dir := t.TempDir()
	list := find(t, filepath.Join(dir, "t.tmpl"), "{{x}} go run()\n", "go run")
	gone := find(t, filepath.Join(dir, "gone.go"), text, "go run")
	if err := os.Remove(gone[0].Pos.File); err != nil {
		t.Fatal(err)
	}
	list = append(append(list, gone...), finding.Finding{Message: "nowhere (at all)"})
	var got []string
	for _, id := range Of(list) {
		got = append(got, id.Entry)
	}
	if want := []string{"go run", "it is bare", "nowhere"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

package baseline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// findings returns one for each "go " of a file with this content.
func findings(t *testing.T, pkg, content string) (list []finding.Finding) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.go")
	if err := os.WriteFile(file, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(content, "\n") {
		if col := strings.Index(line, "go "); col >= 0 {
			end := col + strings.IndexAny(line[col:], "({") + 2
			list = append(list, finding.Finding{
				Package: pkg, Category: "bare-go", Message: strings.TrimSpace(line),
				Pos: finding.Position{File: file, Line: i + 1, Col: col + 1},
				End: finding.Position{File: file, Line: i + 1, Col: end + 1},
			})
		}
	}
	return list
}

func source(goroutines ...string) string {
	text := "package p\n\nfunc main() {\n"
	for _, g := range goroutines {
		text += "\tgo func() { " + g + " }()\n"
	}
	return text + "}\n"
}

func messages(list []finding.Finding) string {
	var b strings.Builder
	for _, f := range list {
		b.WriteString(strings.TrimSuffix(strings.TrimPrefix(f.Message, "go func() { "), " }()") + " ")
	}
	return strings.TrimSpace(b.String())
}

func TestSplit(t *testing.T) {
	tests := []struct {
		before, after, fresh string
		stale                int
	}{
		{"a b", "a b", "", 0},
		{"a b", "b a", "", 0},
		{"a b", "new a b", "new", 0},
		{"a b", "a new b", "new", 0},
		{"a b", "a edited", "", 0},
		{"a b", "edited a new", "new", 0}, // which of the two was there cannot be told
		{"a b", "b", "", 1},
		{"a b", "", "", 2},
		{"a a", "a a a", "a", 0},
		{"", "a", "a", 0},
	}
	for _, test := range tests {
		b := Of(findings(t, "m", source(strings.Fields(test.before)...)))
		after := findings(t, "m", source(strings.Fields(test.after)...))
		known, fresh, stale := b.Split(after)
		if got := messages(fresh); got != test.fresh || len(stale) != test.stale || len(known)+len(fresh) != len(after) {
			t.Errorf("%q to %q: new are %q, %d are known, %d stale", test.before, test.after, got, len(known), len(stale))
		}
	}
}

func TestFile(t *testing.T) {
	b := Of(findings(t, "m/b", source("x", "y"))).And(Of(findings(t, "m/a", source("<z>"))))
	content := string(b.Encode())
	want := `{
	"version": 1,
	"findings": [
		{"package":"m/a","func":"main","category":"bare-go","entry":"go func()","text":"%s"},
		{"package":"m/b","func":"main","category":"bare-go","entry":"go func()","text":"%s"},
		{"package":"m/b","func":"main","category":"bare-go","entry":"go func()","text":"%s"}
	]
}
`
	want = fmt.Sprintf(want, b.entries[0].Text, b.entries[1].Text, b.entries[2].Text)
	if content != want {
		t.Errorf("got\n%s\nwant\n%s", content, want)
	}
	for _, b := range []*Baseline{b, new(Baseline)} {
		again, err := decode(b.Encode())
		if err != nil || string(again.Encode()) != string(b.Encode()) {
			t.Errorf("%v, read again:\n%s", err, again.Encode())
		}
	}
	if got := strings.Join(b.Packages(), " "); got != "m/a m/b" {
		t.Errorf("packages %s", got)
	}
	if n := b.Only(map[string]bool{"m/b": true}).Len(); n != 2 {
		t.Errorf("%d entries of m/b", n)
	}
}

func TestStrict(t *testing.T) {
	const entry = `{"package":"m","category":"bare-go","entry":"go f","text":"1"}`
	for content, want := range map[string]string{
		"":                                 "cannot be read, line 1: it ends too early",
		"{\n\"version\": 1,\n":             "cannot be read, line 3: it ends too early",
		"{\n\"version\": 1,\n\n,}":         "cannot be read, line 4: invalid character ','",
		`[]`:                               "cannot be read, line 1: cannot unmarshal array",
		`{"version": 1, "finding": []}`:    `unknown field "finding"`,
		`{"version": 2, "findings": []}`:   "is of version 2",
		`{"findings": []}`:                 "is of version 0",
		`{"version": 1, "findings": []} x`: "something after its end",
		`{"version": 1, "findings": [` + entry + `, {}]}`:             "of finding 2",
		"{\n\"version\": 1,\n<<<<<<< ours\n":                          "has a merge conflict in line 3",
		`{"version": 1, "findings": [{"package": "m", "line": 3}]}`:   `unknown field "line"`,
		"{\"version\": 1,\n \"findings\": [\n  {\"package\": 1}\n ]}": "cannot unmarshal number",
	} {
		_, err := decode([]byte(content))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", content, err, want)
		}
	}
}

package baseline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/identity"
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
	b := Of(append(findings(t, "m/b", source("x", "y")), findings(t, "m/a", source("<z>"))...))
	content := string(b.Encode())
	want := `{
	"version": 1,
	"findings": [
		{"package":"m/a","func":"main","category":"bare-go","entry":"go func()","text":"%s","file":"a.go"},
		{"package":"m/b","func":"main","category":"bare-go","entry":"go func()","text":"%s","file":"a.go"},
		{"package":"m/b","func":"main","category":"bare-go","entry":"go func()","text":"%s","file":"a.go"}
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
		if _, err := decode(append([]byte("\ufeff"), b.Encode()...)); err != nil {
			t.Errorf("behind a byte order mark: %v", err)
		}
	}
	if got := strings.Join(b.Packages(), " "); got != "m/a m/b" {
		t.Errorf("packages %s", got)
	}
}

// A run with other settings took the entries out that it did not look for.
func TestRenew(t *testing.T) {
	nothing := func(Entry) bool { return false }
	everything := func(Entry) bool { return true }
	tests := []struct {
		before, after string
		canFind       func(Entry) bool
		want          Renewal
		len           int
	}{
		{"a b", "a b", everything, Renewal{}, 2},
		{"a b", "a", everything, Renewal{Gone: 1}, 1},
		{"a b", "a", nothing, Renewal{Kept: 1}, 2},
		{"a", "a b", nothing, Renewal{New: 1}, 2},
		{"", "a", nothing, Renewal{New: 1}, 1},
		{"a b", "edited b", everything, Renewal{}, 2},
	}
	for _, test := range tests {
		b := Of(findings(t, "m", source(strings.Fields(test.before)...)))
		now, did := b.Renew(findings(t, "m", source(strings.Fields(test.after)...)), false, test.canFind)
		if did != test.want || now.Len() != test.len {
			t.Errorf("%q to %q: %+v, %d entries", test.before, test.after, did, now.Len())
		}
	}
}

// Strict is what strict runs alone have found: once another one has, it can be gone from
// that as well.
func TestStrictEntries(t *testing.T) {
	list := findings(t, "m", source("a", "b"))
	everything := func(Entry) bool { return true }
	steps := []struct {
		strict bool
		found  int
		want   string
	}{{false, 1, "false"}, {true, 2, "false true"}, {true, 2, "false true"}, {false, 2, "false false"}, {true, 2, "false false"}}
	b := new(Baseline)
	for i, step := range steps {
		b, _ = b.Renew(list[:step.found], step.strict, everything)
		ids := identity.Of(list)
		var got []string
		for _, id := range ids[:step.found] {
			for _, e := range b.entries {
				if e.ID == id {
					got = append(got, fmt.Sprint(e.Strict))
				}
			}
		}
		if strings.Join(got, " ") != step.want {
			t.Errorf("step %d: %v, want %s", i, got, step.want)
		}
	}
}

// An ignore without a reason went green for ever.
func TestDirectives(t *testing.T) {
	b, err := decode([]byte(`{"version": 1, "findings": [{"package":"m","category":"directive","entry":"//x","text":"1"}]}`))
	if err != nil || b.Len() != 0 || Takes("directive") || !Takes("bare-go") {
		t.Errorf("%v, %d entries", err, b.Len())
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

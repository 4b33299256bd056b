package report

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	lib "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

const source = `package main

func main() {
	go run("tick")
	/* Ω */ go run("tock")
	go run("tick")
}
`

// newReport returns a report of findings in the repository /…/repo, run in its
// directory cmd.
func newReport(t *testing.T) (r *Report, file string) {
	t.Helper()
	root := filepath.Join(t.TempDir(), "repo")
	dir := filepath.Join(root, "cmd")
	file = filepath.Join(dir, "my main.go")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	at := func(line, col, end int, message string, fix *finding.Fix) finding.Finding {
		return finding.Finding{
			Package: "m/cmd", Category: "bare-go", Message: message, Fix: fix,
			Pos: finding.Position{File: file, Line: line, Col: col},
			End: finding.Position{File: file, Line: line, Col: end},
		}
	}
	omega := strings.Index(source, "/* Ω */ ") + len("/* Ω */ ")
	return &Report{
		Findings: []finding.Finding{
			at(4, 2, 8, "100% bare\nindeed", nil),
			at(5, 11, 17, "bare, too: <b>", &finding.Fix{Message: "Supervise it", Edits: []finding.Edit{
				{File: file, Start: omega, End: omega + 2, New: "go /* supervised */"},
			}}),
			at(6, 2, 8, "bare", nil),
		},
		Version: "v1.2.3",
		Rules: []Rule{
			{ID: "bare-go", Summary: "It is bare.", URL: "https://example.com/rules.md#bare-go",
				Description: "Nothing recovers.", Help: "**What.** Nothing recovers."},
			{ID: "launcher", Summary: "It is launched.", URL: "https://example.com/rules.md#launcher"},
		},
		Dir:  dir,
		Root: root,
	}, file
}

func print(t *testing.T, format string, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := Formats[format](&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestText(t *testing.T) {
	r, _ := newReport(t)
	r.Findings = r.Findings[1:]
	check(t, print(t, "text", r), `my main.go:5:11: bare, too: <b> (bare-go)
my main.go:6:2: bare (bare-go)
`)

	r.Snippets = true
	check(t, print(t, "text", r), `my main.go:5:11: bare, too: <b> (bare-go)
     5 | 	/* Ω */ go run("tock")
       | 	        ^~~~~~
my main.go:6:2: bare (bare-go)
     6 | 	go run("tick")
       | 	^~~~~~
`)

	r.Color, r.Findings = true, r.Findings[1:]
	check(t, print(t, "text", r), "\x1b[1mmy main.go:6:2\x1b[m: bare \x1b[2m(bare-go)\x1b[m\n"+
		"\x1b[2m     6 | \x1b[m\tgo run(\"tick\")\n"+
		"\x1b[2m       | \x1b[m\x1b[31m\t^~~~~~\x1b[m\n")

	// Outside the current directory, over several lines, and at no place at all.
	outside := filepath.Join(r.Root, "other.go")
	r.Color, r.Findings = false, []finding.Finding{
		{Message: "m", Category: "c", Pos: finding.Position{File: outside, Line: 3}},
		{Message: "m", Category: "c", Pos: finding.Position{File: filepath.Join(r.Dir, "my main.go"), Line: 3, Col: 13}, End: finding.Position{Line: 7, Col: 2}},
	}
	check(t, print(t, "text", r), outside+`:3: m (c)
my main.go:3:13: m (c)
     3 | func main() {
       |             ^
`)
}

func TestJSON(t *testing.T) {
	r, _ := newReport(t)
	r.Findings = r.Findings[1:2]
	r.Failures = []driver.Failure{{Package: "m/broken", Text: "does not compile"}, {Text: "oops"}}
	check(t, print(t, "json", r), `{
	"version": 1,
	"tool": "v1.2.3",
	"findings": [
		{
			"category": "bare-go",
			"message": "bare, too: <b>",
			"url": "https://example.com/rules.md#bare-go",
			"package": "m/cmd",
			"file": "my main.go",
			"line": 5,
			"column": 11,
			"endLine": 5,
			"endColumn": 17,
			"fingerprint": "c7dd9075329ce81b:1",
			"fix": {
				"message": "Supervise it",
				"edits": [
					{
						"file": "my main.go",
						"start": 54,
						"end": 56,
						"new": "go /* supervised */"
					}
				]
			}
		}
	],
	"failures": [
		{
			"package": "m/broken",
			"message": "does not compile"
		},
		{
			"message": "oops"
		}
	]
}
`)

	check(t, print(t, "json", &Report{Version: "devel"}), `{
	"version": 1,
	"tool": "devel",
	"findings": [],
	"failures": []
}
`)
}

func TestGitHub(t *testing.T) {
	r, _ := newReport(t)
	r.Findings[2].Category = "a:b,c"
	check(t, print(t, "github", r), `::warning file=cmd/my main.go,line=4,endLine=4,col=2,title=unsupervisedgo bare-go::100%25 bare%0Aindeed
::warning file=cmd/my main.go,line=5,endLine=5,col=11,title=unsupervisedgo bare-go::bare, too: <b>
::warning file=cmd/my main.go,line=6,endLine=6,col=2,title=unsupervisedgo a%3Ab%2Cc::bare
`)
}

// validate checks a document against the schema of SARIF 2.1.0.
func validate(t *testing.T, got string) {
	t.Helper()
	doc, err := lib.FromString(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range doc.Runs { // absent is right, but read as empty, which is not
		run.Language, run.Tool.Driver.Language = "en-US", "en-US"
		run.NewlineSequences = []string{"\n"}
	}
	if err := doc.Validate(); err != nil {
		t.Errorf("not according to the schema: %v\n%s", err, got)
	}
}

func TestSARIF(t *testing.T) {
	r, _ := newReport(t)
	r.Failures = []driver.Failure{{Package: "m/broken", Text: "does not compile"}}
	got := print(t, "sarif", r)
	validate(t, got)

	want, err := os.ReadFile("testdata/report.sarif")
	if err != nil {
		t.Fatal(err)
	}
	got = strings.ReplaceAll(got, fileURI(r.Root), "file:///repo")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("testdata/report.sarif", []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	check(t, got, string(want))
}

func TestSARIFOfNothing(t *testing.T) {
	got := print(t, "sarif", &Report{Version: "devel", Root: "/repo"})
	validate(t, got)
	if !strings.Contains(got, `"results": []`) {
		t.Errorf("no results are not an empty list:\n%s", got)
	}
}

// Lines that come and go above a finding do not make it another one, nor does
// a new wording; two findings are never the same one.
func TestFingerprints(t *testing.T) {
	r, file := newReport(t)
	fingerprints := func() (list []string) {
		var doc struct {
			Runs []struct {
				Results []struct{ PartialFingerprints map[string]string }
			}
		}
		if err := json.Unmarshal([]byte(print(t, "sarif", r)), &doc); err != nil {
			t.Fatal(err)
		}
		for _, result := range doc.Runs[0].Results {
			list = append(list, result.PartialFingerprints["primaryLocationLineHash"])
		}
		return list
	}
	before := fingerprints()
	if before[0] == before[1] || before[0] == before[2] || before[1] == before[2] {
		t.Errorf("findings with equal fingerprints: %q", before)
	}

	if err := os.WriteFile(file, []byte("// Package main is main.\n//\n"+source), 0o666); err != nil {
		t.Fatal(err)
	}
	for i := range r.Findings {
		r.Findings[i].Pos.Line += 2
		r.Findings[i].End.Line += 2
		r.Findings[i].Message += ", in other words"
	}
	after := fingerprints()
	if strings.Join(before, " ") != strings.Join(after, " ") {
		t.Errorf("fingerprints moved with the lines: %q %q", before, after)
	}
}

// A report does not fail because a file is gone.
func TestMissingSource(t *testing.T) {
	r, file := newReport(t)
	r.Snippets = true
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	for format := range Formats {
		if got := print(t, format, r); !strings.Contains(got, "bare") {
			t.Errorf("%s: %s", format, got)
		}
	}
}

// A summary is a table whatever the messages hold, and no longer than can be read.
func TestMarkdown(t *testing.T) {
	r, _ := newReport(t)
	r.Findings[0].Message = "m[k] = *p | `x` <b>\nnew line"
	for len(r.Findings) < 150 {
		r.Findings = append(r.Findings, r.Findings[2])
	}
	var b bytes.Buffer
	if err := Markdown(&b, r); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	for _, want := range []string{
		"### unsupervisedgo: 150 findings\n\n",
		"\n| cmd/my main.go:4 | m\\[k\\] = \\*p \\| \\`x\\` \\<b\\> new line | [bare-go](https://example.com/rules.md#bare-go) | no |\n",
		"| cmd/my main.go:5 | bare, too: \\<b\\> | [bare-go](https://example.com/rules.md#bare-go) | yes |\n",
		"\n… and 50 more.\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "\n| cmd"); n != mostRows {
		t.Errorf("%d rows, want %d", n, mostRows)
	}
}

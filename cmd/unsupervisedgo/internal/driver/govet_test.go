package driver

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// What go vet -json prints with our tool; the order of diagnostics is kept.
const output = `{}
{
	"m [m.test]": {
		"unsupervisedgo": [
			{
				"category": "bare-go",
				"posn": "/m/b.go:3:2",
				"end": "/m/b.go:3:9",
				"message": "second file first",
				"suggested_fixes": [
					{
						"message": "Supervise it",
						"edits": [
							{"filename": "/m/b.go", "start": 20, "end": 20, "new": "x"}
						]
					},
					{"message": "Do not", "edits": null}
				]
			},
			{"category": "launcher", "posn": "/m/a.go:1:2", "end": "/m/a.go:1:3", "message": "m"},
			{"category": "launcher", "posn": "/m/a.go:1:2", "end": "/m/a.go:1:3", "message": "m"}
		]
	}
}
{
	"m/x": {
		"unsupervisedgo": {
			"error": "it gave up"
		}
	}
}
`

func TestDecode(t *testing.T) {
	var res Result
	var done []int
	if err := decode(strings.NewReader(output), &res, func(n int) { done = append(done, n) }); err != nil {
		t.Fatal(err)
	}
	a, b := filepath.FromSlash("/m/a.go"), filepath.FromSlash("/m/b.go")
	want := []finding.Finding{
		{
			Package: "m", Category: "bare-go", Message: "second file first",
			Pos: finding.Position{File: b, Line: 3, Col: 2}, End: finding.Position{File: b, Line: 3, Col: 9},
			Fix: &finding.Fix{Message: "Supervise it", Edits: []finding.Edit{{File: b, Start: 20, End: 20, New: "x"}}},
		},
		{
			Package: "m", Category: "launcher", Message: "m",
			Pos: finding.Position{File: a, Line: 1, Col: 2}, End: finding.Position{File: a, Line: 1, Col: 3},
		},
	}
	if got := finding.Unique(res.Findings); !reflect.DeepEqual(got, want) {
		t.Errorf("findings %+v", got)
	}
	if want := []Failure{{Package: "m/x", Text: "it gave up"}}; !slices.Equal(res.Failures, want) {
		t.Errorf("failures %q", res.Failures)
	}
	if !slices.Equal(done, []int{1, 2, 3}) {
		t.Errorf("progress %v", done)
	}

	for _, bad := range []string{"{", "panic: no JSON", `{"m": {"x": [1]}}`, `{"m": {"x": 1}}`} {
		if decode(strings.NewReader(bad), new(Result), nil) == nil {
			t.Errorf("%s was decoded", bad)
		}
	}
}

func TestParsePosition(t *testing.T) {
	for s, want := range map[string]finding.Position{
		"/a/b.go:3:4":       {File: "/a/b.go", Line: 3, Col: 4},
		"/a/b.go:3":         {File: "/a/b.go", Line: 3},
		"/a/b:1/c.go:3:4":   {File: "/a/b:1/c.go", Line: 3, Col: 4},
		"/a/b.go":           {File: "/a/b.go"},
		"/a/1:2:3/b.go:4:5": {File: "/a/1:2:3/b.go", Line: 4, Col: 5},
	} {
		want.File = finding.Absolute(want.File)
		if got := parsePosition(s); got != want {
			t.Errorf("%s: got %v", s, got)
		}
	}
}

func TestListen(t *testing.T) {
	tests := []struct {
		name, stderr string
		failed       bool
		failures     []Failure
		warnings     []string
	}{
		{"silence", "go: downloading example.com/x v1.0.0\n", false, nil, nil},
		{"remark", "go: warning: something\n", false, nil, []string{"go: warning: something"}},
		{
			"one pattern matches nothing",
			"go: warning: \"./x/...\" matched no packages\n", false,
			[]Failure{{Text: `"./x/..." matched no packages`}}, nil,
		}, {
			"no pattern matches anything",
			"go: warning: \"./x/...\" matched no packages\nno packages to vet\n", true,
			[]Failure{{Text: `"./x/..." matched no packages`}}, nil,
		}, {
			"packages do not compile",
			"# m [m.test]\n./a.go:1:2: bad\n./a.go:2:2: bad\n# m/x\n# [m/x]\nx/x.go:1:1: bad\n", true,
			[]Failure{{Package: "m", Text: "./a.go:1:2: bad\n./a.go:2:2: bad"}, {Package: "m/x", Text: "x/x.go:1:1: bad"}}, nil,
		}, {
			"packages cannot be found",
			"a.go:1:2: no package x; to add it:\n\tgo get x\nb.go:1:2: no package y\n", true,
			[]Failure{{Text: "a.go:1:2: no package x; to add it:\n\tgo get x"}, {Text: "b.go:1:2: no package y"}}, nil,
		},
		{"failure without a word", "", true, []Failure{{Text: "go vet failed without saying why"}}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var res Result
			res.listen(test.stderr, test.failed)
			if !slices.Equal(res.Failures, test.failures) || !slices.Equal(res.Warnings, test.warnings) {
				t.Errorf("failures %q, warnings %q", res.Failures, res.Warnings)
			}
		})
	}
}

func TestFailureFiles(t *testing.T) {
	f := Failure{Text: "./a.go:1:2: bad\nvet: sub/b.go:3:4: bad\n\thave x\n/abs/c.go:5: bad\nno file at all"}
	want := []string{finding.Absolute("a.go"), finding.Absolute("sub/b.go"), finding.Absolute("/abs/c.go")}
	if got := f.Files(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestPackagePath(t *testing.T) {
	for _, id := range []string{"m/p", "[m/p]", "m/p [m/p.test]"} {
		if got := packagePath(id); got != "m/p" {
			t.Errorf("%s: got %s", id, got)
		}
	}
}

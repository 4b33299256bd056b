package e2e

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A finding is what all drivers tell of one. Golangci-lint tells the category in the text.
type finding struct {
	file         string // relative, with slashes
	line, column int
	category     string
	message      string
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s (%s)", f.file, f.line, f.column, f.message, f.category)
}

// normal sorts findings, and leaves one of those that a package has in common
// with its test variant.
func normal(list []finding) []finding {
	slices.SortFunc(list, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column), cmp.Compare(a.message, b.message))
	})
	return slices.Compact(list)
}

// compare fails unless the findings are the same.
func compare(t *testing.T, wantName string, want []finding, gotName string, got []finding) {
	t.Helper()
	for _, f := range want {
		if !slices.Contains(got, f) {
			t.Errorf("found by %s, not by %s: %s", wantName, gotName, f)
		}
	}
	for _, f := range got {
		if !slices.Contains(want, f) {
			t.Errorf("found by %s, not by %s: %s", gotName, wantName, f)
		}
	}
}

// parseCommand reads unsupervisedgo -format json.
func parseCommand(t *testing.T, r result) []finding {
	t.Helper()
	var out struct {
		Findings []struct {
			Category, Message, File string
			Line, Column            int
		}
		Failures []json.RawMessage
	}
	if err := json.Unmarshal([]byte(r.stdout), &out); err != nil || len(out.Failures) > 0 {
		t.Fatalf("%v\n%s", err, r)
	}
	var list []finding
	for _, f := range out.Findings {
		list = append(list, finding{filepath.ToSlash(f.File), f.Line, f.Column, f.Category, f.Message})
	}
	return normal(list)
}

var position = regexp.MustCompile(`^(.+):(\d+):(\d+)$`)

// parseTree reads the JSON of go vet and of x/tools' checkers: objects of
// packages, of analyzers, of findings. go vet writes one for each package.
func parseTree(t *testing.T, dir string, r result) []finding {
	t.Helper()
	var list []finding
	out := json.NewDecoder(strings.NewReader(r.stdout))
	for {
		var tree map[string]map[string][]struct{ Category, Posn, Message string }
		if err := out.Decode(&tree); errors.Is(err, io.EOF) {
			return normal(list)
		} else if err != nil {
			t.Fatalf("%v\n%s", err, r)
		}
		for _, analyzers := range tree {
			for _, findings := range analyzers {
				for _, f := range findings {
					m := position.FindStringSubmatch(f.Posn)
					if m == nil {
						t.Fatalf("no position: %s\n%s", f.Posn, r)
					}
					file, err := filepath.Rel(dir, m[1])
					if err != nil {
						t.Fatal(err)
					}
					line, _ := strconv.Atoi(m[2])
					column, _ := strconv.Atoi(m[3])
					list = append(list, finding{filepath.ToSlash(file), line, column, f.Category, f.Message})
				}
			}
		}
	}
}

// parseGolangci reads golangci-lint's JSON.
func parseGolangci(t *testing.T, r result) []finding {
	t.Helper()
	var out struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	if err := json.NewDecoder(strings.NewReader(r.stdout)).Decode(&out); err != nil {
		t.Fatalf("%v\n%s", err, r)
	}
	var list []finding
	for _, i := range out.Issues {
		if i.FromLinter != "unsupervisedgo" {
			t.Errorf("a finding of %s: %s", i.FromLinter, i.Text)
			continue
		}
		category, text, ok := strings.Cut(i.Text, ": ")
		if !ok {
			t.Errorf("no category: %s", i.Text)
		}
		list = append(list, finding{filepath.ToSlash(i.Pos.Filename), i.Pos.Line, i.Pos.Column, category, text})
	}
	return normal(list)
}

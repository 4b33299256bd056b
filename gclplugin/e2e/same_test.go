package e2e

import (
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// example is the profile of no flags, and of the plugin's own example.
func example(t *testing.T) profile {
	t.Helper()
	config, err := os.ReadFile("../testdata/golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	return profile{golangci: string(config)}
}

// withFlags is the profile of every flag, but for -runtime, which concerns fixes.
var withFlags = profile{
	flags: []string{"-strict", "-tests", "-supervisors=example.com/shop/guard.Trust"},
	golangci: `
version: "2"
linters:
  settings:
    custom:
      unsupervisedgo:
        type: module
        settings:
          strict: true
          tests: true
          supervisors: [example.com/shop/guard.Trust]
issues:
  max-same-issues: 0
  max-issues-per-linter: 0
  uniq-by-line: false
`,
}

// TestSame tests that the same tree gives the same findings and the same fixed
// files through all drivers.
func TestSame(t *testing.T) {
	p := example(t)
	dir := newShopWithRuntime(t)
	before := readTree(t, dir)
	checkSameFindings(t, dir, "without flags", p, finders[1:])
	if changed := changes(before, readTree(t, dir)); len(changed) > 0 {
		t.Fatalf("to report changed %v", changed)
	}

	var first map[string]string
	for _, fixer := range fixers {
		t.Run("fixed by "+fixer.name, func(t *testing.T) {
			dir := newShopWithRuntime(t)
			fixer.fix(t, dir, p)
			tree := readTree(t, dir)
			if first == nil {
				first = tree
			}
			for _, file := range changes(first, tree) {
				t.Errorf("%s and %s fix %s in different ways:\n--- %[1]s\n%[4]s\n--- %[2]s\n%[5]s", fixers[0].name, fixer.name, file, first[file], tree[file])
			}
		})
	}

	// What is the same is right as well.
	if !slices.Equal(changes(before, first), filesToFix(marks(before))) {
		t.Errorf("the fixes changed %v, want %v", changes(before, first), filesToFix(marks(before)))
	}
	for file, src := range first {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
		if formatted, err := format.Source([]byte(src)); err != nil || string(formatted) != src {
			t.Errorf("%s is not as gofmt writes it (%v):\n%s", file, err, src)
		}
	}
	run(t, dir, 0, "go", "build", "./...")
	run(t, dir, 0, "go", "test", "./hub")
	left := finders[0].find(t, dir, p)
	checkMarks(t, slices.DeleteFunc(marks(first), func(m mark) bool { return m.fix }), "without flags", left)
}

// TestSameWithFlags tests the flags of each driver, golangci-lint's settings among them.
func TestSameWithFlags(t *testing.T) {
	checkSameFindings(t, newShop(t), "with flags", withFlags, append(slices.Clone(finders[1:]), multicheckerInGoVet))
}

// checkSameFindings compares the command with the marks, and others with the command.
func checkSameFindings(t *testing.T, dir, condition string, p profile, others []finder) {
	t.Helper()
	first := finders[0].find(t, dir, p)
	checkMarks(t, marks(readTree(t, dir)), condition, first)
	for _, f := range others {
		t.Run("found by "+f.name, func(t *testing.T) {
			compare(t, finders[0].name, first, f.name, f.find(t, dir, p))
		})
	}
}

// filesToFix returns the files in which a mark promises a fix without flags.
func filesToFix(list []mark) []string {
	var files []string
	for _, m := range list {
		if m.fix && m.condition != "with flags" {
			files = append(files, m.file)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// withHeartbeats is the profile of -heartbeats.
var withHeartbeats = profile{
	flags: []string{"-heartbeats"},
	golangci: `
version: "2"
linters:
  settings:
    custom:
      unsupervisedgo:
        type: module
        settings:
          heartbeats: true
`,
}

// TestSameHeartbeats tests that heartbeats, which come behind the fix of the spawn, are the same through all drivers.
func TestSameHeartbeats(t *testing.T) {
	var first map[string]string
	for _, fixer := range fixers {
		t.Run("fixed by "+fixer.name, func(t *testing.T) {
			dir := newModule(t, "clock")
			run(t, dir, 0, unsupervisedgo, "init")
			fixer.fix(t, dir, withHeartbeats)
			fixer.fix(t, dir, withHeartbeats)
			tree := readTree(t, dir)
			if first == nil {
				first = tree
				if n := strings.Count(tree["main.go"], "supervised.Heartbeat("); n != 1 {
					t.Errorf("%d heartbeats, want 1:\n%s", n, tree["main.go"])
				}
			}
			for _, file := range changes(first, tree) {
				t.Errorf("%s writes %s differently:\n%s\nwant:\n%s", fixer.name, file, tree[file], first[file])
			}
		})
	}
}

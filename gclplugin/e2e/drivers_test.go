package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// A profile is one set of options, as each driver wants them.
type profile struct {
	flags    []string // -name=value; a multichecker prefixes the names
	golangci string   // .golangci.yml
}

// A finder reports the findings in the module in dir.
type finder struct {
	name string
	find func(t *testing.T, dir string, p profile) []finding
}

var finders = []finder{
	{"the command", func(t *testing.T, dir string, p profile) []finding {
		args := append([]string{"-format=json"}, p.flags...)
		return parseCommand(t, run(t, dir, 1, unsupervisedgo, append(args, "./...")...))
	}},
	{"go vet", func(t *testing.T, dir string, p profile) []finding {
		args := append([]string{"vet", "-json", "-vettool=" + unsupervisedgo}, p.flags...)
		return parseTree(t, dir, run(t, dir, 0, "go", append(args, "./...")...))
	}},
	{"multichecker", func(t *testing.T, dir string, p profile) []finding {
		args := append([]string{"-json"}, prefixed(p.flags)...)
		return parseTree(t, dir, run(t, dir, 0, multichecker, append(args, "./...")...))
	}},
	golangci,
}

var golangci = finder{"golangci-lint", func(t *testing.T, dir string, p profile) []finding {
	configure(t, dir, p)
	return parseGolangci(t, run(t, dir, 1, golangciLint, golangciRun("--output.json.path=stdout")...))
}}

// Go vet analyses the standard library anew for each tool, so this one is not
// among those that see much of it.
var multicheckerInGoVet = finder{"multichecker in go vet", func(t *testing.T, dir string, p profile) []finding {
	args := append([]string{"vet", "-json", "-vettool=" + multichecker}, prefixed(p.flags)...)
	return parseTree(t, dir, run(t, dir, 0, "go", append(args, "./...")...))
}}

// A fixer applies the fixes in the module in dir.
type fixer struct {
	name string
	fix  func(t *testing.T, dir string, p profile)
}

// Those that tell what is left exit with 1: something is.
var fixers = []fixer{
	{"the command", func(t *testing.T, dir string, p profile) {
		run(t, dir, 1, unsupervisedgo, append([]string{"-fix"}, append(p.flags, "./...")...)...)
	}},
	{"go fix", func(t *testing.T, dir string, p profile) {
		run(t, dir, 0, "go", append([]string{"fix", "-fixtool=" + unsupervisedgo}, append(p.flags, "./...")...)...)
	}},
	{"go vet -fix", func(t *testing.T, dir string, p profile) {
		run(t, dir, 0, "go", append([]string{"vet", "-fix", "-vettool=" + unsupervisedgo}, append(p.flags, "./...")...)...)
	}},
	{"multichecker", func(t *testing.T, dir string, p profile) {
		run(t, dir, 0, multichecker, append([]string{"-fix"}, append(prefixed(p.flags), "./...")...)...)
	}},
	golangciFix,
}

var golangciFix = fixer{"golangci-lint", func(t *testing.T, dir string, p profile) {
	configure(t, dir, p)
	run(t, dir, 1, golangciLint, golangciRun("--fix")...)
}}

// prefixed returns flags as a multichecker takes them.
func prefixed(flags []string) []string {
	var list []string
	for _, f := range flags {
		list = append(list, "-unsupervisedgo."+f[1:])
	}
	return list
}

// golangciRun returns arguments for golangci-lint. The configuration leaves
// its standard linters enabled, as most configurations do; they would add
// findings of their own here.
func golangciRun(args ...string) []string {
	return append([]string{"run", "--enable-only=unsupervisedgo", "--show-stats=false"}, args...)
}

func configure(t *testing.T, dir string, p profile) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, ".golangci.yml"), []byte(p.golangci), 0o666); err != nil {
		t.Fatal(err)
	}
}

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestExclusions tests that what .golangci.yml excludes is neither reported nor
// fixed, and that the rest is as ever.
func TestExclusions(t *testing.T) {
	p := profile{golangci: `
version: "2"
linters:
  settings:
    custom:
      unsupervisedgo:
        type: module
  exclusions:
    paths:
      - pool/
    rules:
      - linters: [unsupervisedgo]
        path: ^hub/
        text: poll
      - linters: [unsupervisedgo]
        source: async\.Do
issues:
  max-same-issues: 0
  max-issues-per-linter: 0
  uniq-by-line: false
`}
	dir := newShop(t)
	want := slices.DeleteFunc(golangci.find(t, dir, example(t)), func(f finding) bool {
		return strings.HasPrefix(f.file, "pool/") || f.file == "hub/hub.go" && strings.Contains(f.message, "poll") || strings.Contains(f.message, "async.Do")
	})
	compare(t, "what is not excluded", want, golangci.name, golangci.find(t, dir, p))

	before := readTree(t, dir)
	golangciFix.fix(t, dir, p)
	after := readTree(t, dir)
	if got, want := changes(before, after), []string{"hub/hub.go", "main.go", "silenced.go"}; !slices.Equal(got, want) {
		t.Errorf("golangci-lint --fix changed %v, want %v", got, want)
	}
	for file, texts := range map[string][]string{
		"hub/hub.go": {"go h.poll(time.Second)", "go supervised.RunWithRecover(ctx, \"hub\", h.Run)"},
		"main.go":    {"async.Do(func() { // find: launcher\n\t\th.Send(\"async\")\n", "go supervised.RunWithRecover(ctx, \"hub\", h.Run)"},
	} {
		for _, text := range texts {
			if !strings.Contains(after[file], text) {
				t.Errorf("%s has no %q:\n%s", file, text, after[file])
			}
		}
	}
}

// TestNolintOfADeclaration tests the one difference that the plugin's
// documentation tells of.
func TestNolintOfADeclaration(t *testing.T) {
	dir := newShop(t)
	p := example(t)
	want := golangci.find(t, dir, p)
	src := `package main

//nolint:unsupervisedgo // all of it
func silencedAsAWhole(f func()) {
	go f()
}
`
	if err := os.WriteFile(filepath.Join(dir, "whole.go"), []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	compare(t, "golangci-lint before", want, golangci.name, golangci.find(t, dir, p))
	if !slices.ContainsFunc(finders[0].find(t, dir, p), func(f finding) bool { return f.file == "whole.go" && f.line == 5 }) {
		t.Errorf("%s does not report it: is there no difference any more?", finders[0].name)
	}
}

func TestBadSettings(t *testing.T) {
	dir := newShop(t)
	for settings, want := range map[string]string{
		"{stric: true}":                `settings: unknown key "stric"; there are `,
		"{strict: 1}":                  `settings: strict: got 1, want true or false`,
		"{runtime: ../up}":             `settings: runtime: "../up" is neither an import path nor ./dir inside the module`,
		"{supervisors: [a.F, {b: 1}]}": `settings: supervisors: element 2: got a mapping, want a string`,
	} {
		configure(t, dir, profile{golangci: `{version: "2", linters: {settings: {custom: {unsupervisedgo: {type: module, settings: ` + settings + `}}}}}`})
		r := run(t, dir, 3, golangciLint, golangciRun()...)
		if !strings.Contains(r.stderr, "unsupervisedgo") || !strings.Contains(r.stderr, want) {
			t.Errorf("no error %q from\n%s", want, r)
		}
	}
}

// TestExampleConfigurations tests that the plugin's examples are valid, and enable it.
func TestExampleConfigurations(t *testing.T) {
	for name, p := range map[string]profile{"testdata/golangci.yml": example(t), "the package comment": documented(t)} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			configure(t, dir, p)
			run(t, dir, 0, golangciLint, "config", "verify")
			r := run(t, dir, 0, golangciLint, "linters")
			enabled, _, _ := strings.Cut(r.stdout, "Disabled by your configuration")
			if !strings.Contains(enabled, "\nunsupervisedgo:") {
				t.Errorf("not enabled:\n%s", r)
			}
		})
	}
}

// documented is the configuration in the plugin's package comment.
func documented(t *testing.T) profile {
	t.Helper()
	src, err := os.ReadFile("../plugin.go")
	if err != nil {
		t.Fatal(err)
	}
	const first = "version: \"2\"\n"
	_, rest, _ := strings.Cut(string(src), "//\t"+first)
	config := first
	for line := range strings.Lines(rest) {
		line, ok := strings.CutPrefix(line, "//\t")
		if !ok {
			break
		}
		config += line
	}
	return profile{golangci: config}
}

// TestCustomConfiguration tests that .custom-gcl.yml builds what is tested here.
func TestCustomConfiguration(t *testing.T) {
	file, err := os.Open("../../.custom-gcl.yml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var config struct {
		Version, Name, Destination string
		Plugins                    []struct{ Module, Import, Path string }
	}
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	if err := decoder.Decode(&config); err != nil {
		t.Fatal(err)
	}
	used := run(t, ".", 0, "go", "list", "-m", "-f", "{{.Version}}", "github.com/golangci/golangci-lint/v2").stdout
	if config.Version+"\n" != used {
		t.Errorf(".custom-gcl.yml is for golangci-lint %s, the tests are with %s", config.Version, used)
	}
	if len(config.Plugins) != 1 {
		t.Fatalf("%d plugins, want one", len(config.Plugins))
	}
	plugin := config.Plugins[0]
	out := run(t, filepath.Join("../..", plugin.Path), 0, "go", "list", "-f", "{{.Module.Path}} {{.Name}}", plugin.Import)
	if want := plugin.Module + " gclplugin\n"; out.stdout != want {
		t.Errorf("the plugin of .custom-gcl.yml is %q, want %q", out.stdout, want)
	}
}

// TestNolintlint tests that golangci-lint knows which //nolint silence something.
func TestNolintlint(t *testing.T) {
	dir := newShop(t)
	unused := "package main\n\nfunc unused() {} //nolint:unsupervisedgo\n"
	if err := os.WriteFile(filepath.Join(dir, "unused.go"), []byte(unused), 0o666); err != nil {
		t.Fatal(err)
	}
	configure(t, dir, example(t))
	r := run(t, dir, 1, golangciLint, "run", "--enable-only=unsupervisedgo,nolintlint")
	if n := strings.Count(r.stdout, "(nolintlint)"); n != 1 || !strings.Contains(r.stdout, "unused.go:3:18: directive `//nolint:unsupervisedgo` is unused") {
		t.Errorf("%d findings of nolintlint, want one, in unused.go\n%s", n, r)
	}
}

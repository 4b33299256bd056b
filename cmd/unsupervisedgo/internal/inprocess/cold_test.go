package inprocess

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// With an empty build cache nothing is compiled, and the findings are those of
// go vet, for which everything is: with cgo, in a workspace, with vendored
// packages, with flags from the environment, with generated code.
func TestCold(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go vet")
	}
	tool := buildTool(t)
	archives, err := filepath.Glob("testdata/cold/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(err)
	}
	warm := goEnv(t, "GOCACHE")
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			for _, file := range archive.Files {
				name := filepath.Join(dir, file.Name)
				if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, file.Data, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			t.Chdir(dir)
			for line := range strings.Lines(string(archive.Comment)) {
				if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
					t.Setenv(name, value)
				}
			}
			req := driver.Request{Patterns: []string{"./..."}}
			if _, err := os.Stat("go.work"); err == nil {
				req.Patterns = []string{"work"}
			}

			t.Setenv("GOCACHE", warm)
			want, err := driver.GoVet(tool)(ctx, req)
			if err != nil || len(want.Failures) > 0 {
				t.Fatal(err, want.Failures)
			}
			finding.Sort(want.Findings)
			if len(want.Findings) == 0 {
				t.Fatal("there is nothing to find")
			}
			cold := t.TempDir()
			for _, run := range []struct{ name, cache, home string }{
				{"cold", cold, t.TempDir()},
				{"cold again", cold, t.TempDir()},
				{"warm", warm, t.TempDir()},
			} {
				t.Setenv("GOCACHE", run.cache)
				t.Setenv("XDG_CACHE_HOME", run.home)
				got, err := New(analyzer.New, tool, never(t))(ctx, req)
				if err != nil || len(got.Failures) > 0 {
					t.Fatal(run.name, err, got.Failures)
				}
				finding.Sort(got.Findings)
				if !reflect.DeepEqual(got.Findings, want.Findings) {
					t.Errorf("%s:\ngot  %+v\nwant %+v", run.name, got.Findings, want.Findings)
				}
			}
			t.Setenv("GOCACHE", cold)
			out, err := exec.Command("go", "list", "-e", "-deps", "-export", toolexec(tool), "-f", "{{.Export}}", "std").Output()
			if err != nil || strings.TrimSpace(string(out)) != "" {
				t.Errorf("something was compiled: %v %s", err, out)
			}
		})
	}
}

// Packages that use cgo, such as net, are taken from the build cache as all others are: the key under which they
// are kept depends on the C compiler as well, of which the go command asks the version in a way of its own
// (https://go.dev/src/cmd/go/internal/work/buildid.go). It was refused, so that everything above net came from source.
func TestWarmCgo(t *testing.T) {
	if testing.Short() || goEnv(t, "CGO_ENABLED") != "1" {
		t.Skip("runs go build, with cgo")
	}
	tool := buildTool(t)
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"go.mod":  "module example.com/warm\n\ngo 1.22\n",
		"main.go": "package main\n\nimport \"net\"\n\nfunc main() { println(net.IPv4len) }\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("go", "build", "./...").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	req := driver.Request{Patterns: []string{"./..."}}
	l, err := list(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.addExports(ctx, req, tool, l.roots); err != nil {
		t.Fatal(err)
	}
	for _, p := range l.order {
		if p.Export == "" && p.ImportPath != "unsafe" {
			t.Errorf("%s is not taken from the build cache", p.ImportPath)
		}
	}
}

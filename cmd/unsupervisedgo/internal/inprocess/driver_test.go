package inprocess

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

var ctx = context.Background()

// TestMain lets the test binary be the tool that refuses to compile.
func TestMain(m *testing.M) {
	Refuse(os.Args[1:])
	os.Exit(m.Run())
}

// buildTool builds the command, for go vet to run.
func buildTool(t *testing.T) string {
	tool := filepath.Join(t.TempDir(), "unsupervisedgo.exe")
	cmd := exec.Command("go", "build", "-o", tool, "github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return tool
}

// never is the fallback where nothing may be left to it.
func never(t *testing.T) driver.Func {
	return func(context.Context, driver.Request) (driver.Result, error) {
		t.Error("it was left to the fallback")
		return driver.Result{}, nil
	}
}

// The findings and fixes are those of go vet, byte for byte, when they are new
// and when they are remembered: in both profiles on the packages of testdata,
// and on the example. TREE names another module to compare on.
func TestSameAsGoVet(t *testing.T) {
	tool := buildTool(t)
	t.Setenv("GOCACHE", goEnv(t, "GOCACHE")) // only the command's own cache is to be new
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	tree := os.Getenv("TREE")
	if tree == "" {
		tree = "../../../../examples/platform"
		t.Run("testdata", func(t *testing.T) {
			if testing.Short() {
				t.Skip("go vet takes long")
			}
			patterns := workspace(t, nil)
			sameAsGoVet(t, tool, patterns, "-runtime=example.com/supervised")
			sameAsGoVet(t, tool, patterns, "-runtime=example.com/supervised", "-strict=true", "-heartbeats=true")
		})
	}
	t.Chdir(tree)
	sameAsGoVet(t, tool, []string{"./..."})
	sameAsGoVet(t, tool, []string{"./..."}, "-heartbeats=true")
	if os.Getenv("TREE") != "" { // it takes go vet long: each profile has its own facts
		sameAsGoVet(t, tool, []string{"./..."}, "-strict=true")
	}
}

func sameAsGoVet(t *testing.T, tool string, patterns []string, flags ...string) {
	t.Helper()
	req := driver.Request{Patterns: patterns, Flags: flags}
	want, err := driver.GoVet(tool)(ctx, req)
	if err != nil || len(want.Failures) > 0 {
		t.Fatal(err, want.Failures)
	}
	finding.Sort(want.Findings)
	if len(want.Findings) == 0 {
		t.Fatal("there is nothing to find")
	}
	for _, run := range []string{"first", "second"} {
		packages := 0
		req.Progress = func(n int) { packages = n }
		got, err := New(analyzer.New, tool, never(t))(ctx, req)
		if err != nil || packages == 0 {
			t.Fatal(err)
		}
		finding.Sort(got.Findings)
		if !reflect.DeepEqual(got.Findings, want.Findings) {
			t.Errorf("%s run with %q differs", run, flags)
			for i := range min(len(got.Findings), len(want.Findings)) {
				if !reflect.DeepEqual(got.Findings[i], want.Findings[i]) {
					t.Fatalf("got\n%+v\nwant\n%+v", got.Findings[i], want.Findings[i])
				}
			}
			t.Fatalf("got %d, want %d", len(got.Findings), len(want.Findings))
		}
	}
}

func goEnv(t *testing.T, name string) string {
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out[:len(out)-1])
}

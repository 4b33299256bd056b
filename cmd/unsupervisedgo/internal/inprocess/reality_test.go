package inprocess

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
)

var update = flag.Bool("update", false, "rewrite the golden summary")

// TestReality analyses code that was not written for a test. The summary is
// there so that a change in verdicts is seen, and thought about: every finding
// that made it up was read. It is of one version of Go.
func TestReality(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses a good part of the standard library")
	}
	const golden = "testdata/reality.txt"
	version := fmt.Sprintf("%s %s, CGO_ENABLED=%s", goEnv(t, "GOVERSION"), goEnv(t, "GOOS"), goEnv(t, "CGO_ENABLED"))
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(want), "\n")
	if head != version && !*update {
		t.Skipf("SKIPPED: the summary is of %s, this is %s", head, version)
	}
	tool, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOCACHE", goEnv(t, "GOCACHE"))
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	res, err := New(analyzer.New, tool, never(t))(context.Background(), driver.Request{
		Patterns: []string{"net/...", "os/...", "database/...", "go/...", "testing/...", "golang.org/x/tools/go/..."},
	})
	if err != nil {
		t.Fatal(err)
	}
	counts := make(map[string]int)
	for _, f := range res.Findings {
		fix := "no fix"
		if f.Fix != nil {
			fix = "fix"
		}
		counts[fmt.Sprintf("%-40s %s, %s", f.Package, f.Category, fix)]++
	}
	got := version + "\n"
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		got += fmt.Sprintf("%3d %s\n", counts[what], what)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if got != string(want) {
		t.Errorf("the verdicts have changed (-update, if they are right):\n%s", diff(t, golden, got))
	}
}

func diff(t *testing.T, name, got string) string {
	file := path.Join(t.TempDir(), "got.txt")
	if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.Command("git", "diff", "--no-index", "--", name, file).Output() // it fails if they differ
	return string(out)
}

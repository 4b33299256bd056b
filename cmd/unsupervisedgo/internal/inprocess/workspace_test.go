package inprocess

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/internal/permute"
)

// testdata is where the tests of the analyzer have their packages, as seen
// from where the tests start.
var testdata, _ = filepath.Abs("../../../../testdata/src")

// workspace copies the packages of testdata/src to a workspace in which each
// directory is a module, since the go command knows no packages outside of modules, goes there,
// and returns the patterns for all of them. With r, the copy is in another order.
func workspace(t *testing.T, r *rand.Rand) (patterns []string) {
	t.Helper()
	dir := t.TempDir()
	var err error
	if r == nil {
		err = os.CopyFS(dir, os.DirFS(testdata))
	} else {
		err = permute.Tree(testdata, dir, r)
	}
	if err != nil {
		t.Fatal(err)
	}
	modules := []string{"example.com/supervised", "golang.org/x/sync"}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	cgo := strings.HasSuffix(goEnv(t, "CGO_ENABLED"), "1")
	for _, e := range entries {
		switch name := e.Name(); name {
		case "example.com", "golang.org", "app": // app has a vendor directory as of GOPATH
		case "cgo":
			if _, err := exec.LookPath(goEnv(t, "CC")); cgo && err == nil {
				modules = append(modules, name)
			}
		default:
			modules = append(modules, name)
		}
	}
	work := "go 1.26\n"
	for _, m := range modules {
		work += "use ./" + m + "\n"
		name := filepath.Join(dir, filepath.FromSlash(m), "go.mod")
		path := m
		if old, err := os.ReadFile(name); err == nil {
			path = strings.Fields(string(old))[1]
		} else if err := os.WriteFile(name, []byte("module "+m+"\n\ngo 1.26\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		patterns = append(patterns, path+"/...")
	}
	if err := os.WriteFile(filepath.Join(dir, "go.work"), []byte(work), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("GOWORK", "")
	slices.Sort(patterns)
	return patterns
}

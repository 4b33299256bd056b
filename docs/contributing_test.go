package docs

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The tables of CONTRIBUTING.md name every Go file below these directories,
// but tests and doc.go, which has no rule in it.
var mapped = []string{
	"analyzer", "bench", "cmd", "deadrecover", "fix", "gclplugin", "runtime",
	"internal/effects", "internal/fixpoint", "internal/heartbeats", "internal/known", "internal/panicflow", "internal/settings", "internal/suggest", "internal/syntax",
}

func TestContributing(t *testing.T) {
	page, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	root := os.DirFS("..")
	var named []string
	for row := range strings.Lines(string(page)) {
		if strings.HasPrefix(row, "|") {
			named = append(named, filesOf(t, root, row)...)
		}
	}
	for _, dir := range mapped {
		err := fs.WalkDir(root, dir, func(name string, entry fs.DirEntry, err error) error {
			switch base := path.Base(name); {
			case err != nil:
				return err
			case entry.IsDir() && (base == "testdata" || base == "e2e"):
				return fs.SkipDir
			case path.Ext(base) == ".go" && !strings.HasSuffix(base, "_test.go") && base != "doc.go" && !slices.Contains(named, name):
				t.Errorf("%s is in no table of CONTRIBUTING.md", name)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

var goFile = regexp.MustCompile("`([^` ]+\\.go)`")

// filesOf returns the files that a row names. A name is a path from the root, or
// below the command, or it is in the directory of the one before it.
func filesOf(t *testing.T, root fs.FS, row string) []string {
	var list []string
	dir := ""
	for _, m := range goFile.FindAllStringSubmatch(row, -1) {
		name := m[1]
		candidates := []string{path.Join(dir, name)}
		if strings.Contains(name, "/") {
			candidates = []string{name, path.Join("cmd/unsupervisedgo", name)}
		}
		i := slices.IndexFunc(candidates, func(name string) bool {
			_, err := fs.Stat(root, name)
			return err == nil
		})
		if i < 0 {
			t.Errorf("CONTRIBUTING.md names %s, which is not there", candidates[0])
			continue
		}
		list = append(list, candidates[i])
		dir = path.Dir(candidates[i])
	}
	return list
}

package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// newShop writes the module of testdata/shop into a new directory.
func newShop(t *testing.T) (dir string) {
	t.Helper()
	return newModule(t, "shop")
}

// newModule returns a copy of a module of testdata.
func newModule(t *testing.T, name string) (dir string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir()) // drivers print it resolved
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS("testdata/"+name)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// newShopWithRuntime is newShop with the runtime package, which most drivers
// cannot write.
func newShopWithRuntime(t *testing.T) (dir string) {
	t.Helper()
	dir = newShop(t)
	run(t, dir, 0, unsupervisedgo, "init")
	return dir
}

// readTree returns the Go files below dir, by path.
func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	tree := make(map[string]string)
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".go" {
			return err
		}
		src, err := fs.ReadFile(root, name)
		tree[name] = string(src)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// changes returns the paths of the files that differ, sorted.
func changes(a, b map[string]string) []string {
	var names []string
	for name, src := range a {
		if other, ok := b[name]; !ok || other != src {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// A mark is a comment in the tree that tells of a finding on its line.
type mark struct {
	at        string // file:line
	file      string
	category  string
	condition string // "", "with flags" or "without flags"
	fix       bool
}

var markComment = regexp.MustCompile(`// find( with flags| without flags|): ([a-z, -]+?)(, no fix)?$`)

// marks returns the marks of a tree.
func marks(tree map[string]string) []mark {
	var list []mark
	for file, src := range tree {
		for i, line := range strings.Split(src, "\n") {
			m := markComment.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			for _, category := range strings.Split(m[2], ", ") {
				list = append(list, mark{fmt.Sprintf("%s:%d", file, i+1), file, category, strings.TrimSpace(m[1]), m[3] == ""})
			}
		}
	}
	return list
}

// checkMarks compares findings with the marks that hold under a condition.
func checkMarks(t *testing.T, list []mark, condition string, findings []finding) {
	t.Helper()
	want := make(map[string]int)
	for _, m := range list {
		if m.condition == "" || m.condition == condition {
			want[m.at+": "+m.category]++
		}
	}
	for _, f := range findings {
		want[fmt.Sprintf("%s:%d: %s", f.file, f.line, f.category)]--
	}
	for at, n := range want {
		switch {
		case n > 0:
			t.Errorf("%d not found at %s", n, at)
		case n < 0:
			t.Errorf("%d found without a mark at %s", -n, at)
		}
	}
}

package files

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// tree returns the files below dir and what is in them.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		if d.IsDir() {
			files[rel+"/"] = ""
			return nil
		}
		content, err := os.ReadFile(path)
		files[rel] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// start writes two files and returns the changes that replace them, add one and remove one.
func start(t *testing.T) (dir string, before map[string]string, changes []Change) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"a.go", "b.go", "c.go"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return dir, tree(t, dir), []Change{
		{Name: filepath.Join(dir, "a.go"), Before: []byte("a.go"), After: []byte("new a")},
		{Name: filepath.Join(dir, "x/y/new.go"), After: []byte("new")},
		{Name: filepath.Join(dir, "c.go"), Before: []byte("c.go")},
		{Name: filepath.Join(dir, "b.go"), Before: []byte("b.go"), After: []byte("new b")},
	}
}

func TestApplyAndUndo(t *testing.T) {
	dir, before, changes := start(t)
	var tx Tx
	if err := tx.Apply(changes...); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"./": "", "a.go": "new a", "b.go": "new b", "x/": "", "x/y/": "", "x/y/new.go": "new"}
	if got := tree(t, dir); !maps.Equal(got, want) {
		t.Errorf("after Apply: %q", got)
	}

	if err := tx.Undo(filepath.Join(dir, "x/y/new.go"), filepath.Join(dir, "b.go")); err != nil {
		t.Fatal(err)
	}
	want = map[string]string{"./": "", "a.go": "new a", "b.go": "b.go"}
	if got := tree(t, dir); !maps.Equal(got, want) {
		t.Errorf("after Undo: %q", got)
	}

	if err := tx.UndoAll(); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); !maps.Equal(got, before) {
		t.Errorf("after UndoAll: %q", got)
	}
}

// A file that is changed twice is put back to what it was at first.
func TestUndoOfTwoChanges(t *testing.T) {
	dir, before, _ := start(t)
	a := filepath.Join(dir, "a.go")
	var tx Tx
	for _, c := range []Change{{a, []byte("a.go"), []byte("1")}, {a, []byte("1"), []byte("2")}} {
		if err := tx.Apply(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Undo(a); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); !maps.Equal(got, before) {
		t.Errorf("after Undo: %q", got)
	}
}

// Whichever write fails, everything is as before, and no temporary file is left.
func TestFailedWriteUndoesAll(t *testing.T) {
	full := errors.New("the disk is full")
	for failing := range 3 {
		dir, before, changes := start(t)
		calls := 0
		tx := Tx{rename: func(from, to string) error {
			if calls++; calls == failing+1 {
				return full
			}
			return os.Rename(from, to)
		}}
		if err := tx.Apply(changes...); !errors.Is(err, full) {
			t.Errorf("rename %d: got %v", failing, err)
		}
		if got := tree(t, dir); !maps.Equal(got, before) {
			t.Errorf("rename %d: %q", failing, got)
		}
	}
}

// The second half of a change fails, and so does putting back the first.
func TestFailedUndoIsTold(t *testing.T) {
	dir, _, changes := start(t)
	calls := 0
	tx := Tx{rename: func(from, to string) error {
		if calls++; calls > 1 {
			return errors.New("no more")
		}
		return os.Rename(from, to)
	}}
	err := tx.Apply(changes...)
	if err == nil || !strings.Contains(err.Error(), "cannot put back: no more") {
		t.Errorf("got %v", err)
	}
	if got := slices.Sorted(maps.Keys(tree(t, dir))); !slices.Equal(got, []string{"./", "a.go", "b.go", "c.go"}) {
		t.Errorf("left %q", got)
	}
}

func TestRefused(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(dir string) error
		change  Change
		want    string
	}{
		{
			"read-only file",
			func(dir string) error { return os.Chmod(filepath.Join(dir, "a.go"), 0o444) },
			Change{Name: "a.go", Before: []byte("a.go"), After: []byte("new")},
			"a.go is read-only",
		}, {
			"read-only directory",
			func(dir string) error { return os.Chmod(dir, 0o555) },
			Change{Name: "a.go", Before: []byte("a.go"), After: []byte("new")},
			"permission denied",
		}, {
			"changed by somebody else",
			func(dir string) error { return os.WriteFile(filepath.Join(dir, "a.go"), []byte("theirs"), 0o666) },
			Change{Name: "a.go", Before: []byte("a.go"), After: []byte("new")},
			"a.go was changed by somebody else",
		}, {
			"created by somebody else",
			func(dir string) error { return os.WriteFile(filepath.Join(dir, "n.go"), nil, 0o666) },
			Change{Name: "n.go", After: []byte("new")},
			"n.go was changed by somebody else",
		}, {
			"directory in the way of a file",
			func(dir string) error { return os.Mkdir(filepath.Join(dir, "n.go"), 0o777) },
			Change{Name: "n.go", After: []byte("new")},
			"is a directory",
		}, {
			"file in the way of a directory",
			func(dir string) error { return nil },
			Change{Name: "a.go/n.go", After: []byte("new")},
			"not a directory",
		}, {
			"gone",
			func(dir string) error { return os.Remove(filepath.Join(dir, "a.go")) },
			Change{Name: "a.go", Before: []byte("a.go"), After: []byte("new")},
			"no such file",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if strings.HasPrefix(test.name, "read-only") && os.Geteuid() == 0 {
				t.Skip("SKIPPED: the superuser may write anything")
			}
			dir, _, _ := start(t)
			if err := test.prepare(dir); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { os.Chmod(dir, 0o777) }) // so that it can be removed
			before := tree(t, dir)
			c := test.change
			c.Name = filepath.Join(dir, c.Name)
			var tx Tx
			if err := tx.Apply(c); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if got := tree(t, dir); !maps.Equal(got, before) {
				t.Errorf("changed: %q", got)
			}
		})
	}
}

func TestKeepsPermissionsAndLinks(t *testing.T) {
	dir, _, _ := start(t)
	a, link := filepath.Join(dir, "a.go"), filepath.Join(dir, "link.go")
	if err := os.Chmod(a, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.go", link); err != nil {
		t.Skip(err)
	}
	var tx Tx
	if err := tx.Apply(Change{Name: link, Before: []byte("a.go"), After: []byte("new")}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(a); err != nil || info.Mode().Perm() != 0o750 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	if got := tree(t, dir)["a.go"]; got != "new" {
		t.Errorf("the file holds %q", got)
	}
	if err := tx.UndoAll(); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir)["a.go"]; got != "a.go" {
		t.Errorf("put back: %q", got)
	}
}

// A file gets its content whole, by way of the Tx: half a page of a report stayed
// where the disk was full. What is no regular file is written to.
func TestWrite(t *testing.T) {
	name := filepath.Join(t.TempDir(), "page.html")
	for _, content := range []string{"one", "another", ""} {
		if err := Write(name, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != content {
			t.Errorf("%q, %v, want %q", got, err, content)
		}
	}
	if err := Write(filepath.Join(name, "page.html"), []byte("x")); err == nil {
		t.Error("a file was taken for a directory")
	}
	if left := tree(t, filepath.Dir(name)); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := os.Stat("/dev/full"); err == nil && Write("/dev/full", []byte("x")) == nil {
		t.Error("nobody tells that nothing was written")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	pipe := filepath.Join("/dev/fd", strconv.Itoa(int(w.Fd())))
	if _, err := os.Stat(pipe); err != nil {
		w.Close()
		t.Skip("no pipe has a name here")
	}
	if err := Write(pipe, []byte("page")); err != nil {
		t.Error(err)
	}
	w.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != "page" {
		t.Errorf("the pipe got %q, %v", got, err)
	}
}

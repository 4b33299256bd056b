package inprocess

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
)

// With an empty build cache, what the compiler sees of package net took five seconds of CPU: the go
// command compiled the C code of runtime/cgo first.
func TestCgoOfStandardLibrary(t *testing.T) {
	t.Setenv("GOCACHE", t.TempDir())
	t.Setenv("CGO_ENABLED", "1")
	ctx := context.Background()
	req := driver.Request{Patterns: []string{"net"}}
	l, err := list(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	net := l.all["net"]
	if len(net.CgoFiles) == 0 {
		t.Skip("package net does not use cgo here")
	}
	c := &cgo{ctx: ctx, req: req, cc: l.env.CC}
	if err := c.compile(net); err != nil {
		t.Fatal(err)
	}
	if len(c.dirs) != 1 {
		t.Fatal("the go command made the files")
	}
	got := len(net.Compiled)
	if want := len(net.GoFiles) + len(net.CgoFiles) + 1; got != want {
		t.Errorf("%d files, want those of the package and one for the types of C, %d", got, want)
	}
	for _, name := range net.sources(slices.Clone(net.Compiled)) {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
	c.close()
	if _, err := os.Stat(c.dirs[0]); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", c.dirs[0], err)
	}
	filepath.WalkDir(os.Getenv("GOCACHE"), func(path string, entry fs.DirEntry, err error) error {
		if info, err := entry.Info(); err == nil && strings.HasSuffix(path, "-d") && info.Size() > 1<<20 {
			t.Errorf("%s was compiled, %d bytes", path, info.Size())
		}
		return nil
	})
}

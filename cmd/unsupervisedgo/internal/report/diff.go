package report

import (
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
)

// Diff returns the change as a unified diff that "patch -p1" and "git apply"
// accept in dir.
func Diff(c files.Change, dir string) []byte {
	name := filepath.ToSlash(Path(c.Name, dir))
	old, new := "a/"+name, "b/"+name
	if c.Before == nil {
		old = "/dev/null"
	}
	if c.After == nil {
		new = "/dev/null"
	}
	return diff.Diff(old, c.Before, new, c.After)
}

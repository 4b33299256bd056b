package main

import (
	"io"
	"os"
	"path/filepath"
)

// isTerminal reports whether a person is likely to watch what is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// repository returns the directory that the paths of code scanning are
// relative to: the checkout of a GitHub workflow, the root of the repository,
// or the given directory.
func repository(dir string) string {
	if workspace := os.Getenv("GITHUB_WORKSPACE"); workspace != "" {
		if rel, err := filepath.Rel(workspace, dir); err == nil && filepath.IsLocal(rel) {
			return workspace
		}
	}
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, ".git")); err == nil {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}

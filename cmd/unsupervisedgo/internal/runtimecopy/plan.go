package runtimecopy

import (
	"bytes"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
)

// An EditedError says that a file is in the way that is not as it was written.
type EditedError struct {
	Change files.Change // what would undo the edit
	Ours   bool         // it is a copy that was edited, not a file of somebody else
}

func (e *EditedError) Error() string {
	if e.Ours {
		return fmt.Sprintf("%s was edited after it was written; it is left as it is", e.Change.Name)
	}
	return fmt.Sprintf("%s was not written by unsupervisedgo; it is left as it is", e.Change.Name)
}

// Plan returns the changes that make dir, which has this import path, a copy of the
// package under this version: none if it is one, or, for a version that is released, one of a later version. It
// returns an EditedError if that would overwrite what a person wrote.
func Plan(dir, importPath, version string) ([]files.Change, error) {
	pkg := filepath.Base(dir)
	if !token.IsIdentifier(pkg) {
		return nil, fmt.Errorf("%q cannot be the name of a package; choose another directory for the runtime", pkg)
	}
	want := source(version, importPath)
	there, err := read(dir)
	if err != nil {
		return nil, err
	}
	http, err := read(filepath.Join(dir, below))
	if err != nil {
		return nil, err
	}
	for name, content := range http {
		there[below+"/"+name] = content
	}

	var changes []files.Change
	for _, name := range slices.Sorted(maps.Keys(want)) {
		c := files.Change{Name: filepath.Join(dir, filepath.FromSlash(name)), After: want[name]}
		if content, ok := there[name]; ok {
			c.Before = content
			have := parse(content)
			switch {
			case bytes.Equal(have.rest, parse(want[name]).rest):
				continue // the version that wrote it does not matter
			case !have.ours || have.edited:
				return nil, &EditedError{c, have.ours}
			case semver.IsValid(version) && semver.Compare(have.version, version) > 0: // a build without a version knows of no later one
				return nil, nil
			}
		}
		changes = append(changes, c)
	}
	// What an earlier version had more of.
	for _, name := range slices.Sorted(maps.Keys(there)) {
		have := parse(there[name])
		if _, ok := want[name]; ok || !have.ours {
			continue
		}
		c := files.Change{Name: filepath.Join(dir, filepath.FromSlash(name)), Before: there[name]}
		if have.edited {
			return nil, &EditedError{c, true}
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// Missing reports whether the directory holds no Go package. It is an error if
// something is in its way.
func Missing(dir string) (bool, error) {
	there, err := read(dir)
	return len(there) == 0, err
}

// Foreign reports whether the directory holds a package of somebody else: Go
// files, and none that was written here.
func Foreign(dir string) (bool, error) {
	there, err := read(dir)
	if err != nil {
		return false, err
	}
	for _, content := range there {
		if parse(content).ours {
			return false, nil
		}
	}
	return len(there) > 0, nil
}

// read returns the Go files of the directory, tests aside. None is not an error.
func read(dir string) (map[string][]byte, error) {
	there := make(map[string][]byte)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return there, nil
	} else if err != nil {
		return nil, fmt.Errorf("the runtime cannot be written: %w", err)
	}
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			content, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				return nil, err
			}
			there[name] = content
		}
	}
	return there, nil
}

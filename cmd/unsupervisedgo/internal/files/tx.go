package files

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// A Tx makes changes that can be undone. The zero Tx is ready for use.
//
// Each file is written under a temporary name beside its place and renamed, so
// that whoever looks sees the old content or the new one, and a run that is
// killed leaves no half of a file.
type Tx struct {
	done []Change
	dirs []string // those that were created, outer ones first

	// rename replaces os.Rename in tests.
	rename func(from, to string) error
}

// Apply makes the changes. If one fails, it undoes those that it made before,
// and returns why.
func (tx *Tx) Apply(changes ...Change) error {
	start := len(tx.done)
	for _, c := range changes {
		if err := tx.apply(c); err != nil {
			return errors.Join(err, tx.undo(start))
		}
		tx.done = append(tx.done, c)
	}
	return nil
}

// Write gives a file this content, whole or not at all. What is no regular file,
// such as a pipe, is just written to.
func Write(name string, content []byte) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(name, content, 0)
	}
	before, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return new(Tx).Apply(Change{Name: name, Before: before, After: content})
}

// Undo puts back the files with these names, as they were before the first
// change of them, and returns what went wrong.
func (tx *Tx) Undo(names ...string) error {
	var errs []error
	for i := len(tx.done) - 1; i >= 0; i-- {
		if c := tx.done[i]; slices.Contains(names, c.Name) {
			errs = append(errs, tx.revert(c))
			tx.done = slices.Delete(tx.done, i, i+1)
		}
	}
	tx.removeDirs()
	return errors.Join(errs...)
}

// UndoAll puts back everything.
func (tx *Tx) UndoAll() error { return tx.undo(0) }

// undo puts back the changes from the given one on, the last one first.
func (tx *Tx) undo(from int) error {
	var errs []error
	for _, c := range slices.Backward(tx.done[from:]) {
		errs = append(errs, tx.revert(c))
	}
	tx.done = tx.done[:from]
	tx.removeDirs()
	return errors.Join(errs...)
}

func (tx *Tx) revert(c Change) error {
	if err := tx.apply(Change{Name: c.Name, Before: c.After, After: c.Before}); err != nil {
		return fmt.Errorf("cannot put back: %w", err)
	}
	return nil
}

func (tx *Tx) apply(c Change) error {
	name := c.Name
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real // a symbolic link stays one
	}
	now, err := os.ReadFile(name)
	if err != nil && !(errors.Is(err, fs.ErrNotExist) && c.Before == nil) {
		return err
	}
	if !bytes.Equal(now, c.Before) || (err == nil) != (c.Before != nil) {
		return fmt.Errorf("%s was changed by somebody else in the meantime", c.Name)
	}
	if c.After == nil {
		return os.Remove(name)
	}
	mode := fs.FileMode(0o644)
	if c.Before == nil {
		if err := tx.mkdir(filepath.Dir(name)); err != nil {
			return err
		}
	} else if mode, err = writable(name); err != nil {
		return err
	}
	return tx.replace(name, c.After, mode)
}

// writable returns the permission bits of a file, or says that it is
// read-only. To replace a file takes the right to write its directory only, but
// a file that its user may not write is meant to stay as it is. The superuser
// may write any, as with go fix and gofmt -w.
func writable(name string) (fs.FileMode, error) {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrPermission) {
		return 0, fmt.Errorf("%s is read-only", name)
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Mode().Perm(), nil
}

// replace writes the content to a new file and puts it in the place of name.
func (tx *Tx) replace(name string, content []byte, mode fs.FileMode) (err error) {
	dir := filepath.Dir(name)
	// The go command ignores a file whose name begins with a dot.
	tmp, err := os.CreateTemp(dir, "."+filepath.Base(name)+".*.tmp")
	if err != nil {
		return fmt.Errorf("cannot write in %s: %w", dir, err)
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
		}
	}()
	if _, err := tmp.Write(content); err != nil {
		return err
	}
	if err := tmp.Chmod(mode); err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	rename := os.Rename
	if tx.rename != nil {
		rename = tx.rename
	}
	return rename(tmp.Name(), name)
}

// mkdir creates the directory and those above it, and remembers which.
func (tx *Tx) mkdir(dir string) error {
	var missing []string
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(d); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		missing = append(missing, d)
	}
	for _, d := range slices.Backward(missing) {
		if err := os.Mkdir(d, 0o755); err != nil {
			return err
		}
		tx.dirs = append(tx.dirs, d)
	}
	return nil
}

// removeDirs removes the directories that were created and are empty again.
func (tx *Tx) removeDirs() {
	for len(tx.dirs) > 0 {
		last := len(tx.dirs) - 1
		if os.Remove(tx.dirs[last]) != nil {
			return // something is left in it, and so in those above
		}
		tx.dirs = tx.dirs[:last]
	}
}

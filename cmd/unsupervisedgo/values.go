package main

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
)

// elements splits at commas. Nothing is an empty list.
func elements(list string) iter.Seq[string] {
	if list == "" {
		return func(func(string) bool) {}
	}
	return strings.SplitSeq(list, ",")
}

// tags is the value of -tags, which may be given more than once.
type tags []string

func (t *tags) String() string { return strings.Join(*t, ",") }

func (t *tags) Set(list string) error {
	for tag := range elements(list) {
		if tag == "" || strings.ContainsAny(tag, " \t\"'") {
			return fmt.Errorf("%q is no build tag; tags are separated by commas", tag)
		}
		*t = append(*t, tag)
	}
	return nil
}

// builds is the value of -also, which may be given more than once.
type builds struct {
	texts []string
	list  []driver.Build
}

func (b *builds) String() string { return strings.Join(b.texts, ",") }

func (b *builds) Set(list string) error {
	for text := range elements(list) {
		build, err := driver.ParseBuild(text)
		if err != nil {
			return err
		}
		b.texts, b.list = append(b.texts, text), append(b.list, build)
	}
	return nil
}

// paths is the value of -exclude: patterns of slash-separated paths from the
// module's root, which may be given more than once.
type paths []string

func (p *paths) String() string { return strings.Join(*p, ",") }

func (p *paths) Set(list string) error {
	for pattern := range elements(list) {
		clean := path.Clean(filepath.ToSlash(pattern))
		if pattern == "" || clean == "." || path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") || !doublestar.ValidatePattern(clean) {
			return fmt.Errorf("%q is no path below the module's root", pattern)
		}
		*p = append(*p, clean)
	}
	return nil
}

// have reports whether the file is one of these, or below one of these directories.
func (p paths) have(root, file string) bool {
	rel, err := filepath.Rel(root, file)
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	for rel = filepath.ToSlash(rel); rel != "."; rel = path.Dir(rel) {
		if slices.ContainsFunc(p, func(pattern string) bool { return doublestar.MatchUnvalidated(pattern, rel) }) {
			return true
		}
	}
	return false
}

// matches reports whether there is a file or directory below root, a module's, that
// the pattern matches. It stops at the first.
func matches(root, pattern string) bool {
	found := errors.New("found")
	err := doublestar.GlobWalk(os.DirFS(root), pattern, func(string, fs.DirEntry) error { return found })
	return errors.Is(err, found)
}

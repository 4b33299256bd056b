// Package config reads the file that holds, for a module, what would otherwise
// be flags in every hook, job and shell.
package config

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/unsupervisedgo/unsupervisedgo/internal/settings"
	"github.com/unsupervisedgo/unsupervisedgo/internal/suggest"
)

// Name is the name of the file.
const Name = "unsupervisedgo.toml"

// Find returns the file for a directory: the one at the root of its module or,
// if there is none, of its workspace. It returns "" if there is none there either.
func Find(dir string) string {
	workspace := os.Getenv("GOWORK")
	if workspace == "" {
		workspace = above(dir, "go.work")
	}
	for _, root := range []string{above(dir, "go.mod"), workspace} {
		if root == "" || root == "off" {
			continue
		}
		name := filepath.Join(filepath.Dir(root), Name)
		if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
			return name // an error of another kind is told by Read
		}
	}
	return ""
}

// above returns the nearest file of that name in dir or above it, or "".
func above(dir, name string) string {
	for {
		file := filepath.Join(dir, name)
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			return file
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// A File is the content of a configuration file.
type File struct {
	Name     string
	Settings []Setting // in the order of their lines
}

// A Setting is one key with its value.
type Setting struct {
	Key   string
	Value any
	Line  int // from 1
}

// maxSize bounds what is read: no list of paths is as long.
const maxSize = 1 << 20

// Read reads a configuration file.
func Read(name string) (*File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxSize {
		return nil, fmt.Errorf("%s is longer than %d bytes: is it a configuration file?", name, maxSize)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // a byte order mark, as some editors write it
	var values map[string]any
	if err := toml.Unmarshal(text, &values); err != nil {
		if at, ok := errors.AsType[*toml.DecodeError](err); ok {
			line, _ := at.Position()
			return nil, fmt.Errorf("%s:%d: %s", name, line, strings.TrimPrefix(at.Error(), "toml: "))
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	file := &File{Name: name}
	at := lines(text)
	for key, value := range values {
		file.Settings = append(file.Settings, Setting{key, value, at[key]})
	}
	slices.SortFunc(file.Settings, func(x, y Setting) int { return x.Line - y.Line })
	return file, nil
}

// lines returns the line of each key at the top of a document that is known to
// be good. The decoder tells the place of a key for which there is no field, so
// it is asked to decode into no field at all.
func lines(text []byte) map[string]int {
	at := make(map[string]int)
	d := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	missing, _ := errors.AsType[*toml.StrictMissingError](d.Decode(new(struct{})))
	if missing == nil {
		return at
	}
	for _, e := range missing.Errors {
		line, _ := e.Position()
		if key := e.Key()[0]; at[key] == 0 {
			at[key] = line
		}
	}
	return at
}

// Apply sets the flags that the file names, but for those that skip tells to
// leave as they are. Only the flags with these names may be set.
func (f *File) Apply(flags *flag.FlagSet, names []string, skip func(name string) bool) (set map[string]int, err error) {
	set = make(map[string]int)
	for _, s := range f.Settings {
		if !slices.Contains(names, s.Key) {
			return nil, fmt.Errorf("%s:%d: unknown key %q%s", f.Name, s.Line, s.Key, cmp.Or(suggest.Meant(s.Key, names), "; there are "+strings.Join(names, ", ")))
		}
		if skip(s.Key) {
			continue
		}
		if err := settings.Set(flags.Lookup(s.Key), s.Value); err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", f.Name, s.Line, s.Key, err)
		}
		set[s.Key] = s.Line
	}
	return set, nil
}

// Package module finds the main modules: those whose files may be changed.
package module

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// A Module is a main module: the one of the current directory or, in a
// workspace, each that go.work uses.
type Module struct {
	Path string
	Dir  string // its root, absolute
}

// Mains returns the main modules, as the go command sees them from the current directory. It asks the go
// command only where there may be more than the module whose go.mod is here or above.
func Mains(ctx context.Context) ([]Module, error) {
	if dir, err := os.Getwd(); err == nil && !inWorkspace(dir) {
		if m, ok := at(above(dir, "go.mod")); ok {
			return []Module{m}, nil
		}
	}
	out, err := goCommand(ctx, "list", "-m", "-json")
	if err != nil {
		return nil, err
	}
	var list []Module
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var m Module
		if err := dec.Decode(&m); err == io.EOF {
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("cannot read the output of go list -m: %w", err)
		}
		if m.Dir != "" { // without a go.mod there is a module "command-line-arguments" that is nowhere
			list = append(list, m)
		}
	}
}

// at returns the module with this root; false if it has no go.mod that tells its path.
func at(root string) (Module, bool) {
	if root == "" || os.Getenv("GO111MODULE") == "off" {
		return Module{}, false
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	m := Module{Path: modfile.ModulePath(text), Dir: root}
	return m, err == nil && m.Path != ""
}

// inWorkspace reports whether there may be a workspace.
func inWorkspace(dir string) bool {
	work := os.Getenv("GOWORK")
	return work != "off" && (work != "" || above(dir, "go.work") != "")
}

// Roots returns the roots of the main modules. It asks the go command only
// where there may be a workspace: that is dear for a question of every run.
func Roots(ctx context.Context, dir string) ([]string, error) {
	if !inWorkspace(dir) {
		if root := above(dir, "go.mod"); root != "" {
			return []string{root}, nil
		}
		return nil, nil
	}
	list, err := Mains(ctx)
	if err != nil {
		return nil, err
	}
	var dirs []string
	for _, m := range list {
		dirs = append(dirs, m.Dir)
	}
	return dirs, nil
}

// InWorkspace replaces patterns such as ./... of a directory that is in no
// module, and has modules of a workspace below it, by patterns of those. The go
// command knows none of its packages by the first.
func InWorkspace(ctx context.Context, dir string, patterns []string) ([]string, error) {
	var list []Module
	var all []string
	for _, p := range patterns {
		prefix, tree := strings.CutSuffix(filepath.ToSlash(p), "/...")
		from := filepath.Join(dir, prefix)
		if !tree || !strings.HasPrefix(prefix, ".") || above(from, "go.mod") != "" || above(from, "go.work") == "" {
			all = append(all, p)
			continue
		}
		if list == nil {
			var err error
			if list, err = Mains(ctx); err != nil {
				return nil, err
			}
		}
		before := len(all)
		for _, m := range list {
			if rel, err := filepath.Rel(from, m.Dir); err == nil && filepath.IsLocal(rel) {
				all = append(all, filepath.Join(m.Dir, "..."))
			}
		}
		if len(all) == before {
			all = append(all, p) // the go command knows what is wrong with it
		}
	}
	return all, nil
}

// Root returns the root of the module that a directory is in, or "".
func Root(dir string) string { return above(dir, "go.mod") }

// above returns the innermost directory, dir or one above it, that has such a
// file, or "".
func above(dir, file string) string {
	for {
		if info, err := os.Stat(filepath.Join(dir, file)); err == nil && !info.IsDir() {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}

// Exists reports whether there is a main module at all.
func Exists(ctx context.Context) bool {
	out, err := goCommand(ctx, "env", "GOMOD", "GOWORK")
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" && line != os.DevNull {
			return true
		}
	}
	return err != nil // then we do not know
}

// GoFlags returns the flags that the go command adds to every command line.
func GoFlags(ctx context.Context) (string, error) {
	out, err := goCommand(ctx, "env", "GOFLAGS")
	return strings.TrimSpace(string(out)), err
}

// Current returns the main module that the current directory is in.
func Current(ctx context.Context, dir string) (Module, error) {
	list, err := Mains(ctx)
	if err != nil {
		return Module{}, err
	}
	m, ok := Of(list, filepath.Join(dir, "x.go"))
	if !ok {
		return Module{}, fmt.Errorf("%s is in no module: there is no go.mod file here or above", dir)
	}
	return m, nil
}

// Of returns the module of the list that the file belongs to. A vendored file
// belongs to none: it is another module's.
func Of(list []Module, file string) (m Module, ok bool) {
	for _, c := range list {
		rel, err := filepath.Rel(c.Dir, file)
		if err != nil || !filepath.IsLocal(rel) || strings.HasPrefix(filepath.ToSlash(rel), "vendor/") {
			continue
		}
		if !ok || len(c.Dir) > len(m.Dir) { // the innermost
			m, ok = c, true
		}
	}
	return m, ok
}

// PackageNames returns the names of the packages with the given import paths;
// one that cannot be found is missing.
func PackageNames(ctx context.Context, paths []string) map[string]string {
	names := make(map[string]string)
	out, err := goCommand(ctx, append([]string{"list", "-e", "-f", "{{.ImportPath}} {{.Name}}", "--"}, paths...)...)
	if err != nil {
		return names
	}
	for line := range strings.Lines(string(out)) {
		if path, name, _ := strings.Cut(strings.TrimSpace(line), " "); name != "" {
			names[path] = name
		}
	}
	return names
}

// A Package is what the go command says of one in some environment.
type Package struct {
	Dir       string
	Files     []string // their names; what build constraints exclude is not among them
	TestFiles []string // of the package, and of its external test
}

// Packages returns, by import path, the packages that the patterns match in
// this environment.
func Packages(ctx context.Context, env, patterns []string) (map[string]Package, error) {
	list, err := listPackages(ctx, env, patterns)
	if err != nil {
		return nil, err
	}
	packages := make(map[string]Package)
	for _, p := range list {
		packages[p.path] = p.Package
	}
	return packages, nil
}

// Existing returns which of the packages with these import paths have a directory.
func Existing(ctx context.Context, paths []string) (map[string]bool, error) {
	list, err := listPackages(ctx, nil, paths)
	if err != nil {
		return nil, err
	}
	there := make(map[string]bool)
	for _, p := range list {
		there[p.path] = p.Dir != ""
	}
	return there, nil
}

// Absent returns which of these import paths, or words such as all, stand for
// nothing that the go command knows.
func Absent(ctx context.Context, paths []string) ([]string, error) {
	out, err := goCommand(ctx, append([]string{"list", "-e", "-find", "-f", "{{if not .Dir}}{{.ImportPath}}{{end}}", "--"}, paths...)...)
	if err != nil {
		return nil, err
	}
	absent := strings.Split(strings.TrimRight(string(out), "\r\n"), "\n")
	return slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return !slices.Contains(absent, path) }), nil
}

// Buildable returns the patterns as they are or, if they name a package all of
// whose files this environment excludes, the packages that are left.
func Buildable(ctx context.Context, env, patterns []string) ([]string, error) {
	list, err := listPackages(ctx, env, patterns)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, p := range list {
		if !p.excluded {
			paths = append(paths, p.path)
		}
	}
	if len(paths) == len(list) {
		return patterns, nil
	}
	return paths, nil
}

// Files tells of Go files which package each belongs to: the directory of the
// package, or "" if build constraints exclude the file here. It is missing if
// its directory is in no module: the file then is a package by itself.
func Files(ctx context.Context, names []string) (map[string]string, error) {
	var dirs []string
	for _, name := range names {
		if info, err := os.Stat(name); err != nil {
			return nil, err
		} else if info.IsDir() {
			return nil, fmt.Errorf("%s is a directory", name)
		}
		if dir := filepath.Dir(name); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	const format = "{{if .Module}}{{.Dir}}{{range .GoFiles}}\t{{.}}{{end}}{{range .CgoFiles}}\t{{.}}{{end}}" +
		"{{range .TestGoFiles}}\t{{.}}{{end}}{{range .XTestGoFiles}}\t{{.}}{{end}}{{range .InvalidGoFiles}}\t{{.}}{{end}}{{end}}"
	out, err := goCommand(ctx, append([]string{"list", "-e", "-f", format, "--"}, dirs...)...)
	if err != nil {
		return nil, err
	}
	files := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		dir := fields[0]
		for _, name := range names {
			if filepath.Dir(name) != dir {
				continue
			}
			files[name] = ""
			if slices.Contains(fields[1:], filepath.Base(name)) {
				files[name] = dir
			}
		}
	}
	return files, nil
}

// A listed package is one of go list -e.
type listed struct {
	path string
	Package
	excluded bool // it has Go files, and build constraints exclude all of them
}

func listPackages(ctx context.Context, env, patterns []string) ([]listed, error) {
	const format = "{{.ImportPath}}\t{{.Dir}}" +
		"\t{{range .GoFiles}}{{.}}/{{end}}{{range .CgoFiles}}{{.}}/{{end}}" +
		"\t{{range .TestGoFiles}}{{.}}/{{end}}{{range .XTestGoFiles}}{{.}}/{{end}}" +
		"\t{{if .IgnoredGoFiles}}ignored{{end}}"
	out, err := goCommandIn(ctx, env, append([]string{"list", "-e", "-f", format, "--"}, patterns...)...)
	if err != nil {
		return nil, err
	}
	names := func(field string) []string {
		return strings.FieldsFunc(field, func(r rune) bool { return r == '/' })
	}
	var list []listed
	for line := range strings.Lines(string(out)) {
		if fields := strings.Split(strings.TrimRight(line, "\r\n"), "\t"); len(fields) == 5 {
			p := Package{Dir: fields[1], Files: names(fields[2]), TestFiles: names(fields[3])}
			list = append(list, listed{fields[0], p, fields[4] != "" && len(p.Files)+len(p.TestFiles) == 0})
		}
	}
	return list, nil
}

// Provides reports, as an error, that no package with this import path can be
// built from the current directory.
func Provides(ctx context.Context, path string) error {
	_, err := goCommand(ctx, "list", "--", path)
	return err
}

func goCommand(ctx context.Context, args ...string) ([]byte, error) {
	return goCommandIn(ctx, nil, args...)
}

func goCommandIn(ctx context.Context, env []string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(cmd.Environ(), env...)
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, errors.New(strings.TrimSpace(string(exit.Stderr)))
	} else if err != nil {
		return nil, fmt.Errorf("cannot run the go command: %w", err)
	}
	return out, nil
}

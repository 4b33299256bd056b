package main

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/runtimecopy"
)

// runtimeDir returns the directory below a module's root, slash-separated, in
// which the value of -runtime says that the runtime package is; it is not local
// if the value is an import path. (The analyzer accepts nothing else.)
func runtimeDir(flag string) (dir string, local bool) { return strings.CutPrefix(flag, "./") }

// init writes the runtime package, or brings it up to date.
func (c *command) init(ctx context.Context) (int, error) {
	dir, local := runtimeDir(c.runtime)
	if !local {
		c.say("nothing to write: the fixed code imports %s", c.runtime)
		return exitClean, nil
	}
	m, err := module.Current(ctx, c.cwd)
	if err != nil {
		return 0, err
	}
	changes, err := runtimecopy.Plan(filepath.Join(m.Dir, filepath.FromSlash(dir)), version())
	if edited, ok := errors.AsType[*runtimecopy.EditedError](err); ok {
		c.stdout.Write(report.Diff(edited.Change, c.cwd))
	}
	if err != nil {
		return 0, err
	}
	var tx files.Tx
	if err := tx.Apply(changes...); err != nil {
		return 0, err
	}
	for _, change := range changes {
		verb := "wrote"
		if change.After == nil {
			verb = "removed"
		}
		fmt.Fprintln(c.stdout, verb, report.Path(change.Name, c.cwd))
	}
	return exitClean, nil
}

// missingRuntimes returns the changes that write the runtime package into each
// module that has none and in which a changed file imports it.
func (f *fixer) missingRuntimes(changes []files.Change) ([]files.Change, error) {
	dir, local := runtimeDir(f.runtime)
	if !local {
		return nil, nil
	}
	var missing []files.Change
	for _, m := range f.mains {
		at := filepath.Join(m.Dir, filepath.FromSlash(dir))
		used := slices.ContainsFunc(changes, func(c files.Change) bool {
			in, _ := module.Of(f.mains, c.Name)
			return in == m && imports(c.After, path.Join(m.Path, dir))
		})
		if used && runtimecopy.Missing(at) {
			write, err := runtimecopy.Plan(at, version())
			if err != nil {
				return nil, err
			}
			missing = append(missing, write...)
		}
	}
	return missing, nil
}

// removeUnusedRuntimes removes the runtime packages that the plan wrote in
// modules in which none of its other changes is left. Those are by directory.
func (f *fixer) removeUnusedRuntimes(p *plan, changed map[string][]string) error {
	used := make(map[module.Module]bool)
	for _, names := range changed {
		m, _ := module.Of(f.mains, names[0])
		used[m] = true
	}
	for _, c := range p.runtime {
		if m, _ := module.Of(f.mains, c.Name); used[m] {
			continue
		}
		if err := f.tx.Undo(c.Name); err != nil {
			return err
		}
		f.runtimes = slices.DeleteFunc(f.runtimes, func(dir string) bool { return dir == filepath.Dir(c.Name) })
	}
	return nil
}

// imports reports whether the Go file imports the path.
func imports(src []byte, path string) bool {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ImportsOnly)
	return err == nil && slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool {
		got, _ := strconv.Unquote(spec.Path.Value)
		return got == path
	})
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/files"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
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
	changes, err := runtimecopy.Plan(filepath.Join(m.Dir, filepath.FromSlash(dir)), path.Join(m.Path, dir), version())
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
	if len(changes) > 0 {
		c.warnOfLibrary(ctx, m)
	}
	return exitClean, nil
}

// warnOfLibrary says what a copy of the runtime means in a module without a
// program: each program that imports the library has two then, and its liveness
// page shows what one of them knows.
func (c *command) warnOfLibrary(ctx context.Context, m module.Module) {
	if m.HasProgram() {
		return
	}
	c.say("module %s has no program: /admin/liveness of the programs that import it will not show what its copy of the runtime knows; "+
		"to share one copy, use -runtime %s", m.Path, runtimecopy.Original)
}

// warnOfLibraries is warnOfLibrary before -fix: for the modules that the fixes of the findings would give a copy.
func (c *command) warnOfLibraries(ctx context.Context, findings []finding.Finding) error {
	rel, local := runtimeDir(c.runtime)
	fixed := slices.DeleteFunc(slices.Clone(findings), func(f finding.Finding) bool { return f.Fix == nil })
	if !local || len(fixed) == 0 {
		return nil
	}
	mains, err := module.Mains(ctx)
	if err != nil {
		return err
	}
	asked := make(map[string]bool)
	for _, f := range fixed {
		m, main := module.Of(mains, f.Pos.File)
		imported := strconv.Quote(path.Join(m.Path, rel))
		if !main || asked[m.Dir] || !slices.ContainsFunc(f.Fix.Edits, func(e finding.Edit) bool { return strings.Contains(e.New, imported) }) {
			continue
		}
		asked[m.Dir] = true
		if none, err := runtimecopy.Missing(filepath.Join(m.Dir, filepath.FromSlash(rel))); err != nil {
			return err
		} else if none {
			c.warnOfLibrary(ctx, m)
		}
	}
	return nil
}

// tellOfRuntimes says which runtime packages -fix would write with these changes.
func (f *fixer) tellOfRuntimes(ctx context.Context, changes []files.Change) {
	byDir := make(map[string][]files.Change)
	for _, c := range changes {
		dir := runtimecopy.Root(c.Name)
		byDir[dir] = append(byDir[dir], c)
	}
	for _, dir := range slices.Sorted(maps.Keys(byDir)) {
		lines := 0
		for _, c := range byDir[dir] {
			lines += bytes.Count(c.After, []byte("\n"))
		}
		m := f.moduleOf(dir)
		f.say("-fix also writes %s, the runtime that the fixed code calls (%s, %s); by itself, %s does",
			report.Path(dir, f.cwd), count(len(byDir[dir]), "file"), count(lines, "line"), f.initOf(m))
		f.warnOfLibrary(ctx, m)
	}
}

// initOf is the command line that writes the runtime of a module.
func (f *fixer) initOf(m module.Module) string {
	line := "unsupervisedgo init"
	if here, ok := module.Of(f.mains, filepath.Join(f.cwd, "x.go")); !ok || here.Dir != m.Dir {
		line += " -C " + report.Path(m.Dir, f.cwd)
	}
	if !slices.Contains(runtimeDirs, f.runtime) {
		line += " -runtime " + f.runtime
	}
	return line
}

// runtimeOf returns the directory and the import path of the runtime package that
// the changed file imports, if it is one in the file's module.
func (f *fixer) runtimeOf(c files.Change) (dir, importPath string, ok bool) {
	rel, local := runtimeDir(f.runtime)
	m, main := module.Of(f.mains, c.Name)
	importPath = path.Join(m.Path, rel)
	if !local || !main || !imports(c.After, importPath) {
		return "", "", false
	}
	return filepath.Join(m.Dir, filepath.FromSlash(rel)), importPath, true
}

// moduleOf returns the main module that a directory of the runtime is in.
func (f *fixer) moduleOf(dir string) module.Module {
	m, _ := module.Of(f.mains, filepath.Join(dir, "x.go"))
	return m
}

// missingRuntimes returns the changes that write the runtime package where a
// changed file imports it and there is none.
func (f *fixer) missingRuntimes(changes []files.Change) ([]files.Change, error) {
	used := make(map[string]string) // import paths by directory
	for _, c := range changes {
		if dir, importPath, ok := f.runtimeOf(c); ok {
			used[dir] = importPath
		}
	}
	var missing []files.Change
	for _, dir := range slices.Sorted(maps.Keys(used)) {
		if none, err := runtimecopy.Missing(dir); err != nil {
			return nil, err
		} else if !none {
			continue
		}
		write, err := runtimecopy.Plan(dir, used[dir], version())
		if err != nil {
			return nil, err
		}
		missing = append(missing, write...)
	}
	return missing, nil
}

// strangeRuntime returns the directory of the runtime package that the changed
// file imports, if it was there before and is not ours as we would write it, or "".
func (f *fixer) strangeRuntime(c files.Change) string {
	dir, importPath, ok := f.runtimeOf(c)
	if !ok || slices.Contains(f.runtimes, dir) {
		return ""
	}
	if changes, err := runtimecopy.Plan(dir, importPath, version()); err == nil && len(changes) == 0 {
		return ""
	}
	return dir
}

// removeUnusedRuntimes removes the runtime packages that the plan wrote and
// that none of its other changes imports that are left. Those are by directory.
func (f *fixer) removeUnusedRuntimes(p *plan, changed map[string][]string) error {
	used := make(map[string]bool)
	for _, c := range p.Changes {
		if dir, _, ok := f.runtimeOf(c); ok && changed[filepath.Dir(c.Name)] != nil {
			used[dir] = true
		}
	}
	for _, c := range p.runtime {
		dir := runtimecopy.Root(c.Name)
		if used[dir] {
			continue
		}
		if err := f.tx.Undo(c.Name); err != nil {
			return err
		}
		f.runtimes = slices.DeleteFunc(f.runtimes, func(d string) bool { return d == dir })
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

package main

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/config"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/report"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/runtimecopy"
)

// runtimeDirs are where the runtime goes if nobody says where: into the first
// that no module has a package of somebody else in. Projects have written a
// package "supervised" of their own before (as the one did whose incident this
// tool comes from), and what fixed code calls is not in it.
var runtimeDirs = []string{"./internal/supervised", "./internal/supervision", "./internal/supervisedgo"}

// chooseRuntime sets -runtime to a directory that can hold the runtime package.
// It comes before all else, and says what is in the way.
func (c *command) chooseRuntime(ctx context.Context) error {
	if _, local := runtimeDir(c.runtime); !local {
		return c.checkImportPath(ctx)
	}
	roots, err := module.Roots(ctx, c.cwd)
	if err != nil || len(roots) == 0 {
		return nil // which the analysis will tell, in a better way
	}
	at, err := c.foreign(roots, c.runtime)
	if err != nil || at == "" {
		return err
	}
	path := report.Path(at, c.cwd)
	if slices.ContainsFunc(c.analyzerFlags, func(f string) bool { return strings.HasPrefix(f, "-runtime=") }) {
		return fmt.Errorf("-runtime %s: %s holds a package that unsupervisedgo did not write; name another directory", c.runtime, path)
	}
	for _, dir := range runtimeDirs {
		taken, err := c.foreign(roots, dir)
		if err != nil {
			return err
		}
		if taken == "" {
			theirs := ""
			if supervises(at) {
				theirs = "services in files that import it are supervised by it, and all other "
			}
			c.say("%s holds a package that unsupervisedgo did not write: %sfixed code calls the one in %s (to choose another place, or to be told no more: -runtime %s, or runtime = %q in %s)",
				path, theirs, dir, dir, dir, config.Name)
			c.runtime = dir
			c.analyzerFlags = append(c.analyzerFlags, "-runtime="+dir)
			return nil
		}
	}
	return fmt.Errorf("%s holds a package that unsupervisedgo did not write: say with -runtime ./dir where the runtime is to go", path)
}

// checkImportPath refuses a value of -runtime that reads like an import path and is none: a directory is written ./dir.
// Only modules that are replaced or in view have a path without a dot in its first element.
func (c *command) checkImportPath(ctx context.Context) error {
	first, _, _ := strings.Cut(c.runtime, "/")
	if strings.Contains(first, ".") {
		return nil
	}
	mains, err := module.Mains(ctx)
	if err != nil || len(mains) == 0 {
		return nil // which the analysis will tell, in a better way
	}
	for _, m := range mains {
		if strings.HasPrefix(c.runtime+"/", m.Path+"/") {
			return nil
		}
	}
	if is, err := module.Existing(ctx, []string{c.runtime}); err != nil || is[c.runtime] {
		return nil
	}
	return fmt.Errorf("-runtime %s is an import path, and there is no such package; for a directory of the module, write ./%s", c.runtime, c.runtime)
}

// supervises reports whether a package has a function that looks like RunWithRecover of the
// runtime package. Whether it is one, the analysis knows.
func supervises(dir string) bool {
	files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "RunWithRecover" && fn.Type.Params.NumFields() == 3 && fn.Type.Results == nil {
				return true
			}
		}
	}
	return false
}

// foreign returns the directory with a package of somebody else that a value of
// -runtime stands for in one of the modules, or "".
func (c *command) foreign(roots []string, runtime string) (string, error) {
	rel, _ := runtimeDir(runtime)
	for _, root := range roots {
		dir := filepath.Join(root, filepath.FromSlash(rel))
		if is, err := runtimecopy.Foreign(dir); err != nil || is {
			return dir, err
		}
	}
	return "", nil
}

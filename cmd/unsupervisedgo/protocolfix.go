package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/runtimecopy"
)

// isFix reports whether the go command wants files to be changed.
func isFix(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return arg == "-fix" || arg == "-fix=true"
	}) && !slices.Contains(args, "-diff") && !slices.Contains(args, "-diff=true")
}

// wantRuntime makes the process fail where fixes import the runtime package and
// that is not there. go fix and go vet -fix write no package, and would leave a
// build that is broken and an exit code that is 0. (What fails is not cached, so
// that it works once the package is there. An error of the analyzer would do
// nothing: unitchecker makes the fixes all the same.)
func wantRuntime(a *analysis.Analyzer) {
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		runtime := ""
		if report := pass.Report; report != nil {
			pass.Report = func(d analysis.Diagnostic) {
				if path := localRuntime(a, pass); path != "" && importedBy(d, path) {
					runtime = path
				}
				report(d)
			}
		}
		result, err := run(pass)
		if err == nil && runtime != "" {
			if err := runtimeThere(a, pass, runtime); err != nil {
				fmt.Fprintf(os.Stderr, "%s: %v\n", a.Name, err)
				os.Exit(1)
			}
		}
		return result, err
	}
}

// localRuntime returns the import path of the runtime package if it is one in
// the module, or "".
func localRuntime(a *analysis.Analyzer, pass *analysis.Pass) string {
	rel, local := runtimeDir(a.Flags.Lookup("runtime").Value.String())
	if !local || pass.Module == nil {
		return ""
	}
	return path.Join(pass.Module.Path, rel)
}

// importedBy reports whether a fix adds an import of the package.
func importedBy(d analysis.Diagnostic, path string) bool {
	return slices.ContainsFunc(d.SuggestedFixes, func(f analysis.SuggestedFix) bool {
		return slices.ContainsFunc(f.TextEdits, func(e analysis.TextEdit) bool {
			return strings.Contains(string(e.NewText), strconv.Quote(path))
		})
	})
}

// runtimeThere returns an error if the package with this import path is not
// our runtime.
func runtimeThere(a *analysis.Analyzer, pass *analysis.Pass, runtime string) error {
	rel, _ := runtimeDir(a.Flags.Lookup("runtime").Value.String())
	file := pass.Fset.File(pass.Files[0].FileStart).Name()
	root := module.Root(filepath.Dir(file))
	if root == "" {
		return nil
	}
	dir := filepath.Join(root, filepath.FromSlash(rel))
	if missing, err := runtimecopy.Missing(dir); err != nil {
		return err
	} else if missing {
		return fmt.Errorf("nothing was fixed here: fixed code imports %s, which is not there; write it with %s init, or fix with %s -fix, which writes it itself", runtime, a.Name, a.Name)
	}
	if foreign, err := runtimecopy.Foreign(dir); err != nil {
		return err
	} else if foreign {
		return fmt.Errorf("nothing was fixed here: fixed code imports %s, which is a package that unsupervisedgo did not write; -runtime ./dir names another, and %s init -runtime ./dir writes it", runtime, a.Name)
	}
	return nil
}

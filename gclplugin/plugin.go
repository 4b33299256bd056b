// Package gclplugin is unsupervisedgo as a linter of golangci-lint: a module
// plugin, from which golangci-lint builds itself anew with
//
//	golangci-lint custom
//
// as .custom-gcl.yml says, for which the one of this repository is an example.
// The linter is then enabled and set up in .golangci.yml:
//
//	version: "2"
//	linters:
//	  enable:
//	    - unsupervisedgo
//	  settings:
//	    custom:
//	      unsupervisedgo:
//	        type: module
//	        settings:
//	          runtime: ./internal/supervised
//	issues:
//	  max-same-issues: 0
//	  max-issues-per-linter: 0
//	  uniq-by-line: false
//
// The settings are the flags of the analyzer; the file testdata/golangci.yml
// has them all. Without the part about issues, golangci-lint keeps to itself
// the fourth finding of the same text and the second on the same line.
//
// golangci-lint cannot write a package, so that "golangci-lint run --fix" wants
// "unsupervisedgo init" to have written the runtime package before.
//
// Each message begins with the category, so that a rule of linters.exclusions
// with text: "^launcher: " leaves out one of them.
//
// The findings and fixes are those of go vet and go fix, with one exception: to
// golangci-lint, a //nolint above a statement or declaration silences all of
// it, to unsupervisedgo only the goroutine that starts on the next line.
package gclplugin

import (
	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
)

// golangci-lint prefixes every message with the name of an analyzer that is
// not called as its plugin is.
func init() { register.Plugin(analyzer.Name, New) }

// New returns the linter with the settings that .golangci.yml has for it.
func New(settings any) (register.LinterPlugin, error) {
	a := analyzer.NewWithoutNolint()
	if err := configure(&a.Flags, settings); err != nil {
		return nil, err
	}
	nameCategories(a)
	return plugin{a}, nil
}

// nameCategories puts the category in front of each message: golangci-lint
// keeps no categories, and only what is in the text can be excluded.
func nameCategories(a *analysis.Analyzer) {
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		named := *pass
		named.Report = func(d analysis.Diagnostic) {
			d.Message = d.Category + ": " + d.Message
			pass.Report(d)
		}
		return run(&named)
	}
}

type plugin struct{ analyzer *analysis.Analyzer }

func (p plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return []*analysis.Analyzer{p.analyzer}, nil
}

// GetLoadMode asks for types. Facts come with them: golangci-lint analyses
// the dependencies of a linter that has fact types.
func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

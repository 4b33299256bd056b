// Package report prints findings in the formats that people and machines read.
package report

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// A Report is what one run has to tell.
type Report struct {
	Findings []finding.Finding // sorted
	Failures []driver.Failure  // what could not be analysed

	Version string
	Rules   []Rule

	Dir  string // the current directory: people's paths are relative to it
	Root string // of the repository: the paths of code scanning are relative to it

	Related bool // of text: list what messages only count

	// Of a person at a terminal.
	Snippets bool // show the source
	Color    bool

	// Of HTML alone.
	Known []finding.Finding              // those that the filters of the command hide elsewhere
	Diff  func(f finding.Finding) []byte // what its fix would change

	Services []Service // what is supervised and runs again
	Handler  string    // the URL path of the handler that tells of them
}

// A Rule explains a category of findings.
type Rule struct {
	ID          string // the category
	Summary     string // one sentence
	URL         string
	Description string // what is found, in plain text; "" is Summary
	Help        string // all there is to say, in Markdown; "" is Summary
}

// A Format prints a report.
type Format func(w io.Writer, r *Report) error

// Formats are the values of -format.
var Formats = map[string]Format{
	"text":   text,
	"json":   writeJSON,
	"sarif":  sarif,
	"github": github,
}

// rule returns the rule with this ID. A driver may know a category that we do not.
func (r *Report) rule(id string) Rule {
	for _, rule := range r.Rules {
		if rule.ID == id {
			return rule
		}
	}
	return Rule{ID: id}
}

// Path returns the file's path relative to dir if it is below, else as it is.
func Path(file, dir string) string {
	if rel, err := filepath.Rel(dir, file); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return file
}

// Position prints file:line:col, without what is not known.
func Position(pos finding.Position, dir string) string {
	s := Path(pos.File, dir)
	if pos.Line > 0 {
		s += fmt.Sprintf(":%d", pos.Line)
		if pos.Col > 0 {
			s += fmt.Sprintf(":%d", pos.Col)
		}
	}
	return s
}

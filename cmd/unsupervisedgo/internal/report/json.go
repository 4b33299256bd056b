package report

import (
	"encoding/json"
	"io"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/identity"
)

// jsonVersion changes when a field changes its meaning or goes away; new
// fields may come without it.
const jsonVersion = 1

// The output of -format json is one jsonReport.
type (
	jsonReport struct {
		Version  int           `json:"version"` // jsonVersion
		Tool     string        `json:"tool"`    // the version of unsupervisedgo
		Findings []jsonFinding `json:"findings"`
		Failures []jsonFailure `json:"failures"`
	}

	// Lines and columns count from 1, columns in bytes; the end is exclusive.
	// Files are relative to the current directory if they are below it.
	jsonFinding struct {
		Category  string `json:"category"`
		Message   string `json:"message"`
		URL       string `json:"url,omitempty"` // explains the category
		Package   string `json:"package"`       // import path
		File      string `json:"file"`
		Line      int    `json:"line"`
		Column    int    `json:"column"`
		EndLine   int    `json:"endLine"`
		EndColumn int    `json:"endColumn"`

		// Fingerprint stays the same when lines are added or removed elsewhere.
		Fingerprint string `json:"fingerprint"`

		Fix *jsonFix `json:"fix,omitempty"`

		// Related has one by one what the message only counts, as in "and 75 more".
		Related []jsonRelated `json:"related,omitempty"`
	}

	// What is in another package has the place of the finding, and the message names its own.
	jsonRelated struct {
		Message string `json:"message"`
		File    string `json:"file"`
		Line    int    `json:"line"`
	}

	// The edits of a fix are made together or not at all.
	jsonFix struct {
		Message string     `json:"message"`
		Edits   []jsonEdit `json:"edits"`
	}

	// New replaces the bytes from Start to before End, counted from 0.
	jsonEdit struct {
		File  string `json:"file"`
		Start int    `json:"start"`
		End   int    `json:"end"`
		New   string `json:"new"`
	}

	// A failure tells what could not be analysed.
	jsonFailure struct {
		Package string `json:"package,omitempty"`
		Message string `json:"message"`
	}
)

func writeJSON(w io.Writer, r *Report) error {
	out := jsonReport{
		Version:  jsonVersion,
		Tool:     r.Version,
		Findings: []jsonFinding{}, // a list, never null
		Failures: []jsonFailure{},
	}
	fingerprints := identity.Fingerprints(r.Findings)
	for i, f := range r.Findings {
		j := jsonFinding{
			Category:  f.Category,
			Message:   f.Message,
			URL:       r.rule(f.Category).URL,
			Package:   f.Package,
			File:      Path(f.Pos.File, r.Dir),
			Line:      f.Pos.Line,
			Column:    f.Pos.Col,
			EndLine:   f.End.Line,
			EndColumn: f.End.Col,

			Fingerprint: fingerprints[i],
		}
		if f.Fix != nil {
			j.Fix = &jsonFix{Message: f.Fix.Message}
			for _, e := range f.Fix.Edits {
				j.Fix.Edits = append(j.Fix.Edits, jsonEdit{Path(e.File, r.Dir), e.Start, e.End, e.New})
			}
		}
		for _, rel := range f.Related {
			j.Related = append(j.Related, jsonRelated{rel.Message, Path(rel.Pos.File, r.Dir), rel.Pos.Line})
		}
		out.Findings = append(out.Findings, j)
	}
	for _, f := range r.Failures {
		out.Failures = append(out.Failures, jsonFailure{f.Package, f.Text})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "\t")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

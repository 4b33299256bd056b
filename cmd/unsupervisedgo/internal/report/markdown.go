package report

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// mostRows bounds the findings of a summary: it is to be read, and GitHub takes
// no more than a mebibyte.
const mostRows = 100

// Markdown prints a summary of the report, as a job of GitHub Actions shows it
// (what is written to $GITHUB_STEP_SUMMARY).
func Markdown(w io.Writer, r *Report) error {
	var b bytes.Buffer
	switch n := len(r.Findings); n {
	case 0:
		b.WriteString("### unsupervisedgo: nothing found\n\n")
	case 1:
		b.WriteString("### unsupervisedgo: 1 finding\n\n")
	default:
		fmt.Fprintf(&b, "### unsupervisedgo: %d findings\n\n", n)
	}
	for _, f := range r.Failures {
		fmt.Fprintf(&b, "> **Not analysed:** %s\n\n", markdownText(strings.TrimPrefix(f.Package+": "+f.Text, ": ")))
	}
	if len(r.Findings) > 0 {
		b.WriteString("| where | what | category | fix |\n|---|---|---|---|\n")
	}
	for i, f := range r.Findings {
		if i == mostRows {
			fmt.Fprintf(&b, "\n… and %d more.\n", len(r.Findings)-mostRows)
			break
		}
		category, fix := markdownText(f.Category), "no"
		if url := r.rule(f.Category).URL; url != "" {
			category = fmt.Sprintf("[%s](%s)", category, url)
		}
		if f.Fix != nil {
			fix = "yes"
		}
		fmt.Fprintf(&b, "| %s:%d | %s | %s | %s |\n",
			markdownText(filepath.ToSlash(Path(f.Pos.File, r.Root))), f.Pos.Line, markdownText(f.Message), category, fix)
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

// markdownText returns plain text as a cell of a table has it.
func markdownText(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if strings.ContainsRune("\\`*_{}[]<>#+!|~&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

package report

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// github prints findings as commands that the runner of GitHub Actions turns
// into annotations of the changed lines. See "Workflow commands for GitHub
// Actions"; how it reads them is in actions/toolkit, packages/core/src/command.ts.
func github(w io.Writer, r *Report) error {
	var b bytes.Buffer
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "::warning file=%s,line=%d,endLine=%d,col=%d,title=%s::%s\n",
			githubProperty.Replace(filepath.ToSlash(Path(f.Pos.File, r.Root))),
			f.Pos.Line, max(f.Pos.Line, f.End.Line), f.Pos.Col,
			githubProperty.Replace("unsupervisedgo "+f.Category),
			githubData.Replace(f.Message))
	}
	_, err := w.Write(b.Bytes())
	return err
}

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

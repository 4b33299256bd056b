package report

import (
	"bytes"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	lib "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/identity"
)

// srcRoot names the root of the repository, which relative URIs refer to.
const srcRoot = "%SRCROOT%"

// sarif prints the report as SARIF 2.1.0, the format of code scanning.
func sarif(w io.Writer, r *Report) error {
	run := lib.NewRunWithInformationURI("unsupervisedgo", "https://github.com/unsupervisedgo/unsupervisedgo")
	run.Tool.Driver.WithVersion(r.Version)
	for _, rule := range r.Rules {
		run.AddRule(rule.ID).WithDescription(rule.Summary).WithHelpURI(rule.URL).
			WithDefaultConfiguration(lib.NewReportingConfiguration().WithLevel(lib.LevelWarning))
	}
	run.WithOriginalUriBaseIds(map[string]lib.ArtifactLocation{srcRoot: *lib.NewSimpleArtifactLocation(fileURI(r.Root) + "/")})
	run.WithColumnKind("unicodeCodePoints")

	invocation := lib.NewInvocation().WithExecutionSuccessful(len(r.Failures) == 0)
	for _, f := range r.Failures {
		invocation.AddToolExecutionNotification(lib.NewNotification().
			WithLevel(lib.LevelError).
			WithMessage(lib.NewTextMessage(strings.TrimSpace(f.Package + ": " + f.Text))))
	}
	run.AddInvocation(invocation)

	s := sarifWriter{Report: r, src: make(sources)}
	fingerprints := identity.Fingerprints(r.Findings)
	run.WithResults([]*lib.Result{}) // a list, never null: null means that the run failed
	for i, f := range r.Findings {
		run.AddRule(f.Category)
		run.AddResult(s.result(run, f, fingerprints[i]))
	}
	var b bytes.Buffer
	if err := lib.NewReport().AddRun(run).PrettyWrite(&b); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

// A sarifWriter makes the results of one report.
type sarifWriter struct {
	*Report
	src sources
}

func (s *sarifWriter) result(run *lib.Run, f finding.Finding, fingerprint string) *lib.Result {
	region := lib.NewRegion().
		WithStartLine(max(1, f.Pos.Line)).
		WithStartColumn(s.src.column(f.Pos.File, f.Pos.Line, f.Pos.Col))
	if f.End.Line > 0 {
		region.WithEndLine(f.End.Line).WithEndColumn(s.src.column(f.End.File, f.End.Line, f.End.Col))
	}
	result := lib.NewRuleResult(f.Category).
		WithRuleIndex(run.GetRuleIndex(f.Category)).
		WithLevel(lib.LevelWarning).
		WithMessage(lib.NewTextMessage(f.Message)).
		AddLocation(lib.NewLocationWithPhysicalLocation(
			lib.NewPhysicalLocation().WithArtifactLocation(s.location(f.Pos.File)).WithRegion(region))).
		WithPartialFingerprints(map[string]string{"primaryLocationLineHash": fingerprint})
	if f.Fix != nil {
		result.AddFixe(s.fix(f.Fix))
	}
	return result
}

func (s *sarifWriter) fix(fix *finding.Fix) *lib.Fix {
	changes := make(map[string]*lib.ArtifactChange) // by file
	out := lib.NewFix().WithDescription(lib.NewTextMessage(fix.Message))
	for _, e := range fix.Edits {
		change := changes[e.File]
		if change == nil {
			change = lib.NewArtifactChange().WithArtifactLocation(s.location(e.File))
			changes[e.File] = change
			out.AddArtifactChange(change)
		}
		startLine, startCol := s.src.at(e.File, e.Start)
		endLine, endCol := s.src.at(e.File, e.End)
		change.AddReplacement(lib.NewReplacement().
			WithDeletedRegion(lib.NewRegion().
				WithStartLine(startLine).WithStartColumn(startCol).
				WithEndLine(endLine).WithEndColumn(endCol)).
			WithInsertedContent(lib.NewArtifactContent().WithText(e.New)))
	}
	return out
}

func (s *sarifWriter) location(file string) *lib.ArtifactLocation {
	rel := Path(file, s.Root)
	if filepath.IsAbs(rel) {
		return lib.NewSimpleArtifactLocation(fileURI(rel))
	}
	uri := url.URL{Path: filepath.ToSlash(rel)}
	return lib.NewSimpleArtifactLocation(uri.String()).WithURIBaseID(srcRoot)
}

func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	uri := url.URL{Scheme: "file", Path: path}
	return uri.String()
}

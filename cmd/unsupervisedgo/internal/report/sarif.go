package report

import (
	"bytes"
	"cmp"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	// Version 3 of the library brings net/http for its validation, which would
	// double the time that the tool takes to start, once a package, under go vet.
	lib "github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/identity"
)

// srcRoot names the root of the repository, which relative URIs refer to.
const srcRoot = "%SRCROOT%"

// sarif prints the report as SARIF 2.1.0, the format of code scanning.
func sarif(w io.Writer, r *Report) error {
	run := lib.NewRunWithInformationURI("unsupervisedgo", "https://github.com/unsupervisedgo/unsupervisedgo")
	run.Tool.Driver.WithVersion(number(r.Version))
	for _, rule := range r.Rules {
		help := cmp.Or(rule.Help, rule.Summary)
		run.AddRule(rule.ID).WithDescription(rule.Summary).WithHelpURI(rule.URL).
			WithFullDescription(lib.NewMultiformatMessageString(cmp.Or(rule.Description, rule.Summary))).
			WithHelp(lib.NewMultiformatMessageString(help).WithMarkdown(help)).
			WithDefaultConfiguration(lib.NewReportingConfiguration().WithLevel("warning"))
	}
	run.WithOriginalUriBaseIds(map[string]*lib.ArtifactLocation{srcRoot: lib.NewSimpleArtifactLocation(fileURI(r.Root) + "/")})
	run.WithColumnKind("unicodeCodePoints")

	invocation := lib.NewInvocation().WithExecutionSuccess(len(r.Failures) == 0)
	for _, f := range r.Failures {
		invocation.AddTToolExecutionNotification(lib.NewNotification().
			WithLevel("error").
			WithMessage(lib.NewTextMessage(strings.TrimSpace(f.Package + ": " + f.Text))))
	}
	run.AddInvocations(invocation)

	s := sarifWriter{Report: r, src: make(sources)}
	fingerprints := identity.Fingerprints(r.Findings)
	run.WithResults([]*lib.Result{}) // a list, never null: null means that the run failed
	index := make(map[string]int)    // of rules
	for i, f := range r.Findings {
		run.AddRule(f.Category)
		index[f.Category] = slices.IndexFunc(run.Tool.Driver.Rules, func(rule *lib.ReportingDescriptor) bool { return rule.ID == f.Category })
		run.AddResult(s.result(index[f.Category], f, fingerprints[i]))
	}
	report, err := lib.New(lib.Version210)
	if err != nil {
		return err
	}
	report.AddRun(run)
	var b bytes.Buffer
	if err := report.PrettyWrite(&b); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err = w.Write(b.Bytes())
	return err
}

// number returns a version as SARIF wants it: it begins with a number.
func number(version string) string {
	if n, ok := strings.CutPrefix(version, "v"); ok {
		return n
	}
	return "0-" + version
}

// A sarifWriter makes the results of one report.
type sarifWriter struct {
	*Report
	src sources
}

func (s *sarifWriter) result(rule int, f finding.Finding, fingerprint string) *lib.Result {
	region := lib.NewRegion().
		WithStartLine(max(1, f.Pos.Line)).
		WithStartColumn(s.src.column(f.Pos.File, f.Pos.Line, f.Pos.Col))
	if f.End.Line > 0 {
		region.WithEndLine(f.End.Line).WithEndColumn(s.src.column(f.End.File, f.End.Line, f.End.Col))
	}
	result := lib.NewRuleResult(f.Category).
		WithRuleIndex(rule).
		WithLevel("warning").
		WithMessage(lib.NewTextMessage(f.Message)).
		WithLocations([]*lib.Location{lib.NewLocationWithPhysicalLocation(
			lib.NewPhysicalLocation().WithArtifactLocation(s.location(f.Pos.File)).WithRegion(region))}).
		WithPartialFingerPrints(map[string]any{"primaryLocationLineHash": fingerprint})
	for i, rel := range f.Related {
		result.AddRelatedLocation(lib.NewLocation().WithId(i + 1).WithMessage(lib.NewTextMessage(rel.Message)).
			WithPhysicalLocation(lib.NewPhysicalLocation().WithArtifactLocation(s.location(rel.Pos.File)).
				WithRegion(lib.NewRegion().WithStartLine(max(1, rel.Pos.Line)))))
	}
	if f.Fix != nil {
		result.AddFix(s.fix(f.Fix))
	}
	return result
}

func (s *sarifWriter) fix(fix *finding.Fix) *lib.Fix {
	changes := make(map[string]*lib.ArtifactChange) // by file
	out := lib.NewFix().WithDescription(lib.NewTextMessage(fix.Message))
	for _, e := range fix.Edits {
		change := changes[e.File]
		if change == nil {
			change = lib.NewArtifactChange(s.location(e.File))
			changes[e.File] = change
			out.AddArtifactChanges(change)
		}
		startLine, startCol := s.src.at(e.File, e.Start)
		endLine, endCol := s.src.at(e.File, e.End)
		change.WithReplacement(lib.NewReplacement(lib.NewRegion().
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
	return lib.NewSimpleArtifactLocation(uri.String()).WithUriBaseId(srcRoot)
}

func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	uri := url.URL{Scheme: "file", Path: path}
	return uri.String()
}

package analyzer

import (
	"fmt"
	"go/types"
	"os"
	"os/exec"
	pathpkg "path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/unsupervisedgo/unsupervisedgo/internal/subtest"
)

// A rule of docs/rules.md is a package in testdata/src, or a few. They are
// analysed together: most of the time goes into the standard library, from
// source and once a run.
//
// What is wanted of a diagnostic reads "category: message"; facts are wanted
// of exported functions only, so a case that is not about facts has a name
// that is not exported, or none.

// packagePaths are those of testdata/src that are for the default profile.
var packagePaths = []string{
	"entry", "entry/far", "positions", "shapes", // where goroutines start, and of what
	"deferred", "deferred/helpers", "ineffective", "handlers", // rule 1
	"closures", "fields", "generics", "generics/lib", "methods", "methods/base",
	"late",                                         // rule 2
	"partial", "partial/lib", "crash", "crash/lib", // rule 3
	"wrappers", "recursion", "order", // rule 4
	"trusted", "proved", "everyday", "channels", "given", "given/lib", // rule 5
	"launchers", "launchers/internal/start", "golang.org/x/sync/errgroup", "stores", "workpool", "reasons", // rule 6
	"directives", "generated", "tests", "app", "app/vendor/dep", "example.com/supervised", // rule 7
	"facts", "facts/lib", "safego", // across packages
	"reports", "reports/other", // what users of such tools have run into
	"ranges", "unset", "unsetvars", "nilhanded", "kept", "kept/lib", "hookoptions", "hookmakers", "hookoptions/lib", "nilhanded/lib", "unset/lib", "unset/unsafely", "idle",
	"sums", "bounded", "lengths", "found", "gates", "comparing", "unmade", "methodvalues", "fieldsmade", "onevalue", "results", "elements", "lookalikes", // proofs, and what looks like one
	"options", "options/lib", // what is handed over in a list
	"made", "perspawn", "whereis", "tables", "numbers", "filledby", "loggers", "loggers/redirected", // what is made, and handed over, for one goroutine alone
	"leftnil", "guardcalls", "guardcalls/lib", "factories", "factories/lib", "farflaws", "farflaws/lib", "harms", "guarduses", "guardfields", "errortexts", "gathered", "handed", "handed/lib", "arrives", "untold", // guards that panic themselves
}

// TestDefaultProfile has a subtest for each package. They are analysed at once,
// or, with -run=TestDefaultProfile/late, that one alone.
func TestDefaultProfile(t *testing.T) {
	t.Parallel()
	paths := slices.DeleteFunc(slices.Clone(packagePaths), func(path string) bool { return !subtest.Selected(t.Name() + "/" + path) })
	said := make(complaints)
	results := analyse(said, testdata(t), nil, paths...)
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			for _, text := range said[path] {
				t.Error(text)
			}
			delete(said, path)
		})
	}
	for _, texts := range said {
		t.Errorf("%s", texts)
	}
	if !slices.Contains(paths, "ranges") {
		return
	}
	var covered []string
	for _, res := range results {
		for _, d := range res.Action.Diagnostics {
			if res.Action.Package.PkgPath == "ranges" {
				covered = append(covered, textOf(res.Action, d))
			}
		}
	}
	if !slices.Equal(covered, ranges) {
		t.Errorf("package ranges: findings cover\n\t%s\nwant\n\t%s", strings.Join(covered, "\n\t"), strings.Join(ranges, "\n\t"))
	}
}

func TestStrictProfile(t *testing.T) {
	t.Parallel()
	const pkg = "strict"
	analyse(t, testdata(t), []string{"-strict"}, pkg)

	// Everything that it shows is silent in the default profile.
	for _, act := range analysistest.Run(deaf{}, testdata(t), testAnalyzer(), pkg) {
		for _, d := range act.Action.Diagnostics {
			t.Errorf("%s: reported without -strict: %s", act.Action.Package.Fset.Position(d.Pos), d.Message)
		}
	}
}

// TestTestFiles is about the flag -tests; what happens without it shows
// package tests.
func TestTestFiles(t *testing.T) {
	const src = "package p\n\nvar risky func()\n\nfunc helper() { go risky() }\n"
	for _, test := range []struct {
		name string
		flag string
		want int
	}{
		{"p.go", "-tests=false", 1},
		{"p_test.go", "-tests=false", 0},
		{"p_test.go", "-tests=true", 1},
		{"_test.go/p.go", "-tests=false", 1},
	} {
		p, err := load(test.name, src)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.analyse(t, testAnalyzer(test.flag)); len(got) != test.want {
			t.Errorf("%s with %s: %d findings, want %d", test.name, test.flag, len(got), test.want)
		}
	}
}

func TestDeadRecovers(t *testing.T) {
	t.Parallel()
	analyse(t, testdata(t), []string{"-dead-recovers"}, "deadrecovers")
}

func TestHeartbeats(t *testing.T) {
	t.Parallel()
	analyse(t, testdata(t), []string{"-heartbeats"}, "heartbeat", "heartbeat/circle", "heartbeat/lib", "heartbeat/passes", "heartnames/api", "heartnames/cmd", "heartnames/shared", "heartnames/shared/one", "heartnames/shared/other", "heartnames/spelled", "heartnames/spelled/unseen", "heartnames/twice", "heartnames/unknown", "heartnames/wanted")
}

func TestLocks(t *testing.T) {
	t.Parallel()
	analyse(t, testdata(t), []string{"-locks"}, "heldlock")
}

// Without the flag nothing is said of locks, nor of a directive that is about them, and
// goroutines do not wait for theirs.
func TestNoLocks(t *testing.T) {
	t.Parallel()
	for _, res := range analysistest.Run(deaf{}, testdata(t), testAnalyzer(), "heldlock") {
		for _, d := range res.Action.Diagnostics {
			if d.Category != BareGo || len(d.SuggestedFixes) == 0 && !strings.Contains(d.Message, "stay locked") {
				t.Errorf("%s: %s: %s", res.Action.Package.Fset.Position(d.Pos), d.Category, d.Message)
			}
		}
	}
}

func TestCrashLists(t *testing.T) {
	t.Parallel()
	analyse(t, testdata(t), nil, "crashlist")
}

// Without the flag nothing is said of heartbeats, nor of a directive that is about them.
func TestNoHeartbeats(t *testing.T) {
	t.Parallel()
	for _, res := range analysistest.Run(deaf{}, testdata(t), testAnalyzer(), "heartbeat", "heartbeat/circle", "heartbeat/lib", "heartbeat/passes", "heartnames/api", "heartnames/cmd", "heartnames/shared", "heartnames/shared/one", "heartnames/shared/other", "heartnames/spelled", "heartnames/spelled/unseen", "heartnames/twice", "heartnames/unknown", "heartnames/wanted") {
		for _, d := range res.Action.Diagnostics {
			if d.Category != BareGo {
				t.Errorf("%s: reported without -heartbeats: %s", res.Action.Package.Fset.Position(d.Pos), d.Message)
			}
		}
	}
}

// A directive at a recover may be about -dead-recovers, so that without the flag it is
// not one that silences nothing.
func TestNoDeadRecovers(t *testing.T) {
	t.Parallel()
	for _, res := range analysistest.Run(deaf{}, testdata(t), testAnalyzer(), "deadrecovers") {
		found := 0
		for _, d := range res.Action.Diagnostics {
			if d.Category == DeadRecover {
				t.Errorf("reported without -dead-recovers: %s", d.Message)
			}
			if d.Category == Directive {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%d findings about directives, want that of the one that stands at nothing", found)
		}
	}
}

func TestSupervisors(t *testing.T) {
	t.Parallel()
	analyse(t, testdata(t), []string{"-supervisors", "opaque.Run, (*opaque.Pool).Do, (*opaque.Tree).Add"}, "supervisors")
}

// Modules have names of their own under the go command; elsewhere, as in the
// GOPATH of the other tests, import paths decide.
func TestModules(t *testing.T) {
	t.Parallel()
	analyse(t, filepath.Join(testdata(t), "src", "modules"), []string{"-runtime", "./internal/supervised"}, "./...")
}

// Libraries that keep what they are handed, as their authors wrote them.
func TestRealLaunchers(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(testdata(t), "src", "real")
	download := exec.Command("go", "mod", "download")
	download.Dir = dir
	if out, err := download.CombinedOutput(); err != nil { // analysistest itself looks into the module cache alone
		t.Fatalf("%v\n%s", err, out)
	}
	analyse(t, dir, nil, "./...")
}

// A path that starts like one of the standard library, and a package that is
// called vendor, used to silence a whole module, or package.
func TestPathsThatSilenced(t *testing.T) {
	t.Parallel()
	analyse(t, filepath.Join(testdata(t), "src", "logagent"), nil, "./...", "./internal/vendor")
}

func TestLaunchers(t *testing.T) {
	t.Parallel()
	analyse(t, testdata(t), []string{"-launchers", "opaque.Run, (*opaque.Pool).Do, workpool.Spawn, workpool.Replaced"}, "named")
}

func TestCgo(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("go", "env", "CGO_ENABLED", "CC").Output(); err != nil || !strings.HasPrefix(string(out), "1\n") {
		t.Skip("cgo is not enabled")
	} else if cc := strings.Fields(string(out)[2:]); len(cc) == 0 || !onPath(cc[0]) {
		t.Skip("no C compiler")
	}
	analyse(t, testdata(t), nil, "cgo")
}

func onPath(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}

// ranges are what the findings of package ranges cover, which an editor
// underlines: up to the end of the callee, never the body.
var ranges = []string{
	"go func()",
	"go func(n int) (err error)",
	"go named",
	"go (named)",
	"go h.run",
	"go h.next().run",
	"go list[0]",
	"go generic[int]",
	"go close",
	"time.AfterFunc",
	"wg.Go",
	"//unsupervisedgo:ignore",
}

// analyse runs the analyzer on packages under dir, checks what their comments want, and what
// holds of every diagnostic.
func analyse(t analysistest.Testing, dir string, flags []string, patterns ...string) []*analysistest.Result {
	results := analysistest.Run(t, dir, testAnalyzer(flags...), patterns...)
	if len(results) == 0 {
		t.Errorf("nothing analysed of %v", patterns)
	}
	for _, res := range results {
		for _, d := range res.Action.Diagnostics {
			checkDiagnostic(t, res.Action, d)
		}
	}
	return results
}

func checkDiagnostic(t analysistest.Testing, act *checker.Action, d analysis.Diagnostic) {
	pos := act.Package.Fset.Position(d.Pos)
	if d.URL != URL+"#"+d.Category || !strings.Contains(" "+strings.Join(categoryNames(), " ")+" ", " "+d.Category+" ") {
		t.Errorf("%s: category %q, URL %q", pos, d.Category, d.URL)
	}
	if text := textOf(act, d); strings.Contains(text, "\n") || strings.HasSuffix(text, "{") {
		t.Errorf("%s: the diagnostic covers %q", pos, text)
	}
	neverFixed := d.Category == DeliberateCrash || d.Category == Directive || d.Category == DeadRecover || d.Category == UnknownName
	switch {
	case len(d.SuggestedFixes) > 1:
		t.Errorf("%s: %d fixes, of which drivers take the first or all", pos, len(d.SuggestedFixes))
	case len(d.SuggestedFixes) == 1:
		if d.Category == PartialRecover || neverFixed {
			t.Errorf("%s: a fix for %s", pos, d.Category)
		}
	case !neverFixed && !strings.Contains(d.Message, "no fix: "):
		t.Errorf("%s: neither a fix nor a reason: %s", pos, d.Message)
	}
	if strings.HasSuffix(d.Message, ".") || strings.Contains(d.Message, "\n") {
		t.Errorf("%s: not one plain sentence: %s", pos, d.Message)
	}
}

// textOf returns the text that a diagnostic covers, or why it cannot be read.
func textOf(act *checker.Action, d analysis.Diagnostic) string {
	f := act.Package.Fset.File(d.Pos)
	src, err := os.ReadFile(f.Name())
	if err != nil {
		return err.Error()
	}
	return string(src[f.Offset(d.Pos):f.Offset(d.End)])
}

// testAnalyzer returns an analyzer of which a test sees what it wants to see:
// the category in front of the message, and the facts of exported functions
// but for those that only the rewrite uses; with -heartbeats, those about them.
func testAnalyzer(flags ...string) *analysis.Analyzer {
	a := New()
	if err := a.Flags.Parse(append([]string{"-runtime", "example.com/supervised"}, flags...)); err != nil {
		panic(err) // of the test
	}
	all := *a
	all.Requires = []*analysis.Analyzer{inspect.Analyzer}
	all.FactTypes = factsOf(a)
	all.Run = func(pass *analysis.Pass) (any, error) {
		p := *pass
		p.Report = func(d analysis.Diagnostic) {
			d.Message = d.Category + ": " + d.Message
			pass.Report(d)
		}
		p.ExportObjectFact = func(obj types.Object, fact analysis.Fact) {
			path := reflect.TypeOf(fact).Elem().PkgPath()
			shown := !strings.HasSuffix(path, "/effects")
			if slices.Contains(flags, "-heartbeats") {
				shown = strings.HasSuffix(path, "/heartbeats")
			}
			if obj.Exported() && shown {
				pass.ExportObjectFact(obj, fact)
			}
		}
		return runGraph(&p, a)
	}
	return &all
}

// factsOf lists the facts of an analyzer and of those that it requires.
func factsOf(a *analysis.Analyzer) []analysis.Fact {
	list := slices.Clone(a.FactTypes)
	for _, required := range a.Requires {
		for _, fact := range factsOf(required) {
			if !slices.ContainsFunc(list, func(f analysis.Fact) bool { return reflect.TypeOf(f) == reflect.TypeOf(fact) }) {
				list = append(list, fact)
			}
		}
	}
	return list
}

// runGraph runs an analyzer, and those that it requires and that have no
// result yet, on one pass: analysistest looks at the facts of one analyzer only.
func runGraph(pass *analysis.Pass, a *analysis.Analyzer) (any, error) {
	for _, required := range a.Requires {
		if _, done := pass.ResultOf[required]; !done {
			result, err := runGraph(pass, required)
			if err != nil {
				return nil, err
			}
			pass.ResultOf[required] = result
		}
	}
	return a.Run(pass)
}

func testdata(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// complaints are failures by the package of the file that each begins with.
type complaints map[string][]string

func (c complaints) Errorf(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	file, _, _ := strings.Cut(text, ":")
	path := pathpkg.Dir(filepath.ToSlash(file))
	c[path] = append(c[path], text)
}

// deaf hears of no failure.
type deaf struct{}

func (deaf) Errorf(string, ...any) {}

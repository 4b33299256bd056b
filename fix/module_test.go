package fix_test

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
)

// A workspace is a directory of modules, with a go.work file, so that one go
// list loads them all. Each module has the runtime package in place. Another
// one, dep, is for the launchers of other modules.
type workspace struct{ dir string }

// newWorkspace makes a workspace of modules, given as module path: go version.
func newWorkspace(t *testing.T, dir string, modules map[string]string) workspace {
	t.Helper()
	w := workspace{dir}
	work := "go 1.26\n"
	for path, version := range modules {
		work += "use ./" + path + "\n"
		w.write(t, path+"/go.mod", "module "+path+"\n\ngo "+version+"\n")
		sources, err := filepath.Glob("../runtime/supervised/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range sources {
			if !strings.HasSuffix(name, "_test.go") {
				w.copy(t, name, path+"/internal/supervised/"+filepath.Base(name))
			}
		}
	}
	w.write(t, "go.work", work+"use ./dep\n")
	w.write(t, "dep/go.mod", "module dep\n\ngo 1.26\n")
	w.copy(t, "testdata/dep/group/group.go", "dep/group/group.go")
	w.copy(t, "testdata/dep/applog/applog.go", "dep/applog/applog.go")
	return w
}

// goVersion is the go line of a module that says nothing else.
const goVersion = "1.26"

func (w workspace) copy(t *testing.T, from, to string) {
	t.Helper()
	src, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	// The runtime needs Go 1.22, whatever the module says: as in a copy that the
	// command writes.
	if strings.HasPrefix(from, "../runtime") {
		src = append([]byte("//go:build go1.22\n\n"), src...)
	}
	w.write(t, to, string(src))
}

func (w workspace) write(t *testing.T, name, content string) {
	t.Helper()
	name = filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// run runs the go command in the workspace.
func (w workspace) run(args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = w.dir
	cmd.Env = w.env()
	return cmd.CombinedOutput()
}

func (w workspace) env() []string {
	return append(os.Environ(), "GOWORK="+filepath.Join(w.dir, "go.work"), "GOFLAGS=", "GOPROXY=off")
}

// load loads packages with all that they import, from source: facts need it.
func (w workspace) load(t *testing.T, patterns ...string) []*packages.Package {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax | packages.NeedModule,
		Dir:  w.dir,
		Env:  w.env(),
	}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	broken := false
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		for _, err := range p.Errors {
			t.Error(err)
			broken = true
		}
	})
	if broken {
		t.FailNow()
	}
	return pkgs
}

// A finding is a diagnostic in a file of a workspace.
type finding struct {
	file    string // relative to the workspace
	line    int
	message string
	edits   []edit
}

type edit struct {
	start, end int
	text       string
}

// analyze lists the findings in packages, in source order.
func (w workspace) analyze(t *testing.T, pkgs []*packages.Package, flags ...string) []finding {
	t.Helper()
	a := analyzer.New()
	if err := a.Flags.Parse(flags); err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var list []finding
	for _, action := range graph.Roots {
		if action.Err != nil {
			t.Error(action.Err)
			continue
		}
		fset := action.Package.Fset
		for _, d := range action.Diagnostics {
			posn := fset.PositionFor(d.Pos, false)
			name, err := filepath.Rel(w.dir, posn.Filename)
			if err != nil {
				t.Fatal(err)
			}
			f := finding{file: filepath.ToSlash(name), line: posn.Line, message: d.Message}
			for _, fix := range d.SuggestedFixes {
				for _, e := range fix.TextEdits {
					file := fset.File(e.Pos)
					if file.Name() != posn.Filename {
						t.Errorf("%s: the fix edits %s", posn, file.Name())
					}
					f.edits = append(f.edits, edit{file.Offset(e.Pos), file.Offset(e.End), string(e.NewText)})
				}
			}
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b finding) int {
		return cmp.Or(strings.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	return list
}

// apply makes the edits of all fixes of one file and formats it, as drivers do.
// Of edits at one point, they merge those that are the same, and give up if
// others than insertions meet: so does apply.
func apply(src []byte, findings []finding) ([]byte, error) {
	var edits []edit
	for _, f := range findings {
		own := slices.Clone(f.edits)
		slices.SortStableFunc(own, byOffset)
		for i, e := range own {
			if i > 0 && e.start < own[i-1].end {
				return nil, fmt.Errorf("line %d: the edits of one fix overlap", f.line)
			}
			if !slices.Contains(edits, e) || slices.Contains(own[:i], e) {
				edits = append(edits, e)
			}
		}
	}
	slices.SortStableFunc(edits, byOffset)
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		if e.start < at {
			return nil, fmt.Errorf("fixes overlap at %q", src[e.start:e.end])
		}
		out.Write(src[at:e.start])
		out.WriteString(e.text)
		at = e.end
	}
	out.Write(src[at:])
	formatted, err := format.Source(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%v in\n%s", err, out.Bytes())
	}
	return formatted, nil
}

// byOffset puts an insertion before a replacement at the same point.
func byOffset(a, b edit) int {
	return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
}

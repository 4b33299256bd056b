package analyzer

import (
	"fmt"
	"go/ast"
	"go/token"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/analysis/checker"

	"github.com/unsupervisedgo/unsupervisedgo/internal/permute"
)

// TestOrder analyses the packages of testdata/src with their declarations,
// files and go statements in another order, and expects the same findings and
// fixes. What is remembered before it is certain shows here, as it did when
// "go with(x)" before "go with(y)" had one finding, and behind it two.
func TestOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses everything three times")
	}
	t.Parallel()
	for seed, profile := range []struct {
		flag string
		list []string
	}{
		{"-strict=false", packagePaths},
		{"-strict=true", append(slices.Clone(packagePaths), "strict")},
	} {
		want := told(t, testdata(t), profile.flag, profile.list)
		if len(want) < 300 {
			t.Errorf("only %d findings with %s", len(want), profile.flag)
		}
		dir := t.TempDir()
		if err := permute.Tree(filepath.Join(testdata(t), "src"), filepath.Join(dir, "src"), rand.New(rand.NewPCG(uint64(seed), 0))); err != nil {
			t.Fatal(err)
		}
		got := told(t, dir, profile.flag, profile.list)
		for what, n := range want {
			if got[what] != n {
				t.Errorf("%s: %d times instead of %d: %s", profile.flag, got[what], n, what)
			}
		}
		for what, n := range got {
			if want[what] == 0 {
				t.Errorf("%s: new, %d times: %s", profile.flag, n, what)
			}
		}
	}
}

// told counts the findings in packages, told without their place.
func told(t *testing.T, dir, flag string, paths []string) map[string]int {
	t.Helper()
	found := make(map[string]int)
	for _, res := range analysistest.Run(deaf{}, dir, testAnalyzer(flag), paths...) {
		for _, d := range res.Action.Diagnostics {
			found[tell(t, res.Action, d)]++
		}
	}
	return found
}

var (
	// counted is the end of a name under which a fix supervises: who comes first decides
	// about nothing else of it.
	counted = regexp.MustCompile(`((?:RunWithRecover|Call)\([^"\n]*"[^"]*)-\d+"`)
	// number is that of a line, with or without its file.
	number = regexp.MustCompile(`line \d+|\w+\.go:\d+`)
)

// tell describes a finding and its fix without their place.
func tell(t *testing.T, act *checker.Action, d analysis.Diagnostic) string {
	t.Helper()
	tf := act.Package.Fset.File(d.Pos)
	src, err := os.ReadFile(tf.Name())
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(src[tf.Offset(d.Pos):]), "\n")
	around := func(pos token.Pos) *ast.FuncDecl {
		for _, f := range act.Package.Syntax {
			for _, decl := range f.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Pos() <= pos && pos < fn.End() {
					return fn
				}
			}
		}
		return nil
	}
	where := "outside of functions"
	if fn := around(d.Pos); fn != nil {
		where = "in " + fn.Name.Name
	}
	line, _, _ = strings.Cut(line, "// want ")
	text := fmt.Sprintf("%s %s: %s (%s)", act.Package.PkgPath, where, number.ReplaceAllString(d.Message, "line N"), strings.TrimSpace(line))
	var edits []string
	for _, fix := range d.SuggestedFixes {
		for _, edit := range fix.TextEdits {
			if around(edit.Pos) != nil { // not the import
				edits = append(edits, "\n\t"+counted.ReplaceAllString(string(edit.NewText), `${1}"`))
			}
		}
	}
	slices.Sort(edits) // a fix can change two functions
	return text + strings.Join(edits, "")
}

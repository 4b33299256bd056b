package effects

import (
	"fmt"
	"go/ast"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"
)

// TestSummaries compares what is known of every function in testdata whose doc
// comment has a line
//
//	effects: closes(0.done) unless f() panics
//
// with the rest of that line, and the way out of a service with that of a line
// that starts with "stops:". There is nothing behind the colon where there is nothing to tell.
func TestSummaries(t *testing.T) {
	dirs, err := filepath.Glob("testdata/src/*")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no test data:", err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) { summaries(t, filepath.Base(dir)) })
	}
}

func summaries(t *testing.T, name string) {
	checked := 0
	for _, result := range analysistest.Run(t, analysistest.TestData(), New(panicflow.New(new(panicflow.Config))), name) {
		r, ok := result.Result.(*Result)
		if !ok {
			t.Fatal(result.Err)
		}
		for c := range r.Preorder((*ast.FuncDecl)(nil)) {
			decl := c.Node().(*ast.FuncDecl)
			for line := range strings.Lines(decl.Doc.Text()) {
				what, want, ok := strings.Cut(strings.TrimSpace(line), ":")
				got := ""
				switch {
				case ok && what == "effects":
					got = describe(r.summary(decl))
				case ok && what == "stops":
					got = stops(r, decl)
				default:
					continue
				}
				checked++
				if want := strings.TrimSpace(want); got != want {
					t.Errorf("%s: %s: got\n\t%s\nwant\n\t%s", r.Fset.Position(decl.Pos()), what, got, want)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("nothing is compared")
	}
}

// describe tells all of a summary: of an effect, behind its String, what callers
// decide by.
func describe(sum *Summary) string {
	short := *sum
	short.Effects = nil
	parts := strings.FieldsFunc(short.String(), func(r rune) bool { return r == 0 })
	for _, e := range sum.Effects {
		if e.isElsewhere() {
			continue
		}
		var more []string
		for _, x := range []struct {
			is   bool
			name string
		}{
			{e.Always, "always"}, {e.Phase == Inside, "inside"}, {e.Phase == After, "after"},
			{e.SkippedInPass != e.Skipped, fmt.Sprintf("in a pass %q", e.SkippedInPass)},
			{e.Raise, "raise"}, {e.Counts, "counts"}, {e.Looped, "looped"}, {e.Again, "again"}, {e.Lossy, "lossy"}, {e.Rearms, "rearms"},
			{e.In != FuncID{}, "in " + e.In.String()},
		} {
			if x.is {
				more = append(more, x.name)
			}
		}
		text := e.String()
		if len(more) > 0 {
			text += " [" + strings.Join(more, ", ") + "]"
		}
		parts = append(parts, text)
	}
	for _, d := range sum.Drains {
		parts = append(parts, fmt.Sprintf("drains(%s)", d))
	}
	return strings.Join(parts, ", ")
}

// stops tells what ends a service, and what can panic then.
func stops(r *Result, decl *ast.FuncDecl) string {
	e := r.Body(decl)
	var parts []string
	for _, stop := range e.Stops {
		if stop.Sent {
			parts = append(parts, "token "+stop.Text)
		} else {
			parts = append(parts, stop.Text)
		}
	}
	if len(e.StopPath) > 0 {
		parts = append(parts, "then "+r.Text(e.StopPath[0]))
	}
	return strings.Join(parts, ", ")
}

// TestFullSummary: series sets of https://github.com/prometheus/prometheus/tree/main/tsdb
// call themselves on their fields by way of an interface. Which of all their effects
// were the first hundred changed from round to round, without an end.
func TestFullSummary(t *testing.T) {
	before, found := new(Summary), new(Summary)
	for i := range maxEffects {
		before.Effects = append(before.Effects, Effect{Text: fmt.Sprint("first", i)})
		found.Effects = append(found.Effects, Effect{Text: fmt.Sprint("second", i)})
	}
	if !summaryLattice.Equal(summaryLattice.Meet(found, before), before) {
		t.Error("a summary that is full has changed")
	}
	grown := &Summary{Effects: before.Effects[:1]}
	if summaryLattice.Equal(summaryLattice.Meet(found, grown), grown) {
		t.Error("a summary that is not full does not grow")
	}
}

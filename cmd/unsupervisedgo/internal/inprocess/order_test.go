package inprocess

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/driver"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/finding"
)

// TestOrder compares what is found here with what go vet finds when the
// declarations, files and go statements of the packages are in another order.
// The two ask for facts in another order, too.
func TestOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("go vet takes long")
	}
	tool := buildTool(t)
	t.Setenv("GOCACHE", goEnv(t, "GOCACHE"))
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	flags := []string{"-runtime=example.com/supervised"}
	res, err := New(analyzer.New, tool, never(t))(ctx, driver.Request{Patterns: workspace(t, nil), Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	want := told(res.Findings)
	other, err := driver.GoVet(tool)(ctx, driver.Request{Patterns: workspace(t, rand.New(rand.NewPCG(2, 0))), Flags: flags})
	if err != nil || len(other.Failures) > 0 {
		t.Fatal(err, other.Failures)
	}
	got := told(other.Findings)
	for what, n := range want {
		if got[what] != n {
			t.Errorf("%d times instead of %d: %s", got[what], n, what)
		}
	}
	for what := range got {
		if want[what] == 0 {
			t.Errorf("new: %s", what)
		}
	}
}

// What depends on the order: the name under which a fix supervises, since who
// comes first gets the shorter one, and the number of a line, with or without its file.
var (
	name   = regexp.MustCompile(`((?:RunWithRecover|Call)\([^"\n]*)"[^"]*"`)
	number = regexp.MustCompile(`line \d+|\w+\.go:\d+`)
)

// told counts findings, told without their place.
func told(list []finding.Finding) map[string]int {
	found := make(map[string]int)
	for _, f := range list {
		text := fmt.Sprintf("%s %s: %s", f.Package, f.Category, f.Message)
		if f.Fix != nil {
			var edits []string
			for _, e := range f.Fix.Edits {
				edits = append(edits, "\n\t"+e.New)
			}
			slices.Sort(edits) // that of another function may come before or behind
			text += strings.Join(edits, "")
		}
		found[number.ReplaceAllString(name.ReplaceAllString(text, "${1}NAME"), "line N")]++
	}
	return found
}

package analyzer

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/unsupervisedgo/unsupervisedgo/internal/known"
)

// No fact is looked for of what the standard library launches, nor of what never returns in it:
// the table and the names of loggers say all that others can call. Package testing is none of it,
// and what always panics nobody calls.
func TestStandardLibraryIsKnown(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses the standard library")
	}
	t.Parallel()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, "std")
	if err != nil {
		t.Fatal(err)
	}
	a := New()
	a.Flags.Set("strict", "true") // else the facts of the standard library are those that are written down
	g, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	facts := 0
	for act := range g.All() {
		for _, f := range act.AllObjectFacts() {
			fn, ok := f.Object.(*types.Func)
			if !ok || fn.Pkg() != act.Package.Types || !isCallable(fn) {
				continue
			}
			name, entry := fn.FullName(), known.Of(fn)
			switch kind := fmt.Sprintf("%T", f.Fact); {
			case kind == "*panicflow.launches":
				facts++
				if entry == nil || len(entry.Launches) == 0 {
					t.Errorf("%s: %v, and is not in the table", name, f.Fact)
				}
			case kind == "*panicflow.ends" && fmt.Sprint(f.Fact) == "exits":
				facts++
				if !entry.Has(known.Exits) && !strings.HasPrefix(fn.Name(), "Fatal") {
					t.Errorf("%s: %v, and is not known", name, f.Fact)
				}
			}
		}
	}
	if facts == 0 {
		t.Error("there are no facts")
	}
}

// isCallable reports whether other modules can call a function of the standard library.
func isCallable(fn *types.Func) bool {
	path := fn.Pkg().Path()
	if !fn.Exported() || path == "testing" || strings.Contains("/"+path+"/", "/internal/") || strings.HasPrefix(path, "vendor/") {
		return false
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return true
	}
	name := types.TypeString(recv.Type(), func(*types.Package) string { return "" })
	return token.IsExported(strings.TrimPrefix(name, "*"))
}

package analyzer

import (
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/packages"
)

// BenchmarkAnalyzer analyses net/http and go/types with all that they import,
// from source and already loaded, and compares that with an analyzer that does
// nothing but require the same and have a fact type.
func BenchmarkAnalyzer(b *testing.B) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, "net/http", "go/types")
	if err != nil {
		b.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 {
		b.Fatal("the standard library does not load")
	}
	noop := &analysis.Analyzer{
		Name:      "noop",
		Doc:       "do nothing",
		Requires:  []*analysis.Analyzer{inspect.Analyzer},
		FactTypes: factsOf(New())[:1],
		Run:       func(*analysis.Pass) (any, error) { return nil, nil },
	}
	analyse := func(a *analysis.Analyzer) time.Duration {
		start := time.Now()
		graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
		if err != nil {
			b.Fatal(err)
		}
		for _, act := range graph.Roots {
			if act.Err != nil {
				b.Fatal(act.Err)
			}
		}
		return time.Since(start)
	}
	var base, full time.Duration
	for b.Loop() {
		base += analyse(noop)
		full += analyse(New())
	}
	b.ReportMetric(float64(full)/float64(base), "x-noop")
	b.ReportMetric(float64(base.Nanoseconds())/float64(b.N), "ns-noop/op")
}

// Command noop is a tool for go vet that finds nothing: what it costs, every
// analyzer with facts costs.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/analysis/singlechecker"
)

type fact struct{}

func (*fact) AFact() {}

func main() {
	singlechecker.Main(&analysis.Analyzer{
		Name:      "noop",
		Doc:       "noop: report nothing",
		Requires:  []*analysis.Analyzer{inspect.Analyzer},
		FactTypes: []analysis.Fact{new(fact)},
		Run:       func(*analysis.Pass) (any, error) { return nil, nil },
	})
}

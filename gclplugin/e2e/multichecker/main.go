// Multichecker is a checker of several analyzers, unsupervisedgo among them.
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/analysis/passes/waitgroup"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
)

func main() {
	multichecker.Main(analyzer.Analyzer, lostcancel.Analyzer, waitgroup.Analyzer)
}

// The unsupervisedgo command finds goroutines whose panic would end the
// process, and rewrites them so that it does not.
//
// It works on its own,
//
//	unsupervisedgo [flags] [packages]
//
// and as the tool of go vet -vettool and go fix -fixtool.
// "unsupervisedgo help" describes both.
package main

import (
	"os"
	"runtime/debug"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/inprocess"
)

func main() { start(analyzer.New) }

// start is main with any analyzer, so that tests can have findings as they need them.
func start(newAnalyzer func() *analysis.Analyzer) {
	inprocess.Refuse(os.Args[1:])
	if isProtocol(os.Args[1:]) {
		protocol(newAnalyzer())
	}
	limitMemory()
	os.Exit(run(newAnalyzer, os.Args[1:], os.Stdout, os.Stderr))
}

// limitMemory lets the garbage collector work less often than it would, which saves a tenth of the
// time for a quarter more memory, and harder where the memory of the process comes near to two gigabytes,
// unless the environment says how it is to work.
func limitMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(2 << 30)
	}
}

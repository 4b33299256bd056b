// Command alone is the analyzer in x/tools' own stand-alone driver, which
// loads everything from source and remembers nothing.
package main

import (
	"golang.org/x/tools/go/analysis/singlechecker"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
)

func main() { singlechecker.Main(analyzer.New()) }

package main

import (
	"fmt"
	"os"
	"sort"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/unsupervisedgo/unsupervisedgo/analyzer"
)

func main() {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, os.Args[1:]...)
	if err != nil {
		panic(err)
	}
	g, err := checker.Analyze([]*analysis.Analyzer{analyzer.New()}, pkgs, nil)
	if err != nil {
		panic(err)
	}
	var out []string
	for act := range g.All() {
		for _, f := range act.AllObjectFacts() {
			if t := fmt.Sprintf("%T", f.Fact); t == "*panicflow.ends" || t == "*panicflow.supervises" {
				out = append(out, fmt.Sprintf("%s %v", f.Object, f.Fact))
			}
		}
	}
	sort.Strings(out)
	last := ""
	for _, s := range out {
		if s != last {
			fmt.Println(s)
		}
		last = s
	}
}

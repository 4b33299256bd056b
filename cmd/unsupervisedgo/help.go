package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"golang.org/x/tools/go/analysis"
)

const usage = `unsupervisedgo finds goroutines whose panic would end the process, and rewrites
them so that it is contained, logged and, for a long-running loop, restarted.

Usage:

	unsupervisedgo [flags] [packages]        print the findings
	unsupervisedgo -fix [flags] [packages]   rewrite what can be rewritten
	unsupervisedgo -diff [flags] [packages]  show what -fix would change
	unsupervisedgo report [flags] [packages] write a page to look at
	unsupervisedgo init [flags]              write the runtime package, or update it
	unsupervisedgo help | version

	go vet -vettool=$(which unsupervisedgo) [flags] [packages]
	go fix -fixtool=$(which unsupervisedgo) [-diff] [flags] [packages]

Packages are those of the go command ("go help packages"); without any, it is
the one in the current directory. The last four flags work in every driver.

Flags:

%s
Rules:

%s
Exit codes:

	0  there is no finding; with -fix, none is left; with -diff, nothing would change
	1  there are findings; with -fix, some are left; with -diff, something would change
	2  something could not be analysed or written, or the command line is wrong
`

// help prints how the command is used.
func help(w io.Writer, a *analysis.Analyzer, flags *flag.FlagSet) error {
	var flagText, ruleText strings.Builder
	for _, name := range flagOrder(a, flags) {
		f := flags.Lookup(name)
		value, text := flag.UnquoteUsage(f)
		fmt.Fprintf(&flagText, "\t-%s\n\t\t%s", strings.TrimSpace(name+" "+value), text)
		if f.DefValue != "" && f.DefValue != "false" {
			fmt.Fprintf(&flagText, " (default %s)", f.DefValue)
		}
		flagText.WriteByte('\n')
	}
	for _, r := range rules(a) {
		fmt.Fprintf(&ruleText, "\t%s\n\t\t%s\n\t\t%s\n", r.ID, r.Summary, r.URL)
	}
	_, err := fmt.Fprintf(w, usage, flagText.String(), ruleText.String())
	return err
}

// flagOrder returns the names of the flags, those of the analyzer last.
func flagOrder(a *analysis.Analyzer, flags *flag.FlagSet) []string {
	var own, others []string
	flags.VisitAll(func(f *flag.Flag) {
		if a.Flags.Lookup(f.Name) != nil {
			others = append(others, f.Name)
		} else {
			own = append(own, f.Name)
		}
	})
	return append(own, others...)
}
